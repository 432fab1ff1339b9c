"""A real browser against the real server on the demo place: what journeys and page checks stand on."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = os.environ.get("DANBIET_CHROMIUM") or shutil.which("chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@dataclass
class Site:
    """A served copy of the demo place."""

    url: str
    data_dir: Path
    server: subprocess.Popen[bytes] | None = None
    day: str = ""

    def changes_day(self, day: str) -> None:
        """Serve (again) as if today were another day."""
        self.stops()
        self.day = day
        self.server = subprocess.Popen(
            [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port",
             self.url.rsplit(":", 1)[1], "--blocking-threads", "2", "--no-log", "danbiet.config.wsgi:application"],
            cwd=ROOT, env=self.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        wait_for(self.url)

    def stops(self) -> None:
        if self.server is not None:
            self.server.terminate()
            self.server.wait(timeout=20)

    def environment(self) -> dict[str, str]:
        return environment(self.data_dir, DANBIET_BASE_URL=self.url, DANBIET_TODAY=self.day)

    def command(self, *words: str, given: str | None = None, **more: str) -> subprocess.CompletedProcess[str]:
        """Run `danbiet COMMAND` on the same data; `more` changes its environment."""
        return subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env={**self.environment(), **more}, input=given,
            capture_output=True, text=True, check=False, timeout=300,
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
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The demo place, each stage of it built once: once for all runs that share a folder (scripts/test)."""
    folder = Path(os.environ.get("DANBIET_TEST_PLACES") or tmp_path_factory.mktemp("places"))
    folder.mkdir(parents=True, exist_ok=True)

    @cache
    def build(stage: str) -> Path:
        with (folder / f"{stage}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (folder / stage).exists():
                building = Path(tempfile.mkdtemp(dir=folder))
                seed(building, stage)
                building.rename(folder / stage)
        return folder / stage

    return build


def seed(data_dir: Path, stage: str) -> None:
    options = ["--start"] if stage == "start" else []
    for words in (["seed_demo", *options], ["collectstatic", "--noinput", "-v0"]):
        subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=environment(data_dir), check=True, timeout=600,
            capture_output=True,
        )  # fmt: skip


@pytest.fixture
def site(
    chromium: str,
    seeded: Callable[[str], Path],
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[Site]:
    """A copy of the demo place of one's own, served by the server of production.

    `@pytest.mark.demo(stage, day)` chooses the stage (`whole`, or `start`: before plan 313) and the day.
    """
    mark = request.node.get_closest_marker("demo")
    stage, day = mark.args if mark else ("whole", "2021-09-21")
    data_dir = tmp_path_factory.mktemp("site") / "var"
    shutil.copytree(seeded(stage), data_dir)
    site = Site(f"http://127.0.0.1:{free_port()}", data_dir)
    site.changes_day(day)
    yield site
    site.stops()


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
