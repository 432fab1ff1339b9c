"""Every case of the table of information requests, each with the article it comes from; days counted by hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danbiet.disclosure.rules import requests as rules
from danbiet.disclosure.rules.requests import Complexity, Delivery, Ground, Move, Origin, State, Step, Timing

# Tuesday 2021-09-21 is the day of a valid request; no day off before 2022-01-01 after it.
ANSWERS = [
    # article       delivery   complexity  valid on      due           extended
    ("29(1)", "office", "simple", "2021-09-21", "2021-09-21", None),
    ("29(2)", "office", "complex", "2021-09-21", "2021-10-05", "2021-10-19"),  # 10 + 10 working days
    ("30(3)", "network", "simple", "2021-09-21", "2021-09-24", None),
    ("30(4)", "network", "complex", "2021-09-21", "2021-10-12", "2021-10-27"),  # 15 working + 15 CALENDAR days
    ("31(1)", "post", "simple", "2021-09-21", "2021-09-28", None),
    ("31(2)", "post", "complex", "2021-09-21", "2021-10-12", "2021-10-27"),
    (
        "29(2)",
        "office",
        "complex",
        "2021-08-27",
        "2021-09-14",
        "2021-09-28",
    ),  # over National Day: 2 and 3 September off
    ("30(3)", "network", "simple", "2026-08-20", "2026-08-24", None),  # Saturday 22 August 2026 was worked
    ("30(4)", "network", "complex", "2026-08-31", "2026-09-23", "2026-10-08"),  # the law of its day goes on
]


@pytest.mark.parametrize(("article", "delivery", "complexity", "on", "due", "extended"), ANSWERS)
def test_answers_are_due_as_the_table_says(article, delivery, complexity, on, due, extended) -> None:
    kind = Delivery(delivery), Complexity(complexity)
    found = rules.answer_clock(*kind, valid_on=date.fromisoformat(on))
    assert (found.due_on.isoformat(), found.is_known) == (due, True)
    assert article in str(found.due.basis)
    assert rules.may_extend(found.duty, due_on=found.due_on, on=found.due_on, is_extended=False) is bool(extended)
    if extended:
        longer = rules.answer_clock(*kind, valid_on=date.fromisoformat(on), extended=True)
        assert longer.due_on.isoformat() == extended


@pytest.mark.parametrize(
    ("delivery", "complexity", "due"),
    [
        ("network", "complex", "2021-09-24"),  # 30(4): three working days
        ("post", "complex", "2021-09-24"),  # 31(2)
        ("office", "complex", None),
        ("network", "simple", None),
        ("post", "simple", None),
    ],
)
def test_the_notice_of_the_time_limit(delivery: str, complexity: str, due: str | None) -> None:
    found = rules.notice_clock(Delivery(delivery), Complexity(complexity), valid_on=date(2021, 9, 21))
    assert (found and found.due_on.isoformat()) == due


@pytest.mark.parametrize(
    ("duty", "article", "on", "due"),
    [
        ("ATI-12", "32(1)", "2021-09-21", "2021-09-28"),  # 5 working days
        ("ATI-13", "32(2)", "2021-09-21", "2021-10-06"),  # 15 days
        ("ATI-14", "32(3)", "2021-09-21", "2021-09-28"),
        ("ATI-15", "32(3)", "2021-09-21", "2021-10-06"),
        ("ATI-16", "32(3)", "2021-09-21", "2021-09-24"),  # 3 working days
        ("DIS16-03", "22(4)", "2021-09-21", "2021-10-06"),  # 15 calendar days
        ("DIS16-03", "22(4)", "2026-08-21", "2026-09-05"),
    ],
)
def test_corrections_and_claims_of_error(duty: str, article: str, on: str, due: str) -> None:
    found = rules.clock(duty, on=date.fromisoformat(on))
    rolled = {"2026-09-05": "2026-09-07"}.get(due, due)  # a Saturday rolls to Monday
    assert found.due_on.isoformat() == rolled
    assert article in str(found.due.basis)


@pytest.mark.parametrize("delivery", list(Delivery))
@pytest.mark.parametrize("complexity", list(Complexity))
def test_trap_2_from_september_2026_no_limit_is_known_and_none_is_guessed(delivery, complexity) -> None:
    found = rules.answer_clock(delivery, complexity, valid_on=date(2026, 9, 1))
    assert (found.duty, found.due_on, found.is_known) == ("ATI26-00", None, False)
    assert rules.unknown_words(date(2026, 9, 1)) == ("hạn chưa rõ: luật mới có hiệu lực từ 01/9/2026, chưa có văn bản")
    long_after = rules.timing(valid_on=date(2026, 9, 1), due_on=None, closed_on=None, on=date(2030, 1, 1))
    assert long_after is Timing.UNKNOWN
    with pytest.raises(rules.NoLongerExtended, match="chưa rõ"):
        rules.require_extension(found.duty, due_on=None, on=date(2026, 9, 2), is_extended=False)


def test_before_the_law_of_2016_nothing_is_known_either() -> None:
    found = rules.answer_clock(Delivery.OFFICE, Complexity.COMPLEX, valid_on=date(2018, 6, 30))
    assert (found.due_on, rules.unknown_words(date(2018, 6, 30))) == (None, rules.NO_RULE)


@pytest.mark.parametrize(
    ("on", "is_extended", "words"),
    [(date(2021, 10, 12), True, "một lần"), (date(2021, 10, 13), False, "đã qua")],
)
def test_an_extension_is_given_once_and_within_the_limit(on: date, is_extended: bool, words: str) -> None:
    with pytest.raises(rules.NoLongerExtended, match=words):
        rules.require_extension("ATI-05", due_on=date(2021, 10, 12), on=on, is_extended=is_extended)


def test_what_the_law_does_not_extend_is_not_extended() -> None:
    with pytest.raises(rules.NoLongerExtended, match="không cho"):
        rules.require_extension("ATI-03", due_on=date(2021, 9, 24), on=date(2021, 9, 22), is_extended=False)


# state      | open moves
MOVES = """
received   | ask_completion accept redirect
incomplete | complete redirect
accepted   | notify extend cost answer refuse redirect
answered   | publish amend
refused    |
redirected |
"""


@pytest.mark.parametrize("line", MOVES.split("\n")[1:-1])
@pytest.mark.parametrize("move", list(Move))
def test_what_is_not_in_the_table_is_refused(line: str, move: Move) -> None:
    state, allowed = (part.strip() for part in line.split("|"))
    if move.value in allowed.split():
        rules.require(State(state), move)
    else:
        with pytest.raises(rules.MoveNotAllowed):
            rules.require(State(state), move)


def test_six_grounds_until_august_2026_and_then_those_of_the_new_law() -> None:
    assert [one.value for one in rules.grounds(date(2026, 8, 31))] == [
        "barred", "disclosed", "not_ours", "given_twice", "beyond_capacity", "cost_not_paid",
    ]  # fmt: skip
    assert rules.grounds(date(2026, 9, 1)) == (Ground.NEW_LAW,)
    with pytest.raises(rules.GroundNotInForce):
        rules.require_ground(Ground.BARRED, valid_on=date(2026, 9, 1))


@pytest.mark.parametrize(
    ("step", "wanted", "is_open"),
    [
        ("open", "verifying", True), ("open", "closed", True), ("open", "replied", False),
        ("verifying", "replied", True), ("verifying", "closed", False), ("replied", "closed", True),
        ("closed", "open", False),
    ],
)  # fmt: skip
def test_the_steps_of_a_correction(step: str, wanted: str, is_open: bool) -> None:
    if is_open:
        rules.require_step(Step(step), Step(wanted))
    else:
        with pytest.raises(rules.MoveNotAllowed):
            rules.require_step(Step(step), Step(wanted))
    assert rules.AMENDMENT_DUTY == {Origin.FOUND: "ATI-12", Origin.CLAIMED: "ATI-13"}


@pytest.mark.parametrize(
    ("valid", "due", "closed", "on", "expected"),
    [
        (None, None, None, 30, "not_running"), (1, 10, None, 10, "running"), (1, 10, None, 11, "late"),
        (1, 10, 10, 30, "on_time"), (1, 10, 11, 30, "ended_late"), (1, None, 28, 30, "unknown"),
    ],
)  # fmt: skip
def test_late_is_asked_of_the_due_day(valid, due, closed, on, expected) -> None:
    days = [one and date(2021, 9, one) for one in (valid, due, closed)]
    found = rules.timing(valid_on=days[0], due_on=days[1], closed_on=days[2], on=date(2021, 9, on))
    assert found.value == expected


@given(st.dates(date(2018, 7, 1), date(2026, 8, 31)), st.sampled_from(Delivery), st.sampled_from(Complexity))
def test_every_clock_of_the_old_law_is_known_and_in_order(on: date, delivery: Delivery, complexity: Complexity) -> None:
    found = rules.answer_clock(delivery, complexity, valid_on=on)
    notice = rules.notice_clock(delivery, complexity, valid_on=on)
    assert found.due_on >= on
    assert notice is None or on < notice.due_on < found.due_on
    if rules.may_extend(found.duty, due_on=found.due_on, on=on, is_extended=False):
        assert rules.answer_clock(delivery, complexity, valid_on=on, extended=True).due_on > found.due_on
