"""What a ward that ended left open: who took it over does it, by rights of their own, and pages say for whom."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from danbiet.common import clock
from danbiet.common.actor import ANONYMOUS, NotAllowed
from danbiet.disclosure.models import Item, Obligation, Request
from danbiet.disclosure.selectors import items as item_pages
from danbiet.disclosure.selectors import obligation as pages
from danbiet.disclosure.selectors.keeping import heir_of
from danbiet.disclosure.services import items
from danbiet.disclosure.services import obligations as services
from danbiet.disclosure.services.obligations import Told
from danbiet.disclosure.tests.papers import draft, paper, published
from danbiet.ledger.models import Event, Opening
from danbiet.places.models import Successor, Unit
from tests.people import END_OF_DISTRICTS, Cast, Country

APPROVED, AFTER = date(2025, 6, 27), date(2025, 7, 2)
AT = clock.moment(AFTER)
NOTES = Told("settlement_approved", APPROVED, "2024", "Nghị quyết 5/NQ-HĐND")
OTHERS = ["ward2", "grouphead", "analyst", "city", "resident", "stranger"]


def link(old: Unit, new: Unit, share: str = "1") -> Successor:
    return Successor.objects.create(
        old=old, new=new, share=share, basis="assumed", decree="1656/NQ-UBTVQH15", on=END_OF_DISTRICTS
    )


@pytest.fixture
def old(country: Country, cast: Cast, settings) -> Unit:
    """The ward of before July 2025, which the ward of today took over; the day is the second of July."""
    settings.DEMO, settings.TODAY = True, AFTER.isoformat()
    link(country.dong_ngac.unit, country.new_dong_ngac.unit)
    return country.dong_ngac.unit


@pytest.fixture
def owed(old: Unit, cast: Cast) -> Obligation:
    """The settlement of 2024, approved in the last days and due in the first month of the new ward."""
    day = date(2025, 6, 28)
    rows = services.record_occasion(old, told=NOTES, by=cast.actor("ward", day), at=clock.moment(day))
    return next(row for row in rows if row.duty == "BUD16-05")


def as_(cast: Cast, name: str) -> Client:
    client = Client(headers={"user-agent": "Mozilla/5.0"})
    if name:
        client.force_login(cast.users[name])
    return client


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def renamed(country: Country, code: str = "00601") -> None:
    """As in 2025: the ward of today bears the code of the old one."""
    Unit.objects.filter(pk=country.new_dong_ngac.unit.pk).update(code=code)


def payload(act: str) -> dict[str, object]:
    return Opening.objects.get(event=Event.objects.get(act=f"disclosure.{act}"), part="payload").value


# recording


def test_the_successor_records_what_happened_in_the_last_days(old: Unit, country: Country, cast: Cast) -> None:
    rows = services.record_occasion(old, told=NOTES, by=cast.actor("ward", AFTER), at=AT)
    assert {(row.place, row.duty, row.due_on) for row in rows} == {
        (old, "BUD16-05", date(2025, 7, 28)), (old, "BUD16-06", date(2025, 7, 28)),
    }  # fmt: skip
    assert payload("record_occasion")["heir"] == country.new_dong_ngac.unit.key


def test_nothing_happens_in_a_ward_after_its_end(old: Unit, cast: Cast) -> None:
    told = Told("settlement_approved", END_OF_DISTRICTS, "2024")
    with pytest.raises(services.OccasionRefused, match="không còn"):
        services.record_occasion(old, told=told, by=cast.actor("ward", AFTER), at=AT)


def test_who_asks_the_new_ward_is_sent_to_the_old_one(old: Unit, country: Country, cast: Cast) -> None:
    with pytest.raises(services.OccasionRefused, match="trang của đơn vị cũ"):
        services.record_occasion(country.new_dong_ngac.unit, told=NOTES, by=cast.actor("ward", AFTER), at=AT)


@pytest.mark.parametrize("name", OTHERS)
def test_who_did_not_take_over_does_nothing(owed: Obligation, cast: Cast, name: str) -> None:
    by = cast.actor(name, AFTER)
    with pytest.raises(NotAllowed):
        services.record_occasion(owed.place, told=Told("fees_set", APPROVED), by=by, at=AT)
    with pytest.raises(NotAllowed):
        services.waive(owed, reason="x", seen=0, by=by, at=AT)
    with pytest.raises(NotAllowed):
        draft(owed.place, cast, who=name, at=AT, obligation=owed)
    page = pages.obligation_page(by, owed.pk, on=AFTER)
    assert not page.may_keep
    assert not page.may_waive
    client = as_(cast, name)
    assert client.get("/disclosure/00601/new/").status_code == 403
    assert client.get("/disclosure/00601/arose/").status_code == 404


def test_before_its_end_nobody_has_taken_over(owed: Obligation, country: Country, cast: Cast) -> None:
    """The ward of the day after has officers already; the old one is still its own officers' alone."""
    heirs = cast.actor("ward", AFTER)
    assert heir_of(heirs, owed.place, on=date(2025, 6, 30)) is None
    assert heir_of(heirs, owed.place, on=END_OF_DISTRICTS) == country.new_dong_ngac.unit


