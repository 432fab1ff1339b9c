"""Every page of disclosure with 126 wards × 5 years of obligations (over 100,000), and with one.

usage: disclosure.py [--sizes 126,1] [--years 5] [--tasks 100] [--requests 30] [--postgresql] [--only PATTERN]
       [--kept FOLDER] [--jobs]
The plans of pages.py lie beneath, so that the desks have both. `--kept` uses again the installations of an earlier run
(SQLite). `--jobs` measures the acts of the clock, the exports and their memory instead of the pages.
Ends with 1 when a page takes over 100 ms at the median, or over 3 times the processor time of one ward.
"""

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.pages import (  # noqa: E402
    WARMING,
    Taken,
    counted,
    database,
    environment,
    measured,
    served,
    signed_in,
)

MOST_MS, MOST_RATIO = 100, 3
READ = {
    "start": "/disclosure/", "place, city": "/disclosure/01/", "place, city, last page": "/disclosure/01/?page=3",
    "place, city, year before": "/disclosure/01/?year=2025", "place, ward": "/disclosure/{ward}/",
    "place, city, the day that districts ended": "/disclosure/01/?as_of=2025-07-01",
    "place, ward, an earlier year": "/disclosure/{ward}/?year=2024",
    "place, ward, late ones": "/disclosure/{ward}/?state=late",
    "place, ward, searched": "/disclosure/{ward}/?q=ngan%20sach",
    "place, ward, as of a day": "/disclosure/{ward}/?as_of=2026-03-02", "place, a district of then":
    "/disclosure/021/?as_of=2025-03-03",
    "obligation": "/disclosure/obligations/{obligation}/", "item": "/disclosure/items/{disclosed_item}/",
    "item, its file": "/disclosure/items/{disclosed_item}/file/3/",
    "item, receipt": "/disclosure/items/{disclosed_item}/receipt.json",
    "item, comments": "/disclosure/items/{disclosed_item}/comments/",
    "board sheet": "/disclosure/items/{disclosed_item}/print/",
    "board sheet, QR": "/disclosure/items/{disclosed_item}/print/qr.svg",
    "list of a quarter": "/disclosure/{ward}/list/?quarter=2026-Q3", "feed": "/disclosure/{ward}/feed.atom",
    "register.csv": "/disclosure/{ward}/register.csv", "register.json": "/disclosure/{ward}/register.json",
    "points": "/disclosure/{ward}/points/", "letters": "/disclosure/{ward}/letters/",
    "changed": "/disclosure/{ward}/changed/", "changed, city": "/disclosure/01/changed/",
    "consultations": "/disclosure/consultations/", "requests": "/disclosure/requests/",
    "requests of a ward": "/disclosure/requests/?place={ward}",
    "request, new": "/disclosure/requests/new/?place={ward}",
    "law": "/law/", "duty": "/law/BUD16-05/", "search, common words": "/search/?q=ngan%20sach",
    "search, rare words": "/search/?q=quyet%20toan%20ngan%20sach%20nam%202025", "search, nothing":
    "/search/?q=khong%20thay", "home": "/", "place page, ward": "/places/{ward}/", "place page, city": "/places/01/",
    "report": "/reports/{quarter}/",
}  # fmt: skip
DESKS = {"desk": "/desk/", "desk, disclosure": "/desk/?part=disclosure"}
KEPT = {
    "new": "/disclosure/{ward}/new/", "arose": "/disclosure/{ward}/arose/",
    "review of a draft": "/disclosure/items/{draft_item}/publish/",
    "postings": "/disclosure/items/{disclosed_item}/postings/", "request, its case": "/disclosure/requests/{case}/",
}  # fmt: skip
PUBLIC = {name: path for name, path in READ.items() if name != "report"}
PAGES = {
    "": PUBLIC,
    "ward": DESKS | PUBLIC | KEPT | {"declared days": "/places/{ward}/days/"},
    "planner": DESKS | {"item": READ["item"], "obligation": READ["obligation"], "place, ward": READ["place, ward"]},
    "wardboss": DESKS | {"leader page": "/leader/"},
    "head": DESKS | {"postings": KEPT["postings"]},
    "city": DESKS | {"leader page": "/leader/", "declared days": "/places/01/days/"} | {
        name: READ[name] for name in ("place, city", "place, ward", "obligation", "item", "requests", "report",
                                      "search, common words", "place page, city", "consultations")},
    "boss": DESKS | {"leader page": "/leader/"},
}  # fmt: skip
SKIN = "| {name} | {median} | {p95} | {cpu} | {small} | {small_cpu} | {ratio} | {queries} |"


