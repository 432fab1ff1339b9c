"""Quantiles of domains with Woodruff's interval (1952): an interval of F at the quantile, read back on the values.

The quantile is the least value with F(x) >= p, equal to rounding counting as reached (R's qrule = "math").
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from danbiet.stats.arrays import Floats
from danbiet.stats.estimate import Estimates, Variable
from danbiet.stats.intervals import quantile_of_t
from danbiet.stats.sample import Domains, Sample

REACHED = 1e-12


@dataclass(frozen=True)
class Quantiles:
    """[D, P] quantiles with bounds and standard errors (width / 2t), and the estimates of F that they came from."""

    value: Floats
    low: Floats
    high: Floats
    se: Floats
    shares: Estimates


def quantiles(
    sample: Sample, domains: Domains, values: Floats, *, p: Sequence[float], level: float,
    estimator: Callable[[Sequence[Variable]], Estimates],
) -> Quantiles:  # fmt: skip
    """Quantiles of `values` [n]; `estimator` gives shares of the domains with their standard errors and df.

    >>> from danbiet.stats.design import Drawn, make_design
    >>> from danbiet.stats.estimate import Variable, collapse, taylor
    >>> from danbiet.stats.sample import everyone, make_cells, make_sample
    >>> design = make_design(Drawn(np.array([0, 0, 0, 1, 1, 1])), weight=np.full(6, 5.0))
    >>> sample = make_sample(design, make_cells(design))
    >>> whole = everyone(sample)
    >>> estimator = lambda shares: taylor(sample, whole, collapse(sample, whole, shares))
    >>> y = np.array([1.0, 2.0, 3.0, 5.0, 7.0, 9.0])
    >>> quantiles(sample, whole, y, p=[0.5, 0.51], level=0.95, estimator=estimator).value.tolist()
    [[3.0, 5.0]]
    """
    sorted_domains = [_sorted(sample, domains, values, number) for number in range(domains.size)]
    found = np.array([[_read(one, share) for share in p] for one in sorted_domains]).reshape(domains.size, len(p))
    below = []
    limit = np.full(len(values), -1)
    limit[domains.rows] = domains.of_domain
    for column in range(len(p)):
        bound = np.append(found[:, column], np.nan)[limit]
        below.append(Variable(np.where(np.isnan(values), np.nan, (values <= bound).astype(float))))
    shares = estimator(below)
    half = quantile_of_t(shares.df, level)[:, None] * shares.se
    low = _bounds(sorted_domains, shares.estimate - half)
    high = _bounds(sorted_domains, shares.estimate + half)
    width = 2 * quantile_of_t(shares.df, level)[:, None]
    return Quantiles(found, low, high, (high - low) / width, shares)


def _sorted(sample: Sample, domains: Domains, values: Floats, number: int) -> tuple[Floats, Floats]:
    """(distinct values, F at each) of one domain."""
    rows = domains.rows[domains.of_domain == number]
    rows = rows[~np.isnan(values[rows])]
    weight = sample.row_weight[rows]
    if not weight.any():
        return np.zeros(0), np.zeros(0)
    distinct, at = np.unique(values[rows], return_inverse=True)
    sums: Floats = np.cumsum(np.bincount(at, weights=weight, minlength=len(distinct)))
    shares: Floats = sums / sums[-1] if len(sums) else sums
    return distinct, shares


def _read(one: tuple[Floats, Floats], share: float) -> float:
    distinct, shares = one
    if not len(distinct) or np.isnan(share):
        return float("nan")
    place = int(np.searchsorted(shares, share * (1 - REACHED)))
    return float(distinct[min(place, len(distinct) - 1)])


def _bounds(domains: list[tuple[Floats, Floats]], shares: Floats) -> Floats:
    """Values at these shares; none where the interval of F leaves 0 to 1."""
    inside = np.where((shares > 0) & (shares < 1), shares, np.nan)
    return np.array([[_read(one, share) for share in row] for one, row in zip(domains, inside, strict=True)])
