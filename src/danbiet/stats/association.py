"""Tests under the design: Rao and Scott's for two categories, t for two groups."""

from dataclasses import dataclass

import numpy as np
from scipy import linalg, special

from danbiet.stats.arrays import Floats
from danbiet.stats.joint import Joint

FIXED = 1e-12  # sum of design effects below which they are rounding
NOTHING = float("nan")


@dataclass(frozen=True)
class Tested:
    """A test statistic with its degrees of freedom and p-value."""

    statistic: float
    df_numerator: float
    df: float
    p_value: float


class NotTestable(ValueError):
    """A table with one row or one column only, or groups that are not two."""


def rao_scott(shares: Joint, *, rows: int, columns: int, n: float, df: float) -> Tested:
    """Second-order corrected Pearson test of independence, F form (Rao and Scott 1984; Thomas and Rao 1987).

    `shares`: estimated shares of the cells, row-major. F = X²/tr Δ on d0 = (tr Δ)²/tr Δ² and d0·df degrees of freedom.
    Where weighting has fixed every cell nothing is left to chance, and where so many cells are empty that a contrast of
    the interaction has no variance of its own (nested columns, a diagonal), or where no variance is known, it cannot be
    told: all numbers are missing.

    >>> from danbiet.stats.design import Drawn, make_design
    >>> from danbiet.stats.estimate import Variable, collapse, indicators
    >>> from danbiet.stats.sample import everyone, make_cells, make_sample
    >>> design = make_design(Drawn(np.array([0, 0, 0, 1, 1, 1])), weight=np.full(6, 5.0))
    >>> sample = make_sample(design, make_cells(design))
    >>> whole = everyone(sample)
    >>> from danbiet.stats.joint import joint
    >>> cell = np.array([0, 0, 1, 2, 3, 3])
    >>> shares = joint(sample, whole, collapse(sample, whole, [Variable(one) for one in indicators(cell, range(4))]))
    >>> round(rao_scott(shares, rows=2, columns=2, n=6.0, df=4.0).statistic, 4)
    0.4444
    """
    if rows < 2 or columns < 2:
        raise NotTestable
    p = shares.estimate.reshape(rows, columns)
    contrast = _interaction(rows, columns)
    weighted = contrast.T * np.where(shares.estimate > 0, 1 / np.where(shares.estimate > 0, shares.estimate, 1), 0)
    simple = weighted @ contrast / n
    met = p.sum(axis=0).all() and p.sum(axis=1).all()  # a category without weight is in no table
    if not met or np.linalg.matrix_rank(simple, hermitian=True) < len(simple):
        return Tested(NOTHING, NOTHING, NOTHING, NOTHING)
    spread = shares.covariance(weighted)
    if not np.isfinite(spread).all():
        return Tested(NOTHING, NOTHING, NOTHING, NOTHING)
    delta = linalg.solve(simple, spread)
    trace = float(np.trace(delta))
    if trace < FIXED:
        return Tested(NOTHING, NOTHING, NOTHING, NOTHING)
    first = trace**2 / float(np.trace(delta @ delta))
    expected = np.outer(p.sum(axis=1), p.sum(axis=0))
    pearson = n * float(np.nansum((p - expected) ** 2 / np.where(expected > 0, expected, np.nan)))
    return Tested(pearson / trace, first, first * df, _beyond(pearson / trace, first, first * df))


def _beyond(statistic: float, first: float, second: float) -> float:
    """P(F > statistic); with infinitely many degrees of freedom below, first·F is χ²."""
    if np.isinf(second):
        return float(special.chdtrc(first, first * statistic))
    return float(special.fdtrc(first, second, statistic))


def _interaction(rows: int, columns: int) -> Floats:
    """[cells, (rows-1)(columns-1)] indicators of the interaction, cleared of what the margins explain."""
    row, column = np.repeat(np.arange(rows), columns), np.tile(np.arange(columns), rows)
    in_row, in_column = (row[:, None] == np.arange(1, rows)) * 1.0, (column[:, None] == np.arange(1, columns)) * 1.0
    margins = np.hstack([np.ones((len(row), 1)), in_row, in_column])
    both = np.einsum("ci,cj->cij", in_row, in_column).reshape(len(row), -1)
    found: Floats = both - margins @ np.linalg.lstsq(margins, both, rcond=None)[0]
    return found
