"""The engine against formulas written row by row, on random designs; what must not change anything; small toys."""

import doctest
import importlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danbiet.stats.design import Drawn, ImpossibleDesign, make_design
from danbiet.stats.estimate import Variable, collapse, taylor
from danbiet.stats.joint import joint
from danbiet.stats.quantiles import quantiles
from danbiet.stats.replication import balanced, blocks, bootstrap, jackknife, replicated
from danbiet.stats.sample import everyone, make_cells, make_domains, make_sample
from danbiet.stats.tests import slow
from danbiet.stats.variance import covariance, variance
from danbiet.stats.weights import Calibrated, Margin, Nonresponse, NotAdjusted, Poststratified, Raked, Trimmed

MODULES = (
    *("arrays", "association", "compare", "compose", "design", "estimate", "indices", "intervals", "joint"),
    *("quantiles", "replication", "results", "sample", "variance", "weights"),
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"danbiet.stats.{name}")).failed == 0


def made(seed: int):
    """A random design: up to four strata of two to five clusters, unequal sizes and weights, gaps, domains."""
    rng = np.random.default_rng(seed)
    strata, clusters = [], []
    for stratum in range(rng.integers(1, 5)):
        for _ in range(rng.integers(2, 6)):
            size = rng.integers(1, 7)
            strata += [stratum] * size
            clusters += [len(set(clusters))] * size
    n = len(strata)
    y = rng.normal(3, 2, n).round(2)
    y[rng.random(n) < 0.2] = np.nan
    return {
        "stratum": np.array(strata), "cluster": np.array(clusters), "w": rng.uniform(0.5, 9, n), "y": y,
        "domain": rng.integers(0, 3, n), "sex": rng.integers(0, 2, n), "rng": rng,
    }  # fmt: skip


def sample_of(one, steps=(), keys=()):
    design = make_design(Drawn(one["stratum"], (one["cluster"],)), weight=one["w"])
    cells = make_cells(design, *keys)
    return make_sample(design, cells, steps=[step(cells.row) for step in steps])


SEEDS = st.integers(0, 10**6)


@given(SEEDS)
@settings(max_examples=60, deadline=None)
def test_means_and_totals_of_domains_equal_the_row_by_row_formula(seed: int) -> None:
    one = made(seed)
    sample = sample_of(one)
    domains = make_domains(sample, one["domain"], size=3)
    for total, formula in ((False, slow.mean), (True, slow.total)):
        found = taylor(sample, domains, collapse(sample, domains, [Variable(one["y"], total=total)]))
        for domain in range(3):
            inside = one["domain"] == domain
            wanted = formula(one["y"], one["w"], one["stratum"], one["cluster"], inside)
            if found.n[domain, 0]:
                assert found.estimate[domain, 0] == pytest.approx(wanted[0], rel=1e-9, abs=1e-12)
                assert found.se[domain, 0] == pytest.approx(wanted[1], rel=1e-9, abs=1e-9)
            else:
                assert np.isnan(found.estimate[domain, 0])


def margins_of(one):
    totals = [np.bincount(one[name], weights=one["w"]) * (1.1 + 0.2 * np.arange(len(np.unique(one[name])))) for name in
              ("sex", "domain")]  # fmt: skip
    totals[1] *= totals[0].sum() / totals[1].sum()
    return [(one["sex"], totals[0]), (one["domain"], totals[1])]


def codes_are_whole(one) -> bool:
    return len(np.unique(one["sex"])) == 2 and len(np.unique(one["domain"])) == 3


@given(SEEDS)
@settings(max_examples=25, deadline=None)
def test_re_raked_jackknife_equals_whole_weight_vectors(seed: int) -> None:
    one = made(seed)
    if not codes_are_whole(one):
        return
    margins = margins_of(one)
    sample = sample_of(
        one, [lambda row: Raked(tuple(Margin(code[row], totals) for code, totals in margins), 1e-12, 200)],
        (one["sex"], one["domain"]),
    ) if raking_converges(one, margins) else None  # fmt: skip
    if sample is None:
        return
    whole = everyone(sample)
    sums = collapse(sample, whole, [Variable(one["y"])])
    assert sample.row_weight == pytest.approx(slow.raked(one["w"], margins), rel=1e-8)
    found = replicated(sample, whole, sums, jackknife(sample.design))
    wanted = slow.jackknifed(one["y"], one["w"], one["stratum"], one["cluster"], np.ones(len(one["y"]), bool), margins)
    if found.converged:
        assert found.estimate[0, 0] == pytest.approx(wanted[0], rel=1e-8)
        assert found.se[0, 0] == pytest.approx(wanted[1], rel=1e-6, abs=1e-9)


