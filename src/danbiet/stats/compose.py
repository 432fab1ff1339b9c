"""From indicator means of one place to sub-dimensions, dimensions and the total, with inner weights as data."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

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
    scale = _scale(part, there)
    share = math.fsum(one.weight * normalised(_value(means, one), one) for one in there) * scale
    return Scored(part.code, part.low + (part.high - part.low) * share, warnings)


def _scale(part: SubDimension, there: Sequence[Indicator]) -> float:
    """What the weights are multiplied with: to 1 when normalised, else so that the rest weighs as much as all."""
    all_of_them = math.fsum(one.weight for one in part.indicators)
    weight = math.fsum(one.weight for one in there)
    if weight <= 0:
        raise ImpossibleIndex(part.code)
    return 1 / weight if part.normalised else all_of_them / weight


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
