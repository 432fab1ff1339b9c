"""Requests by the day of receipt: the figures of a year, over all places, no longer read every other year."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0032_waived_on_a_day")]

    operations = [
        migrations.AddIndex(
            model_name="request",
            index=models.Index(fields=["received_on"], name="disclosure_request_received"),
        ),
    ]
