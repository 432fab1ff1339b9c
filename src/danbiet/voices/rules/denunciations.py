"""Denunciations: stages, moves and clocks by the law in force on the day, and who may do what.

There is no word here for who denounced: that is on paper alone, under a reference (Law 25/2018 article 8(3), 56).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from danbiet.common.actor import Actor, Conflict, Damaged, NotAllowed, Role, say
from danbiet.law.calendar import Calendar
from danbiet.law.citation import NoRuleInForce
from danbiet.law.deadlines import Deadline, deadline, term
from danbiet.law.duties import duty

HANDLERS = (Role.INSPECTOR, Role.LEADER)


class Stage(StrEnum):
    RECEIVED = "received"
    FORWARDED = "forwarded"
    REFUSED = "refused"
    ACCEPTED = "accepted"
    SUSPENDED = "suspended"
    DISCONTINUED = "discontinued"
    CONCLUDED = "concluded"


class Source(StrEnum):
    """How the paper came; both are law's own words, neither says who."""

    DIRECT = "direct"
    BODY = "body"  # forwarded by a body or the press, which is told what became of it (DEN-03)


class Act(StrEnum):
    """What can happen to a denunciation."""

    EXTEND_CHECK = "extend_check"
    FORWARD = "forward"
    REFUSE = "refuse"
    ACCEPT = "accept"
    NOTIFY_ACCEPTANCE = "notify_acceptance"
    EXTEND = "extend"
    SUSPEND = "suspend"
    RESUME = "resume"
    NOTE_WITHDRAWAL = "note_withdrawal"
    DISCONTINUE = "discontinue"
    PROTECT = "protect"
    CONCLUDE = "conclude"
    SEND_CONCLUSION = "send_conclusion"
    PUBLISH = "publish"
    TAKE_DOWN = "take_down"
    ANSWER_BODY = "answer_body"
    NOTE_REPEAT = "note_repeat"
    REQUIRE_REPORT = "require_report"
    SEND_REPORT = "send_report"


GOES_TO = {
    Act.FORWARD: Stage.FORWARDED,
    Act.REFUSE: Stage.REFUSED,
    Act.ACCEPT: Stage.ACCEPTED,
    Act.SUSPEND: Stage.SUSPENDED,
    Act.RESUME: Stage.ACCEPTED,
    Act.DISCONTINUE: Stage.DISCONTINUED,
    Act.CONCLUDE: Stage.CONCLUDED,
}
ESCALATION = (Act.NOTE_REPEAT, Act.REQUIRE_REPORT, Act.SEND_REPORT)
# What an acceptance and a repeat because of delay started is owed when all else has ended (Law 25/2018 art. 29(3), 38).
STILL_OWED = (Act.NOTIFY_ACCEPTANCE, Act.REQUIRE_REPORT, Act.SEND_REPORT, Act.ANSWER_BODY)
MOVES: dict[Stage, tuple[Act, ...]] = {
    Stage.RECEIVED: (
        Act.EXTEND_CHECK, Act.FORWARD, Act.REFUSE, Act.ACCEPT, Act.PROTECT, Act.NOTE_WITHDRAWAL, Act.ANSWER_BODY,
    ),
    Stage.ACCEPTED: (
        Act.NOTIFY_ACCEPTANCE, Act.EXTEND, Act.SUSPEND, Act.NOTE_WITHDRAWAL, Act.DISCONTINUE, Act.PROTECT,
        Act.CONCLUDE, Act.ANSWER_BODY, *ESCALATION,
    ),
    Stage.SUSPENDED: (Act.RESUME, Act.PROTECT, Act.NOTE_REPEAT, *STILL_OWED),
    Stage.CONCLUDED: (Act.SEND_CONCLUSION, Act.PUBLISH, Act.TAKE_DOWN, Act.PROTECT, *STILL_OWED),
    Stage.FORWARDED: (Act.ANSWER_BODY,),
    Stage.REFUSED: (Act.ANSWER_BODY, *ESCALATION),
    Stage.DISCONTINUED: STILL_OWED,
}  # fmt: skip
LEADERS_ACTS = frozenset({
    Act.REFUSE, Act.ACCEPT, Act.EXTEND, Act.SUSPEND, Act.RESUME, Act.DISCONTINUE, Act.CONCLUDE, Act.PUBLISH,
})  # fmt: skip
OWN_ACTS = frozenset({Act.PUBLISH, Act.TAKE_DOWN})  # have services of their own
MANY = frozenset({Act.PROTECT, Act.SUSPEND, Act.RESUME, Act.EXTEND, Act.NOTE_REPEAT, Act.REQUIRE_REPORT,
                  Act.SEND_REPORT})  # fmt: skip
NEEDS = {
    Act.RESUME: Act.SUSPEND, Act.SEND_CONCLUSION: Act.CONCLUDE, Act.TAKE_DOWN: Act.PUBLISH,
    Act.SEND_REPORT: Act.REQUIRE_REPORT, Act.REQUIRE_REPORT: Act.NOTE_REPEAT,
}  # fmt: skip
SETTLING = {0: "DEN-05", 1: "DEN-06", 2: "DEN-07"}  # by the number of criteria of complexity; 2: two or more


