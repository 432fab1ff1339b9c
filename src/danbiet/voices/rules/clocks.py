"""By when what: the clock of each stage of each kind, by the law in force on the day of the event that starts it.

Three different starts (receipt, acceptance, decision), three units, and rules that ended on 2026-06-30: nothing here
holds a number of days of the law; those stand in `law/data/duties`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from danbiet.law.calendar import Calendar, official
from danbiet.law.citation import Citation
from danbiet.law.counting import Span
from danbiet.law.deadlines import Deadline, Means, deadline, term
from danbiet.law.duties import PostingTerm, duty
from danbiet.voices.rules import COMPLAINTS, FEEDBACK, Kind, State, Verdict
from danbiet.voices.rules.letters import acceptance_duty
from danbiet.voices.rules.stages import Stage
from danbiet.voices.rules.terms import Term

SEEN, MEMORY, LOCAL, ASSUMED = "seen", "memory", "local", "assumed"
END_OF_DISTRICTS = date(2025, 7, 1)
# Nghị định 75/2012/NĐ-CP, điều 12, was read; of what took its place in Nghị định 124/2020/NĐ-CP only that it is there.
READ_UNTIL = {"CPL-17": date(2020, 12, 9)}
UPPER = {"ward": "district", "district": "province", "province": "ministry"}
# No duty of `law/data` covers it, and its words were not read: never held against anybody.
CRIME = Citation(
    document="Bộ luật Tố tụng hình sự 101/2015/QH13", article="điều 145, 146", valid_from=date(2018, 1, 1),
    valid_to=None, certainty=MEMORY, source="memory",
)  # fmt: skip
# By when those answer to whom a request goes: their clock. From 2026-09-01 another law holds, unread here.
REQUEST = Citation(
    document="Luật 104/2016/QH13", article="điều 29 đến 31", valid_from=date(2018, 7, 1), valid_to=date(2026, 8, 31),
    certainty=SEEN, source="tiep-can-thong-tin",
)  # fmt: skip


@dataclass(frozen=True)
class Life:
    """What the clocks ask of a case. `on`-days are the events; `suspensions` are spans [from, until)."""

    kind: Kind
    state: State
    received_on: date
    is_open: bool = True
    accepted_on: date | None = None
    answered_on: date | None = None
    sent_on: date | None = None
    contested_on: date | None = None
    transferred_on: date | None = None
    verdict: Verdict = Verdict.NONE
    is_remote: bool = False
    is_complex: bool = False
    is_suspended: bool = False
    extended_until: date | None = None
    suspensions: tuple[Span, ...] = field(default=())


@dataclass(frozen=True)
class Clock:
    """One running term. `certainty`: seen, memory (never late), local (the place's own), assumed (this software's)."""

    stage: Stage
    event_on: date | None = None
    due_on: date | None = None
    means: str = Means.NONE.value
    certainty: str = ""
    duty: str = ""
    source: str = ""
    found: Deadline | None = None


def stage_of(life: Life) -> Stage:
    """The stage whose clock runs now."""
    if not life.is_open:
        return Stage.NONE
    if life.kind in FEEDBACK:
        return Stage.RECHECK if life.verdict is Verdict.CONTESTED else Stage.ANSWER
    if life.kind not in COMPLAINTS:
        return Stage.HAND_OVER
    if life.answered_on is not None:
        return Stage.SENDING if life.sent_on is None else Stage.PUBLICATION
    return Stage.ACCEPTANCE if life.accepted_on is None else Stage.SETTLEMENT


def running(life: Life, *, term_of_place: Term | None = None, calendar: Calendar | None = None) -> Clock:
    """The clock of the present stage; while a case is suspended no day runs."""
    stage = stage_of(life)
    if life.is_suspended:
        return Clock(stage)
    return clock(stage, life, term_of_place=term_of_place, calendar=calendar)


def clock(stage: Stage, life: Life, *, term_of_place: Term | None = None, calendar: Calendar | None = None) -> Clock:
    """The day of one stage; a Clock without a day where nothing sets one."""
    if stage in (Stage.ANSWER, Stage.RECHECK):
        return _local(stage, life, term_of_place, calendar or official())
    if stage is Stage.HAND_OVER:
        return _at_once(life, calendar or official())
    if stage is Stage.NONE:
        return Clock(stage)
    event = event_of(stage, life)
    name = duty_of(stage, life)
    found = deadline(name, on=event, calendar=calendar, suspensions=life.suspensions)
    means, certainty = found.means.value, certainty_of(found)
    return Clock(stage, event, found.due, means, certainty, name, str(found.basis), found)


def event_of(stage: Stage, life: Life) -> date:
    """The day of the event that starts the clock of a stage."""
    events = {
        Stage.ACCEPTANCE: life.transferred_on,  # the authority it was sent on to counts from its own receipt
        Stage.SETTLEMENT: life.accepted_on,
        Stage.SENDING: life.answered_on,
        Stage.PUBLICATION: life.answered_on,
        Stage.RECHECK: life.contested_on,
    }
    return events.get(stage, life.received_on) or life.received_on


def duty_of(stage: Stage, life: Life) -> str:
    """The duty of the law behind a stage of a complaint, by the day of its event."""
    first = life.kind is Kind.COMPLAINT_FIRST
    if stage is Stage.ACCEPTANCE:
        return acceptance_duty(life.kind, event_of(stage, life))
    if stage is Stage.SETTLEMENT:
        return _settlement(first, life)
    if stage is Stage.SENDING:
        return "CPL-13" if first else "CPL-14"
    return "CPL-17"


def _settlement(first: bool, life: Life) -> str:
    """30/45, remote 45/60, second 45/60, remote 60/70, from acceptance (Luật 02/2011/QH13, điều 28, 37)."""
    name = {(True, False): "CPL-05", (True, True): "CPL-06", (False, False): "CPL-09", (False, True): "CPL-10"}
    found = duty(name[first, life.is_complex])
    return found.remote.duty or found.id if life.is_remote and found.remote else found.id


def _local(stage: Stage, life: Life, own: Term | None, calendar: Calendar) -> Clock:
    """A term that the place set itself; none where it set none. An extension moves the day, on the office's word."""
    event = event_of(stage, life)
    if own is None:
        return Clock(
            stage, event, life.extended_until, _means(life.extended_until), LOCAL if life.extended_until else ""
        )
    found = term(own.n, own.unit, on=event, calendar=calendar, suspensions=life.suspensions)
    certainty = LOCAL if own.source else ASSUMED
    day = life.extended_until if stage is Stage.ANSWER and life.extended_until else found.due
    return Clock(stage, event, day, _means(day), certainty, "", own.source, found)


