"""What is recorded of a place and the units under it, as plain facts of a moment."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from danbiet.common import clock
from danbiet.disclosure.models import Obligation, Request
from danbiet.disclosure.rules.keeping import is_binding
from danbiet.disclosure.selectors.owed import standing_of
from danbiet.law.periods import Period, year_before, year_to_date
from danbiet.law.periods import period as named_period
from danbiet.places.models import Unit
from danbiet.places.selectors import closure_on
from danbiet.plans.models import CorrectionOrder, Evidence, Plan, ProgressNote, Serves, Task
from danbiet.plans.selectors.figures import tasks_of
from danbiet.reports.models import Report
from danbiet.reports.rules import State
from danbiet.reports.rules.figures import (
    CorrectionFact,
    DisclosureFact,
    Facts,
    NoteFact,
    PlanFact,
    RequestFact,
    TaskFact,
    figure,
    keys,
    value,
)
from danbiet.reports.rules.voices import Listed
from danbiet.reports.rules.windows import Window
from danbiet.reports.selectors.heard import HeardCases, first_days, receptions
from danbiet.scores import rules as papi

Cell = dict[str, int | str | None]


def edition(year: int) -> papi.Edition:
    """PAPI's structure in a year; for years not yet published, the latest one known."""
    try:
        return papi.edition_for(year)
    except papi.NoEdition:
        return papi.editions()[-1] if year > papi.years()[-1] else papi.editions()[0]


def units_below(place: Unit, *, on: date) -> QuerySet[Unit]:
    """The units directly below a place on a day, in the order of their names."""
    rows = closure_on(on).filter(ancestor=place, depth=1).values("descendant")
    return Unit.objects.filter(pk__in=rows).order_by("sort_key")


def window(period: Period) -> Window:
    """The days of a period."""
    return Window(period.from_day, period.until_day)


EVERYTHING = frozenset({
    "plans", "tasks", "below", "cells", "notes", "corrections", "units", "disclosures", "requests", "cases",
    "receptions",
})  # fmt: skip
SEATED = frozenset({"receptions", "visits"})


def facts(place: Unit, *, period: Period, as_of: datetime, kinds: frozenset[str] = EVERYTHING) -> Facts:
    """What the figures of a report count as of a moment; cases are counted when asked for."""
    units = tuple(units_below(place, on=period.last_day).values_list("pk", flat=True)) if _asks("plans", kinds) else ()
    every = tasks_of(place, on=period.last_day)
    own = every.filter(plan__place=place)
    return Facts(
        plans=tuple(_plans((place.pk, *units), as_of)) if _asks("plans", kinds) else (),
        tasks=tuple(_tasks(own, _constructs(own), as_of)) if kinds & {"tasks", "cells"} else (),
        below=tuple(_tasks(every.exclude(plan__place=place), {}, as_of)) if "below" in kinds else (),
        notes=tuple(_notes(every, as_of)) if "notes" in kinds else (),
        corrections=tuple(_corrections(every, as_of)) if "corrections" in kinds else (),
        disclosures=tuple(_disclosures(place, period.last_day, as_of)) if kinds & {"disclosures", "requests"} else (),
        requests=tuple(_requests(place, period.last_day, as_of)) if "requests" in kinds else (),
        cases=HeardCases(place, period, as_of) if "cases" in kinds else Listed(),
        receptions=tuple(receptions(place, period, as_of)) if kinds & SEATED else (),
        first_days=first_days(place, period, as_of) if kinds & {"cases", *SEATED} else {},
        units=units,
        reported=_reported(units, period, as_of) if "units" in kinds else frozenset(),
        cells={
            dimension.construct: tuple(part.construct for part in dimension.sub_dimensions)
            for dimension in edition(period.year).dimensions
        },
    )


def _asks(kind: str, kinds: frozenset[str]) -> bool:
    return bool(kinds & {kind, "units"})


def recompute(report: Report) -> list[tuple[str, int | None, int | None]]:
    """Figures of a report that no longer come out as stored, counted again as of the moment they were made.

    Each row is (key, stored, fresh); equal values with other rows behind them are named too.
    """
    of = named_period(report.period)
    fresh = counted(facts(report.place, period=of, as_of=report.as_of), period=of)
    return moved(report.figures, fresh)


def moved(stored: Mapping[str, Cell], fresh: Mapping[str, Cell]) -> list[tuple[str, int | None, int | None]]:
    """The figures whose value or rows differ."""
    rows = [(key, old, fresh.get(key, {})) for key, old in stored.items()]  # a figure defined later moved nothing
    return [(key, _value(old), _value(new)) for key, old, new in rows if old != new]


def _value(cell: Cell) -> int | None:
    value = cell.get("value")
    return value if isinstance(value, int) else None


def counted(found: Facts, *, period: Period) -> dict[str, Cell]:
    """Every figure for the period, the same period of the year before, and the year to date."""
    now = window(period)
    year = Window(*year_to_date(period))
    earlier = window(year_before(period)) if period.from_day.year > 2019 else None
    result: dict[str, Cell] = {}
    for key in keys(found.cells):
        made = figure(key, found, now)
        before = value(key, found, earlier) if earlier and not key.startswith("units_") else None
        row: Cell = {"value": made.value, "rows": made.rows_sha256, "before": before}
        result[key] = row | {"year": value(key, found, year)}
    return result


