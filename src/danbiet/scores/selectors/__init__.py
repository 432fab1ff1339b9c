"""Reads of scores. PAPI is public, so nobody is refused; what has no figure says so."""

from danbiet.scores.selectors.cards import (
    Line,
    Scorecard,
    latest_year,
    scorecard,
    weakest,
)
from danbiet.scores.selectors.measured import Beside, Measured, measured, measured_years, side_by_side
from danbiet.scores.selectors.others import (
    Compared,
    Comparing,
    MapCell,
    Overview,
    Row,
    compare,
    overview,
    recorded_rows,
)
from danbiet.scores.selectors.panel import Panel, panel, provinces_of_papi
from danbiet.scores.selectors.series import Point, Series, SeriesPage, YearRow, construct_name, series_page
from danbiet.scores.selectors.subjects import Subject, subject_at, subject_of, subjects_on

__all__ = [
    "Beside",
    "Compared",
    "Comparing",
    "Line",
    "MapCell",
    "Measured",
    "Overview",
    "Panel",
    "Point",
    "Row",
    "Scorecard",
    "Series",
    "SeriesPage",
    "Subject",
    "YearRow",
    "compare",
    "construct_name",
    "latest_year",
    "measured",
    "measured_years",
    "overview",
    "panel",
    "provinces_of_papi",
    "recorded_rows",
    "scorecard",
    "series_page",
    "side_by_side",
    "subject_at",
    "subject_of",
    "subjects_on",
    "weakest",
]
