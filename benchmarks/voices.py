"""Cases of residents, 1,000,000 beside 10,000: desk, search, public list, status, case pages, Open311.

usage: voices.py [--cases 1000000] [--small 10000] [--wards 126] [--requests 30] [--keep FOLDER] [--only WORD]
                 [--postgresql]
Rows are written straight into the tables, a tenth of them open; pages are asked in this process, without a network.
On SQLite, or on a PostgreSQL server of its own for the time of the run.
Ends with 1 when a page takes over 100 ms at the median, or over 3 times as with the small number; last pages, which the
small number has not, are held to the first alone.
"""

import argparse
import os
import random
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
from tests import postgres  # noqa: E402

TODAY = date(2026, 11, 23)
DAYS = 1800
BATCH = 20_000
MOST_MS, MOST_RATIO = 100, 3
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
CODE = "code.txt"
WORDS = """
rác thải đổ bừa bãi ngõ đường nắp cống vỡ đèn tắt ngập nước ồn karaoke vỉa hè lấn chiếm xe đỗ sai trạm y tế trường học
sổ đỏ thủ tục một cửa cán bộ trả lời chậm ống nước bục khói bụi mùi hôi chợ cóc dây điện cây gãy biển báo hỏng ổ gà
hố ga bể phốt chó thả rông công viên bãi xe cầu thang chung cư thang máy tiếng còi loa kéo nửa đêm
""".split()  # noqa: SIM905
FIFTY, UPDATES = "requests.json?page_size=50", "servicerequestupdates.json?page_size=50"
WARD, MONTH = "jurisdiction_id=10001", "start_date=2026-10-24T00:00:00Z&end_date=2026-11-23T00:00:00Z"
OPEN311 = {
    "services": "services.json",
    "one": "requests/{number}.json",
    "fifty numbers": f"{FIFTY}&service_request_id={{numbers}}",
    "fifty": FIFTY,
    "fifty, extended": f"{FIFTY}&extensions=true",
    "a thousand": "requests.json",
    "fifty of a ward": f"{FIFTY}&{WARD}",
    "fifty of a service": f"{FIFTY}&service_code=waste-petition",
    "fifty of a service, open": f"{FIFTY}&service_code=waste-petition&status=open",
    "fifty of a rare service": f"{FIFTY}&service_code=roads-petition",
    "fifty of a ward, a service, open": f"{FIFTY}&{WARD}&service_code=waste-petition&status=open",
    "open": f"{FIFTY}&status=open",
    "closed": f"{FIFTY}&status=closed",
    "an old window": f"{FIFTY}&start_date=2023-01-01T00:00:00Z&end_date=2023-03-01T00:00:00Z",
    "an old month of a ward": f"{FIFTY}&start_date=2023-01-01T00:00:00Z&end_date=2023-02-01T00:00:00Z&{WARD}",
    "twentieth page": f"{FIFTY}&page=20",
    "last page": f"{FIFTY}&page=885",
    "open, beyond the last page": f"{FIFTY}&page=2000&status=open",
    "changed in an hour": f"{FIFTY}&updated_after=2026-11-23T01:30:00Z",
    "changed in a week": f"{FIFTY}&updated_after=2026-11-16T00:00:00Z",
    "changed in a week, of a ward": f"{FIFTY}&updated_after=2026-11-16T00:00:00Z&{WARD}",
    "updates of a day": f"{UPDATES}&start_date=2026-11-22T00:00:00Z&end_date=2026-11-23T00:00:00Z",
    "updates of a ward": f"{UPDATES}&{MONTH}&{WARD}",
    "updates of a month, last page": f"{UPDATES}&{MONTH}&page=866",
    "updates of a ward, beyond the last": f"{UPDATES}&{MONTH}&{WARD}&page=2000",
}
PAGES = {
    "desk of a ward": ("ward", "/voices/desk/"),
    "desk of a ward, late": ("ward", "/voices/desk/?show=late"),
    "desk of the city": ("city", "/voices/desk/"),
    "desk of the city, deep": ("city", "/voices/desk/?after=2026-11-25.1"),
    "search of a ward, common": ("ward", "/voices/desk/?q=rac+thai"),
    "search of a ward, three": ("ward", "/voices/desk/?q=nap+cong+vo"),
    "search of a ward, rare": ("ward", "/voices/desk/?q=hiemgap"),
    "search of the city, common": ("city", "/voices/desk/?q=rac+thai"),
    "search of the city, rare": ("city", "/voices/desk/?q=hiemgap"),
    "search by number": ("city", "/voices/desk/?q={number}"),
    "public page of a ward": ("", "/voices/place/10001/"),
    "public page of a ward, words": ("", "/voices/place/10001/?q=rac+thai"),
    "public page of the city": ("", "/voices/place/01/"),
    "map of a ward": ("", "/voices/map/10001/"),
    "map of the city": ("", "/voices/map/01/"),
    "public page of the city, old": ("", "/voices/place/01/?month=2023-05&after=2023-05-05T00:00:00%2B00:00"),
    "published case": ("", "/voices/{published}/"),
    "status by code": ("", "/voices/status/"),
    "case of an officer": ("ward", "/voices/cases/{number}/"),
    "reception": ("", "/voices/reception/10001/"),
    **{f"Open311, {name}": ("", f"/open311/v2/{asked}") for name, asked in OPEN311.items()},
}


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--cases", type=int, default=1_000_000)
    given.add_argument("--small", type=int, default=10_000)
    given.add_argument("--wards", type=int, default=126)
    given.add_argument("--requests", type=int, default=30)
    given.add_argument("--keep", type=Path)
    given.add_argument("--only", default="")  # pages whose name holds the word
    given.add_argument("--postgresql", action="store_true")
    given.add_argument("--measure", type=Path)  # one place that was built, in a process of its own
    asked = given.parse_args()
    if asked.measure:
        return measure(asked)
    with ExitStack() as stack:
        cluster, found = stack.enter_context(postgres.started()) if asked.postgresql else None, {}
        for name, n in (("small", asked.small), ("large", asked.cases)):
            folder = asked.keep / name if asked.keep else Path(stack.enter_context(tempfile.TemporaryDirectory()))
            found[name] = of(folder, n, asked, url=cluster.new_database() if cluster else "")
    return report(found["small"], found["large"])


