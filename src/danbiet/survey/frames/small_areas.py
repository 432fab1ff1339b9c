"""From a table of areas, or of answers, and the [small_area] table of a design file to result rows."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from danbiet import __version__
from danbiet.common.actor import Problem, say
from danbiet.stats.results import INTERVAL_REFUSED, SUPPRESSED_CV, Row
from danbiet.stats.results import Table as ResultTable
from danbiet.stats.small_area import ImpossibleAreas, SmallAreas, benchmark, fay_herriot
from danbiet.stats.unit_level import unit_level
from danbiet.survey.frames.margins import read_totals
from danbiet.survey.frames.reading import Floats, Labels, Missing, Table, TableRefused, Wanted, read_table
from danbiet.survey.frames.running import checked
from danbiet.survey.frames.writing import outputs, write_all
from danbiet.survey.rules.asking import Asked
from danbiet.survey.rules.design_file import DesignFile, DesignRefused, Margin, SmallArea

WHY = {
    "variance_not_positive": say("Cột {column}: phương sai của vùng có ước lượng phải lớn hơn 0."),
    "too_few_areas": say("Quá ít vùng (hay câu trả lời) cho số biến của mô hình."),
    "terms_depend": say("Các biến của mô hình phụ thuộc lẫn nhau; hãy bỏ bớt."),
    "no_spread": say("Trong từng vùng, câu trả lời không khác nhau: mô hình này không dùng được."),
    "group_without_total": say("Tệp tổng không có nhóm “{group}”."),
    "total_without_group": say("Tệp tổng có nhóm “{group}” mà dữ liệu không có."),
    "ratio_impossible": say("Nhóm “{group}”: không nhân được để khớp tổng, vì ước lượng bằng 0 hay trái dấu."),
}


@dataclass(frozen=True, eq=False)
class Modelled:
    """The model fitted, in the order of its areas: names, answers per area (nan at area level) and terms."""

    fitted: SmallAreas
    areas: tuple[str, ...]
    sampled: NDArray[np.bool_]
    n: Floats
    terms: tuple[str, ...]
    table: Table
    used: int


class Answered(NamedTuple):
    """Rows with the model that they came from; in a notebook a table."""

    rows: list[Row]
    made: Modelled

    def _repr_html_(self) -> str:
        return ResultTable(self.rows)._repr_html_()


def run_small_area(asked: Asked) -> Modelled:
    """`danbiet small_area`: fit, and write rows and meta, or nothing."""
    design, design_sha256 = checked(asked)
    rows, made = model_small_areas(asked.data, design, folder=asked.design.parent)
    meta: dict[str, object] = {
        "version": __version__,
        "seed": None,
        "data_sha256": made.table.sha256,
        "design_sha256": design_sha256,
        "rows_read": made.table.rows,
        "rows_used": made.used,
        "margins": [],
    }
    write_all(outputs(rows, meta, asked.out))
    return made


def model_small_areas(path: Path, design: DesignFile, *, folder: Path) -> Answered:
    r"""Rows of a small-area model of a file; paths in the design are relative to `folder`.

    Raise TableRefused or DesignRefused naming column and row where it cannot be fitted.

    >>> _ = Path("wards.csv").write_text("ward,y,v\na,1,1\nb,3,1\nc,2,1\nd,6,1\n")
    >>> from danbiet.survey.rules.design_file import read_design
    >>> design = read_design('version = 1\n[small_area]\narea = "ward"\nestimate = "y"\nvariance = "v"')
    >>> rows, fitted = model_small_areas(Path("wards.csv"), design, folder=Path())
    >>> [round(row.estimate, 3) for row in rows if row.statistic == "eblup"]
    [1.429, 3.0, 2.214, 5.357]
    """
    said = _said(design)
    table = read_table(path, _wanted(said, design), missing=Missing(design.data.missing, design.data.missing_in))
    try:
        at_level = _areas if said.model == "fay_herriot" else _answers
        made = at_level(table, said, design, folder)
    except ImpossibleAreas as error:
        raise TableRefused((_problem(error, said, table.name),)) from error
    return Answered(list(_rows(made, said, design)), made)


def _said(design: DesignFile) -> SmallArea:
    said = design.small_area
    if said is None:
        raise DesignRefused((_absent("small_area"),))
    wanted = ("estimate", "variance") if said.model == "fay_herriot" else ("y", "means")
    absent = [_absent(f"small_area.{key}") for key in wanted if getattr(said, key) is None]
    if absent or not said.terms:
        raise DesignRefused(tuple(absent) or (_absent("small_area.terms"),))
    return said


def _absent(key: str) -> Problem:
    return Problem("missing_key", say("Thiếu khóa {key}."), (("key", key),), column=key)


def _wanted(said: SmallArea, design: DesignFile) -> Wanted:
    """The columns of DATA: at area level those of the areas too, at unit level the means have their own file."""
    numbers = {column: "small_area" for column in (said.estimate, said.variance, said.y) if column}
    labels = {said.area: "small_area.area"}
    for term in said.terms:
        if term != "1":
            (labels if term in design.data.category else numbers)[term] = "small_area.terms"
    if said.benchmark and said.model == "fay_herriot":
        labels[said.benchmark.by] = "small_area.benchmark.by"
        if said.benchmark.weights:
            numbers[said.benchmark.weights] = "small_area.benchmark.weights"
    return Wanted(numbers, labels)


def _areas(table: Table, said: SmallArea, design: DesignFile, folder: Path) -> Modelled:
    areas = _once(table, said.area)
    terms = _terms(table, said, design)
    estimate, variance = table.numbers(str(said.estimate)), table.numbers(str(said.variance))
    fitted = fay_herriot(estimate, variance=variance, terms=np.column_stack(list(terms.values())), method=said.method)
    fitted = _benchmarked(fitted, table, said, folder)
    n = np.full(table.rows, math.nan)
    sampled = ~np.isnan(estimate)
    return Modelled(fitted, areas, sampled, n, tuple(terms), table, int(sampled.sum()))


def _answers(table: Table, said: SmallArea, design: DesignFile, folder: Path) -> Modelled:
    means = read_table(folder / str(said.means), None)
    if said.area not in means.frame.columns:
        means.refuse(said.area, "unknown_column", say("Tệp không có cột “{column}”."))
    areas = _once(means, said.area)
    terms = _terms(table, said, design)
    place = _places(table, said.area, areas, means.name)
    known = np.column_stack([_mean(means, term) for term in terms])
    answers = table.numbers(str(said.y))
    answered = ~np.isnan(answers)
    rows = np.column_stack(list(terms.values()))[answered]
    fitted = unit_level(answers[answered], terms=rows, area=place[answered], means=known, method=said.method)
    fitted = _benchmarked(fitted, means, said, folder)
    n = np.bincount(place[answered], minlength=len(areas)).astype(np.float64)
    return Modelled(fitted, areas, n > 0, n, tuple(terms), table, int(answered.sum()))


def _once(table: Table, column: str) -> tuple[str, ...]:
    """Labels of a column that names every row, in the order of the rows; refused where one is missing or met twice."""
    labels = table.complete(column)
    _, first = np.unique(labels.code, return_index=True)
    again = np.setdiff1d(np.arange(table.rows), first)
    if len(again):
        sentence = say("Cột {column}: vùng “{value}” có hơn một dòng.")
        table.refuse(column, "duplicated_area", sentence, again, cells=np.array(labels.names)[labels.code])
    return tuple(labels.names[code] for code in labels.code)


def _places(table: Table, column: str, areas: tuple[str, ...], file: str) -> NDArray[np.int64]:
    """The place among the areas of every row of answers."""
    labels: Labels = table.complete(column)
    known = {name: place for place, name in enumerate(areas)}
    place = np.array([known.get(name, -1) for name in labels.names], dtype=np.int64)[labels.code]
    strange = np.flatnonzero(place < 0)
    if len(strange):
        sentence = say("Cột {column}: vùng “{value}” không có trong tệp {means}.")
        table.refuse(column, "unknown_area", sentence, strange, cells=np.array(labels.names)[labels.code], means=file)
    return place


def _terms(table: Table, said: SmallArea, design: DesignFile) -> dict[str, Floats]:
    """Columns of the model: ones, numbers, and an indicator per level but the first of a category."""
    made: dict[str, Floats] = {}
    for term in said.terms:
        if term == "1":
            made["1"] = np.ones(table.rows)
        elif term in design.data.category:
            labels = table.complete(term)
            made |= {f"{term}={name}": (labels.code == code) * 1.0 for code, name in enumerate(labels.names) if code}
        else:
            made[term] = _full(table, term)
    return made


def _full(table: Table, column: str) -> Floats:
    values = table.numbers(column)
    gaps = np.flatnonzero(np.isnan(values))
    if len(gaps):
        table.refuse(column, "empty_cell", say("Cột {column}: ô trống ở chỗ bắt buộc phải có giá trị."), gaps)
    return values


def _mean(means: Table, term: str) -> Floats:
    if term not in means.frame.columns:
        if term == "1":
            return np.ones(means.rows)
        means.refuse(term, "unknown_column", say("Tệp không có cột “{column}”."))
    return _full(means, term)


def _benchmarked(fitted: SmallAreas, table: Table, said: SmallArea, folder: Path) -> SmallAreas:
    if said.benchmark is None:
        return fitted
    by, column, how = said.benchmark.by, said.benchmark.weights, said.benchmark.how
    for name in (by, column):
        if name and name not in table.frame.columns:
            table.refuse(name, "unknown_column", say("Tệp không có cột “{column}”."))
    labels = table.complete(by)
    weights = _positive(table, column) if column else None
    totals = read_totals(folder, Margin((by,), said.benchmark.file), "small_area.benchmark.file")
    groups = [labels.names[code] for code in labels.code]
    return benchmark(fitted, groups=groups, totals=totals, weights=weights, how=how)


def _positive(table: Table, column: str) -> Floats:
    values = _full(table, column)
    wrong = np.flatnonzero(~(np.isfinite(values) & (values > 0)))
    if len(wrong):
        sentence = say("Cột {column}: trọng số phải là số dương hữu hạn, không phải {value}.")
        table.refuse(column, "weight_not_positive", sentence, wrong, cells=values)
    return values


def _problem(error: ImpossibleAreas, said: SmallArea, file: str) -> Problem:
    column = str(said.variance) if error.why == "variance_not_positive" else ""
    row = None if error.row is None else error.row + 2
    return Problem(error.why, WHY[error.why], (("column", column), ("group", error.group)), file, "", row, column)


def _rows(made: Modelled, said: SmallArea, design: DesignFile) -> Iterator[Row]:
    """EBLUPs, then coefficients, then variances."""
    fitted, variable, level = made.fitted, str(said.estimate or said.y), design.interval.level
    reach = fitted.reach(level=level)

    def row(statistic: str, estimate: float, se: float) -> Row:
        low, high = estimate - reach * se, estimate + reach * se
        made = Row(statistic, variable, estimate=estimate, se=se, ci_low=low, ci_high=high, df=float(fitted.df))
        made = replace(made, method=fitted.method, warnings=fitted.warnings)
        return made.warned(INTERVAL_REFUSED) if np.isnan(se) else replace(made, ci_level=level)

    for place, area in enumerate(made.areas):
        one = row("eblup", float(fitted.estimate[place]), float(fitted.se[place]))
        method = fitted.method if made.sampled[place] else f"{fitted.method}_synthetic"
        one = replace(one, domain=((said.area, area),), n=float(made.n[place]), method=method)
        yield one.hidden(SUPPRESSED_CV) if _too_wide(one, design) else one
    for place, term in enumerate(made.terms):
        yield replace(row("beta", float(fitted.beta[place]), float(fitted.beta_se[place])), level=term)
    for name, value in fitted.variances.items():
        yield Row(name, variable, estimate=value, method=fitted.method, warnings=fitted.warnings)


def _too_wide(row: Row, design: DesignFile) -> bool:
    """Of the rules of suppression only that of the coefficient of variation speaks of a modelled estimate."""
    limit = design.suppress.cv
    return limit is not None and not row.se <= limit * abs(row.estimate)
