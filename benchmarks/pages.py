"""Every page with 126 wards × 5 years × 100 tasks (63,000), and with 13 wards: median, 95th percentile, queries.

usage: pages.py [--wards 126] [--small 13] [--years 5] [--tasks 100] [--requests 30] [--postgresql] [--only PATTERN]
Builds each place in a folder of its own through the services, serves it with one worker, asks as signed-in people.
Ends with 1 when a page takes over 100 ms at the median, over 3 times as with the small place, or over 12 queries.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
PASSWORD = "do-thu-trang"
MOST_MS, MOST_RATIO, MOST_QUERIES, WARMING = 100, 3, 12, 3
SKIN = "{name:<34}{median:>8}{p95:>8}{small:>8}{small_p95:>8}{ratio:>7}{queries:>5}"
PAGES = {
    "city": {
        "home": "/", "find": "/find/?q=dong%20ngac", "desk": "/desk/", "desk, one part": "/desk/?part=plans",
        "leader page": "/leader/", "search, common words": "/search/?q=tiep%20dan",
        "search, rare words": "/search/?q=viec%2099", "search, nothing found": "/search/?q=khong%20thay",
        "plans": "/plans/", "new plan": "/plans/new/", "plan": "/plans/{plan}/",
        "plan, last page": "/plans/{plan}/?page=2",
        "plan, work": "/plans/{plan}/?show=work", "plan, lacking": "/plans/{plan}/?show=lacking",
        "plan, late": "/plans/{plan}/?show=late", "plan, done": "/plans/{plan}/?show=done",
        "plan of a ward": "/plans/{ward_plan}/", "coverage": "/plans/{plan}/coverage/",
        "cascade": "/plans/{plan}/cascade/", "cascade, last page": "/plans/{plan}/cascade/?page=2",
        "cascade of a ward": "/plans/{ward_plan}/cascade/", "split": "/plans/{plan}/split/?{items}",
        "task": "/plans/tasks/{task}/", "draft": "/plans/{draft}/draft/", "clause": "/plans/items/{item}/",
        "target": "/plans/targets/{target}/", "import": "/plans/import/", "import, reviewed": "/plans/import/{import}/",
        "place": "/places/01/", "place, a ward": "/places/{ward}/", "scores": "/scores/01/",
        "scores, series": "/scores/01/series/participation/", "scores, compared": "/scores/compare/?place=01&place=31",
        "scores, map": "/scores/map/", "reports": "/reports/", "new report": "/reports/new/",
        "calls": "/reports/calls/",
        "report, draft": "/reports/{report}/", "report, edited": "/reports/{report}/edit/",
        "report, issued": "/reports/{issued}/", "figure, largest": "/reports/{report}/figures/{largest}/",
        "figure, listed": "/reports/{report}/figures/{listed}/", "proof": "/proof/", "manual": "/manual/",
        "manual, searched": "/manual/?q=bao%20cao", "own account": "/accounts/me/", "health": "/health",
    },
    "boss": {"desk": "/desk/", "leader page": "/leader/"},
    "ward": {
        "home": "/", "desk": "/desk/", "plan of the ward": "/plans/{ward_plan}/", "task": "/plans/tasks/{task}/",
        "plans": "/plans/", "calls": "/reports/calls/",
    },
    "wardboss": {"desk": "/desk/", "leader page": "/leader/", "report, issued": "/reports/{issued}/"},
    "keeper": {"desk": "/desk/", "people": "/accounts/"},
    "": {
        "home": "/", "plans": "/plans/", "plan": "/plans/{plan}/", "plan of a ward": "/plans/{ward_plan}/",
        "cascade": "/plans/{plan}/cascade/", "task": "/plans/tasks/{task}/", "place": "/places/01/",
        "scores": "/scores/01/", "search, common words": "/search/?q=tiep%20dan", "reports": "/reports/",
        "report, issued": "/reports/{issued}/", "sign in": "/accounts/login/",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """How long a page took, in milliseconds, and how many queries it asked."""

    median: float
    p95: float
    queries: int


def environment(data_dir: Path, port: int = 8000) -> dict[str, str]:
    own = {
        "DANBIET_DATA_DIR": str(data_dir), "DANBIET_DEMO": "1", "DANBIET_TODAY": "2026-11-23",
        "PYTHONPATH": str(ROOT / "src"), "DANBIET_BASE_URL": f"http://localhost:{port}",
        "DJANGO_SETTINGS_MODULE": "danbiet.config.settings",
    }  # fmt: skip
    return {**os.environ, **own}


def build(data_dir: Path, *, wards: int, years: int, tasks: int) -> dict[str, dict[str, tuple[str, int]]]:
    """Run this script again as the builder: settings are read once a process. Returns address and queries by page."""
    words = ["--build", "--wards", str(wards), "--years", str(years), "--tasks", str(tasks)]
    subprocess.run([sys.executable, __file__, *words], env=environment(data_dir), cwd=ROOT, check=True)
    return json.loads((data_dir / "pages.json").read_text())


def built(data_dir: Path, *, wards: int, years: int, tasks: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from benchmarks.filled import fill

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    with transaction.atomic():
        found = fill(wards=wards, years=years, tasks=tasks)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as its own housekeeping does within a minute
    asked = {}
    for name, own in PAGES.items():
        paths = {page: path.format(**found) for page, path in own.items()}
        queries = counted(name, set(paths.values()))
        asked[name] = {page: (path, queries[path]) for page, path in paths.items()}
    (data_dir / "pages.json").write_text(json.dumps(asked))


def counted(name: str, paths: set[str]) -> dict[str, int]:
    """The queries of each address when asked a second time."""
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "localhost"})
    if name:
        backend = "allauth.account.auth_backends.AuthenticationBackend"
        client.force_login(get_user_model().objects.get(username=name), backend=backend)
    found = {}
    for path in paths:
        first = client.get(path)
        assert first.status_code == 200, (name, path, first.status_code)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        found[path] = len(queries)
    return found


@contextmanager
def served(data_dir: Path) -> Iterator[str]:
    """One worker on a free port."""
    from tests.browser import free_port, wait_for

    port = free_port()
    words = ["--interface", "wsgi", "--port", str(port), "--workers", "1", "--blocking-threads", "2", "--no-log"]
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", *words, "danbiet.config.wsgi:application"],
        cwd=ROOT, env=environment(data_dir, port), stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def signed_in(url: str, name: str) -> OpenerDirector:
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    if not name:
        return opener
    page = opener.open(f"{url}/accounts/login/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    form = urlencode({"login": name, "password": PASSWORD, "csrfmiddlewaretoken": token}).encode()
    answer = opener.open(f"{url}/accounts/login/", form, timeout=30)
    assert answer.url.endswith("/desk/"), answer.url
    return opener


def measured(opener: OpenerDirector, url: str, requests: int) -> tuple[float, float]:
    times = []
    for number in range(requests + WARMING):
        begin = time.perf_counter()
        opener.open(url, timeout=120).read()
        if number >= WARMING:
            times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times), statistics.quantiles(times, n=20)[18]


@contextmanager
def database(is_postgresql: bool) -> Iterator[None]:
    """A PostgreSQL server for the time of a run, or the file in the folder."""
    from tests import postgres

    with postgres.started() if is_postgresql else nullcontext() as cluster:
        if cluster:
            os.environ["DATABASE_URL"] = cluster.url()
        yield
    os.environ.pop("DATABASE_URL", None)


def run(wards: int, options: argparse.Namespace) -> dict[tuple[str, str], Taken]:
    """Every page of every person: (person, page) → how it was answered."""
    with tempfile.TemporaryDirectory() as folder, database(options.postgresql):
        begin = time.perf_counter()
        asked = build(Path(folder), wards=wards, years=options.years, tasks=options.tasks)
        print(f"{wards} wards built in {time.perf_counter() - begin:.0f} s", file=sys.stderr)
        found = {}
        with served(Path(folder)) as url:
            for name in PAGES:
                opener = signed_in(url, name)
                for page, (path, queries) in asked[name].items():
                    if re.search(options.only, page):
                        found[name, page] = Taken(*measured(opener, url + path, options.requests), queries)
        return found


def table(large: dict[tuple[str, str], Taken], small: dict[tuple[str, str], Taken], *, wards: int, few: int) -> int:
    """Print both sizes side by side; returns how many pages fail."""
    head = {"name": "page", "median": f"{wards}", "p95": "p95", "small": f"{few}", "small_p95": "p95"}
    print(SKIN.format(**head, ratio="ratio", queries="q"))
    failed = 0
    for key, many in large.items():
        one = small[key]
        ratio, queries = many.median / one.median, max(many.queries, one.queries)
        is_bad = many.median > MOST_MS or ratio > MOST_RATIO or queries > MOST_QUERIES
        failed += is_bad
        times = {"median": many.median, "p95": many.p95, "small": one.median, "small_p95": one.p95, "ratio": ratio}
        row = {name: f"{value:.1f}" for name, value in times.items()}
        name = f"{key[0] or 'anybody'}: {key[1]}"
        print(SKIN.format(name=name, queries=queries, **row) + ("  <-" if is_bad else ""))
    return failed


def main() -> None:
    parser = argparse.ArgumentParser()
    for name, default in (("wards", 126), ("small", 13), ("years", 5), ("tasks", 100), ("requests", 30)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--build", action="store_true")
    options = parser.parse_args()
    if options.build:
        folder = Path(os.environ["DANBIET_DATA_DIR"])
        built(folder, wards=options.wards, years=options.years, tasks=options.tasks)
        return
    large, small = run(options.wards, options), run(options.small, options)
    sys.exit(1 if table(large, small, wards=options.wards, few=options.small) else 0)


if __name__ == "__main__":
    main()
