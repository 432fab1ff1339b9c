"""Signed heads: every day the installation signs the root of all its events, outside the database."""

import base64
import json
import os
from datetime import date, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.db import transaction

from danbiet.common import clock
from danbiet.common.actor import Actor, Refusal, say
from danbiet.common.files import House, write_whole
from danbiet.ledger.models import Event, Head
from danbiet.ledger.rules import GENESIS, Tree, digest, key_id, unsigned
from danbiet.ledger.selectors import proofs
from danbiet.ledger.services.recording import record


class KeyMissing(Refusal):
    """The signing key is not there, or is not the one that was made public."""

    exit = 3


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
        Head.objects.create(day=day, tree_size=tree.size, hash=digest(head), peaks=tree.peaks)
        _publish(proofs.heads_folder(house) / f"{day.isoformat()}.json", head)


def renew_key(*, by: Actor, at: datetime, house: House) -> str:
    """Close the public key in use and begin another (the old one was lost, leaked, or served long enough)."""
    with transaction.atomic():
        old = proofs.current_key(house)
        if old is not None:
            closed = {**old, "until_day": clock.day(at).isoformat()}
            _replace(proofs.keys_folder(house) / f"{old['key_id']}.json", closed)
            if house.key_file.exists():
                os.replace(house.key_file, house.key_file.with_name(f"{old['key_id']}.pem"))
            proofs.key_path(house).unlink()
        private = _new_key(house)
        public = _published(private, day=clock.day(at), house=house)
        record(
            by=by, act="ledger.renew_key", target=f"ledger.key/{public['key_id']}", place="",
            payload={"old": old and old["key_id"], "new": public["key_id"]}, at=at,
        )  # fmt: skip
    return str(public["key_id"])


def _grown(last: Head | None, *, until: int | None) -> Tree:
    tree = Tree(last.tree_size, last.peaks) if last else Tree()
    events = Event.objects.filter(seq__gt=tree.size).order_by("seq")
    if until is not None:
        events = events.filter(seq__lte=until)
    for event_hash in events.values_list("hash", flat=True).iterator(chunk_size=5000):
        tree.add(event_hash)
    return tree


def _signed(*, day: date, at: datetime, tree: Tree, previous: str, house: House) -> dict[str, object]:
    private = _private_key(day=clock.day(at), house=house)
    head: dict[str, object] = {
        "kind": "danbiet.head",
        "version": 1,
        "origin": house.origin,
        "day": day.isoformat(),
        "tree_size": tree.size,
        "root": tree.root,
        "previous": previous,
        "signed_at": at.astimezone(clock.ZONE).isoformat(timespec="seconds"),
        "key_id": key_id(_public(private)),
    }
    return {**head, "signature": base64.b64encode(private.sign(unsigned(head))).decode()}


def _private_key(*, day: date, house: House) -> Ed25519PrivateKey:
    """The key in use; made at the first signature of all, never silently made again."""
    public = proofs.current_key(house)
    if not house.key_file.exists():
        if public is not None:
            raise KeyMissing(
                say("Không thấy khóa ký {key}. Đặt lại tệp khóa, hoặc bắt đầu khóa mới bằng danbiet tick --new-key."),
                key=public["key_id"],
            )
        _new_key(house)
    private = load_pem_private_key(house.key_file.read_bytes(), password=None)
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyMissing(say("Tệp khóa ký không phải khóa Ed25519."))
    if public is None:
        _published(private, day=day, house=house)
    elif public["key_id"] != key_id(_public(private)):
        raise KeyMissing(say("Khóa ký không phải khóa {key} đã công khai."), key=public["key_id"])
    return private


def _new_key(house: House) -> Ed25519PrivateKey:
    private = Ed25519PrivateKey.generate()
    write_whole(house.key_file, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return private


def _published(private: Ed25519PrivateKey, *, day: date, house: House) -> dict[str, object]:
    public = _public(private)
    key: dict[str, object] = {
        "kind": "danbiet.key",
        "key_id": key_id(public),
        "public": base64.b64encode(public).decode(),
        "origin": house.origin,
        "from_day": day.isoformat(),
        "until_day": None,
    }
    _publish(proofs.keys_folder(house) / f"{key['key_id']}.json", key)
    _publish(proofs.key_path(house), key)
    return key


def _public(private: Ed25519PrivateKey) -> bytes:
    return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _publish(path: Path, value: dict[str, object]) -> None:
    write_whole(path, (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode())


def _replace(path: Path, value: dict[str, object]) -> None:
    path.unlink(missing_ok=True)
    _publish(path, value)
