"""The same week on PostgreSQL: neither a dump nor any byte of the server's own files tells who it was."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from danbiet.voices.tests.vaulting import SUMMARY
from tests.browser import Site, free_port
from tests.journeys.test_tips import SERVE, Watched, a_week, canaries_of, logs, look_in_a_backup, traces
from tests.postgres import PROGRAMS, Cluster

PEOPLE = """
from datetime import date
from danbiet.common.actor import Role
from tests.people import END_OF_DISTRICTS, _place, _played
city = _place("01", "Thành phố Hà Nội", tier="province", kind="city", days=(date(2008, 8, 1), None), above=[])
days = (date(2014, 4, 1), END_OF_DISTRICTS)
place = _place("021", "Quận Bắc Từ Liêm", tier="district", kind="urban_district", days=days, above=[city.unit])
_played([("chair", "Chủ tịch quận", ((Role.LEADER, place),)),
         ("inspector", "Thanh tra", ((Role.INSPECTOR, place),)),
         ("admin", "Quản trị", ((Role.ADMINISTRATOR, city),))])
"""


@dataclass
class OnPostgreSQL(Site):
    """A place whose database is a server's."""

    database: str = ""

    def environment(self) -> dict[str, str]:
        return {**super().environment(), "DATABASE_URL": self.database}


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.postgresql
def test_after_a_week_on_postgresql_nothing_tells_who_it_was(
    cluster: Cluster, browser: Browser, tmp_path: Path
) -> None:
    database = cluster.new_database()
    site = OnPostgreSQL(f"http://127.0.0.1:{free_port()}", tmp_path / "var", day="2021-09-21", database=database)
    for folder in ("tmp", "keys", "var"):
        (tmp_path / folder).mkdir()
    for words in (("migrate", "-v0"), ("collectstatic", "--noinput", "-v0"), ("shell", "-v0", "-c", PEOPLE),
                  ("shell", "-v0", "-c", SERVE.format(str(tmp_path / "keys")))):  # fmt: skip
        done = site.command(*words)
        assert done.returncode == 0, done.stderr
    watched = Watched(site, tmp_path)
    watched.serves("2021-09-21")
    try:
        a_week(watched, browser, tmp_path)
    finally:
        watched.ends()
    look_at_the_server(cluster, watched, tmp_path)
    look_in_a_backup(watched, tmp_path, Site(site.url, tmp_path / "unpacked", day="2021-09-27"))


def look_at_the_server(cluster: Cluster, watched: Watched, tmp_path: Path) -> None:
    """A dump (which unpacks what the server pressed together), and tables and log of writes as they lie on disk."""
    name = watched.site.database.rsplit("/", 1)[1]
    at = ["-h", str(cluster.folder), "-U", "danbiet", "-d", name]
    subprocess.run([str(PROGRAMS / "psql"), *at, "-qc", "CHECKPOINT"], check=True, capture_output=True)
    dump = subprocess.run([str(PROGRAMS / "pg_dump"), *at], check=True, capture_output=True).stdout
    (tmp_path / "dump").mkdir()
    (tmp_path / "dump" / "all.sql").write_bytes(dump)
    files = cluster.folder / "data"
    assert SUMMARY.encode() in dump
    halves = [half.encode() for half in (SUMMARY[:30], SUMMARY[30:])]  # a page of the log may begin within the words
    for folder in ("base", "pg_wal"):  # it does find
        kept = [path.read_bytes() for path in (files / folder).rglob("*") if path.is_file()]
        assert any(half in data for half in halves for data in kept), folder
    folders = [watched.site.data_dir, tmp_path / "tmp", tmp_path / "dump", files / "base", files / "pg_wal"]
    assert traces([*folders, *logs(tmp_path)], canaries_of(watched)) == []
