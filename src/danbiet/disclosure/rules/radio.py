"""On which days a ward's station broadcasts by a local rule, and what that does to a series of days in a row (trap 8).

The rule of Ha Noi leaves Saturday and Sunday to special cases, so nothing is refused: what falls on them is told, with
its document. Whether it outlived the districts was not checked; from then on it is told as unsure.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from danbiet.law.calendar import broadcast_starts
from danbiet.law.citation import Citation
from danbiet.law.duties import duty

STATION = "LSP-01"  # the only local rule known that names days of the week
LONGEST = 400  # days of a series that are looked at


@dataclass(frozen=True)
class OffDays:
    """Days of a series on which the station is silent but in special cases; `starts`: weekdays (Monday 0) on which a
    series of `length` days may begin without them."""

    days: tuple[date, ...]
    length: int
    starts: tuple[int, ...]
    basis: Citation
    is_certain: bool


@dataclass(frozen=True)
class Station:
    """What the rule asks about a place: the code of its province, its kind and that of the unit right above."""

    province: str
    kind: str
    above: str


def off_days(station: Station, *, first: date, last: date | None, length: int) -> OffDays | None:
    """What of a series falls on days that the local rule leaves out; None where no rule holds or nothing does.

    Without a last day the series is as long as it must be.
    """
    rule = duty(STATION)
    told = rule.details
    is_of = (station.province, station.kind) == (told["province"], told["unit_kind"]) and station.above in told["above"]
    if not is_of or not rule.in_force(first):
        return None
    until = last or first + timedelta(days=length - 1)
    series = (first + timedelta(days=step) for step in range(min((until - first).days + 1, LONGEST)))
    found = tuple(day for day in series if day.weekday() not in told["weekdays"])
    certain = rule.is_certain() and first < told["unchecked_from"]
    return OffDays(found, length, broadcast_starts(length, told["weekdays"]), rule.basis, certain) if found else None
