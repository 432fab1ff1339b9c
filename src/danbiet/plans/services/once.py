"""A form sent twice is one act."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from danbiet.common.actor import Damaged, Repeated, say
from danbiet.plans.models import Submission

LONGEST = 64
SENT = say("Biểu mẫu này đã gửi rồi, việc đã được ghi.")


@dataclass
class _Mark:
    """The token of the form in hand, until the act keeps it."""

    token: str
    at: datetime
    is_kept: bool = False


_waiting: ContextVar[_Mark | None] = ContextVar("mark of the form in hand", default=None)


@contextmanager
def once(token: str, *, at: datetime) -> Iterator[None]:
    """Run one act under the token of its form; a refused act gives the token back."""
    _check(token)
    with transaction.atomic():
        _keep(token, at=at)
        yield


@contextmanager
def once_read(token: str, *, at: datetime) -> Iterator[None]:
    """The same for an act that reads a file first: its token waits until the act is `marked` (decision 0194)."""
    _check(token)
    if Submission.objects.filter(token=token).exists():
        raise Repeated(SENT)
    mark = _Mark(token, at)
    before = _waiting.set(mark)
    try:
        yield
    finally:
        _waiting.reset(before)
    if not mark.is_kept:
        raise RuntimeError("the act was not marked: it would be done again by the same form")


@contextmanager
def marked() -> Iterator[None]:
    """The transaction of an act whose file has been read; the token of the form that asked for it is kept in it."""
    mark = _waiting.get()
    with transaction.atomic():
        if mark is not None and not mark.is_kept:
            _keep(mark.token, at=mark.at)
            mark.is_kept = True
        yield


def _check(token: str) -> None:
    if not token or len(token) > LONGEST:
        raise Damaged(say("Biểu mẫu thiếu dấu nhận. Mở lại trang rồi gửi."))


def _keep(token: str, *, at: datetime) -> None:
    _, is_first = Submission.objects.get_or_create(token=token, defaults={"at": at})
    if not is_first:
        raise Repeated(SENT)


def forget_tokens(*, before: datetime) -> int:
    """Drop the marks of forms sent before a moment; called by the daily tick, no act of anybody."""
    dropped, _ = Submission.objects.filter(at__lt=before).delete()
    return dropped