def raking_converges(one, margins) -> bool:
    w = slow.raked(one["w"], margins)
    return all(
        np.allclose(np.bincount(code, weights=w, minlength=len(totals)), totals, rtol=1e-13) for code, totals in margins
    )


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_nothing_changes_with_the_order_of_rows_the_unit_of_weight_or_the_names(seed: int) -> None:
    one = made(seed)
    order = one["rng"].permutation(len(one["y"]))
    other = {name: one[name][order] for name in ("stratum", "cluster", "w", "y", "domain")}
    other["stratum"] = 90 - 7 * other["stratum"]
    other["cluster"] = 1000 - 3 * other["cluster"]
    other["w"] = other["w"] * 1000
    tables = []
    for each in (one, other):
        sample = sample_of(each)
        domains = make_domains(sample, each["domain"], size=3)
        tables.append(taylor(sample, domains, collapse(sample, domains, [Variable(each["y"])])))
    assert tables[1].estimate == pytest.approx(tables[0].estimate, rel=1e-9, nan_ok=True)
    assert tables[1].se == pytest.approx(tables[0].se, rel=1e-8, abs=1e-9, nan_ok=True)
    assert tables[1].df.tolist() == tables[0].df.tolist()


@given(SEEDS, st.sampled_from([0.1, 0.25, 0.5, 0.9]))
@settings(max_examples=30, deadline=None)
def test_quantiles_equal_the_row_by_row_rule(seed: int, p: float) -> None:
    one = made(seed)
    if np.isnan(one["y"]).all():
        return
    sample = sample_of(one)
    whole = everyone(sample)
    found = quantiles(
        sample, whole, one["y"], p=[p], level=0.95,
        estimator=lambda variables: taylor(sample, whole, collapse(sample, whole, variables)),
    )  # fmt: skip
    assert found.value[0, 0] == slow.quantile(one["y"], one["w"], np.ones(len(one["y"]), bool), p)


@given(SEEDS)
@settings(max_examples=25, deadline=None)
def test_covariances_are_those_of_sums_and_differences(seed: int) -> None:
    one = made(seed)
    sample = sample_of(one)
    z = one["rng"].normal(size=(sample.design.size, 3))
    matrix = covariance(sample.design, z)
    assert np.diag(matrix) == pytest.approx(variance(sample.design, z))
    both = variance(sample.design, (z[:, 0] + z[:, 1])[:, None])[0]
    assert both == pytest.approx(matrix[0, 0] + matrix[1, 1] + 2 * matrix[0, 1])


@given(SEEDS)
@settings(max_examples=20, deadline=None)
def test_the_jackknife_of_a_total_is_the_linearised_one(seed: int) -> None:
    one = made(seed)
    sample = sample_of(one)
    whole = everyone(sample)
    sums = collapse(sample, whole, [Variable(one["y"], total=True)])
    exact = replicated(sample, whole, sums, jackknife(sample.design))
    assert exact.converged
    assert exact.se == pytest.approx(taylor(sample, whole, sums).se, rel=1e-8)


def test_a_bootstrap_multiplier_has_the_right_mean_and_spread() -> None:
    design = make_design(Drawn(np.repeat([0, 1], [3, 6])), weight=np.ones(9))
    made_of = bootstrap(design, replicates=20_000, rng=np.random.default_rng(3)).multiplier
    assert made_of.mean(axis=1) == pytest.approx(np.ones(9), abs=0.03)
    assert made_of[:3].sum(axis=0) == pytest.approx(np.full(20_000, 3.0))
    # Rao and Wu: the variance of a multiplier is 1 - 1/n times n/(n-1), which is 1.
    assert made_of.var(axis=1) == pytest.approx(np.ones(9), abs=0.05)


