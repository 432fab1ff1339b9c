"""What the holder of the receipt code does: agrees, contests once, rates, writes more. Nobody else can."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from danbiet.common import clock
from danbiet.common.actor import ANONYMOUS, Actor, Conflict, Damaged, say
from danbiet.places import selectors as places
from danbiet.places.models import Unit
from danbiet.voices.models import Case, Link, Message, Sender
from danbiet.voices.rules import FEEDBACK, Channel, Kind, Refused, Subject, Tie, Verdict
from danbiet.voices.rules import State as CaseState
from danbiet.voices.rules.router import propose
from danbiet.voices.rules.stages import Act
from danbiet.voices.rules.stages import require as require_move
from danbiet.voices.selectors.clocks import contest_until, standing_of
from danbiet.voices.selectors.gates import require as require_right
from danbiet.voices.selectors.joined import goes_on_in, of_one_sender
from danbiet.voices.selectors.receipts import refuse_codes
from danbiet.voices.services.cases import Contact, Received, Report
from danbiet.voices.services.intake import Reading, send
from danbiet.voices.services.keeping import lay_out
from danbiet.voices.services.recording import Deed, change, record, step

RATINGS = range(1, 6)
LONGEST = 5_000


class TooLate(Conflict):
    """The days in which the answer could be contested have passed; a message still opens a linked case."""


@dataclass(frozen=True)
class Written:
    """Where the words went: to the case itself, or to a new one that is linked with it and has a code of its own."""

    message: Message | None
    opened: Received | None = None


def agree(case: Case, *, at: datetime) -> Case:
    """The sender finds it done. The caller has opened the case by its code."""
    require_move(standing_of(case), Act.AGREE)
    on = clock.day(at)
    fields = {"verdict": Verdict.AGREED.value, "verdict_on": on}
    if case.merged_into_id is None:
        fields["state"] = CaseState.AGREED.value
    return change(case, deed=Deed(Act.AGREE, fields), by=ANONYMOUS, at=at)


def contest(case: Case, *, reason: str, at: datetime, pepper: bytes) -> Case:
    """The sender finds it not done: once, within the days allowed, and somebody else looks again.

    A case that was merged takes the answer as its own and is looked at by itself (decision 0191)."""
    require_move(standing_of(case), Act.CONTEST)
    on = clock.day(at)
    last = contest_until(goes_on_in(case))
    if last is None or on > last:
        raise TooLate(say("Đã hết ngày yêu cầu xem lại. Bạn vẫn viết thêm được: một việc mới sẽ nối với việc này."))
    if not reason.strip():
        raise Damaged(say("Hãy viết chỗ nào chưa xong."))
    refuse_codes(reason, pepper=pepper)
    fields = {
        "verdict": Verdict.CONTESTED.value, "verdict_on": on, "contested_on": on, "is_open": True, "closed_on": None,
        "officer": None,
    } | _own_answer(case)  # fmt: skip
    with transaction.atomic():
        Message.objects.create(case=case, at=at, is_from_sender=True, text=reason.strip()[:LONGEST])
        _listen(case, reason, at=at)
        return change(case, deed=Deed(Act.CONTEST, fields, told=reason, moves=1), by=ANONYMOUS, at=at)


def _own_answer(case: Case) -> dict[str, object]:
    """What a merged case takes over when it goes on by itself: the answer that was given to both."""
    target = goes_on_in(case)
    if target.pk == case.pk:
        return {}
    words = "\n\n".join(part for part in (target.answer, target.recheck_finding) if part)
    taken = case.accepted_on or (target.accepted_on and max(target.accepted_on, case.received_on))
    return {
        "merged_into": None, "state": CaseState.ANSWERED.value, "outcome": target.outcome, "answer": words,
        "answered_on": target.answered_on, "answered_by_id": target.answered_by_id, "accepted_on": taken,
        "refused_as": target.refused_as, "right_address": target.right_address,
    }  # fmt: skip


def rate(case: Case, *, rating: int, at: datetime) -> Case:
    """The sender's grade of 1 to 5; it may be changed, and silence stays silence."""
    require_move(standing_of(case), Act.RATE)
    if rating not in RATINGS:
        raise Damaged(say("Chấm từ 1 đến 5."))
    fields = {"rating": rating, "rated_on": clock.day(at)}
    return change(case, deed=Deed(Act.RATE, fields, payload={"rating": rating}), by=ANONYMOUS, at=at)


