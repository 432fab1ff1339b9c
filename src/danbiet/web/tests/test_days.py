"""A day declared by mistake is taken back, and circumstances are recorded, each moving what is open."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from danbiet.disclosure.tests.papers import obligation
from danbiet.ledger.models import Event
from danbiet.places import selectors as places
from danbiet.places.models import Circumstances, DeclaredDay
from tests.people import IN_2021, Cast, Country

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_2021")]
OFF = date(2021, 9, 23)  # a Thursday


def at_screen(cast: Cast, name: str) -> Client:
    browser = Client()
    browser.force_login(cast.users[name])
    return browser


def test_a_declared_day_is_taken_back_with_its_reason_and_days_move_back(country: Country, cast: Cast) -> None:
    unit = country.dong_ngac.unit
    owed = obligation(unit, "DIS22-01", arose_on=IN_2021)
    planner, url = at_screen(cast, "planner"), reverse("web:days", args=[unit.code])
    counted = places.calendar_for(unit, on=IN_2021)
    assert counted.is_working(OFF)
    sent = {"day": OFF.isoformat(), "works": "off", "label": "Bầu cử", "source": "CV 1", "token": "a"}
    assert planner.post(url, sent).status_code == 302
    assert not places.calendar_for(unit, on=IN_2021).is_working(OFF)
    row = DeclaredDay.objects.get()
    undo = reverse("web:undo_day", args=[unit.code, row.pk])
    for who in ("ward", "wardchair", "inspector", "resident"):
        assert at_screen(cast, who).post(undo, {"reason": "x", "token": "a"}).status_code == 403
    assert planner.post(undo, {"reason": " ", "token": "b"}).status_code == 422
    for address in (url, undo):
        assert "/accounts/login/" in Client().post(address, {**sent, "reason": "x"})["Location"]
    other = reverse("web:undo_day", args=[country.xuan_dinh.unit.code, row.pk])
    assert planner.post(other, {"reason": "x", "token": "c"}).status_code == 404
    assert planner.post(undo, {"reason": "Khai nhầm ngày", "token": "d"}).status_code == 302
    assert planner.post(undo, {"reason": "Nữa", "token": "e"}).status_code == 409
    assert places.calendar_for(unit, on=IN_2021).is_working(OFF)
    assert "Khai nhầm ngày" in Client().get(url).content.decode()
    assert planner.post(url, {**sent, "token": "f"}).status_code == 302, "the day may be declared again"
    owed.refresh_from_db()
    acts = list(Event.objects.filter(act__startswith="places.").order_by("seq").values_list("act", flat=True))
    assert acts == ["places.declare_day", "places.undo_day", "places.declare_day"]


def test_circumstances_are_recorded_by_those_who_keep_places(country: Country, cast: Cast) -> None:
    unit = country.dong_ngac.unit
    url = reverse("web:circumstances", args=[unit.code])
    planner = at_screen(cast, "planner")
    assert "Chưa ghi gì" in planner.get(url).content.decode()
    sent = {"from_day": "2021-09-01", "residents": 24000, "is_remote": "on", "source": "Niên giám 2020"}
    for who in ("ward", "wardchair", "inspector", "resident", "stranger"):
        assert at_screen(cast, who).get(url).status_code == 403
        assert at_screen(cast, who).post(url, {**sent, "token": "a"}).status_code == 403
    for wrong in ({"source": ""}, {"from_day": "1990-01-01"}, {"residents": "-1"}, {"residents": "9" * 30}):
        assert planner.post(url, {**sent, **wrong, "token": f"{wrong}"}).status_code == 422
    assert not Circumstances.objects.exists()
    assert planner.post(url, {**sent, "token": "b"}).status_code == 302
    row = Circumstances.objects.get()
    assert (row.residents, row.is_remote, row.has_loudspeaker, row.has_portal) == (24000, True, False, False)
    assert "Niên giám 2020" in planner.get(url).content.decode()
    assert url in planner.get(reverse("places:place", args=[unit.code])).content.decode()
    assert url not in at_screen(cast, "ward").get(reverse("places:place", args=[unit.code])).content.decode()
