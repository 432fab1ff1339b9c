"""Verification finds what was done to the record behind its back; health says how things are."""

import json
import shutil
from datetime import date, timedelta

import pytest
from django.db import connection

from danbiet.common import clock
from danbiet.common.files import house
from danbiet.ledger import selectors
from danbiet.ledger import services as ledger
from danbiet.ledger.models import Event, Head, Opening
from danbiet.ledger.rules import GENESIS, Tree, digest
from danbiet.ledger.selectors.checking import body_of
from danbiet.ledger.tests.factories import AN, event, events
from tests.guards import lifted

DAY = date(2021, 9, 21)
AT = clock.moment(DAY + timedelta(days=1))


def sign(day: date = DAY) -> None:
    ledger.sign_head(day=day, at=clock.moment(day + timedelta(days=1)), house=house())


def found(**options: object) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.row) for problem in selectors.verify(house=house(), **options).problems]


def tamper(*statements: str) -> None:
    with connection.constraint_checks_disabled(), lifted(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def rewrite_from(seq: int) -> None:
    """Give every row from one on the hashes that make the chain look whole."""
    prev = Event.objects.get(seq=seq - 1).hash if seq > 1 else GENESIS
    with lifted(), connection.cursor() as cursor:
        for row in Event.objects.filter(seq__gte=seq).order_by("seq"):
            row.prev = prev
            prev = digest(body_of(row))
            cursor.execute("UPDATE ledger_event SET prev = %s, hash = %s WHERE seq = %s", [row.prev, prev, row.seq])


@pytest.fixture
def record(db) -> None:
    """Twelve events: a head over the first five, one over ten, two rows after it."""
    events(AT, 5)
    sign()
    events(AT, 5)
    sign(DAY + timedelta(days=1))
    events(AT, 2)


def test_a_whole_record(record) -> None:
    verdict = selectors.verify(house=house())
    assert (verdict.first, verdict.last, verdict.heads, verdict.problems) == (1, 12, 2, ())


def test_an_empty_record(db) -> None:
    sign()
    assert selectors.verify(house=house()).heads == 1
    assert found() == []


def test_an_altered_row_is_named(record) -> None:
    tamper("UPDATE ledger_event SET target = 'plans.task/99' WHERE seq = 4")
    assert found() == [("altered", 4)]


def test_every_altered_row_is_named(record) -> None:
    tamper("UPDATE ledger_event SET act = 'plans.refuse' WHERE seq IN (2, 7, 12)")
    assert found() == [("altered", 2), ("altered", 7), ("altered", 12)]


def test_removed_rows_are_named(record) -> None:
    tamper("DELETE FROM ledger_opening WHERE event_id IN (6, 7)", "DELETE FROM ledger_event WHERE seq IN (6, 7)")
    codes = found()
    assert ("removed", 6) in codes
    assert ("rewritten", None) in codes
    removed = next(p for p in selectors.verify(house=house()).problems if p.code == "removed")
    assert dict(removed.values) == {"first": 6, "last": 7}


def test_reordered_rows_are_named(record) -> None:
    tamper(
        "UPDATE ledger_opening SET event_id = -2 WHERE event_id = 2",
        "UPDATE ledger_opening SET event_id = 2 WHERE event_id = 3",
        "UPDATE ledger_opening SET event_id = 3 WHERE event_id = -2",
        "UPDATE ledger_event SET seq = 1002 WHERE seq = 2",
        "UPDATE ledger_event SET seq = 2 WHERE seq = 3",
        "UPDATE ledger_event SET seq = 3 WHERE seq = 1002",
    )
    codes = found()
    assert ("reordered", 2) in codes
    assert ("reordered", 3) in codes


def test_a_row_rewritten_with_its_hash_is_named(record) -> None:
    tamper("UPDATE ledger_event SET target = 'plans.task/99' WHERE seq = 11")
    row = Event.objects.get(seq=11)
    tamper(f"UPDATE ledger_event SET hash = '{digest(body_of(row))}' WHERE seq = 11")
    assert found() == [("altered", 11)]


def test_a_chain_rewritten_from_its_first_row_is_told_by_the_heads_outside(record) -> None:
    tamper("UPDATE ledger_event SET target = 'plans.task/99' WHERE seq = 1")
    rewrite_from(1)
    problems = selectors.verify(house=house()).problems
    assert [(problem.code, dict(problem.values)) for problem in problems] == [
        ("rewritten", {"day": "2021-09-21", "size": 5})
    ]
    Head.objects.all().delete()  # whoever can rewrite the chain can rewrite our notes on the heads as well
    assert [problem.code for problem in selectors.verify(house=house()).problems] == ["rewritten"]


def test_a_chain_rewritten_after_the_first_head_is_dated_by_the_second(record) -> None:
    tamper("UPDATE ledger_event SET target = 'plans.task/99' WHERE seq = 8")
    rewrite_from(8)
    assert dict(selectors.verify(house=house()).problems[0].values) == {"day": "2021-09-22", "size": 10}


def test_heads_rewritten_as_well_are_told_by_copies_kept_elsewhere(record, tmp_path) -> None:
    """The whole of the server is in one hand: chain, heads and key. Only a copy outside it helps."""
    shutil.copytree(tmp_path / "proof", tmp_path / "usb")
    tamper("UPDATE ledger_event SET target = 'plans.task/99' WHERE seq = 1")
    rewrite_from(1)
    shutil.rmtree(tmp_path / "proof")
    shutil.rmtree(tmp_path / "keys")
    Head.objects.all().delete()
    sign()
    assert found() == []
    assert found(proof_dir=tmp_path / "usb") == [("rewritten", None)]


def test_rows_cut_off_the_end_are_told_by_the_head(record) -> None:
    tamper("DELETE FROM ledger_opening WHERE event_id > 8", "DELETE FROM ledger_event WHERE seq > 8")
    assert found() == [("cut_off", None)]


def test_openings_are_checked(record) -> None:
    tamper(
        "UPDATE ledger_opening SET salt = 'x' WHERE event_id = 3 AND part = 'actor'",
        "DELETE FROM ledger_opening WHERE event_id = 5 AND part = 'payload'",
    )
    assert found() == [("opening_altered", 3), ("opening_removed", 5)]


def test_an_erased_opening_still_verifies_and_one_brought_back_does_not(record) -> None:
    kept = Opening.objects.get(event=3, part="actor")
    ledger.erase(by=AN, seq=3, part="actor", reason="đơn của công dân", at=AT)
    verdict = selectors.verify(house=house())
    assert (verdict.erased, verdict.problems) == (1, ())
    kept.save(force_insert=True)
    assert found() == [("opening_returned", 3)]


def test_a_head_changed_removed_or_put_in_is_named(record, tmp_path) -> None:
    path = tmp_path / "proof" / "heads" / "2021-09-21.json"
    text = path.read_text()
    path.write_text(text.replace('"tree_size": 5', '"tree_size": 4'))
    assert {code for code, _ in found()} == {"signature", "head_gap"}
    path.write_text("{")
    assert ("signature", None) in found()
    path.unlink()
    assert {code for code, _ in found()} == {"head_gap", "head_missing"}


def test_a_part_is_checked_from_the_nearest_head(record) -> None:
    tamper("UPDATE ledger_event SET act = 'x' WHERE seq = 2", "UPDATE ledger_event SET act = 'x' WHERE seq = 11")
    verdict = selectors.verify(house=house(), from_seq=8)
    assert (verdict.first, verdict.heads, [problem.row for problem in verdict.problems]) == (6, 1, [11])
    assert found(until_seq=9) == [("altered", 2)]
    assert found(from_seq=6, until_seq=10) == []


def test_peaks_that_no_head_proves_are_not_believed(record) -> None:
    Head.objects.filter(day=DAY).update(peaks=Tree(5, ["00" * 32, "11" * 32]).peaks)
    assert selectors.verify(house=house(), from_seq=8).first == 1


def test_the_guards_stand(db) -> None:
    """A later migration that rebuilds a table of the ledger takes its triggers down: put them up again there."""
    sql = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'ledger_%%'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE 'ledger_%%'",
    }
    with connection.cursor() as cursor:
        cursor.execute(sql[connection.vendor])
        names = {name for (name,) in cursor.fetchall()}
    assert {"ledger_opening_no_update", "ledger_opening_no_delete"} < names
    assert names & {"ledger_event_no_delete", "ledger_event_no_change"}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the guard of SQLite alone")
