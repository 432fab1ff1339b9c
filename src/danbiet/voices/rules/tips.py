"""What is kept of a tip, for how long, and who may do what with a vault. A tip is no denunciation: it has no clock."""

from datetime import date, timedelta
from enum import StrEnum

from danbiet.common.actor import Actor, NotAllowed, say

KEPT = timedelta(days=180)  # after the last letter or answer; new content starts it again
WARNED = timedelta(days=30)  # before the end, the holders are told
DUTY = "DEN-14"  # Law 25/2018 article 25: clear and with evidence → inspect or forward; otherwise nothing is owed


class Step(StrEnum):
    """What the holders did with a tip, told without a word of what it says."""

    WAITING = "waiting"
    OPENED = "opened"
    TO_INSPECTION = "to_inspection"  # clear and with evidence
    FORWARDED = "forwarded"  # to another body that is competent
    NOTHING_TO_CHECK = "nothing_to_check"


class TipNotAllowed(NotAllowed):
    """Only the two holders of a vault carry its tips."""


def erased_on(last_on: date) -> date:
    """The day on which a tip is erased unless something is added."""
    return last_on + KEPT


def is_soon_erased(last_on: date, *, on: date) -> bool:
    """Whether the holders are to be warned."""
    return erased_on(last_on) - WARNED <= on


def may_hold(actor: Actor, holders: tuple[int, int]) -> bool:
    """Whether the actor is one of the two holders and still serves somewhere: who left carries nothing any more."""
    return actor.user in holders and bool(actor.held)


def check_holder(by: Actor, holders: tuple[int, int]) -> None:
    """Refuse whoever is not one of the two holders."""
    if not may_hold(by, holders):
        raise TipNotAllowed(say("Chỉ hai người giữ khóa của nơi này lấy và trả lời tin."))
