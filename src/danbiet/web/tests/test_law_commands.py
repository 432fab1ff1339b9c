"""`deadline` and `duties`: their answers, their refusals, and that they need nothing around them."""

import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from danbiet.common import clock
from danbiet.law.calendar import official
from danbiet.law.duties import duties

SOURCE = Path(__file__).resolve().parents[3]


def run(*words: str) -> tuple[int, str, str]:
    """The exit code, what stands on stdout and on stderr."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(*words, stdout=out, stderr=err)
    except SystemExit as stopped:
        return int(stopped.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def answer(*words: str) -> tuple[int, dict]:
    code, out, _ = run(*words, "--json")
    return code, json.loads(out)


def test_the_day_in_vietnamese_and_english() -> None:
    code, out, _ = run("deadline", "CPL-02", "--on", "2021-09-01")
    assert code == 0
    assert "Chậm nhất thứ Hai 13/09/2021" in out
    assert "Căn cứ: Luật 02/2011/QH13, điều 27(1)." in out
    assert "  + thứ Năm 02/09/2021: tính (Quốc khánh)" in out
    assert "    thứ Hai 13/09/2021: ngày làm việc được dời đến" in out
    code, out, _ = run("deadline", "CPL-02", "--on", "2021-09-01", "--lang", "en")
    assert "By Monday 13 September 2021" in out
    assert "  + Thursday 2 September 2021: counted (National Day)" in out


@pytest.mark.parametrize(
    ("words", "due", "means"),
    [
        (["CPL-04", "--on", "2026-07-03"], "2026-07-14", "latest_day"),
        (["cpl-04", "--on", "2026-07-03"], "2026-07-14", "latest_day"),
        (["--days", "15", "--unit", "working_days", "--on", "2026-03-02"], "2026-03-23", "latest_day"),
        (["--days", "30", "--unit", "calendar_days", "--on", "2026-01-18"], "2026-02-23", "latest_day"),
        (["ATI-05", "--on", "2026-03-02", "--extend"], "2026-04-07", "latest_day"),
        (["DEN-07", "--on", "2025-01-02", "--extend", "2"], "2025-04-02", "latest_day"),
        (["CPL-05", "--on", "2026-07-01", "--remote"], "2026-08-17", "latest_day"),
        (["CPL-05", "--on", "2026-07-01", "--suspend", "2026-07-06", "2026-07-11"], "2026-08-05", "latest_day"),
        (
            [
                "CPL-05",
                "--on",
                "2026-07-01",
                "--suspend",
                "2026-07-06",
                "2026-07-11",
                "--suspend",
                "2026-07-13",
                "2026-07-14",
            ],
            "2026-08-06",
            "latest_day",
        ),
        (["PAR-01", "--on", "2026-02-01"], "2026-02-21", "earliest_end"),
        (["PAR-05", "--on", "2026-05-08"], "2026-04-29", "latest_start"),
        (["REC-17", "--on", "2026-09-05"], "2026-09-05", "same_day"),
    ],
)
def test_the_day_in_json(words: list[str], due: str, means: str) -> None:
    code, found = answer("deadline", *words)
    assert (code, found["due"], found["due_means"]) == (0, due, means)
    assert found["days"][-1]["day"] == due


@pytest.mark.parametrize(
    ("language", "condition", "note"),
    [
        ("vi", "chỉ khi pháp luật chuyên ngành không quy định thời hạn", "ngân sách: xem các mục BUD"),
        ("en", "only where no special law sets a time", "budget law: see BUD-*"),
    ],
)
def test_that_a_special_law_prevails_is_said_beside_the_day(language: str, condition: str, note: str) -> None:
    """Trap 9: five working days are the rule only where the budget's own clock sets nothing."""
    asked = ["deadline", "DIS22-02", "--on", "2026-02-10", "--lang", language]
    for said in (run(*asked)[1], answer(*asked)[1]["text"]):
        assert condition in said
        assert note in said


def test_days_counted_backward_say_so() -> None:
    assert "Tính ngược từ ngày hội nghị." in run("deadline", "PAR-05", "--on", "2026-05-08")[1]
    assert "Counted back from: conference date." in run("deadline", "PAR-05", "--on", "2026-05-08", "--lang", "en")[1]


