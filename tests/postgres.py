"""A PostgreSQL server of the tests' own: a new cluster in a temporary directory, reached by a Unix socket.

As a program, `python tests/postgres.py COMMAND...` runs a command with DATABASE_URL pointing at such a cluster
and ends with its exit code, or with 4 where there is no PostgreSQL 15.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
OPTIONS = [
    "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off", "-c", "listen_addresses=",
    "-c", "wal_keep_size=512MB",  # what was written an hour ago is still there to be searched for traces
]  # fmt: skip


@dataclass(frozen=True)
class Cluster:
    """A running server."""

    folder: Path

    def url(self, name: str = "postgres") -> str:
        return f"postgresql://danbiet@{quote(str(self.folder), safe='')}/{name}"

    def new_database(self, template: str = "template0") -> str:
        """The address of a new database, empty or a copy of another."""
        name = f"d{uuid.uuid4().hex[:12]}"
        run([str(PROGRAMS / "createdb"), "-h", str(self.folder), "-U", "danbiet", "-T", template, name])
        return self.url(name)


def is_present() -> bool:
    return (PROGRAMS / "postgres").exists()


def run(words: list[str]) -> None:
    subprocess.run(words, check=True, capture_output=True, **owner())


def owner() -> dict[str, object]:
    """PostgreSQL refuses to run as root; there its own user starts it."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}


@contextmanager
def started() -> Iterator[Cluster]:
    """A server that is gone, with its files, at the end."""
    folder = Path(tempfile.mkdtemp(prefix="dbpg", dir="/tmp"))
    try:
        if owner():
            shutil.chown(folder, "postgres", "postgres")
        data = folder / "data"
        run([str(PROGRAMS / "initdb"), "-D", str(data), "-U", "danbiet", "-A", "trust", "--no-sync", "-E", "UTF8",
             "--locale=C.UTF-8"])  # fmt: skip
        server = subprocess.Popen(
            [str(PROGRAMS / "postgres"), "-D", str(data), "-k", str(folder), *OPTIONS],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, **owner(),
        )  # fmt: skip
        try:
            run([str(PROGRAMS / "psql"), *wait_words(folder)])
            yield Cluster(folder)
        finally:
            server.send_signal(signal.SIGQUIT)  # its files are thrown away
            server.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def wait_words(folder: Path) -> list[str]:
    """Wait until the server answers, then ask it something."""
    for _ in range(100):
        asked = subprocess.run(
            [str(PROGRAMS / "pg_isready"), "-q", "-h", str(folder), "-t", "1"], check=False, capture_output=True
        )
        if asked.returncode == 0:
            break
        signal.sigtimedwait([], 0.1)
    return ["-h", str(folder), "-U", "danbiet", "-d", "postgres", "-Atc", "select 1"]


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A server for tests that speak to PostgreSQL themselves (mark them `postgresql`)."""
    if not is_present():
        if os.environ.get("DANBIET_REQUIRE_ALL") == "1":
            pytest.fail("absent: PostgreSQL 15")
        pytest.skip("absent: PostgreSQL 15")
    with started() as one:
        yield one


def main() -> int:
    if not is_present():
        return 4
    with started() as one:
        return subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": one.url()}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
