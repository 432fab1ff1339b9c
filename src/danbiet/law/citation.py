"""Where a rule stands in law, from when until when, and how sure we are of its words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

CERTAINTIES = ("seen", "memory")


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
        """Whether the rule held on a day; an unknown first day does not exclude it."""
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_to is None or on <= self.valid_to)


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