def of(folder: Path, n: int, asked: argparse.Namespace, *, url: str) -> dict[str, list[float]]:
    """Build and measure in processes of their own, each with its own database."""
    folder.mkdir(parents=True, exist_ok=True)
    surroundings = {
        **os.environ, "DANBIET_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "danbiet.config.settings",
        "DANBIET_DEMO": "1", "DANBIET_TODAY": TODAY.isoformat(), "CASES": str(n), "WARDS": str(asked.wards),
    }  # fmt: skip
    surroundings |= {"DATABASE_URL": url} if url else {}
    words = [sys.executable, __file__, "--measure", str(folder), "--requests", str(asked.requests)]
    words += ["--only", asked.only]
    out = subprocess.run(words, env=surroundings, check=True, stdout=subprocess.PIPE, text=True).stdout
    rows = [line.split("\t") for line in out.splitlines() if "\t" in line]
    return {name: [float(one) for one in times.split()] for name, times in rows}


def measure(asked: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.core.management import call_command

    folder = Path(os.environ["DANBIET_DATA_DIR"])
    if not (folder / CODE).exists():
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        started = time.perf_counter()
        build(int(os.environ["CASES"]), int(os.environ["WARDS"]))
        print(f"built {os.environ['CASES']} in {time.perf_counter() - started:.0f} s", file=sys.stderr)
    for name, times in asked_pages(asked.requests, asked.only):
        print(name, " ".join(f"{one:.2f}" for one in times), sep="\t")
    return 0


# ------------------------------------------------------------------ building


def build(n: int, wards: int) -> None:
    """The city and its wards, an officer for each of the two, cases with steps, the newest one for a known code."""
    from django.core.management.color import no_style
    from django.db import connection, transaction

    from danbiet.voices.models import Case, Step

    places = units(wards)
    officer = people(places)
    rng = random.Random(7)
    with transaction.atomic():
        for first in range(1, n + 1, BATCH):
            batch = [row(key, places, rng, officer) for key in range(first, min(first + BATCH, n + 1))]
            insert(connection, "voices_case", batch)
            insert(connection, "voices_step", [step for one in batch for step in steps(one)])
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Case, Step]):
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    received(places[1], n)


