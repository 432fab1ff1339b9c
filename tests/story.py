"""The demo's story in the tests' own database: played once a session for all who only look at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from danbiet.demo import services


@pytest.fixture(scope="session")
def built(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Path]:
    """The folder of its files; its rows are there until the end, so whoever asks for it runs last (conftest)."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        folder = tmp_path_factory.mktemp("story")
        patch.setattr(settings, "DATA_DIR", folder)
        services.build(progress=lambda sentence: None)
        yield folder
        transaction.set_rollback(True)
