"""What is said to operators fits what the product reads and has."""

import re
import subprocess
from pathlib import Path

import pytest

from danbiet.common import formats
from danbiet.config import open311, quiet
from danbiet.config.environment import KNOWN
from danbiet.ledger.forms import LARGEST_LIST
from danbiet.survey.services import answers
from danbiet.voices.forms import vaults
from danbiet.voices.rules import MOST_PHOTOS
from tests.repository.test_shape import MODULES, ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
FORM = 64 * 1024  # what a form weighs beside its files
LARGEST = {
    "/voices/PA-2021-000001/answer/": MOST_PHOTOS * formats.LIMIT + FORM,
    "/en/voices/vaults/1/carrying/": vaults.LARGEST + FORM,
    "/open311/v2/requests.json": open311.LARGEST,
    "/survey/waves/1/answers/": answers.MOST_BYTES + FORM,
    "/disclosure/00601/new/": formats.LIMIT + FORM,
    "/proof/verify/": formats.LIMIT + LARGEST_LIST + FORM,
    "/tips/new/": quiet.LARGEST,
}
COMMANDS = {path.stem for path in MODULES if path.parent.name == "commands"} | {"migrate", "collectstatic"}


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_every_setting_is_in_the_documents(name: str) -> None:
    assert f"`DANBIET_{name}`" in (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")


def test_the_documents_name_no_setting_that_is_not_read() -> None:
    for path in [*DEPLOY.iterdir(), *(ROOT / "docs").glob("*.md")]:
        named = re.findall(r"\bDANBIET_([A-Z_]+[A-Z])\b", path.read_text(encoding="utf-8"))
        assert {name.removesuffix("_FILE") if name not in KNOWN else name for name in named} <= KNOWN, path.name


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_run_commands_that_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert {section for section in re.findall(r"^\[(\w+)\]$", text, re.MULTILINE)} <= {
        "Unit",
        "Service",
        "Timer",
        "Install",
    }
    assert set(re.findall(r"bin/danbiet (\w+)", text)) <= COMMANDS


@pytest.mark.parametrize("path", [path for path in UNITS if path.suffix == ".service"], ids=lambda path: path.name)
def test_services_are_hardened(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for line in ("User=danbiet", "NoNewPrivileges=yes", "ProtectSystem=strict", "UMask=0077", "CapabilityBoundingSet="):
        assert re.search(rf"^{re.escape(line)}$", text, re.MULTILINE), line


def test_the_proxy_writes_down_nobody() -> None:
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    written = re.search(r"log_format danbiet '([^']*)'", text)[1]
    assert not re.search(r"remote|agent|referer|args|request_uri|\$request ", written)
    assert re.findall(r"access_log ([^\s;]+)", text).count("off") == len(re.findall("access_log", text)) - 1


@pytest.mark.parametrize(("ended", "told"), [(0, 0), (65, 65), (75, 75), (1, 75), (2, 75), (127, 75), (137, 75)])
def test_a_letter_is_taken_given_back_or_kept_and_never_lost(ended: int, told: int, tmp_path: Path) -> None:
    program, script = tmp_path / ".venv" / "bin" / "danbiet", tmp_path / "deploy" / "receive-mail"
    for path in (program, script):
        path.parent.mkdir(parents=True)
    settings = tmp_path / "environment"
    settings.write_text("DANBIET_HOSTS='a b'\n")
    text = (DEPLOY / "receive-mail").read_text(encoding="utf-8")
    script.write_text(text.replace("/etc/danbiet/environment", str(settings)))
    program.write_text(f'#!/bin/sh\necho "$DANBIET_HOSTS|$*"\nexit {ended}\n')
    program.chmod(0o755)
    run = ["/bin/sh", str(script), "--envelope-sender=an@example.vn"]
    done = subprocess.run(run, env={}, capture_output=True, text=True, check=False)
    said = "a b|receive_mail --sysexits --envelope-sender=an@example.vn\n"
    assert (done.returncode, done.stdout) == (told, said)
    program.unlink()
    assert subprocess.run(run, env={}, capture_output=True, check=False).returncode == 75
    settings.unlink()
    assert subprocess.run(run, env={}, capture_output=True, check=False).returncode == 75


@pytest.mark.parametrize("path", LARGEST)
def test_the_proxy_lets_through_what_the_forms_allow(path: str) -> None:
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8").partition("listen 443")[2]
    blocks = re.findall(r"location ~ (\S+) \{(.*?)\}", text, re.DOTALL)
    inside = next((block for pattern, block in blocks if re.match(pattern, path)), "")
    sizes = [re.search(r"client_max_body_size (\d+)m;", part) for part in (inside, text)]
    most = int(next(found for found in sizes if found)[1]) * 1024**2
    assert LARGEST[path] <= most < LARGEST[path] + 50 * 1024**2
