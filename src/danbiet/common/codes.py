"""Codes that people write down: receipt codes (interfaces: 12 signs and a check sign) and short printed links.

Crockford's base 32 with his check sign, the number modulo 37: every single wrong sign and every swap of two
neighbours is noticed. Codes whose check sign would be none of the 32 are not given out, so all can be read aloud.
"""

import hmac
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from hashlib import sha256

from danbiet.common.actor import Damaged, say

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MODULUS = 37
LENGTH = 12
MISREAD = str.maketrans("OIL", "011")
BETWEEN = re.compile(r"[\s\-\u2010-\u2015._]+")
WORD = re.compile(r"[^\W_]+")
CUT = "[…]"  # where a code stood


class CodeRefused(Damaged):
    """A typed code has a wrong sign or a wrong length; whether it was ever given out is not said."""


def new_code(draw: Callable[[int], bytes]) -> str:
    """A receipt code of 13 signs (60 random bits); `draw` is `secrets.token_bytes` wherever it opens something."""
    while True:
        body = _written(int.from_bytes(draw(8), "big") >> 4).rjust(LENGTH, "0")
        check = _value(body) % MODULUS
        if check < len(SIGNS):
            return body + SIGNS[check]


def normalised(typed: str) -> str:
    """The code as given out, from what a person typed; refused when its check sign does not fit."""
    code = _tidied(typed)
    if not is_valid(code):
        raise CodeRefused(say("Mã không đúng: cần 13 ký tự, hãy so lại từng ký tự với giấy biên nhận."))
    return code


def is_valid(code: str) -> bool:
    """Whether 13 signs are a code that could have been given out."""
    return len(code) == LENGTH + 1 and _fits(code)


@dataclass(frozen=True)
class Passage:
    """Where in a text (`start` to `end`, exclusive) a code may stand, and which."""

    start: int
    end: int
    code: str


def passages(text: str) -> Iterator[Passage]:
    """Whatever in a text could be a code: whole words in a row, however parted, that make 13 signs which fit.

    Of plain words every 37th such row fits by chance: only whoever keeps the hashes can say which is one.
    """
    words = [(one.start(), one.end(), _tidied(one[0])) for one in WORD.finditer(text)]
    for at, (start, end, code) in enumerate(words):
        for _, after, signs in words[at + 1 : at + 1 + LENGTH]:
            if len(code) > LENGTH:
                break
            code, end = code + signs, after
        if is_valid(code):
            yield Passage(start, end, code)


def without(text: str, found: Collection[str]) -> str:
    """The text with every passage cut out that is one of the codes."""
    kept, end = "", 0
    for one in passages(text):
        if one.code in found and one.start >= end:
            kept, end = f"{kept}{text[end : one.start]}{CUT}", one.end
    return kept + text[end:]


def grouped(code: str) -> str:
    """The code in fours, for reading aloud and copying by hand."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def hashed(code: str, *, pepper: bytes) -> str:
    """What is stored in place of a code (HMAC-SHA256, hex): without the pepper 2^60 codes could be tried."""
    return hmac.new(pepper, normalised(code).encode(), sha256).hexdigest()


def short(pk: int, *, kind: str) -> str:
    """The SHORT of a printed link: a sign for the kind of object, its key, a sign of filling, a check sign."""
    if pk < 0 or len(kind) != 1 or kind not in SIGNS:
        raise ValueError(f"no short code for {kind!r} {pk}")
    for filling in SIGNS:
        body = kind + _written(pk) + filling
        check = _value(body) % MODULUS
        if check < len(SIGNS):
            return body + SIGNS[check]
    raise AssertionError("32 neighbours cannot all leave a rest of 32 and over")


def read_short(typed: str) -> tuple[str, int]:
    """(kind, primary key) of a printed link; refused when a sign is wrong."""
    code = _tidied(typed)
    if 4 <= len(code) <= LENGTH + 4 and _fits(code):
        kind, pk = code[0], _value(code[1:-2])
        if short(pk, kind=kind) == code:
            return kind, pk
    raise CodeRefused(say("Đường dẫn ngắn không đúng: hãy so lại từng ký tự với tờ in."))


def _tidied(typed: str) -> str:
    return BETWEEN.sub("", typed[:100]).upper().translate(MISREAD)


def _fits(code: str) -> bool:
    return set(code) <= set(SIGNS) and _value(code[:-1]) % MODULUS == SIGNS.index(code[-1])


def _written(number: int) -> str:
    signs = ""
    while number or not signs:
        number, rest = divmod(number, len(SIGNS))
        signs = SIGNS[rest] + signs
    return signs


def _value(signs: str) -> int:
    number = 0
    for sign in signs:
        number = number * len(SIGNS) + SIGNS.index(sign)
    return number