def test_half_samples_are_balanced() -> None:
    design = make_design(Drawn(np.repeat([0, 1, 2], 2)), weight=np.ones(6))
    made_of = balanced(design).multiplier
    assert sorted(np.unique(made_of)) == [0.0, 2.0]
    signs = made_of[::2] - 1
    assert signs @ signs.T == pytest.approx(4 * np.eye(3))
    with pytest.raises(ImpossibleDesign):
        balanced(make_design(Drawn(np.zeros(3, int)), weight=np.ones(3)))


def test_no_weight_matrix_is_larger_than_a_block() -> None:
    """20,000 rows and 500 replicates: what is made at a time has cells and 64 columns."""
    rng = np.random.default_rng(0)
    design = make_design(
        Drawn(np.repeat(np.arange(10), 2000), (np.repeat(np.arange(40), 500),)), weight=np.ones(20_000)
    )
    sample = make_sample(design, make_cells(design, rng.integers(0, 2, 20_000)))
    shapes = {factor.shape for _, factor, _ in blocks(sample, bootstrap(design, replicates=500, rng=rng))}
    assert max(rows * columns for rows, columns in shapes) <= 80 * 64


def test_stages_by_hand() -> None:
    """Two of four clusters, two of four people each: 0.5 · 2 · Σ(z-z̄)² + 0.5 · 0.5 · 2 · ΣΣ(z-z̄)²."""
    y = np.array([1.0, 3.0, 6.0, 8.0])
    drawn = Drawn(np.zeros(4, int), (np.array([0, 0, 1, 1]), np.arange(4)), (np.full(4, 4.0), np.full(4, 4.0)))
    design = make_design(drawn)
    assert design.weight.tolist() == [4.0] * 4
    z = 4 * y
    first = (1 - 0.5) * 2 * ((16 - 36) ** 2 + (56 - 36) ** 2)
    second = 0.5 * (1 - 0.5) * 2 * (2 * (4 - 8) ** 2 + 2 * (24 - 28) ** 2)
    assert variance(design, z[:, None])[0] == pytest.approx(first + second)


def test_a_certain_cluster_is_a_stratum_of_its_people() -> None:
    """Cluster 9 was not drawn: its three people are the sample, with replacement, in a stratum of their own."""
    cluster = np.array([9, 9, 9, 1, 2])
    design = make_design(Drawn(np.zeros(5, int), (cluster,), certainty=(cluster == 9,)), weight=np.ones(5))
    z = np.array([1.0, 2.0, 6.0, 4.0, 8.0])
    totals = np.zeros(design.size)
    totals[design.cluster] = z
    assert variance(design, totals[:, None])[0] == pytest.approx(1.5 * 14 + 2 * 8)


@pytest.mark.parametrize(
    ("policy", "squares"), [("remove", 8.0), ("certainty", 8.0), ("adjust", 57.0), ("average", 16.0)]
)
def test_policies_for_a_stratum_with_one_cluster(policy: str, squares: float) -> None:
    """Stratum 0 gives 2 · ((1-3)² + (5-3)²)/2 · 1 = 8; stratum 1 holds 7 alone."""
    design = make_design(Drawn(np.array([0, 0, 1])), weight=np.ones(3), lonely=policy)
    z = np.array([[2.0], [-0.0], [7.0]])
    z[0], z[1] = 1.0, 5.0
    expected = {8.0: 2 * 8 / 1, 57.0: 16 + 49, 16.0: 16 * 2}[squares]
    assert variance(design, z)[0] == pytest.approx(expected)


def test_failing_is_the_default_and_collapsing_joins_the_neighbour() -> None:
    drawn = Drawn(np.array([0, 0, 1, 2, 2]))
    with pytest.raises(ImpossibleDesign) as refused:
        make_design(drawn, weight=np.ones(5))
    assert (refused.value.code, refused.value.row) == ("lonely_psu", 2)
    assert make_design(drawn, weight=np.ones(5), lonely="collapse").stages[0].count.tolist() == [2, 3]


def test_hartley_rao_is_the_fixed_size_formula_for_equal_probabilities() -> None:
    """Equal p = n/N: both approximations are (1 - n/N) n/(n-1) Σ(z - z̄)²."""
    z = np.array([[1.0], [4.0], [7.0]])
    wanted = (1 - 0.25) * 1.5 * 18
    for rule in ("brewer", "hartley_rao"):
        design = make_design(Drawn(np.zeros(3, int)), probability=np.full(3, 0.25), pps=rule)
        assert variance(design, z)[0] == pytest.approx(wanted)


