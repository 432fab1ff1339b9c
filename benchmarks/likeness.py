"""How long does it take to find the reports that a new one is like, among a million cases?

usage: likeness.py [--cases 1000000] [--wards 126] [--repeats 50]
Builds the cases of voices.py in a database of its own (SQLite), then asks for one ward: rows compared, time of a
look-up, time of the page that shows it.
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
    asked = given.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DANBIET_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "danbiet.config.settings", "DANBIET_DEMO": "1",
            "DANBIET_TODAY": "2026-11-23", "CASES": str(asked.cases), "WARDS": str(asked.wards),
        }  # fmt: skip
        return measure(asked)


def measure(asked: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.core.cache import cache
    from django.core.management import call_command
    from django.test import Client

    from benchmarks import voices
    from danbiet.voices.selectors import intake

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    voices.build(asked.cases, asked.wards)
    place = intake.ward("10001", on=voices.TODAY)
    client = Client(SERVER_NAME="localhost")
    form = {"step": "read", "place": "10001", "text": TEXT, "address": "ngõ 63"}

    def page() -> None:
        cache.clear()
        assert client.post("/voices/new/", form).status_code == 200

    print(f"{asked.cases} cases, {asked.wards} wards; compared: {len(intake.compared(place, on=voices.TODAY))}")
    print("look-up", timed(lambda: intake.alike(TEXT, place=place, on=voices.TODAY), asked.repeats))
    print("page with the proposal", timed(page, asked.repeats))
    return 0


def timed(do: Callable[[], object], repeats: int) -> str:
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        do()
        times.append(1000 * (time.perf_counter() - started))
    return f"median {statistics.median(times):.0f} ms, nine in ten under {sorted(times)[int(0.9 * repeats)]:.0f} ms"


if __name__ == "__main__":
    sys.exit(main())
