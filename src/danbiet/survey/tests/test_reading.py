"""Tables as they come: CSV and Parquet, labels as written, missing codes, and every cell that cannot be."""

import doctest
from datetime import timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from danbiet.survey.frames import reading
from danbiet.survey.frames.reading import Missing, Table, TableRefused, Wanted, read_table
from danbiet.survey.tests.asked import rows_of

CODES = Missing((888,), {"a": ("NA",)})


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(reading).failed == 0


def csv(folder: Path, text: str) -> Path:
    path = folder / "t.csv"
    path.write_bytes(text.encode())
    return path


def test_csv_and_parquet_give_the_same_labels_and_numbers(tmp_path: Path) -> None:
    path = csv(tmp_path, "a,b,c\n1,01,x\n10,,y\n9,02,\n")
    frame = pl.DataFrame({"a": [1.0, 10.0, 9.0], "b": ["01", None, "02"], "c": ["x", "y", None]})
    frame.write_parquet(tmp_path / "t.parquet")
    for one in (path, tmp_path / "t.parquet"):
        table = read_table(one, Wanted({"a": "k"}, {"b": "k", "c": "k"}))
        assert table.numbers("a").tolist() == [1, 10, 9]
        assert table.labels("b").names == ("01", "02")
        assert table.labels("b").code.tolist() == [0, -1, 1]
        assert table.labels("a").names == ("1", "9", "10")


@pytest.mark.parametrize(
    "text", ["\ufeffa,b\n1,2\n", "a,b\r\n1,2\r\n", '"a","b"\n"1","2"\n', "a,b\n 1 , 2\n", "a,b\n1,2"]
)
def test_forms_of_csv_that_people_have(tmp_path: Path, text: str) -> None:
    table = read_table(csv(tmp_path, text), Wanted({"a": "k", "b": "k"}, {}))
    assert (table.numbers("a").tolist(), table.numbers("b").tolist()) == ([1], [2])


def test_missing_codes_hold_everywhere_or_in_one_column(tmp_path: Path) -> None:
    path = csv(tmp_path, "a,b\n888,9\n9,888\n1,2\n")
    table = read_table(path, Wanted({"a": "k"}, {"b": "k"}), missing=Missing((888,), {"b": (9,)}))
    assert np.isnan(table.numbers("a")).tolist() == [True, False, False]
    assert table.labels("b").code.tolist() == [-1, -1, 0]


@pytest.mark.parametrize(
    ("text", "code", "row", "column"),
    [
        ("a,b\n1,2\nx,3\n", "text_in_numbers", 3, "a"),
        ("a,b\n1,2\n1;5,3\n", "text_in_numbers", 3, "a"),
        ("a,b\n1,2\n-inf,3\n", "infinite", 3, "a"),
        ("a,b\n1,2\n3,4,5\n", "too_many_cells", 3, ""),
        ("a,a\n1,2\n", "column_twice", 1, "a"),
        ("b,c\n1,2\n", "unknown_column", 1, "a"),
        ("a,b\n", "no_rows", None, ""),
        ("", "unreadable", None, ""),
    ],
)
def test_what_cannot_be_read_is_told_by_row_and_column(tmp_path: Path, text: str, code: str, row, column: str) -> None:
    with pytest.raises(TableRefused) as refused:
        read_table(csv(tmp_path, text), Wanted({"a": "k"}, {})).numbers("a")
    problem = refused.value.problems[0]
    assert (problem.code, problem.row, problem.column) == (code, row, column)


def test_text_in_a_parquet_column_of_numbers_is_told(tmp_path: Path) -> None:
    pl.DataFrame({"a": ["1", "x"], "b": [[1], [2]]}).write_parquet(tmp_path / "t.parquet")
    table = read_table(tmp_path / "t.parquet", Wanted({"a": "k", "b": "k"}, {}))
    for column in ("a", "b"):
        with pytest.raises(TableRefused):
            table.numbers(column)


def test_a_damaged_parquet_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "t.parquet").write_bytes(b"PAR1 not at all")
    with pytest.raises(TableRefused) as refused:
        read_table(tmp_path / "t.parquet", None)
    assert refused.value.problems[0].code == "unreadable"


CELLS = st.sampled_from(["", "  ", None, "888", "888.0", "b", "a", "0", "10", "9", "01", "ă", " a ", "7.5", "NA"])


@given(st.lists(CELLS, min_size=1, max_size=30))
def test_ranked_labels_are_those_looked_up(cells: list[str | None]) -> None:
    """A column with many labels is coded by ranks, one with few by looking up: every row gets the same name."""
    decoded = []
    for many in (0, 1000):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(reading, "MANY", many)
            labels = Table("t.csv", pl.DataFrame({"a": pl.Series(cells, dtype=pl.String)}), CODES).labels("a")
        assert labels.code.max() < len(labels.names)
        decoded.append([None if code < 0 else labels.names[code] for code in labels.code])
    assert decoded[0] == decoded[1]


