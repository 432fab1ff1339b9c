"""Groups of days, and how near a name is to what was typed."""

from datetime import date

import pytest

from danbiet.web.rules import Bin, Words, bin_of, closeness, words, working_days_after

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
    assert bin_of(due_on, on=TUESDAY, soon_until=working_days_after(TUESDAY, 3)) is expected


@pytest.mark.parametrize(
    ("on", "holidays", "expected"),
    [
        (TUESDAY, [], date(2021, 9, 24)),
        (date(2021, 9, 24), [], date(2021, 9, 29)),
        (date(2021, 8, 31), [date(2021, 9, 2), date(2021, 9, 3)], date(2021, 9, 7)),
    ],
)
def test_days_off_are_not_counted(on: date, holidays: list[date], expected: date) -> None:
    assert working_days_after(on, 3, holidays) == expected


def test_one_letter_is_not_a_search() -> None:
    assert not words("d").enough
    assert words("do").enough
    assert words("01").code == "01"


def test_the_whole_name_comes_before_its_beginning_and_its_middle() -> None:
    wanted = Words(("dong", "ngac"))
    names = ["phuong dong ngac moi", "xa tay dong ngac", "phuong dong ngac"]
    assert sorted(names, key=lambda name: closeness(name, wanted))[0] == "phuong dong ngac"
    assert sorted(names, key=lambda name: closeness(name, wanted))[-1] == "xa tay dong ngac"
