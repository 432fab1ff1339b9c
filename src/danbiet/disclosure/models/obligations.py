"""Duties of disclosure that arose for a place, and who sees to them."""

from django.db import models
from django.db.models import Q

from danbiet.disclosure.rules import ObligationState

STATES = [state.value for state in ObligationState]


class Obligation(models.Model):
    """A duty of law that arose on a day. Its due day is computed once and stored; a new calendar moves it by an act.

    `duty` is the id of the rule in `law`; `arose_on` the day that its clock counts from; `period` the budget or
    reporting period it is about; `occasion` what happened, as an officer would write it. `due_on` is empty where the
    rule names no day. Rules known only from memory (`certainty`) are never counted as late.
    """

    place = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="obligations")
    duty = models.CharField(max_length=16)
    period = models.CharField(max_length=8, blank=True)
    occasion = models.CharField(max_length=300)
    arose_on = models.DateField()
    due_on = models.DateField(null=True)
    due_means = models.CharField(max_length=16)
    certainty = models.CharField(max_length=8)
    state = models.CharField(max_length=16, default=ObligationState.OPEN.value)
    published_on = models.DateField(null=True)
    completed_on = models.DateField(null=True)
    forms_asked = models.PositiveSmallIntegerField(default=0)  # channels, and on boards points, as last looked at
    forms_lacking = models.PositiveSmallIntegerField(default=0)
    must_restart = models.BooleanField(default=False)  # it came down too early at one of them
    waived_reason = models.TextField(blank=True)
    waived_on = models.DateField(null=True)
    task = models.ForeignKey("plans.Task", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "duty", "period", "arose_on", "occasion"], name="disclosure_obligation_arises_once"
            ),
            models.CheckConstraint(condition=Q(state__in=STATES), name="disclosure_obligation_state_is_known"),
            models.CheckConstraint(
                condition=Q(state="open", published_on=None)
                | Q(state="waived")
                | Q(state__in=["published", "complete"], published_on__isnull=False),
                name="disclosure_obligation_published_has_its_day",
            ),
            models.CheckConstraint(
                condition=(Q(state="complete", completed_on__isnull=False))
                | (~Q(state="complete") & Q(completed_on=None)),
                name="disclosure_obligation_complete_has_its_day",
            ),
            models.CheckConstraint(
                condition=(Q(state="waived", waived_on__isnull=False) & ~Q(waived_reason=""))
                | (~Q(state="waived") & Q(waived_on=None)),
                name="disclosure_obligation_waived_says_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(certainty__in=["seen", "memory"]), name="disclosure_obligation_certainty_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["place", "arose_on"], name="disclosure_obligation_by_place"),
            models.Index(  # all that counting what is late asks for
                fields=["place", "due_on", "arose_on", "certainty", "due_means", "state"],
                condition=Q(state="open"),
                name="disclosure_obligation_open",
            ),
            models.Index(fields=["place", "published_on"], name="disclosure_obligation_out"),
        ]

    def __str__(self) -> str:
        return f"{self.duty} {self.place_id} {self.arose_on}"


class Charge(models.Model):
    """Who in a place sees to a duty: a line of the yearly disclosure plan (Law 10/2022 art. 14(1))."""

    place = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(max_length=16)
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "duty"], name="disclosure_charge_one_per_duty")]

    def __str__(self) -> str:
        return f"{self.duty} {self.user_id}"
