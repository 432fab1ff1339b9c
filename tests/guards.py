"""The guards that the database keeps over the ledger, lifted only while a test's rows are cleared away."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management.commands import flush
from django.db import connection

TABLES = ["ledger_event", "ledger_opening"]


def statements() -> tuple[list[str], list[str]]:
    """How the guards of this database are taken down and put up again."""
    if connection.vendor == "postgresql":
        return ["SET session_replication_role = replica"], ["SET session_replication_role = origin"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (%s, %s)", TABLES)
        found = cursor.fetchall()
    return [f"DROP TRIGGER {name}" for name, _ in found], [sql for _, sql in found]


@contextmanager
def lifted() -> Iterator[None]:
    """Be somebody who has the database in hand: change rows past every guard."""
    down, up = statements()
    with connection.cursor() as cursor:
        for statement in down:
            cursor.execute(statement)
        yield
        for statement in up:
            cursor.execute(statement)


@pytest.fixture(scope="session", autouse=True)
def flush_past_guards() -> None:
    """Tests with transactions of their own are cleared by flushing every table."""
    plain = flush.sql_flush

    def sql_flush(*args: object, **options: object) -> list[str]:
        down, up = statements()
        return [*down, *plain(*args, **options), *up]

    flush.sql_flush = sql_flush
