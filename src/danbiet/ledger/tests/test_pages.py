"""The proofs are public."""

import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from danbiet.common import clock
from danbiet.common.files import house
from danbiet.ledger import selectors
from danbiet.ledger import services as ledger
from danbiet.ledger.tests.factories import events
from danbiet.ledger.tests.offices import FILE, Office, entry, payload_of

PEOPLE = ["", "planner", "ward", "resident", "inspector", "admin", "stranger"]
DAY = date(2021, 9, 20)


@pytest.fixture
def signed(db) -> None:
    at = clock.moment(DAY + timedelta(days=1))
    events(at, 5)
    ledger.sign_head(day=DAY, at=at, house=house())
    ledger.sign_status(day=DAY, items={}, at=at, house=house())


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/proof/", "text/html"),
        ("/proof/key.json", "application/json"),
        ("/proof/heads/2021-09-20.json", "application/json"),
        ("/proof/status/2021-09-20.json", "application/json"),
        ("/proof/verify/", "text/html"),
    ],
)
def test_anybody_reads_the_proofs(client, cast, signed, in_2021, person: str, address: str, kind: str) -> None:
    if person:
        client.force_login(cast.users[person])
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith(kind)


def test_the_files_are_answered_byte_for_byte(client, signed, tmp_path) -> None:
    key_id = json.loads((tmp_path / "proof" / "key.json").read_text())["key_id"]
    for name in ("key.json", f"keys/{key_id}.json", "heads/2021-09-20.json", "status/2021-09-20.json"):
        assert client.get(f"/proof/{name}").content == (tmp_path / "proof" / name).read_bytes()


MISSING = ["heads/2021-09-19.json", "heads/2021-13-40.json", "key.json", "status/2021-09-19.json",
           "status/2021-13-40.json", "keys/0123456789abcdef.json", "keys/..%2fkey.json"]  # fmt: skip


@pytest.mark.parametrize("address", [f"/proof/{name}" for name in MISSING])
def test_what_is_not_there_is_not_found(client, db, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_page_shows_the_newest_head_within_few_queries(
    client, signed, in_2021, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(12):
        page = client.get("/proof/").content.decode()
    assert "20/9/2021" in page
    assert ledger.record.__module__ not in page
    assert page.count("<h1>") == 1


def test_the_page_before_the_first_head(client, db, in_2021) -> None:
    page = client.get("/proof/").content.decode()
    assert "Chưa có dấu ký" in page


def test_the_page_in_english(client, signed, in_2021) -> None:
    page = client.get("/en/proof/").content.decode()
    assert "What it cannot prove" in page


@pytest.mark.django_db
def test_health_answers_200_or_503(client, in_2021, settings, tmp_path) -> None:
    assert client.get("/health").status_code == 200
    settings.DATA_DIR = tmp_path / "absent"
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["ok"]) == (503, False)
    assert answer["Cache-Control"] == "no-store"


def proofs() -> dict[str, object]:
    """A file published on 1 September, and listed as withdrawn on the 2nd."""
    office, payload = Office(), payload_of(date(2021, 9, 1))
    index = office.records(date(2021, 9, 1), payload)
    head = office.closes(date(2021, 9, 1))
    receipt, status = office.receipt(index, payload, head), office.lists(date(2021, 9, 2), {"12": entry("withdrawn")})
    return {"receipt": receipt, "key": office.key, "head": head, "status": status}


def sent(*names: str, file: bytes = FILE, **raw: bytes) -> dict[str, SimpleUploadedFile]:
    given = proofs()
    files = {name: json.dumps(given[name]).encode() for name in names} | raw
    return {name: SimpleUploadedFile(f"{name}.json", data) for name, data in {**files, "file": file}.items()}


def later() -> bytes:
    """A head of the same record, three days after that of the receipt."""
    office = Office()
    office.records(date(2021, 9, 1), payload_of(date(2021, 9, 1)))
    for day in (1, 2, 3):
        office.closes(date(2021, 9, day))
        office.records(date(2021, 9, day + 1))
    return json.dumps(office.closes(date(2021, 9, 4))).encode()


LATER = later()


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (sent("receipt", "key"), ["Đúng", "dongngac.example", "không muộn hơn ngày 01/9/2021", "không cho biết"]),
        (sent("receipt", "key", "head"), ["Đúng", "bạn giữ xác nhận"]),
        (sent("receipt", "key", head=LATER), ["Không nằm dưới dấu ký bạn giữ", "?head=2021-09-04", "ngày 04/9/2021"]),
        (sent("receipt", "key", file=FILE[:-1] + b"x"), ["Sai", "không phải tệp đã công khai"]),
        (sent("receipt", "key", "status"), ["Đã công khai, nay không còn hiệu lực", "đã bị rút từ 06/9/2021"]),
        (sent("receipt"), ["Không kết luận được", "Không có khóa nào bạn tin"]),
    ],
)  # fmt: skip
def test_without_script_the_server_checks_and_says_that_it_checked_itself(client, db, in_2021, files, words) -> None:
    answer = client.post("/proof/verify/", files)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert [word for word in [*words, "máy chủ tự kiểm chính nó"] if word not in page] == []


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, ["Trường này"]),
        (sent(receipt=b"{"), ["receipt.json: không phải tệp JSON lành lặn."]),
        (sent(receipt=b"[" * 200_000), ["receipt.json: lồng nhau quá sâu."]),
        (sent(receipt=b" " * (1024 * 1024 + 1)), ["receipt.json: lớn hơn mức nhận là 1 MB."]),
        (sent("receipt", key=b'{"kind":"danbiet.head"}'), ["key.json: không phải loại tệp cần ở đây"]),
        (sent("receipt", head=b'{"kind":"danbiet.head","version":"<b>"}'), ["head.json: ô", "thiếu hoặc sai dạng"]),
        (sent("receipt", file=b"x" * (20 * 1024 * 1024 + 1)), ["lớn hơn mức nhận là 20 MB"]),
    ],
    ids=["nothing", "damaged", "deep", "large", "another kind", "a field", "a large file"],
)
def test_wrong_files_get_a_sentence(client, db, in_2021, files, words) -> None:
    answer = client.post("/proof/verify/", files)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert [word for word in words if word not in page] == []


def test_the_page_of_checking_in_english_shows_the_number_of_the_key(client, signed, in_2021) -> None:
    page = client.get("/en/proof/verify/").content.decode()
    number = selectors.fingerprint(house())
    assert "What it cannot prove" in page
    assert number in page
    assert number in client.get("/proof/").content.decode()
