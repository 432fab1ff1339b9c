"""The days of open cases and unsent letters, counted again when the calendar changed; what moved is recorded."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from typing import TypeVar

from django.db import transaction
from django.db.models import F

from danbiet.common import clock
from danbiet.common.actor import Actor
from danbiet.law.deadlines import deadline
from danbiet.ledger import services as ledger
from danbiet.places import selectors as places
from danbiet.places.models import Unit
from danbiet.voices.models import Case, Notice
from danbiet.voices.selectors.clocks import letters_due, open_cases, timed_all
from danbiet.voices.services.recording import clock_columns, settled_by

CHUNK = 200
DAYS = ("due_on", "answer_due_on")
Row = TypeVar("Row")
Moves = dict[Unit, list[Mapping[str, object]]]


def recount(*, units: Iterable[int] | None = None, cause: str = "", by: Actor, at: datetime) -> int:
    """Count the days of open cases and unsent letters anew, of some places or of all; returns how many moved.

    `cause` names in the record what made it necessary, such as a declared day. Whoever works on a case at this moment
    waits, and is then told that it changed: their day was counted with the old calendar.
    """
    asked = units if units is None else list(units)
    moved = 0
    with transaction.atomic():
        cases = open_cases(asked).select_for_update(of=("self",)).select_related("place")
        for some in _chunks(cases.iterator(CHUNK)):
            moved += _told(_moved_cases(some, on=clock.day(at)), cause, by=by, at=at)
        letters = letters_due(asked).select_for_update(of=("self",)).select_related("case__place")
        for few in _chunks(letters.iterator(CHUNK)):
            moved += _told(_moved_letters(few, on=clock.day(at)), cause, by=by, at=at)
    return moved


def _moved_cases(cases: list[Case], *, on: date) -> Moves:
    """The cases that moved, place by place; written, with the day that their drafts name."""
    found: Moves = {}
    alike: dict[tuple[date | None, date | None], list[int]] = defaultdict(list)
    words: dict[int, tuple[str, str]] = {}
    for case, now in zip(cases, timed_all(cases, on=on), strict=True):
        was = {name: getattr(case, name) for name in DAYS}
        fresh = was | {name: day for name, day in clock_columns(case, found=now).items() if name in DAYS}
        if fresh == was:
            continue
        moved = next(name for name in DAYS if fresh[name] != was[name])
        found.setdefault(case.place, []).append(_line(case, was[moved], fresh[moved]))
        alike[fresh["due_on"], fresh["answer_due_on"]].append(case.pk)
        words[case.pk] = settled_by(was["answer_due_on"]), settled_by(fresh["answer_due_on"])
    for (due_on, answer_due_on), keys in alike.items():
        rows = Case.objects.filter(pk__in=keys)
        rows.update(due_on=due_on, answer_due_on=answer_due_on, version=F("version") + 1)
    _redraft(words)
    return found


def _redraft(words: Mapping[int, tuple[str, str]]) -> None:
    """Letters not sent yet name the day by which a case is settled: (old words, new words) of each case."""
    changed = []
    for letter in Notice.objects.filter(case__in=words.keys(), sent_on=None):
        old, new = words[letter.case_id]
        if old and old in letter.text:
            letter.text = letter.text.replace(old, new)
            changed.append(letter)
    Notice.objects.bulk_update(changed, ["text"])


def _moved_letters(letters: list[Notice], *, on: date) -> Moves:
    """The letters that moved, by the place of their case; written."""
    owners = {letter.case.place_id: letter.case.place for letter in letters}
    calendars = places.calendars_for(list(owners.values()), on=on)
    found: Moves = {}
    alike: dict[date | None, list[int]] = defaultdict(list)
    for letter in letters:
        assert letter.event_on is not None
        due_on = deadline(letter.duty, on=letter.event_on, calendar=calendars[letter.case.place_id]).due
        if due_on != letter.due_on:
            line = _line(letter.case, letter.due_on, due_on) | {"letter": letter.pk}
            found.setdefault(letter.case.place, []).append(line)
            alike[due_on].append(letter.pk)
    for due_on, keys in alike.items():
        Notice.objects.filter(pk__in=keys).update(due_on=due_on)
    return found


def _line(case: Case, was: date | None, now: date | None) -> dict[str, object]:
    return {"case": case.number, "was": was and was.isoformat(), "now": now and now.isoformat()}


def _told(moved: Moves, cause: str, *, by: Actor, at: datetime) -> int:
    """One event for each place; how many moved."""
    for place, lines in moved.items():
        ledger.record(
            by=by, act="voices.recount", target=cause or f"places.unit/{place.pk}", place=place.key,
            payload={"moved": lines}, at=at,
        )  # fmt: skip
    return sum(len(lines) for lines in moved.values())


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while some := list(islice(rows, CHUNK)):
        yield some
