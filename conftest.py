"""The network is shut, the data directory is a test's own, and the cast is at hand."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import settings as hypothesis
from pytest_socket import disable_socket, enable_socket, socket_allow_hosts

from danbiet.common import bounded

pytest_plugins = [
    "tests.people", "tests.house", "tests.showing", "tests.browser", "tests.postgres", "tests.guards",
    "tests.installations", "tests.story",
]  # fmt: skip
# How busy a machine is says nothing about a rule, and no draw decides whether a change passes: the examples are the
# same every time. Others are looked for with --hypothesis-profile=seeking.
hypothesis.register_profile("calm", deadline=None, derandomize=True)
hypothesis.register_profile("seeking", deadline=None, print_blob=True)
hypothesis.load_profile("calm")
LOOPBACK = ["127.0.0.1", "::1"]


DATABASE = {"db", "transactional_db"}
BROWSING = {"site", "both", "browser", "context", "page"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--only-database", action="store_true", help="leave out what asks no database")
    parser.addoption("--half", choices=["sqlite", "postgresql"], help="of long walks, only those of this database")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The story's readers come late: its rows stay. Browser tests come last: their driver shuts Django's database."""
    for item in items:
        if "site" in fixtures(item):
            item.add_marker(pytest.mark.browser)
    if config.getoption("--only-database"):
        items[:] = [item for item in items if DATABASE & fixtures(item) or item.get_closest_marker("django_db")]
    half = config.getoption("--half")
    items[:] = [item for item in items if not half or half in halves(item)]
    items.sort(key=lambda item: (bool(BROWSING & fixtures(item)), "built" in fixtures(item)))


def halves(item: pytest.Item) -> tuple[str, ...]:
    """On which databases a test runs when both run: a long walk on one, all else on both."""
    marker = item.get_closest_marker("half")
    return marker.args if marker else ("sqlite", "postgresql")


def fixtures(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Only browser tests reach a server, and only on loopback."""
    if item.get_closest_marker("browser") or item.get_closest_marker("loopback"):
        enable_socket()
        socket_allow_hosts(LOOPBACK, allow_unix_socket=True)
    else:
        disable_socket(allow_unix_socket=True)


@pytest.fixture(autouse=True)
def own_data_dir(tmp_path: Path, settings) -> None:
    """Nothing a test writes lands in var/; passwords hash fast."""
    settings.DATA_DIR = settings.STATIC_ROOT = tmp_path
    settings.SIGNING_KEY_FILE = tmp_path / "keys" / "signing_key.pem"
    settings.EMAIL_FILE_PATH = tmp_path / "outbox"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(scope="session", autouse=True)
def read_each_file_once() -> Iterator[None]:
    """The real child process reads every file; the same bytes get the same answer, so they are sent to it once."""
    plain = bounded.run
    bounded.run = cache(plain)
    yield
    bounded.run = plain


@pytest.fixture(autouse=True)
def begins_in_vietnamese() -> Iterator[None]:
    """A page read in English leaves its language behind; the next test begins in Vietnamese all the same."""
    with translation.override("vi"):
        yield
