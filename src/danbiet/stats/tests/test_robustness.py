"""Shares of variance against functions whose shares are known, the index model against a slow one written by cell."""

import doctest
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danbiet.stats import robustness, sensitivity
from danbiet.stats.compose import Dimension, Index, Indicator, SubDimension, compose
from danbiet.stats.robustness import (
    FACTORS,
    Choices,
    ImpossibleChoices,
    draws,
    one_at_a_time,
    perturbed_weights,
)
from danbiet.stats.sensitivity import ImpossibleShares, sobol

DIMENSIONS = (
    Dimension("D1", (
        SubDimension("S1.1", 0.25, 2.5, (Indicator("a", 0, 1, weight=0.25), Indicator("b", 1, 5, -1, 0.5)), False),
        SubDimension("S1.2", 0.33, 3.33, (Indicator("c", 0, 1), Indicator("d", 0, 10, 1, 3.0))),
    )),
    Dimension("D2", (SubDimension("S2.1", 0.5, 5, (Indicator("e", 0, 1, -1), Indicator("f", 0, 1))),)),
)  # fmt: skip
INDEX = Index(DIMENSIONS)
COLUMNS = tuple(one.column for one in INDEX.indicators)
WEIGHT = INDEX.weight.sum(axis=0)
RANGES = np.array([[0, 1], [1, 5], [0, 1], [0, 10], [0, 1], [0, 1]])


def answers(rng: np.random.Generator, *shape: int) -> np.ndarray:
    return RANGES[:, 0] + rng.uniform(0.1, 0.9, (*shape, 6)) * (RANGES[:, 1] - RANGES[:, 0])


@pytest.mark.parametrize("module", [sensitivity, robustness])
def test_the_examples_in_the_docstrings_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0
    assert doctest.testmod(module).attempted >= 2


def test_shares_of_ishigami_and_homma() -> None:
    """f = sin x + 7 sin² y + 0.1 z⁴ sin x: first 0.3139, 0.4424, 0; total 0.5576, 0.4424, 0.2437."""

    def model(u: np.ndarray) -> np.ndarray:
        x, y, z = (np.pi * (2 * u - 1)).T
        return (np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x))[:, None]

    a, b = 7.0, 0.1
    alone = (1 + b * np.pi**4 / 5) ** 2 / 2
    whole = a**2 / 8 + b * np.pi**4 / 5 + b**2 * np.pi**8 / 18 + 0.5
    both = b**2 * np.pi**8 * (1 / 18 - 1 / 50)
    shares = sobol(model, names=("x", "y", "z"), n=4096, rng=np.random.default_rng(3))
    first, total = np.array([alone, a**2 / 8, 0]) / whole, np.array([alone + both, a**2 / 8, both]) / whole
    assert (np.abs(shares.first[:, 0] - first) <= 4 * shares.first_se[:, 0] + 1e-9).all()
    assert (np.abs(shares.total[:, 0] - total) <= 4 * shares.total_se[:, 0]).all()
    assert (shares.first_se < 0.03).all()
    assert shares.variance[0] == pytest.approx(whole, rel=0.02)
    assert shares.mean[0] == pytest.approx(a / 2, abs=0.05)


def test_additive_outputs_have_no_interactions_and_count_with_their_variance() -> None:
    """Outputs u₁ + 3u₂ and 10u₁: shares 0.1, 0.9 and 1, 0; together (1 + 100) and 9 of 110."""
    shares = sobol(
        lambda u: np.column_stack([u[:, 0] + 3 * u[:, 1], 10 * u[:, 0]]),
        names=("p", "q"), n=2048, rng=np.random.default_rng(3),
    )  # fmt: skip
    assert shares.first == pytest.approx(np.array([[0.1, 1.0], [0.9, 0.0]]), abs=0.02)
    assert shares.total == pytest.approx(shares.first, abs=0.02)
    assert shares.overall()["p"] == pytest.approx((101 / 110, 101 / 110), abs=0.02)


