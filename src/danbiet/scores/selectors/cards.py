"""The scorecard of a place in a year: what the page shows, computed here and nowhere else."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import get_language

from danbiet.places.models import Unit
from danbiet.scores.rules import (
    TOTAL,
    Change,
    Dimension,
    Edition,
    Interval,
    Rank,
    Spread,
    SubDimension,
    Verdict,
    change,
    edition_for,
    group,
    names,
    rank,
    rank_movement,
)
from danbiet.scores.selectors.panel import Panel, panel
from danbiet.scores.selectors.series import Series, series, total_series
from danbiet.scores.selectors.subjects import Subject, subject_of


@dataclass(frozen=True)
class Line:
    """One total, dimension or sub-dimension of one place in one year."""

    construct: str
    number: str
    name: str
    short: str
    limits: tuple[float, float]
    value: Decimal | None
    before: Decimal | None
    change: Change | None
    interval: Interval | None
    interval_before: Interval | None
    rank: Rank | None
    rank_before: Rank | None
    spread: Spread | None
    group: int | None
    parts: tuple["Line", ...] = ()

    @property
    def rank_moved(self) -> int | None:
        """Places lost (above zero) or won; None where either year has no rank or the years cannot be compared."""
        if self.rank is None or self.rank_before is None or self.change is None:
            return None
        if self.change.verdict is Verdict.BROKEN:
            return None
        return self.rank.place - self.rank_before.place

    @property
    def moved(self) -> Decimal:
        """How far the score moved, without its sign."""
        return abs(self.change.size) if self.change and self.change.size is not None else Decimal(0)

    @property
    def axis(self) -> tuple[float, float]:
        return 0.0, self.limits[1]

    @property
    def places_moved(self) -> int:
        return abs(self.rank_moved or 0)


@dataclass(frozen=True)
class Scorecard:
    """The page of a place: total, dimensions with their parts, series."""

    subject: Subject
    edition: Edition
    year: int
    years: tuple[int, ...]
    total: Line
    dimensions: tuple[Line, ...]
    totals: tuple[Series, ...]
    minis: tuple[Series, ...]
    until: int
    axis: tuple[float, float]
    usual: tuple[float, float]
    n: int
    median_move: int
    share_moving_5: int

    @property
    def before(self) -> int | None:
        return self.year - 1 if self.year - 1 in self.years else None


def named(vi: str, en: str) -> str:
    """A name of the catalogue in the reader's language."""
    return en if (get_language() or "vi").startswith("en") else vi


def latest_year(*, on: date | None = None) -> int | None:
    """The last year with published scores (known on a day); None before any are loaded."""
    table = panel()
    if on is not None:
        return table.year_on(on)
    return table.years[-1] if table.years else None


def scorecard(subject: Subject, *, year: int | None) -> Scorecard | None:
    """The scorecard of a year (by default the latest known on the subject's day); None when nothing is loaded."""
    table = panel()
    year = year or table.year_on(subject.day)
    if year is None or year not in table.years or not subject.sources:
        return None
    edition = edition_for(year)
    reading = Reading(subject, table, year, year - 1 if year - 1 in table.years else None)
    dimensions = tuple(_dimension(reading, one) for one in edition.dimensions)
    move = rank_movement()
    own = [construct.construct for construct in edition.dimensions]
    until = max(year, table.year_on(subject.day) or year)
    return Scorecard(
        subject, edition, year, table.years, _line(reading, TOTAL, _total_names()), dimensions,
        totals=total_series(subject, table, until=until),
        minis=tuple(series(subject, table, construct, until=until) for construct in own),
        until=until, axis=_axis(dimensions), usual=_usual(dimensions), n=len(table.values(year, TOTAL)),
        median_move=move.median, share_moving_5=move.share_moving_5,
    )  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """Whose scores are read, from what, for which year against which."""

    subject: Subject
    panel: Panel
    year: int
    before: int | None


