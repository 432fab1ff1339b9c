"""Lists cut, contributions and budgets together, stays, quarters, moves."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danbiet.disclosure.rules import ItemKind, ItemState
from danbiet.disclosure.rules.grids import Grid
from danbiet.disclosure.rules.items import MOVES, is_period, may_become, objection_window, stay, take_down_on
from danbiet.disclosure.rules.joint import Dated, Together, joint
from danbiet.disclosure.rules.lists import ListRefused, cut, group_of, kind_of, shortened
from danbiet.disclosure.rules.quarters import Quarter, quarter_of
from danbiet.disclosure.tests.papers import HOUSEHOLDS

KEPT = [
    ("STT", "order"), ("Họ và tên chủ hộ", "name"), ("Họ tên", "name"), ("Chủ hộ", "name"), ("Tổ dân phố", "group"),
    ("Địa chỉ", "group"), ("Thôn, tổ dân phố", "group"), ("Phân loại", "result"), ("Kết quả rà soát", "result"),
]  # fmt: skip
CUT = [
    "Số CCCD", "CMND", "Ngày sinh", "Năm sinh", "Điện thoại", "Số tài khoản", "Số nhân khẩu", "Điểm B1", "Dân tộc", "",
    "Phân loại sức khỏe", "Kết quả khám", "Loại bệnh", "Lý do tạm hoãn", "Quan hệ với chủ hộ", "Giới tính",
    "Tình trạng bệnh", "Thu nhập", "Tên ngân hàng",
]  # fmt: skip


@pytest.mark.parametrize(("head", "kind"), KEPT)
def test_columns_that_the_rule_keeps(head: str, kind: str) -> None:
    assert kind_of(head) == kind


@pytest.mark.parametrize("head", CUT)
def test_every_other_column_is_cut(head: str) -> None:
    assert kind_of(head) is None


def grid(rows: list[list[object]], **more) -> Grid:
    return Grid("Hộ nghèo", tuple(tuple(row) for row in rows), **more)


def test_a_list_of_households_is_cut() -> None:
    left = cut((grid(HOUSEHOLDS),))
    assert left.rows == (
        ("1", "Nguyễn T. T. Hoa", "tổ dân phố 3", "Hộ nghèo"),
        ("2", "Trần V. Bình", "Tổ dân phố số 7", "Hộ cận nghèo"),
    )
    assert [(one.column, one.head, one.cells) for one in left.dropped] == [
        ("C", "Số CCCD", 2), ("E", "Điện thoại", 2), ("G", "Điểm B1", 2),
    ]  # fmt: skip


@given(st.lists(st.lists(st.text(max_size=30), min_size=7, max_size=7), max_size=5))
def test_what_was_cut_is_read_again_and_stays_as_it_is(rows: list[list[str]]) -> None:
    left = cut((grid([*HOUSEHOLDS, *rows]),))
    again = cut((grid([list(left.heads), *map(list, left.rows)]),))
    assert (again.heads, again.rows, again.dropped, again.skipped) == (left.heads, left.rows, (), 0)


def test_no_number_of_a_person_is_left_whatever_stands_in_the_cells() -> None:
    rows = [
        HOUSEHOLDS[1],
        [1, "Nguyễn Thị Hoa 0912345678", "x", "0912345678 tổ 3", "x", "Hộ nghèo 001185012345", 1],
        [2, "Trần Bình", "x", "Số 5 Phạm Văn Đồng", "x", "Hộ nghèo, gọi 0912 345 678", 1],
    ]
    left = cut((grid(rows),))
    assert (left.rows, left.skipped) == ((("2", "Trần B.", "", "Hộ nghèo, gọi … … …"),), 1)


@pytest.mark.parametrize("rows", [[], [["STT", "Nội dung"]], [["Họ và tên", "Điện thoại"]]])
def test_what_is_no_list_is_refused(rows: list[list[object]]) -> None:
    with pytest.raises(ListRefused):
        cut((grid(rows),))


def test_a_hidden_sheet_is_never_published() -> None:
    with pytest.raises(ListRefused):
        cut((grid(HOUSEHOLDS, is_hidden=True),))


@given(st.text(max_size=60))
def test_a_shortened_name_holds_no_digit(text: str) -> None:
    assert not any(sign.isdigit() for sign in shortened(text))


@pytest.mark.parametrize(("address", "group"), [
    ("Số 5 ngõ 12, tổ 3", "tổ 3"), ("TDP số 12", "TDP số 12"), ("thôn Đông Ngạc", "thôn Đông Ngạc"),
    ("Thôn Lộc giáp chợ", "Thôn Lộc"), ("12", "12"), ("Số 12", "Số 12"), ("0912345678", ""), ("ngõ 3", ""),
])  # fmt: skip
def test_the_group_in_an_address(address: str, group: str) -> None:
    assert group_of(address) == group


# contributions and budget

BUDGET = Dated(1, "2024", date(2024, 1, 18))


@pytest.mark.parametrize(("period", "on", "together", "days"), [
    ("2024", date(2024, 1, 18), Together.SAME_DAY, 0), ("2024-Q1", date(2024, 1, 20), Together.APART, 2),
    ("2023", date(2024, 1, 18), Together.NO_BUDGET, 0),
])  # fmt: skip
def test_contributions_beside_the_budget(period: str, on: date, together: Together, days: int) -> None:
    found = {one.item: one for one in joint([BUDGET], [Dated(2, period, on)])}
    assert (found[2].together, found[2].days) == (together, days)
    assert found[1].together == (Together.NO_CONTRIBUTION if together is Together.NO_BUDGET else together)


def test_the_nearest_counts_and_no_period_is_not_judged() -> None:
    far, near = Dated(2, "2024", date(2024, 6, 1)), Dated(3, "2024", date(2024, 1, 19))
    found = {one.item: one for one in joint([BUDGET], [far, near, Dated(4, "", date(2024, 1, 18))])}
    assert (found[1].other, found[1].days, 4 in found) == (3, 1, False)


# stays

POSTED = date(2024, 6, 18)


@pytest.mark.parametrize(("kind", "days", "unit", "last_on", "down_on"), [
    (ItemKind.DOCUMENT, 30, "calendar_days", date(2024, 7, 18), None),
    (ItemKind.PERSONAL_LIST, 30, "calendar_days", date(2024, 7, 18), date(2024, 7, 19)),
    (ItemKind.PERSONAL_LIST, 3, "working_days", date(2024, 6, 21), date(2024, 6, 22)),
    (ItemKind.PERSONAL_LIST, None, "", date(2024, 7, 18), date(2024, 7, 19)),
    (ItemKind.REGULATION, None, "", None, None),
])  # fmt: skip
def test_how_long_it_must_stay(kind, days, unit, last_on, down_on) -> None:
    found = stay(kind, published_on=POSTED, days=days, unit=unit)
    assert (found.last_on, take_down_on(kind, found)) == (last_on, down_on)
    assert found.is_permanent is (last_on is None)
    assert not found.is_over(POSTED)
    assert not (last_on and found.is_over(last_on)), "on the last day it must still be there"


def test_the_objection_window_is_amber_and_ends_with_its_law() -> None:
    found = objection_window(date(2024, 6, 18))
    assert (found.until, found.recheck_by, found.is_certain) == (date(2024, 6, 21), date(2024, 7, 2), False)
    assert found.is_open(found.until)
    assert objection_window(date(2026, 6, 18)) is None, "no rule known to us was in force"


def test_moves() -> None:
    allowed = {(state.value, to.value) for state in ItemState for to in ItemState if may_become(state, to)}
    assert allowed == {("draft", "published"), ("published", "withdrawn"), ("published", "taken_down")}
    assert set(MOVES) == set(ItemState)


@pytest.mark.parametrize(("text", "fine"), [
    ("", True), ("2024", True), ("2024-Q4", True), ("2024-H1", True), ("2024-9M", True), ("2024-12", True),
    ("2024-Q5", False), ("2024\n", False), ("24", False), ("2024-00", False), ("năm 2024", False),
])  # fmt: skip
def test_periods(text: str, fine: bool) -> None:
    assert is_period(text) is fine


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_every_day_lies_in_its_quarter(on: date) -> None:
    found = quarter_of(on)
    assert found.first <= on < found.after
    assert found.before.next == found
    assert found.next.before == found


def test_quarters_in_order() -> None:
    assert Quarter(2024, 4).next == Quarter(2025, 1) > Quarter(2024, 4)
