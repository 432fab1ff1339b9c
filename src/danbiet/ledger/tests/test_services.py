"""Recording, erasing, signing, running once."""

import json
import stat
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from danbiet.common import clock
from danbiet.common.actor import SYSTEM
from danbiet.common.files import house
from danbiet.ledger import services as ledger
from danbiet.ledger.models import Event, Head, Opening, Run
from danbiet.ledger.rules import GENESIS, NotCanonical, digest
from danbiet.ledger.services.heads import HeadDiffers
from danbiet.ledger.services.pipes import make_keys
from danbiet.ledger.services.signing import KeyMissing
from danbiet.ledger.tests.factories import AN, event, events

DAY = date(2021, 9, 21)
AT = clock.moment(DAY + timedelta(days=1))


@pytest.mark.django_db(transaction=True)
def test_an_event_needs_the_transaction_of_its_act() -> None:
    with pytest.raises(ledger.NotInTransaction):
        ledger.record(by=AN, act="a.b", target="c/1", place="", payload={}, at=AT)
    assert not Event.objects.exists()


def test_events_are_chained_and_their_values_lie_apart(db) -> None:
    first, second = event(AT, 1), event(AT, 2)
    assert (first.seq, first.prev, second.seq, second.prev) == (1, GENESIS, 2, first.hash)
    assert Opening.objects.get(event=second, part="payload").value == {"task": 2, "note": "giao việc"}
    assert Opening.objects.get(event=second, part="actor").value == {"user": 7, "name": "Nguyễn Văn An"}
    assert len({second.actor, first.actor}) == 2, "the same person twice must not be recognised by the commitment"


def test_a_float_is_refused_and_nothing_is_recorded(db) -> None:
    with pytest.raises(NotCanonical), transaction.atomic():
        ledger.record(by=AN, act="a.b", target="c/1", place="", payload={"share": 0.5}, at=AT)
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_event SET act = 'x' WHERE seq = 1",
        "DELETE FROM ledger_event WHERE seq = 2",
        "UPDATE ledger_opening SET salt = 'x'",
        "DELETE FROM ledger_opening WHERE event_id = 1",
    ],
)
def test_the_database_refuses_to_change_the_record(db, statement: str) -> None:
    events(AT, 2)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Event.objects.filter(act="plans.assign").count() == 2
    assert Opening.objects.count() == 4


def test_the_database_refuses_to_put_a_row_over_another(db) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite knows INSERT OR REPLACE")
    event(AT)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT OR REPLACE INTO ledger_event SELECT seq, at, 'x', target, place, actor, payload, prev, hash FROM ledger_event")  # noqa: E501  # fmt: skip


def test_erasing_is_an_event_and_takes_the_value_away(db) -> None:
    event(AT)
    erasure = ledger.erase(by=AN, seq=1, part="actor", reason="đơn của công dân", at=AT)
    assert (erasure.seq, erasure.act, erasure.target) == (2, "ledger.erase", "ledger.event/1/actor")
    assert list(Opening.objects.filter(event=1).values_list("part", flat=True)) == ["payload"]
    for seq, part in ((1, "actor"), (1, "target"), (99, "payload")):
        with pytest.raises(ledger.NothingToErase):
            ledger.erase(by=AN, seq=seq, part=part, reason="lần nữa", at=AT)
    assert Event.objects.count() == 2


def test_a_head_signs_all_events_so_far_and_names_the_head_before(db, tmp_path) -> None:
    events(AT, 3)
    ledger.sign_head(day=DAY, at=AT, house=house())
    event(AT, 4)
    ledger.sign_head(day=DAY + timedelta(days=1), at=AT + timedelta(days=1), house=house())
    first, second = (
        json.loads((tmp_path / "proof" / "heads" / f"{day}.json").read_text()) for day in ("2021-09-21", "2021-09-22")
    )
    assert (first["kind"], first["version"], first["tree_size"], second["tree_size"]) == ("danbiet.head", 1, 3, 4)
    assert (first["previous"], second["previous"]) == (GENESIS, digest(first))
    assert first["signed_at"] == "2021-09-22T09:00:00+07:00"
    key = json.loads((tmp_path / "proof" / "key.json").read_text())
    assert (key["kind"], key["key_id"], key["until_day"]) == ("danbiet.key", first["key_id"], None)
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "keys" / "signing_key.pem").stat().st_mode) == 0o600


