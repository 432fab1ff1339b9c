"""Budget tables: read, added up, told in a few figures."""

from decimal import InvalidOperation

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danbiet.disclosure.rules.budget import Row, Table, amount, differences, read, unit_of
from danbiet.disclosure.rules.card import card
from danbiet.disclosure.rules.grids import Grid
from danbiet.disclosure.rules.money import scaled
from danbiet.disclosure.services.reading import sheets
from danbiet.disclosure.tests.papers import SETTLEMENT, settlement, workbook

MILLION = 10**6


def table(rows: list[list[object]] = SETTLEMENT, **more) -> Table:
    return read([Grid("Bảng", tuple(tuple(row) for row in rows), **more)])


def found(made: Table) -> dict[str, tuple[int, int | None, int | None, str]]:
    return {row.name: (row.level, row.planned, row.actual, row.side) for row in made.rows}


def test_a_settlement_becomes_rows_in_dong() -> None:
    made = table()
    assert made.problems == ()
    rows = found(made)
    assert rows["Tổng số thu"] == (0, 10_000 * MILLION, 12_345_500_000, "income")
    assert rows["Thu bổ sung từ cấp trên"] == (1, 6000 * MILLION, 7000 * MILLION, "income")
    assert rows["Giáo dục"] == (2, 1000 * MILLION, 1100 * MILLION, "spending")
    assert len(rows) == 8, "neither the row of numbers nor the note is a row"
    assert made.differences == ()


def test_the_same_table_read_from_a_file() -> None:
    assert found(read(sheets(settlement(), name="qt.xlsx"))) == found(table())


# written, unit, đồng
AMOUNTS = [
    ("1.234.567", 1, 1234567), ("1.234,5", 1000, 1234500), ("1,234,567", 1, 1234567), ("1,234.5", 1000, 1234500),
    ("12,5", MILLION, 12_500_000), ("(1.000)", 1, -1000), ("-1.000", 1, -1000), ("−5", 1, -5), ("-", 1, None),
    ("", 1, None), (None, 1, None), (0, 1, 0), (1.5, 1000, 1500), ("1 234", 1, 1234), ("1.5", MILLION, 1_500_000),
    (12345.678, MILLION, 12_345_678_000),
]  # fmt: skip


@pytest.mark.parametrize(("written", "unit", "dong"), AMOUNTS)
def test_figures_as_officials_write_them(written: object, unit: int, dong: int | None) -> None:
    assert amount(written, unit=unit) == dong


@pytest.mark.parametrize("written", ["năm triệu", "12a", True, "1.2.3", "=A1"])
def test_other_words_are_no_figures(written: object) -> None:
    with pytest.raises(InvalidOperation):
        amount(written, unit=1)


@given(st.integers(-(10**13), 10**13))
def test_a_figure_written_with_dots_is_read_back(value: int) -> None:
    assert amount(f"{value:,}".replace(",", "."), unit=1) == value


UNITS = [
    ("Đơn vị tính: đồng", 1), ("ĐVT: 1.000 đồng", 1000), ("Đơn vị: nghìn đồng", 1000),
    ("Đơn vị tính: Triệu đồng", MILLION),
    ("đơn vị: tỷ đồng", 10**9), ("Đơn vị tính:", None), ("Đơn vị dự toán: UBND phường", None),
]  # fmt: skip


@pytest.mark.parametrize(("written", "unit"), UNITS)
def test_the_unit_of_a_sheet(written: str, unit: int | None) -> None:
    assert unit_of(Grid("x", ((written,),))) == unit


def test_without_a_unit_nothing_is_guessed() -> None:
    made = table([row for row in SETTLEMENT if row[-1] != "Đơn vị tính: triệu đồng"])
    assert [(one.code, one.sheet) for one in made.problems] == [("no_unit", "Bảng")]
    assert made.rows == ()


def test_a_bad_cell_is_named_by_sheet_row_and_column() -> None:
    rows = [list(row) for row in SETTLEMENT]
    rows[6][3] = "bảy nghìn"
    (problem,) = table(rows).problems
    assert (problem.code, problem.sheet, problem.row, problem.column) == ("bad_number", "Bảng", 7, "D")
    assert dict(problem.values) == {"written": "bảy nghìn"}


@pytest.mark.parametrize("rows", [[], [["chỉ là chữ"]], [["Nội dung", "Ghi chú"], ["a", "b"]]])
def test_no_table_is_a_problem(rows: list[list[object]]) -> None:
    assert [one.code for one in table(rows).problems] == ["no_table"]


