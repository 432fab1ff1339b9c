"""The law's own pages, and the days that a place declares with what they move."""

from datetime import date

import pytest

from danbiet.common import clock
from danbiet.common.actor import NotAllowed
from danbiet.disclosure.models import Obligation
from danbiet.disclosure.tests.factories import arisen
from danbiet.law.duties import duties
from danbiet.ledger.models import Event
from danbiet.places.models import DeclaredDay
from danbiet.places.services import Declared
from danbiet.web import services
from tests.people import IN_2021, Cast, Country

OFF = {"day": "2021-08-16", "works": "off", "label": "Nghỉ phòng dịch", "source": "Công điện 18"}


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("on", ["2021-09-21", "2023-07-01", "2026-11-23"])
def test_every_duty_in_force_has_its_line_and_its_page(client, db, in_2021, on: str, prefix: str) -> None:
    page = client.get(f"{prefix}/law/", {"on": on}).content.decode()
    for rule in duties(on=date.fromisoformat(on)):
        assert f"/law/{rule.id}/" in page


def test_every_duty_there_is_has_a_page(client, db, in_2021) -> None:
    for rule in duties():
        assert client.get(f"/law/{rule.id}/").status_code == 200, rule.id
        assert client.get(f"/en/law/{rule.id}/?on=2026-11-23").status_code == 200, rule.id


def test_the_law_asks_the_database_nothing_but_who_reads(client, db, in_2021, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(2):
        client.get("/law/")


@pytest.mark.parametrize(
    ("q", "found", "absent"), [("quyet toan", "BUD16-05", "CPL-01"), ("343/2016", "BUD16-01", "DIS34-01")]
)
def test_duties_are_found_without_marks(client, db, in_2021, q: str, found: str, absent: str) -> None:
    page = client.get("/law/", {"q": q}).content.decode()
    assert f"/law/{found}/" in page
    assert f"/law/{absent}/" not in page


def test_the_calculator_counts_day_by_day(client, db, in_2021) -> None:
    page = client.get("/law/BUD16-05/", {"on": "2021-07-15"}).content.decode()
    assert "16/08/2021" in page
    assert '<ol class="days">' in page
    page = client.get("/en/law/BUD16-05/", {"on": "2021-07-15"}).content.decode()
    assert "16 August 2021" in page


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("on=2030-01-01", 200, "không có hiệu lực vào ngày ấy"),
        ("on=x", 422, "Lỗi:"),
        ("on=2021-07-15&extend=3", 200, "không cho gia hạn"),
        ("on=2021-07-15&suspend_from=2021-07-20", 422, "Ghi cả ngày tạm dừng"),
        ("on=2021-07-15&suspend_from=2021-07-20&suspend_until=2021-07-27", 200, "tạm dừng"),
    ],
)
def test_what_the_calculator_cannot_answer_is_said(client, db, in_2021, query: str, status: int, words: str) -> None:
    answer = client.get(f"/law/BUD16-05/?{query}")
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_a_rule_from_memory_is_amber(client, db, in_2021) -> None:
    assert "không dùng để kết luận vi phạm" in client.get("/law/DIS34-01/").content.decode()


@pytest.mark.parametrize(("on", "apart"), [("2021-09-21", False), ("2026-11-23", True)])
def test_a_rule_of_which_nobody_knows_the_start_stands_apart(client, db, in_2021, on: str, apart: bool) -> None:
    page = client.get("/law/", {"on": on}).content.decode()
    assert ("/law/CAL-06/" in page) is apart
    assert ("Không rõ có hiệu lực từ ngày nào" in page) is apart
    one = client.get("/law/CAL-06/", {"on": on}).content.decode()
    assert ("Không rõ quy định này có hiệu lực từ ngày nào" in one) is apart
    assert ("Quy định này không có hiệu lực vào ngày ấy" in one) is not apart


def test_no_such_duty_is_not_found(client, db, in_2021) -> None:
    assert client.get("/law/NONE-1/").status_code == 404


def test_a_declared_day_moves_due_days_in_one_act(client, country: Country, cast: Cast, in_2021) -> None:
    row = arisen(country.dong_ngac, cast)
    client.force_login(cast.users["planner"])
    assert client.post("/places/021/days/", {**OFF, "token": "a"}).status_code == 302
    assert Obligation.objects.get(pk=row.pk).due_on == date(2021, 8, 17)
    page = client.get("/places/00601/days/").content.decode()
    assert "2 hạn đã dời" in page
    assert "16/8/2021" in page
    assert "<b>17/8/2021</b>" in page
    acts = Event.objects.filter(target__startswith="places.declaredday/") | Event.objects.filter(
        act="places.declare_day"
    )
    assert list(acts.order_by("seq").values_list("act", flat=True)) == ["places.declare_day", "disclosure.recompute"]


def test_the_days_page_asks_few_questions(
    client, country: Country, cast: Cast, in_2021, django_assert_max_num_queries
) -> None:
    arisen(country.dong_ngac, cast)
    client.force_login(cast.users["planner"])
    client.post("/places/021/days/", {**OFF, "token": "a"})
    with django_assert_max_num_queries(12):
        assert client.get("/places/021/days/").status_code == 200


@pytest.mark.parametrize(("name", "status"), [("", 302), ("ward", 403), ("chair", 403), ("resident", 403)])
def test_others_declare_nothing_but_read(client, country: Country, cast: Cast, in_2021, name: str, status: int) -> None:
    if name:
        client.force_login(cast.users[name])
    assert client.get("/places/021/days/").status_code == 200
    assert client.post("/places/021/days/", {**OFF, "token": "a"}).status_code == status
    assert not DeclaredDay.objects.exists()


def test_a_day_that_is_off_anyway_comes_back(client, country: Country, cast: Cast, in_2021) -> None:
    client.force_login(cast.users["planner"])
    answer = client.post("/places/021/days/", {**OFF, "day": "2021-08-15", "token": "a"})
    assert answer.status_code == 422
    assert "vốn đã như vậy theo lịch" in answer.content.decode()


def test_when_the_day_is_refused_nothing_moves(country: Country, cast: Cast) -> None:
    declared = Declared(date(2021, 8, 16), False, "Nghỉ", "x")
    with pytest.raises(NotAllowed):
        services.declare_day(country.district.unit, declared=declared, by=cast.actor("ward"), at=clock.moment(IN_2021))
    assert not Event.objects.exists()
