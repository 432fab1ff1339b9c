"""What the pages of plans show: one frozen value a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from danbiet.common.actor import Actor
from danbiet.places.models import Agency, Unit
from danbiet.places.selectors import PEOPLES_COMMITTEE, closure_on
from danbiet.plans.models import CorrectionOrder, Evidence, Item, Plan, ProgressNote, Target, Task
from danbiet.plans.rules.states import (
    CORRECTORS,
    PlanState,
    Reporter,
    Standing,
    TaskState,
    may_direct,
    may_draft,
    may_judge,
    may_look_inside,
    reporting_agencies,
)
from danbiet.plans.selectors import gates
from danbiet.plans.selectors.coverage import Part, parts
from danbiet.plans.selectors.desk import due_why, ended_note
from danbiet.plans.selectors.figures import TaskFigures, count, is_overdue
from danbiet.plans.selectors.realism import Told, target_told, targets_of_plan

SIZE = 50
LOWEST = "ward"
LACKING = Q(task__lead_agency=None) | Q(task__due_on=None, task__recurrence="") | Q(task__product="")
SHOWS = ("all", "work", "lacking", "late", "done")


@dataclass(frozen=True)
class Branch:
    """A plan in the tree of the list, with what hangs under it."""

    plan: Plan
    depth: int
    wards: int
    wards_issued: int
    is_over: bool


@dataclass(frozen=True)
class PlanList:
    branches: tuple[Branch, ...]
    own: tuple[Plan, ...]
    may_draft: bool
    page: int
    has_more: bool


def plan_list(actor: Actor, *, on: date, page: int = 1) -> PlanList:
    """The plans of cities and districts as a tree with their wards counted, and the plans of the own places."""
    places = gates.own_places(actor)
    visible = gates.plans_visible_to(actor, on=on)
    under = Q(children__place__tier=LOWEST) & ~Q(children__state=PlanState.REPLACED.value)
    issued = under & Q(children__state=PlanState.ISSUED.value)
    upper = visible.exclude(place__tier=LOWEST).annotate(
        wards=Count("children__place", filter=under, distinct=True),
        issued=Count("children__place", filter=issued, distinct=True),
    )
    start = (page - 1) * SIZE
    rows = list(upper.order_by("-from_day", "pk")[start : start + SIZE + 1])
    own = visible.filter(place__in=places).order_by("state", "-from_day", "pk")[:SIZE] if places else []
    return PlanList(
        branches=tuple(_tree(rows[:SIZE], on)), own=tuple(own), may_draft=bool(places), page=page,
        has_more=len(rows) > SIZE,
    )  # fmt: skip


def _tree(plans: Sequence[Plan], on: date) -> list[Branch]:
    known = {plan.pk for plan in plans}
    below: dict[int | None, list[Plan]] = {}
    for plan in plans:
        below.setdefault(plan.parent_id if plan.parent_id in known else None, []).append(plan)

    def walk(parent: int | None, depth: int) -> list[Branch]:
        return [
            branch for plan in below.get(parent, []) for branch in (_branch(plan, depth, on), *walk(plan.pk, depth + 1))
        ]

    return walk(None, 0)


def _branch(plan: Plan, depth: int, on: date) -> Branch:
    return Branch(plan, depth, getattr(plan, "wards", 0), getattr(plan, "issued", 0), plan.until_day <= on)


@dataclass(frozen=True)
class Row:
    """A clause on the page of its plan, with its work."""

    item: Item
    task: Task | None
    serves: tuple[Part, ...]
    is_overdue: bool
    why: str


@dataclass(frozen=True)
class Section:
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Aim:
    """A target with what past rises say of it."""

    target: Target
    told: Told | None


@dataclass(frozen=True)
class PlanPage:
    plan: Plan
    also: tuple[Plan, ...]
    figures: TaskFigures
    aims: tuple[Aim, ...]
    sections: tuple[Section, ...]
    agencies: tuple[Agency, ...]
    show: str
    page: int
    has_more: bool
    may_draft: bool
    may_direct: bool
    is_draft: bool
    note: str


def plan_page(actor: Actor, pk: int, *, on: date, show: str = "all", page: int = 1) -> PlanPage:
    """A plan as its page shows it; fifty clauses at a time."""
    plan = gates.plan_for(actor, pk, on=on)
    standing = gates.plan_standing(plan, on=on) if actor.held else None
    is_director = standing is not None and may_direct(actor, standing)
    rows = list(_items(plan, show, on)[(page - 1) * SIZE : page * SIZE + 1])
    return PlanPage(
        plan=plan, also=tuple(plan.also_answers.all()), figures=count(Task.objects.filter(plan=plan), on=on),
        aims=_aims(plan, on=on),
        sections=tuple(_sections(rows[:SIZE], on)),
        agencies=tuple(agencies_under(plan, on=on)) if is_director else (),
        show=show, page=page, has_more=len(rows) > SIZE,
        may_draft=standing is not None and may_draft(actor, standing), may_direct=is_director,
        is_draft=plan.state == PlanState.DRAFT, note=_ended(plan, on),
    )  # fmt: skip


def _ended(plan: Plan, on: date) -> str:
    return ended_note(Task(plan=plan), on)


def _items(plan: Plan, show: str, on: date) -> QuerySet[Item]:
    rows = Item.objects.filter(plan=plan).select_related("task__lead_agency", "answers").prefetch_related("serves")
    open_work = Q(task__state=TaskState.OPEN.value)
    wanted = {
        "work": Q(task__isnull=False),
        "lacking": open_work & LACKING,
        "late": open_work & Q(task__due_on__lt=on),
        "done": Q(task__state=TaskState.DONE.value),
    }
    return rows.filter(wanted[show]) if show in wanted else rows


def _sections(items: Sequence[Item], on: date) -> list[Section]:
    found: dict[str, list[Row]] = {}
    for item in items:
        found.setdefault(item.section, []).append(_row(item, on))
    return [Section(title, tuple(rows)) for title, rows in found.items()]


def _row(item: Item, on: date) -> Row:
    task = getattr(item, "task", None)
    late = task is not None and is_overdue(task, on=on)
    return Row(item, task, parts(item.serves.all()), late, due_why(task) if task else "")


def _aims(plan: Plan, *, on: date) -> tuple[Aim, ...]:
    """The targets of a plan, each held against what places have done before."""
    return tuple(Aim(target, target_told(target, on=on)) for target in targets_of_plan(plan))


def agencies_under(plan: Plan, *, on: date) -> QuerySet[Agency]:
    """The agencies that may be given work of a plan: of its place and of everything below."""
    day = gates.last_day(plan.place, on)
    inside = closure_on(day).filter(ancestor=plan.place_id).values("descendant")
    lasting = Q(until_day=None) | Q(until_day__gt=day)
    return Agency.objects.filter(lasting, place__in=inside).order_by(
        "place__tier", "place__sort_key", "kind", "name_vi"
    )


def upper_plans(plan: Plan, *, on: date) -> QuerySet[Plan]:
    """Issued plans of the place and the units above, under which a draft can be hung or which it answers too."""
    above = gates.plan_standing(plan, on=on).above
    found = Plan.objects.filter(state=PlanState.ISSUED.value, place__in=above, from_day__lt=plan.until_day)
    return found.exclude(pk=plan.pk).select_related("issuer").order_by("-issued_on")


@dataclass(frozen=True)
class NoteRow:
    """A report in the story of a task, and whether the reader may judge it."""

    note: ProgressNote
    evidence: tuple[Evidence, ...]
    may_judge: bool
    needs_reason: bool


@dataclass(frozen=True)
class OrderRow:
    order: CorrectionOrder
    may_answer: bool
    may_recheck: bool
    is_late: bool


@dataclass(frozen=True)
class TaskPage:
    task: Task
    supporting: tuple[Agency, ...]
    serves: tuple[Part, ...]
    notes: tuple[NoteRow, ...]
    orders: tuple[OrderRow, ...]
    agencies: tuple[Agency, ...]
    is_inside: bool
    is_overdue: bool
    late_days: int
    why: str
    note: str
    may_assign: bool
    may_report: bool
    may_correct: bool
    may_cancel: bool


def task_page(actor: Actor, pk: int, *, on: date) -> TaskPage:
    """A task with its story; progress and evidence only for the officers of the subtree."""
    task = gates.task_for(actor, pk, on=on)
    known = gates.standings(_units(task), on=on) if actor.held else {}
    is_inside = may_look_inside(actor, known.values())
    is_open = task.state == TaskState.OPEN
    is_late = is_overdue(task, on=on)
    reporter = _reporter(task, known)
    may_assign = is_open and bool(known) and may_direct(actor, known[task.plan.place_id])
    holds = task.plan.state == PlanState.ISSUED or task.item.handed_down
    may_report = is_open and holds and _may_report(actor, task, reporter, on)
    return TaskPage(
        task=task, supporting=tuple(task.supporting_agencies.all()), serves=parts(task.item.serves.all()),
        notes=tuple(_notes(actor, task, known)) if is_inside else (),
        orders=tuple(_orders(actor, task, reporter, may_report, on)) if is_inside else (),
        agencies=tuple(agencies_under(task.plan, on=on)) if may_assign else (),
        is_inside=is_inside, is_overdue=is_late,
        late_days=(on - task.due_on).days if is_late and task.due_on else 0,
        why=due_why(task), note=ended_note(task, on), may_assign=may_assign, may_report=may_report,
        may_correct=is_open and reporter is not None and may_judge(actor, reporter, CORRECTORS),
        may_cancel=is_open and bool(known) and may_direct(actor, known[_source(task).place_id]),
    )  # fmt: skip


def _source(task: Task) -> Plan:
    upper = task.item.answers
    return upper.plan if upper and task.item.handed_down else task.plan


def _units(task: Task) -> list[Unit]:
    units = [task.plan.place, _source(task).place]
    return [*units, task.lead_agency.place] if task.lead_agency else units


def _reporter(task: Task, known: dict[int, Standing]) -> Reporter | None:
    lead = task.lead_agency
    if lead is None or lead.place_id not in known:
        return None
    return Reporter(lead.pk, lead.kind == PEOPLES_COMMITTEE, known[lead.place_id])


def _may_report(actor: Actor, task: Task, reporter: Reporter | None, on: date) -> bool:
    if task.lead_agency is None or reporter is None:
        return False
    mine = reporting_agencies(actor)
    if task.lead_agency_id in mine:
        return True
    if not reporter.standing.heirs & actor.places():
        return False
    return bool(mine & gates.answering_agencies(task.lead_agency, on=on))


def _notes(actor: Actor, task: Task, known: dict[int, Standing]) -> list[NoteRow]:
    notes = (
        ProgressNote.objects.filter(task=task)
        .select_related("agency__place", "by", "verdict_by")
        .prefetch_related(Prefetch("evidence", Evidence.objects.order_by("pk")))
        .order_by("-at", "-pk")[:SIZE]
    )
    return [_note(actor, note, known) for note in notes]


def _note(actor: Actor, note: ProgressNote, known: dict[int, Standing]) -> NoteRow:
    kept = tuple(note.evidence.all())
    place = note.agency.place_id
    standing = known.get(place) or Standing(place, _shared_above(known) | {place})
    judge = may_judge(actor, Reporter(note.agency_id, note.agency.kind == PEOPLES_COMMITTEE, standing))
    waits = note.verdict_at is None and note.by_id != actor.user
    return NoteRow(note, kept, judge and waits, any(file.flags for file in kept))


def _shared_above(known: dict[int, Standing]) -> frozenset[int]:
    """What stands over every unit of a task: over a successor that reports for an ended ward, too."""
    sets = [standing.above - {standing.place} for standing in known.values()]
    return frozenset.intersection(*sets) if sets else frozenset()


def _orders(actor: Actor, task: Task, reporter: Reporter | None, may_report: bool, on: date) -> list[OrderRow]:
    rows = CorrectionOrder.objects.filter(task=task).select_related("agency", "ordered_by", "rechecked_by")
    may_check = reporter is not None and may_judge(actor, reporter, CORRECTORS)
    return [
        OrderRow(
            order,
            may_answer=may_report and order.answered_at is None and order.rechecked_at is None,
            may_recheck=may_check and order.rechecked_at is None,
            is_late=order.answered_at is None and order.rechecked_at is None and order.due_on < on,
        )
        for order in rows.order_by("-ordered_at")
    ]
