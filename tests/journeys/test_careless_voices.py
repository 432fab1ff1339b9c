"""What careless officers and hostile strangers send to the citizen's voice: answered in words, nothing half-done."""

import re
import secrets
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from danbiet.common import clock
from danbiet.common.actor import ANONYMOUS
from danbiet.voices import selectors, services
from danbiet.voices.forms.acting import FORMS
from danbiet.voices.models import Case, Message, Notice, ReceptionDay, Sorting, Step, Tip, Vault
from danbiet.voices.rules import Kind, Outcome
from danbiet.voices.rules.stages import allowed
from danbiet.voices.selectors.clocks import standing_of
from danbiet.voices.services.reception import Receiver
from danbiet.voices.tests.factories import ANSWERED, case, report
from danbiet.voices.tests.vaulting import code, denounced, in_use, pair
from tests.journeys.test_careless import SHORT, at_screen, in_words, spoiled, taken_back
from tests.people import IN_2021, Cast, Country

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_2021")]
AT = clock.moment(IN_2021)
NEW, STATUS = "/voices/new/", "/voices/status/"
WRONG_FILES = [
    ("anh.jpg", b"%PDF-1.4 x"), ("anh.jpg", b""), ("anh.png", b"\x89PNG\r\n\x1a\n" + bytes(40)), ("anh.jpg", b"MZ\x90"),
    ("../../etc/passwd", b"\xff\xd8\xff\xe0" + bytes(100)), ("a.svg", b"<svg onload='alert(1)'/>"),
    ("a\0b.jpg", b"GIF89a"), ("x" * 400 + ".jpg", b"\xff\xd8\xff"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def no_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever tries everything would be slowed after sixty; that is tried elsewhere."""
    caches["memory"].clear()
    for module in ("limits", "intake"):
        monkeypatch.setattr(f"danbiet.voices.views.{module}.is_within", lambda *given, **limit: True)
    monkeypatch.setattr("danbiet.config.quiet._is_flood", lambda address: False)


def hidden(page: str) -> dict[str, str]:
    """What a page carries to the next."""
    found = re.findall(r'<input type="hidden" name="([a-z]+)"(?: value="([^"]*)")?', page)
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def third(client: Client, text: str = "Đèn đường ngõ 5 bị hỏng, tối om") -> dict[str, str]:
    """What the last page of sending carries."""
    second = client.post(NEW, {"step": "read", "place": "00601", "text": text, "address": "ngõ 5"}).content.decode()
    chosen = client.post(NEW, hidden(second) | {"kind": "report", "subject": "lighting"})
    return hidden(chosen.content.decode()) | {"wants": "code"}


def sent_by(client: Client) -> tuple[Case, str]:
    page = client.post(NEW, third(client)).content.decode()
    return Case.objects.latest("pk"), re.search(r"<b>([0-9A-Z-]{13,})</b>", page)[1]


def coded(country: Country, **changes: object) -> services.Received:
    sent = report(country.dong_ngac.unit, **changes)
    return services.receive(sent, by=ANONYMOUS, at=AT, pepper=selectors.pepper(), draw=secrets.token_bytes)


def settled(country: Country, cast: Cast) -> services.Received:
    """A case that was answered and published, with its code."""
    sent, ward = coded(country), cast.actor("ward")
    services.accept(sent.case, by=ward, at=AT)
    services.answer(sent.case, given=services.Answer(Outcome.SOLVED, ANSWERED), by=ward, at=AT)
    services.redact(sent.case, copy=services.Copy("Nắp cống", "Đã thay"), by=ward, at=AT)
    services.publish(sent.case, by=cast.actor("wardchair"), at=AT)
    return sent


def opened_day(country: Country, cast: Cast) -> ReceptionDay:
    time = AT.time().replace(hour=8)
    session = services.Session(IN_2021, Receiver.CHAIR, time, time.replace(hour=11), "Trụ sở")
    return services.post_day(country.dong_ngac.unit, session=session, by=cast.actor("ward"), at=AT)


def a_vault(country: Country, cast: Cast) -> Vault:
    holders = (cast.users["chair"], cast.users["inspector"])
    return in_use(country.district.unit, of=pair(), holders=holders, admin=cast.users["admin"], at=AT)


# odd words

Sent = tuple[str, str, dict[str, object]]


def everything(country: Country, cast: Cast) -> Iterator[Sent]:
    """(who, address, what would be right): every form of the voices, by somebody who may send it."""
    found, sent, vault = case(country.dong_ngac.unit, at=AT), settled(country, cast), a_vault(country, cast)
    day = opened_day(country, cast)
    one = denounced(country.district.unit, by=cast.users["inspector"], on=IN_2021)
    session = {"on": "2021-10-05", "receiver": "chair", "from_time": "08:00", "until_time": "11:00", "where": "Trụ sở"}
    visit = {"people": 1, "subject": "land", "summary": "Hỏi", "result": "promised", "promise_text": "Xem",
             "promise_due_on": "2021-10-01"}  # fmt: skip
    yield (
        "",
        NEW,
        {"step": "read", "place": "00601", "text": "Đèn hỏng", "address": "", "latitude": "", "longitude": ""},
    )
    yield "", NEW, {"step": "where", "latitude": "21.05", "longitude": "105.7"}
    yield "", NEW, {**third(Client()), "phone": "", "email": "", "name": "", "photos": ""}
    yield "", NEW, {"step": "finish", "number": sent.case.number, "shown": sent.code, "code": sent.code}
    yield "", STATUS, {"code": sent.code, "act": "write", "text": "Thêm", "part": "", "token": "t"}
    yield "", STATUS, {"code": sent.code, "act": "contest", "reason": "Vẫn vỡ", "token": "u"}
    yield "", STATUS, {"code": sent.code, "act": "rate", "rating": "3", "token": "v"}
    yield "", "/voices/new/followed/", {"code": sent.code}
    yield "", "/tips/021/", {"shown": code(), "typed": code(), "text": "Thu tiền", "understood": "on", "pictures": ""}
    yield "", "/tips/box/", {"typed": code()}
    yield "ward", "/voices/desk/new/", {"token": "w", "place": "00601", "channel": "phone", "text": "Đèn hỏng",
        "kind": "report", "subject": "lighting", "name": "", "phone": "", "wants": "code", "address": ""}  # fmt: skip
    yield "grouphead", "/voices/desk/notebook/", {"token": "x", "group": "", "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "0", "form-0-text": "Đèn hỏng", "form-0-mark": "", "form-0-address": ""}  # fmt: skip
    yield "ward", "/voices/desk/assign/", {"token": "y", "case": found.pk, "officer": cast.users["ward"].pk}
    for name, made in FORMS.items():
        number = found.number if name in allowed(standing_of(found)) else sent.case.number
        url = f"/voices/cases/{number}/{name.value}/"
        yield "wardchair", url, {"token": "z", **dict.fromkeys(made.base_fields, "1")}
    yield "wardchair", "/voices/place/00601/term/", {"token": "a", "what": "report", "n": 7, "unit": "working_days",
        "source": "QĐ 3"}  # fmt: skip
    yield "ward", "/voices/reception/00601/post/", {"token": "b", **session}
    yield "ward", f"/voices/reception/days/{day.pk}/visit/", {"token": "c", **visit}
    yield "ward", f"/voices/reception/days/{day.pk}/move/", {"token": "d", "reason": "Họp", **session}
    yield "wardchair", f"/voices/reception/days/{day.pk}/miss/", {"token": "e", "reason": "Bão"}
    yield "inspector", "/voices/denunciations/new/", {"place": country.district.unit.pk, "reference": "1/M",
        "source": "direct", "received_on": "2021-09-21", "text": "Thu tiền", "confirmed": ""}  # fmt: skip
    for end in ("step", "summary", "conclusion", "publish"):
        yield "chair", f"/voices/denunciations/{one.pk}/{end}/", {"act": "accept", "on": "2021-09-21",
            "text": "Thu tiền", "criteria": "", "confirmed": "", "token": end}  # fmt: skip
    yield "admin", "/voices/vaults/new/", {"place": "1", "holder_a": "1", "holder_b": "2", "file": ""}
    for end in ("confirm", "fetch", "put", "step"):
        yield "chair", f"/voices/vaults/{vault.pk}/{end}/", {"typed": "1", "tip": "1", "step": "opened", "file": "",
            "again": ""}  # fmt: skip


@pytest.mark.slow
@pytest.mark.half("sqlite")
def test_odd_words_in_every_field_of_every_form(country: Country, cast: Cast) -> None:
    wrong, browsers = [], {}
    for name, url, base in list(everything(country, cast)):
        browser = browsers.setdefault(name, at_screen(cast, name))
        for told, given in spoiled(base):
            answer = taken_back(lambda: browser.post(url, given))  # noqa: B023
            wrong += [] if in_words(answer) else [f"{url} {told}: {answer.status_code}"]
            if b"<script>alert" in getattr(answer, "content", b""):
                wrong.append(f"{url} {told}: markup")
    assert wrong == []


@pytest.mark.half("postgresql")
def test_odd_words_in_every_address_and_query(country: Country, cast: Cast) -> None:
    sent, wrong = settled(country, cast), []
    browser = at_screen(cast, "wardchair")
    urls = ["new/", "status/", "desk/", "desk/new/", "desk/notebook/", "desk/sorting/", "board/", "place/00601/",
            "reception/00601/", "conclusions/021/", f"{sent.case.number}/", f"cases/{sent.case.number}/"]  # fmt: skip
    for url in urls:
        for name in ("page", "q", "place", "show", "after", "month", "day", "board", "latitude", "number"):
            for value in (*SHORT, "0001-01-01T00:00:00+07:00", "9999-12-31T23:59:59-07:00", "9999-12"):
                answer = browser.get(f"/voices/{url}?{name}={quote(value)}")
                wrong += [] if in_words(answer) else [f"{url}?{name}={value[:30]!r}: {answer.status_code}"]
    for path in ("/voices/%s/", "/voices/cases/%s/", "/voices/place/%s/", "/voices/reception/%s/", "/voices/photos/%s/",
                 "/voices/letters/%s.docx", "/voices/conclusions/%s/", "/voices/denunciations/%s/", "/tips/%s/",
                 "/voices/vaults/%s/", "/voices/reception/days/%s/keep/", "/en/tips/%s/",
                 "/voices/new/map/%s.svg"):  # fmt: skip
        for value in SHORT:
            answer = browser.get(path.replace("%s", quote(value, safe="")))
            wrong += [] if in_words(answer) else [f"{path} {value[:30]!r}: {answer.status_code}"]
    assert wrong == []


@pytest.mark.parametrize(("name", "data"), WRONG_FILES)
def test_a_wrong_file_is_named_and_nothing_is_kept(country: Country, cast: Cast, name: str, data: bytes) -> None:
    client, found = Client(raise_request_exception=False), case(country.dong_ngac.unit, at=AT)
    a_vault(country, cast)
    ward = at_screen(cast, "ward")
    services.accept(found, by=cast.actor("ward"), at=AT)
    answer = client.post(NEW, {**third(client), "photos": [SimpleUploadedFile(name, data)]})
    assert answer.status_code == 422
    given = {"token": "t", "outcome": "solved", "text": ANSWERED, "promise_text": "", "promise_due_on": ""}
    photos = [SimpleUploadedFile(name, data)]
    answer = ward.post(f"/voices/cases/{found.number}/answer/", {**given, "photos": photos})
    assert in_words(answer)
    tip = {"shown": code(), "typed": code(), "text": "Thu tiền", "understood": "on"}
    answer = client.post("/tips/021/", {**tip, "pictures": [SimpleUploadedFile(name, data)]})
    assert answer.status_code == 422
    assert not Tip.objects.exists()
    assert Case.objects.count() == 1
    assert not [one for one in Case.objects.all() if one.photos.exists()]


# twice, back, another's, yesterday's


def test_every_act_sent_twice_is_done_once(country: Country, cast: Cast) -> None:
    ward, found = at_screen(cast, "ward"), case(country.dong_ngac.unit, at=AT)
    promise, answer = {"text": "Xem", "due_on": "2021-10-01"}, {"outcome": "solved", "text": ANSWERED}
    acts = (("accept", {}), ("reply", {"text": "Chỗ nào?"}), ("promise", promise), ("answer", answer))
    for what, data in acts:
        url, sent = f"/voices/cases/{found.number}/{what}/", {"token": f"twice-{what}", **data}
        before = Step.objects.filter(case=found).count()
        assert [ward.post(url, sent).status_code for _ in range(2)] == [302, 302]
        assert Step.objects.filter(case=found).count() == before + 1, what
    assert (found.messages.count(), found.promises.count()) == (1, 1)


def test_the_sender_presses_twice_goes_back_and_sends_other_words(country: Country, cast: Cast) -> None:
    client = Client()
    last = third(client)
    first, again = (client.post(NEW, last).content.decode() for _ in range(2))
    assert re.search(r"<b>([0-9A-Z-]{13,})</b>", first)[1] == re.search(r"<b>([0-9A-Z-]{13,})</b>", again)[1]
    assert Case.objects.count() == 1
    other = client.post(NEW, {**last, "text": "Đèn đường ngõ 9 bị hỏng, tối om"})  # back, other words, the same form
    assert other.status_code == 409
    assert "</main>" in other.content.decode()
    assert Case.objects.count() == 1


def test_words_sent_twice_by_the_code_are_said_once(country: Country, cast: Cast) -> None:
    sent, client = coded(country), Client()
    for _ in range(3):
        assert client.post(STATUS, {"code": sent.code, "act": "write", "text": "Thêm", "token": "w"}).status_code == 200
    assert Message.objects.filter(case=sent.case).count() == 1


def test_another_wards_things_do_not_exist(country: Country, cast: Cast) -> None:
    found, other = case(country.dong_ngac.unit, at=AT), at_screen(cast, "ward2")
    services.accept(found, by=cast.actor("ward"), at=AT)
    mine = case(country.xuan_dinh.unit, at=AT)
    notice = Notice.objects.filter(case=found).first() or Notice.objects.create(
        case=found, letter="handling", recipient="sender", drafted_at=AT, text="Thử"
    )
    day = opened_day(country, cast)
    waiting = Sorting.objects.create(case=found, place=found.place, proposed="", words=[], at=AT)
    for how, url, data in (
        ("get", f"cases/{found.number}/", {}), ("post", f"cases/{found.number}/accept/", {}),
        ("get", f"letters/{notice.pk}.docx", {}), ("post", f"letters/{notice.pk}/send/", {"text": "x"}),
        ("post", f"reception/days/{day.pk}/keep/", {}), ("post", f"desk/sorting/{waiting.pk}/", {}),
    ):  # fmt: skip
        answer = getattr(other, how)(f"/voices/{url}", {"token": "t", **data})
        assert answer.status_code == 404, url
        assert found.number not in answer.content.decode().replace(url, ""), url
    for what, field in (("merge", "into"), ("link", "other")):  # told what is told of a number that nobody bears
        sent = [{"token": "t", "tie": "alike", field: number} for number in (found.number, "PA-2021-999999")]
        answers = [other.post(f"/voices/cases/{mine.number}/{what}/", one) for one in sent]
        assert [one.status_code for one in answers] == [422, 422]
        assert f"Không có việc số {found.number}" in answers[0].content.decode()
        assert "Không có việc số PA-2021-999999" in answers[1].content.decode()
    answer = other.post("/voices/desk/sorting/confirm/", {"sorting": [waiting.pk]}, follow=True)
    assert found.number not in answer.content.decode()
    waiting.refresh_from_db()
    assert waiting.settled_at is None
    answer = other.post("/voices/desk/assign/", {"token": "t", "case": [found.pk], "officer": cast.users["ward2"].pk})
    assert answer.status_code in {404, 422}
    found.refresh_from_db()
    assert found.officer_id is None


def test_an_officer_of_another_ward_is_given_nothing(country: Country, cast: Cast) -> None:
    found, ward = case(country.dong_ngac.unit, at=AT), at_screen(cast, "ward")
    url = f"/voices/cases/{found.number}/assign/"
    assert ward.post(url, {"token": "t", "officer": cast.users["ward2"].pk}).status_code == 422
    url = f"/voices/cases/{found.number}/transfer_out/"
    assert ward.post(url, {"token": "t", "to": country.new_dong_ngac.unit.pk, "reason": "x"}).status_code == 422


def test_yesterdays_page_is_told_what_happened_since(country: Country, cast: Cast, settings) -> None:
    """A form of a page opened yesterday: the case was settled, handed on or put together with another meanwhile."""
    ward, chair = at_screen(cast, "ward"), at_screen(cast, "wardchair")
    sent, into = settled(country, cast), case(country.dong_ngac.unit, at=AT)
    merged, moved = case(country.dong_ngac.unit, at=AT), case(country.dong_ngac.unit, at=AT)
    services.merge(merged, into=into, by=cast.actor("ward"), at=AT)
    services.transfer(moved, to=country.xuan_dinh.unit, reason="Đường Xuân Đỉnh", by=cast.actor("ward"), at=AT)
    settings.TODAY = (IN_2021 + timedelta(days=1)).isoformat()
    for found, status in ((sent.case, 409), (merged, 409), (moved, 404)):
        answer = ward.post(f"/voices/cases/{found.number}/accept/", {"token": f"y{found.pk}"})
        assert answer.status_code == status
        assert "</main>" in answer.content.decode()
    services.withdraw(sent.case, reason="x", by=cast.actor("ward"), at=AT)
    assert Client().get(f"/voices/{sent.case.number}/").status_code == 404  # a link to what was taken back
    assert chair.get(f"/voices/cases/{merged.number}/").status_code == 200
    assert Client().get(f"{NEW}?place=00602").status_code == 200  # a printed link of a ward that is not yet there


def test_a_code_never_travels_in_an_address(country: Country) -> None:
    sent = coded(country)
    for path in (STATUS, NEW, "/voices/new/followed/", "/tips/box/"):
        page = Client().get(f"{path}?code={sent.code}").content.decode()
        assert LIDLESS not in page
        assert 'method="get"' not in page.lower() or "code" not in re.findall(r'name="(\w+)"', page)


LIDLESS = "xe máy suýt ngã"


def test_what_officers_may_not_see_is_nowhere_on_their_pages(country: Country, cast: Cast) -> None:
    """A complaint is not for the plan officer, a request not for the level above: no count, no title, no number."""
    complaint = case(country.dong_ngac.unit, at=AT, kind=Kind.COMPLAINT_FIRST, text="Canary khiếu nại giữ xe")
    request = case(country.dong_ngac.unit, at=AT, kind=Kind.INFORMATION_REQUEST, text="Canary xin bản sao")
    one = denounced(country.district.unit, by=cast.users["inspector"], on=IN_2021)
    for name, hidden_from in (
        ("planner", (complaint, request)),
        ("chair", (request,)),
        ("grouphead", (complaint, request)),
    ):
        browser = at_screen(cast, name)
        for url in ("/voices/desk/", "/voices/desk/?q=canary", "/desk/", "/search/?q=canary", "/voices/place/00601/"):
            page = browser.get(url, follow=True).content.decode()
            assert not [found.number for found in hidden_from if found.number in page], (name, url)
            assert "khiếu nại giữ xe" not in page or complaint not in hidden_from
    assert str(one) not in at_screen(cast, "planner").get("/desk/").content.decode()
