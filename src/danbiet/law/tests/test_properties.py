"""What holds for every day and every number of days."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from danbiet.law.calendar import Change, Why, official
from danbiet.law.deadlines import Deadline, Means, deadline, explain, term
from danbiet.law.duties import duties

DAYS = st.dates(date(2020, 6, 1), date(2027, 6, 1))
NUMBERS = st.integers(0, 120)
UNITS = st.sampled_from(["working_days", "calendar_days", "months", "hours"])
FEW = st.integers(0, 24)
KINDS = st.sampled_from(["max", "min", "before_at_least", "validity"])
SPANS = st.lists(
    st.tuples(DAYS, st.integers(1, 40)).map(lambda row: (row[0], row[0] + timedelta(days=row[1]))), max_size=3
)
DAY = timedelta(days=1)


@given(DAYS, NUMBERS, st.sampled_from(["working_days", "calendar_days"]), KINDS, SPANS)
def test_more_days_never_end_sooner(on: date, n: int, unit: str, kind: str, spans: list) -> None:
    one = term(n, unit, on=on, kind=kind, suspensions=spans)
    more = term(n + 1, unit, on=on, kind=kind, suspensions=spans)
    assert more.due <= one.due if kind == "before_at_least" else one.due <= more.due


@given(DAYS, FEW, UNITS, KINDS)
def test_a_later_event_never_has_an_earlier_day(on: date, n: int, unit: str, kind: str) -> None:
    assert term(n, unit, on=on, kind=kind).due <= term(n, unit, on=on + DAY, kind=kind).due


@given(DAYS, NUMBERS, NUMBERS)
def test_working_days_add_up(on: date, a: int, b: int) -> None:
    middle = official().after(on, a)
    assert official().after(middle, b) == official().after(on, a + b)


@given(DAYS, NUMBERS, st.sampled_from(["working_days", "calendar_days"]), DAYS, SPANS)
def test_a_new_holiday_never_shortens_a_maximum(on: date, n: int, unit: str, holiday: date, spans: list) -> None:
    more = official().with_changes([Change(holiday, False, "Nghỉ", "Thông báo")])
    assert term(n, unit, on=on, suspensions=spans).due <= term(n, unit, on=on, calendar=more, suspensions=spans).due


@given(DAYS, NUMBERS, DAYS)
def test_a_new_holiday_never_moves_a_minimum_in_days(on: date, n: int, holiday: date) -> None:
    more = official().with_changes([Change(holiday, False, "Nghỉ", "Thông báo")])
    assert term(n, "calendar_days", on=on, kind="min", calendar=more).due == on + timedelta(days=n)


@given(DAYS, NUMBERS, st.sampled_from(["max", "before_at_least"]))
def test_a_latest_day_is_a_working_day(on: date, n: int, kind: str) -> None:
    assert official().is_working(term(n, "calendar_days", on=on, kind=kind).due)


@given(DAYS, NUMBERS, st.sampled_from(["working_days", "calendar_days"]), SPANS)
def test_a_suspension_never_shortens(on: date, n: int, unit: str, spans: list) -> None:
    assert term(n, unit, on=on).due <= term(n, unit, on=on, suspensions=spans).due


@given(DAYS, NUMBERS, st.sampled_from(["working_days", "calendar_days"]), KINDS, SPANS)
def test_the_explanation_is_the_computation(on: date, n: int, unit: str, kind: str, spans: list) -> None:
    found = term(n, unit, on=on, kind=kind, suspensions=spans)
    explained(found, n)


def explained(found: Deadline, n: int) -> None:
    """First day not counted, no day left out or told twice, as many counted as the term has, the due day last."""
    days = explain(found)
    assert (days[0].day, days[0].counted, days[0].why) == (found.on, False, Why.FIRST_DAY)
    step = -DAY if found.means is Means.LATEST_START else DAY
    assert [one.day for one in days] == [found.on + step * index for index in range(len(days))]
    assert days[-1].day == found.due
    assert sum(one.counted for one in days) == n
    assert (days[-1].why is Why.ROLLED) == (found.rolled_from is not None)
    for one in days[1:]:
        assert not (one.counted and one.why not in {Why.COUNTED, Why.WORKED_SATURDAY})


@given(st.sampled_from(duties()), st.dates(date(2021, 1, 1), date(2026, 12, 31)), st.booleans())
def test_every_duty_on_every_day_gives_a_day_or_says_why_not(one, on: date, is_remote: bool) -> None:
    if not one.in_force(on):
        return
    found = deadline(one, on=on, is_remote=is_remote)
    assert (found.due is None) == (found.means is Means.NONE) == (not one.limit.is_measured)
    if found.unit in {"working_days", "calendar_days"}:
        explained(found, found.n)


@given(DAYS, FEW)
def test_months_end_on_the_same_number_or_the_last_of_the_month(on: date, n: int) -> None:
    due = term(n, "months", on=on, kind="min").due
    assert (due.year * 12 + due.month) - (on.year * 12 + on.month) == n
    assert due.day == on.day or (due.day < on.day and (due + DAY).day == 1)
