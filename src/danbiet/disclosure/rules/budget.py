"""The table of a budget form (103-118/CK TC-NSNN and their kind) as rows in đồng, with every sum checked. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from danbiet.common.actor import Problem, say
from danbiet.disclosure.rules.grids import Cell, Grid, fold, heads, letters, words

NAME = re.compile(r"^(noi dung|chi tieu|khoan muc|noi dung (thu|chi))\b")
CODE = re.compile(r"^(stt|so tt|tt|so thu tu)$")
UNIT = re.compile(r"(don vi tinh|don vi|dvt)\s*:?\s*(.*)")
UNITS = (("ty", 10**9), ("trieu", 10**6), ("nghin", 10**3), ("ngan", 10**3), ("1.000", 10**3), ("1000", 10**3))
NOT_SHOWN = re.compile(r"so sanh|%|ty le|uoc thuc hien|cung ky|nam truoc|nam nay")
INDEX = re.compile(r"^([a-z]|\(?\d{1,2}\)?(\s*=.*)?)$")
ROMAN = re.compile(r"^[IVX]+$")
SIDE = re.compile(r"^(tong )?(so |cong )?(?P<side>thu|chi)\b")
SIDE_WITHIN = re.compile(r"\b(quyet toan|du toan|thuc hien|noi dung|can doi) (ngan sach )?(?P<side>thu|chi)\b")
GROUPED = re.compile(r"^\d{1,3}(\.\d{3})+(,\d+)?$")
ENGLISH = re.compile(r"^\d{1,3}((,\d{3}){2,}|(,\d{3})+\.\d+)$")
EMPTY = {"", "-", "–", "x", "..."}
OF_WHICH = "trong do"


class Side(StrEnum):
    """What a row is about."""

    INCOME = "income"
    SPENDING = "spending"
    UNKNOWN = ""


class Column(StrEnum):
    """The two figures of a row."""

    PLANNED = "planned"
    ACTUAL = "actual"


@dataclass(frozen=True)
class Row:
    """One line of the table, in đồng; `level` counts from 0, `sheet` is where it stands."""

    code: str
    name: str
    level: int
    planned: int | None
    actual: int | None
    side: str = Side.UNKNOWN.value
    sheet: str = ""

    @property
    def amount(self) -> int | None:
        """What was carried out, or what is planned where nothing is said of it."""
        return self.planned if self.actual is None else self.actual


@dataclass(frozen=True)
class Difference:
    """A sum that is not the sum of its parts: as written, and as added up; `parts` is how many were added."""

    row: Row
    column: Column
    written: int
    added: int
    parts: int
    unit: int

    @property
    def gap(self) -> int:
        return self.written - self.added

    @property
    def may_be_rounding(self) -> bool:
        """Within half a unit for each part: what rounding to the table's unit can make."""
        return self.unit > 1 and abs(self.gap) * 2 <= self.unit * (self.parts + 1)


@dataclass(frozen=True)
class Table:
    """All rows of a file, the unit of each sheet, and what was wrong; with problems there are no rows to rely on."""

    rows: tuple[Row, ...]
    units: tuple[tuple[str, int], ...]
    problems: tuple[Problem, ...] = ()

    @property
    def differences(self) -> tuple[Difference, ...]:
        units = dict(self.units)
        return tuple(differences(self.rows, units=units))


@dataclass(frozen=True)
class _Half:
    """One table of a sheet: side by side there may be two."""

    name: int
    code: int | None
    planned: int | None
    actual: int | None
    side: str
    first: int


def read(grids: Iterable[Grid]) -> Table:
    """Every sheet that has a column of contents and one of figures; a file without any is a problem."""
    rows: list[Row] = []
    units: list[tuple[str, int]] = []
    problems: list[Problem] = []
    for grid in grids:
        halves = tuple(_halves(grid)) if not grid.is_hidden else ()
        if not halves:
            continue
        unit = unit_of(grid)
        if unit is None:
            problems.append(Problem("no_unit", say("Trang tính không ghi đơn vị tính (đồng, nghìn đồng, triệu đồng)."), sheet=grid.name))  # fmt: skip # noqa: E501
            continue
        units.append((grid.name, unit))
        for half in halves:
            found, wrong = _rows(grid, half, unit)
            rows += found
            problems += wrong
    if not rows and not problems:
        problems.append(Problem("no_table", say("Không thấy bảng có cột “Nội dung” cùng cột “Dự toán” hoặc “Thực hiện”, “Quyết toán”.")))  # fmt: skip # noqa: E501
    return Table(tuple(rows), tuple(units), tuple(problems))


