"""Public copies that wait for their second pair of eyes are found without reading every case."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voices", "0004_public_words")]
    operations = [
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["place"],
                condition=models.Q(redacted_at__isnull=False, published_at=None),
                name="voices_case_for_second_eyes",
            ),
        ),
    ]
