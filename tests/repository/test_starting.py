"""A command that is stopped before it has begun: nothing of the framework is loaded by then."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from danbiet.config import command

SOURCE = str(Path(command.__file__).resolve().parents[2])


def test_a_command_stopped_while_it_starts_is_answered(monkeypatch, capsys) -> None:
    monkeypatch.setattr(command, "run", lambda: signal.raise_signal(signal.SIGINT))
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background does not hear it
    try:
        with pytest.raises(SystemExit) as ended:
            command.main()
    finally:
        signal.signal(signal.SIGINT, before)  # a stopped command is deaf to further interrupts
    assert (ended.value.code, capsys.readouterr().err) == (130, "Đã dừng. Chưa ghi dở dang gì.\n")
    code = "import sys, danbiet.config.command; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": SOURCE}, check=False).returncode == 0


@pytest.mark.parametrize(("words", "code"), [(("tick", "--json"), 4), (("receive_mail", "--json", "--sysexits"), 75)])
def test_a_place_that_cannot_be_written_is_said_and_loses_no_letter(words: tuple[str, ...], code: int) -> None:
    done = start("/proc/nowhere", *words)
    assert done.returncode == code
    assert "Môi trường chạy không ổn" in done.stderr
    assert json.loads(done.stdout)["errors"][0]["code"] == "surroundings"


def test_what_a_command_makes_is_nobody_elses_to_read(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        start(str(tmp_path / "var"), "migrate", "places", "0001", "-v0")
    finally:
        os.umask(before)
    made = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert "db.sqlite3" in {path.name for path in made}
    assert [path.name for path in made if path.stat().st_mode & 0o077] == []


def test_what_a_command_says_can_be_read_in_any_surroundings(tmp_path: Path) -> None:
    done = start(str(tmp_path), "deadline", "CPL-01", "--on", "2021-09-21", PYTHONIOENCODING="latin-1")
    assert (done.returncode, done.stderr) == (0, "")
    assert "thứ" in done.stdout


def start(data_dir: str, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A command in an environment of nothing but where its data lie."""
    line = [sys.executable, str(Path(SOURCE).parent / "manage.py"), *words]
    given = {"PYTHONPATH": SOURCE, "DANBIET_DATA_DIR": data_dir, **more}
    return subprocess.run(line, env=given, capture_output=True, encoding="utf-8", check=False)