def test_of_two_successors_each_acts_in_its_own_name(owed: Obligation, country: Country, cast: Cast) -> None:
    link(owed.place, country.new_xuan_dinh.unit, "0.5")
    assert heir_of(cast.actor("ward2", AFTER), owed.place, on=AFTER) == country.new_xuan_dinh.unit
    assert heir_of(cast.actor("ward", AFTER), owed.place, on=AFTER) == country.new_dong_ngac.unit


# saying that it does not arise


def test_the_successor_waives_with_a_reason(owed: Obligation, country: Country, cast: Cast) -> None:
    assert pages.obligation_page(cast.actor("ward", AFTER), owed.pk, on=AFTER).may_waive
    services.waive(owed, reason="Quyết toán do thành phố công khai", seen=0, by=cast.actor("ward", AFTER), at=AT)
    owed.refresh_from_db()
    assert (owed.state, owed.waived_on) == ("waived", AFTER)
    assert payload("waive") == {
        "reason": "Quyết toán do thành phố công khai", "heir": country.new_dong_ngac.unit.key,
    }  # fmt: skip


def test_of_a_ward_that_stands_the_record_names_no_heir(country: Country, cast: Cast) -> None:
    day = date(2024, 5, 6)
    told = Told("fees_set", day)
    services.record_occasion(country.dong_ngac.unit, told=told, by=cast.actor("ward", day), at=clock.moment(day))
    assert "heir" not in payload("record_occasion")


# publishing


def test_the_successor_publishes_for_it_and_the_page_says_so(owed: Obligation, country: Country, cast: Cast) -> None:
    item = published(owed.place, cast, at=AT, obligation=owed, title="Quyết toán ngân sách năm 2024")
    assert (item.place, item.versions.get().heir) == (owed.place, country.new_dong_ngac.unit)
    owed.refresh_from_db()
    assert (owed.state, owed.published_on) == ("published", AFTER)
    page = text(as_(cast, ""), f"/disclosure/items/{item.pk}/")
    assert "Phường Đông Ngạc công khai thay cho Phường Đông Ngạc, đơn vị hết hiệu lực từ 01/7/2025." in page
    assert '<a href="/disclosure/00601/?as_of=2025-06-30">Công khai</a>' in page
    sheet = text(as_(cast, ""), f"/disclosure/items/{item.pk}/print/")
    assert "thay cho Phường Đông Ngạc, đơn vị hết hiệu lực từ 01/7/2025" in sheet


def test_each_version_says_who_published_it(old: Unit, country: Country, cast: Cast) -> None:
    """What the old ward published itself stays its own; the correction is the successor's."""
    day = date(2025, 6, 20)
    item = published(old, cast, at=clock.moment(day))
    assert item.versions.get().heir is None
    change = items.Change("Sai bảng 2", items.Upload("moi.xlsx", paper("Đã sửa.")))
    version = items.correct(item, change=change, by=cast.actor("ward", AFTER), at=AT)
    items.publish(version, by=cast.actor("ward", AFTER), at=AT)
    page = item_pages.item_page(ANONYMOUS, item.pk, on=AFTER)
    assert [one.heir for one in page.versions] == [country.new_dong_ngac.unit, None]


@pytest.mark.parametrize("is_same_code", [False, True])
def test_from_the_page_of_the_new_ward_to_the_published_item(
    owed: Obligation, country: Country, cast: Cast, is_same_code: bool
) -> None:
    """By links alone, also where the new ward bears the code of the old one."""
    if is_same_code:
        renamed(country)
    client, code = as_(cast, "ward"), "00601" if is_same_code else "00602"
    assert f"/disclosure/obligations/{owed.pk}/" in text(client, f"/disclosure/{code}/")
    new = f"/disclosure/00601/new/?as_of=2025-06-30&amp;obligation={owed.pk}"
    assert new in text(client, f"/disclosure/obligations/{owed.pk}/")
    address = new.replace("&amp;", "&")
    form = text(client, address)
    assert "Bạn làm thay cho Phường Đông Ngạc, đơn vị hết hiệu lực từ 01/7/2025" in form
    sent = {"kind": "document", "title": "Quyết toán 2024", "period": "2024", "obligation": str(owed.pk),
            "file": SimpleUploadedFile("qt.xlsx", paper()), "token": "a", "summary": ""}  # fmt: skip
    answer = client.post(address, sent)
    item = Item.objects.get(obligation=owed)
    assert (answer.status_code, answer.url) == (302, f"/disclosure/items/{item.pk}/publish/")
    assert client.post(address, sent | {"file": SimpleUploadedFile("qt.xlsx", paper())}).status_code == 302
    assert "Bạn làm thay cho" in text(client, answer.url)
    assert client.post(answer.url, {"number": 1, "token": "b"}).status_code == 302
    owed.refresh_from_db()
    assert owed.published_on == AFTER


