"""Small areas: direct estimates of areas with little sample, strengthened by a model over all areas.

The area-level model of Fay and Herriot (1979): variance by REML, ML or their moment equation, errors after Prasad and
Rao (1990) and Datta, Rao and Smith (2005). The unit-level model stands in `unit_level`. Method page: `small-areas`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from danbiet.stats.intervals import t_quantile
from danbiet.stats.results import DF_UNDER_2, NOT_CONVERGED, ZERO_VARIANCE
from danbiet.stats.shown import as_table

Array = NDArray[np.float64]
Curve = Callable[[float], float]


class ImpossibleAreas(ValueError):
    """The model cannot be fitted; `row` is the place of the offending area or answer, if one."""

    def __init__(self, why: str, *, row: int | None = None, group: str = "") -> None:
        super().__init__(why if row is None else f"{why} (row {row})")
        self.why = why
        self.row = row
        self.group = group


class Method(StrEnum):
    REML = "reml"
    ML = "ml"
    MOMENT = "moment"


@dataclass(frozen=True, eq=False)
class SmallAreas:
    """EBLUPs of all areas, in the order given; `gamma` is the weight of an area's own sample, 0 where it has none."""

    estimate: Array
    mse: Array
    gamma: Array
    beta: Array
    beta_se: Array
    variances: Mapping[str, float]
    df: int
    method: str
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for array in (self.estimate, self.mse, self.gamma, self.beta, self.beta_se):
            array.flags.writeable = False

    @property
    def se(self) -> Array:
        """Root of the estimated mean squared error; missing where correcting its bias left it below zero."""
        return np.sqrt(self.mse, out=np.full_like(self.mse, np.nan), where=self.mse >= 0)

    def reach(self, *, level: float = 0.95) -> float:
        """How many errors an interval goes to each side: t with the degrees of freedom of the model."""
        return float(t_quantile((1 + level) / 2, self.df))

    def _repr_html_(self) -> str:
        rows = zip(range(1, len(self.mse) + 1), self.estimate, self.se, self.gamma, strict=True)
        return as_table(("area", "estimate", "se", "gamma"), rows)


@dataclass(frozen=True, eq=False)
class Gls:
    """Generalised least squares at one value of the variances: `spread` is (X'V⁻¹X)⁻¹."""

    beta: Array
    spread: Array

    @property
    def beta_se(self) -> Array:
        return np.asarray(np.sqrt(np.diag(self.spread)))


@dataclass(frozen=True)
class Peak:
    """An estimated variance (or ratio of two), and whether the search for it came to its end."""

    at: float
    converged: bool = True

    def warnings(self, *, df: int) -> tuple[str, ...]:
        named = {ZERO_VARIANCE: self.at <= 0, NOT_CONVERGED: not self.converged, DF_UNDER_2: df < 2}
        return tuple(name for name, holds in named.items() if holds)


def fay_herriot(
    estimate: Array, *, variance: Array, terms: Array, method: str = Method.REML, max_passes: int = 200
) -> SmallAreas:
    """Area-level model: estimate = terms·β + v + e, var(e) given, var(v) = σ² estimated (areas; areas × terms).

    An area whose estimate is NaN gets the synthetic value terms·β. Refused: a variance that is not positive, terms
    that depend on one another, no more areas than terms.

    >>> direct, terms = np.array([1.0, 3.0, 2.0, 6.0]), np.ones((4, 1))
    >>> fitted = fay_herriot(direct, variance=np.ones(4), terms=terms)
    >>> round(fitted.variances["sigma2_v"], 6)  # the sample variance 14/3, less 1
    3.666667
    >>> fitted.estimate.round(4).tolist()
    [1.4286, 3.0, 2.2143, 5.3571]
    """
    sampled = ~np.isnan(estimate)
    _check_areas(variance, terms, sampled)
    y, d, x = estimate[sampled], variance[sampled], terms[sampled]
    peak = _fay_herriot_variance(y, d, x, Method(method), max_passes)
    fit = _gls(y, x, 1 / (peak.at + d))
    mse_sampled, gamma_sampled = _fay_herriot_mse(peak.at, d, x, fit.spread, Method(method))
    synthetic = terms @ fit.beta
    gamma, mse = np.zeros(len(estimate)), peak.at + quadratic(terms, fit.spread)
    gamma[sampled], mse[sampled] = gamma_sampled, mse_sampled
    eblup = synthetic + gamma * np.where(sampled, estimate - synthetic, 0.0)
    df = len(y) - x.shape[1]
    named, warnings = f"fay_herriot_{Method(method)}", peak.warnings(df=df)
    return SmallAreas(eblup, mse, gamma, fit.beta, fit.beta_se, {"sigma2_v": peak.at}, df, named, warnings)


