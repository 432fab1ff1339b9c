"""Plans as written, and the work they order."""

from datetime import date, timedelta
from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from danbiet.plans.rules.states import ItemKind, Outcome, PlanState, TargetMeasure, TaskState, Verdict


def one_of(field: str, values: type[StrEnum], name: str) -> models.CheckConstraint:
    """The list of choices, repeated by the database."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": [value.value for value in values]}), name=name)


class Plan(models.Model):
    """A plan document. The issuer is part of its key: districts and wards use the same number codes."""

    number = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=400)
    issuer = models.ForeignKey("places.Agency", on_delete=models.PROTECT, related_name="plans")
    place = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="plans")
    issued_on = models.DateField(null=True)
    from_day = models.DateField()
    until_day = models.DateField()
    state = models.CharField(max_length=16, default=PlanState.DRAFT.value)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    period_plan = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="yearly_plans")
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    also_answers = models.ManyToManyField("self", symmetrical=False, related_name="also_answered_by")
    source = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "number", "issued_on"], condition=~Q(number=""), name="plans_plan_one_per_number"
            ),
            models.CheckConstraint(condition=Q(until_day__gt=F("from_day")), name="plans_plan_days_in_order"),
            models.CheckConstraint(
                condition=Q(state="draft") | (Q(issued_on__isnull=False) & ~Q(number="")),
                name="plans_plan_issued_has_number_and_day",
            ),
            one_of("state", PlanState, "plans_plan_state_is_known"),
        ]
        indexes = [models.Index(fields=["place", "state", "from_day"], name="plans_plan_by_place")]

    def __str__(self) -> str:
        return self.number or self.title

    @property
    def last_day(self) -> date:
        """The last day of the period, as people write it."""
        return self.until_day - timedelta(days=1)


class ImportedDraft(models.Model):
    """A plan as read from a file or a paste: nothing in it counts until a person has confirmed it."""

    issuer = models.ForeignKey("places.Agency", on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=8)
    heading = models.JSONField(default=dict)
    rows = models.JSONField(default=list)
    tables = models.JSONField(default=list)
    left_out = models.JSONField(default=list)
    state = models.CharField(max_length=16, default="waiting")
    version = models.PositiveIntegerField(default=0)
    plan = models.OneToOneField(Plan, on_delete=models.PROTECT, null=True, related_name="imported_from")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="confirmed", plan__isnull=False) | Q(state__in=["waiting", "dropped"], plan=None),
                name="plans_imported_draft_confirmed_has_its_plan",
            )
        ]

    def __str__(self) -> str:
        return self.name or f"{self.issuer} {self.at:%d/%m/%Y}"


class Item(models.Model):
    """One clause of a plan, wording kept as written."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveIntegerField()
    code = models.CharField(max_length=16)
    section = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=16)
    text = models.TextField()
    note = models.TextField(blank=True)
    folded = models.TextField(blank=True)
    answers = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="answered_by")
    handed_down = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="plans_item_one_code_in_a_plan"),
            one_of("kind", ItemKind, "plans_item_kind_is_known"),
            models.CheckConstraint(
                condition=Q(handed_down=False) | Q(answers__isnull=False), name="plans_item_handed_down_answers"
            ),
        ]
        indexes = [models.Index(fields=["plan", "position"], name="plans_item_in_order")]
        ordering = ["plan", "position"]

    def __str__(self) -> str:
        return f"{self.code} {self.text[:60]}"


