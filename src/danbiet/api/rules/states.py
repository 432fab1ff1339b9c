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
    Act.SUSPEND.value: "IN_PROGRESS",
    Act.RESUME.value: "IN_PROGRESS",
    Act.EXTEND.value: "IN_PROGRESS",
    Act.RECLASSIFY.value: "IN_PROGRESS",
    Act.CONTEST.value: "REOPEN",
    Act.MERGE.value: "DUPLICATE",
}
WORDS = sorted({*OF_OUTCOME.values(), *OF_ACT.values()})


def state_word(act: str, *, outcome: str) -> str:
    """The finer word after an act: of the act itself, else of the outcome that the case had after it; where that was
    not kept, no end is claimed."""
    return OF_ACT.get(act) or OF_OUTCOME.get(outcome) or "IN_PROGRESS"
