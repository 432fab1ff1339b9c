"""Open311 as programs meet it: what is told, what is never told, what comes in, and what is refused."""

import json
from datetime import time, timedelta
from io import BytesIO

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from danbiet.api import services as keys
from danbiet.api.models import ApiKey
from danbiet.api.tests.factories import key_for
from danbiet.common import clock
from danbiet.places.models import Outline, Unit
from danbiet.voices import selectors as voices
from danbiet.voices import services
from danbiet.voices.models import Case, LocalTerm, Photo, Sender, Sorting
from danbiet.voices.rules import Kind, Outcome, Subject
from danbiet.voices.services import intake
from danbiet.voices.tests.factories import LID, PEPPER, answered, case, local_term, received
from tests.people import IN_2021, Cast, Country

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_2021")]
AT = clock.moment(IN_2021)
V2 = "/open311/v2"
DENOUNCED = "Tôi tố cáo cán bộ địa chính nhận hối lộ 20 triệu đồng để làm sổ đỏ"
COMPLAINED = "Tôi khiếu nại quyết định thu hồi đất số 12/QĐ-UBND, tôi không đồng ý"
DOUBTFUL = "Ông tổ trưởng giữ tiền quỹ"
SAFE = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
FIELDS = [
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address",
    "address_id", "zipcode", "lat", "long", "media_url",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _evening_with_fresh_counters(db, monkeypatch) -> None:
    """It is eleven at night, after everything of the day; nobody has sent anything by a key yet."""
    cache.clear()
    monkeypatch.setattr(clock.timezone, "now", lambda: clock.moment(IN_2021, time(23)))


@pytest.fixture
def key(country: Country, cast: Cast) -> str:
    return key_for(country.district.unit, cast, at=AT)[1]


def got(client: Client, path: str, expected: int = 200, **query: object):
    answer = client.get(f"{V2}/{path}", query)
    assert answer.status_code == expected, answer.content.decode()
    return json.loads(answer.content)


def told(client: Client, path: str, expected: int = 200, **query: object) -> etree._Element:
    answer = client.get(f"{V2}/{path}", query)
    assert answer.status_code == expected
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    return etree.fromstring(answer.content, SAFE)


def sent(client: Client, key: str, expected: int = 201, **fields: object):
    given = {"api_key": key, "service_code": "drainage-report", "description": LID, "address_id": "00601", **fields}
    answer = client.post(f"{V2}/requests.json", {name: value for name, value in given.items() if value is not None})
    assert answer.status_code == expected, answer.content.decode()
    return json.loads(answer.content)


def numbers(client: Client, **query: object) -> list[str]:
    return [row["service_request_id"] for row in got(client, "requests.json", **query)]


def photo() -> SimpleUploadedFile:
    drawn = BytesIO()
    Image.new("RGB", (20, 20), "red").save(drawn, "JPEG")
    return SimpleUploadedFile("anh.jpg", drawn.getvalue())


# what is there


def test_discovery_in_both_forms(client: Client) -> None:
    found = got(client, "discovery.json")
    assert list(found) == ["changeset", "contact", "key_service", "endpoints"]
    (endpoint,) = found["endpoints"]
    assert endpoint["formats"] == ["text/xml", "application/json"]
    assert (endpoint["type"], endpoint["url"]) == ("test", "http://localhost:8000/open311/v2")
    root = told(client, "discovery.xml")
    assert [one.tag for one in root] == list(found)
    assert root.findtext("endpoints/endpoint/specification") == "http://wiki.open311.org/GeoReport_v2"
    assert [one.text for one in root.findall("endpoints/endpoint/formats/format")] == endpoint["formats"]
    assert told(client, "").tag == "discovery"


def test_services_are_fields_by_kind_and_each_has_its_definition(client: Client) -> None:
    rows = got(client, "services.json")
    assert len(rows) == 2 * len(Subject)
    assert not [row for row in rows if "complaint" in row["service_code"]]
    assert [row.findtext("service_code") for row in told(client, "services.xml")] == [r["service_code"] for r in rows]
    assert {(row["metadata"], row["type"]) for row in rows} == {(True, "batch")}
    for row in rows:
        found = got(client, f"services/{row['service_code']}.json")
        assert [one["order"] for one in found["attributes"]] == [1, 2, 3]
        assert [one["variable"] for one in found["attributes"]] == [False, True, True]
    ways = told(client, "services/roads-report.xml").findall("attributes/attribute/values/value/key")
    assert [one.text for one in ways] == ["code", "phone", "mail", "group", "loudspeaker"]
    english = client.get(f"/en{V2}/services.json").json()
    assert english[0]["group"] == "Report"


# what is told


def test_a_request_tells_number_matter_days_and_ward_and_nothing_of_what_was_written(
    client: Client, country: Country
) -> None:
    local_term(country.dong_ngac.unit)
    found = case(country.dong_ngac.unit, at=AT)
    (row,) = got(client, "requests.json")
    assert list(row) == FIELDS
    expected = {
        "service_request_id": found.number, "status": "open", "status_notes": "Đã nhận", "description": None,
        "service_code": "drainage-report", "service_name": "Cống, ngập nước · Phản ánh",
        "agency_responsible": "Phường Đông Ngạc", "service_notice": None, "zipcode": None, "lat": None, "long": None,
        "requested_datetime": "2021-09-21T09:00:00+07:00", "updated_datetime": "2021-09-21T09:00:00+07:00",
        "expected_datetime": "2021-10-05T23:59:59+07:00", "address": "Phường Đông Ngạc", "address_id": "00601",
        "media_url": None,
    }  # fmt: skip
    assert row == expected
    assert got(client, f"requests/{found.number}.json") == [row]
    (shown,) = told(client, f"requests/{found.number}.xml")
    assert [one.tag for one in shown] == FIELDS
    for form in ("json", "xml"):
        for path in (f"requests.{form}", f"servicerequestupdates.{form}"):
            text = client.get(f"{V2}/{path}", {"extensions": "true"}).content.decode()
            for secret in ("Hoa", "0912345678", "ngõ 63", "Nắp cống", "21.09", "105.77"):
                assert secret not in text


def test_words_pictures_and_the_street_are_told_once_published(client: Client, country: Country, cast: Cast) -> None:
    found = answered(country, cast, at=AT, photos=(services.Picture("a.jpg", photo().read()),))
    before = got(client, f"requests/{found.number}.json")[0]
    assert (before["status"], before["status_notes"], before["description"]) == ("closed", "Đã giải quyết", None)
    copy = services.Copy("Nắp cống vỡ ở ngõ 63", "Đã thay nắp bằng gang")
    found = services.redact(found, copy=copy, by=cast.actor("ward"), at=AT)
    assert got(client, f"requests/{found.number}.json")[0]["description"] is None
    pictures = [Photo.objects.get(case=found).pk]
    services.publish(found, photos=pictures, by=cast.actor("wardchair"), at=AT + timedelta(hours=2))
    row = got(client, f"requests/{found.number}.json", extensions="true")[0]
    assert (row["description"], row["status_notes"]) == (copy.summary, copy.answer)
    assert (row["lat"], row["long"]) == (21.09, 105.77)
    assert row["media_url"] == f"http://localhost:8000/voices/photos/{pictures[0]}/"
    assert row["updated_datetime"] == "2021-09-21T11:00:00+07:00"
    assert [one["code"] for one in row["attributes"]] == ["STATE", "OUTCOME"]
    assert [one["type"] for one in row["notes"]] == ["receive", "accept", "answer", "publish"]
    assert client.get(row["media_url"].removeprefix("http://localhost:8000")).status_code == 200
    services.withdraw(Case.objects.get(), reason="Còn tên", by=cast.actor("wardchair"), at=AT)
    row = got(client, f"requests/{found.number}.json")[0]
    assert (row["description"], row["media_url"], row["lat"]) == (None, None, None)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in {Kind.REPORT, Kind.PETITION}])
