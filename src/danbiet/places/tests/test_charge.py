"""Who answers for what an ended unit left open: one alone, seen alike from both ends."""

from datetime import date
from decimal import Decimal

import pytest

from danbiet.places import selectors
from danbiet.places.models import Successor
from danbiet.places.rules.charge import Claim, Why, in_charge
from tests.people import END_OF_DISTRICTS, IN_2021, IN_2026, Country

HALF = Decimal("0.5")


def claim(new: int, share: str, *, measured: bool = False, named: bool = False) -> Claim:
    return Claim(new, Decimal(share), measured, named, f"{new:05}")


@pytest.mark.parametrize(
    ("claims", "one", "why"),
    [
        ([claim(2, "0.5"), claim(1, "0.5")], 1, Why.CODE),
        ([claim(2, "1")], 2, Why.WHOLE),
        ([claim(1, "0.5"), claim(2, "0.5", named=True)], 2, Why.NAME),
        # three equal shares do not add up to one: the rest that the last one takes says nothing
        ([claim(1, "0.33333333"), claim(2, "0.33333333", named=True), claim(3, "0.33333334")], 2, Why.NAME),
        ([claim(1, "0.7", measured=True), claim(2, "0.3", measured=True, named=True)], 1, Why.SHARE),
        ([claim(1, "0.5", measured=True), claim(2, "0.5", measured=True, named=True)], 2, Why.NAME),
        ([claim(1, "0.5", named=True), claim(2, "0.5", measured=True)], 2, Why.SHARE),
    ],
)
def test_a_measured_share_then_the_name_then_the_code(claims: list[Claim], one: int, why: Why) -> None:
    assert in_charge(claims) == (one, why)
    assert in_charge(claims[::-1]) == (one, why)


def link(old, new, share: Decimal = Decimal(1), basis: str = "assumed", on: date = END_OF_DISTRICTS) -> None:
    Successor.objects.create(old=old.unit, new=new.unit, share=share, basis=basis, decree="", on=on)


def test_one_alone_is_in_charge_of_each_unit_that_ended(country: Country) -> None:
    old, new, beside, city = country.dong_ngac, country.new_dong_ngac, country.new_xuan_dinh, country.city.unit.pk
    link(old, new, HALF)
    link(old, beside, HALF)
    both, district = {new.unit.pk, beside.unit.pk}, country.district.unit.pk
    assert selectors.takers_of(old.unit.pk, on=IN_2026) == selectors.Takers(
        new.unit.pk, frozenset({beside.unit.pk}), Why.NAME
    )
    assert selectors.takers_of(district, on=IN_2026) == selectors.Takers(city, frozenset(both), Why.ABOVE)
    nobody_knows = country.xuan_dinh.unit.pk  # its district was above, and that ended under the city
    assert selectors.takers_of(nobody_knows, on=IN_2026) == selectors.Takers(city, frozenset({district}), Why.ABOVE)
    found = selectors.taken_over([city, *both], on=IN_2026)
    assert found[city].charged == {district, nobody_knows}
    assert found[new.unit.pk] == selectors.Taken(frozenset({old.unit.pk}), frozenset({district}))
    assert found[beside.unit.pk] == selectors.Taken(frozenset(), frozenset({old.unit.pk, district}))


def test_before_the_day_and_of_what_stands_nobody_took_anything(country: Country) -> None:
    link(country.dong_ngac, country.new_dong_ngac)
    places = [country.city.unit.pk, country.new_dong_ngac.unit.pk, country.district.unit.pk]
    assert set(selectors.taken_over(places, on=IN_2021).values()) == {selectors.Taken()}
    assert selectors.takers_of(country.dong_ngac.unit.pk, on=IN_2021) == selectors.Takers()
    for place in (country.city, country.new_dong_ngac):
        assert selectors.takers_of(place.unit.pk, on=IN_2026) == selectors.Takers()


def test_it_passes_on_over_every_reorganisation_since(country: Country) -> None:
    link(country.xuan_dinh, country.dong_ngac, on=date(2024, 1, 1))
    link(country.dong_ngac, country.new_dong_ngac)
    first, last = country.xuan_dinh.unit.pk, country.new_dong_ngac.unit.pk
    assert selectors.takers_of(first, on=IN_2026).charged == last
    assert first in selectors.taken_over([last], on=IN_2026)[last].charged
    assert selectors.takers_of(first, on=date(2024, 6, 1)).charged == country.dong_ngac.unit.pk


def test_few_questions_are_asked(country: Country, django_assert_max_num_queries) -> None:
    link(country.dong_ngac, country.new_dong_ngac)
    with django_assert_max_num_queries(1):
        selectors.takers_of(country.new_dong_ngac.unit.pk, on=IN_2026)
    with django_assert_max_num_queries(3):
        selectors.taken_over([country.new_dong_ngac.unit.pk], on=IN_2026)
