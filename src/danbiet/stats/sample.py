"""A sample made ready once: rows collapsed to cells of like treatment, weights adjusted, domains cut out.

Every replicate weight is base weight × multiplier of the cluster × factor of the cell. So rows collapse once to
cluster × cell, and neither estimates nor replicates ever go back to them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from danbiet.stats.arrays import Bools, Floats, Ints, adder, codes, quotient, starts, tally
from danbiet.stats.design import Design
from danbiet.stats.weights import Carried, NotAdjusted, Passed, Reached, Step


@dataclass(frozen=True)
class Cells:
    """Rows of one innermost cluster that every step treats alike; sorted by cluster."""

    of_row: Ints  # [n]
    row: Ints  # [cells] a row of each
    cluster: Ints  # [cells]
    base: Floats  # [cells] sum of base weights
    count: Floats  # [cells] rows


def make_cells(design: Design, *keys: "np.ndarray[Any, Any]") -> Cells:
    """The cells that clusters and the steps' keys make; to keep every row apart, give the row numbers as a key."""
    of_row, row = codes(design.cluster, *keys)
    size = len(row)
    return Cells(of_row, row, design.cluster[row], tally(of_row, size, design.weight), tally(of_row, size))


@dataclass(frozen=True)
class Sample:
    """A design with its adjusted weights: `trail` holds the weights [cells] before each step and at the end."""

    design: Design
    cells: Cells
    steps: tuple[Step, ...]
    trail: tuple[Floats, ...]
    reached: tuple[Reached, ...]

    @property
    def weight(self) -> Floats:
        """[cells] final."""
        return self.trail[-1]

    @cached_property
    def factor(self) -> Floats:
        """[cells] final over base."""
        return np.nan_to_num(quotient(self.weight, self.cells.base))

    @property
    def row_weight(self) -> Floats:
        """[n] final."""
        return self.design.weight * self.factor[self.cells.of_row]

    @cached_property
    def passed(self) -> tuple[Passed, ...]:
        """What each step did."""
        pairs = zip(self.trail, self.trail[1:], strict=False)
        return tuple(Passed(before, after, self.cells.count) for before, after in pairs)

    def pulled(self, values: Carried) -> Floats:
        """Weighted linearised values [cells, E] taken back through every step, the last first."""
        for step, passed in zip(reversed(self.steps), reversed(self.passed), strict=True):
            values = step.pull(values, passed)
        return values.weighted

    @cached_property
    def add_cells(self) -> Any:
        """[clusters × cells]."""
        return adder(self.cells.cluster, self.design.size)


def make_sample(design: Design, cells: Cells, *, steps: Sequence[Step] = ()) -> Sample:
    """Make every step once, in order; raise NotAdjusted where one cannot be made.

    >>> from danbiet.stats.design import Drawn, make_design
    >>> from danbiet.stats.weights import Poststratified
    >>> design = make_design(Drawn(strata=np.zeros(3, dtype=int)), weight=np.ones(3))
    >>> sex = np.array([0, 0, 1])
    >>> cells = make_cells(design, sex)
    >>> make_sample(design, cells, steps=[Poststratified(sex[cells.row], np.array([10.0, 8.0]))]).row_weight.tolist()
    [5.0, 5.0, 8.0]
    """
    trail, reached = [cells.base], []
    for number, step in enumerate(steps):
        try:
            weight, how = step.apply(trail[-1][:, None])
        except NotAdjusted as error:
            error.step = number
            raise
        trail.append(weight[:, 0])
        reached.append(how)
    return Sample(design, cells, tuple(steps), tuple(trail), tuple(reached))


@dataclass(frozen=True)
class Domains:
    """The rows of some domains (each row in at most one), collapsed to domain × cell; all of it sorted so."""

    size: int
    rows: Ints  # [m] rows in any domain, by group
    begin: Ints  # [groups] where the rows of each group begin
    domain: Ints  # [groups]
    cell: Ints  # [groups]
    of_domain: Ints  # [m]

    @cached_property
    def edges(self) -> Ints:
        """[size + 1] where the groups of each domain begin."""
        return np.searchsorted(self.domain, np.arange(self.size + 1))

    def slice(self, number: int) -> slice:
        """The groups of one domain."""
        return slice(int(self.edges[number]), int(self.edges[number + 1]))

    def sums(self, values: Floats) -> Floats:
        """Sums [groups] of values [m] of the rows in any domain."""
        return np.add.reduceat(values, self.begin) if len(self.begin) else np.zeros(0)

    @property
    def groups(self) -> int:
        return len(self.domain)


def make_domains(sample: Sample, domain: Ints, *, size: int, where: Bools | None = None) -> Domains:
    """Cut out domains: a code 0..size-1 for each row, or -1 for none; `where` limits them to a sub-population.

    >>> from danbiet.stats.design import Drawn, make_design
    >>> design = make_design(Drawn(strata=np.zeros(4, dtype=int)), weight=np.ones(4))
    >>> sample = make_sample(design, make_cells(design))
    >>> make_domains(sample, np.array([1, 0, -1, 1]), size=2).rows.tolist()
    [1, 0, 3]
    """
    inside = domain >= 0 if where is None else (domain >= 0) & where
    rows = np.flatnonzero(inside)
    of_domain = domain[rows]
    cell = sample.cells.of_row[rows]
    cells = len(sample.cells.row)
    key = of_domain * cells + cell
    order = np.argsort(key, kind="stable")
    rows, key = rows[order], key[order]
    begin = starts(key)
    return Domains(size, rows, begin, key[begin] // cells, key[begin] % cells, of_domain[order])


def everyone(sample: Sample, *, where: Bools | None = None) -> Domains:
    """The whole sample, or a sub-population of it, as one domain."""
    return make_domains(sample, np.zeros(len(sample.design.weight), dtype=np.int64), size=1, where=where)
