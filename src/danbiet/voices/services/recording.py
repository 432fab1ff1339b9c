"""How every act on a case is written: the row by its version, a step, the letters it owes, the clock, one event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from danbiet.common import clock
from danbiet.common.actor import Actor, Conflict, say
from danbiet.law.calendar import Calendar
from danbiet.law.deadlines import deadline
from danbiet.ledger import services as ledger
from danbiet.places.models import Unit
from danbiet.voices.models import Case, Forwarding, Link, Notice, Step
from danbiet.voices.rules import Kind, Tie
from danbiet.voices.rules.clocks import Clock, certainty_of, posting
from danbiet.voices.rules.letters import Forwarder, Letter, Owed, Recipient, Words, drafted, owed, recipients
from danbiet.voices.rules.stages import Act
from danbiet.voices.rules.stages import require as require_move
from danbiet.voices.selectors.clocks import Timed, standing_of, timed
from danbiet.voices.selectors.gates import require as require_right


class CaseChanged(Conflict):
    """Somebody else changed the case after this page was opened."""


@dataclass(frozen=True)
class Owing:
    """A letter that an act owes; `event_on`: the day from which its term is counted, `of`: the body that owes it, when
    it is not whoever handles the case."""

    letter: Letter
    event_on: date
    reason: str = ""
    address: str = ""
    day: date | None = None
    of: Forwarding | None = None


@dataclass(frozen=True)
class Deed:
    """What an act changes. `told` is read by the holder of the code, `note` by the office; the payload names nobody."""

    act: Act
    fields: Mapping[str, object] = field(default_factory=dict)
    told: str = ""
    note: str = ""
    moves: int = 0
    owing: tuple[Owing, ...] = ()
    payload: Mapping[str, object] = field(default_factory=dict)


def require(case: Case, *, act: Act, by: Actor, on: date) -> None:
    """The actor may do it, and the case stands where it can be done."""
    require_right(by, case, act, on=on)
    require_move(standing_of(case), act)


def change(case: Case, *, deed: Deed, by: Actor, at: datetime) -> Case:
    """Write one act; refused when somebody else changed the case since it was read."""
    on = clock.day(at)
    with transaction.atomic():
        columns = dict(deed.fields)
        for name, value in columns.items():
            setattr(case, name, value)
        found = timed(case, on=on)
        columns |= clock_columns(case, found=found)
        seen = case.version
        if not Case.objects.filter(pk=case.pk, version=seen).update(version=F("version") + 1, **columns):
            raise CaseChanged(
                say("Người khác vừa làm việc này hoặc việc khác với {number}. Mở lại trang."), number=case
            )
        for name, value in {**columns, "version": seen + 1}.items():
            setattr(case, name, value)
        step(case, deed=deed, by=by, at=at)
        for owing in deed.owing:
            draft(case, owing=owing, calendar=found.calendar, at=at)
        record(case, deed=deed, by=by, at=at)
    return case


def clock_columns(case: Case, *, found: Timed) -> dict[str, object]:
    """The columns of the running clock, and of the day on which an answer is expected: kept once it was given
    or promised by those to whom the case went."""
    now, answer = found.run, found.answer
    columns: dict[str, object] = {
        "stage": now.stage.value, "stage_from": now.event_on, "due_on": now.due_on, "due_means": now.means,
        "due_duty": now.duty, "due_certainty": now.certainty,
    }  # fmt: skip
    if case.answered_on is None and case.merged_into_id is None and case.handed_over_on is None:
        columns |= {"answer_due_on": answer.due_on, "answer_certainty": answer.certainty}
    return columns


def step(case: Case, *, deed: Deed, by: Actor, at: datetime) -> Step:
    """Append to the timeline."""
    return Step.objects.create(
        case=case, act=deed.act.value, at=at, on=clock.day(at), by_id=by.user, place_id=case.place_id,
        moves=deed.moves, state=case.state, outcome=case.outcome, due_on=case.due_on, told=deed.told.strip(),
        note=deed.note.strip(),
    )  # fmt: skip


def draft(
    case: Case, *, owing: Owing, calendar: Calendar, at: datetime, to: Sequence[Forwarding] | None = None
) -> None:
    """Draft the letter for each of its recipients, each with its day in the calendar of the case's place; with `to`,
    for these forwarders alone."""
    text = drafted(owing.letter, _words(case, owing, on=clock.day(at)))
    bodies = _bodies(case, owing.letter) if to is None else to
    forwarders = [Forwarder(body.forwarder) for body in bodies]
    for one in owed(owing.letter, kind=Kind(case.kind), on=owing.event_on, forwarders=forwarders):
        if to is not None and one.body is None:
            continue
        found = deadline(one.duty, on=owing.event_on, calendar=calendar) if one.duty else None
        body = bodies[one.body] if one.body is not None else owing.of
        Notice.objects.create(
            case=case, letter=one.letter.value, recipient=one.recipient.value, duty=one.duty, forwarding=body,
            addressee=_addressee(case, one, body), event_on=owing.event_on, due_on=found.due if found else None,
            due_certainty=certainty_of(found) if found else "", drafted_at=at, text=text,
        )  # fmt: skip


def _bodies(case: Case, letter: Letter) -> Sequence[Forwarding]:
    """Who forwarded a case, if the letter goes to them; a unit that has it again tells itself nothing."""
    if Recipient.FORWARDER not in recipients(letter, Kind(case.kind)):
        return ()
    return list(case.forwardings.exclude(place=case.place_id).order_by("pk"))


def _addressee(case: Case, one: Owed, body: Forwarding | None) -> str:
    """Which body, and which first settler: the unit of the first complaint, where an officer tied the two together."""
    if one.recipient is Recipient.FORWARDER and body:
        return body.name
    if one.recipient is not Recipient.FIRST_SETTLER:
        return ""
    first = Link.objects.filter(case=case, tie=Tie.SECOND.value).select_related("other__place").order_by("pk").last()
    return f"Chủ tịch {committee(first.other.place)}" if first else ""


def committee(place: Unit) -> str:
    """The people's committee of a unit, as letters name it."""
    return f"UBND {place.name_vi[0].lower()}{place.name_vi[1:]}"


def _words(case: Case, owing: Owing, *, on: date) -> Words:
    return Words(
        number=case.number, title=case.title, received=written(case.received_on), day=written(owing.day or on),
        reason=owing.reason, address=owing.address, due=_term(case, owing.letter),
    )  # fmt: skip


def _term(case: Case, letter: Letter) -> str:
    """By when it is settled; of what is made public, how long it hangs."""
    if letter is Letter.PUBLICATION:
        return f"Niêm yết hoặc đăng ít nhất {posting().n} ngày."
    return settled_by(case.answer_due_on)


def settled_by(day: date | None) -> str:
    """By when a case is settled, as letters say it."""
    return f"Hạn giải quyết: {written(day)}." if day else ""


def written(day: date) -> str:
    """A day as officials write it."""
    return f"{day:%d/%m/%Y}"


def record(case: Case, *, deed: Deed, by: Actor, at: datetime) -> None:
    """One event for one act. Neither the sender's name nor words of the case go into it."""
    payload = {"number": case.number, "kind": case.kind, "state": case.state, **deed.payload}
    ledger.record(
        by=by, act=f"voices.{deed.act.value}", target=f"voices.case/{case.number}", place=case.place.key,
        payload=payload, at=at,
    )  # fmt: skip


def due_text(found: Clock) -> str:
    """The day of a clock for a payload."""
    return found.due_on.isoformat() if found.due_on else ""
