"""Scores as read from a file, and what must hold of them as a whole: all rows or none."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from danbiet.common.actor import Problem, say
from danbiet.scores.rules.cells import Cell, number, squash, text, whole
from danbiet.scores.rules.editions import TOTAL, Edition, NoEdition, edition_for

SUM_TOLERANCE = Decimal("0.05")  # eight dimensions rounded to two decimals are off by 0.04 at most
SCALE_TOLERANCE = 0.006
MOST_PROBLEMS = 100
HEADER = ("year", "province_code", "province_vi", "level", "code", "score")
EXTRA = ("se", "ci_low", "ci_high", "ci_level")
LEVELS = {"total": "T", "dimension": "D", "subdimension": "S", "sub_dimension": "S"}


@dataclass(frozen=True)
class Where:
    """The cell that something was read from; rows count from 1, the header is row 1."""

    file: str
    sheet: str
    row: int
    column: str


@dataclass(frozen=True)
class Reading:
    """One published score of one province."""

    province: str
    year: int
    construct: str
    value: Decimal
    where: Where
    standard_error: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    printed_level: int | None = None


@dataclass(frozen=True)
class Table:
    """What a file held: its readings, or everything that is wrong with it."""

    readings: tuple[Reading, ...]
    problems: tuple[Problem, ...]


class Wrong(Exception):
    """One cell that cannot be read."""

    def __init__(self, code: str, sentence: str, where: Where, /, **values: object) -> None:
        super().__init__(code)
        self.problem = problem(code, sentence, where, **values)


def problem(code: str, sentence: str, where: Where, /, **values: object) -> Problem:
    return Problem(
        code, sentence, tuple(values.items()), file=where.file, sheet=where.sheet, row=where.row, column=where.column
    )


def read_tidy(rows: Sequence[Sequence[Cell]], *, file: str, provinces: Mapping[str, str], sheet: str = "") -> Table:
    """Read the tidy table `year,province_code,province_vi,level,code,score` (and, if there, se and interval)."""
    top = Where(file, sheet, 1, "")
    if not rows:
        return Table((), (problem("empty", say("Tệp rỗng, không có dòng nào."), top),))
    head = [text(cell).lstrip("\ufeff").lower() for cell in rows[0]]
    missing = [name for name in HEADER if name not in head]
    if missing:
        sentence = say("Thiếu cột {names}.")
        return Table((), (problem("column_missing", sentence, top, names=", ".join(missing)),))
    if len(set(head)) < len(head):
        return Table((), (problem("column_twice", say("Dòng tiêu đề có hai cột cùng tên."), top),))
    if len(rows) == 1:
        return Table((), (problem("no_rows", say("Tệp chỉ có dòng tiêu đề, không có số liệu."), top),))
    return _read_rows(rows, head, Tidy(file, sheet, provinces, _schemes(rows, head)))


@dataclass(frozen=True)
class Tidy:
    """What every row of one tidy table is read against."""

    file: str
    sheet: str
    provinces: Mapping[str, str]
    in_files: Mapping[str, bool | None]


def _read_rows(rows: Sequence[Sequence[Cell]], head: list[str], tidy: Tidy) -> Table:
    readings: list[Reading] = []
    problems: list[Problem] = []
    for at, row in enumerate(rows[1:], start=2):
        if not any(text(cell) for cell in row):
            continue
        try:
            found = _read_row(row, head, Where(tidy.file, tidy.sheet, at, ""), tidy)
        except Wrong as error:
            problems.append(error.problem)
            if len(problems) >= MOST_PROBLEMS:
                break
        else:
            readings.extend([found] if found else [])
    return checked(tuple(readings), tuple(problems))


def _schemes(rows: Sequence[Sequence[Cell]], head: list[str]) -> dict[str, bool | None]:
    """Per year: True where the numbers of dimension 5 are those of tidy files (5.4 is there), None where unclear."""
    year, code = head.index("year"), head.index("code")
    seen: dict[str, set[str]] = defaultdict(set)
    for row in rows[1:]:
        if len(row) == len(head):
            seen[text(row[year])].add(text(row[code]))
    return {year: _scheme(codes) for year, codes in seen.items()}


def _scheme(codes: set[str]) -> bool | None:
    if "S5.4" in codes or "S5.3" not in codes:
        return True
    return False if "S5.2" in codes else None


def _read_row(row: Sequence[Cell], head: list[str], where: Where, tidy: Tidy) -> Reading | None:
    if len(row) != len(head):
        sentence = say("Dòng có {found} ô, tiêu đề có {wanted} ô.")
        raise Wrong("row_length", sentence, where, found=len(row), wanted=len(head))
    cells = dict(zip(head, row, strict=True))
    edition, year = _year(cells["year"], where)
    province = _province(cells, where, tidy.provinces)
    construct = _construct(cells, where, edition, tidy.in_files.get(text(cells["year"])))
    value = _number(cells, "score", where)
    if value is None:
        return None
    level = _number(cells, "ci_level", where)
    return Reading(
        province, year, construct, value, _at(where, "score"),
        standard_error=_number(cells, "se", where), low=_number(cells, "ci_low", where),
        high=_number(cells, "ci_high", where), printed_level=int(level) if level else None,
    )  # fmt: skip


def _at(where: Where, column: str) -> Where:
    return Where(where.file, where.sheet, where.row, column)


def _year(cell: Cell, where: Where) -> tuple[Edition, int]:
    try:
        year = whole(cell)
    except ValueError as error:
        raise Wrong("not_a_year", say("{cell} không phải là năm."), _at(where, "year"), cell=text(cell)) from error
    try:
        return edition_for(year), year
    except NoEdition as error:
        sentence = say("Chưa có cấu trúc PAPI của năm {year}.")
        raise Wrong("no_edition", sentence, _at(where, "year"), year=year) from error


def _province(cells: Mapping[str, Cell], where: Where, provinces: Mapping[str, str]) -> str:
    code = text(cells["province_code"]).zfill(2)
    if code not in provinces:
        sentence = say("Không có tỉnh, thành phố nào mang mã {cell}.")
        raise Wrong("unknown_province", sentence, _at(where, "province_code"), cell=text(cells["province_code"]))
    name = text(cells["province_vi"])
    if name and squash(name) != squash(provinces[code]):
        sentence = say("Mã {code} là {known}, trong tệp ghi {cell}.")
        at = _at(where, "province_vi")
        raise Wrong("name_differs", sentence, at, code=code, known=provinces[code], cell=name)
    return code


def _construct(cells: Mapping[str, Cell], where: Where, edition: Edition, in_files: bool | None) -> str:
    level, code = text(cells["level"]).lower(), text(cells["code"]).upper()
    if level not in LEVELS:
        raise Wrong("unknown_level", say("Không có cấp điểm {cell}."), _at(where, "level"), cell=level)
    if not code.startswith(LEVELS[level]):
        sentence = say("Mã {code} không thuộc cấp {level}.")
        raise Wrong("level_differs", sentence, _at(where, "code"), code=code, level=level)
    if in_files is None and code == "S5.3" and len(edition.sub_dimensions) == 28 and edition.years[0] > 2018:
        sentence = say("Mã S5.3 không rõ là nội dung nào: tệp không có S5.2 cũng không có S5.4.")
        raise Wrong("ambiguous_code", sentence, _at(where, "code"))
    construct = edition.construct(code, in_files=bool(in_files))
    if construct is None:
        sentence = say("PAPI {edition} không có mã {code}.")
        raise Wrong("unknown_code", sentence, _at(where, "code"), edition=edition.id, code=code)
    return construct


def _number(cells: Mapping[str, Cell], column: str, where: Where) -> Decimal | None:
    try:
        return number(cells.get(column))
    except ValueError as error:
        sentence = say("{cell} không phải là số.")
        raise Wrong("not_a_number", sentence, _at(where, column), cell=text(cells.get(column))) from error


def checked(readings: tuple[Reading, ...], problems: tuple[Problem, ...]) -> Table:
    """A table whose readings also agree with each other; any problem empties it."""
    found = list(problems)
    if not found and readings:
        found = [*_doubles(readings), *_ranges(readings)]
    if not found:
        found = list(_sums(readings))
    if not found and not readings:
        sentence = say("Tệp không có điểm nào đọc được.")
        found = [Problem("no_scores", sentence)]
    return Table((), tuple(found[:MOST_PROBLEMS])) if found else Table(readings, ())


def _doubles(readings: Sequence[Reading]) -> Iterator[Problem]:
    seen: dict[tuple[str, int, str], int] = {}
    for reading in readings:
        key = (reading.province, reading.year, reading.construct)
        if key in seen:
            sentence = say("Điểm này đã có ở dòng {row}.")
            yield problem("twice", sentence, reading.where, row=seen[key])
        seen.setdefault(key, reading.where.row)


def _ranges(readings: Sequence[Reading]) -> Iterator[Problem]:
    for reading in readings:
        low, high = edition_for(reading.year).limits(reading.construct)
        if not low - SCALE_TOLERANCE <= float(reading.value) <= high + SCALE_TOLERANCE:
            sentence = say("Điểm {value} nằm ngoài thang {low} đến {high}.")
            yield problem("out_of_scale", sentence, reading.where, value=reading.value, low=low, high=high)
        if (reading.low is None) != (reading.high is None):
            yield problem("half_interval", say("Khoảng chỉ có một đầu."), reading.where)
        elif reading.low is not None and not _inside(reading):
            sentence = say("Điểm {value} nằm ngoài khoảng {low} đến {high}.")
            yield problem(
                    "outside_interval", sentence, reading.where,
                    value=reading.value, low=reading.low, high=reading.high,
                )  # fmt: skip


def _inside(reading: Reading) -> bool:
    return reading.low is not None and reading.high is not None and reading.low <= reading.value <= reading.high


def _sums(readings: Sequence[Reading]) -> Iterator[Problem]:
    """A dimension is the sum of its parts and the total the sum of its dimensions, where all are there."""
    cells: dict[tuple[str, int], dict[str, Reading]] = defaultdict(dict)
    for reading in readings:
        cells[reading.province, reading.year][reading.construct] = reading
    for (_, year), own in cells.items():
        edition = edition_for(year)
        for dimension in edition.dimensions:
            parts = [part.construct for part in dimension.sub_dimensions]
            yield from _sum(own, dimension.construct, parts)
        yield from _sum(own, TOTAL, [dimension.construct for dimension in edition.dimensions])


def _sum(own: Mapping[str, Reading], whole: str, parts: Sequence[str]) -> Iterator[Problem]:
    if whole not in own or any(part not in own for part in parts):
        return
    added = sum((own[part].value for part in parts), Decimal(0))
    if abs(added - own[whole].value) > SUM_TOLERANCE:
        sentence = say("Điểm {value} khác tổng các phần {added}.")
        yield problem("sum_differs", sentence, own[whole].where, value=own[whole].value, added=added)
