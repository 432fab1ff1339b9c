"""Work that an office promised somebody with a day: a task in the place's plan of promises of that year."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from danbiet.common import clock
from danbiet.common.actor import Actor, Damaged, say
from danbiet.ledger import services as ledger
from danbiet.places.models import Agency, Unit
from danbiet.places.selectors import peoples_committee
from danbiet.plans.models import Item, Plan, Task
from danbiet.plans.rules.folding import fold
from danbiet.plans.rules.states import PROMISES, ItemKind, PlanState


@dataclass(frozen=True)
class Promised:
    """What was promised, by when, who does it, and where the promise was given."""

    text: str
    due_on: date
    place: Unit
    lead_agency: Agency
    basis: str
    serves: tuple[str, ...] = ()


def promise(promised: Promised, *, by: Actor, at: datetime) -> Task:
    """Put a promise among the place's tasks. Whether the actor may promise is asked by the part that calls."""
    if promised.due_on < clock.day(at):
        raise Damaged(say("Hạn {day} đã qua."), day=f"{promised.due_on:%d/%m/%Y}")
    if not promised.text.strip():
        raise Damaged(say("Hẹn làm việc gì?"))
    with transaction.atomic():
        plan = _plan_of_promises(promised, on=clock.day(at))
        task = _task(plan, promised)
        ledger.record(
            by=by, act="plans.promise", target=f"plans.task/{task.pk}", place=promised.place.key, at=at,
            payload={"due_on": promised.due_on.isoformat(), "basis": promised.basis, "plan": plan.pk},
        )  # fmt: skip
    return task


def _plan_of_promises(promised: Promised, *, on: date) -> Plan:
    """The standing plan of the year in which the promises are due: it is in force from its first promise."""
    year, committee = promised.due_on.year, peoples_committee(promised.place)
    number = f"{PROMISES}{year}"
    plan = Plan.objects.filter(issuer=committee, number=number).order_by("pk").first()
    return plan or Plan.objects.create(
        number=number, title=f"Việc đã hẹn với người dân, hạn trong năm {year}", issuer=committee,
        place=promised.place, issued_on=on, from_day=date(year, 1, 1), until_day=date(year + 1, 1, 1),
        state=PlanState.ISSUED,
    )  # fmt: skip


def _task(plan: Plan, promised: Promised) -> Task:
    text = promised.text.strip()
    position = (plan.items.aggregate(last=Max("position"))["last"] or 0) + 1
    item = Item.objects.create(
        plan=plan, position=position, code=f"H{position:04d}", kind=ItemKind.TASK, text=text, folded=fold(text)
    )
    item.serves.bulk_create(item.serves.model(item=item, construct=name) for name in promised.serves)
    return Task.objects.create(
        item=item, plan=plan, lead_agency=promised.lead_agency, due_on=promised.due_on,
        due_basis=promised.basis, product=text[:300],
    )  # fmt: skip
