"""Receipt codes of what residents send, and the tokens of letters: only their keyed hashes are stored.

A code is made from the token of its form and the installation's secret, so that a form sent twice shows the same code
twice; nobody who does not hold that form can make it again.
"""

from hashlib import sha256

from django.utils.crypto import salted_hmac

from danbiet.common import codes
from danbiet.common.acting import receipt_pepper
from danbiet.common.codes import CodeRefused


def receipt_code(token: str) -> str:
    """The code shown once to the sender of a form."""
    draws = iter(range(1000))
    return codes.new_code(lambda n: _drawn(f"{next(draws)}:{token}")[:n])


def hash_of(code: str) -> str:
    """What is stored of a code."""
    return codes.hashed(code, pepper=receipt_pepper())


def hash_typed(typed: str) -> str:
    """The hash of what a person typed; of a code that cannot exist, one that no row bears."""
    try:
        return hash_of(typed)
    except CodeRefused:
        return ""


def letter_token(salt: str) -> str:
    """The token in the letters of a subscription."""
    return salted_hmac("disclosure.letter", salt, algorithm="sha256").hexdigest()[:40]


def token_hash(token: str) -> str:
    """What is stored of a token of letters: it carries 160 bits of its own, so it needs no pepper."""
    return sha256(token.encode()).hexdigest()


def _drawn(text: str) -> bytes:
    return salted_hmac("disclosure.receipt", text, algorithm="sha256").digest()
