"""What residents say about what is disclosed, drafts put before them, letters to them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from danbiet.common.actor import NotAllowed, say
from danbiet.law.citation import NoRuleInForce
from danbiet.law.deadlines import deadline
from danbiet.law.duties import duty


class CommentKind(StrEnum):
    COMMENT = "comment"
    ERROR = "error"  # published information is wrong (Law 104/2016 art. 22(4))
    OPINION = "opinion"  # on a draft under consultation
    NOT_SEEN = "not_seen"  # not posted at the sender's culture house


class CommentState(StrEnum):
    WAITING = "waiting"
    SHOWN = "shown"
    HIDDEN = "hidden"  # counted in public with its reason, never silently gone


class HiddenFor(StrEnum):
    """Why a comment is not shown; the classes are public, the text is not."""

    PERSONAL = "personal"  # personal data of somebody
    INSULT = "insult"
    OFF_TOPIC = "off_topic"
    REPEAT = "repeat"
    SECRET = "secret"  # of the State, or a denunciation, which belongs elsewhere


class ConsultationState(StrEnum):
    COMING = "coming"
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"  # opinions are no longer taken; not yet concluded
    CONCLUDED = "concluded"


CONSULTATION_DUTY, PLAN_DUTY = "PAR-01", "PAR-02"
CLOSING_DAYS = 5
LONGEST_TEXT = 4000
LONGEST_NAME = 80


class TooShort(NotAllowed):
    """A consultation is planned for, or ended in, fewer days than the law asks."""


def least_until(from_on: date) -> date | None:
    """The last day a consultation must still hold (20 days, a minimum); None where no rule in force is known."""
    try:
        return deadline(CONSULTATION_DUTY, on=from_on).due
    except NoRuleInForce:
        return None


def require_days(from_on: date, until_on: date) -> None:
    """Raise TooShort when opinions would be taken for fewer days than the least of the law of their first day."""
    least = least_until(from_on)
    if least is None and until_on <= from_on:
        raise TooShort(say("Ngày thôi nhận ý kiến phải sau ngày bắt đầu."))
    if least is not None and until_on < least:
        raise TooShort(
            say("Lấy ý kiến ít nhất {n} ngày kể từ ngày công khai ({basis}): sớm nhất đến {day}."),
            n=duty(CONSULTATION_DUTY).limit.n, basis=duty(CONSULTATION_DUTY).basis, day=f"{least:%d/%m/%Y}",
        )  # fmt: skip


def require_over(until_on: date, on: date) -> None:
    """Raise TooShort while opinions are still taken: nobody concludes what others may still speak to."""
    if on <= until_on:
        raise TooShort(say("Còn nhận ý kiến đến hết ngày {day}; chưa kết luận được."), day=f"{until_on:%d/%m/%Y}")


@dataclass(frozen=True)
class KeptBy:
    """How a consultation keeps one of its obligations on a day: since when, and when that was whole."""

    begun_on: date | None
    whole_on: date | None


def opening_kept(from_on: date, until_on: date, *, on: date) -> KeptBy:
    """Consulting begins with the first day and is whole after the last: the least days have passed by then."""
    return KeptBy(from_on if from_on <= on else None, until_on if until_on < on else None)


def outcome_kept(concluded_on: date | None, *, on: date) -> KeptBy:
    """What was answered and decided is public from the conclusion, and whole with it."""
    day = concluded_on if concluded_on and concluded_on <= on else None
    return KeptBy(day, day)


def consultation_state(from_on: date, until_on: date, concluded_on: date | None, *, on: date) -> ConsultationState:
    """Where a consultation stands on a day."""
    if concluded_on is not None and concluded_on <= on:
        return ConsultationState.CONCLUDED
    if on < from_on:
        return ConsultationState.COMING
    if on > until_on:
        return ConsultationState.CLOSED
    return ConsultationState.CLOSING if (until_on - on).days < CLOSING_DAYS else ConsultationState.OPEN
