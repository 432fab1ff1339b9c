"""The official workbooks: provinces in rows (2011-2017) or in columns (from 2018), heads in two languages."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from danbiet.common.actor import Problem, say
from danbiet.scores.rules import cells
from danbiet.scores.rules.cells import Cell, letter, text
from danbiet.scores.rules.editions import TOTAL, Edition, NoEdition, edition_for
from danbiet.scores.rules.tables import Reading, Table, Where, Wrong, checked, problem, read_tidy

HEAD_ROWS = 15
NAME_COLUMNS = 4
Grid = Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Sheet:
    name: str
    rows: Grid


@dataclass(frozen=True)
class Found:
    """A sheet whose layout is known: where its provinces stand, by position."""

    sheet: Sheet
    across: bool
    at: int
    places: Mapping[int, str]


@dataclass(frozen=True)
class Reader:
    """What one workbook is read against."""

    file: str
    year: int
    edition: Edition
    known: Mapping[str, str]

    def where(self, sheet: str, row: int, column: int) -> Where:
        return Where(self.file, sheet, row + 1, letter(column))


def read_workbook(sheets: Sequence[Sheet], *, file: str, provinces: Mapping[str, str]) -> Table:
    """Read the published scores of the one year that the file's name states, from its main sheet."""
    for sheet in sheets:
        if sheet.rows and {"year", "province_code"} <= {text(cell).lower() for cell in sheet.rows[0]}:
            return read_tidy(sheet.rows, file=file, provinces=provinces, sheet=sheet.name)
    top = Where(file, "", 1, "")
    years = [year for year in cells.years_in(file) if _known(year)]
    if len(years) != 1:
        sentence = say("Tên tệp phải ghi đúng một năm PAPI, như PAPI-2024.xlsx; tên trang tính không quyết định năm.")
        return Table((), (problem("which_year", sentence, top),))
    reader = Reader(file, years[0], edition_for(years[0]), cells.by_name(provinces))
    try:
        return _read(_main_sheet(sheets, reader), reader)
    except Wrong as error:
        return Table((), (error.problem,))


def _known(year: int) -> bool:
    try:
        return bool(edition_for(year))
    except NoEdition:
        return False


def _main_sheet(sheets: Sequence[Sheet], reader: Reader) -> Found:
    """The sheet of the file's own year; where there is just one table of provinces, that one whatever its tab says."""
    found = [layout for layout in (_layout(sheet, reader) for sheet in sheets) if layout]
    main = [layout for layout in found if not cells.fold(layout.sheet.name).startswith("diem thanh phan")]
    own = [layout for layout in main if reader.year in cells.years_in(layout.sheet.name)]
    for choice in (own, main):
        if len(choice) == 1:
            return choice[0]
    top = Where(reader.file, "", 1, "")
    if not main:
        sentence = say("Không trang tính nào có bảng điểm của các tỉnh, thành phố.")
        raise Wrong("no_table", sentence, top)
    names = ", ".join(layout.sheet.name for layout in (own or main))
    sentence = say("Có nhiều trang tính có thể là bảng điểm năm {year}: {names}.")
    raise Wrong("which_sheet", sentence, top, year=reader.year, names=names)


def _layout(sheet: Sheet, reader: Reader) -> Found | None:
    """Where the provinces stand: the row or the column that holds most of their names, at least half of all."""
    rows = [(at, _places(row, reader)) for at, row in enumerate(sheet.rows[:HEAD_ROWS])]
    columns = [(at, _places([_cell(row, at) for row in sheet.rows], reader)) for at in range(NAME_COLUMNS)]
    across = max(rows, key=lambda one: len(one[1]), default=(0, {}))
    down = max(columns, key=lambda one: len(one[1]))
    at, places = max(across, down, key=lambda one: len(one[1]))
    if 2 * len(places) < len(reader.known):
        return None
    return Found(sheet, len(across[1]) >= len(down[1]), at, places)


def _places(line: Sequence[Cell], reader: Reader) -> dict[int, str]:
    named = ((at, reader.known.get(cells.squash(text(cell)))) for at, cell in enumerate(line) if cell)
    return {at: code for at, code in named if code}


def _cell(row: Sequence[Cell], at: int) -> Cell:
    return row[at] if at < len(row) else None


