"""Groups of days, and how near a name is to what was typed."""

from datetime import date

import pytest

from danbiet.common.desk import DeskItem
from danbiet.web.rules import Bin, Words, bin_of, closeness, words
from danbiet.web.selectors.desk import arranged

TUESDAY = date(2021, 9, 21)


@pytest.mark.parametrize(
    ("due_on", "expected"),
    [
        (date(2021, 9, 20), Bin.OVERDUE),
        (TUESDAY, Bin.TODAY),
        (date(2021, 9, 24), Bin.SOON),
        (date(2021, 9, 27), Bin.LATER),
        (None, Bin.UNDATED),
    ],
)
def test_each_day_has_its_group(due_on: date | None, expected: Bin) -> None:
    assert bin_of(due_on, on=TUESDAY, soon_until=date(2021, 9, 24)) is expected


@pytest.mark.parametrize(
    ("on", "due_on", "bin"),
    [
        (TUESDAY, date(2021, 9, 24), Bin.SOON),
        (TUESDAY, date(2021, 9, 25), Bin.LATER),
        (date(2021, 8, 31), date(2021, 9, 7), Bin.SOON),  # 2 and 3 September are off.
        (date(2021, 8, 31), date(2021, 9, 8), Bin.LATER),
        (date(2026, 11, 23), date(2026, 11, 27), Bin.SOON),  # 24 November is off.
        (date(2026, 8, 20), date(2026, 8, 24), Bin.SOON),  # Saturday 22 August is worked.
        (date(2026, 8, 20), date(2026, 8, 25), Bin.LATER),
    ],
)
def test_soon_is_three_working_days_of_the_official_calendar(on: date, due_on: date, bin: Bin) -> None:
    row = DeskItem("plans", "later", "", "", due_on)
    assert [group.bin for group in arranged([row], on=on).groups] == [bin]


def test_one_letter_is_not_a_search() -> None:
    assert not words("d").enough
    assert words("do").enough
    assert words("01").code == "01"


def test_the_whole_name_comes_before_its_beginning_and_its_middle() -> None:
    wanted = Words(("dong", "ngac"))
    names = ["phuong dong ngac moi", "xa tay dong ngac", "phuong dong ngac"]
    assert sorted(names, key=lambda name: closeness(name, wanted))[0] == "phuong dong ngac"
    assert sorted(names, key=lambda name: closeness(name, wanted))[-1] == "xa tay dong ngac"
