"""A receipt code stands in no words that are kept: every door refuses it and keeps the rest; a letter loses it."""

import secrets
from email.message import EmailMessage

import pytest
from django.core import mail as outbox
from django.core.cache import caches
from django.test import Client

from danbiet.common import clock, codes
from danbiet.voices import selectors, services
from danbiet.voices.models import Case, Message
from danbiet.voices.rules import Outcome, mail
from danbiet.voices.selectors.receipts import MOST_LOOKED_UP, HoldsCode, codes_in
from danbiet.voices.services import mail as letters
from danbiet.voices.tests.factories import ANSWERED, PEPPER, answered, received
from danbiet.voices.tests.test_intake_pages import LEFT, NEW, WORDS, hidden, walk
from danbiet.voices.tests.test_pages import coded
from tests.people import IN_2021, Cast, Country, mistyped

pytestmark = pytest.mark.usefixtures("in_2021")
AT = clock.moment(IN_2021)
SAID = "Trong lời viết có một mã biên nhận"


@pytest.fixture(autouse=True)
def _fresh_counters(db) -> None:
    caches["memory"].clear()


@pytest.fixture
def code(country: Country, cast: Cast) -> str:
    """A code that opens a case, as its sender has it on paper."""
    return codes.grouped(coded(country).code)


def kept(*cases: Case) -> str:
    """Every word that is kept of anything."""
    words = [f"{one.text} {one.title} {one.address} {one.folded}" for one in cases or Case.objects.all()]
    return " ".join([*words, *Message.objects.values_list("text", flat=True)])


@pytest.mark.parametrize(
    "shape", [str, str.lower, lambda code: code.replace("-", " "), lambda code: code.replace("-", "")]
)
def test_the_first_page_refuses_a_code_and_keeps_the_words(client: Client, code: str, shape) -> None:
    typed = {
        "step": "read",
        "place": "00601",
        "text": f"{WORDS}. Mã của tôi: {shape(code)}, cảm ơn",
        "address": "ngõ 63",
    }
    answer = client.post(NEW, typed)
    page = answer.content.decode()
    assert (answer.status_code, SAID in page, shape(code) in page) == (422, True, False)
    assert f"{WORDS}. Mã của tôi: […], cảm ơn" in page
    assert "ngõ 63" in page


def test_a_code_that_opens_nothing_is_a_word_like_others(client: Client, code: str) -> None:
    for word in (codes.grouped(codes.new_code(secrets.token_bytes)), mistyped(code)):
        assert walk(client, text=f"{WORDS} {word}").status_code == 200
    assert Case.objects.count() == 3


@pytest.mark.parametrize("field", ["text", "address"])
def test_the_last_form_refuses_it_too(client: Client, code: str, field: str) -> None:
    second = client.post(NEW, {"step": "read", "place": "00601", "text": WORDS, "address": ""})
    third = client.post(NEW, hidden(second.content.decode()) | {"kind": "report", "subject": "drainage"})
    answer = client.post(NEW, hidden(third.content.decode()) | {"wants": "code", field: f"Như {code}"})
    page = answer.content.decode()
    assert (answer.status_code, SAID in page, code in page, "Như […]" in page) == (422, True, False, True)
    assert Case.objects.count() == 1


def test_a_name_with_a_code_keeps_the_third_page(client: Client, code: str) -> None:
    answer = walk(client, name=f"Hoa {code}", **LEFT)
    page = answer.content.decode()
    assert (answer.status_code, "Hoa […]" in page, "0912345678" in page) == (422, True, True)


def test_more_words_and_a_contest_refuse_it_and_keep_the_rest(client: Client, country: Country, cast: Cast) -> None:
    found = coded(country)
    officer = cast.actor("ward")
    services.accept(found.case, by=officer, at=AT)
    services.answer(found.case, given=services.Answer(Outcome.SOLVED, ANSWERED), by=officer, at=AT)
    code = codes.grouped(found.code)
    for act, field in (("write", "text"), ("contest", "reason")):
        typed = {"code": found.code, "act": act, field: f"Mã của tôi {code}. Vẫn kênh", "token": act}
        answer = client.post("/voices/status/", typed)
        page = answer.content.decode()
        assert (answer.status_code, SAID in page, "Mã của tôi […]. Vẫn kênh" in page) == (422, True, True)
    assert code not in kept()
    assert Case.objects.get().verdict == ""


