import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("places", "0004_declared_day_undone"),
        ("plans", "0005_count_from_an_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="Series",
            fields=[
                ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=24, unique=True)),
                ("code_hash", models.CharField(max_length=64, unique=True)),
                ("token_hash", models.CharField(max_length=64, null=True, unique=True)),
                ("content_hash", models.CharField(default="", max_length=64)),
                ("kind", models.CharField(max_length=24)),
                ("subject", models.CharField(default="other", max_length=24)),
                ("constructs", models.JSONField(default=list)),
                ("channel", models.CharField(max_length=16)),
                ("urgency", models.CharField(default="ordinary", max_length=16)),
                ("title", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("folded", models.TextField()),
                ("address", models.CharField(blank=True, max_length=300)),
                ("latitude", models.FloatField(null=True)),
                ("longitude", models.FloatField(null=True)),
                ("received_at", models.DateTimeField()),
                ("received_on", models.DateField()),
                ("state", models.CharField(default="received", max_length=16)),
                ("outcome", models.CharField(blank=True, default="", max_length=16)),
                ("refused_as", models.CharField(blank=True, default="", max_length=16)),
                ("right_address", models.CharField(blank=True, default="", max_length=300)),
                ("is_open", models.BooleanField(default=True)),
                ("closed_on", models.DateField(null=True)),
                ("accepted_on", models.DateField(null=True)),
                ("answered_on", models.DateField(null=True)),
                ("answer", models.TextField(blank=True, default="")),
                ("rechecked_on", models.DateField(null=True)),
                ("recheck_finding", models.TextField(blank=True, default="")),
                ("sent_on", models.DateField(null=True)),
                ("posted_on", models.DateField(null=True)),
                ("transferred_on", models.DateField(null=True)),
                ("handed_over_on", models.DateField(null=True)),
                ("handed_to", models.CharField(blank=True, default="", max_length=300)),
                ("stage", models.CharField(default="none", max_length=16)),
                ("stage_from", models.DateField(null=True)),
                ("due_on", models.DateField(null=True)),
                ("due_means", models.CharField(default="none", max_length=16)),
                ("due_duty", models.CharField(blank=True, default="", max_length=16)),
                ("due_certainty", models.CharField(blank=True, default="", max_length=8)),
                ("answer_due_on", models.DateField(null=True)),
                ("answer_certainty", models.CharField(blank=True, default="", max_length=8)),
                ("is_remote", models.BooleanField(default=False)),
                ("is_complex", models.BooleanField(default=False)),
                ("complex_ground", models.CharField(blank=True, default="", max_length=300)),
                ("extended_until", models.DateField(null=True)),
                ("suspended_on", models.DateField(null=True)),
                ("verdict", models.CharField(blank=True, default="", max_length=16)),
                ("verdict_on", models.DateField(null=True)),
                ("contested_on", models.DateField(null=True)),
                ("rating", models.PositiveSmallIntegerField(null=True)),
                ("rated_on", models.DateField(null=True)),
                ("public_summary", models.TextField(blank=True, default="")),
                ("public_answer", models.TextField(blank=True, default="")),
                ("public_folded", models.TextField(null=True)),
                ("redacted_at", models.DateTimeField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("origin_kind", models.CharField(blank=True, default="", max_length=32)),
                ("origin_number", models.CharField(blank=True, default="", max_length=64)),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "agency",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="places.agency"
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.residentialgroup",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="merged", to="voices.case"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="places.unit",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "received_place",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
                (
                    "redacted_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_open", True)), fields=["place", "due_on", "id"], name="voices_case_desk"
                    ),
                    models.Index(
                        condition=models.Q(("is_open", True)), fields=["due_on", "id"], name="voices_case_desk_of_many"
                    ),
                    models.Index(
                        condition=models.Q(("published_at__isnull", False)),
                        fields=["place", "-published_at"],
                        name="voices_case_public",
                    ),
                    models.Index(
                        condition=models.Q(("published_at__isnull", False)),
                        fields=["-published_at"],
                        name="voices_case_public_of_many",
                    ),
                    models.Index(
                        condition=models.Q(("published_at", None), ("redacted_at__isnull", False)),
                        fields=["place"],
                        name="voices_case_for_second_eyes",
                    ),
                    models.Index(
                        fields=[
                            "place",
                            "received_on",
                            "kind",
                            "accepted_on",
                            "answered_on",
                            "merged_into",
                            "outcome",
                            "verdict",
                            "contested_on",
                            "rating",
                        ],
                        name="voices_case_counts_of_month",
                    ),
                    models.Index(
                        condition=models.Q(("answer_due_on__isnull", False)),
                        fields=["place", "answer_due_on", "answered_on", "kind", "answer_certainty"],
                        name="voices_case_counts_of_days",
                    ),
                    models.Index(
                        condition=models.Q(("is_open", True)),
                        fields=[
                            "place",
                            "kind",
                            "subject",
                            "latitude",
                            "longitude",
                            "answer_due_on",
                            "answer_certainty",
                            "is_open",
                            "refused_as",
                        ],
                        name="voices_case_on_the_map",
                    ),
                    models.Index(
                        condition=models.Q(("is_open", True)),
                        fields=["officer", "due_on"],
                        name="voices_case_of_an_officer",
                    ),
                    models.Index(
                        condition=models.Q(("latitude__isnull", False)),
                        fields=["latitude", "longitude"],
                        name="voices_case_near",
                    ),
                    models.Index(
                        fields=["-received_at", "-id", "kind", "subject", "place", "is_open", "refused_as"],
                        name="voices_case_by_moment",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "report",
                                    "petition",
                                    "complaint_first",
                                    "complaint_second",
                                    "information_request",
                                    "crime_report",
                                ],
                            )
                        ),
                        name="voices_case_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["received", "accepted", "answered", "agreed", "rechecked"])),
                        name="voices_case_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "outcome__in",
                                ["solved", "partly", "refused", "not_our_power", "duplicate", "cannot_verify", ""],
                            )
                        ),
                        name="voices_case_outcome_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "refused_as__in",
                                [
                                    "wrong_channel",
                                    "not_our_power",
                                    "settled_before",
                                    "out_of_time",
                                    "in_court",
                                    "no_right",
                                    "unreadable",
                                    "internal",
                                    "denunciation",
                                    "",
                                ],
                            )
                        ),
                        name="voices_case_refusal_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("channel__in", ["web", "phone", "counter", "notebook", "mail", "open311", "reception"])
                        ),
                        name="voices_case_channel_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "subject__in",
                                [
                                    "roads",
                                    "lighting",
                                    "drainage",
                                    "water",
                                    "waste",
                                    "air",
                                    "noise",
                                    "order",
                                    "security",
                                    "construction",
                                    "land",
                                    "clinics",
                                    "schools",
                                    "desks",
                                    "portals",
                                    "officers",
                                    "poverty",
                                    "money",
                                    "other",
                                ],
                            )
                        ),
                        name="voices_case_subject_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("urgency__in", ["ordinary", "soon", "danger"])),
                        name="voices_case_urgency_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stage__in",
                                [
                                    "acceptance",
                                    "answer",
                                    "settlement",
                                    "sending",
                                    "publication",
                                    "recheck",
                                    "hand_over",
                                    "first_notice",
                                    "none",
                                ],
                            )
                        ),
                        name="voices_case_stage_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("verdict__in", ["", "agreed", "contested"])),
                        name="voices_case_verdict_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", False), ("longitude__isnull", False)),
                            models.Q(("latitude", None), ("longitude", None)),
                            _connector="OR",
                        ),
                        name="voices_case_point_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_by__isnull", False), ("answered_on__isnull", False)),
                            models.Q(("answered_by", None), ("answered_on", None)),
                            _connector="OR",
                        ),
                        name="voices_case_answer_has_day_and_officer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("redacted_at__isnull", False), ("redacted_by__isnull", False)),
                            models.Q(("redacted_at", None), ("redacted_by", None)),
                            _connector="OR",
                        ),
                        name="voices_case_redaction_has_its_officer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at__isnull", False), ("published_by__isnull", False)),
                            models.Q(("published_at", None), ("published_by", None)),
                            _connector="OR",
                        ),
                        name="voices_case_publication_has_its_officer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("rated_on__isnull", False), ("rating__isnull", False)),
                            models.Q(("rated_on", None), ("rating", None)),
                            _connector="OR",
                        ),
                        name="voices_case_rating_has_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_on", None), ("is_open", True)),
                            models.Q(("closed_on__isnull", False), ("is_open", False)),
                            _connector="OR",
                        ),
                        name="voices_case_closed_has_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_on", None), ("outcome", "")),
                            models.Q(models.Q(("outcome", ""), _negated=True), ("answered_on__isnull", False)),
                            models.Q(("merged_into__isnull", False), ("outcome", "duplicate")),
                            _connector="OR",
                        ),
                        name="voices_case_outcome_needs_an_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("refused_as", ""), models.Q(("right_address", ""), _negated=True), _connector="OR"
                        ),
                        name="voices_case_refusal_names_the_right_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_by", None),
                            models.Q(("published_by", models.F("redacted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="voices_case_published_by_second_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_at", None), models.Q(("public_summary", ""), _negated=True), _connector="OR"
                        ),
                        name="voices_case_published_has_a_summary",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_at", None),
                            models.Q(("refused_as", "denunciation"), _negated=True),
                            _connector="OR",
                        ),
                        name="voices_case_denunciation_is_never_public",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verdict", ""), ("verdict_on", None)),
                            models.Q(models.Q(("verdict", ""), _negated=True), ("verdict_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="voices_case_verdict_has_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rating", None), ("rating__range", (1, 5)), _connector="OR"),
                        name="voices_case_rating_1_to_5",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_complex", False), models.Q(("complex_ground", ""), _negated=True), _connector="OR"
                        ),
                        name="voices_case_complex_names_its_ground",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("merged_into", models.F("id")), _negated=True),
                        name="voices_case_not_merged_into_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("merged_into", None), ("is_open", False), _connector="OR"),
                        name="voices_case_merged_is_closed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "received"),
                            ("accepted_on__isnull", False),
                            ("answered_on__isnull", False),
                            _connector="OR",
                        ),
                        name="voices_case_state_was_reached",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Denunciation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("number", models.PositiveIntegerField()),
                ("paper_reference", models.CharField(max_length=24)),
                ("source", models.CharField(max_length=8)),
                ("is_repeat", models.BooleanField(default=False)),
                ("received_on", models.DateField()),
                ("summary", models.TextField()),
                ("criteria", models.PositiveSmallIntegerField(default=0)),
                ("stage", models.CharField(default="received", max_length=16)),
                ("conclusion", models.TextField(blank=True)),
                ("published_on", models.DateField(null=True)),
                ("taken_down_on", models.DateField(null=True)),
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
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("place", "year", "number"), name="voices_denunciation_one_per_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stage__in",
                                [
                                    "received",
                                    "forwarded",
                                    "refused",
                                    "accepted",
                                    "suspended",
                                    "discontinued",
                                    "concluded",
                                ],
                            )
                        ),
                        name="voices_denunciation_stage_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["direct", "body"])),
                        name="voices_denunciation_source_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_on", None), models.Q(("conclusion", ""), _negated=True), _connector="OR"
                        ),
                        name="voices_denunciation_published_has_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("taken_down_on", None), ("published_on__isnull", False), _connector="OR"),
                        name="voices_denunciation_taken_down_was_published",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DenunciationStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("act", models.CharField(max_length=24)),
                ("on", models.DateField()),
                ("at", models.DateTimeField()),
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
                    "denunciation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="voices.denunciation"
                    ),
                ),
            ],
            options={
                "ordering": ["on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "act__in",
                                [
                                    "extend_check",
                                    "forward",
                                    "refuse",
                                    "accept",
                                    "notify_acceptance",
                                    "extend",
                                    "suspend",
                                    "resume",
                                    "note_withdrawal",
                                    "discontinue",
                                    "protect",
                                    "conclude",
                                    "send_conclusion",
                                    "publish",
                                    "take_down",
                                    "answer_body",
                                    "note_repeat",
                                    "require_report",
                                    "send_report",
                                ],
                            )
                        ),
                        name="voices_denunciationstep_act_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Follower",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code_hash", models.CharField(max_length=64, unique=True)),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="followers", to="voices.case"
                    ),
                ),
            ],
        ),
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
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_asked", True)),
                        fields=["place"],
                        name="voices_forwarding_asked",
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
                        condition=models.Q(("heard_on", None), ("heard_on__gte", models.F("on")), _connector="OR"),
                        name="voices_forwarding_heard_after_it_went",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tie", models.CharField(max_length=16)),
                ("at", models.DateTimeField()),
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links", to="voices.case"
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="linked_from", to="voices.case"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("case", "other", "tie"), name="voices_link_once"),
                    models.CheckConstraint(
                        condition=models.Q(("case", models.F("other")), _negated=True), name="voices_link_between_two"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("tie__in", ["same_place", "alike", "follows", "split", "merged", "second"])
                        ),
                        name="voices_link_tie_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LocalTerm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=16)),
                ("n", models.PositiveSmallIntegerField()),
                ("unit", models.CharField(max_length=16)),
                ("from_day", models.DateField()),
                ("source", models.CharField(max_length=200)),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="voices_terms", to="places.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("place", "what", "from_day"), name="voices_localterm_one_per_day"),
                    models.CheckConstraint(
                        condition=models.Q(("what__in", ["report", "petition", "contest", "recheck"])),
                        name="voices_localterm_what_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("unit__in", ["working_days", "calendar_days"])),
                        name="voices_localterm_unit_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("n__range", (1, 365))), name="voices_localterm_is_1_to_365"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True), name="voices_localterm_names_its_source"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("is_from_sender", models.BooleanField()),
                ("text", models.TextField()),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="voices.case",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["case", "at"], name="voices_message_in_order")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("by", None), ("is_from_sender", True)),
                            models.Q(("by__isnull", False), ("is_from_sender", False)),
                            _connector="OR",
                        ),
                        name="voices_message_of_an_officer_has_its_officer",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("letter", models.CharField(max_length=24)),
                ("recipient", models.CharField(max_length=24)),
                ("addressee", models.CharField(blank=True, default="", max_length=200)),
                ("duty", models.CharField(blank=True, default="", max_length=16)),
                ("due_on", models.DateField(null=True)),
                ("due_certainty", models.CharField(blank=True, default="", max_length=8)),
                ("drafted_at", models.DateTimeField()),
                ("text", models.TextField()),
                ("sent_on", models.DateField(null=True)),
                ("reference", models.CharField(blank=True, default="", max_length=80)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="voices.case"
                    ),
                ),
                (
                    "forwarding",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="voices.forwarding",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["case", "drafted_at"], name="voices_notice_of_a_case"),
                    models.Index(
                        condition=models.Q(("sent_on", None)), fields=["due_on", "case"], name="voices_notice_unsent"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "letter__in",
                                [
                                    "accepted",
                                    "not_accepted",
                                    "handling",
                                    "forwarded",
                                    "decision",
                                    "result",
                                    "relayed",
                                    "publication",
                                    "suspended",
                                    "resumed",
                                    "complex",
                                    "dialogue",
                                    "answer",
                                ],
                            )
                        ),
                        name="voices_notice_letter_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "recipient__in",
                                [
                                    "sender",
                                    "respondent",
                                    "first_settler",
                                    "superior",
                                    "parties",
                                    "forwarder",
                                    "inspectorate",
                                    "authority",
                                    "public",
                                    "file",
                                ],
                            )
                        ),
                        name="voices_notice_recipient_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_by__isnull", False), ("sent_on__isnull", False)),
                            models.Q(("sent_by", None), ("sent_on", None)),
                            _connector="OR",
                        ),
                        name="voices_notice_sent_has_day_and_officer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("kind", models.CharField(max_length=8)),
                ("name", models.CharField(max_length=200)),
                ("bytes", models.PositiveIntegerField()),
                ("width", models.PositiveIntegerField(null=True)),
                ("height", models.PositiveIntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("is_after", models.BooleanField(default=False)),
                ("is_public", models.BooleanField(default=False)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="voices.case",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("case", "sha256"), name="voices_photo_once_in_a_case")],
            },
        ),
        migrations.CreateModel(
            name="Reception",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("people", models.PositiveSmallIntegerField()),
                ("subject", models.CharField(max_length=24)),
                ("summary", models.CharField(max_length=300)),
                ("result", models.CharField(max_length=16)),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receptions",
                        to="voices.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Promise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=300)),
                ("due_on", models.DateField()),
                ("promised_at", models.DateTimeField()),
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
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promises",
                        to="voices.case",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"),
                ),
                (
                    "task",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="promise", to="plans.task"
                    ),
                ),
                (
                    "reception",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promises",
                        to="voices.reception",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["place", "due_on"], name="voices_promise_of_a_place")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("case__isnull", False), ("reception", None)),
                            models.Q(("case", None), ("reception__isnull", False)),
                            _connector="OR",
                        ),
                        name="voices_promise_has_one_source",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReceptionDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("receiver", models.CharField(max_length=16)),
                ("from_time", models.TimeField()),
                ("until_time", models.TimeField()),
                ("where", models.CharField(max_length=200)),
                ("posted_on", models.DateField()),
                ("state", models.CharField(default="planned", max_length=16)),
                ("reason", models.CharField(blank=True, default="", max_length=300)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "kept_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "moved_from",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moved_to",
                        to="voices.receptionday",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reception_days", to="places.unit"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["place", "on"], name="voices_receptionday_calendar")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "moved"), _negated=True),
                        fields=("place", "on", "receiver"),
                        name="voices_receptionday_one_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("receiver__in", ["chair", "deputy", "officer"])),
                        name="voices_receptionday_receiver_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["planned", "kept", "missed", "moved"])),
                        name="voices_receptionday_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until_time__gt", models.F("from_time"))),
                        name="voices_receptionday_hours_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("state", "planned")),
                            models.Q(models.Q(("state", "planned"), _negated=True), ("closed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="voices_receptionday_closed_has_its_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["missed", "moved"]), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="voices_receptionday_missed_says_why",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="reception",
            name="day",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="receptions", to="voices.receptionday"
            ),
        ),
        migrations.CreateModel(
            name="Sender",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, default="", max_length=120)),
                ("phone", models.CharField(blank=True, default="", max_length=20)),
                ("email", models.CharField(blank=True, default="", max_length=254)),
                ("address", models.CharField(blank=True, default="", max_length=300)),
                ("wants", models.CharField(default="code", max_length=16)),
                ("is_hidden", models.BooleanField(default=False)),
                ("erased_on", models.DateField(null=True)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sender", to="voices.case"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("wants__in", ["code", "phone", "mail", "group", "loudspeaker", "paper"])),
                        name="voices_sender_way_back_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("erased_on", None),
                            models.Q(("address", ""), ("email", ""), ("name", ""), ("phone", "")),
                            _connector="OR",
                        ),
                        name="voices_sender_erased_is_empty",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sorting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("proposed", models.CharField(blank=True, default="", max_length=24)),
                ("words", models.JSONField(default=list)),
                ("is_withheld", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sorting", to="voices.case"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("settled_at", None)), fields=["place", "at"], name="voices_sorting_waiting"
                    ),
                    models.Index(
                        condition=models.Q(("settled_at__isnull", False)),
                        fields=["settled_at"],
                        name="voices_sorting_by_moment",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", False), ("settled_by__isnull", False)),
                            models.Q(("settled_at", None), ("settled_by", None)),
                            _connector="OR",
                        ),
                        name="voices_sorting_settled_has_its_officer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("settled_at", None), ("settled_at__gte", models.F("at")), _connector="OR"),
                        name="voices_sorting_settled_after_it_came",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("act", models.CharField(max_length=16)),
                ("at", models.DateTimeField()),
                ("on", models.DateField()),
                ("moves", models.SmallIntegerField(default=0)),
                ("state", models.CharField(max_length=16)),
                ("outcome", models.CharField(blank=True, default="", max_length=16)),
                ("due_on", models.DateField(null=True)),
                ("told", models.TextField(blank=True, default="")),
                ("note", models.TextField(blank=True, default="")),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="voices.case",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["case", "at"], name="voices_step_timeline"),
                    models.Index(fields=["at", "id", "act", "case"], name="voices_step_by_moment"),
                    models.Index(
                        condition=models.Q(("moves", 0), _negated=True),
                        fields=["place", "on", "act", "moves"],
                        name="voices_step_stock",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("moves__in", [-1, 0, 1])), name="voices_step_moves_one_case"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Suspension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_day", models.DateField()),
                ("until_day", models.DateField(null=True)),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="suspensions", to="voices.case"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until_day", None)),
                        fields=("case",),
                        name="voices_suspension_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_day", None), ("until_day__gte", models.F("from_day")), _connector="OR"
                        ),
                        name="voices_suspension_days_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="voices_suspension_says_why"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tip",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("box", models.CharField(max_length=64)),
                ("last_on", models.DateField()),
                ("step", models.CharField(default="waiting", max_length=20)),
                ("step_on", models.DateField(null=True)),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("box", "place"), name="voices_tip_one_box_a_place"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("step__in", ["waiting", "opened", "to_inspection", "forwarded", "nothing_to_check"])
                        ),
                        name="voices_tip_step_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Vault",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key_a", models.BinaryField(max_length=65)),
                ("key_b", models.BinaryField(max_length=65)),
                ("installed_at", models.DateTimeField()),
                ("confirmed_a_at", models.DateTimeField(null=True)),
                ("confirmed_b_at", models.DateTimeField(null=True)),
                ("retired_at", models.DateTimeField(null=True)),
                (
                    "holder_a",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "holder_b",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "installed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("holder_a", models.F("holder_b")), _negated=True),
                        name="voices_vault_two_holders",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("key_a", models.F("key_b")), _negated=True), name="voices_vault_two_keys"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("confirmed_a_at__isnull", False), ("confirmed_b_at__isnull", False), ("retired_at", None)
                        ),
                        fields=("place",),
                        name="voices_vault_one_in_use",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TipLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_answer", models.BooleanField(default=False)),
                ("sealed", models.BinaryField()),
                ("on", models.DateField()),
                ("fetched_on", models.DateField(null=True)),
                (
                    "tip",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="letters", to="voices.tip"
                    ),
                ),
                (
                    "vault",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="voices.vault",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["tip", "is_answer"], name="voices_tipletter_of_tip")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_answer", True), ("vault", None)),
                            models.Q(("is_answer", False), ("vault__isnull", False)),
                            _connector="OR",
                        ),
                        name="voices_tipletter_sealed_to_a_vault_or_a_code",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="reception",
            constraint=models.UniqueConstraint(fields=("day", "position"), name="voices_reception_in_order"),
        ),
        migrations.AddConstraint(
            model_name="reception",
            constraint=models.CheckConstraint(
                condition=models.Q(("people__gte", 1)), name="voices_reception_somebody_came"
            ),
        ),
        migrations.AddConstraint(
            model_name="reception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "subject__in",
                        [
                            "roads",
                            "lighting",
                            "drainage",
                            "water",
                            "waste",
                            "air",
                            "noise",
                            "order",
                            "security",
                            "construction",
                            "land",
                            "clinics",
                            "schools",
                            "desks",
                            "portals",
                            "officers",
                            "poverty",
                            "money",
                            "other",
                        ],
                    )
                ),
                name="voices_reception_subject_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="reception",
            constraint=models.CheckConstraint(
                condition=models.Q(("result__in", ["answered", "case", "promised", "referred"])),
                name="voices_reception_result_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="reception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("result", "case"), _negated=True), ("case__isnull", False), _connector="OR"
                ),
                name="voices_reception_case_is_named",
            ),
        ),
    ]
