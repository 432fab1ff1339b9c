"""An information request that came as a case: opened where requests are answered, with the same code and day."""

import secrets
from datetime import date

import pytest
from django.test import Client

from danbiet.common import clock
from danbiet.common.actor import ANONYMOUS, Refusal
from danbiet.disclosure.models import Request
from danbiet.disclosure.rules.requests import Complexity, Delivery
from danbiet.disclosure.services import requests
from danbiet.ledger.models import Event
from danbiet.voices import selectors as voices
from danbiet.voices import services as cases
from danbiet.voices.models import Case, Sender
from danbiet.voices.rules import Kind, Subject
from danbiet.voices.tests.factories import TOLD, report
from danbiet.web import services
from danbiet.web.selectors import handing
from tests.people import END_OF_DISTRICTS, IN_2021, Cast, Country

pytestmark = pytest.mark.django_db
WORDS = "Cho tôi xin bản dự toán sửa đường ngõ 63 năm 2021."
ON = date(2021, 9, 17)
ASKING = services.Asking(Delivery.NETWORK, WORDS, "Nguyễn Thị Hoa", "0912345678")


def sent(country: Country, *, on: date = ON, **changes) -> cases.Received:
    what = {"kind": Kind.INFORMATION_REQUEST, "text": WORDS, "sender": TOLD, **changes}
    place = country.dong_ngac.unit if on < END_OF_DISTRICTS else country.new_dong_ngac.unit
    return cases.receive(
        report(place, **what), by=ANONYMOUS, at=clock.moment(on), pepper=voices.pepper(), draw=secrets.token_bytes
    )


def handed(case: Case, cast: Cast, *, on: date = IN_2021, name: str = "ward") -> Request:
    return services.hand_over(case, asking=ASKING, by=cast.actor(name, on), at=clock.moment(on))


def test_the_request_and_the_case_name_each_other_and_days_run_from_receipt(country: Country, cast: Cast) -> None:
    case = sent(country).case
    row = handed(case, cast)
    assert (row.origin_kind, row.origin_number, row.received_on) == ("voices.case", case.number, ON)
    case.refresh_from_db()
    assert not case.is_open
    assert case.handed_to == f"UBND Phường Đông Ngạc {row.number}"
    assert case.answer_due_on == date(2021, 10, 8)  # ATI-05: 15 working days from 17 September
    told = case.steps.get(act="hand_over").told
    assert "08/10/2021" in told
    assert "104/2016/QH13" in told
    acts = set(Event.objects.values_list("act", flat=True))
    assert {"disclosure.receive_request", "voices.hand_over"} <= acts


def test_one_code_opens_both(country: Country, cast: Cast, in_2021) -> None:
    received = sent(country)
    row = handed(received.case, cast)
    status = Client().post("/voices/status/", {"code": received.code}).content.decode()
    assert row.number in status
    assert "8/10/2021" in status
    assert "/disclosure/requests/status/" in status
    there = Client().post("/disclosure/requests/status/", {"code": received.code}).content.decode()
    assert row.number in there


def test_the_due_day_is_that_of_the_request_when_it_is_accepted(country: Country, cast: Cast) -> None:
    row = handed(sent(country).case, cast)
    at = clock.moment(IN_2021)
    row = requests.accept(row, complexity=Complexity.COMPLEX, subject="Dự toán", by=cast.actor("ward"), at=at)
    assert row.due_on == date(2021, 10, 8)


def test_where_the_law_is_not_known_no_day_is_told(country: Country, cast: Cast) -> None:
    on = date(2026, 11, 23)
    case = sent(country, on=on).case
    handed(case, cast, on=on)
    case.refresh_from_db()
    assert case.answer_due_on is None
    assert "chưa rõ" in case.steps.get(act="hand_over").told


@pytest.mark.parametrize("name", ["ward2", "chair", "inspector", "grouphead", "resident", "stranger"])
def test_nobody_else_hands_it_over(country: Country, cast: Cast, name: str) -> None:
    case = sent(country).case
    with pytest.raises(Refusal):
        handed(case, cast, name=name)
    assert not Request.objects.exists()
    assert Case.objects.get(pk=case.pk).is_open


def test_twice_is_refused_and_a_plain_note_is_no_request(country: Country, cast: Cast) -> None:
    case = sent(country).case
    with pytest.raises(Refusal, match="mở hồ sơ"):
        cases.hand_over(case, to="Văn phòng", by=cast.actor("ward"), at=clock.moment(IN_2021))
    handed(case, cast)
    with pytest.raises(Refusal):
        handed(Case.objects.get(pk=case.pk), cast)
    assert Request.objects.count() == 1


