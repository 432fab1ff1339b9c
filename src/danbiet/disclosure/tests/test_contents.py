"""The channel matrix of Law 10/2022 art. 11-13 and its neighbours, and how an obligation was kept, as tables."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from danbiet.disclosure.rules import Channel
from danbiet.disclosure.rules.arising import PlaceFacts, Told, arising_from, by_calendar, due, offered
from danbiet.disclosure.rules.contents import CONTENTS, hangs_by, is_permanent, needed
from danbiet.disclosure.rules.keeping import BINDING, Count, Kept, Standing, counted, days_late, kept
from danbiet.disclosure.rules.occasions import OCCASIONS
from danbiet.law.calendar import official
from danbiet.law.duties import duty

IN_2024 = date(2024, 5, 6)
OFFICE = {Channel.PORTAL, Channel.POSTING}
BROAD = OFFICE | {Channel.LOUDSPEAKER, Channel.GROUP_HEADS}
NEW = PlaceFacts(tier="ward", from_day=date(2025, 7, 1))
OLD = PlaceFacts(tier="ward", from_day=date(2014, 4, 1), until_day=date(2025, 7, 1))

# contents of art. 11 | forms | days, permanent, everywhere | days of radio (law.md, section 2)
MATRIX = (
    [(f"DIS22-{n:02}", OFFICE, 30, False, True, None) for n in (1, 2, 3, 5, 6)]
    + [(f"DIS22-{n:02}", BROAD, 30, False, True, 3) for n in (7, 8, 9, 10, 11, 12)]
    + [(f"DIS22-{n:02}", OFFICE, None, True, False, None) for n in (4, 13)]
)


@pytest.mark.parametrize(("id", "channels", "days", "permanent", "everywhere", "radio"), MATRIX)
def test_the_matrix_of_the_thirteen_contents(
    id: str, channels: set[Channel], days: int | None, permanent: bool, everywhere: bool, radio: int | None
) -> None:
    found = needed(id, on=IN_2024)
    assert set(found.channels) == channels
    assert (found.days, found.is_permanent, found.at_every_point, found.broadcast_days) == (
        days, permanent, everywhere, radio,
    )  # fmt: skip
    assert is_permanent(id) is permanent


def test_a_place_without_loudspeaker_or_portal_is_not_asked_for_them() -> None:
    found = needed("DIS22-10", on=IN_2024, has_loudspeaker=False, has_portal=False)
    assert set(found.channels) == {Channel.POSTING, Channel.GROUP_HEADS}


NO_FORM = [
    ("PAR-15", IN_2024), ("PAR-01", IN_2024), ("PAR-02", IN_2024), ("PAR-03", IN_2024), ("PAR-04", IN_2024),
    ("PAR-12", IN_2024), ("DIS22-20", IN_2024), ("DIS22-22", IN_2024), ("DIS22-23", IN_2024), ("BUD16-07", IN_2024),
    ("BUD16-08", date(2023, 6, 30)), ("BUD26-03", date(2026, 4, 1)), ("ATI26-00", date(2026, 9, 1)),
]  # fmt: skip


@pytest.mark.parametrize(("id", "on"), NO_FORM)
def test_no_form_is_asked_for_where_the_law_names_none(id: str, on: date) -> None:
    assert needed(id, on=on).channels == needed(id, on=on, has_portal=False).channels == ()


def test_every_other_content_names_its_forms() -> None:
    named = {(id, on) for id in CONTENTS for on in (date(2021, 9, 21), IN_2024, date(2026, 11, 23))
             if duty(id).in_force(on) and not needed(id, on=on).channels}  # fmt: skip
    assert {id for id, _ in named} == {id for id, _ in NO_FORM}


def test_the_budget_hangs_at_the_office_until_the_law_of_2022_and_then_everywhere() -> None:
    before, after = needed("BUD16-05", on=date(2023, 6, 30)), needed("BUD16-05", on=date(2023, 7, 1))
    assert (before.at_every_point, after.at_every_point) == (False, True)
    assert set(after.channels) - set(before.channels) == {Channel.PORTAL}


def test_direct_support_keeps_the_forms_of_social_policy_before_and_after_its_circular() -> None:
    """Decision 0101: the circular of 2026 says nothing of forms, so those of content 7 hold beside it."""
    before, after = date(2026, 2, 10), date(2026, 8, 14)
    asked = {on: arising_from(Told("support_paid", on), NEW, calendar=official())[0] for on in (before, after)}
    assert (asked[before].duty, asked[after].duty) == ("DIS22-07", "BUD26-02")
    assert asked[before].needed == asked[after].needed == needed("DIS22-07", on=after)
    assert asked[after].due_on is None, "its day is that of Decree 73/2026 art. 37, which was not read"
    assert hangs_by("BUD26-02", on=after).id == "DIS22-07"


def test_content_two_by_itself_has_no_day() -> None:
    """Trap 9: the five-day default never holds for the budget."""
    assert due("DIS22-02", on=IN_2024, calendar=official()) == (None, "none")
    (row,) = arising_from(Told("audit_recommended", date(2026, 4, 1)), NEW, calendar=official())
    assert (row.duty, row.due_on) == ("DIS22-02", None)


def test_every_content_and_occasion_names_a_duty_there_is() -> None:
    for id in CONTENTS:
        assert duty(id).id == id
    for occasion in OCCASIONS.values():
        for row in occasion.duties:
            assert set(row) <= set(CONTENTS), occasion.key


@pytest.mark.parametrize("day", [date(2021, 9, 21), date(2023, 7, 1), date(2025, 7, 1), date(2026, 11, 23)])
def test_whatever_is_offered_gives_rise_to_something(day: date) -> None:
    ward = OLD if OLD.stands(day) else NEW
    for occasion in offered("ward", on=day):
        assert arising_from(Told(occasion.key, day), ward, calendar=official())


@given(day=some.dates(date(2014, 4, 1), date(2026, 12, 31)), key=some.sampled_from(sorted(OCCASIONS)))
def test_nothing_arises_under_a_rule_that_was_not_in_force(day: date, key: str) -> None:
    ward = OLD if OLD.stands(day) else NEW
    if key in {one.key for one in offered("ward", on=day)}:
        for row in arising_from(Told(key, day), ward, calendar=official()):
            assert duty(row.duty).in_force(day)
            assert row.due_on is None or row.due_on >= day or row.due_means == "latest_start"


@given(
    first=some.dates(date(2015, 1, 1), date(2025, 1, 1)), days=some.integers(1, 300), cut=some.integers(0, 300)
)  # fmt: skip
def test_a_span_of_the_calendar_is_the_sum_of_its_parts(first: date, days: int, cut: int) -> None:
    until, middle = first + timedelta(days=days), first + timedelta(days=min(cut, days))
    spans = [(first, until), (first, middle), (middle, until)]
    whole, one, two = (by_calendar(OLD, from_day=a, until_day=b, calendar=official()) for a, b in spans)
    assert whole == one + two


DUE = date(2021, 10, 15)
TABLE = [
    # state, due, means, certainty, published, completed, permanent, looked at | on | kept, days late
    (("open", DUE, "latest_day", "seen", None, None), DUE, Kept.SOON, 0),
    (("open", DUE, "latest_day", "seen", None, None), date(2021, 10, 16), Kept.LATE, 1),
    (("open", DUE, "latest_day", "memory", None, None), date(2021, 12, 1), Kept.UNDATED, 0),
    (("open", DUE, "earliest_end", "seen", None, None), date(2021, 12, 1), Kept.UNDATED, 0),
    (("open", DUE, "latest_start", "seen", None, None), date(2021, 10, 18), Kept.LATE, 3),
    (("open", None, "none", "seen", None, None), date(2021, 12, 1), Kept.UNDATED, 0),
    (("published", DUE, "latest_day", "seen", DUE, None), date(2021, 12, 1), Kept.HANGING, 0),
    (("published", DUE, "latest_day", "seen", date(2021, 10, 20), None), date(2021, 12, 1), Kept.HANGING, 5),
    (("published", DUE, "latest_day", "seen", date(2021, 10, 20), None), date(2021, 10, 18), Kept.LATE, 3),
    (("complete", DUE, "latest_day", "seen", DUE, date(2021, 11, 20)), date(2021, 12, 1), Kept.COMPLETE, 0),
    (("complete", DUE, "latest_day", "seen", DUE, date(2021, 11, 20)), date(2021, 11, 19), Kept.HANGING, 0),
    (("complete", None, "none", "seen", DUE, DUE, True), date(2022, 10, 15), Kept.PERMANENT, 0),
    (("complete", None, "none", "seen", DUE, DUE, True), date(2022, 10, 16), Kept.STALE, 0),
    (("complete", None, "none", "seen", DUE, DUE, True, date(2022, 3, 1)), date(2022, 10, 16), Kept.PERMANENT, 0),
    (("waived", DUE, "latest_day", "seen", None, None), date(2021, 12, 1), Kept.WAIVED, 0),
]


@pytest.mark.parametrize(("fields", "on", "how", "late"), TABLE)
def test_how_it_was_kept(fields: tuple, on: date, how: Kept, late: int) -> None:
    one = Standing(*fields)
    assert (kept(one, on=on), days_late(one, on=on)) == (how, late)


@given(
    rows=some.lists(
        some.builds(
            Standing,
            state=some.sampled_from(["open", "published", "complete", "waived"]),
            due_on=some.none() | some.dates(date(2021, 1, 1), date(2022, 1, 1)),
            due_means=some.sampled_from([*BINDING, "earliest_end", "none"]),
            certainty=some.sampled_from(["seen", "memory"]),
            published_on=some.none() | some.dates(date(2021, 1, 1), date(2022, 1, 1)),
            completed_on=some.none(),
        )
    ),
    on=some.dates(date(2021, 1, 1), date(2022, 1, 1)),
)
def test_every_obligation_is_counted_once_and_memory_never_late(rows: list[Standing], on: date) -> None:
    found = counted(rows, on=on)
    parts = found.on_time + found.after + found.undated_published + found.late + found.soon + found.undated
    assert (found.total, parts + found.waived) == (parts, len(rows))
    assert found.late <= sum(row.certainty == "seen" and row.due_means in BINDING for row in rows)
    half = len(rows) // 2
    assert counted(rows[:half], on=on) + counted(rows[half:], on=on) == found
    assert sum([], Count()) == Count()
