"""Small tools on code arrays that every module of the engine uses."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def codes(*keys: NDArray[Any]) -> tuple[Ints, Ints]:
    """(code of each row, first row of each code) of the crossing of several arrays, in their sorted order.

    >>> code, first = codes(np.array([2, 1, 2]), np.array([0, 0, 0]))
    >>> code.tolist(), first.tolist()
    ([1, 0, 1], [1, 0])
    """
    made = np.zeros(len(keys[0]), dtype=np.int64)
    for key in keys:
        _, inner = np.unique(key, return_inverse=True)
        _, made = np.unique(made * (int(inner.max(initial=0)) + 1) + inner, return_inverse=True)
    _, first = np.unique(made, return_index=True)
    return made.astype(np.int64), first.astype(np.int64)


def adder(code: Ints, size: int) -> Any:
    """The sparse matrix (size × rows) that adds rows of the same code; rows with a negative code are left out."""
    rows = np.flatnonzero(code >= 0)
    ones = np.ones(len(rows))
    return sparse.csr_matrix((ones, (code[rows], rows)), shape=(size, len(code)))


def tally(code: Ints, size: int, values: Floats | None = None) -> Floats:
    """Sum of values (or count) by code."""
    return np.bincount(code, weights=values, minlength=size).astype(np.float64)


def quotient(above: Floats, below: Floats) -> Floats:
    """above / below; missing where below is zero."""
    return np.divide(above, below, out=np.full(np.broadcast_shapes(above.shape, below.shape), np.nan), where=below != 0)


def starts(ordered: Ints) -> Ints:
    """Where each run of equal codes begins.

    >>> starts(np.array([0, 0, 3, 3, 4])).tolist()
    [0, 2, 4]
    """
    return np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(ordered) else np.zeros(0, dtype=np.int64)