def test_the_error_told_is_the_error_made() -> None:
    """Forty runs: the spread of the shares is no larger than the errors say (points are more even than chance)."""
    runs = [
        sobol(lambda u: u[:, :1] * u[:, 1:], names=("p", "q"), n=256, rng=np.random.default_rng(seed))
        for seed in range(40)
    ]
    made = np.std([run.first[0, 0] for run in runs])
    assert made <= 1.3 * np.mean([run.first_se[0, 0] for run in runs])
    assert np.mean([run.first[0, 0] for run in runs]) == pytest.approx(3 / 7, abs=0.02)


def test_an_output_that_does_not_vary_has_no_shares() -> None:
    shares = sobol(
        lambda u: np.column_stack([u[:, 0], 5 + 0 * u[:, 0]]), names=("p",), n=64, rng=np.random.default_rng(1)
    )
    assert np.isnan(shares.first[0, 1])
    assert shares.variance[1] == 0
    assert shares.overall()["p"][0] == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize(("names", "n"), [((), 64), (("p",), 100), (("p",), 1)])
def test_runs_without_sense_are_refused(names: tuple[str, ...], n: int) -> None:
    with pytest.raises(ImpossibleShares):
        sobol(lambda u: u, names=names, n=n, rng=np.random.default_rng(1))


def test_the_reference_is_the_composite() -> None:
    means = answers(np.random.default_rng(7), 9)
    made = robustness.robustness(
        means, replicates=means[None], index=INDEX, choices=Choices(), n=2, rng=np.random.default_rng(1)
    )
    totals = [compose(dict(zip(COLUMNS, row, strict=True)), DIMENSIONS).total.value for row in means]
    assert made.reference == pytest.approx(totals, rel=1e-13)


def slow_total(means: np.ndarray, unit: int, how: dict[str, object], weights: np.ndarray) -> float:
    """One total, one cell after another, with the formulas of the method page."""
    sums, widths = [], []
    low = 0.0
    place = 0
    for part in (part for dimension in DIMENSIONS for part in dimension.parts):
        shares, inner = [], []
        for indicator in part.indicators:
            value, column = means[unit, place], means[:, place]
            if place != how["drop"] and not math.isnan(value):
                shares.append(slow_share(value, column[~np.isnan(column)], indicator, how))
                inner.append(weights[place])
            place += 1
        whole = 1.0 if part.normalised else sum(one.weight for one in part.indicators)
        sums.append(slow_mean(shares, inner, str(how["aggregation"])))
        widths.append((part.high - part.low) * whole)
        low += part.low
    return low + sum(widths) * slow_mean(sums, widths, str(how["aggregation"]))


def slow_share(value: float, column: np.ndarray, indicator: Indicator, how: dict[str, object]) -> float:
    low, high = indicator.min, indicator.max
    if how["normalisation"] == "goalposts":
        middle, half = (low + high) / 2, (high - low) / 2 * (1 + how["stretch"])
        share = (value - middle + half) / (2 * half)
    elif how["normalisation"] == "min_max":
        share = (value - min(column)) / (max(column) - min(column))
    else:
        mean = sum(column) / len(column)
        share = 0.5 + (value - mean) / math.sqrt(sum((one - mean) ** 2 for one in column) / len(column)) / 6
    share = min(1, max(0, share))
    return share if indicator.direction == 1 else 1 - share


def slow_mean(shares: list[float], weights: list[float], how: str) -> float:
    total = sum(weights)
    points = [1 + 9 * share for share in shares]
    pairs = list(zip(points, weights, strict=True))
    if how == "arithmetic":
        mean = sum(point * weight for point, weight in pairs) / total
    elif how == "geometric":
        mean = math.prod(point ** (weight / total) for point, weight in pairs)
    else:
        mean = total / sum(weight / point for point, weight in pairs)
    return (mean - 1) / 9