@pytest.mark.parametrize(("overlap", "same"), [(True, True), (False, False)])
def test_waves_share_the_variance_of_the_clusters_that_are_in_both(overlap: bool, same: bool) -> None:
    """Two waves with equal answers: the change has no variance when the clusters are the same, twice it otherwise."""
    y = np.array([1.0, 2.0, 6.0, 7.0])
    cluster = np.r_[np.arange(4), np.arange(4) + (0 if overlap else 10)]
    wave = np.repeat([0, 1], 4)
    design = make_design(Drawn(np.zeros(8, int), (cluster,), wave=wave), weight=np.ones(8))
    sample = make_sample(design, make_cells(design))
    domains = make_domains(sample, wave, size=2)
    found = joint(sample, domains, collapse(sample, domains, [Variable(np.r_[y, y])]))
    one = found.variance(np.array([[1.0, 0.0]]))[0]
    change = found.variance(np.array([[-1.0, 1.0]]))[0]
    assert change == pytest.approx(0.0 if same else 2 * one, abs=1e-12)


def test_respondents_take_over_the_weight_of_the_silent() -> None:
    one = {"stratum": np.zeros(4, int), "cluster": np.arange(4), "w": np.array([1.0, 2.0, 3.0, 4.0])}
    cell, answered = np.array([0, 0, 1, 1]), np.array([True, False, True, True])
    sample = sample_of(one, [lambda row: Nonresponse(cell[row], answered[row])], (cell, answered))
    assert sample.row_weight.tolist() == [3.0, 0.0, 3.0, 4.0]
    silent = np.array([False, False, True, True])
    with pytest.raises(NotAdjusted):
        sample_of(one, [lambda row: Nonresponse(cell[row], silent[row])], (cell, silent))


@given(SEEDS)
@settings(max_examples=20, deadline=None)
def test_linearised_steps_agree_with_the_derivative(seed: int) -> None:
    """z of a total equals d · dθ/dd, taken numerically by making every step again with one weight changed."""
    one = made(seed)
    if not codes_are_whole(one):
        return
    y = np.nan_to_num(one["y"])
    answered = one["rng"].random(len(y)) < 0.8
    answered[[np.flatnonzero(one["sex"] == sex)[0] for sex in (0, 1)]] = True
    total = np.bincount(one["sex"], weights=one["w"])

    def weights(w):
        design = make_design(Drawn(one["stratum"], (one["cluster"],)), weight=w)
        cells = make_cells(design, np.arange(len(w)))
        steps = [Nonresponse(one["sex"][cells.row], answered[cells.row])]
        return make_sample(design, cells, steps=steps)

    sample = weights(one["w"])
    from danbiet.stats.weights import Carried

    row = sample.cells.row
    linearised = sample.pulled(Carried((sample.weight * y[row])[:, None], y[row][:, None]))[:, 0]
    assert total.sum() == pytest.approx(sample.row_weight.sum())
    for place in range(0, len(y), 5):
        moved = one["w"].copy()
        moved[row[place]] *= 1 + 1e-6
        change = (weights(moved).row_weight @ y - sample.row_weight @ y) / 1e-6
        assert linearised[place] == pytest.approx(change, rel=1e-4, abs=1e-4)


def test_calibration_meets_totals_and_bounds() -> None:
    rng = np.random.default_rng(5)
    x = np.column_stack([np.ones(60), rng.normal(5, 2, 60)])
    goal = np.array([630.0, 3000.0])
    for distance, bounds in (("linear", None), ("raking", None), ("logit", (0.5, 2.0)), ("linear", (0.8, 1.5))):
        weight, reached = Calibrated(x, goal, distance, bounds).apply(np.full((60, 1), 10.0))
        assert x.T @ weight[:, 0] == pytest.approx(goal, rel=1e-9)
        assert reached.converged
        if bounds:
            assert ((weight / 10 > bounds[0] - 1e-12) & (weight / 10 < bounds[1] + 1e-12)).all()
    with pytest.raises(NotAdjusted):
        Calibrated(x, goal * 3, "logit", (0.9, 1.1)).apply(np.full((60, 1), 10.0))


