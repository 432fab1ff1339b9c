"""The law as pages show it: every duty in force on a day, and one with its day counted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from danbiet.common.actor import NotYours, say
from danbiet.law import words
from danbiet.law.calendar import OutsideCalendar, official
from danbiet.law.counting import BadSpan
from danbiet.law.deadlines import CountedDay, Deadline, NoExtension, as_json, deadline, explain
from danbiet.law.duties import Duty, UnknownDuty, duties, duty, topics, unsettled
from danbiet.plans.rules.folding import words as folded

OUTSIDE_CALENDAR = "outside_calendar"


class NoSuchDuty(NotYours):
    """No duty has this name."""


@dataclass(frozen=True)
class Topic:
    """The duties of one topic."""

    id: str
    name: str
    duties: tuple[Duty, ...]


@dataclass(frozen=True)
class LawPage:
    """`/law/`: duties in force on a day, by topic; apart from them those of which nobody knows since when they hold."""

    on: date
    q: str
    topics: tuple[Topic, ...]
    total: int
    unread: int
    unsettled: tuple[Duty, ...] = ()


@dataclass(frozen=True)
class Question:
    """What a reader asks the calculator."""

    on: date
    extensions: int = 0
    suspensions: tuple[tuple[date, date], ...] = ()
    is_remote: bool = False


@dataclass(frozen=True)
class DutyPage:
    """`/law/DUTY/`: the rule, and its day for an event; `wrong` says why there is none."""

    duty: Duty
    question: Question
    found: Deadline | None
    days: tuple[CountedDay, ...]
    text: tuple[str, ...]
    wrong: str
    topic: str

    @property
    def is_answered(self) -> bool:
        """Whether the question could be counted; a rule not in force, or not extended so often, is an answer too."""
        return self.wrong != OUTSIDE_CALENDAR

    @property
    def most_extensions(self) -> int:
        return self.duty.extension.times if self.duty.extension else 0


def law_page(*, on: date, q: str, language: str) -> LawPage:
    """Duties in force on a day, those whose words hold every word searched for, marks or no marks."""
    found = [one for one in duties(on=on) if _answers(one, folded(q), language)]
    apart = tuple(one for one in unsettled(on=on) if _answers(one, folded(q), language))
    grouped = tuple(
        Topic(id, names[language == "en"], chosen)
        for id, names in topics().items()
        if (chosen := tuple(one for one in found if one.topic == id))
    )
    return LawPage(on, q, grouped, len(found), sum(not one.is_certain() for one in found), apart)


def duty_page(id: str, *, question: Question, language: str) -> DutyPage:
    """One duty with its day for an event under the national calendar, explained day by day."""
    try:
        rule = duty(id)
    except UnknownDuty as error:
        raise NoSuchDuty(say("Không có quy định mang tên {id}."), id=error.name[:20]) from None
    topic = topics()[rule.topic][language == "en"]
    if not rule.in_force(question.on):
        wrong = "start_unknown" if rule.basis.may_hold(question.on) else "not_in_force"
        return DutyPage(rule, question, None, (), (), wrong, topic)
    try:
        found = deadline(
            rule, on=question.on, is_remote=question.is_remote, suspensions=question.suspensions,
            extensions=question.extensions,
        )  # fmt: skip
    except NoExtension:
        return DutyPage(rule, question, None, (), (), "no_extension", topic)
    except BadSpan:
        return DutyPage(rule, question, None, (), (), "bad_span", topic)
    except OutsideCalendar:
        return DutyPage(rule, question, None, (), (), OUTSIDE_CALENDAR, topic)
    return DutyPage(rule, question, found, explain(found), tuple(_told(found, language)), "", topic)


def _told(found: Deadline, language: str) -> Iterator[str]:
    """The answer in sentences, with every doubt that the calendar has."""
    yield str(as_json(found, language=language)["text"])
    yield from words.doubts(found.on, found.due, official(), language)


def _answers(one: Duty, wanted: Sequence[str], language: str) -> bool:
    if not wanted:
        return True
    text = " ".join([one.id, one.what_vi, one.who_vi, str(one.basis), one.what_en if language == "en" else ""])
    known = " ".join(folded(text))
    return all(word in known for word in wanted)
