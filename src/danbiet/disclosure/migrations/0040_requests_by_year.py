"""Requests by the day of receipt: the figures of a year, over all places, no longer read every other year."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0033_void_and_erase")]

    operations = [
        migrations.AddIndex(
            model_name="request",
            index=models.Index(fields=["received_on"], name="disclosure_request_received"),
        ),
    ]