def test_raking_that_cannot_converge_says_how_far_it_is() -> None:
    margins = Margin(np.array([0, 1]), np.array([5.0, 5.0])), Margin(np.array([0, 1]), np.array([6.0, 4.0]))
    with pytest.raises(NotAdjusted) as refused:
        Raked(margins, max_passes=20).apply(np.ones((2, 1)))
    assert (refused.value.code, round(refused.value.gap, 3)) == ("raking_not_converged", 0.2)


def test_trimming_keeps_the_sum_and_the_limit() -> None:
    for proportional in (False, True):
        step = Trimmed(upper=4.0, strict=True, proportional=proportional)
        weight, reached = step.apply(np.array([[1.0], [2.0], [3.0], [10.0]]))
        assert (weight.sum(), weight.max()) == (pytest.approx(16.0), pytest.approx(4.0))
        assert reached.trimmed >= 1
    both, _ = Trimmed(upper=9.0, lower=3.0, strict=True).apply(np.array([[1.0], [4.0], [8.0], [14.0]]))
    assert both[:, 0] == pytest.approx([3.25, 5.75, 9.0, 9.0])  # R's trimWeights: what was raised receives as well
    with pytest.raises(NotAdjusted, match="trimming_too_tight"):
        Trimmed(upper=2.0, strict=True).apply(np.array([[1.0], [4.0], [5.0]]))
    one, _ = Poststratified(np.array([0, 0, 1]), np.array([4.0, 6.0])).apply(np.ones((3, 1)))
    assert one[:, 0].tolist() == [2.0, 2.0, 6.0]


def test_a_jackknife_of_many_clusters_is_made_in_blocks() -> None:
    design = make_design(Drawn(np.repeat(np.arange(200), 20)), weight=np.ones(4000))
    sample = make_sample(design, make_cells(design))
    whole, y = everyone(sample), np.random.default_rng(1).normal(size=4000)
    sums = collapse(sample, whole, [Variable(y, total=True)])
    found = replicated(sample, whole, sums, jackknife(design))
    assert found.se == pytest.approx(taylor(sample, whole, sums).se)
    assert jackknife(design).columns(slice(10, 12)).shape == (4000, 2)


def test_waves_that_share_some_clusters() -> None:
    """Clusters 1, 2, 3 then 2, 3, 4: V1 + V2 - 2 · 2 · Σ over 2 and 3 of the products of deviations."""
    first, second = np.array([1.0, 2.0, 6.0]), np.array([4.0, 7.0, 1.0])
    cluster, wave = np.array([1, 2, 3, 2, 3, 4]), np.repeat([0, 1], 3)
    design = make_design(Drawn(np.zeros(6, int), (cluster,), wave=wave), weight=np.ones(6))
    sample = make_sample(design, make_cells(design))
    domains = make_domains(sample, wave, size=2)
    found = joint(sample, domains, collapse(sample, domains, [Variable(np.r_[first, second], total=True)]))
    own = [1.5 * ((value - value.mean()) ** 2).sum() for value in (first, second)]
    shared = 2 * ((2 - 4) * (4 - 5.5) + (6 - 4) * (7 - 5.5))
    assert found.variance(np.array([[-1.0, 1.0]]))[0] == pytest.approx(sum(own) - 2 * shared)
    assert found.covariance()[0, 1] == pytest.approx(shared)


def test_a_replicate_without_an_answer_leaves_no_variance() -> None:
    """All answers of the domain lie in one cluster: the replicate without it has no mean, and none is made up."""
    y = np.array([1.0, 2.0, np.nan, np.nan, np.nan, np.nan])
    one = {"stratum": np.zeros(6, int), "cluster": np.repeat([0, 1, 2], 2), "w": np.ones(6)}
    sample = sample_of(one)
    whole = everyone(sample)
    sums = collapse(sample, whole, [Variable(y)])
    assert np.isnan(replicated(sample, whole, sums, jackknife(sample.design)).se[0, 0])
    found = joint(sample, whole, sums, replicates=jackknife(sample.design))
    assert np.isnan(found.variance(np.ones((1, 1)))[0])
    assert np.isnan(found.covariance()[0, 0])
