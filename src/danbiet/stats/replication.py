"""Variances by doing it again: jackknife, balanced half-samples, Rao-Wu bootstrap, or weights given by others.

A replicate is a multiplier per first-stage cluster. Nothing of the size rows × replicates is ever made: cells carry
the multipliers in blocks, the steps of weighting are made anew in each block, and sums are products of small matrices.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy.linalg import hadamard

from danbiet.stats.arrays import Floats, Ints, quotient, tally
from danbiet.stats.design import ADJUST, AVERAGE, Design, ImpossibleDesign
from danbiet.stats.estimate import Estimates, Sums, finished, point
from danbiet.stats.sample import Domains, Sample

BLOCK = 4_000_000  # numbers per block of replicates: 32 MB


@dataclass(frozen=True)
class Replicates:
    """Multipliers of first-stage clusters or, `given`, whole weights of cells; V = scale Σ r (θ_r - centre)².

    `columns` gives those of a run of replicates: a jackknife of 20,000 clusters never stands in memory.
    """

    columns: Callable[[slice], Floats]
    scale: float
    rscales: Floats
    method: str
    given: bool = False
    readjust: bool = True
    centre_on_estimate: bool = False
    df: float | None = None

    @property
    def size(self) -> int:
        return len(self.rscales)

    @property
    def multiplier(self) -> Floats:
        """[clusters of stage 1 or cells, R], all at once."""
        return self.columns(slice(0, self.size))


def _panel(design: Design) -> tuple[Ints, Ints, Ints]:
    """(stratum and multiplier row of each cluster drawn, the row of each first-stage cluster).

    A cluster of two waves is drawn once for both. Waves that share a part of their clusters have n of their union,
    which no population count fits: refused.
    """
    stage = design.stages[0]
    if design.panel is None or design.panel_stratum is None:
        return stage.stratum, stage.row, np.arange(len(stage.stratum))
    _, first, of = np.unique(design.panel, return_index=True, return_inverse=True)
    stratum = design.panel_stratum[first]
    union = tally(stratum, int(stratum.max()) + 1)[design.panel_stratum]
    partly = np.flatnonzero((union != stage.count[stage.stratum]) & (stage.fraction > 0)[stage.stratum])
    if len(partly):
        raise ImpossibleDesign("overlap_needs_taylor", row=int(stage.row[partly[0]]))
    return stratum, stage.row[first], of


def jackknife(design: Design, *, stratified: bool = True) -> Replicates:
    """Leave one cluster out. JKn: within strata, r = (n-1)/n (1-f); JK1: over all, scale (n-1)/n (1-f).

    >>> from danbiet.stats.design import Drawn, make_design
    >>> jackknife(make_design(Drawn(strata=np.array([0, 0, 1, 1, 1])), weight=np.ones(5))).multiplier[:, 0].tolist()
    [0.0, 2.0, 1.0, 1.0, 1.0]
    """
    stratum, _, of = _panel(design)
    _refuse_policies(design)
    if not stratified:
        stratum = np.zeros(len(stratum), dtype=np.int64)
    count = tally(stratum, int(stratum.max()) + 1)
    left = np.flatnonzero(count[stratum] > 1)
    grown = (count / np.maximum(count - 1, 1))[stratum]

    def columns(block: slice) -> Floats:
        gone = left[block]
        multiplier = np.where(stratum[:, None] == stratum[gone], grown[:, None], 1.0)
        multiplier[gone, np.arange(len(gone))] = 0
        return multiplier[of]

    share = _open(design, of, len(stratum))[left] / grown[left]
    if stratified:
        return Replicates(columns, 1.0, share, "jkn")
    return Replicates(columns, float(share.mean()) if len(share) else 0.0, np.ones(len(left)), "jk1")


def _refuse_policies(design: Design) -> None:
    """Only policies that leave lonely strata out of the variance have a counterpart in replicates."""
    stage = design.stages[0]
    if design.lonely in {ADJUST, AVERAGE} and stage.lonely.any():
        cluster = int(np.flatnonzero(stage.lonely[stage.stratum])[0])
        raise ImpossibleDesign("lonely_policy_needs_taylor", row=int(stage.row[cluster]))


def _open(design: Design, of: Ints, size: int) -> Floats:
    """1 - f of the stratum of each cluster drawn."""
    stage = design.stages[0]
    found = np.ones(size)
    found[of] = stage.open[stage.stratum]
    return found


def bootstrap(design: Design, *, replicates: int, rng: np.random.Generator) -> Replicates:
    """Rao and Wu (1988): n-1 of n clusters with replacement, multiplier 1 - λ + λ n/(n-1) times drawn, λ = √(1-f).

    >>> from danbiet.stats.design import Drawn, make_design
    >>> design = make_design(Drawn(np.zeros(3, dtype=int)), weight=np.ones(3))
    >>> made = bootstrap(design, replicates=100, rng=np.random.default_rng(1)).multiplier
    >>> sorted(set(made.ravel().tolist())), made.sum(axis=0).tolist() == [3.0] * 100
    ([0.0, 1.5, 3.0], True)
    """
    stratum, _, of = _panel(design)
    _refuse_policies(design)
    size = int(stratum.max()) + 1
    count = tally(stratum, size).astype(np.int64)
    drawn = np.zeros((len(stratum), replicates))
    order = np.argsort(stratum, kind="stable")
    begin = np.r_[0, np.cumsum(count)[:-1]]
    for one in range(size):
        members = order[begin[one] : begin[one] + count[one]]
        drawn[members] = _draws(len(members), replicates, rng)
    shrink = np.sqrt(_open(design, of, len(stratum)))[:, None]
    made = (1 - shrink + shrink * drawn)[of]
    return Replicates(lambda block: made[:, block], 1 / (replicates - 1), np.ones(replicates), "bootstrap")


def _draws(n: int, replicates: int, rng: np.random.Generator) -> Floats:
    """[n, R] n/(n-1) times how often each is among n-1 drawn with replacement; alone it always stays."""
    if n == 1:
        return np.ones((1, replicates))
    times = rng.multinomial(n - 1, np.full(n, 1 / n), size=replicates)
    return np.asarray(times.T * (n / (n - 1)), dtype=np.float64)


def balanced(design: Design, *, rho: float = 0.0, factors: Floats | None = None) -> Replicates:
    """Balanced half-samples of two clusters per stratum, factors 2-ρ and ρ (Fay; ρ = 0: McCarthy 1969).

    `factors` [R, clusters in order of first row] replace the Hadamard matrix of the product.

    >>> from danbiet.stats.design import Drawn, make_design
    >>> balanced(make_design(Drawn(np.array([0, 0])), weight=np.ones(2)), rho=0.5).multiplier.tolist()
    [[1.5, 0.5], [0.5, 1.5]]
    """
    stratum, row, of = _panel(design)
    if factors is None:
        count = tally(stratum, int(stratum.max()) + 1)
        if (count != 2).any():
            odd = int(np.flatnonzero(count[stratum] != 2)[0])
            raise ImpossibleDesign("not_two_clusters", row=int(row[odd]))
        signs = hadamard(1 << int(len(count)).bit_length())[:, 1 : len(count) + 1].T
        second = np.r_[False, stratum[1:] == stratum[:-1]]
        multiplier = 1 + (1 - rho) * np.where(second[:, None], -1, 1) * signs[stratum]
    else:
        if factors.shape[1] != len(row):
            raise ImpossibleDesign("factors_do_not_fit", row=0)
        multiplier = np.empty(factors.T.shape)
        multiplier[np.argsort(row)] = factors.T
    size, made = multiplier.shape[1], multiplier[of]
    return Replicates(lambda block: made[:, block], 1 / (size * (1 - rho) ** 2), np.ones(size), "fay" if rho else "brr")


def given(weight: Floats, *, scale: float, rscales: Floats | None = None) -> Replicates:
    """Replicate weights made by others [cells, R]; df = rank of their matrix - 1."""
    rank = int(np.linalg.matrix_rank(weight))
    factors = np.ones(weight.shape[1]) if rscales is None else rscales
    return Replicates(
        lambda block: weight[:, block], scale, factors, "given", given=True, readjust=False, df=float(rank - 1)
    )


def blocks(sample: Sample, replicates: Replicates, *, width: int = 1) -> Iterator[tuple[slice, Floats, bool]]:
    """(which replicates, factor on the base weight [cells, Rb], converged), `width` numbers wanted per replicate."""
    step = int(np.clip(BLOCK // max(len(sample.cells.row), width, 1), 1, 64))
    top = sample.design.top[sample.cells.cluster]
    base = sample.cells.base[:, None]
    for begin in range(0, replicates.size, step):
        block = slice(begin, min(begin + step, replicates.size))
        multiplier = replicates.columns(block)
        weight = multiplier if replicates.given else base * multiplier[top]
        done = True
        if replicates.readjust:
            for one in sample.steps:
                weight, reached = one.apply(weight)
                done = done and reached.converged
        elif not replicates.given:
            weight = sample.weight[:, None] * multiplier[top]
        yield block, np.nan_to_num(quotient(weight, base)), done


def theta(domains: Domains, sums: Sums, factor: Floats, number: int) -> Floats:
    """[K, Rb] estimates of one domain in a block of replicates."""
    groups = domains.slice(number)
    weight = factor[domains.cell[groups]]
    above: Floats = sums.above[groups].T @ weight
    return above if sums.below is None else quotient(above, sums.below[groups].T @ weight)


class Spread:
    """Sums of deviations from the full-sample estimate, gathered block by block: variances without the tensor."""

    def __init__(self, estimate: Floats, replicates: Replicates) -> None:
        self.estimate, self.replicates = estimate, replicates
        self.plain, self.first, self.second = (np.zeros(estimate.shape) for _ in range(3))

    def add(self, at: int | tuple[int, ...], block: slice, values: Floats) -> None:
        """Deviations of the estimates at `at` (their last axis is the replicate)."""
        deviation = values - self.estimate[at][..., None]
        weight = self.replicates.rscales[block]
        self.plain[at] += deviation.sum(axis=-1)
        self.first[at] += deviation @ weight
        self.second[at] += (deviation * deviation) @ weight

    def variance(self) -> Floats:
        """scale Σ r (θ_r - centre)², centre the mean of the replicates or the estimate."""
        centre = np.zeros_like(self.plain)
        if not self.replicates.centre_on_estimate:
            centre = self.plain / max(self.replicates.size, 1)
        rest = self.second - 2 * centre * self.first + centre**2 * self.replicates.rscales.sum()
        return self.replicates.scale * np.maximum(rest, 0)


def replicated(sample: Sample, domains: Domains, sums: Sums, replicates: Replicates) -> Estimates:
    """Estimates with replicated variances, and whether every step converged in every replicate.

    >>> from danbiet.stats.design import Drawn, make_design
    >>> from danbiet.stats.estimate import Variable, collapse
    >>> from danbiet.stats.sample import everyone, make_cells, make_sample
    >>> design = make_design(Drawn(np.array([0, 0, 0, 1, 1, 1])), weight=np.full(6, 5.0))
    >>> sample = make_sample(design, make_cells(design))
    >>> whole = everyone(sample)
    >>> sums = collapse(sample, whole, [Variable(np.array([1.0, 2.0, 3.0, 5.0, 7.0, 9.0]))])
    >>> found = replicated(sample, whole, sums, jackknife(design))
    >>> found.estimate.tolist(), found.se.round(4).tolist(), found.converged
    ([[4.5]], [[0.6455]], True)
    """
    estimate = point(sample, domains, sums)
    spread, done = Spread(estimate, replicates), True
    for block, factor, converged in blocks(sample, replicates):
        done = done and converged
        for number in range(domains.size):
            spread.add(number, block, theta(domains, sums, factor, number))
    found = finished(sample, domains, sums.n, estimate, np.sqrt(spread.variance()))
    df = found.df if replicates.df is None else np.full(domains.size, replicates.df)
    return replace(found, df=df, method=replicates.method, converged=done)


def variance_of(values: Floats, estimate: Floats, replicates: Replicates) -> Floats:
    """Variance of estimates whose replicates [..., R] are at hand."""
    centre = estimate[..., None] if replicates.centre_on_estimate else values.mean(axis=-1, keepdims=True)
    found: Floats = replicates.scale * ((values - centre) ** 2 @ replicates.rscales)
    return found
