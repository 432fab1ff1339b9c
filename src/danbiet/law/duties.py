"""What the law orders: each duty with who, what, by when, for how long, its article and how sure we are of it."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from danbiet.law.citation import Citation, citation


class Unit(StrEnum):
    """The units in which a day can be computed; every other unit is a rule in words."""

    HOURS = "hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"


UNITS = frozenset(Unit)


class Yields(StrEnum):
    """What comes out of a duty: a day, a least time, an act that returns, a bound, or only words."""

    LATEST_DAY = "latest_day"
    MINIMUM = "minimum"
    RECURRING = "recurring"
    THRESHOLD = "threshold"
    TEXT = "text"


class UnknownDuty(LookupError):
    """No duty has this name; `nearest` are those that look like it."""

    def __init__(self, name: str, nearest: tuple[str, ...]) -> None:
        super().__init__(f"no duty {name!r}; nearest: {', '.join(nearest) or 'none'}")
        self.name, self.nearest = name, nearest


class UnknownTopic(UnknownDuty):
    """No duty has this topic."""


@dataclass(frozen=True)
class Limit:
    """`n` of `unit`, as in the source; `unit` is one of Unit, or words (`words_vi`), or None where none is set."""

    n: int | None
    unit: str | None
    kind: str
    counted_from_vi: str = ""
    counted_from_en: str = ""
    words_vi: str = ""
    words_en: str = ""

    @property
    def is_measured(self) -> bool:
        """Whether a day can be computed from it."""
        return self.n is not None and self.unit in UNITS


@dataclass(frozen=True)
class ExtensionTerm:
    """How often and by how much the limit may be extended; `is_total`: `n` is the whole time, not an addition."""

    n: int
    unit: str
    times: int
    is_total: bool
    notice_vi: str
    notice_en: str


@dataclass(frozen=True)
class PostingTerm:
    """How long it hangs: at least `n` of `unit` (kind min), or permanently (kind permanent; n and unit None)."""

    n: int | None
    unit: str | None
    kind: str
    continuous: bool
    where_vi: str
    where_en: str
    words_vi: str = ""
    words_en: str = ""


@dataclass(frozen=True)
class RemoteTerm:
    """The longer limit in remote areas; `duty` is the duty that states it, when it is one of its own."""

    n: int
    unit: str
    duty: str | None = None


@dataclass(frozen=True)
class Duty:
    """One duty. `constructs` are parts of PAPI it serves, `used_by` the pages that work with it."""

    id: str
    topic: str
    constructs: tuple[str, ...]
    who_vi: str
    who_en: str
    what_vi: str
    what_en: str
    trigger_vi: str
    trigger_en: str
    limit: Limit
    basis: Citation
    yields: Yields
    used_by: tuple[str, ...]
    extension: ExtensionTerm | None = None
    posting: PostingTerm | None = None
    remote: RemoteTerm | None = None
    loudspeaker_days: int | None = None
    forms_vi: tuple[str, ...] = ()
    forms_en: tuple[str, ...] = ()
    grounds_vi: tuple[str, ...] = ()
    grounds_en: tuple[str, ...] = ()
    note_vi: str = ""
    note_en: str = ""
    details: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def who(self, language: str = "vi") -> str:
        """Who is charged with it."""
        return self.who_en if language == "en" else self.who_vi

    def what(self, language: str = "vi") -> str:
        """What is to be done."""
        return self.what_en if language == "en" else self.what_vi

    def trigger(self, language: str = "vi") -> str:
        """The event from which it arises: day 0."""
        return self.trigger_en if language == "en" else self.trigger_vi

    def note(self, language: str = "vi") -> str:
        """What else is to be known, "" for most."""
        return self.note_en if language == "en" else self.note_vi

    def is_certain(self) -> bool:
        """Whether its words were read in the named source; what is known from memory is never held against anybody."""
        return self.basis.certainty == "seen"

    def in_force(self, on: date) -> bool:
        """Whether it is known to have held on a day."""
        return self.basis.in_force(on)


def duty(id: str) -> Duty:
    """The duty of that name, whatever the case of its letters."""
    found = _all().get(id.strip().upper())
    if found is None:
        raise UnknownDuty(id, _nearest(id.strip().upper()))
    return found


def duties(*, on: date | None = None, topic: str | None = None) -> tuple[Duty, ...]:
    """Every duty known, or those in force on a day, or of one topic, in the order of the law data."""
    return tuple(one for one in _of(topic) if on is None or one.in_force(on))


def cited(id: str, *, on: date) -> Citation | None:
    """Where a duty stands, for words shown about a day: only on a day on which it is in force; else nothing is cited.

    >>> cited("DIS22-21", on=date(2021, 9, 30)) is None
    True
    """
    found = duty(id)
    return found.basis if found.in_force(on) else None


def unsettled(*, on: date, topic: str | None = None) -> tuple[Duty, ...]:
    """Duties that may have held on a day, though nobody knows from which day they do: never counted among the rest."""
    return tuple(one for one in _of(topic) if one.basis.may_hold(on))


@cache
def topics() -> Mapping[str, tuple[str, str]]:
    """Every topic with its Vietnamese and English name."""
    return {row["id"]: (row["name_vi"], row["name_en"]) for table in _tables() for row in table["topic"]}


def _of(topic: str | None) -> Iterator[Duty]:
    if topic is not None and topic not in topics():
        raise UnknownTopic(topic, tuple(get_close_matches(topic, topics(), n=3, cutoff=0)))
    return (one for one in _all().values() if topic is None or one.topic == topic)


def _nearest(name: str) -> tuple[str, ...]:
    """Names like it, the one whose number was written without its zero first."""
    whole = re.sub(r"-(\d)$", r"-0\1", name)
    return tuple(dict.fromkeys([one for one in (whole,) if one in _all()] + get_close_matches(name, _all(), 3, 0)))


@cache
def _all() -> dict[str, Duty]:
    return {row["id"]: _duty(row, table["source"]) for table in _tables() for row in table["duty"]}


@cache
def _tables() -> tuple[dict[str, Any], ...]:
    folder = files("danbiet.law").joinpath("data/duties")
    found = sorted((one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name)
    return tuple(tomllib.loads(one.read_text(encoding="utf-8")) for one in found)


def _duty(row: Mapping[str, Any], sources: Mapping[str, str]) -> Duty:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    values |= {key: make(**row[key]) for key, make in PARTS.items() if key in row}
    values["yields"] = Yields(row["yields"])
    values["basis"] = citation({**row["basis"], "source": sources[row["basis"]["source"]]})
    return Duty(**values)


def _limit(**values: Any) -> Limit:
    return Limit(**{"n": None, "unit": None, **values})


def _posting(**values: Any) -> PostingTerm:
    return PostingTerm(**{"n": None, "unit": None, "where_vi": "", "where_en": "", **values})


def _extension(**values: Any) -> ExtensionTerm:
    return ExtensionTerm(**{"is_total": False, **values})


PARTS: dict[str, Any] = {
    "limit": _limit,
    "posting": _posting,
    "extension": _extension,
    "remote": RemoteTerm,
}
