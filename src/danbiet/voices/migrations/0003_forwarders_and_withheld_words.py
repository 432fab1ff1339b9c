"""Who forwarded a case and must hear how it ended, to whom exactly a letter goes, words withheld until they are sorted.

`voices_case` is not touched, so that its search index (0002) stays whole on SQLite.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0004_declared_day_undone"),
        ("voices", "0002_search_without_marks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Forwarding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("forwarder", models.CharField(max_length=16)),
                ("name", models.CharField(max_length=200)),
                ("on", models.DateField()),
                ("is_asked", models.BooleanField(default=False)),
                ("heard_on", models.DateField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="forwardings", to="voices.case"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                        to="places.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("place__isnull", False)), fields=["place"],
                        name="voices_forwarding_of_a_unit",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("forwarder__in", ["front", "elected", "reception", "other"])),
                        name="voices_forwarding_forwarder_is_known",
                    ),
                    models.UniqueConstraint(fields=("case", "name"), name="voices_forwarding_once_of_a_body"),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="voices_forwarding_names_the_body"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("heard_on", None), ("heard_on__gte", models.F("on")), _connector="OR"
                        ),
                        name="voices_forwarding_heard_after_it_went",
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="notice", name="voices_notice_letter_is_known"),
        migrations.RemoveConstraint(model_name="notice", name="voices_notice_recipient_is_known"),
        migrations.AddField(
            model_name="notice", name="addressee", field=models.CharField(blank=True, default="", max_length=200)
        ),
        migrations.AddField(
            model_name="notice",
            name="forwarding",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="voices.forwarding"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q((
                    "letter__in",
                    [
                        "accepted", "not_accepted", "handling", "forwarded", "decision", "result", "relayed",
                        "publication", "suspended", "resumed", "complex", "dialogue", "answer",
                    ],
                )),
                name="voices_notice_letter_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q((
                    "recipient__in",
                    [
                        "sender", "respondent", "first_settler", "superior", "parties", "forwarder", "inspectorate",
                        "authority", "public", "file",
                    ],
                )),
                name="voices_notice_recipient_is_known",
            ),
        ),
        migrations.AddField(model_name="sorting", name="is_withheld", field=models.BooleanField(default=False)),
    ]  # fmt: skip
