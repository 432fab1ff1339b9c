"""Sizes and allocations: by hand, against every smaller size, against simulation, and within their bounds."""

import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from danbiet.stats import sample_size
from danbiet.stats.sample_size import (
    Clustered,
    ImpossibleSize,
    detectable_change,
    half_width,
    neyman,
    power_allocation,
    proportional,
    size_for_change,
    size_for_half_width,
)


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(sample_size).failed == 0
    assert doctest.testmod(sample_size).attempted >= 7


def test_with_many_clusters_it_is_the_formula_of_the_textbook() -> None:
    """n = deff·(1.96·S/h)² and 2·(1.96 + 0.84)²·S²/δ², when t is as good as normal."""
    design = Clustered(spread=0.5, take=1)
    size = size_for_half_width(design, wanted=0.01)
    assert size.n == pytest.approx((norm.ppf(0.975) * 0.5 / 0.01) ** 2, rel=1e-3)
    size = size_for_change(design, wanted=0.01)
    assert size.n == pytest.approx(2 * ((norm.ppf(0.975) + norm.ppf(0.8)) * 0.5 / 0.01) ** 2, rel=1e-3)


def test_three_clusters_by_hand() -> None:
    """t(2) = 4.3027; deff = 1 + 15·0.1 = 2.5; se = 2·√(2.5/48)."""
    design = Clustered(spread=2.0, take=16, likeness=0.1)
    assert half_width(design, clusters=3) == pytest.approx(4.302652729911275 * 2 * (2.5 / 48) ** 0.5)


@given(st.floats(0.05, 3), st.floats(1, 30), st.floats(0, 0.3), st.integers(1, 5), st.floats(0.05, 1))
@settings(max_examples=60, deadline=None)
def test_one_cluster_less_does_not_do(spread: float, take: float, likeness: float, strata: int, share: float) -> None:
    design, wanted = Clustered(spread, take, likeness, strata), spread * share
    size = size_for_change(design, wanted=wanted, overlap=0.3)
    assert size.reaches <= wanted
    assert detectable_change(design, clusters=size.clusters, overlap=0.3) == size.reaches
    if size.clusters > strata + 1:
        assert detectable_change(design, clusters=size.clusters - 1, overlap=0.3) > wanted


def test_the_power_promised_is_the_power_had() -> None:
    """20,000 pairs of waves of six clusters that differ by the change said: told in 80 % of them.

    (t + t_power)·se is an approximation of the non-central t; at 10 degrees of freedom it lies within 2 points.
    """
    rng, times = np.random.default_rng(20251123), 20_000
    design = Clustered(spread=1.0, take=10, likeness=0.1)
    change = detectable_change(design, clusters=6)
    between, within = np.sqrt(0.1), np.sqrt(0.9 / 10)
    spread = np.hypot(between, within)
    first, second = rng.normal(size=(2, times, 6)) * spread
    difference = second.mean(1) + change - first.mean(1)
    se = np.sqrt((first.var(1, ddof=1) + second.var(1, ddof=1)) / 6)
    told = np.abs(difference) > 2.2281388519649385 * se
    assert told.mean() == pytest.approx(0.8, abs=0.02)


def test_a_finite_population_needs_fewer() -> None:
    free = size_for_half_width(Clustered(0.5, 16, 0.05), wanted=0.05)
    ward = size_for_half_width(Clustered(0.5, 16, 0.05, population=1200), wanted=0.05)
    assert ward.clusters < free.clusters
    assert half_width(Clustered(0.5, 16, population=160), clusters=10) == 0


def test_overlap_shows_less_change_with_many_clusters() -> None:
    design = Clustered(0.5, 16, 0.05)
    assert detectable_change(design, clusters=40, overlap=0.5) < detectable_change(design, clusters=40)


@pytest.mark.parametrize(
    "changes", [{"spread": 0}, {"take": 0.5}, {"likeness": 1.5}, {"strata": 0}, {"weighting": 0.5}, {"population": 1}]
)
def test_designs_without_sense_are_refused(changes: dict[str, float]) -> None:
    with pytest.raises(ImpossibleSize):
        Clustered(**{"spread": 1.0, "take": 10, **changes})


def test_what_no_sample_reaches_is_refused() -> None:
    design = Clustered(1.0, 1, strata=3)
    for wanted in (0.0, -1.0, 1e-9):
        with pytest.raises(ImpossibleSize):
            size_for_half_width(design, wanted=wanted)
    with pytest.raises(ImpossibleSize):
        half_width(design, clusters=3)
    with pytest.raises(ImpossibleSize):
        detectable_change(design, clusters=9, overlap=1.0)
    with pytest.raises(ImpossibleSize):
        power_allocation(10, sizes=np.ones(2) * 9, variation=np.ones(2), power=2)


strata = st.lists(st.tuples(st.integers(1, 500), st.floats(0.01, 20)), min_size=1, max_size=8)


@given(strata, st.floats(0, 1), st.sampled_from(["proportional", "neyman", "power"]))
@settings(max_examples=200, deadline=None)
def test_shares_add_up_and_keep_their_bounds(drawn: list[tuple[int, float]], part: float, kind: str) -> None:
    sizes, spreads = (np.array(column, dtype=float) for column in zip(*drawn, strict=True))
    low, high = np.minimum(2, sizes), sizes
    total = int(low.sum() + part * (high.sum() - low.sum()))
    made = {
        "proportional": lambda: proportional(total, sizes=sizes),
        "neyman": lambda: neyman(total, sizes=sizes, spreads=spreads),
        "power": lambda: power_allocation(total, sizes=sizes, variation=spreads),
    }[kind]()
    assert made.sum() == total
    assert (made >= low).all()
    assert (made <= high).all()


def test_neyman_is_the_best_of_all_allocations() -> None:
    """Every split of 20 over three strata: none has a smaller variance, but for rounding."""
    sizes, spreads = np.array([300.0, 200.0, 100.0]), np.array([1.0, 4.0, 2.0])

    def variance(n: np.ndarray) -> float:
        return float((sizes**2 * spreads**2 * (1 / n - 1 / sizes)).sum())

    best = min(
        variance(np.array([a, b, 20 - a - b])) for a in range(2, 17) for b in range(2, 19 - a) if 20 - a - b >= 2
    )
    assert variance(neyman(20, sizes=sizes, spreads=spreads)) <= best * 1.01


def test_cost_moves_the_sample_away() -> None:
    sizes = np.array([500.0, 500.0])
    assert neyman(90, sizes=sizes, spreads=np.ones(2), costs=np.array([1.0, 4.0])).tolist() == [60, 30]


@pytest.mark.parametrize("total", [3, 1001])
def test_a_total_out_of_reach_is_refused(total: int) -> None:
    with pytest.raises(ImpossibleSize):
        proportional(total, sizes=np.array([500.0, 500.0]))
