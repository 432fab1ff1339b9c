"""What became of a case in the words that clients know: open or closed, and the finer words of the updates."""

from danbiet.voices.rules import Outcome
from danbiet.voices.rules.stages import Act

OF_OUTCOME = {
    Outcome.SOLVED.value: "FIXED",
    Outcome.PARTLY.value: "NO_FURTHER_ACTION",  # clients take plain "closed" for "fixed"
    Outcome.REFUSED.value: "NO_FURTHER_ACTION",
    Outcome.NOT_OUR_POWER.value: "NOT_COUNCILS_RESPONSIBILITY",
    Outcome.DUPLICATE.value: "DUPLICATE",
    Outcome.CANNOT_VERIFY.value: "NO_FURTHER_ACTION",
}
OF_ACT = {
    Act.RECEIVE.value: "OPEN",
    Act.ACCEPT.value: "INVESTIGATING",
    Act.TRANSFER_IN.value: "INTERNAL_REFERRAL",
    Act.HAND_OVER.value: "INTERNAL_REFERRAL",
    Act.RESUME.value: "IN_PROGRESS",
    Act.EXTEND.value: "IN_PROGRESS",
    Act.CONTEST.value: "REOPEN",
    Act.MERGE.value: "DUPLICATE",
}
WORDS = sorted({*OF_OUTCOME.values(), *OF_ACT.values(), "OPEN", "CLOSED", "IN_PROGRESS"})


def state_word(act: str, *, outcome: str, is_open: bool) -> str:
    """The finer word after an act; where the act says nothing of it, of how the case stands."""
    if act in OF_ACT:
        return OF_ACT[act]
    if not is_open and outcome:
        return OF_OUTCOME[outcome]
    return "IN_PROGRESS" if is_open else "CLOSED"
