"""Giving work: who leads, by when, with what product; handing clauses down to wards; calling work off."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from danbiet.common import clock
from danbiet.common.actor import Actor, Conflict, Damaged, NotAllowed, say
from danbiet.ledger import services as ledger
from danbiet.places.models import Agency, Closure, Unit
from danbiet.places.selectors import PEOPLES_COMMITTEE, closure_on
from danbiet.plans.models import Item, Plan, Serves, Task
from danbiet.plans.rules.due import Recurrence
from danbiet.plans.rules.states import WORK, ItemKind, PlanState, TaskState, may_direct
from danbiet.plans.selectors import gates
from danbiet.plans.services.drafting import WrongPlan, record, require_direct


class TaskClosed(Conflict):
    """The task is done or called off; it takes no more changes."""


class TaskChanged(Conflict):
    """Somebody else changed the task after this page was opened."""


class WrongUnit(Damaged):
    """A unit or agency does not stand where the act needs it."""


@dataclass(frozen=True)
class Assignment:
    """What is given: a due day, or the words of the plan and a rhythm; `version` is the one that was seen."""

    lead_agency: Agency | None
    supporting: tuple[Agency, ...] = field(default=())
    due_on: date | None = None
    due_text: str = ""
    recurrence: str = ""
    product: str = ""
    due_basis: str = ""
    from_day: date | None = None
    version: int | None = None


def assign(task: Task, *, assignment: Assignment, by: Actor, at: datetime) -> Task:
    """Give a task to a lead agency with a due day (or rhythm) and a product; what is left empty stays asked for."""
    require_direct(task.plan, by=by, at=at)
    _check(task, assignment, on=clock.day(at))
    fields = _fields(assignment)
    with transaction.atomic():
        seen = task.version if assignment.version is None else assignment.version
        _change(task, seen, **fields)
        task.supporting_agencies.set(assignment.supporting)
        payload = {name: str(value) if value is not None else None for name, value in fields.items()}
        payload["supporting"] = "; ".join(str(agency) for agency in assignment.supporting)
        _record(task, act="assign", by=by, at=at, payload=payload)
    task.refresh_from_db()
    return task


def _fields(assignment: Assignment) -> dict[str, object]:
    return {
        "lead_agency": assignment.lead_agency,
        "from_day": assignment.from_day,
        "due_on": assignment.due_on,
        "due_text": assignment.due_text.strip(),
        "recurrence": assignment.recurrence,
        "product": assignment.product.strip(),
        "due_basis": assignment.due_basis.strip(),
    }


def _check(task: Task, assignment: Assignment, *, on: date) -> None:
    if assignment.recurrence and assignment.recurrence not in {rhythm.value for rhythm in Recurrence}:
        raise Damaged(say("Không hiểu nhịp lặp lại này."))
    if assignment.due_on and assignment.due_on < (assignment.from_day or task.plan.from_day):
        raise Damaged(say("Hạn {day} trước ngày bắt đầu."), day=f"{assignment.due_on:%d/%m/%Y}")
    agencies = [agency for agency in (assignment.lead_agency, *assignment.supporting) if agency]
    places = {agency.place_id for agency in agencies}
    day = gates.last_day(task.plan.place, on)
    inside = closure_on(day).filter(ancestor=task.plan.place_id, descendant__in=places)
    outside = places - set(inside.values_list("descendant", flat=True))
    for agency in agencies:
        if agency.place_id in outside:
            raise WrongUnit(say("{agency} không thuộc {place}."), agency=agency, place=task.plan.place)


def _change(task: Task, seen: int, **fields: object) -> None:
    changed = Task.objects.filter(pk=task.pk, state=TaskState.OPEN, version=seen).update(
        version=F("version") + 1, **fields
    )
    if changed:
        return
    if not Task.objects.filter(pk=task.pk, state=TaskState.OPEN).exists():
        raise TaskClosed(say("Nhiệm vụ {code} đã kết thúc, không đổi được nữa."), code=task.item.code)
    raise TaskChanged(say("Người khác vừa sửa nhiệm vụ {code}. Mở lại trang để xem rồi sửa."), code=task.item.code)


def assign_many(tasks: Sequence[Task], *, assignment: Assignment, by: Actor, at: datetime) -> int:
    """Give several tasks of a plan the same owner, day or product; what is left empty stays as it is on each."""
    if len({task.plan_id for task in tasks}) != 1:
        raise WrongPlan(say("Chọn ít nhất một nhiệm vụ, của cùng một kế hoạch."))
    plan = tasks[0].plan
    require_direct(plan, by=by, at=at)
    _check(tasks[0], assignment, on=clock.day(at))
    given = {name: value for name, value in _fields(assignment).items() if value not in (None, "")}
    if not given:
        raise Damaged(say("Chọn đơn vị chủ trì, hạn hoặc sản phẩm để giao."))
    with transaction.atomic():
        rows = Task.objects.filter(pk__in=[task.pk for task in tasks], plan=plan, state=TaskState.OPEN)
        changed = rows.update(version=F("version") + 1, **given)
        if changed != len({task.pk for task in tasks}):
            raise TaskClosed(say("Có nhiệm vụ đã kết thúc. Mở lại trang rồi chọn lại."))
        payload = {**{name: str(value) for name, value in given.items()}, "tasks": sorted(task.pk for task in tasks)}
        record(by=by, act="assign_many", plan=plan, at=at, payload=payload)
    return changed


def cancel_task(task: Task, *, reason: str, by: Actor, at: datetime) -> Task:
    """Call a task off with a reason; one handed down is called off only from where it came."""
    upper = task.item.answers
    source = upper.plan if upper and task.item.handed_down else task.plan
    if not may_direct(by, gates.plan_standing(source, on=clock.day(at))):
        raise NotAllowed(say("Nhiệm vụ do {place} giao, chỉ {place} hoặc cấp trên bãi bỏ được."), place=source.place)
    if not reason.strip():
        raise Damaged(say("Bãi bỏ nhiệm vụ cần nêu lý do."))
    with transaction.atomic():
        closing = {"state": TaskState.CANCELLED, "cancelled_on": clock.day(at), "cancel_reason": reason.strip()}
        _change(task, task.version, **closing)
        _record(task, act="cancel_task", by=by, at=at, payload={"reason": reason.strip()})
    task.refresh_from_db()
    return task


def split_to_wards(
    items: Sequence[Item], *, wards: Sequence[Unit], due_on: date | None, by: Actor, at: datetime
) -> list[Plan]:
    """Hand clauses of an issued plan down: a draft per ward that answers them, led by the ward's committee.

    A ward's draft under this plan is used again and only what it lacks is added; a ward that has
    issued its plan is refused by name. A fixed number of statements whatever the number of wards.
    """
    upper = _source(items)
    require_direct(upper, by=by, at=at)
    on = clock.day(at)
    if due_on and due_on < max(on, upper.from_day):
        raise Damaged(say("Hạn {day} đã qua."), day=f"{due_on:%d/%m/%Y}")
    committees = _committees(upper, wards, on=on)
    with transaction.atomic():
        drafts = _drafts(upper, committees)
        added = _hand_down(items, drafts, committees, due_on=due_on)
        payload: dict[str, object] = {
            "items": sorted(item.pk for item in items),
            "wards": sorted(unit.key for unit in wards),
            "due_on": due_on.isoformat() if due_on else None,
            "tasks": added,
        }
        record(by=by, act="split_to_wards", plan=upper, at=at, payload=payload)
    return list(drafts.values())


def _source(items: Sequence[Item]) -> Plan:
    if len({item.plan_id for item in items}) != 1:
        raise WrongPlan(say("Chọn ít nhất một mục, của cùng một kế hoạch."))
    plan = items[0].plan
    if plan.state != PlanState.ISSUED:
        raise WrongPlan(say("Kế hoạch chưa ban hành, chưa giao xuống phường được."))
    return plan


def _committees(upper: Plan, wards: Sequence[Unit], *, on: date) -> dict[int, Agency]:
    """The committee of each ward, in the order given; refused when a ward does not stand under the plan's place."""
    if not wards:
        raise WrongUnit(say("Chọn ít nhất một phường, xã."))
    wanted = [ward.pk for ward in wards]
    under = Closure.objects.filter(pk__in=closure_on(on), ancestor=upper.place_id, depth__gt=0)
    known = set(under.filter(descendant__in=wanted).values_list("descendant", flat=True))
    found = {agency.place_id: agency for agency in Agency.objects.filter(place__in=known, kind=PEOPLES_COMMITTEE)}
    for ward in wards:
        if ward.pk not in found:
            raise WrongUnit(say("{ward} không trực thuộc {place} hoặc chưa có UBND."), ward=ward, place=upper.place)
    return {pk: found[pk] for pk in wanted}