def _check_areas(variance: Array, terms: Array, sampled: NDArray[np.bool_]) -> None:
    wrong = np.flatnonzero(sampled & ~(np.isfinite(variance) & (variance > 0)))
    if len(wrong):
        raise ImpossibleAreas("variance_not_positive", row=int(wrong[0]))
    check_terms(terms, rows=int(sampled.sum()), used=terms[sampled])


def check_terms(terms: Array, *, rows: int, used: Array) -> None:
    wrong = np.flatnonzero(~np.isfinite(terms).all(axis=1))
    if len(wrong):
        raise ImpossibleAreas("term_missing", row=int(wrong[0]))
    if rows <= terms.shape[1]:
        raise ImpossibleAreas("too_few_areas")
    scale = np.abs(used).max(axis=0)
    if not scale.all() or np.linalg.matrix_rank(used / scale) < terms.shape[1]:
        raise ImpossibleAreas("terms_depend")


def _gls(y: Array, x: Array, weight: Array) -> Gls:
    spread = np.linalg.inv(x.T @ (x * weight[:, None]))
    beta = spread @ (x.T @ (weight * y))
    return Gls(beta, (spread + spread.T) / 2)


def quadratic(rows: Array, spread: Array) -> Array:
    """x'Sx for every row x."""
    return np.asarray(np.einsum("ij,jk,ik->i", rows, spread, rows))


def _fay_herriot_variance(y: Array, d: Array, x: Array, method: Method, max_passes: int) -> Peak:
    scale = float(np.median(d))
    if method is Method.MOMENT:
        return _falling_root(lambda at: _moment(at, y, d, x), scale, max_passes)
    restricted = method is Method.REML

    def likelihood(at: float) -> float:
        fit = _gls(y, x, 1 / (at + d))
        lost = -np.linalg.slogdet(fit.spread)[1] if restricted else 0.0
        return float(-0.5 * (np.log(at + d).sum() + lost + ((y - x @ fit.beta) ** 2 / (at + d)).sum()))

    def slope(at: float) -> float:
        fit, w = _gls(y, x, 1 / (at + d)), 1 / (at + d)
        lost = np.trace(fit.spread @ (x.T @ (x * (w**2)[:, None]))) if restricted else 0.0
        return float(0.5 * ((((y - x @ fit.beta) * w) ** 2).sum() - w.sum() + lost))

    return highest(likelihood, slope, scale=scale, max_passes=max_passes)


def _moment(at: float, y: Array, d: Array, x: Array) -> float:
    """Σ r²/(σ²+d) - (m-p), the moment equation of Fay and Herriot (1979); falls in σ²."""
    fit = _gls(y, x, 1 / (at + d))
    return float(((y - x @ fit.beta) ** 2 / (at + d)).sum() - (len(y) - x.shape[1]))


def _falling_root(curve: Curve, scale: float, max_passes: int) -> Peak:
    if curve(0.0) <= 0:
        return Peak(0.0)
    high = scale
    while curve(high) > 0:
        high *= 2
    return _root(curve, 0.0, high, max_passes)


