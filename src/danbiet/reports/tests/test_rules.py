"""Figures and guards as tables of cases, without a database."""

from datetime import date
from pathlib import Path

import pytest

from danbiet.common.actor import Actor, Held, Role
from danbiet.law.periods import Kind
from danbiet.reports import rules
from danbiet.reports.rules import guards
from danbiet.reports.rules.figures import (
    COUNTING,
    CorrectionFact,
    Facts,
    NoteFact,
    PlanFact,
    TaskFact,
    Window,
    definition,
    definitions,
    figure,
    fingerprint,
    keys,
    rows_behind,
)
from tools.figures import page

Q3 = Window(date(2021, 6, 15), date(2021, 9, 15))
LAST_YEAR = Window(date(2020, 6, 15), date(2020, 9, 15))
CELLS = {"participation": ("civic_knowledge", "opportunities"), "transparency": ("access_info",)}
FIGURES = {"tasks_total": 8, "tasks_done": 5, "tasks_late": 2, "broadcasts": None, "cells_total": 28, "cells_hollow": 9}


def task(pk: int, **changes: object) -> TaskFact:
    values = {
        "binds_from": date(2021, 8, 18), "until_day": date(2026, 1, 1), "has_owner": True, "due_on": date(2021, 12, 1),
        "is_recurring": False, "done_on": None, "cancelled_on": None, "constructs": frozenset({"civic_knowledge"}),
    }  # fmt: skip
    return TaskFact(pk=pk, **{**values, **changes})


def facts(*tasks: TaskFact, **more: object) -> Facts:
    plan = PlanFact(1, 9, date(2021, 8, 18), date(2021, 8, 18), date(2026, 1, 1))
    return Facts(**{"plans": (plan,), "tasks": tasks, "cells": CELLS, **more})


DAY = date(2021, 9, 14)
STATES = [
    (task(1), "tasks_not_due"),
    (task(1, due_on=DAY), "tasks_not_due"),
    (task(1, due_on=date(2021, 9, 13)), "tasks_late"),
    (task(1, due_on=date(2021, 9, 1), done_on=date(2021, 9, 14)), "tasks_done"),
    (task(1, due_on=date(2021, 9, 1), done_on=date(2021, 9, 15)), "tasks_late"),
    (task(1, due_on=None), "tasks_no_deadline"),
    (task(1, due_on=None, is_recurring=True), "tasks_recurring"),
    (task(1, cancelled_on=date(2021, 9, 20)), "tasks_not_due"),
]


@pytest.mark.parametrize(("one", "state"), STATES)
def test_a_task_is_counted_in_one_part_and_the_parts_add_up(one, state):
    found = facts(one)
    parts = definition("tasks_total").parts
    assert [part for part in parts if rows_behind(part, found, Q3)] == [state]
    assert sum(figure(part, found, Q3).value for part in parts) == figure("tasks_total", found, Q3).value == 1


@pytest.mark.parametrize(
    "one",
    [
        task(1, binds_from=date(2021, 9, 15)),
        task(1, until_day=date(2021, 9, 1)),
        task(1, cancelled_on=date(2021, 9, 14)),
    ],
)
def test_a_task_that_does_not_hold_on_the_day_is_not_counted(one):
    assert rows_behind("tasks_total", facts(one), Q3) == []


def test_the_worked_example_of_the_page():
    tasks = (
        task(1, due_on=date(2021, 9, 1), done_on=date(2021, 9, 14)),
        task(2, due_on=date(2021, 9, 1)),
        task(3, due_on=date(2021, 9, 30)),
        task(4, due_on=None, is_recurring=True),
        task(5, due_on=None),
    )
    values = {key: figure(key, facts(*tasks), Q3).value for key in ("tasks_total", *definition("tasks_total").parts)}
    assert list(values.values()) == [5, 1, 1, 1, 1, 1]
    assert guards.filled("{share:tasks_done/tasks_total}", values) == "20,0% (1/5)"


