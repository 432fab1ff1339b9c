"""Telephone numbers as people write them, read the same whichever way they come in."""

import re

SHORTEST, LONGEST = 10, 11  # digits of a Vietnamese number with its zero: mobile, fixed line


def digits(typed: str) -> str:
    """A number without what people put between its digits, +84 as 0; anything else in it stays."""
    found = re.sub(r"[\s.\-()]", "", typed)
    return "0" + found[3:] if found.startswith("+84") else found


def is_number(found: str) -> bool:
    """Whether it is nothing but digits, and as many as a number has."""
    return found.isascii() and found.isdecimal() and SHORTEST <= len(found) <= LONGEST
