"""The append-only record of every act. Values and salts lie apart, so that they can be erased."""

from django.db import models


class Event(models.Model):
    """One act. `actor` and `payload` are commitments; `prev` and `hash` chain the events.

    The database itself refuses to change or remove a row (migration 0002).
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    act = models.CharField(max_length=64, db_index=True)
    target = models.CharField(max_length=120, db_index=True)
    place = models.CharField(max_length=24, blank=True)
    actor = models.CharField(max_length=64)
    payload = models.CharField(max_length=64)
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(seq__gte=1), name="ledger_event_seq_from_one")]

    def __str__(self) -> str:
        return f"{self.seq} {self.act} {self.target}"


class Opening(models.Model):
    """The value and salt behind a commitment; removed only after an event that says so."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="openings")
    part = models.CharField(max_length=8)
    salt = models.CharField(max_length=64)
    value = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "part"], name="ledger_opening_one_per_part"),
            models.CheckConstraint(
                condition=models.Q(part__in=["actor", "payload"]), name="ledger_opening_part_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.part}"


class Head(models.Model):
    """A signed head, whose words lie in a file outside the database; the peaks let the tree grow from here."""

    day = models.DateField(primary_key=True)
    tree_size = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    peaks = models.JSONField()

    def __str__(self) -> str:
        return f"{self.day} {self.tree_size}"


class Node(models.Model):
    """An inner node of the tree, the root over 256 nodes of the rung below: what a receipt's path is read from.

    Derived from the events and filled when a head is signed; a receipt is checked against the signed root.
    """

    height = models.PositiveSmallIntegerField()
    position = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["height", "position"], name="ledger_node_one_per_place")]

    def __str__(self) -> str:
        return f"{self.height} {self.position}"


class Run(models.Model):
    """A periodic act that was done: once for each job and the day on which it was due."""

    job = models.CharField(max_length=40)
    due = models.DateField()
    done_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "due"], name="ledger_run_once")]

    def __str__(self) -> str:
        return f"{self.job} {self.due}"
