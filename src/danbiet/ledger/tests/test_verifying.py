"""What a receipt proves: true ones, and every way of being false."""

import copy
import hashlib
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danbiet.ledger.rules.reading import Unreadable, read_head, read_key, read_receipt, read_status
from danbiet.ledger.rules.verifying import OVER, SENTENCES, Verified, verify
from danbiet.ledger.tests.offices import FILE, FIRST, Office, entry, payload_of

SHA = hashlib.sha256(FILE).hexdigest()
Proof = dict[str, object]


def on(number: int) -> date:
    """The days of the story: 1 September 2021 is day 1."""
    return FIRST + timedelta(days=number - 1)


def story(published: int | None = 3, days: int = 8, events_a_day: int = 5) -> tuple[Office, int, Proof]:
    """Eight days of five events each; on one of them (day 3) the file is published as the last event."""
    office, index, payload = Office(), -1, payload_of(on(published or 1))
    for number in range(1, days + 1):
        for _ in range(events_a_day):
            office.records(on(number))
        if number == published:
            index = office.records(on(number), payload)
        office.closes(on(number))
    return office, index, payload


def receipt_of(office: Office, index: int, payload: Proof, day: int = 3) -> Proof:
    return office.receipt(index, payload, office.heads[day - 1])


def answer(receipt: Proof, *, file: bytes = FILE, **given: object) -> Verified:
    return verify(receipt, hashlib.sha256(file).hexdigest(), len(file), **given)


def codes(verified: Verified) -> list[str]:
    return [reason.code for reason in verified.why]


def test_a_true_receipt_proves_the_day_and_the_office() -> None:
    office, index, payload = story()
    found = answer(receipt_of(office, index, payload), keys=[office.key])
    assert found == Verified(0, True, "2021-09-03", "dongngac.example", None, found.why)
    assert codes(found) == ["proven", "no_status"]
    assert found.told(str, str) == (
        "Tệp này đã được dongngac.example công khai, không muộn hơn ngày 2021-09-03. "
        "Hôm nay tệp còn hiệu lực hay không: biên nhận không cho biết, cần danh sách tình trạng."
    )


ALTERED: dict[str, tuple[Callable[[Proof], object], str]] = {
    "title": (lambda one: one["payload"].update(title="Danh sách khác"), "payload_differs"),
    "place": (lambda one: one["payload"].update(place="00610@2021-01-01"), "payload_differs"),
    "published earlier": (lambda one: one["payload"].update(published_at=f"{on(1)}T09:00:00Z"), "payload_differs"),
    "salt": (lambda one: one.update(salt="5b" * 16), "payload_differs"),
    "further word in the payload": (lambda one: one["payload"].update(more="x"), "payload_differs"),
    "moment of the event": (lambda one: one["event"].update(at="2021-09-01T09:00:00+07:00"), "path_wrong"),
    "further word in the event": (lambda one: one["event"].update(more="x"), "path_wrong"),
    "number of the event": (lambda one: one["event"].update(seq=1), "path_wrong"),
    "index": (lambda one: one.update(index=16), "path_wrong"),
    "index and number": (lambda one: (one.update(index=16), one["event"].update(seq=17)), "path_wrong"),
    "size": (lambda one: one.update(tree_size=17), "path_wrong"),
    "path, one hash": (lambda one: one["path"].__setitem__(0, "00" * 32), "path_wrong"),
    "path, too short": (lambda one: one["path"].pop(), "path_wrong"),
    "path, too long": (lambda one: one["path"].append("00" * 32), "path_wrong"),
    "path, turned": (lambda one: one["path"].reverse(), "path_wrong"),
    "no path": (lambda one: one["path"].clear(), "path_wrong"),
    "root": (lambda one: one["head"].update(root="00" * 32), "path_wrong"),
    "day of the head": (lambda one: one["head"].update(day="2021-09-04"), "signature_wrong"),
    "moment of the head": (lambda one: one["head"].update(signed_at="2021-09-04T00:05:01+07:00"), "signature_wrong"),
    "signature": (lambda one: one["head"].update(signature="A" * 86 + "=="), "signature_wrong"),
    "origin": (lambda one: one["head"].update(origin="khac.example"), "other_origin"),
}  # fmt: skip


@pytest.mark.parametrize("what", ALTERED)
def test_whatever_is_altered_is_found(what: str) -> None:
    office, index, payload = story()
    receipt = copy.deepcopy(receipt_of(office, index, payload))
    alter, code = ALTERED[what]
    alter(receipt)
    found = answer(receipt, keys=[office.key])
    assert (found.exit, found.published, codes(found)) == (1, False, [code])


