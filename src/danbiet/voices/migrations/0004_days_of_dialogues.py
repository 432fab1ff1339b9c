"""The day of a dialogue stands on its case, and the day on which it was held, which nobody could note before.

Of open cases the day is found from the last step that set one, whose words begin with it; whether it was held, an
officer notes. Columns that may be empty are added without building the table anew (decision 0131).
"""

from datetime import datetime

from django.db import migrations, models


def find(apps, schema_editor):
    case, step = apps.get_model("voices", "Case"), apps.get_model("voices", "Step")
    steps = step.objects.filter(act="dialogue", case__is_open=True).order_by("at", "pk")
    for pk, told in steps.values_list("case", "told"):
        case.objects.filter(pk=pk).update(dialogue_on=datetime.strptime(told[:10], "%d/%m/%Y").date())


class Migration(migrations.Migration):
    dependencies = [("voices", "0003_events_of_letters")]
    operations = [
        migrations.AddField("case", "dialogue_on", models.DateField(null=True)),
        migrations.AddField("case", "dialogue_held_on", models.DateField(null=True)),
        migrations.RunPython(find, migrations.RunPython.noop),
    ]
