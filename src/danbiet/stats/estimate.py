"""Means, totals, shares and ratios of domains under the full design, with linearised or replicated variances.

Each of them is a quotient of two weighted sums, or a single sum:

    mean  ȳ = Σ w o y / Σ w o     influence of a row: w o (y - ȳ) / Σ w o   (o: 1 where answered)
    total t = Σ w o y             influence: w o y
    ratio r = Σ w y / Σ w x       influence: w (y - r x) / Σ w x

Every variable has its own missing answers; a row outside the domain stays in the design with influence zero.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from danbiet.stats.arrays import Bools, Floats, Ints, adder, quotient, starts, tally
from danbiet.stats.design import Design, degrees_of_freedom
from danbiet.stats.intervals import t_interval
from danbiet.stats.results import Row, Table
from danbiet.stats.sample import Domains, Sample
from danbiet.stats.variance import left_alone, variance
from danbiet.stats.weights import Carried

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
    """Collapsed to groups: weighted sums above and below [groups, K], answered rows [domains, K].

    Where weights were adjusted the linearised variance needs the sums over plain rows as well; under some policies for
    lonely clusters it must know which groups have answered.
    """

    above: Floats
    below: Floats | None
    n: Floats
    plain_above: Floats | None = None
    plain_below: Floats | None = None
    answered: Bools | None = None  # [groups, K]


def collapse(sample: Sample, domains: Domains, variables: Sequence[Variable], *, plain: bool = False) -> Sums:
    """One pass over the rows of each variable; all of them totals, or none. `plain`: with sums over plain rows."""
    weight = sample.design.weight[domains.rows]
    size = (len(variables), domains.groups)
    above, below, plain_above = np.empty(size), np.empty(size), np.empty(size if plain else 0)
    counts = np.empty((len(variables), domains.size))
    answered = np.empty(size, dtype=bool) if sample.design.by_answers else None
    plain_below = plain_above.copy()
    for number, variable in enumerate(variables):
        value, under, known = _values(variable, domains.rows)
        above[number] = domains.sums(weight * value)
        below[number] = domains.sums(weight * under)
        there = domains.sums(known.astype(float))
        counts[number] = tally(domains.domain, domains.size, there)
        if answered is not None:
            answered[number] = there > 0
        if plain:
            plain_above[number] = domains.sums(value)
            plain_below[number] = domains.sums(under)
    total = variables[0].total
    return Sums(
        above.T, None if total else below.T, counts.T,
        plain_above.T if plain else None, plain_below.T if plain and not total else None,
        None if answered is None else answered.T,
    )  # fmt: skip


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
    touched: Bools  # [D] a lonely stratum was dealt with by a policy
    method: str = "taylor"
    converged: bool = True  # every step of weighting, in every replicate


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
    found, alone = np.zeros(estimate.shape), np.zeros(domains.size, dtype=bool)
    for number in range(domains.size):
        if domains.edges[number] == domains.edges[number + 1]:
            continue
        if sample.steps:
            found[number] = variance(sample.design, cluster_influence(sample, domains, sums, estimate, number))
        else:
            cluster = sample.cells.cluster[domains.cell[domains.slice(number)]]
            begin = starts(cluster)
            x = np.add.reduceat(influence(sample, domains, sums, estimate, number), begin, axis=0)
            if sums.answered is None:
                found[number] = variance(sample.design, x, cluster=cluster[begin])
            else:
                met = np.logical_or.reduceat(sums.answered[domains.slice(number)], begin, axis=0)
                found[number], alone[number] = _by_answers(sample.design, x, cluster[begin], met)
    made = finished(sample, domains, sums.n, estimate, np.sqrt(np.maximum(found, 0)))
    return replace(made, touched=made.touched | alone)


def _by_answers(design: Design, x: Floats, cluster: Ints, met: Bools) -> tuple[Floats, bool]:
    """(variances of the columns, whether a stratum was left alone), each over the clusters that answered it."""
    patterns, of = np.unique(met, axis=1, return_inverse=True)
    found, alone = np.zeros(x.shape[1]), False
    for number, pattern in enumerate(patterns.T):
        column = np.flatnonzero(of.ravel() == number)
        found[column] = variance(design, x[np.ix_(pattern, column)], cluster=cluster[pattern])
        alone = alone or left_alone(design, cluster[pattern])
    return found, alone


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
    groups = domains.slice(number)
    factor = sample.factor[domains.cell[groups]][:, None]
    above = sums.above[groups] * factor
    if sums.below is None:
        return above
    below = sums.below[groups] * factor
    return np.nan_to_num(quotient(above - estimate[number] * below, below.sum(axis=0)))


def _plain_influence(sample: Sample, domains: Domains, sums: Sums, estimate: Floats, number: int) -> Floats:
    """[groups of the domain, K] linearised values summed over plain rows."""
    groups = domains.slice(number)
    assert sums.plain_above is not None
    if sums.below is None or sums.plain_below is None:
        return sums.plain_above[groups]
    below = (sums.below[groups] * sample.factor[domains.cell[groups]][:, None]).sum(axis=0)
    return np.nan_to_num(quotient(sums.plain_above[groups] - estimate[number] * sums.plain_below[groups], below))


def cluster_influence(sample: Sample, domains: Domains, sums: Sums, estimate: Floats, number: int) -> Floats:
    """[innermost clusters, K] linearised values of one domain: what covariances and draws are made of."""
    cell = domains.cell[domains.slice(number)]
    whole = np.zeros((len(sample.cells.row), sums.above.shape[1]))
    whole[cell] = influence(sample, domains, sums, estimate, number)
    if sample.steps:
        plain = np.zeros(whole.shape)
        plain[cell] = _plain_influence(sample, domains, sums, estimate, number)
        whole = sample.pulled(Carried(whole, plain))
    found: Floats = sample.add_cells @ whole
    return found


def finished(sample: Sample, domains: Domains, n: Floats, estimate: Floats, se: Floats) -> Estimates:
    """With clusters and degrees of freedom of each domain: clusters - strata met, answered or not."""
    design, met = sample.design, []
    touched = np.zeros(domains.size, dtype=bool)
    for number in range(domains.size):
        cluster = sample.cells.cluster[domains.cell[domains.slice(number)]]
        met.append(degrees_of_freedom(design, cluster))
        touched[number] = design.dealt_with[cluster].any()
    counts = np.array(met, dtype=np.int64).reshape(-1, 2)
    scale = np.maximum(np.abs(np.nan_to_num(estimate)), np.finfo(float).tiny)
    exact = np.where(np.isnan(estimate), np.nan, np.where(se < ROUNDING * scale, 0.0, se))
    return Estimates(estimate, exact, n, counts[:, 0], counts[:, 1].astype(float), touched)


def simple_random(sample: Sample, domains: Domains, variable: Variable, *, replacement: bool = False) -> Floats:
    """[D] variance of a mean had its n rows been a simple random sample of N = Σw: S²/n (1 - n/N); S² weighted.

    n counts answers with a weight that is not zero. For a total: N² times that. What the design effect is measured by
    (Kish 1965; R: deff = TRUE).
    """
    value, _, known = _values(variable, domains.rows)
    weight = sample.row_weight[domains.rows] * known
    at, size = domains.of_domain, domains.size
    population, n = tally(at, size, weight), tally(at, size, (weight != 0).astype(float))
    mean = quotient(tally(at, size, weight * value), population)
    spread = quotient(tally(at, size, weight * (value - np.nan_to_num(mean)[at]) ** 2), population)
    found = spread * quotient(np.ones(size), n - 1) * (1 if replacement else 1 - quotient(n, population))
    return found * population**2 if variable.total else found


def as_table(found: Estimates, *, names: Sequence[str], domains: Sequence[str], level: float = 0.95) -> Table:
    """Estimates with t intervals as a table that a notebook shows; a row per variable and domain."""
    low, high = t_interval(found.estimate, found.se, found.df[:, None], level=level)
    rows = [
        Row(
            "", name, domain=(("", label),), estimate=float(found.estimate[at]), se=float(found.se[at]),
            ci_low=float(low[at]), ci_high=float(high[at]), df=float(found.df[at[0]]), n=float(found.n[at]),
            method=found.method, ci_level=level, clusters=float(found.clusters[at[0]]),
        )
        for column, name in enumerate(names)
        for at, label in (((place, column), label) for place, label in enumerate(domains))
    ]  # fmt: skip
    return Table(tuple(rows))


def indicators(value: "np.ndarray[tuple[int], np.dtype[np.int64]]", levels: Iterable[int]) -> list[Floats]:
    """One column of zeros and ones per level of a category; a negative code is a missing answer."""
    missing = value < 0
    return [np.where(missing, np.nan, (value == level).astype(float)) for level in levels]
