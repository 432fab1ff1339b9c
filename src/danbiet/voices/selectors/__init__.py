"""Reads of the citizen's voice: gates first, then what pages, the desk and reports show."""

from danbiet.voices.selectors.gates import (
    UnknownCase,
    UnknownCode,
    case_by_code,
    case_for,
    cases_visible_to,
    notice_for,
    photo_for,
    published,
    published_case,
    rights_over,
)

__all__ = [
    "UnknownCase", "UnknownCode", "case_by_code", "case_for", "cases_visible_to", "notice_for", "photo_for",
    "published", "published_case", "rights_over",
]  # fmt: skip
