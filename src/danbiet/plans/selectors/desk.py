"""What waits for a person today in plans: their tasks, reports to judge, corrections, and what plans still lack."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from danbiet.common.actor import Actor
from danbiet.common.desk import LATE, NONE, NOW, SOON, DeskItem, limited, status
from danbiet.plans.models import CorrectionOrder, Plan, ProgressNote, Task
from danbiet.plans.rules.states import CORRECTORS, JUDGES, PLANNERS, Outcome, PlanState, TaskState, Verdict
from danbiet.plans.selectors.figures import binding
from danbiet.plans.selectors.gates import last_day, overseen, own_agencies, own_places

PART = "plans"
AHEAD = timedelta(days=31)
MOST = 60
MOST_UNITS = 20


def desk_items(actor: Actor, *, on: date) -> list[DeskItem]:
    """Everything in plans that waits for the actor, what is late first. At most eight queries."""
    if not own_places(actor):
        return []
    work, units = (
        (_own_tasks, _own_corrections, _to_judge, _to_recheck),
        (_inherited, _incomplete, _late_below, _unissued),
    )
    kinds = [(kind, MOST) for kind in work] + [(kind, MOST_UNITS) for kind in units]
    found = [row for kind, most in kinds for row in limited(kind(actor, on), most, more=_more())]
    order = {LATE: 0, NOW: 1, SOON: 2, NONE: 3}
    return sorted(dict.fromkeys(found), key=lambda item: (order[item.status], item.due_on or date.max))


def _more() -> DeskItem:
    title = _("Còn việc khác của kế hoạch chưa hiện hết ở đây: mở danh sách kế hoạch")
    return DeskItem(PART, NONE, title, reverse("plans:plans"), None)


def _own_tasks(actor: Actor, on: date) -> Iterator[DeskItem]:
    mine = own_agencies(actor, on=on)
    wanted = Q(due_on__lte=on + AHEAD) | Q(due_on=None, recurrence="")
    standing = Q(plan__place__until_day=None) | Q(plan__place__until_day__gt=on)
    tasks = (
        Task.objects.filter(binding(on), wanted, standing, lead_agency__in=mine, state=TaskState.OPEN)
        .select_related("item", "plan__parent", "plan__place", "lead_agency__place")
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )
    for task in tasks[: MOST + 1]:
        yield DeskItem(
            PART, status(task.due_on, on), task.item.text, reverse("plans:task", args=[task.pk]), task.due_on,
            why=due_why(task), source=_source(task.plan, task.item.code), detail=ended_note(task, on),
        )  # fmt: skip


def _inherited(actor: Actor, on: date) -> Iterator[DeskItem]:
    """Open work of ended units that the actor's unit took over: one row a plan, apart from one's own work."""
    ended = Q(plan__place__until_day__lte=on)
    rows = (
        Task.objects.filter(binding(on), ended, lead_agency__in=own_agencies(actor, on=on), state=TaskState.OPEN)
        .values("plan", "plan__place__name_vi", "plan__place__until_day", "plan__parent__number", "plan__number")
        .annotate(n=Count("pk"), late=Count("pk", filter=Q(due_on__lt=on)))
        .order_by("plan__place__sort_key", "plan")
    )  # fmt: skip
    for row in rows[: MOST_UNITS + 1]:
        title = ngettext(
            "Nhận lại từ {unit}: {n} nhiệm vụ chưa xong", "Nhận lại từ {unit}: {n} nhiệm vụ chưa xong", row["n"]
        ).format(unit=row["plan__place__name_vi"], n=row["n"])
        yield DeskItem(
            PART, NONE, title, reverse("plans:plan", args=[row["plan"]]), None,
            why=_("{late} đã quá hạn").format(late=row["late"]) if row["late"] else "",
            source=_("Kế hoạch {number}").format(number=row["plan__number"] or row["plan__parent__number"] or ""),
            detail=_("đơn vị đã hết hiệu lực từ {day}").format(day=f"{row['plan__place__until_day']:%d/%m/%Y}"),
            is_inherited=True,
        )  # fmt: skip


def due_why(task: Task) -> str:
    """On whose word the day rests."""
    if task.due_basis:
        return task.due_basis
    if task.due_on is None:
        return task.due_text or _("Chưa ghi hạn")
    return task.due_text or _("Hạn do người giao việc đặt")


def ended_note(task: Task, on: date) -> str:
    """The note on a task of a unit that no longer exists; it stays where it happened and goes to the successors."""
    unit = task.plan.place
    if unit.until_day is None or unit.until_day > on:
        return ""
    return _("{unit}: đơn vị đã hết hiệu lực từ {day}").format(unit=unit.name_vi, day=f"{unit.until_day:%d/%m/%Y}")


def _source(plan: Plan, code: str) -> str:
    upper = plan if plan.number or plan.parent is None else plan.parent
    return _("Kế hoạch {number}, mục {code}").format(number=upper, code=code)


def _own_corrections(actor: Actor, on: date) -> Iterator[DeskItem]:
    orders = CorrectionOrder.objects.filter(
        agency__in=own_agencies(actor, on=on), outcome=Outcome.OPEN, answered_at=None
    ).select_related("task__item", "task__plan__parent", "agency__place")
    for order in orders.order_by("due_on")[: MOST + 1]:
        yield DeskItem(
            PART, status(order.due_on, on), _("Chấn chỉnh: {text}").format(text=order.text),
            reverse("plans:task", args=[order.task_id]), order.due_on,
            why=_("Kiểm tra lại ngày {day}").format(day=f"{order.recheck_on:%d/%m/%Y}"),
            source=_source(order.task.plan, order.task.item.code), detail=order.agency.name_vi,
            is_inherited=order.agency.place.has_ended(on),
        )  # fmt: skip


def _to_judge(actor: Actor, on: date) -> Iterator[DeskItem]:
    places = actor.places(*JUDGES)
    if not places:
        return
    below = overseen(places, on=on, field="agency__place")
    notes = ProgressNote.objects.filter(below, verdict=Verdict.WAITING, on__lte=on).exclude(agency__in=actor.agencies())
    for note in notes.select_related("agency", "task__item", "task__plan__parent").order_by("on")[: MOST + 1]:
        yield DeskItem(
            PART, NOW, _("Chờ chấp nhận: {text}").format(text=note.task.item.text),
            reverse("plans:task", args=[note.task_id]), None,
            why=_("Báo cáo ngày {day}").format(day=f"{note.on:%d/%m/%Y}"),
            source=_source(note.task.plan, note.task.item.code), detail=note.agency.name_vi,
        )  # fmt: skip


def _to_recheck(actor: Actor, on: date) -> Iterator[DeskItem]:
    places = actor.places(*CORRECTORS)
    if not places:
        return
    below = overseen(places, on=on, field="agency__place")
    orders = CorrectionOrder.objects.filter(below, outcome=Outcome.OPEN, recheck_on__lte=on + AHEAD)
    for order in orders.exclude(agency__in=actor.agencies()).select_related(
        "agency", "task__item", "task__plan__parent"
    ).order_by("recheck_on")[: MOST + 1]:  # fmt: skip
        yield DeskItem(
            PART, status(order.recheck_on, on), _("Kiểm tra lại: {text}").format(text=order.text),
            reverse("plans:task", args=[order.task_id]), order.recheck_on,
            why=_("Đã trả lời") if order.answered_at else _("Chưa trả lời"),
            source=_source(order.task.plan, order.task.item.code), detail=order.agency.name_vi,
        )  # fmt: skip


def _incomplete(actor: Actor, on: date) -> Iterator[DeskItem]:
    places = actor.places(*PLANNERS)
    if not places:
        return
    lacking = Q(lead_agency=None) | Q(due_on=None, recurrence="") | Q(product="")
    mine = Task.objects.filter(lacking, plan__place__in=places, state=TaskState.OPEN)
    issued = mine.filter(plan__state=PlanState.ISSUED, plan__issued_on__lte=on)
    rows = issued.values("plan", "plan__number", "plan__title").annotate(n=Count("pk")).order_by("plan")
    for row in rows[: MOST_UNITS + 1]:
        title = ngettext(
            "{n} nhiệm vụ thiếu người chủ trì, hạn hoặc sản phẩm",
            "{n} nhiệm vụ thiếu người chủ trì, hạn hoặc sản phẩm",
            row["n"],
        ).format(n=row["n"])  # fmt: skip
        url = reverse("plans:plan", args=[row["plan"]]) + "?show=lacking"
        source = _("Kế hoạch {number}").format(number=row["plan__number"] or row["plan__title"])
        yield DeskItem(PART, NONE, title, url, None, source=source)


def _late_below(actor: Actor, on: date) -> Iterator[DeskItem]:
    places = actor.places(*JUDGES)
    if not places:
        return
    rows = (
        Task.objects.filter(
            binding(on), overseen(places, on=on, field="plan__place"), state=TaskState.OPEN, due_on__lt=on
        )
        .exclude(lead_agency__in=actor.agencies())
        .values("plan", "plan__place__name_vi", "plan__parent__number", "plan__number")
        .annotate(n=Count("pk"))
        .order_by("-n", "plan")
    )  # fmt: skip
    for row in rows[: MOST_UNITS + 1]:
        title = ngettext("{unit}: {n} nhiệm vụ quá hạn", "{unit}: {n} nhiệm vụ quá hạn", row["n"])
        url = reverse("plans:plan", args=[row["plan"]]) + "?show=late"
        source = _("Kế hoạch {number}").format(number=row["plan__number"] or row["plan__parent__number"] or "")
        yield DeskItem(PART, LATE, title.format(unit=row["plan__place__name_vi"], n=row["n"]), url, None, source=source)


def _unissued(actor: Actor, on: date) -> Iterator[DeskItem]:
    drafts = Plan.objects.filter(
        place__in=own_places(actor), state=PlanState.DRAFT, parent__isnull=False
    ).select_related("parent", "place")  # fmt: skip
    for plan in drafts[: MOST_UNITS + 1]:
        if last_day(plan.place, on) == on:
            yield DeskItem(
                PART, NONE, _("Dự thảo chưa ban hành: {title}").format(title=plan.title),
                reverse("plans:plan", args=[plan.pk]), None,
                source=_("Kế hoạch {number}").format(number=plan.parent),
            )  # fmt: skip
