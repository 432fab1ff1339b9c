"""The server is killed while residents send, and eight equal posts come at once: acknowledged is there, once."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import ROOT, Site, environment, free_port
from tests.journeys.test_crash import Visitor, verified

pytestmark = [pytest.mark.loopback, pytest.mark.slow, pytest.mark.installation]
DAY, HANDS, ENOUGH = "2026-11-23", 4, 16
BUILD = """
from datetime import date
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
from danbiet.places.models import Closure, Unit
since = date(2025, 7, 1)
words = dict(tier="ward", kind="ward", name_vi="Phường Mười", name_en="Phuong Muoi", folded="phuong muoi", sort_key="m")
unit = Unit.objects.create(code="10001", from_day=since, **words)
Closure.objects.create(ancestor=unit, descendant=unit, depth=0, from_day=since)
from danbiet.accounts.models import Holding, User
Holding.objects.create(user=User.objects.create(username="a"), role="ward_officer", place=unit, from_day=since)
"""
ASK = """
import json
from danbiet.ledger.models import Event
from danbiet.voices.models import Case, Sender, Step
print(json.dumps([list(Case.objects.order_by("pk").values_list("number", "text")),
    Step.objects.count(), Sender.objects.count(), Event.objects.filter(act="voices.receive").count()]))
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place with one ward, built once."""
    data_dir = tmp_path_factory.mktemp("ward")
    words = [sys.executable, "manage.py", "shell", "-v0", "-c", BUILD]
    subprocess.run(words, cwd=ROOT, env=environment(data_dir), check=True, timeout=180, capture_output=True)
    return data_dir


@pytest.fixture
def served(place: Path, tmp_path: Path) -> Iterator[Site]:
    """A copy of it, served as in production."""
    data_dir = tmp_path / "served"
    shutil.copytree(place, data_dir)
    site = Site(f"http://127.0.0.1:{free_port()}", data_dir)
    site.changes_day(DAY)
    yield site
    site.stops()


def send(visitor: Visitor, text: str, token: str) -> tuple[int, str, str]:
    """Send the last form: status, number and code on its answer."""
    fields = {"step": "send", "place": "10001", "text": text, "kind": "report", "subject": "waste", "wants": "code"}
    status, page = visitor.sends("/voices/new/", "/voices/new/?place=10001", token=token, **fields)
    number, code = re.search(r"PA-\d{4}-\d{6}", page), re.search(r'<p class="code"><b>([^<]+)</b>', page)
    return status, number[0] if number else "", code[1] if code else ""


def known(site: Site) -> tuple[list[list[str]], int, int, int]:
    return tuple(json.loads(site.command("shell", "-v0", "-c", ASK).stdout.strip()))


def killed(site: Site) -> None:
    """The server and its workers, in the middle of whatever they do."""
    children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(site.server.pid)], capture_output=True, text=True)
    for pid in [site.server.pid, *map(int, children.stdout.split())]:
        os.kill(pid, signal.SIGKILL)
    site.server.wait(timeout=20)


def test_after_a_kill_every_acknowledged_report_is_there_once_and_opens(served: Site) -> None:
    acknowledged: list[tuple[str, str, str, str]] = []

    def stream(hand: int) -> None:
        visitor = Visitor(served)
        for number in range(1000):
            text = f"Rác đầu ngõ {hand}, lần {number}"
            try:
                status, case, code = send(visitor, text, f"kill-{hand}-{number}")
            except (OSError, TypeError, ValueError):
                return
            if status == 200:
                acknowledged.append((f"kill-{hand}-{number}", text, case, code))

    hands = [threading.Thread(target=stream, args=(hand,)) for hand in range(HANDS)]
    for hand in hands:
        hand.start()
    while len(acknowledged) < ENOUGH:
        hands[0].join(timeout=0.05)
    killed(served)
    for hand in hands:
        hand.join(timeout=60)
    served.changes_day(DAY)
    cases, steps, senders, events = known(served)
    assert {(case, text) for _, text, case, _ in acknowledged} <= {(number, text) for number, text in cases}
    assert len(cases) == len({text for _, text in cases}) == steps == senders == events
    assert verified(served)
    token, text, case, code = acknowledged[-1]
    assert send(Visitor(served), text, token) == (200, case, code)
    status, page = Visitor(served).sends("/voices/status/", "/voices/status/", code=code)
    assert (status, case in page) == (200, True)
    assert len(known(served)[0]) == len(cases)


def test_eight_equal_posts_over_http_give_one_case(served: Site) -> None:
    ready, found = threading.Barrier(8), []

    def press() -> None:
        visitor = Visitor(served)
        visitor.mark("/voices/new/?place=10001")
        ready.wait(timeout=30)
        found.append(send(visitor, "Cống vỡ", "eight-at-once"))

    hands = [threading.Thread(target=press) for _ in range(8)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(timeout=60)
    cases, steps, senders, events = known(served)
    assert len(set(found)) == 1
    assert found[0] == (200, cases[0][0], found[0][2])
    assert (len(found), len(cases), steps, senders, events) == (8, 1, 1, 1, 1)
