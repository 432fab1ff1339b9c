"""Appending to the record, and erasing what lies behind a commitment."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction

from danbiet.common.actor import Actor, NotYours, say
from danbiet.ledger.models import Event, Opening
from danbiet.ledger.rules import ERASE, GENESIS, PARTS, commitment, digest, erasure_target, plain
from danbiet.ledger.selectors.checking import body_of

LOCK = 0x44414E42  # one appender at a time: the advisory lock of PostgreSQL; SQLite has one writer anyway


class NotInTransaction(RuntimeError):
    """An event was recorded outside the transaction of its act."""


class NothingToErase(NotYours):
    """There is no such opening, or it was erased before."""


def record(*, by: Actor, act: str, target: str, place: str, payload: Mapping[str, object], at: datetime) -> Event:
    """Append one event for one act; the caller's transaction decides whether it stays."""
    if not connection.in_atomic_block:
        raise NotInTransaction(act)
    with transaction.atomic():
        _one_at_a_time()
        seq, prev = Event.objects.order_by("-seq").values_list("seq", "hash").first() or (0, GENESIS)
        parts = {"actor": plain({"user": by.user, "name": by.name}), "payload": plain(payload)}
        salts = {part: secrets.token_hex(16) for part in parts}
        commitments = {part: commitment(salts[part], value) for part, value in parts.items()}
        event = Event(
            seq=seq + 1, at=at.replace(microsecond=0), act=act, target=target, place=place, prev=prev, **commitments
        )
        event.hash = digest(body_of(event))
        event.save(force_insert=True)
        Opening.objects.bulk_create(
            Opening(event=event, part=part, salt=salts[part], value=value) for part, value in parts.items()
        )
    return event


def erase(*, by: Actor, seq: int, part: str, reason: str, at: datetime) -> Event:
    """Remove the value and salt of one part of an event; the chain still verifies, and the removal is an event."""
    with transaction.atomic():
        opening = Opening.objects.filter(event_id=seq, part=part).select_related("event").first()
        if part not in PARTS or opening is None:
            raise NothingToErase(say("Không có nội dung để xóa ở dòng {seq}."), seq=seq)
        event = record(
            by=by, act=ERASE, target=erasure_target(seq, part), place=opening.event.place,
            payload={"seq": seq, "part": part, "reason": reason}, at=at,
        )  # fmt: skip
        opening.delete()
    return event


def _one_at_a_time() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
