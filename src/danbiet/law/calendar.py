"""Which days are working days: weekends, declared days off and worked Saturdays, each with its source."""

import csv
import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, cached_property
from importlib.resources import files
from io import StringIO
from pathlib import Path

from danbiet.law.citation import CERTAINTIES

FIRST, LAST = date(1990, 1, 1), date(2060, 12, 31)
DAYS_OFF = 11  # a year, Bộ luật Lao động 45/2019/QH14, điều 112(1): as many must be declared before a year is known
FRIDAY, SATURDAY = 4, 5
WARNED_FROM = 11  # the month in which next year's calendar should be there
COLUMNS = ("date", "kind", "label", "source")
KINDS = {"off": False, "work": True}


class Why(StrEnum):
    """Why a day is counted or not; the values stand in `deadline --json`."""

    FIRST_DAY = "first_day"
    COUNTED = "counted"
    SATURDAY = "saturday"
    SUNDAY = "sunday"
    DAY_OFF = "day_off"
    WORKED_SATURDAY = "worked_saturday"
    SUSPENDED = "suspended"
    ROLLED = "rolled"


class OutsideCalendar(LookupError):
    """A day before the first or after the last that the calendar can count."""


class DamagedCalendar(ValueError):
    """A calendar file that cannot be used; `problems` holds (row, column, code, value), the header being row 1."""

    def __init__(self, problems: tuple[tuple[int, str, str, str], ...]) -> None:
        super().__init__("; ".join(f"row {row}, {column}: {code} {value!r}" for row, column, code, value in problems))
        self.problems = problems


@dataclass(frozen=True)
class Change:
    """One declared day: off (`works` false), or worked although it would be off."""

    day: date
    works: bool
    label: str
    source: str
    certainty: str = "seen"


