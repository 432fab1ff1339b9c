"""How far totals and ranks of an index depend on how it was made, with sampling as one of the causes.

Steps 5 to 7 of the OECD and JRC handbook (2008), after Saisana, Saltelli and Tarantola (2005). New here: the
replicates of the survey are drawn beside the choices, so "x % of the uncertainty of ranks is sampling" is computed.
Method page: `robustness`.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from danbiet.stats.compose import Index
from danbiet.stats.estimate import Sums, point
from danbiet.stats.replication import Replicates, blocks, theta
from danbiet.stats.sample import Domains, Sample
from danbiet.stats.sensitivity import Array, Shares, sobol
from danbiet.stats.shown import as_table

Whole = NDArray[np.int64]
FACTORS = ("sampling", "normalisation", "goalposts", "weights", "aggregation", "drop")
NORMALISATIONS = ("goalposts", "min_max", "z")
AGGREGATIONS = ("arithmetic", "geometric", "harmonic")
DRAWS = 500  # from replicates that are no draws themselves
CELLS = 4_000_000  # held at once: about 32 MB an array


class ImpossibleChoices(ValueError):
    """Choices that the index or the arrays do not allow."""


@dataclass(frozen=True, eq=False)
class _Laid:
    """An index as vectors over its indicators (K) and parts (S); `whole` is what the weights of a part add up to."""

    columns: tuple[str, ...]
    part: Whole
    min: Array
    max: Array
    direction: Array
    weight: Array
    low: Array
    width: Array
    whole: Array


def _laid(index: Index) -> _Laid:
    low, width, direction = (one[:, 0] for one in index.goalposts)
    bottom, span = (one[:, 0] for one in index.scale)
    sums = [1.0 if part.normalised else sum(one.weight for one in part.indicators) for part in index.subs]
    return _Laid(
        tuple(one.column for one in index.indicators),
        np.repeat(np.arange(len(index.subs)), [len(part.indicators) for part in index.subs]),
        low, low + width, direction, index.weight.sum(axis=0), bottom, span, np.array(sums),
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Choices:
    """What is allowed to vary; the first of every tuple is the reference. One option alone means: held fixed.

    `goalposts` widens or narrows every range by up to that share of it; `weights` are rows of inner weights (sets ×
    indicators), the first being the reference (None: as given, and equal); `drop` leaves out one indicator or none.
    """

    sampling: bool = True
    normalisation: tuple[str, ...] = NORMALISATIONS
    goalposts: float = 0.1
    weights: Array | None = None
    aggregation: tuple[str, ...] = AGGREGATIONS
    drop: bool = True

    def __post_init__(self) -> None:
        known = set(self.normalisation) <= set(NORMALISATIONS) and set(self.aggregation) <= set(AGGREGATIONS)
        if not known or not self.normalisation or not self.aggregation or not 0 <= self.goalposts < 1:
            raise ImpossibleChoices("choices")


@dataclass(frozen=True, eq=False)
class _Settings:
    """One row per evaluation: replicate (-1: the estimate), options by number, stretch of ranges, who is dropped."""

    replicate: Whole
    normalisation: Whole
    stretch: Array
    weights: Whole
    aggregation: Whole
    drop: Whole

    def rows(self, chosen: NDArray[np.bool_] | slice) -> "_Settings":
        return _Settings(*(getattr(self, one.name)[chosen] for one in fields(self)))


@dataclass(frozen=True, eq=False)
class Robustness:
    """Totals and ranks (units) at the reference, how ranks spread, and who is to blame.

    `rank_low`, `rank_middle`, `rank_high`: 5, 50 and 95 % of the ranks over all choices and samples. `shift` is the
    mean over units of |rank - reference rank|, one output.
    """

    reference: Array
    rank: Array
    rank_low: Array
    rank_middle: Array
    rank_high: Array
    total_shares: Shares
    rank_shares: Shares
    shift_shares: Shares

    def _repr_html_(self) -> str:
        columns = (self.reference, self.rank, self.rank_low, self.rank_middle, self.rank_high)
        rows = zip(range(1, len(self.rank) + 1), *columns, strict=True)
        return as_table(("unit", "total", "rank", "rank 5 %", "rank 50 %", "rank 95 %"), rows)


def draws(estimate: Array, *, replicates: Array, scale: Array | float, count: int, rng: np.random.Generator) -> Array:
    """Draws (count × the shape of the estimate) with the covariance of replicates, Σ scale·(replicate - estimate)².

    A replicate of a jackknife moves one cluster, and far less than sampling does, so it is no draw by itself; sums of
    all deviations times standard normal numbers are.

    >>> rng = np.random.default_rng(1)
    >>> made = draws(np.array([2.0]), replicates=np.array([[1.75], [2.25]]), scale=8.0, count=4000, rng=rng)
    >>> made.shape, round(float(made.mean()), 1), round(float(made.var()), 1)  # 8·(0.25² + 0.25²) = 1
    ((4000, 1), 2.0, 1.0)
    """
    share = np.sqrt(np.broadcast_to(np.asarray(scale, dtype=np.float64), (len(replicates),)))
    deviations = (replicates - estimate).reshape(len(replicates), -1)
    normal = rng.standard_normal((count, len(replicates))) * share
    return np.asarray(estimate + (normal @ deviations).reshape(count, *estimate.shape))


def replicated_means(
    sample: Sample, domains: Domains, sums: Sums, *, replicates: Replicates, rng: np.random.Generator
) -> tuple[Array, Array]:
    """(means: units × indicators; draws of them) from sums by cell; those of a bootstrap are its replicates."""
    means = point(sample, domains, sums)
    made = np.empty((replicates.size, *means.shape))
    for block, factor, _ in blocks(sample, replicates):
        for unit in range(domains.size):
            made[block, unit] = theta(domains, sums, factor, unit).T
    if replicates.method == "bootstrap":
        return means, made
    return means, draws(means, replicates=made, scale=replicates.scale * replicates.rscales, count=DRAWS, rng=rng)


def robustness(
    means: Array, *, replicates: Array, index: Index, choices: Choices, n: int, rng: np.random.Generator
) -> Robustness:
    """Uncertainty and sensitivity of totals and ranks (means: units × indicators; replicates: replicate × the same).

    n·8 indices are computed, in blocks. Missing means leave their weight to the others of the part. Refused: a part
    of a unit, or an indicator, without any mean; a replicate that misses what the estimate has.

    >>> from danbiet.stats.compose import Dimension, Indicator, SubDimension
    >>> pair = tuple(Indicator(name, 0, 1) for name in "ab")
    >>> index = Index((Dimension("D1", (SubDimension("S1.1", 1, 10, pair),)),))
    >>> means, rng = np.array([[0.2, 0.4], [0.6, 0.5], [0.9, 0.8]]), np.random.default_rng(1)
    >>> replicates = means + 0.2 * rng.normal(size=(100, 3, 2))
    >>> made = robustness(means, replicates=replicates, index=index, choices=Choices(), n=256, rng=rng)
    >>> made.reference.round(2).tolist(), made.rank.tolist(), made.rank_low.tolist(), made.rank_high.tolist()
    ([3.7, 5.95, 8.65], [3.0, 2.0, 1.0], [2.0, 1.0, 1.0], [3.0, 3.0, 2.0])
    >>> {name: round(first, 1) for name, (first, _) in made.rank_shares.overall().items() if first >= 0.05}
    {'sampling': 0.4}
    """
    model = _model(means, replicates, index, choices)
    reference = model.totals(np.full((1, len(FACTORS)), -1.0))[0]
    rank = ranks(reference[None])[0]
    units = len(means)

    def outputs(rows: Array) -> Array:
        totals = model.totals(rows)
        placed = ranks(totals)
        return np.hstack([totals, placed, np.abs(placed - rank).mean(axis=1, keepdims=True)])

    seen: list[Array] = []
    shares = sobol(_kept(outputs, seen), names=FACTORS, n=n, rng=rng)
    low, middle, high = np.quantile(np.vstack(seen[:2])[:, units : 2 * units], [0.05, 0.5, 0.95], axis=0)
    parts = [_outputs(shares, one) for one in (slice(0, units), slice(units, 2 * units), slice(2 * units, None))]
    return Robustness(reference, rank, low, middle, high, *parts)


def _kept(model: Callable[[Array], Array], seen: list[Array]) -> Callable[[Array], Array]:
    """The model, its first two answers kept: those are the independent samples."""

    def asked(rows: Array) -> Array:
        answer = model(rows)
        if len(seen) < 2:
            seen.append(answer)
        return answer

    return asked


def _outputs(shares: Shares, chosen: slice) -> Shares:
    parts = {one.name: getattr(shares, one.name)[..., chosen] for one in fields(shares) if one.name != "names"}
    return replace(shares, **parts)


def _weight_sets(choices: Choices, index: _Laid) -> Array:
    if choices.weights is None:
        return np.stack([index.weight, np.ones_like(index.weight)])
    if choices.weights.shape[1:] != index.weight.shape or (choices.weights < 0).any():
        raise ImpossibleChoices("weights")
    return choices.weights


def ranks(totals: Array) -> Array:
    """Ranks within rows, 1 the highest, ties share the mean of their ranks.

    >>> ranks(np.array([[5.0, 7.0, 5.0, 1.0]])).tolist()
    [[2.5, 1.0, 2.5, 4.0]]
    """
    return np.asarray(rankdata(-totals, axis=1, nan_policy="propagate"), dtype=np.float64)


def perturbed_weights(weight: Array, *, spread: float, sets: int, rng: np.random.Generator) -> Array:
    """The weights, and sets - 1 rows in which each is multiplied by its own number from 1 - spread to 1 + spread."""
    changed = weight * rng.uniform(1 - spread, 1 + spread, size=(sets - 1, len(weight)))
    return np.vstack([weight, changed])


@dataclass(frozen=True, eq=False)
class _Model:
    """What stays the same over all evaluations; `pool` is the replicates and then the means.

    `droppable`: indicators without which no part of any unit is empty.
    """

    means: Array
    pool: Array
    index: _Laid
    choices: Choices
    weights: Array
    droppable: Whole

    def totals(self, rows: Array) -> Array:
        """Totals (rows × units) at uniform numbers (rows × factors); -1 stands for the reference."""
        block = max(1, CELLS // self.means.size)
        settings = self._settings(rows)
        starts = range(0, len(rows), block)
        return np.vstack([self._block(settings.rows(slice(start, start + block))) for start in starts])

    def _settings(self, rows: Array) -> _Settings:
        choices, droppable = self.choices, self.droppable
        replicate = _option(rows[:, 0], len(self.pool) - 1 if choices.sampling else 0, none=-1)
        drop = _option(rows[:, 5], len(droppable) + 1 if choices.drop else 1, none=0)
        return _Settings(
            replicate,
            _option(rows[:, 1], len(choices.normalisation), none=0),
            np.where(rows[:, 2] < 0, 0.0, choices.goalposts * (2 * rows[:, 2] - 1)),
            _option(rows[:, 3], len(self.weights), none=0),
            _option(rows[:, 4], len(choices.aggregation), none=0),
            np.concatenate([[-1], droppable])[drop],
        )

    def _block(self, settings: _Settings) -> Array:
        values = self.pool[settings.replicate]
        shares = np.empty_like(values)
        for option, name in enumerate(self.choices.normalisation):
            here = settings.normalisation == option
            shares[here] = _normalised(name, values[here], self.index, settings.stretch[here])
        weight = self._weights(shares, settings)
        scale = self.index.width * self.index.whole
        belongs, together = _membership(self.index), np.ones((len(scale), 1))
        whole = np.empty(values.shape[:2])
        for option, name in enumerate(self.choices.aggregation):
            here = settings.aggregation == option
            parts = _mean(name, np.nan_to_num(shares[here]), weight[here], belongs)
            whole[here] = _mean(name, parts, scale / scale.sum(), together)[..., 0]
        return np.asarray(self.index.low.sum() + scale.sum() * whole)

    def _weights(self, shares: Array, settings: _Settings) -> Array:
        """Weights that add up to 1 within parts, 0 for the dropped and the missing (rows × units × indicators)."""
        weight = self.weights[settings.weights]
        dropped = np.flatnonzero(settings.drop >= 0)
        weight[dropped, settings.drop[dropped]] = 0.0
        gaps = np.isnan(shares)
        whole = np.where(gaps, 0.0, weight[:, None, :]) if gaps.any() else weight[:, None, :]
        sums = (whole @ _membership(self.index))[..., self.index.part]
        return np.asarray(np.broadcast_to(whole / sums, shares.shape))


def _model(means: Array, replicates: Array, described: Index, choices: Choices) -> _Model:
    """Check the arrays against one another; `replicates` may be empty (0 × units × indicators)."""
    index = _laid(described)
    if means.shape[1:] != index.weight.shape or replicates.shape[1:] != means.shape:
        raise ImpossibleChoices("shape")
    if (np.isnan(replicates) & ~np.isnan(means)).any():
        raise ImpossibleChoices("replicate_missing")
    weights = _weight_sets(choices, index)
    used = (~np.isnan(means) & (weights > 0).all(axis=0)).astype(np.int64)
    left = used @ _membership(index).astype(np.int64)
    if (left == 0).any() or np.isnan(means).all(axis=0).any():
        raise ImpossibleChoices("part_missing" if (left == 0).any() else "indicator_missing")
    droppable = np.flatnonzero((left[:, index.part] - used > 0).all(axis=0))
    return _Model(means, np.concatenate([replicates, means[None]]), index, choices, weights, droppable)


def _option(uniform: Array, options: int, *, none: int) -> Whole:
    """Uniform numbers to the numbers of options; the reference for -1, or when there are no options."""
    chosen = np.minimum((uniform * options).astype(np.int64), options - 1)
    return np.asarray(np.where((uniform < 0) | (options == 0), none, chosen))


def _membership(index: _Laid) -> Array:
    return np.asarray(index.part[:, None] == np.arange(len(index.low)), dtype=np.float64)


def _normalised(name: str, values: Array, index: _Laid, stretch: Array) -> Array:
    """Shares from 0 to 1, more is better (rows × units × indicators)."""
    if name == "goalposts":
        room = (index.max - index.min) / 2 * stretch[:, None]
        low, width = (index.min - room)[:, None, :], (index.max - index.min + 2 * room)[:, None, :]
        share = (values - low) / width
    elif name == "min_max":
        low, high = np.nanmin(values, axis=1, keepdims=True), np.nanmax(values, axis=1, keepdims=True)
        share = np.where(high > low, (values - low) / np.where(high > low, high - low, 1.0), 0.5 + 0 * values)
    else:
        middle, spread = np.nanmean(values, axis=1, keepdims=True), np.nanstd(values, axis=1, keepdims=True)
        share = 0.5 + (values - middle) / np.where(spread > 0, 6 * spread, 1.0)
    share = np.clip(share, 0.0, 1.0)
    return np.asarray(np.where(index.direction > 0, share, 1.0 - share))


def _mean(name: str, shares: Array, weight: Array, belongs: Array) -> Array:
    """Weighted means within groups (last axis by `belongs`), of 1 + 9·share, so that none meets a zero, and back."""
    if name == "arithmetic":
        return np.asarray((shares * weight) @ belongs)
    points = 1 + 9 * shares
    if name == "geometric":
        return np.asarray((np.exp((np.log(points) * weight) @ belongs) - 1) / 9)
    return np.asarray((1 / ((weight / points) @ belongs) - 1) / 9)


@dataclass(frozen=True)
class Alternative:
    """One choice changed alone: how far ranks move."""

    factor: str
    option: str
    mean_shift: float
    largest_shift: float
    correlation: float


def one_at_a_time(means: Array, *, index: Index, choices: Choices) -> tuple[Alternative, ...]:
    """What each option does to the ranks of the estimates when it alone differs from the reference."""
    model = _model(means, means[None][:0], index, choices)
    made = [(0, "", -1.0), *_options(model)]
    rows = np.full((len(made), len(FACTORS)), -1.0)
    for place, (factor, _, value) in enumerate(made):
        rows[place, factor] = value
    placed = ranks(model.totals(rows))
    return tuple(_alternative(placed[0], one, *option[:2]) for one, option in zip(placed[1:], made[1:], strict=True))


def _options(model: _Model) -> list[tuple[int, str, float]]:
    """(factor, name, uniform number in the middle of the option) of every option but the references."""
    choices = model.choices
    drops = ["", *(model.index.columns[one] for one in model.droppable)] if choices.drop else [""]
    sets = [str(place + 1) for place in range(len(model.weights))]
    named = [(1, choices.normalisation), (3, sets), (4, choices.aggregation), (5, drops)]
    made = [
        (factor, name, (place + 0.5) / len(names))
        for factor, names in named
        for place, name in enumerate(names)
        if place
    ]
    wider = [(2, "narrow", 0.0), (2, "wide", 1.0)] if choices.goalposts else []
    return sorted(made + wider, key=lambda one: one[0])


def _alternative(reference: Array, placed: Array, factor: int, option: str) -> Alternative:
    shift = np.abs(placed - reference)
    spread = float(reference.std() * placed.std())
    together = float(((reference - reference.mean()) * (placed - placed.mean())).mean())
    correlation = together / spread if spread else float("nan")
    return Alternative(FACTORS[factor], option, float(shift.mean()), float(shift.max()), correlation)