def units(wards: int) -> list[int]:
    from danbiet.places.models import Agency, Closure, Unit

    def unit(code: str, tier: str, kind: str, name: str) -> Unit:
        made = Unit.objects.create(
            code=code, from_day=date(2010, 1, 1), tier=tier, kind=kind, name_vi=name, name_en=name, folded=name.lower(),
            sort_key=name,
        )  # fmt: skip
        Closure.objects.create(ancestor=made, descendant=made, depth=0, from_day=made.from_day)
        Agency.objects.create(
            place=made, kind="peoples_committee", name_vi=f"UBND {name}", name_en=name, from_day=made.from_day
        )
        return made

    city = unit("01", "province", "city", "Thành phố Hà Nội")
    keys = [city.pk]
    for number in range(wards):
        ward = unit(f"{10001 + number}", "ward", "ward", f"Phường {number + 1}")
        Closure.objects.create(ancestor=city, descendant=ward, depth=1, from_day=ward.from_day)
        keys.append(ward.pk)
    return keys


def people(places: list[int]) -> int:
    from danbiet.accounts.models import Holding, User

    for name, role, place in (("city", "leader", places[0]), ("ward", "leader", places[1])):
        user = User.objects.create_user(username=name, password=secrets.token_hex(8))
        Holding.objects.create(user=user, role=role, place_id=place, from_day=date(2010, 1, 1))
    return User.objects.get(username="ward").pk


def row(key: int, places: list[int], rng: random.Random, officer: int) -> dict[str, object]:
    """One case: nine of ten are closed; of these three of four are answered publicly."""
    on = TODAY - timedelta(days=DAYS - DAYS * key // int(os.environ["CASES"]))
    at = datetime(on.year, on.month, on.day, 2, key % 60, tzinfo=UTC)
    text = " ".join(rng.choices(WORDS, k=30)) + (" hiemgap" if key % 20_000 == 7 else "")
    is_open, place = rng.random() < 0.1, rng.choice(places[1:])
    due, answered = on + timedelta(days=14), on + timedelta(days=rng.randrange(3, 20))
    is_public = not is_open and rng.random() < 0.75
    kind = rng.choices(["report", "petition", "complaint_first"], [8, 1, 1])[0]
    words = folded(text)
    verdict = rng.choice(["", "", "agreed", "contested"]) if not is_open else ""
    return blank() | {
        "id": key, "number": f"PA-{on.year}-{key:06d}", "code_hash": f"{key:064x}", "kind": kind, "channel": "web",
        "subject": "waste", "place_id": place, "received_place_id": place, "title": text[:80], "text": text,
        "folded": words, "received_at": at, "received_on": on, "is_open": is_open,
        "closed_on": None if is_open else answered, "state": "accepted" if is_open else "answered",
        "accepted_on": on, "answered_on": None if is_open else answered, "answered_by_id": None if is_open else officer,
        "outcome": "" if is_open else rng.choice(["solved", "partly", "refused"]), "answer": "" if is_open else text,
        "stage": "answer" if is_open else "none", "due_on": due if is_open else None, "due_certainty": "local",
        "answer_due_on": due, "answer_certainty": "local", "verdict": verdict,
        "verdict_on": answered if verdict else None, "contested_on": answered if verdict == "contested" else None,
        "latitude": 21 + rng.random() / 5, "longitude": 105.7 + rng.random() / 5,
        **(public(text, words, at, officer) if is_public else {}),
    }  # fmt: skip


def public(text: str, words: str, at: datetime, officer: int) -> dict[str, object]:
    return {
        "public_summary": text[:120], "public_answer": text[:120], "public_folded": words[:200], "redacted_at": at,
        "redacted_by_id": officer + 0, "published_at": at + timedelta(days=20), "published_by_id": officer - 1,
    }  # fmt: skip


def blank() -> dict[str, object]:
    """What a case has by default."""
    from danbiet.voices.models import Case

    fields = Case._meta.concrete_fields
    found: dict[str, object] = {one.attname: one.get_default() for one in fields if one.attname != "id"}
    return found | {"constructs": "[]", "version": 0}


def folded(text: str) -> str:
    from danbiet.voices.rules.searching import folded as fold

    return fold(text)


def steps(one: dict[str, object]) -> Iterator[dict[str, object]]:
    """Received, accepted, and answered when it is closed."""
    common = {
        "case_id": one["id"], "by_id": None, "place_id": one["place_id"], "outcome": "", "due_on": None, "told": "",
        "note": "",
    }  # fmt: skip
    at, on = one["received_at"], one["received_on"]
    yield common | {"act": "receive", "at": at, "on": on, "moves": 1, "state": "received"}
    yield common | {"act": "accept", "at": at, "on": on, "moves": 0, "state": "accepted"}
    if not one["is_open"]:
        done = {"state": "answered", "outcome": one["outcome"]}
        yield common | {"act": "answer", "at": at, "on": one["closed_on"], "moves": -1} | done


def insert(connection: object, table: str, rows: list[dict[str, object]]) -> None:
    names = list(rows[0])
    marks = ", ".join(["%s"] * len(names))
    columns = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({marks})",
            [[str(value) if isinstance(value, date) else value for value in row.values()] for row in rows],
        )


