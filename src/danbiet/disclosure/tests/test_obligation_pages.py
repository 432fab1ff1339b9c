"""The pages of what is owed, by each of the cast: status, queries, what they say, and what they refuse."""

from datetime import date

import pytest
from django.urls import reverse

from danbiet.disclosure.models import Charge, Obligation
from danbiet.disclosure.selectors.staying import stay_of
from danbiet.disclosure.tests.factories import arisen, published, raised
from danbiet.places.models import Successor
from tests.people import END_OF_DISTRICTS, IN_2021, Cast, Country

MOST_QUERIES = 12
EVERYBODY = ["", "ward", "wardchair", "ward2", "planner", "grouphead", "analyst", "resident"]


@pytest.fixture
def ward(country: Country, cast: Cast, in_2021: None) -> Obligation:
    raised(IN_2021)
    return arisen(country.dong_ngac, cast, words="Nghị quyết 12/NQ-HĐND")


def signed_in(client, cast: Cast, name: str):
    if name:
        client.force_login(cast.users[name])
    return client


def text(client, url: str, **data: str) -> str:
    return client.get(url, data).content.decode()


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("code", ["00601", "021", "01"])
def test_everybody_reads_what_a_place_must_show(
    client, ward, cast: Cast, name: str, code: str, prefix: str, django_assert_max_num_queries
) -> None:
    published(Obligation.objects.get(duty="BUD16-06"), on=date(2021, 8, 2))
    signed_in(client, cast, name).get("/")
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(f"{prefix}/disclosure/{code}/").status_code == 200


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("name", EVERYBODY)
def test_everybody_reads_an_obligation(
    client, ward, cast: Cast, name: str, prefix: str, django_assert_max_num_queries
) -> None:
    published(ward, on=date(2021, 9, 2))
    signed_in(client, cast, name).get("/")
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(f"{prefix}/disclosure/obligations/{ward.pk}/")
    assert page.status_code == 200
    assert ("Người phụ trách" in page.content.decode()) == (
        name in {"ward", "wardchair", "planner", "analyst"}
    ) or prefix


def test_the_page_says_the_late_first_with_its_article(client, ward) -> None:
    page = text(client, "/disclosure/00601/")
    assert "2 quá hạn chưa công khai" in page
    assert "Trễ 36 ngày" in page
    assert "Thông tư 343/2016/TT-BTC, điều 15(4)" in page
    assert "Nghị quyết 12/NQ-HĐND" in page
    assert page.index("Quá hạn, chưa công khai") < page.index("Chưa công khai, chưa rõ hạn")


def test_an_empty_year_is_not_a_full_one(client, ward) -> None:
    page = text(client, "/disclosure/00601/", year="2019")
    assert "Trống nghĩa là chưa ghi, không phải là đã đủ" in page


@pytest.mark.parametrize("query", ["as_of=x", "as_of=2021-13-01", "year=20x1", "year=99999"])
def test_what_is_no_day_is_said(client, ward, query: str) -> None:
    assert client.get(f"/disclosure/00601/?{query}").status_code == 422


@pytest.mark.parametrize("path", ["/disclosure/99999/", "/disclosure/obligations/99999/"])
def test_what_is_not_there_is_not_found(client, ward, path: str) -> None:
    assert client.get(path).status_code == 404


def test_an_ended_ward_links_its_successor(client, country: Country, ward, settings) -> None:
    Successor.objects.create(
        old=country.dong_ngac.unit, new=country.new_dong_ngac.unit, share="1", basis="count", decree="1656",
        on=END_OF_DISTRICTS,
    )  # fmt: skip
    settings.TODAY = "2026-11-23"
    page = text(client, "/disclosure/00601/")
    assert "Đơn vị này hết hiệu lực từ 01/7/2025" in page
    assert reverse("disclosure:place", args=["00602"]) in page
    assert "Nhận lại từ đơn vị cũ" in text(client, "/disclosure/00602/")


def test_an_obligation_shows_the_days_it_counted(client, ward) -> None:
    page = text(client, f"/disclosure/obligations/{ward.pk}/")
    assert "Ngày cuối 14/8/2021 là ngày nghỉ nên dời" in page
    assert '<ol class="days">' in page
    assert "Thông báo bằng văn bản" in page


