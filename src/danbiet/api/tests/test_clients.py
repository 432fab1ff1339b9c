"""Programs that others wrote against a real server: the client `three`, and schemathesis with the description.

Both stand in requirements-clients.lock; where they are absent the tests are listed as such.
"""

import importlib
import itertools
import json
import os
import subprocess
import sys
import urllib.parse
import urllib.request
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from PIL import Image

from tests.browser import ROOT, free_port, wait_for
from tests.installations import Installation

pytestmark = [pytest.mark.loopback, pytest.mark.slow, pytest.mark.installation]
FILL = """
import secrets
from datetime import date
from danbiet.accounts import services as accounts
from danbiet.api import services
from danbiet.common import clock
from danbiet.common.actor import SYSTEM, Role
from danbiet.places.models import Closure, Unit
at = clock.now()
on = clock.day(at)
city, ward = (
    Unit.objects.create(code=code, from_day=date(2025, 7, 1), tier=tier, kind=kind, name_vi=name, name_en=name,
        folded=name.lower(), sort_key=name, latitude=21.09, longitude=105.77)
    for code, tier, kind, name in (("01", "province", "city", "Hà Nội"), ("00602", "ward", "ward", "Phường Đông Ngạc"))
)
for depth, above, below in ((0, city, city), (0, ward, ward), (1, city, ward)):
    Closure.objects.create(ancestor=above, descendant=below, depth=depth, from_day=date(2025, 7, 1))
user = accounts.create_user(by=SYSTEM, person=accounts.Person("quantri", "Quản trị"), password="một mật khẩu dài",
    first=accounts.Charge(Role.ADMINISTRATOR, city, from_day=on), at=at)
user.holdings.create(role="ward_officer", place=ward, from_day=on)  # somebody reads what comes in
holder = services.Holder("three", "may@example.vn", city, 20000)
print(services.make_key(holder, by=user.actor(on), at=at, draw=secrets.token_bytes)[1])
"""

# whether what was made up is accepted is not asked: an empty argument counts as absent, a far page is refused
CHECKS = [
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "unsupported_method",
]  # fmt: skip


def present(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        if os.environ.get("DANBIET_REQUIRE_ALL") == "1":
            pytest.fail(f"absent: {name}")
        pytest.skip(f"absent: {name}")


@dataclass(frozen=True)
class Served:
    """Where the interface is served, and a key for it."""

    url: str
    key: str


@pytest.fixture(scope="module")
def schemathesis() -> ModuleType:
    return present("schemathesis")


@pytest.fixture(scope="module")
def three() -> ModuleType:
    """The client, written for an older Python."""
    itertools.ifilter = filter
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return present("three")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    site = f"http://127.0.0.1:{free_port()}"
    data_dir: Path = tmp_path_factory.mktemp("clients") / "var"
    one = Installation(data_dir, more={"DANBIET_BASE_URL": site})
    one.do("migrate", "-v0")
    one.do("collectstatic", "--noinput", "-v0")
    key = one.python(FILL).strip()
    words = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", site.rpartition(":")[2], "--no-log"]
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", *words, "--blocking-threads", "2", "danbiet.config.wsgi:application"],
        cwd=ROOT, env=one.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    wait_for(f"{site}/health")
    yield Served(f"{site}/open311/v2", key)
    server.terminate()
    server.wait(timeout=20)


def test_three_finds_reads_and_posts(three: ModuleType, served: Served) -> None:
    client = three.Three(served.url, api_key=served.key)
    assert client.discovery()["endpoints"][0]["url"] == served.url
    codes = {one["service_code"] for one in client.services()}
    assert "roads-report" in codes
    assert client.services("roads-report")["service_code"] == "roads-report"
    picture = BytesIO()
    Image.new("RGB", (20, 20), "red").save(picture, "JPEG")
    picture.seek(0)
    sent = {"description": "Ổ gà lớn trước số nhà 12", "name": "Zach Williams", "phone": "0912 345 678"}
    (made,) = client.post("roads-report", address="12 ngõ 63, phường Đông Ngạc", media=picture, **sent)
    number = made["service_request_id"]
    assert client.post_response.status_code == 201
    (again,) = client.request(number)
    assert (again["service_request_id"], again["status"], again["address_id"]) == (number, "open", "00602")
    assert [one["service_request_id"] for one in client.requests("roads-report", status="open", count=5)] == [number]
    day = again["requested_datetime"][:10]
    year, month, last = day.split("-")
    assert client.requests(between=[f"{month}-{last}-{int(year) - 1}", f"{month}-{last}-{int(year) - 1}"]) == []
    (refused,) = three.Three(served.url, api_key="wrong").post("roads-report", address="x", **sent)
    assert refused["code"] == "403"
    (unknown,) = client.token("1-2")
    assert unknown["code"] == "404"
    (denounced,) = client.post("roads-report", address="phường Đông Ngạc", description="Tôi tố cáo ông A nhận hối lộ")
    assert denounced["code"] == "400"


def test_schemathesis_finds_no_server_error(schemathesis: ModuleType, served: Served) -> None:
    """What it makes up, with a key that opens: every answer is of a status, a type and a shape that is described."""
    schema, count = schemathesis.openapi.from_url(f"{served.url}/openapi.json"), 0
    checks = [schemathesis.checks.CHECKS.get_one(name) for name in CHECKS]
    for operation in (found.ok() for found in schema.get_all_operations()):

        @given(case=operation.as_strategy())
        @settings(max_examples=15, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
        def holds(case) -> None:
            if isinstance(case.body, dict):
                case.body["api_key"] = served.key
            case.call_and_validate(checks=checks)

        holds()
        count += 1
    assert count == 16


def test_eight_equal_posts_at_once_are_one_case(served: Served) -> None:
    words = {"api_key": served.key, "service_code": "waste-report", "address_id": "00602", "device_id": "d-1"}
    body = urllib.parse.urlencode({**words, "description": "Rác đổ ở đầu ngõ ba ngày nay"}).encode()

    def posted(_: int) -> dict[str, object]:
        with urllib.request.urlopen(f"{served.url}/requests.json", body, timeout=60) as answer:
            return json.load(answer)[0]

    with ThreadPoolExecutor(8) as crowd:
        found = list(crowd.map(posted, range(8)))
    assert [one for one in found if one != found[0]] == []
    assert found[0]["service_request_id"]