def test_a_draft_thrown_away_leads_back_to_the_old_ward(owed: Obligation, country: Country, cast: Cast) -> None:
    renamed(country)
    item = draft(owed.place, cast, at=AT, obligation=owed)
    answer = as_(cast, "ward").post(f"/disclosure/items/{item.pk}/drop/", {"token": "a"})
    assert answer.url == "/disclosure/00601/new/?as_of=2025-06-30"


@pytest.mark.parametrize("is_same_code", [False, True])
def test_from_the_page_of_the_old_ward_to_what_happened(
    old: Unit, country: Country, cast: Cast, is_same_code: bool
) -> None:
    if is_same_code:
        renamed(country)
    client = as_(cast, "ward")
    address = "/disclosure/00601/arose/?as_of=2025-06-30"
    assert address in text(client, "/disclosure/00601/?as_of=2025-06-30")
    assert "Bạn làm thay cho" in text(client, address)
    sent = {"occasion": "settlement_approved", "happened_on": "2025-06-27", "period": "2024", "words": "NQ 5",
            "token": "a"}  # fmt: skip
    answer = client.post(address, sent)
    assert (answer.status_code, answer.url) == (302, "/disclosure/00601/?as_of=2025-06-30")
    assert Obligation.objects.filter(place=old, duty="BUD16-05", arose_on=APPROVED).exists()


def test_nobody_else_is_offered_anything(owed: Obligation, cast: Cast) -> None:
    for name in ("", *OTHERS):
        assert "/arose/" not in text(as_(cast, name), "/disclosure/00601/?as_of=2025-06-30"), name
        page = text(as_(cast, name), f"/disclosure/obligations/{owed.pk}/")
        assert "/new/?as_of" not in page, name
        assert "/waive/" not in page, name


# asking


@pytest.mark.parametrize("is_same_code", [False, True])
def test_residents_ask_whoever_took_over(owed: Obligation, country: Country, cast: Cast, is_same_code: bool) -> None:
    if is_same_code:
        renamed(country)
    code = "00601" if is_same_code else "00602"
    address = f"/disclosure/requests/new/?place={code}&amp;obligation={owed.pk}"
    assert address in text(as_(cast, ""), f"/disclosure/obligations/{owed.pk}/")
    form = text(as_(cast, ""), address.replace("&amp;", "&"))
    assert "Bạn xin điều phải công khai mà chưa thấy:" in form
    sent = {"delivery": "network", "text": "Xin quyết toán 2024", "name": "Bà Hoa", "contact": "hoa@example.org",
            "token": "a"}  # fmt: skip
    assert as_(cast, "").post(address.replace("&amp;", "&"), sent).status_code == 200
    row = Request.objects.get()
    assert (row.place, row.obligation) == (country.new_dong_ngac.unit, owed)


def test_each_of_two_successors_may_be_asked(owed: Obligation, country: Country, cast: Cast) -> None:
    link(owed.place, country.new_xuan_dinh.unit, "0.5")
    page = text(as_(cast, ""), f"/disclosure/obligations/{owed.pk}/")
    assert "Xin thông tin này ở Phường Đông Ngạc" in page
    assert "Xin thông tin này ở Phường Xuân Đỉnh" in page


def test_who_did_not_take_over_is_not_asked_for_it(owed: Obligation, country: Country) -> None:
    assert pages.obligation_asked_for(owed.pk, country.new_xuan_dinh.unit, on=AFTER) is None


@pytest.mark.parametrize("name", ["", "ward", "planner", "city"])
def test_pages_of_an_ended_ward_ask_at_most_twelve_questions(
    owed: Obligation, cast: Cast, name: str, django_assert_max_num_queries
) -> None:
    client = as_(cast, name)
    client.get("/")
    for address in ("/disclosure/00601/", "/disclosure/00601/?as_of=2025-06-30", "/disclosure/00602/",
                    f"/disclosure/obligations/{owed.pk}/"):  # fmt: skip
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200
