"""Each row of the source (reports: when data open and close, by when they are sent) is one case."""

from datetime import date

import pytest

from danbiet.law import periods
from danbiet.law.citation import Citation, NoRuleInForce, citation
from danbiet.law.periods import Kind, period

CASES = [
    ("2021-Q1", Kind.QUARTER, "2020-12-15", "2021-03-14", "2021-03-20"),
    ("2021-Q2", Kind.QUARTER, "2021-03-15", "2021-06-14", None),
    ("2021-H1", Kind.HALF, "2020-12-15", "2021-06-14", "2021-06-20"),
    ("2021-H2", Kind.HALF, "2021-06-15", "2021-12-14", None),
    ("2021-Q3", Kind.QUARTER, "2021-06-15", "2021-09-14", "2021-09-20"),
    ("2021-Q4", Kind.QUARTER, "2021-09-15", "2021-12-14", None),
    ("2021-9M", Kind.NINE_MONTHS, "2020-12-15", "2021-09-14", None),
    ("2021", Kind.YEAR, "2020-12-15", "2021-12-14", "2021-12-20"),
    ("2021-01", Kind.MONTH, "2020-12-15", "2021-01-14", None),
    ("2024-03", Kind.MONTH, "2024-02-15", "2024-03-14", None),
]


@pytest.mark.parametrize(("code", "kind", "from_day", "last_day", "due_on"), CASES)
def test_days_of_a_period(code, kind, from_day, last_day, due_on):
    found = period(code)
    assert (found.kind, found.from_day.isoformat(), found.last_day.isoformat()) == (kind, from_day, last_day)
    assert (found.due_on.isoformat() if found.due_on else None) == due_on


@pytest.mark.parametrize("code", [row[0] for row in CASES])
def test_every_day_has_its_source(code):
    found = period(code)
    assert found.cutoff_basis.source
    assert (found.due_on is None) == (found.due_basis is None)


def test_quarters_of_a_year_neither_overlap_nor_leave_a_gap():
    quarters = [period(f"2021-Q{part}") for part in range(1, 5)]
    assert [one.until_day for one in quarters[:-1]] == [one.from_day for one in quarters[1:]]
    assert (quarters[0].from_day, quarters[-1].until_day) == (period("2021").from_day, period("2021").until_day)


@pytest.mark.parametrize("code", ["", "2021-Q5", "2021-13", "2021-00", "Q3", "21-Q3", "2021-H3", "0000"])
def test_a_text_that_names_no_period_is_refused(code):
    with pytest.raises(periods.UnknownPeriod):
        period(code)


def test_before_the_decree_there_is_no_rule():
    with pytest.raises(NoRuleInForce):
        period("2018-Q1")


def test_a_place_may_set_an_earlier_day_for_its_wards():
    basis = Citation("Công văn 900/UBND-NV", "", date(2021, 8, 30), None, "seen", "sổ văn bản của quận")
    set_by_place = periods.with_local_due(period("2021-Q3"), on=date(2021, 9, 16), basis=basis)
    assert (set_by_place.due_on, set_by_place.due_basis) == (date(2021, 9, 16), basis)


@pytest.mark.parametrize("on", [date(2021, 9, 14), date(2021, 9, 21)])
def test_a_place_may_not_ask_before_the_data_close_nor_after_the_rule(on):
    with pytest.raises(periods.BadLocalDay):
        periods.with_local_due(period("2021-Q3"), on=on, basis=period("2021-Q3").cutoff_basis)


def test_the_same_period_a_year_before_and_the_following_one():
    assert periods.year_before(period("2021-Q3")).code == "2020-Q3"
    assert [periods.following(period(code)).code for code in ("2021-Q4", "2021-12", "2021-H1", "2021", "2021-9M")] == [
        "2022-Q1", "2022-01", "2021-H2", "2022", "2022-9M",
    ]  # fmt: skip


def test_year_to_date_runs_from_the_report_year():
    assert periods.year_to_date(period("2021-Q3")) == (date(2020, 12, 15), date(2021, 9, 15))


def test_only_periods_of_one_length_are_compared():
    assert periods.same_length(period("2021-Q3"), period("2020-Q3"))
    assert not periods.same_length(period("2021-Q3"), period("2021-9M"))


def test_the_latest_period_whose_data_have_closed():
    assert periods.latest(Kind.QUARTER, on=date(2021, 9, 21)).code == "2021-Q3"
    assert periods.latest(Kind.QUARTER, on=date(2021, 9, 13)).code == "2021-Q2"
    assert periods.latest(Kind.QUARTER, on=date(2021, 1, 5)).code == "2020-Q4"


def test_recent_periods_have_begun():
    assert [one.code for one in periods.recent(Kind.QUARTER, on=date(2021, 9, 21), count=3)] == [
        "2021-Q4", "2021-Q3", "2021-Q2",
    ]  # fmt: skip


def test_a_certainty_is_one_of_two():
    with pytest.raises(ValueError, match="certainty"):
        citation({"document": "x", "certainty": "sure", "source": "y"})
    with pytest.raises(ValueError, match="not a day"):
        citation({"document": "x", "certainty": "seen", "source": "y", "valid_from": "2021"})
