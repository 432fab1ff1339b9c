"""Steps from base weights to final ones, each repeatable in every replicate and traceable in the variance.

A step works on cells (rows that every step treats alike) × replicates, the replicate axis last and contiguous.
`apply` gives new weights; `pull` takes linearised values back through the step: what is left of them
once the part that the step fixes is taken out (Deville and Särndal 1992; Särndal, Swensson, Wretman 1992, 6.6).
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from scipy import sparse

from danbiet.stats.arrays import Bools, Floats, Ints, adder, codes, quotient

ROUNDING = 1e-12


class NotAdjusted(ValueError):
    """A step that cannot be made; `margin` and `cell` say where, `gap` how far from its total it is."""

    def __init__(self, code: str, *, margin: int = 0, cell: int = 0, gap: float = 0.0) -> None:
        super().__init__(code, margin, cell)
        self.code, self.margin, self.cell, self.gap = code, margin, cell, gap
        self.step = 0


@dataclass(frozen=True)
class Reached:
    """How far a step went: worst relative gap per margin, passes, whether every column converged."""

    gaps: tuple[float, ...] = ()
    passes: int = 0
    converged: bool = True
    trimmed: int = 0


@dataclass(frozen=True)
class Carried:
    """Linearised values on their way back through the steps, [cells, E]: weighted sums, and sums over plain rows."""

    weighted: Floats
    plain: Floats

    def before(self, passed: "Passed") -> Floats:
        """The weighted values at the weights before a step."""
        return np.nan_to_num(quotient(self.weighted, passed.factor[:, None]))

    def less(self, fitted: Floats, *, weight: Floats, count: Floats, factor: Floats) -> "Carried":
        """Without the part that a step fixes; `factor`: weight after over weight before."""
        rest = self.plain - count[:, None] * fitted
        return Carried(self.weighted - weight[:, None] * fitted, rest * factor[:, None])


@dataclass(frozen=True)
class Passed:
    """What a step did: weights [cells] before and after, and rows per cell."""

    before: Floats
    after: Floats
    count: Floats

    @cached_property
    def factor(self) -> Floats:
        return np.nan_to_num(quotient(self.after, self.before))


class Step(Protocol):
    """One step of weighting."""

    def apply(self, weight: Floats) -> tuple[Floats, Reached]:
        """New weights [cells, R]."""

    def pull(self, values: Carried, passed: Passed) -> Carried:
        """Linearised values as they bear on the weights before the step."""


@dataclass(frozen=True)
class Nonresponse:
    """Respondents of a cell take over the weight of those who did not answer: w * sum(w) / sum(w of respondents)."""

    code: Ints
    responded: Bools

    @cached_property
    def add(self) -> Any:
        return adder(self.code, int(self.code.max(initial=0)) + 1)

    def apply(self, weight: Floats) -> tuple[Floats, Reached]:
        there = weight * self.responded[:, None]
        answered, everyone = self.add @ there, self.add @ weight
        empty = np.argwhere((answered == 0) & (everyone > 0))
        if len(empty) and weight.shape[1] == 1:
            raise NotAdjusted("cell_without_respondents", cell=int(empty[0][0]))
        return there * np.nan_to_num(quotient(everyone, answered))[self.code], Reached()

    def pull(self, values: Carried, passed: Passed) -> Carried:
        """x - w·mean for respondents, and the mean of the cell, at its old weight, for everybody."""
        mean = np.nan_to_num(quotient(self.add @ values.weighted, (self.add @ passed.after)[:, None]))[self.code]
        left = values.less(mean, weight=passed.after, count=passed.count * self.responded, factor=passed.factor)
        return Carried(left.weighted + passed.before[:, None] * mean, left.plain + passed.count[:, None] * mean)


@dataclass(frozen=True)
class Poststratified:
    """Weights of each stratum scaled to its known total."""

    code: Ints
    totals: Floats

    @cached_property
    def add(self) -> Any:
        return adder(self.code, len(self.totals))

    def apply(self, weight: Floats) -> tuple[Floats, Reached]:
        sums = self.add @ weight
        _refuse_empty(sums, self.totals, margin=0)
        return weight * np.nan_to_num(quotient(self.totals[:, None], sums))[self.code], Reached((0.0,), 1)

    def pull(self, values: Carried, passed: Passed) -> Carried:
        """Less the mean of the stratum, weighted by the weights before, as in R's survey package."""
        mean = np.nan_to_num(quotient(self.add @ values.before(passed), (self.add @ passed.before)[:, None]))[self.code]
        return values.less(mean, weight=passed.after, count=passed.count, factor=passed.factor)


def _refuse_empty(sums: Floats, totals: Floats, *, margin: int) -> None:
    empty = np.flatnonzero((sums[:, 0] <= 0) & (totals > 0))
    if len(empty) and sums.shape[1] == 1:
        raise NotAdjusted("margin_without_sample", margin=margin, cell=int(empty[0]))


@dataclass(frozen=True)
class Margin:
    """A known table: the cell of the table that each cell of the sample belongs to, and the totals."""

    code: Ints
    totals: Floats