@dataclass(frozen=True)
class Names:
    number: str
    name: str
    short: str


def _total_names() -> Names:
    vi, en = names(TOTAL)
    return Names("", named(vi, en), named(vi, en))


def _dimension(reading: Reading, dimension: Dimension) -> Line:
    label = Names(
        dimension.number,
        named(dimension.name_vi, dimension.name_en),
        named(dimension.short_vi, dimension.short_en),
    )
    parts = tuple(_part(reading, part) for part in dimension.sub_dimensions)
    return _line(reading, dimension.construct, label, parts)


def _part(reading: Reading, part: SubDimension) -> Line:
    name = named(part.name_vi, part.name_en)
    return _line(reading, part.construct, Names(part.number, name, name))


def _line(reading: Reading, construct: str, label: Names, parts: tuple[Line, ...] = ()) -> Line:
    subject, table, year = reading.subject, reading.panel, reading.year
    now = subject.cell(table, year=year, construct=construct)
    then = subject.cell(table, year=reading.before, construct=construct) if reading.before else None
    value, before = now.value if now else None, then.value if then else None
    step = None
    if reading.before:
        step = change(construct, year=year, before=reading.before, now=value, then=before)
    return Line(
        construct, label.number, label.name, label.short, edition_for(year).limits(construct), value, before, step,
        interval=now.interval if now else None,
        interval_before=then.interval if then else None,
        rank=rank_of(subject, table, year=year, construct=construct),
        rank_before=rank_of(subject, table, year=reading.before, construct=construct) if reading.before else None,
        spread=table.spread(year, construct), group=group_of(subject, table, year=year, construct=construct),
        parts=parts,
    )  # fmt: skip


def rank_of(subject: Subject, table: Panel, *, year: int, construct: str) -> Rank | None:
    """The rank among the provinces with data; a re-based score was never ranked, and few figures make no rank."""
    cell = None if subject.is_rebased else subject.cell(table, year=year, construct=construct)
    if cell is None or table.spread(year, construct) is None:
        return None
    return rank(cell.value, table.values(year, construct))


def group_of(subject: Subject, table: Panel, *, year: int, construct: str) -> int | None:
    """The quarter of the provinces, 4 the highest, counted from the scores; none where there is no rank."""
    cell = None if subject.is_rebased else subject.cell(table, year=year, construct=construct)
    return group(cell.value, table.values(year, construct)) if cell else None


def _axis(lines: tuple[Line, ...]) -> tuple[float, float]:
    """One scale for all dimensions, to the half point around the provinces."""
    ends = [end for line in lines if line.spread for end in (line.spread.low, line.spread.high)]
    ends += [float(line.value) for line in lines if line.value is not None]
    if not ends:
        return 1.0, 10.0
    return max(0.0, (min(ends) * 2 - 1) // 1 / 2), min(10.0, -((-max(ends) * 2 - 1) // 1) / 2)


def _usual(lines: tuple[Line, ...]) -> tuple[float, float]:
    known = [line.change.usual for line in lines if line.change and line.change.usual]
    return (min(known), max(known)) if known else (0.0, 0.0)


def weakest(unit: Unit, *, on: date, most: int = 3) -> tuple[Line, ...]:
    """The dimensions that stand lowest under the median, counted in usual yearly movements; () without figures."""
    card = scorecard(subject_of(unit, on=on), year=None)
    below = [(distance, line) for line in card.dimensions if (distance := _below(line))] if card else []
    below.sort(key=lambda one: -one[0])
    return tuple(line for _, line in below[:most])


def _below(line: Line) -> float:
    """How far a dimension stands under the median, in usual movements; 0 for those that do not."""
    usual = line.change.usual if line.change and line.change.usual else 1.0
    if line.value is None or line.spread is None:
        return 0.0
    return max(0.0, (line.spread.middle - float(line.value)) / usual)