def test_a_blank_cell_among_many_labels_moves_no_other(tmp_path: Path) -> None:
    names = [str(number) for number in range(10000, 11300)]
    table = read_table(csv(tmp_path, "a,b\n" + "\n".join(f"{one},1" for one in [*names, "  ", "999"])), None)
    table.missing = Missing((999,))
    labels = table.labels("a")
    assert [labels.names[code] for code in labels.code[:-2]] == names
    assert labels.code[-2:].tolist() == [-1, -1]
    with pytest.raises(TableRefused) as refused:
        table.complete("a")
    assert [problem.row for problem in refused.value.problems] == [1302, 1303]


WRITTEN = {
    "whole": ["2", "888", "3", "", "NA"],
    "fractions": ["2.5", "888.0", "3", "", "NA"],
    "zeros": ["2.0", "888.00", "3.0", "NaN", "NA"],
    "blanks": [" 2", " 888 ", "3", "  ", " NA "],
}


@pytest.mark.parametrize("cells", WRITTEN.values(), ids=WRITTEN)
@pytest.mark.parametrize("use", ["number", "label"])
def test_a_missing_code_is_met_in_every_way_of_writing_it(tmp_path: Path, cells: list[str], use: str) -> None:
    rows = "".join(f"{cell},1\n" for cell in cells)
    wanted = Wanted({"a": "k"}, {}) if use == "number" else Wanted({}, {"a": "k"})
    table = read_table(csv(tmp_path, "a,b\n" + rows), wanted, missing=CODES)
    assert table.gaps("a").tolist() == [False, True, False, True, True]
    assert np.isnan(table.numbers("a")).tolist() == (table.labels("a").code < 0).tolist() == table.gaps("a").tolist()


def test_a_missing_code_among_fractions_of_parquet_is_met(tmp_path: Path) -> None:
    pl.DataFrame({"a": [2.5, 888.0, float("nan"), None]}).write_parquet(tmp_path / "t.parquet")
    table = read_table(tmp_path / "t.parquet", Wanted({}, {"a": "k"}), missing=CODES)
    assert (table.labels("a").code < 0).tolist() == np.isnan(table.numbers("a")).tolist() == [False, True, True, True]


def test_a_number_as_text_is_a_missing_code_of_numbers(tmp_path: Path) -> None:
    table = read_table(csv(tmp_path, "a,b\n888,1\n01,1\n"), Wanted({"a": "k"}, {}), missing=Missing(("888", "01")))
    assert np.isnan(table.numbers("a")).tolist() == [True, False]


def test_large_floats_are_labels_too(tmp_path: Path) -> None:
    pl.DataFrame({"a": [1e20, 2.0, 1e20, None], "b": [9e18, 2.0, 2.0, 2.0]}).write_parquet(tmp_path / "t.parquet")
    table = read_table(tmp_path / "t.parquet", Wanted({}, {"a": "k", "b": "k"}))
    assert table.labels("a").code.tolist()[0] == table.labels("a").code.tolist()[2]
    assert (len(table.labels("a").names), table.labels("a").code.tolist()[3]) == (2, -1)
    assert table.labels("b").names == ("2", "9000000000000000000")


SPANS = [timedelta(hours=1), timedelta(hours=2)]


@pytest.mark.parametrize(
    "cells", [[[1], [2]], [{"x": 1}, {"x": 2}], [b"1", b"2"], SPANS], ids=["list", "struct", "bytes", "span"]
)
def test_a_cell_that_is_no_single_value_is_no_label(tmp_path: Path, cells: list) -> None:
    pl.DataFrame({"a": cells}).write_parquet(tmp_path / "t.parquet")
    table = read_table(tmp_path / "t.parquet", Wanted({}, {"a": "k"}))
    with pytest.raises(TableRefused) as refused:
        table.labels("a")
    assert (refused.value.problems[0].code, refused.value.problems[0].column) == ("no_single_value", "a")


@pytest.mark.parametrize("end", ["", "\n", "\n\n\n", "\r\n\r\n", "\n \n\t\n"])
def test_lines_at_the_end_that_hold_nothing_are_nobody(tmp_path: Path, end: str) -> None:
    rows = rows_of(tmp_path, "y,g\n1,a\n2,b\n4,a" + end, 'statistic = "mean"\nvariables = ["y"]')
    assert [(row.n, row.df, row.clusters) for row in rows] == [(3, 2, 3)]


@pytest.mark.parametrize(
    "step",
    [
        'kind = "poststratify"\nby = ["g"]\ntotals = { a = 0, b = 0 }',
        'kind = "rake"\nmargins = [{ by = ["g"], totals = { a = 0, b = 0 } }]',
    ],
)
def test_totals_of_nobody_are_refused_by_name(tmp_path: Path, step: str) -> None:
    design = f"[design]\nweights = 1\n[[adjust]]\n{step}\n"
    with pytest.raises(TableRefused) as refused:
        rows_of(tmp_path, "y,g\n1,a\n2,b\n4,a\n", 'statistic = "mean"\nvariables = ["y"]', design=design)
    assert [(one.code, one.column) for one in refused.value.problems] == [("no_total", "g")]
