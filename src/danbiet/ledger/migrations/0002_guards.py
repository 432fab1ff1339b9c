"""The database itself refuses to change or remove an event, and to remove an opening that no event erases.

A later migration that rebuilds one of the two tables (SQLite does so for most changes) must put the guards up again:
triggers go with the table. A test looks for them.
"""

from django.db import migrations

SQLITE = [
    """CREATE TRIGGER ledger_event_no_update BEFORE UPDATE ON ledger_event
       BEGIN SELECT RAISE(ABORT, 'ledger_event is append-only'); END""",
    """CREATE TRIGGER ledger_event_no_delete BEFORE DELETE ON ledger_event
       BEGIN SELECT RAISE(ABORT, 'ledger_event is append-only'); END""",
    """CREATE TRIGGER ledger_event_no_replace BEFORE INSERT ON ledger_event
       WHEN EXISTS (SELECT 1 FROM ledger_event WHERE seq = NEW.seq OR hash = NEW.hash)
       BEGIN SELECT RAISE(ABORT, 'ledger_event is append-only'); END""",
    """CREATE TRIGGER ledger_opening_no_update BEFORE UPDATE ON ledger_opening
       BEGIN SELECT RAISE(ABORT, 'ledger_opening is never changed'); END""",
    """CREATE TRIGGER ledger_opening_no_delete BEFORE DELETE ON ledger_opening
       WHEN NOT EXISTS (SELECT 1 FROM ledger_event WHERE act = 'ledger.erase'
                        AND target = 'ledger.event/' || OLD.event_id || '/' || OLD.part)
       BEGIN SELECT RAISE(ABORT, 'ledger_opening is removed only by an erasure'); END""",
]
SQLITE_BACK = [
    "DROP TRIGGER ledger_opening_no_delete",
    "DROP TRIGGER ledger_opening_no_update",
    "DROP TRIGGER ledger_event_no_replace",
    "DROP TRIGGER ledger_event_no_delete",
    "DROP TRIGGER ledger_event_no_update",
]
POSTGRESQL = [
    """CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE FUNCTION ledger_refuse_unerased() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF EXISTS (SELECT 1 FROM ledger_event WHERE act = 'ledger.erase'
                    AND target = 'ledger.event/' || OLD.event_id || '/' || OLD.part) THEN RETURN OLD; END IF;
         RAISE EXCEPTION 'ledger_opening is removed only by an erasure' USING ERRCODE = 'integrity_constraint_violation';
       END $$""",
    """CREATE TRIGGER ledger_event_no_change BEFORE UPDATE OR DELETE ON ledger_event
       FOR EACH ROW EXECUTE FUNCTION ledger_refuse()""",
    """CREATE TRIGGER ledger_event_no_truncate BEFORE TRUNCATE ON ledger_event
       FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()""",
    """CREATE TRIGGER ledger_opening_no_update BEFORE UPDATE ON ledger_opening
       FOR EACH ROW EXECUTE FUNCTION ledger_refuse()""",
    """CREATE TRIGGER ledger_opening_no_delete BEFORE DELETE ON ledger_opening
       FOR EACH ROW EXECUTE FUNCTION ledger_refuse_unerased()""",
    """CREATE TRIGGER ledger_opening_no_truncate BEFORE TRUNCATE ON ledger_opening
       FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()""",
]
POSTGRESQL_BACK = [
    "DROP TRIGGER ledger_opening_no_truncate ON ledger_opening",
    "DROP TRIGGER ledger_opening_no_delete ON ledger_opening",
    "DROP TRIGGER ledger_opening_no_update ON ledger_opening",
    "DROP TRIGGER ledger_event_no_truncate ON ledger_event",
    "DROP TRIGGER ledger_event_no_change ON ledger_event",
    "DROP FUNCTION ledger_refuse_unerased()",
    "DROP FUNCTION ledger_refuse()",
]


def put_up(apps, schema_editor):
    run(schema_editor, SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL)


def take_down(apps, schema_editor):
    run(schema_editor, SQLITE_BACK if schema_editor.connection.vendor == "sqlite" else POSTGRESQL_BACK)


def run(schema_editor, statements):
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(put_up, take_down)]
