import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ScoreSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=16)),
                ("source", models.CharField(max_length=300)),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("digest", models.CharField(max_length=64)),
                ("recorded_at", models.DateTimeField()),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="scores.scoreset",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("digest",), name="scores_scoreset_recorded_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["published", "measured"])),
                        name="scores_scoreset_kind_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Score",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("construct", models.CharField(max_length=40)),
                ("value", models.DecimalField(decimal_places=6, max_digits=9)),
                ("standard_error", models.DecimalField(decimal_places=6, max_digits=9, null=True)),
                ("low", models.DecimalField(decimal_places=6, max_digits=9, null=True)),
                ("high", models.DecimalField(decimal_places=6, max_digits=9, null=True)),
                ("printed_level", models.PositiveSmallIntegerField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="scores", to="places.unit"
                    ),
                ),
                (
                    "score_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="scores", to="scores.scoreset"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["unit", "construct", "year"], name="scores_score_series")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("score_set", "unit", "year", "construct"), name="scores_score_one_per_cell"
                    ),
                    models.CheckConstraint(condition=models.Q(("value__gt", 0)), name="scores_score_is_above_zero"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("high", None), ("low", None)),
                            models.Q(
                                ("high__gte", models.F("value")),
                                ("high__isnull", False),
                                ("low__isnull", False),
                                ("low__lte", models.F("value")),
                            ),
                            _connector="OR",
                        ),
                        name="scores_score_lies_in_its_interval",
                    ),
                ],
            },
        ),
    ]
