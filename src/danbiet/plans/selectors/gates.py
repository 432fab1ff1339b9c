"""Who may see which plan, task, note and correction; every page gets its object here."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from danbiet.common.actor import Actor, NotYours, say
from danbiet.places.models import Agency, Closure, Successor, Unit
from danbiet.places.selectors import PEOPLES_COMMITTEE
from danbiet.plans.models import CorrectionOrder, Evidence, Item, Plan, ProgressNote, Task
from danbiet.plans.rules.states import (
    INSIDERS,
    PUBLIC,
    PlanState,
    Reporter,
    Standing,
    may_look_inside,
    reporting_agencies,
)


def subtree(places: Iterable[int], *, on: date) -> QuerySet[Closure]:
    """Closure rows of what stands under the places on the day, or stood there until it ceased to exist."""
    lasting = Q(until_day=None) | Q(until_day__gt=on) | Q(until_day=F("descendant__until_day"))
    return Closure.objects.filter(lasting, ancestor__in=list(places), from_day__lte=on)


def inherited(places: Iterable[int], *, on: date) -> QuerySet[Successor]:
    """Links to the old units whose share the places took over."""
    return Successor.objects.filter(new__in=list(places), on__lte=on)


def overseen(places: Iterable[int], *, on: date, field: str = "place") -> Q:
    """The condition on a unit: under the places, or taken over by them."""
    known = list(places)
    below, taken = subtree(known, on=on).values("descendant"), inherited(known, on=on).values("old")
    return Q(**{f"{field}__in": below}) | Q(**{f"{field}__in": taken})


def last_day(unit: Unit, on: date) -> date:
    """The day on which a unit is asked about: today, or its last day if it has ended."""
    return min(on, unit.until_day - timedelta(days=1)) if unit.until_day else on


def standings(units: Iterable[Unit], *, on: date) -> dict[int, Standing]:
    """Where units stand on a day; ended units as on their last day, with those that took over. At most two queries."""
    found = {unit.pk: unit for unit in units}
    above: dict[int, set[int]] = {pk: {pk} for pk in found}
    for row in Closure.objects.filter(descendant__in=found, depth__gt=0):
        day = last_day(found[row.descendant_id], on)
        if row.from_day <= day and (row.until_day is None or row.until_day > day):
            above[row.descendant_id].add(row.ancestor_id)
    heirs: dict[int, set[int]] = {pk: set() for pk in found}
    ended = [pk for pk, unit in found.items() if unit.until_day and unit.until_day <= on]
    for link in Successor.objects.filter(old__in=ended, on__lte=on) if ended else ():
        heirs[link.old_id].add(link.new_id)
    return {pk: Standing(pk, frozenset(above[pk]), frozenset(heirs[pk])) for pk in found}


def standing(unit: Unit, *, on: date) -> Standing:
    """Where one unit stands on a day."""
    return standings([unit], on=on)[unit.pk]


def plan_standing(plan: Plan, *, on: date) -> Standing:
    """Where the place of a plan stands; asked once for one plan and day."""
    known: dict[date, Standing] = plan.__dict__.setdefault("standing_on", {})
    if on not in known:
        known[on] = standing(plan.place, on=on)
    return known[on]


def reporter(agency: Agency, *, on: date) -> Reporter:
    """The unit in whose name an agency reports."""
    return Reporter(agency.pk, agency.kind == PEOPLES_COMMITTEE, standing(agency.place, on=on))


def answering_agencies(agency: Agency, *, on: date) -> frozenset[int]:
    """Who may report for an agency: itself; after its unit ended, the committees that took over."""
    heirs = standing(agency.place, on=on).heirs
    if not heirs:
        return frozenset({agency.pk})
    rows = Agency.objects.filter(place__in=heirs, kind=PEOPLES_COMMITTEE).values_list("pk", flat=True)
    return frozenset(rows) | {agency.pk}


def published(on: date) -> Q:
    """What everybody may read: plans issued by the day."""
    return Q(state__in=[state.value for state in PUBLIC], issued_on__lte=on)


def _insider_places(actor: Actor) -> frozenset[int]:
    return actor.places(*INSIDERS)


def plans_visible_to(actor: Actor, *, on: date) -> QuerySet[Plan]:
    """Issued plans for everybody; drafts for the officers over the place and for its successors."""
    places = _insider_places(actor)
    inside = overseen(places, on=on) & Q(state=PlanState.DRAFT.value)
    visible = published(on) | inside if places else published(on)
    return Plan.objects.filter(visible).select_related("issuer", "place", "parent")


def plan_for(actor: Actor, pk: int, *, on: date) -> Plan:
    """A plan that the actor may see."""
    found = Plan.objects.filter(pk=pk).select_related(
        "issuer", "place", "parent__issuer", "period_plan", "replaces"
    ).first()  # fmt: skip
    if found is None or not _sees_plan(actor, found, on=on):
        raise NotYours(say("Không có kế hoạch này, hoặc kế hoạch còn là dự thảo của đơn vị khác."))
    return found


def named_plan(actor: Actor, pk: int | None, *, on: date) -> Plan | None:
    """The plan that a form names, if it names one."""
    return plan_for(actor, pk, on=on) if pk else None


def _sees_plan(actor: Actor, plan: Plan, *, on: date) -> bool:
    if plan.issued_on is not None and PlanState(plan.state) in PUBLIC:
        return plan.issued_on <= on
    return bool(actor.held) and may_look_inside(actor, [plan_standing(plan, on=on)])


def item_for(actor: Actor, pk: int, *, on: date) -> Item:
    """A clause of a plan that the actor may see."""
    found = Item.objects.filter(pk=pk).select_related(
        "plan__place", "plan__issuer", "answers__plan__place"
    ).first()  # fmt: skip
    if found is None or not _sees_plan(actor, found.plan, on=on):
        raise NotYours(say("Không có mục này trong các kế hoạch bạn được xem."))
    return found


def task_for(actor: Actor, pk: int, *, on: date) -> Task:
    """A task whose plan the actor may see, or on which the actor reports for the agency that leads."""
    found = Task.objects.filter(pk=pk).select_related(
        "item__answers__plan__place", "plan__place", "plan__issuer", "lead_agency__place"
    ).first()  # fmt: skip
    if found is None or not (_sees_plan(actor, found.plan, on=on) or found.lead_agency_id in reporting_agencies(actor)):
        raise NotYours(say("Không có nhiệm vụ này trong các kế hoạch bạn được xem."))
    return found


def sees_inside(actor: Actor, task: Task, *, on: date) -> bool:
    """Whether progress and evidence of a task are open to the actor."""
    if not actor.held:
        return False
    units = [task.plan.place] + ([task.lead_agency.place] if task.lead_agency else [])
    return may_look_inside(actor, standings(units, on=on).values())


def note_for(actor: Actor, pk: int, *, on: date) -> ProgressNote:
    """A progress note, for the officers of the subtree alone."""
    found = ProgressNote.objects.filter(pk=pk).select_related(
        "agency__place", "task__plan__place", "task__item", "task__lead_agency__place"
    ).first()  # fmt: skip
    if found is None or not sees_inside(actor, found.task, on=on):
        raise NotYours(say("Không có ghi chú này trong phạm vi của bạn."))
    return found


def evidence_for(actor: Actor, pk: int, *, on: date) -> Evidence:
    """A file of evidence, for those who may see its note."""
    found = Evidence.objects.filter(pk=pk).select_related(
        "note__task__plan__place", "note__task__lead_agency__place"
    ).first()  # fmt: skip
    if found is None or not sees_inside(actor, found.note.task, on=on):
        raise NotYours(say("Không có tệp này trong phạm vi của bạn."))
    return found


def correction_for(actor: Actor, pk: int, *, on: date) -> CorrectionOrder:
    """A correction order, for the officers of the subtree alone."""
    found = CorrectionOrder.objects.filter(pk=pk).select_related(
        "agency__place", "task__plan__place", "task__item", "task__lead_agency__place"
    ).first()  # fmt: skip
    if found is None or not sees_inside(actor, found.task, on=on):
        raise NotYours(say("Không có yêu cầu chấn chỉnh này trong phạm vi của bạn."))
    return found


def own_places(actor: Actor) -> frozenset[int]:
    """The places in which the actor works with plans."""
    return _insider_places(actor)


def own_agencies(actor: Actor, *, on: date) -> QuerySet[Agency, Any]:
    """The agencies whose tasks are the actor's: their own, and the committees of units they took over from."""
    mine = list(reporting_agencies(actor))
    here = Agency.objects.filter(pk__in=mine, kind=PEOPLES_COMMITTEE).values("place")
    old = Successor.objects.filter(new__in=here, on__lte=on).values("old")
    return Agency.objects.filter(Q(pk__in=mine) | Q(place__in=old, kind=PEOPLES_COMMITTEE)).values("pk")
