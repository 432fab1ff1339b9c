"""A resident checks a published file in the browser, offline; whoever falsified it is found out."""

import base64
import copy
import hashlib
import json
import random
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from danbiet.ledger.rules import NotCanonical, canonical, fingerprint, public_of
from danbiet.ledger.rules.reading import Unreadable, read_head, read_key, read_receipt, read_status
from danbiet.ledger.rules.verifying import PARTS, verify
from danbiet.ledger.tests.offices import FILE, Office, entry, payload_of
from danbiet.ledger.tests.test_verifying import ALTERED, HOSTILE, LISTED, receipt_of, story
from tests.browser import Site
from tests.journeys.steps import Person, arrives

WITHOUT_ED25519 = """
const open = crypto.subtle.importKey.bind(crypto.subtle);
crypto.subtle.importKey = (form, raw, name, ...more) => name === "Ed25519"
  ? Promise.reject(new DOMException("unknown", "NotSupportedError")) : open(form, raw, name, ...more);
"""
ODD = [
    {"b": 1, "a": "\u00e9", "aa": [None, True, False, {}, [], ""]},
    {"\U0001f600": 1, "\uffff": 2, "\ue000": 3, "z": 4, "\u0111": 5},  # UTF-16 would put the first before the second
    {"10": 1, "9": 2, "1": 3, "01": 4, "-1": 5, "": 6},  # what looks like an index is sorted as text
    {"__proto__": {"x": 1}, "constructor": 2, "toString": 3},
    {"e\u0301": "o\u031b\u0323", "\u1ee3": "\u0110\u00f4ng Nga\u0323c"},  # NFD becomes NFC, in keys too
    {"a": "\" \\ / \b\f\n\r\t\u0001\u001f\u007f\u2028\u2029\ufeff", "quote\"": "<\u2019>"},
    {"n": [0, -1, 2**53 - 1, -(2**53 - 1), 1000000000000000]},
    "text", 7, None, [[[]]],
]  # fmt: skip


def files(folder: Path, **values: object) -> dict[str, Path]:
    """Each value as a file of its name."""
    found = {}
    for name, value in values.items():
        found[name] = folder / (f"{name}.json" if name != "file" else "ho-ngheo.pdf")
        found[name].write_bytes(value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode())
    return found


LABELS = {"receipt": "Biên nhận", "file": "Tệp cần kiểm", "key": "Khóa bạn tin", "head": "Dấu ký bạn giữ",
          "status": "Danh sách tình trạng"}  # fmt: skip


def checks(person: Person, given: dict[str, Path]) -> Person:
    person.opens("/proof/verify/")
    for name, path in given.items():
        person.attaches(LABELS[name], path)
    return person.presses("Kiểm")


def is_told(person: Person, *words: str) -> None:
    """The answer alone, not the page around it."""
    for one in words:
        expect(person.page.locator("#tra-loi")).to_contain_text(one)


def is_shown(person: Person, words: str) -> None:
    expect(person.page.get_by_text(words)).to_be_visible()


def test_a_true_file_and_a_falsified_one(browser: Browser, site: Site, tmp_path: Path) -> None:
    office, index, payload = story()
    receipt = receipt_of(office, index, payload)
    true = {"receipt": receipt, "key": office.key, "file": FILE}
    resident = arrives(browser, site, width=360)
    is_shown(resident.opens("/proof/").follows("Kiểm một tệp đã công khai"), "Không tệp nào được gửi đi")
    posts: list[str] = []
    resident.page.on("request", lambda one: posts.append(one.url) if one.method == "POST" else None)
    is_told(checks(resident, files(tmp_path, **true)), "dongngac.example công khai, không muộn hơn ngày 03/9/2021")
    is_told(resident, "Kiểm trong trình duyệt của bạn", "cần danh sách tình trạng")
    is_told(checks(resident, files(tmp_path, **{**true, "file": FILE[:-1] + b"x"})), "Sai", "dù chỉ một ký tự")
    altered = {**receipt, "payload": {**payload, "title": "Khác"}}
    is_told(checks(resident, files(tmp_path, **{**true, "receipt": altered})), "Nội dung biên nhận", "đã bị sửa")
    is_told(checks(resident, files(tmp_path, **true, head=office.heads[2])), "mà bạn giữ xác nhận điều đó")
    status = office.lists(date(2021, 9, 8), {"12": entry("withdrawn")})
    is_told(
        checks(resident, files(tmp_path, **true, status=status)), "nay không còn hiệu lực", "đã bị rút từ 06/9/2021"
    )
    is_told(checks(resident, files(tmp_path, receipt=receipt, file=FILE)), "Không có khóa nào bạn tin")
    is_told(
        checks(resident, files(tmp_path, **{**true, "receipt": b"{"})), "receipt.json: không phải tệp JSON lành lặn."
    )
    is_told(resident.opens("/proof/verify/").presses("Kiểm"), "Hãy chọn biên nhận và tệp.")
    assert posts == [], "nothing was sent"