def _drafts(upper: Plan, committees: dict[int, Agency]) -> dict[int, Plan]:
    """The ward drafts under the plan, made where there is none."""
    known = Plan.objects.filter(parent=upper, place__in=committees).exclude(state=PlanState.REPLACED)
    drafts = {plan.place_id: plan for plan in known.select_related("place")}
    for plan in drafts.values():
        if plan.state == PlanState.ISSUED:
            raise WrongPlan(say("{place} đã ban hành kế hoạch {number}."), place=plan.place, number=plan)
    new = [
        Plan(
            title=f"Thực hiện Kế hoạch {upper.number} tại {agency.name_vi.removeprefix('UBND ')}",
            issuer=agency,
            place_id=place,
            parent=upper,
            from_day=upper.from_day,
            until_day=upper.until_day,
        )  # fmt: skip
        for place, agency in committees.items()
        if place not in drafts
    ]
    drafts |= {plan.place_id: plan for plan in Plan.objects.bulk_create(new)}
    return {place: drafts[place] for place in committees}


def _hand_down(
    items: Sequence[Item], drafts: dict[int, Plan], committees: dict[int, Agency], *, due_on: date | None
) -> int:
    """Write the answering clauses, what they serve and their tasks; returns how many tasks were added."""
    rows = _missing(items, drafts)
    created = Item.objects.bulk_create(rows, batch_size=500)
    _copy_serves(items, created)
    work = [item for item in created if ItemKind(item.kind) in WORK]
    tasks = [
        Task(item=item, plan_id=item.plan_id, lead_agency=committees[item.plan.place_id], due_on=due_on)
        for item in work
    ]
    Task.objects.bulk_create(tasks, batch_size=500)
    return len(tasks)


