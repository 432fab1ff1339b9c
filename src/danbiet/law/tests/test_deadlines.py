"""From the day of an event to a day: cases worked out by hand, and each reading of a term."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from danbiet.law.calendar import Calendar, Change, Why, official
from danbiet.law.counting import BadSpan
from danbiet.law.deadlines import BadTerm, Means, NoExtension, NotInForce, as_json, deadline, explain, sentence, term
from danbiet.law.duties import UnknownDuty, duty

CASES = Path(__file__).parent / "cases"
DAY = timedelta(days=1)


def rows(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", rows("calendar_cases.csv"), ids=lambda row: row["case"])
def test_the_given_cases(row: dict[str, str]) -> None:
    on, due = date.fromisoformat(row["on"]), date.fromisoformat(row["due"])
    found = term(int(row["n"]), row["unit"], on=on)
    assert (found.due, due.weekday()) == (due, int(row["weekday"]))
    if row["duty"]:
        by_duty = deadline(row["duty"], on=on)
        assert (by_duty.due, by_duty.n, by_duty.unit) == (due, found.n, found.unit)


@pytest.mark.parametrize("row", rows("by_hand.csv"), ids=lambda row: f"{row['id']} {row['on']}")
def test_the_cases_worked_out_by_hand(row: dict[str, str]) -> None:
    found = deadline(row["id"], on=date.fromisoformat(row["on"]))
    assert (str(found.due), found.basis.article) == (row["due"], row["article"])


def test_every_holiday_week_is_among_the_cases() -> None:
    """Each declared day off from 2021 lies within some case, or is a weekend day beside one that does."""
    spans = [(date.fromisoformat(row["on"]), date.fromisoformat(row["due"])) for row in rows("by_hand.csv")]
    for change in official().changes():
        near = [change.day + DAY * step for step in (-1, 0, 1)]
        assert any(min(span) <= day <= max(span) for span in spans for day in near), change


def test_a_minimum_never_rolls_and_is_no_latest_day() -> None:
    found = term(30, "calendar_days", on=date(2026, 8, 3), kind="min")
    assert (found.due, found.means, found.rolled_from) == (date(2026, 9, 2), Means.EARLIEST_END, None)


def test_a_limit_before_an_event_rolls_backward() -> None:
    found = deadline("PAR-05", on=date(2026, 5, 8))
    assert (found.due, found.rolled_from, found.means) == (date(2026, 4, 29), date(2026, 5, 3), Means.LATEST_START)
    days = explain(found)
    assert [days[0].day, days[5].day, days[-1].day] == [date(2026, 5, 8), date(2026, 5, 3), date(2026, 4, 29)]
    assert [one.why for one in days[6:]] == [Why.SATURDAY, Why.DAY_OFF, Why.DAY_OFF, Why.ROLLED]


def test_an_extension_starts_after_the_unrolled_end() -> None:
    """30 days from 2 January 2025 end on Saturday 1 February: the extension begins on Sunday 2, not after the roll."""
    found = deadline("DEN-06", on=date(2025, 1, 2), extensions=1)
    assert found.extended[0].first == date(2025, 2, 2)
    assert (found.due, found.rolled_from) == (date(2025, 3, 3), None)
    twice = deadline("DEN-07", on=date(2025, 1, 2), extensions=2)
    assert ([str(one.last) for one in twice.extended], twice.due) == (["2025-03-03", "2025-04-02"], date(2025, 4, 2))


def test_an_extension_to_a_total_is_not_added() -> None:
    """Denunciations: the first check takes 7 working days, 10 in all when extended."""
    assert deadline("DEN-01", on=date(2026, 3, 2)).due == date(2026, 3, 11)
    assert deadline("DEN-01", on=date(2026, 3, 2), extensions=1).due == date(2026, 3, 16)


@pytest.mark.parametrize(("name", "times"), [("CPL-05", 1), ("ATI-05", 2), ("ATI-02", -1), ("CPL-15", 1)])
def test_more_extension_than_the_law_gives_is_refused(name: str, times: int) -> None:
    with pytest.raises(NoExtension):
        deadline(name, on=date(2026, 7, 1), extensions=times)


@pytest.mark.parametrize(
    ("spans", "due"),
    [
        ([], "2026-07-31"),
        ([("2026-07-06", "2026-07-11")], "2026-08-05"),
        ([("2026-07-06", "2026-07-09"), ("2026-07-08", "2026-07-11")], "2026-08-05"),  # Overlap counts once.
        ([("2026-06-01", "2026-07-04")], "2026-08-03"),  # Only days after the event are lost.
        ([("2026-08-01", "2026-08-20")], "2026-07-31"),  # Begun after the end.
        ([("2026-07-30", "2026-08-10")], "2026-08-11"),  # Two days were left at the stop.
    ],
)
def test_a_suspended_day_is_not_counted(spans: list[tuple[str, str]], due: str) -> None:
    suspensions = [(date.fromisoformat(first), date.fromisoformat(until)) for first, until in spans]
    found = deadline("CPL-05", on=date(2026, 7, 1), suspensions=suspensions)
    assert str(found.due) == due
    assert sum(one.counted for one in explain(found)) == 30


def test_suspended_working_days_and_months() -> None:
    span = [(date(2026, 3, 5), date(2026, 3, 10))]
    assert term(5, "working_days", on=date(2026, 3, 2), suspensions=span).due == date(2026, 3, 12)
    assert term(1, "months", on=date(2026, 3, 2), suspensions=span).due == date(2026, 4, 7)
    assert term(5, "working_days", on=date(2026, 3, 16), suspensions=span, kind="before_at_least").due == date(
        2026, 3, 4
    )


def test_a_rolled_day_is_not_a_suspended_one() -> None:
    found = term(5, "calendar_days", on=date(2026, 3, 2), suspensions=[(date(2026, 3, 9), date(2026, 3, 11))])
    assert (found.rolled_from, found.due) == (date(2026, 3, 7), date(2026, 3, 11))


def test_a_suspension_must_end_after_it_begins() -> None:
    with pytest.raises(BadSpan):
        term(5, "calendar_days", on=date(2026, 3, 2), suspensions=[(date(2026, 3, 5), date(2026, 3, 5))])


@pytest.mark.parametrize(
    ("name", "near", "remote"),
    [
        ("CPL-05", 30, 45),
        ("CPL-06", 45, 60),
        ("CPL-09", 45, 60),
        ("CPL-10", 60, 70),
        ("CPL-15", 30, 45),
        ("CPL-02", 10, 10),
    ],
)
def test_remote_places_have_longer_limits_where_the_law_says_so(name: str, near: int, remote: int) -> None:
    on = date(2026, 6, 30)
    assert (deadline(name, on=on).n, deadline(name, on=on, is_remote=True).n) == (near, remote)


@pytest.mark.parametrize(
    ("name", "on"), [("CPL-04", date(2026, 6, 30)), ("CPL-02", date(2026, 7, 1)), ("BUD16-01", date(2026, 3, 25))]
)
def test_a_rule_that_did_not_hold_is_refused(name: str, on: date) -> None:
    with pytest.raises(NotInForce) as caught:
        deadline(name, on=on)
    assert caught.value.duty.id == name


@pytest.mark.parametrize("name", ["BUD26-01", "ATI26-00", "DIS22-21", "REC-01", "PAR-07", "LSP-01", "DIS34-20"])
def test_a_limit_that_is_no_number_of_days_gives_no_day(name: str) -> None:
    on = max(duty(name).basis.valid_from, date(2021, 9, 1))
    found = deadline(name, on=on)
    assert (found.due, found.means, explain(found)) == (None, Means.NONE, ())
    assert "Không tính được ngày" in sentence(found)


def test_an_unknown_duty_or_unit_is_refused() -> None:
    with pytest.raises(UnknownDuty):
        deadline("XYZ-99", on=date(2026, 1, 1))
    for n, unit, kind in ((5, "weeks", "max"), (-1, "calendar_days", "max"), (5, "calendar_days", "about")):
        with pytest.raises(BadTerm):
            term(n, unit, on=date(2026, 1, 1), kind=kind)


def test_a_new_holiday_moves_what_is_open() -> None:
    newer = official().with_changes([Change(date(2026, 12, 4), False, "Ngày nghỉ mới", "Thông báo")])
    assert deadline("DIS22-05", on=date(2026, 12, 1)).due == date(2026, 12, 8)
    found = deadline("DIS22-05", on=date(2026, 12, 1), calendar=newer)
    assert found.due == date(2026, 12, 9)
    assert explain(found, calendar=newer)[3].label == "Ngày nghỉ mới"


def test_the_answer_in_json() -> None:
    found = as_json(deadline("CPL-02", on=date(2021, 9, 1)))
    assert list(found) == [
        *(
            "duty",
            "on",
            "limit",
            "due",
            "due_means",
            "certainty",
            "basis",
            "days",
            "rolled_from",
            "suspended",
            "extended",
        ),
        "text",
    ]
    assert found["limit"] == {"n": 10, "unit": "calendar_days", "kind": "max"}
    assert found["basis"] == {
        "document": "Luật 02/2011/QH13", "article": "điều 27(1)", "valid_from": "2012-07-01", "valid_to": "2026-06-30",
    }  # fmt: skip
    assert (found["due"], found["due_means"], found["rolled_from"]) == ("2021-09-13", "latest_day", "2021-09-11")
    assert found["days"][0] == {"day": "2021-09-01", "counted": False, "why": "first_day"}
    assert found["days"][-1] == {"day": "2021-09-13", "counted": False, "why": "rolled"}
    assert as_json(term(5, "working_days", on=date(2026, 3, 2)))["duty"] is None


def test_the_sentence_names_day_counting_article_and_doubts() -> None:
    assert "Chậm nhất thứ Hai 13/09/2021 (10 ngày," in sentence(deadline("CPL-02", on=date(2021, 9, 1)))
    english = sentence(deadline("CPL-02", on=date(2021, 9, 1)), language="en")
    assert "By Monday 13 September 2021 (10 calendar days," in english
    assert "Law 02/2011/QH13, article 27(1)." in english
    assert "không dùng để kết luận vi phạm" in sentence(deadline("DIS34-01", on=date(2021, 9, 1)))
    assert "2027 chưa có" in sentence(deadline("DIS22-05", on=date(2026, 12, 29)))
    assert "chưa thấy văn bản" in sentence(deadline("DIS22-05", on=date(2026, 11, 20)))
    assert "Gia hạn 15 ngày" in sentence(deadline("ATI-05", on=date(2026, 3, 2), extensions=1))
    assert "Tạm đình chỉ từ" in sentence(
        deadline("CPL-05", on=date(2026, 7, 1), suspensions=[(date(2026, 7, 6), date(2026, 7, 9))])
    )


def test_a_bare_term_is_counted_by_the_civil_code() -> None:
    assert str(term(5, "working_days", on=date(2026, 3, 2)).basis) == "Bộ luật Dân sự 91/2015/QH13, điều 148"
    assert term(5, "working_days", on=date(2016, 3, 1), calendar=Calendar()).basis is None
