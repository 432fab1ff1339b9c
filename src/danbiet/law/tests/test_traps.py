"""The traps of Vietnamese terms, each by its number."""

from datetime import date

import pytest

from danbiet.law.calendar import Change, Why, broadcast_starts, official
from danbiet.law.deadlines import Means, NotInForce, deadline, explain, sentence, term
from danbiet.law.duties import Yields, duties, duty
from danbiet.law.periods import period


def test_trap_01_unit_mix() -> None:
    """15 working days plus 15 calendar days by network; both working days at the office; 3 against 7 for decisions."""
    found = deadline("ATI-05", on=date(2026, 3, 2), extensions=1)
    assert (str(found.extended[0].first), str(found.due)) == ("2026-03-24", "2026-04-07")
    days = explain(found)
    assert not next(one for one in days if one.day == date(2026, 3, 21)).counted, "a Saturday of the limit"
    assert next(one for one in days if one.day == date(2026, 3, 28)).counted, "a Saturday of the extension"
    assert deadline("ATI-02", on=date(2026, 3, 2), extensions=1).due == date(2026, 3, 30)
    units = {name: duty(name).limit.unit for name in ("BUD16-01", "BUD16-02", "CPL-13", "CPL-14")}
    assert list(units.values()) == ["working_days", "calendar_days", "working_days", "calendar_days"]


def test_trap_02_the_rule_of_the_day_of_the_event() -> None:
    """Received on 30 June 2026: 10 days; on 1 July: 7 working days; neither rule answers for the other's day."""
    assert deadline("CPL-02", on=date(2026, 6, 30)).due == date(2026, 7, 10)
    assert deadline("CPL-04", on=date(2026, 7, 1)).due == date(2026, 7, 10)
    for name, on in (("CPL-02", date(2026, 7, 1)), ("CPL-04", date(2026, 6, 30))):
        with pytest.raises(NotInForce):
            deadline(name, on=on)


def test_trap_03_three_starts_and_a_clock_that_stops() -> None:
    """Receipt, acceptance, conclusion each start their own clock; a suspension stops it until the day of resumption."""
    assert duty("CPL-02").trigger_vi == "nhận được khiếu nại"
    assert "thụ lý, không phải ngày nhận đơn" in duty("CPL-05").limit.counted_from_vi
    assert duty("DEN-09").trigger_vi == "ban hành kết luận, quyết định xử lý"
    stopped = [(date(2026, 7, 20), date(2026, 8, 3))]
    found = deadline("CPL-05", on=date(2026, 7, 1), suspensions=stopped)
    assert found.due == date(2026, 8, 14)
    assert next(one for one in explain(found) if one.day == date(2026, 8, 2)).why is Why.SUSPENDED
    assert next(one for one in explain(found) if one.day == date(2026, 8, 3)).counted


def test_trap_04_a_notice_is_no_settlement_and_a_threshold_no_limit() -> None:
    """10 working days of reception are a notice; 45 days are ground for discipline; neither is a limit to settle.

    That a plain report or petition has a local clock is tested where cases are handled.
    """
    assert "không phải thời hạn giải quyết" in duty("REC-06").note_vi
    found = deadline("REC-16", on=date(2026, 7, 1))
    assert (duty("REC-16").yields, found.means) == (Yields.THRESHOLD, Means.EARLIEST_END)
    assert "không phải hạn giải quyết" in sentence(found)


def test_trap_05_a_minimum_is_a_minimum_and_a_gap_restarts_it() -> None:
    """Taken down on day 20 and put up again: the 30 days begin anew. Judging real postings is disclosure's test."""
    first = term(30, "calendar_days", on=date(2026, 3, 2), kind="min")
    again = term(30, "calendar_days", on=date(2026, 3, 25), kind="min")
    assert (first.due, again.due) == (date(2026, 4, 1), date(2026, 4, 24))
    assert {first.means, deadline("PAR-01", on=date(2026, 3, 2)).means} == {Means.EARLIEST_END}


def test_trap_06_posted_at_the_office_and_at_every_point() -> None:
    """The duty names both places; that one missing culture house leaves a content incomplete is disclosure's test."""
    posted = [one for one in duties(topic="disclosure") if one.id.startswith("DIS22") and one.posting and one.posting.n]
    assert len(posted) == 11
    assert all("trụ sở" in one.posting.where_vi and "nhà văn hóa" in one.posting.where_vi for one in posted)


def test_trap_07_permanent_contents_have_no_end() -> None:
    """Contents 4 and 13 hang permanently; that they become stale, never done, is disclosure's test."""
    permanent = [one.id for one in duties(topic="disclosure") if one.posting and one.posting.kind == "permanent"]
    assert [name for name in permanent if name.startswith("DIS22")] == ["DIS22-04", "DIS22-13"]
    assert all(duty(name).posting.n is None for name in permanent)


def test_trap_08_three_days_in_a_row_from_monday_to_friday() -> None:
    """Three consecutive days fit only from Monday, Tuesday or Wednesday. Planning the schedule is outreach's test."""
    station = duty("LSP-01").details
    assert (station["sessions_per_day"], station["weekdays"]) == (2, [0, 1, 2, 3, 4])
    assert duty("DIS22-07").loudspeaker_days == 3
    assert broadcast_starts(3, station["weekdays"]) == (0, 1, 2)
    assert broadcast_starts(3, range(7)) == tuple(range(7))
    assert broadcast_starts(6, range(5)) == ()


