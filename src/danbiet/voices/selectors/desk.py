"""The desk: every open case that the actor may act on or read, by the day of the next act."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from danbiet.common import clock
from danbiet.common.actor import Actor, Role
from danbiet.common.desk import LATE, NONE, NOW, SOON, DeskItem, limited, status
from danbiet.common.templatetags.counting import article
from danbiet.places.models import Unit
from danbiet.voices.models import Case, Forwarding, Notice, ReceptionDay, Sorting
from danbiet.voices.models.labels import KINDS, STAGES
from danbiet.voices.rules import Kind, State, Verdict
from danbiet.voices.rules.clocks import MEMORY
from danbiet.voices.rules.letters import Letter
from danbiet.voices.rules.receiving import DayState, Receiver
from danbiet.voices.rules.router import Paper
from danbiet.voices.selectors.gates import FEW, cases_visible_to, holds_office, kinds_seen, own_kinds

PART = "voices"
SIZE = 50
MOST, MOST_DAYS = 60, 12
MOST_COUNTED = 1000
AHEAD = timedelta(days=31)
SOON_AHEAD = timedelta(days=3)
SHOWN = ("", "late", "mine", "unassigned", "contested", "suspended", "feedback", "complaints", "others")


@dataclass(frozen=True)
class Cursor:
    """Where a page of the desk begins: after this case; `due_on` is None among those without a day."""

    due_on: date | None
    pk: int

    def __str__(self) -> str:
        return f"{self.due_on or ''}.{self.pk}"


@dataclass(frozen=True)
class Tally:
    """What lies on the desk."""

    total: int
    late: int
    soon: int
    undated: int = 0
    unassigned: int = 0
    contested: int = 0
    is_bounded: bool = False  # over many places the counts stop at MOST_COUNTED, and only three are made


@dataclass(frozen=True)
class DeskPage:
    """One page of the list."""

    cases: tuple[Case, ...]
    tally: Tally
    following: str
    show: str


def cursor(text: str) -> Cursor | None:
    """The place in the list named in an address; none for anything else."""
    day, _, pk = text.partition(".")
    if not pk.isdecimal() or len(pk) > 18:
        return None
    try:
        return Cursor(date.fromisoformat(day) if day else None, int(pk))
    except ValueError:
        return None


def desk_page(actor: Actor, *, on: date, show: str = "", after: str = "") -> DeskPage:
    """Open cases by their day, those without a day last; the next page begins where this one ends."""
    chosen = show if show in SHOWN else ""
    mine = cases_visible_to(actor, on=on).filter(is_open=True)
    rows = list(_slice(_narrowed(mine, actor, chosen, on), cursor(after), SIZE + 1))
    last = rows[SIZE - 1] if len(rows) > SIZE else None
    following = str(Cursor(last.due_on, last.pk)) if last else ""
    is_many = len(set().union(*kinds_seen(actor, on=on).values())) > FEW
    return DeskPage(tuple(rows[:SIZE]), (bounded if is_many else tally)(mine, on=on), following, chosen)


def _narrowed(rows: QuerySet[Case], actor: Actor, show: str, on: date) -> QuerySet[Case]:
    conditions = {
        "late": Q(due_on__lt=on) & ~Q(due_certainty=MEMORY),
        "mine": Q(officer=actor.user),
        "unassigned": Q(officer=None, agency=None),
        "contested": Q(verdict=Verdict.CONTESTED.value, state=State.ANSWERED.value),
        "suspended": Q(suspended_on__isnull=False),
        "feedback": Q(kind__in=[Kind.REPORT.value, Kind.PETITION.value]),
        "complaints": Q(kind__in=[Kind.COMPLAINT_FIRST.value, Kind.COMPLAINT_SECOND.value]),
        "others": Q(kind__in=[Kind.INFORMATION_REQUEST.value, Kind.CRIME_REPORT.value]),
    }
    return rows.filter(conditions.get(show, Q()))


def _slice(rows: QuerySet[Case], start: Cursor | None, n: int) -> Iterator[Case]:
    """The next `n` cases after a place in the list: dated ones along their index, then those without a day."""
    shown = rows.select_related("place", "officer", "agency").defer("text", "folded", "answer", "public_answer")
    found = 0
    if start is None or start.due_on is not None:
        dated = shown.filter(due_on__isnull=False)
        if start and start.due_on:
            dated = dated.filter(Q(due_on__gt=start.due_on) | Q(due_on=start.due_on, pk__gt=start.pk))
            dated = dated.filter(due_on__gte=start.due_on)
        for case in dated.order_by("due_on", "pk")[:n]:
            found += 1
            yield case
    undated = shown.filter(due_on=None)
    if start is not None and start.due_on is None:
        undated = undated.filter(pk__gt=start.pk)
    if found < n:
        yield from undated.order_by("pk")[: n - found]


def tally(rows: QuerySet[Case], *, on: date) -> Tally:
    """The counts above the list: one query."""
    held = ~Q(due_certainty=MEMORY)
    found = rows.aggregate(
        total=Count("pk"), late=Count("pk", filter=Q(due_on__lt=on) & held),
        soon=Count("pk", filter=Q(due_on__gte=on, due_on__lte=on + SOON_AHEAD)),
        undated=Count("pk", filter=Q(due_on=None)), unassigned=Count("pk", filter=Q(officer=None, agency=None)),
        contested=Count("pk", filter=Q(verdict=Verdict.CONTESTED.value, state=State.ANSWERED.value)),
    )  # fmt: skip
    return Tally(**found)


def bounded(rows: QuerySet[Case], *, on: date) -> Tally:
    """Three counts that stop early, for whoever sees many places."""
    held = rows.exclude(due_certainty=MEMORY)
    wanted = (rows, held.filter(due_on__lt=on), rows.filter(due_on__gte=on, due_on__lte=on + SOON_AHEAD))
    total, late, soon = (len(one.order_by().values_list("pk")[:MOST_COUNTED]) for one in wanted)
    return Tally(total, late, soon, is_bounded=True)


def desk_items(actor: Actor, *, on: date) -> list[DeskItem]:
    """Everything here that waits for the actor, what is late first. Eight queries, up to three more by what was taken
    over."""
    handled = own_kinds(actor, on=on) if holds_office(actor) else {}
    if not handled:
        return []
    mine = _of(handled)
    lists = [
        limited(_cases(mine, on), MOST, more=_more()), limited(_letters(mine, on), MOST, more=_more()),
        limited(_told_on(handled, on), MOST_DAYS, more=_more()),
        limited(_second_eyes(mine, actor), MOST_DAYS, more=_more()), limited(_kinds(mine, on), MOST_DAYS, more=_more()),
        _reception(actor, on),
    ]  # fmt: skip
    order = {LATE: 0, NOW: 1, SOON: 2, NONE: 3}
    return sorted(
        dict.fromkeys(row for rows in lists for row in rows),
        key=lambda item: (order[item.status], item.due_on or date.max),
    )


def _more() -> DeskItem:
    """The row that stands where a list of cases is cut."""
    title = _("Còn đơn, phản ánh khác chưa hiện hết ở đây: mở danh sách xử lý")
    return DeskItem(PART, NONE, title, reverse("voices:desk"), None)


def _of(handled: dict[frozenset[Kind], set[int]]) -> QuerySet[Case]:
    """Cases of the actor's own places, of the kinds they handle."""
    visible = Q(pk__in=[])
    for kinds, places in handled.items():
        visible |= Q(kind__in=[kind.value for kind in kinds], place__in=sorted(places))
    return Case.objects.filter(visible)


