import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("places", "0003_circumstances_and_declared_days"),
        ("plans", "0004_find_work_by_day_part_and_verdict"),
    ]

    operations = [
        migrations.CreateModel(
            name="Obligation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("duty", models.CharField(max_length=16)),
                ("period", models.CharField(blank=True, max_length=8)),
                ("occasion", models.CharField(max_length=300)),
                ("arose_on", models.DateField()),
                ("due_on", models.DateField(null=True)),
                ("due_means", models.CharField(max_length=16)),
                ("certainty", models.CharField(max_length=8)),
                ("state", models.CharField(default="open", max_length=16)),
                ("published_on", models.DateField(null=True)),
                ("completed_on", models.DateField(null=True)),
                ("waived_reason", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="obligations", to="places.unit"
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.task"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["place", "arose_on"], name="disclosure_obligation_by_place"),
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["place", "due_on"],
                        name="disclosure_obligation_open",
                    ),
                    models.Index(
                        condition=models.Q(("state", "published")),
                        fields=["place", "duty"],
                        name="disclosure_obligation_hanging",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("place", "duty", "period", "arose_on", "occasion"),
                        name="disclosure_obligation_arises_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "published", "complete", "waived"])),
                        name="disclosure_obligation_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_on", None), ("state", "open")),
                            ("state", "waived"),
                            models.Q(("published_on__isnull", False), ("state__in", ["published", "complete"])),
                            _connector="OR",
                        ),
                        name="disclosure_obligation_published_has_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("completed_on__isnull", False), ("state", "complete")),
                            models.Q(models.Q(("state", "complete"), _negated=True), ("completed_on", None)),
                            _connector="OR",
                        ),
                        name="disclosure_obligation_complete_has_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "waived"), _negated=True),
                            models.Q(("waived_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="disclosure_obligation_waived_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("certainty__in", ["seen", "memory"])),
                        name="disclosure_obligation_certainty_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=16)),
                ("title", models.CharField(max_length=300)),
                ("folded", models.TextField(blank=True)),
                ("period", models.CharField(blank=True, max_length=8)),
                ("state", models.CharField(default="draft", max_length=16)),
                ("created_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(null=True)),
                ("take_down_on", models.DateField(null=True)),
                ("ended_on", models.DateField(null=True)),
                ("ended_reason", models.TextField(blank=True)),
                ("confirmed_on", models.DateField(null=True)),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="disclosed", to="places.unit"
                    ),
                ),
                (
                    "obligation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="disclosure.obligation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["place", "-published_at"], name="disclosure_item_newest"),
                    models.Index(
                        condition=models.Q(("state", "published")),
                        fields=["take_down_on"],
                        name="disclosure_item_take_down",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "published", "withdrawn", "taken_down"])),
                        name="disclosure_item_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "document",
                                    "budget",
                                    "contribution",
                                    "personal_list",
                                    "regulation",
                                    "draft_policy",
                                    "register",
                                    "answer",
                                ],
                            )
                        ),
                        name="disclosure_item_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at", None), ("state", "draft")),
                            models.Q(models.Q(("state", "draft"), _negated=True), ("published_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="disclosure_item_published_has_its_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_on", None), ("state__in", ["draft", "published"])),
                            models.Q(
                                ("ended_on__isnull", False),
                                ("state__in", ["withdrawn", "taken_down"]),
                                models.Q(("ended_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="disclosure_item_ended_has_day_and_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Point",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=16)),
                ("name", models.CharField(max_length=160)),
                ("from_day", models.DateField()),
                ("until_day", models.DateField(null=True)),
                (
                    "group",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="boards",
                        to="places.residentialgroup",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="boards", to="places.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("place", "name"), name="disclosure_point_one_name_in_a_place"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["office", "culture_house", "community_point"])),
                        name="disclosure_point_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_day", None), ("until_day__gt", models.F("from_day")), _connector="OR"
                        ),
                        name="disclosure_point_days_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(max_length=16)),
                ("planned_on", models.DateField(null=True)),
                ("up_on", models.DateField(null=True)),
                ("down_on", models.DateField(null=True)),
                ("minutes", models.CharField(blank=True, max_length=300)),
                ("proof", models.CharField(blank=True, max_length=64)),
                ("proof_kind", models.CharField(blank=True, max_length=8)),
                ("proof_taken_on", models.DateField(null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="postings", to="disclosure.item"
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="disclosure.point",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["item", "channel", "point"], name="disclosure_posting_of_item")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("channel__in", ["portal", "posting", "loudspeaker", "group_heads", "written_notice"])
                        ),
                        name="disclosure_posting_channel_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("channel", "posting"), ("point__isnull", False)),
                            models.Q(models.Q(("channel", "posting"), _negated=True), ("point", None)),
                            _connector="OR",
                        ),
                        name="disclosure_posting_hangs_at_a_point",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("planned_on__isnull", False), ("up_on__isnull", False), _connector="OR"),
                        name="disclosure_posting_has_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("down_on", None),
                            models.Q(("down_on__gte", models.F("up_on")), ("up_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="disclosure_posting_days_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sight",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("count", models.PositiveIntegerField(default=0)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sights", to="disclosure.item"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("item", "on"), name="disclosure_sight_one_per_day")],
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("summary", models.TextField(blank=True)),
                ("sha256", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=8)),
                ("name", models.CharField(max_length=200)),
                ("bytes", models.PositiveIntegerField()),
                ("table", models.JSONField(default=list)),
                ("findings", models.JSONField(default=list)),
                ("accepted_reason", models.TextField(blank=True)),
                ("reason", models.TextField(blank=True)),
                ("drafted_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(null=True)),
                ("event", models.BigIntegerField(null=True)),
                ("erased_on", models.DateField(null=True)),
                (
                    "drafted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="disclosure.item"
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["item", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("item", "number"), name="disclosure_version_one_per_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("event", None), ("published_at", None)),
                            models.Q(("event__isnull", False), ("published_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="disclosure_version_published_is_in_the_record",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number", 1), models.Q(("reason", ""), _negated=True), _connector="OR"),
                        name="disclosure_version_correction_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Charge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("duty", models.CharField(max_length=16)),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("place", "duty"), name="disclosure_charge_one_per_duty")
                ],
            },
        ),
    ]
