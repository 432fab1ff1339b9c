"""The commands, and several of them at once, on installations of their own."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.installations import Installation

pytestmark = pytest.mark.installation
WRITER = """
from django.db import transaction
from danbiet.common import clock
from danbiet.common.actor import SYSTEM
from danbiet.ledger import services as ledger
for number in range({count}):
    with transaction.atomic():
        ledger.record(by=SYSTEM, act="a.b", target="a.c/{writer}", place="", payload=dict(n=number), at=clock.now())
    print(number, flush=True)
"""
REWRITER = """
from django.db import connection
from danbiet.ledger.models import Event
from danbiet.ledger.rules import GENESIS, digest
from danbiet.ledger.selectors.checking import body_of
with connection.cursor() as cursor:
    if connection.vendor == "sqlite":
        for name in ("update", "delete", "replace"):
            cursor.execute(f"DROP TRIGGER ledger_event_no_{name}")
    else:
        cursor.execute("ALTER TABLE ledger_event DISABLE TRIGGER USER")
    prev = GENESIS
    for row in list(Event.objects.order_by("seq")):
        row.prev, row.place = prev, "01@2008-08-01"
        prev = digest(body_of(row))
        cursor.execute("UPDATE ledger_event SET place = %s, prev = %s, hash = %s WHERE seq = %s",
                       [row.place, row.prev, prev, row.seq])
"""


def test_writers_at_the_same_moment_make_one_chain(installation: Installation) -> None:
    codes = [WRITER.format(count=40, writer=writer) for writer in range(4)]
    with ThreadPoolExecutor() as pool:
        list(pool.map(installation.python, codes))
    verdict = installation.ask("verify_ledger")
    assert (verdict["ok"], verdict["last"]) == (True, 30 + 160)


def test_ticks_at_the_same_moment_do_each_job_once(installation: Installation) -> None:
    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda _: installation.ask("tick", "--at", "2030-01-02T00:05:00+07:00"), range(4)))
    assert sorted(answer["jobs"]["ledger.head"] for answer in answers) == ["done", "was_done", "was_done", "was_done"]
    assert installation.ask("verify_ledger")["heads"] == 2


def test_a_whole_chain_rewritten_behind_the_product_is_told(installation: Installation) -> None:
    assert installation.run("verify_ledger")[0] == 0
    installation.python(REWRITER)
    code, out, _ = installation.run("verify_ledger", "--json")
    verdict = json.loads(out)
    head = next((installation.data_dir / "proof" / "heads").glob("*.json")).stem
    assert (code, verdict["ok"], [row["code"] for row in verdict["problems"]]) == (1, False, ["rewritten"])
    assert verdict["problems"][0]["day"] == head
    assert head in installation.run("verify_ledger", "--lang", "en")[1]


def test_one_row_altered_behind_the_product_is_named(installation: Installation) -> None:
    installation.python(
        REWRITER.split("    prev = GENESIS")[0] + "    cursor.execute('UPDATE ledger_event SET act = 0 WHERE seq = 17')"
    )
    code, out, _ = installation.run("verify_ledger", "--lang", "en")
    assert (code, "Row 17 was altered." in out) == (1, True)
    assert installation.run("verify_ledger", "--until", "16")[0] == 0


def test_tick_answers(installation: Installation) -> None:
    assert installation.run("tick", "--at", "2026-11-23T00:05:00")[0] == 2
    assert installation.run("tick", "--at", "hôm nay")[0] == 2
    (installation.data_dir / "keys" / "signing_key.pem").unlink()
    code, out, err = installation.run("tick", "--at", "2031-01-02T00:05:00+07:00", "--json")
    assert (code, json.loads(out)["jobs"]["ledger.head"]) == (3, "refused")
    assert "--new-key" in err
    assert installation.run("tick", "--at", "2031-01-02T00:05:00+07:00", "--new-key")[0] == 0
    assert installation.ask("verify_ledger")["ok"] is True


def test_a_database_that_is_not_there_is_of_the_surroundings(maker, tmp_path) -> None:
    nowhere = Installation(tmp_path / "var", "postgresql://nobody@%2Fnowhere/x")
    assert nowhere.run("verify_ledger")[0] == 4