def _read(found: Found, reader: Reader) -> Table:
    problems = tuple(_strangers(found, reader))
    if problems:
        return checked((), problems)
    values = _values_across(found, reader) if found.across else _values_down(found, reader)
    readings, problems = _readings(values, found, reader)
    return checked(readings if problems else _with_totals(readings, reader), problems)


def _strangers(found: Found, reader: Reader) -> Iterator[Problem]:
    """A name between the provinces that is no province, and a province that stands twice."""
    rows, sheet = found.sheet.rows, found.sheet.name
    line = list(rows[found.at]) if found.across else [_cell(row, found.at) for row in rows]
    seen: set[str] = set()
    for at in range(min(found.places), len(line)):
        name = text(line[at])
        where = reader.where(sheet, found.at, at) if found.across else reader.where(sheet, at, found.at)
        code = found.places.get(at)
        if code in seen:
            yield problem("province_twice", say("{name} có mặt hai lần."), where, name=name)
        elif code is None and cells.is_place(name) and _has_numbers(found, at):
            yield problem("unknown_province", say("Không có tỉnh, thành phố nào tên {cell}."), where, cell=name)
        seen.update([code] if code else [])


def _has_numbers(found: Found, at: int) -> bool:
    rows = found.sheet.rows
    line = [_cell(row, at) for row in rows[found.at + 1 :]] if found.across else rows[at][found.at + 1 :]
    return any(isinstance(cell, int | float) for cell in line)


@dataclass(frozen=True)
class Value:
    """A cell that holds one statistic of one construct of one province."""

    province: str
    construct: str
    statistic: str
    cell: Cell
    where: Where
    level: int | None = None


def _values_down(found: Found, reader: Reader) -> list[Value]:
    """Provinces in rows: the heads above them, in one or two languages, name the columns."""
    sheet, first = found.sheet, min(found.places)
    heads = sheet.rows[:first]
    columns: dict[str, int] = {}
    for at in range(max(len(row) for row in sheet.rows)):
        construct = None if at == found.at else _head(heads, at, reader, _numbers_of(heads))
        if construct is None:
            continue
        if construct in columns:
            sentence = say("Hai cột {first} và {second} cùng là một nội dung.")
            raise Wrong(
                "column_twice", sentence, reader.where(sheet.name, first - 1, at),
                first=letter(columns[construct]), second=letter(at),
            )  # fmt: skip
        columns[construct] = at
    _all_dimensions(columns, sheet.name, reader)
    return [
        Value(code, construct, "score", _cell(sheet.rows[row], at), reader.where(sheet.name, row, at))
        for row, code in found.places.items()
        for construct, at in columns.items()
    ]


def _numbers_of(heads: Grid) -> bool:
    """Whether dimension 5 keeps the numbers of tidy files (5.4 is there)."""
    return any(cells.code_in(text(cell)) == "S5.4" for row in heads for cell in row)


def _head(heads: Grid, at: int, reader: Reader, in_files: bool) -> str | None:
    """The head of a column: the lowest cell that carries a code, since merged heads fill only their first cell."""
    for row in reversed(heads):
        label = text(_cell(row, at))
        if cells.statistic(label) == "weighted":
            return None
        construct = cells.construct_in(label, reader.edition, in_files=in_files)
        if construct:
            return construct
    return None


def _all_dimensions(found: Container[str], sheet: str, reader: Reader) -> None:
    missing = [d.code for d in reader.edition.dimensions if d.construct not in found]
    if missing:
        sentence = say("Không thấy {codes} của PAPI {year}.")
        where = Where(reader.file, sheet, 1, "")
        raise Wrong("dimension_missing", sentence, where, codes=", ".join(missing), year=reader.year)