class DenunciationNotYours(NotAllowed):
    """The act belongs to the leader."""


class MoveNotAllowed(Conflict):
    """The act does not follow from what was done before."""


class DayRefused(Damaged):
    """The day of an act is in the future, before the receipt, or out of the order of what was entered."""


@dataclass(frozen=True)
class Done:
    """An act and its day."""

    act: Act
    on: date


@dataclass(frozen=True)
class Life:
    """Everything of a denunciation from which its days follow, oldest act first."""

    received_on: date
    source: Source
    criteria: int
    is_repeat: bool
    done: tuple[Done, ...] = ()

    @property
    def grounds(self) -> int:
        """Criteria of complexity that count: from two on it is specially complex, extended twice at most (DEN-07)."""
        return min(self.criteria, max(SETTLING))

    def first(self, *acts: Act) -> date | None:
        """The day of the first of some acts."""
        return next((one.on for one in self.done if one.act in acts), None)

    def last(self, act: Act) -> date | None:
        """The day an act was last done."""
        return next((one.on for one in reversed(self.done) if one.act is act), None)

    def count(self, act: Act) -> int:
        return sum(one.act is act for one in self.done)

    @property
    def stage(self) -> Stage:
        """Where the acts have brought it."""
        return next((GOES_TO[one.act] for one in reversed(self.done) if one.act in GOES_TO), Stage.RECEIVED)

    def after(self, *acts: Done) -> "Life":
        """The life with further acts."""
        return replace(self, done=(*self.done, *acts))


@dataclass(frozen=True)
class Clock:
    """A duty of the law on this denunciation: by when, and when it was done. `due` None: no rule known on that day."""

    duty: str
    found: Deadline | None
    done_on: date | None
    is_minimum: bool = False
    only_if: str = ""

    @property
    def due(self) -> date | None:
        return self.found.due if self.found else None

    def is_late(self, on: date) -> bool:
        """Whether the day went by; a minimum is broken by ending before it. Only rules read in their source count."""
        if self.due is None or self.found is None or self.found.certainty != "seen" or self.only_if:
            return False
        if self.is_minimum:
            return self.done_on is not None and self.done_on < self.due
        return (self.done_on or on) > self.due


def may_handle(actor: Actor, place: int) -> bool:
    """Only the inspector and the leader of the very place: nobody above, beside or below."""
    return place in actor.places(*HANDLERS)


def check_act(life: Life, done: Done, *, today: date, leads: bool) -> None:
    """Refuse an act that the actor's role, the stage, its day or what was entered before does not allow."""
    if done.act in LEADERS_ACTS and not leads:
        raise DenunciationNotYours(say("Việc này do người đứng đầu nơi giải quyết quyết định."))
    if done.act not in {*allowed(life), *forgotten(life)}:
        raise MoveNotAllowed(say("Việc này không làm được ở bước hiện nay của vụ tố cáo."))
    check_day(life, done.on, today=today)
    if not fits(life, done):
        raise DayRefused(
            say("Việc này không thể vào ngày {day}: không khớp thứ tự các việc đã ghi."), day=f"{done.on:%d/%m/%Y}"
        )


def allowed(life: Life) -> tuple[Act, ...]:
    """Acts that may follow now."""
    return tuple(act for act in MOVES[life.stage] if _follows(life, act))


def forgotten(life: Life) -> tuple[Act, ...]:
    """Acts that may be entered for an earlier day alone: done then, and written down later than what came after."""
    days = {life.received_on, *(one.on for one in life.done)}
    return tuple(act for act in Act if act not in allowed(life) and any(fits(life, Done(act, on)) for on in days))


def fits(life: Life, done: Done) -> bool:
    """Whether an act may be entered for a day: it follows from what was done until then, and what was done since still
    follows."""
    until = sum(one.on <= done.on for one in life.done)
    run = replace(life, done=life.done[:until])
    for one in (done, *life.done[until:]):
        if one.act not in allowed(run):
            return False
        run = run.after(one)
    return True


def _follows(life: Life, act: Act) -> bool:
    if act in NEEDS and life.count(act) >= life.count(NEEDS[act]):
        return False
    if act is Act.EXTEND:
        return life.count(Act.EXTEND) < life.grounds
    if act is Act.ANSWER_BODY and life.source is not Source.BODY:
        return False
    return act in MANY or not life.count(act)


def check_day(life: Life, on: date, *, today: date) -> None:
    """Refuse a day to come, or before the receipt."""
    if not life.received_on <= on <= today:
        raise DayRefused(say("Ngày phải từ {first} đến hôm nay."), first=f"{life.received_on:%d/%m/%Y}")


