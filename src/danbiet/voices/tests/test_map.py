"""The map of open reports: coarse squares of public things, the same as a list, never who and never a door."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from danbiet.common import clock
from danbiet.places.models import Outline
from danbiet.voices.models import Case
from danbiet.voices.rules import Kind, Subject, squares
from danbiet.voices.selectors.mapping import map_page
from danbiet.voices.tests.factories import LID, answered, case
from tests.people import IN_2021, Cast, Country

AT = clock.moment(IN_2021)
HERE, BESIDE, AWAY = (21.0912, 105.7703), (21.0914, 105.7721), (21.0981, 105.7703)
POINTS = st.lists(st.tuples(st.floats(8, 23), st.floats(103, 117)), min_size=1, max_size=30)


def test_a_point_becomes_a_square_that_holds_it() -> None:
    found = squares.grid([HERE])
    west, south, east, north = found.edges(found.square(HERE))
    assert squares.name(found.square(HERE)) == "A1"
    assert west <= HERE[1] < east
    assert south <= HERE[0] < north
    assert north - south == pytest.approx(squares.SIDE)


@given(POINTS)
def test_a_grid_is_never_wider_than_its_letters_and_never_finer_than_its_side(points) -> None:
    found = squares.grid(points)
    at = [found.square(point) for point in points]
    assert found.side >= squares.SIDE
    assert all(0 <= column < squares.MOST and 0 <= row < squares.MOST for column, row in at)


def test_without_points_there_is_no_grid() -> None:
    assert squares.grid([]) is None


@pytest.mark.django_db
def test_open_public_things_are_counted_by_square(country: Country, cast: Cast) -> None:
    ward = country.dong_ngac.unit
    for point, subject in ((HERE, Subject.DRAINAGE), (BESIDE, Subject.WASTE), (AWAY, Subject.WASTE)):
        case(ward, at=AT, point=point, subject=subject)
    case(ward, at=AT, point=HERE, subject=Subject.OFFICERS)
    case(ward, at=AT, point=None)
    case(ward, at=AT, point=HERE, kind=Kind.CRIME_REPORT, subject=Subject.ORDER)
    answered(country, cast, at=AT, point=HERE)
    case(country.xuan_dinh.unit, at=AT, point=HERE)
    page = map_page("00601", on=IN_2021)
    assert [(spot.name, spot.reports, spot.late) for spot in page.spots] == [("A1", 1, 0), ("A2", 2, 0)]
    assert [n for _, n in page.spots[1].subjects] == [1, 1]
    assert (page.placed, page.total) == (3, 5)
    assert len(page.map.areas) == 2
    assert [spot.reports for spot in map_page("00601", on=IN_2021, subject="drainage").spots] == [1]
    assert map_page("00601", on=IN_2021, subject="officers").placed == 3  # no such choice: all


@pytest.mark.django_db
def test_units_are_listed_by_name_with_what_is_late(country: Country) -> None:
    found = case(country.dong_ngac.unit, at=AT, point=HERE)
    Case.objects.filter(pk=found.pk).update(answer_due_on=IN_2021 - timedelta(days=1), answer_certainty="local")
    case(country.xuan_dinh.unit, at=AT, point=AWAY)
    case(country.xuan_dinh.unit, at=AT, point=None)
    district, city = map_page("021", on=IN_2021), map_page("01", on=IN_2021)
    assert {(one.unit.code, one.reports, one.late) for one in district.units} == {("00601", 1, 1), ("00610", 1, 0)}
    assert [(one.unit.code, one.reports, one.late) for one in city.units] == [("021", 2, 1)]
    assert (district.placed, district.total) == (2, 3)


@pytest.mark.django_db
@pytest.mark.usefixtures("in_2021")
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_page_shows_no_word_no_name_and_no_exact_point(
    country: Country, prefix: str, django_assert_max_num_queries
) -> None:
    found = case(country.dong_ngac.unit, at=AT, point=HERE)
    Outline.objects.create(
        unit=country.dong_ngac.unit, source="Sở Nội vụ", imported_on=date(2021, 9, 1),
        rings=[[[105.76, 21.08], [105.79, 21.08], [105.79, 21.1], [105.76, 21.1], [105.76, 21.08]]],
    )  # fmt: skip
    with django_assert_max_num_queries(12):
        answer = Client().get(f"{prefix}/voices/map/00601/")
    text = answer.content.decode()
    assert answer.status_code == 200
    for secret in (LID, "ngõ 63", "Hoa", "0912345678", found.number, "21.09", "105.77"):
        assert secret not in text
    assert 'href="#o-A1"' in text
    assert 'id="o-A1"' in text
    assert "Sở Nội vụ" in text
    for code in ("021", "01", "00610", "00601"):
        assert Client().get(f"{prefix}/voices/map/{code}/?subject=waste").status_code == 200
    assert Client().get(f"{prefix}/voices/map/99999/").status_code == 404


@pytest.mark.django_db
def test_two_near_points_are_drawn_alike(country: Country) -> None:
    """Moving a few metres within the square changes nothing of what is drawn."""
    found = case(country.dong_ngac.unit, at=AT, point=HERE)
    first = map_page("00601", on=IN_2021).map
    Case.objects.filter(pk=found.pk).update(latitude=HERE[0] + 0.0003, longitude=HERE[1] + 0.0011)
    assert map_page("00601", on=IN_2021).map == first
    assert re.fullmatch("[A-H][0-9]", first.areas[0].code)
