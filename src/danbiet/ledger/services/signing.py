"""The signing key, and what it puts its name to: files outside the database, never written over."""

import base64
import json
import os
from collections.abc import Mapping
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
from danbiet.ledger.rules import key_id, unsigned
from danbiet.ledger.selectors import proofs
from danbiet.ledger.services.recording import record


class KeyMissing(Refusal):
    """The signing key is not there, or is not the one that was made public."""

    exit = 3


def signed(value: Mapping[str, object], *, at: datetime, house: House) -> dict[str, object]:
    """The value with the moment, the name of the key, and the signature over all of it."""
    private = _private_key(day=clock.day(at), house=house)
    whole = {
        **value,
        "signed_at": at.astimezone(clock.ZONE).isoformat(timespec="seconds"),
        "key_id": key_id(_public(private)),
    }
    return {**whole, "signature": base64.b64encode(private.sign(unsigned(whole))).decode()}


def publish(path: Path, *, value: Mapping[str, object]) -> None:
    """Write a proof whole, and never over another."""
    write_whole(path, (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode())


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
    publish(proofs.keys_folder(house) / f"{key['key_id']}.json", value=key)
    publish(proofs.key_path(house), value=key)
    return key


def _public(private: Ed25519PrivateKey) -> bytes:
    return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _replace(path: Path, value: dict[str, object]) -> None:
    path.unlink(missing_ok=True)
    publish(path, value=value)