def test_tasks_of_units_below_are_figures_of_their_own():
    found = facts(below=(task(7, due_on=date(2021, 9, 1)), task(8, binds_from=date(2021, 10, 1))))
    assert (rows_behind("tasks_total", found, Q3), rows_behind("below_total", found, Q3)) == ([], [7])
    assert rows_behind("below_late", found, Q3) == [7]


def test_before_the_first_plan_figures_are_unknown_not_zero():
    assert figure("tasks_total", facts(task(1)), LAST_YEAR).value is None
    assert figure("cells_covered", facts(task(1)), LAST_YEAR).value is None
    assert figure("cells_total", facts(task(1)), LAST_YEAR).value == 3
    assert figure("notes_sent", facts(task(1)), Q3).value == 0
    assert figure("broadcasts", facts(task(1)), Q3).value is None


def test_figures_of_a_dimension_count_what_serves_it_or_its_parts():
    found = facts(task(1), task(2, constructs=frozenset({"transparency"})), task(3, constructs=frozenset()))
    assert [figure(f"tasks_total.{name}", found, Q3).value for name in CELLS] == [1, 1]
    assert figure("tasks_total", found, Q3).value == 3


def test_a_task_that_names_only_the_dimension_covers_no_cell():
    found = facts(task(1), task(2, constructs=frozenset({"transparency"})))
    assert rows_behind("cells_covered", found, Q3) == ["civic_knowledge"]
    assert rows_behind("cells_hollow", found, Q3) == ["access_info", "opportunities"]
    assert figure("cells_total", found, Q3).value == 3


def test_notes_and_corrections_are_counted_in_their_days():
    notes = (
        NoteFact(1, DAY, "accepted", False, frozenset({"access_info"})),
        NoteFact(2, date(2021, 9, 15), "accepted", False, frozenset()),
        NoteFact(3, DAY, "refused", True, frozenset()),
        NoteFact(4, DAY, "waiting", False, frozenset()),
    )
    orders = (
        CorrectionFact(1, date(2021, 8, 20), date(2021, 9, 1), None),
        CorrectionFact(2, date(2021, 8, 20), date(2021, 9, 20), date(2021, 9, 15)),
        CorrectionFact(3, date(2021, 8, 20), date(2021, 9, 1), date(2021, 9, 2)),
    )
    found = facts(notes=notes, corrections=orders)
    counted = {key: rows_behind(key, found, Q3) for key in COUNTING if key.startswith(("notes", "corrections"))}
    assert counted == {
        "notes_sent": [1, 3, 4], "notes_accepted": [1], "notes_refused": [3], "notes_waiting": [4],
        "notes_flagged": [3], "corrections_ordered": [1, 2, 3], "corrections_open": [1, 2], "corrections_overdue": [1],
    }  # fmt: skip
    assert figure("notes_sent.transparency", found, Q3).value == 1


def test_units_with_and_without_a_plan():
    found = facts(units=(9, 10), reported=frozenset({10, 99}))
    assert rows_behind("units_with_plan", found, Q3) == [9]
    assert rows_behind("units_without_plan", found, Q3) == [10]
    assert rows_behind("units_reported", found, Q3) == [10]


def test_every_figure_is_counted_or_said_to_be_absent():
    assert {key for key, one in definitions().items() if not one.absent} == set(COUNTING)
    assert all(set(one.parts) <= set(definitions()) for one in definitions().values())
    assert all(one.label_vi and one.label_en and one.meaning_vi and one.meaning_en for one in definitions().values())
    assert "tasks_done.participation" in keys(CELLS)


@pytest.mark.parametrize("key", ["nothing", "plans_issued.participation", ""])
def test_an_unknown_figure_has_no_definition(key):
    with pytest.raises(KeyError):
        definition(key)


def test_the_print_of_rows_tells_other_rows_apart():
    assert fingerprint([1, 2]) == fingerprint([1, 2]) != fingerprint([1, 3])


