"""Quarters of the year, for the list of everything disclosed. Pure."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from danbiet.law.citation import Citation
from danbiet.law.duties import cited

LIST_DUTY = "DIS22-21"  # everything disclosed, listed by quarter
WRITTEN = re.compile(r"^(?P<year>20\d\d)-Q(?P<number>[1-4])$")


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter; its first day, and the first day after it."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def basis(self) -> Citation | None:
        """The article that orders the list, if one was in force when the quarter ended: only then is one cited."""
        return cited(LIST_DUTY, on=self.after - timedelta(days=1))

    @property
    def after(self) -> date:
        return self.next.first

    @property
    def next(self) -> "Quarter":
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    @property
    def before(self) -> "Quarter":
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)


def quarter_of(on: date) -> Quarter:
    """The quarter of a day.

    >>> str(quarter_of(date(2026, 9, 30)))
    '2026-Q3'
    """
    return Quarter(on.year, (on.month + 2) // 3)


def read_quarter(text: str, *, default: Quarter) -> Quarter:
    """2026-Q3; anything else is the default.

    >>> str(read_quarter("2026-Q9", default=Quarter(2026, 1)))
    '2026-Q1'
    """
    found = WRITTEN.match(text)
    return Quarter(int(found["year"]), int(found["number"])) if found else default
