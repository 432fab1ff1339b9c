"""The proofs are public."""

from datetime import date, timedelta

import pytest

from danbiet.common import clock
from danbiet.common.files import house
from danbiet.ledger import services as ledger
from danbiet.ledger.tests.factories import events

PEOPLE = ["", "planner", "ward", "resident", "inspector", "admin", "stranger"]
DAY = date(2021, 9, 20)


@pytest.fixture
def signed(db) -> None:
    at = clock.moment(DAY + timedelta(days=1))
    events(at, 5)
    ledger.sign_head(day=DAY, at=at, house=house())


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/proof/", "text/html"),
        ("/proof/key.json", "application/json"),
        ("/proof/heads/2021-09-20.json", "application/json"),
    ],
)
def test_anybody_reads_the_proofs(client, cast, signed, in_2021, person: str, address: str, kind: str) -> None:
    if person:
        client.force_login(cast.users[person])
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith(kind)


def test_the_files_are_answered_byte_for_byte(client, signed, tmp_path) -> None:
    for name in ("key.json", "heads/2021-09-20.json"):
        assert client.get(f"/proof/{name}").content == (tmp_path / "proof" / name).read_bytes()


@pytest.mark.parametrize("address", ["/proof/heads/2021-09-19.json", "/proof/heads/2021-13-40.json", "/proof/key.json"])
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
