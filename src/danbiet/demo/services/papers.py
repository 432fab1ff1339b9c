"""Evidence for the story: minutes in the official form, and a picture that shows nothing."""

import struct
import zlib
from datetime import date

from danbiet.common.documents import Document, Section, Signature
from danbiet.common.pdf import pdf
from danbiet.plans.services import Upload


def minutes(*, ward: str, what: str, on: date, found: str) -> Upload:
    """Minutes of a posting or check, as a PDF."""
    document = Document(
        issuer=("ỦY BAN NHÂN DÂN", ward.upper()),
        issued_by=f"UBND {ward}",
        symbol="BB-UBND",
        place=ward.removeprefix("Phường "),
        year=on.year,
        on=on,
        kind="BIÊN BẢN",
        subject=what,
        signature=Signature(capacity=("NGƯỜI LẬP BIÊN BẢN",)),
        sections=(Section("Nội dung", paragraphs=(found, "Số liệu và tên người trong biên bản này là minh họa.")),),
    )
    return Upload(name=f"bien-ban-{on:%Y%m%d}.pdf", data=pdf(document), taken_on=on)


def blank_picture() -> Upload:
    """A grey sheet, 64 by 64: what a thumb over the lens gives."""
    rows = b"".join(b"\0" + b"\x80" * 64 for _ in range(64))
    parts = (_chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 0, 0, 0, 0)), _chunk(b"IDAT", zlib.compress(rows)))
    return Upload(name="anh-bang-tin.png", data=b"\x89PNG\r\n\x1a\n" + b"".join(parts) + _chunk(b"IEND", b""))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
