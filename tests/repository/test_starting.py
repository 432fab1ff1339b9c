"""A command that is stopped before it has begun: nothing of the framework is loaded by then."""

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
