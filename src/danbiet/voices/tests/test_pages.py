"""Every page by each of the cast; every form; the code that opens and the codes that do not."""

import re
from datetime import date, timedelta
from io import BytesIO

import docx as reader
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from danbiet.common import clock
from danbiet.places.models import Successor
from danbiet.voices import selectors, services
from danbiet.voices.models import Case, Message, Promise, Reception, ReceptionDay, Sorting
from danbiet.voices.rules import Channel, Kind, Outcome, State
from danbiet.voices.rules.clocks import Clock
from danbiet.voices.rules.stages import Stage
from danbiet.voices.selectors import reading
from danbiet.voices.selectors.mapping import map_page
from danbiet.voices.tests.factories import ANSWERED, LID, answered, at_day, case, local_term, report
from tests.people import IN_2021, IN_2026, Cast, Country

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_2021")]
AT = clock.moment(IN_2021)
NAMES = ["", "city", "planner", "chair", "ward", "wardchair", "ward2", "inspector", "grouphead", "analyst", "admin"]
NAMES += ["resident", "stranger"]
SEE_FEEDBACK = {"city", "planner", "chair", "ward", "wardchair", "inspector"}
MOST = 16


def as_(cast: Cast, name: str) -> Client:
    client = Client()
    if name:
        client.force_login(cast.users[name])
    return client


def coded(country: Country, **changes) -> services.Received:
    """A case whose code opens the pages: made with the installation's own secret."""
    import secrets

    from danbiet.common.actor import ANONYMOUS

    sent = report(country.dong_ngac.unit, **changes)
    return services.receive(sent, by=ANONYMOUS, at=AT, pepper=selectors.pepper(), draw=secrets.token_bytes)


def published(country: Country, cast: Cast) -> Case:
    found = answered(country, cast, at=AT)
    copy = services.Copy("Nắp cống vỡ ở ngõ 63", "Đã thay nắp gang")
    services.redact(found, copy=copy, by=cast.actor("ward"), at=AT)
    return services.publish(found, by=cast.actor("wardchair"), at=AT)


# residents


def test_a_code_opens_the_status_and_shows_who_holds_it(country: Country, cast: Cast, django_assert_max_num_queries):
    local_term(country.dong_ngac.unit)
    sent, client = coded(country), Client()
    assert client.get("/voices/status/").status_code == 200
    with django_assert_max_num_queries(16):
        answer = client.post("/voices/status/", {"code": sent.code.lower()})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert sent.case.number in text
    assert "Phường Đông Ngạc" in text
    assert "Quyết định 15/QĐ-UBND" in text
    assert "Chưa xong, xem lại" not in text
    assert client.get("/en/voices/status/").status_code == 200


def bare(answer) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", answer.content)


@pytest.mark.parametrize("wrong", ["0000000000000", "", "x", "AAAAAAAAAAAAA", "A" * 40, "<script>", "PA-2021-000001"])
def test_a_wrong_code_and_an_unknown_one_are_one_answer(country: Country, wrong: str) -> None:
    from danbiet.common import codes

    coded(country)
    unknown = codes.new_code(lambda n: b"\x07" * n)
    first = Client().post("/voices/status/", {"code": unknown})
    second = Client().post("/voices/status/", {"code": wrong})
    assert (first.status_code, second.status_code) == (404, 404)
    assert bare(first) == bare(second)


def test_a_wrong_code_asks_the_database_the_same_questions(country: Country) -> None:
    """The counter that slows programs is asked before the code is looked at, and left out here."""
    coded(country)
    for wrong in ("x", "0000000000000"):
        with CaptureQueriesContext(connection) as asked:
            Client().post("/voices/status/", {"code": wrong})
        assert len([one for one in asked.captured_queries if '"voices_' in one["sql"]]) == 1


