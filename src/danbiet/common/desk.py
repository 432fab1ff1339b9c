"""One row of an officer's one list: every part makes them, the desk merges them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

LATE, NOW, SOON, NONE = "late", "now", "soon", "none"


@dataclass(frozen=True)
class DeskItem:
    """What waits: its status, the act to do, and where its day comes from."""

    part: str
    status: str
    title: str
    url: str
    due_on: date | None
    why: str = ""
    source: str = ""
    detail: str = ""
    is_inherited: bool = False


def status(due_on: date | None, on: date) -> str:
    """Late, today, soon or without a day."""
    if due_on is None:
        return NONE
    if due_on == on:
        return NOW
    return LATE if due_on < on else SOON


def limited(rows: Iterable[DeskItem], most: int, *, more: DeskItem) -> Iterator[DeskItem]:
    """At most so many rows; where more wait, one last row says so and leads to the whole list."""
    left = iter(rows)
    yield from islice(left, most)
    if next(left, None) is not None:
        yield more
