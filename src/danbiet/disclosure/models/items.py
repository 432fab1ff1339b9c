"""What is disclosed, version by version, and how often it was seen."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext

from danbiet.disclosure.rules import ItemKind, ItemState
from danbiet.ledger.rules.verifying import OVER

STATES = [state.value for state in ItemState]
KINDS = [kind.value for kind in ItemKind]


class Item(models.Model):
    """A thing disclosed under one title; its words and file lie in its versions. Item `pk` is its public number."""

    place = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="disclosed")
    obligation = models.ForeignKey("disclosure.Obligation", on_delete=models.PROTECT, null=True, related_name="items")
    kind = models.CharField(max_length=16)
    title = models.CharField(max_length=300)
    folded = models.TextField(blank=True)
    period = models.CharField(max_length=8, blank=True)
    state = models.CharField(max_length=16, default=ItemState.DRAFT.value)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)
    ended_reason = models.TextField(blank=True)
    confirmed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="disclosure_item_state_is_known"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="disclosure_item_kind_is_known"),
            models.CheckConstraint(
                condition=Q(state="draft", published_at=None) | (~Q(state="draft") & Q(published_at__isnull=False)),
                name="disclosure_item_published_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "published"], ended_on=None)
                | (Q(state__in=["withdrawn", "taken_down"], ended_on__isnull=False) & ~Q(ended_reason="")),
                name="disclosure_item_ended_has_day_and_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["place", "-published_at"], name="disclosure_item_newest"),
            models.Index(
                fields=["published_at"],
                condition=Q(kind="personal_list", state="published"),
                name="disclosure_item_list_up",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def why_ended(self) -> str:
        """Why it was withdrawn or taken down: an officer's words, or those of the clock in the reader's language."""
        return gettext(OVER) if self.ended_reason == OVER else self.ended_reason

    @property
    def target(self) -> str:
        """Its name in the record and in receipts."""
        return f"disclosure.item/{self.pk}"


class Version(models.Model):
    """One version of an item. Published versions are never edited: a correction is the next number, with its reason.

    `table` holds the rows of a budget as read from the file: a list of {code, name, level, planned, actual, side,
    sheet, unit}, đồng. `removed` is what cleaning took out of the file and which columns were cut: a list of
    {sentence, values}; the file as it was sent is not kept.
    `findings` is what the detector of personal data saw (kind, place, masked value); publishing in spite of it needs
    `accepted_reason`. `event` is the sequence number of the ledger's event that published it. `erased_on`
    says when the file itself was removed: of a list of people after its least time, whether the list is up or not.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    summary = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=200)
    bytes = models.PositiveIntegerField()
    table = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    removed = models.JSONField(default=list)
    accepted_reason = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    drafted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    event = models.BigIntegerField(null=True)
    erased_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="disclosure_version_one_per_number"),
            models.CheckConstraint(
                condition=Q(published_at=None, event=None) | Q(published_at__isnull=False, event__isnull=False),
                name="disclosure_version_published_is_in_the_record",
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""), name="disclosure_version_correction_says_why"
            ),
        ]
        ordering = ["item", "number"]

    def __str__(self) -> str:
        return f"{self.item_id} v{self.number}"


class Sight(models.Model):
    """How often an item's page or file was opened on a day; nothing is kept of who opened it."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="sights")
    on = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "on"], name="disclosure_sight_one_per_day")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.on}: {self.count}"
