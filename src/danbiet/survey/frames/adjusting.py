"""The weighting steps of a design file, planned on rows and made on the cells of the sample."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from danbiet.common.actor import Problem, say
from danbiet.stats.weights import Calibrated, Nonresponse, NotAdjusted, Poststratified, Raked, Step, Trimmed
from danbiet.survey.frames.margins import as_known, crossed, known, read_totals, without_sample
from danbiet.survey.frames.reading import Floats, Ints, Table
from danbiet.survey.rules.design_file import Adjustment, DesignFile, Margin
from danbiet.survey.rules.tables import nearest

WHY = {
    "cell_without_respondents": say("{key}: trong ô “{cell}” không ai trả lời, không có ai nhận thay trọng số."),
    "raking_not_converged": say(
        "{key}: hiệu chỉnh không hội tụ sau {passes} vòng; biên {margin} ({column}) còn lệch {gap}."
    ),
    "calibration_not_converged": say("{key}: hiệu chuẩn không đạt; còn lệch {gap}. Nới bounds hay bớt terms."),
    "trimming_too_tight": say(
        "{key}: giới hạn quá chặt, cắt trọng số xong không còn giữ được tổng. Nâng upper hay hạ lower."
    ),
}


@dataclass(frozen=True)
class Planned:
    """A step before cells are known: the keys that must not be mixed, and how to make it on their rows."""

    said: Adjustment
    key: str
    keys: tuple[Any, ...]
    step: Callable[[Ints], Step]
    names: tuple[tuple[str, ...], ...] = ()
    by: tuple[tuple[str, ...], ...] = ()
    by_row: bool = False

    def problem(self, error: NotAdjusted, file: str) -> Problem:
        """Why the step could not be made, with the margin and cell by name."""
        column = "|".join(self.by[error.margin]) if self.by else ""
        cell = self.names[error.margin][error.cell] if self.names else ""
        if error.code == "margin_without_sample":
            return without_sample(self.key, column, cell, 0, file)
        values = (
            ("key", self.key), ("cell", cell), ("margin", error.margin + 1), ("column", column),
            ("gap", f"{error.gap:.2g}"), ("passes", self.said.max_passes),
        )  # fmt: skip
        return Problem(error.code, WHY[error.code], values, file, "", None, column)


def plan(table: Table, design: DesignFile, folder: Path) -> tuple[Planned, ...]:
    """Every step of [[adjust]], checked against the table."""
    rules: dict[str, Callable[[Table, Adjustment, str, Path], Planned]] = {
        "nonresponse": _nonresponse, "rake": _rake, "poststratify": _poststratify, "trim": _trim,
    }  # fmt: skip
    made = []
    for number, said in enumerate(design.adjust, 1):
        key = f"adjust[{number}]"
        if said.kind == "calibrate":
            made.append(_calibrate(table, said, key, design.data.category))
        else:
            made.append(rules[said.kind](table, said, key, folder))
    return tuple(made)


def _nonresponse(table: Table, said: Adjustment, key: str, folder: Path) -> Planned:
    for column in said.cells:
        table.complete(column)
    cells, responded = crossed(table, said.cells), table.truths(str(said.responded))
    return Planned(
        said, key, (cells.code, responded), lambda row: Nonresponse(cells.code[row], responded[row]),
        (tuple(cells.keys()),), (said.cells,),
    )  # fmt: skip


def _rake(table: Table, said: Adjustment, key: str, folder: Path) -> Planned:
    pairs, names = [], []
    for number, margin in enumerate(said.margins, 1):
        at = f"{key}.margins[{number}]"
        pairs.append(known(table, margin.by, read_totals(folder, margin, at), key=at))
        names.append(tuple(crossed(table, margin.by).keys()))
    return Planned(
        said, key, tuple(code for code, _ in pairs),
        lambda row: Raked(tuple(as_known(pair, row) for pair in pairs), said.tolerance, said.max_passes),
        tuple(names), tuple(margin.by for margin in said.margins),
    )  # fmt: skip


def _poststratify(table: Table, said: Adjustment, key: str, folder: Path) -> Planned:
    margin = Margin(said.by, said.file, said.total, said.totals)
    code, totals = known(table, said.by, read_totals(folder, margin, key), key=key)
    names = (tuple(crossed(table, said.by).keys()),)
    return Planned(said, key, (code,), lambda row: Poststratified(code[row], totals), names, (said.by,))


def _trim(table: Table, said: Adjustment, key: str, folder: Path) -> Planned:
    limits = float("inf") if said.upper is None else said.upper, float("-inf") if said.lower is None else said.lower
    step = Trimmed(*limits, said.strict, said.redistribute == "proportional")
    return Planned(said, key, (), lambda row: step, by_row=True)


def _calibrate(table: Table, said: Adjustment, key: str, categories: tuple[str, ...]) -> Planned:
    totals = dict(said.totals or {})
    columns: dict[str, Floats] = {}
    for term in said.terms:
        columns |= _term(table, term, totals, category=term in categories)
    for name in [*(one for one in totals if one not in columns), *(one for one in columns if one not in totals)]:
        sentence = say("{key}: terms và totals không khớp ở “{column}”; gần nhất là “{nearest}”.")
        table.refuse(name, "terms_do_not_match", sentence, key=key, nearest=nearest(name, columns))
    terms = np.column_stack([columns[name] for name in totals])
    goal = np.array(list(totals.values()))
    bounds = None if said.bounds is None else (said.bounds[0], said.bounds[1])
    by_row = any(name in said.terms and name != "1" for name in columns)
    return Planned(
        said, key, tuple(terms.T) if not by_row else (),
        lambda row: Calibrated(terms[row], goal, said.distance, bounds, said.tolerance, said.max_passes),
        by_row=by_row,
    )  # fmt: skip


def _term(table: Table, term: str, totals: dict[str, float], *, category: bool) -> dict[str, Floats]:
    """Columns of a term: ones, a number, or an indicator per level but the first."""
    if term == "1":
        return {"1": np.ones(table.rows)}
    if category or any(name.startswith(f"{term}=") for name in totals):
        labels = table.complete(term)
        return {f"{term}={name}": (labels.code == code) * 1.0 for code, name in enumerate(labels.names) if code}
    values = table.numbers(term)
    if np.isnan(values).any():
        table.refuse(term, "empty_cell", say("Cột {column}: ô trống."), np.flatnonzero(np.isnan(values)))
    return {term: values}
