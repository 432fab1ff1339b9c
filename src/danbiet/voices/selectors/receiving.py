"""The calendar of receiving citizens, the book by count, and which weeks or months were kept."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, QuerySet, Sum

from danbiet.common.actor import Actor, NotYours, Role, say
from danbiet.law.calendar import Calendar
from danbiet.law.duties import Duty, duty
from danbiet.places import selectors as places
from danbiet.places.models import Unit
from danbiet.plans.models import Task
from danbiet.plans.rules.states import TaskState
from danbiet.voices.models import Promise, ReceptionDay
from danbiet.voices.rules.receiving import (
    Day,
    DayState,
    Month,
    Receiver,
    Week,
    duty_of,
    is_posted_in_time,
    months,
    post_by,
    weeks,
)

SETTERS = (Role.LEADER, Role.WARD_OFFICER, Role.PLAN_OFFICER)
BACK, AHEAD = timedelta(days=92), timedelta(days=62)


@dataclass(frozen=True)
class Row:
    """A day of the calendar with its counts; `people` and `visits` come from the book."""

    day: ReceptionDay
    visits: int
    people: int
    promised: int
    in_time: bool
    post_by: date
    is_unsettled: bool  # the day has passed, and nobody said whether it was kept


@dataclass(frozen=True)
class Kept:
    """How the chair's duty was kept in a period, as far back as the book goes: of so many weeks or months over,
    so many."""

    kept: int
    over: int
    since: date | None = None
    weeks: tuple[Week, ...] = ()
    months: tuple[Month, ...] = ()


@dataclass(frozen=True)
class ReceptionPage:
    """What everybody sees of receiving citizens in a place."""

    place: Unit
    ahead: tuple[Row, ...]
    past: tuple[Row, ...]
    kept: Kept
    duty: Duty | None
    promises: tuple[Promise, ...]
    may_set: bool


class NoSuchDay(NotYours):
    """The calendar has no such day for the actor."""


def may_set(actor: Actor, place: Unit, *, on: date) -> bool:
    """Whether the actor keeps the calendar of a place that stands."""
    return places.stands(place, on) and place.pk in actor.places(*SETTERS)


def day_for(actor: Actor, pk: int, *, on: date) -> ReceptionDay:
    """A day of the calendar that the actor keeps."""
    found = ReceptionDay.objects.filter(pk=pk).select_related("place").first()
    if found is None or not may_set(actor, found.place, on=on):
        raise NoSuchDay(say("Không có ngày này trong lịch bạn được ghi."))
    return found


def reception_page(actor: Actor, code: str, *, on: date) -> ReceptionPage:
    """The posted calendar, and what became of the days behind."""
    place = places.unit_at(code, on=on)
    calendar = places.calendar_for(place, on=on)
    rows = [_row(day, calendar, on) for day in days_of(place, from_day=on - BACK, until_day=on + AHEAD)]
    name = duty_of(place.tier, on=on)
    return ReceptionPage(
        place=place, ahead=tuple(row for row in rows if row.day.on >= on),
        past=tuple(row for row in reversed(rows) if row.day.on < on),
        kept=kept_in(place, from_day=on - BACK, until_day=on + timedelta(days=1), on=on, calendar=calendar),
        duty=duty(name) if name else None, promises=promises_of(place, on=on), may_set=may_set(actor, place, on=on),
    )  # fmt: skip


def days_of(place: Unit, *, from_day: date, until_day: date) -> QuerySet[ReceptionDay]:
    """The days of a calendar in order, with the counts of the book."""
    rows = ReceptionDay.objects.filter(place=place, on__gte=from_day, on__lt=until_day)
    counts = {"visits": Count("receptions"), "people": Sum("receptions__people")}
    return rows.annotate(**counts, promised=Count("receptions__promises")).order_by("on", "receiver")


def _row(day: ReceptionDay, calendar: Calendar, on: date) -> Row:
    ahead = post_by(day.on, calendar=calendar, on=on)
    counts = (getattr(day, "visits", 0), getattr(day, "people", 0) or 0, getattr(day, "promised", 0))
    unsettled = day.on < on and day.state == DayState.PLANNED.value
    return Row(day, *counts, is_posted_in_time(_as_day(day), calendar=calendar), ahead, unsettled)


def _as_day(day: ReceptionDay) -> Day:
    return Day(day.on, Receiver(day.receiver), DayState(day.state), day.posted_on)


def kept_in(place: Unit, *, from_day: date, until_day: date, on: date, calendar: Calendar) -> Kept:
    """Whether the chair received as often as the law asks, in the weeks or months of a period that are over."""
    known = [_as_day(day) for day in ReceptionDay.objects.filter(place=place, on__gte=from_day, on__lt=until_day)]
    begins = _begun(place, from_day)
    if begins is None or not duty_of(place.tier, on=on):
        return Kept(0, 0)
    if place.tier == "ward":
        found = weeks(known, from_day=begins, until_day=until_day, on=on, calendar=calendar)
        over = [week for week in found if week.is_kept is not None and week.is_working]
        return Kept(sum(bool(week.is_kept) for week in over), len(over), begins, weeks=found)
    by_month = months(known, tier=place.tier, from_day=begins, until_day=until_day, on=on)
    ended = [month for month in by_month if month.is_over and month.needed]
    return Kept(sum(month.kept >= month.needed for month in ended), len(ended), begins, months=by_month)


def _begun(place: Unit, from_day: date) -> date | None:
    """From when the book is kept here: before the week of the first posted day nothing is known, nothing was missed."""
    first = ReceptionDay.objects.filter(place=place).order_by("on").values_list("on", flat=True).first()
    return max(first - timedelta(days=first.weekday()), from_day) if first else None


def promises_of(place: Unit, *, on: date) -> tuple[Promise, ...]:
    """Promises of a place that are open or fell due lately, the next day first."""
    rows = Promise.objects.filter(place=place, due_on__gte=on - BACK).select_related("task", "case", "reception__day")
    return tuple(rows.order_by("due_on")[:50])


def is_kept(promise: Promise) -> bool:
    """Whether the task behind a promise was accepted as done."""
    task: Task = promise.task
    return task.state == TaskState.DONE.value
