"""What a reader needs to prove a publication without us: receipt, key, and the command over both."""

import shlex
from dataclasses import dataclass
from datetime import date

from danbiet.common import clock
from danbiet.common.actor import Actor, NotYours, say
from danbiet.common.files import House
from danbiet.disclosure.models import Version
from danbiet.disclosure.selectors import gates
from danbiet.ledger import selectors as ledger
from danbiet.ledger.models import Head


@dataclass(frozen=True)
class Proof:
    """The day of the signed head, the file of the key that signed it (as under `/proof/`), and what is typed."""

    day: date
    key: str
    command: str


def proof_of(version: Version, *, house: House) -> Proof | None:
    """How a version is proven; nothing before a head is signed over it."""
    day = proof_day(version)
    if day is None:
        return None
    key = ledger.key_file(day, house=house)
    words = ["danbiet", "verify", receipt_name(version), version.name, "--key", key.rpartition("/")[2]]
    return Proof(day, key, shlex.join(words))


def proof_day(version: Version) -> date | None:
    """The day of the first signed head over a version's event; nothing before it is signed."""
    if version.event is None or version.published_at is None:
        return None
    heads = Head.objects.filter(tree_size__gte=version.event, day__gte=clock.day(version.published_at))
    return heads.order_by("day").values_list("day", flat=True).first()


def receipt_name(version: Version, *, head_day: date | None = None) -> str:
    """The name under which the receipt of a version is saved; one under a head that was asked for bears its day."""
    under = f"-{head_day.isoformat()}" if head_day else ""
    return f"bien-nhan-{version.item_id}-{version.number}{under}.json"


def asked_head(text: str) -> date | None:
    """The day of the head that somebody kept, as in `?head=2021-09-20`; nothing where none is asked for."""
    return clock.written(text) if text else None


def version_with_receipt(actor: Actor, pk: int, *, number: str, on: date) -> Version:
    """The version whose receipt is asked for: the newest published one, or the one of a number; it has its event."""
    item = gates.item_for(actor, pk, on=on)
    known = [one for one in item.versions.order_by("-number") if one.published_at and clock.day(one.published_at) <= on]
    found = next((one for one in known if not number or str(one.number) == number), None)
    if found is None:
        raise NotYours(say("Mục này chưa công khai bản ấy, nên chưa có biên nhận."))
    return found
