"""Cases and steps are found by their moment, over all places: what programs outside ask for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voices", "0021_map_and_counts")]
    operations = [
        migrations.AddIndex("case", models.Index(fields=["-received_at", "-id"], name="voices_case_by_moment")),
        migrations.AddIndex("step", models.Index(fields=["at", "id"], name="voices_step_by_moment")),
        migrations.AddIndex(
            "sorting",
            models.Index(
                fields=["settled_at"],
                condition=models.Q(settled_at__isnull=False),
                name="voices_sorting_by_moment",
            ),
        ),
    ]
