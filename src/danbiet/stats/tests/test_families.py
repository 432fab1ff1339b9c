"""More families against the slow formulas on random designs: ratios, contrasts, calibration, stages, composites."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from danbiet.stats import compose
from danbiet.stats.compare import rank_intervals, ranks, told_apart
from danbiet.stats.compose import Dimension, Index, Indicator, SubDimension
from danbiet.stats.design import Drawn, make_design
from danbiet.stats.estimate import Variable, collapse, taylor
from danbiet.stats.indices import composed
from danbiet.stats.intervals import share_interval
from danbiet.stats.joint import joint
from danbiet.stats.replication import blocks, bootstrap, jackknife, replicated
from danbiet.stats.sample import everyone, make_domains
from danbiet.stats.tests import slow
from danbiet.stats.tests.test_engine import SEEDS, made, sample_of
from danbiet.stats.variance import variance
from danbiet.stats.weights import Calibrated, Poststratified


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_ratios(seed: int) -> None:
    one = made(seed)
    x = one["rng"].uniform(1, 4, len(one["y"])).round(2)
    if np.isnan(one["y"]).all():
        return
    sample = sample_of(one)
    whole = everyone(sample)
    found = taylor(sample, whole, collapse(sample, whole, [Variable(one["y"], x)]))
    wanted = slow.ratio(one["y"], x, one["w"], one["stratum"], one["cluster"])
    assert (found.estimate[0, 0], found.se[0, 0]) == (pytest.approx(wanted[0]), pytest.approx(wanted[1], abs=1e-9))


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_contrasts_carry_the_covariance_of_shared_clusters(seed: int) -> None:
    one = made(seed)
    parts = [(one["domain"] == domain) & ~np.isnan(one["y"]) for domain in (0, 1)]
    if not all(part.any() for part in parts):
        return
    sample = sample_of(one)
    domains = make_domains(sample, one["domain"], size=3)
    found = joint(sample, domains, collapse(sample, domains, [Variable(one["y"])]))
    wanted = slow.difference(one["y"], one["w"], one["stratum"], one["cluster"], one["domain"] == 0, one["domain"] == 1)
    weights = np.array([[1.0, -1.0, 0.0]])
    assert found.estimate[0] - found.estimate[1] == pytest.approx(wanted[0])
    assert found.variance(weights)[0] ** 0.5 == pytest.approx(wanted[1], abs=1e-9)


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_calibration_and_poststratification(seed: int) -> None:
    one = made(seed)
    y, n = np.nan_to_num(one["y"]), len(one["y"])
    x = np.column_stack([np.ones(n), one["rng"].uniform(1, 3, n)])
    if n < 6 or len(np.unique(one["sex"])) < 2:
        return
    goal = (one["w"][:, None] * x).sum(axis=0) * [1.1, 1.15]
    sample = sample_of(one, [lambda row: Calibrated(x[row], goal)], (np.arange(n),))
    whole = everyone(sample)
    found = taylor(sample, whole, collapse(sample, whole, [Variable(y, total=True)], plain=True))
    wanted = slow.calibrated_total(y, x, one["w"], goal, one["stratum"], one["cluster"])
    assert found.estimate[0, 0] == pytest.approx(wanted[0], rel=1e-8)
    assert found.se[0, 0] == pytest.approx(wanted[1], rel=1e-6, abs=1e-6)
    totals = np.array([40.0, 70.0])
    sample = sample_of(one, [lambda row: Poststratified(one["sex"][row], totals)], (one["sex"],))
    whole = everyone(sample)
    found = taylor(sample, whole, collapse(sample, whole, [Variable(y, total=True)], plain=True))
    wanted = slow.poststratified_total(y, one["sex"], totals, one["w"], one["stratum"], one["cluster"])
    assert found.estimate[0, 0] == pytest.approx(wanted[0])
    assert found.se[0, 0] == pytest.approx(wanted[1], rel=1e-8, abs=1e-8)


@given(SEEDS)
@settings(max_examples=30, deadline=None)
def test_two_stages(seed: int) -> None:
    rng = np.random.default_rng(seed)
    strata, first, second = rng.integers(1, 4), rng.integers(2, 5), rng.integers(2, 4)
    grid = np.array(
        [(a, b, c, d) for a in range(strata) for b in range(first) for c in range(second) for d in range(2)]
    )
    stratum, one, two = grid[:, 0], grid[:, 0] * 10 + grid[:, 1], grid[:, 2]
    counts = first + rng.integers(0, 5), second + rng.integers(0, 5)
    population = tuple(np.full(len(grid), float(count)) for count in counts)
    design = make_design(Drawn(stratum, (one, two), population))
    z = rng.normal(size=len(grid))
    totals = np.bincount(design.cluster, weights=z)
    wanted = slow.multistage_variance(z, stratum, one, two, counts)
    assert variance(design, totals[:, None])[0] == pytest.approx(wanted, abs=1e-9)
    share = first / counts[0] * second / counts[1]
    assert design.weight == pytest.approx(np.full(len(grid), 1 / share))


@given(SEEDS)
@settings(max_examples=20, deadline=None)
def test_a_bootstrap_equals_whole_weight_vectors(seed: int) -> None:
    one = made(seed)
    sample = sample_of(one)
    whole = everyone(sample)
    if np.isnan(one["y"]).all():
        return
    replicates = bootstrap(sample.design, replicates=20, rng=np.random.default_rng(seed))
    found = replicated(sample, whole, collapse(sample, whole, [Variable(one["y"])]), replicates)
    vectors = np.hstack([factor for _, factor, _ in blocks(sample, replicates)])[sample.cells.of_row]
    values = np.array([
        slow.weighted_mean(one["y"], one["w"] * column, np.ones(len(one["y"]), bool)) for column in vectors.T
    ])  # fmt: skip
    if not np.isnan(values).any():
        assert found.se[0, 0] == pytest.approx(values.std(ddof=1), rel=1e-8, abs=1e-12)


INDEX = Index(
    (
        Dimension("D1", (
            SubDimension("S1", 0.25, 2.5, (Indicator("a", 0, 5), Indicator("b", 1, 6, -1, 2.0)), on_missing="rest"),
            SubDimension("S2", 0.33, 3.33, (Indicator("c", 0, 8, 1, 0.5),), normalised=False),
        )),
        Dimension("D2", (SubDimension("S3", 0.5, 5, (Indicator("d", -2, 9),)),)),
    )
)  # fmt: skip


@given(st.lists(st.one_of(st.none(), st.floats(-10, 10)), min_size=4, max_size=4))
def test_the_matrix_form_of_an_index_is_the_plain_one(means) -> None:
    plain = compose.compose(dict(zip("abcd", means, strict=True)), INDEX.dimensions)
    column = np.array([[np.nan if one is None else one] for one in means])
    found = dict(zip(INDEX.codes, INDEX.parts(column)[:, 0], strict=True))
    for code, scored in {**plain.sub_dimensions, **plain.dimensions, "TOTAL": plain.total}.items():
        assert found[code] == pytest.approx(np.nan if scored.value is None else scored.value, nan_ok=True)


@given(SEEDS)
@settings(max_examples=20, deadline=None)
def test_a_composite_is_composed_anew_in_every_replicate(seed: int) -> None:
    """Parts and their jackknife errors from whole weight vectors, one place at a time."""
    one = made(seed)
    n = len(one["y"])
    columns = {name: one["rng"].uniform(0, 6, n) for name in "abcd"}
    sample = sample_of(one)
    whole = everyone(sample)
    sums = collapse(sample, whole, [Variable(columns[each.column]) for each in INDEX.indicators])
    found = composed(sample, whole, sums, index=INDEX, replicates=jackknife(sample.design))

    def scores(w):
        means = {name: slow.weighted_mean(value, w, np.ones(n, bool)) for name, value in columns.items()}
        done = compose.compose(means, INDEX.dimensions)
        return [part.value for part in (*done.sub_dimensions.values(), *done.dimensions.values(), done.total)]

    assert found.parts[0] == pytest.approx(np.array(scores(one["w"])))
    pairs = list(slow.replicate_weights(one["w"], one["stratum"], one["cluster"]))
    values, factors = np.array([scores(w) for w, _ in pairs]), np.array([factor for _, factor in pairs])
    wanted = (factors @ (values - values.mean(axis=0)) ** 2) ** 0.5
    assert found.se[0] == pytest.approx(wanted, rel=1e-7, abs=1e-9)


@given(st.floats(0.01, 0.99), st.floats(0.001, 0.2), st.integers(1, 60), st.integers(5, 500))
@settings(max_examples=60, deadline=None)
def test_intervals_of_shares_hold_the_share_and_stay_inside(p: float, se: float, df: int, n: int) -> None:
    for method in ("logit", "asin", "beta", "likelihood"):
        low, high = share_interval(
            np.array([p]), np.array([se]), np.array([float(df)]), n=np.array([float(n)]), level=0.95, method=method
        )
        assert 0 <= low[0] <= p + 1e-9
        assert p - 1e-9 <= high[0] <= 1


def test_intervals_of_ranks_hold_the_true_ranks() -> None:
    """Eight units with true values close together, 400 times: all true ranks inside in at least 95 % per unit."""
    rng = np.random.default_rng(11)
    truth = np.array([1.0, 1.1, 1.2, 2.0, 2.1, 3.0, 4.5, 4.6])
    wanted, df, held = ranks(truth), np.full(8, 4.0), []
    for _ in range(400):
        spread = 0.5 * np.sqrt(rng.chisquare(4, 8) / 4)
        seen = truth + 0.5 * rng.normal(size=8)
        best, worst = rank_intervals(told_apart(seen, np.diag(spread**2), df, level=0.95), np.ones(8, bool))
        held.append((best <= wanted) & (wanted <= worst))
    assert np.mean(held, axis=0).min() > 0.95


def test_the_ends_of_a_likelihood_interval_are_what_r_comes_to_with_finer_steps():
    """R 4.1.1 interpolates a profile: 0.2504586, 0.8452765; with steps 100 times as fine it comes to these."""
    p, variance, df, n = 0.5647033727921704, 0.010578265928559, 3.0, 49.0
    told = [np.array([one]) for one in (p, variance**0.5, df)]
    ends = [float(end[0]) for end in share_interval(*told, n=np.array([n]), level=0.95, method="likelihood")]
    assert ends == pytest.approx([0.250512882317562, 0.845265747442745], rel=2e-8)

    def loss(at):
        return p * np.log(p / at) + (1 - p) * np.log((1 - p) / (1 - at))

    effect = n * variance / (p * (1 - p)) * n / (n - 1)
    for end in ends:
        assert 2 * n * loss(end) / effect == pytest.approx(special.stdtrit(df, 0.975) ** 2, rel=1e-10)
