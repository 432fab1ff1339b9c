"""What the clock does each day: names of senders are forgotten, tokens of forms dropped."""

from datetime import datetime, timedelta

from django.db import transaction

from danbiet.common import clock
from danbiet.common.actor import SYSTEM
from danbiet.voices.models import Case, Sender
from danbiet.voices.rules.stages import Act
from danbiet.voices.rules.terms import FORGET_AFTER
from danbiet.voices.services.once import forget_tokens
from danbiet.voices.services.recording import Deed, record, step

AT_ONCE = 500
TOKENS_KEPT = timedelta(days=7)


def forget_senders(*, at: datetime, most: int = AT_ONCE) -> int:
    """Empty name and contact of senders whose cases were closed long ago: one event for each, at most so many."""
    on = clock.day(at)
    old = Case.objects.filter(is_open=False, closed_on__lte=on - FORGET_AFTER, sender__erased_on=None)
    forgotten = 0
    for case in old.filter(sender__isnull=False).select_related("place").order_by("pk")[:most]:
        with transaction.atomic():
            kept = Sender.objects.filter(case=case, erased_on=None)
            kept.update(name="", phone="", email="", address="", erased_on=on)
            deed = Deed(Act.FORGET, payload={"closed_on": str(case.closed_on)})
            step(case, deed=deed, by=SYSTEM, at=at)
            record(case, deed=deed, by=SYSTEM, at=at)
        forgotten += 1
    return forgotten


def daily(*, at: datetime) -> dict[str, int]:
    """Everything due on a day; safe to run twice."""
    return {"senders": forget_senders(at=at), "tokens": forget_tokens(before=at - TOKENS_KEPT)}
