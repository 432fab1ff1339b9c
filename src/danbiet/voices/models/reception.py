"""The posted calendar of receiving citizens: days kept and missed, who came by count, what was said."""

from django.db import models
from django.db.models import F, Q

from danbiet.voices.models import labels
from danbiet.voices.models.cases import Case, one_of
from danbiet.voices.rules import Subject
from danbiet.voices.rules.receiving import DayState, Receiver, Result


class ReceptionDay(models.Model):
    """One day on which somebody receives citizens. `posted_on`: the calendar hung from that day."""

    place = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="reception_days")
    on = models.DateField()
    receiver = models.CharField(max_length=16)
    from_time = models.TimeField()
    until_time = models.TimeField()
    where = models.CharField(max_length=200)
    posted_on = models.DateField()
    moved_from = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="moved_to")
    state = models.CharField(max_length=16, default=DayState.PLANNED.value)
    reason = models.CharField(max_length=300, blank=True, default="")
    kept_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "on", "receiver"], condition=~Q(state="moved"), name="voices_receptionday_one_a_day"
            ),
            one_of("receiver", Receiver, "voices_receptionday_receiver_is_known"),
            one_of("state", DayState, "voices_receptionday_state_is_known"),
            models.CheckConstraint(
                condition=Q(until_time__gt=F("from_time")), name="voices_receptionday_hours_in_order"
            ),
            models.CheckConstraint(
                condition=Q(state="planned", closed_at=None) | (~Q(state="planned") & Q(closed_at__isnull=False)),
                name="voices_receptionday_closed_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["missed", "moved"]) | ~Q(reason=""), name="voices_receptionday_missed_says_why"
            ),
        ]
        indexes = [models.Index(fields=["place", "on"], name="voices_receptionday_calendar")]

    def __str__(self) -> str:
        return f"{self.place_id} {self.on}"

    @property
    def receiver_word(self) -> str:
        return str(labels.RECEIVERS[self.receiver])

    @property
    def state_word(self) -> str:
        return str(labels.DAY_STATES[self.state])


class Reception(models.Model):
    """One visit: how many came, about what, and what came of it. Names stand in the paper book alone."""

    day = models.ForeignKey(ReceptionDay, on_delete=models.PROTECT, related_name="receptions")
    position = models.PositiveSmallIntegerField()
    people = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=24)
    summary = models.CharField(max_length=300)
    result = models.CharField(max_length=16)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="receptions")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "position"], name="voices_reception_in_order"),
            models.CheckConstraint(condition=Q(people__gte=1), name="voices_reception_somebody_came"),
            one_of("subject", Subject, "voices_reception_subject_is_known"),
            one_of("result", Result, "voices_reception_result_is_known"),
            models.CheckConstraint(
                condition=~Q(result="case") | Q(case__isnull=False), name="voices_reception_case_is_named"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day_id} {self.position}"
