"""Canonical form, commitments and the chain (interfaces.md 4)."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping

GENESIS = "0" * 64


class NotCanonical(ValueError):
    """A value has no canonical form: a float, or something JSON does not know."""


def canonical(value: object) -> bytes:
    """UTF-8, keys sorted, no spaces, no floats, NFC.

    >>> canonical({"b": 1, "a": "é"}) == '{"a":"é","b":1}'.encode()
    True
    """
    return json.dumps(_normal(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def commitment(salt: str, value: object) -> str:
    """SHA-256(salt ‖ canonical value), in hex."""
    return hashlib.sha256(salt.encode() + canonical(value)).hexdigest()


def event_hash(event: Mapping[str, object]) -> str:
    """SHA-256 of the canonical event."""
    return hashlib.sha256(canonical(event)).hexdigest()


def _normal(value: object) -> object:
    if isinstance(value, float):
        raise NotCanonical(f"a float has no canonical form: {value!r}")
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {unicodedata.normalize("NFC", str(key)): _normal(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_normal(part) for part in value]
    if value is None or isinstance(value, bool | int):
        return value
    raise NotCanonical(f"no canonical form: {type(value).__name__}")
