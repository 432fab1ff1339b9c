"""Means, totals, shares and ratios of domains under the full design, with linearised or replicated variances.

Each of them is a quotient of two weighted sums, or a single sum:

    mean  ȳ = Σ w o y / Σ w o     influence of a row: w o (y - ȳ) / Σ w o   (o: 1 where answered)
    total t = Σ w o y             influence: w o y
    ratio r = Σ w y / Σ w x       influence: w (y - r x) / Σ w x

Every variable has its own missing answers; a row outside the domain stays in the design with influence zero.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from danbiet.stats.arrays import Bools, Floats, Ints, adder, quotient, starts, tally
from danbiet.stats.design import degrees_of_freedom
from danbiet.stats.sample import Domains, Sample
from danbiet.stats.variance import variance

ROUNDING = 1e-13  # a standard error below this share of the estimate is zero, written with rounding


@dataclass(frozen=True)
class Variable:
    """What is summed: values [n] with nan where missing, over `below` (ratio) or over 1 (mean); total: neither."""

    above: Floats
    below: Floats | None = None
    total: bool = False
    name: str = ""


@dataclass(frozen=True)
class Sums:
    """Collapsed to groups: weighted sums above and below [groups, K], answered rows [domains, K]."""

    above: Floats
    below: Floats | None
    n: Floats
    names: tuple[str, ...] = ()


def collapse(sample: Sample, domains: Domains, variables: Sequence[Variable]) -> Sums:
    """One pass over the rows of each variable; all of them totals, or none."""
    weight = sample.design.weight[domains.rows]
    above, below, counts = [], [], []
    for variable in variables:
        value, under, known = _values(variable, domains.rows)
        above.append(tally(domains.of_row, domains.groups, weight * value))
        below.append(tally(domains.of_row, domains.groups, weight * under))
        counts.append(tally(domains.of_domain, domains.size, known.astype(float)))
    total = variables[0].total
    names = tuple(variable.name for variable in variables)
    return Sums(np.column_stack(above), None if total else np.column_stack(below), np.column_stack(counts), names)


def _values(variable: Variable, rows: Ints) -> tuple[Floats, Floats, Bools]:
    """(value, what is below, answered) of these rows, zero where missing."""
    value = variable.above[rows]
    under = np.ones(len(rows)) if variable.below is None else variable.below[rows]
    known = ~(np.isnan(value) | np.isnan(under))
    return np.where(known, value, 0.0), np.where(known, under, 0.0), known


@dataclass(frozen=True)
class Estimates:
    """Of each domain (D) and variable (K): estimate, standard error, answered rows; clusters and df of each domain."""

    estimate: Floats
    se: Floats
    n: Floats
    clusters: Ints
    df: Floats
    method: str = "taylor"
    touched: Bools | None = None  # [D] a lonely stratum was dealt with by a policy


def taylor(sample: Sample, domains: Domains, sums: Sums) -> Estimates:
    """Estimates with linearised variances, each domain under the full design.

    >>> from danbiet.stats.design import Drawn, make_design
    >>> from danbiet.stats.sample import everyone, make_cells, make_sample
    >>> design = make_design(Drawn(strata=np.zeros(4, dtype=int)), weight=np.full(4, 25.0))
    >>> sample = make_sample(design, make_cells(design))
    >>> whole = everyone(sample)
    >>> found = taylor(sample, whole, collapse(sample, whole, [Variable(np.array([1.0, 2.0, 3.0, np.nan]))]))
    >>> found.estimate.tolist(), found.se.round(4).tolist(), found.df.tolist()
    ([[2.0]], [[0.5443]], [3.0])
    """
    estimate = point(sample, domains, sums)
    found = np.zeros(estimate.shape)
    for number in range(domains.size):
        groups = slice(domains.edges[number], domains.edges[number + 1])
        x = influence(sample, domains, sums, estimate, number)
        if sample.steps:
            found[number] = variance(
                sample.design, sample.add_cells @ sample.pulled(_spread(sample, domains, groups, x))
            )
        else:
            cluster = sample.cells.cluster[domains.cell[groups]]
            begin = starts(cluster)
            if len(begin):
                found[number] = variance(sample.design, np.add.reduceat(x, begin, axis=0), cluster=cluster[begin])
    return finished(sample, domains, sums.n, estimate, np.sqrt(np.maximum(found, 0)))


def point(sample: Sample, domains: Domains, sums: Sums) -> Floats:
    """[D, K] full-sample estimates; missing where nobody answered."""
    add = adder(domains.domain, domains.size)
    factor = sample.factor[domains.cell][:, None]
    above = add @ (sums.above * factor)
    if sums.below is None:
        return np.where(sums.n > 0, above, np.nan)
    return quotient(above, add @ (sums.below * factor))


def influence(sample: Sample, domains: Domains, sums: Sums, estimate: Floats, number: int) -> Floats:
    """[groups of the domain, K] weighted linearised values, before the steps are taken into account."""
    groups = slice(domains.edges[number], domains.edges[number + 1])
    factor = sample.factor[domains.cell[groups]][:, None]
    above = sums.above[groups] * factor
    if sums.below is None:
        return above
    below = sums.below[groups] * factor
    return np.nan_to_num(quotient(above - estimate[number] * below, below.sum(axis=0)))


def _spread(sample: Sample, domains: Domains, groups: slice, x: Floats) -> Floats:
    """The same values over all cells of the sample."""
    whole = np.zeros((len(sample.cells.row), x.shape[1]))
    whole[domains.cell[groups]] = x
    return whole


def cluster_influence(sample: Sample, domains: Domains, sums: Sums, estimate: Floats, number: int) -> Floats:
    """[innermost clusters, K] linearised values of one domain: what covariances and draws are made of."""
    groups = slice(domains.edges[number], domains.edges[number + 1])
    x = _spread(sample, domains, groups, influence(sample, domains, sums, estimate, number))
    found: Floats = sample.add_cells @ sample.pulled(x)
    return found


def finished(sample: Sample, domains: Domains, n: Floats, estimate: Floats, se: Floats) -> Estimates:
    """With clusters and degrees of freedom of each domain: clusters - strata met, answered or not."""
    design, met = sample.design, []
    lonely = design.stages[0].lonely[design.stages[0].stratum[design.top]] if design.stages else np.zeros(0, bool)
    touched = np.zeros(domains.size, dtype=bool)
    for number in range(domains.size):
        cluster = sample.cells.cluster[domains.cell[domains.edges[number] : domains.edges[number + 1]]]
        met.append(degrees_of_freedom(design, cluster))
        touched[number] = lonely[cluster].any()
    counts = np.array(met, dtype=np.int64).reshape(-1, 2)
    scale = np.maximum(np.abs(np.nan_to_num(estimate)), np.finfo(float).tiny)
    exact = np.where(se < ROUNDING * scale, 0.0, np.where(np.isnan(estimate), np.nan, se))
    return Estimates(estimate, exact, n, counts[:, 0], counts[:, 1].astype(float), "taylor", touched)


def simple_random(sample: Sample, domains: Domains, variable: Variable, *, replacement: bool = False) -> Floats:
    """[D] variance of a mean had its n rows been a simple random sample of N = Σw: S²/n (1 - n/N); S² weighted.

    For a total: N² times that. What the design effect is measured by (Kish 1965; R: deff = TRUE).
    """
    value, _, known = _values(variable, domains.rows)
    weight = sample.row_weight[domains.rows] * known
    at, size = domains.of_domain, domains.size
    population, n = tally(at, size, weight), tally(at, size, known.astype(float))
    mean = quotient(tally(at, size, weight * value), population)
    spread = quotient(tally(at, size, weight * (value - np.nan_to_num(mean)[at]) ** 2), population)
    found = spread * quotient(np.ones(size), n - 1) * (1 if replacement else 1 - quotient(n, population))
    return found * population**2 if variable.total else found


def indicators(value: "np.ndarray[tuple[int], np.dtype[np.int64]]", levels: Iterable[int]) -> list[Floats]:
    """One column of zeros and ones per level of a category; a negative code is a missing answer."""
    missing = value < 0
    return [np.where(missing, np.nan, (value == level).astype(float)) for level in levels]