def values(figures: Mapping[str, Cell]) -> dict[str, int | None]:
    """The plain values of stored figures."""
    return {key: cell["value"] for key, cell in figures.items() if not isinstance(cell["value"], str)}


def _constructs(tasks: QuerySet[Task]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    rows = Serves.objects.filter(item__task__in=tasks.values("pk")).values_list("item__task", "construct")
    for task, construct in rows:
        found[task].add(construct)
    return {task: frozenset(served) for task, served in found.items()}


def _plans(places: tuple[int, ...], as_of: datetime) -> list[PlanFact]:
    issued = Plan.objects.filter(place__in=places, issued_on__lte=clock.day(as_of)).exclude(state=State.DRAFT.value)
    rows = issued.values_list("pk", "place", "issued_on", "from_day", "until_day")
    return [PlanFact(*row) for row in rows]  # type: ignore[arg-type]


def _tasks(tasks: QuerySet[Task], constructs: dict[int, frozenset[str]], as_of: datetime) -> list[TaskFact]:
    today = clock.day(as_of)
    binding = Coalesce("plan__issued_on", "item__answers__plan__issued_on", "plan__parent__issued_on")
    names = ("pk", "plan__until_day", "lead_agency", "due_on", "recurrence", "done_on", "cancelled_on")
    rows = tasks.annotate(binds_from=binding).values_list(*names, "binds_from")
    return [
        TaskFact(
            pk=pk, binds_from=binds_from, until_day=until_day, has_owner=owner is not None, due_on=due_on,
            is_recurring=bool(recurrence), done_on=_until(done_on, today), cancelled_on=_until(cancelled_on, today),
            constructs=constructs.get(pk, frozenset()),
        )
        for pk, until_day, owner, due_on, recurrence, done_on, cancelled_on, binds_from in rows
        if binds_from is not None
    ]  # fmt: skip


def _until(day: date | None, today: date) -> date | None:
    return day if day and day <= today else None


def _notes(tasks: QuerySet[Task], as_of: datetime) -> list[NoteFact]:
    constructs = _constructs(tasks.filter(notes__isnull=False))
    notes = ProgressNote.objects.filter(task__in=tasks.values("pk"), at__lte=as_of)
    flagged = {
        note
        for note, flags in Evidence.objects.filter(note__in=notes.values("pk")).values_list("note", "flags")
        if flags
    }
    return [
        NoteFact(
            pk=pk,
            on=on,
            verdict=verdict if judged and judged <= as_of else "waiting",
            is_flagged=pk in flagged,
            constructs=constructs.get(task, frozenset()),
        )
        for pk, task, on, verdict, judged in notes.values_list("pk", "task", "on", "verdict", "verdict_at")
    ]


def _corrections(tasks: QuerySet[Task], as_of: datetime) -> list[CorrectionFact]:
    orders = CorrectionOrder.objects.filter(task__in=tasks.values("pk"), ordered_at__lte=as_of)
    return [
        CorrectionFact(
            pk=pk,
            ordered_on=clock.day(ordered_at),
            due_on=due_on,
            closed_on=clock.day(rechecked) if rechecked and rechecked <= as_of else None,
        )
        for pk, ordered_at, due_on, rechecked in orders.values_list("pk", "ordered_at", "due_on", "rechecked_at")
    ]


def _disclosures(place: Unit, on: date, as_of: datetime) -> list[DisclosureFact]:
    """Duties of disclosure of the place and the units under it, as recorded by a moment."""
    today, below = clock.day(as_of), closure_on(on).filter(ancestor=place).values("descendant")
    rows = Obligation.objects.filter(place__in=below, recorded_at__lte=as_of).exclude(waived_on__lte=today)
    return [
        DisclosureFact(
            pk=row.pk, arose_on=row.arose_on, binds_on=row.due_on if is_binding(standing_of(row)) else None,
            published_on=_until(row.published_on, today),
        )
        for row in rows.iterator(chunk_size=2000)
    ]  # fmt: skip


def _requests(place: Unit, on: date, as_of: datetime) -> list[RequestFact]:
    """Requests for information to the place and the units under it, received by a moment."""
    today, below = clock.day(as_of), closure_on(on).filter(ancestor=place).values("descendant")
    rows = Request.objects.filter(place__in=below, received_on__lte=today)
    return [
        RequestFact(pk, received_on, due_on, _until(closed_on, today))
        for pk, received_on, due_on, closed_on in rows.values_list("pk", "received_on", "due_on", "closed_on")
    ]


def _reported(units: tuple[int, ...], period: Period, as_of: datetime) -> frozenset[int]:
    sent = Report.objects.filter(
        place__in=units, period=period.code, kind=period.kind.value, state=State.ISSUED.value, issued_at__lte=as_of
    )
    return frozenset(sent.values_list("place", flat=True))


def issued(code: str = "") -> Iterator[Report]:
    """Issued reports, of one place when its code is given, oldest first, one at a time."""
    rows = Report.objects.filter(state=State.ISSUED.value).select_related("place").order_by("issued_at", "pk")
    return (rows.filter(place__code=code) if code else rows).iterator(chunk_size=20)
