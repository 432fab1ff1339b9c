"""Planned, done, proven; minimums, gaps, missing boards, permanent contents, the loudspeaker."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danbiet.disclosure.rules import Channel
from danbiet.disclosure.rules.completeness import Needed, Stand, Stretch, completeness, joined

JUNE_18 = date(2026, 6, 18)
BOARDS = Needed((Channel.POSTING,), days=30)
RADIO = Needed((Channel.LOUDSPEAKER,), broadcast_days=3)
FOREVER = Needed((Channel.POSTING,), is_permanent=True)


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def hung(up: str, down: str = "", *, point: int = 1, proven: bool = False) -> Stretch:
    return Stretch(Channel.POSTING, point, up_on=day(up), down_on=day(down) if down else None, is_proven=proven)


def one(needed: Needed, stretches: list[Stretch], on: str):
    return completeness(needed, stretches, points=[1], on=day(on)).lines[0]


# what hung (up, down)                       asked on   stand         ends on
TABLE = [
    ([], "06-20", Stand.MISSING, None),
    ([("06-18", "")], "06-20", Stand.RUNNING, "07-18"),
    ([("06-18", "")], "07-17", Stand.RUNNING, "07-18"),
    ([("06-18", "")], "07-18", Stand.DONE, "07-18"),
    ([("06-18", "07-17")], "07-20", Stand.INTERRUPTED, "07-18"),
    ([("06-18", "07-18")], "09-01", Stand.DONE, "07-18"),
    ([("06-18", "06-30"), ("07-02", "")], "07-10", Stand.RUNNING, "08-01"),
    ([("06-18", "06-30"), ("07-01", "")], "07-18", Stand.DONE, "07-18"),
    ([("06-18", "06-30"), ("06-25", "07-20")], "07-20", Stand.DONE, "07-18"),
    ([("06-18", "07-18"), ("08-01", "08-02")], "08-10", Stand.DONE, "07-18"),
    ([("06-18", "")], "06-17", Stand.MISSING, None),
]


@pytest.mark.parametrize(("runs", "on", "stand", "ends"), TABLE)
def test_days_on_a_board(runs: list[tuple[str, str]], on: str, stand: Stand, ends: str | None) -> None:
    line = one(BOARDS, [hung(*run) for run in runs], on)
    assert (line.stand, line.ends_on) == (stand, day(ends) if ends else None)


def test_a_broadcast_of_which_no_days_are_named_is_done_when_it_was_sent() -> None:
    sent = Stretch(Channel.LOUDSPEAKER, up_on=day("06-18"), down_on=day("06-18"))
    found = completeness(Needed((Channel.LOUDSPEAKER,)), [sent], points=[], on=day("08-01"))
    assert (found.lines[0].stand, found.complete_on) == (Stand.DONE, day("06-18"))


def test_trap_05_a_minimum_is_a_minimum_and_a_gap_begins_it_again() -> None:
    line = one(BOARDS, [hung("06-18", "06-30"), hung("07-02")], "07-18")
    assert (line.stand, line.up_on, line.is_restarted) == (Stand.RUNNING, day("07-02"), True)


def test_trap_06_one_missing_culture_house_leaves_it_incomplete() -> None:
    found = completeness(BOARDS, [hung("06-18"), hung("06-18", point=2)], points=[1, 2, 3], on=day("08-01"))
    assert not found.is_complete
    assert [line.point for line in found.missing] == [3]
    assert found.complete_on is None


def test_complete_on_the_day_of_the_last_board() -> None:
    found = completeness(BOARDS, [hung("06-18"), hung("06-22", point=2)], points=[1, 2], on=day("08-01"))
    assert (found.is_complete, found.complete_on) == (True, day("07-22"))


def test_trap_07_what_is_permanent_is_done_only_while_it_hangs() -> None:
    assert one(FOREVER, [hung("01-05")], "11-20").stand is Stand.DONE
    assert one(FOREVER, [hung("01-05", "03-01")], "11-20").stand is Stand.INTERRUPTED


@pytest.mark.parametrize(
    ("up", "down", "stand"),
    [("06-17", "06-19", Stand.DONE), ("06-17", "06-18", Stand.INTERRUPTED), ("06-18", "", Stand.RUNNING)],
)
def test_radio_counts_days_of_broadcast_the_first_included(up: str, down: str, stand: Stand) -> None:
    series = Stretch(Channel.LOUDSPEAKER, up_on=day(up), down_on=day(down) if down else None)
    assert completeness(RADIO, [series], points=[], on=day("06-19")).lines[0].stand is stand


def test_planned_done_and_proven_are_three_things() -> None:
    planned = Stretch(Channel.POSTING, 1, planned_on=JUNE_18)
    assert one(BOARDS, [planned], "06-19").stand is Stand.PLANNED
    assert not one(BOARDS, [hung("06-18")], "06-19").is_proven
    assert one(BOARDS, [hung("06-18", proven=True)], "06-19").is_proven


def test_told_is_done_on_its_day() -> None:
    told = Stretch(Channel.GROUP_HEADS, up_on=JUNE_18)
    found = completeness(Needed((Channel.GROUP_HEADS,)), [told], points=[1, 2], on=JUNE_18)
    assert (len(found.lines), found.is_complete, found.complete_on) == (1, True, JUNE_18)


def test_a_place_without_boards_is_never_complete_by_having_none() -> None:
    asked = Needed((Channel.PORTAL, Channel.POSTING), days=30)
    there = Stretch(Channel.PORTAL, up_on=JUNE_18, is_proven=True)
    found = completeness(asked, [there], points=[], on=JUNE_18)
    assert [line.stand for line in found.lines] == [Stand.DONE, Stand.MISSING]
    assert not found.is_complete


days = st.integers(0, 90).map(lambda n: JUNE_18 + timedelta(days=n))
runs = st.lists(st.tuples(days, st.integers(0, 40)), max_size=6)


@given(runs)
def test_joining_covers_the_same_days(made: list[tuple[date, int]]) -> None:
    stretches = [Stretch(Channel.POSTING, 1, up_on=up, down_on=up + timedelta(days=n)) for up, n in made]
    covered = {one.up_on + timedelta(days=k) for one in stretches for k in range((one.down_on - one.up_on).days + 1)}
    again = joined(stretches)
    assert {
        run.up_on + timedelta(days=k) for run in again for k in range((run.down_on - run.up_on).days + 1)
    } == covered
    assert all(
        first.down_on + timedelta(days=1) < second.up_on for first, second in zip(again, again[1:], strict=False)
    )


@given(runs, days)
def test_hanging_longer_never_undoes_what_is_done(made: list[tuple[date, int]], on: date) -> None:
    stretches = [Stretch(Channel.POSTING, 1, up_on=up, down_on=up + timedelta(days=n)) for up, n in made]
    if completeness(BOARDS, stretches, points=[1], on=on).is_complete:
        assert completeness(BOARDS, stretches, points=[1], on=on + timedelta(days=20)).is_complete


def test_where_the_law_names_no_form_publishing_here_is_whole() -> None:
    here, hung_too = Stretch(Channel.PORTAL, up_on=JUNE_18, is_proven=True), hung("06-20")
    before = completeness(Needed(()), [here], points=[1, 2], on=day("06-17"))
    assert (before.is_complete, before.complete_on) == (False, None)
    after = completeness(Needed(()), [here, hung_too], points=[1, 2], on=day("06-20"))
    assert (after.lines, after.missing) == ((), ()), "no form is demanded that the law does not demand"
    assert (after.is_complete, after.complete_on) == (True, JUNE_18)