def _cases(mine: QuerySet[Case], on: date) -> Iterator[DeskItem]:
    """Cases whose day is near or past, then those for which nobody set a day."""
    wanted = Q(due_on__lte=on + AHEAD) | Q(due_on=None, suspended_on=None)
    rows = mine.filter(wanted, is_open=True).select_related("place").order_by(F("due_on").asc(nulls_last=True), "pk")
    for case in rows[: MOST + 1]:
        is_sure = case.due_certainty != MEMORY
        yield DeskItem(
            PART, status(case.due_on, on) if is_sure else NONE, f"{KINDS[case.kind]}: {case.title}",
            reverse("voices:case", args=[case.number]), case.due_on if is_sure else None,
            why=str(STAGES[case.stage]), source=_source(case), detail=case.number,
            is_inherited=case.place.has_ended(on),
        )  # fmt: skip


def _source(case: Case) -> str:
    if case.due_duty:
        return article(case.due_duty)
    words = {"local": _("hạn do nơi này đặt"), "assumed": _("hạn do phần mềm đặt"), MEMORY: _("luật chưa đọc lại")}
    return words.get(case.due_certainty, _("Luật không định hạn cho phản ánh; nơi này chưa đặt hạn"))


def _letters(mine: QuerySet[Case], on: date) -> Iterator[DeskItem]:
    own = Notice.objects.exclude(letter=Letter.RELAYED.value)
    rows = own.filter(sent_on=None, due_on__lte=on + SOON_AHEAD, case__in=mine.values("pk"))
    known = rows.exclude(due_certainty=MEMORY).select_related("case__place")
    for notice in known.order_by("due_on", "pk")[: MOST + 1]:
        yield DeskItem(
            PART, status(notice.due_on, on), _("Gửi văn bản: {title}").format(title=notice.case.title),
            reverse("voices:case", args=[notice.case.number]) + "#van-ban", notice.due_on,
            source=article(notice.duty), detail=notice.case.number, is_inherited=notice.case.place.has_ended(on),
        )  # fmt: skip


