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


def ratio(y, x, w, stratum, cluster):
    known = ~(np.isnan(y) | np.isnan(x))
    above, below = sum((w * y)[known]), sum((w * x)[known])
    value = above / below
    z = [
        weight * (one - value * other) / below if keep else 0.0
        for one, other, weight, keep in zip(y, x, w, known, strict=True)
    ]
    return value, stratified_variance(z, stratum, cluster) ** 0.5


def difference(y, w, stratum, cluster, inside, outside):
    """(mean of one domain minus mean of another, se): one linearised value per row for both."""
    z, value = np.zeros(len(y)), 0.0
    for sign, domain in ((1, inside), (-1, outside)):
        used = domain & ~np.isnan(y)
        middle = (w[used] * y[used]).sum() / w[used].sum()
        value += sign * middle
        z[used] += sign * w[used] * (y[used] - middle) / w[used].sum()
    return value, stratified_variance(z, stratum, cluster) ** 0.5


def calibrated_total(y, x, w, goal, stratum, cluster):
    """GREG: (Σ g w y, se from g w (y - x'B)), g = 1 + x'λ, B weighted by w, solved row by row."""
    p = x.shape[1]
    gram, moment = np.zeros((p, p)), np.zeros(p)
    for row, weight, value in zip(x, w, y, strict=True):
        gram += weight * np.outer(row, row)
        moment += weight * row * value
    step = np.linalg.solve(gram, goal - sum(weight * row for row, weight in zip(x, w, strict=True)))
    slope = np.linalg.solve(gram, moment)
    g = [1 + row @ step for row in x]
    z = [factor * weight * (value - row @ slope) for factor, weight, value, row in zip(g, w, y, x, strict=True)]
    total_of = sum(factor * weight * value for factor, weight, value in zip(g, w, y, strict=True))
    return total_of, stratified_variance(z, stratum, cluster) ** 0.5


def poststratified_total(y, code, totals, w, stratum, cluster):
    """(Σ w' y, se): residuals from the weighted mean of each poststratum, at the new weights."""
    z, value = [], 0.0
    for one, weight, cell in zip(y, w, code, strict=True):
        inside = code == cell
        new = weight * totals[cell] / w[inside].sum()
        value += new * one
        z.append(new * (one - np.average(y[inside], weights=w[inside])))
    return value, stratified_variance(z, stratum, cluster) ** 0.5


def multistage_variance(z, stratum, first, second, counts):
    """Two stages with population counts, straight from the formula."""
    found = 0.0
    for one in set(stratum.tolist()):
        clusters = sorted(set(first[stratum == one].tolist()))
        n, population = len(clusters), counts[0]
        totals = [z[(stratum == one) & (first == other)].sum() for other in clusters]
        middle = sum(totals) / n
        found += (1 - n / population) * n / (n - 1) * sum((value - middle) ** 2 for value in totals)
        for other in clusters:
            inner = sorted(set(second[(stratum == one) & (first == other)].tolist()))
            m = len(inner)
            values = [z[(stratum == one) & (first == other) & (second == each)].sum() for each in inner]
            mean_of = sum(values) / m
            found += (
                n / population * (1 - m / counts[1]) * m / (m - 1) * sum((value - mean_of) ** 2 for value in values)
            )
    return found


def drawn_variance(z, units, certain, counts):
    """Any number of stages with population counts, row by row: certain units are never drawn, only what is below."""
    if not units:
        return 0.0
    (here, *units), (surely, *certain), (count, *counts) = units, certain, counts
    found, sampled = 0.0, []
    for unit in sorted(set(here.tolist())):
        rows = here == unit
        rest = [[column[rows] for column in more] for more in (units, certain, counts)]
        below = drawn_variance(z[rows], *rest)
        if surely[rows].any():
            found += below
        else:
            sampled.append((sum(z[rows]), below, count[rows][0]))
    n = len(sampled)
    if sampled:
        f = n / sampled[0][2]
        middle = sum(value for value, _, _ in sampled) / n
        spread = sum((value - middle) ** 2 for value, _, _ in sampled) / (n - 1) if n > 1 else 0.0
        found += (1 - f) * n * spread + f * sum(below for _, below, _ in sampled)
    return found


def shared(first, second, population):
    """Covariance of two totals of {cluster: weighted sum}, by what the clusters in both tell: (m - n1 n2/N) s12."""
    both = sorted(set(first) & set(second))
    m = len(both)
    if m < 2:
        return 0.0
    middle = [sum(of[one] for one in both) / m for of in (first, second)]
    s12 = sum((first[one] - middle[0]) * (second[one] - middle[1]) for one in both) / (m - 1)
    return (m - len(first) * len(second) / population) * s12