def _root(curve: Curve, low: float, high: float, max_passes: int) -> Peak:
    at, told = brentq(curve, low, high, xtol=1e-300, rtol=1e-15, maxiter=max_passes, full_output=True, disp=False)
    return Peak(float(at), bool(told.converged))


def highest(likelihood: Curve, slope: Curve, *, scale: float, max_passes: int) -> Peak:
    """Where the likelihood is highest over [0, ∞): the best of a wide grid, then the root of the slope beside it.

    A grid first, because a likelihood of variances may have two peaks, and scoring finds the one it starts at.
    """
    grid = np.concatenate([[0.0], scale * np.logspace(-8, 8, 97)])
    best = int(np.argmax([likelihood(at) for at in grid]))
    low, high = float(grid[max(best - 1, 0)]), float(grid[min(best + 1, len(grid) - 1)])
    if slope(low) > 0 > slope(high):
        return _root(slope, low, high, max_passes)
    return Peak(float(grid[best]), converged=best == 0)


def _fay_herriot_mse(at: float, d: Array, x: Array, spread: Array, method: Method) -> tuple[Array, Array]:
    """g1 + g2 + 2 g3, less the bias of the variance times the slope of g1 where the method is biased."""
    w = 1 / (at + d)
    gamma = at * w
    g1, g2 = gamma * d, (1 - gamma) ** 2 * quadratic(x, spread)
    moments = method is Method.MOMENT
    error = 2 * len(d) / w.sum() ** 2 if moments else 2 / (w**2).sum()
    g3 = d**2 * w**3 * error
    bias = 0.0
    if moments:
        bias = 2 * (len(d) * (w**2).sum() - w.sum() ** 2) / w.sum() ** 3
    elif method is Method.ML:
        bias = -np.trace(spread @ (x.T @ (x * (w**2)[:, None]))) / (w**2).sum()
    return g1 + g2 + 2 * g3 - bias * (1 - gamma) ** 2, gamma


def benchmark(
    fitted: SmallAreas,
    *,
    groups: Sequence[str],
    totals: Mapping[str, float],
    weights: Array | None = None,
    how: str = "ratio",
) -> SmallAreas:
    """Areas changed so that Σ weight·estimate of every group meets its total (weights 1 unless given).

    `ratio` multiplies a group by one number, `difference` adds one number; `error` adds most where the error is
    largest (Datta, Ghosh, Steorts and Maples 2011). The square of what was changed joins the error (You, Rao and
    Dick 2004). Refused: a group without a total or the reverse, a ratio to zero.

    >>> fitted = fay_herriot(np.array([1.0, 3.0, 2.0, 6.0]), variance=np.ones(4), terms=np.ones((4, 1)))
    >>> met = benchmark(fitted, groups=["a", "a", "b", "b"], totals={"a": 4.0, "b": 9.0})
    >>> [round(float(met.estimate[:2].sum()), 9), round(float(met.estimate[2:].sum()), 9)]
    [4.0, 9.0]
    """
    for group in sorted(set(groups) ^ set(totals)):
        raise ImpossibleAreas("group_without_total" if group in groups else "total_without_group", group=group)
    weight = np.ones(len(groups)) if weights is None else weights
    names = np.asarray(groups)
    changed = fitted.estimate.copy()
    for group, total in totals.items():
        here = names == group
        changed[here] = _met(group, total, weight[here], fitted.estimate[here], fitted.mse[here], how)
    mse = fitted.mse + (changed - fitted.estimate) ** 2
    return replace(fitted, estimate=changed, mse=mse, method=f"{fitted.method}_benchmarked")


def _met(group: str, total: float, weight: Array, estimate: Array, mse: Array, how: str) -> Array:
    now = float(weight @ estimate)
    if how == "ratio":
        if now == 0 or total / now < 0:
            raise ImpossibleAreas("ratio_impossible", group=group)
        return estimate * (total / now)
    pull = weight * mse if how == "error" else np.ones_like(weight)
    return estimate + pull * (total - now) / float(weight @ pull)
