"""Trap 8: three days in a row do not fit every week where a station is silent on Saturday and Sunday."""

from datetime import date

import pytest

from danbiet.common import clock
from danbiet.disclosure.models import Item
from danbiet.disclosure.rules import Channel
from danbiet.disclosure.rules.radio import Station, off_days
from danbiet.disclosure.services import postings
from danbiet.disclosure.services.settling import settle
from danbiet.disclosure.tests.factories import arisen
from danbiet.disclosure.tests.talking import published
from tests.people import IN_2021, IN_2026, Cast, Country

URBAN = Station("01", "ward", "city")
THURSDAY, SATURDAY = date(2026, 11, 19), date(2026, 11, 21)
TABLE = [
    # station, first, last, length | days that fall out
    (URBAN, date(2026, 11, 16), None, 3, []), (URBAN, date(2026, 11, 18), None, 3, []),
    (URBAN, THURSDAY, None, 3, [21]), (URBAN, THURSDAY, SATURDAY, 3, [21]),
    (URBAN, date(2026, 11, 20), None, 3, [21, 22]),
    (URBAN, SATURDAY, None, 1, [21]), (URBAN, date(2026, 11, 16), date(2026, 11, 20), 3, []),
    (Station("01", "ward", "urban_district"), date(2021, 9, 16), None, 3, [18]),
    (Station("01", "ward", "urban_district"), date(2021, 3, 11), None, 3, None),  # the day before the rule
    (Station("01", "ward", "town"), date(2021, 9, 16), None, 3, None),  # wards of a town are not of a district
    (Station("01", "commune", "city"), THURSDAY, None, 3, None),
    (Station("48", "ward", "city"), THURSDAY, None, 3, None),
]  # fmt: skip


@pytest.mark.parametrize(("station", "first", "last", "length", "off"), TABLE)
def test_what_of_a_series_falls_out(
    station: Station, first: date, last: date | None, length: int, off: list[int] | None
) -> None:
    found = off_days(station, first=first, last=last, length=length)
    assert (found and [day.day for day in found.days]) == (off or None)
    if found:
        assert found.starts == ((0, 1, 2) if length == 3 else (0, 1, 2, 3, 4))
        assert found.is_certain == (first < date(2025, 7, 1)), "whether it outlived the districts was not checked"


@pytest.fixture
def item(country: Country, cast: Cast) -> Item:
    row = arisen(country.new_dong_ngac, cast, "relief_decided", on=date(2026, 11, 16), period="")
    assert row.duty == "DIS22-08"
    item = published(country.new_dong_ngac.unit, cast.actor("ward", THURSDAY), clock.moment(date(2026, 11, 16)))
    item.obligation = row
    item.save()
    settle(row, on=THURSDAY)
    return item


def recorded(item: Item, cast: Cast, **days: date) -> None:
    hung = postings.Hung(Channel.LOUDSPEAKER, **days)
    postings.record_posting(item, hung=hung, by=cast.actor("ward", IN_2026), at=clock.moment(IN_2026))


def pages(client, item: Item) -> list[str]:
    return [f"/disclosure/items/{item.pk}/postings/", f"/disclosure/items/{item.pk}/",
            f"/disclosure/obligations/{item.obligation_id}/"]  # fmt: skip


@pytest.mark.parametrize(
    "days", [{"up_on": THURSDAY, "down_on": SATURDAY}, {"planned_on": date(2026, 11, 26)}, {"up_on": THURSDAY}]
)
def test_a_series_over_a_saturday_is_recorded_and_told(
    client, item: Item, cast: Cast, in_2026, days: dict[str, date]
) -> None:
    recorded(item, cast, **days)
    client.force_login(cast.users["ward"])
    for address in pages(client, item):
        page = client.get(address).content.decode()
        assert page.count("Có ngày đài phường không phát") == 1
        assert "thứ Hai, thứ Ba hoặc thứ Tư" in page
        assert "Quyết định của UBND TP Hà Nội điều chỉnh đề án đài truyền thanh phường" in page
        assert "chưa kiểm tra quy định này còn áp dụng" in page
        english = client.get(f"/en{address}").content.decode()
        assert "Monday, Tuesday or Wednesday" in english
        assert "whether this rule still holds" in english


def test_a_series_from_wednesday_is_recorded_without_a_word(client, item: Item, cast: Cast, in_2026) -> None:
    recorded(item, cast, up_on=date(2026, 11, 18), down_on=date(2026, 11, 20))
    client.force_login(cast.users["ward"])
    for address in pages(client, item):
        assert "không phát" not in client.get(address).content.decode()


def test_what_was_recorded_by_mistake_is_not_told(client, item: Item, cast: Cast, in_2026) -> None:
    recorded(item, cast, up_on=THURSDAY, down_on=SATURDAY)
    row = item.postings.get()
    postings.void(row, reason="Ghi nhầm", by=cast.actor("ward", IN_2026), at=clock.moment(IN_2026))
    client.force_login(cast.users["ward"])
    for address in pages(client, item):
        assert "không phát" not in client.get(address).content.decode()


def test_the_postings_of_an_item_ask_few_questions(
    client, item: Item, cast: Cast, in_2026, django_assert_max_num_queries
) -> None:
    for first in range(2, 14):
        recorded(item, cast, up_on=date(2026, 11, first), down_on=date(2026, 11, first))
    client.force_login(cast.users["ward"])
    client.get("/")
    for address in pages(client, item):
        with django_assert_max_num_queries(18):
            assert client.get(address).status_code == 200


def test_in_2021_it_is_told_as_certain(client, country: Country, cast: Cast, in_2021) -> None:
    row = arisen(country.dong_ngac, cast, "inspection_concluded", on=date(2021, 9, 13), period="")
    found = published(country.dong_ngac.unit, cast.actor("ward"), clock.moment(date(2021, 9, 13)))
    found.obligation = row
    found.save()
    hung = postings.Hung(Channel.LOUDSPEAKER, up_on=date(2021, 9, 17), down_on=date(2021, 9, 19))
    postings.record_posting(found, hung=hung, by=cast.actor("ward"), at=clock.moment(IN_2021))
    client.force_login(cast.users["ward"])
    page = client.get(f"/disclosure/items/{found.pk}/postings/").content.decode()
    assert "Có ngày đài phường không phát" in page
    assert "chưa kiểm tra" not in page
