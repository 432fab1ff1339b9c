"""Information requests: the gate to each, the page of a case, and what everybody may know of all of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from danbiet.common.actor import Actor, NotYours, say
from danbiet.disclosure.models import Amendment, Comment, Item, Request
from danbiet.disclosure.models.requests import GROUND_LABELS
from danbiet.disclosure.rules import ItemState
from danbiet.disclosure.rules.requests import (
    CLOSED,
    MOVES,
    NEW_LAW_FROM,
    STEPS,
    Clock,
    Ground,
    Move,
    State,
    Step,
    Timing,
    clock,
    grounds,
    may_extend,
    timing,
    unknown_words,
)
from danbiet.disclosure.selectors.keeping import keeps, kept_places
from danbiet.disclosure.selectors.receipts import hash_typed
from danbiet.disclosure.selectors.talk import UnknownCode, find_comment
from danbiet.law.deadlines import CountedDay, explain, sentence
from danbiet.places import selectors as places
from danbiet.places.models import Unit

__all__ = ["Request", "keeps"]
PAGE = 30
MOST_ANSWERS = 50
STEP_ACTS = {Step.VERIFYING: "ask", Step.REPLIED: "reply", Step.CLOSED: "close"}


class NoFile(NotYours):
    """The request has no such file or letter."""


def no_file() -> NoFile:
    return NoFile(say("Yêu cầu này không có tệp hay văn bản ấy."))


def clock_at(duty_id: str, *, place: Unit, on: date, extensions: int = 0) -> Clock:
    """The clock of a duty in a place, with the days off that the place knows of."""
    return clock(duty_id, on=on, calendar=places.calendar_for(place, on=on), extensions=extensions)


def request_for(actor: Actor, pk: int, *, on: date) -> Request:
    """A request with its private parts: only for the officers of the very place."""
    found = Request.objects.filter(pk=pk).select_related("place", "obligation", "published_as").first()
    if found is None or not keeps(actor, found.place, on=on):
        raise NotYours(say("Không có yêu cầu này trong phạm vi của bạn."))
    return found


def amendment_for(actor: Actor, pk: int, *, on: date) -> Amendment:
    """A correction of a request that the actor may see."""
    found = Amendment.objects.filter(pk=pk).select_related("request__place").first()
    if found is None or not keeps(actor, found.request.place, on=on):
        raise NotYours(say("Không có việc đính chính này trong phạm vi của bạn."))
    return found


def request_by_code(typed: str) -> Request:
    """The request of a receipt code, for whoever holds it."""
    found = Request.objects.filter(code=hash_typed(typed)).select_related("place", "published_as").first()
    if not typed or found is None:
        raise UnknownCode(say("Không có góp ý hay yêu cầu nào mang mã này. So lại từng ký tự với mã đã chép."))
    return found


@dataclass(frozen=True)
class Status:
    """What the holder of a code sees: a request with its due day, or a comment with its answer."""

    place: Unit
    request: Request | None = None
    comment: Comment | None = None
    leaf: "Leaf | None" = None
    timing: Timing | None = None
    amendments: tuple[Amendment, ...] = ()

    @property
    def may_claim(self) -> bool:
        """Whether the holder may say that what was given is wrong."""
        is_answered = self.request is not None and self.request.state == State.ANSWERED
        return is_answered and all(one.closed_on for one in self.amendments)


def status_of(typed: str, *, on: date) -> Status:
    """The request or comment of a code."""
    if (comment := find_comment(typed)) is not None:
        return Status(comment.item.place, comment=comment)
    row = request_by_code(typed)
    amendments = tuple(row.amendments.order_by("pk"))
    return Status(row.place, row, leaf=leaf_of(row), timing=timing_of(row, on=on), amendments=amendments)


@dataclass(frozen=True)
class Leaf:
    """A due day as drawn: the day, how it was counted, and the article; or why no day is known."""

    due_on: date | None
    words: str
    days: tuple[CountedDay, ...] = ()

    @property
    def blanks(self) -> range:
        """Empty cells before the first day, so that weeks begin on Monday."""
        return range(self.days[0].day.weekday()) if self.days else range(0)


@dataclass(frozen=True)
class Case:
    """An officer's page of one request."""

    request: Request
    timing: Timing
    leaf: Leaf
    notice: Leaf | None
    moves: frozenset[Move]
    may_extend: bool
    amendments: "tuple[Correction, ...]"
    papers: tuple[str, ...]
    grounds: tuple[Ground, ...]

    @property
    def is_open(self) -> bool:
        return State(self.request.state) not in CLOSED

    @property
    def acts(self) -> frozenset[str]:
        """The moves that make sense now."""
        row, done = self.request, set()
        done |= {Move.NOTIFY} if row.notified_on or not row.notice_due_on else set()
        done |= set() if self.may_extend else {Move.EXTEND}
        done |= {Move.PUBLISH} if row.published_as_id else set()
        done |= {Move.AMEND} if any(one.row.closed_on is None for one in self.amendments) else set()
        return frozenset(move.value for move in self.moves - done)

    @property
    def steps(self) -> frozenset[str]:
        """What may be done with the open correction."""
        step = next((Step(one.row.step) for one in self.amendments if one.row.closed_on is None), Step.CLOSED)
        return frozenset(STEP_ACTS[one] for one in STEPS[step])


