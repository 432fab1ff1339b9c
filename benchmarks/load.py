"""Residents send at once over HTTP to the real server: is every report that was acknowledged there once, and how fast?

usage: load.py [--folder FOLDER] [--rate 50] [--seconds 60] [--senders 500] [--way form|whole] [--kills 0] [--wards 126]
The server runs as in `deploy/danbiet.service`, on SQLite, as if behind the proxy; every sender has an address of
its own. `form`: opens the form and sends it. `whole`: all four pages, as without JavaScript. A report begins at its
moment whether or not earlier ones are answered; times are counted from that moment. With `--kills`, the server and its
workers are killed (SIGKILL) so many times on the way and started again; a sender who got no answer sends the same form
again. Afterwards eight equal posts are sent at once, and the database is asked. Ends with 1 when anything is lost,
refused or doubled.
"""

import argparse
import asyncio
import json
import os
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
HOST = "danbiet.example.vn"
MARK = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
TOKEN = re.compile(r'name="token" value="([^"]+)"')
NUMBER = re.compile(r"PA-\d{4}-\d{6,9}")
CODE = re.compile(r'<p class="code"><b>([0-9A-Z-]+)</b>')
PATIENCE = 120.0  # seconds for which a sender tries again
UNIT = (ROOT / "deploy" / "danbiet.service").read_text(encoding="utf-8").replace("\\\n", " ")
FLAGS = re.search(r"^ExecStart=\S+/granian (.+) danbiet\.config", UNIT, re.M)[1].split()  # type: ignore[index]
MATTERS = (
    "nắp cống vỡ trước số nhà {n}, xe máy suýt ngã", "rác đổ ở đầu ngõ {n} ba ngày không ai dọn",
    "đèn đường số {n} tắt cả tuần, tối quá", "karaoke ở số {n} hát tới nửa đêm", "ống nước bục trước nhà số {n}",
    "xe tải đỗ kín vỉa hè đoạn số {n}", "khói đốt rác sau nhà số {n} bay vào lớp học", "cây gãy chắn ngõ {n}",
)  # fmt: skip


@dataclass
class Outcome:
    """What the senders met: the acknowledged (number, code), seconds of each report and of its last form alone."""

    acknowledged: list[tuple[str, str]] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    repeated: int = 0
    ended: float = 0.0


class Unanswered(Exception):
    """The server gave no whole answer."""


class Refused(Exception):
    """The server answered, but not with the page that comes next."""


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--folder", type=Path, help="a data folder that exists, such as one of voices.py --keep")
    given.add_argument("--rate", type=float, default=50)
    given.add_argument("--seconds", type=float, default=60)
    given.add_argument("--senders", type=int, default=500)
    given.add_argument("--way", choices=["form", "whole"], default="form")
    given.add_argument("--kills", type=int, default=0)
    given.add_argument("--wards", type=int, default=126)
    given.add_argument(
        "--flag", action="append", default=[], help="another flag for granian, such as --flag=--workers=1"
    )
    asked = given.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = asked.folder or Path(made)
        os.environ |= surroundings(folder)
        inside("prepare", str(asked.wards))
        before = inside("count")
        server = Server(asked.flag)
        try:
            found, equal = asyncio.run(sent(server, asked))
        finally:
            server.stop()
        after = inside("check", given={"before": before, "acknowledged": found.acknowledged, "equal": equal})
    return report(found, after, server, asked)


def surroundings(folder: Path) -> dict[str, str]:
    """As behind the proxy: https outside, each sender's address in a header."""
    return {
        "DANBIET_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "danbiet.config.settings", "PYTHONPATH": "src",
        "DANBIET_BASE_URL": f"https://{HOST}", "DANBIET_HOSTS": f"{HOST},127.0.0.1",
    }  # fmt: skip


class Server:
    """granian with the flags of the unit file; its port stays the same over a kill."""

    def __init__(self, more: list[str]) -> None:
        from tests.browser import free_port

        self.port, self.more, self.kills, self.seconds = free_port(), more, 0, -processor()
        self.start()

    def start(self) -> None:
        flags = [*FLAGS, "--port", str(self.port), "--no-log", *self.more]
        words = [sys.executable, "-m", "granian", *flags, "danbiet.config.wsgi:application"]
        self.process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(self) -> None:
        """The parent first, that it starts no new worker."""
        listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True)
        self.process.kill()
        for pid in map(int, listed.stdout.split()):
            os.kill(pid, signal.SIGKILL)
        self.process.wait(timeout=30)
        self.kills += 1
        self.start()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=60)
        self.seconds += processor()