class Serves(models.Model):
    """Which construct (sub-dimension, else dimension, else "all") an item serves, and whether a person confirmed it."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="serves")
    construct = models.CharField(max_length=40)
    confirmed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "construct"], name="plans_serves_once")]
        indexes = [models.Index(fields=["construct", "item"], name="plans_serves_by_construct")]

    def __str__(self) -> str:
        return self.construct


class Target(models.Model):
    """A target of a plan: what is to reach which value by when."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="targets")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="targets")
    text = models.TextField()
    measure = models.CharField(max_length=16)
    construct = models.CharField(max_length=40, blank=True)
    value = models.DecimalField(max_digits=9, decimal_places=3, null=True)
    year = models.PositiveSmallIntegerField(null=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [one_of("measure", TargetMeasure, "plans_target_measure_is_known")]

    def __str__(self) -> str:
        return self.text


class Task(models.Model):
    """The work an item orders: who leads, by when and on whose word, with what product.

    `version` counts the changes, so that of two people who change it at once one is told.
    """

    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="task")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="tasks")
    lead_agency = models.ForeignKey("places.Agency", on_delete=models.PROTECT, null=True, related_name="led_tasks")
    supporting_agencies = models.ManyToManyField("places.Agency", related_name="supported_tasks")
    from_day = models.DateField(null=True)
    due_on = models.DateField(null=True)
    due_text = models.CharField(max_length=120, blank=True)
    due_basis = models.CharField(max_length=300, blank=True)
    recurrence = models.CharField(max_length=16, blank=True)
    product = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=16, default=TaskState.OPEN.value)
    done_on = models.DateField(null=True)
    cancelled_on = models.DateField(null=True)
    cancel_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            one_of("state", TaskState, "plans_task_state_is_known"),
            models.CheckConstraint(
                condition=Q(state="done", done_on__isnull=False) | (~Q(state="done") & Q(done_on=None)),
                name="plans_task_done_has_its_day",
            ),
            models.CheckConstraint(
                condition=(Q(state="cancelled", cancelled_on__isnull=False) & ~Q(cancel_reason=""))
                | (~Q(state="cancelled") & Q(cancelled_on=None)),
                name="plans_task_cancelled_has_day_and_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["lead_agency", "due_on"], condition=Q(state="open"), name="plans_task_open_by_due"),
            models.Index(fields=["plan", "due_on"], name="plans_task_by_plan_and_due"),
            models.Index(  # every column that the counts of a city read, so that no row is read
                fields=[
                    "plan",
                    "cancelled_on",
                    "done_on",
                    "due_on",
                    "lead_agency",
                    "recurrence",
                    "product",
                    "state",
                    "item",
                ],
                name="plans_task_counted",
            ),  # fmt: skip
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.item_id}"


class ProgressNote(models.Model):
    """A dated report on a task by the unit that does it."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="notes")
    agency = models.ForeignKey("places.Agency", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    on = models.DateField()
    text = models.TextField()
    figures = models.JSONField(default=dict)
    claims_done = models.BooleanField(default=False)
    verdict = models.CharField(max_length=16, default=Verdict.WAITING.value)
    verdict_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    verdict_at = models.DateTimeField(null=True)
    verdict_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="waiting", verdict_at=None) | (~Q(verdict="waiting") & Q(verdict_at__isnull=False)),
                name="plans_note_verdict_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="refused") | ~Q(verdict_reason=""), name="plans_note_refused_says_why"
            ),
            one_of("verdict", Verdict, "plans_note_verdict_is_known"),
        ]
        indexes = [
            models.Index(fields=["task", "at"], name="plans_note_timeline"),
            models.Index(fields=["agency", "on"], condition=Q(verdict="waiting"), name="plans_note_waiting"),
            models.Index(fields=["verdict_at", "on", "task"], name="plans_note_by_verdict"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.text[:60]}"


class Evidence(models.Model):
    """A file that shows what was done, kept by hash, with what looked wrong about it."""

    note = models.ForeignKey(ProgressNote, on_delete=models.PROTECT, related_name="evidence")
    sha256 = models.CharField(max_length=64, db_index=True)
    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=200)
    bytes = models.PositiveIntegerField()
    taken_on = models.DateField(null=True)
    flags = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "sha256"], name="plans_evidence_once_in_a_note")]

    def __str__(self) -> str:
        return self.name


class CorrectionOrder(models.Model):
    """An order to put right: whom, what, by when, and when it is re-checked."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="corrections")
    agency = models.ForeignKey("places.Agency", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField()
    recheck_on = models.DateField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, default=Outcome.OPEN.value)
    rechecked_at = models.DateTimeField(null=True)
    rechecked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    finding = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(recheck_on__gte=F("due_on")), name="plans_correction_recheck_after_due"),
            models.CheckConstraint(
                condition=Q(outcome="open", rechecked_at=None) | (~Q(outcome="open") & Q(rechecked_at__isnull=False)),
                name="plans_correction_outcome_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="plans_correction_answer_has_its_moment",
            ),
            one_of("outcome", Outcome, "plans_correction_outcome_is_known"),
        ]
        indexes = [models.Index(fields=["agency", "due_on"], condition=Q(outcome="open"), name="plans_correction_open")]

    def __str__(self) -> str:
        return self.text[:60]


class Submission(models.Model):
    """A form that was sent: the same form twice is one act."""

    token = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.token
