"""Obligations worked out by hand, with law.md, the duties and a paper calendar, before there was code to do it."""

from datetime import date

import pytest

from danbiet.disclosure.rules import Channel
from danbiet.disclosure.rules.arising import Arisen, PlaceFacts, Told, arising_from, by_calendar
from danbiet.law.calendar import official

OLD_WARD = PlaceFacts(tier="ward", from_day=date(2014, 4, 1), until_day=date(2025, 7, 1))
NEW_WARD = PlaceFacts(tier="ward", from_day=date(2025, 7, 1))
POSTED = {Channel.POSTING}
BUDGET = {Channel.POSTING, Channel.LOUDSPEAKER}
SIMPLE = {Channel.PORTAL, Channel.POSTING}
BROAD = {Channel.PORTAL, Channel.POSTING, Channel.LOUDSPEAKER, Channel.GROUP_HEADS}

# occasion, the day it happened | duty, the latest day, certainty, forms | how it was counted
BY_HAND = [
    # Friday 10/12; Monday 13, 14, 15, 16, Friday 17/12: five working days (Circular 343/2016, 15(1))
    ("estimate_sent", date(2021, 12, 10), "BUD16-01", date(2021, 12, 17), "seen", BUDGET),
    # thirty days from 20/12: eleven to 31/12, nineteen in January; 19/01/2022 is a Wednesday
    ("estimate_decided", date(2021, 12, 20), "BUD16-02", date(2022, 1, 19), "seen", BUDGET | {Channel.WRITTEN_NOTICE}),
    # two days of the Ordinance, known from memory only; 24/12/2021 is a Friday
    ("socioeconomic_plan", date(2021, 12, 22), "DIS34-01", date(2021, 12, 24), "memory", POSTED),
    # thirty days from Wednesday 05/7: twenty-six to 31/7, four in August; 04/8/2023 is a Friday. Law 10/2022 holds:
    # content 2 takes the budget's clock (trap 9) and hangs at every culture house
    ("settlement_approved", date(2023, 7, 5), "BUD16-05", date(2023, 8, 4), "seen",
     BUDGET | {Channel.WRITTEN_NOTICE, Channel.PORTAL}),
    # Wednesday 15/11; 16, 17, 20, 21, 22/11: the default of five working days, content 10 goes by radio and heads too
    ("inspection_concluded", date(2023, 11, 15), "DIS22-10", date(2023, 11, 22), "seen", BROAD),
    # at the same time as it is submitted
    ("execution_submitted", date(2025, 7, 10), "BUD16-04", date(2025, 7, 10), "seen", SIMPLE),
    # Wednesday 27/8; 28, 29/8; Saturday 30/8 to Tuesday 02/9 off; 03, 04, 05/9
    ("fees_set", date(2025, 8, 27), "DIS22-12", date(2025, 9, 5), "seen", BROAD),
    # Circular 26/2026 holds, its days were not read: no day, and none is made up
    ("settlement_approved", date(2026, 7, 8), "BUD26-01", None, "seen", SIMPLE),
    # Tuesday 18/8; 19, 20, 21, the worked Saturday 22/8 (trap 10), Monday 24/8
    ("asset_decided", date(2026, 8, 18), "DIS22-06", date(2026, 8, 24), "seen", SIMPLE),
]  # fmt: skip


@pytest.mark.parametrize(("occasion", "on", "duty", "due_on", "certainty", "channels"), BY_HAND)
def test_ten_by_hand(
    occasion: str, on: date, duty: str, due_on: date | None, certainty: str, channels: set[Channel]
) -> None:
    ward = OLD_WARD if on < date(2025, 7, 1) else NEW_WARD
    found = {row.duty: row for row in arising_from(Told(occasion, on), ward, calendar=official())}
    row = found[duty]
    assert (row.arose_on, row.due_on, row.certainty) == (on, due_on, certainty)
    assert set(row.needed.channels) == channels


def test_the_tenth_by_hand_is_the_third_quarter_of_2021() -> None:
    """Fifteen days after 30/9, the end of the budget quarter (not the 14th, trap 20): Friday 15/10/2021."""
    (row,) = [row for row in rows_of(OLD_WARD, date(2021, 9, 1), date(2021, 10, 1)) if row.duty == "BUD16-03"]
    assert (row.arose_on, row.due_on, row.period) == (date(2021, 9, 30), date(2021, 10, 15), "2021-Q3")


def rows_of(ward: PlaceFacts, from_day: date, until_day: date) -> tuple[Arisen, ...]:
    return by_calendar(ward, from_day=from_day, until_day=until_day, calendar=official())
