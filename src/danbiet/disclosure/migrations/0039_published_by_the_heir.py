import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0038_look_again_at_direct_support"), ("places", "0004_declared_day_undone")]

    operations = [
        migrations.AddField(
            model_name="version",
            name="heir",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
            ),
        ),
    ]
