"""Vietnamese words without their marks, letter for letter, so that places in the text stay the same."""

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"[0-9a-z]+")


def tidy(text: str) -> str:
    """One form of every letter, one space between words; nothing else is changed."""
    return " ".join(unicodedata.normalize("NFC", text).split())


@lru_cache(maxsize=4096)
def _letter(letter: str) -> str:
    if letter in "đĐ":
        return "d"
    return unicodedata.normalize("NFD", letter)[0].lower()[:1]


def fold(text: str) -> str:
    """Lower case without marks, as many letters as the (composed) text: `fold(t)[i]` is `t[i]`."""
    return "".join(_letter(letter) for letter in unicodedata.normalize("NFC", text))


def words(text: str) -> tuple[str, ...]:
    """Folded words in order."""
    return tuple(WORD.findall(fold(text)))
