"""How the sample was drawn: strata, clusters of one or several stages, population counts; validated once."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from danbiet.stats.arrays import Bools, Floats, Ints, codes, tally

FAIL, REMOVE, ADJUST, AVERAGE, CERTAINTY, COLLAPSE = "fail", "remove", "adjust", "average", "certainty", "collapse"
BREWER, HARTLEY_RAO = "brewer", "hartley_rao"
CENSUS = 1e-7  # a stratum drawn to within this share is known, not sampled


class ImpossibleDesign(ValueError):
    """A design that no variance can be computed for; `code` says why, `row` is a row that shows it."""

    def __init__(self, code: str, *, row: int, stage: int = 1, stratum: int = -1) -> None:
        super().__init__(code, row, stage)
        self.code, self.row, self.stage, self.stratum = code, row, stage, stratum


@dataclass(frozen=True)
class Stage:
    """One sampled stage. Arrays over its clusters (C) and its strata (H); a later stage's strata are clusters above."""

    stratum: Ints  # [C], ascending
    count: Floats  # [H] clusters drawn, of the whole sample
    fraction: Floats  # [H] drawn / population; 0 = with replacement
    row: Ints  # [C] a row of each cluster

    @cached_property
    def open(self) -> Floats:
        """[H] 1 - sampling fraction, zero when practically all were drawn."""
        left = 1 - self.fraction
        return np.where(left < CENSUS, 0.0, left)

    @cached_property
    def lonely(self) -> Bools:
        """[H] strata with one cluster although not all were drawn."""
        return (self.count == 1) & (self.open > 0)


@dataclass(frozen=True)
class Design:
    """A sample as drawn: the innermost cluster and the weight of each row, and the stages above it."""

    cluster: Ints  # [n]
    weight: Floats  # [n]
    stages: tuple[Stage, ...]
    lonely: str = FAIL
    lonely_domain: bool = False
    probability: Floats | None = None  # [C of stage 1]
    pps: str = BREWER
    panel: Ints | None = None  # [C of stage 1] the same number in two waves is the same cluster
    panel_stratum: Ints | None = None
    joined: Bools | None = None  # [H of stage 1] strata that took in a lonely one

    @cached_property
    def top(self) -> Ints:
        """The first-stage cluster of each innermost cluster."""
        cluster = np.arange(len(self.stages[-1].stratum))
        for stage in reversed(self.stages[1:]):
            cluster = stage.stratum[cluster]
        return cluster

    @cached_property
    def dealt_with(self) -> Bools:
        """[innermost clusters] those of strata for which a policy for lonely clusters was needed."""
        stage = self.stages[0]
        strata = stage.lonely if self.joined is None else self.joined
        return strata[stage.stratum[self.top]]

    @property
    def by_answers(self) -> bool:
        """Whether a variance must know which clusters have answered: what is lonely hangs on the strata met."""
        return self.lonely == AVERAGE or (self.lonely_domain and self.lonely == ADJUST)

    @property
    def size(self) -> int:
        """Number of innermost clusters."""
        return len(self.stages[-1].stratum)


@dataclass(frozen=True)
class Drawn:
    """The columns of a design, as codes: `clusters` and `population` outermost first, one per stage."""

    strata: Ints
    clusters: tuple[Ints, ...] = ()
    population: tuple[Floats, ...] = ()
    nest: bool = False
    certainty: Bools | None = None
    wave: Ints | None = None


def make_design(
    drawn: Drawn, *, weight: Floats | None = None, lonely: str = FAIL, lonely_domain: bool = False,
    probability: Floats | None = None, pps: str = BREWER,
) -> Design:  # fmt: skip
    """The validated design; weights that are not given follow from probabilities or population counts.

    >>> drawn = Drawn(strata=np.array([0, 0, 1, 1]), clusters=(np.array([1, 2, 3, 4]),))
    >>> make_design(drawn, weight=np.ones(4)).stages[0].count.tolist()
    [2.0, 2.0]
    """
    drawn = _with_rows(drawn)
    _check_nesting(drawn)
    shifted = _without_certain(drawn)
    stages, innermost, drawn_share = _stages(shifted)
    joined = None
    if lonely == COLLAPSE:
        first, joined = _collapsed(stages[0])
        stages = (first, *stages[1:])
    if lonely == FAIL:
        _refuse_lonely(stages)
    design = Design(
        innermost, _weight(weight, probability, drawn_share), stages, lonely, lonely_domain,
        None if probability is None else probability[stages[0].row], pps, joined=joined,
    )  # fmt: skip
    return design if drawn.wave is None else _with_panel(design, drawn)


def _with_rows(drawn: Drawn) -> Drawn:
    """Without clusters every row is its own; with certain clusters rows may become the next stage."""
    rows = np.arange(len(drawn.strata))
    certain = drawn.certainty
    if not drawn.clusters and certain is not None:
        above = drawn.population[0] if drawn.population else np.full(len(rows), np.inf)
        drawn = replace(drawn, population=(np.where(certain, 1.0, above),))
        strata = codes(drawn.strata, np.where(certain, rows + 1, 0))[0]
        return replace(drawn, clusters=(rows,), strata=strata, certainty=None)
    more = () if drawn.clusters and certain is None else (rows,)
    return replace(drawn, clusters=(*drawn.clusters, *more))


