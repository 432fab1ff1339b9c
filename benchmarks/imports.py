"""How long a tidy file of scores takes to import: the whole command, and the service alone.

usage: imports.py [FILE] [--times 5]
Without a file, one of the real shape is made up: 63 provinces × 14 years × every part measured in its year (28,854
rows on record; made up there are no gaps). Ends with 1 when the whole command takes 3 s or more at the median.
"""

import argparse
import csv
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from danbiet.scores.rules import Edition

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
MOST_SECONDS = 3
HEAD = ("year", "province_code", "province_vi", "level", "code", "score")


def environment(data_dir: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    own = {
        "DANBIET_DATA_DIR": str(data_dir), "DANBIET_DEMO": "1", "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "danbiet.config.settings",
    }  # fmt: skip
    return kept | own


def made_up(path: Path) -> None:
    """Random scores within the scale of each part, from a seed."""
    from danbiet.scores.rules import edition_for, years
    from danbiet.scores.selectors import provinces_of_papi

    chance, names = random.Random(2), provinces_of_papi()
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEAD)
        for year in years():
            for code, unit in names.items():
                rows.writerows((year, code, unit.name_vi, *row) for row in scored(edition_for(year), chance))


def scored(edition: "Edition", chance: random.Random) -> Iterator[tuple[str, str, str]]:
    """One province in one year: parts within their limits, dimensions and total as their sums."""
    total = 0.0
    for whole in edition.dimensions:
        values = [(part.code, chance.uniform(part.low, part.high)) for part in whole.sub_dimensions]
        yield from (("subdimension", code, f"{value:.6f}") for code, value in values)
        size = sum(value for _, value in values)
        yield "dimension", whole.code, f"{size:.6f}"
        total += size
    yield "total", "TOTAL", f"{total:.6f}"


def prepared(folder: Path) -> None:
    """The country's units and, beside them, the made-up file: what every run starts from."""
    import django

    django.setup()
    from django.core.management import call_command

    from danbiet.common import clock
    from danbiet.common.actor import SYSTEM
    from danbiet.places import services

    call_command("migrate", verbosity=0)
    services.load_country(by=SYSTEM, at=clock.now())
    made_up(folder / "tidy.csv")


def timed_service(path: Path) -> None:
    """In one process: the service on a file already read, wall and processor seconds, as JSON."""
    import django

    django.setup()
    from danbiet.common import clock
    from danbiet.common.actor import SYSTEM
    from danbiet.scores import services

    data = path.read_bytes()
    wall, work = time.perf_counter(), time.process_time()
    done = services.import_scores(data, name=path.name, by=SYSTEM, at=clock.now())
    print(json.dumps([time.perf_counter() - wall, time.process_time() - work, done.rows]))


def whole(path: Path, data_dir: Path) -> tuple[float, float]:
    """The command as typed: wall seconds and processor seconds of the process."""
    before, wall = os.times(), time.perf_counter()
    words = [sys.executable, "manage.py", "import_scores", str(path)]
    subprocess.run(words, cwd=ROOT, env=environment(data_dir), check=True, stdout=subprocess.DEVNULL)
    taken, after = time.perf_counter() - wall, os.times()
    work = after.children_user + after.children_system - before.children_user - before.children_system
    return taken, work


def alone(path: Path, data_dir: Path) -> tuple[float, float, int]:
    words = [sys.executable, __file__, "--service", str(path)]
    answer = subprocess.run(words, cwd=ROOT, env=environment(data_dir), check=True, capture_output=True)
    wall, work, rows = json.loads(answer.stdout)
    return wall, work, rows


def fresh(base: Path, folder: Path) -> Path:
    """A copy of the prepared database, so that nothing was imported before."""
    folder.mkdir()
    with (base / "db.sqlite3").open("rb") as file:
        (folder / "db.sqlite3").write_bytes(file.read())
    return folder


def told(name: str, runs: list[tuple[float, float]]) -> float:
    walls, works = [run[0] for run in runs], [run[1] for run in runs]
    median = statistics.median(walls)
    print(f"{name:<16}median {median:.2f} s, longest {max(walls):.2f} s, processor {statistics.median(works):.2f} s")
    return median


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--prepare", type=Path)
    parser.add_argument("--service", type=Path)
    options = parser.parse_args()
    if options.prepare:
        return prepared(options.prepare)
    if options.service:
        return timed_service(options.service)
    with tempfile.TemporaryDirectory() as name:
        base = Path(name) / "base"
        base.mkdir()
        subprocess.run([sys.executable, __file__, "--prepare", str(base)], env=environment(base), cwd=ROOT, check=True)
        path = options.file.resolve() if options.file else base / "tidy.csv"
        services = [alone(path, fresh(base, Path(name) / f"service{number}")) for number in range(options.times)]
        commands = [whole(path, fresh(base, Path(name) / f"whole{number}")) for number in range(options.times)]
    print(f"{services[0][2]} rows")
    told("service alone", [run[:2] for run in services])
    median = told("whole command", commands)
    sys.exit(1 if median >= MOST_SECONDS else 0)


if __name__ == "__main__":
    main()