def test_trap_09_the_special_law_goes_before_the_five_days() -> None:
    """The default holds only where no special law sets a time, and content 2 says so. Choosing is disclosure's test."""
    default = [one for one in duties(topic="disclosure") if one.id.startswith("DIS22-") and one.limit.n == 5]
    assert len(default) == 13
    assert all("pháp luật chuyên ngành không quy định" in one.limit.counted_from_vi for one in default)
    assert "BUD" in duty("DIS22-02").note_vi
    assert deadline("BUD16-03", on=date(2023, 9, 30)).due != deadline("DIS22-02", on=date(2023, 9, 30)).due
    asked = deadline("DIS22-02", on=date(2026, 2, 10))
    told, english = sentence(asked), sentence(asked, language="en")
    assert "Đếm từ ngày có quyết định, văn bản; chỉ khi pháp luật chuyên ngành không quy định thời hạn." in told
    assert (
        "Lưu ý: Luật chuyên ngành quy định thời hạn, hình thức thì theo luật đó (ngân sách: xem các mục BUD)." in told
    )
    assert "Counted from: date of decision/document; only where no special law sets a time." in english
    assert "Note: Special law prevails on time and form (budget law: see BUD-*)." in english


def test_trap_10_worked_saturdays_are_counted() -> None:
    assert term(4, "working_days", on=date(2026, 1, 6)).due == date(2026, 1, 10)
    assert term(2, "working_days", on=date(2026, 8, 20)).due == date(2026, 8, 22)
    assert term(10, "calendar_days", on=date(2025, 4, 16)).rolled_from is None, "a worked Saturday is no day off"


def test_trap_11_24_november_can_be_switched_off_and_names_its_source() -> None:
    change = official().change(date(2026, 11, 24))
    assert (change.certainty, "Nghị quyết 80" in change.source) == ("memory", True)
    without = official().with_changes([Change(date(2026, 11, 24), True, "Ngày Văn hóa: chưa nghỉ", "quyết định")])
    assert term(1, "working_days", on=date(2026, 11, 23)).due == date(2026, 11, 25)
    assert term(1, "working_days", on=date(2026, 11, 23), calendar=without).due == date(2026, 11, 24)
    assert "chưa thấy văn bản" in sentence(term(1, "working_days", on=date(2026, 11, 23)))


def test_trap_12_the_first_day_is_not_counted_and_only_the_end_rolls() -> None:
    found = term(30, "calendar_days", on=date(2026, 1, 18))
    assert (found.due, found.rolled_from) == (date(2026, 2, 23), date(2026, 2, 17))
    assert not explain(found)[0].counted
    assert term(30, "calendar_days", on=date(2026, 1, 18), kind="min").due == date(2026, 2, 17)
    assert deadline("DEN-06", on=date(2025, 1, 2), extensions=1).due == date(2025, 3, 3), "the middle does not roll"


def test_trap_13_anonymous_tips_have_no_clock() -> None:
    """No day can be computed for them; that they are neither refused nor lost is the test of tips."""
    found = deadline("DEN-14", on=date(2026, 9, 1))
    assert (found.due, duty("DEN-14").yields) == (None, Yields.TEXT)
    assert "không bao giờ là tố cáo có thời hạn" in duty("DEN-14").note_vi


def test_trap_14_the_identity_of_a_denouncer_is_a_state_secret() -> None:
    """The duty says so. That there is no column for it is tested where denunciations are kept."""
    assert "774/QĐ-TTg" in duty("DEN-15").note_vi
    assert "không nhận tố cáo qua mạng" in duty("DEN-19").note_vi


def test_trap_15_the_accused_learns_the_content_alone() -> None:
    """The duty says so; the recipients of each notice are tested where they are written."""
    assert "chỉ thông báo nội dung cho người bị tố cáo" in duty("DEN-04").what_vi


def test_trap_16_lists_of_persons_are_disclosed_and_protected() -> None:
    """Both duties hold on the same day; masking and taking down are disclosure's tests."""
    held = {one.id for one in duties(on=date(2024, 3, 1))}
    assert {"DIS22-07", "DIS22-09", "PDP-07"} <= held
    assert "đúng những gì luật chuyên ngành quy định" in duty("PDP-07").note_vi


@pytest.mark.parametrize(
    ("on", "holds"),
    [(date(2021, 8, 31), False), (date(2021, 9, 1), True), (date(2025, 12, 31), True), (date(2026, 1, 1), False)],
)
def test_trap_17_the_poverty_review_of_2022_to_2025(on: date, holds: bool) -> None:
    assert bool(duties(on=on, topic="poverty")) is holds


def test_trap_18_the_district_ends_on_30_june_2025() -> None:
    """No duty of a district office holds afterwards; successors of units are tested in places."""
    of_districts = ("BUD16-06", "BUD16-07", "REC-02")
    assert all(duty(name).in_force(date(2025, 6, 30)) for name in of_districts)
    for name in of_districts:
        with pytest.raises(NotInForce):
            deadline(name, on=date(2025, 7, 1))
    after = [one for one in duties(on=date(2025, 7, 1)) if one.is_certain() and "cấp huyện" in one.who_vi]
    assert [one.id for one in after] == ["LSP-05"], "stations of districts had until the end of 2025 to fall silent"


def test_trap_19_remote_limits_ask_for_the_flag_of_the_place() -> None:
    on = date(2026, 7, 1)
    assert deadline("CPL-05", on=on, is_remote=False).due == date(2026, 7, 31)
    assert deadline("CPL-05", on=on, is_remote=True).due == deadline("CPL-07", on=on).due == date(2026, 8, 17)


def test_trap_20_reports_close_on_the_14th_budget_quarters_on_the_last_day() -> None:
    assert period("2021-Q3").last_day == date(2021, 9, 14)
    assert deadline("BUD16-03", on=date(2021, 9, 30)).due == date(2021, 10, 15)
