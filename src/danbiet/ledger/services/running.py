"""Periodic acts: each once for the day on which it is due, however often the clock asks."""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from danbiet.common import clock
from danbiet.ledger.models import Run

TICK = "tick"


def once(*, job: str, due: date, at: datetime, act: Callable[[], object]) -> bool:
    """Do a job unless it was done for that day, and tell which; two who ask at the same moment do it once."""
    with transaction.atomic():
        _, is_new = Run.objects.get_or_create(job=job, due=due, defaults={"done_at": at})
        if is_new:
            act()
    return is_new


def note_tick(*, at: datetime) -> None:
    """Remember that the periodic acts were asked for: one row a day with its latest moment."""
    Run.objects.update_or_create(job=TICK, due=clock.day(at), defaults={"done_at": at})