@given(st.data())
def test_any_other_file_is_found(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(FILE) - 1))
    other = FILE[:at] + bytes([FILE[at] ^ data.draw(st.integers(1, 255))]) + FILE[at + 1 :]
    office, index, payload = story(days=3)
    for file in (other, FILE + b"\n", FILE[:-1], b""):
        found = answer(receipt_of(office, index, payload), file=file, keys=[office.key])
        assert (found.exit, codes(found)) == (1, ["file_differs"])


def test_without_a_trusted_key_nothing_is_told() -> None:
    office, index, payload = story()
    receipt = receipt_of(office, index, payload)
    stranger = Office(seed=2).key
    assert [(one.exit, one.published, codes(one)) for one in (answer(receipt), answer(receipt, keys=[stranger]))] == [
        (3, False, ["no_key"]),
        (3, False, ["key_unknown"]),
    ]
    assert answer(receipt, file=b"x").exit == 1, "another file is another file, whoever signed"
    assert answer(receipt, keys=[stranger, office.key]).exit == 0


def test_a_key_speaks_for_its_own_office_and_time() -> None:
    office, index, payload = story()
    receipt = receipt_of(office, index, payload)
    for change, code in (
        ({"origin": "khac.example"}, "other_origin"),
        ({"from_day": "2021-09-05"}, "key_not_in_force"),
        ({"until_day": "2021-09-03"}, "key_not_in_force"),
        ({"public": Office(seed=2).key["public"]}, "signature_wrong"),
    ):
        assert codes(answer(receipt, keys=[office.key | change])) == [code]
    assert answer(receipt, keys=[office.key | {"until_day": "2021-09-04"}]).exit == 0


def test_an_event_that_is_not_in_the_tree() -> None:
    office, index, payload = story(published=None, days=3)
    receipt = office.receipt(4, payload, office.heads[2])
    assert codes(answer(receipt, keys=[office.key])) == ["payload_differs"]
    other, index, payload = story()
    stranger = {**receipt_of(other, index, payload), "head": office.heads[2], "tree_size": 15}
    assert codes(answer(stranger, keys=[office.key])) == ["path_wrong"]


@pytest.mark.parametrize(("recorded", "claimed", "closed"), [(4, 3, 4), (3, 5, 4)])
def test_days_that_contradict_each_other(recorded: int, claimed: int, closed: int) -> None:
    office, payload = Office(), payload_of(on(claimed))
    index = office.records(on(recorded), payload)
    office.closes(on(closed))
    found = answer(office.receipt(index, payload, office.heads[0]), keys=[office.key])
    assert (found.exit, codes(found)) == (1, ["published_later"])


# day of the head kept → what it says of the receipt of day 3
KEPT = {
    3: (0, ["proven", "kept", "no_status"]),
    4: (0, ["proven", "kept", "no_status"]),
    5: (1, ["kept_apart"]),
    8: (1, ["kept_apart"]),
    2: (3, ["kept_early"]),
    1: (3, ["kept_early"]),
}


@pytest.mark.parametrize("day", KEPT)
def test_a_true_receipt_and_a_head_kept(day: int) -> None:
    office, index, payload = story()
    found = answer(receipt_of(office, index, payload), keys=[office.key], head=office.heads[day - 1])
    assert (found.exit, codes(found)) == KEPT[day]
    assert found.published is (found.exit == 0)


@pytest.mark.parametrize("day", range(3, 9))
def test_a_receipt_under_the_very_head_that_was_kept_is_confirmed_by_it(day: int) -> None:
    office, index, payload = story()
    found = answer(receipt_of(office, index, payload, day), keys=[office.key], head=office.heads[day - 1])
    assert (found.exit, found.on, codes(found)[:2]) == (0, on(day).isoformat(), ["proven", "kept"])


@pytest.mark.parametrize("kept", range(3, 6))
def test_back_dating_by_appending_is_refused_by_every_head_kept_since_the_claimed_day(kept: int) -> None:
    """Day 6: the office appends an event that says day 3, and signs on."""
    office, _, _ = story(published=None, days=5)
    payload = payload_of(on(3))
    index = office.records(on(3), payload)
    head = office.closes(on(6))
    receipt = office.receipt(index, payload, head)
    assert answer(receipt, keys=[office.key]).exit == 0, "without a kept head it proves day 6, no earlier"
    found = answer(receipt, keys=[office.key], head=office.heads[kept - 1])
    assert (found.exit, found.published) == (1, False)
    assert codes(found) == ["backdated"]


