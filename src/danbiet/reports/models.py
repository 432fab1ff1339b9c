"""Reports as drafted and as issued. What is issued is never edited: a correction is a new report."""

from django.db import models
from django.db.models import F, Q

from danbiet.law.periods import Kind
from danbiet.reports.rules import State

KINDS = [kind.value for kind in Kind]
STATES = [state.value for state in State]


class Report(models.Model):
    """A periodic report of a place. Number and files come when it is issued, then nothing changes but the scan."""

    place = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="reports")
    issuer = models.ForeignKey("places.Agency", on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=16)
    period = models.CharField(max_length=8)
    state = models.CharField(max_length=8, default=State.DRAFT.value)
    texts = models.JSONField(default=dict)
    figures = models.JSONField(default=dict)
    body = models.JSONField(default=dict)
    as_of = models.DateTimeField()
    drafted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)
    year = models.PositiveSmallIntegerField(null=True)
    number = models.PositiveIntegerField(null=True)
    issued_on = models.DateField(null=True)
    issued_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    signer = models.CharField(max_length=120, blank=True)
    capacity = models.CharField(max_length=200, blank=True)
    docx = models.CharField(max_length=64, blank=True)
    pdf = models.CharField(max_length=64, blank=True)
    xlsx = models.CharField(max_length=64, blank=True)
    scan = models.CharField(max_length=64, blank=True)
    scan_kind = models.CharField(max_length=8, blank=True)
    scan_at = models.DateTimeField(null=True)
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")
    correction_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="reports_report_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="reports_report_state_is_known"),
            models.CheckConstraint(
                condition=Q(state="draft", number=None, issued_at=None, docx="", pdf="", xlsx="", scan="")
                | (
                    Q(state="issued", number__isnull=False, year__isnull=False, issued_on__isnull=False)
                    & Q(issued_at__isnull=False)
                    & ~Q(docx="")
                    & ~Q(pdf="")
                    & ~Q(xlsx="")
                    & ~Q(signer="")
                ),
                name="reports_report_issued_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(scan="", scan_at=None) | (~Q(scan="") & Q(scan_at__isnull=False)),
                name="reports_report_scan_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(corrects=None) | ~Q(correction_reason=""), name="reports_report_correction_says_why"
            ),
            models.CheckConstraint(condition=~Q(corrects=F("id")), name="reports_report_corrects_another"),
            models.UniqueConstraint(
                fields=["issuer", "year", "number"],
                condition=Q(number__isnull=False),
                name="reports_report_one_per_number",
            ),
            models.UniqueConstraint(
                fields=["place", "kind", "period"], condition=Q(corrects=None), name="reports_report_one_per_period"
            ),
        ]
        indexes = [models.Index(fields=["period", "place", "state"], name="reports_report_by_period")]
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.number:02d}/BC-UBND" if self.number else f"{self.kind} {self.period}"


class Call(models.Model):
    """The day that a place set for the units directly below to send a period's report, and its basis."""

    place = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="report_calls")
    period = models.CharField(max_length=8)
    due_on = models.DateField()
    basis = models.CharField(max_length=200)
    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "period"], name="reports_call_one_per_period"),
            models.CheckConstraint(condition=~Q(basis=""), name="reports_call_names_its_basis"),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.due_on}"