def test_merged_heads_choose_the_budget_of_the_commune() -> None:
    """Form 117: estimate and settlement each split into the state's budget and the commune's."""
    heads = [
        ["Đơn vị tính: nghìn đồng"],
        ["STT", "Nội dung", "Dự toán", None, "Quyết toán", None, "So sánh (%)", None],
        [None, None, "Thu NSNN", "Thu NSX", "Thu NSNN", "Thu NSX", "Thu NSNN", "Thu NSX"],
        [None, "Tổng số thu", 900, 500, 950, 550, 105, 110],
    ]
    made = table(heads, merges=((1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 1, 5), (1, 6, 1, 7)))
    assert found(made) == {"Tổng số thu": (0, 500_000, 550_000, "income")}


def test_two_tables_side_by_side() -> None:
    """Form 116: income on the left, spending on the right."""
    made = table([
        ["Đơn vị tính: đồng"],
        ["Nội dung thu", "Quyết toán", "Nội dung chi", "Quyết toán"],
        ["Tổng số thu", "1.000", "Tổng số chi", "900"],
        ["I. Thu 100%", "400", "I. Chi đầu tư", "300"],
    ])  # fmt: skip
    sides = {(row.name, row.side, row.actual) for row in made.rows}
    assert ("Tổng số chi", "spending", 900) in sides
    assert ("I. Thu 100%", "income", 400) in sides


def test_a_difference_is_named_never_hidden() -> None:
    rows = [list(row) for row in SETTLEMENT]
    rows[11][3] = 5300
    (one,) = table(rows).differences
    assert (one.row.name, one.column.value, one.gap, one.may_be_rounding) == (
        "Chi thường xuyên", "actual", 100 * MILLION, False,
    )  # fmt: skip
    rows[11][3] = 5401
    assert [one.may_be_rounding for one in table(rows).differences] == [True]


def test_parts_of_which_are_not_added_up() -> None:
    rows = (Row("I", "Chi", 0, 100, None, sheet="a"), Row("", "Trong đó: lương", 1, 60, None, sheet="a"),
            Row("", "Trong đó: điện", 1, 10, None, sheet="a"))  # fmt: skip
    assert list(differences(rows, units={"a": 1})) == []


@given(st.lists(st.integers(0, 10**9), min_size=2, max_size=8))
def test_a_sum_of_its_parts_never_differs(parts: list[int]) -> None:
    rows = [Row("A", "Tổng", 0, sum(parts), None, sheet="a")]
    rows += [Row(str(at), f"Dòng {at}", 1, part, None, sheet="a") for at, part in enumerate(parts)]
    assert list(differences(rows, units={"a": 1})) == []
    rows[0] = Row("A", "Tổng", 0, sum(parts) + 1, None, sheet="a")
    assert [one.gap for one in differences(rows, units={"a": 1})] == [1]


def test_the_card_of_a_settlement() -> None:
    made = card(table().rows, residents=20_000)
    assert (made.income.actual, made.income.percent) == (12_345_500_000, 123)
    assert (made.spending.actual, made.spending.percent, made.per_resident) == (11_000 * MILLION, 110, 550_000)
    assert [(one.name, one.percent) for one in made.largest] == [
        ("Quản lý nhà nước", 49), ("Chi đầu tư", 41), ("Giáo dục", 10),
    ]  # fmt: skip
    assert sum(one.amount for one in made.largest) == made.spending.actual, "no line is counted twice"


def test_what_the_card_does_not_know_is_empty() -> None:
    made = card(table().rows, residents=None)
    assert (made.per_resident, made.residents, made.changes, made.total_change) == (None, None, (), None)
    empty = card((), residents=5)
    assert (empty.income, empty.spending, empty.per_resident, empty.largest) == (None, None, None, ())


def test_what_changed_against_the_year_before() -> None:
    rows = [list(row) for row in SETTLEMENT]
    rows[10][3] = 600
    before = table(rows).rows
    made = card(table().rows, residents=None, before=before)
    assert [(one.name, one.before, one.now) for one in made.changes] == [("Giáo dục", 600 * MILLION, 1100 * MILLION)]
    assert made.total_change.difference == 0


def test_totals_on_a_sheet_of_their_own_are_not_counted_twice() -> None:
    data = workbook({
        "Cân đối": [["Đơn vị tính: đồng"], ["Nội dung", "Quyết toán"], ["Tổng số chi", 900]],
        "Chi": [["Đơn vị tính: đồng"], ["STT", "Nội dung", "Quyết toán"], ["B", "Tổng số chi", 900],
                ["I", "Chi thường xuyên", 500], ["II", "Chi đầu tư", 400]],
    })  # fmt: skip
    made = card(read(sheets(data, name="x.xlsx")).rows, residents=3)
    assert (made.spending.actual, made.per_resident) == (900, 300)
    assert [one.name for one in made.largest] == ["Chi thường xuyên", "Chi đầu tư"]


@given(st.integers(-(10**15), 10**15))
def test_a_sum_as_people_say_it_is_within_half_a_per_cent(value: int) -> None:
    figure, scale = scaled(value)
    size = {"billion": 10**9, "million": 10**6, "thousand": 10**3, "": 1}[scale]
    assert abs(figure * size - value) * 200 <= abs(value)
