"""The variance of a total from the totals of its clusters, by stages (Särndal, Swensson, Wretman 1992, 4.3).

    V = sum over strata of (1 - f) n/(n-1) sum over clusters (z - mean z)^2 + f * (the same one stage below)

`z` are sums of linearised values: weight times influence (Woodruff 1971; Binder 1983). V is a sum of squares: its
roots √((1-f) n/(n-1)) (z - mean z) give variances as sums of their squares, and covariances as their products.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from danbiet.stats.arrays import Bools, Floats, Ints, codes, quotient, starts, tally
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
    both = np.maximum(both, (1 - _most_alike(design)) * found)  # few clusters may tell a correlation above one
    return np.where(np.abs(both) < CANCELLED * found, 0.0, both)


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
    parent = design.stages[depth].parent[design.stages[depth].stratum[ids]]
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
        ids = np.unique(stage.parent[strata])
    return False


def _unbiased(count: Floats) -> Floats:
    return np.where(count > 1, count / np.maximum(count - 1, 1), 1.0)


def _reached(design: Design, depth: int) -> Floats:
    """[strata of this stage] product of the sampling fractions above."""
    share = np.ones(len(design.stages[0].count))
    for stage, below in pairwise(design.stages[: depth + 1]):
        share = (share * stage.fraction)[stage.stratum][below.parent]
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
    """Two matrices [., E] whose products are the covariance of the waves, from the clusters that are in both.

    Of m common clusters of n1 and n2 drawn from N, C = (m - n1 n2/N)/(m-1) sum (z1 - mean z1)(z2 - mean z2): what all
    have in common is (1 - p) m/(m-1) with p = n1 n2/(N m), the chance of both waves over that of being common. With
    unequal probabilities p goes by the cluster, n/N being its own, and the rule is that of one wave.
    """
    ids = np.arange(design.size) if cluster is None else cluster
    first = np.zeros((len(design.stages[0].stratum), totals.shape[1]))
    np.add.at(first, design.top[ids], totals)
    one, other = design.twins
    group, common = _common(design)
    p = _in_both(design, one, other) / common[group]
    if design.probability is not None and design.pps == HARTLEY_RAO:
        return _hartley_rao_pairs(p, group, first[one], first[other])
    scale = (1 - p) * np.where(common > 1, common / np.maximum(common - 1, 1), 0.0)[group]
    left, right = (_centred(first[side], group, common) for side in (one, other))
    return scale[:, None] * left, right


def _common(design: Design) -> tuple[Ints, Floats]:
    """(pair of strata of each pair of common clusters, how many are common to each pair of strata)."""
    stratum = design.stages[0].stratum
    group, _ = codes(*(stratum[side] for side in design.twins))
    return group, tally(group, int(group.max(initial=-1)) + 1)


def _most_alike(design: Design) -> float:
    """The correlation of waves whose common clusters never changed: with all in common 1, with none 0.

    (m - n1 n2/N) / root of n1 (1 - f1) n2 (1 - f2), the greatest of all strata; V1 + V2 - 2C is no less than what is
    left of V1 + V2.
    """
    one, other = design.twins
    group, common = _common(design)
    count = design.stages[0].count[design.stages[0].stratum]
    own = count * (1 - _chance(design))
    shared = common[group] - _in_both(design, one, other)
    found = quotient(shared, np.sqrt(own[one] * own[other]))
    return float(np.clip(np.nan_to_num(found, nan=1.0), 0, 1).max(initial=0.0))


def _chance(design: Design) -> Floats:
    """[clusters of stage 1] their own probability if given, else n/N."""
    stage = design.stages[0]
    return (1 - stage.open)[stage.stratum] if design.probability is None else design.probability


def _in_both(design: Design, one: Ints, other: Ints) -> Floats:
    """n1 n2/N for each common cluster; n/N is its own probability, if given, and the larger of the waves' counts."""
    chance, count = _chance(design), design.stages[0].count[design.stages[0].stratum]
    found: Floats = count[one] * count[other] * np.maximum((chance / count)[one], (chance / count)[other])
    return found


def _hartley_rao_pairs(p: Floats, group: Ints, left: Floats, right: Floats) -> tuple[Floats, Floats]:
    """Differences of all pairs of common clusters of a stratum: in one wave their weighted squares, in two products."""
    none = np.zeros((0, left.shape[1]))
    first, second = [none], [none]
    for number in range(int(group.max(initial=-1)) + 1):
        at = np.flatnonzero(group == number)
        i, j = (at[side] for side in np.triu_indices(len(at), 1))
        mean = p[at].mean()
        weight = np.maximum(1 - p[i] - p[j] + mean, min(0.0, 1 - mean)) / max(len(at) - 1, 1)
        first.append(weight[:, None] * (left[i] - left[j]))
        second.append(right[i] - right[j])
    return np.vstack(first), np.vstack(second)


def _centred(values: Floats, group: Ints, count: Floats) -> Floats:
    sums = np.zeros((len(count), values.shape[1]))
    np.add.at(sums, group, values)
    return values - (sums / count[:, None])[group]
