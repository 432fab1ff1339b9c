"""How long does it take to find the reports that a new one is like, among a million cases?

usage: likeness.py [--cases 1000000] [--wards 126] [--repeats 50] [--folder FOLDER]
Builds the cases of voices.py in a database of its own (SQLite), or takes one that `voices.py --keep` built, then asks
for one ward: rows compared, time of a look-up, time of the page that shows it, on the clock and of the processor.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
TEXT = "nắp cống vỡ trước số nhà 12, ngõ 63, xe máy suýt ngã"


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--cases", type=int, default=1_000_000)
    given.add_argument("--wards", type=int, default=126)
    given.add_argument("--repeats", type=int, default=50)
    given.add_argument("--folder", help="a data folder that exists")
    asked = given.parse_args()
    with tempfile.TemporaryDirectory() as made:
        os.environ |= {
            "DANBIET_DATA_DIR": asked.folder or made, "DJANGO_SETTINGS_MODULE": "danbiet.config.settings",
            "DANBIET_DEMO": "1", "DANBIET_TODAY": "2026-11-23", "CASES": str(asked.cases), "WARDS": str(asked.wards),
        }  # fmt: skip
        return measure(asked)


def measure(asked: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.core.cache import cache
    from django.core.management import call_command
    from django.test import Client

    from benchmarks import voices
    from danbiet.voices.models import Case
    from danbiet.voices.selectors import intake

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if not asked.folder:
        voices.build(asked.cases, asked.wards)
    place = intake.ward("10001", on=voices.TODAY)
    client = Client(SERVER_NAME="localhost")
    form = {"step": "read", "place": "10001", "text": TEXT, "address": "ngõ 63"}

    def page() -> None:
        cache.clear()
        assert client.post("/voices/new/", form).status_code == 200

    print(f"{Case.objects.count()} cases; compared: {len(intake.compared(place, on=voices.TODAY))}")
    print("look-up", timed(lambda: intake.alike(TEXT, place=place, on=voices.TODAY), asked.repeats))
    print("page with the proposal", timed(page, asked.repeats))
    return 0


def timed(do: Callable[[], object], repeats: int) -> str:
    do()  # what is read once and kept, is
    times, started_of_all = [], time.process_time()
    for _ in range(repeats):
        started = time.perf_counter()
        do()
        times.append(1000 * (time.perf_counter() - started))
    processor = 1000 * (time.process_time() - started_of_all) / repeats
    nine = sorted(times)[int(0.9 * repeats)]
    return f"median {statistics.median(times):.1f} ms, nine in ten under {nine:.1f}, processor {processor:.1f} ms"


if __name__ == "__main__":
    sys.exit(main())