def test_an_act_never_reads_the_whole_record(db) -> None:
    """Statistics taken while the record was short must not make the guard of every later act read all of it."""
    event(AT)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'ledger_event_no_replace'")
        asked = cursor.fetchone()[0].partition("WHEN")[2].partition("BEGIN")[0]
        cursor.execute(f"EXPLAIN QUERY PLAN SELECT {asked.replace('NEW.seq', '7').replace('NEW.hash', 'hex(7)')}")
        plan = [row[3] for row in cursor.fetchall()]
    assert sum("SEARCH ledger_event USING" in step for step in plan) == 2
    assert not [step for step in plan if step.startswith("SCAN ledger_event")]


def test_health_of_a_house_that_is_well(db) -> None:
    event(AT)
    sign()
    ledger.note_tick(at=AT)
    health = selectors.health(at=AT + timedelta(hours=1), house=house())
    assert (health.is_serving, health.warnings, health.last_tick_age_seconds) == (True, (), 3600)
    assert json.loads(json.dumps(health.as_json()))["ok"] is True


def test_health_warns_of_late_ticks_and_missing_heads(db) -> None:
    ledger.note_tick(at=AT)
    health = selectors.health(at=AT + timedelta(days=2), house=house())
    assert (health.is_serving, health.warnings) == (True, ("tick_late", "head_missing"))


@pytest.mark.parametrize(("day", "warns"), [(date(2026, 10, 31), False), (date(2026, 11, 23), True)])
def test_health_warns_from_november_without_next_years_calendar(db, day: date, warns: bool) -> None:
    health = selectors.health(at=clock.moment(day), house=house())
    assert ("calendar_missing" in health.warnings, health.is_serving) == (warns, True)


def test_health_without_a_data_directory_or_with_waiting_migrations(db, settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path / "absent"
    assert not selectors.health(at=AT, house=house()).is_serving
    settings.DATA_DIR = tmp_path
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'ledger' AND name = '0002_guards'")
    health = selectors.health(at=AT, house=house())
    assert (health.unapplied_migrations, health.is_serving) == (1, False)


def test_health_when_the_database_does_not_answer(db, monkeypatch) -> None:
    from django.db import OperationalError
    from django.db.migrations.recorder import MigrationRecorder

    def broken(self: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", broken)
    health = selectors.health(at=AT, house=house())
    assert (health.database, health.is_serving) == (False, False)


def test_the_page_lists_days_since_the_first_head(db) -> None:
    sign(DAY)
    sign(DAY + timedelta(days=3))
    page = selectors.proof_page(on=DAY + timedelta(days=5), house=house())
    assert [has_head for _, has_head in page.days] == [False, True, False, False, True]
    assert page.head_day == DAY + timedelta(days=3)
    assert selectors.proof_page(on=DAY, house=house()).days == ()
