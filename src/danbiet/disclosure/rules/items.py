"""What an item may become, how long it must stay, and who may object to a list of people. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from danbiet.disclosure.rules import ItemKind, ItemState
from danbiet.law.calendar import Calendar
from danbiet.law.citation import Citation
from danbiet.law.deadlines import term
from danbiet.law.duties import duty

MOVES = {
    ItemState.DRAFT: frozenset({ItemState.PUBLISHED}),
    ItemState.PUBLISHED: frozenset({ItemState.WITHDRAWN, ItemState.TAKEN_DOWN}),
    ItemState.WITHDRAWN: frozenset[ItemState](),
    ItemState.TAKEN_DOWN: frozenset[ItemState](),
}
STATUS = {
    ItemState.PUBLISHED: "current",
    ItemState.WITHDRAWN: "withdrawn",
    ItemState.TAKEN_DOWN: "superseded",  # of no state of its own in a list; read as over where no newer version stands
}
PERIOD = re.compile(r"[12]\d{3}(-(Q[1-4]|H[12]|9M|0[1-9]|1[0-2]))?", re.ASCII)
LEAST, UNIT = 30, "calendar_days"  # where no duty is named: the 30 days of every posting
OBJECTION, RECHECK = "POV-02", "POV-03"
UNREAD = "unread"  # the kind of a finding that is none: a picture or a scan, which a person must look at
DAY = timedelta(days=1)


def may_become(state: str, wanted: ItemState) -> bool:
    """Whether an item in a state may take on another."""
    return wanted in MOVES[ItemState(state)]


def numbers_seen(findings: Iterable[Mapping[str, str]]) -> bool:
    """Whether the detector saw personal numbers; a place that it could not read is told and is no find."""
    return any(one["kind"] != UNREAD for one in findings)


def is_period(text: str) -> bool:
    """2026, 2026-Q3, 2026-H1, 2026-9M, 2026-09, or no period at all.

    >>> is_period("2026-Q3"), is_period("2026-13"), is_period("")
    (True, False, True)
    """
    return not text or PERIOD.fullmatch(text) is not None


@dataclass(frozen=True)
class Stay:
    """How long an item must stay: the last day on which it must still be there, or permanently; and by which rule."""

    last_on: date | None
    basis: Citation
    is_certain: bool = True

    @property
    def is_permanent(self) -> bool:
        return self.last_on is None

    def is_over(self, on: date) -> bool:
        """Whether the least time has passed on a day."""
        return self.last_on is not None and on > self.last_on


def stay(
    kind: str,
    *,
    published_on: date,
    days: int | None,
    unit: str,
    basis: Citation | None = None,
    calendar: Calendar | None = None,
) -> Stay:
    """The stay of an item published on a day; regulations stay for good (trap 7 of the law).

    `days` and `unit` are those of its duty; without one, the 30 days of every posting.
    """
    cited = basis or of_every_posting(published_on)
    is_certain = cited.certainty == "seen"
    if kind == ItemKind.REGULATION:
        return Stay(None, cited, is_certain)
    found = term(days or LEAST, unit if days else UNIT, on=published_on, calendar=calendar, kind="min")
    return Stay(found.due, cited, is_certain)


def of_every_posting(on: date) -> Citation:
    """The article on how long papers hang, whatever they say: Law 10/2022 art. 13, before it Ordinance 34/2007."""
    of_law, of_ordinance = duty("DIS22-01"), duty("DIS34-01")
    if of_law.in_force(on):
        return replace(of_law.basis, article="điều 13")
    return replace(of_ordinance.basis, article="điều 6-9")


def take_down_on(kind: str, stays: Stay) -> date | None:
    """The day on which the clock takes an item down: lists of people the day after the least time, others never."""
    if kind != ItemKind.PERSONAL_LIST or stays.last_on is None:
        return None
    return stays.last_on + DAY


@dataclass(frozen=True)
class Window:
    """Until when people may object to a list, and by when an objection made on the last day is checked again."""

    until: date
    recheck_by: date
    recheck_days: int
    basis: Citation
    is_certain: bool

    def is_open(self, on: date) -> bool:
        return on <= self.until


def objection_window(published_on: date, *, calendar: Calendar | None = None) -> Window | None:
    """The objection window of a list of poor households; nothing where no rule known to us was in force on the day."""
    posted, again = duty(OBJECTION), duty(RECHECK)
    if not posted.in_force(published_on) or posted.posting is None or posted.posting.n is None or again.limit.n is None:
        return None
    until = term(posted.posting.n, str(posted.posting.unit), on=published_on, calendar=calendar, kind="min").due
    if until is None:
        return None
    recheck = term(again.limit.n, str(again.limit.unit), on=until, calendar=calendar).due
    certain = posted.is_certain() and again.is_certain()
    return Window(until, recheck or until, again.limit.n, posted.basis, certain)
