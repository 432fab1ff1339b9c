"""All published scores in force, as one table in memory: sets are never edited, so it is read once per state."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from danbiet.places.models import Unit
from danbiet.scores.models import Score, ScoreSet
from danbiet.scores.rules import Interval, Kind, Spread, known_by, printed, spread

LAST_DAY_OF_63 = date(2025, 6, 30)
FIRST_DAY_OF_34 = date(2025, 7, 1)
PRINTED = 95


@dataclass(frozen=True)
class Cell:
    """One score with the interval that its source prints."""

    value: Decimal
    interval: Interval | None = None


@dataclass(frozen=True)
class Panel:
    """Scores by year and construct, then by the code of one of the 63 provinces."""

    cells: Mapping[tuple[int, str], Mapping[str, Cell]]
    spreads: Mapping[tuple[int, str], Spread | None]
    years: tuple[int, ...]

    def cell(self, code: str, *, year: int, construct: str) -> Cell | None:
        return self.cells.get((year, construct), {}).get(code)

    def values(self, year: int, construct: str) -> list[Decimal]:
        return [cell.value for cell in self.cells.get((year, construct), {}).values()]

    def has_intervals(self, year: int, construct: str) -> bool:
        """Whether nearly all provinces have a printed interval, so that all can be judged alike."""
        column = self.cells.get((year, construct), {}).values()
        return 10 * sum(cell.interval is not None for cell in column) >= 9 * len(column) > 0

    def year_on(self, day: date) -> int | None:
        """The latest year with scores whose results were out on a day; the first there is, before that."""
        known = [year for year in self.years if year <= known_by(day)]
        return known[-1] if known else (self.years[0] if self.years else None)

    def spread(self, year: int, construct: str) -> Spread | None:
        return self.spreads.get((year, construct))


def panel() -> Panel:
    """The panel in force now; one query when nothing was recorded since the last time."""
    sets = ScoreSet.objects.filter(kind=Kind.PUBLISHED.value).order_by("pk").values_list("pk", "digest")
    return _panel(tuple(sets))


@lru_cache(maxsize=2)
def _panel(sets: tuple[tuple[int, str], ...]) -> Panel:
    rows = (
        Score.objects.filter(score_set__in=[pk for pk, _ in sets])
        .order_by("score_set_id")
        .values_list(
            "unit__code", "year", "construct", "value", "standard_error", "low", "high", "printed_level", named=False
        )
    )
    cells: dict[tuple[int, str], dict[str, Cell]] = {}
    for code, year, construct, value, se, low, high, level in rows.iterator(chunk_size=5000):
        interval = None if low is None or high is None else Interval(low, high, level or PRINTED, se)
        column = cells.setdefault((year, construct), {})
        column[code] = _over(column.get(code), Cell(value, interval))
    spreads = {key: spread([cell.value for cell in column.values()]) for key, column in cells.items()}
    return Panel(cells, spreads, tuple(sorted({year for year, _ in cells})))


def _over(old: Cell | None, new: Cell) -> Cell:
    """The later score is in force; an interval stays with the figure it was printed for."""
    if old is None or new.interval is not None or printed(old.value) != printed(new.value):
        return new
    return Cell(new.value, old.interval)


def provinces_of_papi() -> dict[str, Unit]:
    """The 63 provinces that PAPI measured until 2024, by code."""
    found = Unit.objects.on(LAST_DAY_OF_63).filter(tier="province").order_by("sort_key")
    return {unit.code: unit for unit in found}
