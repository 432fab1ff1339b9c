"""The days of open requests and corrections, counted again when the calendar changed; what moved is recorded."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from typing import TypeVar

from django.db import transaction
from django.db.models import F

from danbiet.common import clock
from danbiet.common.actor import Actor
from danbiet.disclosure.models import Amendment, Request
from danbiet.disclosure.rules.requests import NOTICE_DUTY, VERIFY_DUTY, Complexity, Delivery, Step
from danbiet.disclosure.rules.requests import clock as clock_of
from danbiet.disclosure.selectors.requests import step_begun_on
from danbiet.law.calendar import Calendar
from danbiet.ledger import services as ledger
from danbiet.places import selectors as places
from danbiet.places.models import Unit

CHUNK = 200
Row = TypeVar("Row", Request, Amendment)
Days = dict[str, date | None]  # the new day of each column


def recount(*, units: Iterable[int] | None = None, cause: str = "", by: Actor, at: datetime) -> int:
    """Count the days of open requests and corrections anew, of some places or of all; returns how many moved.

    A day that is not known stays so; the notice of a time limit that went out keeps the day that it had.
    """
    asked = units if units is None else list(units)
    with transaction.atomic():
        requests = Request.objects.filter(closed_on=None, due_on__isnull=False).select_related("place")
        corrections = Amendment.objects.filter(closed_on=None, due_on__isnull=False).select_related("request__place")
        if asked is not None:
            requests = requests.filter(place__in=asked)
            corrections = corrections.filter(request__place__in=asked)
        moved = 0
        for some in _chunks(requests.select_for_update(of=("self",)).order_by("place", "pk").iterator(CHUNK)):
            moved += _moved_requests(some, cause, by=by, at=at)
        for few in _chunks(
            corrections.select_for_update(of=("self",)).order_by("request__place", "pk").iterator(CHUNK)
        ):
            moved += _moved_corrections(few, cause, by=by, at=at)
    return moved


def _moved_requests(rows: list[Request], cause: str, *, by: Actor, at: datetime) -> int:
    calendars = _calendars([row.place for row in rows], on=clock.day(at))
    lines: dict[Unit, list[Mapping[str, object]]] = {}
    for row in rows:
        days = _changed(row, _request_days(row, calendars[row.place_id]))
        if days:
            Request.objects.filter(pk=row.pk).update(**days, version=F("version") + 1)
            lines.setdefault(row.place, []).extend(_lines(row, row.number, days))
    return _told(lines, cause, by=by, at=at)


def _request_days(row: Request, calendar: Calendar) -> Days:
    """By when it is answered, was before it was extended, and is told of its limit."""
    assert row.valid_on is not None
    first = clock_of(row.duty, on=row.valid_on, calendar=calendar).due_on
    extended = clock_of(row.duty, on=row.valid_on, calendar=calendar, extensions=1).due_on if row.extended_on else first
    days: Days = {"due_on": extended, "first_due_on": first}
    notice = NOTICE_DUTY.get((Delivery(row.delivery), Complexity(row.complexity)))
    if notice and row.notified_on is None:
        days["notice_due_on"] = clock_of(notice, on=row.valid_on, calendar=calendar).due_on
    return days


def _moved_corrections(rows: list[Amendment], cause: str, *, by: Actor, at: datetime) -> int:
    calendars = _calendars([row.request.place for row in rows], on=clock.day(at))
    lines: dict[Unit, list[Mapping[str, object]]] = {}
    for row in rows:
        days = _changed(row, _correction_days(row, calendars[row.request.place_id]))
        if days:
            Amendment.objects.filter(pk=row.pk).update(**days)
            lines.setdefault(row.request.place, []).extend(_lines(row, row.request.number, days))
    return _told(lines, cause, by=by, at=at)


def _correction_days(row: Amendment, calendar: Calendar) -> Days:
    """By when the present step is done, and, until another agency was asked, by when it is."""
    days: Days = {"due_on": clock_of(row.duty, on=step_begun_on(row), calendar=calendar).due_on}
    if row.step == Step.OPEN:
        days["verify_due_on"] = clock_of(VERIFY_DUTY, on=row.opened_on, calendar=calendar).due_on
    return days


def _changed(row: Row, days: Days) -> Days:
    """The columns that moved; a day without a rule now stays what it was."""
    return {name: day for name, day in days.items() if day is not None and day != getattr(row, name)}


def _lines(row: Row, number: str, days: Days) -> Iterator[Mapping[str, object]]:
    """What the record says of a row: its request, which of its days, and from when to when."""
    of = {"request": number} | ({"correction": row.pk} if isinstance(row, Amendment) else {})
    for name, day in days.items():
        if name != "first_due_on":
            was = getattr(row, name)
            yield {**of, "which": name, "was": was and was.isoformat(), "now": day and day.isoformat()}


def _told(lines: Mapping[Unit, list[Mapping[str, object]]], cause: str, *, by: Actor, at: datetime) -> int:
    """One event for each place; how many days moved."""
    for place, moved in lines.items():
        ledger.record(
            by=by, act="disclosure.recount_requests", target=cause or f"places.unit/{place.pk}", place=place.key,
            payload={"moved": moved}, at=at,
        )  # fmt: skip
    return sum(len(moved) for moved in lines.values())


def _calendars(units: list[Unit], *, on: date) -> Mapping[int, Calendar]:
    return places.calendars_for(list({unit.pk: unit for unit in units}.values()), on=on)


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while some := list(islice(rows, CHUNK)):
        yield some
