"""What waits for officers from what residents say and ask: comments, claims of error, consultations, requests."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from danbiet.common import clock
from danbiet.common.actor import Actor
from danbiet.common.desk import NOW, DeskItem, limited, status
from danbiet.common.templatetags.counting import cited
from danbiet.disclosure.models import Amendment, Request
from danbiet.disclosure.rules.requests import ERROR_CLAIM_DUTY, REGISTER_DUTY, State, unknown_words
from danbiet.disclosure.rules.talk import CONSULTATION_DUTY, PLAN_DUTY
from danbiet.disclosure.selectors import requests, talk
from danbiet.disclosure.selectors.keeping import kept_places
from danbiet.disclosure.selectors.reminders import PART, more
from danbiet.law.duties import cited as cited_on

AHEAD = timedelta(days=5)
MOST = 40


def desk_items(actor: Actor, *, on: date) -> list[DeskItem]:
    """Everything said or asked that waits for the actor. At most five queries."""
    kept = kept_places(actor, on=on)
    if not kept:
        return []
    kinds = (_comments, _consultations, _requests, _amendments)
    return [row for kind in kinds for row in limited(kind(kept, on), MOST, more=more())]


def _source(duty_id: str, *, on: date) -> str:
    """The article of a duty, on the day from which it runs; "" where it was not in force then."""
    found = cited_on(duty_id, on=on)
    return cited(found) if found else ""


def _comments(kept: frozenset[int], on: date) -> Iterator[DeskItem]:
    for row in talk.waiting_comments(kept)[: MOST + 1]:
        url = reverse("disclosure:comments", args=[row.item_id]) + f"#y-{row.pk}"
        title = _("Góp ý chờ trả lời: {item}").format(item=row.item.title)
        if row.kind == "error":
            title = _("Người dân nói thông tin sai: {item}").format(item=row.item.title)
        yield DeskItem(
            PART, status(row.due_on, on) if row.due_on else NOW, title, url, row.due_on,
            why="" if row.is_clock_known else _(unknown_words(on)),
            source=_source(ERROR_CLAIM_DUTY, on=clock.day(row.sent_at)) if row.due_on else "",
            detail=row.item.place.name_vi,
            is_inherited=row.item.place.has_ended(on),
        )  # fmt: skip


def _consultations(kept: frozenset[int], on: date) -> Iterator[DeskItem]:
    for row in talk.closing_consultations(kept, on=on, ahead=AHEAD):
        is_over = row.until_on < on
        title = _("Kết luận, công khai kết quả lấy ý kiến: {item}") if is_over else _("Sắp hết lấy ý kiến: {item}")
        yield DeskItem(
            PART, NOW if is_over else status(row.until_on, on), title.format(item=row.item.title),
            reverse("disclosure:comments", args=[row.item_id]), None if is_over else row.until_on,
            why=_("Luật không định ngày kết luận") if is_over else "",
            source=_source(PLAN_DUTY if is_over else CONSULTATION_DUTY, on=row.from_on), detail=row.item.place.name_vi,
            is_inherited=row.item.place.has_ended(on),
        )  # fmt: skip


def _requests(kept: frozenset[int], on: date) -> Iterator[DeskItem]:
    for row in requests.open_requests(kept)[: MOST + 1]:
        yield DeskItem(
            PART, _status(row, on), _title(row), reverse("disclosure:request", args=[row.pk]), row.due_on,
            why=_why(row), source=_source(row.duty or REGISTER_DUTY, on=row.valid_on or row.received_on),
            detail=row.place.name_vi,
        )  # fmt: skip


def _title(row: Request) -> str:
    words = {
        State.RECEIVED: _("Xem phiếu yêu cầu thông tin {number}"),
        State.INCOMPLETE: _("Chờ người gửi bổ sung phiếu {number}"),
        State.ACCEPTED: _("Trả lời yêu cầu thông tin {number}: {subject}"),
    }[State(row.state)]
    return words.format(number=row.number, subject=row.subject)


def _status(row: Request, on: date) -> str:
    return NOW if row.state == State.RECEIVED else status(row.due_on, on)


def _why(row: Request) -> str:
    if row.state == State.INCOMPLETE:
        return _("Chưa tính thời hạn: phiếu chưa đủ")
    if row.valid_on is None or row.due_on is not None:
        return _("Nhận ngày {day}").format(day=f"{row.received_on:%d/%m/%Y}")
    return _(unknown_words(row.valid_on))


def _amendments(kept: frozenset[int], on: date) -> Iterator[DeskItem]:
    for row in requests.open_amendments(kept)[: MOST + 1]:
        yield DeskItem(
            PART, status(row.due_on, on) if row.due_on else NOW,
            _("Đính chính thông tin đã cung cấp: {number}").format(number=row.request.number),
            reverse("disclosure:request", args=[row.request_id]), row.due_on, why=_amendment_why(row),
            source=_source(row.duty, on=row.opened_on), detail=row.request.place.name_vi,
        )  # fmt: skip


def _amendment_why(row: Amendment) -> str:
    return row.step_label if row.due_on else _(unknown_words(row.opened_on))
