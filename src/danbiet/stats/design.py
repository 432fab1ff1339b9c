"""How the sample was drawn: strata, clusters of one or several stages, population counts; validated once."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from danbiet.stats.arrays import Bools, Floats, Ints, codes, starts, tally

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
    """One sampled stage. Arrays over its clusters (C) and its strata (H); a later stage's lie in clusters above."""

    stratum: Ints  # [C], ascending
    count: Floats  # [H] clusters drawn, of the whole sample
    fraction: Floats  # [H] drawn / population; 0 = with replacement
    row: Ints  # [C] a row of each cluster
    parent: Ints  # [H] the cluster of the stage above that each stratum lies in, ascending; of the first stage nothing

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
    panel_stratum: Ints | None = None  # [C of stage 1] strata of the waves as one where they share clusters
    joined: Bools | None = None  # [H of stage 1] strata that took in a lonely one

    @cached_property
    def top(self) -> Ints:
        """The first-stage cluster of each innermost cluster."""
        cluster = np.arange(self.size)
        for stage in reversed(self.stages[1:]):
            cluster = stage.parent[stage.stratum[cluster]]
        return cluster

    @cached_property
    def dealt_with(self) -> Bools:
        """[innermost clusters] those of strata, at any stage, for which a policy for lonely clusters was needed."""
        cluster, found = np.arange(self.size), np.zeros(self.size, dtype=bool)
        for stage in reversed(self.stages):
            stratum = stage.stratum[cluster]
            found |= stage.lonely[stratum]
            cluster = stage.parent[stratum]
        return found if self.joined is None else found | self.joined[stratum]

    @cached_property
    def twins(self) -> tuple[Ints, Ints]:
        """All pairs of first-stage clusters that are the same cluster in two waves."""
        return _twins(np.zeros(0, dtype=np.int64) if self.panel is None else self.panel)

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
    """The columns of a design, as codes: `clusters`, `population` and `certainty` outermost first, one per stage."""

    strata: Ints
    clusters: tuple[Ints, ...] = ()
    population: tuple[Floats, ...] = ()
    nest: bool = False
    certainty: tuple[Bools, ...] = ()
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
    _check_nesting(drawn)
    full = _in_full(drawn)
    sampled = _without_certain(full)
    split = sampled if drawn.wave is None else replace(sampled, strata=codes(drawn.wave, sampled.strata)[0])
    joined = None
    try:
        stages, innermost, drawn_share = _stages(split)
        if lonely == COLLAPSE:
            first, joined = _collapsed(stages[0], drawn.wave)
            stages = (first, *stages[1:])
        if lonely == FAIL:
            _refuse_lonely(stages)
    except ImpossibleDesign as error:
        error.stage += int(np.logical_and.accumulate(full.certainty)[:, error.row].sum())  # as written in the file
        raise
    design = Design(
        innermost, _weight(weight, probability, drawn_share), stages, lonely, lonely_domain,
        None if probability is None else probability[stages[0].row], pps, joined=joined,
    )  # fmt: skip
    return design if drawn.wave is None else _with_panel(design, sampled)


def _check_nesting(drawn: Drawn) -> None:
    if drawn.nest or not drawn.clusters:
        return
    _, first = codes(drawn.clusters[0], drawn.strata)
    twice = np.flatnonzero(np.diff(drawn.clusters[0][first]) == 0)
    if len(twice):
        raise ImpossibleDesign("clusters_not_nested", row=int(first[twice[0] + 1]))


def _in_full(drawn: Drawn) -> Drawn:
    """Every stage with its population (unknown: infinite) and certainty; without clusters every row is its own.

    People are the last stage where they are counted, and in clusters that are certain at every stage.
    """
    rows = np.arange(len(drawn.strata))
    unknown, no = np.full(len(rows), np.inf), np.zeros(len(rows), dtype=bool)
    clusters = drawn.clusters or (rows,)
    population = (*drawn.population, *(unknown for _ in clusters))[: len(clusters)]
    certainty = (*drawn.certainty, *(no for _ in clusters))[: len(clusters)]
    counted = drawn.population[len(clusters) :]
    people = np.logical_and.reduce(certainty) | bool(counted)
    if drawn.clusters and people.any():
        clusters = (*clusters, np.where(people, rows, 0))
        population = (*population, np.where(people, counted[0] if counted else np.inf, 1.0))
        certainty = (*certainty, no)
    return replace(drawn, clusters=clusters, population=population, certainty=certainty)


def _without_certain(drawn: Drawn) -> Drawn:
    """A cluster taken with certainty was not sampled: it is a stratum, and the stage below it the first.

    At the bottom, where nothing is below, it is the one cluster of one.
    """
    while drawn.certainty[0].any():
        gone = drawn.certainty[0]
        below = (
            (*drawn.clusters[1:], drawn.clusters[-1]),
            (*drawn.population[1:], np.ones(len(gone))),
            (*drawn.certainty[1:], np.zeros(len(gone), dtype=bool)),
        )
        here = (drawn.clusters, drawn.population, drawn.certainty)
        clusters, population, certainty = (
            tuple(np.where(gone, deep, old) for deep, old in zip(*pair, strict=True))
            for pair in zip(below, here, strict=True)
        )
        strata = codes(gone, drawn.strata, np.where(gone, drawn.clusters[0], 0))[0]
        drawn = replace(drawn, strata=strata, clusters=clusters, population=population, certainty=certainty)
    return drawn