@dataclass(frozen=True)
class Raked:
    """Iterative proportional fitting (Deming and Stephan 1940) to relative `tolerance` on every margin."""

    margins: tuple[Margin, ...]
    tolerance: float = 1e-10
    max_passes: int = 500

    @cached_property
    def crossing(self) -> tuple[Ints, Ints]:
        """Cells that no margin tells apart are raked as one."""
        return codes(*(margin.code for margin in self.margins))

    @cached_property
    def parts(self) -> list[tuple[Any, Ints, Floats]]:
        """Per margin: what adds crossings to its cells, the cell of each crossing, the totals."""
        first = self.crossing[1]
        coded = [(margin.code[first], margin.totals) for margin in self.margins]
        return [(adder(code, len(totals)), code, totals[:, None]) for code, totals in coded]

    def apply(self, weight: Floats) -> tuple[Floats, Reached]:
        code, first = self.crossing
        start = adder(code, len(first)) @ weight
        for number, (add, _, totals) in enumerate(self.parts):
            _refuse_empty(add @ start, totals[:, 0], margin=number)
        table, reached = self._fitted(start)
        if weight.shape[1] == 1 and not reached.converged:
            worst = int(np.argmax(reached.gaps))
            raise NotAdjusted("raking_not_converged", margin=worst, gap=reached.gaps[worst])
        return weight * np.nan_to_num(quotient(table, start))[code], reached

    def _fitted(self, table: Floats) -> tuple[Floats, Reached]:
        table, gaps, passes = table.copy(), np.full(len(self.parts), np.inf), 0
        while passes < self.max_passes and gaps.max() > self.tolerance:
            for add, code, totals in self.parts:
                table *= np.nan_to_num(quotient(totals, add @ table))[code]
            passes += 1
            gaps = np.array([self._gap(add @ table, totals) for add, _, totals in self.parts])
        return table, Reached(tuple(gaps.tolist()), passes, bool(gaps.max() <= self.tolerance))

    @staticmethod
    def _gap(sums: Floats, totals: Floats) -> float:
        return float(np.max(np.abs(sums - totals) / np.where(totals > 0, totals, 1.0), initial=0.0))

    @cached_property
    def indicators(self) -> Any:
        """[cells, all cells of all margins] zeros and ones."""
        size = [len(margin.totals) for margin in self.margins]
        offset = np.r_[0, np.cumsum(size)[:-1]]
        cell = np.concatenate([margin.code + at for margin, at in zip(self.margins, offset, strict=True)])
        one = np.tile(np.arange(len(self.margins[0].code)), len(self.margins))
        return sparse.csr_matrix((np.ones(len(cell)), (one, cell)), shape=(len(self.margins[0].code), sum(size)))

    def pull(self, values: Carried, passed: Passed) -> Carried:
        """Less what a regression over rows on the margins' indicators explains, as in R's survey package."""
        fitted = self.indicators @ (self._inverse(passed.count) @ (self.indicators.T @ values.plain))
        return values.less(fitted, weight=passed.after, count=passed.count, factor=passed.factor)

    def _inverse(self, count: Floats) -> Floats:
        """Generalised inverse of the indicators' cross-products: once, for the rows do not change."""
        if "inverse" not in self.__dict__:
            gram = (self.indicators.T @ self.indicators.multiply(count[:, None])).toarray()
            self.__dict__["inverse"] = np.linalg.pinv(gram, rcond=1e-12, hermitian=True)
        inverse: Floats = self.__dict__["inverse"]
        return inverse