def test_a_head_is_signed_once_and_never_for_an_earlier_day(db, tmp_path) -> None:
    event(AT)
    ledger.sign_head(day=DAY, at=AT, house=house())
    text = (tmp_path / "proof" / "heads" / "2021-09-21.json").read_text()
    event(AT, 2)
    ledger.sign_head(day=DAY, at=AT + timedelta(hours=1), house=house())
    ledger.sign_head(day=DAY - timedelta(days=1), at=AT, house=house())
    assert (tmp_path / "proof" / "heads" / "2021-09-21.json").read_text() == text
    assert Head.objects.count() == 1


def test_a_head_written_before_a_crash_is_taken_over(db, tmp_path) -> None:
    """The file is written before the transaction ends; the next tick finds the file and no row."""
    events(AT, 3)
    ledger.sign_head(day=DAY, at=AT, house=house())
    Head.objects.all().delete()
    event(AT, 4)
    ledger.sign_head(day=DAY, at=AT + timedelta(hours=1), house=house())
    assert Head.objects.get().tree_size == 3


def test_a_head_of_another_record_is_not_taken_over(db, tmp_path) -> None:
    path = tmp_path / "proof" / "heads" / "2021-09-21.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"kind": "danbiet.head", "day": "2021-09-21", "tree_size": 1, "root": "00"}))
    event(AT)
    with pytest.raises(HeadDiffers):
        ledger.sign_head(day=DAY, at=AT, house=house())


def test_a_lost_key_is_never_silently_replaced(db, tmp_path) -> None:
    event(AT)
    ledger.sign_head(day=DAY, at=AT, house=house())
    old = json.loads((tmp_path / "proof" / "key.json").read_text())
    (tmp_path / "keys" / "signing_key.pem").unlink()
    with pytest.raises(KeyMissing):
        ledger.sign_head(day=DAY + timedelta(days=1), at=AT, house=house())
    new = ledger.renew_key(by=SYSTEM, at=AT, house=house())
    ledger.sign_head(day=DAY + timedelta(days=1), at=AT, house=house())
    assert json.loads((tmp_path / "proof" / "keys" / f"{old['key_id']}.json").read_text())["until_day"] == "2021-09-22"
    assert json.loads((tmp_path / "proof" / "key.json").read_text())["key_id"] == new != old["key_id"]
    assert Event.objects.filter(act="ledger.renew_key").count() == 1


def test_a_key_that_is_not_the_public_one_signs_nothing(db, tmp_path) -> None:
    event(AT)
    ledger.sign_head(day=DAY, at=AT, house=house())
    ledger.renew_key(by=SYSTEM, at=AT, house=house())
    (tmp_path / "keys" / "signing_key.pem").unlink()
    next((tmp_path / "keys").glob("*.pem")).rename(tmp_path / "keys" / "signing_key.pem")
    with pytest.raises(KeyMissing):
        ledger.sign_head(day=DAY + timedelta(days=1), at=AT, house=house())


def test_a_job_is_done_once_for_its_day(db) -> None:
    done: list[int] = []
    assert ledger.once(job="x", due=DAY, at=AT, act=lambda: done.append(1))
    assert not ledger.once(job="x", due=DAY, at=AT, act=lambda: done.append(2))
    assert ledger.once(job="x", due=DAY + timedelta(days=1), at=AT, act=lambda: done.append(3))
    assert done == [1, 3]


def test_a_job_that_fails_is_tried_again(db) -> None:
    with pytest.raises(ZeroDivisionError):
        ledger.once(job="x", due=DAY, at=AT, act=lambda: 1 // 0)
    assert not Run.objects.exists()
    assert ledger.once(job="x", due=DAY, at=AT, act=lambda: None)


def test_the_key_that_opens_backups_is_private_and_the_one_that_makes_them_is_not(tmp_path: Path) -> None:
    make_keys(folder=tmp_path / "keys")
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()}
    assert modes == {"identity.txt": 0o600, "recipient.txt": 0o644}
