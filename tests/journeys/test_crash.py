"""The server is killed, the disk is full, two press at once: what was acknowledged is there once, nothing is half."""

import http.cookiejar
import json
import os
import re
import shutil
import signal
import subprocess
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from danbiet.plans.tests.factories import picture
from tests.browser import Site, free_port

pytestmark = [pytest.mark.loopback, pytest.mark.slow, pytest.mark.installation]
ASK = """
import json
from danbiet.plans.models import Evidence, ProgressNote
from danbiet.ledger.models import Event
print(json.dumps([list(ProgressNote.objects.values_list("text", flat=True)), Evidence.objects.count(),
    Event.objects.filter(act="plans.report_progress").count()]))
"""
FIND = """
from danbiet.plans.models import Task
print(Task.objects.filter(plan__place__code="00601", state="open", lead_agency__place__code="00601")
    .filter(item__handed_down=True).first().pk)
"""


class Visitor:
    """Somebody at a plain HTTP client."""

    def __init__(self, site: Site) -> None:
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.site, self.opener = site, urllib.request.build_opener(jar)

    def opens(self, path: str, data: bytes | None = None, kind: str = "") -> tuple[int, str, dict[str, str]]:
        head = {"Content-Type": kind} if kind else {}
        request = urllib.request.Request(self.site.url + path, data=data, headers=head)
        try:
            with self.opener.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode(), dict(answer.headers)
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), dict(error.headers)

    def mark(self, path: str) -> str:
        return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.opens(path)[1])[1]

    def sends(self, path: str, form: str, **values: str) -> tuple[int, str]:
        data = urllib.parse.urlencode({**values, "csrfmiddlewaretoken": self.mark(form)}).encode()
        return self.opens(path, data, "application/x-www-form-urlencoded")[:2]

    def uploads(self, path: str, form: str, name: str, file: bytes, **values: str) -> tuple[int, str]:
        fields = {**values, "csrfmiddlewaretoken": self.mark(form)}
        parts = [f'--b\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{text}\r\n'.encode()
                 for key, text in fields.items()]  # fmt: skip
        head = f'--b\r\nContent-Disposition: form-data; name="{name}"; filename="a.jpg"\r\n\r\n'.encode()
        data = b"".join([*parts, head, file, b"\r\n--b--\r\n"])
        return self.opens(path, data, "multipart/form-data; boundary=b")[:2]

    def enters(self, name: str) -> "Visitor":
        status, _ = self.sends("/accounts/login/", "/accounts/login/", login=name, password="dan-biet-demo")
        assert status == 200
        return self


@pytest.fixture
def served(seeded: Callable[[str], Path], tmp_path: Path) -> Iterator[Site]:
    data_dir = tmp_path / "served"
    shutil.copytree(seeded("whole"), data_dir)
    site = Site(f"http://127.0.0.1:{free_port()}", data_dir)
    site.changes_day("2021-09-21")
    yield site
    site.stops()


def asked(site: Site, code: str) -> str:
    return site.command("shell", "-v0", "-c", code).stdout.strip()


def known(site: Site) -> tuple[list[str], int, int]:
    return tuple(json.loads(asked(site, ASK)))


def verified(site: Site) -> bool:
    return site.command("verify_ledger").returncode == 0