def test_a_back_dated_item_is_refused_by_the_head_that_somebody_kept(
    browser: Browser, site: Site, tmp_path: Path
) -> None:
    office, _, _ = story(published=None, days=5)
    payload = payload_of(date(2021, 9, 3))
    index = office.records(date(2021, 9, 3), payload)
    receipt = office.receipt(index, payload, office.closes(date(2021, 9, 6)))
    resident = arrives(browser, site)
    true = {"receipt": receipt, "key": office.key, "file": FILE}
    is_told(checks(resident, files(tmp_path, **true, head=office.heads[3])), "đã ghi lùi ngày", "ngày 03/9/2021")


def test_a_head_of_another_day_is_no_dead_end(browser: Browser, site: Site, tmp_path: Path) -> None:
    """It confirms the receipt under itself; any other is not called wrong, but proves nothing."""
    truth, index, payload = story()
    forged, other, _ = story(events_a_day=4)
    resident = arrives(browser, site)
    true = {"key": truth.key, "file": FILE, "head": truth.heads[7]}
    for receipt in (receipt_of(truth, index, payload), receipt_of(forged, other, payload)):
        is_told(
            checks(resident, files(tmp_path, **true, receipt=receipt)), "Không nằm dưới dấu ký bạn giữ",
            "thêm ?head=2021-09-08 vào địa chỉ", "đừng tin ngày công khai mà biên nhận này nói",
        )  # fmt: skip
        expect(resident.page.locator("#tra-loi")).not_to_contain_text("Sai")
    under = receipt_of(truth, index, payload, 8)
    is_told(checks(resident, files(tmp_path, **true, receipt=under)), "Đúng", "mà bạn giữ xác nhận điều đó")


def test_a_browser_without_script_or_without_ed25519_is_told_that_the_server_checks(
    browser: Browser, site: Site, tmp_path: Path
) -> None:
    office, index, payload = story()
    given = files(tmp_path, receipt=receipt_of(office, index, payload), key=office.key, file=FILE)
    bare = arrives(browser, site, script=False)
    old = arrives(browser, site)
    old.page.add_init_script(WITHOUT_ED25519)
    for resident in (bare, old):
        is_shown(resident.opens("/proof/verify/"), "Trình duyệt của bạn không chạy phép kiểm tại chỗ")
        is_told(checks(resident, given), "không muộn hơn ngày 03/9/2021", "máy chủ tự kiểm chính nó")


@pytest.fixture
def checker(browser: Browser, site: Site) -> Page:
    page = arrives(browser, site).opens("/proof/verify/").page
    page.wait_for_function("typeof danbietProof === 'object'")
    return page


def test_the_canonical_form_of_the_browser_is_that_of_the_record(checker: Page) -> None:
    rng = random.Random(7)
    signs = 'a\u0301\u0323đêợ\U0001f600\uffff\ue000"\\\n\x01 9_'
    values = [
        *ODD,
        *({"".join(rng.choices(signs, k=4)): "".join(rng.choices(signs, k=6)) for _ in range(9)} for _ in range(200)),
    ]
    found = checker.evaluate(
        "texts => texts.map(text => danbietProof.canonical(JSON.parse(text)))", list(map(json.dumps, values))
    )
    assert found == [canonical(value).decode() for value in values]
    for broken in ({"a": "\0"}, {"\ud800": 1}, ["\udfff"]):
        with pytest.raises(NotCanonical):
            canonical(broken)
        script = "text => { try { return danbietProof.canonical(JSON.parse(text)) } catch { return null } }"
        assert checker.evaluate(script, json.dumps(broken)) is None


JUDGE = """async ({given, sha, bytes}) => {
  const raw = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const read = async (name) => name in given ? danbietProof.read(name, raw(given[name]), "a.json") : null;
  try {
    const more = {keys: [await read("key")], head: await read("head"), status: await read("status")};
    const found = await danbietProof.verify(await read("receipt"), sha, bytes, more);
    const reasons = found.why.map((one) => [one.code, Object.values(one.values || {}).map(String).sort()]);
    return [found.exit, found.published, found.on, found.signed_by, found.current, reasons];
  } catch (error) {
    if (error instanceof danbietProof.Unreadable) return [2, "unreadable"];
    throw error;
  }
}"""
READERS = {"receipt": read_receipt, "key": read_key, "head": read_head, "status": read_status}
NAMES = {sentence: part for part, sentence in PARTS.items()}


