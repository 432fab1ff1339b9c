"""What careless and malicious people send to the pages of disclosure: answered in words, nothing twice, never 500."""

import json
import xml.etree.ElementTree as xml
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from danbiet.common import clock
from danbiet.disclosure.models import Charge, Comment, Item, Obligation, Posting, Request, Subscription
from danbiet.disclosure.rules.talk import HiddenFor
from danbiet.disclosure.services import items, postings, talk
from danbiet.disclosure.tests.papers import board, obligation, published
from danbiet.disclosure.tests.talking import CODE, asked, said
from danbiet.ledger.models import Event, Opening
from tests.people import IN_2021, Cast, Country, mistyped

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_2021")]
AT = clock.moment(IN_2021)
EVIL = "=cmd|' /c calc'!A0 <script>alert(1)</script> ]]> & \u202e"
NONSENSE = ["\0", "9" * 5000, "-1", "abc", "9999-99-99", "0001-01-01", "99999999999999999999", "//evil.example", "²"]


def at_screen(cast: Cast, name: str = "") -> Client:
    browser = Client(raise_request_exception=False)
    if name:
        browser.force_login(cast.users[name])
    return browser


def in_words(answer: HttpResponse) -> bool:
    return answer.status_code < 500 and (answer.status_code < 400 or b"</main>" in answer.content)


def counted() -> tuple[int, ...]:
    return tuple(one.objects.count() for one in (Item, Posting, Comment, Request, Charge, Obligation, Event))


def test_keys_of_another_ward_in_a_form_do_nothing(country: Country, cast: Cast) -> None:
    mine, other = country.dong_ngac.unit, country.xuan_dinh.unit
    item, theirs = published(mine, cast, at=AT), obligation(other, "BUD16-05", arose_on=IN_2021)
    owed, far = obligation(mine, "BUD16-05", arose_on=IN_2021), board(other)
    board(mine)
    stranger = cast.users["ward2"].pk
    ward, chair = at_screen(cast, "ward"), at_screen(cast, "wardchair")
    before = counted()
    for browser, url, data in (
        (ward, reverse("disclosure:new", args=[mine.code]), {"obligation": theirs.pk, "kind": "document",
                                                              "title": "x"}),
        (ward, reverse("disclosure:postings", args=[item.pk]), {"channel": "posting", "points": [far.pk],
                                                                "up_on": "2021-09-21"}),
        (ward, reverse("disclosure:postings", args=[item.pk]), {"channel": "portal", "up_on": "2021-09-21"}),
        (chair, reverse("disclosure:charge", args=[owed.pk]), {"user": stranger}),
        (chair, reverse("disclosure:points", args=[mine.code]), {"name": "x", "kind": "office", "group": "999",
                                                                 "from_day": "2021-09-21"}),
        (ward, reverse("disclosure:waive", args=[owed.pk]), {"reason": "x", "seen": 999}),
        (ward, reverse("disclosure:publish", args=[item.pk]), {"number": 9}),
    ):  # fmt: skip
        answer = browser.post(url, {**data, "token": url})
        assert answer.status_code in {403, 404, 409, 422}, (url, answer.status_code)
        assert in_words(answer)
        assert counted() == before, url


def test_a_stranger_who_charges_somebody_is_told_the_rule_whatever_the_form_holds(country: Country, cast: Cast) -> None:
    owed = obligation(country.dong_ngac.unit, "BUD16-05", arose_on=IN_2021)
    url = reverse("disclosure:charge", args=[owed.pk])
    for who in ("resident", "ward", "ward2", "planner"):
        assert at_screen(cast, who).post(url, {"user": "999", "token": "a"}).status_code == 403


