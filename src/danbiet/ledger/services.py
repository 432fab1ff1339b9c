"""Appending to the record. Called by every service inside its own transaction."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction

from danbiet.common.actor import Actor
from danbiet.common.clock import ZONE
from danbiet.ledger.models import Event, Opening
from danbiet.ledger.rules import GENESIS, commitment, event_hash

LOCK = 0x44414E42  # one appender at a time: the advisory lock of PostgreSQL; SQLite has one writer anyway


class NotInTransaction(RuntimeError):
    """An event was recorded outside the transaction of its act."""


def record(*, by: Actor, act: str, target: str, place: str, payload: Mapping[str, object], at: datetime) -> Event:
    """Append one event for one act; the caller's transaction decides whether it stays."""
    if not connection.in_atomic_block:
        raise NotInTransaction(act)
    with transaction.atomic():
        _one_at_a_time()
        latest = Event.objects.order_by("-seq").values_list("seq", "hash").first() or (0, GENESIS)
        parts = {"actor": {"user": by.user, "name": by.name}, "payload": dict(payload)}
        salts = {part: secrets.token_hex(16) for part in parts}
        fields: dict[str, object] = {
            "seq": latest[0] + 1,
            "at": at.astimezone(ZONE).isoformat(timespec="seconds"),
            "act": act,
            "target": target,
            "place": place,
            "prev": latest[1],
            **{part: commitment(salts[part], value) for part, value in parts.items()},
        }
        event = Event.objects.create(**{**fields, "at": at.replace(microsecond=0)}, hash=event_hash(fields))
        Opening.objects.bulk_create(
            Opening(event=event, part=part, salt=salts[part], value=value) for part, value in parts.items()
        )
    return event


def _one_at_a_time() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
