"""Consultations last at least 20 days, a minimum; where they stand on a day."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from danbiet.common.access import told
from danbiet.disclosure.rules import talk as rules

START = date(2026, 3, 2)


def test_trap_5_twenty_days_are_a_minimum_that_is_never_rolled() -> None:
    assert rules.least_until(START) == date(2026, 3, 22)  # a Sunday
    rules.require_days(START, date(2026, 3, 22))
    with pytest.raises(rules.TooShort, match="22/03/2026"):
        rules.require_days(START, date(2026, 3, 21))


def test_before_the_law_of_2022_no_least_time_is_known_and_none_is_claimed() -> None:
    assert rules.least_until(date(2021, 9, 21)) is None
    rules.require_days(date(2021, 9, 21), date(2021, 9, 25))
    with pytest.raises(rules.TooShort) as caught:
        rules.require_days(date(2021, 9, 21), date(2021, 9, 21))
    assert "10/2022" not in str(caught.value)
    with pytest.raises(rules.TooShort) as caught:
        rules.require_over(date(2021, 9, 25), date(2021, 9, 24))
    assert "10/2022" not in str(caught.value)


def test_the_least_time_is_refused_with_the_article_of_the_day() -> None:
    with pytest.raises(rules.TooShort) as caught:
        rules.require_days(START, date(2026, 3, 21))
    assert "ít nhất 20 ngày kể từ ngày công khai (Luật 10/2022/QH15, điều 28(2))" in str(caught.value)
    with override("en"):
        assert "(Law 10/2022/QH15, article 28(2))" in told(caught.value)


@given(st.dates(date(2023, 7, 1), date(2030, 1, 1)), st.integers(0, 60))
def test_fewer_than_twenty_days_are_always_refused(start: date, days: int) -> None:
    if days >= 20:
        rules.require_days(start, start + timedelta(days))
    else:
        with pytest.raises(rules.TooShort):
            rules.require_days(start, start + timedelta(days))


@pytest.mark.parametrize(
    ("on", "concluded", "state"),
    [
        ("2026-03-01", None, "coming"), ("2026-03-02", None, "open"), ("2026-03-17", None, "open"),
        ("2026-03-18", None, "closing"), ("2026-03-22", None, "closing"), ("2026-03-23", None, "closed"),
        ("2026-03-30", "2026-03-25", "concluded"), ("2026-03-24", "2026-03-25", "closed"),
    ],
)  # fmt: skip
def test_where_a_consultation_stands(on: str, concluded: str | None, state: str) -> None:
    ended = date.fromisoformat(concluded) if concluded else None
    found = rules.consultation_state(START, date(2026, 3, 22), ended, on=date.fromisoformat(on))
    assert found.value == state


def test_the_last_day_still_takes_opinions() -> None:
    with pytest.raises(rules.TooShort):
        rules.require_over(date(2026, 3, 22), date(2026, 3, 22))
    rules.require_over(date(2026, 3, 22), date(2026, 3, 23))
