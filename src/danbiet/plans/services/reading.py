"""Files of a plan read into lines and tables: DOCX with its automatic numbers, XLSX with its merged cells."""

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from danbiet.common.actor import FileProblems, Problem, say
from danbiet.common.formats import FileRefused, kind_of
from danbiet.plans.rules import columns
from danbiet.plans.rules.folding import tidy
from danbiet.plans.rules.outline import DITTO, Block, Grid, Line, read_paste

FILE_LIMIT = 10 * 1024**2
UNPACKED_LIMIT = 80 * 1024**2
PARTS_LIMIT = 2000
PASTE_LIMIT = 400_000
ROWS_LIMIT, COLUMNS_LIMIT = 10_000, 60
BROKEN_DOCX = say("Tệp DOCX hỏng, không đọc được. Mở bằng Word, lưu lại rồi gửi.")
BROKEN_XLSX = say("Tệp XLSX hỏng, không đọc được. Mở bằng Excel, lưu lại rồi gửi.")
CELL = re.compile(rb'<c\b[^>]*?\sr="([A-Z]{1,4})(\d{1,8})"')
ROW = re.compile(rb'<row\b[^>]*?\sr="(\d{1,8})"')


@dataclass(frozen=True)
class Source:
    """What was read, and what kind of file it came from."""

    blocks: tuple[Block, ...]
    kind: str


def _refused(name: str, code: str, sentence: str, **where: Any) -> FileProblems:
    return FileProblems((Problem(code, sentence, file=name, **where),))


