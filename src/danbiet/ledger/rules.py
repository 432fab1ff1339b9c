"""Canonical form, commitments, the chain, the tree and the head (interfaces.md 4). Pure."""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
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


def leaf(event_hash: str) -> bytes:
    """RFC 6962: SHA-256(0x00 ‖ the 32 bytes of the event's hash)."""
    return hashlib.sha256(b"\x00" + bytes.fromhex(event_hash)).digest()


def node(left: bytes, right: bytes) -> bytes:
    """RFC 6962: SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """An RFC 6962 tree kept as the peaks of its perfect subtrees: a leaf costs two hashes, whatever the size."""

    def __init__(self, size: int = 0, peaks: Iterable[str] = ()) -> None:
        self.size = size
        self.heights = [bytes.fromhex(peak) for peak in peaks]
        if len(self.heights) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has not {len(self.heights)} peaks")

    def add(self, event_hash: str) -> None:
        """Append one event."""
        peak, size = leaf(event_hash), self.size
        while size & 1:
            peak, size = node(self.heights.pop(), peak), size >> 1
        self.heights.append(peak)
        self.size += 1

    @property
    def peaks(self) -> list[str]:
        """The peaks in hex, largest first."""
        return [peak.hex() for peak in self.heights]

    @property
    def root(self) -> str:
        """The root in hex; that of an empty tree is SHA-256 of nothing."""
        if not self.heights:
            return hashlib.sha256().hexdigest()
        root = self.heights[-1]
        for peak in reversed(self.heights[:-1]):
            root = node(peak, root)
        return root.hex()


def unsigned(head: Mapping[str, object]) -> bytes:
    """What the signature of a head is over."""
    return canonical({key: value for key, value in head.items() if key != "signature"})


def key_id(public: bytes) -> str:
    """The short name of a public key: the first 16 signs of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:16]


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
