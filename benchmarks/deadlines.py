"""How many deadlines a minute on one core, with and without suspensions, and explained day by day.

usage: deadlines.py [--times 1000000]
Ends with 1 when plain deadlines come slower than a million a minute.
"""

import argparse
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from danbiet.law.calendar import Calendar, official
from danbiet.law.deadlines import Deadline, deadline, explain, term
from danbiet.law.duties import Duty, duties

LEAST = 1_000_000
FIRST = date(2021, 1, 1)


def measured(name: str, act: Callable[[int], object], times: int) -> float:
    start = time.perf_counter()
    for index in range(times):
        act(index)
    a_minute = times / (time.perf_counter() - start) * 60
    print(f"{name:<48} {a_minute:>12,.0f} a minute  ({times:,} measured)")
    return a_minute


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--times", type=int, default=LEAST)
    times = options.parse_args().times
    days = [FIRST + timedelta(days=index) for index in range(2190)]
    pairs = [(one, day) for one in duties() if one.limit.is_measured for day in days[::7] if one.in_force(day)]
    stop = [(date(2026, 3, 5), date(2026, 3, 20))]
    plain = measured("deadlines of every duty on its days", lambda i: _of(pairs[i % len(pairs)]), times)
    few = times // 20
    suspended = "30 days with a suspension"
    measured(suspended, lambda i: term(30, "calendar_days", on=date(2026, 3, 1), suspensions=stop), few)
    measured("deadlines explained day by day", lambda i: explain(_of(pairs[i % len(pairs)])), few)
    measured("calendars with their index", lambda i: Calendar(official().changes()).after(FIRST, 1), 50)
    return 0 if plain >= LEAST else 1


def _of(pair: tuple[Duty, date]) -> Deadline:
    return deadline(pair[0], on=pair[1])


if __name__ == "__main__":
    raise SystemExit(main())