def _stages(drawn: Drawn) -> tuple[tuple[Stage, ...], Ints, Floats]:
    """Stages as far as a population count says that the one above was not drawn with replacement.

    Certain clusters below the first stage are strata of one of one. A stage at which nothing was drawn is none.
    """
    made: list[Stage] = []
    share = np.ones(len(drawn.strata))
    reached = np.ones(len(drawn.strata), dtype=bool)
    above = codes(drawn.strata)[0]
    for depth, column in enumerate(drawn.clusters):
        if not reached.any():
            break
        alone = drawn.certainty[depth] & reached
        stratum, parent = above, np.arange(int(above.max()) + 1)
        if alone.any():
            stratum, begin = codes(above, np.where(alone, column + 1, 0))
            parent = above[begin]
        population = np.where(alone | ~reached, 1.0, drawn.population[depth])
        cluster, first = codes(stratum, np.where(reached, column, 0))
        count = tally(stratum[first], len(parent))
        fraction = _fraction(population, stratum, count, depth)
        if depth and len(first) == int(above.max()) + 1 and (fraction == 1).all():
            continue
        share *= np.where(fraction > 0, fraction, 1.0)[stratum]
        reached &= (fraction > 0)[stratum]
        made.append(Stage(stratum[first], count, fraction, first, parent))
        above = cluster
    return tuple(made), above, share


def _fraction(population: Floats, stratum: Ints, count: Floats, depth: int) -> Floats:
    _, first = np.unique(stratum, return_index=True)
    differs = np.flatnonzero(population != population[first][stratum])
    if len(differs):
        raise ImpossibleDesign("population_varies", row=int(differs[0]), stage=depth + 1)
    short = np.flatnonzero(population[first] < count)
    if len(short):
        raise ImpossibleDesign("population_too_small", row=int(first[short[0]]), stage=depth + 1)
    found: Floats = count / population[first]
    return found


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


def _collapsed(stage: Stage, wave: Ints | None) -> tuple[Stage, Bools]:
    """Each lonely stratum joins the next one of its wave, the last the one before; population counts add up."""
    new, _ = codes(_joining(stage, wave))
    count = tally(new, int(new.max()) + 1, stage.count)
    known = stage.fraction > 0
    population = tally(new, len(count), np.where(known, stage.count / np.where(known, stage.fraction, 1), np.inf))
    made = Stage(new[stage.stratum], count, count / population, stage.row, np.arange(len(count)))
    return made, tally(new, len(count)) > 1


def _joining(stage: Stage, wave: Ints | None) -> Ints:
    """[H] the stratum that each stratum joins: itself, unless it is lonely and its wave has others."""
    lonely, size = stage.lonely, len(stage.count)
    of_wave = np.zeros(size, dtype=np.int64) if wave is None else wave[stage.row[starts(stage.stratum)]]
    after = np.r_[of_wave[1:] == of_wave[:-1], False]  # strata of a wave stand together
    before = np.r_[False, after[:-1]]
    group = np.arange(size)
    for stratum in np.flatnonzero(lonely):
        if before[stratum] and (lonely[stratum - 1] or not after[stratum]):
            group[stratum] = group[stratum - 1]
        elif after[stratum]:
            group[stratum] = stratum + 1
    while (group[group] != group).any():
        group = group[group]
    return group


def _with_panel(design: Design, whole: Drawn) -> Design:
    """Number clusters by what they are before the waves are split, and as one the strata that share any."""
    stage = design.stages[0]
    number = codes(whole.strata, whole.clusters[0])[0][stage.row]
    one, other = _twins(number)
    size = len(stage.count)
    linked = sparse.coo_matrix((np.ones(len(one)), (stage.stratum[one], stage.stratum[other])), shape=(size, size))
    together = connected_components(linked, directed=False)[1][stage.stratum]
    return replace(design, panel=codes(together, number)[0], panel_stratum=codes(together)[0])


def _twins(panel: Ints) -> tuple[Ints, Ints]:
    order = np.argsort(panel, kind="stable")
    none = np.zeros(0, dtype=np.int64)
    found = [(none, none)]
    for apart in range(1, len(panel)):
        same = np.flatnonzero(panel[order][apart:] == panel[order][:-apart])
        if not len(same):
            break
        found.append((order[same], order[same + apart]))
    return np.concatenate([one for one, _ in found]), np.concatenate([other for _, other in found])


def degrees_of_freedom(design: Design, cluster: Ints) -> tuple[int, int]:
    """(clusters, clusters - strata) of the first stage met by these innermost clusters.

    >>> drawn = Drawn(strata=np.array([0, 0, 1, 1, 1]))
    >>> degrees_of_freedom(make_design(drawn, weight=np.ones(5)), np.array([0, 2, 3]))
    (3, 1)
    """
    met = np.unique(design.top[cluster])
    return len(met), len(met) - len(np.unique(design.stages[0].stratum[met]))
