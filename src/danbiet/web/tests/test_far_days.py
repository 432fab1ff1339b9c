"""A day that somebody types may lie beyond the calendar of working days: every way to it answers with a sentence."""

import pytest

from danbiet.common import clock
from danbiet.disclosure.models import Obligation
from danbiet.disclosure.rules import ItemKind
from danbiet.disclosure.tests.factories import arisen
from danbiet.disclosure.tests.talking import published
from tests.people import IN_2026, Cast, Country

FAR = ["2060-12-31", "2061-01-01", "2099-12-31"]


@pytest.mark.parametrize(
    "query",
    [
        "CPL-05/?on=2061-05-05",
        "CPL-05/?on=2060-12-20",
        "CPL-05/?on=2026-03-02&suspend_from=2026-03-05&suspend_until=2099-01-01",
        "CPL-05/?on=2026-03-02&suspend_from=2026-03-05&suspend_until=2060-12-31",
        "PAR-17/?on=2060-10-31",
        "PAR-13/?on=2100-12-31",
        "CPL-05/?on=9999-12-31",
    ],
)
@pytest.mark.parametrize(("prefix", "words"), [("", "2060"), ("/en", "2060")])
def test_the_law_counts_no_further_than_its_calendar(client, db, in_2021, query: str, prefix: str, words: str) -> None:
    answer = client.get(f"{prefix}/law/{query}")
    assert answer.status_code == 422
    assert words in answer.content.decode()


@pytest.mark.parametrize("day", FAR)
@pytest.mark.parametrize(
    ("name", "path", "data"),
    [
        ("ward", "/disclosure/00602/arose/", {"occasion": "contribution_decided", "happened_on": "DAY"}),
        ("ward", "/disclosure/00602/points/", {"name": "Bảng tin", "kind": "office", "from_day": "DAY"}),
        ("planner", "/places/00602/days/", {"day": "DAY", "works": "off", "label": "Nghỉ", "source": "Công điện 18"}),
        ("planner", "/places/00602/circumstances/", {"from_day": "DAY", "source": "Niên giám"}),
        ("ward", "/voices/reception/00602/post/", {"on": "DAY", "receiver": "chair", "from_time": "08:00",
                                                   "until_time": "11:00", "where": "Trụ sở"}),
        ("inspector", "/voices/denunciations/new/", {"place": "PLACE", "reference": "12/2026-M", "source": "post",
                                                     "received_on": "DAY", "text": "Sai", "confirmed": "on"}),
    ],
)  # fmt: skip
def test_an_act_with_a_far_day_never_fails(
    client, country: Country, cast: Cast, in_2026, day: str, name: str, path: str, data: dict[str, str]
) -> None:
    given = {"DAY": day, "PLACE": str(country.new_dong_ngac.unit.pk)}
    client.force_login(cast.users[name])
    answer = client.post(path, {key: given.get(value, value) for key, value in data.items()} | {"token": "a"})
    assert answer.status_code in {302, 403, 422}
    assert answer.status_code == 422 or day == FAR[0], "beyond the calendar no day is taken"
    for page in (path, "/desk/", "/disclosure/00602/", "/voices/place/00602/", "/voices/reception/00602/"):
        assert client.get(page).status_code < 500
    assert client.get("/voices/denunciations/").status_code in {200, 403}, "what was taken can be read"
    assert client.get("/desk/").status_code == 200


@pytest.mark.parametrize(
    ("day", "status", "words"),
    [("2059-12-05", 302, ""), ("2060-12-31", 302, ""), ("2061-12-05", 422, "2060"), ("2099-12-05", 422, "2060")],
)
def test_an_election_is_set_as_far_as_the_calendar_goes(
    client, country: Country, cast: Cast, in_2026, day: str, status: int, words: str
) -> None:
    client.force_login(cast.users["ward"])
    data = {"occasion": "head_election_set", "happened_on": day, "token": "a"}
    answer = client.post("/disclosure/00602/arose/", data)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert Obligation.objects.count() == (status == 302)
    for row in Obligation.objects.all():
        assert client.get(f"/disclosure/obligations/{row.pk}/").status_code == 200
        assert client.get("/disclosure/00602/", {"year": day[:4]}).status_code == 200


@pytest.mark.parametrize("day", [*FAR, "2100-12-31"])
@pytest.mark.parametrize(
    "address",
    ["/disclosure/00602/?as_of=DAY", "/places/00602/?as_of=DAY", "/law/?on=DAY",
     "/disclosure/00602/list/?quarter=YEAR-Q4",
     "/ledger/days/DAY.json", "/disclosure/obligations/OWN/?as_of=DAY", "/voices/board/?on=DAY"],
)  # fmt: skip
def test_a_page_asked_for_a_far_day_never_fails(
    client, country: Country, cast: Cast, in_2026, day: str, address: str
) -> None:
    row = arisen(country.new_dong_ngac, cast, "contribution_decided", on=IN_2026, period="")
    asked = address.replace("DAY", day).replace("YEAR", day[:4]).replace("OWN", str(row.pk))
    assert client.get(asked).status_code in {200, 302, 404, 422}


@pytest.mark.parametrize(
    ("first", "last", "status"),
    [("2060-11-01", "2060-12-31", 302), ("2060-12-31", "2060-12-31", 403), ("2060-12-10", "2061-01-10", 422)],
)
def test_a_consultation_ends_with_the_calendar(
    client, country: Country, cast: Cast, in_2026, first: str, last: str, status: int
) -> None:
    at = clock.moment(IN_2026)
    item = published(country.new_dong_ngac.unit, cast.actor("ward", IN_2026), at, kind=ItemKind.DRAFT_POLICY)
    client.force_login(cast.users["ward"])
    data = {"from_on": first, "until_on": last, "plan": "Họp tổ", "token": "a"}
    assert client.post(f"/disclosure/items/{item.pk}/consult/", data).status_code == status
    for page in ("/disclosure/consultations/", "/disclosure/00602/", f"/disclosure/items/{item.pk}/", "/desk/"):
        assert client.get(page).status_code == 200
