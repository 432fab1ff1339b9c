"""The append-only record of every act. Values and salts lie apart, so that they can be erased."""

from django.db import models


class Event(models.Model):
    """One act. `actor` and `payload` are commitments; `prev` and `hash` chain the events."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    act = models.CharField(max_length=64, db_index=True)
    target = models.CharField(max_length=120, db_index=True)
    place = models.CharField(max_length=24, blank=True)
    actor = models.CharField(max_length=64)
    payload = models.CharField(max_length=64)
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"{self.seq} {self.act} {self.target}"


class Opening(models.Model):
    """The value and salt behind a commitment; erasable."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="openings")
    part = models.CharField(max_length=8)
    salt = models.CharField(max_length=64)
    value = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "part"], name="ledger_opening_one_per_part")]

    def __str__(self) -> str:
        return f"{self.event_id} {self.part}"
