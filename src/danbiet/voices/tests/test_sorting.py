"""The sorting list: several kinds confirmed at once, each for itself, twice without harm, page after page."""

import re
from datetime import time, timedelta

import pytest
from django.test import Client

from danbiet.common import clock
from danbiet.ledger.models import Event
from danbiet.voices import services
from danbiet.voices.models import Case, Sorting
from danbiet.voices.rules import Kind
from danbiet.voices.selectors import entering
from danbiet.voices.services import intake as sending
from danbiet.voices.tests.factories import case
from tests.people import IN_2021

pytestmark = pytest.mark.usefixtures("in_2021")
PAGE, MANY = "/voices/desk/sorting/", "/voices/desk/sorting/confirm/"
AT = clock.moment(IN_2021, time())  # the pages act at the present time of day, later than this


def waiting(place, *, count: int = 1, **changes) -> list[Sorting]:
    """Cases on the list, a minute apart."""
    rows = []
    for number in range(count):
        at = AT - timedelta(minutes=count - number)
        found = case(place, at=at, text=f"Cán bộ đòi 5 triệu mới ký, lần {number}", **changes)
        rows.append(Sorting.objects.create(case=found, place=place, proposed="denunciation", words=["đòi"], at=at))
    return rows


@pytest.fixture
def ward(cast):
    client = Client()
    client.force_login(cast.users["ward"])
    return client


def confirmed(client, *pks) -> str:
    return client.post(MANY, {"sorting": list(pks)}, follow=True).content.decode()


def test_several_are_confirmed_at_once_each_with_its_own_act(ward, country) -> None:
    rows = waiting(country.dong_ngac.unit, count=3)
    page = confirmed(ward, rows[0].pk, rows[2].pk)
    assert "Đã xác nhận loại của 2 đơn." in page
    assert "Chưa xác nhận" not in page
    assert list(Sorting.objects.filter(settled_at=None)) == [rows[1]]
    assert Event.objects.filter(act="voices.confirm_kind").count() == 2


def test_one_refused_does_not_hold_up_the_others(ward, cast, country) -> None:
    """A kind confirmed meanwhile is named; what is not the officer's is counted and never named."""
    first, second = waiting(country.dong_ngac.unit, count=2)
    (foreign,) = waiting(country.xuan_dinh.unit)
    sending.confirm_kind(first, by=cast.actor("wardchair"), at=AT)
    page = confirmed(ward, first.pk, second.pk, foreign.pk, 999_999)
    assert "Đã xác nhận loại của 1 đơn." in page
    assert f"Chưa xác nhận 1 đơn ({first.case.number}): Loại đơn đã có người xác nhận trước đó." in page
    assert "2 đơn không còn chờ phân loại, hoặc không thuộc nơi của bạn." in page
    assert foreign.case.number not in page
    foreign.refresh_from_db()
    assert foreign.settled_at is None


def test_who_only_reads_is_refused_with_the_reason(cast, country) -> None:
    (row,) = waiting(country.dong_ngac.unit)
    client = Client()
    client.force_login(cast.users["chair"])
    page = confirmed(client, row.pk)
    assert "Chưa xác nhận 1 đơn" in page
    assert "không gồm việc này" in page
    row.refresh_from_db()
    assert row.settled_at is None


@pytest.mark.parametrize(("who", "status"), [("", 302), ("grouphead", 403), ("inspector", 403), ("resident", 403)])
def test_nobody_else_is_let_in(client, cast, country, who, status) -> None:
    (row,) = waiting(country.dong_ngac.unit)
    if who:
        client.force_login(cast.users[who])
    assert client.post(MANY, {"sorting": [row.pk]}).status_code == status
    assert Sorting.objects.filter(settled_at=None).count() == 1


def test_the_same_form_twice_is_one_act_and_says_so(ward, country) -> None:
    (row,) = waiting(country.dong_ngac.unit)
    confirmed(ward, row.pk, row.pk)
    page = confirmed(ward, row.pk)
    assert "đã có người xác nhận trước đó" in page
    assert Event.objects.filter(act="voices.confirm_kind").count() == 1


def test_a_kind_changed_meanwhile_is_not_confirmed_over_it(ward, cast, country) -> None:
    (row,) = waiting(country.dong_ngac.unit)
    services.reclassify(row.case, kind=Kind.PETITION, reason="Người gửi nói lại", by=cast.actor("wardchair"), at=AT)
    assert "Đã xác nhận loại của" not in confirmed(ward, row.pk)
    assert Case.objects.get().kind == Kind.PETITION


@pytest.mark.parametrize("ticked", [[], ["x"], ["-1"], ["9" * 40]])
def test_nothing_ticked_is_told_beside_the_list(ward, country, ticked) -> None:
    (row,) = waiting(country.dong_ngac.unit)
    answer = ward.post(MANY, {"sorting": ticked})
    assert answer.status_code == 422
    assert "Hãy chọn ít nhất một đơn" in answer.content.decode()
    assert row.case.number in answer.content.decode()
    assert ward.get(MANY).status_code == 405


def test_no_form_lies_in_another(ward, country) -> None:
    waiting(country.dong_ngac.unit, count=2)
    page = ward.get(PAGE).content.decode().split("<main")[1].split("</main")[0]
    tags = re.findall(r"<(/?)form", page)
    assert tags == ["", "/"] * (len(tags) // 2)
    assert page.count('type="checkbox" form="many" name="sorting"') == 2


def test_the_list_goes_on_after_a_page_and_misses_none(ward, cast, country, monkeypatch) -> None:
    """What was confirmed on the first page does not move the second."""
    monkeypatch.setattr(entering, "SORTED_AT_ONCE", 3)
    rows = waiting(country.dong_ngac.unit, count=7)
    actor = cast.actor("ward")
    first = entering.sorting_page(actor, on=IN_2021)
    assert ([row.sorting for row in first.rows], first.total, first.following) == (rows[:3], 7, rows[2].pk)
    confirmed(ward, rows[0].pk, rows[2].pk)
    second = entering.sorting_page(actor, on=IN_2021, after=str(first.following))
    assert ([row.sorting for row in second.rows], second.total) == (rows[3:6], 5)
    last = entering.sorting_page(actor, on=IN_2021, after=str(second.following))
    assert ([row.sorting for row in last.rows], last.following) == (rows[6:], None)
    assert f"?after={rows[4].pk}" in ward.get(PAGE).content.decode()
    assert "Xem từ đầu" in ward.get(PAGE, {"after": rows[6].pk}).content.decode()
    for nonsense in ("x", "9" * 40, "٣", "-1"):
        assert ward.get(PAGE, {"after": nonsense}).status_code == 200


def test_a_hundred_and_one_are_two_pages(ward, cast, country) -> None:
    rows = waiting(country.dong_ngac.unit, count=101)
    page = ward.get(PAGE).content.decode()
    assert page.count('name="sorting"') == 100
    assert "101 đơn đang chờ" in page
    assert f"?after={rows[99].pk}" in page
    assert ward.get(PAGE, {"after": rows[99].pk}).content.decode().count('name="sorting"') == 1
