"""Scores computed by the rules of an edition; the examples in the docstrings of the rules run too."""

import doctest

import pytest

from danbiet.scores import rules
from danbiet.scores.frames import score_place
from danbiet.scores.rules import cells, reading


@pytest.mark.parametrize("module", [cells, reading], ids=lambda module: module.__name__)
def test_the_examples_in_the_docstrings_hold(module) -> None:
    assert doctest.testmod(module).failed == 0


def means(edition: rules.Edition, share: float) -> dict[str, float]:
    """Every indicator at the same share of its range, counted from its worse end."""
    return {
        one.column: one.min + (one.max - one.min) * (share if one.direction == 1 else 1 - share)
        for part in edition.sub_dimensions
        for one in part.indicators
    }


@pytest.mark.parametrize("edition", rules.editions(), ids=lambda one: one.id)
def test_every_edition_runs_from_its_least_to_its_greatest_score(edition: rules.Edition) -> None:
    low, high = score_place(means(edition, 0), edition), score_place(means(edition, 1), edition)
    for part in edition.sub_dimensions:
        assert low.sub_dimensions[part.code].value == pytest.approx(part.low)
        if part.normalised:
            assert high.sub_dimensions[part.code].value == pytest.approx(part.high)
    assert low.total.value == pytest.approx(edition.limits(rules.TOTAL)[0])
    assert "edition_from_memory" in low.total.warnings


def test_civic_knowledge_of_2023_follows_the_weights_that_were_seen() -> None:
    edition = rules.edition_for(2023)
    scored = score_place({"knows_policies": 0.5, "knows_leaders": 0.7046}, edition).sub_dimensions["S1.1"]
    assert (round(scored.value, 4), scored.warnings) == (1.3239, ())
