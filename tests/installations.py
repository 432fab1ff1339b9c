"""Whole installations on a data directory and a database of their own, driven from outside by their commands."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.postgres import Cluster

ROOT = Path(__file__).resolve().parents[1]
FILL = """
from datetime import datetime
from django.conf import settings
from django.db import transaction
from danbiet.accounts.models import User
from danbiet.common import clock
from danbiet.common.actor import Actor
from danbiet.common.files import store
from danbiet.ledger import services as ledger
an = User.objects.create_user(username="an", password="một mật khẩu dài", first_name="Nguyễn Văn An")
for number in range(30):
    with transaction.atomic():
        ledger.record(by=Actor(an.pk, "An"), act="a.b", target=f"a.c/{number}", place="021@2014-04-01",
                      payload={"b": [number, None, "Đông Ngạc"], "a": {"z": "1.50", "é": True}}, at=clock.now())
store(b"%PDF-1.7 mot tep")
"""
LIST = """
from danbiet.common import clock
from danbiet.common.files import house
from danbiet.ledger import services as ledger
ledger.sign_status(day=clock.today(), items={}, at=clock.now(), house=house())
"""


@dataclass(frozen=True)
class Installation:
    """A data directory and a database."""

    data_dir: Path
    database: str = ""
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("DANBIET_", "DATABASE_URL"))}
        named = {"DATABASE_URL": self.database} if self.database else {}
        return {**kept, "PYTHONPATH": "src", "DANBIET_DATA_DIR": str(self.data_dir), **named, **self.more}

    def start(self, *words: str, **options: object) -> subprocess.Popen[str]:
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
        return subprocess.Popen(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=self.environment, text=True, **pipes
        )

    def run(self, *words: str, **options: object) -> tuple[int, str, str]:
        """Exit code, stdout and stderr of a command."""
        process = self.start(*words, **options)
        out, err = process.communicate(timeout=300)
        return process.returncode, out, err

    def ask(self, *words: str) -> dict[str, object]:
        """The JSON answer of a command."""
        return json.loads(self.run(*words, "--json")[1])

    def do(self, *words: str) -> str:
        """A command that must succeed."""
        code, out, err = self.run(*words)
        assert code == 0, err
        return out

    def python(self, code: str) -> str:
        return self.do("shell", "-v0", "-c", code)


@dataclass(frozen=True)
class Maker:
    """Makes installations of one database engine."""

    engine: str
    folder: Path
    cluster: Cluster | None
    count: list[int] = field(default_factory=list)
    kept: list[Installation] = field(default_factory=list)

    def empty(self) -> Installation:
        """Nothing but a place to be."""
        self.count.append(1)
        database = self.cluster.new_database() if self.cluster else ""
        return Installation(self.folder / f"{self.engine}{len(self.count)}", database)

    def migrated(self) -> Installation:
        """Every table and no row; made once, then copied."""
        if not self.kept:
            one = self.empty()
            one.do("migrate", "-v0")
            self.kept.append(one)
        return self.copy(self.kept[0])

    def copy(self, template: Installation) -> Installation:
        """The same again, to be spoiled by a test."""
        self.count.append(1)
        data_dir = self.folder / f"{self.engine}{len(self.count)}"
        shutil.copytree(template.data_dir, data_dir)
        database = self.cluster.new_database(template.database.rsplit("/", 1)[1]) if self.cluster else ""
        return Installation(data_dir, database)


ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture(scope="session", params=ENGINES)
def maker(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Maker:
    cluster = request.getfixturevalue("cluster") if request.param == "postgresql" else None
    return Maker(request.param, tmp_path_factory.mktemp(request.param), cluster)


@pytest.fixture(scope="session")
def template(maker: Maker) -> Installation:
    """An installation with people, events, a file, a signed head and a signed list; made once for each engine."""
    one = maker.migrated()
    one.python(FILL)
    one.do("tick")
    one.python(LIST)
    return one


@pytest.fixture
def installation(maker: Maker, template: Installation) -> Installation:
    return maker.copy(template)


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pair of backup keys."""
    folder = tmp_path_factory.mktemp("keys")
    Installation(folder / "var").do("backup", "--keygen", str(folder))
    return folder


@pytest.fixture
def backed_up(installation: Installation, keys: Path, tmp_path: Path) -> Path:
    out = tmp_path / "out" / "backup.age"
    out.parent.mkdir()
    installation.do("backup", str(out), "--to", str(keys / "recipient.txt"))
    return out


def files_in(folder: Path) -> list[str]:
    """Every file below a folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
