"""A table of answers from CSV or Parquet: only the columns named, numbers checked, labels as written."""

import csv
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from danbiet.common.actor import FileProblems, Problem, say
from danbiet.survey.rules.design_file import unknown_column

WHOLE_UP_TO = 256 * 1024**2  # bytes of CSV read with all columns, so that a row too long is seen
LAST = 65_536  # bytes at the end of a CSV that are looked through for blank lines
TOLD = 20  # problems told per column
MANY = 1000  # labels; above it, and above half the rows, ranking is faster than looking each one up
YES = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
WHOLE = re.compile(r"-?(0|[1-9]\d*)$")
DECIMAL = re.compile(r"-?(0|[1-9]\d*)\.\d+")
WHOLE_BELOW = 2.0**63  # what an integer holds; larger numbers stay as floats are written
NO_NUMBER = {"NaN", "nan"}  # what programs write for a number that is none
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class TableRefused(FileProblems):
    """A table that cannot be used; every problem names its column and, where there is one, its row."""


@dataclass(frozen=True)
class Labels:
    """A column of labels: the code of each row (-1: missing) and what the codes are called, in order."""

    code: Ints
    names: tuple[str, ...]

    def numbered(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.names)}


@dataclass(frozen=True)
class Missing:
    """What counts as missing besides empty cells: in every answer, and per column.

    The columns of the design are no answers: a cluster may be numbered 999, a weight may be 888.
    """

    everywhere: tuple[int | float | str, ...] = ()
    columns: Mapping[str, tuple[int | float | str, ...]] = field(default_factory=dict)
    design: frozenset[str] = frozenset()

    def of(self, column: str) -> tuple[int | float | str, ...]:
        own = self.columns.get(column, ())
        return own if column in self.design else (*self.everywhere, *own)


@dataclass
class Table:
    """The file in memory: columns are turned into numbers or labels when they are first asked for."""

    name: str
    frame: pl.DataFrame
    missing: Missing
    sha256: str = ""
    numeric: frozenset[str] = frozenset()  # columns that something uses as numbers
    made: dict[tuple[str, str], Any] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return self.frame.height

    def numbers(self, column: str) -> Floats:
        """The column as numbers, nan where missing; raise TableRefused for text and infinite numbers."""
        if ("number", column) not in self.made:
            self.made["number", column] = _numbers(self, column)
        found: Floats = self.made["number", column]
        return found

    def labels(self, column: str) -> Labels:
        """The column as written, but for the missing codes: 888 is met as 888.0 too."""
        if ("label", column) not in self.made:
            self.made["label", column] = _labels(self, column)
        found: Labels = self.made["label", column]
        return found

    def written(self, column: str) -> pl.Series:
        """The cells as text; refused where a cell is no single value."""
        series = self.frame[column]
        kind = series.dtype
        if kind.is_nested() or kind in {pl.Binary, pl.Object} or isinstance(kind, pl.Duration):
            sentence = say("Cột {column}: mỗi ô phải là một giá trị, không phải danh sách hay khoảng thời gian.")
            self.refuse(column, "no_single_value", sentence)
        return as_written(series)

    def truths(self, column: str) -> NDArray[np.bool_]:
        """The column as true (1, true, yes) or false (0, false, no); anything else is refused."""
        labels = self.labels(column)
        values = [YES.get(name.casefold()) for name in labels.names]
        wrong = np.flatnonzero((labels.code < 0) | np.array([value is None for value in (*values, None)])[labels.code])
        if len(wrong):
            self.refuse(column, "not_true_or_false", say("Cột {column}: phải là 0/1, true/false hay yes/no."), wrong)
        return np.array([bool(value) for value in values], dtype=bool)[labels.code]

    def gaps(self, column: str) -> Bools:
        """The rows without an answer; numbers decide where the column is used as numbers anywhere."""
        return np.isnan(self.numbers(column)) if column in self.numeric else self.labels(column).code < 0

    def complete(self, column: str) -> Labels:
        """Labels without a missing one."""
        labels = self.labels(column)
        gaps = np.flatnonzero(labels.code < 0)
        if len(gaps):
            self.refuse(column, "empty_cell", say("Cột {column}: ô trống ở chỗ bắt buộc phải có giá trị."), gaps)
        return labels

    def refuse(
        self, column: str, code: str, sentence: str, rows: Any = (), *, cells: Any = None, **values: object
    ) -> None:
        """Raise TableRefused for these rows (counted from 0) of a column.

        `cells`: an array over all rows, of which each problem tells its own as {value}.
        """
        given = {"column": column, **values}
        told: list[tuple[int | None, dict[str, object]]] = [
            (int(row) + 2, given if cells is None else {**given, "value": cells[int(row)]}) for row in rows[:TOLD]
        ]
        problems = (
            Problem(code, sentence, tuple(said.items()), self.name, "", row, column)
            for row, said in told or [(None, given)]
        )
        raise TableRefused(tuple(problems), count=len(rows))


