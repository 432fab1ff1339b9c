"""Files from people: checked by content, kept by hash, written whole or not at all."""

import hashlib
import os
import struct
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from django.conf import settings

from danbiet.common.actor import Damaged, say

LIMIT = 20 * 1024 * 1024
KINDS = {
    "pdf": ("application/pdf", b"%PDF-"),
    "jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    "png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK\x03\x04"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK\x03\x04"),
}
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
INSIDE = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}


class FileRefused(Damaged):
    """A file is of the wrong kind, too large, empty, or carries a macro."""


@dataclass(frozen=True)
class House:
    """Where the installation keeps what is outside the database, and what it calls itself."""

    data_dir: Path
    key_file: Path
    origin: str
    version: str


@dataclass(frozen=True)
class Stored:
    """A file as kept: its SHA-256 is its name."""

    sha256: str
    kind: str
    bytes: int


def house() -> House:
    """The installation's own folders and names; read at the edge and passed on."""
    return House(Path(settings.DATA_DIR), Path(settings.SIGNING_KEY_FILE), settings.ORIGIN, settings.VERSION)


def kind_of(data: bytes) -> str:
    """Tell the kind from the content, never from the name; raise FileRefused for any other."""
    if data.startswith(OLD_OFFICE):
        raise FileRefused(say("Tệp .doc, .xls đời cũ hoặc có mật khẩu. Mở ra, lưu lại thành .docx hay .xlsx rồi gửi."))
    for kind, (_, magic) in KINDS.items():
        if data.startswith(magic) and (kind not in INSIDE or INSIDE[kind] in _members(data)):
            return kind
    raise FileRefused(say("Tệp không phải PDF, JPEG, PNG, DOCX hay XLSX."))


def store(data: bytes, *, kinds: Iterable[str] = KINDS) -> Stored:
    """Check a file and keep it under its hash; keeping the same file twice keeps one."""
    stored = check(data, kinds=kinds)
    write_whole(path_of(stored.sha256), data)
    return stored


def check(data: bytes, *, kinds: Iterable[str] = KINDS) -> Stored:
    """What a file would be kept as; refused like `store`, and nothing is written."""
    if not data:
        raise FileRefused(say("Tệp rỗng, không có nội dung."))
    if len(data) > LIMIT:
        raise FileRefused(say("Tệp lớn hơn {limit} MB."), limit=LIMIT // 1024**2)
    kind = kind_of(data)
    if kind not in kinds:
        raise FileRefused(say("Ở đây không nhận tệp loại {kind}."), kind=kind.upper())
    return Stored(sha256=hashlib.sha256(data).hexdigest(), kind=kind, bytes=len(data))


def path_of(sha256: str) -> Path:
    """Where a kept file lies."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError(f"not a SHA-256: {sha256!r}")
    return Path(settings.DATA_DIR) / "files" / sha256[:2] / sha256


def read(sha256: str) -> bytes:
    """The content of a kept file."""
    return path_of(sha256).read_bytes()


def mime(kind: str) -> str:
    """The media type of a kind."""
    return KINDS[kind][0]


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


def _members(data: bytes) -> set[str]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error):
        return set()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileRefused(say("Tệp có macro. Lưu lại thành tệp không macro rồi gửi."))
    return names
