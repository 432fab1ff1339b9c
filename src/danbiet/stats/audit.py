"""The engine examined by simulation: where the truth is known, do its intervals hold it as often as they say?

Every finding is told with the error of the simulation itself. Method page: `robustness`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from danbiet.stats.intervals import t_quantile
from danbiet.stats.sampling import systematic_pps
from danbiet.stats.sensitivity import sobol
from danbiet.stats.small_area import fay_herriot

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Trial:
    """One simulated sample: per target the truth, the estimate and its interval."""

    truth: Array
    estimate: Array
    low: Array
    high: Array


@dataclass(frozen=True, eq=False)
class Coverage:
    """Over all trials, per target: share of intervals that held the truth, its own error, bias, spread, mean width."""

    times: int
    covered: Array
    error: Array
    bias: Array
    spread: Array
    width: Array

    @property
    def overall(self) -> float:
        return float(self.covered.mean())


@dataclass(frozen=True)
class Finding:
    """One line of the audit: what was found beside what should be, and the bounds within which it passes."""

    name: str
    found: float
    expected: float
    low: float
    high: float
    error: float

    @property
    def holds(self) -> bool:
        return self.low <= self.found <= self.high


def coverage(trial: Callable[[np.random.Generator], Trial], *, times: int, rng: np.random.Generator) -> Coverage:
    """Repeat a trial; works for estimates, changes, totals, and for ranks with rank intervals.

    >>> sure = lambda rng: Trial(np.zeros(1), rng.normal(size=1), np.full(1, -9.0), np.full(1, 9.0))
    >>> coverage(sure, times=50, rng=np.random.default_rng(1)).overall
    1.0
    """
    made = [trial(rng) for _ in range(times)]
    truth, estimate, low, high = (np.stack([getattr(one, name) for one in made]) for name in Trial.__annotations__)
    covered = ((low <= truth) & (truth <= high)).mean(axis=0)
    error = np.sqrt(covered * (1 - covered) / times)
    miss = estimate - truth
    return Coverage(times, covered, error, miss.mean(axis=0), miss.std(axis=0), (high - low).mean(axis=0))


def cluster_means(
    rng: np.random.Generator, *, clusters: int, units: int, likeness: float = 0.1, take: int = 20, normal: bool = False
) -> Trial:
    """Means of units from `clusters` equal clusters each, answers alike by `likeness`; intervals by t (z to compare).

    Clusters are drawn from an endless population with the mean of the unit, so the truth of a unit is its mean.
    """
    truth = rng.normal(size=units)
    spread = np.sqrt(likeness + (1 - likeness) / take)
    means = truth[:, None] + spread * rng.normal(size=(units, clusters))
    estimate, se = means.mean(axis=1), means.std(axis=1, ddof=1) / np.sqrt(clusters)
    reach = float(t_quantile(0.975, np.inf if normal else clusters - 1))
    return Trial(truth, estimate, estimate - reach * se, estimate + reach * se)


def small_areas(rng: np.random.Generator, *, areas: int) -> Trial:
    """Fay-Herriot intervals of areas whose truth varies by 1 about a line, with sampling variances from 0.2 to 1."""
    x = np.column_stack([np.ones(areas), np.linspace(-1, 1, areas)])
    variance = np.linspace(0.2, 1, areas)
    truth = x @ [1.0, 0.5] + rng.normal(size=areas)
    fitted = fay_herriot(truth + rng.normal(size=areas) * np.sqrt(variance), variance=variance, terms=x)
    reach = fitted.reach() * fitted.se
    return Trial(truth, fitted.estimate, fitted.estimate - reach, fitted.estimate + reach)


def audit(*, times: int, rng: np.random.Generator) -> tuple[Finding, ...]:
    """The engine's own claims, each tried `times` times; a finding that does not hold is a defect, or a rare bad draw.

    Bounds are four errors of the simulation; for small areas, whose interval is approximate, 93 to 98 % besides.
    """
    found = [_covered(f"mean_{clusters}_clusters", clusters, times, rng) for clusters in (3, 6, 24)]
    areas = coverage(lambda one: small_areas(one, areas=40), times=max(1, times // 20), rng=rng)
    error = float(np.sqrt(0.95 * 0.05 / (areas.times * 40)))
    found.append(Finding("small_areas", areas.overall, 0.95, 0.93 - 4 * error, 0.98 + 4 * error, error))
    return (*found, _chance(times, rng), _recovery(rng))


def _covered(name: str, clusters: int, times: int, rng: np.random.Generator) -> Finding:
    units = 20
    share = coverage(lambda one: cluster_means(one, clusters=clusters, units=units), times=-(-times // units), rng=rng)
    error = float(np.sqrt(0.95 * 0.05 / (share.times * units)))
    return Finding(name, share.overall, 0.95, 0.95 - 4 * error, 0.95 + 4 * error, error)


def _chance(times: int, rng: np.random.Generator) -> Finding:
    """How often systematic-pps-v1 takes a unit of size 3 among 10, two of them drawn."""
    sizes = {"a": 3, "b": 4, "c": 2, "d": 1}
    seeds = rng.integers(0, 2**62, size=times)
    met = sum("a" in systematic_pps(sizes, take=2, seed=str(seed)) for seed in seeds) / times
    error = float(np.sqrt(0.6 * 0.4 / times))
    return Finding("chance_of_selection", met, 0.6, 0.6 - 4 * error, 0.6 + 4 * error, error)


def _recovery(rng: np.random.Generator) -> Finding:
    """The share of one of two added causes with variances 4 and 1."""
    shares = sobol(lambda u: 2 * u[:, :1] + u[:, 1:], names=("a", "b"), n=1024, rng=rng)
    error = float(shares.first_se[0, 0])
    return Finding("share_of_variance", float(shares.first[0, 0]), 0.8, 0.8 - 4 * error, 0.8 + 4 * error, error)
