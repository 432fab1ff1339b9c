"""A place among others: comparison with its like, the map against the median, the rows of a download."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from danbiet.places.models import Unit
from danbiet.scores.rules import (
    STANDINGS,
    TOTAL,
    Rank,
    Spread,
    Standing,
    Verdict,
    comparable,
    edition_for,
    movement,
    printed,
    standing,
    years,
)
from danbiet.scores.selectors.cards import Scorecard, rank_of, scorecard
from danbiet.scores.selectors.panel import FIRST_DAY_OF_34, Cell, Panel, panel
from danbiet.scores.selectors.series import construct_name, short_name
from danbiet.scores.selectors.subjects import PROVINCE, Subject, subjects_on

MOST_COMPARED = 5
SHADES = {Standing.BELOW: "k1", Standing.SAME: "k3", Standing.ABOVE: "k5", Standing.NONE: "none"}


@dataclass(frozen=True)
class ComparedCell:
    """One place's score in a comparison, and what may be said of its distance from the first place."""

    value: Decimal | None
    distance: Decimal | None
    verdict: Verdict | None


@dataclass(frozen=True)
class Compared:
    """One construct over the places compared."""

    construct: str
    number: str
    name: str
    cells: tuple[ComparedCell, ...]
    spread: Spread | None
    usual: float | None


@dataclass(frozen=True)
class Comparing:
    """The page of a comparison: the places, one row per construct, and whom else to choose."""

    cards: tuple[Scorecard, ...]
    rows: tuple[Compared, ...]
    year: int | None
    same_kind: tuple[Unit, ...]
    others: tuple[Unit, ...]
    chosen: tuple[Unit, ...]

    @property
    def choices(self) -> tuple[Unit | None, ...]:
        """The places in the order chosen, and one more to choose while there is room; two at least."""
        free = max(2 - len(self.chosen), 1 if len(self.chosen) < MOST_COMPARED else 0)
        return (*self.chosen, *(None,) * free)

    @property
    def is_within_one(self) -> bool:
        """Whether all lie in one province, for which PAPI has one score: nothing published to compare."""
        return len(self.cards) > 1 and len({card.subject.province.pk for card in self.cards}) == 1


def compare(subjects: Sequence[Subject], *, on: date, year: int | None) -> Comparing:
    """Up to five provinces side by side, the first one being ours; without a second one, only the choice."""
    cards = [card for card in (scorecard(subject, year=year) for subject in subjects[:MOST_COMPARED]) if card]
    first = cards[0] if cards else None
    units = provinces_on(on)
    kind = first.subject.province.kind if first else ""
    return Comparing(
        tuple(cards), tuple(_rows(cards)), first.year if first else None,
        tuple(unit for unit in units if unit.kind == kind),
        tuple(unit for unit in units if unit.kind != kind),
        tuple(card.subject.asked for card in cards),
    )  # fmt: skip


def provinces_on(on: date) -> list[Unit]:
    """The provinces of a day in name order."""
    return list(Unit.objects.on(on).filter(tier=PROVINCE).order_by("sort_key"))


def _rows(cards: Sequence[Scorecard]) -> Iterator[Compared]:
    for lines in zip(*((card.total, *card.dimensions) for card in cards), strict=True):
        first = lines[0]
        yardstick = movement(first.construct, cards[0].year)
        usual = yardstick.usual if yardstick else None
        cells = tuple(_cell(line.value, None if line is first else first.value, usual) for line in lines)
        yield Compared(first.construct, first.number, first.name, cells, first.spread, usual)


def _cell(value: Decimal | None, ours: Decimal | None, usual: float | None) -> ComparedCell:
    if value is None or ours is None:
        return ComparedCell(value, None, None)
    distance = printed(value) - printed(ours)
    if usual is None or abs(float(distance)) < usual:
        return ComparedCell(value, distance, Verdict.SAME)
    return ComparedCell(value, distance, Verdict.RISE if distance > 0 else Verdict.FALL)


@dataclass(frozen=True)
class MapCell:
    """One province on the map: where it stands against the median, never its rank."""

    unit: Unit
    cell: Cell | None
    standing: Standing
    is_rebased: bool

    @property
    def words(self) -> str:
        return STANDINGS[self.standing]

    @property
    def shade(self) -> str:
        """One hue, three depths: under, about and over the median; never the rank."""
        return SHADES[self.standing]


@dataclass(frozen=True)
class Overview:
    """The map page: one construct of one year over the provinces of a regime."""

    construct: str
    name: str
    year: int | None
    years: tuple[int, ...]
    choices: tuple[tuple[str, str], ...]
    cells: tuple[MapCell, ...]
    spread: Spread | None
    is_new: bool
    day: date

    @property
    def is_rebased(self) -> bool:
        return any(cell.is_rebased for cell in self.cells)

    @property
    def has_intervals(self) -> bool:
        return any(cell.cell and cell.cell.interval for cell in self.cells)

    @property
    def counts(self) -> dict[str, int]:
        """How many provinces stand above, below, neither, or have no figure."""
        return {kind.value: sum(cell.standing is kind for cell in self.cells) for kind in Standing}


def overview(*, on: date, construct: str, year: int | None) -> Overview:
    """Every province of the day against the median of the published ones, by interval or usual movement."""
    table = panel()
    shown = year if year in table.years else table.year_on(on)
    known = shown is not None and construct in edition_for(shown).constructs
    construct = construct if known else TOTAL
    around = table.spread(shown, construct) if shown else None
    cells = tuple(_map_cell(subject, table, construct, shown) for subject in subjects_on(on)) if shown else ()
    return Overview(
        construct, construct_name(construct), shown, table.years, _choices(shown), cells, around,
        on >= FIRST_DAY_OF_34, on,
    )  # fmt: skip


def _choices(year: int | None) -> tuple[tuple[str, str], ...]:
    dimensions = edition_for(year or years()[-1]).dimensions
    own = [(one.construct, f"{one.number}. {short_name(one.construct)}") for one in dimensions]
    return ((TOTAL, construct_name(TOTAL)), *own)


def _map_cell(subject: Subject, table: Panel, construct: str, year: int) -> MapCell:
    """One yardstick for all: intervals only where nearly every province has one, else the usual movement."""
    cell = subject.cell(table, year=year, construct=construct)
    stand = standing(
        construct, year=year, value=cell.value if cell else None,
        around=table.spread(year, construct),
        interval=cell.interval if cell and table.has_intervals(year, construct) else None,
    )  # fmt: skip
    return MapCell(subject.province, cell, stand, subject.is_rebased)


@dataclass(frozen=True)
class Row:
    """One line of a download."""

    year: int
    level: str
    code: str
    construct: str
    name: str
    value: Decimal
    rank: Rank | None
    cell: Cell
    joins_year_before: bool


def recorded_rows(subject: Subject) -> list[Row]:
    """Every score of a place, year by year, as shown on its pages."""
    table = panel()
    return [row for year in table.years for row in _year_rows(subject, table, year)]


def _year_rows(subject: Subject, table: Panel, year: int) -> Iterator[Row]:
    edition = edition_for(year)
    for construct in edition.constructs:
        cell = subject.cell(table, year=year, construct=construct)
        if cell is None:
            continue
        joins = year - 1 in table.years and comparable(year - 1, year, construct).comparable
        code = edition.code(construct) or ""
        yield Row(
            year, {"T": "total", "D": "dimension", "S": "sub_dimension"}[code[0]], code, construct,
            construct_name(construct), cell.value, rank_of(subject, table, year=year, construct=construct), cell, joins,
        )  # fmt: skip