@dataclass(frozen=True)
class Answered(Taken):
    """Also the processor time of the server for one request, in milliseconds."""

    cpu: float


def build(data_dir: Path, wards: int, options: argparse.Namespace) -> None:
    words = ["--build", "--sizes", str(wards), "--years", str(options.years), "--tasks", str(options.tasks)]
    subprocess.run([sys.executable, __file__, *words], env=environment(data_dir), cwd=ROOT, check=True)


def built(data_dir: Path, options: argparse.Namespace) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from benchmarks.disclosed import disclose
    from benchmarks.filled import fill
    from danbiet.accounts.models import User
    from danbiet.places import selectors as places
    from danbiet.places.models import Unit

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    wards = int(options.sizes)
    with transaction.atomic():
        found = fill(wards=wards, years=options.years, tasks=options.tasks)
    with transaction.atomic():
        city = Unit.objects.get(code="01", until_day=None)
        chosen = list(places.descendants(city, on=city_day(), tier="ward")[:wards])
        found |= disclose(city, chosen, {user.username: user for user in User.objects.all()})
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as its own housekeeping does within a minute
    (data_dir / "found.json").write_text(json.dumps(found))


def city_day():  # type: ignore[no-untyped-def]
    from benchmarks.disclosed import TODAY

    return TODAY


def asked(data_dir: Path, only: str) -> dict[str, dict[str, tuple[str, int]]]:
    """The address and the queries of every page, by person: counted in a process of its own."""
    words = [sys.executable, __file__, "--count", "--only", only]
    subprocess.run(words, env=environment(data_dir), cwd=ROOT, check=True)
    return json.loads((data_dir / "disclosure.json").read_text())


def count(data_dir: Path, only: str) -> None:
    import django

    django.setup()
    found = json.loads((data_dir / "found.json").read_text())
    result = {}
    for name, own in PAGES.items():
        paths = {page: path.format(**found) for page, path in own.items() if re.search(only, f"{name}: {page}")}
        queries = counted(name, set(paths.values()))
        result[name] = {page: (path, queries[path]) for page, path in paths.items()}
    (data_dir / "disclosure.json").write_text(json.dumps(result))


def run(wards: int, options: argparse.Namespace) -> dict[tuple[str, str], Answered]:
    """Every page of every person: (person, page) → how it was answered."""
    kept = Path(options.kept) / str(wards) if options.kept else None
    with nullcontext(str(kept)) if kept else tempfile.TemporaryDirectory() as folder, database(options.postgresql):
        begin = time.perf_counter()
        if not (Path(folder) / "found.json").exists():
            Path(folder).mkdir(parents=True, exist_ok=True)
            build(Path(folder), wards, options)
            print(f"{wards} wards built in {time.perf_counter() - begin:.0f} s", file=sys.stderr)
        found = json.loads((Path(folder) / "found.json").read_text())
        print(f"{wards} wards: {found['owed']} obligations, {found['disclosed']} items", file=sys.stderr)
        if options.jobs:
            jobs(Path(folder))
            return {}
        return taken(Path(folder), options)


