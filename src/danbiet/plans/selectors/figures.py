"""Counts of tasks for pages and reports; every count can name the rows behind it.

All questions are asked of stored days with a given day, so that a report of last quarter stays
what it was: a task done later was open then, and overdue is never stored.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from danbiet.common import clock
from danbiet.places.models import Agency, Unit
from danbiet.plans.models import Item, Plan, ProgressNote, Serves, Task
from danbiet.plans.rules.states import PlanState, TaskState, Verdict
from danbiet.plans.selectors.gates import overseen


def binding(on: date) -> Q:
    """The condition on tasks that hold on a day: of plans issued by then, and handed down from such a plan."""
    issued = Q(plan__state=PlanState.ISSUED.value, plan__issued_on__lte=on)
    upper = Q(plan__parent__state=PlanState.ISSUED.value, plan__parent__issued_on__lte=on)
    # asked of drafts alone: a join would read the clause of every task
    handed_down = Q(Exists(Item.objects.filter(pk=OuterRef("item"), handed_down=True)))
    return issued | Q(plan__state=PlanState.DRAFT.value) & upper & handed_down


@dataclass(frozen=True)
class Span:
    """A period of a report: `until_day` is exclusive."""

    from_day: date
    until_day: date


@dataclass(frozen=True)
class TaskFigures:
    """How the work of a place stood on a day; `done + open = total`, called-off work stands apart."""

    total: int = 0
    done: int = 0
    open: int = 0
    overdue: int = 0
    waiting: int = 0
    cancelled: int = 0
    without_owner: int = 0
    without_due: int = 0
    without_product: int = 0
    ready: int = 0
    done_in_span: int = 0
    due_in_span: int = 0
    late_in_span: int = 0


NAMES = tuple(TaskFigures.__dataclass_fields__)
REMAINING = ("open", "cancelled")


def _end(on: date) -> datetime:
    """The first moment after a day."""
    return clock.moment(on + timedelta(days=1), time(0))


def _conditions(on: date, span: Span | None) -> dict[str, Q]:
    cancelled = Q(cancelled_on__lte=on)
    done = Q(done_on__lte=on)
    counted = Q(cancelled_on=None) | Q(cancelled_on__gt=on)
    is_open = counted & (Q(done_on=None) | Q(done_on__gt=on))
    no_due = Q(due_on=None, recurrence="")
    unjudged = Q(verdict_at=None) | Q(verdict_at__gte=_end(on))
    waiting = ProgressNote.objects.filter(unjudged, on__lte=on).values("task")
    inside = Q(due_on__gte=span.from_day, due_on__lt=span.until_day) & counted if span else Q(pk=None)
    done_inside = Q(done_on__gte=span.from_day, done_on__lt=span.until_day) if span else Q(pk=None)
    return {  # what few tasks are stands first: the rest is not asked of the others
        "total": counted,
        "done": done,
        "open": is_open,
        "overdue": Q(due_on__lt=on) & is_open,
        "waiting": is_open & Q(pk__in=waiting),
        "cancelled": cancelled,
        "without_owner": Q(lead_agency=None) & is_open,
        "without_due": no_due & is_open,
        "without_product": Q(product="") & is_open,
        "ready": ~Q(product="") & ~no_due & Q(lead_agency__isnull=False) & counted,
        "done_in_span": done_inside,
        "due_in_span": inside,
        "late_in_span": inside & (Q(done_on=None) | Q(done_on__gt=F("due_on"))) & Q(due_on__lt=on),
    }


def current(since: date) -> Q:
    """Work of plans that ran since a day, and what earlier plans left open then; their done work is history."""
    left_open = Q(state=TaskState.OPEN.value) | Q(done_on__gt=since) | Q(cancelled_on__gt=since)
    return Q(plan__until_day__gt=since) | left_open


def tasks_of(place: Unit, *, on: date, deep: bool = True, span: Span | None = None) -> QuerySet[Task]:
    """The tasks that hold for a place: of its own plans, or (deep) of everything that stands under it."""
    where = overseen([place.pk], on=on, field="plan__place") if deep else Q(plan__place=place)
    return Task.objects.filter(binding(on), current(span.from_day if span else on), where)


def tasks_behind(name: str, *, place: Unit, on: date, span: Span | None = None, deep: bool = True) -> QuerySet[Task]:
    """The rows that a figure of `figures` counts."""
    rows = tasks_of(place, on=on, deep=deep, span=span)
    return rows.filter(_conditions(on, span)[name]).order_by("plan", "item__position")


def _counts(on: date, span: Span | None) -> dict[str, Count]:
    """What the database counts in one reading: `open` and `cancelled` are what remains."""
    wanted = [name for name in NAMES if name not in REMAINING and (span or not name.endswith("_in_span"))]
    conditions = _conditions(on, span)
    return {"n_rows": Count("pk")} | {f"n_{name}": Count("pk", filter=conditions[name]) for name in wanted}


def _read(row: Mapping[str, Any]) -> TaskFigures:
    known = {name: row.get(f"n_{name}") or 0 for name in NAMES}
    remaining = {"open": known["total"] - known["done"], "cancelled": (row["n_rows"] or 0) - known["total"]}
    return TaskFigures(**{**known, **remaining})


def count(tasks: QuerySet[Task], *, on: date, span: Span | None = None) -> TaskFigures:
    """The figures of any set of tasks. One query."""
    return _read(tasks.aggregate(**_counts(on, span)))


def figures(place: Unit, *, on: date, span: Span | None = None, deep: bool = True) -> TaskFigures:
    """How the work of a place stood on a day. One query."""
    return count(tasks_of(place, on=on, deep=deep, span=span), on=on, span=span)


def figures_by_place(place: Unit, *, on: date, span: Span | None = None) -> dict[int, TaskFigures]:
    """The figures of every unit at or under a place that has tasks, by its key. One query."""
    rows = tasks_of(place, on=on, span=span).values("plan__place").annotate(**_counts(on, span)).order_by("plan__place")
    return {row["plan__place"]: _read(row) for row in rows}


def unserved(place: Unit, constructs: Iterable[str], *, on: date) -> frozenset[str]:
    """Which of the constructs no task of the place or under it serves. At most two queries.

    The place's own few plans are asked first; only what they leave open is looked for below, by its name.
    """
    left = frozenset(constructs)
    for deep in (False, True):
        counted = tasks_of(place, on=on, deep=deep).filter(_conditions(on, None)["total"])
        if left:
            rows = Serves.objects.filter(construct__in=sorted(left), item__task__in=counted)
            left -= frozenset(rows.values_list("construct", flat=True).distinct())
    return left


@dataclass(frozen=True)
class TaskRow:
    """A line of the task table: what, for which part of PAPI, who, by when, product, result and evidence."""

    pk: int
    plan: int
    code: str
    section: str
    text: str
    constructs: tuple[str, ...]
    lead: str
    supporting: tuple[str, ...]
    due_on: date | None
    due_text: str
    recurrence: str
    product: str
    state: str
    done_on: date | None
    is_overdue: bool
    result: str
    evidence: int
    waiting: int


def task_rows(tasks: QuerySet[Task], *, on: date) -> list[TaskRow]:
    """The task table as a report prints it: results are what was accepted. Four queries for any number of rows."""
    notes = ProgressNote.objects.filter(on__lte=on).annotate(files=Count("evidence")).order_by("at")
    rows = tasks.select_related("item", "lead_agency").prefetch_related(
        "item__serves",
        Prefetch("supporting_agencies", Agency.objects.order_by("name_vi")),
        Prefetch("notes", notes),
    )
    return [_row(task, on=on) for task in rows]


def _row(task: Task, *, on: date) -> TaskRow:
    notes = list(task.notes.all())
    judged = [note for note in notes if note.verdict_at and note.verdict_at < _end(on)]
    accepted = [note for note in judged if note.verdict == Verdict.ACCEPTED]
    return TaskRow(
        pk=task.pk, plan=task.plan_id, code=task.item.code, section=task.item.section, text=task.item.text,
        constructs=tuple(serves.construct for serves in task.item.serves.all()),
        lead=task.lead_agency.name_vi if task.lead_agency else "",
        supporting=tuple(agency.name_vi for agency in task.supporting_agencies.all()),
        due_on=task.due_on, due_text=task.due_text, recurrence=task.recurrence, product=task.product,
        state=state_on(task, on), done_on=task.done_on if task.done_on and task.done_on <= on else None,
        is_overdue=is_overdue(task, on=on), result=accepted[-1].text if accepted else "",
        evidence=sum(getattr(note, "files", 0) for note in accepted),
        waiting=len(notes) - len(judged),
    )  # fmt: skip


def state_on(task: Task, on: date) -> str:
    """The state of a task on a day, from its stored days."""
    if task.cancelled_on and task.cancelled_on <= on:
        return TaskState.CANCELLED.value
    return TaskState.DONE.value if task.done_on and task.done_on <= on else TaskState.OPEN.value


def is_overdue(task: Task, *, on: date) -> bool:
    """Whether a task was open and past its day on a day; never stored."""
    return task.due_on is not None and task.due_on < on and state_on(task, on) == TaskState.OPEN


def figures_of(plan: Plan, *, on: date) -> TaskFigures:
    """The figures of one plan. One query."""
    return count(Task.objects.filter(plan=plan), on=on)


def tasks_in(plans: Iterable[int]) -> QuerySet[Task]:
    """The tasks of plans, in the order of their clauses."""
    return Task.objects.filter(plan__in=list(plans)).order_by("plan", "item__position")


def state_word(row: TaskRow) -> str:
    """The state of a line in words."""
    if row.is_overdue:
        return _("quá hạn")
    return {
        TaskState.OPEN.value: _("đang làm"), TaskState.DONE.value: _("đã xong"), TaskState.CANCELLED.value: _("bãi bỏ"),
    }[row.state]  # fmt: skip
