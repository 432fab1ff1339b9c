"""Several estimates at once with the covariance between them: contrasts, changes, tests and ranks are made of this."""

from dataclasses import dataclass

import numpy as np

from danbiet.stats.arrays import Bools, Floats, Ints
from danbiet.stats.estimate import Sums, cluster_influence, finished, point
from danbiet.stats.replication import Replicates, blocks, theta, variance_of
from danbiet.stats.sample import Domains, Sample
from danbiet.stats.variance import covariance, variance


@dataclass(frozen=True)
class Joint:
    """Estimates [E] (domain-major: E = D·K) with what their joint spread is computed from."""

    sample: Sample
    estimate: Floats
    n: Floats
    clusters: Ints  # [D]
    df: Floats  # [D]
    touched: Bools  # [D]
    values: Floats  # linearised [innermost clusters, E], or replicates [E, R]
    replicates: Replicates | None = None
    converged: bool = True

    @property
    def method(self) -> str:
        return "taylor" if self.replicates is None else self.replicates.method

    def variance(self, combination: Floats) -> Floats:
        """Variances of linear combinations [M, E] of the estimates → [M]; missing where a replicate has none."""
        if self.replicates is None:
            return variance(self.sample.design, self.values @ combination.T)
        if not self.replicates.size:  # the only cluster cannot be left out
            return np.full(len(combination), np.nan)
        made = combination @ np.nan_to_num(self.values)
        found = variance_of(made, combination @ np.nan_to_num(self.estimate), self.replicates)
        gaps = np.isnan(self.values).any(axis=1) | np.isnan(self.estimate)
        return np.where((combination[:, gaps] != 0).any(axis=1), np.nan, found)

    def covariance(self, combination: Floats | None = None) -> Floats:
        """Covariance matrix of linear combinations [M, E], or of the estimates themselves."""
        values, estimate = self.values, self.estimate
        if self.replicates is None:
            return covariance(self.sample.design, values if combination is None else values @ combination.T)
        if combination is not None:
            values, estimate = combination @ values, combination @ estimate
        if not self.replicates.size:
            return np.full((len(estimate), len(estimate)), np.nan)
        centre = estimate if self.replicates.centre_on_estimate else values.mean(axis=1)
        deviation = values - centre[:, None]
        found: Floats = self.replicates.scale * ((deviation * self.replicates.rscales) @ deviation.T)
        return found


def joint(sample: Sample, domains: Domains, sums: Sums, *, replicates: Replicates | None = None) -> Joint:
    """All estimates of all domains, jointly.

    >>> from danbiet.stats.design import Drawn, make_design
    >>> from danbiet.stats.estimate import Variable, collapse
    >>> from danbiet.stats.sample import everyone, make_cells, make_sample
    >>> design = make_design(Drawn(np.array([0, 0, 0, 1, 1, 1])), weight=np.full(6, 5.0))
    >>> sample = make_sample(design, make_cells(design))
    >>> whole = everyone(sample)
    >>> values = [np.array([1.0, 2.0, 3.0, 5.0, 7.0, 9.0]), np.array([2.0, 3.0, 4.0, 6.0, 8.0, 10.0])]
    >>> found = joint(sample, whole, collapse(sample, whole, [Variable(value) for value in values]))
    >>> found.variance(np.array([[1.0, -1.0]])).round(9).tolist()
    [0.0]
    """
    estimate, converged = point(sample, domains, sums), True
    if replicates is None:
        parts = [cluster_influence(sample, domains, sums, estimate, number) for number in range(domains.size)]
        values = np.hstack(parts) if parts else np.zeros((sample.design.size, 0))
    else:
        values = np.zeros((*estimate.shape, replicates.size))
        for block, factor, done in blocks(sample, replicates):
            converged = converged and done
            for number in range(domains.size):
                values[number, :, block] = theta(domains, sums, factor, number)
        values = values.reshape(estimate.size, replicates.size)
    known = finished(sample, domains, sums.n, estimate, np.zeros(estimate.shape))
    df = known.df if replicates is None or replicates.df is None else np.full(domains.size, replicates.df)
    n, clusters = sums.n.ravel(), known.clusters
    return Joint(sample, estimate.ravel(), n, clusters, df, known.touched, values, replicates, converged)
