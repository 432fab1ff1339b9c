"""Which letter an act owes to whom, by which duty of the law in force on the day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from danbiet.law.duties import duty
from danbiet.voices.rules import COMPLAINTS, Kind


class Letter(StrEnum):
    """What the letter says."""

    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    HANDLING = "handling"  # how it is handled: thụ lý, kéo dài, từ chối, đã chuyển (REC-06)
    FORWARDED = "forwarded"
    DECISION = "decision"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    COMPLEX = "complex"
    DIALOGUE = "dialogue"
    ANSWER = "answer"


class Recipient(StrEnum):
    """Who gets it. A decision on a complaint goes to five, the answer to a report to one."""

    SENDER = "sender"
    SUPERIOR = "superior"
    PARTIES = "parties"
    FORWARDER = "forwarder"
    INSPECTORATE = "inspectorate"
    AUTHORITY = "authority"
    FILE = "file"


@dataclass(frozen=True)
class Owed:
    """A letter to one recipient; `duty` is empty where no law sets a day."""

    letter: Letter
    recipient: Recipient
    duty: str = ""


# Luật 02/2011/QH13 điều 27, 36 (acceptance), 32 (sending); Nghị định 155/2026/NĐ-CP (dialogue, suspension, complexity)
DECIDED = (Recipient.SENDER, Recipient.SUPERIOR, Recipient.PARTIES, Recipient.FORWARDER, Recipient.INSPECTORATE)
TOLD_OF_ACCEPTANCE = (Recipient.SENDER, Recipient.FORWARDER, Recipient.INSPECTORATE)
CLOCK_STOPS = (Recipient.SENDER, Recipient.PARTIES, Recipient.INSPECTORATE)


def owed(letter: Letter, *, kind: Kind, on: date) -> tuple[Owed, ...]:
    """The letters that an act on a day owes, one for each recipient; a duty not in force on the day is left open."""
    name = _duty(letter, kind, on)
    known = name if name and duty(name).basis.in_force(on) else ""
    return tuple(Owed(letter, recipient, known) for recipient in _recipients(letter, kind))


def _recipients(letter: Letter, kind: Kind) -> Iterable[Recipient]:
    if letter is Letter.FORWARDED:
        return (Recipient.SENDER, Recipient.AUTHORITY)
    if letter is Letter.COMPLEX:
        return (Recipient.FILE,)
    if kind not in COMPLAINTS:
        return (Recipient.SENDER,)
    if letter is Letter.DECISION:
        return DECIDED
    if letter in (Letter.SUSPENDED, Letter.RESUMED):
        return CLOCK_STOPS
    if letter is Letter.DIALOGUE:
        return (Recipient.SENDER, Recipient.PARTIES)
    return TOLD_OF_ACCEPTANCE if kind is Kind.COMPLAINT_FIRST else (Recipient.SENDER, Recipient.FORWARDER)


def _duty(letter: Letter, kind: Kind, on: date) -> str:
    if letter is Letter.HANDLING:
        return "REC-06"
    if kind not in COMPLAINTS:
        return ""
    if letter in (Letter.ACCEPTED, Letter.NOT_ACCEPTED):
        return acceptance_duty(kind, on)
    if letter is Letter.DECISION:
        return "CPL-13" if kind is Kind.COMPLAINT_FIRST else "CPL-14"
    stopped = {
        Letter.SUSPENDED: "CPL-21",
        Letter.RESUMED: "CPL-21",
        Letter.DIALOGUE: "CPL-19",
        Letter.COMPLEX: "CPL-20",
    }
    return stopped.get(letter, "")


def acceptance_duty(kind: Kind, on: date) -> str:
    """10 calendar days until 2026-06-30 (CPL-02, -03), 7 working days after (CPL-04), by the day of receipt."""
    old = "CPL-02" if kind is Kind.COMPLAINT_FIRST else "CPL-03"
    return old if duty(old).basis.in_force(on) else "CPL-04"