@pytest.mark.parametrize("kept", range(1, 9))
def test_back_dating_by_rewriting_is_never_confirmed_by_a_head_kept(kept: int) -> None:
    """The office rewrites its record from day 3 on, with the publication in it, and signs all heads anew."""
    truth, _, _ = story(published=None)
    forged, index, payload = story(published=3)
    for day in range(3, 9):
        found = answer(receipt_of(forged, index, payload, day), keys=[truth.key], head=truth.heads[kept - 1])
        assert found.exit == (1 if kept >= 3 else found.exit or 1), (day, kept)
        if abs(kept - day) <= 1 and kept >= 3 and day >= 3:
            assert codes(found) == ["two_histories"], (day, kept)


def test_who_kept_another_head_is_told_which_receipt_to_ask_for() -> None:
    office, index, payload = story()
    found = answer(receipt_of(office, index, payload), keys=[office.key], head=office.heads[7])
    assert (found.is_apart, found.published) == (True, False)
    assert "thêm ?head=2021-09-08 vào địa chỉ" in found.told(str, str)
    early = answer(receipt_of(office, index, payload), keys=[office.key], head=office.heads[0])
    assert "dấu ký của ngày 2021-09-03 hoặc sau đó" in early.told(str, str)


def test_an_event_in_the_place_of_one_that_was_there_before_it_happened() -> None:
    """The file of day 7 is put where the head kept of day 3 already had another event."""
    truth, _, _ = story(published=None)
    forged, payload = Office(), payload_of(on(7))
    for number in range(1, 7):
        forged.records(on(number))
        forged.closes(on(number))
    index = forged.records(on(7), payload)
    for _ in range(40):
        forged.records(on(7))
    receipt = forged.receipt(index, payload, forged.closes(on(7)))
    assert index < truth.heads[2]["tree_size"]
    found = answer(receipt, keys=[truth.key], head=truth.heads[2])
    assert (found.exit, codes(found)) == (1, ["two_histories"])


def test_heads_that_shrink_or_share_a_size_contradict() -> None:
    office, index, payload = story()
    small = office.signs({**office.heads[6], "tree_size": 3}, on(7))
    twin = office.signs({**office.heads[2], "root": "11" * 32}, on(7))
    for kept in (small, twin):
        found = answer(receipt_of(office, index, payload), keys=[office.key], head=kept)
        assert (found.exit, codes(found)) == (1, ["two_histories"])


def test_a_head_kept_of_another_hand_or_office() -> None:
    office, index, payload = story()
    receipt = receipt_of(office, index, payload)
    other = Office(origin="xuandinh.example", seed=3)
    other.records(on(3))
    head = other.closes(on(3))
    assert (answer(receipt, keys=[office.key], head=head).exit) == 3
    assert codes(answer(receipt, keys=[office.key, other.key], head=head)) == ["other_origin"]
    assert codes(answer(receipt, keys=[office.key], head={**office.heads[2], "root": "22" * 32})) == ["signature_wrong"]


# version and state in the list → exit, current, code
LISTED = [
    (entry(), 0, True, "current"),
    (entry("superseded"), 0, False, "over"),
    (entry("superseded") | {"reason": OVER}, 0, False, "over"),
    (entry("superseded", version=2), 1, False, "superseded_over"),
    (entry("withdrawn"), 1, False, "withdrawn"),
    (entry(version=2), 1, False, "superseded"),
    (entry("withdrawn", version=2), 1, False, "withdrawn"),
    (None, 3, None, "not_listed"),
    ({"state": "current"}, 3, None, "not_listed"),
    ([], 3, None, "not_listed"),
]


@pytest.mark.parametrize(("listed", "exit_code", "current", "code"), LISTED)
def test_a_status_list_tells_whether_the_file_still_holds(listed, exit_code: int, current, code: str) -> None:
    office, index, payload = story()
    status = office.lists(on(8), {"12": listed} if listed is not None else {})
    found = answer(receipt_of(office, index, payload), keys=[office.key], status=status)
    assert (found.exit, found.published, found.on, found.current) == (exit_code, True, "2021-09-03", current)
    assert codes(found)[-1] == code
    assert found.told(str, str)


def test_what_was_rightly_taken_down_is_told_so_and_was_never_wrong() -> None:
    office, index, payload = story()

    def told(**changed: object) -> str:
        status = office.lists(on(8), {"12": entry("superseded") | changed})
        found = answer(receipt_of(office, index, payload), keys=[office.key], status=status)
        assert not found.is_gone or changed.get("version")
        return found.told(str, str)

    assert told(reason=OVER).endswith(
        "Theo danh sách ngày 2021-09-08, tệp này đã gỡ khi hết thời hạn công khai, từ 2021-09-06."
    )
    assert told(reason="Nhà văn hóa đóng cửa.").endswith("từ 2021-09-06. Nhà văn hóa đóng cửa.")
    assert "đã có bản 2 thay, và cả mục đã gỡ khi hết thời hạn công khai" in told(version=2, reason=OVER)


