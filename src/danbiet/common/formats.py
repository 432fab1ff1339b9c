"""What a file is, told by its content and never by its name; the process that reads strangers' files needs no more."""

import hashlib
import struct
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from danbiet.common.actor import Damaged, say

LIMIT = 20 * 1024 * 1024
KINDS = {
    "pdf": ("application/pdf", b"%PDF-"),
    "jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    "png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK\x03\x04"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK\x03\x04"),
}
# what telephones and messengers make of a picture: (kind, where its mark stands, the mark)
PICTURED = (
    ("HEIC", 4, b"ftyphe"), ("HEIC", 4, b"ftypmif1"), ("HEIC", 4, b"ftypmsf1"), ("AVIF", 4, b"ftypavi"),
    ("WebP", 8, b"WEBP"), ("GIF", 0, b"GIF8"), ("TIFF", 0, b"II*\0"), ("TIFF", 0, b"MM\0*"),
)  # fmt: skip
HEIC = say(
    "Ảnh HEIC của điện thoại chưa nhận được; ở đây nhận {kinds}. iPhone: Cài đặt, Camera, Định dạng, chọn Tương thích"
    " nhất, rồi chụp lại. Máy khác: tắt “ảnh hiệu quả cao” trong cài đặt máy ảnh. Ảnh đã chụp thì chụp màn hình, gửi"
    " ảnh đó."
)
OTHER_PICTURE = say("Ảnh {kind} chưa nhận được; ở đây nhận {kinds}. Mở ảnh, chụp màn hình, rồi gửi ảnh chụp màn hình.")
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
INSIDE = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}


class FileRefused(Damaged):
    """A file is of the wrong kind, too large, empty, or carries a macro."""


@dataclass(frozen=True)
class Stored:
    """A file as kept: its SHA-256 is its name."""

    sha256: str
    kind: str
    bytes: int


def kind_of(data: bytes, *, kinds: Iterable[str] = KINDS) -> str:
    """Tell the kind from the content, never from the name; raise FileRefused for any other, with what is taken here."""
    taken = ", ".join(kind.upper() for kind in kinds)
    if data.startswith(OLD_OFFICE):
        raise FileRefused(say("Tệp .doc, .xls đời cũ hoặc có mật khẩu. Mở ra, lưu lại thành .docx hay .xlsx rồi gửi."))
    for kind, (_, magic) in KINDS.items():
        if data.startswith(magic) and (kind not in INSIDE or INSIDE[kind] in _members(data)):
            return kind
    for kind, at, mark in PICTURED:
        if data[at:].startswith(mark):
            raise FileRefused(HEIC if kind == "HEIC" else OTHER_PICTURE, kind=kind, kinds=taken)
    raise FileRefused(say("Tệp không phải {kinds}: ở đây chỉ nhận những loại này."), kinds=taken)


def check(data: bytes, *, kinds: Iterable[str] = KINDS) -> Stored:
    """What a file would be kept as; refused like `store`, and nothing is written."""
    if not data:
        raise FileRefused(say("Tệp rỗng, không có nội dung."))
    if len(data) > LIMIT:
        raise FileRefused(say("Tệp lớn hơn {limit} MB."), limit=LIMIT // 1024**2)
    kinds = tuple(kinds)
    kind = kind_of(data, kinds=kinds)
    if kind not in kinds:
        taken = ", ".join(one.upper() for one in kinds)
        raise FileRefused(say("Ở đây không nhận tệp loại {kind}, chỉ nhận {kinds}."), kind=kind.upper(), kinds=taken)
    return Stored(sha256=hashlib.sha256(data).hexdigest(), kind=kind, bytes=len(data))


def mime(kind: str) -> str:
    """The media type of a kind."""
    return KINDS[kind][0]


def _members(data: bytes) -> set[str]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error):
        return set()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileRefused(say("Tệp có macro. Lưu lại thành tệp không macro rồi gửi."))
    return names
