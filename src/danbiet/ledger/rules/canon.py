"""Canonical form and commitments (interfaces.md 4)."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

GENESIS = "0" * 64
PARTS = ("actor", "payload")
ERASE = "ledger.erase"


class NotCanonical(ValueError):
    """A value has no canonical form: a float, a broken text, or something JSON does not know."""


def canonical(value: object) -> bytes:
    """UTF-8, keys sorted, no spaces, no floats, NFC.

    >>> canonical({"b": 1, "a": "é"}) == '{"a":"é","b":1}'.encode()
    True
    """
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def plain(value: object) -> object:
    """The value in plain JSON words: decimals, days and moments become texts; texts become NFC."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return {_key(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return _written(value)


def commitment(salt: str, value: object) -> str:
    """SHA-256(salt ‖ canonical value), in hex."""
    return hashlib.sha256(salt.encode() + canonical(value)).hexdigest()


def digest(value: object) -> str:
    """SHA-256 of the canonical value, in hex: the hash of an event (without its hash) and of a head."""
    return hashlib.sha256(canonical(value)).hexdigest()


def erasure_target(seq: int, part: str) -> str:
    """The target of the event that erases an opening; the database looks for exactly this text."""
    return f"ledger.event/{seq}/{part}"


def _text(value: str) -> str:
    if "\x00" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
        raise NotCanonical(f"a broken text: {value!r}")
    return unicodedata.normalize("NFC", str(value))


def _key(key: object) -> str:
    if isinstance(key, bool) or not isinstance(key, str | int):
        raise NotCanonical(f"a key must be a text: {key!r}")
    return _text(str(key))


def _written(value: object) -> str:
    if isinstance(value, Decimal) and value.is_finite():
        return format(value, "f")
    if isinstance(value, datetime) and value.tzinfo is None:
        raise NotCanonical(f"a moment without a zone: {value!r}")
    if isinstance(value, date):
        return value.isoformat()
    raise NotCanonical(f"no canonical form: {value!r}")
