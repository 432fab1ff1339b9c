"""Scores measured by a wave of our own: what is told beside them, and how they may be read."""

from dataclasses import dataclass
from decimal import Decimal

from danbiet.common.actor import say
from danbiet.scores.rules.editions import Edition, NoEdition, editions

SURE = 0.95  # chance from which a rise is said to be one; below 1 - SURE it is a fall


@dataclass(frozen=True)
class Measured:
    """One construct of one unit in one year by the rules of an edition; without a value it says why it is withheld."""

    code: str
    year: int
    construct: str
    edition: str
    value: Decimal | None = None
    standard_error: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    level: int | None = None
    method: str = ""
    n: int | None = None
    clusters: int | None = None
    warnings: tuple[str, ...] = ()
    withheld: str = ""
    best: int | None = None
    worst: int | None = None
    rivals: int | None = None
    cohort: int | None = None
    chance_improved: float | None = None
    year_before: int | None = None


def edition_named(name: str) -> Edition:
    """The edition by which something was measured; a wave of 2026 may go by the rules of 2024."""
    for one in editions():
        if one.id == name:
            return one
    raise NoEdition(name)


def standing_words(best: int | None, worst: int | None, rivals: int | None) -> str:
    """Where a unit stands among those measured with it, as far as that can be told; never a bare rank.

    >>> standing_words(1, 4, 4)
    'chưa phân biệt được với nơi nào'
    """
    if best is None or worst is None or not rivals:
        return ""
    if best == 1 and worst == rivals:
        return say("chưa phân biệt được với nơi nào")
    if best == worst:
        return say("phân biệt được với mọi nơi khác")
    return say("chưa phân biệt được với một số nơi")


def improved_words(chance: float | None) -> str:
    """What a chance to have improved allows to be said."""
    if chance is None:
        return ""
    if chance >= SURE:
        return say("đã tăng")
    return say("đã giảm") if chance <= 1 - SURE else say("chưa phân biệt được")


WITHHELD = {
    "suppressed_n": say("Ẩn vì quá ít người trả lời."),
    "suppressed_clusters": say("Ẩn vì quá ít cụm trong mẫu."),
    "suppressed_cv": say("Ẩn vì sai số quá lớn so với số đo."),
    "not_computed": say("Không tính được điểm hay khoảng tin cậy: thiếu câu trả lời, hoặc quá ít cụm."),
}