def _values_across(found: Found, reader: Reader) -> list[Value]:
    """Provinces in columns: one row per statistic; a row without a label goes on with the one above."""
    sheet, first = found.sheet, min(found.places)
    in_files = any(cells.code_in(text(_cell(row, at))) == "S5.4" for row in sheet.rows for at in range(first))
    values: list[Value] = []
    seen: dict[tuple[str, str], int] = {}
    current: str | None = None
    for at in range(found.at + 1, len(sheet.rows)):
        left = [text(cell) for cell in sheet.rows[at][:first]]
        current = _current(left, current, reader, in_files)
        if current is None:
            continue
        kind = next((name for name in map(cells.statistic, left) if name), "score")
        if (current, kind) in seen and kind != "weighted":
            sentence = say("Dòng này lặp lại dòng {row}.")
            raise Wrong("row_twice", sentence, reader.where(sheet.name, at, 0), row=seen[current, kind] + 1)
        seen[current, kind] = at
        _same_scale(left, current, reader.where(sheet.name, at, 0), reader)
        values += _row_values(found, at, current, kind, reader)
    _all_dimensions({construct for construct, kind in seen if kind == "score"}, sheet.name, reader)
    return values


def _current(left: Sequence[str], current: str | None, reader: Reader, in_files: bool) -> str | None:
    label = next((cell for cell in left if cell and not cells.scale_in(cell)), "")
    construct = cells.construct_in(label, reader.edition, in_files=in_files)
    if construct or (label and not cells.statistic(label)):
        return construct
    return current


def _same_scale(left: Sequence[str], construct: str, where: Where, reader: Reader) -> None:
    """The scale printed beside a sub-dimension must be the edition's: else the structure is another one."""
    part = reader.edition.sub_dimension(construct)
    printed = next((scale for scale in map(cells.scale_in, left[1:]) if scale), None)
    if part is None or printed is None:
        return
    if abs(printed[0] - part.low) > 0.02 or abs(printed[1] - part.high) > 0.02:
        sentence = say("Thang in trong tệp {printed} khác thang {known} của PAPI {edition}.")
        raise Wrong(
            "scale_differs", sentence, where, printed=f"{printed[0]}-{printed[1]}",
            known=f"{part.low}-{part.high}", edition=reader.edition.id,
        )  # fmt: skip


def _row_values(found: Found, at: int, construct: str, kind: str, reader: Reader) -> list[Value]:
    if kind == "weighted":
        return []
    row = found.sheet.rows[at]
    level = cells.printed_level(" ".join(text(cell) for cell in row[: min(found.places)]))
    return [
        Value(code, construct, kind, _cell(row, column), reader.where(found.sheet.name, at, column), level)
        for column, code in found.places.items()
    ]


def _readings(values: Sequence[Value], found: Found, reader: Reader) -> tuple[tuple[Reading, ...], tuple[Problem, ...]]:
    numbers: dict[tuple[str, str], dict[str, tuple[Decimal, Value]]] = {}
    problems: list[Problem] = []
    for value in values:
        try:
            number = cells.number(value.cell)
        except ValueError:
            sentence = say("{cell} không phải là số.")
            problems.append(problem("not_a_number", sentence, value.where, cell=text(value.cell)))
            continue
        if number is not None:
            numbers.setdefault((value.province, value.construct), {})[value.statistic] = (number, value)
    readings = [_reading(key, found_, reader) for key, found_ in numbers.items() if "score" in found_]
    return tuple(readings), tuple(problems)


def _reading(key: tuple[str, str], statistics: Mapping[str, tuple[Decimal, Value]], reader: Reader) -> Reading:
    province, construct = key
    value, source = statistics["score"]
    get = {name: number for name, (number, _) in statistics.items()}
    level = next((one.level for name, (_, one) in statistics.items() if name in {"low", "high"}), None)
    return Reading(
        province, reader.year, construct, value, source.where,
        standard_error=get.get("se"), low=get.get("low"), high=get.get("high"), printed_level=level,
    )  # fmt: skip


def _with_totals(readings: tuple[Reading, ...], reader: Reader) -> tuple[Reading, ...]:
    """Totals added where a sheet prints none and a province has every dimension: the total is their plain sum."""
    own: dict[str, dict[str, Reading]] = {}
    for reading in readings:
        own.setdefault(reading.province, {})[reading.construct] = reading
    constructs = [dimension.construct for dimension in reader.edition.dimensions]
    added = [
        Reading(
            province, reader.year, TOTAL, sum((of[c].value for c in constructs), Decimal(0)), of[constructs[0]].where
        )
        for province, of in own.items()
        if TOTAL not in of and all(construct in of for construct in constructs)
    ]
    return (*readings, *added)