def _means(day: date | None) -> str:
    return Means.LATEST_DAY.value if day else Means.NONE.value


def _at_once(life: Life, calendar: Calendar) -> Clock:
    """A crime report is handed over at once; an information request goes on the same day to those who answer it, or on
    the first working day after one that is off."""
    day, means = life.received_on, Means.SAME_DAY.value
    if life.kind is Kind.CRIME_REPORT:
        return Clock(Stage.HAND_OVER, day, day, means, CRIME.certainty, "", str(CRIME))
    return Clock(Stage.HAND_OVER, day, calendar.next_working(day), means, ASSUMED)


def certainty_of(found: Deadline) -> str:
    """How sure we are of the rule of a day: from memory, once the words that were read had ended."""
    last = READ_UNTIL.get(found.duty or "")
    return MEMORY if last and found.on > last else found.certainty


def posting() -> PostingTerm:
    """How long a decision that was made public hangs (CPL-17)."""
    found = duty("CPL-17").posting
    assert found is not None
    return found


def posted_until(on: date, *, calendar: Calendar | None = None) -> date:
    """The last day on which a decision that was posted on a day must still hang."""
    rule = posting()
    due = term(rule.n or 0, rule.unit or "", on=on, calendar=calendar, kind=rule.kind).due
    assert due is not None
    return due


def is_late(due_on: date | None, certainty: str, *, on: date) -> bool:
    """Whether a day has passed; a rule known from memory is never held against anybody."""
    return due_on is not None and due_on < on and certainty != MEMORY


def discipline_day(life: Life, *, calendar: Calendar | None = None) -> date | None:
    """From when leaving it unhandled is a ground for discipline (REC-16, 45 days): a threshold, never a limit."""
    rule = duty("REC-16")
    if life.state is not State.RECEIVED or not life.is_open or not rule.basis.in_force(life.received_on):
        return None
    return deadline(rule, on=life.received_on, calendar=calendar).due


def upper_tier(tier: str, *, on: date) -> str:
    """Who settles the second complaint: a commune's went to the district until 2025-06-30, to the province after."""
    return "province" if tier == "ward" and on >= END_OF_DISTRICTS else UPPER[tier]


def second_complaint_until(decided_on: date, *, is_remote: bool, calendar: Calendar | None = None) -> Deadline:
    """The last day to complain a second time (CPL-15, Luật 02/2011/QH13, điều 33(1))."""
    return deadline("CPL-15", on=decided_on, is_remote=is_remote, calendar=calendar)


def spans(rows: Sequence[tuple[date, date | None]], *, on: date) -> tuple[Span, ...]:
    """Suspensions as spans; one that still runs lasts until the day asked for, one of no day is none."""
    ends = [(first, last or on) for first, last in rows]
    return tuple((first, last) for first, last in ends if last > first)


def asks_ground(on: date) -> bool:
    """Whether a case is called complex only on one of the seven grounds of the law (CPL-20)."""
    return duty("CPL-20").in_force(on)
