"""A declared day moves whatever hangs on a calendar, in one act, and the page of declared days says what."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from danbiet.common import clock
from danbiet.common.actor import SYSTEM
from danbiet.common.files import house
from danbiet.disclosure.models import Request
from danbiet.disclosure.services import amendments
from danbiet.disclosure.services import requests as asking
from danbiet.disclosure.tests.talking import accepted
from danbiet.ledger.models import Event
from danbiet.places.models import DeclaredDay
from danbiet.places.services import Declared
from danbiet.voices import services as voices
from danbiet.voices.models import Case, Notice
from danbiet.voices.rules import Kind
from danbiet.voices.tests.factories import case, local_term
from danbiet.web import services
from tests.people import IN_2021, Cast, Country

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_2021")]
AT = clock.moment(IN_2021)  # a Tuesday
OFF = Declared(date(2021, 9, 27), False, "Giãn cách", "Công điện 1")  # a Monday
SENT = {"day": "2021-09-27", "works": "off", "label": "Giãn cách", "source": "Công điện 1", "token": "a"}


def days_of(found: Case) -> tuple[date | None, date | None, list[date | None]]:
    found.refresh_from_db()
    return found.due_on, found.answer_due_on, list(found.notices.order_by("pk").values_list("due_on", flat=True))


def test_it_moves_cases_letters_requests_and_corrections_and_back(country: Country, cast: Cast) -> None:
    ward, officer, chair = country.dong_ngac.unit, cast.actor("ward"), cast.actor("wardchair")
    local_term(ward)
    report = case(ward, at=AT)
    request = accepted(ward, IN_2021, officer)
    wrong = asking.answer(
        accepted(ward, IN_2021, officer, mark="hai"), given=asking.Given("Gửi dự toán"), by=officer, at=AT
    )
    correction = amendments.find_wrong(wrong, text="Tổng sai", by=officer, at=AT)
    elsewhere = case(country.xuan_dinh.unit, at=AT)
    before = (days_of(report), request.due_on, request.notice_due_on, correction.due_on, days_of(elsewhere))
    assert before[:4] == (
        (date(2021, 10, 5), date(2021, 10, 5), [date(2021, 10, 5)]), date(2021, 10, 12), date(2021, 9, 24),
        date(2021, 9, 28),
    )  # fmt: skip
    planner = Client()
    planner.force_login(cast.users["planner"])
    assert planner.post(f"/places/{ward.code}/days/", SENT).status_code == 302
    request.refresh_from_db()
    correction.refresh_from_db()
    assert days_of(report) == (date(2021, 10, 6), date(2021, 10, 6), [date(2021, 10, 6)])
    assert (request.due_on, request.first_due_on, request.notice_due_on) == (
        date(2021, 10, 13), date(2021, 10, 13), date(2021, 9, 24),
    )  # fmt: skip
    assert (correction.due_on, correction.verify_due_on) == (date(2021, 9, 29), date(2021, 9, 29))
    assert days_of(elsewhere) == before[4], "another ward does not count with it"
    acts = Event.objects.filter(target__startswith="places.declaredday/").order_by("seq")
    assert list(acts.values_list("act", "place")) == [
        ("disclosure.recount_requests", ward.key), ("disclosure.recount_requests", ward.key),
        ("voices.recount", ward.key), ("voices.recount", ward.key),
    ]  # fmt: skip
    services.undo_day(DeclaredDay.objects.get(), reason="Khai nhầm", by=cast.actor("planner"), at=AT)
    request.refresh_from_db()
    correction.refresh_from_db()
    after = (days_of(report), request.due_on, request.notice_due_on, correction.due_on, days_of(elsewhere))
    assert after == before
    voices.accept(report, by=chair, at=AT)


def test_a_complaint_moves_from_its_acceptance_and_its_drafts_name_the_new_day(country: Country, cast: Cast) -> None:
    ward, chair = country.new_dong_ngac.unit, cast.actor("wardchair", date(2026, 11, 16))
    at = clock.moment(date(2026, 11, 16))
    complaint = case(ward, at=at, kind=Kind.COMPLAINT_FIRST)
    assert (complaint.due_duty, complaint.due_on) == ("CPL-04", date(2026, 11, 26))
    off = Declared(date(2026, 11, 20), False, "Nghỉ bão", "Công điện 1")
    assert services.declare_day(ward, declared=off, by=SYSTEM, at=at) == 1
    assert days_of(complaint)[0] == date(2026, 11, 27)
    voices.accept(complaint, by=chair, at=at)
    assert complaint.due_on == date(2026, 12, 16)
    told = complaint.notices.get(recipient="sender")
    assert "Hạn giải quyết: 16/12/2026." in told.text
    last = Declared(date(2026, 12, 16), False, "Nghỉ bão", "Công điện 2")
    assert services.declare_day(ward, declared=last, by=SYSTEM, at=at) == 1
    told.refresh_from_db()
    assert (days_of(complaint)[0], told.due_on) == (date(2026, 12, 17), date(2026, 11, 27))
    assert "Hạn giải quyết: 17/12/2026." in told.text


def test_what_is_sent_answered_or_without_a_day_stays(country: Country, cast: Cast) -> None:
    ward, officer = country.dong_ngac.unit, cast.actor("ward")
    plain = case(ward, at=AT)  # the place has no term: only its letter has a day
    sent = plain.notices.get()
    voices.send_notice(sent, text="Phường đang kiểm tra.", reference="1", by=officer, at=AT)
    unknown = accepted(ward, IN_2021, officer)
    Request.objects.filter(pk=unknown.pk).update(due_on=None)
    assert services.declare_day(ward, declared=OFF, by=SYSTEM, at=AT) == 0
    sent.refresh_from_db()
    assert sent.due_on == date(2021, 10, 5)


def test_the_page_tells_everybody_how_many_and_lines_to_those_who_may_open_them(country: Country, cast: Cast) -> None:
    ward, officer = country.dong_ngac.unit, cast.actor("ward")
    local_term(ward)
    report, request = case(ward, at=AT), accepted(ward, IN_2021, officer)
    services.declare_day(country.district.unit, declared=OFF, by=SYSTEM, at=AT)
    url = f"/places/{ward.code}/days/"
    everybody = Client().get(url).content.decode()
    assert "3 hạn đã dời" in everybody
    assert "1 yêu cầu cung cấp thông tin, 2 vụ việc, văn bản gửi dân" in everybody
    assert report.number not in everybody
    assert request.number not in everybody
    reader = Client()
    reader.force_login(cast.users["ward"])
    with CaptureQueriesContext(connection) as asked:
        page = reader.get(url).content.decode()
    assert f"/voices/cases/{report.number}/" in page
    assert f"Văn bản của {report.number}" in page
    assert f"/disclosure/requests/{request.pk}/" in page
    assert "13/10/2021" in page
    assert len(asked) <= 12
    assert "Không hạn nào phải dời" in Client().get(f"/places/{country.xuan_dinh.unit.code}/days/").content.decode()


def test_questions_do_not_grow_with_the_cases(country: Country, cast: Cast) -> None:
    ward = country.dong_ngac.unit
    local_term(ward)
    counted = []
    for day in (27, 28):
        for _ in range(12):
            case(ward, at=AT)
        off = Declared(date(2021, 9, day), False, "Giãn cách", "Công điện 1")
        with CaptureQueriesContext(connection) as asked:
            assert services.declare_day(ward, declared=off, by=SYSTEM, at=AT) == 2 * Case.objects.count()
        counted.append(len(asked))
    assert counted[0] == counted[1] <= 50


def test_a_tick_counts_again_what_the_calendar_of_a_release_moved(country: Country) -> None:
    ward = country.dong_ngac.unit
    local_term(ward)
    report = case(ward, at=AT)
    Case.objects.update(due_on=date(2021, 10, 4))
    Notice.objects.update(due_on=date(2021, 10, 4))
    states, failures = services.tick(by=SYSTEM, at=AT, house=house())
    assert (states["voices.recount"], states["disclosure.recount"], failures) == ("done", "done", [])
    assert days_of(report)[0] == date(2021, 10, 5)
    assert Event.objects.filter(act="voices.recount", target=f"places.unit/{ward.pk}").count() == 2
