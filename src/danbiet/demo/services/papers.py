"""Papers of the story: minutes, tables, notices, pictures of boards, and a picture that shows nothing."""

import struct
import zlib
from datetime import date
from functools import cache
from typing import Any

from danbiet.common.documents import Document, Section, Signature
from danbiet.common.docx import docx
from danbiet.common.pdf import pdf
from danbiet.common.xlsx import Sheet, xlsx
from danbiet.demo.rules import disclosed
from danbiet.disclosure.services.items import Upload as Paper
from danbiet.plans.services import Upload

BUDGET_HEAD = ("STT", "Nội dung", "Dự toán", "Thực hiện")
ILLUSTRATIVE = "Số liệu minh họa của bản trình diễn."
WALL, FRAME, SHEET, INK = (214, 205, 188), (96, 64, 40), (250, 250, 246), (70, 70, 80)


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
    return Upload(name="anh-bang-tin.png", data=_png(rows, size=(64, 64), colour=0))


@cache
def board_picture(sheets: int) -> bytes:
    """A notice board drawn in four colours, with so many sheets on it: what a photo for proof would show."""
    width, height = 320, 240
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            rows += bytes(_colour(x, y, sheets))
    return _png(bytes(rows), size=(width, height), colour=2)


def _colour(x: int, y: int, sheets: int) -> tuple[int, int, int]:
    if not (20 <= x < 300 and 30 <= y < 210):
        return WALL
    if not (28 <= x < 292 and 38 <= y < 202):
        return FRAME
    column, inside = divmod(x - 32, 52)
    if column >= sheets or not (4 <= inside < 46 and 52 <= y < 116):
        return (178, 150, 110)
    return INK if (y - 52) % 8 == 4 and 9 <= inside < 41 else SHEET


@cache
def slab_picture(*, is_mended: bool) -> bytes:
    """A street seen from above with a slab in it: broken at a corner, or whole again."""
    width, height = 320, 240
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            rows += bytes(_paved(x, y, is_mended=is_mended))
    return _png(bytes(rows), size=(width, height), colour=2)


def _paved(x: int, y: int, *, is_mended: bool) -> tuple[int, int, int]:
    if not (90 <= x < 230 and 60 <= y < 180):
        return (128, 126, 120) if (x // 40 + y // 40) % 2 else (120, 118, 112)
    if x in (90, 229) or y in (60, 179):
        return INK
    is_gone = not is_mended and (x - 90) + (y - 60) < 70
    return (30, 28, 26) if is_gone else (190, 188, 180)


def budget(name: str, *, on: date, split: bool = False) -> Paper:
    """A budget table of the story as a workbook; `split` shows other spending in two lines."""
    table = disclosed()["budget"][name]
    rows = [row for row in table["rows"] if not (split and row[0] == "9")]
    if split:
        place = next(at for at, row in enumerate(rows) if row[0] == "8") + 1
        rows[place:place] = table["split"]
    filled = [tuple([*row, None, None][:4]) for row in rows]
    notes = (table["unit"], ILLUSTRATIVE)
    sheet = Sheet("Thu chi", BUDGET_HEAD, filled, widths=(6, 52, 18, 18), notes=notes)
    return Paper(f"{name.replace('_', '-')}.xlsx", xlsx([sheet], title=name, on=on))


def table(kind: str, name: str, *, on: date) -> Paper:
    """A list of people or of contributions as an officer keeps it."""
    found: dict[str, Any] = disclosed()[kind][name]
    rows = [tuple(row) for row in found["rows"]]
    sheet = Sheet("Danh sách", tuple(found["head"]), rows, notes=(ILLUSTRATIVE,))
    return Paper(f"danh-sach-{name.replace('_', '-')}.xlsx", xlsx([sheet], title="Danh sách", on=on))


def notice(kind: str, subject: str, *, ward: str, on: date, text: tuple[str, ...]) -> Paper:
    """A short official paper of a ward, as DOCX."""
    document = Document(
        issuer=("ỦY BAN NHÂN DÂN", ward.upper()), issued_by=f"UBND {ward}", symbol="TB-UBND",
        place=ward.removeprefix("Phường "), year=on.year, number=1, on=on, kind=kind, subject=subject,
        signature=Signature(capacity=("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
        sections=(Section("Nội dung", paragraphs=(*text, ILLUSTRATIVE)),),
    )  # fmt: skip
    return Paper(f"van-ban-{on:%Y%m%d}.docx", docx(document))


def _png(rows: bytes, *, size: tuple[int, int], colour: int) -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
