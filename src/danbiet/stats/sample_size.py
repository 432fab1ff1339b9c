"""How large a sample must be, what it can tell, and how to share it out over strata.

Everything is said with Student's t on clusters less strata, because with few clusters the normal quantile promises
too much. Method page: `sampling`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from danbiet.stats.intervals import t_quantile

Array = NDArray[np.float64]
MOST_CLUSTERS = 1_000_000


class ImpossibleSize(ValueError):
    """No sample can do what is asked, or what is asked makes no sense."""


@dataclass(frozen=True)
class Clustered:
    """The design planned: people per cluster, likeness within clusters, strata, and the spread of one answer.

    `deff` = 1 + (take - 1)·likeness, times `weighting` for unequal weights (Kish). `population`: people, for the finite
    population correction.
    """

    spread: float
    take: float
    likeness: float = 0.0
    strata: int = 1
    weighting: float = 1.0
    population: float = float("inf")

    def __post_init__(self) -> None:
        positive = self.spread > 0 and self.take >= 1 and self.strata >= 1
        if not positive or not 0 <= self.likeness <= 1 or self.weighting < 1 or self.population < 2:
            raise ImpossibleSize("design")

    @property
    def deff(self) -> float:
        return (1 + (self.take - 1) * self.likeness) * self.weighting

    def se(self, clusters: int) -> float:
        """Standard error of a mean from so many clusters."""
        n = clusters * self.take
        left = max(0.0, 1 - n / self.population)
        return float(self.spread * np.sqrt(self.deff * left / n))


@dataclass(frozen=True)
class Size:
    """The least sample that does it: clusters over all strata, people, and what it reaches."""

    clusters: int
    n: int
    reaches: float
    df: int
    deff: float


def half_width(design: Clustered, *, clusters: int, level: float = 0.95) -> float:
    """Half the width of the interval of a mean: t(df)·se.

    >>> round(half_width(Clustered(spread=0.5, take=20, likeness=0.05), clusters=3), 3)  # a ward of three groups
    0.388
    """
    return float(t_quantile((1 + level) / 2, _df(design, clusters)) * design.se(clusters))


def detectable_change(
    design: Clustered, *, clusters: int, level: float = 0.95, power: float = 0.8, overlap: float = 0.0
) -> float:
    """The least change between two waves that such a sample shows with that power: (t + t_power)·se of a difference.

    `overlap` is the correlation of the two estimates where the same clusters are met again; then df is not doubled.

    >>> round(detectable_change(Clustered(spread=0.5, take=20, likeness=0.05), clusters=24), 3)
    0.129
    """
    if not 0 <= overlap < 1 or not 0 < power < 1:
        raise ImpossibleSize("overlap")
    df = _df(design, clusters) * (1 if overlap else 2)
    reach = t_quantile((1 + level) / 2, df) + t_quantile(power, df)
    return float(reach * design.se(clusters) * np.sqrt(2 * (1 - overlap)))


def size_for_half_width(design: Clustered, *, wanted: float, level: float = 0.95) -> Size:
    """The fewest clusters whose interval is no wider than ± wanted; refused when not even a census of a million is.

    >>> size_for_half_width(Clustered(spread=0.5, take=16, likeness=0.05), wanted=0.05).clusters
    45
    """
    return _least(design, lambda clusters: half_width(design, clusters=clusters, level=level), wanted)


def size_for_change(
    design: Clustered, *, wanted: float, level: float = 0.95, power: float = 0.8, overlap: float = 0.0
) -> Size:
    """The fewest clusters per wave that show a change of `wanted` with that power.

    >>> size_for_change(Clustered(spread=0.5, take=16, likeness=0.05), wanted=0.1).clusters
    44
    """

    def reached(clusters: int) -> float:
        return detectable_change(design, clusters=clusters, level=level, power=power, overlap=overlap)

    return _least(design, reached, wanted)


def _df(design: Clustered, clusters: int) -> int:
    if clusters <= design.strata:
        raise ImpossibleSize("clusters")
    return clusters - design.strata


def _least(design: Clustered, reached: Callable[[int], float], wanted: float) -> Size:
    """By halving: what is reached falls as clusters are added."""
    if not wanted > 0:
        raise ImpossibleSize("wanted")
    low, high = design.strata, MOST_CLUSTERS
    if high <= low or reached(high) > wanted:
        raise ImpossibleSize("wanted")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(middle) <= wanted else (middle, high)
    people = int(np.ceil(high * design.take))
    return Size(high, people, reached(high), high - design.strata, design.deff)


def proportional(total: int, *, sizes: Array, least: int = 2) -> NDArray[np.int64]:
    """Numbers per stratum in proportion to size.

    >>> proportional(100, sizes=np.array([600.0, 300.0, 100.0])).tolist()
    [60, 30, 10]
    """
    return _shared(total, share=sizes, sizes=sizes, least=least)


def neyman(
    total: int, *, sizes: Array, spreads: Array, costs: Array | None = None, least: int = 2
) -> NDArray[np.int64]:
    """Numbers per stratum in proportion to size·spread/√cost (Neyman 1934): the least variance of the whole.

    >>> neyman(100, sizes=np.array([500.0, 500.0]), spreads=np.array([1.0, 3.0])).tolist()
    [25, 75]
    """
    cost = np.ones_like(sizes) if costs is None else costs
    return _shared(total, share=sizes * spreads / np.sqrt(cost), sizes=sizes, least=least)


def power_allocation(
    total: int, *, sizes: Array, variation: Array, power: float = 0.5, least: int = 2
) -> NDArray[np.int64]:
    """Numbers per stratum in proportion to size^power·variation (Bankier 1988), between equal precision (0) and Neyman.

    >>> power_allocation(100, sizes=np.array([900.0, 100.0]), variation=np.ones(2)).tolist()
    [75, 25]
    """
    if not 0 <= power <= 1:
        raise ImpossibleSize("power")
    return _shared(total, share=sizes**power * variation, sizes=sizes, least=least)


def _shared(total: int, *, share: Array, sizes: Array, least: int) -> NDArray[np.int64]:
    """Whole numbers with that sum, none under `least` or over the size of its stratum; largest remainders, first first.

    What a bound gives or takes is shared out again among the others, until no bound is passed.
    """
    low, high = np.minimum(least, sizes), np.floor(sizes)
    finite = np.isfinite(share).all() and (share >= 0).all() and (sizes >= 1).all()
    if not finite or not low.sum() <= total <= high.sum():
        raise ImpossibleSize("total")
    return _rounded(total, np.clip(share * _factor(total, share, low, high), low, high), high)


def _factor(total: int, share: Array, low: Array, high: Array) -> float:
    """The multiplier at which the bounded shares add up to the total; their sum rises in it, so halving finds it."""
    with np.errstate(divide="ignore", invalid="ignore"):
        below, above = 0.0, float(np.nanmax(np.where(share > 0, high / share, 0.0)))
    for _ in range(200):
        middle = (below + above) / 2
        below, above = (middle, above) if np.clip(share * middle, low, high).sum() < total else (below, middle)
    return above


def _rounded(total: int, exact: Array, high: Array) -> NDArray[np.int64]:
    whole = np.floor(exact + 1e-9)
    order = np.argsort(-(exact - whole), kind="stable")
    for stratum in np.concatenate([order, order]):
        if whole.sum() >= total:
            break
        whole[stratum] += whole[stratum] < high[stratum]
    if whole.sum() != total:
        raise ImpossibleSize("total")
    return whole.astype(np.int64)
