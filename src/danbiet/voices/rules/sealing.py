"""Sealing a tip to two keys, one inside the other: whoever opens it needs both holders (docs/decisions/0140-*.md).

HPKE of RFC 9180, base mode, one message: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM. Every browser's Web
Crypto can do the same (static/voices/sealing.js); nothing here is of our own making but the order of the bytes:

    "DBT1" | id of key A (8) | id of key B (8) | HPKE to A of ( HPKE to B of ( padded letter ) )

The head is bound into both layers as their `info`.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from danbiet.common.actor import Damaged, say
from danbiet.voices.rules import MOST_PHOTOS

MAGIC = b"DBT1"
ID_BYTES = 8
HEAD_BYTES = len(MAGIC) + 2 * ID_BYTES
LAYER_BYTES = 65 + 16  # the ephemeral public key, and the tag
SIZES = (16 * 1024, 256 * 1024, 1024 * 1024, 4 * 1024 * 1024)  # every letter is filled up to one of these
SEALED_SIZES = frozenset(size + HEAD_BYTES + 2 * LAYER_BYTES for size in SIZES)
TEXT_LENGTH = 4000  # signs; in UTF-8 always inside the least size
FILES_BYTES = 3 * 1024 * 1024
ANSWER_KEY_BYTES = 16
SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_128_GCM)


class NotSealed(Damaged):
    """These bytes are no sealed tip of the known form, or are sealed to other keys."""


class CannotOpen(Damaged):
    """A key does not fit, or a byte was changed: the layers do not say which."""

    exit = 1


class LetterRefused(Damaged):
    """The words or the files are too many for one letter."""


@dataclass(frozen=True)
class Letter:
    """What a stranger wrote: words, pictures as (kind, bytes), and the key to which an answer is sealed."""

    text: str
    answer_key: bytes
    files: tuple[tuple[str, bytes], ...] = ()


def key_id(public: bytes) -> bytes:
    """The first eight bytes of the SHA-256 of a public key, as they stand in a sealed tip."""
    return hashlib.sha256(public).digest()[:ID_BYTES]


def fingerprint(public: bytes) -> str:
    """What two people read aloud to each other: 32 signs in fours.

    >>> len(fingerprint(b"key"))
    39
    """
    signs = hashlib.sha256(public).hexdigest()[:32].upper()
    return " ".join(signs[at : at + 4] for at in range(0, len(signs), 4))


def public_key(raw: bytes) -> ec.EllipticCurvePublicKey:
    """A point of P-256, uncompressed; refused when it is none."""
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    except ValueError as error:
        raise NotSealed(say("Khóa công khai không đúng dạng.")) from error


def raw_public(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The public key of a private one, as 65 bytes."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def seal(letter: Letter, *, key_a: bytes, key_b: bytes) -> bytes:
    """Seal a letter to two public keys."""
    return sealed(padded(letter), key_a=key_a, key_b=key_b)


def sealed(content: bytes, *, key_a: bytes, key_b: bytes) -> bytes:
    """Seal bytes that are filled up already: to B, and that to A."""
    head = MAGIC + key_id(key_a) + key_id(key_b)
    inner = SUITE.encrypt(content, public_key(key_b), head)
    return head + SUITE.encrypt(inner, public_key(key_a), head)


def key_ids(data: bytes) -> tuple[bytes, bytes]:
    """To which two keys something was sealed; refused when its size or beginning is not that of a sealed tip."""
    if len(data) not in SEALED_SIZES or not data.startswith(MAGIC):
        raise NotSealed(say("Dữ liệu không phải tin đã niêm phong."))
    ids = data[len(MAGIC) : HEAD_BYTES]
    return ids[:ID_BYTES], ids[ID_BYTES:]


def unsealed(data: bytes, *, keys: Sequence[ec.EllipticCurvePrivateKey]) -> bytes:
    """The filled-up letter inside; `keys` are those of both holders, in either order."""
    held = {key_id(raw_public(key)): key for key in keys}
    first, second = key_ids(data)
    if not {first, second} <= set(held):
        raise NotSealed(say("Tin này niêm phong bằng khóa khác với hai khóa đã đưa."))
    try:
        inner = SUITE.decrypt(data[HEAD_BYTES:], held[first], data[:HEAD_BYTES])
        return SUITE.decrypt(inner, held[second], data[:HEAD_BYTES])
    except (InvalidTag, ValueError) as error:
        raise CannotOpen(say("Không mở được: dữ liệu đã bị đổi.")) from error


def opened(data: bytes, *, keys: Sequence[ec.EllipticCurvePrivateKey]) -> Letter:
    """The letter inside."""
    return read(unsealed(data, keys=keys))


def padded(letter: Letter) -> bytes:
    """Length of the head (4), the head as JSON, the files, and zeros up to one of the sizes."""
    if len(letter.text) > TEXT_LENGTH or len(letter.files) > MOST_PHOTOS or size_of(letter) > FILES_BYTES:
        raise LetterRefused(say("Thư quá dài hoặc quá nhiều tệp."))
    files = [{"kind": kind, "bytes": len(data)} for kind, data in letter.files]
    head = {"version": 1, "text": letter.text, "answer_key": letter.answer_key.hex(), "files": files}
    written = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    content = len(written).to_bytes(4, "big") + written + b"".join(data for _, data in letter.files)
    return content.ljust(next(size for size in SIZES if size >= len(content)), b"\0")


def size_of(letter: Letter) -> int:
    """The bytes of all files."""
    return sum(len(data) for _, data in letter.files)


def read(content: bytes) -> Letter:
    """A letter from what was inside; a stranger may have sealed anything, so all of it is checked."""
    try:
        at = 4 + int.from_bytes(content[:4], "big")
        head = json.loads(content[4:at])
        key = bytes.fromhex(head["answer_key"])
        files = []
        for file in head["files"]:
            kind, size = str(file["kind"]), int(file["bytes"])
            files.append((kind, content[at : at + size]))
            at += size
        letter = Letter(str(head["text"]), key, tuple(files))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CannotOpen(say("Bên trong không phải thư của trang báo tin.")) from error
    if len(key) != ANSWER_KEY_BYTES or at > len(content):
        raise CannotOpen(say("Bên trong không phải thư của trang báo tin."))
    return letter
