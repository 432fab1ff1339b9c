"""Answering in words of one's own, promises among the tasks; decisions sent and posted; re-checks."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from danbiet.common import clock
from danbiet.common.actor import Actor, Conflict, Damaged, NotAllowed, say
from danbiet.places import selectors as places
from danbiet.places.models import Agency
from danbiet.plans import services as plans
from danbiet.voices.models import Case, Notice, Promise
from danbiet.voices.rules import COMPLAINTS, MOST_PHOTOS, Kind, Outcome, State
from danbiet.voices.rules.answers import require_own_words
from danbiet.voices.rules.clocks import posted_until
from danbiet.voices.rules.dialogues import require_dialogue
from danbiet.voices.rules.letters import BODIES, Letter, decided
from danbiet.voices.rules.stages import Act
from danbiet.voices.selectors.gates import require_letter
from danbiet.voices.services.cases import Picture, attach, kept
from danbiet.voices.services.forwarding import tell_on
from danbiet.voices.services.keeping import require_sorted
from danbiet.voices.services.recording import Deed, Owing, change, record, require, step, written

WHERE = "[họp, niêm yết, phương tiện thông tin đại chúng nào]"  # Luật 02/2011/QH13, điều 41(2)
GIVEN = frozenset({Outcome.SOLVED, Outcome.PARTLY, Outcome.REFUSED, Outcome.NOT_OUR_POWER, Outcome.CANNOT_VERIFY})


class SameOfficer(NotAllowed):
    """Whoever answered does not judge the contest."""


class LetterSent(Conflict):
    """The letter was sent before."""


@dataclass(frozen=True)
class Answer:
    """What came out of it, in words of one's own, with pictures of what was done."""

    outcome: Outcome
    text: str
    photos: tuple[Picture, ...] = field(default=())
    promised: tuple[str, date] | None = None


def answer(case: Case, *, given: Answer, by: Actor, at: datetime) -> Case:
    """Answer a report or petition, or decide a complaint, which then has to be sent to all who must get it."""
    on = clock.day(at)
    require(case, act=Act.ANSWER, by=by, on=on)
    require_sorted(case)
    _check(given)
    require_dialogue(Kind(case.kind), given.outcome, held_on=case.dialogue_held_on)
    is_complaint = Kind(case.kind) in COMPLAINTS
    closing: dict[str, object] = {} if is_complaint else {"is_open": False, "closed_on": on}
    fields = closing | {
        "state": State.ANSWERED.value, "outcome": given.outcome.value, "answer": given.text.strip(),
        "answered_on": on, "answered_by_id": by.user,
    }  # fmt: skip
    deed = Deed(
        Act.ANSWER, fields, told=given.text, moves=0 if is_complaint else -1, owing=_owed(case, given, on=on),
        payload={"outcome": given.outcome.value},
    )  # fmt: skip
    return _answered(case, deed, given, by=by, at=at)


def _owed(case: Case, given: Answer, *, on: date) -> tuple[Owing, ...]:
    """What an answer owes: of a complaint, the decision, its result and its publication, each to its own."""
    text = given.text.strip()
    if Kind(case.kind) not in COMPLAINTS:
        return (Owing(Letter.ANSWER, on, text),)
    words = {
        Letter.RESULT: Owing(Letter.RESULT, on, text),
        Letter.PUBLICATION: Owing(Letter.PUBLICATION, on, "", WHERE),
    }
    return tuple(words.get(letter, Owing(letter, on)) for letter in decided(Kind(case.kind)))


def _check(given: Answer) -> None:
    if given.outcome not in GIVEN:
        raise Damaged(
            say("Chọn kết quả: đã giải quyết, một phần, từ chối, không thuộc thẩm quyền, không xác minh được.")
        )
    if len(given.photos) > MOST_PHOTOS:
        raise Damaged(say("Gửi nhiều nhất {limit} ảnh."), limit=MOST_PHOTOS)
    require_own_words(given.text, outcome=given.outcome)


def _answered(case: Case, deed: Deed, given: Answer, *, by: Actor, at: datetime) -> Case:
    """Write the answer with its promise and pictures; they are drawn anew before the transaction begins (0194)."""
    pictures = kept(given.photos)
    with plans.marked():
        if given.promised:
            text, due_on = given.promised
            promise(case, text=text, due_on=due_on, agency=None, by=by, at=at)
        changed = change(case, deed=deed, by=by, at=at)
        attach(changed, photos=pictures, at=at, is_after=True)
    return changed


