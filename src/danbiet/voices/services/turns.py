"""Forms sent at once are taken in one after another."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction


@contextmanager
def in_turn() -> Iterator[None]:
    """A transaction; on SQLite it begins when every one that came here before has ended, waiting in the kernel's queue,
    where SQLite would sleep and ask again (decision 0156)."""
    file_name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or connection.in_atomic_block or file_name.startswith("file:"):
        with transaction.atomic():
            yield
        return
    with Path(f"{file_name}-turn").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with transaction.atomic():
            yield
