"""Cases of every kind but denunciations: one row each. Who sent it lies apart, so that it can be erased."""

from enum import StrEnum
from typing import Any

from django.db import models
from django.db.models import F, Q

from danbiet.voices.models import labels
from danbiet.voices.rules import Channel, Kind, Outcome, Refused, State, Subject, Urgency, Verdict
from danbiet.voices.rules.stages import Stage


def one_of(field: str, values: type[StrEnum], name: str, *, or_empty: bool = False) -> models.CheckConstraint:
    """The list of choices, repeated by the database."""
    known = [value.value for value in values] + ([""] if or_empty else [])
    return models.CheckConstraint(condition=Q(**{f"{field}__in": known}), name=name)


def paired(first: str, second: str, name: str) -> models.CheckConstraint:
    """Both are known or none is."""
    both = Q(**{f"{first}__isnull": False, f"{second}__isnull": False})
    return models.CheckConstraint(condition=both | Q(**{first: None, second: None}), name=name)


class Series(models.Model):
    """The last number given out in a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


# What the database itself refuses, and how a million rows are found.
CLAIMS: list[models.BaseConstraint] = [
    one_of("kind", Kind, "voices_case_kind_is_known"),
    one_of("state", State, "voices_case_state_is_known"),
    one_of("outcome", Outcome, "voices_case_outcome_is_known", or_empty=True),
    one_of("refused_as", Refused, "voices_case_refusal_is_known", or_empty=True),
    one_of("channel", Channel, "voices_case_channel_is_known"),
    one_of("subject", Subject, "voices_case_subject_is_known"),
    one_of("urgency", Urgency, "voices_case_urgency_is_known"),
    one_of("stage", Stage, "voices_case_stage_is_known"),
    one_of("verdict", Verdict, "voices_case_verdict_is_known"),
    paired("latitude", "longitude", "voices_case_point_is_whole"),
    paired("answered_on", "answered_by", "voices_case_answer_has_day_and_officer"),
    paired("redacted_at", "redacted_by", "voices_case_redaction_has_its_officer"),
    paired("published_at", "published_by", "voices_case_publication_has_its_officer"),
    paired("rating", "rated_on", "voices_case_rating_has_its_day"),
    models.CheckConstraint(
        condition=Q(is_open=True, closed_on=None) | Q(is_open=False, closed_on__isnull=False),
        name="voices_case_closed_has_its_day",
    ),
    models.CheckConstraint(
        condition=Q(outcome="", answered_on=None)
        | (~Q(outcome="") & Q(answered_on__isnull=False))
        | Q(outcome=Outcome.DUPLICATE.value, merged_into__isnull=False),
        name="voices_case_outcome_needs_an_answer",
    ),
    models.CheckConstraint(
        condition=Q(refused_as="") | ~Q(right_address=""), name="voices_case_refusal_names_the_right_address"
    ),
    models.CheckConstraint(
        condition=Q(published_by=None) | ~Q(published_by=F("redacted_by")),
        name="voices_case_published_by_second_eyes",
    ),
    models.CheckConstraint(
        condition=Q(published_at=None) | ~Q(public_summary=""), name="voices_case_published_has_a_summary"
    ),
    models.CheckConstraint(
        condition=Q(published_at=None) | ~Q(refused_as=Refused.DENUNCIATION.value),
        name="voices_case_denunciation_is_never_public",
    ),
    models.CheckConstraint(
        condition=Q(verdict="", verdict_on=None) | (~Q(verdict="") & Q(verdict_on__isnull=False)),
        name="voices_case_verdict_has_its_day",
    ),
    models.CheckConstraint(condition=Q(rating=None) | Q(rating__range=(1, 5)), name="voices_case_rating_1_to_5"),
    models.CheckConstraint(
        condition=Q(is_complex=False) | ~Q(complex_ground=""), name="voices_case_complex_names_its_ground"
    ),
    models.CheckConstraint(condition=~Q(merged_into=F("id")), name="voices_case_not_merged_into_itself"),
    models.CheckConstraint(condition=Q(merged_into=None) | Q(is_open=False), name="voices_case_merged_is_closed"),
    models.CheckConstraint(
        condition=Q(state="received") | Q(accepted_on__isnull=False) | Q(answered_on__isnull=False),
        name="voices_case_state_was_reached",
    ),
]
INDEXES = [
    models.Index(fields=["place", "due_on", "id"], condition=Q(is_open=True), name="voices_case_desk"),
    models.Index(fields=["due_on", "id"], condition=Q(is_open=True), name="voices_case_desk_of_many"),
    models.Index(fields=["place", "-published_at"], condition=Q(published_at__isnull=False), name="voices_case_public"),
    models.Index(fields=["-published_at"], condition=Q(published_at__isnull=False), name="voices_case_public_of_many"),
    models.Index(
        fields=["place"],
        condition=Q(redacted_at__isnull=False, published_at=None),
        name="voices_case_for_second_eyes",
    ),
    # these three hold every column that is counted, so that no row is read (decision 0156)
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
        fields=["place", "answer_due_on", "answered_on", "kind", "answer_certainty"],
        condition=Q(answer_due_on__isnull=False),
        name="voices_case_counts_of_days",
    ),
    models.Index(
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
        condition=Q(is_open=True),
        name="voices_case_on_the_map",
    ),
    models.Index(fields=["officer", "due_on"], condition=Q(is_open=True), name="voices_case_of_an_officer"),
    models.Index(fields=["latitude", "longitude"], condition=Q(latitude__isnull=False), name="voices_case_near"),
    # lists by moment are narrowed, counted off to a deep page and cut from this index alone
    models.Index(
        fields=["-received_at", "-id", "kind", "subject", "place", "is_open", "refused_as"],
        name="voices_case_by_moment",
    ),
]


class CaseWords:
    """The words for a case's kind, state and the rest, in the reader's language."""

    kind: Any
    subject: Any
    state: Any
    outcome: Any
    refused_as: Any
    channel: Any
    urgency: Any
    stage: Any
    due_certainty: Any

    @property
    def kind_word(self) -> str:
        return str(labels.KINDS[self.kind])

    @property
    def subject_word(self) -> str:
        return str(labels.SUBJECTS[self.subject])

    @property
    def state_word(self) -> str:
        return str(labels.STATES[self.state])

    @property
    def outcome_word(self) -> str:
        return str(labels.OUTCOMES.get(self.outcome, ""))

    @property
    def refusal_word(self) -> str:
        return str(labels.REFUSALS.get(self.refused_as, ""))

    @property
    def channel_word(self) -> str:
        return str(labels.CHANNELS[self.channel])

    @property
    def urgency_word(self) -> str:
        return str(labels.URGENCIES[self.urgency])

    @property
    def stage_word(self) -> str:
        return str(labels.STAGES[self.stage])

    @property
    def certainty_word(self) -> str:
        return str(labels.CERTAINTIES[self.due_certainty])


class Case(CaseWords, models.Model):
    """One matter that somebody brought. The number opens nothing; the receipt code is kept only as its hash.

    `is_open`: the office still has to act. `due_on` is the day of the act that comes next (`stage`), `answer_due_on`
    the day on which the sender may expect the answer: it is public. `version` counts the changes. `dialogue_on` is the
    day for which people were last invited to a dialogue; `dialogue_held_on` the last on which one was held, or on which
    the complainant, invited in time, did not come.
    """

    number = models.CharField(max_length=24, unique=True)
    code_hash = models.CharField(max_length=64, unique=True)
    token_hash = models.CharField(max_length=64, unique=True, null=True)
    content_hash = models.CharField(max_length=64, default="")
    kind = models.CharField(max_length=24)
    subject = models.CharField(max_length=24, default=Subject.OTHER.value)
    constructs = models.JSONField(default=list)
    channel = models.CharField(max_length=16)
    urgency = models.CharField(max_length=16, default=Urgency.ORDINARY.value)
    place = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="cases", db_index=False)
    received_place = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    group = models.ForeignKey(
        "places.ResidentialGroup", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    title = models.CharField(max_length=200)
    text = models.TextField()
    folded = models.TextField()
    address = models.CharField(max_length=300, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    received_at = models.DateTimeField()
    received_on = models.DateField()
    state = models.CharField(max_length=16, default=State.RECEIVED.value)
    outcome = models.CharField(max_length=16, blank=True, default="")
    refused_as = models.CharField(max_length=16, blank=True, default="")
    right_address = models.CharField(max_length=300, blank=True, default="")
    is_open = models.BooleanField(default=True)
    closed_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    answered_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    answer = models.TextField(blank=True, default="")
    rechecked_on = models.DateField(null=True)
    recheck_finding = models.TextField(blank=True, default="")
    sent_on = models.DateField(null=True)
    dialogue_on = models.DateField(null=True)
    dialogue_held_on = models.DateField(null=True)
    posted_on = models.DateField(null=True)
    transferred_on = models.DateField(null=True)
    handed_over_on = models.DateField(null=True)
    handed_to = models.CharField(max_length=300, blank=True, default="")

    stage = models.CharField(max_length=16, default=Stage.NONE.value)
    stage_from = models.DateField(null=True)
    due_on = models.DateField(null=True)
    due_means = models.CharField(max_length=16, default="none")
    due_duty = models.CharField(max_length=16, blank=True, default="")
    due_certainty = models.CharField(max_length=8, blank=True, default="")
    answer_due_on = models.DateField(null=True)
    answer_certainty = models.CharField(max_length=8, blank=True, default="")
    is_remote = models.BooleanField(default=False)
    is_complex = models.BooleanField(default=False)
    complex_ground = models.CharField(max_length=300, blank=True, default="")
    extended_until = models.DateField(null=True)
    suspended_on = models.DateField(null=True)

    agency = models.ForeignKey("places.Agency", on_delete=models.PROTECT, null=True, related_name="cases")
    officer = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    verdict = models.CharField(max_length=16, blank=True, default=Verdict.NONE.value)
    verdict_on = models.DateField(null=True)
    contested_on = models.DateField(null=True)
    rating = models.PositiveSmallIntegerField(null=True)
    rated_on = models.DateField(null=True)

    public_summary = models.TextField(blank=True, default="")
    public_answer = models.TextField(blank=True, default="")
    public_folded = models.TextField(null=True)
    redacted_at = models.DateTimeField(null=True)
    redacted_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    origin_kind = models.CharField(max_length=32, blank=True, default="")
    origin_number = models.CharField(max_length=64, blank=True, default="")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = CLAIMS
        indexes = INDEXES

    def __str__(self) -> str:
        return self.number


class Sender(models.Model):
    """Who sent it and how to reach them, if they said so: seen by those who handle it, and erased after a time."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="sender")
    name = models.CharField(max_length=120, blank=True, default="")
    phone = models.CharField(max_length=20, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    address = models.CharField(max_length=300, blank=True, default="")
    wants = models.CharField(max_length=16, default="code")
    is_hidden = models.BooleanField(default=False)
    erased_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(wants__in=["code", "phone", "mail", "group", "loudspeaker", "paper"]),
                name="voices_sender_way_back_is_known",
            ),
            models.CheckConstraint(
                condition=Q(erased_on=None) | Q(name="", phone="", email="", address=""),
                name="voices_sender_erased_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}"
