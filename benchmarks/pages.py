"""Every page with 126 wards × 5 years × 100 tasks (63,000), and with 13 wards: median and 95th percentile when warm.

usage: pages.py [--wards 126] [--small 13] [--years 5] [--tasks 100] [--requests 30]
Builds each place in a folder of its own through the services, serves it with one worker, asks as a signed-in person.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
PASSWORD = "do-thu-trang"


def environment(data_dir: Path, port: int = 8000) -> dict[str, str]:
    own = {
        "DANBIET_DATA_DIR": str(data_dir), "DANBIET_DEMO": "1", "DANBIET_TODAY": "2026-11-23", "PYTHONPATH": "src",
        "DANBIET_BASE_URL": f"http://localhost:{port}", "DJANGO_SETTINGS_MODULE": "danbiet.config.settings",
    }  # fmt: skip
    return {**os.environ, **own}


def build(data_dir: Path, *, wards: int, years: int, tasks: int) -> None:
    """Run this script again as the builder: settings are read once a process."""
    words = ["--build", "--wards", str(wards), "--years", str(years), "--tasks", str(tasks)]
    subprocess.run([sys.executable, __file__, *words], env=environment(data_dir), check=True)


def built(*, wards: int, years: int, tasks: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from benchmarks.filled import fill

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        fill(wards=wards, years=years, tasks=tasks)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def serve(data_dir: Path, port: int) -> subprocess.Popen[bytes]:
    words = ["manage.py", "collectstatic", "--noinput", "-v0"]
    subprocess.run([sys.executable, *words], cwd=ROOT, env=environment(data_dir), check=True)
    words = ["-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "1", "--blocking-threads", "2"]
    return subprocess.Popen(
        [sys.executable, *words, "--no-log", "danbiet.config.wsgi:application"],
        cwd=ROOT, env=environment(data_dir, port), stderr=subprocess.DEVNULL,
    )  # fmt: skip


def signed_in(url: str, name: str) -> OpenerDirector:
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    page = opener.open(f"{url}/accounts/login/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    form = urlencode({"login": name, "password": PASSWORD, "csrfmiddlewaretoken": token}).encode()
    opener.open(f"{url}/accounts/login/", form, timeout=30).read()
    return opener


def pages(opener: OpenerDirector, url: str) -> dict[str, str]:
    """The pages of a plan officer, with the first plan of the city and the first task found."""
    listing = opener.open(f"{url}/plans/").read().decode()
    plan = min(int(pk) for pk in re.findall(r'href="/plans/(\d+)/', listing))
    task = re.search(r"/plans/tasks/(\d+)/", opener.open(f"{url}/plans/{plan}/").read().decode())
    return {
        "home": "/", "find": "/find/?q=dong%20ngac", "desk": "/desk/", "leader": "/leader/",
        "search": "/search/?q=tiep%20dan", "plans": "/plans/", "plan": f"/plans/{plan}/",
        "coverage": f"/plans/{plan}/coverage/", "cascade": f"/plans/{plan}/cascade/",
        "task": f"/plans/tasks/{task[1] if task else 1}/", "place": "/places/01/", "ward place": "/places/00602/",
        "scorecard": "/scores/01/", "series": "/scores/01/series/participation/",
        "compare": "/scores/compare/?place=01&place=31", "map": "/scores/map/", "reports": "/reports/",
        "calls": "/reports/calls/", "new report": "/reports/new/", "proof": "/proof/", "manual": "/manual/",
    }  # fmt: skip


def measured(opener: OpenerDirector, url: str, requests: int) -> tuple[float, float]:
    times = []
    for number in range(requests + 3):
        begin = time.perf_counter()
        opener.open(url, timeout=120).read()
        if number >= 3:
            times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times), statistics.quantiles(times, n=20)[18]


def run(wards: int, options: argparse.Namespace) -> dict[str, tuple[float, float]]:
    from tests.browser import free_port, wait_for

    with tempfile.TemporaryDirectory() as folder:
        data_dir, begin = Path(folder), time.perf_counter()
        build(data_dir, wards=wards, years=options.years, tasks=options.tasks)
        print(f"{wards} wards built in {time.perf_counter() - begin:.0f} s", file=sys.stderr)
        port = free_port()
        server, url = serve(data_dir, port), f"http://127.0.0.1:{port}"
        try:
            wait_for(url)
            opener, ward = signed_in(url, "city"), signed_in(url, "ward")
            found = {name: measured(opener, url + path, options.requests) for name, path in pages(opener, url).items()}
            return found | {"desk of a ward": measured(ward, url + "/desk/", options.requests)}
        finally:
            server.terminate()
            server.wait()


def main() -> None:
    parser = argparse.ArgumentParser()
    for name, default in (("wards", 126), ("small", 13), ("years", 5), ("tasks", 100), ("requests", 30)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--build", action="store_true")
    options = parser.parse_args()
    if options.build:
        built(wards=options.wards, years=options.years, tasks=options.tasks)
        return
    large, small = run(options.wards, options), run(options.small, options)
    print(f"{'page':<16}{'median ms':>10}{'p95 ms':>9}{f'median, {options.small} wards':>20}{'ratio':>7}")
    for name, (median, p95) in large.items():
        print(f"{name:<16}{median:>10.1f}{p95:>9.1f}{small[name][0]:>20.1f}{median / small[name][0]:>7.1f}")


if __name__ == "__main__":
    main()
