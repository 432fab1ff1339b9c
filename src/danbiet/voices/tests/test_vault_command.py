"""`danbiet vault` in a process of its own, without settings, database or network."""

import json
import os
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from danbiet.voices.rules import boxes, bundles, keys, sealing
from danbiet.voices.tests.vaulting import PASSPHRASES, Pair, code, pair, public

RUN = "import sys; sys.argv[0] = 'danbiet'; from danbiet.config.command import main; main()"
BOTH = "\n".join(PASSPHRASES)


def vault(*words: object, given: str = BOTH) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": "src"}
    return subprocess.run(
        [sys.executable, "-c", RUN, "vault", *map(str, words)], input=given, text=True, capture_output=True, timeout=60,
        env=environment, check=False,
    )  # fmt: skip


@pytest.fixture
def of() -> Pair:
    return pair()


@pytest.fixture
def held(tmp_path: Path, of: Pair) -> list[str]:
    """The two key files as options; cheap to open."""
    options = []
    for holder, key, words in zip(keys.HOLDERS, of, PASSPHRASES, strict=True):
        path = tmp_path / f"{holder}.json"
        path.write_text(json.dumps(keys.wrapped(key, holder=holder, passphrase=words, cost=2**10)))
        options += ["--key", str(path)]
    return options


def carried(tmp_path: Path, of: Pair, *letters: sealing.Letter, junk: int = 0) -> Path:
    seal = [sealing.seal(one, key_a=public(of).a, key_b=public(of).b) for one in letters]
    bad = bytearray(seal[0])
    bad[-1] ^= 1
    rows = [bundles.Sealed(7, at, date(2021, 9, 21), one) for at, one in enumerate([*seal, *[bytes(bad)] * junk], 1)]
    path = tmp_path / "tin.json"
    path.write_text(bundles.tips_file("021", rows))
    return path


def a_letter(text: str = "Thu tiền ngoài quy định.", typed: str = code()) -> sealing.Letter:
    return sealing.Letter(text, boxes.opening(typed).answer_key, (("jpeg", b"\xff\xd8picture"),))


