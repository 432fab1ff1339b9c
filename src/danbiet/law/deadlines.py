"""From a duty and the day of an event to a day: by when, or how long at least, with each day explained on demand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from danbiet.law import words
from danbiet.law.calendar import Calendar, Why, official
from danbiet.law.citation import Citation, NoRuleInForce
from danbiet.law.counting import DAY, Span, end, is_suspended, merged, start
from danbiet.law.duties import UNITS, Duty, ExtensionTerm, Limit, Unit
from danbiet.law.duties import duty as found_duty


class Means(StrEnum):
    """What the day is: the last for the act, the last it must still hold, the last to begin, the very day, or none."""

    LATEST_DAY = "latest_day"
    EARLIEST_END = "earliest_end"
    LATEST_START = "latest_start"
    SAME_DAY = "same_day"
    NONE = "none"


MEANS = {
    "max": Means.LATEST_DAY,
    "max_next_working_day": Means.LATEST_DAY,
    "validity": Means.LATEST_DAY,
    "fixed": Means.LATEST_DAY,
    "min": Means.EARLIEST_END,
    "sanction_threshold": Means.EARLIEST_END,
    "before_at_least": Means.LATEST_START,
    "immediate": Means.SAME_DAY,
    "same_time": Means.SAME_DAY,
    "shift": Means.SAME_DAY,
}


class NotInForce(NoRuleInForce):
    """The duty is known, but it did not hold on the day."""

    def __init__(self, of: Duty, on: date) -> None:
        super().__init__(f"{of.id} ({of.basis}) held from {of.basis.valid_from} to {of.basis.valid_to}, not on {on}")
        self.duty, self.on = of, on


class NoExtension(ValueError):
    """The law gives no extension, or not so many."""

    def __init__(self, of: Duty, allowed: int) -> None:
        super().__init__(f"{of.id}: extended {allowed} times at most")
        self.duty, self.allowed = of, allowed


class BadTerm(ValueError):
    """A number, unit or kind of which no day can be made."""


@dataclass(frozen=True)
class Extended:
    """One extension: from the day after the unrolled end to its own unrolled end, `n` of `unit` later. `in_all`: the
    whole time, where the law sets that and not what is added."""

    n: int
    unit: str
    first: date
    last: date
    in_all: int | None = None


@dataclass(frozen=True)
class Deadline:
    """`due` is None when no day can be computed (`means` NONE); `rolled_from` is the last counted day when it was off.

    `certainty` is that of the rule; `suspended` are the spans [from, until) that were not counted.
    """

    duty: str | None
    on: date
    n: int | None
    unit: str | None
    kind: str
    due: date | None
    means: Means
    certainty: str
    basis: Citation | None
    rolled_from: date | None = None
    suspended: tuple[Span, ...] = ()
    extended: tuple[Extended, ...] = ()

    @property
    def last_counted(self) -> date | None:
        """The end before it was rolled."""
        return self.rolled_from or self.due


@dataclass(frozen=True)
class CountedDay:
    """One day of the explanation: whether it was counted, and why or why not."""

    day: date
    counted: bool
    why: Why
    label: str = ""


def deadline(
    duty: Duty | str,
    *,
    on: date,
    calendar: Calendar | None = None,
    is_remote: bool = False,
    suspensions: Sequence[Span] = (),
    extensions: int = 0,
) -> Deadline:
    """The day that a duty sets for an event on a day; the rule must have been in force on that day.

    >>> str(deadline("CPL-04", on=date(2026, 7, 3)).due)
    '2026-07-14'
    """
    rule = found_duty(duty) if isinstance(duty, str) else duty
    if not rule.basis.in_force(on):
        raise NotInForce(rule, on)
    limit = _limit(rule, is_remote)
    if not limit.is_measured:
        return Deadline(
            rule.id, on, limit.n, limit.unit, limit.kind, None, Means.NONE, rule.basis.certainty, rule.basis
        )
    extra = _extensions(rule, extensions)
    return _counted(limit, on, calendar or official(), merged(suspensions), extra=extra, rule=rule)


def term(
    n: int,
    unit: str,
    *,
    on: date,
    calendar: Calendar | None = None,
    kind: str = "max",
    suspensions: Sequence[Span] = (),
) -> Deadline:
    """A bare term without a duty, counted in the same way.

    >>> str(term(30, "calendar_days", on=date(2026, 1, 18)).due)
    '2026-02-23'
    """
    if n < 0 or unit not in UNITS or kind not in MEANS:
        raise BadTerm(f"{n} {unit} {kind}")
    return _counted(Limit(n, unit, kind), on, calendar or official(), merged(suspensions))


def explain(found: Deadline, *, calendar: Calendar | None = None) -> tuple[CountedDay, ...]:
    """Every day from the event to the due day in the order of counting; empty when there is no due day."""
    return tuple(_explained(found, calendar or official()))


def as_json(found: Deadline, *, calendar: Calendar | None = None, language: str = "vi") -> dict[str, object]:
    """The answer of `deadline --json`, in plain JSON words."""
    basis = found.basis
    return {
        "duty": found.duty,
        "on": found.on.isoformat(),
        "limit": {"n": found.n, "unit": found.unit, "kind": found.kind},
        "due": _written(found.due),
        "due_means": found.means.value,
        "certainty": found.certainty,
        "basis": basis
        and {
            "document": basis.document,
            "article": basis.article,
            "valid_from": _written(basis.valid_from),
            "valid_to": _written(basis.valid_to),
        },
        "days": [
            {"day": one.day.isoformat(), "counted": one.counted, "why": one.why.value}
            for one in explain(found, calendar=calendar)
        ],
        "rolled_from": _written(found.rolled_from),
        "suspended": [{"from": str(from_day), "until": str(until_day)} for from_day, until_day in found.suspended],
        "extended": [
            {"n": one.n, "unit": one.unit, "first": str(one.first), "last": str(one.last)} for one in found.extended
        ],
        "text": sentence(found, calendar=calendar, language=language),
    }


def sentence(found: Deadline, *, calendar: Calendar | None = None, language: str = "vi") -> str:
    """The day, from what and how it was counted, what else to know, and the article, in sentences for a reader."""
    rule = found_duty(found.duty) if found.duty else None
    asked = rule.limit if rule else Limit(None, None, found.kind)
    limit = replace(asked, n=found.n, unit=found.unit)
    parts = [
        f"{rule.id}. {rule.who(language)}: {rule.what(language)}." if rule else "",
        words.outcome(limit, found.due, means=found.means.value, on=found.on, language=language),
        words.counted_from(limit, language),
        *(words.suspended(*span, language) for span in found.suspended),
        *(words.extended(one.n, one.unit, one.last, in_all=one.in_all, language=language) for one in found.extended),
        words.rolled(found.rolled_from, found.due, language) if found.rolled_from and found.due else "",
        *words.doubts(found.on, found.due, calendar or official(), language),
        words.posted(rule.posting, language) if rule and rule.posting else "",
        words.noted(rule, language) if rule else "",
        words.basis(found.basis, language) if found.basis else "",
    ]
    return " ".join(part for part in parts if part)


def _limit(rule: Duty, is_remote: bool) -> Limit:
    """The limit of the duty, or the longer one that it has in remote areas."""
    if not is_remote or rule.remote is None:
        return rule.limit
    return Limit(rule.remote.n, rule.remote.unit, rule.limit.kind)


def _extensions(rule: Duty, asked: int) -> tuple[ExtensionTerm, ...]:
    allowed = rule.extension.times if rule.extension else 0
    if not 0 <= asked <= allowed:
        raise NoExtension(rule, allowed)
    return (rule.extension,) * asked if rule.extension else ()


def _counted(
    limit: Limit,
    on: date,
    calendar: Calendar,
    suspensions: tuple[Span, ...],
    *,
    extra: Sequence[ExtensionTerm] = (),
    rule: Duty | None = None,
) -> Deadline:
    """Count, extend, and roll the final end alone."""
    assert limit.n is not None
    assert limit.unit is not None
    if limit.kind == "before_at_least":
        last = start(calendar, on, limit.n, limit.unit, suspensions)
        extended: tuple[Extended, ...] = ()
    else:
        ordinary = end(calendar, on, limit.n, limit.unit, suspensions)
        last, extended = _extended(limit, ordinary, on, calendar, suspensions, extra)
    due = _rolled(last, limit, calendar, suspensions)
    return Deadline(
        duty=rule.id if rule else None,
        on=on,
        n=limit.n,
        unit=limit.unit,
        kind=limit.kind,
        due=due,
        means=MEANS[limit.kind],
        certainty=rule.basis.certainty if rule else "seen",
        basis=rule.basis if rule else _general(on),
        rolled_from=last if last != due else None,
        suspended=suspensions,
        extended=extended,
    )


def _extended(
    limit: Limit,
    last: date,
    on: date,
    calendar: Calendar,
    suspensions: tuple[Span, ...],
    extra: Sequence[ExtensionTerm],
) -> tuple[date, tuple[Extended, ...]]:
    """An extension runs from the day after the unrolled end, in its own unit; a total, which the data
    give in the unit of the limit, replaces the limit."""
    found: list[Extended] = []
    for one in extra:
        first, last = last + DAY, end(calendar, on if one.is_total else last, one.n, one.unit, suspensions)
        added = one.n - (limit.n or 0) if one.is_total else one.n
        found.append(Extended(added, one.unit, first, last, in_all=one.n if one.is_total else None))
    return last, tuple(found)


def _rolled(last: date, limit: Limit, calendar: Calendar, suspensions: tuple[Span, ...]) -> date:
    """A latest day off goes forward, a latest start backward; a minimum and an act on the very day stay."""
    means = MEANS[limit.kind]
    if means not in (Means.LATEST_DAY, Means.LATEST_START) or (limit.unit == Unit.HOURS and (limit.n or 0) < 24):
        return last
    if means is Means.LATEST_START:
        return calendar.last_working(last)
    due = calendar.next_working(last)
    while due != last and is_suspended(due, suspensions):
        due = calendar.after(due, 1)
    return due


def _general(on: date) -> Citation | None:
    """A bare term is counted by the Civil Code, where it was in force."""
    rule = found_duty("CAL-02").basis
    return rule if rule.in_force(on) else None


def _explained(found: Deadline, calendar: Calendar) -> Iterator[CountedDay]:
    if found.due is None or found.last_counted is None:
        return
    yield CountedDay(found.on, False, Why.FIRST_DAY, calendar.label(found.on))
    step, day = (-DAY if found.means is Means.LATEST_START else DAY), found.on
    while day != found.last_counted:
        day += step
        yield _of(day, _unit(found, day), found.suspended, calendar)
    while day != found.due:
        day += step
        yield CountedDay(day, False, Why.ROLLED if day == found.due else calendar.why(day), calendar.label(day))


def _unit(found: Deadline, day: date) -> str | None:
    """The unit in which a day is counted: that of the extension it lies in, else that of the limit."""
    return next((one.unit for one in found.extended if one.first <= day <= one.last), found.unit)


def _of(day: date, unit: str | None, suspensions: tuple[Span, ...], calendar: Calendar) -> CountedDay:
    if is_suspended(day, suspensions):
        return CountedDay(day, False, Why.SUSPENDED, calendar.label(day))
    if unit != Unit.WORKING_DAYS:
        return CountedDay(day, True, Why.COUNTED, calendar.label(day))
    return CountedDay(day, calendar.is_working(day), calendar.why(day), calendar.label(day))


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None
