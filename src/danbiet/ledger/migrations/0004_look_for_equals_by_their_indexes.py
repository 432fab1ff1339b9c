"""Whether an event has the number or the hash of an earlier one is asked of each index by itself.

Asked with OR, SQLite read the whole record at every act wherever somebody had run ANALYZE while it was short: 8,000
events took 100 ms (decision 0156).
"""

from django.db import migrations

DROP = "DROP TRIGGER ledger_event_no_replace"
GUARD = """CREATE TRIGGER ledger_event_no_replace BEFORE INSERT ON ledger_event
       WHEN {equals}
       BEGIN SELECT RAISE(ABORT, 'ledger_event is append-only'); END"""
BY_EACH = (
    "EXISTS (SELECT 1 FROM ledger_event WHERE seq = NEW.seq) OR EXISTS (SELECT 1 FROM ledger_event WHERE hash = NEW.hash)"
)
BY_BOTH = "EXISTS (SELECT 1 FROM ledger_event WHERE seq = NEW.seq OR hash = NEW.hash)"


def by_each(apps, schema_editor):
    _put_up(schema_editor, BY_EACH)


def by_both(apps, schema_editor):
    _put_up(schema_editor, BY_BOTH)


def _put_up(schema_editor, equals):
    if schema_editor.connection.vendor == "sqlite":
        for statement in (DROP, GUARD.format(equals=equals)):
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_nodes")]
    operations = [migrations.RunPython(by_each, by_both)]
