"""Carrying values over a reorganisation through successor links (docs/methods/rebasing.md).

Nothing here is stored: the series of an old unit stays where it was measured, and a
re-based value is computed when asked for, together with what had to be assumed.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


class Basis(StrEnum):
    """What a share was measured by; `count`: the whole unit passed, so 1 holds for any measure."""

    POPULATION = "population"
    HOUSEHOLDS = "households"
    AREA = "area"
    COUNT = "count"
    ASSUMED = "assumed"


class Measure(StrEnum):
    """How a value behaves: amounts add up; levels (scores, rates) are averaged."""

    AMOUNT = "amount"
    LEVEL = "level"


class Mark(StrEnum):
    """What a re-based value had to assume."""

    EQUAL_SHARE = "equal_share"  # no share is known: each successor got the same
    EQUAL_WEIGHT = "equal_weight"  # sizes are not known: each unit counts the same
    UNIFORM = "uniform"  # the part is taken to be like the whole


@dataclass(frozen=True)
class Link(Generic[K]):
    """The share of an old unit that passed to a new one."""

    old: K
    new: K
    share: Fraction
    is_assumed: bool = False


@dataclass(frozen=True)
class Rebased(Generic[K]):
    """A value on another unit, what it stands on, what it had to assume, and what it lacked."""

    value: Decimal | None
    marks: frozenset[Mark]
    sources: tuple[K, ...]
    missing: tuple[K, ...] = ()

    @property
    def is_assumed(self) -> bool:
        """Whether the value must be labelled as resting on an assumption."""
        return bool(self.marks)


Values = Mapping[K, Decimal | None]


def forward(
    links: Iterable[Link[K]], values: Values[K], *, measure: Measure, sizes: Mapping[K, int] | None = None
) -> dict[K, Rebased[K]]:
    """Values of old units on the new ones; `sizes` (of old units) weigh levels."""
    return {new: _onto(parts, values, measure, sizes) for new, parts in _grouped(links, "new").items()}


def backward(
    links: Iterable[Link[K]], values: Values[K], *, measure: Measure, sizes: Mapping[K, int] | None = None
) -> dict[K, Rebased[K]]:
    """Values of new units on the old ones; `sizes` (of old units) divide amounts."""
    links = list(links)
    into = _grouped(links, "new")
    return {old: _back(parts, into, values, (measure, sizes)) for old, parts in _grouped(links, "old").items()}


def _onto(parts: Sequence[Link[K]], values: Values[K], measure: Measure, sizes: Mapping[K, int] | None) -> Rebased[K]:
    olds = tuple(link.old for link in parts)
    marks = {Mark.EQUAL_SHARE for link in parts if link.is_assumed}
    if measure is Measure.AMOUNT:
        return _summed(olds, [link.share for link in parts], values, marks)
    marks |= {Mark.UNIFORM for link in parts if link.share < 1}
    known = _sizes(olds, sizes)
    if known is None and len(parts) > 1:
        marks.add(Mark.EQUAL_WEIGHT)
    weights = [link.share * (known or {}).get(link.old, 1) for link in parts]
    return _averaged(olds, weights, values, marks if len(parts) > 1 else marks - {Mark.EQUAL_SHARE})


def _back(
    parts: Sequence[Link[K]],
    into: Mapping[K, Sequence[Link[K]]],
    values: Values[K],
    how: tuple[Measure, Mapping[K, int] | None],
) -> Rebased[K]:
    measure, sizes = how
    news = tuple(link.new for link in parts)
    marks = {Mark.EQUAL_SHARE for link in parts if link.is_assumed}
    mixed = any(len(into[new]) > 1 for new in news)
    if measure is Measure.LEVEL:
        marks |= {Mark.UNIFORM} if mixed else set()
        return _averaged(news, [link.share for link in parts], values, marks)
    if mixed and any(_sizes(tuple(link.old for link in into[new]), sizes) is None for new in news):
        marks.add(Mark.EQUAL_WEIGHT)
    marks |= {Mark.EQUAL_SHARE for new in news for link in into[new] if link.is_assumed}
    return _summed(news, [_portion(link, into[link.new], sizes) for link in parts], values, marks)


def _portion(link: Link[K], parts: Sequence[Link[K]], sizes: Mapping[K, int] | None) -> Fraction:
    """Which part of the new unit came from this old one."""
    known = _sizes(tuple(part.old for part in parts), sizes) or {}
    whole = sum((part.share * known.get(part.old, 1) for part in parts), Fraction(0))
    return link.share * known.get(link.old, 1) / whole


def _summed(units: tuple[K, ...], weights: Sequence[Fraction], values: Values[K], marks: set[Mark]) -> Rebased[K]:
    missing = tuple(unit for unit in units if values.get(unit) is None)
    if missing:
        return Rebased(None, frozenset(marks), units, missing)
    total = sum(
        (weight * Fraction(values[unit] or 0) for unit, weight in zip(units, weights, strict=True)), Fraction(0)
    )
    return Rebased(_decimal(total), frozenset(marks), units)


def _averaged(units: tuple[K, ...], weights: Sequence[Fraction], values: Values[K], marks: set[Mark]) -> Rebased[K]:
    whole = sum(weights, Fraction(0))
    return _summed(units, [weight / whole for weight in weights], values, marks)


def _sizes(units: tuple[K, ...], sizes: Mapping[K, int] | None) -> Mapping[K, int] | None:
    """Sizes of all the units, or nothing: half-known sizes would weigh the unknown ones by 1."""
    return sizes if sizes is not None and all(sizes.get(unit) for unit in units) else None


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _grouped(links: Iterable[Link[K]], side: str) -> dict[K, list[Link[K]]]:
    groups: dict[K, list[Link[K]]] = {}
    for link in links:
        groups.setdefault(getattr(link, side), []).append(link)
    return groups


@dataclass(frozen=True)
class Step(Generic[K]):
    """One stored link, with the number of the day on which it holds and whether the new unit stood before."""

    link: Link[K]
    day: int
    goes_on: bool


def composed(steps: Iterable[Step[K]], targets: Iterable[K]) -> list[Link[K]]:
    """Links from the oldest units straight to the targets, over any number of reorganisations.

    Steps are walked from the last day back. A new unit that stood before the step
    (`goes_on`) keeps its own past beside what it received.
    """
    reach: dict[K, dict[K, tuple[Fraction, bool]]] = {unit: {unit: (Fraction(1), False)} for unit in targets}
    ended: set[K] = set()
    for step in sorted(steps, key=lambda step: -step.day):
        if not step.goes_on:
            ended.add(step.link.new)
        for target, (share, is_assumed) in reach.get(step.link.new, {}).items():
            before, was = reach.setdefault(step.link.old, {}).get(target, (Fraction(0), False))
            total = before + share * step.link.share
            reach[step.link.old][target] = (total, was or is_assumed or step.link.is_assumed)
    return [
        Link(old, new, share, is_assumed)
        for old, targets_of in reach.items()
        if old not in ended
        for new, (share, is_assumed) in targets_of.items()
    ]
