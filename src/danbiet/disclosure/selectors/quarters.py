"""The quarter that a page was asked for."""

from datetime import date

from danbiet.disclosure.rules.quarters import Quarter, quarter_of, read_quarter


def asked_quarter(text: str, *, on: date) -> Quarter:
    """The quarter asked for; by default that of the day."""
    return read_quarter(text, default=quarter_of(on))