def test_a_part_that_was_split_off_opens_with_the_first_code(country: Country, cast: Cast) -> None:
    received = sent(country, kind=Kind.REPORT)
    part = cases.Part(WORDS, Kind.INFORMATION_REQUEST, Subject.MONEY)
    second = cases.split(received.case, part=part, by=cast.actor("ward"), at=clock.moment(IN_2021))
    row = handed(second, cast)
    assert row.code == received.case.code_hash
    assert handing.free_code(second) == second.code_hash


def test_the_heir_answers_what_was_sent_to_the_old_ward(country: Country, cast: Cast) -> None:
    from danbiet.web.tests.factories import succeed

    case = sent(country).case
    succeed(country)
    on = date(2025, 7, 2)
    row = handed(case, cast, on=on)
    assert row.place == country.new_dong_ngac.unit


def test_the_page_writes_the_request_down(client, country: Country, cast: Cast, in_2021) -> None:
    case = sent(country).case
    client.force_login(cast.users["ward"])
    page = client.get(f"/voices/cases/{case.number}/").content.decode()
    assert f"/desk/requests/{case.number}/" in page
    assert f"/voices/cases/{case.number}/hand_over/" not in page
    url = f"/desk/requests/{case.number}/"
    assert TOLD.phone in client.get(url).content.decode()
    form = {"text": WORDS, "delivery": "network", "name": "", "contact": "0912345678", "token": "abc-1"}
    assert client.post(url, form).status_code == 422
    answer = client.post(url, {**form, "name": TOLD.name})
    assert answer.status_code == 302
    assert Request.objects.get().name == TOLD.name
    assert client.get(url)["Location"] == f"/disclosure/requests/{Request.objects.get().pk}/"
    assert client.post(f"/voices/cases/{case.number}/hand_over/", {"to": "x", "token": "t"}).status_code == 404
    request = client.get(f"/disclosure/requests/{Request.objects.get().pk}/").content.decode()
    assert f"/voices/cases/{case.number}/" in request


SEEN_BY = {"ward": 200, "wardchair": 200, "": 302}


@pytest.mark.parametrize("name", [
    "", "city", "planner", "chair", "ward", "wardchair", "ward2", "inspector", "grouphead", "analyst", "admin",
    "resident", "stranger",
])  # fmt: skip
def test_the_page_is_for_officers_of_the_place_alone(client, country: Country, cast: Cast, in_2021, name: str) -> None:
    number = sent(country).case.number
    if name:
        client.force_login(cast.users[name])
    for prefix in ("", "/en"):
        assert client.get(f"{prefix}/desk/requests/{number}/").status_code == SEEN_BY.get(name, 404)


def test_taking_the_name_back_reaches_the_request(country: Country, cast: Cast, in_2021) -> None:
    """A part that became a request, split off a report whose sender presses the button on the page of the first."""
    received = sent(country, kind=Kind.REPORT)
    part = cases.Part(WORDS, Kind.INFORMATION_REQUEST, Subject.MONEY)
    row = handed(cases.split(received.case, part=part, by=cast.actor("ward"), at=clock.moment(IN_2021)), cast)
    other = handed(sent(country).case, cast)
    opening = Event.objects.get(act="disclosure.receive_request", target=row.target)
    assert "Hoa" in str(list(opening.openings.values()))
    page = Client().post("/voices/status/", {"code": received.code, "act": "hide", "token": "t1"}).content.decode()
    assert "Không giữ tên hay số liên hệ nào" in page
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.name, row.contact, row.text) == ("", "", WORDS)
    assert other.name == ASKING.name
    assert not opening.openings.filter(part="payload").exists()
    assert not Sender.objects.filter(case__origin_number=received.case.number).exclude(name="").exists()


def test_a_name_that_only_the_request_has_is_not_denied(country: Country, cast: Cast, in_2021) -> None:
    received = sent(country, sender=None)
    row = handed(received.case, cast)
    page = Client().post("/voices/status/", {"code": received.code}).content.decode()
    assert "Không giữ tên hay số liên hệ nào" not in page
    Client().post("/voices/status/", {"code": received.code, "act": "hide", "token": "t1"})
    row.refresh_from_db()
    assert row.name == ""
