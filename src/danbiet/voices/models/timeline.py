"""What happened to a case, in order: acts, words between the sender and the office, pictures."""

from django.db import models
from django.db.models import Q

from danbiet.voices.models import labels
from danbiet.voices.models.cases import Case
from danbiet.voices.rules.stages import Act


class Step(models.Model):
    """One act in the life of a case, never changed. `moves`: +1 when it lays a case on the desk of `place`, -1 when it
    takes one off, so that a place's stock is a sum. `state`, `outcome`: how the case stood after it. `told` is what the
    holder of the code reads of it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps", db_index=False)
    act = models.CharField(max_length=16)
    at = models.DateTimeField()
    on = models.DateField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    place = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    moves = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=16)
    outcome = models.CharField(max_length=16, blank=True, default="")
    due_on = models.DateField(null=True)
    told = models.TextField(blank=True, default="")
    note = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(moves__in=[-1, 0, 1]), name="voices_step_moves_one_case"),
        ]
        indexes = [
            models.Index(fields=["case", "at"], name="voices_step_timeline"),
            models.Index(fields=["at", "id", "act", "case"], name="voices_step_by_moment"),
            models.Index(fields=["place", "on", "act", "moves"], condition=~Q(moves=0), name="voices_step_stock"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.act} {self.on}"

    @property
    def act_word(self) -> str:
        return str(labels.ACTS[self.act])

    @property
    def note_word(self) -> str:
        """The note as people read it; of a notice sent, its letter and its recipient are kept."""
        letter, arrow, recipient = self.note.partition(" → ")
        if self.act != Act.SEND_NOTICE or not arrow:
            return self.note
        return f"{labels.LETTERS[letter]} → {labels.RECIPIENTS[recipient]}"


class Message(models.Model):
    """Words between the sender and the office, read by both."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="messages", db_index=False)
    at = models.DateTimeField()
    is_from_sender = models.BooleanField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    text = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_from_sender=True, by=None) | Q(is_from_sender=False, by__isnull=False),
                name="voices_message_of_an_officer_has_its_officer",
            )
        ]
        indexes = [models.Index(fields=["case", "at"], name="voices_message_in_order")]

    def __str__(self) -> str:
        return self.text[:60]


class Photo(models.Model):
    """A picture drawn anew without its metadata, kept by hash; public only when somebody looked at it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="photos", db_index=False)
    sha256 = models.CharField(max_length=64, db_index=True)
    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=200)
    bytes = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    at = models.DateTimeField()
    is_after = models.BooleanField(default=False)
    is_public = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "sha256"], name="voices_photo_once_in_a_case")]

    def __str__(self) -> str:
        return self.name