def processor() -> float:
    """Seconds of the processor of all children that ended, and theirs; those that were killed are not counted."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


# ------------------------------------------------------------------ senders


async def sent(server: Server, asked: argparse.Namespace) -> tuple[Outcome, list[tuple[str, str]]]:
    """Send every report at its moment; then one form from eight hands at once."""
    for number in range(8):
        await answered(server, f"10.9.0.{number}", "GET", "/voices/new/?place=10001", until=time.monotonic() + 60)
    found, began, rng = Outcome(), time.monotonic() + 0.5, random.Random(11)
    total = round(asked.rate * asked.seconds)
    work = [one(server, found, number, began + number / asked.rate, rng, asked) for number in range(total)]
    kills = [killed(server, began + asked.seconds * (n + 1) / (asked.kills + 1)) for n in range(asked.kills)]
    await asyncio.gather(*work, *kills)
    found.ended = time.monotonic() - began
    equal = form("send", 10001, "cống vỡ, gửi tám lần", token=uuid.uuid4().hex)
    hands = [acknowledged(server, f"10.8.0.{number}", equal) for number in range(8)]
    return found, list(await asyncio.gather(*hands))


async def killed(server: Server, at: float) -> None:
    await asyncio.sleep(max(0.0, at - time.monotonic()))
    server.kill()


async def one(
    server: Server, found: Outcome, number: int, at: float, rng: random.Random, asked: argparse.Namespace
) -> None:
    """One report of one of the senders, from its moment to its receipt."""
    who = number % asked.senders
    address, place = f"10.1.{who // 250}.{who % 250 + 1}", 10001 + rng.randrange(asked.wards)
    text = f"{rng.choice(MATTERS).format(n=rng.randrange(1, 400))} ({number})"
    await asyncio.sleep(max(0.0, at - time.monotonic()))
    try:
        token = await first_pages(server, address, place, text) if asked.way == "whole" else uuid.uuid4().hex
        began = time.monotonic()
        receipt = await acknowledged(server, address, form("send", place, text, token=token), found=found)
    except (Refused, Unanswered) as error:
        found.refused[str(error)] += 1
        return
    found.acknowledged.append(receipt)
    found.whole.append(time.monotonic() - at)
    found.last.append(time.monotonic() - began)


def form(step: str, place: int, text: str, token: str = "") -> dict[str, str]:
    """The fields of one page."""
    fields = {"step": step, "place": str(place), "text": text, "address": "", "latitude": "", "longitude": ""}
    if step != "read":
        fields |= {"kind": "report", "subject": "waste"}
    return fields | ({"token": token, "wants": "code"} if step == "send" else {})


async def first_pages(server: Server, address: str, place: int, text: str) -> str:
    """Write, see what it is, choose; the token of the last form."""
    until = time.monotonic() + PATIENCE
    await answered(server, address, "GET", f"/voices/new/?place={place}", until=until)
    await posted(server, address, form("read", place, text), until=until)
    page = await posted(server, address, form("choose", place, text), until=until)
    found = TOKEN.search(page)
    if found is None:
        raise Refused("no last form")
    return found[1]


async def acknowledged(
    server: Server, address: str, fields: dict[str, str], found: Outcome | None = None
) -> tuple[str, str]:
    """The number and the code on the answer to the last form."""
    page = await posted(server, address, fields, until=time.monotonic() + PATIENCE, found=found)
    number, code = NUMBER.search(page), CODE.search(page)
    if number is None or code is None:
        raise Refused("no receipt")
    return number[0], code[1]


async def posted(
    server: Server, address: str, fields: dict[str, str], *, until: float, found: Outcome | None = None
) -> str:
    """Open the form for its mark against forgery, then send it; sent again until it is answered."""
    path = f"/voices/new/?place={fields['place']}"
    first = True
    while True:
        if not first and found is not None:
            found.repeated += 1
        page, cookie = await answered(server, address, "GET", path, until=until)
        mark = MARK.search(page)
        assert mark is not None
        body = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": mark[1]}).encode()
        try:
            return (await ask(server, address, "POST", "/voices/new/", body, cookie))[0]
        except Unanswered:
            first = False
            if time.monotonic() > until:
                raise


async def answered(server: Server, address: str, method: str, path: str, *, until: float) -> tuple[str, str]:
    """Ask until there is an answer."""
    while True:
        try:
            return await ask(server, address, method, path)
        except Unanswered:
            if time.monotonic() > until:
                raise
            await asyncio.sleep(0.2)


async def ask(
    server: Server, address: str, method: str, path: str, body: bytes = b"", cookie: str = ""
) -> tuple[str, str]:
    """One request on a connection of its own: the page and the cookie that it sets."""
    head = [
        f"{method} {path} HTTP/1.0", f"Host: {HOST}", f"X-Forwarded-For: {address}", "X-Forwarded-Proto: https",
        f"Referer: https://{HOST}/voices/new/", f"Content-Length: {len(body)}", f"Cookie: csrftoken={cookie}",
        "Content-Type: application/x-www-form-urlencoded",
    ]  # fmt: skip
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        try:
            writer.write("\r\n".join([*head, "", ""]).encode() + body)
            answer = await asyncio.wait_for(reader.read(-1), timeout=60)
        finally:
            writer.close()
    except (OSError, TimeoutError) as error:
        raise Unanswered(type(error).__name__) from error
    top, _, page = answer.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", top, re.I)
    if length is None or len(page) < int(length[1]):
        raise Unanswered("cut")
    if top.split(b" ", 2)[1] != b"200":
        raise Refused(top.split(b"\r\n", 1)[0].decode())
    given = re.search(rb"csrftoken=([^;]+)", top)
    return page.decode(), given[1].decode() if given else cookie


# ------------------------------------------------------------------ the database, each time in a process of its own


def inside(what: str, *words: str, given: object = None) -> dict[str, int]:
    """Run one of the functions below where Django is set up."""
    done = subprocess.run(
        [sys.executable, __file__, f"--{what}", *words], input=json.dumps(given), stdout=subprocess.PIPE, text=True,
        check=True,
    )  # fmt: skip
    counts: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return counts


def prepare(wards: str) -> dict[str, int]:
    from django.core.management import call_command

    from benchmarks import voices
    from danbiet.places.models import Unit

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if not Unit.objects.exists():
        voices.units(int(wards))
    return {"units": Unit.objects.count()}


def count() -> dict[str, int]:
    from django.db.models import Max

    from danbiet.ledger.models import Event
    from danbiet.voices.models import Case

    return {"case": Case.objects.aggregate(n=Max("pk"))["n"] or 0, "event": Event.objects.count()}


def check() -> dict[str, int]:
    """What the database holds of the run: cases, those acknowledged, rows of each that must be one for each case."""
    from danbiet.common import codes
    from danbiet.ledger.models import Event
    from danbiet.voices import selectors
    from danbiet.voices.models import Case, Notice, Sender, Step

    given = json.load(sys.stdin)
    new = Case.objects.filter(pk__gt=given["before"]["case"])
    held = dict(new.values_list("number", "code_hash"))
    pepper = selectors.pepper()
    opens = [held.get(number) == codes.hashed(code, pepper=pepper) for number, code in given["acknowledged"]]
    equal = {tuple(pair) for pair in given["equal"]}
    of_new = {"case__pk__gt": given["before"]["case"]}
    return {
        "cases": new.count() - 1, "numbers": len({number for number, _ in given["acknowledged"]}),
        "acknowledged": len(opens), "opened by their code": sum(opens),
        "of eight equal posts": len(equal), "their cases": new.filter(number__in=[pair[0] for pair in equal]).count(),
        "texts twice": new.count() - new.values("text").distinct().count(),
        **{model.__name__: model.objects.filter(**of_new).count() - 1 for model in (Step, Sender, Notice)},
        "events": Event.objects.count() - given["before"]["event"] - 1, "chain": int(is_whole()),
    }  # fmt: skip


def is_whole() -> bool:
    from django.core.management import call_command

    try:
        call_command("verify_ledger", stdout=sys.stderr)
    except SystemExit as error:
        return not error.code
    return True


# ------------------------------------------------------------------ telling


def report(found: Outcome, after: dict[str, int], server: Server, asked: argparse.Namespace) -> int:
    total, refused = round(asked.rate * asked.seconds), sum(found.refused.values())
    print(f"{total} reports, {asked.rate:g} a second, {asked.senders} senders, way: {asked.way}, kills: {server.kills}")
    print(f"all answered after {found.ended:.1f} s, {found.repeated} sent again, refused: {dict(found.refused)}")
    for name, times in (("report", found.whole), ("its last form", found.last)):
        sorted_times = sorted(times) or [0.0]
        marks = [
            sorted_times[min(int(len(sorted_times) * share), len(sorted_times) - 1)] for share in (0.5, 0.95, 0.99, 1)
        ]
        print(f"{name}: median {marks[0]:.3f} s, p95 {marks[1]:.3f}, p99 {marks[2]:.3f}, longest {marks[3]:.3f}")
    print(f"processor of the server, its start among it: {server.seconds:.1f} s")
    print(", ".join(f"{name} {n}" for name, n in after.items()))
    same = ("cases", "numbers", "acknowledged", "opened by their code", "Step", "Sender", "Notice", "events")
    good = (
        all(after[name] == total - refused for name in same)
        and after["of eight equal posts"] == after["their cases"] == 1
    )
    good = good and after["texts twice"] == 0 and after["chain"] == 1
    print("nothing lost, nothing doubled" if good else "LOST OR DOUBLED")
    return 0 if good and not refused else 1


INSIDE = {"--prepare": prepare, "--count": count, "--check": check}

if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1] in INSIDE:
        import django

        django.setup()
        print(json.dumps(INSIDE[sys.argv[1]](*sys.argv[2:])))  # type: ignore[operator]
        sys.exit(0)
    sys.exit(main())
