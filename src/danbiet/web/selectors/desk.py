"""One list for an officer: what waits in every part, grouped by when."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

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


@dataclass(frozen=True)
class Entry:
    """A row of the list, with the days it is late."""

    row: DeskItem
    days_late: int = 0


@dataclass(frozen=True)
class Group:
    """The rows of one group of days."""

    bin: Bin
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Desk:
    """The list as shown: its groups, and how many rows each part has before filtering."""

    groups: tuple[Group, ...]
    parts: tuple[tuple[str, int], ...]
    part: str
    total: int

    @property
    def shown(self) -> int:
        return sum(len(group.entries) for group in self.groups)


def desk(actor: Actor, *, on: date, part: str = "") -> Desk:
    """Everything that waits for the actor on a day."""
    return arranged(_rows(actor, on), on=on, part=part)


def _rows(actor: Actor, on: date) -> list[DeskItem]:
    parts = (plans, disclosure, voices, denunciations, tips, reports)
    return [row for part in parts for row in part.desk_items(actor, on=on)]


def arranged(rows: Sequence[DeskItem], *, on: date, part: str = "") -> Desk:
    """Rows in groups; a part that has none is no filter."""
    counts = Counter(row.part for row in rows)
    chosen = part if part in counts else ""
    kept = [row for row in rows if not chosen or row.part == chosen]
    return Desk(tuple(_groups(kept, on)), tuple(sorted(counts.items())), chosen, len(rows))


def _groups(rows: Iterable[DeskItem], on: date) -> Iterable[Group]:
    soon_until = official().after(on, SOON_DAYS)
    found: dict[Bin, list[Entry]] = {}
    for row in rows:
        late = (on - row.due_on).days if row.due_on and row.due_on < on else 0
        found.setdefault(_bin(row, on=on, soon_until=soon_until), []).append(Entry(row, late))
    for name in Bin:
        if name in found:
            yield Group(name, tuple(sorted(found[name], key=lambda entry: entry.row.due_on or date.max)))


def _bin(row: DeskItem, *, on: date, soon_until: date) -> Bin:
    """What is late without one day of its own is late; what waits for a verdict waits."""
    if row.is_inherited:
        return Bin.INHERITED
    if row.due_on is None:
        return {LATE: Bin.OVERDUE, NOW: Bin.TO_ACCEPT}.get(row.status, Bin.UNDATED)
    return bin_of(row.due_on, on=on, soon_until=soon_until)
