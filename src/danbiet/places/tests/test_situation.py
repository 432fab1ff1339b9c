"""Declared days and circumstances: who may, what is refused, and which calendar and figures hold where."""

from datetime import date

import pytest

from danbiet.common import clock
from danbiet.ledger.models import Event
from danbiet.places import selectors, services
from danbiet.places.services import Declared, Known
from danbiet.places.services.situation import CircumstancesRefused, DayRefused
from tests.people import IN_2021, Cast, Country

AT = clock.moment(IN_2021)
MONDAY, SATURDAY = date(2021, 8, 16), date(2021, 8, 21)


def off(day: date = MONDAY, **changes: object) -> Declared:
    return Declared(**{"day": day, "works": False, "label": "Nghỉ phòng dịch", "source": "Công điện 18", **changes})


def test_a_day_declared_for_the_district_counts_below_it_alone(country: Country, cast: Cast) -> None:
    services.declare_day(country.district.unit, declared=off(), by=cast.actor("planner"), at=AT)
    of = {unit: selectors.calendar_for(unit, on=IN_2021).is_working(MONDAY) for unit in (
        country.district.unit, country.dong_ngac.unit, country.city.unit)}  # fmt: skip
    assert of == {country.district.unit: False, country.dong_ngac.unit: False, country.city.unit: True}
    assert Event.objects.get(act="places.declare_day").place == country.district.unit.key


def test_the_nearest_word_counts(country: Country, cast: Cast) -> None:
    services.declare_day(country.city.unit, declared=off(), by=cast.actor("city"), at=AT)
    services.declare_day(country.dong_ngac.unit, declared=off(works=True), by=cast.actor("planner"), at=AT)
    assert selectors.calendar_for(country.dong_ngac.unit, on=IN_2021).is_working(MONDAY)
    assert not selectors.calendar_for(country.xuan_dinh.unit, on=IN_2021).is_working(MONDAY)


def test_a_unit_that_ended_keeps_the_calendar_of_its_last_day(country: Country, cast: Cast) -> None:
    services.declare_day(country.district.unit, declared=off(), by=cast.actor("planner"), at=AT)
    assert not selectors.calendar_for(country.dong_ngac.unit, on=date(2026, 1, 5)).is_working(MONDAY)


@pytest.mark.parametrize(
    "declared", [off(SATURDAY), off(works=True), off(label=" "), off(source="")], ids=["off", "works", "name", "source"]
)
def test_what_is_so_anyway_or_has_no_source_is_refused(country: Country, cast: Cast, declared: Declared) -> None:
    with pytest.raises(DayRefused):
        services.declare_day(country.district.unit, declared=declared, by=cast.actor("planner"), at=AT)
    assert not Event.objects.exists()


@pytest.mark.parametrize("who", ["ward", "ward2", "chair", "inspector", "resident", "stranger"])
def test_others_declare_nothing(country: Country, cast: Cast, who: str) -> None:
    with pytest.raises(selectors.NotYourPlace):
        services.declare_day(country.dong_ngac.unit, declared=off(), by=cast.actor(who), at=AT)
    known = Known(IN_2021, "Niên giám")
    with pytest.raises(selectors.NotYourPlace):
        services.set_circumstances(country.dong_ngac.unit, known=known, by=cast.actor(who), at=AT)


def test_the_newest_circumstances_not_after_the_day_hold(country: Country, cast: Cast) -> None:
    ward, by = country.dong_ngac.unit, cast.actor("planner")
    for day, residents in ((date(2019, 4, 1), 20_000), (date(2021, 4, 1), 23_000)):
        known = Known(day, "Tổng điều tra", residents=residents, has_loudspeaker=False)
        services.set_circumstances(ward, known=known, by=by, at=AT)
    assert selectors.circumstances_on(ward, on=date(2020, 1, 1)).residents == 20_000
    assert selectors.circumstances_on(ward, on=IN_2021).residents == 23_000
    nobody_said = selectors.circumstances_on(country.xuan_dinh.unit, on=IN_2021)
    assert (nobody_said.residents, nobody_said.has_loudspeaker, nobody_said.is_remote) == (None, True, False)


def test_circumstances_need_a_source_and_a_day_of_the_unit(country: Country, cast: Cast) -> None:
    for known in (Known(IN_2021, " "), Known(date(2030, 1, 1), "x")):
        with pytest.raises(CircumstancesRefused):
            services.set_circumstances(country.dong_ngac.unit, known=known, by=cast.actor("planner"), at=AT)


def test_many_units_cost_three_questions(country: Country, cast: Cast, django_assert_max_num_queries) -> None:
    services.declare_day(country.district.unit, declared=off(), by=cast.actor("planner"), at=AT)
    units = [country.dong_ngac.unit, country.xuan_dinh.unit, country.city.unit]
    with django_assert_max_num_queries(3):
        selectors.calendars_for(units, on=IN_2021)
