"""Which one unit answers for what a unit that ended left open, and why that one (decision 0176)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Why(StrEnum):
    """Why a unit is in charge of one that ended."""

    WHOLE = "whole"  # it took the whole
    SHARE = "share"  # it took the largest measured share
    NAME = "name"  # shares are only assumed, and it bears on the name
    CODE = "code"  # nothing tells: the lowest code, so that there is one
    ABOVE = "above"  # no source tells who took it: whoever stood directly above


@dataclass(frozen=True)
class Claim:
    """What a unit took of one that ended. `is_measured`: not an assumed, equal share; `is_above`: it took nothing, but
    stood directly above on the last day."""

    new: int
    share: Decimal
    is_measured: bool
    bears_name: bool
    code: str
    is_above: bool = False


def in_charge(claims: Sequence[Claim]) -> tuple[int, Why]:
    """The one in charge, and why: an assumed share says nothing, however it was rounded."""
    first = min(
        claims,
        key=lambda one: (not one.is_measured, -one.share if one.is_measured else 0, not one.bears_name, one.code),
    )
    if first.is_above:
        return first.new, Why.ABOVE
    if len(claims) == 1:
        return first.new, Why.WHOLE
    equal = [one for one in claims if one.is_measured and one.share == first.share]
    if first.is_measured and len(equal) == 1:
        return first.new, Why.SHARE
    return first.new, Why.NAME if first.bears_name else Why.CODE
