"""How long do the figures of a report take over a million cases, and how much memory?

usage: heard.py FOLDER [--place 01] [--period 2026-Q3]
FOLDER: one that `voices.py --keep` built. Every figure of the report is counted as of 23 November 2026; run it once for
each report, as the peak is that of the whole process.
"""

import argparse
import os
import resource
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("folder")
    given.add_argument("--place", default="01")
    given.add_argument("--period", default="2026-Q3")
    asked = given.parse_args()
    os.environ |= {"DANBIET_DATA_DIR": asked.folder, "DJANGO_SETTINGS_MODULE": "danbiet.config.settings"}
    import django

    django.setup()
    from danbiet.law.periods import period
    from danbiet.places.models import Unit
    from danbiet.reports.selectors.facts import counted, facts

    place, of = Unit.objects.get(code=asked.place), period(asked.period)
    before, started, used = peak(), time.perf_counter(), time.process_time()
    figures = counted(facts(place, period=of, as_of=datetime(2026, 11, 23, 5, tzinfo=UTC)), period=of)
    print(f"{place.name_vi}, {of.code}: {figures['cases']['value']} cases")
    print(f"{time.perf_counter() - started:.1f} s, processor {time.process_time() - used:.1f} s")
    print(f"memory before {before:.0f} MB, at its peak {peak():.0f} MB")
    return 0


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