def test_nothing_but_feedback_is_told(client: Client, country: Country, kind: Kind) -> None:
    found = case(country.dong_ngac.unit, at=AT, kind=kind)
    assert got(client, "requests.json") == got(client, "servicerequestupdates.json") == []
    assert got(client, "requests.json", service_request_id=found.number) == []
    got(client, f"requests/{found.number}.json", expected=404)


def test_what_is_overdue_says_so(client: Client, country: Country, settings) -> None:
    local_term(country.dong_ngac.unit)
    found = case(country.dong_ngac.unit, at=AT)
    settings.TODAY = "2021-10-08"
    assert got(client, f"requests/{found.number}.json")[0]["service_notice"] == "Quá hạn trả lời 3 ngày."
    assert LocalTerm.objects.count() == 1


# lists


def test_filters(client: Client, country: Country, cast: Cast) -> None:
    ours, theirs = country.dong_ngac.unit, country.xuan_dinh.unit
    old = case(ours, at=AT - timedelta(days=80))
    lamp = case(theirs, at=AT - timedelta(days=5), subject=Subject.LIGHTING, kind=Kind.PETITION)
    done = answered(country, cast, at=AT)
    ancient = case(ours, at=AT - timedelta(days=200))
    assert numbers(client) == [done.number, lamp.number, old.number]
    assert numbers(client, status="closed") == [done.number]
    assert numbers(client, status="open,closed") == [done.number, lamp.number, old.number]
    assert numbers(client, service_code="lighting-petition") == [lamp.number]
    assert numbers(client, service_code="lighting-report") == []
    assert numbers(client, service_code="lighting-petition,drainage-report") == numbers(client)
    assert numbers(client, start_date="2021-09-16T00:00:00+07:00") == [done.number, lamp.number]
    assert numbers(client, end_date="2021-09-16T00:00:00 07:00") == [old.number]
    assert numbers(client, updated_after="2021-09-21T01:00:00Z") == [done.number]
    assert numbers(client, service_request_id=f"{ancient.number},{done.number},X", status="open") == [
        done.number, ancient.number,
    ]  # fmt: skip
    assert numbers(client, jurisdiction_id="00610") == [lamp.number]
    assert numbers(client, jurisdiction_id="021", status="open") == [lamp.number, old.number]
    assert numbers(client, jurisdiction_id="LOCALHOST") == numbers(client, jurisdiction_id="") == numbers(client)
    got(client, f"requests/{lamp.number}.json", expected=404, jurisdiction_id="00601")
    got(client, "requests.json", expected=404, jurisdiction_id="elsewhere.example")
    got(client, "services.json", expected=404, jurisdiction_id="99999")
    got(client, "requests.json", expected=404, service_code="nothing")
    assert told(client, "requests.xml", 400, status="done").findtext("error/code") == "400"


