"""A real browser against the real server on the demo place: what journeys and page checks stand on."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = os.environ.get("DANBIET_CHROMIUM") or shutil.which("chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@dataclass(frozen=True)
class Site:
    """A served copy of the demo place."""

    url: str
    data_dir: Path

    def command(self, *words: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run `danbiet COMMAND` on the same data."""
        return subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=environment(self.data_dir), input=given,
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DANBIET_", "DATABASE_URL"))}
    return {**kept, "PYTHONPATH": "src", "DANBIET_DEMO": "1", "DANBIET_DATA_DIR": str(data_dir), **more}


@pytest.fixture(scope="session")
def chromium() -> str:
    if CHROMIUM is None:
        if os.environ.get("DANBIET_REQUIRE_ALL") == "1":
            pytest.fail("absent: chromium")
        pytest.skip("absent: chromium")
    return CHROMIUM


@pytest.fixture(scope="session")
def browser_type_launch_args(chromium: str) -> dict[str, object]:
    return {"executable_path": chromium, "headless": True, "args": FLAGS}


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Path:
    """The demo place, built once."""
    data_dir = tmp_path_factory.mktemp("demo")
    for words in (["seed_demo"], ["collectstatic", "--noinput", "-v0"]):
        subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=environment(data_dir), check=True, timeout=600
        )
    return data_dir


@pytest.fixture(scope="module")
def site(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A copy of the demo place of one's own, served by the server of production."""
    data_dir = tmp_path_factory.mktemp("site") / "var"
    shutil.copytree(seeded, data_dir)
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--no-log",
         "danbiet.config.wsgi:application"],
        cwd=ROOT, env=environment(data_dir, DANBIET_BASE_URL=f"http://localhost:{port}"),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(url)
        yield Site(url, data_dir)
    finally:
        server.terminate()
        server.wait(timeout=20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, seconds: int = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(url, timeout=5)
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(url)
