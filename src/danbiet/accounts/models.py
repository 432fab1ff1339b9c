"""Users, and the roles they hold within a place for a period."""

from datetime import date

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from danbiet.common.actor import Actor, Held, Role


class User(AbstractUser):
    """A person who signs in. What they may do comes from their holdings alone."""

    def actor(self, on: date) -> Actor:
        """The actor this user is on a day."""
        rows = self.holdings.filter(Q(until_day=None) | Q(until_day__gt=on), from_day__lte=on)
        held = tuple(Held(Role(row.role), row.place_id, row.agency_id) for row in rows)
        return Actor(user=self.pk, name=self.get_full_name() or self.username, held=held)


class Holding(models.Model):
    """A role held in a place (and agency) from a day until, exclusively, another."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="holdings")
    role = models.CharField(max_length=24)
    place = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("places.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    from_day = models.DateField()
    until_day = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_day=None) | Q(until_day__gt=models.F("from_day")),
                name="accounts_holding_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="accounts_holding_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.place_id}"
