"""Where a rule stands in law, from when until when, and how sure we are of its words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

CERTAINTIES = ("seen", "memory")
DATED = re.compile(r"ngày (\d{2})/(\d{2})/(\d{4})")
YEAR = re.compile(r"(?:/|năm )((?:19|20)\d{2})\b")


class NoRuleInForce(LookupError):
    """No rule known to us was in force on the day asked for."""


@dataclass(frozen=True)
class Citation:
    """A document and its article. `valid_from` is None when the day of the document is not known;
    `valid_to` is the last day in force. `seen`: read in `source`; `memory`: still to be checked."""

    document: str
    article: str
    valid_from: date | None
    valid_to: date | None
    certainty: str
    source: str
    note: str = ""

    def __post_init__(self) -> None:
        if self.certainty not in CERTAINTIES:
            raise ValueError(f"certainty of {self.document!r} must be one of {CERTAINTIES}, not {self.certainty!r}")

    def __str__(self) -> str:
        return f"{self.document}, {self.article}" if self.article else self.document

    def in_force(self, on: date) -> bool:
        """Whether the rule is known to have held on a day; one whose first day is not known never is."""
        return self.valid_from is not None and self.valid_from <= on and not self._is_over(on)

    def may_hold(self, on: date) -> bool:
        """Whether a rule whose first day is not known could have held on a day: not before it was made."""
        return self.valid_from is None and (self.made_on or on) <= on and not self._is_over(on)

    @property
    def made_on(self) -> date | None:
        """The earliest day on which the document can have been made, as its name tells: its day, or 1 January.

        >>> str(Citation("Luật 10/2022/QH15", "", None, None, "seen", "").made_on)
        '2022-01-01'
        """
        if dated := DATED.search(self.document):
            day, month, year = map(int, dated.groups())
            return date(year, month, day)
        found = YEAR.search(self.document)
        return date(int(found.group(1)), 1, 1) if found else None

    def _is_over(self, on: date) -> bool:
        return self.valid_to is not None and on > self.valid_to


def citation(row: Mapping[str, object]) -> Citation:
    """Read a citation from a row of a data file; a missing day stays unknown."""
    return Citation(
        document=str(row["document"]),
        article=str(row.get("article", "")),
        valid_from=_day(row.get("valid_from")),
        valid_to=_day(row.get("valid_to")),
        certainty=str(row["certainty"]),
        source=str(row["source"]),
        note=str(row.get("note", "")),
    )


def _day(value: object) -> date | None:
    if value is None or isinstance(value, date):
        return value
    raise ValueError(f"not a day: {value!r}")
