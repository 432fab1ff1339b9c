"""A file as sent becomes what may be kept: cleaned, cut, read into a table, and searched for personal numbers."""

import csv
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from io import BytesIO, StringIO
from itertools import islice
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from danbiet.common import personal
from danbiet.common.actor import Damaged, FileProblems, Problem, say
from danbiet.common.cleaning import clean, display_name
from danbiet.common.extracting import texts
from danbiet.common.formats import KINDS, LIMIT, FileRefused
from danbiet.common.xlsx import Sheet, xlsx
from danbiet.disclosure.rules import ItemKind, budget, lists
from danbiet.disclosure.rules.grids import Cell, Grid
from danbiet.disclosure.rules.items import UNREAD

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 20_000, 60, 40
FAR_ROW = re.compile(rb'<row\b[^>]*?\sr="(\d{1,8})"')
FAR_CELL = re.compile(rb'<c\b[^>]*?\sr="([A-Z]{1,4})\d')
NO_DAY = date(2000, 1, 1)  # in every list: the same people are the same file, on whatever day it was read
BROKEN = say("Tệp XLSX hỏng, không đọc được. Mở bằng Excel, lưu lại rồi gửi.")


class TitlePersonal(Damaged):
    """A personal number stands in the title or in the name of the file, which go into the record for good."""


class KindRefused(Damaged):
    """A list of people came in a form whose columns cannot be cut."""


@dataclass(frozen=True)
class Upload:
    """A file as sent."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Prepared:
    """What may be kept of a file, and what an officer is told about it."""

    data: bytes
    name: str
    kind: str
    table: list[dict[str, object]]
    findings: list[dict[str, str]]
    removed: list[dict[str, Any]]


def prepared(upload: Upload, *, kind: str) -> Prepared:
    """Clean, cut and read a file of an item of a kind; refused with a sentence that names the place of the fault."""
    if kind == ItemKind.PERSONAL_LIST:
        data, name, removed = _cut_list(upload)
        file_kind = "xlsx"
    else:
        cleaned = clean(upload.data, name=upload.name, kinds=KINDS)
        data, name, file_kind = cleaned.data, cleaned.name, cleaned.kind
        removed = [said(sentence) for sentence in cleaned.removed]
    table = _table(data, name) if kind == ItemKind.BUDGET and file_kind == "xlsx" else []
    return Prepared(data, name, file_kind, table, found(data, kind=file_kind), removed)


def said(sentence: str, **values: object) -> dict[str, Any]:
    """A sentence kept with its values, to be told in the reader's language."""
    return {"sentence": sentence, "values": values}


def found(data: bytes, *, kind: str) -> list[dict[str, str]]:
    """Personal numbers in every text of a file, hidden ones too, kept as masked; and the places no machine reads."""
    read = texts(data, kind=kind)
    hits = [
        {"kind": hit.kind.value, "place": text.where, "value": hit.shown}
        for text in read
        for hit in personal.find(text.text, near=text.near)
    ]
    hits += [{"kind": UNREAD, "place": where, "value": ""} for where in read.unread]
    return list({tuple(hit.items()): hit for hit in hits}.values())


def require_no_numbers(words: Iterable[str]) -> None:
    """Refuse personal numbers in words that go into the record, where nothing is ever taken back."""
    hits = [hit for text in words for hit in personal.find(text)]
    if hits:
        raise TitlePersonal(say("Tên và lời giới thiệu vào sổ vĩnh viễn, nên không được có số riêng của người: {value}."), value=hits[0].shown)  # fmt: skip # noqa: E501


# ------------------------------------------------------------------ lists of people


