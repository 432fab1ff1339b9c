"""What [suppress] lets be seen: a row by its own numbers, and by those of every estimate that it is made of."""

from collections.abc import Sequence

import numpy as np

from danbiet.stats import results
from danbiet.stats.results import Row
from danbiet.survey.frames.preparing import Ready


def suppressed(ready: Ready, row: Row, *, parts: Sequence[Row] = ()) -> Row:
    """The row, hidden where it or a part of it may not be seen: a difference shown beside one end tells the other."""
    why = dict.fromkeys(name for one in (row, *parts) for name in held(ready, one))
    return row.hidden(*why) if why else row


def held(ready: Ready, row: Row) -> list[str]:
    """Why the numbers of this row may not be seen, by name; nothing where they may."""
    limits = ready.design.suppress
    cv = row.se / abs(row.estimate) if row.estimate else float("inf")
    why = {
        results.SUPPRESSED_N: limits.n is not None and row.n < limits.n,
        results.SUPPRESSED_CLUSTERS: limits.clusters is not None and row.clusters < limits.clusters,
        results.SUPPRESSED_CV: limits.cv is not None and cv > limits.cv and not np.isnan(row.se),
    }
    return [name for name, holds in why.items() if holds]
