"""Reports: their states, the order of their sections, and who may draft, read and issue them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from danbiet.common.actor import OFFICERS, Actor, Role, say
from danbiet.law.periods import Kind

SYMBOL = "BC-UBND"
DRAFTERS = (Role.PLAN_OFFICER, Role.WARD_OFFICER)
CALLERS = (Role.PLAN_OFFICER, Role.LEADER)
LOOKERS = (*OFFICERS, Role.ANALYST)


class State(StrEnum):
    DRAFT = "draft"
    ISSUED = "issued"


@dataclass(frozen=True)
class Slot:
    """A place in a report for an officer's own words."""

    key: str
    label: str
    hint: str


SLOTS = (
    Slot("direction", say("I. Công tác chỉ đạo, điều hành"), say("Họp, phân công, kiểm tra trong kỳ.")),
    Slot("outreach", say("II.1. Thông tin, tuyên truyền"), say("Nội dung, hình thức, trả lời người dân.")),
    Slot("strengths", say("III.1. Ưu điểm"), say("Nhận định nào cũng phải có số liệu trong cùng câu.")),
    Slot("weaknesses", say("III.2. Tồn tại, hạn chế"), say("Việc chưa làm được, đơn vị nào chịu trách nhiệm.")),
    Slot("causes", say("III.3. Nguyên nhân"), say("Bắt buộc khi có nhiệm vụ trễ hạn.")),
    Slot("next_work", say("IV. Phương hướng, nhiệm vụ trọng tâm"), say("Việc của kỳ sau, ai làm, khi nào xong.")),
    Slot("proposals", say("V. Kiến nghị, đề xuất"), say("Kiến nghị với cấp trên.")),
)
HALF = (Slot("adjustment", say("Điều chỉnh kế hoạch"), say("Chỉ tiêu, nhiệm vụ cần điều chỉnh giữa năm.")),)
YEAR = (
    *HALF,
    Slot("responsibility", say("Trách nhiệm của từng đơn vị"), say("Tồn tại nào thuộc đơn vị nào.")),
    Slot("next_plan", say("Khung kế hoạch năm sau"), say("Mục tiêu, nhiệm vụ dự kiến.")),
)


def slots(kind: Kind, dimensions: Mapping[str, str]) -> tuple[Slot, ...]:
    """The slots of a kind of report; each dimension (construct → name) has one of its own."""
    own = tuple(
        Slot(f"dimension_{construct}", name, say("Kết quả khác, việc chưa làm và lý do."))
        for construct, name in dimensions.items()
    )
    extra = YEAR if kind is Kind.YEAR else HALF if kind is Kind.HALF else ()
    return (*SLOTS[:2], *own, *SLOTS[2:5], *extra, *SLOTS[5:])


def may_draft(actor: Actor, place: int) -> bool:
    """The plan officer or ward officer of the very place."""
    return place in actor.places(*DRAFTERS)


def may_issue(actor: Actor, place: int) -> bool:
    """The leader of the very place signs; nobody signs for another unit."""
    return place in actor.places(Role.LEADER)


def may_read_draft(actor: Actor, place: int) -> bool:
    """Drafts are for the officers of the place alone; what is issued is public."""
    return place in actor.places(*OFFICERS)


def may_look_inside(actor: Actor, above: frozenset[int]) -> bool:
    """Progress, corrections and the signed scan: officers and analysts of the place or of a unit above it."""
    return bool(actor.places(*LOOKERS) & above)


def may_call(actor: Actor, place: int) -> bool:
    """The plan officer or leader of a place sets the day by which the units below send."""
    return place in actor.places(*CALLERS)