def test_without_a_day_it_is_today(monkeypatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 23))
    assert answer("deadline", "DIS22-05")[1]["on"] == "2026-11-23"


@pytest.mark.parametrize("name", ["BUD26-01", "ATI26-00", "REC-01"])
def test_a_limit_that_is_no_day_cannot_be_told(name: str) -> None:
    code, found = answer("deadline", name, "--on", "2026-11-23")
    assert (code, found["due"], found["due_means"], found["days"]) == (3, None, "none", [])
    assert "Không tính được ngày" in found["text"]


def test_a_rule_that_did_not_hold_is_named_and_cannot_be_told() -> None:
    code, found = answer("deadline", "CPL-04", "--on", "2026-06-30")
    assert (code, found["ok"], found["errors"][0]["code"]) == (3, False, "not_in_force")
    assert "Nghị định 155/2026/NĐ-CP" in found["errors"][0]["message"]
    assert "từ 01/07/2026" in run("deadline", "CPL-04", "--on", "2026-06-30")[2]
    assert "from 01/07/2026" in run("deadline", "CPL-04", "--on", "2026-06-30", "--lang", "en")[2]


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (["deadline", "CPL-2", "--on", "2026-01-01"], "unknown_duty", "CPL-02"),
        (["deadline", "", "--on", "2026-01-01"], "wrong_use", "danbiet duties"),
        (["deadline", "--on", "2026-01-01"], "wrong_use", "danbiet duties"),
        (["deadline", "CPL-05", "--on", "01/07/2026"], "wrong_use", "01/07/2026"),
        (["deadline", "CPL-05", "--on", "2026-07-01", "--extend"], "wrong_use", "0 lần"),
        (["deadline", "ATI-05", "--on", "2026-07-01", "--extend", "2"], "wrong_use", "1 lần"),
        (["deadline", "ATI-05", "--on", "2026-07-01", "--extend", "one"], "wrong_use", "one"),
        (
            ["deadline", "CPL-05", "--on", "2026-07-01", "--suspend", "2026-07-06", "2026-07-06"],
            "wrong_use",
            "phải sau",
        ),
        (
            ["deadline", "CPL-05", "--on", "2026-07-01", "--days", "5", "--unit", "working_days"],
            "wrong_use",
            "Chọn một",
        ),
        (["deadline", "--days", "5", "--unit", "weeks", "--on", "2026-07-01"], "wrong_use", "working_days"),
        (["deadline", "--days", "-5", "--unit", "working_days", "--on", "2026-07-01"], "wrong_use", "-5"),
        (["deadline", "--days", "99999999999", "--unit", "calendar_days", "--on", "2026-07-01"], "wrong_use", "2060"),
        (["deadline", "--days", "99999", "--unit", "working_days", "--on", "2026-07-01"], "wrong_use", "2060"),
        (["deadline", "PAR-06", "--on", "9999-12-31"], "wrong_use", "2060"),
        (
            ["deadline", "--days", "5", "--unit", "working_days", "--on", "2026-07-01", "--remote"],
            "wrong_use",
            "--remote",
        ),
        (["deadline", "--days", "5", "--unit", "working_days", "--calendar", "none.csv"], "wrong_use", "none.csv"),
        (["duties", "--topic", "disclosures"], "unknown_topic", "disclosure"),
        (["duties", "--on", "today"], "wrong_use", "today"),
        (["duties", "--on", "20260302"], "wrong_use", "20260302"),
        (["duties", "--on", "2026-W10-1"], "wrong_use", "2026-W10-1"),
        (["deadline", "DIS22-05", "--on", ""], "wrong_use", "“”"),
    ],
)
def test_wrong_use_is_told_in_a_sentence(words: list[str], code: str, part: str) -> None:
    exit_code, found = answer(*words)
    assert (exit_code, found["ok"], found["errors"][0]["code"]) == (2, False, code)
    assert part in found["errors"][0]["message"]
    english = run(*words, "--lang", "en")[2]
    assert english
    assert english != run(*words)[2]


