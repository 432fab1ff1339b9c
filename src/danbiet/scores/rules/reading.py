"""How a score may be read: verdicts on changes, ranks with their number of places, groups, re-based scores."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from danbiet.common.actor import SYSTEM, Actor, Role, say
from danbiet.scores.rules.editions import comparable, movement


class Kind(StrEnum):
    """Where a score comes from."""

    PUBLISHED = "published"
    MEASURED = "measured"
    REBASED = "rebased"


class Verdict(StrEnum):
    RISE = "rise"
    FALL = "fall"
    SAME = "same"
    BROKEN = "broken"
    UNKNOWN = "unknown"
    NO_YARDSTICK = "no_yardstick"


VERDICTS = {
    Verdict.RISE: say("tăng quá dao động thường"),
    Verdict.FALL: say("giảm quá dao động thường"),
    Verdict.SAME: say("chưa phân biệt được"),
    Verdict.BROKEN: say("không so được"),
    Verdict.UNKNOWN: say("chưa có số liệu"),
    Verdict.NO_YARDSTICK: say("chưa có thước đo"),
}

# t quantile 0.95 with thousands of degrees of freedom; the printed 95 % would need 1.96.
NUMERIC_90 = 1.64


def printed(value: Decimal) -> Decimal:
    """A score as pages print it; differences are taken from printed scores, so that a reader can follow them.

    >>> printed(Decimal("4.2755")), printed(Decimal("2.865"))
    (Decimal('4.28'), Decimal('2.87'))
    """
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Change:
    """The step from one year to the next, and what may be said about it."""

    construct: str
    year: int
    before: int
    size: Decimal | None
    verdict: Verdict
    usual: float | None
    why: str = ""

    @property
    def words(self) -> str:
        return VERDICTS[self.verdict]


def change(construct: str, *, year: int, before: int, now: Decimal | None, then: Decimal | None) -> Change:
    """Read a change: no number over a change of method, no direction within the usual movement of one year."""
    allowed = comparable(before, year, construct)
    if not allowed.comparable:
        return Change(construct, year, before, None, Verdict.BROKEN, None, allowed.why)
    if now is None or then is None:
        return Change(construct, year, before, None, Verdict.UNKNOWN, None)
    size = printed(now) - printed(then)
    yardstick = movement(construct, year)
    if yardstick is None:
        return Change(construct, year, before, size, Verdict.NO_YARDSTICK, None)
    return Change(construct, year, before, size, _verdict(float(size), yardstick.usual), yardstick.usual)


def _verdict(size: float, usual: float) -> Verdict:
    if abs(size) < usual:
        return Verdict.SAME
    return Verdict.RISE if size > 0 else Verdict.FALL


@dataclass(frozen=True)
class Rank:
    place: int
    of: int


def rank(value: Decimal, others: Sequence[Decimal]) -> Rank:
    """Place among all units with data (the value is one of `others`): one more than the number above it.

    >>> rank(Decimal("4.05"), [Decimal("4.06"), Decimal("4.05"), Decimal("4.05"), Decimal("2")])
    Rank(place=2, of=4)
    """
    return Rank(1 + sum(other > value for other in others), len(others))


@dataclass(frozen=True)
class Spread:
    """Where all provinces lie: least, quarter, middle, three quarters, greatest, mean."""

    low: float
    quarter: float
    middle: float
    three_quarters: float
    high: float
    mean: float
    n: int


def quantile(ordered: Sequence[float], share: float) -> float:
    """Quantile with linear interpolation between order statistics.

    >>> quantile([1.0, 2.0, 3.0, 4.0], 0.25)
    1.75
    """
    position = share * (len(ordered) - 1)
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)


def spread(values: Sequence[Decimal]) -> Spread | None:
    """The spread of all provinces; None under four, where quarters mean nothing."""
    if len(values) < 4:
        return None
    ordered = sorted(float(value) for value in values)
    q1, q2, q3 = (quantile(ordered, share) for share in (0.25, 0.5, 0.75))
    return Spread(ordered[0], q1, q2, q3, ordered[-1], sum(ordered) / len(ordered), len(ordered))


def group(value: Decimal, others: Sequence[Decimal]) -> int | None:
    """Quarter of the provinces, 4 = highest; a score on the cut goes to the upper group, as PAPI's sizes show."""
    around = spread(others)
    if around is None:
        return None
    cuts = (around.quarter, around.middle, around.three_quarters)
    return 1 + sum(float(value) >= cut for cut in cuts)


@dataclass(frozen=True)
class Interval:
    """An interval as its source prints it, with the level it has by its own numbers."""

    low: Decimal
    high: Decimal
    printed_level: int
    se: Decimal | None

    @property
    def numeric_level(self) -> int | None:
        """The level that half width over standard error amounts to; None without a standard error."""
        if not self.se:
            return None
        ratio = float((self.high - self.low) / 2 / self.se)
        if abs(ratio - NUMERIC_90) < 0.03:
            return 90
        return self.printed_level if 1.9 < ratio < 2.1 else None


class Standing(StrEnum):
    """A unit against the median of the provinces, beyond the usual movement of a year or not."""

    ABOVE = "above"
    BELOW = "below"
    SAME = "same"
    NONE = "none"


STANDINGS = {
    Standing.ABOVE: say("cao hơn trung vị"),
    Standing.BELOW: say("thấp hơn trung vị"),
    Standing.SAME: say("chưa khác trung vị"),
    Standing.NONE: say("chưa có số liệu"),
}


def standing(
    construct: str, *, year: int, value: Decimal | None, around: Spread | None, interval: Interval | None
) -> Standing:
    """Against the median: by the interval where one is published, else by the usual movement of one year."""
    if value is None or around is None:
        return Standing.NONE
    if interval is not None:
        low, high = float(interval.low), float(interval.high)
    else:
        yardstick = movement(construct, year)
        if yardstick is None:
            return Standing.NONE
        low, high = float(value) - yardstick.usual, float(value) + yardstick.usual
    if low <= around.middle <= high:
        return Standing.SAME
    return Standing.ABOVE if low > around.middle else Standing.BELOW


def may_record(actor: Actor, kind: Kind = Kind.PUBLISHED) -> bool:
    """Published scores: the operator, an analyst, an administrator; measured ones: the leader who answers for them."""
    if actor == SYSTEM:
        return True
    return actor.has(Role.LEADER) if kind is Kind.MEASURED else actor.has(Role.ANALYST, Role.ADMINISTRATOR)
