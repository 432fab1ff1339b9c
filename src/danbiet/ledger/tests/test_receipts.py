"""Receipts from the record: whole, checked against the signed head, and only of what was published."""

import hashlib
import json
from datetime import date, time, timedelta

import pytest
from django.db import transaction

from danbiet.common import clock
from danbiet.common.actor import Refusal
from danbiet.common.files import house
from danbiet.ledger import selectors
from danbiet.ledger import services as ledger
from danbiet.ledger.models import Event, Head, Node
from danbiet.ledger.rules import GENESIS, fingerprint, key_id, public_of
from danbiet.ledger.rules.reading import read_head, read_key, read_receipt, read_status
from danbiet.ledger.rules.verifying import verify
from danbiet.ledger.selectors.receipts import (
    NoReceiptYet,
    NothingPublished,
    NotUnderHead,
    ReceiptErased,
    RecordDiffers,
    receipt,
)
from danbiet.ledger.services.statuses import UnknownState
from danbiet.ledger.services.tiles import fill
from danbiet.ledger.tests.factories import AN, events
from danbiet.ledger.tests.offices import FILE, payload_of

DAY = date(2021, 9, 20)
MORNING = clock.moment(DAY + timedelta(days=1), time(0, 5))


def published(at=None) -> Event:
    at = at or clock.moment(DAY)
    payload = payload_of(clock.day(at), published_at=at)
    with transaction.atomic():
        return ledger.record(
            by=AN, act="disclosure.publish", target="disclosure.item/12", place="00601@2021-01-01", payload=payload,
            at=at,
        )  # fmt: skip


def sign(day: date = DAY) -> None:
    ledger.sign_head(day=day, at=clock.moment(day + timedelta(days=1), time(0, 5)), house=house())


