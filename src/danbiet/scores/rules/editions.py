"""What PAPI measures in which year, loaded from dated data; the stable key is the construct, never the code."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from danbiet.common.actor import say

HERE = Path(__file__).resolve().parent.parent
TOTAL = "total"
KNOWN_FROM = (6, 1)  # month and day of the year after
CATALOGUE = ("2011-2015", "2016-2017", "2018", "2019-2020", "2021-2024")


class NoEdition(LookupError):
    """No structure is known for this year."""


@dataclass(frozen=True)
class Indicator:
    construct: str
    column: str
    name_vi: str
    name_en: str
    min: float
    max: float
    direction: int
    weight: float
    source: str


@dataclass(frozen=True)
class SubDimension:
    code: str
    file_code: str
    construct: str
    name_vi: str
    name_en: str
    low: float
    high: float
    normalised: bool
    on_missing: str
    indicators: tuple[Indicator, ...]

    @property
    def number(self) -> str:
        return self.code[1:]


@dataclass(frozen=True)
class Dimension:
    code: str
    construct: str
    name_vi: str
    name_en: str
    short_vi: str
    short_en: str
    sub_dimensions: tuple[SubDimension, ...]

    @property
    def number(self) -> str:
        return self.code[1:]

    @property
    def low(self) -> float:
        return round(sum(part.low for part in self.sub_dimensions), 2)

    @property
    def high(self) -> float:
        return 10.0


@dataclass(frozen=True)
class Edition:
    id: str
    years: tuple[int, ...]
    dimensions: tuple[Dimension, ...]

    @property
    def sub_dimensions(self) -> tuple[SubDimension, ...]:
        return tuple(part for dimension in self.dimensions for part in dimension.sub_dimensions)

    @property
    def scale(self) -> tuple[int, int]:
        """The scale of the total as printed: 6-60 before 2018, 10-80 after (its arithmetic minimum is 8)."""
        return (6, 60) if len(self.dimensions) == 6 else (10, 80)

    @property
    def constructs(self) -> tuple[str, ...]:
        return (TOTAL, *(d.construct for d in self.dimensions), *(s.construct for s in self.sub_dimensions))

    def dimension(self, construct: str) -> Dimension | None:
        return next((d for d in self.dimensions if d.construct == construct), None)

    def sub_dimension(self, construct: str) -> SubDimension | None:
        return next((s for s in self.sub_dimensions if s.construct == construct), None)

    def parent(self, construct: str) -> Dimension | None:
        """The dimension that holds a sub-dimension."""
        return next((d for d in self.dimensions for s in d.sub_dimensions if s.construct == construct), None)

    def construct(self, code: str, *, in_files: bool = False) -> str | None:
        """The construct behind `D1`, `S1.1` or `TOTAL` in this edition; `in_files` reads the codes of tidy files."""
        if code == "TOTAL":
            return TOTAL
        items: tuple[Dimension | SubDimension, ...] = (*self.dimensions, *self.sub_dimensions)
        for item in items:
            own = item.file_code if in_files and isinstance(item, SubDimension) else item.code
            if own == code:
                return item.construct
        return None

    def code(self, construct: str) -> str | None:
        if construct == TOTAL:
            return "TOTAL"
        found = self.dimension(construct) or self.sub_dimension(construct)
        return found.code if found else None

    def limits(self, construct: str) -> tuple[float, float]:
        """Least and greatest score that a construct can have in this edition."""
        if construct == TOTAL:
            return round(sum(d.low for d in self.dimensions), 2), 10.0 * len(self.dimensions)
        found = self.dimension(construct) or self.sub_dimension(construct)
        if found is None:
            raise KeyError(construct)
        return found.low, found.high


@dataclass(frozen=True)
class Break:
    construct: str
    before: int
    after: int
    carries: bool
    why: str
    source: str


@dataclass(frozen=True)
class Movement:
    """How far one year usually moves a score: two standard deviations of the yearly change."""

    construct: str
    sd: float
    from_year: int
    until_year: int
    source: str

    @property
    def usual(self) -> float:
        return 2 * self.sd


@dataclass(frozen=True)
class RankMovement:
    median: int
    share_moving_5: int
    from_year: int
    until_year: int
    source: str


def _edition(raw: dict[str, Any]) -> Edition:
    dimensions = []
    for row in raw["dimensions"]:
        parts = []
        for part in row.pop("sub_dimensions"):
            indicators = tuple(Indicator(**one) for one in part.pop("indicators"))
            part.setdefault("file_code", part["code"])
            parts.append(SubDimension(**part, indicators=indicators))
        dimensions.append(Dimension(**row, sub_dimensions=tuple(parts)))
    return Edition(id=raw["id"], years=tuple(raw["years"]), dimensions=tuple(dimensions))


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def editions() -> tuple[Edition, ...]:
    """All editions in order of their years."""
    return tuple(_edition(_read(HERE / "catalogue" / f"{name}.toml")) for name in CATALOGUE)


@cache
def edition_for(year: int) -> Edition:
    """The structure in force in a year; an unknown year raises, nothing is extrapolated."""
    for edition in editions():
        if year in edition.years:
            return edition
    raise NoEdition(year)


def known_by(day: date) -> int:
    """The last year whose results are out on a day: they come in April or May of the following year."""
    return day.year - (1 if (day.month, day.day) >= KNOWN_FROM else 2)


def years() -> tuple[int, ...]:
    return tuple(year for edition in editions() for year in edition.years)


@cache
def breaks() -> tuple[Break, ...]:
    return tuple(Break(**row) for row in _read(HERE / "data" / "breaks.toml")["breaks"])


@cache
def rank_movement() -> RankMovement:
    return RankMovement(**_read(HERE / "data" / "movement.toml")["rank"])


@cache
def movement(construct: str, year: int) -> Movement | None:
    """The yardstick for a change that ends in a year; None where none was computed (sub-dimensions)."""
    for period in _read(HERE / "data" / "movement.toml")["period"]:
        if period["from_year"] <= year <= period["until_year"] and construct in period["sd"]:
            return Movement(
                construct, period["sd"][construct], period["from_year"], period["until_year"], period["source"]
            )
    return None


def names(construct: str) -> tuple[str, str]:
    """Vietnamese and English name of a construct as last measured."""
    if construct == TOTAL:
        return (say("Tổng điểm"), "Total score")
    for edition in reversed(editions()):
        found = edition.dimension(construct) or edition.sub_dimension(construct)
        if found:
            return (found.name_vi, found.name_en)
    raise KeyError(construct)


def measured_years(construct: str) -> tuple[int, ...]:
    """Years whose edition holds this construct."""
    return tuple(year for year in years() if construct in edition_for(year).constructs)


@dataclass(frozen=True)
class Comparison:
    """Whether two years of one construct may be set side by side, and if not, why."""

    comparable: bool
    why: str = ""


CHANGED_PARTS = say("Nội dung thành phần đã thay đổi giữa hai năm.")
CHANGED_SCALE = say("Thang điểm đã thay đổi giữa hai năm.")
CHANGED_METHOD = say("Cách đo đã thay đổi giữa hai năm.")
NOT_MEASURED = say("Một trong hai năm không đo nội dung này.")
CHANGED_TOTAL = say("Cách đo của ít nhất một trục trong tổng điểm đã thay đổi giữa hai năm.")


@cache
def comparable(first: int, second: int, construct: str) -> Comparison:
    """May the score of one year be read against that of another? Never over a change of structure or method."""
    start, end = min(first, second), max(first, second)
    one, two = edition_for(start), edition_for(end)
    if construct == TOTAL:
        return _comparable_total(start, end, one, two)
    if construct not in one.constructs or construct not in two.constructs:
        return Comparison(False, NOT_MEASURED)
    structure = _same_structure(one, two, construct)
    if structure:
        return Comparison(False, structure)
    inside = _inside(one, construct)
    for step in breaks():
        crossed = start <= step.before and step.after <= end
        own = step.construct == construct or (step.carries and step.construct in inside)
        if crossed and own:
            return Comparison(False, CHANGED_METHOD)
    return Comparison(True)


def _comparable_total(start: int, end: int, one: Edition, two: Edition) -> Comparison:
    if len(one.dimensions) != len(two.dimensions):
        return Comparison(False, CHANGED_SCALE)
    if all(comparable(start, end, d.construct).comparable for d in two.dimensions):
        return Comparison(True)
    return Comparison(False, CHANGED_TOTAL)


def _inside(edition: Edition, construct: str) -> tuple[str, ...]:
    dimension = edition.dimension(construct)
    return tuple(part.construct for part in dimension.sub_dimensions) if dimension else ()


def _same_structure(one: Edition, two: Edition, construct: str) -> str:
    if _inside(one, construct) != _inside(two, construct):
        return CHANGED_PARTS
    first, second = one.sub_dimension(construct), two.sub_dimension(construct)
    if first and second and (first.low, first.high) != (second.low, second.high):
        return CHANGED_SCALE
    return ""


@cache
def breaks_of(construct: str) -> tuple[tuple[int, str], ...]:
    """Years in which a series of this construct starts anew, with the reason; (2021, ...) = not joined to 2020."""
    own = measured_years(construct) if construct != TOTAL else years()
    steps = zip(own, own[1:], strict=False)
    found = ((b, comparable(a, b, construct)) for a, b in steps)
    return tuple((year, step.why) for year, step in found if not step.comparable)


@cache
def broken_parts(construct: str) -> tuple[tuple[int, str], ...]:
    """Changes of method inside a dimension that do not break it but colour its reading: (year, construct)."""
    inside = {part for edition in editions() for part in _inside(edition, construct)}
    return tuple((b.after, b.construct) for b in breaks() if b.construct in inside and not b.carries)