def test_a_calendar_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    rows = [f"{one.day},{'work' if one.works else 'off'},{one.label},x\n" for one in official().changes()]
    path.write_text("date,kind,label,source\n" + "".join(rows) + "2026-12-04,off,Ngày nghỉ mới,Thông báo\n", "utf-8")
    given = ["deadline", "DIS22-05", "--on", "2026-12-01"]
    assert answer(*given)[1]["due"] == "2026-12-08"
    assert answer(*given, "--calendar", str(path))[1]["due"] == "2026-12-09"


def test_a_day_in_a_calendar_is_written_as_anywhere_else(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("date,kind,label,source\n20260106,off,a,b\n2026-W02-3,off,a,b\n2026-01-08,off,a,b\n", "utf-8")
    code, found = answer("deadline", "DIS22-05", "--on", "2026-01-05", "--calendar", str(path))
    assert (code, [(one["row"], one["code"]) for one in found["errors"]]) == (2, [(2, "day_wrong"), (3, "day_wrong")])


def test_an_extension_to_a_total_says_what_is_added_and_how_much_it_is_in_all() -> None:
    """Denunciations: 7 working days for the first check, not over 10 in all (Law 25/2018 article 24(1))."""
    given = ["deadline", "DEN-01", "--extend", "--on", "2026-01-05"]
    found = answer(*given)[1]
    assert (found["due"], found["extended"]) == (
        "2026-01-16", [{"n": 3, "unit": "working_days", "first": "2026-01-14", "last": "2026-01-16"}],
    )  # fmt: skip
    _, out, _ = run(*given, "--lang", "en")
    assert "Extended by 3 working days, to Friday 16 January 2026: 10 working days in all." in out
    assert "Gia hạn 3 ngày làm việc, đến thứ Sáu 16/01/2026: cả thảy 10 ngày làm việc." in run(*given)[1]
    plain = run("deadline", "DEN-06", "--extend", "--on", "2025-01-02", "--lang", "en")[1]
    assert "Extended by 30 calendar days, to Monday 3 March 2025." in plain


def test_a_damaged_calendar_is_refused_by_row(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("date,kind,label,source\n2026-02-30,off,a,b\n2026-01-01,holiday,a,b\n", encoding="utf-8")
    code, found = answer("deadline", "DIS22-05", "--on", "2026-12-01", "--calendar", str(path))
    assert code == 2
    assert [(one["row"], one["column"], one["code"]) for one in found["errors"]] == [
        (2, "date", "day_wrong"),
        (3, "kind", "kind_unknown"),
    ]
    assert found["errors"][0]["message"] == "2026-02-30 không phải ngày dạng 2026-11-23"
    path.write_text("date,kind,label,source\n2026-01-01,off," + "x" * 200_000 + ",b\n", encoding="utf-8")
    assert "không phải CSV" in answer("deadline", "DIS22-05", "--calendar", str(path))[1]["errors"][0]["message"]
    path.write_bytes(b"\xff\xfe")
    assert answer("deadline", "DIS22-05", "--on", "2026-12-01", "--calendar", str(path))[0] == 2


def test_duties_are_listed_by_day_and_topic() -> None:
    assert len(answer("duties")[1]["duties"]) == 207
    found = answer("duties", "--on", "2021-09-21", "--topic", "disclosure")[1]["duties"]
    assert [one["id"] for one in found] == [one.id for one in duties(on=date(2021, 9, 21), topic="disclosure")]
    first = found[0]
    assert (first["certainty"], first["limit"]) == ("memory", {"n": 2, "unit": "calendar_days", "kind": "max"})
    _, out, _ = run("duties", "--topic", "poverty", "--lang", "en")
    assert "POV-03" in out
    assert "? within 7 working days" in out
    assert "3 duties." in out


@pytest.mark.parametrize(("on", "apart"), [("1800-01-01", []), ("2021-09-21", []), ("2026-11-23", ["CAL-06"])])
def test_a_rule_of_which_nobody_knows_the_start_is_listed_apart(on: str, apart: list[str]) -> None:
    found = answer("duties", "--on", on)[1]
    assert "CAL-06" not in [one["id"] for one in found["duties"]]
    assert [one["id"] for one in found["start_unknown"]] == apart
    out = run("duties", "--on", on)[1]
    assert ("Không rõ có hiệu lực từ ngày nào" in out) == ("CAL-06   ? " in out) == bool(apart)
    assert ("Not known from which day" in run("duties", "--on", on, "--lang", "en")[1]) == bool(apart)


@pytest.mark.parametrize(
    ("on", "words"),
    [("2026-11-23", "Không rõ CAL-06 có hiệu lực ngày"), ("2021-09-21", "CAL-06 không có hiệu lực ngày")],
)
def test_a_rule_of_unknown_start_cannot_be_told(on: str, words: str) -> None:
    code, found = answer("deadline", "CAL-06", "--on", on)
    assert (code, found["errors"][0]["code"]) == (3, "not_in_force")
    assert words in found["errors"][0]["message"]
    assert "hiệu lực không rõ từ ngày nào" in found["errors"][0]["message"]


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, object]:
    """An empty folder that cannot be written, no variables, nowhere to keep data."""
    folder = tmp_path / "bare"
    folder.mkdir()
    folder.chmod(0o500)
    return {"cwd": folder, "env": {"PYTHONPATH": str(SOURCE), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}}


UNPLUGGED = """
import socket, sys
def refused(*args, **kwargs):
    raise AssertionError("no network, no database")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refused
import sqlite3
sqlite3.connect = refused
from danbiet.config.command import main
main()
assert "danbiet.config.settings" not in sys.modules
"""


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (["deadline", "CPL-04", "--on", "2026-07-03"], 0, "14/07/2026"),
        (["deadline", "CPL-04", "--on", "2026-07-03", "--lang", "en"], 0, "counted"),
        (["deadline", "DIS22-05", "--json"], 0, '"due"'),
        (["deadline", "BUD26-01", "--on", "2026-07-03"], 3, "Không tính được"),
        (["duties", "--on", "2026-11-23"], 0, "nghĩa vụ."),
    ],
)
def test_they_need_no_settings_no_database_no_network_and_write_nothing(bare, words, code: int, part: str) -> None:
    done = subprocess.run([sys.executable, "-c", UNPLUGGED, *words], capture_output=True, text=True, **bare)
    assert (done.returncode, part in done.stdout, done.stderr) == (code, True, "")
    assert os.listdir(bare["cwd"]) == []