def _cut_list(upload: Upload) -> tuple[bytes, str, list[dict[str, Any]]]:
    """The list with the allowed columns alone, as a new workbook; the file as sent goes no further than this."""
    removed: list[dict[str, Any]] = []
    if _is_csv(upload):
        grids: tuple[Grid, ...] = (_csv_grid(upload),)
        name = upload.name
    else:
        cleaned = clean(upload.data, name=upload.name, kinds=("pdf", "docx", "xlsx"))
        if cleaned.kind != "xlsx":
            raise KindRefused(
                say("Danh sách có tên người chỉ nhận XLSX hoặc CSV, để cắt được cột không được công khai.")
            )
        grids, name = sheets(cleaned.data, name=cleaned.name), cleaned.name
        removed = [said(sentence) for sentence in cleaned.removed]
    left = lists.cut(grids)
    sheet = Sheet(name="Danh sách", head=left.heads, rows=left.rows, widths=(8, 32, 24, 24)[: len(left.heads)])
    removed += [
        said(say("Cắt cột {column} “{head}”: {cells} ô."), column=one.column, head=one.head or "–", cells=one.cells)
        for one in left.dropped
    ]
    removed.append(said(say("Viết tắt họ tên của {count} người."), count=len(left.rows)))
    if left.skipped:
        removed.append(said(say("Bỏ {count} dòng mà ô họ tên có chữ số, nên không phải họ tên."), count=left.skipped))
    return xlsx([sheet], title="", on=NO_DAY), _renamed(name), removed


def _is_csv(upload: Upload) -> bool:
    return upload.name.lower().endswith(".csv") and not upload.data.startswith((b"PK", b"%PDF", b"\xd0\xcf"))


def _csv_grid(upload: Upload) -> Grid:
    if len(upload.data) > LIMIT:
        raise FileRefused(say("Tệp lớn hơn {limit} MB."), limit=LIMIT // 1024**2)
    try:
        text = upload.data.decode("utf-8-sig").replace("\0", "")  # no database keeps a zero byte
    except UnicodeDecodeError:
        raise KindRefused(say("Tệp CSV phải viết bằng UTF-8. Trong Excel, lưu dạng “CSV UTF-8”.")) from None
    csv.field_size_limit(10_000)
    try:
        rows = list(islice(csv.reader(StringIO(text), delimiter=_delimiter(text)), MOST_ROWS + 1))
    except csv.Error:
        raise KindRefused(say("Tệp CSV hỏng, không đọc được.")) from None
    if len(rows) > MOST_ROWS:
        raise KindRefused(say("Tệp CSV có hơn {rows} dòng. Chia thành nhiều danh sách."), rows=MOST_ROWS)
    return Grid("CSV", tuple(tuple(row[:MOST_COLUMNS]) for row in rows))


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _renamed(name: str) -> str:
    return display_name(name, kind="xlsx")


# ------------------------------------------------------------------ budget tables


def _table(data: bytes, name: str) -> list[dict[str, object]]:
    """The rows of a budget; FileProblems names the sheet, row and column of whatever cannot be read."""
    found = budget.read(sheets(data, name=name))
    if found.problems:
        raise FileProblems(found.problems)
    units = dict(found.units)
    return [asdict(row) | {"unit": units[row.sheet]} for row in found.rows]


def sheets(data: bytes, *, name: str) -> tuple[Grid, ...]:
    """Every sheet of a workbook, hidden ones marked; a sheet with a far cell is refused before it unfolds."""
    try:
        _require_small(data, name)
        with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            known = book.sheets_metadata[:MOST_SHEETS]
            return tuple(_grid(book, one.name, is_hidden=one.visible != SheetVisibleEnum.Visible) for one in known)
    except (CalamineError, ValueError, zipfile.BadZipFile) as error:
        raise FileProblems((Problem("broken_xlsx", BROKEN, file=name),)) from error


def _grid(book: CalamineWorkbook, title: str, *, is_hidden: bool) -> Grid:
    sheet = book.get_sheet_by_name(title)
    rows: Sequence[Sequence[Cell]] = sheet.to_python(skip_empty_area=False) if sheet.height else ()
    merges = tuple((top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ())
    return Grid(title, tuple(tuple(row[:MOST_COLUMNS]) for row in rows), merges, is_hidden)


def _require_small(data: bytes, name: str) -> None:
    sentence = say("Trang tính rộng quá {rows} dòng hoặc quá cột ZZ. Xóa các ô thừa ở xa rồi gửi lại.")
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for part in archive.namelist():
            if part.startswith("xl/worksheets/sheet"):
                content = archive.read(part)
                rows = max((int(one[1]) for one in FAR_ROW.finditer(content)), default=0)
                if rows > MOST_ROWS or any(len(one[1]) > 2 for one in FAR_CELL.finditer(content)):
                    raise FileProblems((Problem("too_large", sentence, (("rows", MOST_ROWS),), file=name),))
