"""Composing scores: by hand, at the ends of the range, with gaps; the examples of the docstrings run too."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danbiet.stats import compose
from danbiet.stats.compose import Dimension, ImpossibleIndex, Indicator, SubDimension
from danbiet.stats.results import CLIPPED, EDITION_FROM_MEMORY, PART_MISSING

TWO = (Indicator("a", 0, 1), Indicator("b", 1, 5, direction=-1, weight=3))


def part(**changes: object) -> SubDimension:
    return SubDimension("S1.1", 0.25, 2.5, TWO, **changes)


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(compose).failed == 0
    assert doctest.testmod(compose).attempted > 5


def test_a_score_worked_out_by_hand() -> None:
    # shares 0.6 and 1 - 0.25; weights 1 and 3 of 4: 0.7125; 0.25 + 2.25 * 0.7125
    assert compose.sub_dimension({"a": 0.6, "b": 2.0}, part()).value == pytest.approx(1.853125)


def test_weights_as_given_need_not_add_up_to_one() -> None:
    quarter = (Indicator("a", 0, 1, weight=0.25), Indicator("b", 0, 1, weight=0.5))
    made = SubDimension("S1.1", 0.25, 2.5, quarter, normalised=False)
    assert compose.sub_dimension({"a": 1.0, "b": 1.0}, made).value == pytest.approx(0.25 + 2.25 * 0.75)


@pytest.mark.parametrize("gap", [None, float("nan")])
def test_a_missing_mean_leaves_the_score_missing(gap: float | None) -> None:
    scored = compose.sub_dimension({"a": 0.6, "b": gap}, part())
    assert (scored.value, scored.warnings) == (None, (PART_MISSING,))


def test_the_rest_takes_over_the_weight_where_the_edition_says_so() -> None:
    scored = compose.sub_dimension({"a": 0.6}, part(on_missing="rest"))
    assert scored.value == pytest.approx(0.25 + 2.25 * 0.6)
    assert PART_MISSING in scored.warnings
    assert compose.sub_dimension({}, part(on_missing="rest")).value is None


def test_what_lies_outside_the_range_is_clipped_and_named() -> None:
    scored = compose.sub_dimension({"a": 1.2, "b": 9.0}, part())
    assert scored.value == pytest.approx(0.25 + 2.25 * 0.25)
    assert scored.warnings == (CLIPPED,)


def test_an_indicator_from_memory_marks_the_score() -> None:
    made = SubDimension("S2.1", 0.33, 3.33, (Indicator("a", 0, 1, source="memory"),))
    assert compose.sub_dimension({"a": 0.5}, made).warnings == (EDITION_FROM_MEMORY,)


def test_sums_are_missing_as_soon_as_one_part_is() -> None:
    index = [Dimension("D1", (part(),)), Dimension("D2", (SubDimension("S2.1", 0.5, 5, (Indicator("c", 0, 1),)),))]
    whole = compose.compose({"a": 0.6, "b": 2.0, "c": 1.0}, index)
    assert whole.dimensions["D2"].value == 5
    assert whole.total.value == pytest.approx(6.853125)
    gap = compose.compose({"a": 0.6, "b": 2.0}, index)
    assert gap.dimensions["D1"].value is not None
    assert (gap.dimensions["D2"].value, gap.total.value) == (None, None)


@pytest.mark.parametrize(
    "broken",
    [
        lambda: Indicator("a", 1, 1), lambda: Indicator("a", 0, 1, direction=0),
        lambda: Indicator("a", 0, 1, weight=-1),
        lambda: SubDimension("S", 1, 1, TWO), lambda: part(on_missing="zero"),
        lambda: compose.sub_dimension({"a": 1.0}, SubDimension("S", 0, 1, (Indicator("a", 0, 1, weight=0),))),
    ],
)  # fmt: skip
def test_an_impossible_index_is_refused(broken) -> None:
    with pytest.raises(ImpossibleIndex):
        broken()


@given(st.floats(-10, 10), st.floats(-10, 10))
def test_a_normalised_score_never_leaves_its_scale(a: float, b: float) -> None:
    value = compose.sub_dimension({"a": a, "b": b}, part()).value
    assert 0.25 - 1e-12 <= value <= 2.5 + 1e-12
