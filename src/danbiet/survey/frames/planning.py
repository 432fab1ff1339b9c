"""How many wards and groups a survey must reach to show a change, said for people who plan one."""

from dataclasses import dataclass

from danbiet.common.actor import Damaged, say
from danbiet.stats.sample_size import Clustered, ImpossibleSize, detectable_change, half_width, size_for_change

FEW = 10  # clusters under which even t leans on few squares (method page intervals)


class NotPlannable(Damaged):
    """A plan from which no precision follows."""


@dataclass(frozen=True)
class Planned:
    """What so many groups in so many wards can tell about a share; `needed` groups per ward would show `wanted`."""

    clusters: int
    people: int
    df: int
    deff: float
    half_width: float
    change: float
    needed: int | None
    needed_people: int | None
    is_few: bool

    @property
    def is_enough(self) -> bool:
        return self.needed is not None and self.clusters >= self.needed


def planned(*, wards: int, groups: int, take: int, share: float, likeness: float, wanted: float) -> Planned:
    """Precision of a share from `take` people in each of `groups` groups in each of `wards` wards, wards as strata.

    Refused where one group in each ward leaves nothing to judge the spread between groups by.

    >>> planned(wards=1, groups=3, take=20, share=0.5, likeness=0.05, wanted=0.1).half_width
    0.388
    """
    design = Clustered(spread=(share * (1 - share)) ** 0.5, take=take, likeness=likeness, strata=wards)
    clusters = wards * groups
    try:
        width, change = half_width(design, clusters=clusters), detectable_change(design, clusters=clusters)
    except ImpossibleSize as error:
        sentence = say("Mỗi phường, xã phải có ít nhất hai tổ, thôn: một tổ không cho biết các tổ khác nhau bao nhiêu.")
        raise NotPlannable(sentence) from error
    needed = _needed(design, wanted)
    return Planned(
        clusters, clusters * take, clusters - wards, round(design.deff, 2), round(width, 3), round(change, 3),
        needed, needed * take if needed else None, clusters < FEW,
    )  # fmt: skip


def _needed(design: Clustered, wanted: float) -> int | None:
    """Groups over all wards, a whole number in each, that show the change; None where no number does."""
    try:
        least = size_for_change(design, wanted=wanted).clusters
    except ImpossibleSize:
        return None
    return -(-least // design.strata) * design.strata
