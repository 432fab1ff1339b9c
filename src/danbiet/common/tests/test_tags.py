"""Days, numbers, states and links as the reader sees them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation

from danbiet.common.actor import ANONYMOUS, Actor, Held, Role
from danbiet.common.templatetags import danbiet as tags


@pytest.mark.parametrize(
    ("on", "vi", "en"),
    [
        (date(2026, 7, 14), "14/7/2026", "14 July 2026"),
        (date(2026, 7, 3), "03/7/2026", "3 July 2026"),
        (date(2026, 2, 1), "01/02/2026", "1 February 2026"),
        (date(2021, 12, 31), "31/12/2021", "31 December 2021"),
    ],
)
def test_days_as_officials_write_them(on: date, vi: str, en: str) -> None:
    with translation.override("vi"):
        assert tags.day(on) == vi
    with translation.override("en"):
        assert tags.day(on) == en


def test_a_moment_is_told_in_viet_nam_time() -> None:
    late_evening = datetime(2026, 7, 13, 18, 20, tzinfo=UTC)
    assert tags.moment(late_evening) == "01:20, 14/7/2026"
    assert tags.day(late_evening) == "14/7/2026"


def test_weekdays() -> None:
    assert tags.weekday(date(2026, 7, 14)) == "thứ Ba"
    assert tags.weekday(date(2026, 7, 19)) == "Chủ nhật"
    with translation.override("en"):
        assert tags.weekday(date(2026, 7, 14)) == "Tuesday"


def test_no_day_is_said_not_left_blank() -> None:
    assert tags.day(None) == "chưa định ngày"


@pytest.mark.parametrize(
    ("value", "places", "vi", "en"),
    [
        (Decimal("43.765"), 2, "43,77", "43.77"),
        (1234567, 0, "1.234.567", "1,234,567"),
        (Decimal("-0.19"), 2, "−0,19", "−0.19"),
        (0, 0, "0", "0"),
        (None, 2, "chưa có số liệu", "no data yet"),
    ],
)
def test_numbers(value: object, places: int, vi: str, en: str) -> None:
    with translation.override("vi"):
        assert tags.number(value, places) == vi
    with translation.override("en"):
        assert tags.number(value, places) == en


@pytest.mark.parametrize(
    ("value", "shown"), [("0.24", "+0,24"), ("-0.19", "−0,19"), ("0", "0,00"), ("0.001", "0,00"), (None, None)]
)
def test_change_carries_its_sign(value: str | None, shown: str | None) -> None:
    assert tags.change(value) == (shown or "chưa có số liệu")


def test_percent_of_a_share() -> None:
    assert tags.percent(Decimal("0.926")) == "92,6%"
    assert tags.percent(0.5, 0) == "50%"
    assert tags.percent(None) == "chưa có số liệu"


def test_a_state_is_shape_word_and_colour_and_its_text_is_escaped() -> None:
    drawn = tags.status("late", "Trễ <4> ngày")
    assert 'class="st late"' in drawn
    assert 'aria-hidden="true"' in drawn
    assert "Trễ &lt;4&gt; ngày" in drawn


def test_an_unknown_state_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError):
        tags.status("red", "x")


def test_ticks_fill_what_is_past() -> None:
    drawn = tags.ticks(3, 5)
    assert drawn.count('class="tf"') == 3
    assert drawn.count('class="te"') == 2
    assert tags.ticks(9, 5, late=True).count("tf tl") == 5


class Named:
    name_vi, name_en = "Phường Đông Ngạc", "Dong Ngac Ward"


def test_names_follow_the_language() -> None:
    assert tags.name(Named()) == "Phường Đông Ngạc"
    with translation.override("en"):
        assert tags.name(Named()) == "Dong Ngac Ward"
    assert tags.name("313/KH-UBND") == "313/KH-UBND"


def officer(role: Role) -> Actor:
    return Actor(1, "A", (Held(role, 1),))


def test_main_links_follow_the_role() -> None:
    assert tags.entries(ANONYMOUS) == tags.entries(officer(Role.RESIDENT)) == (tags.PUBLIC, tags.PUBLIC_MORE)
    assert tags.entries(officer(Role.GROUP_HEAD)) == (tags.PUBLIC, (tags.NOTEBOOK, *tags.PUBLIC_MORE))
    assert tags.entries(officer(Role.WARD_OFFICER))[0] == (tags.DESK, tags.CASES, *tags.OFFICE)
    assert tags.entries(officer(Role.ANALYST)) == (tags.OFFICE, (tags.SEARCH, tags.SCORES, tags.SURVEYS, tags.MANUAL))
    assert tags.entries(officer(Role.ADMINISTRATOR))[0][0] == tags.PEOPLE
    assert tags.KEYS in tags.entries(officer(Role.ADMINISTRATOR))[1]
    assert tags.KEYS not in tags.entries(officer(Role.LEADER))[1]
    assert tags.entries(officer(Role.LEADER))[0][:3] == (tags.DESK, tags.ONE_PAGE, tags.CASES)


def test_empty_cells_are_drawn_one_by_one() -> None:
    assert tags.hollow_grid(13, 8).count("<rect") == 104


@pytest.mark.parametrize(
    ("here", "there"), [("/", "/en/"), ("/en/", "/"), ("/find/?q=a", "/en/find/?q=a"), ("/en/find/?q=a", "/find/?q=a")]
)
def test_the_other_language_keeps_the_page(here: str, there: str) -> None:
    assert tags.other_language(RequestFactory().get(here)) == there


def test_paths_cannot_smuggle_markup_into_the_language_link() -> None:
    request = RequestFactory().get('/"><b>')
    text = Template("{% load danbiet %}{% other_language request %}").render(Context({"request": request}))
    assert "<b>" not in text


@pytest.mark.parametrize(
    ("days", "vi", "en"),
    [
        (1, "Trễ 1 ngày", "1 day late"),
        (729, "Trễ 729 ngày", "729 days late"),
        (730, "Trễ hơn 2 năm", "over 2 years late"),
        (1925, "Trễ hơn 5 năm", "over 5 years late"),
    ],
)
def test_what_is_years_late_is_said_in_years(days: int, vi: str, en: str) -> None:
    with translation.override("vi"):
        assert tags.lateness(days) == vi
    with translation.override("en"):
        assert tags.lateness(days) == en
