"""A month's counts, days kept and the map of open reports are read from indexes alone (decision 0156)."""

from django.db import migrations, models

MONTH = [
    "place", "received_on", "kind", "accepted_on", "answered_on", "merged_into", "outcome", "verdict", "contested_on",
    "rating",
]  # fmt: skip
DAYS = ["place", "answer_due_on", "answered_on", "kind", "answer_certainty"]
MAP = ["place", "kind", "subject", "latitude", "longitude", "answer_due_on", "answer_certainty", "is_open"]
HAS_DAY, IS_OPEN = models.Q(answer_due_on__isnull=False), models.Q(is_open=True)


class Migration(migrations.Migration):
    dependencies = [("voices", "0020_intake")]
    operations = [
        migrations.RemoveIndex("case", "voices_case_of_a_month"),
        migrations.RemoveIndex("case", "voices_case_expected"),
        migrations.AddIndex("case", models.Index(fields=MONTH, name="voices_case_counts_of_month")),
        migrations.AddIndex("case", models.Index(fields=DAYS, condition=HAS_DAY, name="voices_case_counts_of_days")),
        migrations.AddIndex("case", models.Index(fields=MAP, condition=IS_OPEN, name="voices_case_on_the_map")),
    ]
