"""Scores computed from indicator means of a place, by the rules of an edition."""

from collections.abc import Mapping

from danbiet.scores.rules import Edition
from danbiet.stats import compose
from danbiet.stats.results import Composed


def score_place(means: Mapping[str, float | None], edition: Edition) -> Composed:
    """The index of one place from the mean of each indicator column."""
    return compose.compose(means, _dimensions(edition))


def _dimensions(edition: Edition) -> list[compose.Dimension]:
    return [
        compose.Dimension(
            dimension.code,
            tuple(
                compose.SubDimension(
                    part.code, part.low, part.high,
                    tuple(
                        compose.Indicator(one.column, one.min, one.max, one.direction, one.weight, one.source)
                        for one in part.indicators
                    ),
                    normalised=part.normalised, on_missing=part.on_missing,
                )
                for part in dimension.sub_dimensions
            ),
        )
        for dimension in edition.dimensions
    ]  # fmt: skip