def test_the_page_of_definitions_is_current():
    path = Path(__file__).resolve().parents[4] / "docs" / "methods" / "figures.md"
    assert path.read_text(encoding="utf-8") == page()


def found(text: str, *, kind: Kind = Kind.QUARTER, slot: str = "strengths", before: str = "") -> list[str]:
    figures = FIGURES | {"tasks_late": 0}
    rows = guards.findings({slot: text}, figures, kind=kind, before={slot: before})
    return [row.sentence.format(**dict(row.values)) for row in rows]


FINE = [
    "",
    "Ủy ban nhân dân phường đã họp 3 lần.",
    "Công tác tuyên truyền đạt kết quả: {figure:tasks_done} nhiệm vụ đã xong.",
    "Đạt {share:tasks_done/tasks_total} kế hoạch.",
    "Đã xong 5/8 (62,5%) nhiệm vụ.",
    "Đã xong 5/8, đạt 63%.",
    "Có 12 tổ dân phố, trong đó 7 đã họp và 5 chưa họp.",
    "So với cùng kỳ năm trước chưa có số liệu.",
    "So với quý II, số tổ đã họp tăng 2.",
    "Ngày 14/9/2021, phường họp.",
]
STOPPED = [
    ("Công tác phòng chống tham nhũng đạt kết quả tốt.", "không có số liệu"),
    ("Ý thức được nâng lên rõ rệt.", "không có số liệu"),
    ("Có chuyển biến tích cực. Đã xong {figure:tasks_done}.", "không có số liệu"),
    ("Phát thanh tích cực: {figure:broadcasts}.", "không có số liệu"),
    ("Đã xong {figure:tasks_finished}.", "{figure:tasks_finished}"),
    ("Đã xong {xx}.", "{xx}"),
    ("Đã xong {share:tasks_done}.", "{share:tasks_done}"),
    ("Đạt {share:tasks_total/tasks_done}.", "Không tính được tỷ lệ"),
    ("Đạt {share:tasks_done/broadcasts}.", "Không tính được tỷ lệ"),
    ("Đạt {share:tasks_done/cells_total}.", "Không tính được tỷ lệ"),
    ("Tỷ lệ hài lòng 98%.", "không gắn với số liệu"),
    ("Đã giải quyết 35/40 (98%).", "35/40 không phải 98%"),
    ("Đã giải quyết 45/40 (100%).", "45/40 không phải"),
    ("Đúng hạn 80%, còn lại 30% trễ.", "cộng lại là 110%"),
    ("Có 12 tổ dân phố, trong đó 7 đã họp và 4 chưa họp.", "cộng lại là 11, không phải 12"),
    ("So với 6 tháng đầu năm, số việc tăng 2.", "dài ngắn khác nhau"),
    ("So với năm 2020, số việc tăng 2.", "dài ngắn khác nhau"),
    ("So với tháng 8, số việc tăng 2.", "dài ngắn khác nhau"),
]


@pytest.mark.parametrize("text", FINE)
def test_honest_text_passes(text):
    assert found(text) == []


@pytest.mark.parametrize(("text", "why"), STOPPED)
def test_a_claim_without_a_figure_or_parts_that_do_not_add_up_stop_the_report(text, why):
    assert any(why in sentence for sentence in found(text)), found(text)


def test_the_same_length_may_be_compared_in_its_own_kind_of_report():
    assert found("So với năm 2020, số việc tăng 2.", kind=Kind.YEAR) == []
    assert found("So với 6 tháng đầu năm trước, số việc tăng 2.", kind=Kind.HALF) == []


def test_last_periods_text_copied_word_for_word_stops_the_report():
    text = "Phường đã họp với các tổ dân phố để phân công từng việc trong kế hoạch cho từng người."
    assert "chép nguyên văn" in found(text, before=text)[0]
    assert found(text, before=text + " Tổ 3 chưa họp.") == []