@dataclass(frozen=True)
class Correction:
    """A correction with the due day of its present step."""

    row: Amendment
    leaf: Leaf | None


def case(actor: Actor, pk: int, *, on: date) -> Case:
    """Everything about one request, its clock explained."""
    row = request_for(actor, pk, on=on)
    amendments = tuple(_correction(one) for one in row.amendments.select_related("request__place").order_by("pk"))
    is_extended = row.extended_on is not None
    return Case(
        request=row,
        timing=timing_of(row, on=on),
        leaf=leaf_of(row),
        notice=_notice(row),
        moves=MOVES[State(row.state)],
        may_extend=bool(row.duty) and may_extend(row.duty, due_on=row.due_on, on=on, is_extended=is_extended),
        amendments=amendments,
        papers=tuple(_papers(row)),
        grounds=grounds(row.valid_on or row.received_on),
    )


def _correction(row: Amendment) -> Correction:
    return Correction(row, amendment_leaf(row) if row.closed_on is None else None)


def _papers(row: Request) -> Iterable[str]:
    """The letters that the law owes at this step, newest first."""
    if row.state in {State.ANSWERED, State.REFUSED, State.REDIRECTED}:
        yield {State.ANSWERED: "answer", State.REFUSED: "refusal", State.REDIRECTED: "redirect"}[State(row.state)]
    if row.extended_on:
        yield "extension"
    if row.notice_due_on:
        yield "notice"
    if row.completion:
        yield "completion"


def timing_of(row: Request, *, on: date) -> Timing:
    """How a request stands to its stored due day."""
    return timing(valid_on=row.valid_on, due_on=row.due_on, closed_on=row.closed_on, on=on)


def leaf_of(row: Request) -> Leaf:
    """The answer's due day with its counting; recounted to be explained, never to be changed."""
    if row.valid_on is None:
        return Leaf(None, _not_counting(row))
    return _leaf(row.duty, row.valid_on, row.place, due_on=row.due_on, extensions=int(row.extended_on is not None))


def _not_counting(row: Request) -> str:
    """Why no day is counted yet, and from which day it will be (art. 26, 29 to 31: from a valid request)."""
    if row.state == State.INCOMPLETE:
        return _("Chưa tính: phiếu cần bổ sung. Thời hạn tính từ ngày bổ sung đủ.")
    if row.state == State.REDIRECTED:
        return _("Không tính: thông tin ở cơ quan khác.")
    from_on = row.completed_on or row.received_on
    return _("Chưa tính: cán bộ xem phiếu trước. Phiếu đủ thì thời hạn tính từ ngày {day}, dù mở phiếu muộn.").format(
        day=f"{from_on:%d/%m/%Y}"
    )


def _notice(row: Request) -> Leaf | None:
    if row.valid_on is None or row.notice_due_on is None:
        return None
    return _leaf({"ATI-05": "ATI-04", "ATI-08": "ATI-07"}[row.duty], row.valid_on, row.place, due_on=row.notice_due_on)


def _leaf(duty_id: str, from_on: date, place: Unit, *, due_on: date | None, extensions: int = 0) -> Leaf:
    calendar = places.calendar_for(place, on=from_on)
    found = clock(duty_id, on=from_on, calendar=calendar, extensions=extensions)
    if due_on is None or found.due is None:
        return Leaf(due_on, _(unknown_words(from_on)))
    words = sentence(found.due, calendar=calendar, language=_language()).removeprefix(f"{found.duty}. ")
    return Leaf(due_on, words, explain(found.due, calendar=calendar))


def amendment_leaf(row: Amendment) -> Leaf:
    """The due day of the present step of a correction."""
    return _leaf(row.duty, step_begun_on(row), row.request.place, due_on=row.due_on)


def step_begun_on(row: Amendment) -> date:
    """The day from which the present step of a correction is counted."""
    return {Step.VERIFYING: row.asked_on, Step.REPLIED: row.replied_on}.get(Step(row.step)) or row.opened_on


def _language() -> str:
    return "en" if get_language() == "en" else "vi"


@dataclass(frozen=True)
class Refused:
    """How many were refused on a ground of article 28."""

    label: str
    count: int


@dataclass(frozen=True)
class Figures:
    """Counts over requests, each with its base: on time and late only among those whose clock is known."""

    received: int
    open: int
    answered: int
    refused: int
    redirected: int
    on_time: int
    late: int
    late_open: int
    unknown: int
    grounds: tuple[Refused, ...]
    published: int

    @property
    def closed_with_clock(self) -> int:
        """The base of `on_time` and `late`: answered or refused under a known limit."""
        return self.on_time + self.late


