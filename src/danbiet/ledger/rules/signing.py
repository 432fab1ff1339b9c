"""What a signature is over, whether it holds, and how a key is named."""

import base64
import hashlib
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from danbiet.ledger.rules.canon import canonical

STATES = frozenset({"current", "superseded", "withdrawn"})  # of an item in a status list
READ_ALOUD = 25  # decimal digits: 80 bits of the SHA-256, more than anybody can search for a second key


def unsigned(signed: Mapping[str, object]) -> bytes:
    """What the signature of a head or a status list is over."""
    return canonical({key: value for key, value in signed.items() if key != "signature"})


def key_id(public: bytes) -> str:
    """The short name of a public key: the first 16 signs of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:16]


def fingerprint(public: bytes) -> str:
    """A public key in five groups of five digits, to be read aloud and compared with a printed sheet."""
    digits = f"{int.from_bytes(hashlib.sha256(public).digest()[:10], 'big'):0{READ_ALOUD}}"
    return " ".join(digits[at : at + 5] for at in range(0, READ_ALOUD, 5))


def public_of(key: Mapping[str, object]) -> bytes:
    """The 32 bytes of a key as published; ValueError when they are none."""
    return base64.b64decode(str(key["public"]), validate=True)


def is_signed_by(signed: Mapping[str, object], key: Mapping[str, object]) -> bool:
    """Whether the key signed exactly this."""
    try:
        public = Ed25519PublicKey.from_public_bytes(public_of(key))
        public.verify(base64.b64decode(str(signed["signature"]), validate=True), unsigned(signed))
    except (InvalidSignature, KeyError, ValueError):
        return False
    return True