def test_after_a_kill_every_acknowledged_note_is_there_once(served: Site) -> None:
    task = asked(served, FIND)
    path, form = f"/plans/tasks/{task}/report/", f"/plans/tasks/{task}/"
    ward, acknowledged = Visitor(served).enters("ward"), []
    before = known(served)

    def stream() -> None:
        for number in range(1000):
            try:
                status, _ = ward.sends(path, form, text=f"Lần thứ {number}.", token=f"mark-{number}")
            except (OSError, TypeError, ValueError):
                return
            if status == 200:
                acknowledged.append(f"Lần thứ {number}.")

    hand = threading.Thread(target=stream)
    hand.start()
    while len(acknowledged) < 10:
        hand.join(timeout=0.05)
    children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(served.server.pid)], capture_output=True, text=True)
    for pid in [*map(int, children.stdout.split()), served.server.pid]:
        os.kill(pid, signal.SIGKILL)
    hand.join(timeout=60)
    served.server.wait(timeout=20)
    served.changes_day("2021-09-21")
    notes, _, events = known(served)
    written = [text for text in notes if text not in before[0]]
    assert set(acknowledged) <= set(written)
    assert len(written) == len(set(written)) == events - before[2]
    assert verified(served)
    again = Visitor(served).enters("ward")
    assert again.sends(path, form, text="Lần thứ 0.", token="mark-0")[0] == 200
    assert known(served)[0] == notes


def test_a_full_disk_is_told_and_leaves_nothing(served: Site) -> None:
    """The folder of files becomes a disk of 64 kB; where that is not allowed, test_careless plays it."""
    folder, task = served.data_dir / "files", asked(served, FIND)
    words = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(folder)]
    if not shutil.which("mount") or subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("absent: the right to mount a small disk")
    try:
        before, ward = known(served), Visitor(served).enters("ward")
        path, form, sent = f"/plans/tasks/{task}/report/", f"/plans/tasks/{task}/", {"text": "Đã làm", "token": "full"}
        large = picture(seed=9) + os.urandom(500_000)
        status, page = ward.uploads(path, form, "evidence", large, **sent)
        assert (status, "chưa được ghi" in page) == (507, True)
        assert known(served) == before
        assert [path for path in folder.rglob("*") if path.is_file()] == []
        assert ward.uploads(path, form, "evidence", picture(seed=11), **sent)[0] == 200
        assert known(served)[1] == before[1] + 1
        assert verified(served)
    finally:
        served.stops()
        subprocess.run(["umount", str(folder)], check=True)


def test_of_two_at_once_on_a_file_of_sqlite_one_acts(served: Site) -> None:
    task = asked(served, FIND)
    page, path = f"/plans/tasks/{task}/", f"/plans/tasks/{task}/assign/"
    planner, chair = Visitor(served).enters("planner"), Visitor(served).enters("chair")
    version = re.search(r'name="version" value="(\d+)"', planner.opens(page)[1])[1]
    agency = re.search(r'name="lead_agency".*?<option value="(\d+)" selected', planner.opens(page)[1], re.S)[1]
    for number in range(3):
        ready, found = threading.Barrier(2), []

        def press(who: Visitor) -> None:
            ready.wait(timeout=20)  # noqa: B023
            sent = {"token": f"{id(who)}-{number}", "version": str(int(version) + number), "due_on": "2021-09-30"}  # noqa: B023
            found.append(who.sends(path, page, lead_agency=agency, **sent)[0])  # noqa: B023

        hands = [threading.Thread(target=press, args=(who,)) for who in (planner, chair)]
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join(timeout=60)
        assert sorted(found) == [200, 409]
    assert verified(served)


def test_every_page_carries_the_guards(served: Site) -> None:
    visitor = Visitor(served).enters("planner")
    for path in ("/", "/desk/", "/plans/", "/nothing/", "/plans/999/", "/accounts/me/", "/health", "/proof/"):
        head = {name.lower(): value for name, value in visitor.opens(path)[2].items()}
        assert "default-src 'none'" in head["content-security-policy"], path
        assert "unsafe" not in head["content-security-policy"]
        assert (head["x-content-type-options"], head["x-frame-options"]) == ("nosniff", "DENY"), path
        assert head["referrer-policy"] == "same-origin", path


def test_cookies_are_closed_behind_https(seeded: Callable[[str], Path]) -> None:
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE")
    code = f"from django.conf import settings as s; print(*[getattr(s, name) for name in {names}])"
    site = Site("https://papi.example.vn", seeded("whole"))
    assert asked(site, code) == "True True True Lax"
