"""What taking in leaves behind beside the case: kinds that a person has still to confirm, and who follows a case."""

from django.db import models
from django.db.models import F, Q

from danbiet.voices.models.cases import Case, paired


class Sorting(models.Model):
    """A case whose kind no officer has confirmed: what the router heard; the kind is the sender's choice.

    `is_withheld`: it may be a denunciation, and its words stand in no list and no index until an officer settles it.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="sorting")
    place = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    proposed = models.CharField(max_length=24, blank=True, default="")
    words = models.JSONField(default=list)
    is_withheld = models.BooleanField(default=False)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            paired("settled_at", "settled_by", "voices_sorting_settled_has_its_officer"),
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(settled_at__gte=F("at")), name="voices_sorting_settled_after_it_came"
            ),
        ]
        indexes = [
            models.Index(fields=["place", "at"], condition=Q(settled_at=None), name="voices_sorting_waiting"),
            models.Index(fields=["settled_at"], condition=Q(settled_at__isnull=False), name="voices_sorting_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.proposed}"


class Follower(models.Model):
    """Somebody who follows a case that another sent: a code alone, nothing of the person."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="followers")
    code_hash = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.case_id}"