@given(st.integers(0, 10**6))
@settings(max_examples=25, deadline=None)
def test_the_model_equals_a_slow_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    means, replicates = answers(rng, 5), answers(rng, 4, 5)
    gap = rng.integers(0, 6, 2)
    means[0, gap[0]] = np.nan
    replicates[:, 0, gap[0]] = np.nan
    choices = Choices(goalposts=0.3, weights=np.vstack([WEIGHT, rng.uniform(0.5, 2, (2, 6))]))
    model = robustness._model(means, replicates, INDEX, choices)
    rows = rng.uniform(size=(8, len(FACTORS)))
    totals = model.totals(rows)
    drops = [-1, *model.droppable]
    for row, total in zip(rows, totals, strict=True):
        how = {
            "normalisation": ("goalposts", "min_max", "z")[int(row[1] * 3)],
            "stretch": 0.3 * (2 * row[2] - 1),
            "aggregation": ("arithmetic", "geometric", "harmonic")[int(row[4] * 3)],
            "drop": drops[int(row[5] * len(drops))],
        }
        values = replicates[int(row[0] * 4)]
        expected = [slow_total(values, unit, how, choices.weights[int(row[3] * 3)]) for unit in range(5)]
        assert total == pytest.approx(expected, rel=1e-12)


def analysed(choices: Choices, noise: float, n: int = 256) -> robustness.Robustness:
    rng = np.random.default_rng(11)
    means = answers(rng, 12)
    replicates = means + noise * (RANGES[:, 1] - RANGES[:, 0]) * rng.normal(size=(200, 12, 6))
    return robustness.robustness(means, replicates=replicates, index=INDEX, choices=choices, n=n, rng=rng)


def test_when_only_the_sample_varies_all_is_sampling() -> None:
    made = analysed(Choices(True, ("goalposts",), 0.0, WEIGHT[None], ("arithmetic",), False), 0.05)
    assert made.total_shares.overall()["sampling"] == pytest.approx((1, 1), abs=0.06)
    assert all(made.rank_shares.overall()[name][1] == 0 for name in FACTORS[1:])


def test_sampling_takes_the_share_that_it_has() -> None:
    """More noise in the sample, more of the uncertainty of ranks is sampling."""
    quiet, loud = analysed(Choices(), 0.01), analysed(Choices(), 0.1)
    little, much = (made.rank_shares.overall()["sampling"] for made in (quiet, loud))
    assert little[1] < 0.1 < 0.3 < much[1]
    assert loud._repr_html_().count("<tr>") == 13
    assert loud.rank_shares._repr_html_().count("<tr>") == 7
    assert (loud.rank_low <= loud.rank_middle).all()
    assert (loud.rank_middle <= loud.rank_high).all()


def test_sampling_variance_by_itself_is_that_of_the_totals() -> None:
    """All else fixed, the variance over the draws is the plain variance of the composites of the replicates."""
    rng = np.random.default_rng(2)
    means, replicates = answers(rng, 3), answers(rng, 64, 3)
    fixed = Choices(True, ("goalposts",), 0.0, WEIGHT[None], ("arithmetic",), False)
    made = robustness.robustness(means, replicates=replicates, index=INDEX, choices=fixed, n=4096, rng=rng)
    totals = [
        [compose(dict(zip(COLUMNS, row, strict=True)), DIMENSIONS).total.value for row in replicate]
        for replicate in replicates
    ]
    assert made.total_shares.variance == pytest.approx(np.var(totals, axis=0), rel=0.02)


def test_same_seed_same_result() -> None:
    first, second = analysed(Choices(), 0.05, 64), analysed(Choices(), 0.05, 64)
    assert (first.rank_shares.first == second.rank_shares.first).all()
    assert (first.rank_high == second.rank_high).all()


def test_units_in_another_order_have_the_same_shares() -> None:
    rng = np.random.default_rng(4)
    means, replicates, order = answers(rng, 8), answers(rng, 32, 8), rng.permutation(8)
    plain, mixed = (
        robustness.robustness(
            means[rows], replicates=replicates[:, rows], index=INDEX, choices=Choices(), n=64,
            rng=np.random.default_rng(9),
        )
        for rows in (slice(None), order)
    )  # fmt: skip
    assert mixed.total_shares.first == pytest.approx(plain.total_shares.first[:, order], abs=1e-9)
    assert mixed.rank == pytest.approx(plain.rank[order])


