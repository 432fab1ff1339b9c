"""Backup: everything the installation holds, but its keys, in one encrypted file that appears whole or not at all."""

import fcntl
import hashlib
import json
import os
import tarfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.db import connection

from danbiet.common import clock
from danbiet.common.acting import secret_mark
from danbiet.common.actor import Refusal, say
from danbiet.common.files import House
from danbiet.ledger.models import Head
from danbiet.ledger.selectors import rows
from danbiet.ledger.selectors.rows import Count, contents
from danbiet.ledger.selectors.snapshot import snapshot
from danbiet.ledger.services.pipes import encrypted

__all__ = ["backup", "contents"]

FORMAT = 1
FOLDERS = ("files", "published", "events")  # and proof/, of which only what the snapshot knows
PART = 4 * 1024**2  # rows are cut into parts of this size: a tar member must know its length


class BackupRefused(Refusal):
    """There is a file already, or the database waits for its migrations."""


class _Tar:
    """A tar stream, and the count and hash of everything put into it."""

    def __init__(self, archive: tarfile.TarFile, at: datetime) -> None:
        self.archive, self.mtime = archive, int(at.timestamp())
        self.files, self.listing = 0, hashlib.sha256()

    def put(self, name: str, data: bytes) -> None:
        self._add(name, len(data), BytesIO(data))

    def put_file(self, name: str, path: Path) -> None:
        """Put a file; one that was erased since the folder was listed is left out, as its act wanted."""
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return
        with file:
            reader = _Hashing(file)
            self._add(name, os.fstat(file.fileno()).st_size, reader)
        self.files += 1
        self.listing.update(listed(name, sha256=reader.digest.hexdigest()))

    def _add(self, name: str, size: int, reader: "BytesIO | _Hashing") -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mtime, member.mode = size, self.mtime, 0o600
        self.archive.addfile(member, reader)
        self.archive.members.clear()  # type: ignore[attr-defined]


class _Hashing:
    """A reader that hashes what passes."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.digest.update(data)
        return data


def listed(name: str, *, sha256: str) -> bytes:
    """A file's line in the listing whose hash closes a backup."""
    return f"{sha256} {name}\n".encode()


def backup(*, out: Path, to: Sequence[str], at: datetime, house: House) -> dict[str, Count]:
    """Write everything as of one moment to `out`, encrypted; nobody who writes meanwhile is held up."""
    if out.exists():
        raise BackupRefused(say("Đã có tệp {name}. Bản sao lưu không ghi đè."), name=out.name)
    leaves, is_current = rows.leaves()
    if not is_current:
        raise BackupRefused(say("Cơ sở dữ liệu chưa nâng cấp xong. Chạy danbiet migrate trước."))
    manifest = {
        "kind": "danbiet.backup",
        "format": FORMAT,
        "version": house.version,
        "origin": house.origin,
        "secret": secret_mark(),
        "engine": connection.vendor,
        "made_at": at.astimezone(clock.ZONE).isoformat(timespec="seconds"),
        "leaves": leaves,
        "models": [model._meta.label_lower for model in rows.tables()],
    }
    with (
        _draft(out) as file,
        encrypted(file, to=to) as plain,
        tarfile.open(fileobj=plain, mode="w|gz", format=tarfile.PAX_FORMAT) as archive,
        snapshot(),
    ):
        return _fill(_Tar(archive, at), manifest, house)


def _fill(tar: _Tar, manifest: dict[str, object], house: House) -> dict[str, Count]:
    tar.put("manifest.json", _json(manifest))
    counts = {
        model._meta.label_lower: _put_rows(tar, model._meta.label_lower, rows.lines(model)) for model in rows.tables()
    }
    for name, path in _files(house):
        tar.put_file(name, path)
    models = {label: asdict(count) for label, count in counts.items()}
    files = {"files": tar.files, "sha256": tar.listing.hexdigest()}
    tar.put("contents.json", _json({"models": models, "files": files}))
    return counts


def _put_rows(tar: _Tar, label: str, lines: Iterable[bytes]) -> Count:
    digest, number, count, part = hashlib.sha256(), 0, 0, bytearray()
    for line in lines:
        digest.update(line)
        count += 1
        part += line
        if len(part) >= PART:
            tar.put(f"rows/{label}/{number:06}.jsonl", bytes(part))
            number, part = number + 1, bytearray()
    if part:
        tar.put(f"rows/{label}/{number:06}.jsonl", bytes(part))
    return Count(count, digest.hexdigest())


def _files(house: House) -> Iterator[tuple[str, Path]]:
    """What lies beside the database. A file is stored before its row, so the snapshot's files are all there."""
    for folder in FOLDERS:
        for path in sorted((house.data_dir / folder).rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                yield path.relative_to(house.data_dir).as_posix(), path
    proof = house.data_dir / "proof"
    heads = [
        proof / "heads" / f"{day.isoformat()}.json"
        for day in Head.objects.order_by("day").values_list("day", flat=True)
    ]
    for path in [*heads, *sorted(proof.glob("status/*.json")), *sorted(proof.glob("keys/*.json")), proof / "key.json"]:
        if path.exists():
            yield path.relative_to(house.data_dir).as_posix(), path


@contextmanager
def _draft(out: Path) -> Iterator[BinaryIO]:
    """A file of another name, which becomes `out` when everything is on the disk; drafts of dead runs are removed."""
    for stale in out.parent.glob(f".{out.name}.*.draft"):
        _remove_if_dead(stale)
    draft = out.with_name(f".{out.name}.{os.getpid()}.draft")
    descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, out)  # unlike a rename, never over a file that appeared meanwhile
        _sync_folder(out.parent)
    finally:
        draft.unlink(missing_ok=True)


def _remove_if_dead(draft: Path) -> None:
    try:
        with draft.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            draft.unlink()
    except BlockingIOError:
        return


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
