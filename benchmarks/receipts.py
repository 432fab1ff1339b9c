"""How long a receipt takes from a record of a million events, and what signing a head and a status list costs.

usage: receipts.py [--events 1000000] [--items 100000] [--times 200]
On an installation of its own (SQLite; with DATABASE_URL, the empty database named there). Every hundredth event is the
publication of a file. Each receipt is checked as a stranger would. Ends with 1 when the longest takes 100 ms or more.
"""

import argparse
import itertools
import json
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from danbiet.ledger.models import Event

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
MOST_SECONDS = 0.1
DAY = date(2026, 1, 1)
SALT, ACTOR, SHA = "5a" * 16, "ac" * 32, "f1" * 32
EVERY = 100


def payload_of(seq: int) -> dict[str, object]:
    return {
        "item": str(seq), "version": 1, "title": "Danh sách hộ nghèo", "place": "00601@2021-01-01",
        "file": {"name": "a.pdf", "bytes": 1000, "sha256": SHA}, "published_at": f"{DAY}T09:00:00+07:00",
    }  # fmt: skip


def rows(count: int) -> Iterator["Event"]:
    """Events as the product records them, chained, with the payload of every hundredth kept for later."""
    from danbiet.common import clock
    from danbiet.ledger.models import Event
    from danbiet.ledger.rules import GENESIS, commitment, digest
    from danbiet.ledger.selectors.checking import body_of

    prev, at = GENESIS, clock.moment(DAY)
    for seq in range(1, count + 1):
        payload = commitment(SALT, payload_of(seq)) if seq % EVERY == 0 else ACTOR
        event = Event(
            seq=seq, at=at, act="a.b", target=f"c/{seq}", place="00601", actor=ACTOR, payload=payload, prev=prev
        )
        prev = event.hash = digest(body_of(event))
        yield event


def build(count: int) -> None:
    from danbiet.ledger.models import Event, Opening

    for events in batches(rows(count), 2000):
        Event.objects.bulk_create(events)
        Opening.objects.bulk_create(
            Opening(event_id=event.seq, part="payload", salt=SALT, value=payload_of(event.seq))
            for event in events
            if event.seq % EVERY == 0
        )


def batches(events: Iterator["Event"], size: int) -> Iterator[list["Event"]]:
    while batch := list(itertools.islice(events, size)):
        yield batch


def timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def told(name: str, seconds: list[float]) -> None:
    middle, longest = 1000 * statistics.median(seconds), 1000 * max(seconds)
    print(f"{name:<52}{middle:>10.1f} ms at the median, {longest:.1f} ms at most")


def memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(events: int, items: int, times: int) -> float:
    from danbiet.common import clock
    from danbiet.common.files import house
    from danbiet.ledger import selectors, services
    from danbiet.ledger.models import Node
    from danbiet.ledger.rules.reading import read_key, read_receipt, read_status
    from danbiet.ledger.rules.verifying import verify

    at = clock.moment(DAY + timedelta(days=1))
    print(f"building {events:,} events: {timed(lambda: build(events)):.0f} s", flush=True)
    before = memory()
    told(
        "first head over all of them, nodes filled", [timed(lambda: services.sign_head(day=DAY, at=at, house=house()))]
    )
    print(f"{Node.objects.count():,} nodes kept; memory grew by {memory() - before:.0f} MB meanwhile")
    key = read_key(selectors.key_json(house()).encode(), name="key.json")
    chance, seconds = random.Random(1), []
    for _ in range(times):
        seq = chance.randrange(1, events // EVERY + 1) * EVERY
        begun = time.perf_counter()
        found = selectors.receipt(seq, house=house())
        seconds.append(time.perf_counter() - begun)
        data = json.dumps(found).encode()
        assert verify(read_receipt(data, name="receipt.json"), SHA, 1000, keys=[key]).exit == 0
    told(f"a receipt of {len(data):,} bytes, {len(found['path'])} hashes", seconds)
    listed = {str(n): {"version": 1, "state": "current", "since": DAY, "reason": ""} for n in range(1, items + 1)}
    told(
        f"status list of {items:,} items, signed and written",
        [timed(lambda: services.sign_status(day=DAY, items=listed, at=at, house=house()))],
    )
    data = selectors.status_json(DAY, house=house()).encode()
    told(f"  read and checked, {len(data):,} bytes", [timed(lambda: read_status(data, name="status.json"))])
    Node.objects.all().delete()
    told("a receipt while no node is kept yet", [timed(lambda: selectors.receipt(EVERY, house=house()))])
    return max(seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DANBIET_DATA_DIR": folder, "DANBIET_DEMO": "1", "DJANGO_SETTINGS_MODULE": "danbiet.config.settings",
        }  # fmt: skip
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        longest = measure(options.events, options.items, options.times)
    sys.exit(1 if longest >= MOST_SECONDS else 0)


if __name__ == "__main__":
    main()
