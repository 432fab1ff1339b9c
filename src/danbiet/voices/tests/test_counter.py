"""A second complaint taken down above the ward: by whom, where, and what every counter sends elsewhere."""

from datetime import date

import pytest
from django.test import Client

from danbiet.accounts.models import Holding
from danbiet.common.actor import NotAllowed, Role
from danbiet.voices.models import Case
from danbiet.voices.rules import Kind
from danbiet.voices.selectors import entering
from danbiet.voices.tests.test_intake_pages import hidden
from tests.people import IN_2021, IN_2026

PAGE = "/voices/desk/new/"
SAID = {
    "channel": "counter", "text": "Tôi vẫn không đồng ý với quyết định giải quyết khiếu nại số 27", "wants": "phone",
    "name": "Trần Thị Minh Họa", "home": "số 5, ngõ 12", "kind": "complaint_second", "subject": "officers",
}  # fmt: skip


@pytest.fixture
def city_chair(cast, country):
    """The leader of the city, who settles second complaints after the districts."""
    user = cast.users["stranger"]
    Holding.objects.create(
        user=user, role=Role.LEADER.value, place=country.city.unit, agency=country.city.committee,
        from_day=date(2008, 8, 1),
    )  # fmt: skip
    return user


def entered(user, **changes):
    client = Client()
    client.force_login(user)
    token = hidden(client.get(PAGE).content.decode())["token"]
    return client.post(PAGE, SAID | {"token": token} | changes)


@pytest.mark.parametrize(
    ("who", "on", "codes"),
    [
        ("ward", IN_2021, ["00601"]),
        ("wardchair", IN_2021, ["00601"]),
        ("chair", IN_2021, ["021"]),
        ("stranger", IN_2021, ["01"]),
        ("chair", IN_2026, ["00602"]),
        ("planner", IN_2026, ["00602"]),
        ("stranger", IN_2026, ["01"]),
        ("planner", IN_2021, []),
        ("city", IN_2021, []),
        ("city", IN_2026, []),
        ("inspector", IN_2021, []),
        ("grouphead", IN_2026, []),
    ],
)
def test_who_takes_down_where(cast, city_chair, who, on, codes) -> None:
    actor = cast.actor(who, on)
    if codes:
        assert [unit.code for unit in entering.places_of(actor, on=on)] == codes
        return
    with pytest.raises(NotAllowed):
        entering.places_of(actor, on=on)


@pytest.mark.usefixtures("in_2021")
def test_the_district_takes_it_down_in_2021(cast, country) -> None:
    answer = entered(cast.users["chair"], place="021")
    found = Case.objects.get()
    assert answer.status_code == 200
    assert (found.kind, found.place, found.channel) == (Kind.COMPLAINT_SECOND, country.district.unit, "counter")
    assert found.received_place == country.district.unit
    assert found.number in answer.content.decode()
    assert "02/2011" in answer.content.decode()


@pytest.mark.usefixtures("in_2026")
def test_the_city_takes_it_down_in_2026(city_chair, country) -> None:
    assert entered(city_chair, place="01").status_code == 200
    assert Case.objects.get().place == country.city.unit


@pytest.mark.usefixtures("in_2021")
def test_without_a_kind_the_district_is_offered_its_only_one(cast, country) -> None:
    answer = entered(cast.users["chair"], place="021", kind="", subject="")
    assert answer.status_code == 422
    assert 'value="complaint_second" selected' in answer.content.decode()
    assert not Case.objects.exists()


@pytest.mark.usefixtures("in_2021")
@pytest.mark.parametrize("kind", ["report", "petition", "complaint_first", "information_request", "crime_report"])
def test_everything_else_is_sent_to_the_ward(cast, country, kind) -> None:
    answer = entered(cast.users["chair"], place="021", kind=kind)
    assert answer.status_code == 422
    assert "Quận Bắc Từ Liêm chỉ ghi nhận khiếu nại lần hai" in answer.content.decode()
    assert not Case.objects.exists()


@pytest.mark.parametrize(("today", "code", "above"), [
    ("in_2021", "00601", "Quận Bắc Từ Liêm"), ("in_2026", "00602", "Thành phố Hà Nội"),
])  # fmt: skip
def test_the_ward_names_who_takes_down_a_second_complaint(request, cast, country, today, code, above) -> None:
    request.getfixturevalue(today)
    answer = entered(cast.users["wardchair"], place=code)
    assert answer.status_code == 422
    assert f"Khiếu nại lần hai do {above} nhận" in answer.content.decode()
    assert not Case.objects.exists()


@pytest.mark.usefixtures("in_2021")
def test_nobody_takes_down_for_a_place_that_is_not_theirs(cast, country) -> None:
    assert entered(cast.users["chair"], place="01").status_code == 422
    assert entered(cast.users["ward"], place="021").status_code == 422
    client = Client()
    client.force_login(cast.users["planner"])
    assert client.get(PAGE).status_code == 403
    assert not Case.objects.exists()


@pytest.mark.usefixtures("in_2021")
@pytest.mark.parametrize(("who", "is_shown"), [("chair", True), ("ward", True), ("planner", False), ("city", False)])
def test_the_desk_leads_only_those_there_who_may(cast, country, who, is_shown) -> None:
    client = Client()
    client.force_login(cast.users[who])
    assert (f'href="{PAGE}"' in client.get("/voices/desk/").content.decode()) is is_shown
