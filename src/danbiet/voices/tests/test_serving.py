"""A place where nobody reads what is sent takes nothing in, and says so; where only those above do, they are named."""

from datetime import date
from email.message import EmailMessage
from secrets import token_bytes

import pytest
from django.core.cache import caches
from django.test import Client

from danbiet.accounts.models import Holding, User
from danbiet.common import clock
from danbiet.common.actor import ANONYMOUS, Role
from danbiet.places.models import Unit
from danbiet.voices.models import Case
from danbiet.voices.rules import FEEDBACK, Channel, Kind, mail
from danbiet.voices.rules.router import propose
from danbiet.voices.selectors.serving import NotServed, require_served
from danbiet.voices.services import intake as sending
from danbiet.voices.services import mail as letters
from danbiet.voices.tests.factories import PEPPER, report
from danbiet.voices.tests.test_intake_pages import NEW, WORDS, hidden, walk
from danbiet.voices.tests.test_pages import coded
from tests.people import IN_2021, Country

pytestmark = pytest.mark.usefixtures("in_2021")
AT = clock.moment(IN_2021)
SAID = "chưa dùng hệ thống này"


@pytest.fixture(autouse=True)
def _fresh_counters(db) -> None:
    caches["memory"].clear()


def holder(place: Unit, role: Role, *, is_active: bool = True, until: date | None = None) -> None:
    person = User.objects.create(username=f"{role.value}-{place.code}", is_active=is_active)
    Holding.objects.create(user=person, role=role.value, place=place, from_day=date(2020, 1, 1), until_day=until)


def send(place: Unit, **changes: object) -> object:
    one = report(place, **changes)
    return sending.send(one, reading=sending.Reading(propose(one.text)), by=ANONYMOUS, at=AT, pepper=PEPPER,
                        draw=token_bytes)  # fmt: skip


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("channel", [Channel.WEB, Channel.MAIL, Channel.OPEN311])
def test_nothing_is_taken_in_where_nobody_could_read_it(country: Country, kind: Kind, channel: Channel) -> None:
    with pytest.raises(NotServed):
        send(country.dong_ngac.unit, kind=kind, channel=channel)
    assert not Case.objects.exists()


def test_whoever_cannot_sign_in_or_read_cases_is_nobody(country: Country) -> None:
    ward = country.dong_ngac.unit
    for role in (Role.GROUP_HEAD, Role.ADMINISTRATOR, Role.ANALYST, Role.RESIDENT):
        holder(ward, role)
    holder(ward, Role.WARD_OFFICER, is_active=False)
    holder(ward, Role.LEADER, until=IN_2021)
    holder(country.xuan_dinh.unit, Role.WARD_OFFICER)
    with pytest.raises(NotServed):
        require_served(ward, on=IN_2021)


@pytest.mark.parametrize(
    ("role", "at", "kinds"),
    [
        (Role.WARD_OFFICER, "dong_ngac", set(Kind)),
        (Role.PLAN_OFFICER, "dong_ngac", {*FEEDBACK, Kind.INFORMATION_REQUEST}),
        (Role.PLAN_OFFICER, "district", set(FEEDBACK)),
        (Role.LEADER, "city", {*FEEDBACK, Kind.COMPLAINT_FIRST, Kind.COMPLAINT_SECOND}),
    ],
)
def test_one_reader_is_enough_for_what_that_role_reads(country: Country, role: Role, at: str, kinds: set[Kind]) -> None:
    holder(getattr(country, at).unit, role)
    for kind in Kind:
        if kind in kinds:
            send(country.dong_ngac.unit, kind=kind)
        else:
            with pytest.raises(NotServed):
                send(country.dong_ngac.unit, kind=kind)


def test_the_page_says_so_before_anything_is_written(client: Client, country: Country) -> None:
    page = client.get(f"{NEW}?place=00601").content.decode()
    assert f"Phường Đông Ngạc {SAID}" in page
    assert "Việc gì đang xảy ra?" not in page
    assert client.get("/voices/board/?place=00601").status_code == 200
    holder(country.dong_ngac.unit, Role.WARD_OFFICER)
    assert "Việc gì đang xảy ra?" in client.get(f"{NEW}?place=00601").content.decode()


def test_a_form_sent_past_the_page_keeps_its_words_and_takes_nothing(client: Client, country: Country) -> None:
    second = client.post(NEW, {"step": "read", "place": "00601", "text": WORDS, "address": ""})
    answer = client.post(NEW, hidden(second.content.decode()) | {"kind": "report", "subject": "roads"})
    page = answer.content.decode()
    assert (answer.status_code, SAID in page, WORDS in page) == (422, True, True)
    third = hidden(page) | {"step": "send", "kind": "report", "subject": "roads", "token": "t", "wants": "code"}
    assert client.post(NEW, third).status_code == 422
    assert not Case.objects.exists()


def test_where_only_those_above_read_it_they_alone_are_named(client: Client, country: Country) -> None:
    holder(country.district.unit, Role.PLAN_OFFICER)
    second = client.post(NEW, {"step": "read", "place": "00601", "text": WORDS, "address": ""})
    chosen = hidden(second.content.decode()) | {"subject": "roads"}
    page = client.post(NEW, chosen | {"kind": "report"}).content.decode()
    said = "Ở Phường Đông Ngạc chưa có ai dùng hệ thống này. Lời viết và ảnh: chỉ cán bộ kế hoạch của các cấp trên"
    assert said in page
    assert "cán bộ xử lý" not in page
    assert client.post(NEW, chosen | {"kind": "crime_report"}).status_code == 422
    assert walk(client).status_code == 200
    found = coded(country)
    assert said in client.post("/voices/status/", {"code": found.code}).content.decode()


def test_a_letter_to_such_a_place_is_given_back(country: Country) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Message-ID"] = "a@b.vn", "phan-anh+00601@danbiet.example", "<1@b.vn>"
    message.set_content(WORDS)
    with pytest.raises(NotServed):
        letters.take(
            mail.read(message.as_bytes()), place=country.dong_ngac.unit, at=AT, pepper=PEPPER, draw=token_bytes
        )
