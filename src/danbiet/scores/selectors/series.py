"""One construct of one place through the years; never joined over a change of method."""

import math
from dataclasses import dataclass, replace

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from danbiet.scores.rules import (
    TOTAL,
    Change,
    Rank,
    Verdict,
    breaks_of,
    broken_parts,
    change,
    edition_for,
    measured_years,
    names,
    rank,
    years,
)
from danbiet.scores.selectors.panel import Cell, Panel, panel
from danbiet.scores.selectors.subjects import Subject

LAST = 9999


@dataclass(frozen=True)
class Point:
    """A year of a series; the value is None where the place has no figure."""

    year: int
    value: float | None
    mean: float | None


@dataclass(frozen=True)
class Series:
    """What a line chart draws: points, the years in which the way of measuring changed, and the ends of the axis."""

    construct: str
    name: str
    points: tuple[Point, ...]
    breaks: tuple[int, ...]
    low: float
    high: float

    @property
    def first(self) -> Point | None:
        return next((point for point in self.points if point.value is not None), None)

    @property
    def last(self) -> Point | None:
        return next((point for point in reversed(self.points) if point.value is not None), None)

    @property
    def last_year(self) -> int:
        return self.points[-1].year


@dataclass(frozen=True)
class YearRow:
    """A row of the table beside the chart."""

    year: int
    cell: Cell | None
    rank: Rank | None
    mean: float | None
    change: Change | None

    @property
    def starts_anew(self) -> bool:
        return self.change is not None and self.change.verdict is Verdict.BROKEN


@dataclass(frozen=True)
class SeriesPage:
    """A construct through the years: chart, table, reasons of the breaks."""

    subject: Subject
    construct: str
    name: str
    charts: tuple[Series, ...]
    rows: tuple[YearRow, ...]
    part_breaks: tuple[tuple[int, str], ...]
    limits: tuple[float, float]
    measured: str

    @property
    def has_scores(self) -> bool:
        return any(row.cell for row in self.rows)

    @property
    def breaks(self) -> tuple[YearRow, ...]:
        return tuple(row for row in self.rows if row.starts_anew)


def construct_name(construct: str) -> str:
    """The name of a construct as last measured, in the reader's language."""
    vi, en = names(construct)
    return en if (get_language() or "vi").startswith("en") else vi


def short_name(construct: str) -> str:
    for year in reversed(measured_years(construct)):
        found = edition_for(year).dimension(construct)
        if found:
            return found.short_en if (get_language() or "vi").startswith("en") else found.short_vi
    return construct_name(construct)


def series(subject: Subject, table: Panel, construct: str, *, since: int = 0, until: int = LAST) -> Series:
    """The series of a construct between two years, with the plain mean of the provinces."""
    points = []
    for year in table.years:
        if since <= year <= until:
            cell = subject.cell(table, year=year, construct=construct)
            around = table.spread(year, construct)
            points.append(Point(year, float(cell.value) if cell else None, around.mean if around else None))
    breaks = tuple(year for year, _ in breaks_of(construct) if since < year <= until)
    low, high = _ends(construct, points)
    return Series(construct, short_name(construct), tuple(points), breaks, low, high)


def total_series(subject: Subject, table: Panel, *, until: int = LAST) -> tuple[Series, ...]:
    """The total as two charts: six dimensions until 2017, eight from 2018; never one line."""
    halves = (
        series(subject, table, TOTAL, until=min(2017, until)),
        series(subject, table, TOTAL, since=2018, until=until),
    )
    tops = (_("Thang {top}").format(top=60), _("Thang {top}").format(top=80))
    return tuple(replace(one, name=name) for one, name in zip(halves, tops, strict=True) if one.points)


def _ends(construct: str, points: list[Point]) -> tuple[float, float]:
    known = [value for point in points for value in (point.value, point.mean) if value is not None]
    if construct == TOTAL and known:
        low, high = int(min(known)) // 2 * 2, -(-int(max(known) + 1) // 2) * 2
        return float(low), float(max(high, low + 4))
    if any(construct == one.construct for one in edition_for(years()[-1]).dimensions):
        return min([2.0, *map(math.floor, known)]), max([8.0, *map(math.ceil, known)])
    return 0.0, 3.5 if known and max(known) > 2.5 else 2.5


def series_page(subject: Subject, construct: str) -> SeriesPage | None:
    """The page of one construct; None when PAPI never measured it or nothing is loaded."""
    if not measured_years(construct):
        return None
    table = panel()
    measured = measured_years(construct)
    rows = tuple(_row(subject, table, construct, year) for year in table.years if year in measured)
    charts = total_series(subject, table)
    if construct != TOTAL:
        charts = (series(subject, table, construct, since=measured[0], until=measured[-1]),)
    limits = edition_for(measured[-1]).limits(construct)
    return SeriesPage(
        subject, construct, construct_name(construct), charts, rows,
        part_breaks=_part_breaks(construct), limits=limits, measured=_measured(measured),
    )  # fmt: skip


def _measured(measured: tuple[int, ...]) -> str:
    """The years in which a construct was measured, where they are not all years."""
    if measured == years():
        return ""
    return _("{first} đến {last}").format(first=measured[0], last=measured[-1])


def _part_breaks(construct: str) -> tuple[tuple[int, str], ...]:
    return tuple((year, construct_name(part)) for year, part in broken_parts(construct))


def _row(subject: Subject, table: Panel, construct: str, year: int) -> YearRow:
    cell = subject.cell(table, year=year, construct=construct)
    around = table.spread(year, construct)
    step = None
    if year - 1 in table.years and construct in edition_for(year - 1).constructs:
        before = subject.cell(table, year=year - 1, construct=construct)
        step = change(
            construct, year=year, before=year - 1,
            now=cell.value if cell else None, then=before.value if before else None,
        )  # fmt: skip
    place = None
    if cell and around and not subject.is_rebased:
        place = rank(cell.value, table.values(year, construct))
    return YearRow(year, cell, place, around.mean if around else None, step)