def judged(given: dict[str, bytes]) -> list[object]:
    try:
        read = {name: READERS[name](data, name="a.json") for name, data in given.items()}
    except Unreadable:
        return [2, "unreadable"]
    sha, more = hashlib.sha256(FILE).hexdigest(), {"head": read.get("head"), "status": read.get("status")}
    found = verify(read["receipt"], sha, len(FILE), keys=[read["key"]], **more)
    reasons = [[one.code, sorted(NAMES.get(value, value) for _, value in one.values)] for one in found.why]
    return [found.exit, found.published, found.on, found.signed_by, found.current, reasons]


def differences(checker: Page, cases: list[dict[str, object]]) -> list[object]:
    """Every case that the browser judges otherwise than the rules do."""
    wrong = []
    for case in cases:
        given = {
            name: one if isinstance(one, bytes) else json.dumps(one, ensure_ascii=False).encode()
            for name, one in case.items()
        }
        sent = {
            "given": {name: base64.b64encode(data).decode() for name, data in given.items()},
            "sha": hashlib.sha256(FILE).hexdigest(), "bytes": len(FILE),
        }  # fmt: skip
        ours, theirs = judged(given), checker.evaluate(JUDGE, sent)
        wrong += [] if ours == theirs else [(str(case)[:200], ours, theirs)]
    return wrong


def test_browser_and_command_judge_receipts_alike(checker: Page) -> None:
    office, index, payload = story()
    receipt = receipt_of(office, index, payload)
    altered = []
    for alter, _ in ALTERED.values():
        altered.append(copy.deepcopy(receipt))
        alter(altered[-1])
    receipts = [receipt, *altered, *HOSTILE.values(), *odd(receipt)]
    cases = [{"receipt": one, "key": office.key} for one in receipts]
    keys = [Office(seed=2).key, *(office.key | change for change in KEYS)]
    assert differences(checker, [*cases, *({"receipt": receipt, "key": key} for key in keys)]) == []
    assert len(cases) > 100


KEYS = [{"origin": "khac.example"}, {"from_day": "2021-09-05"}, {"until_day": "2021-09-03"},
        {"until_day": "2021-09-04"}, {"until_day": "x"}, {"key_id": "00"}, {"public": "AAAA"}]  # fmt: skip


def test_browser_and_command_judge_kept_heads_and_lists_alike(checker: Page) -> None:
    office, index, payload = story()
    forged, _, _ = story(published=None)
    late = forged.records(date(2021, 9, 3), payload)
    receipts = [receipt_of(office, index, payload, day) for day in range(3, 9)]
    receipts.append(forged.receipt(late, payload, forged.closes(date(2021, 9, 9))))
    short, early, _ = story(published=7, events_a_day=1)
    receipts.append(receipt_of(short, early, payload_of(date(2021, 9, 7)), 7))
    small = office.signs({**office.heads[6], "tree_size": 3}, date(2021, 9, 7))
    heads = [*office.heads, *forged.heads, small, Office("x.example", 3).closes(date(2021, 9, 3))]
    cases = [{"receipt": receipt, "key": office.key, "head": head} for receipt in receipts for head in heads]
    listed = [{} if one is None else {"12": one} for one, *_ in LISTED]
    lists = [office.lists(date(2021, 9, 8), items) for items in listed]
    lists += [
        office.lists(date(2021, 9, 2), listed[0]),
        {**lists[0], "items": {}},
        Office(seed=2).lists(date(2021, 9, 8), {}),
    ]
    cases += [{"receipt": receipts[0], "key": office.key, "status": one} for one in lists]
    assert differences(checker, cases) == []
    assert {judged({name: json.dumps(one).encode() for name, one in case.items()})[0] for case in cases} == {0, 1, 3}


def odd(receipt: dict[str, object]) -> list[bytes]:
    """The receipt with one field misshapen."""
    found = []
    for part, field in [(None, "salt"), (None, "index"), (None, "tree_size"), (None, "path"), ("event", "seq"),
                        ("event", "at"), ("payload", "published_at"), ("payload", "item"), ("head", "day"),
                        ("head", "signature"), ("head", "signed_at"), ("head", "tree_size")]:  # fmt: skip
        for value in [None, True, -1, 0, 2**53, "", "x", [], {}, "2021-02-30", "2021-09-03T24:00:00Z", "A" * 88,
                      "2021-09-03T09:00:00.5+07:00", "2021-09-03T23:59:59-12:00", "2021-09-03"]:  # fmt: skip
            one = json.loads(json.dumps(receipt))
            (one if part is None else one[part])[field] = value
            found.append(json.dumps(one).encode())
    return found


def test_a_key_has_the_same_number_in_the_browser(checker: Page) -> None:
    keys = [Office(seed=seed).key for seed in range(1, 30)]
    found = checker.evaluate("keys => Promise.all(keys.map(danbietProof.fingerprint))", keys)
    assert found == [fingerprint(public_of(key)) for key in keys]
