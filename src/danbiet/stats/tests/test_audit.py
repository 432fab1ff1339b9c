"""The audit: its claims hold, and it is able to find a wrong one."""

import doctest
from functools import partial

import numpy as np
import pytest

from danbiet.stats import audit as audited
from danbiet.stats.audit import Finding, Trial, audit, cluster_means, coverage


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(audited).failed == 0
    assert doctest.testmod(audited).attempted >= 2


def test_every_claim_of_the_engine_holds() -> None:
    findings = audit(times=4000, rng=np.random.default_rng(20251123))
    assert [one.name for one in findings if not one.holds] == []
    assert len(findings) == 6
    assert all(0 < one.error < 0.05 for one in findings)


@pytest.mark.parametrize(("clusters", "normal"), [(3, 0.813), (6, 0.895)])
def test_the_normal_quantile_is_caught(clusters: int, normal: float) -> None:
    """With three clusters ± 1.96 se holds the truth in 81 % of the samples, t in 95 %."""
    rng = np.random.default_rng(20251123)
    wrong = coverage(partial(cluster_means, clusters=clusters, units=50, normal=True), times=400, rng=rng)
    right = coverage(partial(cluster_means, clusters=clusters, units=50), times=400, rng=rng)
    assert wrong.overall == pytest.approx(normal, abs=0.012)
    assert right.overall == pytest.approx(0.95, abs=0.008)
    assert right.width.mean() > wrong.width.mean()


def test_bias_and_spread_are_told() -> None:
    def off(rng: np.random.Generator) -> Trial:
        estimate = 2 + 0.5 * rng.normal(size=2)
        return Trial(np.array([1.0, 2.0]), estimate, estimate - 1, estimate + 1)

    told = coverage(off, times=4000, rng=np.random.default_rng(1))
    assert told.bias == pytest.approx([1, 0], abs=0.04)
    assert told.spread == pytest.approx([0.5, 0.5], rel=0.05)
    assert told.covered == pytest.approx([0.5, 0.9545], abs=0.03)
    assert told.error == pytest.approx(np.sqrt(told.covered * (1 - told.covered) / 4000))


def test_rank_intervals_can_be_audited() -> None:
    """Ranks of five units from noisy scores: intervals from draws about the estimate hold the true rank."""

    def ranked(rng: np.random.Generator) -> Trial:
        truth = rng.normal(size=5)
        estimate = truth + 0.4 * rng.normal(size=5)
        draws = estimate + 0.4 * rng.normal(size=(200, 5))
        places = (-draws).argsort(axis=1).argsort(axis=1) + 1.0
        low, high = np.quantile(places, [0.025, 0.975], axis=0)
        rank = (-truth).argsort().argsort() + 1.0
        return Trial(rank, (-estimate).argsort().argsort() + 1.0, np.floor(low), np.ceil(high))

    assert coverage(ranked, times=400, rng=np.random.default_rng(1)).overall > 0.93


def test_a_finding_outside_its_bounds_does_not_hold() -> None:
    assert not Finding("mean", 0.81, 0.95, 0.94, 0.96, 0.003).holds
