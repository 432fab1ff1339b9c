"""Report periods: which days a period covers, by when the report is sent, and by which rule."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from danbiet.law.citation import Citation, NoRuleInForce, citation

ROMAN = ("I", "II", "III", "IV")
WRITTEN = re.compile(r"(?P<year>\d{4})(?:-(?:(?P<month>\d{2})|Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<nine>9M)))?")


class Kind(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    NINE_MONTHS = "nine_months"
    YEAR = "year"


class UnknownPeriod(ValueError):
    """A text that names no period."""


class BadLocalDay(ValueError):
    """A place may only set a day after the data close and no later than the rule above it."""


@dataclass(frozen=True)
class Period:
    """Data from `from_day` until, exclusively, `until_day`; `due_on` is None where no rule names a day."""

    code: str
    kind: Kind
    year: int
    part: int
    from_day: date
    until_day: date
    due_on: date | None
    cutoff_basis: Citation
    due_basis: Citation | None

    @property
    def last_day(self) -> date:
        """The day on which the data close."""
        return self.until_day - timedelta(days=1)


def period(code: str) -> Period:
    """The period that a code names: 2021-09, 2021-Q3, 2021-H1, 2021-9M or 2021.

    >>> quarter = period("2021-Q3")
    >>> print(quarter.from_day, quarter.last_day, quarter.due_on, quarter.due_basis)
    2021-06-15 2021-09-14 2021-09-20 Văn bản 581/BNV-CCHC
    """
    kind, year, part = _read(code)
    first, last = _months(kind, part)
    basis, cutoff = _row("cutoff", kind, code, date(year, last, 1))
    due = _due(kind, code, date(year, last, 1))
    return Period(
        code=code,
        kind=kind,
        year=year,
        part=part,
        from_day=_before(date(year, first, 1), cutoff["opens_on"]),
        until_day=date(year, last, cutoff["closes_on"]) + timedelta(days=1),
        due_on=date(year, last, due[1]["due_on"]) if due else None,
        cutoff_basis=basis,
        due_basis=due[0] if due else None,
    )


def with_local_due(of: Period, *, on: date, basis: Citation) -> Period:
    """The period with the day that a place set for those who report to it."""
    if on <= of.last_day or (of.due_on and on > of.due_on):
        raise BadLocalDay(f"{of.code}: {on} is not between {of.last_day} and {of.due_on}")
    return replace(of, due_on=on, due_basis=basis)


def year_before(of: Period) -> Period:
    """The same period of the year before; an older period may have no rule."""
    return period(of.code.replace(str(of.year), str(of.year - 1), 1))


def following(of: Period) -> Period:
    """The next period of the same kind."""
    count = {Kind.MONTH: 12, Kind.QUARTER: 4, Kind.HALF: 2}.get(of.kind, 1)
    year, part = (of.year, of.part + 1) if of.part < count else (of.year + 1, 1)
    return period(_written(of.kind, year, part))


def year_to_date(of: Period) -> tuple[date, date]:
    """From the first day of the report year until, exclusively, the end of the period."""
    return period(str(of.year)).from_day, of.until_day


def same_length(one: Period, other: Period) -> bool:
    """Whether two periods may be compared: the same kind covers the same months."""
    return one.kind == other.kind


def named(of: Period) -> str:
    """How officials write the period.

    >>> named(period("2021-Q3")), named(period("2022-H1")), named(period("2022-01"))
    ('quý III năm 2021', '6 tháng đầu năm 2022', 'tháng 01 năm 2022')
    """
    if of.kind is Kind.MONTH:
        return f"tháng {of.part:02d} năm {of.year}" if of.part < 3 else f"tháng {of.part} năm {of.year}"
    if of.kind is Kind.QUARTER:
        return f"quý {ROMAN[of.part - 1]} năm {of.year}"
    if of.kind is Kind.HALF:
        return f"6 tháng {'đầu' if of.part == 1 else 'cuối'} năm {of.year}"
    return f"9 tháng năm {of.year}" if of.kind is Kind.NINE_MONTHS else f"năm {of.year}"


def latest(kind: Kind, *, on: date) -> Period:
    """The last period of a kind whose data had closed by a day."""
    return max((row for row in _of_years(kind, on) if row.last_day <= on), key=lambda row: row.until_day)


def recent(kind: Kind, *, on: date, count: int = 2) -> list[Period]:
    """The last periods of a kind that have begun by a day, the newest first."""
    begun = [row for row in _of_years(kind, on) if row.from_day <= on]
    return sorted(begun, key=lambda row: row.until_day, reverse=True)[:count]


def _of_years(kind: Kind, on: date) -> list[Period]:
    parts = {Kind.MONTH: 12, Kind.QUARTER: 4, Kind.HALF: 2}.get(kind, 1)
    return [period(_written(kind, year, part)) for year in (on.year - 1, on.year) for part in range(1, parts + 1)]


def _read(code: str) -> tuple[Kind, int, int]:
    found = WRITTEN.fullmatch(code)
    if not found or (found["month"] and not 1 <= int(found["month"]) <= 12) or found["year"] == "0000":
        raise UnknownPeriod(f"{code!r} is none of 2021-09, 2021-Q3, 2021-H1, 2021-9M, 2021")
    for group, kind in (("month", Kind.MONTH), ("quarter", Kind.QUARTER), ("half", Kind.HALF)):
        if found[group]:
            return kind, int(found["year"]), int(found[group])
    return Kind.NINE_MONTHS if found["nine"] else Kind.YEAR, int(found["year"]), 1


def _written(kind: Kind, year: int, part: int) -> str:
    endings = {Kind.MONTH: f"-{part:02d}", Kind.QUARTER: f"-Q{part}", Kind.HALF: f"-H{part}", Kind.NINE_MONTHS: "-9M"}
    return f"{year}{endings.get(kind, '')}"


def _months(kind: Kind, part: int) -> tuple[int, int]:
    length = {Kind.MONTH: 1, Kind.QUARTER: 3, Kind.HALF: 6, Kind.NINE_MONTHS: 9, Kind.YEAR: 12}[kind]
    return (part - 1) * length + 1, part * length


def _before(first: date, day: int) -> date:
    return (first - timedelta(days=1)).replace(day=day)


def _due(kind: Kind, code: str, on: date) -> tuple[Citation, Mapping[str, Any]] | None:
    try:
        return _row("due", kind, code, on)
    except NoRuleInForce:
        return None


def _row(table: str, kind: Kind, code: str, on: date) -> tuple[Citation, Mapping[str, Any]]:
    """The row of a table for a period. A source of unknown day serves too: reports print its note beside the day, and
    what a period covers is a choice of the place, never a duty that somebody breaks."""
    for row in _data()[table]:
        basis = _citations()[row["citation"]]
        named_here = code.partition("-")[2] in row.get("periods", [code.partition("-")[2]])
        if row["kind"] == kind and named_here and (basis.valid_from is None or basis.in_force(on)):
            return basis, row
    raise NoRuleInForce(f"no {table} known for {code}")


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("danbiet.law").joinpath("data/report_periods.toml").read_text(encoding="utf-8"))


@cache
def _citations() -> dict[str, Citation]:
    return {row["id"]: citation(row) for row in _data()["citation"]}
