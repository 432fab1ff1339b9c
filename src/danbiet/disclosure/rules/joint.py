"""Contributions disclosed together with the budget: a promise of plan 313, which the law does not make. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

SOURCE = "KH 313, bài đăng 21/9/2021"


class Together(StrEnum):
    """How a disclosed contribution stands to the budget of its year."""

    SAME_DAY = "same_day"
    APART = "apart"
    NO_BUDGET = "no_budget"
    NO_CONTRIBUTION = "no_contribution"


@dataclass(frozen=True)
class Dated:
    """An item disclosed: its key, the period it is about, the day on which it was first published."""

    pk: int
    period: str
    on: date

    @property
    def year(self) -> str:
        return self.period[:4]


@dataclass(frozen=True)
class Joint:
    """One item and its nearest counterpart of the same year; `days` between the two publications."""

    item: int
    other: int | None
    together: Together
    days: int = 0


def joint(budgets: Sequence[Dated], contributions: Sequence[Dated]) -> tuple[Joint, ...]:
    """Each budget and each contribution with the nearest of the other kind in the same year; never two of one kind."""
    found = [_nearest(one, contributions, Together.NO_CONTRIBUTION) for one in budgets if one.year]
    return (*found, *(_nearest(one, budgets, Together.NO_BUDGET) for one in contributions if one.year))


def _nearest(one: Dated, others: Sequence[Dated], without: Together) -> Joint:
    same = [other for other in others if other.year == one.year]
    if not same:
        return Joint(one.pk, None, without)
    other = min(same, key=lambda other: (abs((other.on - one.on).days), other.pk))
    days = abs((other.on - one.on).days)
    return Joint(one.pk, other.pk, Together.APART if days else Together.SAME_DAY, days)
