"""What can happen to an information request, from its receipt to the published answer; one event an act.

Personal data of the requester stand in the payload of `receive_request` and `complete_request` alone, so that they can
be erased after the time of keeping.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Max

from danbiet.common import clock, files, personal
from danbiet.common.actor import ANONYMOUS, SYSTEM, Actor, Conflict, Damaged, Repeated, say
from danbiet.common.cleaning import clean
from danbiet.disclosure.models import Item, Obligation, Request
from danbiet.disclosure.rules import ItemKind
from danbiet.disclosure.rules.requests import (
    ANSWER_DUTY,
    NOTICE_DUTY,
    Complexity,
    Delivery,
    Ground,
    Move,
    State,
    request_number,
    require,
    require_extension,
    require_ground,
)
from danbiet.disclosure.selectors.keeping import require_keeper, require_kept
from danbiet.disclosure.selectors.requests import clock_at
from danbiet.disclosure.services import items
from danbiet.ledger import services as ledger
from danbiet.ledger.models import Event
from danbiet.places.models import Unit
from danbiet.plans.services import marked

__all__ = ["ANONYMOUS", "Complexity", "Delivery", "Ground"]
LONGEST_TEXT = 4000
TRIES = 5
PERSONAL_ACTS = ("disclosure.receive_request", "disclosure.complete_request", "disclosure.claim_wrong")


class RequestRefused(Damaged):
    """A form lacks what the law or the act asks for."""


class RequestChanged(Conflict):
    """Somebody else moved the request first."""


@dataclass(frozen=True)
class Asked:
    """A request as filed: name and contact are what the law asks a requester for, and no more.

    `received_on`: the day on which another part of the same office received it; its days run from then.
    """

    place: Unit
    delivery: Delivery
    text: str
    name: str
    contact: str
    obligation: Obligation | None = None
    received_on: date | None = None


@dataclass(frozen=True)
class Given:
    """An answer: words, what is withheld and why (a partial answer), and a file in which that is blacked out."""

    text: str
    withheld: str = ""
    name: str = ""
    data: bytes = b""


@dataclass(frozen=True)
class Publication:
    """An answer for everybody: title, words and a copy without personal data; `reason` accepts what was detected."""

    title: str
    summary: str
    name: str
    data: bytes
    reason: str = ""


def receive(
    *, asked: Asked, code: str, by: Actor, at: datetime, origin_kind: str = "", origin_number: str = ""
) -> Request:
    """Enter a request in the register (art. 26). `code` is the hash of its receipt; no clock runs yet.

    `by` is ANONYMOUS for a resident at the page, the officer for one at the office; the origin names the case of
    another part that was handed over.
    """
    for words in (asked.text, asked.name, asked.contact):
        if not words.strip():
            raise RequestRefused(say("Cần có nội dung yêu cầu, họ tên và nơi nhận câu trả lời."))
    if len(asked.text) > LONGEST_TEXT:
        raise RequestRefused(say("Nội dung dài quá {most} ký tự."), most=LONGEST_TEXT)
    require_kept(asked.place, on=clock.day(at))
    with transaction.atomic():
        if Request.objects.filter(code=code).exists():
            raise Repeated(say("Biểu mẫu này đã gửi rồi, việc đã được ghi."))
        row = _numbered(
            Request(
                code=code, place=asked.place, obligation=asked.obligation, origin_kind=origin_kind,
                origin_number=origin_number, delivery=asked.delivery.value, name=asked.name.strip(),
                contact=asked.contact.strip(), text=asked.text.strip(),
                received_on=asked.received_on or clock.day(at),
            )
        )  # fmt: skip
        payload = {
            "number": row.number, "name": row.name, "contact": row.contact, "text": row.text,
            "delivery": row.delivery, "origin": f"{origin_kind} {origin_number}".strip(),
        }  # fmt: skip
        _record("receive_request", row, payload, by=by, at=at)
    return row


def _numbered(row: Request) -> Request:
    """Give the row the next number of its year; two at once try again."""
    year = row.received_on.year
    for _ in range(TRIES):
        last = Request.objects.filter(year=year).aggregate(last=Max("serial"))["last"] or 0
        row.year, row.serial, row.number = year, last + 1, request_number(year, last + 1)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            continue
        return row
    raise RequestChanged(say("Có nhiều yêu cầu gửi cùng lúc. Gửi lại sau vài giây."))


def ask_completion(row: Request, *, words: str, by: Actor, at: datetime) -> Request:
    """Help the sender complete an unclear form; the clock has not started."""
    text = _public(words, say("Ghi rõ cần bổ sung điều gì."))
    fields = {"completion": text, "completion_asked_on": clock.day(at), "state": State.INCOMPLETE.value}
    return _move(row, Move.ASK_COMPLETION, fields, {"words": text}, by=by, at=at)


def complete(row: Request, *, text: str, by: Actor, at: datetime) -> Request:
    """The completed words, written down by an officer; the request counts as valid from this day."""
    require_keeper(by, row.place, on=clock.day(at))
    return _complete(row, text, by=by, at=at)


def complete_by_sender(row: Request, *, text: str, by: Actor, at: datetime) -> Request:
    """The completed words from whoever holds the receipt code, which the page asked for."""
    return _complete(row, text, by=by, at=at)


def _complete(row: Request, text: str, *, by: Actor, at: datetime) -> Request:
    if not text.strip() or len(text) > LONGEST_TEXT:
        raise RequestRefused(say("Viết lại nội dung cần cung cấp cho rõ, tối đa {most} ký tự."), most=LONGEST_TEXT)
    fields = {"text": text.strip(), "completed_on": clock.day(at), "state": State.RECEIVED.value}
    return _write(row, Move.COMPLETE, fields, {"text": text.strip()}, by=by, at=at)


def accept(row: Request, *, complexity: Complexity, subject: str, by: Actor, at: datetime) -> Request:
    """Find the request valid and simple or complex: its clock runs from the day on which the form was complete."""
    words = _public(subject, say("Ghi một dòng về thông tin được yêu cầu, không có tên người."))
    delivery, valid_on = Delivery(row.delivery), row.completed_on or row.received_on
    answer_duty = ANSWER_DUTY[delivery, complexity]
    due = clock_at(answer_duty, place=row.place, on=valid_on)
    notice_duty = NOTICE_DUTY.get((delivery, complexity))
    notice = clock_at(notice_duty, place=row.place, on=valid_on) if notice_duty else None
    fields = {
        "complexity": complexity.value, "subject": words, "valid_on": valid_on, "duty": due.duty,
        "due_on": due.due_on, "first_due_on": due.due_on, "notice_due_on": notice.due_on if notice else None,
        "state": State.ACCEPTED.value,
    }  # fmt: skip
    payload = {"complexity": complexity.value, "subject": words, "duty": due.duty, "due": due.due_on}
    return _move(row, Move.ACCEPT, fields, payload, by=by, at=at)


def notify(row: Request, *, by: Actor, at: datetime) -> Request:
    """The written notice of the time limit went out (art. 30(4), 31(2))."""
    if row.notified_on is not None:
        raise RequestChanged(say("Đã ghi ngày gửi thông báo thời hạn."))
    return _move(row, Move.NOTIFY, {"notified_on": clock.day(at)}, {}, by=by, at=at)


def extend(row: Request, *, reason: str, by: Actor, at: datetime) -> Request:
    """Extend once, in writing, within the limit itself."""
    require(State(row.state), Move.EXTEND)
    words = _public(reason, say("Ghi lý do gia hạn; văn bản báo cho người yêu cầu phải có lý do."))
    is_extended = row.extended_on is not None
    require_extension(row.duty, due_on=row.due_on, on=clock.day(at), is_extended=is_extended)
    due = clock_at(row.duty, place=row.place, on=row.valid_on or row.received_on, extensions=1)
    fields = {"extended_on": clock.day(at), "extension_reason": words, "due_on": due.due_on}
    return _move(row, Move.EXTEND, fields, {"reason": words, "due": due.due_on}, by=by, at=at)


def note_cost(row: Request, *, amount: int, note: str, by: Actor, at: datetime) -> Request:
    """The real cost of print, copy and post, and nothing else (art. 12)."""
    words = _public(note, say("Ghi in, sao, chụp hay gửi bao nhiêu trang; ngoài chi phí ấy không thu gì khác."))
    if amount < 0:
        raise RequestRefused(say("Chi phí không thể là số âm."))
    return _move(row, Move.COST, {"cost": amount, "cost_note": words}, {"cost": amount, "note": words}, by=by, at=at)


def answer(row: Request, *, given: Given, by: Actor, at: datetime) -> Request:
    """Give the information, all of it or with a part withheld and the reason for that."""
    require(State(row.state), Move.ANSWER)
    require_keeper(by, row.place, on=clock.day(at))
    if not given.text.strip():
        raise RequestRefused(say("Ghi nội dung trả lời, hoặc nói tệp gửi kèm gồm những gì."))
    stored = files.store(clean(given.data, name=given.name).data) if given.data else None
    fields = {
        "answer": given.text.strip(), "withheld": given.withheld.strip(), "closed_on": clock.day(at),
        "file": stored.sha256 if stored else "", "file_kind": stored.kind if stored else "",
        "state": State.ANSWERED.value,
    }  # fmt: skip
    payload = {"is_partial": bool(given.withheld.strip()), "withheld": given.withheld.strip(), "file": fields["file"]}
    return _move(row, Move.ANSWER, fields, payload, by=by, at=at)


def refuse(row: Request, *, ground: Ground, reason: str, by: Actor, at: datetime) -> Request:
    """Refuse in writing, on one of the six grounds of art. 28, with the reasons."""
    require(State(row.state), Move.REFUSE)
    require_ground(ground, valid_on=row.valid_on or row.received_on)
    words = _public(reason, say("Từ chối phải có lý do cụ thể, không chỉ nêu điều luật."))
    fields = {"ground": ground.value, "reason": words, "closed_on": clock.day(at), "state": State.REFUSED.value}
    return _move(row, Move.REFUSE, fields, {"ground": ground.value, "reason": words}, by=by, at=at)


def redirect(row: Request, *, to: str, by: Actor, at: datetime) -> Request:
    """Show the sender who has the information."""
    words = _public(to, say("Ghi cơ quan nào có thông tin này."))
    fields = {"redirected_to": words[:200], "closed_on": clock.day(at), "state": State.REDIRECTED.value}
    return _move(row, Move.REDIRECT, fields, {"to": words}, by=by, at=at)


def publish_answer(row: Request, *, publication: Publication, by: Actor, at: datetime) -> Item:
    """Make an answer public as an item of its own, from a copy in which personal data are blacked out."""
    require(State(row.state), Move.PUBLISH)
    require_keeper(by, row.place, on=clock.day(at))
    draft = items.Draft(
        kind=ItemKind.ANSWER.value, title=publication.title, summary=publication.summary,
        upload=items.Upload(name=publication.name, data=publication.data),
    )  # fmt: skip
    made = items.made_ready(row.place, draft=draft, by=by, at=at)
    with marked():
        if Request.objects.select_for_update().get(pk=row.pk).published_as_id is not None:
            raise RequestChanged(say("Câu trả lời này đã được công khai."))
        item = items.keep_draft(row.place, draft=draft, made=made, by=by, at=at)
        items.publish(item.versions.get(), accepted_reason=publication.reason, by=by, at=at)
        _write(row, Move.PUBLISH, {"published_as": item}, {"item": item.pk}, by=by, at=at)
    item.refresh_from_db()
    return item


def forget_requesters(*, before: date, at: datetime, by: Actor = SYSTEM) -> int:
    """Erase names, contacts and texts of requests closed before a day, here and in the record; how many it were."""
    rows = list(Request.objects.filter(closed_on__lt=before, forgotten_on=None))
    for row in rows:
        with transaction.atomic():
            Request.objects.filter(pk=row.pk).update(name="", contact="", text="", forgotten_on=clock.day(at))
            row.amendments.filter(origin="claimed").update(text="")
            for seq in _openings(row):
                ledger.erase(by=by, seq=seq, part="payload", reason="retention of requesters", at=at)
    return len(rows)


def hide_requester(row: Request, *, at: datetime) -> None:
    """The requester takes name and contact back, here and in the record; the words stay until they were answered, and
    the answer waits under the code."""
    with transaction.atomic():
        Request.objects.filter(pk=row.pk).update(name="", contact="", version=F("version") + 1)
        for seq in _openings(row):
            ledger.erase(by=ANONYMOUS, seq=seq, part="payload", reason="taken back by the requester", at=at)


def _openings(row: Request) -> list[int]:
    """The events whose payloads hold the requester's data."""
    found = Event.objects.filter(target=row.target, act__in=PERSONAL_ACTS, openings__part="payload")
    return list(found.order_by("seq").values_list("seq", flat=True))


