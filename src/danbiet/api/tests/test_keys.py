"""Keys: made and revoked by administrators of the place, recorded, shown once, kept as a hash, carried by a backup."""

import re
import secrets
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from danbiet.api import selectors, services
from danbiet.api.models import ApiKey
from danbiet.api.rules import KeyRefused
from danbiet.api.tests.factories import key_for
from danbiet.common import clock
from danbiet.common.actor import Conflict, Damaged, NotAllowed, NotYours
from danbiet.ledger.models import Event, Opening
from danbiet.ledger.selectors import rows
from tests.people import IN_2021, Cast, Country

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_2021")]
AT = clock.moment(IN_2021)
PAGE = "/open311/keys/"
FORM = {"name": "Ứng dụng", "contact": "Sở TT-TT", "per_hour": "50"}


def test_a_key_is_made_recorded_and_kept_as_a_hash(country: Country, cast: Cast) -> None:
    key, text = key_for(country.district.unit, cast, at=AT)
    assert selectors.key_by(f" {text} ") == key
    event = Event.objects.get(act="api.make_key")
    assert (event.target, event.place) == (f"api.apikey/{key.pk}", country.district.unit.key)
    kept = [str(list(ApiKey.objects.values())), str(list(Opening.objects.values()))]
    assert not [one for one in kept if text in one]


@pytest.mark.parametrize("name", ["city", "planner", "chair", "ward", "inspector", "analyst", "resident", "stranger"])
def test_only_an_administrator_of_the_place_makes_keys(country: Country, cast: Cast, name: str) -> None:
    holder = services.Holder("a", "b", country.district.unit)
    with pytest.raises(NotAllowed):
        services.make_key(holder, by=cast.actor(name), at=AT, draw=secrets.token_bytes)
    assert not ApiKey.objects.exists()


def test_a_key_cannot_be_made_for_a_place_that_ended(country: Country, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        key_for(country.district.unit, cast, at=clock.moment(IN_2021.replace(year=2026)))


@pytest.mark.parametrize("holder", [("", "b", 1), ("a", " ", 1), ("a", "b", 0), ("a", "b", 20_001)])
def test_a_key_names_its_holder_and_its_limit(country: Country, cast: Cast, holder: tuple[str, str, int]) -> None:
    name, contact, per_hour = holder
    given = services.Holder(name, contact, country.city.unit, per_hour)
    with pytest.raises(Damaged):
        services.make_key(given, by=cast.actor("admin"), at=AT, draw=secrets.token_bytes)


def test_a_revoked_key_opens_nothing_and_says_why(country: Country, cast: Cast) -> None:
    (key, text), by = key_for(country.district.unit, cast, at=AT), cast.actor("admin")
    with pytest.raises(Damaged):
        services.revoke_key(key, reason=" ", by=by, at=AT)
    services.revoke_key(key, reason="Lộ khóa", by=by, at=AT + timedelta(hours=1))
    with pytest.raises(KeyRefused):
        selectors.key_by(text)
    with pytest.raises(Conflict):
        services.revoke_key(key, reason="Lần nữa", by=by, at=AT)
    assert Event.objects.filter(act="api.revoke_key").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiKey.objects.update(reason="")


def test_a_key_revoked_by_a_clock_that_runs_behind_is_shut_when_it_was_made(country: Country, cast: Cast) -> None:
    key, _ = key_for(country.district.unit, cast, at=AT)
    services.revoke_key(key, reason="Lộ khóa", by=cast.actor("admin"), at=AT - timedelta(seconds=2))
    assert key.revoked_at == AT


def test_keys_of_other_places_are_as_if_they_were_not(country: Country, cast: Cast) -> None:
    key, _ = key_for(country.district.unit, cast, at=AT)
    assert list(selectors.keys_of(cast.actor("admin"))) == [key]
    assert list(selectors.keys_of(cast.actor("admin", IN_2021.replace(year=2026)))) == [key]  # its place ended
    for name in ("chair", "ward", "stranger"):
        assert not selectors.keys_of(cast.actor(name)).exists()
        with pytest.raises(NotYours):
            selectors.key_for(cast.actor(name), key.pk)


def test_the_page_shows_a_key_once_and_revokes_it(client: Client, country: Country, cast: Cast) -> None:
    client.force_login(cast.users["admin"])
    assert "Chưa cấp khóa nào" in client.get(PAGE).content.decode()
    made = client.post(PAGE, FORM | {"place": str(country.district.unit.pk)})
    text = re.search(r'<code class="code">([a-z2-7]{32})</code>', made.content.decode())[1]
    key = selectors.key_by(text)
    assert key.per_hour == 50
    listed = client.get(PAGE).content.decode()
    assert key.start in listed
    assert text not in listed
    assert "Thu hồi khóa của" in client.get(f"{PAGE}{key.pk}/revoke/").content.decode()
    assert client.post(f"{PAGE}{key.pk}/revoke/", {"reason": ""}).status_code == 422
    assert client.post(f"{PAGE}{key.pk}/revoke/", {"reason": "Lộ"}, follow=True).status_code == 200
    assert "Lộ" in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}{key.pk}/revoke/", {"reason": "Lộ"}).status_code == 409
    assert client.post(f"{PAGE}999/revoke/", {"reason": "Lộ"}).status_code == 404
    assert client.post(PAGE, FORM | {"place": "9999999"}).status_code == 422
    assert client.get(f"/en{PAGE}").status_code == 200


def test_an_administrator_finds_the_page_from_every_page_and_from_the_place(
    client: Client, country: Country, cast: Cast
) -> None:
    at_place = f"/places/{country.district.unit.code}/"
    for name, count in (("admin", 2), ("chair", 0), ("planner", 0), ("ward", 0)):
        client.force_login(cast.users[name])
        assert client.get(at_place).content.decode().count(f'href="{PAGE}') == count, name
    client.force_login(cast.users["admin"])
    chosen = f'<option value="{country.district.unit.pk}" selected>'
    assert chosen in client.get(f"{PAGE}?place={country.district.unit.code}").content.decode()
    assert " selected>" not in client.get(f"{PAGE}?place=99999").content.decode()


def test_the_page_asks_few_questions(
    client: Client, country: Country, cast: Cast, django_assert_max_num_queries
) -> None:
    for _ in range(3):
        key_for(country.district.unit, cast, at=AT)
    client.force_login(cast.users["admin"])
    with django_assert_max_num_queries(12):
        client.get(PAGE)


def test_keys_go_into_the_backup(country: Country, cast: Cast) -> None:
    key, text = key_for(country.district.unit, cast, at=AT)
    assert ApiKey in rows.tables()
    carried = b"".join(rows.lines(ApiKey))
    assert key.key_hash.encode() in carried
    assert text.encode() not in carried