def test_two_texts_are_set_side_by_side_sentence_by_sentence():
    assert guards.changed("Họp 2 lần. Thiếu người.", "Họp 3 lần. Thiếu người. Thiếu tiền.") == [
        ("removed", "Họp 2 lần."), ("added", "Họp 3 lần."), ("same", "Thiếu người."), ("added", "Thiếu tiền."),
    ]  # fmt: skip
    assert guards.changed("", "") == []


def test_late_tasks_need_their_causes():
    rows = guards.findings({}, FIGURES, kind=Kind.QUARTER, before={})
    assert [row.slot for row in rows] == ["causes"]
    assert guards.findings({"causes": "Thiếu người."}, FIGURES, kind=Kind.QUARTER, before={}) == []


def test_parts_that_do_not_add_up_are_named():
    figures = {"notes_sent": 5, "notes_accepted": 2, "notes_refused": 1, "notes_waiting": 1}
    (row,) = guards.uneven(figures)
    assert (row.slot, dict(row.values)["value"], dict(row.values)["total"]) == ("figures", 5, 4)
    assert guards.uneven(figures | {"notes_waiting": 2}) == []
    assert guards.uneven(figures | {"notes_waiting": None}) == []
    parts = {
        "tasks_done.x": 1,
        "tasks_late.x": 1,
        "tasks_not_due.x": 0,
        "tasks_recurring.x": 0,
        "tasks_no_deadline.x": 0,
    }
    assert len(guards.uneven({"tasks_total.x": 3, **parts})) == 1


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (5, 8, "62,5% (5/8)"), (1, 3, "33,3% (1/3)"), (2, 3, "66,7% (2/3)"), (0, 4, "0,0% (0/4)"),
        (0, 0, None), (None, 4, None), (5, 4, None), (1, None, None),
    ],
)  # fmt: skip
def test_a_share_is_said_with_its_figures_or_not_at_all(part, whole, text):
    assert guards.share(part, whole) == text


def test_marks_are_filled_and_the_unknown_stays_unknown():
    text = "Xong {figure:tasks_done} ({share:tasks_done/tasks_total}), phát {figure:broadcasts}."
    assert guards.filled(text, FIGURES) == "Xong 5 (62,5% (5/8)), phát chưa có số liệu."
    assert guards.filled("{figure:tasks_total}", {"tasks_total": 63000}) == "63.000"


def actor(role: Role, place: int = 7) -> Actor:
    return Actor(user=1, name="", held=(Held(role, place),))


@pytest.mark.parametrize(
    ("role", "drafts", "issues", "reads", "looks"),
    [
        (Role.PLAN_OFFICER, True, False, True, True),
        (Role.WARD_OFFICER, True, False, True, True),
        (Role.LEADER, False, True, True, True),
        (Role.INSPECTOR, False, False, True, True),
        (Role.ANALYST, False, False, False, True),
        (Role.RESIDENT, False, False, False, False),
        (Role.ADMINISTRATOR, False, False, False, False),
    ],
)
def test_who_may_do_what(role, drafts, issues, reads, looks):
    one = actor(role)
    assert (rules.may_draft(one, 7), rules.may_issue(one, 7), rules.may_read_draft(one, 7)) == (drafts, issues, reads)
    assert rules.may_look_inside(one, frozenset({7, 8})) is looks
    assert not any(may(one, 8) for may in (rules.may_draft, rules.may_issue, rules.may_read_draft))


def test_slots_follow_the_kind():
    names = {"participation": "Tham gia"}
    quarter, half, year = (rules.slots(kind, names) for kind in (Kind.QUARTER, Kind.HALF, Kind.YEAR))
    assert [slot.key for slot in quarter] == [
        "direction", "outreach", "dimension_participation", "strengths", "weaknesses", "causes",
        "next_work", "proposals",
    ]  # fmt: skip
    assert len(year) == len(half) + 2 == len(quarter) + 3
