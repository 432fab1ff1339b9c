from django.db import migrations, models
from django.db.models import deletion


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0034_forms_lacking")]

    operations = [
        migrations.AddField(
            model_name="consultation",
            name="opening",
            field=models.OneToOneField(
                null=True, on_delete=deletion.PROTECT, related_name="consultation", to="disclosure.obligation"
            ),
        ),
        migrations.AddField(
            model_name="consultation",
            name="outcome",
            field=models.OneToOneField(
                null=True, on_delete=deletion.PROTECT, related_name="result_of", to="disclosure.obligation"
            ),
        ),
    ]
