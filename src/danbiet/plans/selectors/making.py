"""What the pages that change plans show: drafts, clauses, handing down, and what was given before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from danbiet.common.actor import Actor, Conflict, NotAllowed, Role, say
from danbiet.places.models import Agency, Unit
from danbiet.places.selectors import PEOPLES_COMMITTEE
from danbiet.plans.models import Item, Plan, Task
from danbiet.plans.rules.states import PLANNERS, PlanState, may_direct, may_draft
from danbiet.plans.selectors import gates
from danbiet.plans.selectors.cascade import Clause, upper_clauses, wards_under
from danbiet.plans.selectors.coverage import known_constructs
from danbiet.plans.selectors.pages import TaskPage, upper_plans


@dataclass(frozen=True)
class DraftPage:
    plan: Plan
    items: tuple[Item, ...]
    parents: tuple[Plan, ...]
    choices: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    may_issue: bool


@dataclass(frozen=True)
class ItemPage:
    item: Item
    constructs: tuple[str, ...]
    choices: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    clauses: tuple[Clause, ...]
    is_draft: bool


@dataclass(frozen=True)
class SplitPage:
    plan: Plan
    items: tuple[Item, ...]
    tasks: tuple[Task, ...]
    wards: tuple[Unit, ...]


def issuers(actor: Actor, *, on: date) -> list[Agency]:
    """The committees in whose name the actor may draw up plans."""
    places = actor.places(*PLANNERS, Role.WARD_OFFICER)
    found = Agency.objects.filter(place__in=places, kind=PEOPLES_COMMITTEE).select_related("place")
    return list(found.order_by("place__sort_key"))


def draft_page(actor: Actor, pk: int, *, on: date) -> DraftPage:
    """A draft and what can be done with it; refused to those who may not draw it up."""
    plan = gates.plan_for(actor, pk, on=on)
    standing = gates.plan_standing(plan, on=on)
    if not may_draft(actor, standing):
        raise NotAllowed(say("Chỉ người phụ trách kế hoạch của {place} hoặc cấp trên được sửa."), place=plan.place)
    if plan.state != PlanState.DRAFT:
        raise Conflict(say("Kế hoạch {number} đã ban hành, câu chữ giữ nguyên. Lập kế hoạch mới."), number=plan)
    items = tuple(plan.items.prefetch_related("serves").order_by("position")[:400])
    return DraftPage(plan, items, tuple(upper_plans(plan, on=on)[:50]), known_constructs(), may_direct(actor, standing))


def item_page(actor: Actor, pk: int, *, on: date) -> ItemPage:
    """A clause as its page shows it; refused to those who may not draw up its plan."""
    item = gates.item_for(actor, pk, on=on)
    if not may_draft(actor, gates.plan_standing(item.plan, on=on)):
        raise NotAllowed(say("Chỉ người phụ trách kế hoạch của {place} hoặc cấp trên được sửa."), place=item.plan.place)
    constructs = tuple(item.serves.values_list("construct", flat=True))
    clauses = tuple(upper_clauses(item.plan, on=on))
    choices = known_constructs(also=constructs)
    return ItemPage(item, constructs, choices, clauses, item.plan.state == PlanState.DRAFT)


def split_page(actor: Actor, pk: int, chosen: Sequence[int], *, on: date) -> SplitPage:
    """The clauses chosen for handing down and the wards that have not issued a plan of their own."""
    plan = gates.plan_for(actor, pk, on=on)
    if not may_direct(actor, gates.plan_standing(plan, on=on)):
        raise NotAllowed(
            say("Chỉ người phụ trách kế hoạch hoặc lãnh đạo của {place} hoặc cấp trên làm được việc này."),
            place=plan.place,
        )
    items = tuple(Item.objects.filter(plan=plan, pk__in=list(chosen)).select_related("plan__place", "task__item"))
    issued = set(Plan.objects.filter(parent=plan, state=PlanState.ISSUED.value).values_list("place", flat=True))
    wards = tuple(ward for ward in wards_under(plan, on=on) if ward.pk not in issued)
    tasks = tuple(Task.objects.filter(item__in=[item.pk for item in items]).select_related("plan__place", "item"))
    return SplitPage(plan, items, tasks, wards)


def assigned(page: TaskPage) -> dict[str, object]:
    """What was given before, as the form of a task shows it."""
    task = page.task
    return {
        "lead_agency": task.lead_agency_id, "supporting": [agency.pk for agency in page.supporting],
        "due_on": task.due_on, "recurrence": task.recurrence, "due_basis": task.due_basis,
        "product": task.product, "version": task.version,
    }  # fmt: skip
