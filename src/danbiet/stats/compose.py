"""From indicator means of one place to sub-dimensions, dimensions and the total, with inner weights as data."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from danbiet.stats.arrays import Bools, Floats
from danbiet.stats.results import CLIPPED, EDITION_FROM_MEMORY, PART_MISSING, Composed, Scored

SEEN = "seen"


class ImpossibleIndex(ValueError):
    """The description of an index cannot be computed with: empty range, negative or no weight, unknown word."""


@dataclass(frozen=True)
class Indicator:
    """One indicator: its theoretical range, its direction and its weight inside the sub-dimension."""

    column: str
    min: float
    max: float
    direction: int = 1
    weight: float = 1.0
    source: str = SEEN

    def __post_init__(self) -> None:
        if not self.min < self.max or self.weight < 0 or self.direction not in {1, -1}:
            raise ImpossibleIndex(self.column)


@dataclass(frozen=True)
class SubDimension:
    """A scale and the indicators that fill it; `normalised` scales their weights to 1, else they are as given."""

    code: str
    low: float
    high: float
    indicators: tuple[Indicator, ...]
    normalised: bool = True
    on_missing: str = "missing"

    def __post_init__(self) -> None:
        if not self.low < self.high or self.on_missing not in {"missing", "rest"}:
            raise ImpossibleIndex(self.code)


@dataclass(frozen=True)
class Dimension:
    code: str
    parts: tuple[SubDimension, ...]


def normalised(mean: float, indicator: Indicator) -> float:
    """Place of a mean in its theoretical range, 0 to 1, turned where less is better: clip((mean-min)/(max-min), 0, 1).

    >>> normalised(3.0, Indicator("road", 1, 4))
    0.6666666666666666
    >>> normalised(1.0, Indicator("crime", 0, 4, direction=-1))
    0.75
    """
    share = (mean - indicator.min) / (indicator.max - indicator.min)
    clipped = min(1.0, max(0.0, share))
    return clipped if indicator.direction == 1 else 1.0 - clipped


def sub_dimension(means: Mapping[str, float | None], part: SubDimension) -> Scored:
    """Score = low + (high - low) * sum of weight * normalised mean (method page `composite`).

    Sub-dimension 1.1 of 2021-2024 has the inner weights 0.25 and 0.50, which do not add up to 1. Hà Nội's
    published 1.3239 of 2023 is met by every pair of shares with 0.25 a + 0.50 b = 0.4773, here a = 0.5:

    >>> knows = (Indicator("policies", 0, 1, weight=0.25), Indicator("leaders", 0, 1, weight=0.5))
    >>> part = SubDimension("S1.1", 0.25, 2.5, knows, normalised=False)
    >>> round(sub_dimension({"policies": 0.5, "leaders": 0.7046}, part).value, 4)
    1.3239

    A missing mean leaves the score missing, or, with on_missing = "rest", its weight to the others:

    >>> sub_dimension({"policies": 0.5}, part).value is None
    True
    """
    there = [one for one in part.indicators if _known(means.get(one.column))]
    warnings = _warnings(means, part, there)
    if not there or (len(there) < len(part.indicators) and part.on_missing == "missing"):
        return Scored(part.code, None, warnings)
    value = float(Index((Dimension("", (part,)),)).parts(_column(means, part.indicators))[0, 0])
    return Scored(part.code, value, warnings)


def _known(mean: float | None) -> bool:
    return mean is not None and not math.isnan(mean)


def _value(means: Mapping[str, float | None], indicator: Indicator) -> float:
    value = means[indicator.column]
    assert value is not None
    return value


def _warnings(means: Mapping[str, float | None], part: SubDimension, there: Sequence[Indicator]) -> tuple[str, ...]:
    outside = any(not one.min <= _value(means, one) <= one.max for one in there)
    named = {
        EDITION_FROM_MEMORY: any(one.source != SEEN for one in part.indicators),
        PART_MISSING: len(there) < len(part.indicators),
        CLIPPED: outside,
    }
    return tuple(name for name, holds in named.items() if holds)


def added(code: str, parts: Iterable[Scored]) -> Scored:
    """The plain sum; missing as soon as one part is.

    >>> added("D7", [Scored("S7.1", 0.96), Scored("S7.2", 1.57), Scored("S7.3", 0.34)]).value
    2.87
    """
    scored = tuple(parts)
    warnings = tuple(dict.fromkeys(word for one in scored for word in one.warnings))
    values = [one.value for one in scored if one.value is not None]
    if not scored or len(values) < len(scored):
        return Scored(code, None, warnings)
    return Scored(code, math.fsum(values), warnings)


def compose(means: Mapping[str, float | None], dimensions: Sequence[Dimension]) -> Composed:
    """All sub-dimensions, dimensions and the total of one place."""
    parts = {part.code: sub_dimension(means, part) for one in dimensions for part in one.parts}
    sums = {one.code: added(one.code, (parts[part.code] for part in one.parts)) for one in dimensions}
    return Composed(parts, sums, added("TOTAL", sums.values()))


def _column(means: Mapping[str, float | None], indicators: Sequence[Indicator]) -> Floats:
    """The means as the index takes them: [K, 1], nan where missing."""
    values = [means.get(one.column) for one in indicators]
    return np.array([[np.nan if value is None else value] for value in values])


@dataclass(frozen=True)
class Index:
    """The same description as matrices: many units, or many replicates, composed in one go."""

    dimensions: tuple[Dimension, ...]

    @cached_property
    def subs(self) -> tuple[SubDimension, ...]:
        return tuple(part for one in self.dimensions for part in one.parts)

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(one for part in self.subs for one in part.indicators)

    @property
    def codes(self) -> tuple[str, ...]:
        """What `parts` returns, in its order."""
        return (*(part.code for part in self.subs), *(one.code for one in self.dimensions), "TOTAL")

    @cached_property
    def weight(self) -> Floats:
        """[sub-dimensions, K] inner weights as written."""
        found, at = np.zeros((len(self.subs), len(self.indicators))), 0
        for row, part in enumerate(self.subs):
            found[row, at : at + len(part.indicators)] = [one.weight for one in part.indicators]
            at += len(part.indicators)
        return found

    @cached_property
    def scale(self) -> tuple[Floats, Floats]:
        """[sub-dimensions, 1] low ends and widths."""
        low = np.array([[part.low] for part in self.subs])
        return low, np.array([[part.high] for part in self.subs]) - low

    def added(self, subs: Floats) -> Floats:
        """Sub-dimensions with the sums of each dimension and of all below them; a missing one spoils its own sums."""
        begin = np.cumsum([0, *(len(one.parts) for one in self.dimensions[:-1])])
        return np.vstack([subs, np.add.reduceat(subs, begin, axis=0), subs.sum(axis=0, keepdims=True)])

    @cached_property
    def goalposts(self) -> tuple[Floats, Floats, Floats]:
        """[K, 1] least value, width and direction of the theoretical ranges."""
        low = np.array([[one.min] for one in self.indicators])
        width = np.array([[one.max] for one in self.indicators]) - low
        return low, width, np.array([[float(one.direction)] for one in self.indicators])

    def parts(self, means: Floats) -> Floats:
        """Scores [sub-dimensions + dimensions + 1, R] from means [K, R]; a missing part leaves its sums missing.

        >>> half = Index((Dimension("D1", (SubDimension("S1.1", 1, 10, (Indicator("a", 0, 1),)),)),))
        >>> half.parts(np.array([[0.0, 0.5, np.nan]])).tolist()
        [[1.0, 5.5, nan], [1.0, 5.5, nan], [1.0, 5.5, nan]]
        """
        low, width, direction = self.goalposts
        share = np.clip((means - low) / width, 0.0, 1.0)
        share = np.where(direction > 0, share, 1.0 - share)
        known = ~np.isnan(share)
        bottom, span = self.scale
        found = bottom + span * (self.weight @ np.where(known, share, 0.0)) * self._weighing(known)
        return self.added(found)

    def _weighing(self, known: Bools) -> Floats:
        """[sub-dimensions, R] what weights are multiplied with; nan where the score is missing."""
        everything = self.weight.sum(axis=1, keepdims=True)
        if (everything <= 0).any():
            raise ImpossibleIndex(self.subs[int(np.argmin(everything))].code)
        there = everything if known.all() else self.weight @ known
        scaled = np.array([[part.normalised] for part in self.subs])
        rest = np.array([[part.on_missing == "rest"] for part in self.subs])
        usable = (there > 0) & (rest | (there >= everything * (1 - 1e-12)))
        return np.where(usable, np.where(scaled, 1.0, everything) / np.where(there > 0, there, 1.0), np.nan)

    def slopes(self, means: Floats) -> Floats:
        """[parts, K] derivatives at the means [K]: zero where a mean is clipped; what linearised scores are made by."""
        low, width, direction = (one[:, 0] for one in self.goalposts)
        inside = (means > low) & (means < low + width)
        weighing = np.nan_to_num(self._weighing(~np.isnan(means)[:, None]))
        found = self.scale[1] * weighing * self.weight * np.where(inside, direction / width, 0.0)
        return self.added(found)
