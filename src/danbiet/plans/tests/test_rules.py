"""States, and who may do what: tables of cases, no database."""

import pytest

from danbiet.common.actor import Actor, Held, Role
from danbiet.plans.rules.states import (
    CORRECTORS,
    Reporter,
    Standing,
    may_direct,
    may_draft,
    may_judge,
    may_look_inside,
    may_move,
    may_report,
)

CITY, DISTRICT, WARD, OTHER = 1, 2, 3, 4
UBND_WARD, UBND_DISTRICT, OFFICE = 30, 20, 21
HERE = Standing(WARD, frozenset({CITY, DISTRICT, WARD}))
REPORTER = Reporter(UBND_WARD, True, HERE)


def actor(role: Role, place: int, agency: int | None = None) -> Actor:
    return Actor(user=1, name="x", held=(Held(role, place, agency),))


@pytest.mark.parametrize(
    ("state", "to", "is_allowed"),
    [
        ("draft", "issued", True), ("issued", "draft", False), ("issued", "replaced", True),
        ("open", "done", True), ("done", "open", False), ("open", "cancelled", True), ("cancelled", "done", False),
        ("waiting", "accepted", True), ("refused", "accepted", False),
    ],
)  # fmt: skip
def test_states_move_one_way(state: str, to: str, is_allowed: bool) -> None:
    assert may_move(state, to) is is_allowed


@pytest.mark.parametrize(
    ("role", "place", "drafts", "directs"),
    [
        (Role.PLAN_OFFICER, CITY, True, True), (Role.PLAN_OFFICER, DISTRICT, True, True),
        (Role.PLAN_OFFICER, OTHER, False, False), (Role.LEADER, WARD, True, True),
        (Role.WARD_OFFICER, WARD, True, False), (Role.WARD_OFFICER, DISTRICT, False, False),
        (Role.INSPECTOR, DISTRICT, False, False), (Role.RESIDENT, WARD, False, False),
    ],
)  # fmt: skip
def test_who_draws_up_and_who_directs(role: Role, place: int, drafts: bool, directs: bool) -> None:
    assert may_draft(actor(role, place), HERE) is drafts
    assert may_direct(actor(role, place), HERE) is directs


def test_the_heirs_of_a_unit_look_inside_but_do_not_direct() -> None:
    ended = Standing(WARD, frozenset({CITY, WARD}), heirs=frozenset({OTHER}))
    assert may_look_inside(actor(Role.WARD_OFFICER, OTHER), [ended])
    assert not may_direct(actor(Role.PLAN_OFFICER, OTHER), ended)
    assert not may_look_inside(actor(Role.RESIDENT, WARD), [ended])


def test_only_the_unit_that_leads_reports() -> None:
    assert may_report(actor(Role.WARD_OFFICER, WARD, UBND_WARD), frozenset({UBND_WARD}))
    assert not may_report(actor(Role.INSPECTOR, WARD, UBND_WARD), frozenset({UBND_WARD}))
    assert not may_report(actor(Role.PLAN_OFFICER, DISTRICT, UBND_DISTRICT), frozenset({UBND_WARD}))


@pytest.mark.parametrize(
    ("role", "place", "agency", "is_allowed"),
    [
        (Role.LEADER, DISTRICT, UBND_DISTRICT, True), (Role.INSPECTOR, CITY, None, True),
        (Role.LEADER, WARD, UBND_WARD, False), (Role.LEADER, WARD, 31, False),
        (Role.LEADER, OTHER, 40, False), (Role.WARD_OFFICER, DISTRICT, UBND_DISTRICT, False),
    ],
)  # fmt: skip
def test_work_is_judged_from_outside_and_above(role: Role, place: int, agency: int | None, is_allowed: bool) -> None:
    assert may_judge(actor(role, place, agency), REPORTER) is is_allowed


def test_an_office_is_judged_by_its_place_but_never_by_itself() -> None:
    office = Reporter(OFFICE, False, Standing(DISTRICT, frozenset({CITY, DISTRICT})))
    assert may_judge(actor(Role.LEADER, DISTRICT, UBND_DISTRICT), office)
    assert not may_judge(actor(Role.LEADER, DISTRICT, OFFICE), office)
    assert not may_judge(actor(Role.LEADER, DISTRICT, None), office)
    assert not may_judge(actor(Role.PLAN_OFFICER, DISTRICT, UBND_DISTRICT), office, CORRECTORS)