def unit_of(grid: Grid) -> int | None:
    """How many đồng one of the sheet's figures is; nothing where the sheet does not say."""
    for row, column in heads(grid, UNIT):
        found = UNIT.search(fold(words(grid.at(row, column))))
        said = (found[2] if found else "") or fold(grid.text(row, column + 1))
        for word, size in UNITS:
            if re.search(rf"(?<![\w.]){re.escape(word)}\b", said):
                return size
        if "dong" in said or "vnd" in said:
            return 1
    return None


def _halves(grid: Grid) -> Iterator[_Half]:
    """Columns by the words over them, of one table or of two side by side."""
    places = list(heads(grid, NAME))
    if not places:
        return
    top = places[0][0]
    names = sorted({column for row, column in places if row == top})
    first = _first_row(grid, top, names[0])
    ends = [*(name - 1 if _is_code(grid, top, name - 1) else name for name in names[1:]), grid.width]
    for name, end in zip(names, ends, strict=True):
        over = {column: _over(grid, column, top, first) for column in range(name + 1, end)}
        planned, actual = _chosen(over, r"du toan"), _chosen(over, r"thuc hien|quyet toan")
        if planned is None and actual is None:
            continue
        code = name - 1 if name and _is_code(grid, top, name - 1) else None
        side = _said_side(fold(grid.text(top, name)), SIDE_WITHIN) or _title_side(grid, top)
        yield _Half(name, code, planned, actual, side, first)


def _is_code(grid: Grid, top: int, column: int) -> bool:
    return column >= 0 and bool(CODE.match(fold(grid.text(top, column)).rstrip(".")))


def _first_row(grid: Grid, top: int, name: int) -> int:
    """The first row under the heads: merged heads are passed, and the row that numbers the columns."""
    bottom = max([m[2] for m in grid.merges if m[0] <= top <= m[2] and m[1] <= name <= m[3]], default=top)
    row = bottom + 1
    while row < len(grid.rows) and (not words(grid.at(row, name)) or _is_index(grid, row)):
        row += 1
    return row


def _is_index(grid: Grid, row: int) -> bool:
    filled = [fold(words(cell)) for cell in grid.rows[row] if words(cell)]
    return bool(filled) and all(INDEX.match(text) for text in filled)


def _over(grid: Grid, column: int, top: int, first: int) -> str:
    said = [fold(grid.text(row, column)) for row in range(top, first) if not _is_index(grid, row)]
    return " / ".join(dict.fromkeys(text for text in said if text))


def _chosen(over: dict[int, str], pattern: str) -> int | None:
    """The column of a figure: the commune's own budget before the total, the total before any part."""
    fitting = {column: text for column, text in over.items() if re.search(pattern, text) and not NOT_SHOWN.search(text)}
    for wanted in (r"nsx|ngan sach xa|ngan sach phuong", r"tong so|tong cong"):
        for column, text in fitting.items():
            if re.search(wanted, text):
                return column
    return next(iter(fitting), None)


def _title_side(grid: Grid, top: int) -> str:
    above = " ".join(fold(words(cell)) for row in grid.rows[:top] for cell in row)
    found = {one["side"] for one in SIDE_WITHIN.finditer(f"{above} {fold(grid.name)}")}
    return _side(found.pop()) if len(found) == 1 else Side.UNKNOWN.value


def _said_side(text: str, pattern: re.Pattern[str]) -> str:
    found = pattern.search(text)
    return _side(found["side"]) if found else Side.UNKNOWN.value


def _side(word: str) -> str:
    return (Side.INCOME if word == "thu" else Side.SPENDING).value