def clocks(life: Life, stage: Stage, *, calendar: Calendar | None = None) -> list[Clock]:
    """Every duty of Law 25/2018 that runs or ran, in the order of the law."""
    found = [*_of_receipt(life, stage, calendar), *_of_settling(life, calendar), *_of_conclusion(life, calendar)]
    return found + list(_of_delay(life, calendar))


def running(life: Life, stage: Stage, *, calendar: Calendar | None = None) -> list[Clock]:
    """Duties not yet done, soonest first; a minimum is nothing to do."""
    open_ones = [one for one in clocks(life, stage, calendar=calendar) if one.done_on is None and not one.is_minimum]
    return sorted(open_ones, key=lambda one: one.due or date.max)


def _of_receipt(life: Life, stage: Stage, calendar: Calendar | None) -> list[Clock]:
    decided = life.first(Act.FORWARD, Act.REFUSE, Act.ACCEPT)
    extended = min(life.count(Act.EXTEND_CHECK), 1)
    found = [Clock("DEN-01", _due("DEN-01", life.received_on, calendar, extensions=extended), decided)]
    if stage in {Stage.RECEIVED, Stage.FORWARDED}:
        only_if = say("nếu không thuộc thẩm quyền") if stage is Stage.RECEIVED else ""
        forwarded = life.first(Act.FORWARD)
        found.append(Clock("DEN-02", _due("DEN-02", life.received_on, calendar), forwarded, only_if=only_if))
    if life.source is Source.BODY:
        found.append(Clock("DEN-03", _due("DEN-03", life.received_on, calendar), life.first(Act.ANSWER_BODY)))
    if life.is_repeat:
        found.append(Clock("DEN-13", _due("DEN-13", life.received_on, calendar), decided))
    return found


def _of_settling(life: Life, calendar: Calendar | None) -> list[Clock]:
    accepted = life.first(Act.ACCEPT)
    if accepted is None:
        return []
    settling, extended = SETTLING[life.grounds], min(life.count(Act.EXTEND), life.grounds)
    settled = _due(settling, accepted, calendar, extensions=extended, suspensions=suspensions(life))
    if life.count(Act.SUSPEND) > life.count(Act.RESUME):
        settled = None
    return [
        Clock("DEN-04", _due("DEN-04", accepted, calendar), life.first(Act.NOTIFY_ACCEPTANCE)),
        Clock(settling, settled, life.first(Act.CONCLUDE, Act.DISCONTINUE)),
    ]


def _of_conclusion(life: Life, calendar: Calendar | None) -> list[Clock]:
    concluded, published = life.first(Act.CONCLUDE), life.first(Act.PUBLISH)
    if concluded is None:
        return []
    found = [
        Clock("DEN-08", _due("DEN-08", concluded, calendar), life.first(Act.SEND_CONCLUSION)),
        Clock("DEN-09", _due("DEN-09", concluded, calendar), published),
    ]
    if published:
        found.append(Clock("DEN-10", hangs_until(published), life.first(Act.TAKE_DOWN), is_minimum=True))
    return found


def _of_delay(life: Life, calendar: Calendar | None) -> list[Clock]:
    """A repeat because of delay: the head above requires a report (article 38(2)), and it is sent (38(3))."""
    repeated, required = life.last(Act.NOTE_REPEAT), life.last(Act.REQUIRE_REPORT)
    found = []
    if repeated:
        done = required if life.count(Act.REQUIRE_REPORT) >= life.count(Act.NOTE_REPEAT) else None
        found.append(Clock("DEN-11", _due("DEN-11", repeated, calendar), done))
    if required:
        sent = life.last(Act.SEND_REPORT) if life.count(Act.SEND_REPORT) >= life.count(Act.REQUIRE_REPORT) else None
        found.append(Clock("DEN-12", _due("DEN-12", required, calendar), sent))
    return found


def hangs_until(published: date) -> Deadline | None:
    """The last day on which a conclusion must still hang: at least 15 days on end (Decree 31/2019 article 6(2))."""
    rule = duty("DEN-10")
    if not rule.in_force(published) or rule.posting is None or rule.posting.n is None:
        return None
    hanging = term(rule.posting.n, rule.posting.unit or "", on=published, kind="min")
    return replace(hanging, duty=rule.id, basis=rule.basis, certainty=rule.basis.certainty)


def suspensions(life: Life) -> list[tuple[date, date]]:
    """The spans [from, until) in which the clock stood, one of no day is none; while one lasts, no day is due."""
    spans, since = [], None
    for one in life.done:
        if one.act is Act.SUSPEND:
            since = one.on
        elif one.act is Act.RESUME and since is not None:
            spans.append((since, one.on))
            since = None
    return [(first, last) for first, last in spans if first < last]


def _due(
    name: str,
    on: date,
    calendar: Calendar | None,
    *,
    extensions: int = 0,
    suspensions: Sequence[tuple[date, date]] = (),
) -> Deadline | None:
    try:
        return deadline(name, on=on, calendar=calendar, extensions=extensions, suspensions=suspensions)
    except NoRuleInForce:
        return None
