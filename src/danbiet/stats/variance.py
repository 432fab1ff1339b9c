"""The variance of a total from the totals of its clusters, by stages (Särndal, Swensson, Wretman 1992, 4.3).

    V = sum over strata of (1 - f) n/(n-1) sum over clusters (z - mean z)^2 + f * (the same one stage below)

`z` are sums of linearised values: weight times influence (Woodruff 1971; Binder 1983). V is a sum of squares: its
roots √((1-f) n/(n-1)) (z - mean z) give variances as sums of their squares, and covariances as their products.
"""

from dataclasses import dataclass

import numpy as np

from danbiet.stats.arrays import Bools, Floats, Ints, starts
from danbiet.stats.design import ADJUST, AVERAGE, HARTLEY_RAO, Design, Stage

CANCELLED = 1e-13  # what is left of a variance when the same clusters give the same answers twice


def variance(design: Design, totals: Floats, *, cluster: Ints | None = None) -> Floats:
    """Variance of the sum of `totals` [clusters, E] → [E]; `cluster`: which ones they are, ascending, others zero.

    >>> from danbiet.stats.design import Drawn, make_design
    >>> design = make_design(Drawn(strata=np.zeros(3, dtype=int)), weight=np.ones(3))
    >>> variance(design, np.array([[1.0], [2.0], [6.0]])).round(9).tolist()
    [21.0]
    """
    root = roots(design, totals, cluster=cluster)
    found: Floats = np.einsum("ce,ce->e", root, root)
    if design.panel is None:
        return found
    one, other = _pairs(design, totals, cluster)
    both = found + 2 * np.einsum("ce,ce->e", one, other)
    return np.where(both < CANCELLED * found, 0.0, both)


def covariance(design: Design, totals: Floats) -> Floats:
    """Covariance matrix [E, E] of the sums of `totals` [clusters, E]."""
    root = roots(design, totals)
    found: Floats = root.T @ root
    if design.panel is None:
        return found
    one, other = _pairs(design, totals, None)
    return found + one.T @ other + other.T @ one


def roots(design: Design, totals: Floats, *, cluster: Ints | None = None) -> Floats:
    """[squares, E] whose squares add up to the variances."""
    ids = np.arange(design.size) if cluster is None else cluster
    parts = []
    for depth in range(len(design.stages) - 1, -1, -1):
        if len(ids):
            parts.append(_one_stage(design, depth, ids, totals))
        ids, totals = _above(design, depth, ids, totals)
    return np.vstack(parts) if parts else np.zeros((0, totals.shape[1]))


def _above(design: Design, depth: int, ids: Ints, totals: Floats) -> tuple[Ints, Floats]:
    """The same totals by the clusters one stage up."""
    if not depth or not len(ids):
        return ids, totals
    parent = design.stages[depth].stratum[ids]
    begin = starts(parent)
    return parent[begin], np.add.reduceat(totals, begin, axis=0)


@dataclass(frozen=True)
class _Met:
    """The strata of a stage that these clusters meet: where each begins, how many of its clusters are met."""

    ids: Ints
    begin: Ints
    strata: Ints
    met: Ints

    def each(self, values: Floats) -> Floats:
        """Values per stratum, repeated for its clusters."""
        return np.repeat(values, self.met, axis=0)


def _one_stage(design: Design, depth: int, ids: Ints, z: Floats) -> Floats:
    stage = design.stages[depth]
    run = stage.stratum[ids]
    begin = starts(run)
    met = _Met(ids, begin, run[begin], np.diff(np.r_[begin, len(run)]))
    if design.probability is not None and depth == 0:
        return _unequal(design, met, z)
    count = stage.count[met.strata]
    alone = _alone(design, stage, met)
    scale = stage.open[met.strata] * _reached(design, depth)[met.strata] * _unbiased(count)
    if design.lonely == AVERAGE and alone.any():
        left = int((~alone).sum())
        scale = np.where(alone, 0.0, scale * len(alone) / left) if left else np.full(len(alone), np.nan)
    mean = np.add.reduceat(z, begin, axis=0) / count[:, None]
    if design.lonely == ADJUST:
        mean = np.where(alone[:, None], 0.0, mean)
    absent = count - met.met
    unmet = np.flatnonzero(absent > 0)
    here = met.each(np.sqrt(scale))[:, None] * (z - met.each(mean))
    return np.vstack([here, np.sqrt(scale * absent)[unmet, None] * mean[unmet]])


