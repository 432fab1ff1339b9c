"""Signed heads: every day the installation signs the root of all its events, outside the database."""

from datetime import date, datetime

from django.db import transaction

from danbiet.common.actor import Refusal, say
from danbiet.common.files import House
from danbiet.ledger.models import Event, Head
from danbiet.ledger.rules import GENESIS, Tree, digest
from danbiet.ledger.selectors import proofs
from danbiet.ledger.services.signing import publish, signed
from danbiet.ledger.services.tiles import fill


class HeadDiffers(Refusal):
    """A head of that day lies outside the database and is not of this record."""

    exit = 1


def sign_head(*, day: date, at: datetime, house: House) -> None:
    """Sign the head of a day over all events so far. A head is never signed twice and never out of order."""
    with transaction.atomic():
        last = Head.objects.order_by("-day").first()
        if last is not None and last.day >= day:
            return
        kept = proofs.head_of(day, house=house)
        tree = _grown(last, until=int(str(kept["tree_size"])) if kept else None)
        head = kept or _signed(day=day, at=at, tree=tree, previous=last.hash if last else GENESIS, house=house)
        if head["root"] != tree.root or head["tree_size"] != tree.size:
            raise HeadDiffers(say("Dấu ký ngày {day} đang lưu không phải của sổ này."), day=day.isoformat())
        fill(size=tree.size)
        Head.objects.create(day=day, tree_size=tree.size, hash=digest(head), peaks=tree.peaks)
        publish(proofs.heads_folder(house) / f"{day.isoformat()}.json", value=head)


def _grown(last: Head | None, *, until: int | None) -> Tree:
    tree = Tree(last.tree_size, last.peaks) if last else Tree()
    events = Event.objects.filter(seq__gt=tree.size).order_by("seq")
    if until is not None:
        events = events.filter(seq__lte=until)
    for event_hash in events.values_list("hash", flat=True).iterator(chunk_size=5000):
        tree.add(event_hash)
    return tree


def _signed(*, day: date, at: datetime, tree: Tree, previous: str, house: House) -> dict[str, object]:
    head: dict[str, object] = {
        "kind": "danbiet.head",
        "version": 1,
        "origin": house.origin,
        "day": day.isoformat(),
        "tree_size": tree.size,
        "root": tree.root,
        "previous": previous,
    }
    return signed(head, at=at, house=house)