def recheck(case: Case, *, given: Answer, by: Actor, at: datetime) -> Case:
    """Look again at what the sender contests: somebody else than the officer who answered."""
    on = clock.day(at)
    require(case, act=Act.RECHECK, by=by, on=on)
    require_sorted(case)
    _check(given)
    if by.user is None or by.user == case.answered_by_id:
        raise SameOfficer(say("Người đã trả lời không xem lại việc bị phản đối: giao cho cán bộ khác."))
    fields = {
        "state": State.RECHECKED.value, "outcome": given.outcome.value, "recheck_finding": given.text.strip(),
        "rechecked_on": on, "is_open": False, "closed_on": on,
    }  # fmt: skip
    deed = Deed(Act.RECHECK, fields, told=given.text, moves=-1, payload={"outcome": given.outcome.value})
    return _answered(case, deed, given, by=by, at=at)


def send_decision(case: Case, *, reference: str, by: Actor, at: datetime) -> Case:
    """Note that the decision went to all who must get it; that of a first complaint is then closed."""
    on = clock.day(at)
    require(case, act=Act.SEND_DECISION, by=by, on=on)
    if not reference.strip():
        raise Damaged(say("Ghi số quyết định."))
    is_last = case.kind == Kind.COMPLAINT_FIRST or case.posted_on is not None
    with transaction.atomic():
        letters = Notice.objects.filter(case=case, letter=Letter.DECISION.value, sent_on=None)
        letters.update(sent_on=on, sent_by=by.user, reference=reference.strip()[:80])
        fields: dict[str, object] = {"sent_on": on} | (_closing(on) if is_last else {})
        deed = Deed(Act.SEND_DECISION, fields, told=reference, moves=-int(is_last), payload={"reference": reference})
        return change(case, deed=deed, by=by, at=at)


def post_decision(case: Case, *, where: str, by: Actor, at: datetime) -> Case:
    """Note that the decision on a second complaint was made public (CPL-17), and until when it hangs if it is posted;
    the draft of the public notice is filled with where."""
    on = clock.day(at)
    require(case, act=Act.POST_DECISION, by=by, on=on)
    if not where.strip():
        raise Damaged(say("Công khai ở đâu: họp, niêm yết, phương tiện nào?"))
    is_last = case.sent_on is not None
    fields: dict[str, object] = {"posted_on": on} | (_closing(on) if is_last else {})
    until = posted_until(on, calendar=places.calendar_for(case.place, on=on))
    told = f"{where.strip()}. Niêm yết hoặc đăng ít nhất đến hết {written(until)}."
    deed = Deed(Act.POST_DECISION, fields, told=told, moves=-int(is_last))
    with transaction.atomic():
        for notice in case.notices.filter(letter=Letter.PUBLICATION.value, sent_on=None):
            notice.text, notice.sent_on, notice.sent_by_id = notice.text.replace(WHERE, where.strip()), on, by.user
            notice.save(update_fields=["text", "sent_on", "sent_by"])
        return change(case, deed=deed, by=by, at=at)


def _closing(on: date) -> dict[str, object]:
    return {"is_open": False, "closed_on": on}


def send_notice(notice: Notice, *, text: str, reference: str, by: Actor, at: datetime) -> Notice:
    """Note that a letter was sent, as it was sent; a draft with blanks is no letter."""
    on, case = clock.day(at), notice.case
    require_letter(by, notice, on=on)
    if "[" in text or not text.strip() or (notice.letter in BODIES and text.strip() == BODIES[Letter(notice.letter)]):
        raise Damaged(say("Văn bản còn chỗ trống của mẫu. Điền xong rồi gửi."))
    with transaction.atomic():
        rows = Notice.objects.filter(pk=notice.pk, sent_on=None)
        if not rows.update(text=text.strip(), reference=reference.strip()[:80], sent_on=on, sent_by=by.user):
            raise LetterSent(say("Văn bản này đã gửi rồi."))
        payload = {"letter": notice.letter, "recipient": notice.recipient, "reference": reference.strip()[:80]}
        deed = Deed(Act.SEND_NOTICE, payload=payload, note=f"{notice.letter} → {notice.recipient}")
        step(case, deed=deed, by=by, at=at)
        record(case, deed=deed, by=by, at=at)
        notice.refresh_from_db()
        tell_on(notice, at=at)
    return notice


def promise(case: Case, *, text: str, due_on: date, agency: Agency | None, by: Actor, at: datetime) -> Promise:
    """Promise something by a day: it becomes a task of the place, whose day everybody sees."""
    on = clock.day(at)
    require(case, act=Act.PROMISE, by=by, on=on)
    lead = agency or case.agency or places.peoples_committee(case.place)
    with transaction.atomic():
        promised = plans.Promised(text, due_on, case.place, lead, case.number, tuple(case.constructs))
        task = plans.promise(promised, by=by, at=at)
        row = Promise.objects.create(
            case=case, place=case.place, task=task, text=text.strip()[:300], due_on=due_on, promised_at=at,
            by_id=by.user,
        )  # fmt: skip
        deed = Deed(Act.PROMISE, told=f"{due_on:%d/%m/%Y}: {text.strip()}", payload={"task": task.pk})
        change(case, deed=deed, by=by, at=at)
    return row
