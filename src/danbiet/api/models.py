"""Keys for programs that send reports in."""

from django.db import models
from django.db.models import F, Q

from danbiet.api.rules.keys import MOST_PER_HOUR, USUAL_PER_HOUR


class ApiKey(models.Model):
    """A key of one program, kept as its hash alone: it may send reports for the wards of a place, so many an hour."""

    name = models.CharField(max_length=120)
    contact = models.CharField(max_length=200)
    place = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    key_hash = models.CharField(max_length=64, unique=True)
    start = models.CharField(max_length=6)  # its first signs, to know it by
    per_hour = models.PositiveIntegerField(default=USUAL_PER_HOUR)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(per_hour__range=(1, MOST_PER_HOUR)), name="api_apikey_limit_is_bounded"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, reason="") | (Q(revoked_at__gte=F("made_at")) & ~Q(reason="")),
                name="api_apikey_revoked_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.start}…)"
