"""How a case moves: its stages, its acts, and which act is allowed when. Who may do it stands in `rights`."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from danbiet.common.actor import Conflict, say
from danbiet.voices.rules import COMPLAINTS, FEEDBACK, HANDED_OVER, Kind, State, Verdict


class Stage(StrEnum):
    """What the running clock waits for."""

    ACCEPTANCE = "acceptance"
    ANSWER = "answer"
    SETTLEMENT = "settlement"
    SENDING = "sending"
    PUBLICATION = "publication"
    RECHECK = "recheck"
    HAND_OVER = "hand_over"
    FIRST_NOTICE = "first_notice"
    NONE = "none"


class Act(StrEnum):
    """Everything that can happen to a case."""

    RECEIVE = "receive"
    ACCEPT = "accept"
    REFUSE = "refuse"
    TRANSFER_OUT = "transfer_out"
    TRANSFER_IN = "transfer_in"
    ASSIGN = "assign"
    SUSPEND = "suspend"
    RESUME = "resume"
    EXTEND = "extend"
    CALL_COMPLEX = "call_complex"
    DIALOGUE = "dialogue"
    NOTE_DIALOGUE = "note_dialogue"
    ANSWER = "answer"
    AGREE = "agree"
    CONTEST = "contest"
    RECHECK = "recheck"
    WRITE = "write"
    REPLY = "reply"
    MERGE = "merge"
    SPLIT = "split"
    LINK = "link"
    PROMISE = "promise"
    REDACT = "redact"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    RATE = "rate"
    HAND_OVER = "hand_over"
    RECLASSIFY = "reclassify"
    SEND_NOTICE = "send_notice"
    SEND_DECISION = "send_decision"
    POST_DECISION = "post_decision"
    NAME_FORWARDER = "name_forwarder"
    FORGET = "forget"


class MoveNotAllowed(Conflict):
    """The case does not stand where the act could be done."""


@dataclass(frozen=True)
class Standing:
    """What the moves ask of a case; `is_open`: somebody in the office still has to act."""

    kind: Kind
    state: State
    is_open: bool = True
    verdict: Verdict = Verdict.NONE
    is_suspended: bool = False
    is_published: bool = False
    is_drafted: bool = False  # a redacted copy waits for its second pair of eyes
    is_complex: bool = False
    was_contested: bool = False
    is_sent: bool = False
    is_posted: bool = False
    is_dialogue_set: bool = False  # for a day, of which nobody noted yet what came of it
    is_denunciation: bool = False  # refused as one, and erased
    into: "Standing | None" = None  # the case in which it goes on, when it was merged


SENDERS = frozenset({Act.AGREE, Act.CONTEST, Act.RATE, Act.WRITE})
WORKING = (Act.ASSIGN, Act.REPLY, Act.LINK, Act.PROMISE, Act.SEND_NOTICE)


def stages(kind: Kind) -> tuple[Stage, ...]:
    """The clocks a kind goes through, in order."""
    if kind in FEEDBACK:
        return (Stage.ANSWER, Stage.RECHECK)
    if kind in HANDED_OVER:
        return (Stage.HAND_OVER,)
    sending = (Stage.ACCEPTANCE, Stage.SETTLEMENT, Stage.SENDING)
    return (*sending, Stage.PUBLICATION) if kind is Kind.COMPLAINT_SECOND else sending


def allowed(case: Standing) -> frozenset[Act]:
    """The acts that the stand of a case allows, whoever does them."""
    return frozenset(_merged(case, case.into) if case.into else _allowed(case))


def require(case: Standing, act: Act) -> None:
    """Refuse an act that the case does not allow now."""
    if act not in allowed(case):
        raise MoveNotAllowed(say("Việc này không làm được ở bước hiện tại. Mở lại trang để xem vụ việc đang ở đâu."))


def _merged(case: Standing, into: Standing) -> Iterable[Act]:
    """Its sender goes on with words of their own, and has a say of the answer that was given to both; the office may
    still find it to be a denunciation."""
    yield from (Act.WRITE, Act.FORGET)
    if into.is_open:
        yield Act.REPLY
    if case.kind in FEEDBACK:
        yield Act.REFUSE
    if into.state in (State.RECEIVED, State.ACCEPTED) or into.is_denunciation:
        return
    yield Act.RATE
    if case.verdict is Verdict.NONE:
        yield from (Act.AGREE, Act.CONTEST) if case.kind in FEEDBACK else (Act.AGREE,)


def _allowed(case: Standing) -> Iterable[Act]:
    yield from (Act.WRITE, Act.FORGET)
    if case.is_open:
        yield from WORKING
        yield from _office(case)
        if case.kind not in HANDED_OVER and case.state in (State.RECEIVED, State.ACCEPTED):
            yield Act.NAME_FORWARDER
        if case.kind in FEEDBACK and not case.is_suspended:
            yield Act.REFUSE  # once it was taken up, as a denunciation alone
    elif case.state is not State.RECEIVED:
        yield from _public(case)
    if case.kind in FEEDBACK and case.state in (State.ANSWERED, State.RECHECKED, State.AGREED):
        yield from _verdicts(case)
    if case.kind in COMPLAINTS and case.state in (State.ANSWERED, State.AGREED):
        yield from _after_decision(case)


def _office(case: Standing) -> Iterable[Act]:
    """What the office may do while the case is open."""
    if case.kind in HANDED_OVER:
        yield from (Act.HAND_OVER, Act.RECLASSIFY)
    elif case.is_suspended:
        yield Act.RESUME
    elif case.state is State.RECEIVED:
        yield from (Act.ACCEPT, Act.REFUSE, Act.TRANSFER_OUT, Act.RECLASSIFY, Act.MERGE, Act.SPLIT)
    elif case.state is State.ACCEPTED:
        yield from _accepted(case)
    elif case.verdict is Verdict.CONTESTED and case.state is State.ANSWERED:
        yield Act.RECHECK


def _accepted(case: Standing) -> Iterable[Act]:
    yield from (Act.ANSWER, Act.SUSPEND, Act.SPLIT)
    if case.kind in FEEDBACK:
        yield from (Act.EXTEND, Act.TRANSFER_OUT, Act.MERGE)
        return
    yield Act.DIALOGUE
    if case.is_dialogue_set:
        yield Act.NOTE_DIALOGUE
    if not case.is_complex:
        yield Act.CALL_COMPLEX


def _verdicts(case: Standing) -> Iterable[Act]:
    """What the holder of the code may say: a contest once, and never against a re-check."""
    yield Act.RATE
    if case.verdict is Verdict.NONE or (case.verdict is Verdict.CONTESTED and case.state is State.RECHECKED):
        yield Act.AGREE
    if case.verdict is Verdict.NONE and not case.was_contested:
        yield Act.CONTEST


def _after_decision(case: Standing) -> Iterable[Act]:
    """A decision on a complaint is sent, and that of the second one is posted; its contest is the law's own."""
    yield Act.RATE
    if case.verdict is Verdict.NONE:
        yield Act.AGREE
    if not case.is_sent:
        yield Act.SEND_DECISION
    if case.kind is Kind.COMPLAINT_SECOND and not case.is_posted:
        yield Act.POST_DECISION


def _public(case: Standing) -> Iterable[Act]:
    """Publication is an act of its own, by two people; of a denunciation there is nothing to publish, ever."""
    if case.is_denunciation or (case.kind not in FEEDBACK and case.kind is not Kind.COMPLAINT_SECOND):
        return
    if case.is_published:
        yield Act.WITHDRAW
        return
    yield Act.REDACT
    if case.is_drafted:
        yield Act.PUBLISH
