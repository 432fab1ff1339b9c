"""The same numbers row by row, straight from the formulas: slow, plain, and written without the engine."""

from collections import defaultdict

import numpy as np


def stratified_variance(z, stratum, cluster):
    """Σ n/(n-1) Σ (z_c - mean)² over strata, with every cluster of the sample."""
    totals = defaultdict(float)
    members = defaultdict(set)
    for value, one, other in zip(z, stratum, cluster, strict=True):
        totals[one, other] += value
        members[one].add(other)
    found = 0.0
    for one, clusters in members.items():
        values = [totals[one, other] for other in clusters]
        mean = sum(values) / len(values)
        if len(values) > 1:
            found += len(values) / (len(values) - 1) * sum((value - mean) ** 2 for value in values)
    return found


def mean(y, w, stratum, cluster, inside):
    """(mean, se) of a domain, missing answers left out but kept in the design."""
    used = [keep and not np.isnan(value) for value, keep in zip(y, inside, strict=True)]
    below = sum(weight for weight, keep in zip(w, used, strict=True) if keep)
    if not below:
        return np.nan, np.nan
    middle = sum(weight * value for value, weight, keep in zip(y, w, used, strict=True) if keep) / below
    z = [weight * (value - middle) / below if keep else 0.0 for value, weight, keep in zip(y, w, used, strict=True)]
    return middle, stratified_variance(z, stratum, cluster) ** 0.5


def total(y, w, stratum, cluster, inside):
    z = [
        weight * value if keep and not np.isnan(value) else 0.0
        for value, weight, keep in zip(y, w, inside, strict=True)
    ]
    return sum(z), stratified_variance(z, stratum, cluster) ** 0.5


def replicate_weights(w, stratum, cluster):
    """JKn, a whole weight vector per cluster left out: (weights, coefficient)."""
    members = defaultdict(set)
    for one, other in zip(stratum, cluster, strict=True):
        members[one].add(other)
    for one, clusters in sorted(members.items()):
        n = len(clusters)
        for gone in sorted(clusters):
            made = []
            for weight, here, other in zip(w, stratum, cluster, strict=True):
                if here != one:
                    made.append(weight)
                else:
                    made.append(0.0 if other == gone else weight * n / (n - 1))
            yield np.array(made), (n - 1) / n


def raked(w, margins, passes=200):
    """Rows scaled to one margin after the other."""
    w = np.array(w, float)
    for _ in range(passes):
        for code, totals in margins:
            for cell, value in enumerate(totals):
                inside = code == cell
                if w[inside].sum() > 0:
                    w[inside] *= value / w[inside].sum()
    return w


def weighted_mean(y, w, inside):
    used = inside & ~np.isnan(y)
    below = w[used].sum()
    return (w[used] * y[used]).sum() / below if below else np.nan


def jackknifed(y, w, stratum, cluster, inside, margins=None):
    """(mean, se) by JKn, every replicate raked anew when there are margins."""
    adjust = (lambda one: raked(one, margins)) if margins else (lambda one: one)
    pairs = [
        (weighted_mean(y, adjust(made), inside), factor) for made, factor in replicate_weights(w, stratum, cluster)
    ]
    values, factors = np.array([one for one, _ in pairs]), np.array([one for _, one in pairs])
    full = weighted_mean(y, adjust(np.array(w)), inside)
    return full, (factors @ (values - values.mean()) ** 2) ** 0.5


def quantile(y, w, inside, p):
    used = inside & ~np.isnan(y)
    order = sorted(zip(y[used], w[used], strict=True))
    total, run = sum(weight for _, weight in order), 0.0
    for value, weight in order:
        run += weight
        if run / total >= p - 1e-12:
            return value
    return order[-1][0]
