"""`where` and `event` on the columns of a table: true, false or undecided (nan) for each row."""

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from danbiet.survey.frames.reading import Floats, Table
from danbiet.survey.rules.expressions import Among, Both, Column, Comparison, Expression, Missing, Not, Operand, parse

SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def where(table: Table, text: str | None) -> "np.ndarray[Any, np.dtype[np.bool_]] | None":
    """The rows of a sub-population; a comparison with a missing cell is false."""
    if text is None:
        return None
    found: np.ndarray[Any, np.dtype[np.bool_]] = evaluated(table, parse(text), undecided=0.0) == 1
    return found


def event(table: Table, text: str) -> Floats:
    """1, 0, or nan where the row leaves it undecided."""
    return evaluated(table, parse(text), undecided=np.nan)


def evaluated(table: Table, tree: Expression, *, undecided: float) -> Floats:
    """Kleene's logic: and is the least, or the greatest, and what cannot be decided stays so."""
    match tree:
        case Both(left, right, either):
            one, other = evaluated(table, left, undecided=undecided), evaluated(table, right, undecided=undecided)
            return _kleene(one, other, 1.0 if either else 0.0)
        case Not(part):
            return 1 - evaluated(table, part, undecided=undecided)
        case Missing(column):
            return table.gaps(column.name).astype(float)
        case Among(column, values):
            parts = [_compared(table, Comparison("==", column, value), undecided) for value in values]
            return np.max(parts, axis=0)
        case Comparison():
            return _compared(table, tree, undecided)


def _kleene(one: Floats, other: Floats, decides: float) -> Floats:
    both = np.where(np.isnan(one) | np.isnan(other), np.nan, np.maximum(one, other) if decides else one * other)
    return np.where((one == decides) | (other == decides), decides, both)


def _compared(table: Table, tree: Comparison, undecided: float) -> Floats:
    as_text = isinstance(tree.left, str) or isinstance(tree.right, str)
    left, right = (_side(table, side, as_text) for side in (tree.left, tree.right))
    found = SIGNS[tree.sign](left[0], right[0]).astype(float)
    return np.where(left[1] | right[1], undecided, found)


def _side(table: Table, side: Operand, as_text: bool) -> tuple[Any, Any]:
    """(values, which are missing)."""
    if not isinstance(side, Column):
        return np.array([side], dtype=object if isinstance(side, str) else float), np.array([False])
    if not as_text:
        values = table.numbers(side.name)
        return values, np.isnan(values)
    labels = table.labels(side.name)
    return np.array([*labels.names, ""], dtype=object)[labels.code], labels.code < 0