def test_the_officer_records_what_happened(client, cast: Cast, ward) -> None:
    browser = signed_in(client, cast, "ward")
    sent = {"occasion": "fees_set", "happened_on": "2021-09-01", "words": "QĐ 9", "period": "", "token": "a"}
    answer = browser.post("/disclosure/00601/arose/", sent)
    assert answer.status_code == 302
    assert Obligation.objects.get(duty="DIS34-09", arose_on=date(2021, 9, 1)).occasion.endswith("QĐ 9")
    assert browser.post("/disclosure/00601/arose/", sent).status_code == 302, "the same form twice is one act"
    assert browser.post("/disclosure/00601/arose/", {**sent, "token": "b"}).status_code == 409


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"occasion": ""}, "Chọn một việc"),
        ({"occasion": "settlement_approved"}, "phải ghi về năm nào"),
        ({"happened_on": "2021-10-01"}, "chưa xảy ra"),
        ({"period": "năm nay"}, "Ghi năm, thí dụ 2021"),
        ({"period": "2021-99"}, "Ghi năm, thí dụ 2021"),
        ({"period": "2021-00"}, "Ghi năm, thí dụ 2021"),
    ],
)  # fmt: skip
def test_a_form_that_cannot_be_used_comes_back(client, cast: Cast, ward, changes: dict, words: str) -> None:
    sent = {"occasion": "fees_set", "happened_on": "2021-09-01", "words": "", "period": "", "token": "a", **changes}
    answer = signed_in(client, cast, "ward").post("/disclosure/00601/arose/", sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()


@pytest.mark.parametrize(("name", "status"), [("", 302), ("ward2", 404), ("planner", 404), ("resident", 404)])
def test_others_record_nothing(client, cast: Cast, ward, name: str, status: int) -> None:
    assert signed_in(client, cast, name).get("/disclosure/00601/arose/").status_code == status


def test_a_leader_charges_and_an_officer_waives(client, cast: Cast, ward) -> None:
    leader = signed_in(client, cast, "wardchair")
    sent = {"user": str(cast.users["ward"].pk), "token": "a"}
    assert leader.post(f"/disclosure/obligations/{ward.pk}/charge/", sent).status_code == 302
    assert Charge.objects.get().duty == "BUD16-05"
    officer = signed_in(client, cast, "ward")
    assert (
        officer.post(f"/disclosure/obligations/{ward.pk}/waive/", {"reason": "", "seen": 0, "token": "b"}).status_code
        == 422
    )
    sent = {"reason": "Đã giải thể", "seen": 0, "token": "c"}
    assert officer.post(f"/disclosure/obligations/{ward.pk}/waive/", sent).status_code == 302
    assert "Đã giải thể" in text(client, f"/disclosure/obligations/{ward.pk}/")
    assert officer.post(f"/disclosure/obligations/{ward.pk}/waive/", {**sent, "token": "d"}).status_code == 409


@pytest.mark.parametrize("act", ["waive", "charge"])
@pytest.mark.parametrize("name", ["ward2", "resident"])
def test_others_change_nothing(client, cast: Cast, ward, act: str, name: str) -> None:
    sent = {"reason": "x", "seen": 0, "user": "", "token": "a"}
    assert signed_in(client, cast, name).post(f"/disclosure/obligations/{ward.pk}/{act}/", sent).status_code == 403


@pytest.mark.parametrize(
    ("prefix", "words", "invented"),
    [
        ("", "không đòi riêng hình thức nào. Công khai ở đây là đủ", "<li>Trang thông tin điện tử</li>"),
        ("/en", "asks for no form of its own. Publishing here is enough", "<li>Web portal</li>"),
    ],
)
def test_the_page_demands_no_form_that_the_law_does_not(
    client, country: Country, cast: Cast, in_2026, prefix: str, words: str, invented: str
) -> None:
    row = arisen(country.new_dong_ngac, cast, "head_election_set", on=date(2026, 11, 20), period="")
    assert row.duty == "PAR-15"
    page = text(client, f"{prefix}/disclosure/obligations/{row.pk}/")
    assert words in page
    assert invented not in page


def test_an_item_of_a_rule_without_days_stays_under_the_article_of_every_posting(
    country: Country, cast: Cast, in_2026
) -> None:
    row = arisen(country.new_dong_ngac, cast, "head_election_set", on=date(2026, 12, 13), period="")
    found = stay_of(published(row, on=date(2026, 11, 20)), since=date(2026, 11, 20))
    assert str(found.basis) == "Luật 10/2022/QH15, điều 13"
    assert found.last_on == date(2026, 12, 20)