def test_one_choice_at_a_time() -> None:
    means = answers(np.random.default_rng(7), 15)
    made = one_at_a_time(means, index=INDEX, choices=Choices())
    assert [(one.factor, one.option) for one in made] == [
        ("normalisation", "min_max"), ("normalisation", "z"), ("goalposts", "narrow"), ("goalposts", "wide"),
        ("weights", "2"), ("aggregation", "geometric"), ("aggregation", "harmonic"),
        *(("drop", name) for name in "abcdef"),
    ]  # fmt: skip
    assert all(0 <= one.mean_shift <= one.largest_shift < 15 for one in made)
    assert all(-1 <= one.correlation <= 1.0000001 for one in made)
    left_out = next(one for one in made if one.option == "f")
    without = [
        Dimension("D", DIMENSIONS[0].parts),
        Dimension("E", (SubDimension("S", 0.5, 5, DIMENSIONS[1].parts[0].indicators[:1]),)),
    ]
    before, after = (
        robustness.ranks(
            np.array([[compose(dict(zip(COLUMNS, row, strict=True)), shape).total.value for row in means]])
        )[0]
        for shape in (DIMENSIONS, without)
    )
    assert left_out.mean_shift == pytest.approx(np.abs(before - after).mean())


def test_ties_share_their_ranks() -> None:
    assert robustness.ranks(np.array([[5.0, 7.0, 5.0, 1.0]])).tolist() == [[2.5, 1.0, 2.5, 4.0]]


def test_draws_from_a_jackknife_have_the_covariance_it_stands_for() -> None:
    """JK1 of two means: (R-1)/R·Σ deviations is their covariance / 20; 20,000 draws must have it."""
    rng = np.random.default_rng(1)
    sample = rng.normal(size=(20, 2)) @ [[1.0, 0.8], [0.0, 0.6]]
    replicates = np.array([np.delete(sample, one, axis=0).mean(axis=0) for one in range(20)])
    made = draws(sample.mean(axis=0), replicates=replicates, scale=19 / 20, count=20_000, rng=rng)
    assert made.mean(axis=0) == pytest.approx(sample.mean(axis=0), abs=0.01)
    assert np.cov(made.T) == pytest.approx(np.cov(sample.T) / 20, rel=0.05, abs=1e-3)


def test_perturbed_weights_stay_within_their_spread() -> None:
    sets = perturbed_weights(WEIGHT, spread=0.25, sets=50, rng=np.random.default_rng(1))
    assert (sets[0] == WEIGHT).all()
    assert (np.abs(sets / WEIGHT - 1) <= 0.25).all()


@pytest.mark.parametrize(
    "changes",
    [{"normalisation": ()}, {"normalisation": ("rank",)}, {"aggregation": ("median",)}, {"goalposts": 1.0}],
)
def test_choices_that_are_not_known_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ImpossibleChoices):
        Choices(**changes)


def test_arrays_that_do_not_fit_are_refused() -> None:
    means = answers(np.random.default_rng(1), 3)
    holes = means.copy()
    holes[0, :2] = np.nan
    column = means.copy()
    column[:, 0] = np.nan
    for changed, replicates, choices in [
        (means[:, :5], means[None, :, :5], Choices()),
        (means, means[None, :2], Choices()),
        (means, holes[None], Choices()),
        (holes, holes[None], Choices()),
        (column, column[None], Choices()),
        (means, means[None], Choices(weights=np.ones((2, 5)))),
        (means, means[None], Choices(weights=-np.ones((2, 6)))),
    ]:
        with pytest.raises(ImpossibleChoices):
            robustness.robustness(
                changed, replicates=replicates, index=INDEX, choices=choices, n=4, rng=np.random.default_rng(1)
            )