def test_who_tries_codes_is_slowed(country: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = coded(country)
    monkeypatch.setattr("danbiet.voices.views.limits.is_within", lambda *given, **limit: False)
    for code in (sent.code, "0000000000000"):
        answer = Client().post("/voices/status/", {"code": code})
        assert (answer.status_code, answer["Retry-After"]) == (429, "600")
    assert Client().get("/voices/status/").status_code == 200


def test_the_number_opens_nothing(country: Country, cast: Cast) -> None:
    found = case(country.dong_ngac.unit, at=AT)
    assert Client().get(f"/voices/{found.number}/").status_code == 404
    assert Client().get(f"/voices/cases/{found.number}/").status_code == 302


def say(code: str, act: str, client: Client | None = None, **data: object):
    return (client or Client()).post("/voices/status/", {"code": code, "act": act, "token": f"t-{act}", **data})


def test_the_holder_of_the_code_agrees(country: Country, cast: Cast) -> None:
    sent = coded(country)
    services.accept(sent.case, by=cast.actor("ward"), at=AT)
    services.answer(sent.case, given=services.Answer(Outcome.SOLVED, ANSWERED), by=cast.actor("ward"), at=AT)
    assert "Đã xong, tôi đồng ý" in Client().post("/voices/status/", {"code": sent.code}).content.decode()
    assert say(sent.code, "agree").status_code == 200
    assert say(sent.code, "agree").status_code == 200
    sent.case.refresh_from_db()
    assert sent.case.state == State.AGREED
    assert say(sent.code, "contest", reason="x").status_code == 409
    assert say(sent.code, "rate", rating="9").status_code == 422


def test_the_holder_of_the_code_contests_and_writes(country: Country, cast: Cast) -> None:
    sent = coded(country)
    services.accept(sent.case, by=cast.actor("ward"), at=AT)
    services.answer(sent.case, given=services.Answer(Outcome.SOLVED, ANSWERED), by=cast.actor("ward"), at=AT)
    assert say(sent.code, "contest").status_code == 422
    assert say(sent.code, "contest", reason="Vẫn kênh").status_code == 200
    assert say(sent.code, "write", text="Thêm lời").status_code == 200
    assert Message.objects.count() == 2
    say(sent.code, "hide")
    sent.case.sender.refresh_from_db()
    assert sent.case.sender.name == ""


def test_words_after_the_end_open_a_case_whose_code_is_shown_once(country: Country, cast: Cast) -> None:
    sent = coded(country)
    services.accept(sent.case, by=cast.actor("ward"), at=AT)
    services.answer(sent.case, given=services.Answer(Outcome.SOLVED, ANSWERED), by=cast.actor("ward"), at=AT)
    text = say(sent.code, "write", text="Lại vỡ").content.decode()
    new = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", text)[0]
    assert Case.objects.get(origin_number=sent.case.number).text == "Lại vỡ"
    assert Client().post("/voices/status/", {"code": new}).status_code == 200


def test_a_split_part_is_followed_with_the_first_code(country: Country, cast: Cast) -> None:
    from danbiet.voices.rules import Subject

    sent, other = coded(country), coded(country)
    part = services.Part("xe máy suýt ngã", Kind.REPORT, Subject.LIGHTING)
    second = services.split(sent.case, part=part, by=cast.actor("ward"), at=AT)
    text = Client().post("/voices/status/", {"code": sent.code, "part": second.number}).content.decode()
    assert "<h1>xe máy suýt ngã</h1>" in text
    assert Client().post("/voices/status/", {"code": other.code, "part": second.number}).status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_what_is_published_is_read_by_everybody(country: Country, cast: Cast, name: str, django_assert_max_num_queries):
    found = published(country, cast)
    client = as_(cast, name)
    with django_assert_max_num_queries(MOST):
        text = client.get(f"/voices/{found.number}/").content.decode()
    assert "Đã thay nắp gang" in text
    assert LID not in text
    assert "Hoa" not in text
    with django_assert_max_num_queries(MOST + 2):  # a month, a quarter, what waits, is published, was taken over
        place = client.get("/voices/place/00601/").content.decode()
    assert found.number in place
    assert "Khớp với số việc đang mở" in place
    assert found.number in client.get("/voices/place/00601/?q=nap gang").content.decode()
    assert found.number not in client.get("/voices/place/00601/?q=xe may suyt nga").content.decode()
    assert client.get("/voices/place/021/?month=2021-09").status_code == 200
    assert client.get("/voices/place/021/?month=x&after=y").status_code == 200
    assert client.get("/voices/place/99999/").status_code == 404


# officers


@pytest.mark.parametrize("name", NAMES)
def test_the_page_of_a_case(country: Country, cast: Cast, name: str, django_assert_max_num_queries) -> None:
    local_term(country.dong_ngac.unit)
    found = case(country.dong_ngac.unit, at=AT)
    client = as_(cast, name)
    with django_assert_max_num_queries(20 if name.startswith("ward") else 18):
        answer = client.get(f"/voices/cases/{found.number}/")
    if not name:
        assert answer.status_code == 302
        return
    assert answer.status_code == (200 if name in SEE_FEEDBACK else 404)
    text = answer.content.decode()
    assert ("0912345678" in text) is (name in {"ward", "wardchair"})
    assert (re.search(r"Tiếp nhận xử lý\s*</b></summary>", text) is not None) is (name in {"ward", "wardchair"})


@pytest.mark.parametrize("name", NAMES)
def test_the_desk(country: Country, cast: Cast, name: str, django_assert_max_num_queries) -> None:
    found = case(country.dong_ngac.unit, at=AT)
    client = as_(cast, name)
    with django_assert_max_num_queries(MOST):
        answer = client.get("/voices/desk/")
    assert answer.status_code == (200 if name else 302)
    assert (found.number in answer.content.decode()) is (name in SEE_FEEDBACK)
    if name == "ward":
        for show in ("late", "mine", "unassigned", "contested", "suspended", "feedback", "complaints", "others", "x"):
            assert client.get(f"/voices/desk/?show={show}&after=2021-01-01.5").status_code == 200
        assert found.number in client.get("/voices/desk/?q=nap cong vo").content.decode()
        assert found.number in client.get(f"/voices/desk/?q={found.number}").content.decode()
        assert found.number not in client.get("/voices/desk/?q=nap xa").content.decode()


def act(client: Client, found: Case, what: str, **data: object):
    return client.post(f"/voices/cases/{found.number}/{what}/", {"token": f"t-{what}-{found.pk}", **data})


def test_a_case_goes_through_its_pages(country: Country, cast: Cast) -> None:
    found, ward, chair = case(country.dong_ngac.unit, at=AT), as_(cast, "ward"), as_(cast, "wardchair")
    assert act(ward, found, "accept").status_code == 302
    assert act(ward, found, "accept").status_code == 302
    assert act(ward, found, "reply", text="Chỗ nào?").status_code == 302
    again = act(ward, found, "answer", outcome="solved", text="Đã xong")
    assert again.status_code == 422
    assert "gần như là mẫu" in again.content.decode()
    given = {"outcome": "partly", "text": ANSWERED, "promise_text": "Nạo vét", "promise_due_on": "2021-09-30"}
    assert act(ward, found, "answer", **given).status_code == 302
    assert Promise.objects.count() == 1
    assert act(ward, found, "redact", summary="Gọi 0987654321", answer="x").status_code == 422
    assert act(ward, found, "redact", summary="Nắp cống", answer="Đã thay").status_code == 302
    read = Case.objects.get(pk=found.pk).version
    assert act(ward, found, "publish", version=read).status_code == 403
    assert act(chair, found, "publish", version=read).status_code == 302
    assert "Nạo vét" in Client().get(f"/voices/{found.number}/").content.decode()
    assert act(ward, found, "withdraw", reason="sai").status_code == 302
    assert act(ward, found, "nothing").status_code == 404
    assert act(as_(cast, "ward2"), found, "accept").status_code == 404


def posted(client: Client, found: Case, what: str, page: str, **data: object):
    """An act with everything hidden that its form on a page had."""
    form = re.search(rf'<form[^>]*action="[^"]*/{what}/".*?</form>', page, re.DOTALL)[0]
    hidden = re.findall(r'<input type="hidden" name="(token|version)" value="([^"]*)"', form)
    return client.post(f"/voices/cases/{found.number}/{what}/", {**dict(hidden), **data})


def test_the_second_eyes_publish_the_copy_that_they_read(country: Country, cast: Cast) -> None:
    found, ward, chair = answered(country, cast, at=AT), as_(cast, "ward"), as_(cast, "wardchair")
    address = f"/voices/cases/{found.number}/"
    assert act(ward, found, "redact", summary="Nắp cống", answer="Đã thay").status_code == 302
    old = chair.get(address).content.decode()
    assert "Mọi người sẽ đọc" in old
    again = {"token": "t-2", "summary": "Nắp cống nhà ông Ba Tửu", "answer": "Ông Tửu làm vỡ"}
    assert act(ward, found, "redact", **again).status_code == 302
    refused = posted(chair, found, "publish", old)
    assert refused.status_code == 409
    now = refused.content.decode()
    assert "Người khác vừa làm" in now
    assert "Ông Tửu làm vỡ" in now
    assert act(chair, found, "publish").status_code == 409  # read on no page
    assert not Case.objects.get(pk=found.pk).published_at
    assert posted(chair, found, "publish", now).status_code == 302
    assert Case.objects.get(pk=found.pk).public_summary == again["summary"]


def test_an_act_on_an_old_page_is_refused_and_keeps_what_was_typed(country: Country, cast: Cast) -> None:
    found, ward, chair = case(country.dong_ngac.unit, at=AT), as_(cast, "ward"), as_(cast, "wardchair")
    old = ward.get(f"/voices/cases/{found.number}/").content.decode()
    assert act(chair, found, "reclassify", kind="petition", reason="Là kiến nghị").status_code == 302
    said = {"as_": "no_right", "reason": "Việc riêng hai nhà", "right_address": "Tổ hòa giải"}
    refused = posted(ward, found, "refuse", old, **said)
    assert refused.status_code == 409
    assert "Việc riêng hai nhà" in refused.content.decode()
    assert posted(ward, found, "reply", old, text="Chỗ nào ạ?").status_code == 302  # adds words alone
    assert posted(ward, found, "refuse", refused.content.decode(), **said).status_code == 302


def test_other_acts_have_their_forms(country: Country, cast: Cast) -> None:
    ward = as_(cast, "ward")
    one, two, three = (case(country.dong_ngac.unit, at=AT) for _ in range(3))
    assert act(ward, one, "link", other=two.number, tie="alike").status_code == 302
    assert act(ward, one, "split", text="xe máy suýt ngã", kind="report", subject="lighting").status_code == 302
    assert act(ward, one, "merge", into=two.number).status_code == 302
    assert act(ward, two, "merge", into="PA-2021-999999").status_code == 422
    assert act(ward, two, "assign", officer=cast.users["ward"].pk).status_code == 302
    assert act(ward, two, "promise", text="Xem lại", due_on="2021-09-30").status_code == 302
    assert act(ward, two, "reclassify", kind="petition", reason="Là kiến nghị").status_code == 302
    assert act(ward, two, "refuse", as_="not_our_power", reason="Điện lực", right_address="19001288").status_code == 302
    moved = act(ward, three, "transfer_out", to=country.district.unit.pk, reason="Đường quận")
    assert (moved.status_code, moved["Location"]) == (302, "/voices/desk/")
    chair = as_(cast, "wardchair")
    complaint = case(country.dong_ngac.unit, at=AT, kind=Kind.COMPLAINT_FIRST)
    assert act(chair, complaint, "accept").status_code == 302
    page = chair.get(f"/voices/cases/{complaint.number}/").content.decode()
    assert "Vì sao vụ việc phức tạp" in page
    assert "124/2020" not in page, "no ground is asked for by a decree of 2026"
    assert act(chair, complaint, "call_complex", reason="Nhiều người").status_code == 302
    assert act(chair, complaint, "dialogue", on_day="2021-10-01", where="Trụ sở").status_code == 302
    assert act(chair, complaint, "suspend", reason="Chờ giám định").status_code == 302
    assert act(chair, complaint, "resume", reason="Có kết quả").status_code == 302
    assert act(chair, complaint, "answer", outcome="solved", text=ANSWERED).status_code == 302
    assert act(chair, complaint, "send_decision", reference="3/QĐ").status_code == 302
    crime = case(country.dong_ngac.unit, at=AT, kind=Kind.CRIME_REPORT)
    assert act(ward, crime, "hand_over", to="Công an phường").status_code == 302
    assert Case.objects.filter(pk=crime.pk, is_open=False).exists()


def test_several_are_given_to_one_hand(country: Country, cast: Cast) -> None:
    cases = [case(country.dong_ngac.unit, at=AT) for _ in range(2)]
    other = case(country.xuan_dinh.unit, at=AT)
    data = {"token": "t", "case": [*(one.pk for one in cases), other.pk], "officer": cast.users["ward"].pk}
    assert as_(cast, "ward").post("/voices/desk/assign/", data).status_code == 302
    assert Case.objects.filter(officer=cast.users["ward"]).count() == 2
    ward = as_(cast, "ward")
    back = ward.post("/voices/desk/assign/?show=feedback", {"token": "u", "case": [cases[0].pk]})
    page = back.content.decode()
    assert (back.status_code, page.count(" checked>"), "Chọn bộ phận hoặc người nhận" in page) == (422, 1, True)
    assert re.search(rf'value="{cases[0].pk}" aria-label="{cases[0].number}" checked>', page)
    assert 'action="/voices/desk/assign/?show=feedback"' in page
    data = {"token": "v", "case": [cases[0].pk], "officer": cast.users["wardchair"].pk}
    done = ward.post("/voices/desk/assign/?show=feedback", data, follow=True)
    assert done.redirect_chain == [("/voices/desk/?show=feedback", 302)]
    assert "Đã giao 1 việc." in done.content.decode()


@pytest.mark.parametrize(("what", "field"), [("merge", "into"), ("link", "other")])
def test_a_number_that_opens_nothing_keeps_the_page(country: Country, cast: Cast, what: str, field: str) -> None:
    """Whether it does not exist or lies elsewhere: the officer is told the same."""
    found, hidden = case(country.dong_ngac.unit, at=AT), case(country.xuan_dinh.unit, at=AT)
    for number in ("PA-2021-99999", hidden.number):
        answer = act(as_(cast, "ward"), found, what, **{field: number, "tie": "alike"})
        page = answer.content.decode()
        assert (answer.status_code, f"Không có việc số {number}" in page, f'value="{number}"' in page) == (
            422,
            True,
            True,
        )


def test_after_its_last_day_a_contest_is_not_offered_and_its_words_are_kept(country: Country, cast: Cast, settings):
    sent = coded(country)
    ward = cast.actor("ward")
    services.accept(sent.case, by=ward, at=AT)
    services.answer(sent.case, given=services.Answer(Outcome.SOLVED, ANSWERED), by=ward, at=AT)
    last = selectors.contest_until(sent.case)
    settings.TODAY = last.isoformat()
    assert "Yêu cầu xem lại" in Client().post("/voices/status/", {"code": sent.code}).content.decode()
    settings.TODAY = (last + timedelta(days=1)).isoformat()
    page = Client().post("/voices/status/", {"code": sent.code}).content.decode()
    assert ("Yêu cầu xem lại" in page, "Ngày yêu cầu xem lại đã hết" in page) == (False, True)
    answer = say(sent.code, "contest", reason="Nắp mới vẫn kênh")
    page = answer.content.decode()
    assert (answer.status_code, "Đã hết ngày yêu cầu xem lại" in page) == (409, True)
    assert re.search(r'name="text"[^>]*>\s*Nắp mới vẫn kênh</textarea>', page)


def test_a_letter_is_a_document_and_only_the_senders_names_the_sender(country: Country, cast: Cast) -> None:
    found = case(country.dong_ngac.unit, at=AT, kind=Kind.COMPLAINT_FIRST)
    services.accept(found, by=cast.actor("wardchair"), at=AT)
    services.assign(found, given=services.Given(officer=cast.users["ward"]), by=cast.actor("wardchair"), at=AT)
    for notice in found.notices.all():
        answer = as_(cast, "ward").get(f"/voices/letters/{notice.pk}.docx")
        whole = reader.Document(BytesIO(answer.content))
        cells = [cell.text for table in whole.tables for row in table.rows for cell in row.cells]
        text = "\n".join([*(paragraph.text for paragraph in whole.paragraphs), *cells])
        assert found.number in text
        assert ("Nguyễn Thị Hoa" in text) is (notice.recipient == "sender")
    assert as_(cast, "ward2").get(f"/voices/letters/{notice.pk}.docx").status_code == 404
    for name, is_named in (("ward", True), ("wardchair", True), ("chair", False), ("inspector", False)):
        mine = found.notices.filter(recipient="sender").first()
        answer = as_(cast, name).get(f"/voices/letters/{mine.pk}.docx")
        whole = reader.Document(BytesIO(answer.content))
        words = "\n".join(paragraph.text for paragraph in whole.paragraphs)
        assert answer.status_code == 200
        assert ("Nguyễn Thị Hoa" in words or "số 12, ngõ 63" in words) is is_named, name
    sent = {"token": "t", "text": "Đã thụ lý.", "reference": "5/TB"}
    assert as_(cast, "ward").post(f"/voices/letters/{notice.pk}/send/", sent).status_code == 302
    diary = as_(cast, "ward").get(f"/voices/cases/{found.number}/").content.decode()
    assert f"{notice.letter_word} → {notice.recipient_word}</span>" in diary


def test_pictures_are_for_the_office_until_somebody_made_them_public(country: Country, cast: Cast) -> None:
    from danbiet.plans.tests.factories import picture

    found = answered(country, cast, at=AT, photos=(services.Picture("a.jpg", picture()),))
    url = f"/voices/photos/{found.photos.get().pk}/"
    assert Client().get(url).status_code == 404
    assert as_(cast, "ward").get(url)["Content-Type"] == "image/jpeg"
    services.redact(found, copy=services.Copy("Nắp cống", "Đã thay"), by=cast.actor("ward"), at=AT)
    services.publish(found, photos=[found.photos.get().pk], by=cast.actor("wardchair"), at=AT)
    assert Client().get(url).status_code == 200


# places and reception


def test_a_day_that_the_software_set_is_told_and_held_against_nobody(country: Country, cast: Cast) -> None:
    """Decision 0133: law, place and software are told apart, also in the first line of a place's page."""
    asked = case(country.dong_ngac.unit, at=at_day(date(2021, 9, 1)), kind=Kind.INFORMATION_REQUEST)
    assert (asked.due_on, asked.due_certainty) == (date(2021, 9, 1), "assumed")
    text = " ".join(Client().get("/voices/place/00601/").content.decode().split())
    assert "1 việc đang mở, 0 quá hạn. 1 việc qua ngày do phần mềm đặt" in text


def test_what_an_ended_ward_left_open_stands_on_its_successors_page(country: Country, cast: Cast, settings) -> None:
    local_term(country.dong_ngac.unit)
    left = case(country.dong_ngac.unit, at=AT)
    old, new = country.dong_ngac.unit, country.new_dong_ngac.unit
    Successor.objects.create(old=old, new=new, on=new.from_day, share="1", basis="assumed")
    settings.TODAY = IN_2026.isoformat()
    text = " ".join(Client().get("/voices/place/00602/").content.decode().split())
    assert "1 việc đang mở, 1 quá hạn." in text
    assert left.number in text
    assert "Khớp với số việc đang mở." in text
    for code in ("00602", "01"):
        assert map_page(code, on=IN_2026).total == 1
    month = " ".join(Client().get("/voices/place/00602/?month=2021-09").content.decode().split())
    assert "Nhận 1 = " in month


def test_everybody_sees_what_waits_and_what_is_late_but_no_word_of_it(country: Country, cast: Cast) -> None:
    local_term(country.dong_ngac.unit, n=1)
    early = case(country.dong_ngac.unit, at=at_day(date(2021, 9, 1)))
    case(country.dong_ngac.unit, at=AT)
    complaint = case(country.dong_ngac.unit, at=AT, kind=Kind.COMPLAINT_FIRST)
    text = " ".join(Client().get("/voices/place/00601/").content.decode().split())
    assert "3 việc đang mở, 1 quá hạn." in text
    assert re.search(rf"{early.number}.{{1,200}}Quá hạn, hẹn 06/9/2021", text)
    assert LID not in text
    assert complaint.number not in text


def test_an_officer_confirms_the_kind_on_the_page_of_the_case(country: Country, cast: Cast) -> None:
    found, at = case(country.dong_ngac.unit, at=AT), at_day(date(2021, 9, 20))
    waiting = Sorting.objects.create(case=found, place=found.place, proposed="complaint", words=["khiếu nại"], at=at)
    client, page = as_(cast, "ward"), f"/voices/cases/{found.number}/"
    assert "Có chữ “khiếu nại”" in client.get(page).content.decode()
    assert client.post(f"{page}accept/", {"token": "a", "told": ""}).status_code == 409
    client.post(f"/voices/desk/sorting/{waiting.pk}/")
    assert "Có chữ “khiếu nại”" not in client.get(page).content.decode()
    assert client.post(f"{page}accept/", {"token": "b", "told": ""}).status_code == 302


STEPS = {  # the steps of a kind as its page lists them, and the sentence on what comes next
    Kind.REPORT: (["Đã nhận", "Đã tiếp nhận xử lý", "Đã trả lời", "Người gửi đồng ý", "Đã kiểm tra lại"], ""),
    Kind.COMPLAINT_FIRST: (["Đã nhận", "Đã tiếp nhận xử lý", "Đã trả lời", "Người gửi đồng ý"], "sẽ báo có thụ lý"),
    Kind.CRIME_REPORT: (
        ["Đã nhận", "Đã chuyển công an"],
        "Được chuyển công an ngay trong ngày (Bộ luật Tố tụng hình sự 101/2015/QH13, điều 145, 146",
    ),
    Kind.INFORMATION_REQUEST: (
        ["Đã nhận", "Đã chuyển nơi cung cấp thông tin"],
        "ngay trong ngày. Họ trả lời trong hạn tính từ ngày nhận (Luật 104/2016/QH13, điều 29 đến 31)",
    ),
}


@pytest.mark.parametrize("kind", STEPS)
def test_a_kind_promises_the_steps_it_has(country: Country, cast: Cast, kind: Kind) -> None:
    sent, (steps, says) = coded(country, kind=kind), STEPS[kind]
    page = Client().post("/voices/status/", {"code": sent.code}).content.decode()
    listed = page.split('<ol class="steps">')[1].split("</ol>")[0]
    assert re.findall(r"<b>([^<]+)</b>", listed) == steps
    assert says in page
    assert ("thụ lý" in page) is (kind is Kind.COMPLAINT_FIRST)
    if kind is Kind.CRIME_REPORT:
        services.hand_over(sent.case, to="Công an phường", by=cast.actor("ward"), at=AT)
        page = Client().post("/voices/status/", {"code": sent.code}).content.decode()
        assert "Chưa chuyển" not in page
        assert "bước tiếp theo" not in page


def test_a_request_under_the_law_that_nobody_has_read_is_promised_no_day() -> None:
    said = reading.sentence(Kind.INFORMATION_REQUEST, Clock(Stage.HAND_OVER, date(2026, 9, 1)))
    assert "không nói hạn" in said
    assert "104/2016" not in said


def test_a_denunciation_is_erased_by_its_box(country: Country, cast: Cast) -> None:
    sent = coded(country)
    said = {"token": "a", "as_": "wrong_channel", "reason": "Tố cáo nộp bằng giấy.", "right_address": "Thanh tra"}
    as_(cast, "ward").post(f"/voices/cases/{sent.case.number}/refuse/", {**said, "is_denunciation": "on"})
    text = Client().post("/voices/status/", {"code": sent.code}).content.decode()
    assert LID not in text
    assert "Tố cáo nộp bằng giấy." in text
    assert "Thanh tra" in text


def test_a_place_sets_its_own_term(country: Country, cast: Cast) -> None:
    data = {"token": "t", "what": "report", "n": 7, "unit": "working_days", "source": "Quyết định 3"}
    assert as_(cast, "ward").post("/voices/place/00601/term/", data).status_code == 403
    assert as_(cast, "wardchair").post("/voices/place/00601/term/", data).status_code == 302
    assert "Quyết định 3" in Client().get("/voices/place/00601/").content.decode()
    assert as_(cast, "wardchair").post("/voices/place/00601/term/", {**data, "token": "u", "n": 0}).status_code == 422


@pytest.mark.parametrize("name", NAMES)
def test_the_calendar_is_open_to_everybody(country: Country, cast: Cast, name: str, django_assert_max_num_queries):
    session = services.Session(
        date(2021, 9, 30), services.reception.Receiver.CHAIR, timezone.datetime(2021, 1, 1, 8).time(),
        timezone.datetime(2021, 1, 1, 11).time(), "Phòng tiếp dân",
    )  # fmt: skip
    services.post_day(country.dong_ngac.unit, session=session, by=cast.actor("ward"), at=AT)
    client = as_(cast, name)
    with django_assert_max_num_queries(MOST):
        text = client.get("/voices/reception/00601/").content.decode()
    assert "Phòng tiếp dân" in text
    assert ("Thêm ngày vào lịch" in text) is (name in {"ward", "wardchair"})


def test_a_day_is_posted_kept_and_written_up_by_count(country: Country, cast: Cast) -> None:
    ward, chair = as_(cast, "ward"), as_(cast, "wardchair")
    data = {"on": "2021-09-21", "receiver": "chair", "from_time": "08:00", "until_time": "11:00", "where": "Trụ sở"}
    assert ward.post("/voices/reception/00601/post/", {"token": "a", **data}).status_code == 302
    assert ward.post("/voices/reception/00601/post/", {"token": "b", **data}).status_code == 409
    assert as_(cast, "ward2").post("/voices/reception/00601/post/", {"token": "c", **data}).status_code == 403
    day = ReceptionDay.objects.get()
    assert "niêm yết muộn" in ward.get(f"/voices/reception/00601/?day={day.pk}").content.decode()
    visit = {
        "people": 3, "subject": "land", "summary": "Hỏi về sổ đỏ", "result": "promised",
        "promise_text": "Trả lời về sổ đỏ", "promise_due_on": "2021-10-01",
    }  # fmt: skip
    url = f"/voices/reception/days/{day.pk}"
    assert ward.post(f"{url}/visit/", {"token": "d", **visit}).status_code == 302
    wrong = ward.post(f"{url}/visit/", {"token": "e", **visit, "summary": "Ông A, 0912345678"})
    assert wrong.status_code == 422
    assert ward.post(f"{url}/keep/", {"token": "f"}).status_code == 403
    assert chair.post(f"{url}/keep/", {"token": "g"}).status_code == 302
    assert chair.post(f"{url}/miss/", {"token": "h", "reason": "x"}).status_code == 409
    assert Reception.objects.get().people == 3
    text = Client().get("/voices/reception/00601/").content.decode()
    assert "1 lượt, 3 người, hẹn 1" in text
    assert "Trả lời về sổ đỏ" in text
    move = {"token": "i", **data, "reason": "Họp"}
    assert as_(cast, "stranger").post(f"{url}/move/", move).status_code == 404


def test_pages_are_in_english_too(country: Country, cast: Cast) -> None:
    found = published(country, cast)
    for url in ("status/", f"{found.number}/", "place/00601/", "reception/00601/"):
        assert Client().get(f"/en/voices/{url}").status_code == 200
    ward = as_(cast, "ward")
    assert "Overdue" in ward.get("/en/voices/desk/").content.decode()
    assert ward.get(f"/en/voices/cases/{found.number}/").status_code == 200


def test_articles_are_cited_in_the_readers_language(country: Country, cast: Cast) -> None:
    """Documents keep their numbers; "Nghị định", "điều" and "sửa" are words of the other language."""
    found = case(country.dong_ngac.unit, at=at_day(IN_2021), kind=Kind.COMPLAINT_FIRST)
    text = "Tôi khiếu nại quyết định 27/QĐ-UBND"
    form = {"step": "read", "place": "00601", "text": text, "address": ""}
    pages = [
        Client().post("/en/voices/new/", form), Client().get("/en/voices/reception/00601/"),
        as_(cast, "wardchair").get(f"/en/voices/cases/{found.number}/"),
    ]  # fmt: skip
    for page in pages:
        said = page.content.decode()
        assert page.status_code == 200
        assert "Law 02/2011/QH13" in said or "Decree 64/2014/NĐ-CP" in said or "Law 42/2013/QH13" in said
        assert not re.search(r"(Luật|Nghị định|Thông tư) \d+/", said)
        assert "điều " not in said


def test_an_officer_enters_a_case_at_the_counter(country: Country, cast: Cast) -> None:
    found = case(country.dong_ngac.unit, at=at_day(IN_2021), channel=Channel.COUNTER, by=cast.actor("ward"))
    assert "Tại quầy" in as_(cast, "ward").get(f"/voices/cases/{found.number}/").content.decode()
