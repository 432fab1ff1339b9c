from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure", "0033_void_and_erase"),
        ("places", "0004_declared_day_undone"),
        ("plans", "0004_find_work_by_day_part_and_verdict"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="obligation",
            name="disclosure_obligation_hanging",
        ),
        migrations.AddField(
            model_name="obligation",
            name="forms_asked",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="obligation",
            name="forms_lacking",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="obligation",
            name="must_restart",
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(
                condition=models.Q(("state", "published")),
                fields=["place", "published_on"],
                name="disclosure_obligation_hanging",
            ),
        ),
    ]
