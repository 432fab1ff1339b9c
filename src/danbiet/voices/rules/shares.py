"""Shares of counted cases: with their denominator and interval, and withheld where few people stand behind them."""

from dataclasses import dataclass
from math import sqrt

FEWEST = 10  # below this many, a share tells of persons rather than of an office
Z = 1.959963984540054  # of a 95 % interval


@dataclass(frozen=True)
class Share:
    """`part` of `whole`; no value where nothing was counted or too little (`is_withheld`)."""

    part: int
    whole: int

    @property
    def is_withheld(self) -> bool:
        """Few counted cases are shown as counts alone."""
        return 0 < self.whole < FEWEST

    @property
    def value(self) -> float | None:
        return self.part / self.whole if self.whole >= FEWEST else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval (1927), 95 %: the cases of a period taken as a sample of what the office does."""
        if self.value is None:
            return None
        n, p = self.whole, self.value
        centre = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
        half = Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
        return min(max(0.0, centre - half), p), max(min(1.0, centre + half), p)


def compared(one: Share, other: Share) -> str:
    """`higher`, `lower`, or `same` where the intervals meet and the two cannot be told apart; empty: cannot tell."""
    mine, theirs = one.interval, other.interval
    if mine is None or theirs is None:
        return ""
    if mine[0] > theirs[1]:
        return "higher"
    return "lower" if mine[1] < theirs[0] else "same"