def _rows(grid: Grid, half: _Half, unit: int) -> tuple[list[Row], list[Problem]]:
    found: list[Row] = []
    problems: list[Problem] = []
    ranks: list[int] = []
    side = half.side
    for at in range(half.first, len(grid.rows)):
        code, name = _code(grid, half, at), words(grid.at(at, half.name))
        figures = {}
        for role, column in ((Column.PLANNED, half.planned), (Column.ACTUAL, half.actual)):
            try:
                figures[role] = None if column is None else amount(grid.at(at, column), unit=unit)
            except InvalidOperation:
                problems.append(_unread(grid, at, column or 0))
        planned, actual = figures.get(Column.PLANNED), figures.get(Column.ACTUAL)
        if not name or (planned is None and actual is None and not code):
            continue
        rank = _rank(code, name)
        ranks = [one for one in ranks if one < rank]
        if not ranks:
            side = _said_side(fold(name), SIDE) or side
        found.append(Row(code, name, len(ranks), planned, actual, side, grid.name))
        ranks.append(rank)
    return found, problems


def _code(grid: Grid, half: _Half, row: int) -> str:
    return "" if half.code is None else words(grid.at(row, half.code)).rstrip(".")


def _unread(grid: Grid, row: int, column: int) -> Problem:
    written = words(grid.at(row, column))[:40]
    sentence = say("Ô này không đọc được thành số: “{written}”.")
    return Problem(
        "bad_number", sentence, (("written", written),), sheet=grid.name, row=row + 1, column=letters(column)
    )


def amount(cell: Cell, *, unit: int) -> int | None:
    """A figure in đồng, from a number or from text as Vietnamese officials write it; InvalidOperation for other words.

    >>> amount("1.234,5", unit=1000), amount("(2.500.000)", unit=1), amount("-", unit=1)
    (1234500, -2500000, None)
    """
    if isinstance(cell, bool) or not isinstance(cell, str | int | float | None):
        raise InvalidOperation(words(cell))
    if isinstance(cell, int | float):
        return int((Decimal(str(cell)) * unit).to_integral_value())
    text = words(cell).lower().replace(" ", "").replace("\u00a0", "")
    if text in EMPTY:
        return None
    negative = text.startswith(("-", "\N{MINUS SIGN}")) or (text.startswith("(") and text.endswith(")"))
    plain = text.strip("()").lstrip("-\N{MINUS SIGN}")
    return int(((-1 if negative else 1) * _decimal(plain) * unit).to_integral_value())


def _decimal(text: str) -> Decimal:
    """1.234,5 as in Vietnam; 1,234,567 and 1,234.5 only where nothing else can be meant."""
    if GROUPED.match(text):
        text = text.replace(".", "").replace(",", ".")
    elif ENGLISH.match(text):
        text = text.replace(",", "")
    else:
        text = text.replace(",", ".")
    if not re.fullmatch(r"\d+(\.\d+)?", text):
        raise InvalidOperation(text)
    return Decimal(text)


def _rank(code: str, name: str) -> int:
    """How deep a row's number puts it: totals, A, I, 1, 1.1, a, dash, plus."""
    if not code:
        return 0 if fold(name).startswith(("tong so", "tong thu", "tong chi", "tong cong")) else _by_mark(name)
    if ROMAN.match(code):
        return 2
    if re.fullmatch(r"[A-ZĐ]", code):
        return 1
    if re.fullmatch(r"\d+(\.\d+)*", code):
        return 3 + code.count(".")
    return 8 if re.fullmatch(r"[a-zđ]\)?", code) else _by_mark(code)


def _by_mark(text: str) -> int:
    return {"-": 9, "–": 9, "+": 10}.get(text[:1], 9)


def differences(rows: Sequence[Row], *, units: dict[str, int]) -> Iterator[Difference]:
    """Every row whose direct parts do not add up to it; “trong đó” names some parts only and is not added up."""
    for at, row in enumerate(rows):
        parts = list(_parts(rows, at))
        if len(parts) < 2 or any(fold(part.name).startswith(OF_WHICH) for part in parts):
            continue
        for column in Column:
            written, added = getattr(row, column), [getattr(part, column) for part in parts]
            if written is None or all(one is None for one in added):
                continue
            total = sum(one or 0 for one in added)
            if total != written:
                yield Difference(row, column, written, total, len(parts), units.get(row.sheet, 1))


def _parts(rows: Sequence[Row], at: int) -> Iterator[Row]:
    row = rows[at]
    for below in rows[at + 1 :]:
        if below.level <= row.level or below.sheet != row.sheet:
            return
        if below.level == row.level + 1:
            yield below
