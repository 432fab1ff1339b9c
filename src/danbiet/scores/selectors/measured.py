"""Scores that waves of our own measured: beside the published ones, never joined to them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.utils.translation import gettext as _

from danbiet.common import clock
from danbiet.places.models import Unit
from danbiet.scores.models import Measurement, Score, ScoreSet
from danbiet.scores.rules import TOTAL
from danbiet.scores.rules.measured import WITHHELD, edition_named, improved_words, standing_words
from danbiet.scores.selectors.series import construct_name

LAST = date(9999, 12, 29)  # the last day after which there is still a midnight


@dataclass(frozen=True)
class Cell:
    """One construct of one unit in one year as a wave measured it, or why it is withheld."""

    unit: Unit
    year: int
    construct: str
    name: str
    score: Score | None
    told: Measurement

    @property
    def withheld(self) -> str:
        return _(WITHHELD[self.told.withheld]) if self.told.withheld in WITHHELD else self.told.withheld

    @property
    def standing(self) -> str:
        words = standing_words(self.told.best, self.told.worst, self.told.rivals)
        return _(words) if words else ""

    @property
    def improved(self) -> str:
        words = improved_words(self.told.chance_improved)
        return _(words) if words else ""

    @property
    def ends(self) -> tuple[object, object]:
        return (self.score.low, self.score.high) if self.score else (None, None)

    @property
    def axis(self) -> tuple[float, float]:
        """The scale of the construct in its year."""
        return edition_named(self.told.edition).limits(self.construct)


@dataclass(frozen=True)
class Measured:
    """The last year in which a unit was measured: the total and the dimensions, from one wave."""

    source: ScoreSet
    year: int
    cells: tuple[Cell, ...]


def measured(unit: Unit, *, on: date) -> Measured | None:
    """What was measured last of a unit by a day; None where nothing was. One query."""
    rows = [row for row in _in_force(_rows([unit], on)) if _is_whole(row)]
    year = max((row.year for row in rows), default=None)
    if year is None:
        return None
    latest = max(row.score_set_id for row in rows if row.year == year)
    own = sorted((row for row in rows if (row.year, row.score_set_id) == (year, latest)), key=_order)
    return Measured(own[0].score_set, year, tuple(_cell(row) for row in own))


def _is_whole(row: Measurement) -> bool:
    """Whether a row is a total or a dimension."""
    return row.construct == TOTAL or edition_named(row.edition).dimension(row.construct) is not None


def _order(row: Measurement) -> int:
    """The total first, then the dimensions by their numbers."""
    return (TOTAL, *(one.construct for one in edition_named(row.edition).dimensions)).index(row.construct)


def measured_years(unit: Unit, construct: str, *, on: date) -> tuple[Cell, ...]:
    """A construct of a unit in every year that it was measured. One query."""
    rows = _in_force(row for row in _rows([unit], on) if row.construct == construct)
    return tuple(_cell(row) for row in sorted(rows, key=lambda row: row.year))


@dataclass(frozen=True)
class Beside:
    """A unit in a comparison: its total, and whether it can be told apart from the first."""

    cell: Cell
    is_apart: bool | None


def side_by_side(units: Sequence[Unit], *, on: date) -> tuple[Beside, ...]:
    """The totals of units that one wave measured in one year, the first being ours; () where no wave has two."""
    rows = [row for row in _in_force(_rows(units, on)) if row.construct == TOTAL]
    waves = [(row.score_set_id, row.year) for row in rows]
    shared = [one for one in set(waves) if waves.count(one) > 1]
    if not shared:
        return ()
    latest = max(shared, key=lambda one: (one[1], one[0]))
    own = {row.unit_id: row for row in rows if (row.score_set_id, row.year) == latest}
    shown = [own[unit.pk] for unit in dict.fromkeys(units) if unit.pk in own]
    first = shown[0]
    return tuple(Beside(_cell(row), None if row is first else _told_apart(first, row)) for row in shown)


def _told_apart(one: Measurement, two: Measurement) -> bool | None:
    """Whether the ranks that are possible do not touch; None where one of them has no rank."""
    if one.best is None or one.worst is None or two.best is None or two.worst is None:
        return None
    return one.worst < two.best or two.worst < one.best


def _rows(units: Iterable[Unit], on: date) -> Iterable[Measurement]:
    until = clock.moment(min(on, LAST) + timedelta(days=1), time())
    found = Measurement.objects.filter(unit__in=list(units), score_set__recorded_at__lt=until)
    return found.select_related("score_set", "score", "unit").order_by("score_set_id", "pk")


def _in_force(rows: Iterable[Measurement]) -> list[Measurement]:
    """Of the same unit, year and construct the one recorded last."""
    last: Mapping[tuple[int, int, str], Measurement] = {(row.unit_id, row.year, row.construct): row for row in rows}
    return list(last.values())


def _cell(row: Measurement) -> Cell:
    return Cell(row.unit, row.year, row.construct, construct_name(row.construct), row.score, row)
