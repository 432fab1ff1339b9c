"""From a sender's code to the name of a box and the key of its answers; and the sealing of answers.

Both come from the code by PBKDF2, which Web Crypto has in every browser, so the code itself never leaves the phone
(docs/decisions/0141-*.md). The name opens nothing; the key lies inside the sealed tip, so only both holders together
learn it, and with it they seal an answer that only the code opens.
"""

import hashlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from danbiet.common.actor import Damaged, say
from danbiet.common.codes import MISREAD, normalised

SALT = b"danbiet.tip.code/1"
ROUNDS = 600_000
BOX_BYTES = 32
MAGIC = b"DBA1"
NONCE_BYTES = 12
ANSWER_SIZE = 8 * 1024  # filled up to this, whatever its length
ANSWER_LENGTH = 2000  # signs
SLOT_BYTES = len(MAGIC) + NONCE_BYTES + ANSWER_SIZE + 16
SLOTS = 6  # the latest answers of a box; a box without answers is given out as six slots of noise


class CodeInside(Damaged):
    """The code stands in the words: who reads them could open the box."""


class AnswerRefused(Damaged):
    """An answer is empty or too long."""


@dataclass(frozen=True)
class Opening:
    """What a code gives: the name of its box (32 bytes) and the key of its answers (16 bytes)."""

    box: bytes
    answer_key: bytes


def opening(typed: str) -> Opening:
    """The box and key of a code; takes a good part of a second, on purpose."""
    found = hashlib.pbkdf2_hmac("sha256", normalised(typed).encode(), SALT, ROUNDS, dklen=BOX_BYTES + 16)
    return Opening(found[:BOX_BYTES], found[BOX_BYTES:])


def box_name(box: bytes) -> str:
    """What is stored of the name of a box: who reads the database cannot ask for its answers."""
    return hashlib.sha256(b"danbiet.tip.box/1" + box).hexdigest()


def check_words(text: str, *, code: str) -> None:
    """Refuse words in which a code stands, however it is written."""
    signs = re.sub(r"[^0-9A-Z]", "", text.upper()).translate(MISREAD)
    if normalised(code) in signs:
        raise CodeInside(say("Trong thư có mã bí mật. Xóa mã khỏi thư: ai đọc thư sẽ mở được hộp thư của bạn."))


def seal_answer(text: str, *, answer_key: bytes) -> bytes:
    """An answer that only the holder of the code opens; every answer has the same size."""
    words = text.strip().encode()
    if not words or len(text) > ANSWER_LENGTH or len(words) > ANSWER_SIZE - 2:
        raise AnswerRefused(say("Câu trả lời cần từ 1 đến {most} ký tự."), most=ANSWER_LENGTH)
    content = (len(words).to_bytes(2, "big") + words).ljust(ANSWER_SIZE, b"\0")
    nonce = os.urandom(NONCE_BYTES)
    return MAGIC + nonce + AESGCM(answer_key).encrypt(nonce, content, MAGIC)


def is_answer(data: bytes) -> bool:
    """Whether bytes have the form of a sealed answer; whether it opens only the code can tell."""
    return len(data) == SLOT_BYTES and data.startswith(MAGIC)


def slots(answers: Iterable[bytes]) -> bytes:
    """The latest answers and noise in place of those that are not there: always the same size."""
    kept = list(answers)[-SLOTS:]
    noise = [MAGIC + os.urandom(SLOT_BYTES - len(MAGIC)) for _ in range(SLOTS - len(kept))]
    return b"".join([*kept, *noise])


def open_slots(data: bytes, *, answer_key: bytes) -> list[str]:
    """The answers in a box, oldest first; noise opens to nothing."""
    pieces = (data[at : at + SLOT_BYTES] for at in range(0, len(data), SLOT_BYTES))
    return [text for piece in pieces for text in _opened(piece, answer_key)]


def _opened(piece: bytes, answer_key: bytes) -> list[str]:
    nonce, rest = piece[len(MAGIC) : len(MAGIC) + NONCE_BYTES], piece[len(MAGIC) + NONCE_BYTES :]
    try:
        content = AESGCM(answer_key).decrypt(nonce, rest, MAGIC)
    except InvalidTag:
        return []
    return [content[2 : 2 + int.from_bytes(content[:2], "big")].decode(errors="replace")]