def read_file(data: bytes, *, name: str = "") -> Source:
    """Read a DOCX or XLSX file; refused when too large, packed too tight, with a macro, of another kind or broken."""
    if len(data) > FILE_LIMIT:
        raise FileRefused(say("Tệp lớn hơn {limit} MB."), limit=FILE_LIMIT // 1024**2)
    if not data:
        raise FileRefused(say("Tệp rỗng, không có nội dung."))
    kind = kind_of(data)
    if kind not in ("docx", "xlsx"):
        raise FileRefused(say("Chỉ đọc được DOCX và XLSX. Với tệp {kind}: mở ra, chép chữ rồi dán."), kind=kind.upper())
    _unpacks_small(data, name)
    return Source(_docx(data, name) if kind == "docx" else _xlsx(data, name), kind)


def read_text(text: str) -> Source:
    """Read pasted text."""
    if len(text) > PASTE_LIMIT:
        raise FileRefused(say("Đoạn dán dài hơn {limit} ký tự. Chia làm nhiều lần."), limit=f"{PASTE_LIMIT:,}")
    return Source(read_paste(text), "paste")


def _unpacks_small(data: bytes, name: str) -> None:
    """Sizes are read from the archive's own list; unpacking stops there, so a list that lies is a broken file."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > PARTS_LIMIT or sum(part.file_size for part in parts) > UNPACKED_LIMIT:
            raise _refused(name, "unpacks_large", say("Tệp nén phình ra quá lớn khi mở, nên không mở."))
        if any(part.filename.lower().endswith((".exe", ".js", ".vbs")) for part in parts):
            raise _refused(name, "program_inside", say("Tệp có chương trình bên trong. Lưu lại bản không có rồi gửi."))


# ------------------------------------------------------------------ DOCX


@dataclass
class _Numbers:
    """Automatic numbers of a Word file: counts each list and writes its label as Word prints it."""

    levels: dict[str, dict[int, tuple[str, str, int]]]
    styles: dict[str, tuple[str, int]]
    counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def label(self, paragraph: Any) -> str:
        """The label in front of a paragraph, or nothing."""
        listed = _list_of(paragraph) or self.styles.get(_style(paragraph))
        if listed is None or listed[0] not in self.levels:
            return ""
        number, level = listed
        levels, counts = self.levels[number], self.counts[number]
        if level not in levels:
            return ""
        form, text, start = levels[level]
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        if form == "bullet":
            return "-" if level == 0 else "+"
        return re.sub(r"%(\d)", lambda found: self._written(levels, counts, int(found[1]) - 1), text)

    def _written(self, levels: dict[int, tuple[str, str, int]], counts: dict[int, int], level: int) -> str:
        form, _, start = levels.get(level, ("decimal", "", 1))
        return _counted(counts.get(level, start), form)


def _counted(count: int, form: str) -> str:
    if form in ("upperRoman", "lowerRoman"):
        roman = ""
        for value, sign in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
            while count >= value:
                roman, count = roman + sign, count - value
        return roman if form == "upperRoman" else roman.lower()
    if form in ("upperLetter", "lowerLetter"):
        letter = "abcdefghijklmnopqrstuvwxyz"[(count - 1) % 26]
        return letter.upper() if form == "upperLetter" else letter
    return str(count)


def _value(element: Any, tag: str, default: str = "") -> str:
    found = element.find(qn(tag)) if element is not None else None
    return default if found is None else str(found.get(qn("w:val"), default))


def _list_of(element: Any) -> tuple[str, int] | None:
    numbered = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
    if numbered is None:
        return None
    number = _value(numbered, "w:numId")
    return (number, int(_value(numbered, "w:ilvl", "0"))) if number and number != "0" else ("", 0)


def _style(paragraph: Any) -> str:
    return _value(paragraph.find(qn("w:pPr")), "w:pStyle")


def _numbers(document: Any) -> _Numbers:
    part = next((r.target_part for r in document.part.rels.values() if r.reltype.endswith("/numbering")), None)
    styles = {
        str(style.get(qn("w:styleId"))): listed
        for style in document.styles.element.iter(qn("w:style"))
        if (listed := _list_of(style))
    }
    if part is None:
        return _Numbers({}, styles)
    root = part.element
    shapes = {
        shape.get(qn("w:abstractNumId")): {
            int(level.get(qn("w:ilvl"))): (
                _value(level, "w:numFmt", "decimal"),
                _value(level, "w:lvlText"),
                int(_value(level, "w:start", "1")),
            )
            for level in shape.iter(qn("w:lvl"))
        }
        for shape in root.iter(qn("w:abstractNum"))
    }
    levels = {
        num.get(qn("w:numId")): shapes.get(_value(num, "w:abstractNumId"), {}) for num in root.findall(qn("w:num"))
    }
    return _Numbers(levels, styles)


def _text(paragraph: Any) -> str:
    """Words as they stand after every tracked change is accepted."""
    parts = []
    for node in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:noBreakHyphen")):
        if any(up.tag in (qn("w:del"), qn("w:moveFrom"), qn("w:tabs")) for up in node.iterancestors()):
            continue
        if any(up.tag == qn("w:txbxContent") for up in node.iterancestors()):
            continue
        marks = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:noBreakHyphen"): "-"}
        parts.append(marks.get(node.tag, node.text or ""))
    return "".join(parts)


def _children(element: Any) -> Iterator[Any]:
    for child in element:
        if child.tag in (qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins")):
            yield from _children(child)


def _cell(cell: Any, numbers: _Numbers) -> str:
    merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    if merged is not None and merged.get(qn("w:val")) != "restart":
        return DITTO
    lines = [f"{numbers.label(one)} {_text(one)}".strip() for one in cell.iter(qn("w:p"))]
    return "\n".join(line for line in lines if line)


def _table(table: Any, place: int, numbers: _Numbers) -> Grid:
    rows = []
    for row in (one for one in _children(table) if one.tag == qn("w:tr")):
        cells: list[str] = []
        for cell in (one for one in _children(row) if one.tag == qn("w:tc")):
            wide = int(_value(cell.find(qn("w:tcPr")), "w:gridSpan", "1"))
            cells += [_cell(cell, numbers), *([""] * (min(wide, COLUMNS_LIMIT) - 1))]
        rows.append(tuple(cells))
    return Grid(tuple(rows), place)


def _docx(data: bytes, name: str) -> tuple[Block, ...]:
    try:
        document = docx.Document(BytesIO(data))
        numbers = _numbers(document)
        return tuple(_docx_blocks(document, numbers))
    except (KeyError, ValueError, TypeError, AttributeError, SyntaxError, zipfile.BadZipFile, OSError) as error:
        raise _refused(name, "broken_docx", BROKEN_DOCX) from error


def _docx_blocks(document: Any, numbers: _Numbers) -> Iterator[Block]:
    tables = 0
    for place, child in enumerate(_children(document.element.body), start=1):
        if child.tag == qn("w:tbl"):
            tables += 1
            yield _table(child, tables, numbers)
        elif child.tag == qn("w:p"):
            label = numbers.label(child)
            for order, line in enumerate(part for part in _text(child).split("\n") if tidy(part)):
                yield Line(line, place, label if order == 0 else "")


# ------------------------------------------------------------------ XLSX


def _is_wide(data: bytes) -> str:
    """The address of a cell outside what is read; a sheet with one far cell would unfold to billions."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for part in archive.namelist():
            if not part.startswith("xl/worksheets/sheet"):
                continue
            content = archive.read(part)
            rows = [int(found[1]) for found in ROW.finditer(content)]
            if rows and max(rows) > ROWS_LIMIT:
                return str(max(rows))
            for found in CELL.finditer(content):
                if len(found[1]) > 2 or int(found[2]) > ROWS_LIMIT:
                    return (found[1] + found[2]).decode()
    return ""


def _xlsx(data: bytes, name: str) -> tuple[Block, ...]:
    try:
        far = _is_wide(data)
        if far:
            raise _refused(name, "sheet_too_large", say("Bảng tính có ô ở quá xa ({cell})."), values=(("cell", far),))
        with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            shown = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
            blocks: list[Block] = []
            for title in shown:
                blocks += _sheet_blocks(book.get_sheet_by_name(title), title, len(blocks))
    except (CalamineError, ValueError, zipfile.BadZipFile) as error:
        raise _refused(name, "broken_xlsx", BROKEN_XLSX) from error
    return tuple(blocks)


def _shown(value: object) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, datetime | date):
        return f"{value.day}/{value.month}/{value.year}"
    return str(value).strip() if value is not None else ""


def _cells(sheet: CalamineSheet) -> list[tuple[str, ...]]:
    if not sheet.height:
        return []
    rows = [[_shown(value) for value in row[:COLUMNS_LIMIT]] for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        for row in range(top + 1, min(bottom + 1, len(rows))):
            if left < len(rows[row]) and left == right:
                rows[row][left] = DITTO
    return [tuple(row) for row in rows]


def _sheet_blocks(sheet: CalamineSheet, title: str, place: int) -> list[Block]:
    rows = _cells(sheet)
    header = next((number for number, row in enumerate(rows) if columns.is_header(row)), len(rows))
    blocks: list[Block] = []
    for number, row in enumerate(rows[:header]):
        filled = [part for cell in row for part in cell.split("\n") if tidy(part) and cell != DITTO]
        blocks += [Line(part, number + 1) for part in filled]
    if header < len(rows):
        blocks.append(Grid(tuple(rows[header:]), place + len(blocks) + 1, title, header + 1))
    return blocks
