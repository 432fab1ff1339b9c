"""The pages of comments, consultations, letters and requests: by whom, how often, what they never show."""

import logging
import re
from datetime import date

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from danbiet.common import clock, codes
from danbiet.disclosure.models import Amendment, Comment, Consultation, Item, Request, Subscription
from danbiet.disclosure.rules import ItemKind
from danbiet.disclosure.rules.requests import Complexity
from danbiet.disclosure.rules.talk import CommentKind
from danbiet.disclosure.selectors import receipts
from danbiet.disclosure.services import requests as asking
from danbiet.disclosure.services import talk as talking
from danbiet.disclosure.tests.talking import CODE, accepted, asked, published, said
from danbiet.plans.tests.factories import picture
from tests.people import IN_2021, Cast, Country

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_2021")]
AT = clock.moment(IN_2021)
CAST = ["city", "planner", "chair", "ward", "wardchair", "ward2", "inspector", "grouphead", "analyst", "admin"]
CAST += ["resident", "stranger"]
KEEPERS = {"ward", "wardchair"}
WISH = {"text": "Cho xem dự toán", "delivery": "network", "name": "Trần Thị Bình", "contact": "binh@example.vn"}


def as_(cast: Cast, name: str) -> Client:
    client = Client()
    if name != "anonymous":
        client.force_login(cast.users[name])
    return client


@pytest.fixture
def item(country: Country, cast: Cast) -> Item:
    return published(country.dong_ngac.unit, cast.actor("ward"), AT)


@pytest.fixture
def row(country: Country, cast: Cast) -> Request:
    return accepted(country.dong_ngac.unit, IN_2021, cast.actor("ward"))


