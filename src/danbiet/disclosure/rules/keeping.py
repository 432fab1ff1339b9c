"""How an obligation was kept, as of a day: late, due soon, without a day, hanging, complete, permanent, stale, waived.

Late is asked of the stored day with a given day, and only of days that are the last for doing something, under rules
that were read: what is known from memory is never held against anybody. That permanent contents go stale after twelve
months without a look is this product's own habit, not law, and pages say so.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import add, sub

from danbiet.disclosure.rules import ObligationState

STALE_AFTER_MONTHS = 12
BINDING = frozenset({"latest_day", "same_day", "latest_start"})


class Kept(StrEnum):
    """In the order in which a page shows them: what is missing first."""

    LATE = "late"  # the day is over and nothing is published
    SOON = "soon"  # it must be published, its day is not over
    UNDATED = "undated"  # nothing is published, and no day binds: no day in the law, or known from memory only
    HANGING = "hanging"  # published, its forms are not complete yet
    STALE = "stale"  # permanent, and nobody has looked at it for twelve months
    PERMANENT = "permanent"  # hangs permanently, looked at within twelve months
    COMPLETE = "complete"
    WAIVED = "waived"


@dataclass(frozen=True)
class Standing:
    """What is asked of one obligation: its days, its state, and for permanent contents the last look."""

    state: str
    due_on: date | None
    due_means: str
    certainty: str
    published_on: date | None
    completed_on: date | None
    is_permanent: bool = False
    looked_at_on: date | None = None


@dataclass(frozen=True)
class Count:
    """How many obligations of a year there are and how they were kept; `on_time` and `after` are of those published.
    `earlier` stand beside the total: those of earlier years that are late still."""

    total: int = 0
    on_time: int = 0
    after: int = 0
    undated_published: int = 0
    late: int = 0
    soon: int = 0
    undated: int = 0
    waived: int = 0
    earlier: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(*map(add, vars(self).values(), vars(other).values()))

    def __sub__(self, other: "Count") -> "Count":
        return Count(*map(sub, vars(self).values(), vars(other).values()))


def is_binding(one: Standing) -> bool:
    """Whether its day can be missed: a last day, from a rule that was read."""
    return one.due_on is not None and one.due_means in BINDING and one.certainty == "seen"


def kept(one: Standing, *, on: date) -> Kept:
    """
    >>> due = Standing("open", date(2021, 10, 15), "latest_day", "seen", None, None)
    >>> str(kept(due, on=date(2021, 10, 15))), str(kept(due, on=date(2021, 10, 16)))
    ('soon', 'late')
    """
    if one.state == ObligationState.WAIVED:
        return Kept.WAIVED
    if one.published_on is None or one.published_on > on:
        return _unpublished(one, on)
    if one.is_permanent:
        return Kept.STALE if is_stale(one.looked_at_on or one.published_on, on=on) else Kept.PERMANENT
    return Kept.COMPLETE if one.completed_on and one.completed_on <= on else Kept.HANGING


def days_late(one: Standing, *, on: date) -> int:
    """How many days after its last day it was published, or how many it is late by now; 0 for what binds to no day."""
    if not is_binding(one) or one.state == ObligationState.WAIVED or one.due_on is None:
        return 0
    done = one.published_on if one.published_on and one.published_on <= on else on
    return max((done - one.due_on).days, 0)


def is_stale(looked_at_on: date, *, on: date) -> bool:
    """Twelve months and a day without a look.

    >>> is_stale(date(2025, 3, 1), on=date(2026, 3, 1)), is_stale(date(2025, 3, 1), on=date(2026, 3, 2))
    (False, True)
    """
    return (on.year - looked_at_on.year) * 12 + on.month - looked_at_on.month - (on.day <= looked_at_on.day) >= (
        STALE_AFTER_MONTHS
    )


def _unpublished(one: Standing, on: date) -> Kept:
    if not is_binding(one) or one.due_on is None:
        return Kept.UNDATED
    return Kept.LATE if one.due_on < on else Kept.SOON