def figures(units: Iterable[int] | None, *, from_day: date, until_day: date, on: date) -> Figures:
    """Requests received in [from_day, until_day) in some places (None: in all), as they stand on a day; two queries."""
    rows = Request.objects.filter(received_on__gte=from_day, received_on__lt=until_day)
    rows = rows if units is None else rows.filter(place__in=list(units))
    has_clock = Q(due_on__isnull=False) & ~Q(state=State.REDIRECTED)
    counts = rows.aggregate(
        received=Count("pk"),
        open=Count("pk", filter=Q(closed_on=None)),
        answered=Count("pk", filter=Q(state=State.ANSWERED)),
        refused=Count("pk", filter=Q(state=State.REFUSED)),
        redirected=Count("pk", filter=Q(state=State.REDIRECTED)),
        on_time=Count("pk", filter=has_clock & Q(closed_on__lte=F("due_on"))),
        late=Count("pk", filter=has_clock & Q(closed_on__gt=F("due_on"))),
        late_open=Count("pk", filter=has_clock & Q(closed_on=None, due_on__lt=on)),
        unknown=Count("pk", filter=Q(valid_on__isnull=False, due_on=None) & ~Q(state=State.REDIRECTED)),
        published=Count("published_as"),
    )
    by_ground = dict(rows.exclude(ground="").values_list("ground").annotate(n=Count("pk")).order_by())
    grounds = tuple(Refused(str(GROUND_LABELS[key]), by_ground[key]) for key in GROUND_LABELS if key in by_ground)
    return Figures(**counts, grounds=grounds)


@dataclass(frozen=True)
class Row:
    """A line of the officers' list."""

    request: Request
    timing: Timing
    days: int


@dataclass(frozen=True)
class RequestsPage:
    """How to ask, what became of those who asked, and for officers their list."""

    place: Unit | None
    figures: Figures
    from_day: date
    answers: tuple[Item, ...]
    page: "Page[Request] | None"
    rows: tuple[Row, ...]
    is_new_law: bool


def requests_page(actor: Actor, code: str, *, on: date, page: int = 1, is_open: bool = True) -> RequestsPage:
    """The page of one place, or of every place when no code is given; figures of the year."""
    place = places.unit_at(code, on=on) if code else None
    from_day = date(on.year, 1, 1)
    kept = kept_places(actor, on=on)
    asked = Request.objects.filter(published_as__isnull=False)  # few beside all items, so they are read first
    asked = asked.filter(published_as__place=place) if place else asked
    answers = Item.objects.filter(pk__in=asked.values("published_as"), state=ItemState.PUBLISHED.value)
    listed = Paginator(_listed(kept, is_open=is_open), PAGE).get_page(page) if kept else None
    return RequestsPage(
        place=place,
        figures=figures([place.pk] if place else None, from_day=from_day, until_day=date(on.year + 1, 1, 1), on=on),
        from_day=from_day,
        answers=tuple(answers.select_related("place").order_by("-published_at")[:MOST_ANSWERS]),
        page=listed,
        rows=tuple(_row(row, on) for row in listed or ()),
        is_new_law=on >= NEW_LAW_FROM,
    )


def _listed(kept: frozenset[int], *, is_open: bool) -> QuerySet[Request]:
    rows = Request.objects.filter(place__in=kept).select_related("place")
    if is_open:
        return rows.filter(closed_on=None).order_by(F("due_on").asc(nulls_last=True), "received_on", "pk")
    return rows.exclude(closed_on=None).order_by("-closed_on", "-pk")


def _row(row: Request, on: date) -> Row:
    ended = row.closed_on or on
    return Row(
        row, timing_of(row, on=on), days=(ended - row.due_on).days if row.due_on else (on - row.received_on).days
    )


def open_requests(kept: frozenset[int]) -> QuerySet[Request]:
    """Requests of some places that are not closed, those due soonest first."""
    rows = Request.objects.filter(place__in=kept, closed_on=None).select_related("place")
    return rows.order_by(F("due_on").asc(nulls_last=True), "received_on", "pk")


def open_amendments(kept: frozenset[int]) -> QuerySet[Amendment]:
    """Corrections in some places that are not closed."""
    rows = Amendment.objects.filter(request__place__in=kept, closed_on=None)
    return rows.select_related("request__place").order_by(F("due_on").asc(nulls_last=True), "pk")


def published_answers(words: Iterable[str]) -> QuerySet[Item]:
    """Published answers whose folded title and summary hold all the words."""
    found = Item.objects.filter(answered_request__isnull=False, state=ItemState.PUBLISHED.value)
    for word in words:
        found = found.filter(Q(folded__contains=word))
    return found.select_related("place").order_by("-published_at")
