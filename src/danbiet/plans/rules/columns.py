"""Tables of tasks: which column holds what, and the rows as written."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from danbiet.plans.rules.folding import fold, tidy
from danbiet.plans.rules.outline import DITTO, Grid, marker

KNOWN = (
    ("number", r"^(stt|tt|so tt|so thu tu|muc)$"),
    ("supporting", r"phoi hop"),
    ("lead", r"chu tri|don vi thuc hien|co quan thuc hien|nguoi thuc hien|phan cong|don vi phu trach"),
    ("due", r"thoi gian|thoi han|tien do|han hoan thanh|hoan thanh|tan suat"),
    ("product", r"san pham|ket qua"),
    ("serves", r"chi so|noi dung thanh phan|papi|chi tieu thanh phan"),
    ("text", r"nhiem vu|noi dung|cong viec|giai phap|hoat dong|bien phap|viec lam"),
    ("note", r"ghi chu"),
)
SAME = re.compile(rf"^(nt|nhu tren|-nt-|\"|-\"|{DITTO})$")


@dataclass(frozen=True)
class Columns:
    """Columns found in a table: field -> column number from 0; `unknown` keeps the heads nobody could place."""

    table: int
    header_rows: int
    fields: Mapping[str, int]
    heads: tuple[str, ...]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One task row."""

    text: str
    number: str
    path: tuple[str, ...]
    lead: str
    supporting: tuple[str, ...]
    due: str
    product: str
    note: str
    place: int
    splits: bool = True


def agencies(cell: str) -> tuple[str, ...]:
    """Names in a cell, kept as written: split at lines and semicolons, at commas only between full names."""
    parts = [tidy(part).strip(" .-+") for part in re.split(r"[;\n]", cell)]
    names: list[str] = []
    for part in (part for part in parts if part):
        pieces = re.split(r",\s+", part)
        names += pieces if all(piece[:1].isupper() for piece in pieces) else [part]
    return tuple(names)


def _fields(heads: tuple[str, ...]) -> dict[str, int]:
    fields: dict[str, int] = {}
    for column, head in enumerate(heads):
        name = next((name for name, form in KNOWN if re.search(form, fold(tidy(head)))), "")
        if name and name not in fields:
            fields[name] = column
    return fields


def _merged(upper: tuple[str, ...], lower: tuple[str, ...]) -> tuple[str, ...]:
    wide = max(len(upper), len(lower))
    padded = [row + ("",) * (wide - len(row)) for row in (upper, lower)]
    return tuple(tidy(up if low in ("", DITTO) else low) for up, low in zip(*padded, strict=True))


def is_header(row: tuple[str, ...]) -> bool:
    """Whether a row names the columns of a table of tasks."""
    fields = _fields(row)
    short = all(len(cell.split()) <= 12 for cell in row)
    return short and "text" in fields and len(fields) >= 2


def find(grid: Grid) -> Columns | None:
    """The columns of a table of tasks, or None when its first rows name none."""
    for place, row in enumerate(grid.rows[:10]):
        if not is_header(row):
            continue
        heads, deep = tuple(tidy(cell) for cell in row), 1
        below = grid.rows[place + 1] if place + 1 < len(grid.rows) else ()
        if below and tidy(below[0]) in ("", DITTO) and len(_fields(_merged(row, below))) > len(_fields(row)):
            heads, deep = _merged(row, below), 2
        fields = _fields(heads)
        unknown = tuple(head for column, head in enumerate(heads) if head and column not in fields.values())
        return Columns(grid.place, place + deep, fields, heads, unknown)
    return None


def _cell(row: tuple[str, ...], column: int | None) -> str:
    return row[column].strip() if column is not None and column < len(row) else ""


def _heading(row: tuple[str, ...], number: str, found: Columns) -> str:
    """A row with nothing but a number and one text heads the rows below it."""
    others = [tidy(cell) for column, cell in enumerate(row) if column != found.fields.get("number")]
    filled = {cell for cell in others if cell not in ("", DITTO)}
    if len(filled) != 1 or not set(found.fields) - {"number", "text"}:
        return ""
    text = filled.pop()
    numbered = marker(f"{number} x")[0] in ("roman", "letter_upper") or marker(f"{number}. x")[0] in (
        "roman",
        "letter_upper",
    )
    return text if numbered or text.isupper() or marker(text)[0] in ("roman", "letter_upper", "part") else ""


def _is_numbering(row: tuple[str, ...]) -> bool:
    """The row (1) (2) (3) under a header."""
    filled = [cell for cell in row if tidy(cell)]
    return len(filled) >= 2 and all(re.fullmatch(r"\(?\d{1,2}\)?|\(?[A-H]\)?", tidy(cell)) for cell in filled)


def _lines(cell: str) -> list[str]:
    lines = [tidy(line) for line in cell.split("\n") if tidy(line)]
    if len(lines) > 1 and all(marker(line)[0] for line in lines):
        return [marker(line)[2] for line in lines]
    return [" ".join(lines)]


def _filled(cells: tuple[str, ...], found: Columns, before: Mapping[str, str]) -> dict[str, str]:
    """A row's fields; `nt` (as above) and cells merged downward take what stood above."""
    values = {name: _cell(cells, column) for name, column in found.fields.items()}
    return {name: before.get(name, "") if SAME.match(fold(tidy(value))) else value for name, value in values.items()}


def rows(grid: Grid, found: Columns) -> Iterator[Row]:
    """The task rows; headings become the path, `nt` is filled in, bulleted cells become several rows."""
    path: tuple[str, ...] = ()
    values: dict[str, str] = {}
    for place, cells in enumerate(grid.rows):
        if place < found.header_rows or _is_numbering(cells):
            continue
        heading = _heading(cells, tidy(_cell(cells, found.fields.get("number"))), found)
        if heading:
            path = (tidy(f"{_cell(cells, found.fields.get('number'))} {heading}"),)
            continue
        if tidy(_cell(cells, found.fields["text"])) in ("", DITTO):
            continue
        values = _filled(cells, found, values)
        yield from _rows_of(values, path, grid.first + place)


def _rows_of(values: Mapping[str, str], path: tuple[str, ...], place: int) -> Iterator[Row]:
    lines = _lines(values["text"])
    kept = {name: tidy(values.get(name, "")) for name in ("number", "lead", "due", "product", "note")}
    for line in lines:
        yield Row(
            line, kept["number"], path, kept["lead"], agencies(values.get("supporting", "")), kept["due"],
            kept["product"], kept["note"], place, splits=len(lines) == 1,
        )  # fmt: skip
