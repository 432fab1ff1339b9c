"""One list for an officer: what waits in every part, grouped by when."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter

from django.core.paginator import Page, Paginator

from danbiet.common.actor import Actor
from danbiet.common.desk import LATE, NOW, DeskItem
from danbiet.disclosure.selectors import desk as disclosure
from danbiet.law.calendar import official
from danbiet.plans import selectors as plans
from danbiet.reports.selectors import desk as reports
from danbiet.voices import selectors as voices
from danbiet.voices.selectors import denunciations, tips
from danbiet.web.rules import Bin, bin_of

SOON_DAYS = 3
ON_A_PAGE = 60  # a page that a phone on a slow line still shows


@dataclass(frozen=True)
class Entry:
    """A row of the list, with its group and the days it is late."""

    row: DeskItem
    bin: Bin
    days_late: int = 0


@dataclass(frozen=True)
class Group:
    """The rows of one group of days on a page, and how many the group has on all pages."""

    bin: Bin
    entries: tuple[Entry, ...]
    total: int


@dataclass(frozen=True)
class Desk:
    """One page of the list: its groups, and how many rows each part has before filtering."""

    groups: tuple[Group, ...]
    parts: tuple[tuple[str, int], ...]
    part: str
    total: int
    page: Page[Entry]


def desk(actor: Actor, *, on: date, part: str = "", number: int = 1) -> Desk:
    """Everything that waits for the actor on a day, a page at a time."""
    return arranged(_rows(actor, on), on=on, part=part, number=number)


def _rows(actor: Actor, on: date) -> list[DeskItem]:
    parts = (plans, disclosure, voices, denunciations, tips, reports)
    return [row for part in parts for row in part.desk_items(actor, on=on)]


def arranged(rows: Sequence[DeskItem], *, on: date, part: str = "", number: int = 1) -> Desk:
    """Rows in groups, in the order of reading; a part that has none is no filter."""
    counts = Counter(row.part for row in rows)
    chosen = part if part in counts else ""
    entries = _entries([row for row in rows if not chosen or row.part == chosen], on)
    page = Paginator(entries, ON_A_PAGE).get_page(number)
    return Desk(tuple(_groups(page, entries)), tuple(sorted(counts.items())), chosen, len(rows), page)


def _entries(rows: Sequence[DeskItem], on: date) -> list[Entry]:
    soon_until = official().after(on, SOON_DAYS)
    late = [(on - row.due_on).days if row.due_on and row.due_on < on else 0 for row in rows]
    entries = [Entry(row, _bin(row, on=on, soon_until=soon_until), days) for row, days in zip(rows, late, strict=True)]
    order = {name: number for number, name in enumerate(Bin)}
    return sorted(entries, key=lambda entry: (order[entry.bin], entry.row.due_on or date.max))


def _groups(page: Iterable[Entry], entries: Iterable[Entry]) -> Iterator[Group]:
    totals = Counter(entry.bin for entry in entries)
    for name, found in groupby(page, key=attrgetter("bin")):
        yield Group(name, tuple(found), totals[name])


def _bin(row: DeskItem, *, on: date, soon_until: date) -> Bin:
    """What is late without one day of its own is late; what waits for a verdict waits."""
    if row.is_inherited:
        return Bin.INHERITED
    if row.due_on is None:
        return {LATE: Bin.OVERDUE, NOW: Bin.TO_ACCEPT}.get(row.status, Bin.UNDATED)
    return bin_of(row.due_on, on=on, soon_until=soon_until)
