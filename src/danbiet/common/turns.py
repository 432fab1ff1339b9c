"""Many who write at once on SQLite: they wait in the kernel's queue, where SQLite would sleep and ask again (0156)."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction


@contextmanager
def in_turn() -> Iterator[None]:
    """A transaction; on SQLite it begins when every transaction that came here before has ended."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    with (Path(settings.DATA_DIR) / "turn.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with transaction.atomic():
            yield
