"""The periodic acts: each once for its day, and none holds up another."""

import json
from datetime import date, timedelta

import pytest
from django.core.management import call_command

from danbiet.common import clock
from danbiet.common.actor import SYSTEM
from danbiet.common.files import house
from danbiet.ledger.models import Head, Run
from danbiet.ledger.tests.factories import event
from danbiet.web import services

AT = clock.moment(date(2021, 9, 22))


def test_a_tick_signs_the_head_of_the_day_before_once(db) -> None:
    event(AT)
    first, failures = services.tick(by=SYSTEM, at=AT, house=house())
    assert (set(first.values()), failures, first["ledger.head"]) == ({"done"}, [], "done")
    second, failures = services.tick(by=SYSTEM, at=AT + timedelta(hours=1), house=house())
    assert (set(second.values()), failures, second.keys()) == ({"was_done"}, [], first.keys())
    assert list(Head.objects.values_list("day", flat=True)) == [date(2021, 9, 21)]
    tick = Run.objects.get(job="tick")
    assert (tick.due, tick.done_at) == (date(2021, 9, 22), AT + timedelta(hours=1))


def test_an_act_that_fails_holds_up_none_of_the_others(db, monkeypatch) -> None:
    done: list[str] = []

    def fail() -> None:
        raise ZeroDivisionError("fails")

    def jobs(**options: object) -> list[tuple[str, date, object]]:
        return [("a", AT.date(), fail), ("b", AT.date(), lambda: done.append("b"))]

    monkeypatch.setattr(services, "_jobs", jobs)
    states, failures = services.tick(by=SYSTEM, at=AT, house=house())
    assert (states, [type(error) for error in failures]) == ({"a": "failed", "b": "done"}, [ZeroDivisionError])
    assert done == ["b"]
    assert not Run.objects.filter(job="a").exists(), "it is tried again"


@pytest.mark.parametrize(("hour", "day"), [(0, date(2021, 9, 21)), (23, date(2021, 9, 21))])
def test_the_day_is_that_of_viet_nam(db, hour: int, day: date) -> None:
    services.tick(by=SYSTEM, at=AT.replace(hour=hour), house=house())
    assert Head.objects.get().day == day


@pytest.mark.parametrize(("day", "warned"), [(date(2026, 10, 31), []), (date(2026, 11, 23), ["calendar_missing"])])
def test_from_november_a_tick_misses_the_days_off_of_next_year(db, capsys, day: date, warned: list[str]) -> None:
    moment = clock.moment(day).isoformat()
    call_command("tick", "--at", moment, "--json")
    assert json.loads(capsys.readouterr().out)["warnings"] == warned
    call_command("tick", "--at", moment, "--lang", "en")
    assert ("The days off of 2027 are not known" in capsys.readouterr().out) is bool(warned)
