"""Comparing units and waves: ranks as intervals, groups that cannot be told apart, changes that can be detected."""

import numpy as np

from danbiet.stats.arrays import Bools, Floats, Ints
from danbiet.stats.intervals import t_below, t_quantile


def ranks(values: Floats, *, best_high: bool = True) -> Floats:
    """Rank 1 for the best along the first axis; equal values share the better rank; missing stays missing.

    >>> ranks(np.array([3.0, 5.0, 3.0, np.nan])).tolist()
    [2.0, 1.0, 2.0, nan]
    """
    flipped = -values if best_high else values
    ordered = np.sort(flipped, axis=0)
    if values.ndim == 1:
        found = np.searchsorted(ordered, flipped) + 1.0
    else:
        found = np.empty(values.shape)
        for column in range(values.shape[1]):
            found[:, column] = np.searchsorted(ordered[:, column], flipped[:, column]) + 1.0
    return np.where(np.isnan(values), np.nan, found)


def told_apart(estimate: Floats, covariance: Floats, df: Floats, *, level: float) -> Bools:
    """[U, U] whether unit i is above unit j beyond doubt: t of the difference, df after Satterthwaite (1946).

    A rank is made of U - 1 comparisons; each is held to the level divided by them (Bonferroni), so that the
    interval of a rank misses the true one in at most 1 - level of samples (Mogstad, Romano, Shaikh, Wilhelm 2024).
    """
    comparisons = max(int(np.isfinite(estimate).sum()) - 1, 1)
    own = np.diag(covariance)
    variance = own[:, None] + own[None, :] - 2 * covariance
    critical = t_quantile(1 - (1 - level) / (2 * comparisons), _of_difference(own, df))
    with np.errstate(invalid="ignore"):
        found: Bools = estimate[:, None] - estimate[None, :] > critical * np.sqrt(np.maximum(variance, 0))
    return found & (variance > 0)


def _of_difference(variance: Floats, df: Floats) -> Floats:
    """[U, U] (V1 + V2)² / (V1²/df1 + V2²/df2); missing where either has none."""
    part = np.where(df > 0, variance**2 / np.where(df > 0, df, 1), np.nan)
    below = part[:, None] + part[None, :]
    above = (variance[:, None] + variance[None, :]) ** 2
    return np.where(below > 0, above / np.where(below > 0, below, 1), np.where(np.isnan(below), np.nan, np.inf))


def rank_intervals(above: Bools, known: Bools) -> tuple[Floats, Floats]:
    """(best, worst) rank that each unit may have: 1 + those surely above it, all - those surely below it.

    >>> above = np.array([[False, True, True], [False, False, False], [False, False, False]])
    >>> best, worst = rank_intervals(above, np.ones(3, dtype=bool))
    >>> best.tolist(), worst.tolist()
    ([1.0, 2.0, 2.0], [1.0, 3.0, 3.0])
    """
    best, worst = 1.0 + above.sum(axis=0), known.sum() - above.sum(axis=1).astype(float)
    return np.where(known, best, np.nan), np.where(known, worst, np.nan)


def groups(estimate: Floats, above: Bools) -> Floats:
    """Group of each unit, 1 the best: it lasts as long as units cannot be told apart from its first.

    >>> groups(np.array([5.0, 4.9, 1.0]), np.array([[0, 0, 1], [0, 0, 1], [0, 0, 0]], dtype=bool)).tolist()
    [1.0, 1.0, 2.0]
    """
    found = np.full(len(estimate), np.nan)
    head, group = -1, 0
    order: Ints = np.argsort(-estimate, kind="stable")
    for unit in order[np.isfinite(estimate[order])]:
        if head < 0 or above[head, unit]:
            head, group = int(unit), group + 1
        found[unit] = group
    return found


def heavier(deviations: Floats, df: Floats, rng: np.random.Generator) -> Floats:
    """Deviations [U, R] of replicates from the estimate, widened to t with the df of each unit.

    Replicates spread like a normal with a known variance; each is divided by √(χ²/df), as a t is made.
    """
    finite = np.isfinite(df) & (df > 0)
    drawn = rng.chisquare(np.where(finite, df, 1.0)[:, None], size=deviations.shape)
    widened: Floats = deviations / np.sqrt(drawn / np.where(finite, df, 1.0)[:, None])
    return np.where(np.isinf(df)[:, None], deviations, np.where(finite[:, None], widened, np.nan))


def chance_above(change: float, variance: float, df: float) -> float:
    """Chance that a change is truly above zero: its t distribution beyond zero; missing without a variance.

    >>> chance_above(0.0, 1.0, 5.0)
    0.5
    """
    if not (variance > 0 and df > 0) or np.isnan(change):
        return float("nan")
    return float(t_below(change / variance**0.5, df))


def minimum_detectable_change(
    se_before: float, se_after: float, *, covariance: float = 0.0, level: float = 0.95, power: float = 0.8,
    df: float = float("inf"),
) -> float:  # fmt: skip
    """The least true change that such a pair of waves finds with this power: (t + z) · √(V1 + V2 - 2C).

    >>> round(minimum_detectable_change(0.02, 0.02), 4)
    0.0792
    """
    spread = (se_before**2 + se_after**2 - 2 * covariance) ** 0.5
    return float((t_quantile((1 + level) / 2, df) + t_quantile(power, df)) * spread)