@dataclass(frozen=True)
class Wanted:
    """The columns that a design uses, each with the key that names it: as numbers, as labels."""

    numbers: Mapping[str, str]
    labels: Mapping[str, str]

    @cached_property
    def keys(self) -> dict[str, str]:
        return {**self.numbers, **self.labels}


def read_table(path: Path, wanted: Wanted | None, *, missing: Missing | None = None) -> Table:
    """The wanted columns of a CSV or Parquet file (all of them when none are named); raise TableRefused."""
    name = path.name
    known = columns_of(path)
    keys = wanted.keys if wanted else {column: column for column in known}
    problems = [
        unknown_column(column, known, key=key, file=name) for column, key in keys.items() if column not in known
    ]
    if problems:
        raise TableRefused(tuple(problems))
    numeric = [column for column in (wanted.numbers if wanted else ()) if wanted and column not in wanted.labels]
    columns = [column for column in known if column in keys] or list(known[:1])  # one tells how many rows there are
    frame = _frame(path, columns, numeric)
    if not frame.height:
        raise TableRefused((Problem("no_rows", say("Tệp không có dòng dữ liệu nào."), (), name),))
    return Table(name, frame, missing or Missing(), sha256_of(path), frozenset(wanted.numbers if wanted else ()))


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def columns_of(path: Path) -> tuple[str, ...]:
    """The columns of a CSV or Parquet file in their order; raise TableRefused."""
    if not path.is_file():
        raise TableRefused((Problem("no_file", say("Không có tệp {file}."), (("file", path.name),), path.name),))
    try:
        if path.suffix == ".parquet":
            return tuple(pl.read_parquet_schema(path))
        columns = tuple(pl.read_csv(path, n_rows=0, infer_schema=False).columns)
    except (pl.exceptions.PolarsError, UnicodeError) as error:
        raise TableRefused((_unreadable(path, error),)) from error
    twice = [column for column in columns if column.endswith("_duplicated_0")]
    if twice:
        values = (("column", twice[0].removesuffix("_duplicated_0")),)
        sentence = say("Cột {column} có hai lần trong dòng đầu.")
        raise TableRefused((Problem("column_twice", sentence, values, path.name, "", 1, str(values[0][1])),))
    return columns


def _unreadable(path: Path, error: Exception) -> Problem:
    told = str(error).splitlines()[0] if str(error) else type(error).__name__
    return Problem("unreadable", say("Không đọc được tệp: {why}."), (("why", told),), path.name)


def _frame(path: Path, columns: list[str], numeric: list[str]) -> pl.DataFrame:
    """Numbers are parsed as they are read; where that fails all is read as text, so that the cell can be named."""
    if path.suffix == ".parquet":
        return pl.read_parquet(path, columns=columns)
    whole = path.stat().st_size <= WHOLE_UP_TO
    for numbers in (numeric, []):
        overrides = dict.fromkeys(numbers, pl.Float64)
        wanted = None if whole else columns
        try:
            frame = pl.read_csv(path, columns=wanted, schema_overrides=overrides, infer_schema=False, low_memory=True)
            return frame.select(columns).head(frame.height - _blank_at_end(path))
        except (pl.exceptions.PolarsError, UnicodeError) as error:
            last = error
    _refuse_long_rows(path)
    raise TableRefused((_unreadable(path, last),))