def taken(folder: Path, options: argparse.Namespace) -> dict[tuple[str, str], Answered]:
    pages, found = asked(folder, options.only), {}
    with served(folder) as url:
        workers = processes()
        for name, own in pages.items():
            opener = signed_in(url, name) if own else None
            if opener is not None:
                opener.addheaders = [("User-Agent", "Mozilla/5.0")]
                for page, (path, queries) in own.items():
                    begun = spent(workers)
                    times = measured(opener, url + path, options.requests)
                    cpu = (spent(workers) - begun) * 1000 / (options.requests + WARMING)
                    found[name, page] = Answered(*times, queries, cpu)
    return found


def processes() -> list[int]:
    """The server and its workers: every process begun by this one, or by one of those."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
    found = [os.getpid()]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found[1:]


def spent(pids: list[int]) -> float:
    """Seconds of processor time of some processes so far: what a busy machine does not lengthen."""
    ticks = 0
    for pid in pids:
        with suppress(OSError):
            ticks += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def table(found: dict[int, dict[tuple[str, str], Answered]]) -> int:
    """Print the sizes side by side; returns how many pages fail."""
    large, small = max(found), min(found)
    print(f"load {os.getloadavg()}")
    print(f"| page | {large}: median | p95 | processor | {small}: median | processor | ratio | queries |")
    failed = 0
    for key, many in found[large].items():
        one = found[small][key]
        ratio = many.cpu / max(one.cpu, 0.1)
        is_bad = many.median > MOST_MS or ratio > MOST_RATIO
        failed += is_bad
        row = {"median": many.median, "p95": many.p95, "cpu": many.cpu, "small": one.median,
               "small_cpu": one.cpu, "ratio": ratio}  # fmt: skip
        figures = {name: f"{value:.1f}" for name, value in row.items()}
        name = f"{key[0] or 'anybody'}: {key[1]}" + (" ←" if is_bad else "")
        print(SKIN.format(name=name, queries=max(many.queries, one.queries), **figures))
    return failed


def jobs(folder: Path) -> None:
    """Each act of the clock and each export in a process of its own: seconds, and memory over that of the start."""
    for name in JOBS:
        words = [sys.executable, __file__, "--job", name]
        subprocess.run(words, env=environment(folder), cwd=ROOT, check=True)


def job(folder: Path, name: str) -> None:
    import django

    django.setup()
    from django.db import connection, transaction

    act = JOBS[name](json.loads((folder / "found.json").read_text()))
    connection.ensure_connection()
    before, begin = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    with transaction.atomic():
        found = act()
        seconds, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        transaction.set_rollback(True)
    print(f"| {name} | {seconds:.1f} s | {(after - before) / 1024:.0f} MB | {str(found)[:60]} |", flush=True)


def of_services(name: str) -> Callable[[dict[str, str]], Callable[[], object]]:
    def made(found: dict[str, str]) -> Callable[[], object]:
        from benchmarks.disclosed import jobs as acts

        return acts(found)[name]

    return made


JOBS = {
    name: of_services(name)
    for name in ("take down", "raise", "raise again", "recompute", "hanging", "letters", "status", "csv", "json",
                 "feed", "declare a day")
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    for name, default in (("years", 5), ("tasks", 100), ("requests", 30)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--sizes", default="126,1")
    for name in ("postgresql", "build", "count", "jobs"):
        parser.add_argument(f"--{name}", action="store_true")
    for name in ("only", "kept", "job"):
        parser.add_argument(f"--{name}", default="")
    options = parser.parse_args()
    if options.build:
        return built(Path(os.environ["DANBIET_DATA_DIR"]), options)
    if options.count:
        return count(Path(os.environ["DANBIET_DATA_DIR"]), options.only)
    if options.job:
        return job(Path(os.environ["DANBIET_DATA_DIR"]), options.job)
    found = {wards: run(wards, options) for wards in map(int, options.sizes.split(","))}
    sys.exit(1 if not options.jobs and table(found) else 0)


if __name__ == "__main__":
    main()
