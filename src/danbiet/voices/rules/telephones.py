"""Telephone numbers as people write them, read the same whichever way they come in."""

import re

SHORTEST, LONGEST = 10, 11  # digits of a Vietnamese number with its zero: mobile, fixed line
ABROAD = re.compile(r"\A(?:\+84|0084|84(?=0?\d{9}\Z))0?")  # as dialled from abroad, with or without the 0 at home


def digits(typed: str) -> str:
    """A number without what people put between its digits, from abroad as at home; anything else in it stays."""
    return ABROAD.sub("0", re.sub(r"[\s.\-()/_]", "", typed))


def is_number(found: str) -> bool:
    """Whether it is nothing but digits, and as many as a number has."""
    return found.isascii() and found.isdecimal() and SHORTEST <= len(found) <= LONGEST