def _blank_at_end(path: Path) -> int:
    """How many lines at the end hold nothing at all: they are nobody (R's read.csv skips them)."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - LAST))
        _, *lines = file.read().removesuffix(b"\n").split(b"\n")
    return sum(1 for _ in takewhile(lambda line: not line.strip(), reversed(lines)))


def _refuse_long_rows(path: Path) -> None:
    """Name the first row with more cells than the header, if that is what is wrong."""
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        rows = csv.reader(file)
        cells = len(next(rows, []))
        for number, row in enumerate(rows, 2):
            if len(row) > cells:
                sentence = say("Dòng có {found} ô nhưng dòng đầu chỉ có {cells} cột.")
                values = (("found", len(row)), ("cells", cells))
                raise TableRefused((Problem("too_many_cells", sentence, values, path.name, "", number),))


def _numbers(table: Table, column: str) -> Floats:
    series = table.frame[column]
    if series.dtype == pl.String:
        stripped = _without(series.str.strip_chars(), {one for one in table.missing.of(column) if isinstance(one, str)})
        values = stripped.cast(pl.Float64, strict=False)
        text = (values.is_null() & stripped.is_not_null() & (stripped != "")).arg_true().to_numpy()
        if len(text):
            table.refuse(
                column, "text_in_numbers", say("Cột {column}: “{value}” không phải là số."), text, cells=series,
            )  # fmt: skip
    else:
        values = _as_numbers(table, column, series)
    found = values.to_numpy().astype(np.float64, copy=True)
    infinite = np.flatnonzero(np.isinf(found))
    if len(infinite):
        table.refuse(column, "infinite", say("Cột {column}: số vô hạn."), infinite)
    for value in table.missing.of(column):
        found[found == _as_code(value)] = np.nan
    return found


def _as_code(value: int | float | str) -> float:
    """A missing code as a number; text that is no number as written here is none."""
    return float(value) if not isinstance(value, str) or WHOLE.match(value) else np.nan


def _as_numbers(table: Table, column: str, series: pl.Series) -> pl.Series:
    if not (series.dtype.is_numeric() or series.dtype in {pl.Boolean, pl.Null}):
        table.refuse(column, "text_in_numbers", say("Cột {column}: không phải là cột số."))
    return series.cast(pl.Float64)


def _labels(table: Table, column: str) -> Labels:
    series = table.written(column)
    gone = {_written(value) for value in table.missing.of(column)} | {"", *NO_NUMBER}
    met = series.drop_nulls().unique().to_list()
    names = sorted((name for name in met if name not in gone and _trimmed(name) not in gone), key=order)
    if len(names) > table.rows // 2 and len(names) > MANY:
        return _ranked(series, names, lost=set(met).difference(names))
    code = series.cast(pl.Enum(names), strict=False).to_physical().cast(pl.Int64).fill_null(-1)
    return Labels(code.to_numpy(), tuple(names))


def _ranked(series: pl.Series, names: list[str], *, lost: set[str]) -> Labels:
    """Codes by rank; what is `lost` goes before the ranking, or it would take the ranks of names."""
    coded = _without(series, lost).rank("dense").fill_null(0).to_numpy().astype(np.int64) - 1
    return Labels(coded, tuple(sorted(names)))


def _without(series: pl.Series, lost: set[str]) -> pl.Series:
    """The texts with some of them gone."""
    return series.set(series.is_in(list(lost)), None) if lost else series


def _trimmed(name: str) -> str:
    """A decimal number without the zeros at its end: 888.0 is 888."""
    return name.rstrip("0").rstrip(".") if DECIMAL.fullmatch(name) else name


def as_written(series: pl.Series) -> pl.Series:
    """The cells as text: whole numbers without a decimal point."""
    if series.dtype.is_float():
        whole = (
            ((series.round(0) == series) & (series.abs() < WHOLE_BELOW) | series.is_nan()).fill_null(value=True).all()
        )
        series = series.fill_nan(None)
        return (series.cast(pl.Int64) if whole else series).cast(pl.String)
    if series.dtype == pl.String:
        return series.str.strip_chars()
    return series.cast(pl.String)


def _written(value: int | float | str) -> str:
    return str(int(value)) if isinstance(value, float) and value == int(value) else str(value)


def order(name: str) -> tuple[int, int, str]:
    """Labels that are whole numbers come first and by size, the others as text.

    >>> sorted(["10", "b", "9", "01"], key=order)
    ['9', '10', '01', 'b']
    """
    return (0, int(name), name) if WHOLE.match(name) else (1, 0, name)
