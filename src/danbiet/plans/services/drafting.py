"""Plans and their clauses: drawing up, hanging under one another, issuing. Wording changes in drafts alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Max

from danbiet.common import clock
from danbiet.common.actor import Actor, Conflict, Damaged, NotAllowed, say
from danbiet.ledger import services as ledger
from danbiet.places.models import Agency
from danbiet.plans.models import Item, Plan, Serves, Target, Task
from danbiet.plans.rules.folding import fold
from danbiet.plans.rules.states import WORK, ItemKind, PlanState, Standing, TargetMeasure, may_direct, may_draft
from danbiet.plans.selectors import gates


class PlanIssued(Conflict):
    """An issued plan is not edited; a new plan names it."""


class NumberTaken(Conflict):
    """The issuer has issued another plan under this number and day."""


class WrongPlan(Damaged):
    """The two plans, or their clauses, cannot be bound like this."""


@dataclass(frozen=True)
class Heading:
    """What a new plan says of itself."""

    title: str
    issuer: Agency
    from_day: date
    until_day: date
    number: str = ""
    source: str = ""
    period_plan: Plan | None = None
    replaces: Plan | None = None


@dataclass(frozen=True)
class Wording:
    """One clause as written."""

    kind: ItemKind
    text: str
    code: str = ""
    section: str = ""
    note: str = ""
    serves: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Aim:
    """A target as written; `construct` empty means the whole index."""

    text: str
    measure: TargetMeasure
    construct: str = ""
    value: Decimal | None = None
    year: int | None = None
    source: str = ""
    item: Item | None = None


def create_plan(heading: Heading, *, by: Actor, at: datetime) -> Plan:
    """Open a draft; refused to all but planners of the issuer's place or above and its ward officer."""
    on = clock.day(at)
    place = heading.issuer.place
    if not may_draft(by, gates.standing(place, on=on)):
        raise NotAllowed(say("Chỉ người phụ trách kế hoạch của {place} hoặc cấp trên được lập kế hoạch."), place=place)
    _check_heading(heading)
    with transaction.atomic():
        plan = Plan.objects.create(
            title=heading.title.strip(), issuer=heading.issuer, place=place, number=heading.number.strip(),
            from_day=heading.from_day, until_day=heading.until_day, source=heading.source,
            period_plan=heading.period_plan, replaces=heading.replaces,
        )  # fmt: skip
        record(by=by, act="create_plan", plan=plan, at=at, payload={"title": plan.title, "issuer": str(heading.issuer)})
    return plan


def _check_heading(heading: Heading) -> None:
    if not heading.title.strip():
        raise Damaged(say("Kế hoạch cần tên gọi."))
    if heading.until_day <= heading.from_day:
        raise Damaged(say("Kỳ kế hoạch phải kết thúc sau ngày bắt đầu."))
    for older in (heading.period_plan, heading.replaces):
        if older and older.issuer_id != heading.issuer.pk:
            raise WrongPlan(say("Kế hoạch {number} do cơ quan khác ban hành."), number=older)
    if heading.replaces and heading.replaces.state != PlanState.ISSUED:
        raise WrongPlan(say("Chỉ thay được kế hoạch đang có hiệu lực."))


def issue_plan(plan: Plan, *, number: str, issued_on: date, by: Actor, at: datetime) -> Plan:
    """Issue a draft under a number and a day; a plan it replaces ceases to hold in the same act."""
    require_direct(plan, by=by, at=at)
    number = number.strip()
    if not number or issued_on > clock.day(at):
        raise Damaged(say("Kế hoạch ban hành cần số và ngày ban hành không sau hôm nay."))
    with transaction.atomic():
        _set_issued(plan, number=number, issued_on=issued_on)
        if plan.replaces_id:
            Plan.objects.filter(pk=plan.replaces_id, state=PlanState.ISSUED).update(state=PlanState.REPLACED)
        payload = {"number": number, "issued_on": issued_on.isoformat(), "replaces": plan.replaces_id}
        record(by=by, act="issue_plan", plan=plan, at=at, payload=payload)
    plan.refresh_from_db()
    return plan


def _set_issued(plan: Plan, *, number: str, issued_on: date) -> None:
    draft = Plan.objects.filter(pk=plan.pk, state=PlanState.DRAFT)
    try:
        with transaction.atomic():
            changed = draft.update(state=PlanState.ISSUED, number=number, issued_on=issued_on)
    except IntegrityError:
        raise NumberTaken(
            say("Số {number} ngày {day} đã dùng cho kế hoạch khác."), number=number, day=f"{issued_on:%d/%m/%Y}"
        ) from None
    if not changed:
        raise PlanIssued(say("Kế hoạch này đã được ban hành."))


def hang_under(plan: Plan, *, parent: Plan, by: Actor, at: datetime) -> Plan:
    """Set the upper plan that a plan carries out; the upper plan must be issued and stand above or beside."""
    standing = require_draft_right(plan, by=by, at=at)
    if parent.state == PlanState.DRAFT:
        raise WrongPlan(say("Kế hoạch cấp trên chưa ban hành, chưa treo được."))
    if parent.pk == plan.pk or parent.place_id not in standing.above:
        raise WrongPlan(say("Kế hoạch {number} không phải của cấp trên của {place}."), number=parent, place=plan.place)
    _refuse_circle(plan, parent)
    return _bind(plan, by=by, at=at, parent=parent)