def _move(
    row: Request, move: Move, fields: Mapping[str, object], payload: Mapping[str, object], *, by: Actor, at: datetime
) -> Request:
    require_keeper(by, row.place, on=clock.day(at))
    return _write(row, move, fields, payload, by=by, at=at)


def _write(
    row: Request, move: Move, fields: Mapping[str, object], payload: Mapping[str, object], *, by: Actor, at: datetime
) -> Request:
    """Change the request where it still is as it was seen, and record the act."""
    require(State(row.state), move)
    with marked():
        seen = Request.objects.filter(pk=row.pk, state=row.state, version=row.version)
        if not seen.update(**fields, version=row.version + 1):
            raise RequestChanged(say("Người khác vừa xử lý yêu cầu này. Tải lại trang."))
        _record(f"{move.value}_request", row, payload, by=by, at=at)
    row.refresh_from_db()
    return row


def _public(text: str, missing: str) -> str:
    """Words that stand in letters, figures or public pages: not empty, without a person's numbers."""
    words = text.strip()
    if not words:
        raise RequestRefused(missing)
    if personal.find(words):
        raise RequestRefused(say("Dòng này vào sổ theo dõi và có thể công khai: bỏ số điện thoại, số giấy tờ."))
    return words


def _record(act: str, row: Request, payload: Mapping[str, object], *, by: Actor, at: datetime) -> None:
    ledger.record(by=by, act=f"disclosure.{act}", target=row.target, place=row.place.key, payload=payload, at=at)
