"""The words of published copies can be searched by everybody; the newest published cases of many places are listed."""

from django.db import migrations, models


# Another column of the index: the words of what is public, so that a search by everybody never tells what was sent.
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
POSTGRESQL = (
    "CREATE INDEX IF NOT EXISTS voices_case_public_words ON voices_case "
    "USING gin (to_tsvector('simple', public_folded))",
)
UNDONE = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS voices_case_words_added", "DROP TRIGGER IF EXISTS voices_case_words_removed",
        "DROP TRIGGER IF EXISTS voices_case_words_changed", "DROP TABLE IF EXISTS voices_case_words",
    ),
    "postgresql": ("DROP INDEX IF EXISTS voices_case_public_words",),
}


def build(apps, schema_editor):
    """Make the index of this kind of database anew; may be run again (decision 0131)."""
    for words in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(words)


def remove(apps, schema_editor):
    for words in UNDONE[schema_editor.connection.vendor]:
        schema_editor.execute(words)


class Migration(migrations.Migration):
    dependencies = [("voices", "0003_search_without_marks")]
    operations = [
        migrations.AddField("case", "public_folded", models.TextField(null=True)),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["-published_at"],
                condition=models.Q(published_at__isnull=False),
                name="voices_case_public_of_many",
            ),
        ),
        migrations.RunPython(build, remove),
    ]
