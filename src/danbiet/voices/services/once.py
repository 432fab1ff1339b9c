"""A form sent twice is one act; forms sent at once are taken in one after another."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from danbiet.common.actor import Damaged, Repeated, say
from danbiet.voices.models import Submission

LONGEST = 64


@contextmanager
def once(token: str, *, at: datetime) -> Iterator[None]:
    """Run one act under the token of its form; a refused act gives the token back."""
    if not token or len(token) > LONGEST:
        raise Damaged(say("Biểu mẫu thiếu dấu nhận. Mở lại trang rồi gửi."))
    with transaction.atomic():
        _, is_first = Submission.objects.get_or_create(token=token, defaults={"at": at})
        if not is_first:
            raise Repeated(say("Biểu mẫu này đã gửi rồi, việc đã được ghi."))
        yield


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


def forget_tokens(*, before: datetime) -> int:
    """Drop the marks of forms sent before a moment; called by the daily tick, no act of anybody."""
    dropped, _ = Submission.objects.filter(at__lt=before).delete()
    return dropped
