"""Reads of the citizen's voice: gates first, then what pages, the desk and reports show."""

from danbiet.voices.selectors.clocks import contest_until, term_of, terms_of
from danbiet.voices.selectors.desk import DeskPage, desk_items, desk_page
from danbiet.voices.selectors.figures import Counts, Month, Stock, counts, counts_by_place, month_of, parts_of, stock
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
from danbiet.voices.selectors.pages import CasePage, PublicPage, StatusPage, case_page, public_page, status_page
from danbiet.voices.selectors.receipts import HoldsCode, opening_hashes, pepper
from danbiet.voices.selectors.receiving import ReceptionPage, day_for, kept_in, reception_page
from danbiet.voices.selectors.searching import search, search_published

__all__ = [
    "CasePage", "Counts", "DeskPage", "HoldsCode", "Month", "PublicPage", "ReceptionPage", "StatusPage", "Stock",
    "UnknownCase", "UnknownCode", "case_by_code", "case_for", "case_page", "cases_visible_to", "contest_until",
    "counts", "counts_by_place", "day_for", "desk_items", "desk_page", "kept_in", "month_of", "notice_for",
    "opening_hashes", "parts_of", "pepper", "photo_for", "public_page", "published", "published_case",
    "reception_page", "rights_over", "search", "search_published", "status_page", "stock", "term_of", "terms_of",
]  # fmt: skip
