"""What upper clauses became below: who answers them, and which units have no plan or no task."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q

from danbiet.places.models import Unit
from danbiet.places.selectors import closure_on
from danbiet.plans.models import Item, Plan, Target
from danbiet.plans.rules.states import PlanState
from danbiet.plans.selectors.gates import last_day
from danbiet.plans.selectors.realism import Told, target_told, targets_of

LOWEST = "ward"


@dataclass(frozen=True)
class Clause:
    """A clause of a plan and what answers it in the plan asked about."""

    pk: int
    code: str
    kind: str
    section: str
    text: str
    answers: tuple[str, ...]
    told: Told | None


@dataclass(frozen=True)
class Spread:
    """A clause of a plan and in how many units below something answers it."""

    pk: int
    code: str
    section: str
    text: str
    units: int
    issued: int
    done: int
    tasks: int


@dataclass(frozen=True)
class UnitPlan:
    """A ward under a plan: its plan, if any, and how many tasks it has."""

    pk: int
    name: str
    plan: int | None
    number: str
    state: str
    tasks: int

    @property
    def lacks(self) -> str:
        """`plan` or `task`, or nothing when it has both."""
        if self.plan is None:
            return "plan"
        return "" if self.tasks else "task"


def upper_clauses(plan: Plan, *, on: date) -> list[Clause]:
    """The clauses of the upper plan, the codes of this plan that answer them, and what is known of its targets."""
    if plan.parent_id is None:
        return []
    mine = Item.objects.filter(plan=plan).only("pk", "code", "answers", "position", "plan")
    rows = Item.objects.filter(plan=plan.parent_id).prefetch_related(
        Prefetch("answered_by", mine), Prefetch("targets", Target.objects.select_related("plan__place"))
    )
    return [
        Clause(
            item.pk,
            item.code,
            item.kind,
            item.section,
            item.text,
            tuple(answer.code for answer in item.answered_by.all()),
            next((target_told(target, on=on) for target in targets_of(item)), None),
        )  # fmt: skip
        for item in rows
    ]


def spread(plan: Plan, *, start: int = 0, size: int = 50) -> list[Spread]:
    """The clauses of a plan that order work, each with how far it went down. One query for a page of them."""
    issued = Q(answered_by__plan__state=PlanState.ISSUED.value)
    rows = Item.objects.filter(plan=plan, task__isnull=False).annotate(
        units=Count("answered_by__plan__place", distinct=True),
        issued=Count("answered_by__plan__place", distinct=True, filter=issued),
        tasks=Count("answered_by__task", distinct=True),
        done=Count("answered_by__task", distinct=True, filter=Q(answered_by__task__state="done")),
    )
    return [
        Spread(item.pk, item.code, item.section, item.text, item.units, item.issued, item.done, item.tasks)
        for item in rows[start : start + size]
    ]


def wards_under(plan: Plan, *, on: date) -> list[Unit]:
    """The wards of a plan's place on the day (of a place that ended: on its last day), in name order."""
    rows = closure_on(last_day(plan.place, on)).filter(ancestor=plan.place_id, depth__gt=0)
    return list(Unit.objects.filter(pk__in=rows.values("descendant"), tier=LOWEST).order_by("sort_key"))


def unit_plans(plan: Plan, *, on: date) -> list[UnitPlan]:
    """Every ward under a plan with its own plan, directly or through the district. Two queries."""
    under = Q(parent=plan) | Q(parent__parent=plan)
    known = Plan.objects.filter(under).exclude(state=PlanState.REPLACED.value).annotate(n=Count("tasks"))
    plans = {row.place_id: row for row in known.order_by("pk")}
    return [_unit_plan(unit, plans.get(unit.pk)) for unit in wards_under(plan, on=on)]


def _unit_plan(unit: Unit, plan: Plan | None) -> UnitPlan:
    if plan is None:
        return UnitPlan(unit.pk, unit.name_vi, None, "", "", 0)
    return UnitPlan(unit.pk, unit.name_vi, plan.pk, plan.number, plan.state, getattr(plan, "n", 0))


def units_without(plan: Plan, *, on: date) -> list[UnitPlan]:
    """The wards under a plan that have no plan of their own, or one without a task."""
    return [row for row in unit_plans(plan, on=on) if row.lacks]


def answers_of(plan: Plan, unit: int) -> dict[int, str]:
    """For one ward: which clauses of the plan it answers, by which code."""
    rows = Item.objects.filter(plan__place=unit, answers__plan=plan).exclude(plan__state=PlanState.REPLACED.value)
    return {answers: code for answers, code in rows.values_list("answers", "code") if answers}
