"""Known population totals, met with the labels of the sample."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from danbiet.common.actor import Problem, say
from danbiet.stats.arrays import codes
from danbiet.stats.weights import Margin as Known
from danbiet.survey.frames.reading import Floats, Ints, Table, TableRefused, read_table
from danbiet.survey.rules.design_file import Margin


@dataclass(frozen=True)
class Crossed:
    """The crossing of several label columns: the code of each row (-1 where one is missing) and its labels."""

    code: Ints
    names: tuple[tuple[str, ...], ...]

    def keys(self) -> list[str]:
        """Names as written in a design: several joined by a bar."""
        return ["|".join(name) for name in self.names]


def crossed(table: Table, columns: tuple[str, ...], *, keep: Any = None) -> Crossed:
    """Cross columns; only combinations met are named, in the order of their labels; `keep` limits the rows."""
    labels = [table.labels(column) for column in columns]
    gap = np.zeros(table.rows, dtype=bool) if keep is None else ~keep
    for one in labels:
        gap = gap | (one.code < 0)
    inside = np.flatnonzero(~gap)
    code = np.full(table.rows, -1, dtype=np.int64)
    if not columns:
        code[inside] = 0
        return Crossed(code, ((),))
    if not len(inside):
        return Crossed(code, ())
    code[inside], first = codes(*(one.code[inside] for one in labels))
    names = tuple(tuple(one.names[one.code[inside[row]]] for one in labels) for row in first)
    return Crossed(code, names)


def read_totals(folder: Path, margin: Margin, key: str) -> dict[str, float]:
    """The totals of a margin by its labels joined with a bar; those of a file are summed over its other columns."""
    if margin.totals is not None:
        return dict(margin.totals)
    table = read_table(folder / str(margin.file), None)
    column = margin.total or next((one for one in reversed(table.frame.columns) if one not in margin.by), "")
    for one in (*margin.by, column):
        if one not in table.frame.columns:
            table.refuse(one, "unknown_column", say("{key}: tệp không có cột “{column}”."), key=key)
    values = table.numbers(column)
    wrong = np.flatnonzero(~(values >= 0))
    if len(wrong):
        table.refuse(column, "bad_total", say("Cột {column}: tổng thể phải là số không âm."), wrong)
    cells = crossed(table, margin.by)
    if (cells.code < 0).any():
        table.refuse(margin.by[0], "empty_cell", say("Cột {column}: ô trống."), np.flatnonzero(cells.code < 0))
    sums = np.bincount(cells.code, weights=values, minlength=len(cells.names))
    return dict(zip(cells.keys(), sums.tolist(), strict=True))


def known(table: Table, by: tuple[str, ...], totals: Mapping[str, float], *, key: str) -> tuple[Ints, Floats]:
    """(cell of each row, totals); refused: a label without a total, and a total above zero without a row."""
    for column in by:
        table.complete(column)
    cells = crossed(table, by)
    names = cells.keys()
    absent = [number for number, name in enumerate(names) if name not in totals]
    if absent:
        rows = np.flatnonzero(np.isin(cells.code, absent))
        sentence = say("{key}: mẫu có “{cell}” ở cột {column} nhưng không có tổng thể cho giá trị này.")
        table.refuse("|".join(by), "no_total", sentence, rows[:1], key=key, cell=names[absent[0]])
    empty = sorted(name for name in totals if name not in names and totals[name] > 0)
    if empty:
        raise TableRefused((without_sample(key, "|".join(by), empty[0], totals[empty[0]], table.name),))
    if not any(totals[name] for name in names):
        sentence = say("{key}: mọi tổng thể của {column} đều là 0.")
        values = (("key", key), ("column", "|".join(by)))
        raise TableRefused((Problem("no_total", sentence, values, table.name, "", None, "|".join(by)),))
    return cells.code, np.array([totals[name] for name in names])


def without_sample(key: str, column: str, cell: str, total: float, file: str) -> Problem:
    """The problem of a population cell in which nobody was asked, or nobody has a weight."""
    values = (("key", key), ("column", column), ("cell", cell), ("total", f"{total:g}"))
    sentence = say("{key}: ô “{cell}” của {column} có tổng thể {total} nhưng không có ai trong mẫu (có trọng số).")
    return Problem("margin_without_sample", sentence, values, file, "", None, column)


def as_known(pair: tuple[Ints, Floats], row: Ints) -> Known:
    """The margin at the cells of the sample."""
    return Known(pair[0][row], pair[1])
