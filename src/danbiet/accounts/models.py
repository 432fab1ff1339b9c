"""Users, the roles they hold within a place for a period, and the counters that slow guessing."""

from datetime import date

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from danbiet.accounts.rules import LANGUAGES
from danbiet.common.actor import Actor, Held, Role

ROLE_LABELS = {
    Role.PLAN_OFFICER.value: _("Cán bộ kế hoạch"),
    Role.WARD_OFFICER.value: _("Cán bộ phường, xã"),
    Role.INSPECTOR.value: _("Người kiểm tra"),
    Role.LEADER.value: _("Lãnh đạo"),
    Role.ANALYST.value: _("Người phân tích"),
    Role.ADMINISTRATOR.value: _("Quản trị"),
    Role.GROUP_HEAD.value: _("Tổ trưởng tổ dân phố, trưởng thôn"),
    Role.RESIDENT.value: _("Người dân"),
}


class User(AbstractUser):
    """A person who signs in. What they may do comes from their holdings alone.

    The full name stands in `first_name`: Vietnamese names are not split. Nobody is deleted; an account is disabled.
    """

    language = models.CharField(max_length=2, default="vi")
    folded = models.CharField(max_length=400, default="", blank=True, db_index=True)
    has_temporary_password = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(language__in=list(LANGUAGES)), name="accounts_user_language_is_known")
        ]

    def actor(self, on: date) -> Actor:
        """The actor this user is on a day."""
        held = tuple(Held(Role(row.role), row.place_id, row.agency_id) for row in self.holdings.on(on))
        return Actor(user=self.pk, name=self.get_full_name() or self.username, held=held)


class HoldingQuerySet(models.QuerySet["Holding"]):
    def on(self, day: date) -> "HoldingQuerySet":
        """Roles held on the day."""
        return self.filter(Q(until_day=None) | Q(until_day__gt=day), from_day__lte=day)

    def not_over(self, day: date) -> "HoldingQuerySet":
        """Roles held on the day or later."""
        return self.filter(Q(until_day=None) | Q(until_day__gt=day))

    def during(self, from_day: date, until_day: date | None) -> "HoldingQuerySet":
        """Roles held on any day of a period."""
        found = self.not_over(from_day)
        return found.filter(from_day__lt=until_day) if until_day else found


class Holding(models.Model):
    """A role held in a place (and agency) from a day until, exclusively, another."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="holdings")
    role = models.CharField(max_length=24, choices=ROLE_LABELS.items())
    place = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("places.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    from_day = models.DateField()
    until_day = models.DateField(null=True)

    objects = HoldingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_day=None) | Q(until_day__gt=F("from_day")),
                name="accounts_holding_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="accounts_holding_role_is_known"
            ),
        ]
        indexes = [models.Index(fields=["place", "role", "from_day"], name="accounts_holding_by_place")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.place_id}"


class Counter(models.Model):
    """How often something was tried, under a key hashed with the day and a secret; written by Django's cache."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.cache_key
