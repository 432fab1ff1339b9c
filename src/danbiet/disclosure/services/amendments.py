"""Wrong information that was given, and its correction step by step (Law 104/2016 art. 32)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from danbiet.common import clock, personal
from danbiet.common.actor import ANONYMOUS, Actor, Conflict, Damaged, say
from danbiet.disclosure.models import Amendment, Request
from danbiet.disclosure.rules.requests import (
    AFTER_REPLY_DUTY,
    AMENDMENT_DUTY,
    CREATOR_DUTY,
    VERIFY_DUTY,
    Move,
    Origin,
    Outcome,
    State,
    Step,
    require,
    require_step,
)
from danbiet.disclosure.selectors.keeping import require_keeper
from danbiet.disclosure.selectors.requests import clock_at
from danbiet.ledger import services as ledger

__all__ = ["Outcome"]
LONGEST_TEXT = 4000


class AmendmentRefused(Damaged):
    """The words are missing or cannot be taken."""


class AmendmentChanged(Conflict):
    """Somebody else went on with the correction first, or one is open already."""


def find_wrong(request: Request, *, text: str, by: Actor, at: datetime) -> Amendment:
    """The office found that what it gave was wrong: five working days to correct it (art. 32(1))."""
    require_keeper(by, request.place, on=clock.day(at))
    return _open(request, Origin.FOUND, text, by=by, at=at)


def claim_wrong(request: Request, *, text: str, at: datetime) -> Amendment:
    """Whoever holds the receipt code says it was wrong: answered in fifteen days (art. 32(2))."""
    return _open(request, Origin.CLAIMED, text, by=ANONYMOUS, at=at)


def _open(request: Request, origin: Origin, text: str, *, by: Actor, at: datetime) -> Amendment:
    require(State(request.state), Move.AMEND)
    words, on = text.strip(), clock.day(at)
    if not words or len(words) > LONGEST_TEXT:
        raise AmendmentRefused(say("Ghi rõ điều gì sai, tối đa {most} ký tự."), most=LONGEST_TEXT)
    with transaction.atomic():
        Request.objects.select_for_update().get(pk=request.pk)
        if request.amendments.filter(closed_on=None).exists():
            raise AmendmentChanged(say("Đang có một việc đính chính chưa xong cho yêu cầu này."))
        row = Amendment.objects.create(
            request=request, origin=origin.value, text=words, opened_on=on, duty=AMENDMENT_DUTY[origin],
            due_on=clock_at(AMENDMENT_DUTY[origin], place=request.place, on=on).due_on,
            verify_due_on=clock_at(VERIFY_DUTY, place=request.place, on=on).due_on,
        )  # fmt: skip
        act = "claim_wrong" if origin is Origin.CLAIMED else "find_wrong"
        _record(act, row, {"amendment": row.pk, "text": words}, by=by, at=at)
    return row


def ask_creator(row: Amendment, *, agency: str, by: Actor, at: datetime) -> Amendment:
    """Ask the agency that made the information to verify it, when the office cannot (art. 32(3))."""
    on = clock.day(at)
    fields = {
        "step": Step.VERIFYING.value, "asked": _words(agency, say("Ghi cơ quan được hỏi."))[:200], "asked_on": on,
        "duty": CREATOR_DUTY, "due_on": clock_at(CREATOR_DUTY, place=row.request.place, on=on).due_on,
    }  # fmt: skip
    return _step(row, Step.VERIFYING, fields, act="ask_creator", by=by, at=at)


def note_reply(row: Amendment, *, text: str, by: Actor, at: datetime) -> Amendment:
    """What that agency answered: three working days to correct or inform."""
    on = clock.day(at)
    fields = {
        "step": Step.REPLIED.value, "reply": _words(text, say("Ghi nơi ấy trả lời thế nào.")), "replied_on": on,
        "duty": AFTER_REPLY_DUTY, "due_on": clock_at(AFTER_REPLY_DUTY, place=row.request.place, on=on).due_on,
    }  # fmt: skip
    return _step(row, Step.REPLIED, fields, act="note_reply", by=by, at=at)


def close(row: Amendment, *, outcome: Outcome, text: str, by: Actor, at: datetime) -> Amendment:
    """Correct the information, or tell the requester why it was right."""
    fields = {
        "step": Step.CLOSED.value, "outcome": outcome.value, "closed_on": clock.day(at),
        "answer": _words(text, say("Ghi thông tin đúng, hoặc vì sao thông tin đã cung cấp là đúng.")),
    }  # fmt: skip
    return _step(row, Step.CLOSED, fields, act="close_amendment", by=by, at=at)


def _step(
    row: Amendment, wanted: Step, fields: Mapping[str, object], *, act: str, by: Actor, at: datetime
) -> Amendment:
    require_keeper(by, row.request.place, on=clock.day(at))
    require_step(Step(row.step), wanted)
    with transaction.atomic():
        if not Amendment.objects.filter(pk=row.pk, step=row.step).update(**fields):
            raise AmendmentChanged(say("Người khác vừa xử lý việc đính chính này. Tải lại trang."))
        _record(act, row, {"amendment": row.pk, **fields}, by=by, at=at)
    row.refresh_from_db()
    return row


def _words(text: str, missing: str) -> str:
    words = text.strip()
    if not words:
        raise AmendmentRefused(missing)
    if personal.find(words):
        raise AmendmentRefused(say("Bỏ số điện thoại, số giấy tờ, số tài khoản khỏi dòng này."))
    return words


def _record(act: str, row: Amendment, payload: Mapping[str, object], *, by: Actor, at: datetime) -> None:
    request = row.request
    ledger.record(
        by=by, act=f"disclosure.{act}", target=request.target, place=request.place.key, payload=payload, at=at
    )
