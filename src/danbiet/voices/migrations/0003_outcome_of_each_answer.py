"""Each act keeps the outcome that the case had after it; lists by moment are read from their index alone.

What happened before is filled as far as it is known for certain: the newest answer and what came after it.
"""

from django.db import migrations, models

FILLED = """
    UPDATE voices_step SET outcome = (SELECT one.outcome FROM voices_case one WHERE one.id = voices_step.case_id)
    WHERE at >= (
        SELECT MAX(answered.at) FROM voices_step answered
        WHERE answered.case_id = voices_step.case_id AND answered.act IN ('answer', 'recheck', 'refuse', 'merge')
    )
"""


class Migration(migrations.Migration):
    dependencies = [("voices", "0002_search_without_marks")]
    operations = [
        migrations.RemoveIndex("step", "voices_step_by_moment"),
        migrations.RemoveIndex("case", "voices_case_by_moment"),
        migrations.AddField("step", "outcome", models.CharField(blank=True, default="", max_length=16)),
        migrations.AddIndex("step", models.Index(fields=["at", "id", "act", "case"], name="voices_step_by_moment")),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["-received_at", "-id", "kind", "subject", "place", "is_open"], name="voices_case_by_moment"
            ),
        ),
        migrations.RunSQL(FILLED, migrations.RunSQL.noop),
    ]
