import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure", "0030_talk"),
        ("places", "0003_circumstances_and_declared_days"),
    ]

    operations = [
        migrations.CreateModel(
            name="Request",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=16, unique=True)),
                ("year", models.PositiveSmallIntegerField()),
                ("serial", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=64, unique=True)),
                ("origin_kind", models.CharField(blank=True, max_length=24)),
                ("origin_number", models.CharField(blank=True, max_length=24)),
                ("delivery", models.CharField(max_length=8)),
                ("complexity", models.CharField(blank=True, max_length=8)),
                ("name", models.CharField(blank=True, max_length=120)),
                ("contact", models.CharField(blank=True, max_length=300)),
                ("text", models.TextField(blank=True)),
                ("subject", models.CharField(blank=True, max_length=300)),
                ("state", models.CharField(default="received", max_length=12)),
                ("received_on", models.DateField()),
                ("completion", models.TextField(blank=True)),
                ("completion_asked_on", models.DateField(null=True)),
                ("completed_on", models.DateField(null=True)),
                ("valid_on", models.DateField(null=True)),
                ("duty", models.CharField(blank=True, max_length=16)),
                ("due_on", models.DateField(null=True)),
                ("first_due_on", models.DateField(null=True)),
                ("notice_due_on", models.DateField(null=True)),
                ("notified_on", models.DateField(null=True)),
                ("extended_on", models.DateField(null=True)),
                ("extension_reason", models.TextField(blank=True)),
                ("cost", models.PositiveIntegerField(null=True)),
                ("cost_note", models.CharField(blank=True, max_length=300)),
                ("answer", models.TextField(blank=True)),
                ("withheld", models.TextField(blank=True)),
                ("file", models.CharField(blank=True, max_length=64)),
                ("file_kind", models.CharField(blank=True, max_length=8)),
                ("ground", models.CharField(blank=True, max_length=16)),
                ("reason", models.TextField(blank=True)),
                ("redirected_to", models.CharField(blank=True, max_length=200)),
                ("closed_on", models.DateField(null=True)),
                ("forgotten_on", models.DateField(null=True)),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "obligation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="disclosure.obligation",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="information_requests",
                        to="places.unit",
                    ),
                ),
                (
                    "published_as",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answered_request",
                        to="disclosure.item",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["place", "-received_on"], name="disclosure_request_newest"),
                    models.Index(
                        condition=models.Q(("closed_on", None)),
                        fields=["place", "due_on"],
                        name="disclosure_request_open",
                    ),
                    models.Index(
                        condition=models.Q(("forgotten_on", None)),
                        fields=["closed_on"],
                        name="disclosure_request_to_forget",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("year", "serial"), name="disclosure_request_one_per_serial"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["received", "incomplete", "accepted", "answered", "refused", "redirected"])
                        ),
                        name="disclosure_request_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("delivery__in", ["office", "network", "post"])),
                        name="disclosure_request_delivery_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("complexity__in", ["", "simple", "complex"])),
                        name="disclosure_request_complexity_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["received", "incomplete", "redirected"]),
                            ("valid_on__isnull", False),
                            _connector="OR",
                        ),
                        name="disclosure_request_clock_runs_from_a_valid_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_on__isnull", False), ("state__in", ["answered", "refused", "redirected"])
                            ),
                            models.Q(("closed_on", None), ("state__in", ["received", "incomplete", "accepted"])),
                            _connector="OR",
                        ),
                        name="disclosure_request_closed_has_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "ground__in",
                                    [
                                        "barred",
                                        "disclosed",
                                        "not_ours",
                                        "given_twice",
                                        "beyond_capacity",
                                        "cost_not_paid",
                                        "new_law",
                                    ],
                                ),
                                ("state", "refused"),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            models.Q(models.Q(("state", "refused"), _negated=True), ("ground", "")),
                            _connector="OR",
                        ),
                        name="disclosure_request_refused_on_a_ground_with_reasons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("forgotten_on", None),
                            models.Q(("contact", ""), ("name", ""), ("text", "")),
                            _connector="OR",
                        ),
                        name="disclosure_request_forgotten_is_empty",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Amendment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("origin", models.CharField(max_length=8)),
                ("text", models.TextField()),
                ("step", models.CharField(default="open", max_length=10)),
                ("opened_on", models.DateField()),
                ("duty", models.CharField(max_length=16)),
                ("due_on", models.DateField(null=True)),
                ("verify_due_on", models.DateField(null=True)),
                ("asked", models.CharField(blank=True, max_length=200)),
                ("asked_on", models.DateField(null=True)),
                ("reply", models.TextField(blank=True)),
                ("replied_on", models.DateField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=10)),
                ("answer", models.TextField(blank=True)),
                ("closed_on", models.DateField(null=True)),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="amendments", to="disclosure.request"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_on", None)), fields=["due_on"], name="disclosure_amendment_open"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("origin__in", ["found", "claimed"])),
                        name="disclosure_amendment_origin_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("step__in", ["open", "verifying", "replied", "closed"])),
                        name="disclosure_amendment_step_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_on__isnull", False),
                                ("outcome__in", ["corrected", "was_right"]),
                                ("step", "closed"),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            models.Q(models.Q(("step", "closed"), _negated=True), ("closed_on", None), ("outcome", "")),
                            _connector="OR",
                        ),
                        name="disclosure_amendment_closed_says_how",
                    ),
                ],
            },
        ),
    ]
