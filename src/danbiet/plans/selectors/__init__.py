"""Reads of plans: gates first, then what pages, the desk and reports show."""

from danbiet.plans.selectors.cascade import (
    Clause,
    Spread,
    UnitPlan,
    answers_of,
    spread,
    unit_plans,
    units_without,
    upper_clauses,
    wards_under,
)
from danbiet.plans.selectors.coverage import CoveragePage, coverage, coverage_page, served_words
from danbiet.plans.selectors.desk import desk_items
from danbiet.plans.selectors.figures import (
    Span,
    TaskFigures,
    TaskRow,
    figures,
    figures_by_place,
    figures_of,
    state_word,
    task_rows,
    tasks_behind,
    tasks_in,
    tasks_of,
    unserved,
)
from danbiet.plans.selectors.gates import (
    correction_for,
    evidence_for,
    item_for,
    named_plan,
    note_for,
    plan_for,
    plans_visible_to,
    sees_inside,
    task_for,
)
from danbiet.plans.selectors.making import assigned, draft_page, issuers, item_page, split_page
from danbiet.plans.selectors.pages import agencies_under, plan_list, plan_page, task_page

__all__ = [
    "named_plan", "served_words",
    "CoveragePage", "agencies_under", "assigned", "coverage", "coverage_page", "draft_page", "figures_of",
    "issuers", "item_page", "plan_list", "plan_page", "split_page", "state_word", "task_page", "tasks_in",
    "Clause", "Span", "Spread", "TaskFigures", "TaskRow", "UnitPlan",
    "answers_of", "correction_for", "desk_items", "evidence_for", "figures", "unserved",
    "figures_by_place", "item_for", "note_for", "plan_for", "plans_visible_to", "sees_inside", "spread",
    "task_for", "task_rows", "tasks_behind", "tasks_of", "unit_plans", "units_without", "upper_clauses",
    "wards_under",
]  # fmt: skip