@pytest.fixture
def twelve(country: Country) -> list[str]:
    """Numbers of twelve cases, the newest first; some came at the same moment."""
    made = [case(country.dong_ngac.unit, at=AT - timedelta(hours=n // 3)) for n in range(12)]
    return [one.number for one in sorted(made, key=lambda one: (one.received_at, one.pk), reverse=True)]


@given(size=st.integers(min_value=1, max_value=14))
@settings(max_examples=14, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pages_together_are_the_whole_once(twelve: list[str], size: int) -> None:
    client, read = Client(), []
    for page in range(1, 14):
        rows = numbers(client, page=page, page_size=size)
        assert len(rows) <= size
        read += rows
    assert read == twelve


def test_a_longer_list_asks_no_more_questions(client: Client, country: Country, cast: Cast) -> None:
    def questions(**query: object) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            got(client, "requests.json", extensions="true", **query)
            got(client, "servicerequestupdates.json")
        return len(asked)

    answered(country, cast, at=AT)
    few = questions()
    for _ in range(8):
        answered(country, cast, at=AT)
    assert questions() == few <= 9


def test_updates_tell_what_happened_in_finer_words(client: Client, country: Country, cast: Cast) -> None:
    found = answered(country, cast, at=AT)
    window = {"start_date": "2021-09-21T00:00:00+07:00", "end_date": "2021-09-22T00:00:00+07:00"}
    rows = got(client, "servicerequestupdates.json", **window)
    assert [(row["status"], row["external_status_code"]) for row in rows] == [
        ("OPEN", "received"), ("INVESTIGATING", "accepted"), ("FIXED", "answered"),
    ]  # fmt: skip
    assert {row["service_request_id"] for row in rows} == {found.number}
    assert [one.tag for one in told(client, "servicerequestupdates.xml", **window)] == ["request_update"] * 3
    paged = [got(client, "servicerequestupdates.json", page=n, page_size=1, **window) for n in (1, 2, 3, 4)]
    assert [row for rows in paged for row in rows] == rows
    assert got(client, "servicerequestupdates.json", jurisdiction_id="00610", **window) == []
    assert client.post(f"{V2}/servicerequestupdates.json", {}).status_code == 405


def test_an_update_tells_what_was_said_at_the_time(client: Client, country: Country, cast: Cast) -> None:
    """Answered as solved, contested, found to be done in part: the first answer goes on saying what it said."""
    found = answered(country, cast, at=AT)
    services.contest(found, reason="Chưa xong", pepper=PEPPER, at=AT + timedelta(hours=1))
    partly = services.Answer(Outcome.PARTLY, "Chiều nay đến tận nơi: mới thay được một nửa, mai làm nốt.")
    found = services.recheck(Case.objects.get(), given=partly, by=cast.actor("wardchair"), at=AT + timedelta(hours=2))
    copy = services.Copy("Nắp cống vỡ ở ngõ 63", "Đã thay một nửa, mai làm nốt")
    found = services.redact(found, copy=copy, by=cast.actor("ward"), at=AT + timedelta(hours=3))
    services.publish(found, by=cast.actor("wardchair"), at=AT + timedelta(hours=4))
    window = {"start_date": "2021-09-21T00:00:00+07:00", "end_date": "2021-09-22T00:00:00+07:00"}
    rows = got(client, "servicerequestupdates.json", **window)
    assert [(row["status"], row["description"]) for row in rows[2:]] == [
        ("FIXED", "Trả lời: Đã giải quyết"), ("REOPEN", "Người gửi chưa đồng ý"),
        ("NO_FURTHER_ACTION", "Kiểm tra lại: Giải quyết một phần"), ("NO_FURTHER_ACTION", copy.answer),
    ]  # fmt: skip
    services.withdraw(Case.objects.get(), reason="Còn tên", by=cast.actor("wardchair"), at=AT + timedelta(hours=5))
    rows = got(client, "servicerequestupdates.json", **window)
    assert copy.answer not in str(rows)
    assert [row["status"] for row in rows[-2:]] == ["NO_FURTHER_ACTION", "NO_FURTHER_ACTION"]


# what comes in


def test_a_report_comes_in_and_its_code_opens_it(client: Client, country: Country, key: str) -> None:
    fields = {"last_name": "Nguyễn Thị", "first_name": "Hoa", "phone": "0912 345 678", "device_id": "abc"}
    (row,) = sent(client, key, address_string="trước số nhà 12", media=photo(), **fields, extensions="true")
    found = Case.objects.get()
    assert (row["service_request_id"], found.channel, found.kind) == (found.number, "open311", "report")
    assert (found.text, found.address, found.place) == (LID, "trước số nhà 12", country.dong_ngac.unit)
    assert (found.origin_kind, found.origin_number) == ("open311", str(ApiKey.objects.get().pk))
    sender = Sender.objects.get()
    assert (sender.name, sender.phone, sender.wants) == ("Nguyễn Thị Hoa", "0912345678", "phone")
    assert found.photos.count() == 1
    code = row["extended_attributes"]["receipt_code"]
    assert code in row["service_notice"]
    assert voices.case_by_code(code, pepper=voices.pepper()) == found
    assert numbers(client) == [found.number]
    assert "token" not in row
    assert code not in client.get(f"{V2}/requests/{found.number}.json").content.decode()


def test_the_code_stands_in_the_notice_alone_unless_more_is_asked_for(client: Client, country, key: str) -> None:
    answer = client.post(
        f"{V2}/requests.xml", {"api_key": key, "service_code": "roads-petition", "address_id": "00601"}
    )
    (row,) = etree.fromstring(answer.content, SAFE)
    assert [one.tag for one in row] == ["service_request_id", "service_notice", "account_id"]
    assert "Mã biên nhận: " in row.findtext("service_notice")
    assert answer["Cache-Control"] == "no-store"
    assert Case.objects.get().text == "Đường, vỉa hè · Kiến nghị"  # a report without words is its service's name


@pytest.mark.parametrize(("text", "word"), [(DENOUNCED, "tố cáo"), (COMPLAINED, "khiếu nại")])
def test_a_complaint_or_denunciation_is_refused_and_nothing_of_it_kept(
    client: Client, country: Country, key: str, text: str, word: str, caplog
) -> None:
    (error,) = sent(client, key, 400, description=text, phone="0912345678")
    assert word in error["description"]
    assert "/voices/new/" in error["description"]
    assert not Case.objects.exists()
    assert not Sender.objects.exists()
    assert text[:20] not in caplog.text
    assert "0912345678" not in caplog.text


def test_a_receipt_code_among_the_words_is_refused(client: Client, country: Country, key: str) -> None:
    (first,) = sent(client, key, extensions="true")
    code = first["extended_attributes"]["receipt_code"]
    (error,) = sent(client, key, 400, description=f"Đèn đường ngõ 12 hỏng, mã {code}")
    assert "Trong lời viết có một mã biên nhận" in error["description"]
    assert Case.objects.count() == 1


def test_without_marks_only_what_calls_itself_a_denunciation_is_refused_as_one(
    client: Client, country: Country, key: str
) -> None:
    unsaid = "ong truong thon lay tien ung ho bao lu chia cho nguoi nha"
    (row,) = sent(client, key, description=unsaid)
    assert "service_request_id" not in row
    assert Sorting.objects.get().is_withheld
    assert got(client, "requests.json") == []
    sent(client, key, 400, description=f"toi to cao: {unsaid}")
    assert Case.objects.get().text == unsaid


@pytest.mark.parametrize("text", ["Cống mới làm 2 tháng đã sụp, vật tư rút ruột", "t.ố c.á.o, đèn đường hỏng tối om"])
def test_a_denunciation_of_an_everyday_thing_is_not_published_at_once(
    client: Client, country: Country, key: str, text: str
) -> None:
    client.post(f"{V2}/requests.json", {"api_key": key, "service_code": "drainage-report", "description": text,
                                        "address_id": "00601"})  # fmt: skip
    assert got(client, "requests.json") == []
    assert all(row.is_withheld for row in Sorting.objects.all())
    assert Sorting.objects.count() == Case.objects.count()


def test_what_may_be_more_than_feedback_waits_for_a_person(
    client: Client, country: Country, cast: Cast, key: str
) -> None:
    (row,) = sent(client, key, description=DOUBTFUL, service_code="money-report")
    assert "service_request_id" not in row
    found, path = Case.objects.get(), f"tokens/{row['token']}.json"
    assert Sorting.objects.get(settled_at=None).case == found
    assert got(client, "requests.json") == got(client, "servicerequestupdates.json") == []
    got(client, f"requests/{found.number}.json", expected=404)
    assert got(client, path) == [{"service_request_id": None, "token": row["token"]}]
    intake.confirm_kind(Sorting.objects.get(), by=cast.actor("ward"), at=AT + timedelta(days=3))
    assert got(client, path) == [{"service_request_id": found.number, "token": row["token"]}]
    assert got(client, f"requests/{found.number}.json")[0]["updated_datetime"] == "2021-09-24T09:00:00+07:00"
    assert numbers(client, updated_after="2021-09-23T00:00:00Z") == [found.number]  # those who poll hear of it
    assert told(client, f"tokens/{row['token']}.xml").findtext("request/service_request_id") == found.number
    for wrong in (row["token"] + "0", "1", found.number, f"{found.pk}-"):
        got(client, f"tokens/{wrong}.json", expected=404)


def test_a_case_that_became_a_complaint_is_no_longer_told(client: Client, country: Country, cast, key: str) -> None:
    (row,) = sent(client, key, description=DOUBTFUL)
    found = Case.objects.get()
    services.reclassify(
        found, kind=Kind.COMPLAINT_FIRST, reason="Là khiếu nại", by=cast.actor("ward"), at=found.received_at
    )
    assert got(client, f"tokens/{row['token']}.json")[0]["service_request_id"] is None
    assert got(client, "requests.json") == []


def test_a_wrong_revoked_or_missing_key_is_refused_in_both_forms(
    client: Client, country: Country, cast: Cast, key: str
) -> None:
    other, text = key_for(country.district.unit, cast, at=AT)
    keys.revoke_key(other, reason="Lộ khóa", by=cast.actor("admin"), at=AT)
    for wrong in ("", "wrong", text, key + "x", key.upper(), "\ud800"):
        assert sent(client, wrong.encode(errors="replace").decode(), 403) == [
            {"code": "403", "description": "api_key thiếu, sai hoặc đã bị thu hồi."}
        ]
    answer = client.post(f"{V2}/requests.xml?api_key={key}", {"service_code": "roads-report", "address_id": "00601"})
    assert answer.status_code == 403  # a key in an address would lie in every log
    assert etree.fromstring(answer.content, SAFE).findtext("error/code") == "403"
    assert not Case.objects.exists()


def test_a_key_opens_the_wards_of_its_place_alone(client: Client, country: Country, cast: Cast) -> None:
    _, text = key_for(country.dong_ngac.unit, cast, at=AT)
    sent(client, text, 403, address_id="00610")
    sent(client, text, 400, address_id="00602")  # a ward of another year
    sent(client, text, address_id=None, address_string="số 12 ngõ 63")  # its only ward
    assert Case.objects.get().place == country.dong_ngac.unit


def test_a_key_of_a_place_that_ended_opens_what_took_it_over(
    client: Client, country: Country, cast: Cast, settings
) -> None:
    _, text = key_for(country.dong_ngac.unit, cast, at=AT)
    country.dong_ngac.unit.successors.create(
        new=country.new_dong_ngac.unit, on="2025-07-01", share="1", basis="assumed"
    )
    settings.TODAY = "2026-11-23"
    sent(client, text, address_id="00602")
    sent(client, text, 403, address_id="00611")


def test_too_many_are_slowed_down(client: Client, country: Country, cast: Cast) -> None:
    _, text = key_for(country.district.unit, cast, at=AT, per_hour=2)
    sent(client, text)
    sent(client, text, 400, description="x" * 4001)
    answer = client.post(f"{V2}/requests.json", {"api_key": text})
    assert (answer.status_code, answer["Retry-After"], answer.json()[0]["code"]) == (429, "3600", "429")


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"service_code": ""}, 400, "service_code"), ({"service_code": "x"}, 404, "x"),
        ({"description": "x" * 4001}, 400, "description"), ({"email": "x"}, 400, "email"),
        ({"address_id": None}, 400, "lat"), ({"lat": "21.0"}, 400, "lat"), ({"lat": "x", "long": "y"}, 400, "lat"),
        ({"lat": "nan", "long": "105"}, 400, "lat"), ({"lat": "48.85", "long": "2.35"}, 400, "lat"),
        ({"address_id": None, "lat": "9", "long": "109"}, 400, "tọa độ"),
        ({"address_id": None, "address_string": "đâu đó"}, 400, "address_string"),
        ({"address_id": None, "address_string": "giữa phường Đông Ngạc và phường Xuân Đỉnh"}, 400, "address_string"),
        ({"address_id": "99999"}, 400, "mã"), ({"jurisdiction_id": "nowhere"}, 404, "jurisdiction_id"),
        ({"attribute[WANTS]": "pigeon"}, 400, "WANTS"), ({"attribute[WANTS]": "phone"}, 400, "phone"),
        ({"attribute[WANTS]": "mail", "phone": "0912345678"}, 400, "email"),
        ({"attribute[WARD]": "00610"}, 400, "WARD"), ({"description": "a\0b"}, 400, ""),
        ({"jurisdiction_id": "\0"}, 400, ""), ({"media[]": SimpleUploadedFile("a.jpg", b"x")}, 400, "media"),
        ({"media": SimpleUploadedFile("a.jpg", b"")}, 400, "rỗng"),
        ({"media": SimpleUploadedFile("a.jpg", b"0" * (15 * 1024 * 1024 + 1))}, 400, "15 MB"),
        ({"phone": "0" * 21}, 400, "phone"), ({"phone": "<script>"}, 400, "phone"), ({"phone": "12345"}, 400, "phone"),
        ({"jurisdiction_id": "00610"}, 400, "không nằm trong jurisdiction_id"),
        ({"media": SimpleUploadedFile("a.jpg", b"no picture")}, 400, "Tệp"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_named(
    client: Client, country: Country, key: str, fields: dict[str, object], status: int, words: str
) -> None:
    found = sent(client, key, status, **fields)
    assert words in " ".join(error["description"] for error in found)
    assert not Case.objects.exists()


def test_the_ward_is_found_by_point_by_name_and_by_what_is_near(client: Client, country: Country, key: str) -> None:
    ours, theirs = country.dong_ngac.unit, country.xuan_dinh.unit
    for unit, north in ((ours, 21.09), (theirs, 21.07)):
        Unit.objects.filter(pk=unit.pk).update(latitude=north, longitude=105.77)
    nowhere: dict[str, object] = {"address_id": None}

    def taken(**fields: object) -> tuple[Unit, bool]:
        (row,) = sent(client, key, **nowhere | fields)
        return Case.objects.order_by("-pk")[0].place, "gần tọa độ nhất" in row["service_notice"]

    assert taken(lat="21.088", long="105.77") == (ours, True)
    assert taken(lat="21.088", long="105.77", address_string="ngõ 2, phường Xuân Đỉnh, Hà Nội") == (theirs, False)
    assert taken(address_string="12 đường Đông Ngạc, P. Đông Ngạc") == (ours, False)
    assert taken(address_string="12 duong Dong Ngac, phuong Xuan Dinh") == (theirs, False)
    assert taken(address_string="ở đây", jurisdiction_id="00610") == (theirs, False)
    assert taken(**{"attribute[WARD]": "00610"}) == (theirs, False)
    assert taken(address_id="00610", lat="21.071", long="105.771") == (theirs, False)
    for elsewhere in ({"lat": "10.77", "long": "106.69"}, {"lat": "21.4", "long": "105.77"}):
        (error,) = sent(client, key, 400, address_id="00610", **elsewhere)
        assert "lat và long gần nơi khác hơn" in error["description"]  # without outlines nobody knows for sure
    square = [[105.76, 21.06], [105.78, 21.06], [105.78, 21.1], [105.76, 21.1], [105.76, 21.06]]
    Outline.objects.create(unit=theirs, rings=[square], source="bản đồ", imported_on=IN_2021)
    assert taken(lat="21.088", long="105.77", address_string="phường Đông Ngạc") == (theirs, False)
    (error,) = sent(client, key, 400, address_id="00601", lat="21.088", long="105.77")
    assert "lat và long không nằm ở" in error["description"]


def test_the_same_post_again_is_the_same_case_where_the_sender_is_told(client: Client, country, key: str) -> None:
    first, again = sent(client, key, device_id="abc"), sent(client, key, device_id="abc")
    assert first == again
    sent(client, key, device_id="abd")
    sent(client, key)
    sent(client, key)  # two neighbours may write the same words: neither gets the other's code
    assert Case.objects.count() == 4
    fields = {"api_key": key, "service_code": "roads-report", "description": LID, "address_id": "00601"}
    posts = [client.post(f"{V2}/requests.json", fields, headers={"Idempotency-Key": "k-1"}) for _ in range(2)]
    assert posts[0].json() == posts[1].json()
    assert Case.objects.count() == 5
    other = client.post(f"{V2}/requests.json", fields | {"description": "Khác"}, headers={"Idempotency-Key": "k-1"})
    assert other.status_code == 400


def test_like_reports_are_tied(client: Client, country: Country, key: str) -> None:
    before = received(country.dong_ngac.unit, at=AT - timedelta(days=1)).case
    sent(client, key, address_string="ngõ 63", lat="21.09", long="105.77")
    assert Case.objects.order_by("-pk")[0].links.get().other == before


# errors in both forms, wherever they arise


@pytest.mark.parametrize("form", ["xml", "json"])
def test_errors_of_the_house_are_said_in_the_form_of_the_specification(client: Client, country, form: str) -> None:
    client.raise_request_exception = False
    answers = {
        404: client.get(f"{V2}/nothing.{form}"),
        405: client.delete(f"{V2}/requests.{form}"),
        400: client.get(f"{V2}/requests.{form}?status=%00"),
        413: client.post(
            f"{V2}/requests.{form}", b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH="99999999"
        ),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        root = etree.fromstring(answer.content, SAFE) if form == "xml" else answer.json()
        assert (root.findtext("error/code") if form == "xml" else root[0]["code"]) == str(status)
    assert "POST" in answers[405]["Allow"]
    broken = client.post(f"{V2}/requests.{form}", b"\r\n--x", content_type="multipart/form-data; boundary=")
    assert broken.status_code == 400
    assert broken["Content-Type"].startswith("text/xml" if form == "xml" else "application/json")


def test_programs_of_other_sites_may_read(client: Client, db) -> None:
    assert client.get(f"{V2}/services.json")["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in client.get(f"{V2}/services.json").headers
    assert client.get(f"{V2}/openapi.json").json()["servers"] == [{"url": V2}]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the plan is read as SQLite writes it")
def test_lists_walk_their_index_by_moment_and_sort_nothing(client: Client, country: Country, cast: Cast) -> None:
    answered(country, cast, at=AT)
    with CaptureQueriesContext(connection) as asked:
        got(client, "requests.json", status="open", page_size=50)
        got(client, "requests.json", updated_after="2021-09-21T00:00:00Z")
        got(client, "servicerequestupdates.json")
    wanted = ("voices_case_by_moment", "voices_step_by_moment", "voices_step_by_moment")
    lists = [
        one["sql"] for one in asked if any(mark in one["sql"] for mark in ("LIMIT 50", "BETWEEN", "20001", " UNION "))
    ]
    assert len(lists) >= 3
    for sql in lists:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            plan = "\n".join(row[3] for row in cursor.fetchall())
        assert any(name in plan for name in wanted), plan
        assert "SCAN voices_case\n" not in plan
        assert "COVERING INDEX" in plan, plan  # a deep page is counted off without reading a case
        if "BETWEEN" in sql:
            assert "USE TEMP B-TREE" not in plan, plan
