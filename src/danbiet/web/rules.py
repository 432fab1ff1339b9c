"""What stands behind the desk and the search: days in groups, and words as people type them."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LEAST = 2  # letters, before a search is worth making
MOST = 40  # results shown of one kind


class Bin(StrEnum):
    """The groups of an officer's list, in the order in which they are read."""

    OVERDUE = "overdue"
    TODAY = "today"
    TO_ACCEPT = "to_accept"
    SOON = "soon"
    LATER = "later"
    UNDATED = "undated"
    INHERITED = "inherited"


@dataclass(frozen=True)
class Words:
    """A search as typed: the words of the name, and after a comma those of what it lies in."""

    name: tuple[str, ...]
    within: tuple[str, ...] = ()
    code: str = ""

    @property
    def enough(self) -> bool:
        return bool(self.code) or sum(map(len, self.name)) >= LEAST


def words(folded: str, within: str = "") -> Words:
    """The words of a folded search.

    >>> words("dong ngac", "bac tu liem").within
    ('bac', 'tu', 'liem')
    >>> words("00601").code
    '00601'
    """
    if re.fullmatch(r"\d{2,5}", folded.strip()):
        return Words(name=(), code=folded.strip())
    return Words(name=tuple(folded.split()), within=tuple(within.split()))


def closeness(folded: str, wanted: Words) -> tuple[int, int]:
    """How far a folded name is from what was typed: whole name, begins with, contains; then the shorter."""
    typed = " ".join(wanted.name)
    bare = re.sub(r"^(phuong|xa|thi tran|quan|huyen|thi xa|thanh pho|tinh|dac khu) ", "", folded)
    if typed in (folded, bare):
        return 0, len(folded)
    return (1 if bare.startswith(typed) or folded.startswith(typed) else 2), len(folded)


def bin_of(due_on: date | None, *, on: date, soon_until: date) -> Bin:
    """The group of something due on a day."""
    if due_on is None:
        return Bin.UNDATED
    if due_on < on:
        return Bin.OVERDUE
    if due_on == on:
        return Bin.TODAY
    return Bin.SOON if due_on <= soon_until else Bin.LATER
