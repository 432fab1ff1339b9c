"""Unit-level small areas: answers of people, nested in areas, at the population means of the areas.

The nested error model of Battese, Harter and Fuller (1988): variances by REML, ML or fitting of constants (Henderson's
method 3), errors after Prasad and Rao (1990) and Datta and Lahiri (2000). Method page: `small-areas`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from danbiet.stats.small_area import (
    Array,
    Gls,
    ImpossibleAreas,
    Method,
    Peak,
    SmallAreas,
    check_terms,
    highest,
    quadratic,
)


@dataclass(frozen=True, eq=False)
class _Units:
    """Answers collapsed to areas: number, means, and the cross-products within areas; rows: areas with sample."""

    n: Array
    x: Array
    y: Array
    within_xx: Array
    within_xy: Array
    within_yy: float

    @property
    def rows(self) -> float:
        return float(self.n.sum())

    @property
    def varying(self) -> int:
        """Terms that vary within areas; the others tell areas apart."""
        spread = max(1.0, float(np.abs(self.within_xx).max()))
        return int(np.linalg.matrix_rank(self.within_xx, tol=1e-10 * spread))

    @property
    def within_df(self) -> float:
        return self.rows - float((self.n > 0).sum()) - self.varying


def unit_level(
    answers: Array, *, terms: Array, area: NDArray[np.int64], means: Array, method: str = Method.REML
) -> SmallAreas:
    """Nested error model: answer = terms·β + u(area) + e; EBLUP at the population means of every area (areas × terms).

    `area` is the row of `means` of every answer; an area without answers gets the synthetic value. The sampling
    fraction is taken as zero. Refused: missing answers or terms, terms that depend on one another, fewer areas or
    answers than the model needs, no spread within areas.

    >>> answers, area = np.array([1.0, 2.0, 5.0, 6.0, 8.0, 9.0]), np.array([0, 0, 1, 1, 2, 2])
    >>> fitted = unit_level(answers, terms=np.ones((6, 1)), area=area, means=np.ones((4, 1)))
    >>> {name: round(value, 4) for name, value in fitted.variances.items()}  # analysis of variance, by hand
    {'sigma2_u': 12.0833, 'sigma2_e': 0.5}
    >>> fitted.estimate.round(4).tolist()
    [1.5743, 5.4932, 8.4324, 5.1667]
    """
    _check_units(answers, terms, area, means)
    units = _collapse(answers, terms, area, len(means))
    sampled = units.n > 0
    df = int(sampled.sum()) - (terms.shape[1] - units.varying)
    if df < 1 or units.within_df < 1:
        raise ImpossibleAreas("too_few_areas")
    if _within_squares(units) <= 1e-12 * float(((answers - answers.mean()) ** 2).sum()):
        raise ImpossibleAreas("no_spread")
    one = Method(method)
    peak, sigma2_e = _henderson(units) if one is Method.MOMENT else _nested_variance(units, one is Method.REML)
    sigma2_u = peak.at * sigma2_e
    spread, beta = _nested_gls(units, peak.at)
    fit = Gls(beta, spread * sigma2_e)
    gamma = peak.at * units.n / (1 + peak.at * units.n)
    estimate = means @ beta + gamma * (units.y - units.x @ beta)
    reach = means - gamma[:, None] * units.x
    mse = (1 - gamma) * sigma2_u + quadratic(reach, fit.spread)
    mse[sampled] += _nested_error(units, sigma2_u, sigma2_e, fit.spread, one)[sampled]
    made = {"sigma2_u": sigma2_u, "sigma2_e": sigma2_e}
    named, warnings = f"unit_level_{one}", peak.warnings(df=df)
    return SmallAreas(estimate, mse, gamma, beta, fit.beta_se, made, df, named, warnings)


def _check_units(answers: Array, terms: Array, area: NDArray[np.int64], means: Array) -> None:
    wrong = np.flatnonzero(~np.isfinite(answers))
    if len(wrong):
        raise ImpossibleAreas("answer_missing", row=int(wrong[0]))
    check_terms(terms, rows=len(answers), used=terms)
    if not np.isfinite(means).all():
        raise ImpossibleAreas("mean_missing", row=int(np.flatnonzero(~np.isfinite(means).all(axis=1))[0]))
    if len(np.unique(area)) < 2 or np.bincount(area).max() < 2:
        raise ImpossibleAreas("too_few_areas")


def _collapse(answers: Array, terms: Array, area: NDArray[np.int64], areas: int) -> _Units:
    n = np.bincount(area, minlength=areas).astype(np.float64)
    divisor = np.maximum(n, 1)
    y = np.bincount(area, weights=answers, minlength=areas) / divisor
    x = np.stack([np.bincount(area, weights=column, minlength=areas) / divisor for column in terms.T], axis=1)
    dx, dy = terms - x[area], answers - y[area]
    return _Units(n, x, y, dx.T @ dx, dx.T @ dy, float(dy @ dy))


def _nested_gls(units: _Units, ratio: float) -> tuple[Array, Array]:
    """((X'W X)⁻¹, β) with W the inverse of I + ratio·J in every area: within sums plus shrunken sums between."""
    weight = units.n / (1 + ratio * units.n)
    spread = np.linalg.inv(units.within_xx + units.x.T @ (units.x * weight[:, None]))
    spread = (spread + spread.T) / 2
    return spread, spread @ (units.within_xy + units.x.T @ (weight * units.y))


def _nested_squares(units: _Units, ratio: float, beta: Array) -> float:
    """r'W r."""
    within = units.within_yy - 2 * beta @ units.within_xy + beta @ units.within_xx @ beta
    return float(within + (units.n / (1 + ratio * units.n) * (units.y - units.x @ beta) ** 2).sum())


def _nested_variance(units: _Units, restricted: bool) -> tuple[Peak, float]:
    """The ratio σ²u/σ²e where the profile likelihood is highest, and σ²e there."""
    df = units.rows - (units.x.shape[1] if restricted else 0)

    def likelihood(ratio: float) -> float:
        spread, beta = _nested_gls(units, ratio)
        lost = -np.linalg.slogdet(spread)[1] if restricted else 0.0
        spent = np.log1p(ratio * units.n).sum() + lost
        return float(-0.5 * (df * np.log(_nested_squares(units, ratio, beta)) + spent))

    def slope(ratio: float) -> float:
        spread, beta = _nested_gls(units, ratio)
        weight = units.n / (1 + ratio * units.n)
        gain = ((weight * (units.y - units.x @ beta)) ** 2).sum() / _nested_squares(units, ratio, beta)
        lost = np.einsum("i,ij,jk,ik->", weight**2, units.x, spread, units.x) if restricted else 0.0
        return float(0.5 * (df * gain - weight.sum() + lost))

    peak = highest(likelihood, slope, scale=1.0, max_passes=200)
    _, beta = _nested_gls(units, peak.at)
    return peak, _nested_squares(units, peak.at, beta) / df


def _fixed(units: _Units) -> tuple[float, float, float]:
    """(rows - terms, η, η₂) of Henderson's method 3: traces of M ZZ' and of its square, M the residual maker."""
    spread = np.linalg.inv(units.within_xx + units.x.T @ (units.x * units.n[:, None]))
    sums = units.x * units.n[:, None]
    inner = np.diag(units.n) - sums @ spread @ sums.T
    return units.rows - units.x.shape[1], float(np.trace(inner)), float((inner * inner).sum())


def _within_squares(units: _Units) -> float:
    """What least squares within areas leaves over."""
    beta = np.linalg.pinv(units.within_xx, hermitian=True) @ units.within_xy
    return units.within_yy - float(beta @ units.within_xy)


def _henderson(units: _Units) -> tuple[Peak, float]:
    """Fitting of constants: σ²e within areas, σ²u from what plain least squares leaves over; negative becomes 0."""
    df, eta, _ = _fixed(units)
    sigma2_e = _within_squares(units) / units.within_df
    left = _nested_squares(units, 0.0, _nested_gls(units, 0.0)[1])
    return Peak(max(0.0, (left - df * sigma2_e) / eta / sigma2_e)), sigma2_e


def _nested_error(units: _Units, sigma2_u: float, sigma2_e: float, spread: Array, method: Method) -> Array:
    """2 g3, less the bias term of maximum likelihood (Datta and Lahiri 2000)."""
    total = sigma2_e + units.n * sigma2_u
    information = _nested_information(units, sigma2_u, sigma2_e)
    error = _henderson_error(units, sigma2_u, sigma2_e) if method is Method.MOMENT else np.linalg.inv(information)
    spread_of_ratio = sigma2_e**2 * error[0, 0] + sigma2_u**2 * error[1, 1] - 2 * sigma2_e * sigma2_u * error[0, 1]
    twice_g3: Array = 2 * units.n * spread_of_ratio / np.where(units.n > 0, total, 1.0) ** 3
    if method is not Method.ML:
        return twice_g3
    turned = spread @ (units.x.T @ (units.x * (units.n / total)[:, None] ** 2))
    plain = spread @ (units.within_xx / sigma2_e**2 + units.x.T @ (units.x * (units.n / total**2)[:, None]))
    bias = -np.linalg.solve(information, [np.trace(turned), np.trace(plain)]) / 2
    slope_u, slope_e = (sigma2_e / total) ** 2, units.n * (sigma2_u / total) ** 2
    return np.asarray(twice_g3 - bias[0] * slope_u - bias[1] * slope_e)


def _nested_information(units: _Units, sigma2_u: float, sigma2_e: float) -> Array:
    """Fisher's information of (σ²u, σ²e), 2 × 2."""
    n = units.n[units.n > 0]
    total = sigma2_e + n * sigma2_u
    both = (n / total**2).sum()
    first, second = (n**2 / total**2).sum(), ((n - 1) / sigma2_e**2 + 1 / total**2).sum()
    return np.array([[first, both], [both, second]]) / 2


def _henderson_error(units: _Units, sigma2_u: float, sigma2_e: float) -> Array:
    """Covariance of Henderson's (σ²u, σ²e) under normality (Prasad and Rao 1990), 2 × 2."""
    df, eta, eta2 = _fixed(units)
    within = units.within_df
    second = 2 * sigma2_e**2 / within
    between = 2 * eta * sigma2_e * sigma2_u + eta2 * sigma2_u**2
    first = 2 / eta**2 * (df * (df - within) / within * sigma2_e**2 + between)
    both = -(df - within) / eta * second
    return np.array([[first, both], [both, second]])