def test_the_counter_and_the_notebook_refuse_it(client: Client, cast: Cast, code: str) -> None:
    client.force_login(cast.users["ward"])
    spoken = {
        "place": "00601", "channel": "phone", "kind": "report", "subject": "drainage", "wants": "code", "token": "t",
        "text": f"Có mã {code} trước đây", "address": "",
    }  # fmt: skip
    page = client.post("/voices/desk/new/", spoken)
    assert (page.status_code, "Có mã […] trước đây" in page.content.decode()) == (422, True)
    client.force_login(cast.users["grouphead"])
    lines = {"line0-text": f"{WORDS} {code}", "token": "one", "line0-is_feedback": "on"}
    page = client.post("/voices/desk/notebook/", lines)
    assert (page.status_code, f"{WORDS} […]" in page.content.decode()) == (422, True)
    assert Case.objects.count() == 1


def test_a_line_does_not_hold_the_code_that_was_printed_beside_it(client: Client, cast: Cast) -> None:
    """The paper has the code before there is a case that it opens."""
    client.force_login(cast.users["grouphead"])
    blank = client.get("/voices/desk/notebook/blank/").content.decode()
    mark, code = [part.partition("<")[0] for part in blank.split('class="code">')[1:3]]
    lines = {"line0-text": f"{WORDS} {code}", "line0-mark": mark, "token": "one", "line0-is_feedback": "on"}
    page = client.post("/voices/desk/notebook/", lines)
    assert (page.status_code, f"{WORDS} […]" in page.content.decode()) == (422, True)


def test_a_letter_loses_it_and_its_author_is_told(country: Country, code: str) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "Hoa <hoa@example.vn>", "phan-anh+00601@danbiet.example"
    message["Subject"], message["Message-ID"] = f"Hỏi việc {code}", "<1@example.vn>"
    message.set_content(f"Việc {code} tới đâu rồi? Nắp cống vẫn vỡ.")
    letter = mail.read(message.as_bytes())
    how = {"place": country.dong_ngac.unit, "at": AT, "pepper": selectors.pepper(), "draw": secrets.token_bytes}
    taken = letters.take(letter, **how)
    assert code not in kept()
    assert "Việc […] tới đâu rồi?" in taken.case.text
    assert taken.case.title == "Hỏi việc […]"
    assert letters.answer(taken, letter=letter)
    assert "Không giữ: mã biên nhận trong lời viết" in outbox.outbox[0].body
    assert letters.take(letter, **how).is_new is False


def test_nothing_is_learnt_by_trying_many_at_once(country: Country) -> None:
    """Of more than words have by chance all are refused, whether they open anything or not."""
    many = [codes.new_code(secrets.token_bytes) for _ in range(MOST_LOOKED_UP + 1)]
    assert codes_in(" ".join(many), pepper=PEPPER) == set(many)
    assert codes_in(" ".join(many[:-1]), pepper=PEPPER) == set()


def test_services_refuse_it(country: Country, cast: Cast) -> None:
    first = received(country.dong_ngac.unit, at=AT)
    with pytest.raises(HoldsCode):
        received(country.dong_ngac.unit, at=AT, text=f"Xem {first.code}")
    done = answered(country, cast, at=AT)
    with pytest.raises(HoldsCode):
        services.contest(done, reason=f"Xem {first.code}", at=AT, pepper=PEPPER)
    how = {"token": "t", "at": AT, "pepper": PEPPER, "draw": secrets.token_bytes}
    with pytest.raises(HoldsCode):
        services.write(first.case, text=first.code, **how)