def stand_under_period(plan: Plan, *, period_plan: Plan, by: Actor, at: datetime) -> Plan:
    """Put a yearly plan under the period's plan of the same issuer."""
    require_draft_right(plan, by=by, at=at)
    if period_plan.issuer_id != plan.issuer_id or period_plan.pk == plan.pk:
        raise WrongPlan(say("Kế hoạch {number} do cơ quan khác ban hành."), number=period_plan)
    if period_plan.from_day > plan.from_day or period_plan.until_day < plan.until_day:
        raise WrongPlan(say("Kỳ của kế hoạch {number} không bao trùm kế hoạch này."), number=period_plan)
    return _bind(plan, by=by, at=at, period_plan=period_plan)


def answer_also(plan: Plan, *, other: Plan, by: Actor, at: datetime) -> Plan:
    """Name a second plan that this plan answers to, such as the administrative-reform plan."""
    require_draft_right(plan, by=by, at=at)
    if other.pk == plan.pk or other.state == PlanState.DRAFT:
        raise WrongPlan(say("Chỉ gắn được với kế hoạch khác đã ban hành."))
    with transaction.atomic():
        plan.also_answers.add(other)
        record(by=by, act="answer_also", plan=plan, at=at, payload={"other": other.pk, "number": str(other)})
    return plan


def _bind(plan: Plan, *, by: Actor, at: datetime, **binding: Plan) -> Plan:
    with transaction.atomic():
        Plan.objects.filter(pk=plan.pk).update(**binding)
        payload = {name: {"plan": other.pk, "number": str(other)} for name, other in binding.items()}
        record(by=by, act="hang_under", plan=plan, at=at, payload=payload)
    plan.refresh_from_db()
    return plan


def _refuse_circle(plan: Plan, parent: Plan) -> None:
    upper: Plan | None = parent
    for _ in range(8):
        if upper is None:
            return
        if upper.pk == plan.pk:
            raise WrongPlan(say("Kế hoạch không thể treo dưới chính nó."))
        upper = upper.parent


def add_item(plan: Plan, *, wording: Wording, by: Actor, at: datetime) -> Item:
    """Write a clause into a draft; a task or commitment gets its row of work, which asks for an owner at once."""
    require_draft_right(plan, by=by, at=at)
    _check_wording(wording)
    with transaction.atomic():
        require_draft(plan)
        position = (plan.items.aggregate(last=Max("position"))["last"] or 0) + 1
        code = wording.code.strip() or f"M{position:03d}"
        if plan.items.filter(code=code).exists():
            raise WrongPlan(say("Mã {code} đã có trong kế hoạch."), code=code)
        item = Item.objects.create(plan=plan, position=position, code=code, **_columns(wording))
        Serves.objects.bulk_create(Serves(item=item, construct=name) for name in dict.fromkeys(wording.serves))
        if wording.kind in WORK:
            Task.objects.create(item=item, plan=plan)
        record(by=by, act="add_item", plan=plan, at=at, payload={"item": item.pk, "code": code, "text": item.text})
    return item


def edit_item(item: Item, *, wording: Wording, by: Actor, at: datetime) -> Item:
    """Change the wording of a clause of a draft; of an issued plan never."""
    require_draft_right(item.plan, by=by, at=at)
    _check_wording(wording)
    if wording.kind not in WORK:
        _keep_handed_down(item, by=by, at=at)
    with transaction.atomic():
        require_draft(item.plan)
        before = item.text
        Item.objects.filter(pk=item.pk).update(**_columns(wording))
        if wording.kind in WORK:
            Task.objects.get_or_create(item=item, defaults={"plan": item.plan})
        else:
            _drop_untouched_work(item)
        payload = {"item": item.pk, "before": before, "after": wording.text.strip()}
        record(by=by, act="edit_item", plan=item.plan, at=at, payload=payload)
    item.refresh_from_db()
    return item


def remove_item(item: Item, *, by: Actor, at: datetime) -> None:
    """Strike a clause from a draft, unless something was reported on it or answers it."""
    require_draft_right(item.plan, by=by, at=at)
    _keep_handed_down(item, by=by, at=at)
    with transaction.atomic():
        require_draft(item.plan)
        _drop_untouched_work(item)
        if item.answered_by.exists() or item.targets.exists():
            raise Conflict(say("Mục {code} đã có mục khác dựa vào, không xóa được."), code=item.code)
        record(by=by, act="remove_item", plan=item.plan, at=at, payload={"code": item.code, "text": item.text})
        item.delete()


def _keep_handed_down(item: Item, *, by: Actor, at: datetime) -> None:
    """A clause that came from above is not shaken off below; only where it came from may let go of it."""
    if not item.handed_down or item.answers is None:
        return
    source = item.answers.plan
    if not may_direct(by, gates.plan_standing(source, on=clock.day(at))):
        raise NotAllowed(say("Mục {code} do {place} giao xuống, không bỏ được."), code=item.code, place=source.place)