def _check_nesting(drawn: Drawn) -> None:
    if drawn.nest:
        return
    pairs, first = codes(drawn.clusters[0], drawn.strata)
    twice = np.flatnonzero(np.diff(drawn.clusters[0][first]) == 0)
    if len(twice):
        raise ImpossibleDesign("clusters_not_nested", row=int(first[twice[0] + 1]))


def _without_certain(drawn: Drawn) -> Drawn:
    """A cluster taken with certainty was not sampled: it is a stratum, and the stage below it the first.

    With waves, the clusters of another wave are others: strata and clusters are split, and linked by `panel`.
    """
    strata = drawn.strata if drawn.wave is None else codes(drawn.strata, drawn.wave)[0]
    if drawn.certainty is None or not drawn.certainty.any():
        kept = drawn.clusters[:-1] if drawn.certainty is not None and len(drawn.clusters) > 1 else drawn.clusters
        return replace(drawn, strata=strata, clusters=kept)
    certain = drawn.certainty
    stratum = codes(certain, strata, np.where(certain, drawn.clusters[0], 0))[0]
    below = (*drawn.clusters[1:], drawn.clusters[-1])
    clusters = tuple(np.where(certain, deep, here) for here, deep in zip(drawn.clusters, below, strict=True))
    full = np.full(len(strata), np.inf)
    deeper = (*drawn.population[1:], full)
    population = tuple(np.where(certain, deep, here) for here, deep in zip(drawn.population, deeper, strict=False))
    return replace(drawn, strata=stratum, clusters=clusters[:-1] or clusters, population=population)


def _stages(drawn: Drawn) -> tuple[tuple[Stage, ...], Ints, Floats]:
    """Stages as far as a population count says that the one above was not drawn with replacement."""
    made: list[Stage] = []
    share = np.ones(len(drawn.strata))
    parent = codes(drawn.strata)[0]
    cluster = parent
    for depth, column in enumerate(drawn.clusters):
        if depth and not (made[-1].fraction > 0).any() and not drawn.population[depth:]:
            break
        cluster, first = codes(parent, column)
        count = tally(parent[first], int(parent.max()) + 1)
        fraction = _fraction(drawn, depth, parent, count)
        share *= np.where(fraction > 0, fraction, 1.0)[parent]
        made.append(Stage(parent[first], count, fraction, first))
        parent = cluster
    return tuple(made), cluster, share


def _fraction(drawn: Drawn, depth: int, parent: Ints, count: Floats) -> Floats:
    if depth >= len(drawn.population):
        return np.zeros(len(count))
    population = drawn.population[depth]
    _, first = np.unique(parent, return_index=True)
    differs = np.flatnonzero(population != population[first][parent])
    if len(differs):
        raise ImpossibleDesign("population_varies", row=int(differs[0]), stage=depth + 1)
    short = np.flatnonzero(population[first] < count)
    if len(short):
        raise ImpossibleDesign("population_too_small", row=int(first[short[0]]), stage=depth + 1)
    return count / population[first]


def _weight(weight: Floats | None, probability: Floats | None, share: Floats) -> Floats:
    if weight is not None:
        return weight
    return 1 / probability if probability is not None else 1 / share


def _refuse_lonely(stages: tuple[Stage, ...]) -> None:
    for depth, stage in enumerate(stages, 1):
        alone = np.flatnonzero(stage.lonely)
        if len(alone):
            cluster = int(np.flatnonzero(stage.stratum == alone[0])[0])
            row = int(stage.row[cluster])
            raise ImpossibleDesign("lonely_psu", row=row, stage=depth, stratum=int(alone[0]))


def _collapsed(stage: Stage) -> tuple[Stage, Bools]:
    """Each lonely stratum joins the next one in order, the last the one before; population counts add up."""
    lonely, size = stage.lonely, len(stage.count)
    group = np.arange(size)
    for stratum in np.flatnonzero(lonely):
        if size > 1:
            group[stratum] = group[stratum - 1] if stratum == size - 1 or lonely[stratum - 1] else stratum + 1
    while (group[group] != group).any():
        group = group[group]
    new, _ = codes(group)
    count = tally(new, int(new.max()) + 1, stage.count)
    known = stage.fraction > 0
    population = tally(new, len(count), np.where(known, stage.count / np.where(known, stage.fraction, 1), np.inf))
    return Stage(new[stage.stratum], count, count / population, stage.row), tally(new, len(count)) > 1


def _with_panel(design: Design, drawn: Drawn) -> Design:
    """Number first-stage clusters and strata as they were before the waves were told apart."""
    first = design.stages[0].row
    stratum, cluster = drawn.strata[first], drawn.clusters[0][first]
    return replace(design, panel=codes(stratum, cluster)[0], panel_stratum=codes(stratum)[0])


def degrees_of_freedom(design: Design, cluster: Ints) -> tuple[int, int]:
    """(clusters, clusters - strata) of the first stage met by these innermost clusters.

    >>> drawn = Drawn(strata=np.array([0, 0, 1, 1, 1]))
    >>> degrees_of_freedom(make_design(drawn, weight=np.ones(5)), np.array([0, 2, 3]))
    (3, 1)
    """
    met = np.unique(design.top[cluster])
    return len(met), len(met) - len(np.unique(design.stages[0].stratum[met]))
