"""What the office does with a case before it answers: accepts, refuses, sends on, assigns, calls by its kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from danbiet.accounts.models import User
from danbiet.common import clock
from danbiet.common.actor import Actor, Conflict, Damaged, say
from danbiet.places import selectors as places
from danbiet.places.models import Agency, Unit
from danbiet.places.rules.kinds import Tier
from danbiet.voices.models import Case, Forwarding
from danbiet.voices.rules import COMPLAINTS, FEEDBACK, Kind, Outcome, Refused, State
from danbiet.voices.rules.letters import Forwarder, Letter
from danbiet.voices.rules.rights import Look, rights
from danbiet.voices.rules.stages import Act
from danbiet.voices.selectors.gates import reach
from danbiet.voices.selectors.intake import receiver
from danbiet.voices.selectors.joined import merged_under
from danbiet.voices.selectors.succession import seat_of, seats
from danbiet.voices.services.forwarding import Through, forwarded, sent_on
from danbiet.voices.services.keeping import erase_words, require_sorted, settle
from danbiet.voices.services.recording import Deed, Owing, change, draft, require

# what a denunciation was found to be once it had been taken up: nothing of it stays public, nor looked at again
_UNPUBLISHED = {
    "published_at": None, "published_by": None, "public_folded": None, "redacted_at": None, "redacted_by": None,
    "merged_into": None,
}  # fmt: skip


class TakenUp(Conflict):
    """Whoever took a case up answers it; it is refused no more, but for being a denunciation."""


class NotHere(Damaged):
    """A unit, agency or officer does not stand where the act needs it."""


@dataclass(frozen=True)
class Refusing:
    """Why it is not taken up, and where the person should go."""

    as_: Refused
    reason: str
    right_address: str

    @property
    def is_denunciation(self) -> bool:
        """Nothing of it may stay here."""
        return self.as_ is Refused.DENUNCIATION


class NoRequest(Damaged):
    """An information request is handed over together with the request that it becomes."""


@dataclass(frozen=True)
class Expected:
    """By when those who got a case answer it, in words with the article; no day where none is known."""

    words: str
    due_on: date | None = None
    certainty: str = ""


@dataclass(frozen=True)
class Given:
    """Who handles it: an agency of the place, an officer of the place, or both."""

    agency: Agency | None = None
    officer: User | None = None


def accept(case: Case, *, by: Actor, at: datetime, told: str = "") -> Case:
    """Take a case up; of a complaint, the letters of acceptance fall due and the clock of settling begins."""
    on = clock.day(at)
    require(case, act=Act.ACCEPT, by=by, on=on)
    require_sorted(case, takes_up=True)
    owing = (Owing(Letter.ACCEPTED, case.transferred_on or case.received_on),) if _is_complaint(case) else ()
    fields = {"state": State.ACCEPTED.value, "accepted_on": on}
    with transaction.atomic():
        settle(case, by=by, at=at)
        return change(case, deed=Deed(Act.ACCEPT, fields, told=told, owing=owing), by=by, at=at)


def _is_complaint(case: Case) -> bool:
    return Kind(case.kind) in COMPLAINTS


def refuse(case: Case, *, refusing: Refusing, by: Actor, at: datetime) -> Case:
    """Close a case without taking it up: always with a class of reason, words, and the right address.

    What is found to be a denunciation is refused and erased at any time while it is open, with what was merged into it.
    """
    require(case, act=Act.REFUSE, by=by, on=clock.day(at))
    if not refusing.reason.strip() or not refusing.right_address.strip():
        raise Damaged(say("Từ chối cần nêu lý do và chỉ đúng nơi để người dân đến."))
    if not refusing.is_denunciation and (case.state != State.RECEIVED or case.merged_into_id):
        raise TakenUp(say("Việc đã tiếp nhận hoặc đã gộp: chỉ còn từ chối được khi nhận ra đây là tố cáo."))
    with transaction.atomic():
        if refusing.is_denunciation:
            for one in merged_under(case):
                _refuse(one, refusing, by=by, at=at)
        return _refuse(case, refusing, by=by, at=at)


def _refuse(case: Case, refusing: Refusing, *, by: Actor, at: datetime) -> Case:
    on, moves = clock.day(at), -1 if case.is_open else 0
    reason, address = refusing.reason.strip(), refusing.right_address.strip()
    outcome = Outcome.NOT_OUR_POWER if refusing.as_ is Refused.NOT_OUR_POWER else Outcome.REFUSED
    fields = {
        "state": State.ANSWERED.value, "outcome": outcome.value, "refused_as": refusing.as_.value,
        "right_address": address[:300], "answer": reason, "answered_on": on, "answered_by_id": by.user,
        "is_open": False, "closed_on": on,
    } | (_UNPUBLISHED if refusing.is_denunciation else {})  # fmt: skip
    owing = Owing(Letter.NOT_ACCEPTED, case.transferred_on or case.received_on, reason, address)
    owed = owing if _is_complaint(case) else Owing(Letter.ANSWER, on, reason)
    deed = Deed(Act.REFUSE, fields, told=reason, moves=moves, owing=(owed,), payload={"as": refusing.as_.value})
    settle(case, by=by, at=at, is_shown=not refusing.is_denunciation)
    change(case, deed=deed, by=by, at=at)
    if refusing.is_denunciation:
        erase_words(case, on=on)
    return case


def name_forwarder(case: Case, *, forwarder: Forwarder, name: str, by: Actor, at: datetime) -> Forwarding:
    """Note which body forwarded a case, before it is decided: it is told what it must be told by law (CPL-23, REC-07,
    and with every notice of acceptance and decision)."""
    on = clock.day(at)
    require(case, act=Act.NAME_FORWARDER, by=by, on=on)
    with transaction.atomic():
        body = forwarded(case, through=Through(forwarder, name), by=by, at=at)
        if _is_complaint(case) and case.accepted_on:
            owing = Owing(Letter.ACCEPTED, case.transferred_on or case.received_on)
            draft(case, owing=owing, calendar=places.calendar_for(case.place, on=on), at=at, to=[body])
        change(case, deed=Deed(Act.NAME_FORWARDER, payload={"forwarder": forwarder.value}), by=by, at=at)
    return body


def transfer(case: Case, *, to: Unit, reason: str, by: Actor, at: datetime, is_asked: bool = False) -> Case:
    """Send a case on to another unit, with a reason that the sender reads; an answer stays expected on the same day.

    `is_asked`: the sender asked to hear of the end from here, too.
    """
    on = clock.day(at)
    require(case, act=Act.TRANSFER_OUT, by=by, on=on)
    if not reason.strip():
        raise Damaged(say("Chuyển đi cần nêu lý do, người gửi sẽ đọc lý do này."))
    if to.pk == case.place_id or not places.stands(to, on):
        raise NotHere(say("{place} không nhận chuyển được: chọn đơn vị khác đang hoạt động."), place=to)
    settled_at(to, kind=Kind(case.kind), on=on)
    owing = Owing(Letter.FORWARDED, on, reason.strip(), to.name_vi)
    with transaction.atomic():
        payload = {"from": case.place.key, "to": to.key}
        sent_on(case, is_asked=is_asked, by=by, at=at)
        change(case, deed=Deed(Act.TRANSFER_OUT, told=reason, moves=-1, owing=(owing,), payload=payload), by=by, at=at)
        fields = {"place": to, "agency": None, "officer": None, "transferred_on": on} | _back_to_the_start(case)
        change(case, deed=Deed(Act.TRANSFER_IN, fields, moves=1, payload=payload), by=by, at=at)
    return case


def _back_to_the_start(case: Case) -> dict[str, object]:
    """Whoever gets it has not accepted it yet."""
    return {"state": State.RECEIVED.value, "accepted_on": None}


def assign(case: Case, *, given: Given, by: Actor, at: datetime) -> Case:
    """Give a case to an agency or officer of its place."""
    require(case, act=Act.ASSIGN, by=by, on=clock.day(at))
    _check_given(case, given, on=clock.day(at))
    fields = {"agency": given.agency, "officer": given.officer}
    payload = {"agency": given.agency and given.agency.pk, "officer": given.officer and given.officer.pk}
    return change(case, deed=Deed(Act.ASSIGN, fields, payload=payload), by=by, at=at)


def assign_many(cases: Sequence[Case], *, given: Given, by: Actor, at: datetime) -> int:
    """Give several cases to the same hands: all of them or none."""
    if not cases:
        raise Damaged(say("Chọn ít nhất một vụ việc để giao."))
    if given.agency is None and given.officer is None:
        raise Damaged(say("Chọn bộ phận hoặc người nhận."))
    with transaction.atomic():
        for case in cases:
            assign(case, given=given, by=by, at=at)
    return len(cases)


def _check_given(case: Case, given: Given, *, on: date) -> None:
    if given.agency and given.agency.place_id not in seats(case, on=on):
        raise NotHere(say("{agency} không thuộc {place}."), agency=given.agency, place=case.place)
    if given.officer:
        found = rights(reach(given.officer.actor(on), case.place_id, on=on), Kind(case.kind))
        if Look.CASE not in found:
            raise NotHere(say("{name} không xử lý loại đơn này ở {place}."), name=given.officer, place=case.place)


def reclassify(case: Case, *, kind: Kind, reason: str, by: Actor, at: datetime) -> Case:
    """Call a case by its right kind, which is then confirmed: a complaint that came as a report gets the clock and the
    rights of a complaint."""
    on = clock.day(at)
    require(case, act=Act.RECLASSIFY, by=by, on=on)
    if not reason.strip() or kind.value == case.kind:
        raise Damaged(say("Chọn loại đơn khác và nêu vì sao đổi."))
    settled_at(seat_of(case.place, on=on), kind=kind, on=on)
    fields = {"kind": kind.value, "agency": None, "officer": None}
    owing = (Owing(Letter.HANDLING, case.received_on),) if kind in FEEDBACK and not _has_handling(case) else ()
    deed = Deed(Act.RECLASSIFY, fields, told=reason, owing=owing, payload={"from": case.kind, "to": kind.value})
    with transaction.atomic():
        settle(case, by=by, at=at)
        return change(case, deed=deed, by=by, at=at)


def settled_at(place: Unit, *, kind: Kind, on: date) -> None:
    """Refuse a second complaint in a ward: its chair, who decided the first, would decide the complaint against it."""
    above = receiver(place, kind, on=on)
    if place.tier == Tier.WARD.value and above != place:
        sentence = say("Khiếu nại lần hai do {above} giải quyết (Luật 02/2011/QH13, điều 33): chuyển đơn lên nơi ấy.")
        raise NotHere(sentence, above=above)


def _has_handling(case: Case) -> bool:
    return case.notices.filter(letter=Letter.HANDLING.value).exists()


def hand_over(
    case: Case, *, to: str, by: Actor, at: datetime, number: str = "", expected: Expected | None = None
) -> Case:
    """Note that a crime report went to the police, or an information request to those who answer it (`number` there).

    The act that also opens the request in disclosure stands in `web.services` and calls this one; without it an
    information request is not handed over.
    """
    on = clock.day(at)
    require(case, act=Act.HAND_OVER, by=by, on=on)
    if not to.strip():
        raise Damaged(say("Chuyển cho cơ quan nào?"))
    if case.kind == Kind.INFORMATION_REQUEST and expected is None:
        raise NoRequest(
            say("Yêu cầu cung cấp thông tin chuyển bằng cách mở hồ sơ yêu cầu, không chỉ ghi là đã chuyển.")
        )
    told = f"{to.strip()} {number}".strip()
    fields: dict[str, object] = {
        "handed_over_on": on, "handed_to": told[:300], "is_open": False, "closed_on": on,
    }  # fmt: skip
    if expected and expected.due_on:
        fields |= {"answer_due_on": expected.due_on, "answer_certainty": expected.certainty}
    owing = Owing(Letter.FORWARDED, on, "thuộc thẩm quyền của cơ quan nhận", to.strip())
    words = f"{told}. {expected.words}" if expected else told
    deed = Deed(Act.HAND_OVER, fields, told=words, moves=-1, owing=(owing,), payload={"to": told})
    return change(case, deed=deed, by=by, at=at)