@dataclass(frozen=True)
class Calibrated:
    """Weights d·F(x'λ) that meet totals of `terms` [cells, p], closest to d by a distance (Deville, Särndal 1992).

    linear: F = 1 + u; raking: F = exp u; logit: F between the bounds.
    """

    terms: Floats
    totals: Floats
    distance: str = "linear"
    bounds: tuple[float, float] | None = None
    tolerance: float = 1e-10
    max_passes: int = 100

    def apply(self, weight: Floats) -> tuple[Floats, Reached]:
        columns, gaps, passes = [], [], 0
        for column in weight.T:
            factor, gap, took = self._solved(column)
            columns.append(column * factor)
            gaps.append(gap)
            passes = max(passes, took)
        worst = max(gaps)
        if weight.shape[1] == 1 and not worst <= self.tolerance:
            raise NotAdjusted("calibration_not_converged", gap=worst)
        return np.column_stack(columns), Reached((worst,), passes, bool(worst <= self.tolerance))

    def _solved(self, weight: Floats) -> tuple[Floats, float, int]:
        """Newton's method on λ, halving steps that lead away; (factor, worst relative gap, passes)."""
        slope = np.zeros(len(self.totals))
        gap, passes = self._gap(weight, slope), 0
        while np.abs(gap).max() > 0 and passes < self.max_passes and self._relative(gap) > self.tolerance / 100:
            derivative = weight * self._factor(self.terms @ slope)[1]
            curvature = (self.terms.T * derivative) @ self.terms
            move = np.asarray(np.linalg.lstsq(curvature, gap, rcond=None)[0], dtype=np.float64)
            better = self._halved(weight, slope, move, gap)
            passes += 1
            if better is None:
                break
            slope, gap = better
        return self._factor(self.terms @ slope)[0], self._relative(gap), passes

    def _halved(self, weight: Floats, slope: Floats, move: Floats, gap: Floats) -> tuple[Floats, Floats] | None:
        for halving in range(30):
            tried = slope + move * 0.5**halving
            left = self._gap(weight, tried)
            if self._relative(left) < self._relative(gap):
                return tried, left
        return None

    def _gap(self, weight: Floats, slope: Floats) -> Floats:
        gap: Floats = self.totals - self.terms.T @ (weight * self._factor(self.terms @ slope)[0])
        return gap

    def _relative(self, gap: Floats) -> float:
        worst = np.max(np.abs(gap) / np.where(self.totals != 0, np.abs(self.totals), 1.0))
        return float(worst) if np.isfinite(worst) else float("inf")

    def _factor(self, u: Floats) -> tuple[Floats, Floats]:
        """(F, F') of the distance."""
        if self.distance == "logit":
            return _logit(u, self.bounds or (0.5, 2.0))
        with np.errstate(over="ignore"):
            value, slope = (np.exp(u), np.exp(u)) if self.distance == "raking" else (1 + u, np.ones(len(u)))
        if self.bounds is None:
            return value, slope
        inside = (value > self.bounds[0]) & (value < self.bounds[1])
        return np.clip(value, *self.bounds), np.where(inside, slope, 0.0)

    def pull(self, values: Carried, passed: Passed) -> Carried:
        """Less what a regression on the terms explains, weighted by the weights before, as in R's survey package."""
        gram = (self.terms.T * passed.before) @ self.terms
        fitted = self.terms @ np.linalg.lstsq(gram, self.terms.T @ values.before(passed), rcond=None)[0]
        return values.less(fitted, weight=passed.after, count=passed.count, factor=passed.factor)


def _logit(u: Floats, bounds: tuple[float, float]) -> tuple[Floats, Floats]:
    """F = (L(U-1) + U(1-L) e^{Au}) / (U-1 + (1-L) e^{Au}), A = (U-L)/((1-L)(U-1))."""
    low, high = bounds
    steep = (high - low) / ((1 - low) * (high - 1))
    grown = np.exp(np.clip(steep * u, -700, 700))
    below = high - 1 + (1 - low) * grown
    value = (low * (high - 1) + high * (1 - low) * grown) / below
    return value, (value - low) * (high - value) * steep / (high - low)


@dataclass(frozen=True)
class Trimmed:
    """Weights beyond the limits cut to them, and what was cut given to the rest; `strict` repeats until none is out.

    As in R's survey package, what was cut in one pass may receive in the next.
    """

    upper: float = float("inf")
    lower: float = float("-inf")
    strict: bool = False
    proportional: bool = False
    max_passes: int = 1000

    def apply(self, weight: Floats) -> tuple[Floats, Reached]:
        trimmed, whole, passes = np.zeros(weight.shape, dtype=bool), weight.sum(axis=0), 0
        while (out := self._beyond(weight)).any() and passes < self.max_passes and (self.strict or not passes):
            trimmed |= out
            cut = np.where(out, np.clip(weight, self.lower, self.upper), weight)
            weight = cut + self._shares(cut, out) * (weight - cut).sum(axis=0)
            passes += 1
        kept = bool(np.all(np.abs(weight.sum(axis=0) - whole) <= 1e-9 * whole) and not (self.strict and out.any()))
        if weight.shape[1] == 1 and not kept:
            raise NotAdjusted("trimming_too_tight")
        return weight, Reached((), passes, kept, int(trimmed[:, 0].sum()))

    def _beyond(self, weight: Floats) -> Bools:
        """What lies outside the limits, equal to rounding not counting."""
        return ((weight > self.upper * (1 + ROUNDING)) | (weight < self.lower * (1 - ROUNDING))) & (weight != 0)

    def _shares(self, weight: Floats, out: Bools) -> Floats:
        """How the weight cut is given out: equally, or in proportion, to those within the limits."""
        base = np.where(~out & (weight != 0), weight if self.proportional else 1.0, 0.0)
        return np.nan_to_num(quotient(base, base.sum(axis=0)))

    def pull(self, values: Carried, passed: Passed) -> Carried:
        """Limits are taken as given: the residuals are those of the steps before."""
        return Carried(values.weighted, values.plain * passed.factor[:, None])


def kish(weight: Floats) -> tuple[float, float]:
    """(design effect of weighting n·Σw²/(Σw)², effective n) (Kish 1965, 11.7); n counts weights that are not zero.

    >>> kish(np.array([1.0, 1.0, 4.0]))
    (1.5, 2.0)
    """
    used = weight[weight != 0]
    if not len(used):
        return float("nan"), 0.0
    deff = float(len(used) * (used @ used) / used.sum() ** 2)
    return deff, len(used) / deff