def written(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def true(tmp_path, found: dict[str, object], **given: object) -> int:
    key = read_key((tmp_path / "proof" / "key.json").read_bytes(), name="key.json")
    sha256 = hashlib.sha256(FILE).hexdigest()
    return verify(read_receipt(written(found), name="receipt.json"), sha256, len(FILE), keys=[key], **given).exit


def test_a_receipt_proves_its_file_to_a_stranger(db, tmp_path) -> None:
    events(clock.moment(DAY), 9)
    event = published()
    events(clock.moment(DAY), 4)
    sign()
    found = receipt(event.seq, house=house())
    assert set(found) == {"kind", "version", "event", "payload", "salt", "index", "tree_size", "path", "head"}
    assert set(found["event"]) == {"seq", "at", "act", "target", "place", "actor", "payload", "prev"}
    assert (found["index"], found["tree_size"], len(found["path"])) == (9, 14, 4)
    head = read_head((tmp_path / "proof" / "heads" / "2021-09-20.json").read_bytes(), name="head.json")
    assert found["head"] == head
    assert true(tmp_path, found, head=head) == 0


def test_before_the_next_head_there_is_no_receipt_yet(db) -> None:
    event = published()
    with pytest.raises(NoReceiptYet, match="nửa đêm") as refused:
        receipt(event.seq, house=house())
    assert refused.value.status == 404
    sign()
    later = published(clock.moment(DAY + timedelta(days=1)))
    with pytest.raises(NoReceiptYet):
        receipt(later.seq, house=house())


def test_the_head_is_the_earliest_that_covers_the_event_and_is_not_before_its_day(db, tmp_path) -> None:
    event = published()
    late = published(clock.moment(DAY + timedelta(days=1), time(0, 2)))
    for days in range(3):
        sign(DAY + timedelta(days=days))
    first, second = receipt(event.seq, house=house()), receipt(late.seq, house=house())
    assert (first["head"]["day"], second["head"]["day"]) == ("2021-09-20", "2021-09-21")
    assert first["head"]["tree_size"] == 2, "the head of the 20th was signed over both, at five past midnight"
    assert true(tmp_path, first) == true(tmp_path, second) == 0


def test_somebody_who_kept_a_later_head_asks_for_the_receipt_under_it(db, tmp_path) -> None:
    event = published()
    for days in range(4):
        sign(DAY + timedelta(days=days))
        events(clock.moment(DAY + timedelta(days=days + 1)), 3)
    kept = read_head((tmp_path / "proof" / "heads" / "2021-09-23.json").read_bytes(), name="head.json")
    assert true(tmp_path, receipt(event.seq, house=house()), head=kept) == 1
    found = receipt(event.seq, house=house(), head_day=date(2021, 9, 23))
    assert true(tmp_path, found, head=kept) == 0
    with pytest.raises(NotUnderHead, match="Không có dấu ký ngày 24/09/2021"):
        receipt(event.seq, house=house(), head_day=date(2021, 9, 24))


def test_what_is_not_under_the_head_kept_has_no_receipt_under_it(db) -> None:
    sign(DAY - timedelta(days=1))
    sign()
    event = published()
    sign(DAY + timedelta(days=1))
    for day, why in ((DAY - timedelta(days=1), "công khai ngày 20/09/2021, sau dấu ký ngày 19/09/2021"),
                     (DAY - timedelta(days=9), "sau dấu ký ngày 11/09/2021: nó không nằm dưới"),
                     (DAY, "sổ ghi nó sau khi dấu ấy được ký")):  # fmt: skip
        with pytest.raises(NotUnderHead, match=why) as refused:
            receipt(event.seq, house=house(), head_day=day)
        assert (refused.value.status, refused.value.exit) == (404, 1)
    assert receipt(event.seq, house=house(), head_day=DAY + timedelta(days=1))["head"]["day"] == "2021-09-21"


def test_only_what_was_published_has_a_receipt(db) -> None:
    """The payload of any other act is nobody's to read."""
    events(clock.moment(DAY), 2)
    event = published()
    sign()
    for seq in (1, 2, 99, 0, -1):
        with pytest.raises(Refusal) as refused:
            receipt(seq, house=house())
        assert isinstance(refused.value, NothingPublished)
        assert refused.value.status == 404
    ledger.erase(by=AN, seq=event.seq, part="payload", reason="đơn của công dân", at=MORNING)
    with pytest.raises(ReceiptErased):
        receipt(event.seq, house=house())


def test_a_record_that_was_altered_gives_no_receipt(db, tmp_path) -> None:
    events(clock.moment(DAY), 300)
    event = published()
    sign()
    Node.objects.filter(position=0).update(hash="00" * 32)
    with pytest.raises(RecordDiffers):
        receipt(event.seq, house=house())
    Node.objects.all().delete()
    assert true(tmp_path, receipt(event.seq, house=house())) == 0, "without kept nodes it is reckoned from the events"


def test_a_head_whose_file_is_gone_gives_no_receipt(db, tmp_path) -> None:
    event = published()
    sign()
    (tmp_path / "proof" / "heads" / "2021-09-20.json").unlink()
    with pytest.raises(RecordDiffers):
        receipt(event.seq, house=house())


def bare(count: int, first: int = 1) -> None:
    """Events as rows alone: their hashes are all that the tree wants."""
    Event.objects.bulk_create(
        Event(seq=seq, at=clock.moment(DAY), act="a.b", target="c", actor="", payload="", prev=GENESIS,
              hash=hashlib.sha256(str(seq).encode()).hexdigest())
        for seq in range(first, first + count)
    )  # fmt: skip


def test_nodes_are_kept_when_a_head_is_signed_and_are_the_same_however_they_were_filled(db) -> None:
    bare(255)
    sign()
    assert not Node.objects.exists()
    bare(2, 256)
    sign(DAY + timedelta(days=1))
    bare(2000, 258)
    sign(DAY + timedelta(days=2))
    step_by_step = list(Node.objects.order_by("position").values_list("height", "position", "hash"))
    assert [(height, position) for height, position, _ in step_by_step] == [(8, number) for number in range(8)]
    Node.objects.all().delete()
    fill(size=2257)
    assert list(Node.objects.order_by("position").values_list("height", "position", "hash")) == step_by_step


@pytest.mark.slow
def test_a_tree_of_three_rungs(db, tmp_path, django_assert_max_num_queries) -> None:
    bare(65_536 + 700)
    event = published()
    bare(70, event.seq + 1)
    sign()
    assert [Node.objects.filter(height=height).count() for height in (8, 16, 24)] == [259, 1, 0]
    with django_assert_max_num_queries(10):
        found = receipt(event.seq, house=house())
    assert true(tmp_path, found) == 0
    Node.objects.filter(height=8, position__gte=200).delete()
    Node.objects.filter(height=16).delete()
    assert receipt(event.seq, house=house()) == found


def test_a_head_signed_before_nodes_were_kept(db, tmp_path) -> None:
    bare(1000)
    event = published()
    sign()
    Node.objects.all().delete()
    assert true(tmp_path, receipt(event.seq, house=house())) == 0
    sign(DAY + timedelta(days=1))
    assert Node.objects.count() == 3
    assert Head.objects.count() == 2


ITEMS = {
    "12": {"version": 1, "state": "current", "since": DAY, "reason": ""},
    "13": {"version": 2, "state": "withdrawn", "since": DAY, "reason": "Hết hạn niêm yết."},
}


def test_a_status_list_is_signed_once_and_tells_of_the_item(db, tmp_path) -> None:
    event = published()
    sign()
    ledger.sign_status(day=DAY, items=ITEMS, at=MORNING, house=house())
    path = tmp_path / "proof" / "status" / "2021-09-20.json"
    status = read_status(path.read_bytes(), name="status.json")
    assert (status["kind"], status["day"], status["items"]["13"]["state"]) == (
        "danbiet.status",
        "2021-09-20",
        "withdrawn",
    )
    assert true(tmp_path, receipt(event.seq, house=house()), status=status) == 0
    before = path.read_bytes()
    ledger.sign_status(day=DAY, items={}, at=MORNING + timedelta(hours=1), house=house())
    assert path.read_bytes() == before == selectors.status_json(DAY, house=house()).encode()
    assert [one.name for one in path.parent.iterdir()] == ["2021-09-20.json"]


def test_a_state_that_nobody_knows_is_not_signed(db, tmp_path) -> None:
    with pytest.raises(UnknownState):
        ledger.sign_status(day=DAY, items={"1": {**ITEMS["12"], "state": "gone"}}, at=MORNING, house=house())
    assert not (tmp_path / "proof" / "status").exists()


def test_the_fingerprint_of_the_key_is_read_aloud_in_five_groups(db) -> None:
    assert selectors.fingerprint(house()) == ""
    sign()
    key = json.loads(selectors.key_json(house()))
    found = selectors.fingerprint(house())
    assert [len(group) for group in found.split(" ")] == [5] * 5
    assert found == fingerprint(public_of(key))
    assert found.replace(" ", "").isdecimal()
    assert key_id(public_of(key)) == key["key_id"]
