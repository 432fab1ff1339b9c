"""What a report is written from, read once: the place, its plans, tasks, units below, targets and scores."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q

from danbiet.law.periods import Kind, Period, following, named, period
from danbiet.places.models import Agency, Unit
from danbiet.places.selectors import closure_on
from danbiet.plans.models import Plan, Target
from danbiet.plans.selectors.figures import TaskRow, task_rows, tasks_of
from danbiet.reports.models import Report
from danbiet.reports.rules import State
from danbiet.reports.rules.guards import Finding, findings
from danbiet.reports.selectors.facts import Cell, edition, units_below, values
from danbiet.scores import rules as papi
from danbiet.scores.models import Score

MOST_TASKS = 500


@dataclass(frozen=True)
class UnitLine:
    """A unit below and its report of the same period; figures are those frozen in it."""

    unit: Unit
    report: Report | None
    figures: Mapping[str, int | None]


@dataclass(frozen=True)
class Material:
    """All that a report is written from."""

    place: Unit
    issuer: Agency
    above: Unit | None
    period: Period
    texts: Mapping[str, str]
    figures: Mapping[str, Cell]
    edition: papi.Edition
    plans: tuple[Plan, ...]
    tasks: tuple[TaskRow, ...]
    units: tuple[UnitLine, ...]
    targets: tuple[Target, ...]
    scores: tuple[Score, ...]
    corrects: Report | None = None
    reason: str = ""

    @property
    def values(self) -> dict[str, int | None]:
        return values(self.figures)


def material(report: Report) -> Material:
    """Read what a report is written from, as it stood on the day its data closed."""
    of = period(report.period)
    place, on = report.place, of.last_day
    yearly = of.kind is Kind.YEAR
    targeted = yearly or of.kind is Kind.HALF
    plans = _plans(place, on=on)
    return Material(
        place=place,
        issuer=report.issuer,
        above=above(place, on=on),
        period=of,
        texts=report.texts,
        figures=report.figures,
        edition=edition(of.year),
        plans=plans,
        tasks=tuple(task_rows(tasks_of(place, on=on, deep=False)[: MOST_TASKS + 1], on=on)),
        units=unit_lines(place, of=of),
        targets=tuple(Target.objects.filter(plan__in=plans).order_by("plan", "pk")) if targeted else (),
        scores=_scores(place, of) if yearly else (),
        corrects=report.corrects,
        reason=report.correction_reason,
    )


def unit_lines(place: Unit, *, of: Period) -> tuple[UnitLine, ...]:
    """The units below in the order of their names, each with its latest issued report of the period. Two queries."""
    units = list(units_below(place, on=of.last_day))
    sent = Report.objects.filter(
        place__in=units, period=of.code, kind=of.kind.value, state=State.ISSUED.value
    ).order_by("issued_at")  # fmt: skip
    latest = {report.place_id: report for report in sent}
    return tuple(
        UnitLine(unit, latest.get(unit.pk), values(latest[unit.pk].figures) if unit.pk in latest else {})
        for unit in units
    )


def dimensions(of: Period) -> dict[str, str]:
    """The eight dimensions of the report's year: construct → official name."""
    return {dimension.construct: dimension.name_vi for dimension in edition(of.year).dimensions}


def previous(report: Report) -> Report | None:
    """The last issued report of the same place and kind before this period."""
    older = Report.objects.filter(place=report.place, kind=report.kind, state=State.ISSUED.value)
    rows = [row for row in older if _starts(row.period) < _starts(report.period)]
    return max(rows, key=lambda row: (_starts(row.period), row.pk), default=None)


def stopping(report: Report) -> list[Finding]:
    """Everything that keeps a draft from being issued."""
    older = previous(report)
    before = older.texts if older else {}
    return findings(report.texts, values(report.figures), kind=Kind(report.kind), before=before)


def next_period(of: Period) -> str:
    """How officials name the next period of the kind."""
    return named(following(of))


def due_next(rows: tuple[TaskRow, ...], of: Period) -> list[TaskRow]:
    """Open tasks that fall due by the end of the next period."""
    ends = following(of).last_day
    rows_due = [(row.due_on, row) for row in rows if row.state == "open" and row.due_on]
    return [row for due_on, row in sorted(rows_due, key=lambda pair: pair[0]) if of.last_day <= due_on <= ends]


def _starts(code: str) -> date:
    return period(code).from_day


def above(place: Unit, *, on: date) -> Unit | None:
    row = closure_on(_last(place, on)).filter(descendant=place, depth=1).select_related("ancestor").first()
    return row.ancestor if row else None


def _last(place: Unit, on: date) -> date:
    return min(on, place.until_day - timedelta(days=1)) if place.until_day else on


def _plans(place: Unit, *, on: date) -> tuple[Plan, ...]:
    own = Plan.objects.filter(Q(until_day__gt=on), place=place, issued_on__lte=on).exclude(state=State.DRAFT.value)
    drafts = Plan.objects.filter(place=place, parent__issued_on__lte=on, state=State.DRAFT.value)
    upper = Plan.objects.filter(children__in=own | drafts, issued_on__lte=on)
    rows = Plan.objects.filter(Q(pk__in=own.values("pk")) | Q(pk__in=upper.values("pk")))
    return tuple(rows.select_related("issuer", "place").order_by(F("issued_on").asc(), "pk"))


def _scores(place: Unit, of: Period) -> tuple[Score, ...]:
    """The published scores of the province in the year before, dimensions and total."""
    names = [dimension.construct for dimension in edition(of.year - 1).dimensions] + [papi.TOTAL]
    codes = Unit.objects.filter(below__descendant=place, tier="province").values_list("code", flat=True).distinct()
    found = Score.objects.filter(
        unit__code__in=list(codes), year=of.year - 1, construct__in=names, score_set__kind="published"
    )
    latest = {score.construct: score for score in found.order_by("score_set__recorded_at")}
    return tuple(latest[name] for name in names if name in latest)
