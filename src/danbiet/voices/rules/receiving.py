"""Receiving citizens: who must, how often, how long ahead the calendar hangs, and what counts as kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from danbiet.law.calendar import Calendar
from danbiet.law.deadlines import deadline
from danbiet.law.duties import duty


class Receiver(StrEnum):
    """Who sits there; only the chair's day keeps the chair's duty."""

    CHAIR = "chair"
    DEPUTY = "deputy"
    OFFICER = "officer"


class DayState(StrEnum):
    PLANNED = "planned"
    KEPT = "kept"
    MISSED = "missed"
    MOVED = "moved"


class Result(StrEnum):
    """What came of a visit."""

    ANSWERED = "answered"  # on the spot (REC-18)
    CASE = "case"
    PROMISED = "promised"
    REFERRED = "referred"


@dataclass(frozen=True)
class Day:
    """One day of the calendar, as the rules see it."""

    on: date
    receiver: Receiver
    state: DayState
    posted_on: date


@dataclass(frozen=True)
class Week:
    """A week of the chair's duty: the days planned in it, and whether one was kept; None while it is not over."""

    monday: date
    days: tuple[Day, ...]
    is_kept: bool | None
    is_working: bool  # a week without any working day asks for nothing


@dataclass(frozen=True)
class Month:
    """A month of the duty of a district's or a province's chair: how many days were needed and kept."""

    first: date
    needed: int
    kept: int
    is_over: bool


NEEDED = {"ward": "REC-01", "district": "REC-02", "province": "REC-03"}


def duty_of(tier: str, *, on: date) -> str:
    """The duty that binds the chair of a tier on a day; empty when none was in force."""
    name = NEEDED[tier]
    return name if duty(name).basis.in_force(on) else ""


def post_by(day: date, *, calendar: Calendar, on: date) -> date:
    """The last day to hang the calendar for a day: 5 working days ahead (REC-05, Luật 42/2013 điều 24(4))."""
    found = deadline("REC-05", on=day, calendar=calendar).due
    assert found is not None, on
    return found


def is_posted_in_time(day: Day, *, calendar: Calendar) -> bool:
    """Whether the calendar hung long enough before the day."""
    return day.posted_on <= post_by(day.on, calendar=calendar, on=day.on)


def weeks(days: Iterable[Day], *, from_day: date, until_day: date, on: date, calendar: Calendar) -> tuple[Week, ...]:
    """Every week that lies whole in the period, with whether the chair received in it."""
    known = [day for day in days if day.receiver is Receiver.CHAIR and day.state is not DayState.MOVED]
    first = from_day + timedelta(days=-from_day.weekday() % 7)
    found = []
    while first + timedelta(days=7) <= until_day:
        found.append(_week(first, known, on, calendar))
        first += timedelta(days=7)
    return tuple(found)


def _week(monday: date, known: list[Day], on: date, calendar: Calendar) -> Week:
    last = monday + timedelta(days=6)
    own = tuple(day for day in known if monday <= day.on <= last)
    works = any(calendar.is_working(monday + timedelta(days=n)) for n in range(7))
    kept = any(day.state is DayState.KEPT for day in own)
    return Week(monday, own, kept or (None if last >= on else False), works)


def months(days: Iterable[Day], *, tier: str, from_day: date, until_day: date, on: date) -> tuple[Month, ...]:
    """Every whole month of the period for a tier whose duty is counted by the month."""
    known = [day for day in days if day.receiver is Receiver.CHAIR and day.state is DayState.KEPT]
    first = from_day if from_day.day == 1 else _next_month(from_day)
    found = []
    while _next_month(first) <= until_day:
        name, after = duty_of(tier, on=first), _next_month(first)
        needed = (duty(name).limit.n or 0) if name else 0
        found.append(Month(first, needed, sum(first <= day.on < after for day in known), after <= on))
        first = after
    return tuple(found)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
