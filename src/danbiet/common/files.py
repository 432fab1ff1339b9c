"""Files from people: kept by hash, written whole or not at all; `formats` says what may be kept."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models, transaction

from danbiet.common.formats import KINDS, Stored, check

HASH = 64
RECORD = "ledger"  # its hashes are those of events and commitments, never of files


@dataclass(frozen=True)
class House:
    """Where the installation keeps what is outside the database, what it calls itself, and whether an officer
    reads all feedback before anybody outside is told of it (decision 0175)."""

    data_dir: Path
    key_file: Path
    origin: str
    version: str
    base_url: str
    reads_first: bool


def house() -> House:
    """The installation's own folders and names; read at the edge and passed on."""
    return House(
        Path(settings.DATA_DIR),
        Path(settings.SIGNING_KEY_FILE),
        settings.ORIGIN,
        settings.VERSION,
        settings.BASE_URL,
        settings.READ_FIRST,
    )


def store(data: bytes, *, kinds: Iterable[str] = KINDS) -> Stored:
    """Check a file and keep it under its hash; keeping the same file twice keeps one."""
    stored = check(data, kinds=kinds)
    write_whole(path_of(stored.sha256), data)
    return stored


def path_of(sha256: str) -> Path:
    """Where a kept file lies."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError(f"not a SHA-256: {sha256!r}")
    return Path(settings.DATA_DIR) / "files" / sha256[:2] / sha256


def read(sha256: str) -> bytes:
    """The content of a kept file."""
    return path_of(sha256).read_bytes()


def keep(data: bytes) -> str:
    """Keep bytes that are no document under their hash, and tell it; the caller has checked them."""
    sha256 = hashlib.sha256(data).hexdigest()
    write_whole(path_of(sha256), data)
    return sha256


def forget(sha256: str) -> None:
    """Remove a kept file after the act has been written, unless some row still names it."""
    transaction.on_commit(lambda: _remove(sha256))


def _remove(sha256: str) -> None:
    if not _is_named(sha256):
        path_of(sha256).unlink(missing_ok=True)


def _is_named(sha256: str) -> bool:
    """Whether a row of any part names the file; rows whose file was erased keep the hash as proof alone."""
    for model in apps.get_models():
        if model._meta.app_label == RECORD:
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField) and field.max_length == HASH:
                rows = model._base_manager.filter(**{field.name: sha256})
                if any(one.name == "erased_on" for one in model._meta.concrete_fields):
                    rows = rows.filter(erased_on=None)
                if rows.exists():
                    return True
    return False


def write_whole(path: Path, data: bytes) -> None:
    """Write a file completely or not at all, private, and never over one that is there."""
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except BaseException:
        os.unlink(draft)
        raise
