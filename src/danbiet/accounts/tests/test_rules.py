"""Who may give which role, as a table."""

import pytest

from danbiet.accounts.rules import GrantRefused, PersonRefused, check_grant, check_person
from danbiet.common.actor import SYSTEM, Actor, Role

BY = Actor(user=1, name="by")


@pytest.mark.parametrize(
    ("role", "administered", "led", "user", "may"),
    [
        (Role.ADMINISTRATOR, True, False, 2, True),
        (Role.LEADER, True, False, 2, True),
        (Role.PLAN_OFFICER, False, True, 2, True),
        (Role.GROUP_HEAD, False, True, 2, True),
        (Role.LEADER, False, True, 2, False),
        (Role.INSPECTOR, False, True, 2, False),
        (Role.ADMINISTRATOR, False, True, 2, False),
        (Role.RESIDENT, False, False, 2, False),
        (Role.PLAN_OFFICER, True, True, 1, False),
    ],
)
def test_grant(role: Role, administered: bool, led: bool, user: int, may: bool) -> None:
    def ask() -> None:
        check_grant(by=BY, user=user, role=role, administered=administered, led=led)

    if may:
        ask()
    else:
        pytest.raises(GrantRefused, ask)


def test_the_system_may_always_grant() -> None:
    check_grant(by=SYSTEM, user=1, role=Role.ADMINISTRATOR, administered=False, led=False)


@pytest.mark.parametrize(
    ("user", "places", "may"), [(2, {5}, True), (2, set(), True), (2, {5, 6}, False), (1, {5}, False)]
)
def test_account_is_managed_only_when_all_its_places_are_looked_after(user: int, places: set[int], may: bool) -> None:
    def ask() -> None:
        check_person(by=BY, user=user, places=frozenset(places), administered=frozenset({5}))

    if may:
        ask()
    else:
        pytest.raises(PersonRefused, ask)
