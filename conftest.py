"""The network is shut, the data directory is a test's own, and the cast is at hand."""

from pathlib import Path

import pytest
from pytest_socket import disable_socket

pytest_plugins = ["tests.people"]


def pytest_runtest_setup() -> None:
    disable_socket(allow_unix_socket=True)


@pytest.fixture(autouse=True)
def own_data_dir(tmp_path: Path, settings) -> None:
    """Nothing a test writes lands in var/; passwords hash fast."""
    settings.DATA_DIR = tmp_path
    settings.SIGNING_KEY_FILE = tmp_path / "keys" / "signing_key.pem"
    settings.EMAIL_FILE_PATH = tmp_path / "outbox"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