def test_two_people_make_keys_that_only_they_read(tmp_path: Path) -> None:
    done = vault("keygen", "--out", tmp_path / "khoa", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    files = sorted((tmp_path / "khoa").iterdir())
    assert [path.name for path in files] == ["holder-a.key.json", "holder-b.key.json", "vault.json"] == told["files"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    found = keys.read_vault((tmp_path / "khoa" / "vault.json").read_text())
    assert list(told["fingerprints"].values()) == list(found.fingerprints)
    key = keys.unwrapped(json.loads(files[0].read_text()), passphrase=PASSPHRASES[0])
    assert sealing.raw_public(key) == found.a
    again = vault("keygen", "--out", tmp_path / "khoa")
    assert again.returncode == 2
    assert "không ghi đè" in again.stderr


def test_a_short_passphrase_makes_no_keys(tmp_path: Path) -> None:
    done = vault("keygen", "--out", tmp_path / "khoa", given="ngan\nngan")
    assert done.returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_both_open_answer_and_the_sender_reads(tmp_path: Path, of: Pair, held: list[str]) -> None:
    file = carried(tmp_path, of, a_letter(), a_letter("Thư thứ hai."))
    done = vault("open", file, *held, "--out", tmp_path / "mo")
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "mo" / "T-7"
    assert "Thu tiền ngoài quy định." in (folder / "letter-1.txt").read_text()
    assert "CẢNH BÁO" not in (folder / "letter-2.txt").read_text()
    assert (folder / "letter-1-1.jpg").read_bytes() == b"\xff\xd8picture"
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    (folder / "answer.txt").write_text("Đã kiểm tra. Cần thêm ngày thu.")
    sealed = vault("answer", tmp_path / "mo", "--out", tmp_path / "tra-loi.json", given="")
    assert sealed.returncode == 0, sealed.stderr
    (answer,) = bundles.read_answers((tmp_path / "tra-loi.json").read_text())
    assert answer.tip == 7
    key = boxes.opening(code()).answer_key
    assert boxes.open_slots(boxes.slots([answer.data]), answer_key=key) == ["Đã kiểm tra. Cần thêm ngày thu."]


def test_a_letter_that_somebody_slipped_in_is_marked_and_gets_no_answer(
    tmp_path: Path, of: Pair, held: list[str]
) -> None:
    file = carried(tmp_path, of, a_letter(), a_letter("Tôi là người đó.", typed=code(9)))
    vault("open", file, *held, "--out", tmp_path / "mo")
    folder = tmp_path / "mo" / "T-7"
    assert "CẢNH BÁO" in (folder / "letter-2.txt").read_text()
    assert json.loads((folder / "answer-key.json").read_text())["answer_key"] == a_letter().answer_key.hex()


def test_letters_that_do_not_open_are_counted_and_hold_up_no_other(tmp_path: Path, of: Pair, held: list[str]) -> None:
    done = vault("open", carried(tmp_path, of, a_letter(), junk=2), *held, "--out", tmp_path / "mo", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout) == {"ok": False, "opened": 1, "unreadable": [2, 3]}


@pytest.mark.parametrize(
    ("what", "status", "sentence"),
    [
        ("other keys", 1, "Không thư nào mở được"),
        ("one key", 2, "đúng hai tệp khóa"),
        ("one key twice", 1, "Không thư nào mở được"),
        ("passphrase", 1, "Câu mật khẩu không mở được"),
        ("no key file", 2, "Tệp khóa không đúng dạng"),
        ("missing", 2, "Không đọc được tệp"),
        ("damaged", 2, "Tệp hỏng"),
    ],
)
def test_what_does_not_open_is_told_in_a_sentence_and_leaves_nothing(
    tmp_path: Path, of: Pair, held: list[str], what: str, status: int, sentence: str
) -> None:
    file, given, options = carried(tmp_path, of, a_letter()), BOTH, list(held)
    if what == "other keys":
        file = carried(tmp_path, pair(), a_letter())
    elif what == "one key":
        options = held[:2]
    elif what == "one key twice":
        options, given = [*held[:2], *held[:2]], f"{PASSPHRASES[0]}\n{PASSPHRASES[0]}"
    elif what == "passphrase":
        given = "sai sai sai sai sai\nsai sai sai sai sai"
    elif what == "no key file":
        Path(held[1]).write_text("[]")
    elif what == "missing":
        file = tmp_path / "khong-co.json"
    else:
        file.write_text(file.read_text()[:-9])
    before = sorted(tmp_path.iterdir())
    done = vault("open", file, *options, "--out", tmp_path / "mo", given=given)
    assert done.returncode == status, done.stderr
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(tmp_path.iterdir()) == before


def test_new_keys_open_what_the_old_ones_sealed(tmp_path: Path, of: Pair, held: list[str]) -> None:
    new = pair()
    (tmp_path / "vault.json").write_text(json.dumps(keys.vault_file(public(new))))
    file, out = carried(tmp_path, of, a_letter()), tmp_path / "lai.json"
    done = vault("rekey", file, *held, "--to", tmp_path / "vault.json", "--out", out)
    assert done.returncode == 0, done.stderr
    (row,) = bundles.read_tips(out.read_text())
    assert sealing.opened(row.data, keys=new) == a_letter()
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_a_strangers_rubbish_does_not_keep_the_letters_from_new_keys(tmp_path: Path, of: Pair, held: list[str]) -> None:
    new = pair()
    (tmp_path / "vault.json").write_text(json.dumps(keys.vault_file(public(new))))
    file, out = carried(tmp_path, of, a_letter(), junk=1), tmp_path / "lai.json"
    done = vault("rekey", file, *held, "--to", tmp_path / "vault.json", "--out", out, "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["letters"], len(told["unreadable"])) == (1, 1, 1)
    (row,) = bundles.read_tips(out.read_text())
    assert sealing.opened(row.data, keys=new) == a_letter()
    assert row.letter not in told["unreadable"]


def test_where_no_letter_opens_nothing_is_written(tmp_path: Path, held: list[str]) -> None:
    (tmp_path / "vault.json").write_text(json.dumps(keys.vault_file(public(pair()))))
    file, out = carried(tmp_path, pair(), a_letter()), tmp_path / "lai.json"
    assert vault("rekey", file, *held, "--to", tmp_path / "vault.json", "--out", out).returncode == 1
    assert not out.exists()


def test_it_speaks_english_and_json_of_errors(tmp_path: Path) -> None:
    done = vault("open", tmp_path / "x", "--key", "a", "--out", tmp_path / "y", "--json", "--lang", "en")
    assert done.returncode == 2
    assert json.loads(done.stdout)["ok"] is False
