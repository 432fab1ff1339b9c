"""Information requests under Law 104/2016/QH13: what may happen to one, its clocks, the grounds of refusal.

The law of a request is that of the day from which its clock runs. From 2026-09-01 another law holds whose limits
nobody here has read: the clocks below then find no rule in force and say so, and nothing is late.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from danbiet.common.actor import Conflict, NotAllowed, say
from danbiet.law.calendar import Calendar
from danbiet.law.citation import NoRuleInForce
from danbiet.law.deadlines import Deadline, deadline
from danbiet.law.duties import duty


class Delivery(StrEnum):
    """How the information is asked for and given (articles 29, 30, 31)."""

    OFFICE = "office"
    NETWORK = "network"
    POST = "post"


class Complexity(StrEnum):
    SIMPLE = "simple"  # ready, can be given at once
    COMPLEX = "complex"  # to be looked for, put together, or asked of others


class State(StrEnum):
    RECEIVED = "received"  # in the register, not yet found valid
    INCOMPLETE = "incomplete"  # the sender was helped to complete an unclear form; no clock runs
    ACCEPTED = "accepted"  # valid: the clock runs
    ANSWERED = "answered"
    REFUSED = "refused"
    REDIRECTED = "redirected"  # the sender was shown who has the information


class Move(StrEnum):
    ASK_COMPLETION = "ask_completion"
    COMPLETE = "complete"
    ACCEPT = "accept"
    NOTIFY = "notify"
    EXTEND = "extend"
    COST = "cost"
    ANSWER = "answer"
    REFUSE = "refuse"
    REDIRECT = "redirect"
    PUBLISH = "publish"
    AMEND = "amend"


CLOSED = frozenset({State.ANSWERED, State.REFUSED, State.REDIRECTED})
MOVES: Mapping[State, frozenset[Move]] = {
    State.RECEIVED: frozenset({Move.ASK_COMPLETION, Move.ACCEPT, Move.REDIRECT}),
    State.INCOMPLETE: frozenset({Move.COMPLETE, Move.REDIRECT}),
    State.ACCEPTED: frozenset({Move.NOTIFY, Move.EXTEND, Move.COST, Move.ANSWER, Move.REFUSE, Move.REDIRECT}),
    State.ANSWERED: frozenset({Move.PUBLISH, Move.AMEND}),
    State.REFUSED: frozenset(),
    State.REDIRECTED: frozenset(),
}


class Ground(StrEnum):
    """The six grounds of refusal of article 28(1), and a place for those of the law that followed."""

    BARRED = "barred"  # article 6, or the conditions of article 7 are not met
    DISCLOSED = "disclosed"  # already disclosed under article 17, but for the cases of article 23(1)
    NOT_OURS = "not_ours"
    GIVEN_TWICE = "given_twice"  # to the same person, without good reason
    BEYOND_CAPACITY = "beyond_capacity"
    COST_NOT_PAID = "cost_not_paid"
    NEW_LAW = "new_law"  # of the law in force since 2026-09-01, not read here: the officer names its article


ANSWER_DUTY: Mapping[tuple[Delivery, Complexity], str] = {
    (Delivery.OFFICE, Complexity.SIMPLE): "ATI-01",
    (Delivery.OFFICE, Complexity.COMPLEX): "ATI-02",
    (Delivery.NETWORK, Complexity.SIMPLE): "ATI-03",
    (Delivery.NETWORK, Complexity.COMPLEX): "ATI-05",
    (Delivery.POST, Complexity.SIMPLE): "ATI-06",
    (Delivery.POST, Complexity.COMPLEX): "ATI-08",
}
NOTICE_DUTY: Mapping[tuple[Delivery, Complexity], str] = {
    (Delivery.NETWORK, Complexity.COMPLEX): "ATI-04",
    (Delivery.POST, Complexity.COMPLEX): "ATI-07",
}
GROUNDS_DUTY, REGISTER_DUTY, SCOPE_DUTY, COST_DUTY = "ATI-09", "ATI-10", "ATI-11", "ATI-17"
ERROR_CLAIM_DUTY = "DIS16-03"
UNDISCLOSED_DUTY = "DIS22-24"  # what is due and not disclosed may be asked for
NEW_LAW_DUTY = "ATI26-00"
NEW_LAW_FROM = date(2026, 9, 1)
KEPT_YEARS = 2  # requesters' names, from the answer on; our choice, no rule of law was found (decision 0124)
UNKNOWN = say("hạn chưa rõ: luật mới có hiệu lực từ 01/9/2026, chưa có văn bản")
NO_RULE = say("hạn chưa rõ: chưa đọc được quy định có hiệu lực vào ngày ấy")


class GroundNotInForce(NotAllowed):
    """The ground belongs to another law than that of the request."""


class MoveNotAllowed(Conflict):
    """The request has come further, or is not yet so far."""


class NoLongerExtended(NotAllowed):
    """An extension must be given once, in writing, within the limit itself, and where the law has one."""


@dataclass(frozen=True)
class Clock:
    """By when a duty is to be done; `due` is None where no rule in force is known, and then nothing is ever late."""

    duty: str
    due: Deadline | None

    @property
    def due_on(self) -> date | None:
        return self.due.due if self.due else None

    @property
    def is_known(self) -> bool:
        return self.due is not None


def require(state: State, move: Move) -> None:
    """Raise MoveNotAllowed unless the move is open in the state."""
    if move not in MOVES[state]:
        raise MoveNotAllowed(say("Yêu cầu đang ở bước khác, việc này chưa hoặc không còn làm được. Mở lại trang."))


def clock(duty_id: str, *, on: date, calendar: Calendar | None = None, extensions: int = 0) -> Clock:
    """The clock of a duty from a day; without a rule in force it is unknown, never guessed."""
    try:
        return Clock(duty_id, deadline(duty_id, on=on, calendar=calendar, extensions=extensions))
    except NoRuleInForce:
        return Clock(NEW_LAW_DUTY if on >= NEW_LAW_FROM else duty_id, None)


def answer_clock(
    delivery: Delivery,
    complexity: Complexity,
    *,
    valid_on: date,
    calendar: Calendar | None = None,
    extended: bool = False,
) -> Clock:
    """By when a valid request is answered or refused in writing (articles 29 to 31)."""
    return clock(ANSWER_DUTY[delivery, complexity], on=valid_on, calendar=calendar, extensions=int(extended))


def notice_clock(
    delivery: Delivery, complexity: Complexity, *, valid_on: date, calendar: Calendar | None = None
) -> Clock | None:
    """By when the time limit is notified in writing; only complex information by network or post has this duty."""
    duty_id = NOTICE_DUTY.get((delivery, complexity))
    return clock(duty_id, on=valid_on, calendar=calendar) if duty_id else None


def may_extend(duty_id: str, *, due_on: date | None, on: date, is_extended: bool) -> bool:
    """Whether an extension is still open: there is one in law, it was not used, and the limit has not passed."""
    return not is_extended and due_on is not None and on <= due_on and duty(duty_id).extension is not None


def require_extension(duty_id: str, *, due_on: date | None, on: date, is_extended: bool) -> None:
    """Raise NoLongerExtended with the reason."""
    if due_on is None:
        raise NoLongerExtended(say("Hạn của yêu cầu này chưa rõ nên không có hạn để gia hạn."))
    if duty(duty_id).extension is None:
        raise NoLongerExtended(say("Luật không cho gia hạn đối với loại yêu cầu này."))
    if is_extended:
        raise NoLongerExtended(say("Chỉ được gia hạn một lần."))
    if on > due_on:
        raise NoLongerExtended(say("Gia hạn phải báo bằng văn bản trong hạn ban đầu; hạn ấy đã qua."))


def grounds(valid_on: date) -> tuple[Ground, ...]:
    """On what a request may be refused: six grounds until 2026-08-31, and then those that the new law may have."""
    return (Ground.NEW_LAW,) if valid_on >= NEW_LAW_FROM else tuple(one for one in Ground if one is not Ground.NEW_LAW)


def require_ground(ground: Ground, *, valid_on: date) -> None:
    """Raise GroundNotInForce for a ground of another law."""
    if ground not in grounds(valid_on):
        raise GroundNotInForce(say("Căn cứ từ chối này không thuộc luật đang áp dụng cho yêu cầu."))


def unknown_words(on: date) -> str:
    """Why a clock that starts on the day is not known."""
    return UNKNOWN if on >= NEW_LAW_FROM else NO_RULE


class Timing(StrEnum):
    """How a request stands to its clock; `UNKNOWN` is never late and never on time."""

    NOT_RUNNING = "not_running"
    UNKNOWN = "unknown"
    RUNNING = "running"
    LATE = "late"
    ON_TIME = "on_time"
    ENDED_LATE = "ended_late"


def timing(*, valid_on: date | None, due_on: date | None, closed_on: date | None, on: date) -> Timing:
    """Late is asked of the stored due day on a given day, never stored."""
    if valid_on is None:
        return Timing.NOT_RUNNING
    if due_on is None:
        return Timing.UNKNOWN
    if closed_on is None:
        return Timing.LATE if on > due_on else Timing.RUNNING
    return Timing.ENDED_LATE if closed_on > due_on else Timing.ON_TIME


class Origin(StrEnum):
    """Who says that information given was wrong (article 32)."""

    FOUND = "found"  # the office itself
    CLAIMED = "claimed"  # the person who was given it


class Step(StrEnum):
    """Where the correction of wrong information stands."""

    OPEN = "open"
    VERIFYING = "verifying"  # the agency that made it was asked
    REPLIED = "replied"
    CLOSED = "closed"


class Outcome(StrEnum):
    CORRECTED = "corrected"
    WAS_RIGHT = "was_right"


AMENDMENT_DUTY: Mapping[Origin, str] = {Origin.FOUND: "ATI-12", Origin.CLAIMED: "ATI-13"}
VERIFY_DUTY, CREATOR_DUTY, AFTER_REPLY_DUTY = "ATI-14", "ATI-15", "ATI-16"
STEPS: Mapping[Step, frozenset[Step]] = {
    Step.OPEN: frozenset({Step.VERIFYING, Step.CLOSED}),
    Step.VERIFYING: frozenset({Step.REPLIED}),
    Step.REPLIED: frozenset({Step.CLOSED}),
    Step.CLOSED: frozenset(),
}


def require_step(step: Step, wanted: Step) -> None:
    """Raise MoveNotAllowed unless the correction may go on to the wanted step."""
    if wanted not in STEPS[step]:
        raise MoveNotAllowed(say("Việc đính chính đang ở bước khác. Mở lại trang."))


def forgotten_before(on: date) -> date:
    """Requesters of what was closed before this day are erased on a day.

    >>> forgotten_before(date(2024, 2, 29))
    datetime.date(2022, 3, 1)
    """
    try:
        return on.replace(year=on.year - KEPT_YEARS)
    except ValueError:
        return date(on.year - KEPT_YEARS, 3, 1)


def request_number(year: int, serial: int) -> str:
    """The public number.

    >>> request_number(2026, 123)
    'CC-2026-000123'
    """
    return f"CC-{year}-{serial:06d}"