@pytest.mark.parametrize(
    ("words", "set_", "code", "sentence"),
    [
        (["duties", "--on"], {}, 2, "--on còn thiếu giá trị."),
        (["duties", "--on", "--lang", "en"], {}, 2, "--on lacks a value."),
        (["duties", "--bogus", "x"], {}, 2, "Không hiểu: --bogus x."),
        (["verify", "r.json"], {}, 2, "Còn thiếu: FILE."),
        (["deadline", "CPL-04", "--lang", "fr"], {}, 2, "--lang: 'fr' không có, chọn một trong 'vi', 'en'."),
        (["compose", "a.csv", "--design", "d", "--out", "o"], {}, 2, "Cần một trong: --edition --index."),
        (["compose", "a.csv", "--design", "d", "--out", "o", "--edition", "a", "--index", "b"], {}, 2,
         "--index không dùng cùng --edition."),
        (["report", "decade", "--place", "01"], {}, 2, "kind: 'decade' không có, chọn một trong"),
        (["import_score"], {}, 2, "Không có lệnh import_score."),
        (["tick"], {}, 4, "Môi trường chạy không ổn: no such table"),
        (["tick"], {"DANBIET_DATE": "2026-11-23"}, 4, "Môi trường chạy không ổn: unknown variable DANBIET_DATE"),
    ],
)  # fmt: skip
def test_a_wrong_line_and_wrong_surroundings_are_told_like_any_refusal(
    tmp_path: Path, words: list[str], set_: dict[str, str], code: int, sentence: str
) -> None:
    known = {"PYTHONPATH": str(SOURCE), "PATH": os.environ["PATH"], "DANBIET_DATA_DIR": str(tmp_path)}
    line = [sys.executable, "-c", "from danbiet.config.command import main; main()", *words]
    plain, as_json = (
        subprocess.run([*line, *more], capture_output=True, text=True, env=known | set_) for more in ([], ["--json"])
    )
    assert (plain.returncode, as_json.returncode) == (code, code)
    assert sentence in plain.stderr
    assert "Traceback" not in plain.stderr
    (error,) = json.loads(as_json.stdout)["errors"]
    assert sentence in error["message"]
