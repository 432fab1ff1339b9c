"""The guards that the database keeps over the ledger, lifted only while a test's rows are cleared away; and one that
watches every page that a test asks for: what may take long is done while nobody waits for the database.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

import pytest
from django.core.handlers.base import BaseHandler
from django.core.mail import EmailMessage
from django.core.management.commands import flush
from django.db import connection

from danbiet.common import bounded, cleaning

TABLES = ["ledger_event", "ledger_opening"]
LONG = ((bounded, "run"), (cleaning, "_washed"), (EmailMessage, "send"))  # reads a stranger's file, or waits for mail
BEGUN: ContextVar[int | None] = ContextVar("transactions open when the page was asked for", default=None)


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


@pytest.fixture(scope="session", autouse=True)
def nothing_long_in_a_transaction(read_each_file_once: None) -> Iterator[None]:
    """No page reads a file or sends a letter inside a transaction: SQLite lets nobody else write meanwhile (0194)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseHandler, "get_response", counted(BaseHandler.get_response))
        for owner, name in LONG:
            patch.setattr(owner, name, refused_in_transactions(getattr(owner, name)))
        yield


def counted(plain: Callable[..., Any]) -> Callable[..., Any]:
    """Answering a page, with the transactions told that a test had open before."""

    @wraps(plain)
    def answer(*args: object, **options: object) -> Any:
        before = BEGUN.set(len(connection.atomic_blocks))
        try:
            return plain(*args, **options)
        finally:
            BEGUN.reset(before)

    return answer


def refused_in_transactions(plain: Callable[..., Any]) -> Callable[..., Any]:
    """What may take long, refused inside a transaction of a page."""

    @wraps(plain)
    def done(*args: object, **options: object) -> Any:
        begun = BEGUN.get()
        assert begun is None or len(connection.atomic_blocks) == begun, f"{plain.__qualname__} inside a transaction"
        return plain(*args, **options)

    return done
