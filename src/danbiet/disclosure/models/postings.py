"""Where papers hang in a place, and what hung where from when until when, with its proof."""

from django.db import models
from django.db.models import F, Q

from danbiet.disclosure.models.labels import CHANNELS as CHANNEL_LABELS
from danbiet.disclosure.models.labels import POINT_KINDS
from danbiet.disclosure.rules import Channel, PointKind

CHANNELS = [channel.value for channel in Channel]
KINDS = [kind.value for kind in PointKind]


class Point(models.Model):
    """A board: at the office, a culture house or a community point, of a residential group or of the whole place."""

    place = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="boards")
    group = models.ForeignKey("places.ResidentialGroup", on_delete=models.PROTECT, null=True, related_name="boards")
    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=160)
    from_day = models.DateField()
    until_day = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "name"], name="disclosure_point_one_name_in_a_place"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="disclosure_point_kind_is_known"),
            models.CheckConstraint(
                condition=Q(until_day=None) | Q(until_day__gt=F("from_day")), name="disclosure_point_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_name(self) -> str:
        return str(POINT_KINDS[self.kind])


class Posting(models.Model):
    """One uninterrupted stretch of an item in one channel (and, on boards, at one point).

    Three things are kept apart: planned (`planned_on`), done (`up_on`, `down_on`: the first and the last day, both
    counted; still up while `down_on` is empty), proven (`proof` or `minutes`). A gap is two rows, and the count of days
    begins again (our reading of "consecutive").
    """

    item = models.ForeignKey("disclosure.Item", on_delete=models.PROTECT, related_name="postings")
    channel = models.CharField(max_length=16)
    point = models.ForeignKey(Point, on_delete=models.PROTECT, null=True, related_name="postings")
    planned_on = models.DateField(null=True)
    up_on = models.DateField(null=True)
    down_on = models.DateField(null=True)
    minutes = models.CharField(max_length=300, blank=True)
    proof = models.CharField(max_length=64, blank=True)
    proof_kind = models.CharField(max_length=8, blank=True)
    proof_taken_on = models.DateField(null=True)
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=CHANNELS), name="disclosure_posting_channel_is_known"),
            models.CheckConstraint(
                condition=(Q(channel="posting", point__isnull=False)) | (~Q(channel="posting") & Q(point=None)),
                name="disclosure_posting_hangs_at_a_point",
            ),
            models.CheckConstraint(
                condition=Q(planned_on__isnull=False) | Q(up_on__isnull=False), name="disclosure_posting_has_a_day"
            ),
            models.CheckConstraint(
                condition=Q(down_on=None) | Q(up_on__isnull=False, down_on__gte=F("up_on")),
                name="disclosure_posting_days_in_order",
            ),
        ]
        indexes = [models.Index(fields=["item", "channel", "point"], name="disclosure_posting_of_item")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.channel} {self.up_on or self.planned_on}"

    @property
    def title(self) -> str:
        """The board, or the channel where there is none."""
        return self.point.name if self.point else str(CHANNEL_LABELS[self.channel])
