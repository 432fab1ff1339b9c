"""Everything that can happen to a plan and its work: one function per act, one transaction, one event."""

from danbiet.plans.rules.states import ItemKind, TargetMeasure
from danbiet.plans.services.assigning import (
    Assignment,
    TaskChanged,
    TaskClosed,
    WrongUnit,
    assign,
    assign_many,
    cancel_task,
    split_to_wards,
)
from danbiet.plans.services.corrections import Answered, Order, answer_correction, order_correction, recheck
from danbiet.plans.services.drafting import (
    Aim,
    Heading,
    NumberTaken,
    PlanIssued,
    Wording,
    WrongPlan,
    add_item,
    add_target,
    answer_also,
    confirm_serves,
    create_plan,
    edit_item,
    hang_under,
    issue_plan,
    remove_item,
    require_direct,
    set_answers,
    stand_under_period,
)
from danbiet.plans.services.evidence import Upload
from danbiet.plans.services.once import forget_tokens, marked, once, once_read
from danbiet.plans.services.progress import AlreadyJudged, NotReported, Report, accept, refuse, report_progress
from danbiet.plans.services.promised import Promised, promise

__all__ = [
    "forget_tokens", "Promised", "promise",
    "Aim", "TargetMeasure", "add_target",
    "AlreadyJudged", "Answered", "Assignment", "Heading", "ItemKind", "NotReported", "NumberTaken", "Order",
    "PlanIssued", "Report", "TaskChanged", "TaskClosed", "Upload", "Wording", "WrongPlan", "WrongUnit",
    "accept", "add_item", "answer_also", "answer_correction", "assign", "assign_many", "cancel_task", "confirm_serves",
    "create_plan", "edit_item", "hang_under", "issue_plan", "marked", "once", "once_read", "order_correction",
    "recheck", "refuse", "remove_item", "require_direct", "report_progress", "set_answers", "split_to_wards",
    "stand_under_period",
]  # fmt: skip
