"""Events to test with."""

from datetime import datetime

from django.db import transaction

from danbiet.common.actor import Actor
from danbiet.ledger import services as ledger
from danbiet.ledger.models import Event

AN = Actor(user=7, name="Nguyễn Văn An")


def event(at: datetime, number: int = 1, *, by: Actor = AN) -> Event:
    with transaction.atomic():
        return ledger.record(
            by=by, act="plans.assign", target=f"plans.task/{number}", place="021@2014-04-01",
            payload={"task": number, "note": "giao việc"}, at=at,
        )  # fmt: skip


def events(at: datetime, count: int) -> list[Event]:
    return [event(at, number) for number in range(1, count + 1)]
