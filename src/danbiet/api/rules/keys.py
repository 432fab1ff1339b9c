"""Keys for programs that send reports in, and the tokens that stand for a case before it has its number."""

import hashlib
import hmac
from base64 import b32encode
from collections.abc import Callable

LENGTH = 20  # bytes: nobody finds one by trying
MOST_PER_HOUR = 20_000
USUAL_PER_HOUR = 300
HOUR = 3600


def new_key(draw: Callable[[int], bytes]) -> str:
    """A key, shown once; `draw` is `secrets.token_bytes`."""
    return b32encode(draw(LENGTH)).decode().lower()


def hashed(key: str) -> str:
    """What is kept of a key. It is no word that people choose: a plain hash tells nothing of it."""
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()


def token_of(pk: int, *, pepper: bytes) -> str:
    """What is given back while a person has still to say what a case is: it opens nothing but the number."""
    return f"{pk}-{_mark(pk, pepper)}"


def read_token(token: str, *, pepper: bytes) -> int | None:
    """The key of the case that a token stands for; None for what is no token of ours."""
    pk, _, mark = token.partition("-")
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 18):
        return None
    known = hmac.compare_digest(mark.encode(errors="replace"), _mark(int(pk), pepper).encode())
    return int(pk) if known else None


def _mark(pk: int, pepper: bytes) -> str:
    return hmac.new(pepper, f"open311|token|{pk}".encode(), hashlib.sha256).hexdigest()[:20]
