"""What changes a clock by somebody's word: suspending and going on, extending, calling a case complex, own terms."""

from datetime import date, datetime

from django.db import transaction

from danbiet.common import clock
from danbiet.common.actor import Actor, Damaged, NotAllowed, Role, say
from danbiet.ledger import services as ledger
from danbiet.places.models import Unit
from danbiet.voices.models import Case, LocalTerm, Suspension
from danbiet.voices.rules import COMPLAINTS, Kind
from danbiet.voices.rules.clocks import asks_ground
from danbiet.voices.rules.letters import Letter
from danbiet.voices.rules.stages import Act
from danbiet.voices.rules.terms import Term, What
from danbiet.voices.services.recording import Deed, Owing, change, require

GROUNDS = range(1, 8)  # Nghị định 124/2020/NĐ-CP, điều 3a, as added by Nghị định 155/2026/NĐ-CP, điều 2
SETTERS = (Role.LEADER, Role.PLAN_OFFICER)


def suspend(case: Case, *, reason: str, by: Actor, at: datetime) -> Case:
    """Stop the clock from today, with a reason; the letters about it fall due."""
    on = clock.day(at)
    require(case, act=Act.SUSPEND, by=by, on=on)
    _require_reason(reason)
    with transaction.atomic():
        Suspension.objects.create(case=case, from_day=on, reason=reason.strip(), by_id=by.user, at=at)
        owing = _clock_letters(case, Letter.SUSPENDED, on, reason)
        deed = Deed(Act.SUSPEND, {"suspended_on": on}, told=reason, owing=owing)
        return change(case, deed=deed, by=by, at=at)


def resume(case: Case, *, reason: str, by: Actor, at: datetime) -> Case:
    """Let the clock run on from today: the days between are not counted."""
    on = clock.day(at)
    require(case, act=Act.RESUME, by=by, on=on)
    _require_reason(reason)
    with transaction.atomic():
        Suspension.objects.filter(case=case, until_day=None).update(until_day=on)
        owing = _clock_letters(case, Letter.RESUMED, on, reason)
        deed = Deed(Act.RESUME, {"suspended_on": None}, told=reason, owing=owing)
        return change(case, deed=deed, by=by, at=at)


def _clock_letters(case: Case, letter: Letter, on: date, reason: str) -> tuple[Owing, ...]:
    return (Owing(letter, on, reason.strip()),) if Kind(case.kind) in COMPLAINTS else ()


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Damaged(say("Hãy nêu lý do: người gửi sẽ đọc lý do này."))


def extend(case: Case, *, until: date, reason: str, by: Actor, at: datetime) -> Case:
    """Move the day of an answer to a report or petition, with a reason; the law extends no other term in this way."""
    on = clock.day(at)
    require(case, act=Act.EXTEND, by=by, on=on)
    _require_reason(reason)
    if until <= max(on, case.due_on or on):
        raise Damaged(say("Ngày mới phải sau hôm nay và sau hạn cũ."))
    payload = {"from": str(case.due_on or ""), "to": until.isoformat()}
    deed = Deed(Act.EXTEND, {"extended_until": until}, told=reason, payload=payload)
    return change(case, deed=deed, by=by, at=at)


def call_complex(case: Case, *, ground: int | None, reason: str, by: Actor, at: datetime) -> Case:
    """Take the longer term of a complex case; since 2026-07-01 only in writing, on one of seven grounds (CPL-20)."""
    on = clock.day(at)
    require(case, act=Act.CALL_COMPLEX, by=by, on=on)
    _require_reason(reason)
    if asks_ground(on) and ground not in GROUNDS:
        raise Damaged(say("Từ 01/07/2026 phải chọn một trong 7 căn cứ của điều 3a Nghị định 124/2020/NĐ-CP."))
    named = f"{ground}. {reason.strip()}" if ground else reason.strip()
    fields = {"is_complex": True, "complex_ground": named[:300]}
    owing = (Owing(Letter.COMPLEX, on, named),)
    return change(case, deed=Deed(Act.CALL_COMPLEX, fields, told=reason, owing=owing), by=by, at=at)


def set_term(place: Unit, *, what: What, term: Term, by: Actor, at: datetime) -> LocalTerm:
    """Set a term of the place's own for what the law leaves open, from today, naming the document that sets it."""
    if place.pk not in by.places(*SETTERS):
        raise NotAllowed(say("Chỉ lãnh đạo hoặc cán bộ kế hoạch của {place} đặt hạn này."), place=place)
    if not term.source.strip() or not 1 <= term.n <= 365:
        raise Damaged(say("Hạn từ 1 đến 365 ngày, kèm văn bản đặt ra hạn đó."))
    with transaction.atomic():
        row, _ = LocalTerm.objects.update_or_create(
            place=place, what=what.value, from_day=clock.day(at),
            defaults={"n": term.n, "unit": term.unit, "source": term.source.strip()[:200]},
        )  # fmt: skip
        payload = {"what": what.value, "n": term.n, "unit": term.unit, "source": row.source}
        ledger.record(
            by=by, act="voices.set_term", target=f"voices.term/{row.pk}", place=place.key, payload=payload, at=at
        )
    return row