def left_alone(design: Design, cluster: Ints) -> bool:
    """Whether these clusters are all that is left of some stratum of several, and lonely_domain makes it count."""
    if not (design.lonely_domain and design.by_answers):
        return False
    ids = cluster
    for depth in range(len(design.stages) - 1, -1, -1):
        stage = design.stages[depth]
        strata, met = np.unique(stage.stratum[ids], return_counts=True)
        told = design.probability is None or depth > 0
        if told and ((met == 1) & (stage.count[strata] > 1) & (stage.open[strata] > 0)).any():
            return True
        ids = strata
    return False


def _unbiased(count: Floats) -> Floats:
    return np.where(count > 1, count / np.maximum(count - 1, 1), 1.0)


def _reached(design: Design, depth: int) -> Floats:
    """[strata of this stage] product of the sampling fractions above."""
    share = np.ones(len(design.stages[0].count))
    for stage in design.stages[:depth]:
        share = (share * stage.fraction)[stage.stratum]
    return share


def _alone(design: Design, stage: Stage, met: _Met) -> Bools:
    """Strata without spread of their own, of the sample or, if asked, of the domain."""
    alone = stage.lonely[met.strata]
    return alone | ((met.met == 1) & (stage.open[met.strata] > 0)) if design.lonely_domain else alone


def _unequal(design: Design, met: _Met, z: Floats) -> Floats:
    """Clusters drawn with unequal probabilities without replacement, by their own probabilities alone.

    brewer: (1 - p) n/(n-1) (z - mean)^2 (Brewer 2002; R: pps = "brewer");
    hartley_rao: 1/(n-1) sum over pairs (1 - p_i - p_j + sum p^2/n) (z_i - z_j)^2 (Hartley and Rao 1962),
    sum p^2 over the population estimated by the sum of p over the sample.
    """
    assert design.probability is not None
    strata = design.stages[0].stratum
    whole = np.zeros((len(strata), z.shape[1]))
    whole[met.ids] = z
    low, high = np.searchsorted(strata, met.strata), np.searchsorted(strata, met.strata, side="right")
    rule = _hartley_rao if design.pps == HARTLEY_RAO else _brewer
    edges = zip(low, high, strict=True)
    return np.vstack([rule(design.probability[start:end], whole[start:end]) for start, end in edges])


def _brewer(p: Floats, z: Floats) -> Floats:
    found: Floats = np.sqrt((1 - p) * len(p) / max(len(p) - 1, 1))[:, None] * (z - z.mean(axis=0))
    return found


def _hartley_rao(p: Floats, z: Floats) -> Floats:
    one, other = np.triu_indices(len(p), 1)
    weight = np.maximum(1 - p[one] - p[other] + p.sum() / len(p), 0) / max(len(p) - 1, 1)
    found: Floats = np.sqrt(weight)[:, None] * (z[one] - z[other])
    return found


def _pairs(design: Design, totals: Floats, cluster: Ints | None) -> tuple[Floats, Floats]:
    """Deviations of the clusters that are in two waves, side by side: their products are the covariance of the waves.

    C = sum over strata of m/(m-1) sum over the m common clusters (z1 - mean z1)(z2 - mean z2) (1 - f).
    """
    assert design.panel is not None
    ids = np.arange(design.size) if cluster is None else cluster
    first = np.zeros((len(design.stages[0].stratum), totals.shape[1]))
    np.add.at(first, design.top[ids], totals)
    one, other = _twins(design.panel)
    if not len(one):
        return np.zeros((0, totals.shape[1])), np.zeros((0, totals.shape[1]))
    stratum = design.stages[0].stratum
    _, group = np.unique(np.column_stack([stratum[one], stratum[other]]), axis=0, return_inverse=True)
    group = group.ravel()
    count = np.bincount(group).astype(float)
    scale = np.where(count > 1, count / np.maximum(count - 1, 1), 0.0)[group]
    scale = scale * np.sqrt(design.stages[0].open[stratum[one]] * design.stages[0].open[stratum[other]])
    left, right = (_centred(first[side], group, count) for side in (one, other))
    return np.sqrt(scale)[:, None] * left, np.sqrt(scale)[:, None] * right


def _centred(values: Floats, group: Ints, count: Floats) -> Floats:
    sums = np.zeros((len(count), values.shape[1]))
    np.add.at(sums, group, values)
    return values - (sums / count[:, None])[group]


def _twins(panel: Ints) -> tuple[Ints, Ints]:
    """All pairs of first-stage clusters that are the same cluster in two waves."""
    order = np.argsort(panel, kind="stable")
    found: list[tuple[Ints, Ints]] = []
    for apart in range(1, len(panel)):
        same = np.flatnonzero(panel[order][apart:] == panel[order][:-apart])
        if not len(same):
            break
        found.append((order[same], order[same + apart]))
    none = np.zeros(0, dtype=np.int64)
    return (
        np.concatenate([one for one, _ in found]) if found else none,
        np.concatenate([other for _, other in found]) if found else none,
    )