def _told_on(handled: dict[frozenset[Kind], set[int]], on: date) -> Iterator[DeskItem]:
    """Results of complaints that the actor's own units sent on: whoever had asked hears of them from there (REC-08)."""
    owing = Q(pk__in=[])
    for kinds, places in handled.items():
        owing |= Q(case__kind__in=[kind.value for kind in kinds], forwarding__place__in=sorted(places))
    every = sorted(set().union(*handled.values()))
    # few: found first, or all unsent letters of everybody are read
    asked = Forwarding.objects.filter(place__in=every, is_asked=True)
    rows = Notice.objects.filter(owing, forwarding__in=asked.values("pk"), letter=Letter.RELAYED.value, sent_on=None)
    rows = rows.select_related("case")
    for notice in rows.order_by("due_on", "pk")[: MOST_DAYS + 1]:
        title = _("Báo lại kết quả cho người gửi: {title}").format(title=notice.case.title)
        page, day = reverse("voices:letter_page", args=[notice.pk]), notice.due_on
        yield DeskItem(PART, status(day, on), title, page, day, source=article(notice.duty), detail=notice.case.number)


def _second_eyes(mine: QuerySet[Case], actor: Actor) -> Iterator[DeskItem]:
    rows = mine.filter(redacted_at__isnull=False, published_at=None).exclude(redacted_by=actor.user)
    for case in rows.order_by("redacted_at")[: MOST_DAYS + 1]:
        title = _("Đọc lại rồi công khai: {title}").format(title=case.title)
        yield DeskItem(PART, NOW, title, reverse("voices:case", args=[case.number]), None, detail=case.number)


def _kinds(mine: QuerySet[Case], on: date) -> Iterator[DeskItem]:
    """Cases whose kind no officer has confirmed, those whose words are withheld first; what was heard as a denunciation
    is to be looked at on the day it came: it may not stay."""
    rows = Sorting.objects.filter(settled_at=None, case__in=mine.filter(is_open=True).values("pk"))
    for waiting in rows.select_related("case").order_by("-is_withheld", "at", "pk")[: MOST_DAYS + 1]:
        title = _("Xác nhận loại đơn: {title}").format(title=waiting.case.title)
        page, number = reverse("voices:sorting"), waiting.case.number
        if waiting.is_withheld and waiting.proposed == Paper.DENUNCIATION.value:
            came, source = clock.day(waiting.at), _("hạn do phần mềm đặt: xem trong ngày nhận")
            yield DeskItem(PART, status(came, on), title, page, came, source=source, detail=number)
        else:
            yield DeskItem(PART, NOW, title, page, None, detail=number)


def _reception(actor: Actor, on: date) -> Iterator[DeskItem]:
    """Days that nobody closed, and next week's day of the chair that is not on the calendar yet."""
    held = sorted(actor.places(Role.LEADER, Role.WARD_OFFICER, Role.PLAN_OFFICER))
    monday = on + timedelta(days=7 - on.weekday())
    week = Q(receiver=Receiver.CHAIR.value, on__gte=monday, on__lt=monday + timedelta(days=7))
    unsettled = Q(state=DayState.PLANNED.value, on__lt=on)
    days = ReceptionDay.objects.filter(week | unsettled, place__in=held).exclude(state=DayState.MOVED.value)
    planned = set()
    for day in days.select_related("place").order_by("on"):
        if day.on >= monday:
            planned.add(day.place_id)
            continue
        title = _("Chốt ngày tiếp công dân: giữ lịch hay lỡ?")
        yield DeskItem(
            PART, LATE, title, reverse("voices:reception", args=[day.place.code]), day.on, source=article("REC-01")
        )
    for place in Unit.objects.on(on).filter(pk__in=set(held) - planned, tier="ward")[:MOST_DAYS]:
        title = _("Niêm yết lịch tiếp công dân tuần từ {day}").format(day=f"{monday:%d/%m/%Y}")
        yield DeskItem(
            PART, SOON, title, reverse("voices:reception", args=[place.code]), None, source=article("REC-05")
        )
