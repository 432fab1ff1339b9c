"""What a computation hands back: values with their warnings, frozen. Warnings are named, never printed."""

from collections.abc import Mapping
from dataclasses import dataclass

EDITION_FROM_MEMORY = "edition_from_memory"
PART_MISSING = "part_missing"
CLIPPED = "clipped"


@dataclass(frozen=True)
class Scored:
    """One score of one place; None when it cannot be computed, never zero."""

    code: str
    value: float | None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Composed:
    """An index of one place: sub-dimensions, dimensions and total by code."""

    sub_dimensions: Mapping[str, Scored]
    dimensions: Mapping[str, Scored]
    total: Scored
