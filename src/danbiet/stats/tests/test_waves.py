"""Waves: each as if alone, the change by what is common; certain units at any stage; policies beyond the first."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danbiet.stats.arrays import codes
from danbiet.stats.design import Design, Drawn, ImpossibleDesign, degrees_of_freedom, make_design
from danbiet.stats.replication import balanced, bootstrap, jackknife
from danbiet.stats.tests import slow
from danbiet.stats.variance import covariance, variance

SEEDS = st.integers(0, 10**6)


def by_row(design: Design, *columns: np.ndarray) -> np.ndarray:
    """Sums of columns of rows over the innermost clusters."""
    totals = np.zeros((design.size, len(columns)))
    for place, column in enumerate(columns):
        np.add.at(totals[:, place], design.cluster, column)
    return totals


def two_waves(first: tuple[int, ...], second: tuple[int, ...], population: float) -> Design:
    cluster, wave = np.r_[first, second], np.repeat([0, 1], [len(first), len(second)])
    counts = (np.full(len(cluster), population),) if np.isfinite(population) else ()
    strata = np.zeros(len(cluster), dtype=int)
    return make_design(Drawn(strata, (cluster,), counts, wave=wave), weight=np.ones(len(cluster)))


@pytest.mark.parametrize("common", [2, 3])
def test_over_all_pairs_of_samples_the_variance_of_a_change_is_right(common: int) -> None:
    """Three of five clusters in each wave: over all pairs with so many in common the mean is the truth."""
    before, after = np.array([3.0, 8.0, 1.0, 6.0, 4.0]), np.array([4.0, 7.0, 3.0, 9.0, 2.0])
    changes, found = [], []
    samples = list(combinations(range(5), 3))
    for first in samples:
        for second in samples:
            if len(set(first) & set(second)) != common:
                continue
            z = 5 / 3 * np.r_[-before[list(first)], after[list(second)]]
            design = two_waves(first, second, 5.0)
            changes.append(z.sum())
            own = [variance(design, by_row(design, np.where(np.arange(6) // 3 == wave, z, 0))) for wave in (0, 1)]
            sides = by_row(design, *(np.where(np.arange(6) // 3 == wave, z, 0) for wave in (0, 1)))
            found.append(sum(own)[0] + 2 * covariance(design, sides)[0, 1])
    assert np.mean(found) == pytest.approx(np.var(changes))


def test_a_change_of_half_the_clusters_by_hand() -> None:
    """N = 8, n = 4, two common: m - n1 n2/N = 0, so V1 + V2 = (1 - 4/8)/4 · (34/3 + 25/3); the means are 5 and 5.5."""
    z = np.r_[-np.array([1.0, 4.0, 6.0, 9.0]), [6.0, 9.0, 2.0, 5.0]] / 4
    design = two_waves((0, 1, 2, 3), (2, 3, 4, 5), 8.0)
    assert variance(design, by_row(design, z))[0] == pytest.approx(0.5 / 4 * (34 / 3 + 25 / 3))
    assert variance(design, by_row(design, z))[0] ** 0.5 == pytest.approx(1.5679, abs=5e-5)


@given(SEEDS, st.booleans())
@settings(max_examples=60, deadline=None)
def test_what_waves_share_is_that_of_their_common_clusters(seed: int, counted: bool) -> None:
    rng = np.random.default_rng(seed)
    population = 12.0 if counted else np.inf
    first, second = (tuple(rng.permutation(9)[: rng.integers(2, 8)].tolist()) for _ in range(2))
    design = two_waves(first, second, population)
    z = rng.normal(3, 2, len(first) + len(second))
    in_first = np.arange(len(z)) < len(first)
    found = covariance(design, by_row(design, np.where(in_first, z, 0), np.where(in_first, 0, z)))
    sides = [dict(zip(of, part, strict=True)) for of, part in ((first, z[in_first]), (second, z[~in_first]))]
    assert found[0, 1] == pytest.approx(slow.shared(*sides, population))


@pytest.mark.parametrize("rule", ["brewer", "hartley_rao"])
def test_a_change_of_unequal_probabilities_is_that_of_the_differences(rule: str) -> None:
    """The same clusters twice: V of the change is the rule put to z2 - z1; with less in common it is greater."""
    p, before, after = np.array([0.5, 0.3, 0.4, 0.6]), np.array([2.0, 7.0, 5.0, 1.0]), np.array([3.0, 6.0, 9.0, 1.5])
    alone = make_design(Drawn(np.zeros(4, int)), probability=p, pps=rule)
    cluster, wave = np.r_[np.arange(4), np.arange(4)], np.repeat([0, 1], 4)
    drawn = Drawn(np.zeros(8, int), (cluster,), wave=wave)
    both = make_design(drawn, probability=np.r_[p, p], pps=rule)
    change = by_row(both, np.r_[-before, after])
    assert variance(both, change)[0] == pytest.approx(variance(alone, (after - before)[:, None])[0])
    partly = make_design(
        Drawn(np.zeros(8, int), (np.where(wave == 1, cluster + 2, cluster),), wave=wave),
        probability=np.r_[p, p], pps=rule,
    )  # fmt: skip
    sides = by_row(partly, np.r_[before, 0 * after], np.r_[0 * before, after])
    assert np.diag(covariance(partly, sides)) == pytest.approx(
        [variance(alone, one[:, None])[0] for one in (before, after)]
    )


def test_equal_probabilities_share_as_counts_do() -> None:
    """p = n/N for all: three of four common, of eight; both rules give (m - n1 n2/N)/(m - 1) of the products."""
    first, second = np.array([2.0, 7.0, 5.0, 1.0]), np.array([6.0, 9.0, 1.5, 4.0])
    drawn = Drawn(np.zeros(8, int), (np.array([0, 1, 2, 3, 1, 2, 3, 4]),), wave=np.repeat([0, 1], 4))
    wanted = slow.shared(dict(enumerate(first)), dict(enumerate(second, 1)), 8)
    for rule in ("brewer", "hartley_rao"):
        design = make_design(drawn, probability=np.full(8, 0.5), pps=rule)
        found = covariance(design, by_row(design, np.r_[first, 0 * second], np.r_[0 * first, second]))
        assert found[0, 1] == pytest.approx(wanted)


def test_common_clusters_tell_no_correlation_above_one() -> None:
    """Two common of five, far apart and alike: V1 + V2 - 2C would be below zero; were nothing changed, 3/5 are left."""
    first, second = np.array([0.0, 9.0, 4.0, 4.0, 4.0]), np.array([0.0, 9.0, 4.0, 4.0, 4.0])
    design = two_waves((0, 1, 2, 3, 4), (0, 1, 5, 6, 7), np.inf)
    own = sum(1.25 * ((one - one.mean()) ** 2).sum() for one in (first, second))
    assert own < 2 * 2 * 2 * 4.5**2
    assert variance(design, by_row(design, np.r_[-first, second]))[0] == pytest.approx(3 / 5 * own)


def random_waves(seed: int) -> tuple[Drawn, dict[str, np.ndarray], np.ndarray]:
    """Two waves of districts and villages in four strata, some certain, some lonely, partly the same."""
    rng, rows = np.random.default_rng(seed), []
    for wave in (0, 1):
        for stratum in range(4):
            for district in rng.permutation(5)[: rng.integers(1, 5)].tolist():
                for village in rng.permutation(4)[: rng.integers(1, 4)].tolist():
                    for _ in range(rng.integers(1, 3)):
                        rows.append((wave, stratum, district, village, int(district == 0), 6, 5))
    wave, stratum, district, village, surely, first, second = np.array(rows).T
    top = 10 * stratum + district
    counts = (first.astype(float), second.astype(float))
    drawn = Drawn(stratum, (top, 10 * top + village), counts, certainty=(surely == 1,), wave=wave)
    return drawn, {"wave": wave}, rng.normal(3, 2, len(rows))


@given(SEEDS, st.sampled_from(["remove", "adjust", "average", "collapse"]), st.integers(0, 2))
@settings(max_examples=80, deadline=None)
def test_each_wave_is_estimated_as_if_alone(seed: int, policy: str, stages: int) -> None:
    drawn, told, z = random_waves(seed)
    drawn = Drawn(
        drawn.strata, drawn.clusters, drawn.population[:stages], certainty=drawn.certainty, wave=drawn.wave
    )  # fmt: skip
    both = make_design(drawn, weight=np.ones(len(z)), lonely=policy)
    for wave in (0, 1):
        here = told["wave"] == wave
        one = Drawn(
            drawn.strata[here], tuple(column[here] for column in drawn.clusters),
            tuple(column[here] for column in drawn.population), certainty=tuple(one[here] for one in drawn.certainty),
        )  # fmt: skip
        alone = make_design(one, weight=np.ones(here.sum()), lonely=policy)
        met = np.unique(both.cluster[here])
        totals = by_row(both, z)[met]
        wanted = variance(alone, by_row(alone, z[here]))
        assert variance(both, totals, cluster=met) == pytest.approx(wanted, nan_ok=True)
        assert degrees_of_freedom(both, met) == degrees_of_freedom(alone, np.arange(alone.size))
        assert both.dealt_with[met].tolist() == alone.dealt_with.tolist()


def test_a_lonely_stratum_joins_its_neighbour_of_the_same_wave() -> None:
    """Strata of 2, 1 and 2 clusters in both waves: the lonely one joins the third, 2 and 3 clusters, never itself."""
    strata, cluster, wave = np.tile([0, 0, 1, 2, 2], 2), np.tile(np.arange(5), 2), np.repeat([0, 1], 5)
    design = make_design(Drawn(strata, (cluster,), wave=wave), weight=np.ones(10), lonely="collapse")
    assert design.stages[0].count.tolist() == [2, 3, 2, 3]
    z = np.array([1.0, 3.0, 5.0, 2.0, 8.0])
    alone = 2 * 2 + 1.5 * 18
    assert variance(design, by_row(design, np.r_[z, np.zeros(5)]))[0] == pytest.approx(alone)
    assert variance(design, by_row(design, np.r_[z, 2 * z]))[0] == pytest.approx(9 * alone)
    made = jackknife(design)
    change = np.r_[z, 2 * z] @ made.multiplier - 3 * z.sum()
    assert made.rscales @ change**2 == pytest.approx(9 * alone)


@given(SEEDS)
@settings(max_examples=80, deadline=None)
def test_certain_units_of_any_stage_are_never_drawn(seed: int) -> None:
    """Three stages down to people, all counted; districts and communes may be certain."""
    rng, rows = np.random.default_rng(seed), []
    for district in range(rng.integers(2, 5)):
        for commune in range(rng.integers(2, 5)):
            for person in range(rng.integers(2, 5)):
                rows.append((district, commune, person, int(district == 0), int(commune == 0)))
    district, commune, person, capital, seat = np.array(rows).T
    units = (district, 10 * district + commune, np.arange(len(rows)))
    certain = (capital == 1, seat == 1, np.zeros(len(rows), dtype=bool))
    counts = tuple(np.full(len(rows), count) for count in (7.0, 6.0, 9.0))
    z = rng.normal(3, 2, len(rows))
    design = make_design(
        Drawn(np.zeros(len(rows), int), units, counts, certainty=certain[:2]),
        weight=np.ones(len(rows)),
        lonely="remove",
    )
    wanted = slow.drawn_variance(z, list(units), list(certain), list(counts))
    assert variance(design, by_row(design, z))[0] == pytest.approx(wanted)
    people = Drawn(
        np.zeros(len(rows), int), units[:2], counts, certainty=certain[:2]
    )  # people need no name of their own
    design = make_design(people, weight=np.ones(len(rows)), lonely="remove")
    assert variance(design, by_row(design, z))[0] == pytest.approx(wanted)


def test_a_census_of_districts_is_the_same_in_three_writings() -> None:
    """Two districts, three of six villages each, one row per village: (1 - 1/2) · 3/2 · Σ squares, twice; df 4."""
    district, village = np.repeat([0, 1], 3), np.arange(6)
    z = np.array([1.0, 2.0, 6.0, 4.0, 8.0, 6.0])
    two, six, all_of = np.full(6, 2.0), np.full(6, 6.0), np.ones(6, dtype=bool)
    strata = make_design(Drawn(district, (village,), (six,)))
    stages = make_design(Drawn(np.zeros(6, int), (district, village), (two, six)))
    certain = make_design(Drawn(np.zeros(6, int), (district, village), (two, six), certainty=(all_of,)))
    for design in (strata, stages, certain):
        assert variance(design, by_row(design, z))[0] == pytest.approx(0.75 * (14 + 8))
        assert design.weight.tolist() == [2.0] * 6
    assert len(certain.stages) == 1
    assert degrees_of_freedom(certain, np.arange(6)) == (6, 4)


def test_a_policy_that_acts_at_the_second_stage_is_told() -> None:
    """District 1 has one village of six; the rows of its stratum are touched, those of the other stratum are not."""
    strata, district, village = np.repeat([0, 1], 4), np.array([0, 0, 1, 2, 3, 3, 4, 4]), np.arange(8)
    counts = (np.full(8, 9.0), np.full(8, 6.0))
    design = make_design(Drawn(strata, (district, village), counts), weight=np.ones(8), lonely="remove")
    assert design.dealt_with.tolist() == [False, False, True, True, False, False, False, False]
    with pytest.raises(ImpossibleDesign) as refused:
        make_design(Drawn(strata, (district, village), counts), weight=np.ones(8))
    assert (refused.value.code, refused.value.stage) == ("lonely_psu", 2)


def test_villages_that_no_district_was_counted_for_are_no_stage() -> None:
    """The certain district has no count of its communes: one village in each is not lonely, it counts for nothing."""
    district, commune = np.array([0, 0, 1, 1, 2, 2]), np.arange(6)
    village = np.array([0, 1, 2, 3, 4, 5])
    drawn = Drawn(np.zeros(6, int), (district, commune, village), (np.full(6, 5.0),), certainty=(district == 0,))
    z = np.array([1.0, 5.0, 2.0, 4.0, 7.0, 9.0])
    design = make_design(drawn, weight=np.ones(6))
    first = 2 * 8 + (1 - 2 / 5) * 2 * 50
    assert variance(design, by_row(design, z))[0] == pytest.approx(first + 2 / 5 * (2 * 2 + 2 * 2))


def test_replicates_of_waves() -> None:
    """All in common or nothing: exact. A part in common, of a counted population: refused, the row named."""
    z, apart = np.array([1.0, 4.0, 6.0]), two_waves((0, 1, 2), (3, 4, 5), 8.0)
    made = jackknife(apart)
    moved = np.r_[z, 2 * z] @ made.multiplier - 3 * z.sum()
    assert made.rscales @ moved**2 == pytest.approx(variance(apart, by_row(apart, np.r_[z, 2 * z]))[0])
    partly = two_waves((0, 1, 2), (1, 2, 3), 8.0)
    for method in (jackknife, balanced, lambda one: bootstrap(one, replicates=9, rng=np.random.default_rng(1))):
        with pytest.raises(ImpossibleDesign) as refused:
            method(partly)
        assert (refused.value.code, refused.value.row) == ("overlap_needs_taylor", 0)
    assert jackknife(two_waves((0, 1, 2), (1, 2, 3), np.inf)).size == 4


def test_three_waves_share_pair_by_pair() -> None:
    cluster, wave = np.tile(np.arange(4), 3), np.repeat([0, 1, 2], 4)
    drawn = Drawn(np.zeros(12, int), (cluster,), (np.full(12, 10.0),), wave=wave)
    design = make_design(drawn)
    y = np.arange(12.0) ** 2 % 7
    sides = by_row(design, *(np.where(wave == one, y, 0) for one in range(3)))
    found = covariance(design, sides)
    for one in range(3):
        for other in range(one):
            pair = [dict(enumerate(y[wave == each])) for each in (one, other)]
            assert found[one, other] == pytest.approx(slow.shared(*pair, 10))
    assert codes(design.panel)[0].max() == 3


def test_what_a_certain_cluster_lacks_is_told_by_the_stage_of_the_file() -> None:
    """District 0 is certain: its lonely village and its counts that differ are those of the second stage."""
    district, village = np.array([0, 0, 1, 2]), np.array([0, 0, 1, 2])
    certain = (district == 0,)
    with pytest.raises(ImpossibleDesign) as refused:
        make_design(Drawn(np.zeros(4, int), (district, village), certainty=certain), weight=np.ones(4))
    assert (refused.value.code, refused.value.stage, refused.value.row) == ("lonely_psu", 2, 0)
    counts = (np.full(4, 9.0), np.array([5.0, 6.0, 5.0, 5.0]))
    with pytest.raises(ImpossibleDesign) as refused:
        make_design(Drawn(np.zeros(4, int), (district, village), counts, certainty=certain))
    assert (refused.value.code, refused.value.stage, refused.value.row) == ("population_varies", 2, 1)
