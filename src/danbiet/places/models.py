"""Units of every tier through time. A unit's key is (code, from_day): codes were re-used in 2025."""

from datetime import date

from django.db import models
from django.db.models import Q


class UnitQuerySet(models.QuerySet["Unit"]):
    def on(self, day: date) -> "UnitQuerySet":
        """Units that exist on the day."""
        return self.filter(Q(until_day=None) | Q(until_day__gt=day), from_day__lte=day)


class Unit(models.Model):
    """A province, district or ward of one period; `until_day` is exclusive."""

    code = models.CharField(max_length=8)
    from_day = models.DateField()
    until_day = models.DateField(null=True)
    tier = models.CharField(max_length=16)
    kind = models.CharField(max_length=24)
    name_vi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    folded = models.CharField(max_length=120, db_index=True)
    sort_key = models.CharField(max_length=400)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    source = models.CharField(max_length=200, default="")

    objects = UnitQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "from_day"], name="places_unit_one_per_code_and_day")]

    def __str__(self) -> str:
        return self.name_vi

    @property
    def key(self) -> str:
        """The unit's key as written in the ledger and in exports."""
        return f"{self.code}@{self.from_day:%Y-%m-%d}"


class Closure(models.Model):
    """Who stands under whom, and when; every unit is its own descendant at depth 0."""

    ancestor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="below")
    descendant = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="above")
    depth = models.PositiveSmallIntegerField()
    from_day = models.DateField()
    until_day = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["ancestor", "depth", "from_day"], name="places_closure_down"),
            models.Index(fields=["descendant", "depth", "from_day"], name="places_closure_up"),
        ]

    def __str__(self) -> str:
        return f"{self.ancestor_id} > {self.descendant_id}"


class Successor(models.Model):
    """Which share of an old unit passed to a new one, on what basis, by which decree."""

    old = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successors")
    new = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="predecessors")
    share = models.DecimalField(max_digits=9, decimal_places=8)
    basis = models.CharField(max_length=16)
    decree = models.CharField(max_length=120)
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["old", "new"], name="places_successor_one_link")]

    def __str__(self) -> str:
        return f"{self.old_id} -> {self.new_id}: {self.share}"


class Agency(models.Model):
    """A people's committee, office or organisation of a unit: the owner of plans and tasks."""

    place = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="agencies")
    kind = models.CharField(max_length=32)
    name_vi = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    from_day = models.DateField()
    until_day = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "name_vi"], name="places_agency_one_name_in_a_place")]

    def __str__(self) -> str:
        return self.name_vi


class ResidentialGroup(models.Model):
    """Tổ dân phố or thôn."""

    place = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="groups")
    kind = models.CharField(max_length=16)
    name_vi = models.CharField(max_length=120)
    households = models.PositiveIntegerField(null=True)
    from_day = models.DateField()
    until_day = models.DateField(null=True)

    def __str__(self) -> str:
        return self.name_vi
