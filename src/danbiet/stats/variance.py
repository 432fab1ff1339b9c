"""The variance of a total from the totals of its clusters, by stages (Särndal, Swensson, Wretman 1992, 4.3).

    V = sum over strata of (1 - f) n/(n-1) sum over clusters (z - mean z)^2 + f * (the same one stage below)

`z` are sums of linearised values: weight times influence (Woodruff 1971; Binder 1983).
"""

import numpy as np

from danbiet.stats.arrays import Bools, Floats, Ints, starts
from danbiet.stats.design import ADJUST, AVERAGE, HARTLEY_RAO, Design, Stage


def variance(design: Design, totals: Floats, *, cluster: Ints | None = None) -> Floats:
    """Variance of the sum of `totals` [clusters, E] → [E]; `cluster`: which ones they are, ascending, others zero.

    >>> from danbiet.stats.design import Drawn, make_design
    >>> design = make_design(Drawn(strata=np.zeros(3, dtype=int)), weight=np.ones(3))
    >>> variance(design, np.array([[1.0], [2.0], [6.0]])).tolist()
    [21.0]
    """
    ids = np.arange(design.size) if cluster is None else cluster
    found = np.zeros(totals.shape[1])
    for depth in range(len(design.stages) - 1, -1, -1):
        stage = design.stages[depth]
        found += _one_stage(design, depth, ids, totals)
        if depth:
            begin = starts(stage.stratum[ids])
            totals, ids = np.add.reduceat(totals, begin, axis=0), stage.stratum[ids][begin]
    return found


def _one_stage(design: Design, depth: int, ids: Ints, z: Floats) -> Floats:
    stage = design.stages[depth]
    if not len(ids):
        return np.zeros(z.shape[1])
    run = stage.stratum[ids]
    begin = starts(run)
    strata, met = run[begin], np.diff(np.r_[begin, len(run)])
    spread = _spread(design, depth, (ids, begin, met), z)
    scale = stage.open[strata] * _reached(design, depth)[strata]
    alone = _alone(design, stage, strata, met)
    if design.lonely == ADJUST:
        uncentred = np.add.reduceat(z * z, begin, axis=0) * _unbiased(stage.count[strata])[:, None]
        spread = np.where(alone[:, None], uncentred, spread)
    if design.lonely == AVERAGE and alone.any():
        return _averaged(spread * scale[:, None], alone)
    return scale @ spread


def _unbiased(count: Floats) -> Floats:
    return np.where(count > 1, count / np.maximum(count - 1, 1), 1.0)


def _spread(design: Design, depth: int, where: tuple[Ints, Ints, Ints], z: Floats) -> Floats:
    """[strata, E] n/(n-1) times squared deviations; clusters of the stratum that are not met have total zero."""
    ids, begin, met = where
    stage = design.stages[depth]
    count = stage.count[stage.stratum[ids][begin]]
    if design.probability is not None and depth == 0:
        return _unequal(design, ids, begin, z)
    mean = np.add.reduceat(z, begin, axis=0) / count[:, None]
    squares = np.add.reduceat((z - np.repeat(mean, met, axis=0)) ** 2, begin, axis=0)
    squares += (count - met)[:, None] * mean**2
    return squares * _unbiased(count)[:, None]


def _unequal(design: Design, ids: Ints, begin: Ints, z: Floats) -> Floats:
    """Clusters drawn with unequal probabilities without replacement, by their own probabilities alone.

    brewer: (1 - p) n/(n-1) (z - mean)^2 (Brewer 2002; R: pps = "brewer");
    hartley_rao: 1/(n-1) sum over pairs (1 - p_i - p_j + sum p^2/n) (z_i - z_j)^2 (Hartley and Rao 1962),
    sum p^2 over the population estimated by the sum of p over the sample.
    """
    assert design.probability is not None
    everyone = np.arange(len(design.stages[0].stratum))
    whole = np.zeros((len(everyone), z.shape[1]))
    whole[ids] = z
    strata = design.stages[0].stratum
    wanted = strata[ids][begin]
    edges = np.searchsorted(strata, wanted), np.searchsorted(strata, wanted, side="right")
    rule = _hartley_rao if design.pps == HARTLEY_RAO else _brewer
    return np.array([rule(design.probability[low:high], whole[low:high]) for low, high in zip(*edges, strict=True)])


def _brewer(p: Floats, z: Floats) -> Floats:
    n = len(p)
    return (1 - p) @ (z - z.mean(axis=0)) ** 2 * (n / max(n - 1, 1))


def _hartley_rao(p: Floats, z: Floats) -> Floats:
    n = len(p)
    total, squares = z.sum(axis=0), (z * z).sum(axis=0)
    pairs = n * squares - total**2
    weighted = n * (p @ (z * z)) - 2 * total * (p @ z) + squares * p.sum()
    return ((1 + p.sum() / n) * pairs - weighted) / max(n - 1, 1)


def _reached(design: Design, depth: int) -> Floats:
    """[strata of this stage] product of the sampling fractions above."""
    share = np.ones(len(design.stages[0].count))
    for stage in design.stages[:depth]:
        share = (share * stage.fraction)[stage.stratum]
    return share


def _alone(design: Design, stage: Stage, strata: Ints, met: Ints) -> Bools:
    """Strata without spread of their own, of the sample or, if asked, of the domain."""
    alone = stage.lonely[strata]
    return alone | ((met == 1) & (stage.open[strata] > 0)) if design.lonely_domain else alone


def _averaged(parts: Floats, alone: Bools) -> Floats:
    """Lonely strata count as much as the others met do on average; all lonely: no variance can be told."""
    left = int((~alone).sum())
    return parts[~alone].sum(axis=0) * (len(alone) / left) if left else np.full(parts.shape[1], np.nan)
