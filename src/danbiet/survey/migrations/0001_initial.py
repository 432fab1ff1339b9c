import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("places", "0003_circumstances_and_declared_days"),
        ("scores", "0002_measured"),
    ]

    operations = [
        migrations.CreateModel(
            name="AnswerSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=100)),
                ("ending", models.CharField(max_length=8)),
                ("bytes", models.PositiveBigIntegerField()),
                ("rows", models.PositiveIntegerField()),
                ("columns", models.JSONField(default=list)),
                ("dropped", models.JSONField(default=list)),
                ("taken_in_at", models.DateTimeField()),
                ("erased_on", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("edition", models.CharField(blank=True, max_length=16)),
                ("design_sha256", models.CharField(max_length=64)),
                ("index_sha256", models.CharField(blank=True, max_length=64)),
                ("companions", models.JSONField(default=dict)),
                ("seed", models.PositiveBigIntegerField(default=0)),
                ("state", models.CharField(default="waiting", max_length=16)),
                ("step", models.PositiveIntegerField(default=0)),
                ("steps", models.PositiveIntegerField(default=0)),
                ("step_name", models.CharField(blank=True, max_length=100)),
                ("is_to_stop", models.BooleanField(default=False)),
                ("problems", models.JSONField(default=list)),
                ("asked_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                (
                    "answers",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="runs", to="survey.answerset"
                    ),
                ),
                (
                    "score_set",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="scores.scoreset",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Result",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("command", models.CharField(max_length=16)),
                ("json_sha256", models.CharField(max_length=64)),
                ("csv_sha256", models.CharField(max_length=64)),
                ("meta", models.JSONField()),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="results", to="survey.run"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("run", "command"), name="survey_result_one_per_command"),
                    models.CheckConstraint(
                        condition=models.Q(("command__in", ["estimate", "compose"])), name="survey_result_command"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Wave",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=16)),
                ("edition", models.CharField(blank=True, max_length=16)),
                ("from_day", models.DateField()),
                ("until_day", models.DateField()),
                ("state", models.CharField(default="drafted", max_length=16)),
                ("design", models.TextField(blank=True)),
                ("design_sha256", models.CharField(blank=True, max_length=64)),
                ("index_sha256", models.CharField(blank=True, max_length=64)),
                ("companions", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField()),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="waves", to="places.unit"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "from_day"], name="survey_wave_shown")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["probability", "open"])), name="survey_wave_kind_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["drafted", "fielded", "estimated", "published"])),
                        name="survey_wave_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until_day__gt", models.F("from_day"))), name="survey_wave_days_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("edition", ""), ("index_sha256", ""), _connector="OR"),
                        name="survey_wave_has_one_index",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sample",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("frame_sha256", models.CharField(max_length=64)),
                ("frame_name", models.CharField(max_length=100)),
                ("is_frame_public", models.BooleanField(default=False)),
                ("design_sha256", models.CharField(max_length=64)),
                ("public_source", models.CharField(max_length=300)),
                ("public_after", models.DateField()),
                ("announced_at", models.DateTimeField()),
                ("seed", models.CharField(blank=True, max_length=200)),
                ("drawn_at", models.DateTimeField(null=True)),
                ("drawn_sha256", models.CharField(blank=True, max_length=64)),
                ("selected", models.PositiveIntegerField(default=0)),
                ("reserve", models.PositiveIntegerField(default=0)),
                ("rows_read", models.PositiveIntegerField(default=0)),
                (
                    "wave",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sample", to="survey.wave"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("drawn_at", None), ("seed", "")),
                            models.Q(("drawn_at__isnull", False), models.Q(("seed", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="survey_sample_drawn_by_a_seed",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="run",
            name="wave",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="runs", to="survey.wave"),
        ),
        migrations.AddField(
            model_name="answerset",
            name="wave",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="survey.wave"
            ),
        ),
        migrations.CreateModel(
            name="Row",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("statistic", models.CharField(max_length=16)),
                ("variable", models.CharField(max_length=200)),
                ("level", models.CharField(blank=True, max_length=200)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("domain", models.JSONField(default=dict)),
                ("estimate", models.FloatField(null=True)),
                ("se", models.FloatField(null=True)),
                ("ci_low", models.FloatField(null=True)),
                ("ci_high", models.FloatField(null=True)),
                ("ci_level", models.FloatField(null=True)),
                ("df", models.FloatField(null=True)),
                ("n", models.FloatField(null=True)),
                ("clusters", models.FloatField(null=True)),
                ("deff", models.FloatField(null=True)),
                ("p_value", models.FloatField(null=True)),
                ("df_numerator", models.FloatField(null=True)),
                ("method", models.CharField(blank=True, max_length=60)),
                ("warnings", models.CharField(blank=True, max_length=300)),
                ("suppressed", models.BooleanField(default=False)),
                (
                    "result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="survey.result"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["result", "statistic", "variable", "level"], name="survey_row_block")],
                "constraints": [models.UniqueConstraint(fields=("result", "position"), name="survey_row_in_order")],
            },
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["waiting", "running"])),
                fields=("wave",),
                name="survey_run_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(("published_at", None), ("state", "done"), _connector="OR"),
                name="survey_run_published_when_done",
            ),
        ),
        migrations.AddConstraint(
            model_name="answerset",
            constraint=models.CheckConstraint(
                condition=models.Q(("ending__in", [".csv", ".parquet"])), name="survey_answerset_form_is_known"
            ),
        ),
    ]
