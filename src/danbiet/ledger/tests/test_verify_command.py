"""`danbiet verify` as people run it: a process of its own, without database, settings or data directory."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from danbiet.ledger.tests.offices import FILE, Office, entry
from danbiet.ledger.tests.test_verifying import HOSTILE, on, receipt_of, story

ROOT = Path(__file__).resolve().parents[4]
RUN = """
import sys
from danbiet.config.command import main
try:
    main()
finally:
    print(sorted(name for name in sys.modules if name.startswith(("danbiet.ledger.models", "danbiet.config.settings",
        "django.contrib", "sqlite3", "psycopg"))), file=sys.stderr)
"""


def run(folder: Path, *words: str) -> tuple[int, str, str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DANBIET", "DJANGO"))}
    done = subprocess.run(
        [sys.executable, "-c", RUN, "verify", *words], cwd=folder, capture_output=True, text=True, check=False,
        env={**environment, "PYTHONPATH": str(ROOT / "src")}, timeout=60,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    office, index, payload = story()
    values = {
        "receipt": receipt_of(office, index, payload), "key": office.key, "other": Office(seed=2).key,
        "head": office.heads[2], "status": office.lists(on(8), {"12": entry()}),
        "withdrawn": office.lists(on(8), {"12": entry("withdrawn")}),
    }  # fmt: skip
    for name, value in values.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    (tmp_path / "a.pdf").write_bytes(FILE)
    (tmp_path / "b.pdf").write_bytes(FILE[:-1] + b"x")
    return tmp_path


def test_it_needs_nothing_of_an_installation(folder: Path) -> None:
    code, out, err = run(folder, "receipt.json", "a.pdf", "--key", "key.json", "--json")
    assert (code, err) == (0, "[]\n"), "no model, no settings, no driver of a database is loaded"
    found = json.loads(out)
    assert list(found) == ["published", "on", "signed_by", "current", "why"]
    assert (found["published"], found["on"], found["signed_by"], found["current"]) == (
        True, "2021-09-03", "dongngac.example", None,
    )  # fmt: skip
    assert not (folder / "var").exists()


# words → exit code, what it says
CASES = [
    ("receipt.json a.pdf --key key.json --head head.json --status status.json", 0, "đang có hiệu lực"),
    ("receipt.json a.pdf --key other.json --key key.json --lang en", 0, "not later than 3 September 2021"),
    ("receipt.json b.pdf --key key.json", 1, "không phải tệp đã công khai"),
    ("receipt.json a.pdf --key key.json --status withdrawn.json", 1, "đã bị rút"),
    ("receipt.json a.pdf", 3, "Không có khóa nào bạn tin"),
    ("receipt.json a.pdf --key other.json", 3, "Bạn không đưa khóa ấy"),
    ("key.json a.pdf --key key.json", 2, "key.json: không phải loại tệp cần ở đây"),
    ("a.pdf a.pdf --lang en", 2, "a.pdf: is not a sound JSON file."),
    ("absent.json a.pdf", 2, "Không có tệp absent.json."),
    ("receipt.json .", 2, "Không có tệp"),
    ("receipt.json", 2, "FILE"),
]


@pytest.mark.parametrize(("words", "code", "said"), CASES)
def test_exit_codes_and_sentences(folder: Path, words: str, code: int, said: str) -> None:
    found, out, err = run(folder, *words.split())
    assert (found, "Traceback" in err) == (code, False)
    assert said in out + err


def test_a_receipt_of_fifty_megabytes_gets_a_sentence(folder: Path) -> None:
    (folder / "large.json").write_bytes(b'{"a":"' + b"x" * (50 * 1024 * 1024))
    code, _, err = run(folder, "large.json", "a.pdf")
    assert (code, "Traceback" in err) == (2, False)
    assert "large.json: lớn hơn mức nhận là 1 MB." in err


@pytest.mark.parametrize("what", ["deep lists", "a huge number", "half a sign"])
def test_a_hostile_file_ends_with_json_of_errors(folder: Path, what: str) -> None:
    (folder / "hostile.json").write_bytes(HOSTILE[what])
    code, out, err = run(folder, "hostile.json", "a.pdf", "--json")
    assert (code, "Traceback" in err) == (2, False)
    assert json.loads(out)["ok"] is False
