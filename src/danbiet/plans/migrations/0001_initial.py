import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.CharField(max_length=64, unique=True)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(blank=True, max_length=40)),
                ("title", models.CharField(max_length=400)),
                ("issued_on", models.DateField(null=True)),
                ("from_day", models.DateField()),
                ("until_day", models.DateField()),
                ("state", models.CharField(default="draft", max_length=16)),
                ("source", models.CharField(blank=True, max_length=400)),
                ("also_answers", models.ManyToManyField(related_name="also_answered_by", to="plans.plan")),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="plans", to="places.agency"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="children", to="plans.plan"
                    ),
                ),
                (
                    "period_plan",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="yearly_plans",
                        to="plans.plan",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="plans", to="places.unit"
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="plans.plan",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["place", "state", "from_day"], name="plans_plan_by_place")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("issuer", "number", "issued_on"),
                        name="plans_plan_one_per_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until_day__gt", models.F("from_day"))), name="plans_plan_days_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "draft"),
                            models.Q(("issued_on__isnull", False), models.Q(("number", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="plans_plan_issued_has_number_and_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "issued", "replaced"])),
                        name="plans_plan_state_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=16)),
                ("section", models.CharField(blank=True, max_length=200)),
                ("kind", models.CharField(max_length=16)),
                ("text", models.TextField()),
                ("note", models.TextField(blank=True)),
                ("folded", models.TextField(blank=True)),
                (
                    "answers",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answered_by",
                        to="plans.item",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="plans.plan"
                    ),
                ),
            ],
            options={
                "ordering": ["plan", "position"],
                "indexes": [models.Index(fields=["plan", "position"], name="plans_item_in_order")],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "code"), name="plans_item_one_code_in_a_plan"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "document",
                                    "principle",
                                    "objective",
                                    "target",
                                    "task",
                                    "commitment",
                                    "measure",
                                    "channel",
                                    "result",
                                    "claim",
                                    "gap",
                                    "figure",
                                ],
                            )
                        ),
                        name="plans_item_kind_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgressNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("on", models.DateField()),
                ("text", models.TextField()),
                ("figures", models.JSONField(default=dict)),
                ("claims_done", models.BooleanField(default=False)),
                ("verdict", models.CharField(default="waiting", max_length=16)),
                ("verdict_at", models.DateTimeField(null=True)),
                ("verdict_reason", models.TextField(blank=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.agency"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "verdict_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("kind", models.CharField(max_length=8)),
                ("name", models.CharField(max_length=200)),
                ("bytes", models.PositiveIntegerField()),
                ("taken_on", models.DateField(null=True)),
                ("flags", models.JSONField(default=list)),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="plans.progressnote"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("note", "sha256"), name="plans_evidence_once_in_a_note")
                ],
            },
        ),
        migrations.CreateModel(
            name="Serves",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("construct", models.CharField(max_length=40)),
                ("confirmed", models.BooleanField(default=False)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="serves", to="plans.item"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("item", "construct"), name="plans_serves_once")],
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("measure", models.CharField(max_length=16)),
                ("construct", models.CharField(blank=True, max_length=40)),
                ("value", models.DecimalField(decimal_places=3, max_digits=9, null=True)),
                ("year", models.PositiveSmallIntegerField(null=True)),
                ("source", models.CharField(blank=True, max_length=300)),
                (
                    "item",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="targets", to="plans.item"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="targets", to="plans.plan"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("measure__in", ["score", "rank", "group", "quality"])),
                        name="plans_target_measure_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_day", models.DateField(null=True)),
                ("due_on", models.DateField(null=True)),
                ("due_text", models.CharField(blank=True, max_length=120)),
                ("due_basis", models.CharField(blank=True, max_length=300)),
                ("recurrence", models.CharField(blank=True, max_length=16)),
                ("product", models.CharField(blank=True, max_length=300)),
                ("state", models.CharField(default="open", max_length=16)),
                ("done_on", models.DateField(null=True)),
                ("cancelled_on", models.DateField(null=True)),
                ("cancel_reason", models.TextField(blank=True)),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="task", to="plans.item"
                    ),
                ),
                (
                    "lead_agency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="led_tasks",
                        to="places.agency",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="plans.plan"
                    ),
                ),
                ("supporting_agencies", models.ManyToManyField(related_name="supported_tasks", to="places.agency")),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["lead_agency", "due_on"],
                        name="plans_task_open_by_due",
                    ),
                    models.Index(fields=["plan", "state", "due_on"], name="plans_task_by_plan"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "done", "cancelled"])),
                        name="plans_task_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_on__isnull", False), ("state", "done")),
                            models.Q(models.Q(("state", "done"), _negated=True), ("done_on", None)),
                            _connector="OR",
                        ),
                        name="plans_task_done_has_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("cancelled_on__isnull", False),
                                ("state", "cancelled"),
                                models.Q(("cancel_reason", ""), _negated=True),
                            ),
                            models.Q(models.Q(("state", "cancelled"), _negated=True), ("cancelled_on", None)),
                            _connector="OR",
                        ),
                        name="plans_task_cancelled_has_day_and_reason",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="progressnote",
            name="task",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="plans.task"),
        ),
        migrations.CreateModel(
            name="CorrectionOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("ordered_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                ("recheck_on", models.DateField()),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(default="open", max_length=16)),
                ("rechecked_at", models.DateTimeField(null=True)),
                ("finding", models.TextField(blank=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.agency"
                    ),
                ),
                (
                    "ordered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rechecked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="plans.task"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("outcome", "open")),
                        fields=["agency", "due_on"],
                        name="plans_correction_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("recheck_on__gte", models.F("due_on"))),
                        name="plans_correction_recheck_after_due",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "open"), ("rechecked_at", None)),
                            models.Q(models.Q(("outcome", "open"), _negated=True), ("rechecked_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="plans_correction_outcome_has_its_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None)),
                            models.Q(models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="plans_correction_answer_has_its_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["open", "met", "not_met"])),
                        name="plans_correction_outcome_is_known",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="progressnote",
            index=models.Index(fields=["task", "at"], name="plans_note_timeline"),
        ),
        migrations.AddIndex(
            model_name="progressnote",
            index=models.Index(
                condition=models.Q(("verdict", "waiting")), fields=["agency", "on"], name="plans_note_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="progressnote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verdict", "waiting"), ("verdict_at", None)),
                    models.Q(models.Q(("verdict", "waiting"), _negated=True), ("verdict_at__isnull", False)),
                    _connector="OR",
                ),
                name="plans_note_verdict_has_its_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="progressnote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verdict", "refused"), _negated=True),
                    models.Q(("verdict_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="plans_note_refused_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="progressnote",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict__in", ["waiting", "accepted", "refused"])),
                name="plans_note_verdict_is_known",
            ),
        ),
    ]