def test_the_same_form_twice_acts_once(country: Country, cast: Cast) -> None:
    item, point = published(country.dong_ngac.unit, cast, at=AT), board(country.dong_ngac.unit)
    ward, nobody = at_screen(cast, "ward"), at_screen(cast)
    hung = postings.Hung(postings.Channel.POSTING, (point,), up_on=IN_2021)
    row = postings.record_posting(item, hung=hung, by=cast.actor("ward"), at=AT)[0]
    for browser, url, data in (
        (ward, reverse("disclosure:postings", args=[item.pk]), {"channel": "posting", "points": [point.pk],
                                                                "up_on": "2021-09-21"}),
        (ward, reverse("disclosure:take_off", args=[row.pk]), {"down_on": "2021-09-21"}),
        (ward, reverse("disclosure:void", args=[row.pk]), {"reason": "Nhầm"}),
        (nobody, reverse("disclosure:comments", args=[item.pk]), {"kind": "comment", "text": "Thiếu"}),
        (nobody, reverse("disclosure:new_request") + f"?place={country.dong_ngac.unit.code}",
         {"text": "Xem", "delivery": "network", "name": "Bình", "contact": "12 ngõ 3"}),
        (ward, reverse("disclosure:withdraw", args=[item.pk]), {"reason": "Nhầm"}),
    ):  # fmt: skip
        assert browser.post(url, {**data, "token": url}).status_code in {200, 302}, url
        middle = counted()
        assert in_words(browser.post(url, {**data, "token": url}))
        assert counted() == middle, url


@pytest.mark.half("postgresql")
def test_nonsense_in_queries_and_addresses_is_answered_in_words(country: Country, cast: Cast) -> None:
    item = published(country.dong_ngac.unit, cast, at=AT)
    code, ward, wrong = country.dong_ngac.unit.code, at_screen(cast, "ward"), []
    of_item, of_place = f"/disclosure/items/{item.pk}", f"/disclosure/{code}"
    for url in (
        f"{of_place}/", f"{of_place}/list/", f"{of_place}/new/", f"{of_place}/changed/", f"{of_item}/receipt.json",
        f"{of_item}/comments/", "/disclosure/requests/", "/disclosure/requests/new/", "/disclosure/consultations/",
        "/law/", "/law/BUD16-05/",
    ):  # fmt: skip
        for name in ("as_of", "year", "quarter", "page", "place", "obligation", "version", "state", "kind", "on"):
            for value in NONSENSE:
                answer = ward.get(f"{url}?{name}={quote(value)}")
                wrong += [] if answer.status_code < 500 else [f"{url}?{name}={value[:20]!r}"]
    for path in ("/disclosure/%s/", "/disclosure/items/%s/", "/disclosure/obligations/%s/", "/disclosure/%s/feed.atom",
                 "/disclosure/requests/%s/", "/disclosure/comments/%s/show/", "/s/%s", "/law/%s/", "/places/%s/days/",
                 "/places/%s/circumstances/", "/disclosure/letters/%s/", "/proof/heads/%s.json"):  # fmt: skip
        for value in NONSENSE:
            answer = ward.get(path.replace("%s", quote(value, safe="")))
            wrong += [] if in_words(answer) else [f"{path} {value[:20]!r}: {answer.status_code}"]
    assert wrong == []


def test_evil_titles_and_words_stay_words_everywhere(country: Country, cast: Cast) -> None:
    place = country.dong_ngac.unit
    item = published(place, cast, at=AT, title=EVIL, summary=EVIL)
    comment = said(item, AT, text=EVIL, name="<img src=x onerror=alert(1)>")
    talk.show(comment, by=cast.actor("ward"), at=AT)
    board(place, "<b>Nhà</b>")
    nobody = at_screen(cast)
    for url in (f"/disclosure/items/{item.pk}/", f"/disclosure/items/{item.pk}/comments/", f"/disclosure/{place.code}/",
                f"/disclosure/items/{item.pk}/print/", f"/disclosure/{place.code}/list/", "/search/?q=cmd",
                f"/disclosure/{place.code}/points/"):  # fmt: skip
        page = nobody.get(url).content.decode()
        assert not any(mark in page for mark in ("<script>alert", "<img src=x", "<b>Nhà</b>", "\u202e")), url
    feed = xml.fromstring(nobody.get(f"/disclosure/{place.code}/feed.atom").content)
    assert "<script>" in "".join(feed.itertext()), "words, not markup"
    rows = nobody.get(f"/disclosure/{place.code}/register.csv").getvalue().decode("utf-8-sig").splitlines()
    assert any("'=cmd" in row for row in rows)
    assert not any(cell.startswith(("=", '"=')) for row in rows for cell in row.split(","))
    assert json.loads(nobody.get(f"/disclosure/{place.code}/register.json").getvalue())["items"]
    qr = nobody.get(f"/disclosure/items/{item.pk}/print/qr.svg")
    assert b"<script" not in qr.content


