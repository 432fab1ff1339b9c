"""The end of a count of hours, days, working days or months from a day, forward and backward."""

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import MAXYEAR, MINYEAR, date, timedelta

from danbiet.law.calendar import Calendar
from danbiet.law.duties import Unit

Span = tuple[date, date]  # from the day of suspension until, exclusively, the day of resumption
DAY = timedelta(days=1)


class BadSpan(ValueError):
    """A suspension that ends before, or on, the day it begins."""


def end(calendar: Calendar, on: date, n: int, unit: str, suspensions: Sequence[Span] = ()) -> date:
    """The n-th counted day after a day (which is day 0); suspended days are not counted. Nothing is rolled."""
    counted = _forward(calendar, Unit(unit))
    return _lengthened(
        lambda more: counted(on, n, more), lambda day: _lost(calendar, unit, (on + DAY, day + DAY), suspensions)
    )


def start(calendar: Calendar, on: date, n: int, unit: str, suspensions: Sequence[Span] = ()) -> date:
    """The n-th counted day before a day (which is day 0), for limits that run up to an event."""
    counted = _backward(calendar, Unit(unit))
    return _lengthened(lambda more: counted(on, n, more), lambda day: _lost(calendar, unit, (day, on), suspensions))


def merged(suspensions: Sequence[Span]) -> tuple[Span, ...]:
    """Suspensions in order, those that meet or overlap joined; a day is suspended once."""
    found: list[Span] = []
    for from_day, until_day in sorted(suspensions):
        if until_day <= from_day:
            raise BadSpan(f"{from_day} is not before {until_day}")
        if found and from_day <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until_day))
        else:
            found.append((from_day, until_day))
    return tuple(found)


def is_suspended(day: date, suspensions: Sequence[Span]) -> bool:
    """Whether the clock stands still on the day."""
    return any(from_day <= day < until_day for from_day, until_day in suspensions)


def add_months(on: date, n: int) -> date:
    """The day of the same number n months on, else the last of that month (Bộ luật Dân sự, điều 148).

    Raises OverflowError past the last year that can be written, as adding days does.
    """
    year, month = divmod(on.year * 12 + on.month - 1 + n, 12)
    if not MINYEAR <= year <= MAXYEAR:
        raise OverflowError(f"year {year} is out of range")
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def _lengthened(counted: Callable[[int], date], lost: Callable[[date], int]) -> date:
    """The least day at which the counted days are whole: what was lost to suspensions is counted on."""
    more, day = 0, counted(0)
    while (missing := lost(day)) != more:
        more, day = missing, counted(missing)
    return day


def _forward(calendar: Calendar, unit: Unit) -> Callable[[date, int, int], date]:
    return {
        Unit.WORKING_DAYS: lambda on, n, more: calendar.after(on, n + more),
        Unit.CALENDAR_DAYS: lambda on, n, more: on + timedelta(days=n + more),
        Unit.HOURS: lambda on, n, more: on + timedelta(days=n // 24 + more),
        Unit.MONTHS: lambda on, n, more: add_months(on, n) + timedelta(days=more),
    }[unit]


def _backward(calendar: Calendar, unit: Unit) -> Callable[[date, int, int], date]:
    return {
        Unit.WORKING_DAYS: lambda on, n, more: calendar.before(on, n + more),
        Unit.CALENDAR_DAYS: lambda on, n, more: on - timedelta(days=n + more),
        Unit.HOURS: lambda on, n, more: on - timedelta(days=n // 24 + more),
        Unit.MONTHS: lambda on, n, more: add_months(on, -n) - timedelta(days=more),
    }[unit]


def _lost(calendar: Calendar, unit: str, within: Span, suspensions: Sequence[Span]) -> int:
    """How many days that would be counted lie in suspensions, from the first day until, exclusively, the second."""
    total = 0
    for from_day, until_day in suspensions:
        first, until = max(from_day, within[0]), min(until_day, within[1])
        if first < until:
            is_working = unit == Unit.WORKING_DAYS
            total += calendar.count(first - DAY, until - DAY) if is_working else (until - first).days
    return total