def test_a_version_that_was_replaced_twice_is_not_dated_by_the_second_time() -> None:
    office, index, payload = story()
    status = office.lists(on(8), {"12": entry(version=3)})
    found = answer(receipt_of(office, index, payload), keys=[office.key], status=status)
    assert "đã có bản khác thay; bản mới nhất là bản 3, từ 2021-09-06. Sai một số liệu." in found.told(str, str)


def test_a_status_list_that_cannot_speak() -> None:
    office, index, payload = story()
    receipt = receipt_of(office, index, payload)
    other = Office(origin="xuandinh.example", seed=3)
    for status, keys, exit_code, code in (
        (office.lists(on(2), {"12": entry()}), [office.key], 3, "status_early"),
        (other.lists(on(8), {"12": entry()}), [office.key], 3, "key_unknown"),
        (other.lists(on(8), {"12": entry()}), [office.key, other.key], 1, "other_origin"),
        (
            office.lists(on(8), {"12": entry("withdrawn")}) | {"items": {"12": entry()}},
            [office.key],
            1,
            "signature_wrong",
        ),
    ):
        found = answer(receipt, keys=keys, status=status)
        assert (found.exit, found.published, found.current, codes(found)[-1]) == (exit_code, True, None, code)


def test_every_sentence_is_reached_by_a_case_here() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    assert [code for code in SENTENCES if f'"{code}"' not in text] == []


def written(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def true_files() -> dict[str, bytes]:
    office, index, payload = story(days=3)
    receipt, status = receipt_of(office, index, payload), office.lists(on(3), {"12": entry()})
    return {name: written(one) for name, one in
            {"receipt": receipt, "key": office.key, "head": office.heads[2], "status": status}.items()}  # fmt: skip


READERS = {"receipt": read_receipt, "key": read_key, "head": read_head, "status": read_status}


@pytest.mark.parametrize("name", READERS)
def test_true_files_are_read(name: str) -> None:
    data = true_files()[name]
    assert (
        READERS[name](data, name="a.json") == READERS[name](b"\xef\xbb\xbf" + data, name="a.json") == json.loads(data)
    )


HOSTILE = {
    "empty": b"", "a word": b"null", "a list": b"[]", "a picture": b"\x89PNG\r\n\x1a\n", "not UTF-8": b'{"a":"\xff"}',
    "cut off": b'{"kind":"danbiet.receipt",', "nothing in it": b"{}", "another kind": b'{"kind":"danbiet.x"}',
    "not a number": b'{"a":NaN}', "endless": b'{"a":-Infinity}', "a fraction": b'{"a":1.0}', "a power": b'{"a":1e9}',
    "a huge number": b'{"a":' + b"9" * 100_000 + b"}", "half a sign": b'{"a":"\\ud800"}',
    "zero byte": b'{"a":"\\u0000"}',
    "deep lists": b'{"a":' + b"[" * 500_000 + b"]" * 500_000 + b"}", "deep": b'{"a":' * 200 + b"1" + b"}" * 200,
    "deep, never closed": b"[" * 900_000, "large": b" " * (2 * 1024 * 1024),
}  # fmt: skip


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_files_get_a_sentence(name: str, what: str) -> None:
    with pytest.raises(Unreadable) as refused:
        READERS[name](HOSTILE[what], name="a.json")
    assert str(refused.value).startswith("a.json: ")
    assert refused.value.exit == 2


ODD = [None, True, -1, 2**60, "", "x", [], {}, ["a"], "2021-13-45", "9999-12-31T23:59:59Z", "0001-01-01", [[]] * 65]


def places(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, part in inner for found in places(part, (*path, key)))][0 if path else 1 :]


def test_every_field_of_another_type_or_missing_is_refused_or_proves_nothing() -> None:
    files = {name: json.loads(data) for name, data in true_files().items()}
    receipt = files["receipt"]
    for path in places(receipt):
        for odd in [*ODD, ...]:
            changed = copy.deepcopy(receipt)
            place = changed
            for step in path[:-1]:
                place = place[step]
            if odd is ...:
                del place[path[-1]]
            else:
                place[path[-1]] = odd
            if changed == receipt:
                continue
            try:
                found = answer(read_receipt(written(changed), name="a.json"), keys=[files["key"]])
            except Unreadable:
                continue
            assert found.exit == 1 or found.exit == 3 and codes(found) == ["key_unknown"], (path, odd)