def test_words_without_end_are_refused(country: Country, cast: Cast) -> None:
    item = published(country.dong_ngac.unit, cast, at=AT)
    ward, nobody, before = at_screen(cast, "ward"), at_screen(cast), counted()
    long = "x" * 10_000
    for browser, url, data in (
        (nobody, reverse("disclosure:comments", args=[item.pk]), {"kind": "comment", "text": long}),
        (nobody, reverse("disclosure:comments", args=[item.pk]), {"kind": "comment", "text": "x", "name": long}),
        (nobody, reverse("disclosure:new_request") + f"?place={country.dong_ngac.unit.code}",
         {"text": long, "delivery": "network", "name": "B", "contact": "C"}),
        (nobody, reverse("disclosure:subscribe", args=[country.dong_ngac.unit.code]), {"email": f"{long}@x.vn"}),
        (ward, reverse("disclosure:withdraw", args=[item.pk]), {"reason": long}),
        (ward, reverse("disclosure:points", args=[country.dong_ngac.unit.code]), {"name": long, "kind": "office",
                                                                                  "from_day": "2021-09-21"}),
    ):  # fmt: skip
        answer = browser.post(url, {**data, "token": "a"})
        assert answer.status_code == 422, url
    assert counted() == before
    assert not Subscription.objects.exists()


def test_a_page_of_a_thousand_comments_asks_as_often_as_one_of_few(
    country: Country, cast: Cast, django_assert_max_num_queries
) -> None:
    item = published(country.dong_ngac.unit, cast, at=AT)
    Comment.objects.bulk_create(
        Comment(item=item, kind="comment", text="Lời", code=f"{n:064}", sent_at=AT, state="shown") for n in range(1000)
    )
    for who in ("", "ward"):
        browser = at_screen(cast, who)
        with django_assert_max_num_queries(7):
            answer = browser.get(reverse("disclosure:comments", args=[item.pk]) + "?page=2")
        assert (answer.status_code, len(answer.content) < 150_000) == (200, True)


def test_a_code_that_is_wrong_and_one_that_is_unknown_look_alike(country: Country, cast: Cast) -> None:
    asked(country.dong_ngac.unit, IN_2021)
    url, pages = reverse("disclosure:request_status"), set()
    unknown = "0000-0000-0000-0"
    for number, typed in enumerate((unknown, "ABC", mistyped(CODE))):
        page = Client(REMOTE_ADDR=f"10.1.0.{number}").post(url, {"code": typed})
        assert page.status_code == 422
        pages.add(page.content.decode().count("Không có góp ý hay yêu cầu nào mang mã này"))
    assert len(pages) == 1
    assert Client(REMOTE_ADDR="10.1.0.9").post(url, {"code": CODE}).status_code == 200
    assert at_screen(cast).get(f"{url}?code={CODE}").content.decode().count("Trần Thị Bình") == 0


def test_who_tries_too_often_is_told_when_to_come_back(country: Country) -> None:
    browser, answers = Client(REMOTE_ADDR="10.2.0.1"), []
    for _ in range(12):
        answers.append(browser.post(reverse("disclosure:request_status"), {"code": "0000-0000-0000-0"}))
    assert [answer.status_code for answer in answers[-2:]] == [429, 429]
    assert answers[-1]["Retry-After"] == "300"
    assert Client(REMOTE_ADDR="10.2.0.2").post(reverse("disclosure:request_status"), {"code": "x"}).status_code == 422


