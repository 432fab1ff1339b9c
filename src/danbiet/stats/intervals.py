"""Confidence intervals: t for means and totals, and those for shares that stay between 0 and 1.

Checked against R's svyciprop; where a share is 0, 1 or known without error no interval is told (nan).
"""

import numpy as np
from scipy import optimize, special

from danbiet.stats.arrays import Floats

LOGIT, XLOGIT, BETA, ASIN, MEAN, LIKELIHOOD = "logit", "xlogit", "beta", "asin", "mean", "likelihood"


def t_quantile(p: float | Floats, df: Floats | float) -> Floats:
    """Quantile of t; infinite df gives the normal's, df that is not positive none."""
    known = np.where(np.asarray(df) > 0, df, np.nan)
    finite = np.where(np.isinf(known), 1.0, known)
    return np.where(np.isinf(known), special.ndtri(p), special.stdtrit(finite, p))


def t_below(value: Floats | float, df: Floats | float) -> Floats:
    """Chance that t is below a value."""
    known = np.where(np.asarray(df) > 0, df, np.nan)
    finite = np.where(np.isinf(known), 1.0, known)
    return np.where(np.isinf(known), special.ndtr(value), special.stdtr(finite, value))


def quantile_of_t(df: Floats, level: float) -> Floats:
    """Two-sided critical value; missing where df < 1, infinite df gives the normal's.

    >>> quantile_of_t(np.array([2.0, np.inf, 0.0]), 0.95).round(2).tolist()
    [4.3, 1.96, nan]
    """
    return t_quantile((1 + level) / 2, df)


def t_interval(estimate: Floats, se: Floats, df: Floats, *, level: float) -> tuple[Floats, Floats]:
    """estimate ± t·se; none where the standard error is zero."""
    half = np.where(se > 0, quantile_of_t(df, level) * se, np.nan)
    return estimate - half, estimate + half


def p_value(estimate: Floats, se: Floats, df: Floats) -> Floats:
    """Two-sided, of the hypothesis that the estimated value is zero."""
    return 2 * t_below(-np.abs(estimate) / np.where(se > 0, se, np.nan), df)


def share_interval(p: Floats, se: Floats, df: Floats, *, n: Floats, level: float, method: str) -> tuple[Floats, Floats]:
    """Interval of a share. logit = xlogit: t on log(p/(1-p)); asin: t on the arcsine of the root; beta: Korn and
    Graubard (1998) with n = answered rows; likelihood: Rao and Scott's scaled profile, n those with a weight; mean:
    p ± t·se.

    >>> low, high = share_interval(np.array(0.5), np.array(0.1), np.array(9.0), n=np.array(25.0), level=0.95,
    ...                            method="logit")
    >>> round(float(low), 4), round(float(high), 4)
    (0.2881, 0.7119)
    """
    inside = (p > 0) & (p < 1) & (se > 0) & (df > 0)
    low, high = np.full(p.shape, np.nan), np.full(p.shape, np.nan)
    if inside.any():
        rule = {BETA: _beta, ASIN: _arcsine, MEAN: _plain, LIKELIHOOD: _likelihood}.get(method, _logit)
        low[inside], high[inside] = rule(p[inside], se[inside], df[inside], n[inside], level)
    return low, high


def _plain(p: Floats, se: Floats, df: Floats, n: Floats, level: float) -> tuple[Floats, Floats]:
    return t_interval(p, se, df, level=level)


def _logit(p: Floats, se: Floats, df: Floats, n: Floats, level: float) -> tuple[Floats, Floats]:
    half = quantile_of_t(df, level) * se / (p * (1 - p))
    return special.expit(special.logit(p) - half), special.expit(special.logit(p) + half)


def _arcsine(p: Floats, se: Floats, df: Floats, n: Floats, level: float) -> tuple[Floats, Floats]:
    middle, half = np.arcsin(np.sqrt(p)), quantile_of_t(df, level) * se / (2 * np.sqrt(p * (1 - p)))
    return np.sin(np.maximum(middle - half, 0)) ** 2, np.sin(np.minimum(middle + half, np.pi / 2)) ** 2


def _beta(p: Floats, se: Floats, df: Floats, n: Floats, level: float) -> tuple[Floats, Floats]:
    effective = p * (1 - p) / se**2 * (quantile_of_t(n - 1, level) / quantile_of_t(df, level)) ** 2
    tail = (1 - level) / 2
    low = special.betaincinv(effective * p, effective * (1 - p) + 1, tail)
    return low, special.betaincinv(effective * p + 1, effective * (1 - p), 1 - tail)


def _likelihood(p: Floats, se: Floats, df: Floats, n: Floats, level: float) -> tuple[Floats, Floats]:
    bounds = [_profile(*one, level) for one in zip(p, se, df, n, strict=True)]
    return np.array([low for low, _ in bounds]), np.array([high for _, high in bounds])


def _profile(p: float, se: float, df: float, n: float, level: float) -> tuple[float, float]:
    """Where 2n times the loss of log likelihood per row, over design effect and dispersion n/(n-1), meets F."""
    effect = n * se**2 / (p * (1 - p)) * n / (n - 1)
    limit = effect * float(quantile_of_t(np.array(df), level)) ** 2 / (2 * n)

    entropy = float(special.entr(p) + special.entr(1 - p))

    def beyond(u: float) -> float:
        return -float(p * special.log_expit(u) + (1 - p) * special.log_expit(-u)) - entropy - limit

    middle = float(special.logit(p))
    low = optimize.brentq(beyond, middle - limit / p - 50, middle, xtol=1e-12)
    high = optimize.brentq(beyond, middle, middle + limit / (1 - p) + 50, xtol=1e-12)
    return float(special.expit(low)), float(special.expit(high))
