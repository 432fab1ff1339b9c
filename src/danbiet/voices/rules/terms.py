"""Terms that no law sets: what a place may set itself, and what this product assumes, named as such."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class What(StrEnum):
    """What a place may set a term for."""

    REPORT = "report"
    PETITION = "petition"
    CONTEST = "contest"
    RECHECK = "recheck"


@dataclass(frozen=True)
class Term:
    """`n` of `unit`; `source` is the place's own document, empty where this product assumes the number."""

    n: int
    unit: str
    source: str = ""


# No law sets a limit for plain feedback (law.md, trap 4): without a term of the place there is no day and no lateness.
# The two below are needed for the sender's right to be heard again; they are shown as set by the software.
ASSUMED = {What.CONTEST: Term(15, "calendar_days"), What.RECHECK: Term(10, "working_days")}
FORGET_AFTER = timedelta(days=730)  # after closing; warned of before sending
