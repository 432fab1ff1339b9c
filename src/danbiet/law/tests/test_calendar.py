"""Days off, worked Saturdays, and calendars that are changed or read from a file."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from danbiet.law import calendar, words
from danbiet.law.calendar import Calendar, Change, DamagedCalendar, OutsideCalendar, Why, official

YEARS = range(2021, 2027)


@pytest.mark.parametrize(
    ("day", "works", "why", "label"),
    [
        (date(2026, 9, 2), False, Why.DAY_OFF, "Quốc khánh"),
        (date(2026, 1, 10), True, Why.WORKED_SATURDAY, "Làm bù cho ngày 02/01/2026"),
        (date(2026, 1, 2), False, Why.DAY_OFF, "Nghỉ hoán đổi (làm bù ngày 10/01/2026)"),
        (date(2026, 8, 22), True, Why.WORKED_SATURDAY, "Làm bù cho ngày 31/08/2026"),
        (date(2024, 5, 4), True, Why.WORKED_SATURDAY, "Làm bù cho ngày 29/04/2024"),
        (date(2026, 3, 7), False, Why.SATURDAY, ""),
        (date(2026, 3, 8), False, Why.SUNDAY, ""),
        (date(2026, 3, 9), True, Why.COUNTED, ""),
    ],
)
def test_each_day_has_its_reason(day: date, works: bool, why: Why, label: str) -> None:
    found = official()
    assert (found.is_working(day), found.why(day), found.label(day)) == (works, why, label)


def test_every_declared_day_names_its_source_and_certainty() -> None:
    for change in official().changes():
        assert change.source
        assert change.certainty in {"seen", "memory"}
    assert [str(change.day) for change in official().changes() if change.certainty == "memory"] == ["2026-11-24"]


def test_the_years_that_were_declared_are_known() -> None:
    assert [year for year in range(2019, 2030) if official().knows(year)] == list(YEARS)


def test_a_few_days_of_a_place_do_not_make_a_year_known() -> None:
    own = official().with_changes([Change(date(2027, 3, 1), False, "Hội làng", "Quyết định của tỉnh")])
    assert not own.knows(2027)
    assert not own.is_working(date(2027, 3, 1))
    assert official().is_working(date(2027, 3, 1)), "the national calendar is not touched"


def test_the_index_agrees_with_counting_by_hand() -> None:
    found, day = official(), date(2025, 12, 1)
    for n in range(1, 120):
        by_hand, left = day, n
        while left:
            by_hand += timedelta(days=1)
            left -= found.is_working(by_hand)
        assert found.after(day, n) == by_hand
        assert found.count(day, by_hand) == n
        assert found.before(by_hand + timedelta(days=1), 1) == by_hand


def test_working_days_are_found_from_days_off_too() -> None:
    found = official()
    assert found.next_working(date(2026, 2, 14)) == date(2026, 2, 23)
    assert found.last_working(date(2026, 2, 22)) == date(2026, 2, 13)
    assert found.next_working(date(2026, 2, 23)) == found.last_working(date(2026, 2, 23)) == date(2026, 2, 23)
    assert found.after(date(2026, 2, 14), 0) == date(2026, 2, 14)


def test_a_fingerprint_tells_whether_days_changed() -> None:
    later = official().with_changes([Change(date(2026, 12, 31), False, "Nghỉ", "Công văn")])
    assert later.fingerprint != official().fingerprint
    assert Calendar(reversed(official().changes())).fingerprint == official().fingerprint
    assert later.with_changes([Change(date(2026, 12, 31), True, "", "Công văn")]).is_working(date(2026, 12, 31))


@pytest.mark.parametrize("day", [date(1989, 12, 31), date(2061, 1, 1)])
def test_days_outside_are_refused_not_guessed(day: date) -> None:
    with pytest.raises(OutsideCalendar):
        official().after(day, 1)
    with pytest.raises(OutsideCalendar):
        official().after(date(2060, 12, 30), 5)


@pytest.mark.parametrize(
    ("on", "year"),
    [
        (date(2026, 10, 31), None),
        (date(2026, 11, 1), 2027),
        (date(2026, 11, 23), 2027),
        (date(2026, 12, 31), 2027),
        (date(2027, 1, 1), 2027),
        (date(2027, 10, 31), 2027),
        (date(2025, 11, 1), None),
        (date(2025, 12, 31), None),
    ],
)
def test_from_november_next_year_should_be_known(on: date, year: int | None) -> None:
    assert calendar.missing_next_year(on) == year


def test_next_year_is_no_longer_missing_once_declared() -> None:
    days = [Change(date(2027, 1, 1) + timedelta(days=n), False, "Nghỉ", "Thông báo") for n in range(11)]
    assert calendar.missing_next_year(date(2026, 11, 23), calendar=official().with_changes(days)) is None


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("\ufeffdate,kind,label,source\n2026-12-24,off,Giáng sinh,Sở\n2026-12-26,work,Làm bù,Sở\n", "utf-8")
    own = calendar.read(path)
    assert (own.is_working(date(2026, 12, 24)), own.is_working(date(2026, 12, 26))) == (False, True)
    assert own.is_working(date(2026, 9, 2)), "a file is the whole calendar, not an addition"


def test_every_day_of_the_national_calendar_has_an_english_name_and_a_places_own_stays_whole() -> None:
    labels = {change.label for change in official().changes()}
    assert [label for label in labels if not words.holiday(label, "en").isascii()] == []
    assert {words.holiday(label) for label in labels} == labels
    assert words.holiday("Quốc khánh (nghỉ bù)", "en") == "National Day (in lieu)"
    assert words.holiday("Nghỉ hoán đổi (làm bù ngày 10/01/2026)", "en") == "Off, exchanged (worked on 10/01/2026)"
    assert words.holiday("Nghỉ bão dịp Quốc khánh", "en") == "Nghỉ bão dịp Quốc khánh"


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("date,kind,label\n", ((1, "source", "column_missing", ""),)),
        ("", tuple((1, name, "column_missing", "") for name in calendar.COLUMNS)),
        (
            "date,kind,label,source\n2026-02-30,off,a,b\n2026-01-01,holiday,a,b\n2026-01-02,off,a,b\n2026-01-02,off,a,b\n"
            "1900-01-01,off,a,b\n",
            (
                (2, "date", "day_wrong", "2026-02-30"),
                (3, "kind", "kind_unknown", "holiday"),
                (5, "date", "day_twice", "2026-01-02"),
                (6, "date", "day_outside", "1900-01-01"),
            ),
        ),
        (
            "date,kind,label,source,certainty\n2026-01-01,off,a,b,sure\n",
            ((2, "certainty", "certainty_unknown", "sure"),),
        ),
        ("date,kind,label,source\n20260106,off,a,b\n", ((2, "date", "day_wrong", "20260106"),)),
        ("date,kind,label,source\n2026-W02-3,off,a,b\n", ((2, "date", "day_wrong", "2026-W02-3"),)),
        ("date,kind,label,source\n2026-01-01\n", ((2, "kind", "kind_unknown", ""),)),
    ],
)
def test_every_problem_of_a_file_is_named_by_its_row(text: str, problems: tuple[object, ...]) -> None:
    with pytest.raises(DamagedCalendar) as caught:
        calendar.read(text)
    assert caught.value.problems == problems
