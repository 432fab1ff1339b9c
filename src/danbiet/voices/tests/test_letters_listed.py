"""Every duty on reception, feedback, complaints and denunciations: its letter is drafted, or said not to be."""

import re
from datetime import date
from itertools import product
from pathlib import Path

from danbiet.law.duties import duties
from danbiet.voices.rules import Kind
from danbiet.voices.rules.letters import BODIES, HEADINGS, Forwarder, Letter, Recipient, owed, recipients

TEXT = (Path(__file__).parents[4] / "docs" / "voices.md").read_text(encoding="utf-8")
DAYS = (date(2021, 9, 21), date(2026, 7, 3))


def listed(head: str) -> set[str]:
    """The duties in the first column of the table that begins with a word."""
    rows = TEXT.split(f"| {head} |")[1].split("\n\n")[0].splitlines()[2:]
    return {name for row in rows for name in re.findall(r"[A-Z]{3}-\d\d", row.split("|")[1])}


def test_every_duty_is_drafted_or_said_not_to_be() -> None:
    known = {one.id for topic in ("reception", "feedback", "complaint", "denunciation") for one in duties(topic=topic)}
    assert listed("drafted") | listed("not drafted") == known
    assert not listed("drafted") & listed("not drafted")


def test_the_letters_of_cases_are_those_of_the_table() -> None:
    found = {
        one.duty
        for letter, kind, on in product(Letter, Kind, DAYS)
        for one in owed(letter, kind=kind, on=on, forwarders=tuple(Forwarder))
    }
    assert found - {""} == {name for name in listed("drafted") if not name.startswith("DEN-")}


def test_every_letter_has_its_words_and_every_recipient_a_letter() -> None:
    assert set(BODIES) == set(HEADINGS) == set(Letter)
    assert {one for letter, kind in product(Letter, Kind) for one in recipients(letter, kind)} == set(Recipient)