def _drop_untouched_work(item: Item) -> None:
    if Task.objects.filter(item=item, notes__isnull=False).exists():
        raise Conflict(say("Mục {code} đã có tiến độ, không bỏ nhiệm vụ được."), code=item.code)
    Task.objects.filter(item=item).delete()


def _columns(wording: Wording) -> dict[str, str]:
    text = wording.text.strip()
    return {
        "kind": wording.kind.value, "text": text, "folded": fold(text),
        "section": wording.section.strip(), "note": wording.note.strip(),
    }  # fmt: skip


def _check_wording(wording: Wording) -> None:
    if not wording.text.strip():
        raise Damaged(say("Mục của kế hoạch cần câu chữ."))


def add_target(plan: Plan, *, aim: Aim, by: Actor, at: datetime) -> Target:
    """Write a target into a draft: its words, what is measured and, if it names them, the value and the year."""
    require_draft_right(plan, by=by, at=at)
    if not aim.text.strip():
        raise Damaged(say("Chỉ tiêu cần câu chữ."))
    with transaction.atomic():
        require_draft(plan)
        target = Target.objects.create(
            plan=plan, item=aim.item, text=aim.text.strip(), measure=aim.measure.value, construct=aim.construct,
            value=aim.value, year=aim.year, source=aim.source.strip(),
        )  # fmt: skip
        payload = {
            "target": target.pk, "text": target.text, "measure": target.measure, "construct": target.construct,
            "value": None if aim.value is None else str(aim.value), "year": aim.year,
        }  # fmt: skip
        record(by=by, act="add_target", plan=plan, at=at, payload=payload)
    return target


def confirm_serves(item: Item, *, constructs: Iterable[str], by: Actor, at: datetime) -> Item:
    """A person says which parts of PAPI a clause serves; proposals that were not kept go."""
    require_draft_right(item.plan, by=by, at=at)
    kept = list(dict.fromkeys(constructs))
    with transaction.atomic():
        before = sorted(item.serves.values_list("construct", flat=True))
        item.serves.all().delete()
        Serves.objects.bulk_create(Serves(item=item, construct=name, confirmed=True) for name in kept)
        payload = {"item": item.pk, "before": before, "after": sorted(kept)}
        record(by=by, act="confirm_serves", plan=item.plan, at=at, payload=payload)
    return item


def set_answers(item: Item, *, upper: Item | None, by: Actor, at: datetime) -> Item:
    """Name the clause of an upper plan that a clause carries out, or none."""
    require_draft_right(item.plan, by=by, at=at)
    _keep_handed_down(item, by=by, at=at)
    if upper is not None and not _is_upper(item.plan, upper.plan_id):
        raise WrongPlan(say("Mục {code} không thuộc kế hoạch mà kế hoạch này thực hiện."), code=upper.code)
    with transaction.atomic():
        Item.objects.filter(pk=item.pk).update(answers=upper, handed_down=False)
        payload = {"item": item.pk, "before": item.answers_id, "after": upper.pk if upper else None}
        record(by=by, act="set_answers", plan=item.plan, at=at, payload=payload)
    item.refresh_from_db()
    return item


def _is_upper(plan: Plan, upper: int) -> bool:
    return upper in {plan.parent_id, plan.period_plan_id} or plan.also_answers.filter(pk=upper).exists()


def require_draft_right(plan: Plan, *, by: Actor, at: datetime) -> Standing:
    """Raise unless the actor may draw up plans of this place; returns where it stands."""
    standing = gates.plan_standing(plan, on=clock.day(at))
    if not may_draft(by, standing):
        raise NotAllowed(say("Chỉ người phụ trách kế hoạch của {place} hoặc cấp trên được sửa."), place=plan.place)
    return standing


def require_direct(plan: Plan, *, by: Actor, at: datetime) -> Standing:
    """Raise unless the actor directs this place: issues, assigns, splits, cancels."""
    standing = gates.plan_standing(plan, on=clock.day(at))
    if not may_direct(by, standing):
        raise NotAllowed(
            say("Chỉ người phụ trách kế hoạch hoặc lãnh đạo của {place} hoặc cấp trên làm được việc này."),
            place=plan.place,
        )
    return standing


def require_draft(plan: Plan) -> None:
    """Raise unless the plan is still a draft in the database."""
    if not Plan.objects.select_for_update().filter(pk=plan.pk, state=PlanState.DRAFT):
        raise PlanIssued(say("Kế hoạch {number} đã ban hành, câu chữ giữ nguyên. Lập kế hoạch mới."), number=plan)


def record(*, by: Actor, act: str, plan: Plan, at: datetime, payload: Mapping[str, object]) -> None:
    """One event about a plan."""
    ledger.record(
        by=by, act=f"plans.{act}", target=f"plans.plan/{plan.pk}", place=plan.place.key, payload=payload, at=at
    )