@pytest.mark.parametrize("name", ["anonymous", *CAST])
def test_what_was_said_is_read_by_everybody_and_judged_by_keepers(
    item: Item, cast: Cast, name: str, django_assert_max_num_queries
) -> None:
    talking.show(said(item, AT, text="Đã hiển thị"), by=cast.actor("ward"), at=AT)
    said(item, AT, text="Còn chờ", mark="b")
    client = as_(cast, name)
    with django_assert_max_num_queries(12):
        answer = client.get(f"/disclosure/items/{item.pk}/comments/")
    page = answer.content.decode()
    assert (answer.status_code, "Đã hiển thị" in page) == (200, True)
    assert ("Còn chờ" in page, "Xử lý góp ý này" in page) == (name in KEEPERS, name in KEEPERS)


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize(
    "page",
    [
        "consultations/", "requests/", "requests/new/", "requests/new/?place=00601", "requests/status/",
        "00601/changed/", "00601/letters/", "requests/?place=00601",
    ],
)  # fmt: skip
def test_public_pages_open_empty_and_in_both_languages(
    country: Country, page: str, prefix: str, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(12):
        assert Client().get(f"{prefix}/disclosure/{page}").status_code == 200


@pytest.mark.parametrize("name", ["anonymous", *CAST])
def test_a_case_is_open_to_the_officers_of_the_very_place(
    row: Request, cast: Cast, name: str, django_assert_max_num_queries
) -> None:
    client = as_(cast, name)
    expected = 200 if name in KEEPERS else 302 if name == "anonymous" else 404
    for url in ("", "papers/notice.docx"):
        with django_assert_max_num_queries(12):
            assert client.get(f"/disclosure/requests/{row.pk}/{url}").status_code == expected
    assert client.get(f"/disclosure/requests/{row.pk}/file/").status_code == (404 if expected == 200 else expected)
    answer = client.post(f"/disclosure/requests/{row.pk}/cost/", {"amount": 5, "note": "In", "token": "a"})
    assert answer.status_code == (302 if name in KEEPERS | {"anonymous"} else 404)
    row.refresh_from_db()
    assert row.cost == (5 if name in KEEPERS else None)
    with django_assert_max_num_queries(12):
        listed = client.get("/disclosure/requests/")
    assert (row.number in listed.content.decode()) is (name in KEEPERS)


# ------------------------------------------------------------------ comments


def test_a_comment_is_sent_without_an_account_and_twice_is_once(item: Item) -> None:
    url, form = f"/disclosure/items/{item.pk}/comments/", {"kind": "comment", "text": "Thiếu trang 3", "token": "t"}
    first, second = Client().post(url, form), Client().post(url, form)
    code = re.search(r'class="code">([\w-]+)<', first.content.decode())[1]
    assert code == re.search(r'class="code">([\w-]+)<', second.content.decode())[1]
    assert (first.status_code, Comment.objects.count()) == (200, 1)
    assert "no-store" in first["Cache-Control"]
    answer = Client().post("/disclosure/requests/status/", {"code": code.lower().replace("-", " ")})
    assert "Thiếu trang 3" in answer.content.decode()
    assert Client().post(url, {**form, "token": ""}).status_code == 422


def test_a_number_is_shown_masked_before_anything_is_sent(item: Item) -> None:
    url, form = f"/disclosure/items/{item.pk}/comments/", {"kind": "comment", "text": "Gọi 0912345678", "token": "t"}
    refused = Client().post(url, form)
    page = refused.content.decode()
    assert (refused.status_code, Comment.objects.count()) == (422, 0)
    assert "Gửi bản đã che số" in page
    assert "Gọi 09xx…78" in page
    assert Client().post(url, {**form, "mask": "on"}).status_code == 200
    assert Comment.objects.get().text == "Gọi 09xx…78"


def test_who_sends_too_often_waits_and_leaves_no_address(item: Item) -> None:
    url, client = f"/disclosure/items/{item.pk}/comments/", Client(REMOTE_ADDR="203.0.113.7")
    answers = [client.post(url, {"kind": "comment", "text": f"Lời {n}", "token": f"t{n}"}) for n in range(8)]
    assert [one.status_code for one in answers] == [200] * 6 + [429] * 2
    assert answers[-1]["Retry-After"] == "300"
    from danbiet.accounts.models import Counter

    assert not any("203.0.113.7" in f"{one.cache_key} {one.value}" for one in Counter.objects.all())


def test_officers_judge_on_the_page_and_wrong_forms_come_back(item: Item, cast: Cast) -> None:
    comment, ward = said(item, AT), as_(cast, "ward")
    at = f"/disclosure/comments/{comment.pk}"
    assert ward.post(f"{at}/answer/", {"text": " ", "token": "a"}).status_code == 422
    assert ward.post(f"{at}/show/", {"token": "b"}).status_code == 302
    assert ward.post(f"{at}/answer/", {"text": "Đã bổ sung", "token": "c"}).status_code == 302
    assert ward.post(f"{at}/answer/", {"text": "Đã bổ sung", "token": "d"}).status_code == 409
    assert ward.post(f"{at}/changed/", {"text": "Thêm trang", "version": "", "token": "e"}).status_code == 302
    assert ward.post(f"{at}/hide/", {"reason": "repeat", "token": "f"}).status_code == 302
    assert ward.post(f"{at}/burn/", {"token": "g"}).status_code == 404
    assert as_(cast, "ward2").post(f"{at}/show/", {"token": "h"}).status_code == 404
    page = Client().get("/disclosure/00601/changed/").content.decode()
    assert "Thêm trang" in page
    assert "góp ý không hiển thị" in page
    assert "Thiếu trang 3" not in page


def test_a_consultation_on_pages(country: Country, cast: Cast, settings) -> None:
    settings.TODAY = "2026-03-02"
    start = date(2026, 3, 2)
    draft = published(
        country.new_dong_ngac.unit, cast.actor("ward", start), clock.moment(start), kind=ItemKind.DRAFT_POLICY,
        title="Dự thảo quy chế chợ",
    )  # fmt: skip
    ward, url = as_(cast, "ward"), f"/disclosure/items/{draft.pk}/consult/"
    short = {"from_on": "2026-03-02", "until_on": "2026-03-20", "plan": "Họp tổ", "token": "a"}
    assert ward.post(url, short).status_code == 403
    assert ward.post(url, {**short, "until_on": "2026-03-22", "token": "b"}).status_code == 302
    row = Consultation.objects.get()
    page = Client().get("/disclosure/consultations/").content.decode()
    assert "Dự thảo quy chế chợ" in page
    said_page = Client().get(f"/disclosure/items/{draft.pk}/comments/").content.decode()
    assert "Ý kiến về dự thảo" in said_page
    sent = {"kind": "opinion", "text": "Đồng ý", "token": "c"}
    assert Client().post(f"/disclosure/items/{draft.pk}/comments/", sent).status_code == 200
    conclude = {"summary": "Một", "response": "Tiếp thu", "conclusion": "Mở 5 giờ", "token": "d"}
    assert ward.post(f"/disclosure/consultations/{row.pk}/conclude/", conclude).status_code == 403
    assert (
        ward.post(f"/disclosure/consultations/{row.pk}/prolong/", {"until_on": "2026-03-25", "token": "e"}).status_code
        == 302
    )
    settings.TODAY = "2026-03-26"
    assert as_(cast, "ward2").post(f"/disclosure/consultations/{row.pk}/conclude/", conclude).status_code == 404
    assert ward.post(f"/disclosure/consultations/{row.pk}/conclude/", conclude).status_code == 302
    assert "Mở 5 giờ" in Client().get(f"/disclosure/items/{draft.pk}/comments/").content.decode()


# ------------------------------------------------------------------ letters


def test_letters_are_asked_for_confirmed_and_stopped(country: Country) -> None:
    client = Client(enforce_csrf_checks=True)
    assert Client().post("/disclosure/00601/letters/", {"email": "lan"}).status_code == 422
    assert Client().post("/disclosure/00601/letters/", {"email": "lan@example.vn"}).status_code == 200
    path = re.search(r"/disclosure/letters/\w+/", mail.outbox[0].body)[0]
    assert Client().get(path).status_code == 200
    assert Subscription.objects.get().confirmed_at is None  # opening the address begins nothing
    assert Client().post(path, {"what": "confirm"}).status_code == 302
    assert Subscription.objects.get().confirmed_at is not None
    assert client.post(f"{path}stop/", {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscription.objects.exists()
    assert client.post(f"{path}stop/").status_code == 200  # once more is no error
    assert Client().post(path, {"what": "confirm"}).status_code == 404
    assert Client().get(f"{path}stop/").status_code == 405


# ------------------------------------------------------------------ requests


def test_a_request_is_filed_without_an_account_and_followed_by_code(country: Country, cast: Cast, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    url = "/disclosure/requests/new/?place=00601"
    assert Client().post(url, {**WISH, "contact": "", "token": "t"}).status_code == 422
    first, second = (Client().post(url, {**WISH, "token": "t"}) for _ in range(2))
    row = Request.objects.get()
    code = re.search(r'class="code">([\w-]+)<', first.content.decode())[1]
    assert row.number in first.content.decode()
    assert code in second.content.decode()
    status = Client().post("/disclosure/requests/status/", {"code": code}).content.decode()
    assert row.number in status
    for private in (row.name, row.contact, code, codes.normalised(code)):
        assert private not in caplog.text
    assert Client().get(f"/disclosure/requests/status/?code={code}").content.decode().count(row.number) == 0


def test_a_wrong_code_and_an_unknown_one_are_answered_alike(country: Country, cast: Cast) -> None:
    asked(country.dong_ngac.unit, IN_2021)
    unknown = codes.grouped(receipts.receipt_code("nobody"))
    first, second = (
        Client().post("/disclosure/requests/status/", {"code": code}) for code in (unknown, "AAAA-AAAA-AAAA-A")
    )
    pages = [re.sub(r'value="[^"]*"', "", one.content.decode()) for one in (first, second)]
    assert (first.status_code, second.status_code) == (422, 422)
    assert pages[0] == pages[1]
    answers = [Client().post("/disclosure/requests/status/", {"code": unknown}) for _ in range(12)]
    assert answers[-1].status_code == 429


def test_the_sender_completes_an_unclear_form_takes_the_file_and_says_it_is_wrong(country: Country, cast: Cast) -> None:
    by, client = cast.actor("ward"), Client()
    row = asking.ask_completion(asked(country.dong_ngac.unit, IN_2021), words="Năm nào?", by=by, at=AT)
    at = "/disclosure/requests/status"
    assert client.post(f"{at}/complete/", {"code": CODE, "text": "", "token": "a"}).status_code == 422
    assert client.post(f"{at}/complete/", {"code": CODE, "text": "Năm 2021", "token": "a"}).status_code == 200
    row.refresh_from_db()
    assert (row.text, row.state) == ("Năm 2021", "received")
    row = asking.accept(row, complexity=Complexity.SIMPLE, subject="Dự toán", by=by, at=AT)
    assert client.post(f"{at}/file/", {"code": CODE}).status_code == 404
    asking.answer(row, given=asking.Given("Đây", name="a.jpg", data=picture(seed=4)), by=by, at=AT)
    assert client.post(f"{at}/file/", {"code": CODE})["Content-Type"] == "image/jpeg"
    assert client.post(f"{at}/wrong/", {"code": CODE, "text": "Tổng sai", "token": "b"}).status_code == 200
    assert Amendment.objects.get().due_on == date(2021, 10, 6)
    assert client.get(f"{at}/file/").status_code == 405


def test_the_officers_moves_on_pages(country: Country, cast: Cast, django_assert_max_num_queries) -> None:
    row, ward = asked(country.dong_ngac.unit, IN_2021), as_(cast, "ward")
    at = f"/disclosure/requests/{row.pk}"
    page = ward.get(f"{at}/").content.decode()
    assert "Phiếu hợp lệ" in page
    assert "Trần Thị Bình" in page
    assert ward.post(f"{at}/accept/", {"complexity": "", "subject": "", "token": "a"}).status_code == 422
    accept = {"complexity": "complex", "subject": "Dự toán năm 2021", "token": "b"}
    assert ward.post(f"{at}/accept/", accept).status_code == 302
    assert ward.post(f"{at}/accept/", {**accept, "token": "c"}).status_code == 409
    page = ward.get(f"{at}/").content.decode()
    assert "12/10/2021" in page
    assert "điều 30(4)" in page
    assert ward.post(f"{at}/notify/", {"token": "d"}).status_code == 302
    assert ward.post(f"{at}/extend/", {"reason": "Lưu trữ", "token": "e"}).status_code == 302
    answer = {"text": "Đây", "withheld": "", "token": "f", "file": SimpleUploadedFile("a.jpg", picture(seed=2))}
    assert ward.post(f"{at}/answer/", answer).status_code == 302
    assert ward.post(f"{at}/amend/", {"text": "Tổng sai", "token": "g"}).status_code == 302
    amendment = Amendment.objects.get()
    assert ward.post(f"/disclosure/amendments/{amendment.pk}/ask/", {"agency": "Quận", "token": "h"}).status_code == 302
    assert ward.post(f"/disclosure/amendments/{amendment.pk}/reply/", {"text": "Sai", "token": "i"}).status_code == 302
    close = {"outcome": "corrected", "text": "5 tỷ", "token": "j"}
    assert as_(cast, "ward2").post(f"/disclosure/amendments/{amendment.pk}/close/", close).status_code == 404
    assert ward.post(f"/disclosure/amendments/{amendment.pk}/close/", close).status_code == 302
    publish = {"title": "Dự toán năm 2021", "summary": "Bảng kèm", "reason": "", "token": "k"}
    assert ward.post(f"{at}/publish/", publish).status_code == 302
    row.refresh_from_db()
    with django_assert_max_num_queries(12):
        listed = Client().get("/disclosure/requests/").content.decode()
    assert "Dự toán năm 2021" in listed
    assert row.name not in listed
    for kind in ("answer", "extension", "notice"):
        assert ward.get(f"{at}/papers/{kind}.docx").status_code == 200
    assert ward.get(f"{at}/papers/refusal.docx").status_code == 404
    with django_assert_max_num_queries(12):
        assert ward.get(f"{at}/").status_code == 200


def test_a_due_thing_that_is_not_disclosed_can_be_asked_for(country: Country, cast: Cast) -> None:
    place = country.dong_ngac.unit
    due = place.obligations.create(
        duty="BUD16-05", occasion="Quyết toán 2020", arose_on=IN_2021, due_on=IN_2021, due_means="latest_day",
        certainty="seen", recorded_at=AT,
    )  # fmt: skip
    url = f"/disclosure/requests/new/?place=00601&obligation={due.pk}"
    assert "Quyết toán 2020" in Client().get(url).content.decode()
    Client().post(url, {**WISH, "token": "t"})
    assert Request.objects.get().obligation == due
    other = Client().get(f"/disclosure/requests/new/?place=00610&obligation={due.pk}").content.decode()
    assert "Quyết toán 2020" not in other


def test_in_2026_the_pages_say_that_the_limit_is_not_known(country: Country, cast: Cast, settings) -> None:
    settings.TODAY = "2026-11-23"
    row = accepted(country.new_dong_ngac.unit, date(2026, 11, 2), cast.actor("ward", date(2026, 11, 2)))
    assert "chưa có văn bản" in Client().get("/disclosure/requests/").content.decode()
    ward = as_(cast, "ward")
    page = ward.get(f"/disclosure/requests/{row.pk}/").content.decode()
    assert "Hạn chưa rõ" in page
    assert "Quá hạn" not in page
    assert "luật có hiệu lực từ 01/9/2026" in page
    assert ward.get(f"/disclosure/requests/{row.pk}/papers/notice.docx").status_code == 404


def test_error_claims_show_their_day_on_the_page(item: Item, cast: Cast) -> None:
    talking.show(said(item, AT, kind=CommentKind.ERROR), by=cast.actor("ward"), at=AT)
    page = Client().get(f"/disclosure/items/{item.pk}/comments/").content.decode()
    assert "Phải trả lời chậm nhất 06/10/2021" in page


def test_the_page_of_an_item_leads_to_what_was_said(item: Item) -> None:
    assert f"/disclosure/items/{item.pk}/comments/" in Client().get(f"/disclosure/items/{item.pk}/").content.decode()


def test_an_officer_writes_down_what_was_asked_at_the_office_and_nobody_else_is_kept(
    country: Country, cast: Cast
) -> None:
    from danbiet.ledger.models import Opening

    for name, expected in (("ward", cast.users["ward"].pk), ("ward2", None), ("resident", None)):
        form = {**WISH, "token": name, "delivery": "office"}
        assert as_(cast, name).post("/disclosure/requests/new/?place=00601", form).status_code == 200
        row = Request.objects.order_by("-pk").first()
        actor = Opening.objects.get(event__target=row.target, part="actor").value
        assert actor["user"] == expected