class Calendar:
    """The working days between FIRST and LAST. Never changes: `with_changes` makes another."""

    def __init__(self, changes: Iterable[Change] = ()) -> None:
        self._changes: Mapping[date, Change] = {change.day: change for change in changes}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Calendar) and self._changes == other._changes

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def change(self, day: date) -> Change | None:
        """What was declared for the day, if anything."""
        return self._changes.get(day)

    def changes(self) -> tuple[Change, ...]:
        """Every declared day, in order."""
        return tuple(sorted(self._changes.values(), key=lambda change: change.day))

    def is_working(self, day: date) -> bool:
        """Whether offices are open on the day."""
        change = self._changes.get(day)
        return change.works if change else day.weekday() <= FRIDAY

    def why(self, day: date) -> Why:
        """Why the day is a working day, or none: the declared day goes before the day of the week."""
        change, weekday = self._changes.get(day), day.weekday()
        if change and change.works:
            return Why.WORKED_SATURDAY if weekday >= SATURDAY else Why.COUNTED
        if change:
            return Why.DAY_OFF
        return {SATURDAY: Why.SATURDAY, 6: Why.SUNDAY}.get(weekday, Why.COUNTED)

    def label(self, day: date) -> str:
        """The name of the declared day, "" for an ordinary one."""
        change = self._changes.get(day)
        return change.label if change else ""

    def knows(self, year: int) -> bool:
        """Whether the days off of the year were declared: at least as many as the Labour Code gives."""
        return self._known.get(year, 0) >= DAYS_OFF

    def with_changes(self, changes: Iterable[Change]) -> "Calendar":
        """The same calendar with a place's own days, or a newly declared holiday; the later word counts."""
        return Calendar((*self._changes.values(), *changes))

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the declared days and their kinds: equal for calendars that count the same."""
        lines = (f"{change.day} {'work' if change.works else 'off'}\n" for change in self.changes())
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    def after(self, day: date, n: int) -> date:
        """The n-th working day after a day (0: the day itself)."""
        return self._at(bisect_right(self._working, _inside(day)) + n - 1) if n else day

    def before(self, day: date, n: int) -> date:
        """The n-th working day before a day (0: the day itself)."""
        return self._at(bisect_left(self._working, _inside(day)) - n) if n else day

    def next_working(self, day: date) -> date:
        """The day itself, or the first working day after it."""
        return self._at(bisect_left(self._working, _inside(day)))

    def last_working(self, day: date) -> date:
        """The day itself, or the last working day before it."""
        return self._at(bisect_right(self._working, _inside(day)) - 1)

    def count(self, after: date, until: date) -> int:
        """How many working days lie after a day, up to and with another."""
        return bisect_right(self._working, _inside(until)) - bisect_right(self._working, _inside(after))

    @cached_property
    def _working(self) -> list[int]:
        """The ordinals of all working days in order: the index in which days are found by halving."""
        ordinals = {day for day in range(FIRST.toordinal(), LAST.toordinal() + 1) if 1 <= day % 7 <= 5}
        for change in self._changes.values():
            (ordinals.add if change.works else ordinals.discard)(change.day.toordinal())
        return sorted(ordinals)

    @cached_property
    def _known(self) -> dict[int, int]:
        years = [change.day.year for change in self._changes.values() if not change.works]
        return {year: years.count(year) for year in set(years)}

    def _at(self, index: int) -> date:
        if not 0 <= index < len(self._working):
            raise OutsideCalendar(f"days are counted from {FIRST} to {LAST}")
        return date.fromordinal(self._working[index])


@cache
def official() -> Calendar:
    """The national calendar as it ships: days off and worked Saturdays, with source and certainty."""
    return read(files("danbiet.law").joinpath("data/calendar.csv").read_text(encoding="utf-8"))


def read(path_or_text: Path | str) -> Calendar:
    """A calendar from CSV `date,kind,label,source[,certainty]`; kind is off or work. All problems are named by row."""
    text = path_or_text.read_text(encoding="utf-8-sig") if isinstance(path_or_text, Path) else path_or_text
    reader = csv.DictReader(StringIO(text))
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise DamagedCalendar(tuple((1, name, "column_missing", "") for name in missing))
    found, problems = _rows(reader)
    if problems:
        raise DamagedCalendar(tuple(problems))
    return Calendar(found)


def written_day(text: str) -> date:
    """A day as interfaces.md writes it, 2026-11-23; ISO 8601 has other forms, which are refused like any other text."""
    found = date.fromisoformat(text)
    if found.isoformat() != text:
        raise ValueError(f"{text!r} is not written YEAR-MONTH-DAY")
    return found


def broadcast_starts(days: int, weekdays: Iterable[int]) -> tuple[int, ...]:
    """The weekdays (Monday 0) on which a series of so many consecutive days may begin when only some may be used.

    >>> broadcast_starts(3, range(5))
    (0, 1, 2)
    """
    allowed = frozenset(weekdays)
    return tuple(first for first in range(7) if all((first + step) % 7 in allowed for step in range(days)))


def missing_next_year(on: date, *, calendar: Calendar | None = None) -> int | None:
    """The year whose days off should be known by now but are not: asked from 1 November of the year before, and until
    they are."""
    asked = (on.year, on.year + 1) if on.month >= WARNED_FROM else (on.year,)
    return next((year for year in asked if not (calendar or official()).knows(year)), None)


def _rows(reader: "csv.DictReader[str]") -> tuple[list[Change], list[tuple[int, str, str, str]]]:
    found: dict[date, Change] = {}
    problems: list[tuple[int, str, str, str]] = []
    for row, values in enumerate(reader, start=2):
        wrong = _wrong(values)
        day = None if wrong else written_day(values["date"])
        if day in found:
            wrong = ("date", "day_twice")
        if wrong or day is None:
            column, code = wrong or ("date", "day_wrong")
            problems.append((row, column, code, values.get(column) or ""))
            continue
        certainty = values.get("certainty") or "seen"
        found[day] = Change(day, KINDS[values["kind"]], values["label"] or "", values["source"] or "", certainty)
    return list(found.values()), problems


def _wrong(values: Mapping[str, str | None]) -> tuple[str, str] | None:
    """The first thing wrong with a row: (column, code)."""
    try:
        day = written_day(values["date"] or "")
    except ValueError:
        return "date", "day_wrong"
    if not FIRST <= day <= LAST:
        return "date", "day_outside"
    if values["kind"] not in KINDS:
        return "kind", "kind_unknown"
    return None if (values.get("certainty") or "seen") in CERTAINTIES else ("certainty", "certainty_unknown")


def _inside(day: date) -> int:
    if not FIRST <= day <= LAST:
        raise OutsideCalendar(f"days are counted from {FIRST} to {LAST}, not {day}")
    return day.toordinal()
