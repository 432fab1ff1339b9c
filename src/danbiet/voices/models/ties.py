"""What hangs on a case: who forwarded it, letters that the law owes, ties, promises, suspensions, local terms."""

from django.db import models
from django.db.models import F, Q

from danbiet.voices.models import labels
from danbiet.voices.models.cases import Case, one_of, paired
from danbiet.voices.rules import Tie
from danbiet.voices.rules.letters import Forwarder, Letter, Recipient
from danbiet.voices.rules.terms import What


class Forwarding(models.Model):
    """A body that forwarded a case, and so must be told how it ended. `place`: the unit, when it works with this book.

    `is_asked`: the sender wants to hear of the end from that body; `heard_on`: when it heard of it itself.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="forwardings")
    forwarder = models.CharField(max_length=16)
    name = models.CharField(max_length=200)
    place = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    on = models.DateField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    is_asked = models.BooleanField(default=False)
    heard_on = models.DateField(null=True)

    class Meta:
        constraints = [
            one_of("forwarder", Forwarder, "voices_forwarding_forwarder_is_known"),
            models.UniqueConstraint(fields=["case", "name"], name="voices_forwarding_once_of_a_body"),
            models.CheckConstraint(condition=~Q(name=""), name="voices_forwarding_names_the_body"),
            models.CheckConstraint(
                condition=Q(heard_on=None) | Q(heard_on__gte=F("on")), name="voices_forwarding_heard_after_it_went"
            ),
        ]
        indexes = [models.Index(fields=["place"], condition=Q(is_asked=True), name="voices_forwarding_asked")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.name}"

    @property
    def forwarder_word(self) -> str:
        return str(labels.FORWARDERS[self.forwarder])


class Notice(models.Model):
    """A letter the law owes to one recipient: drafted by the act that makes it due, edited and sent by a person.

    `forwarding`: the body it goes to, or, of a result told on, the body that owes it. `addressee`: the one in question.
    `event_on`: the day from which (of a dialogue: up to which) `due_on` is counted.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices")
    letter = models.CharField(max_length=24)
    recipient = models.CharField(max_length=24)
    forwarding = models.ForeignKey(Forwarding, on_delete=models.PROTECT, null=True, related_name="notices")
    addressee = models.CharField(max_length=200, blank=True, default="")
    duty = models.CharField(max_length=16, blank=True, default="")
    event_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    due_certainty = models.CharField(max_length=8, blank=True, default="")
    drafted_at = models.DateTimeField()
    text = models.TextField()
    sent_on = models.DateField(null=True)
    sent_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    reference = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints = [
            one_of("letter", Letter, "voices_notice_letter_is_known"),
            one_of("recipient", Recipient, "voices_notice_recipient_is_known"),
            paired("sent_on", "sent_by", "voices_notice_sent_has_day_and_officer"),
        ]
        indexes = [
            models.Index(fields=["case", "drafted_at"], name="voices_notice_of_a_case"),
            models.Index(fields=["due_on", "case"], condition=Q(sent_on=None), name="voices_notice_unsent"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.letter} {self.recipient}"

    @property
    def letter_word(self) -> str:
        return str(labels.LETTERS[self.letter])

    @property
    def recipient_word(self) -> str:
        return str(labels.RECIPIENTS[self.recipient])

    @property
    def addressed(self) -> str:
        """The recipient, and which one where it is known."""
        return f"{self.recipient_word}: {self.addressee}" if self.addressee else self.recipient_word

    @property
    def is_of_forwarder(self) -> bool:
        """Whether the body that forwarded the case owes it, and not whoever handles it."""
        return self.letter == Letter.RELAYED.value


class Link(models.Model):
    """Two cases that belong together, and why; the later names the earlier."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="links")
    other = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="linked_from")
    tie = models.CharField(max_length=16)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "other", "tie"], name="voices_link_once"),
            models.CheckConstraint(condition=~Q(case=F("other")), name="voices_link_between_two"),
            one_of("tie", Tie, "voices_link_tie_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.tie} {self.other_id}"

    @property
    def tie_word(self) -> str:
        return str(labels.TIES[self.tie])


class Promise(models.Model):
    """What was promised with a day, in an answer or when citizens were received: it is a task of the plan."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="promises")
    reception = models.ForeignKey("voices.Reception", on_delete=models.PROTECT, null=True, related_name="promises")
    place = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    task = models.OneToOneField("plans.Task", on_delete=models.PROTECT, related_name="promise")
    text = models.CharField(max_length=300)
    due_on = models.DateField()
    promised_at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=False, reception=None) | Q(case=None, reception__isnull=False),
                name="voices_promise_has_one_source",
            )
        ]
        indexes = [models.Index(fields=["place", "due_on"], name="voices_promise_of_a_place")]

    def __str__(self) -> str:
        return self.text[:60]


class Suspension(models.Model):
    """Days that do not count, [from_day, until_day), with the reason; the last one of a case may still run."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="suspensions")
    from_day = models.DateField()
    until_day = models.DateField(null=True)
    reason = models.TextField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(until_day=None), name="voices_suspension_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until_day=None) | Q(until_day__gte=F("from_day")), name="voices_suspension_days_in_order"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="voices_suspension_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.from_day}"


class LocalTerm(models.Model):
    """A term that a place set itself, where the law sets none: shown as the place's own, never as law."""

    place = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="voices_terms")
    what = models.CharField(max_length=16)
    n = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=16)
    from_day = models.DateField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "what", "from_day"], name="voices_localterm_one_per_day"),
            one_of("what", What, "voices_localterm_what_is_known"),
            models.CheckConstraint(
                condition=Q(unit__in=["working_days", "calendar_days"]), name="voices_localterm_unit_is_known"
            ),
            models.CheckConstraint(condition=Q(n__range=(1, 365)), name="voices_localterm_is_1_to_365"),
            models.CheckConstraint(condition=~Q(source=""), name="voices_localterm_names_its_source"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.what} {self.n} {self.unit}"