def write(case: Case, *, text: str, token: str, at: datetime, pepper: bytes, draw: Callable[[int], bytes]) -> Written:
    """More words from the sender: to the case while it, or the one in which it goes on, is open; else to a new one."""
    if not text.strip() or len(text) > LONGEST:
        raise Damaged(say("Hãy viết từ 1 đến {limit} chữ cái."), limit=LONGEST)
    refuse_codes(text, pepper=pepper)
    target = goes_on_in(case)
    if target.is_open:
        with transaction.atomic():
            _listen(target, text, at=at)
            return Written(_add(case, text, by=ANONYMOUS, at=at))
    with transaction.atomic():
        report, heard = _follow_up(case, text, token, on=clock.day(at)), Reading(propose(text))
        opened = send(report, reading=heard, by=ANONYMOUS, at=at, pepper=pepper, draw=draw)
        if opened.is_new:
            for other in {case.pk, target.pk}:
                Link.objects.create(case=opened.case, other_id=other, tie=Tie.FOLLOWS.value, at=at)
            step(target, deed=Deed(Act.WRITE, told=opened.case.number), by=ANONYMOUS, at=at)
    return Written(None, opened)


def _listen(case: Case, text: str, *, at: datetime) -> None:
    """More words in which a denunciation is heard: the case waits to be sorted once more, and until then nobody above
    the place reads what is said in it, nor is a stranger told of it (decision 0170)."""
    heard = propose(text)
    if Kind(case.kind) in FEEDBACK and heard.names_denunciation:
        lay_out(case, heard=heard, is_withheld=True, at=at)


def _add(case: Case, text: str, *, by: Actor, at: datetime) -> Message:
    with transaction.atomic():
        message = Message.objects.create(
            case=case, at=at, is_from_sender=by.user is None, by_id=by.user, text=text.strip()
        )
        deed = Deed(Act.WRITE if by.user is None else Act.REPLY, payload={"message": message.pk})
        step(case, deed=deed, by=by, at=at)
        record(case, deed=deed, by=by, at=at)
    return message


def _follow_up(case: Case, text: str, token: str, *, on: date) -> Report:
    """A new case for words that came after the end, read like any that are sent in: a closed complaint is not
    complained of by a message, a person says what the words are. After a refused denunciation they are withheld,
    whatever they say."""
    target = goes_on_in(case)
    kind = Kind(case.kind) if Kind(case.kind) in FEEDBACK else Kind.PETITION
    sender = Sender.objects.filter(case=case, erased_on=None).first()
    contact = (
        Contact(sender.name, sender.phone, sender.email, sender.address, sender.wants, sender.is_hidden)
        if sender
        else None
    )
    return Report(
        kind=kind, text=text, channel=Channel.WEB, place=_heir(target, on=on), title=case.title,
        subject=Subject(case.subject), address=case.address, point=_point(case), sender=contact, token=token,
        origin=("voices.case", case.number), is_withheld=case.refused_as == Refused.DENUNCIATION,
    )  # fmt: skip


def _point(case: Case) -> tuple[float, float] | None:
    return (case.latitude, case.longitude) if case.latitude is not None and case.longitude is not None else None


def _heir(case: Case, *, on: date) -> Unit:
    """The unit of the case, or the one that took most of it over."""
    if places.stands(case.place, on):
        return case.place
    passed = places.successors(case.place)
    return passed[0].unit if passed else case.place


def reply(case: Case, *, text: str, by: Actor, at: datetime) -> Message:
    """Ask the sender something, or tell them; read by the code."""
    require_right(by, case, Act.REPLY, on=clock.day(at))
    require_move(standing_of(case), Act.REPLY)
    if not text.strip() or len(text) > LONGEST:
        raise Damaged(say("Hãy viết từ 1 đến {limit} chữ cái."), limit=LONGEST)
    return _add(case, text, by=by, at=at)


def hide_name(case: Case, *, at: datetime) -> list[Case]:
    """The sender takes name and contact back, of this and of every case of theirs that is tied to it; the office sees
    them no longer, and the answers wait under the codes. The cases, so that what these became elsewhere follows."""
    cases = of_one_sender(case)
    with transaction.atomic():
        for one in cases:
            kept = Sender.objects.filter(case=one, erased_on=None)
            if kept.update(name="", phone="", email="", address="", wants="code", erased_on=clock.day(at)):
                deed = Deed(Act.FORGET)
                step(one, deed=deed, by=ANONYMOUS, at=at)
                record(one, deed=deed, by=ANONYMOUS, at=at)
    return cases