def test_forms_without_a_mark_of_the_site_are_refused(country: Country, cast: Cast) -> None:
    item = published(country.dong_ngac.unit, cast, at=AT)
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.force_login(cast.users["ward"])
    before = counted()
    for url in (reverse("disclosure:withdraw", args=[item.pk]), reverse("disclosure:comments", args=[item.pk])):
        answer = strict.post(url, {"reason": "x", "kind": "comment", "text": "x", "token": "a"})
        assert (answer.status_code, in_words(answer)) == (403, True)
    assert counted() == before


def test_yesterdays_pages_are_told_what_changed(country: Country, cast: Cast) -> None:
    item = published(country.dong_ngac.unit, cast, at=AT)
    items.withdraw(item, reason="Nhầm", by=cast.actor("wardchair"), at=AT)
    ward = at_screen(cast, "ward")
    for address, data in (
        ("correct", {"reason": "x"}), ("take_down", {}), ("withdraw", {"reason": "x"}), ("confirm", {}),
    ):  # fmt: skip
        answer = ward.post(reverse(f"disclosure:{address}", args=[item.pk]), {**data, "token": address})
        assert answer.status_code in {403, 404, 409, 422}, address
        assert in_words(answer)
    assert at_screen(cast).get(reverse("disclosure:file", args=[item.pk, 1])).status_code == 410


def test_the_words_of_a_hidden_comment_are_erased_for_good(country: Country, cast: Cast) -> None:
    item = published(country.dong_ngac.unit, cast, at=AT)
    comment, by = said(item, AT, text="Bà Hoa ở tổ 3 bị bệnh", name="Lan"), cast.actor("ward")
    with pytest.raises(talk.Judged):
        talk.erase(comment, by=by, at=AT)
    comment = talk.hide(comment, reason=HiddenFor.PERSONAL, by=by, at=AT)
    url = reverse("disclosure:judge_comment", args=[comment.pk, "erase"])
    for who in ("ward2", "planner", "inspector", "resident"):
        assert at_screen(cast, who).post(url, {"token": "a"}).status_code == 404
    ward = at_screen(cast, "ward")
    assert ward.post(url, {"token": "a"}).status_code == 302
    assert ward.post(url, {"token": "b"}).status_code == 409
    comment.refresh_from_db()
    assert (comment.text, comment.name, comment.state, comment.erased_on) == ("", "", "hidden", IN_2021)
    assert "Bà Hoa" not in json.dumps(list(Opening.objects.values_list("value", flat=True)), ensure_ascii=False)
    with pytest.raises(talk.Judged):
        talk.show(comment, by=by, at=AT)

    assert "đã xóa hẳn" in ward.get(reverse("disclosure:comments", args=[item.pk])).content.decode()


def test_pages_of_postings_ask_a_fixed_number_of_questions(
    country: Country, cast: Cast, django_assert_max_num_queries
) -> None:
    owed = obligation(country.dong_ngac.unit, "BUD16-05", arose_on=IN_2021)
    item = published(country.dong_ngac.unit, cast, at=AT, obligation=owed)
    ward = at_screen(cast, "ward")
    for many in (1, 25):
        points = tuple(board(country.dong_ngac.unit, f"Nhà {many} {n}", "culture_house") for n in range(many))
        hung = postings.Hung(postings.Channel.POSTING, points, up_on=IN_2021 - timedelta(days=0))
        postings.record_posting(item, hung=hung, by=cast.actor("ward"), at=AT)
        for url in (reverse("disclosure:postings", args=[item.pk]),
                    reverse("disclosure:points", args=[country.dong_ngac.unit.code])):  # fmt: skip
            with django_assert_max_num_queries(14), transaction.atomic():
                assert ward.get(url).status_code == 200
