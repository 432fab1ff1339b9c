"""An index of many units with its joint spread: parts with standard errors, draws of dimensions and the total.

With replicates every replicate is composed anew, so clipping and covariance between indicators are in it by
construction. With linearisation the parts are linear in the means: derivative times influence, zero where clipped.
"""

from dataclasses import dataclass, replace

import numpy as np

from danbiet.stats.arrays import Floats
from danbiet.stats.compare import heavier
from danbiet.stats.compose import Index
from danbiet.stats.estimate import Estimates, Sums, cluster_influence, finished, point
from danbiet.stats.replication import Replicates, Spread, blocks, theta
from danbiet.stats.sample import Domains, Sample
from danbiet.stats.variance import covariance, variance


@dataclass(frozen=True)
class Composition:
    """Units (U) × parts (P) with standard errors, the indicators below, and covariances of the summed parts.

    `covariance`: [dimensions + 1, U, U], of each dimension and the total between units.
    """

    indicators: Estimates
    parts: Floats
    se: Floats
    covariance: Floats


def composed(
    sample: Sample, domains: Domains, sums: Sums, *, index: Index, replicates: Replicates | None
) -> Composition:
    """Compose the means of each domain; `sums` are of the index's columns, in order.

    >>> from danbiet.stats.compose import Dimension, Indicator, SubDimension
    >>> from danbiet.stats.design import Drawn, make_design
    >>> from danbiet.stats.estimate import Variable, collapse
    >>> from danbiet.stats.sample import everyone, make_cells, make_sample
    >>> design = make_design(Drawn(np.array([0, 0, 0, 1, 1, 1])), weight=np.full(6, 5.0))
    >>> sample = make_sample(design, make_cells(design))
    >>> whole = everyone(sample)
    >>> sums = collapse(sample, whole, [Variable(np.array([0.0, 1.0, 1.0, 0.0, 0.0, 1.0]))])
    >>> index = Index((Dimension("D1", (SubDimension("S1.1", 1, 10, (Indicator("knows", 0, 1),)),)),))
    >>> found = composed(sample, whole, sums, index=index, replicates=None)
    >>> found.parts.tolist(), found.se.round(4).tolist()
    ([[5.5, 5.5, 5.5]], [[2.1213, 2.1213, 2.1213]])
    """
    means = point(sample, domains, sums)
    parts = index.parts(means.T).T
    if replicates is None:
        return _linearised(sample, domains, sums, index, (means, parts))
    return _replicated(sample, domains, sums, index, replicates)


def _linearised(
    sample: Sample, domains: Domains, sums: Sums, index: Index, estimate: tuple[Floats, Floats]
) -> Composition:
    means, parts = estimate
    se_means, se_parts = np.zeros(means.shape), np.zeros(parts.shape)
    kept = np.zeros((len(index.dimensions) + 1, sample.design.size, domains.size))
    for unit in range(domains.size):
        z = cluster_influence(sample, domains, sums, means, unit)
        below = z @ index.slopes(means[unit]).T
        se_means[unit] = np.sqrt(variance(sample.design, z))
        se_parts[unit] = np.sqrt(variance(sample.design, below))
        kept[:, :, unit] = below[:, -len(kept) :].T
    found = finished(sample, domains, sums.n, means, se_means)
    between = np.array([covariance(sample.design, one) for one in kept])
    return Composition(found, parts, np.where(np.isnan(parts), np.nan, se_parts), between)


def _replicated(sample: Sample, domains: Domains, sums: Sums, index: Index, replicates: Replicates) -> Composition:
    means = point(sample, domains, sums)
    parts = index.parts(means.T).T
    indicators, spread, done = Spread(means, replicates), Spread(parts, replicates), True
    size = len(index.dimensions) + 1
    kept = np.empty((size, domains.size, replicates.size))
    for block, factor, converged in blocks(sample, replicates):
        done = done and converged
        for unit in range(domains.size):
            values = theta(domains, sums, factor, unit)
            made = index.parts(values)
            indicators.add(unit, block, values)
            spread.add(unit, block, made)
            kept[:, unit, block] = made[-size:]
    found = finished(sample, domains, sums.n, means, np.sqrt(indicators.variance()))
    df = found.df if replicates.df is None else np.full(domains.size, replicates.df)
    known = replace(found, df=df, method=replicates.method, converged=done)
    se = np.sqrt(spread.variance())
    return Composition(known, parts, se, _between(kept, parts[:, -size:].T, replicates))


def _between(kept: Floats, parts: Floats, replicates: Replicates) -> Floats:
    """[parts, U, U] covariances over the replicates."""
    centre = parts if replicates.centre_on_estimate else kept.mean(axis=-1)
    deviation = kept - centre[..., None]
    found: Floats = replicates.scale * (deviation * replicates.rscales) @ deviation.transpose(0, 2, 1)
    return found


def draws(estimate: Floats, between: Floats, df: Floats, *, size: int, rng: np.random.Generator) -> Floats:
    """[U, size] values that the units may truly have: normal with their covariance, widened to t by their own df."""
    values, vectors = np.linalg.eigh(np.nan_to_num(between))
    root = vectors * np.sqrt(np.maximum(values, 0))
    deviation = root @ rng.standard_normal((len(estimate), size))
    deviation[np.isnan(np.diag(between))] = np.nan
    return estimate[:, None] + heavier(deviation, df, rng)
