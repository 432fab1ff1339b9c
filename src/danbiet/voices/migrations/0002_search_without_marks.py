"""An index of the words of cases without their marks (decision 0131).

FTS5 on SQLite; on PostgreSQL columns that keep the words, so that no text is split in a question, with GIN indexes.
The words of published copies stand apart, so that a search by everybody never tells what was sent. On SQLite, three
triggers keep it. A later migration that makes SQLite rebuild `voices_case` drops them: it must then end with
`RunPython(build, migrations.RunPython.noop)` of the newest migration that has a `build`.
"""

from django.db import migrations


SQLITE = (
    "DROP TABLE IF EXISTS voices_case_words",
    "CREATE VIRTUAL TABLE voices_case_words USING fts5(folded, place_id, public_folded, content='voices_case', "
    "content_rowid='id', tokenize='unicode61', detail=column, columnsize=0)",
    "INSERT INTO voices_case_words(voices_case_words) VALUES ('rebuild')",
    "DROP TRIGGER IF EXISTS voices_case_words_added",
    "CREATE TRIGGER voices_case_words_added AFTER INSERT ON voices_case BEGIN "
    "INSERT INTO voices_case_words(rowid, folded, place_id, public_folded) "
    "VALUES (new.id, new.folded, new.place_id, new.public_folded); END",
    "DROP TRIGGER IF EXISTS voices_case_words_removed",
    "CREATE TRIGGER voices_case_words_removed AFTER DELETE ON voices_case BEGIN "
    "INSERT INTO voices_case_words(voices_case_words, rowid, folded, place_id, public_folded) "
    "VALUES ('delete', old.id, old.folded, old.place_id, old.public_folded); END",
    "DROP TRIGGER IF EXISTS voices_case_words_changed",
    "CREATE TRIGGER voices_case_words_changed AFTER UPDATE OF folded, place_id, public_folded ON voices_case BEGIN "
    "INSERT INTO voices_case_words(voices_case_words, rowid, folded, place_id, public_folded) "
    "VALUES ('delete', old.id, old.folded, old.place_id, old.public_folded); "
    "INSERT INTO voices_case_words(rowid, folded, place_id, public_folded) "
    "VALUES (new.id, new.folded, new.place_id, new.public_folded); END",
)
KEPT = (
    "ALTER TABLE voices_case ADD COLUMN IF NOT EXISTS {} tsvector "
    "GENERATED ALWAYS AS (to_tsvector('simple', {})) STORED"
)
POSTGRESQL = (
    KEPT.format("words", "folded"),
    KEPT.format("public_words", "public_folded"),
    "CREATE INDEX IF NOT EXISTS voices_case_words ON voices_case USING gin (words)",
    "CREATE INDEX IF NOT EXISTS voices_case_public_words ON voices_case USING gin (public_words)",
)
UNDONE = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS voices_case_words_added",
        "DROP TRIGGER IF EXISTS voices_case_words_removed",
        "DROP TRIGGER IF EXISTS voices_case_words_changed",
        "DROP TABLE IF EXISTS voices_case_words",
    ),
    "postgresql": ("ALTER TABLE voices_case DROP COLUMN IF EXISTS words, DROP COLUMN IF EXISTS public_words",),
}


def build(apps, schema_editor):
    """Make the index of this kind of database anew; may be run again (decision 0131)."""
    for words in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(words)


def remove(apps, schema_editor):
    for words in UNDONE[schema_editor.connection.vendor]:
        schema_editor.execute(words)


class Migration(migrations.Migration):
    dependencies = [("voices", "0001_cases")]
    operations = [migrations.RunPython(build, remove)]