def _missing(items: Sequence[Item], drafts: dict[int, Plan]) -> list[Item]:
    known = list(Item.objects.filter(plan__in=drafts.values()).values_list("plan", "code", "answers", "position"))
    answered = {(pk, answers) for pk, _, answers, _ in known}
    codes = {(pk, code) for pk, code, _, _ in known}
    last: dict[int, int] = {}
    for pk, _, _, position in known:
        last[pk] = max(last.get(pk, 0), position)
    rows = []
    for plan in drafts.values():
        for item in items:
            if (plan.pk, item.pk) in answered:
                continue
            last[plan.pk] = last.get(plan.pk, 0) + 1
            code = item.code if (plan.pk, item.code) not in codes else f"{item.code[:10]}/{last[plan.pk]}"
            rows.append(
                Item(
                    plan=plan,
                    position=last[plan.pk],
                    code=code,
                    section=item.section,
                    kind=item.kind,
                    text=item.text,
                    folded=item.folded,
                    answers=item,
                    handed_down=True,
                )  # fmt: skip
            )
    return rows


def _copy_serves(items: Iterable[Item], created: Sequence[Item]) -> None:
    upper: dict[int, list[Serves]] = {}
    for row in Serves.objects.filter(item__in=[item.pk for item in items]):
        upper.setdefault(row.item_id, []).append(row)
    Serves.objects.bulk_create(
        (
            Serves(item=item, construct=row.construct, confirmed=row.confirmed)
            for item in created
            for row in upper.get(item.answers_id or 0, [])
        ),
        batch_size=500,
    )


def _record(task: Task, *, act: str, by: Actor, at: datetime, payload: Mapping[str, object]) -> None:
    ledger.record(
        by=by, act=f"plans.{act}", target=f"plans.task/{task.pk}", place=task.plan.place.key, payload=payload, at=at
    )
