from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0039_published_by_the_heir")]

    operations = [
        migrations.RemoveIndex(model_name="obligation", name="disclosure_obligation_open"),
        migrations.RemoveIndex(model_name="obligation", name="disclosure_obligation_hanging"),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(
                condition=models.Q(("state", "open")),
                fields=["place", "due_on", "arose_on", "certainty", "due_means", "state"],
                name="disclosure_obligation_open",
            ),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(fields=["place", "published_on"], name="disclosure_obligation_out"),
        ),
    ]