def received(place: int, n: int) -> None:
    """One case through the services, so that a code is known; the series goes on after the rows above."""
    from danbiet.common.actor import ANONYMOUS
    from danbiet.places.models import Unit
    from danbiet.voices import selectors, services
    from danbiet.voices.models import Series
    from danbiet.voices.rules import Channel, Kind, Subject

    Series.objects.update_or_create(year=TODAY.year, defaults={"last": n})
    report = services.Report(
        Kind.REPORT, "Nắp cống vỡ trước số 12", Channel.WEB, Unit.objects.get(pk=place), subject=Subject.DRAINAGE,
        point=(21.1, 105.8),
    )  # fmt: skip
    at = datetime(TODAY.year, TODAY.month, TODAY.day, 3, tzinfo=UTC)
    found = services.receive(report, by=ANONYMOUS, at=at, pepper=selectors.pepper(), draw=secrets.token_bytes)
    Path(os.environ["DANBIET_DATA_DIR"], CODE).write_text(found.code, encoding="utf-8")


# ------------------------------------------------------------------ asking


def asked_pages(requests: int, only: str) -> Iterator[tuple[str, list[float]]]:
    """(page, milliseconds of each request), after one that warms up."""
    from django.test import Client

    from danbiet.accounts.models import User
    from danbiet.voices.models import Case

    code = Path(os.environ["DANBIET_DATA_DIR"], CODE).read_text(encoding="utf-8")
    ward = User.objects.get(username="ward").holdings.get().place_id
    number = Case.objects.filter(place=ward, is_open=True).order_by("pk")[0].number
    published = Case.objects.filter(place=ward, published_at__isnull=False).order_by("pk")[0].number
    numbers = ",".join(Case.objects.order_by("pk").values_list("number", flat=True)[:50])
    for name, (who, url) in PAGES.items():
        if only not in name:
            continue
        client = Client(HTTP_HOST="localhost")
        if who:
            client.force_login(User.objects.get(username=who), backend=BACKEND)
        address = url.format(number=number, published=published, numbers=numbers)
        times = []
        for _ in range(requests + 1):
            started = time.perf_counter()
            answer = client.post(address, {"code": code}) if url.endswith("/status/") else client.get(address)
            times.append((time.perf_counter() - started) * 1000)
            assert answer.status_code == 200, (name, answer.status_code)
        yield name, times[1:]


def report(small: dict[str, list[float]], large: dict[str, list[float]]) -> int:
    print(f"{'page':<44}{'median':>9}{'p95':>9}{'small':>9}{'p95':>9}{'ratio':>7}")
    worst = 0
    for name in large:
        median, before = statistics.median(large[name]), statistics.median(small[name])
        late = [sorted(times)[int(len(times) * 0.95) - 1] for times in (large[name], small[name])]
        is_far = " last" in name
        fails = median > MOST_MS or (median > MOST_RATIO * before and not is_far)
        worst |= int(fails)
        mark = " !" if fails else ""
        print(f"{name:<44}{median:>9.1f}{late[0]:>9.1f}{before:>9.1f}{late[1]:>9.1f}{median / before:>7.2f}{mark}")
    return worst


if __name__ == "__main__":
    sys.exit(main())
