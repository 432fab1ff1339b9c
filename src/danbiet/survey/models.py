"""Waves, the sample drawn for them, the answers taken in, and what the engine made of them.

Files lie in the private folder by their hash. Answers are never published and can be erased; what was made stays.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from danbiet.survey.rules.waves import Kind, RunState, State

KINDS = {Kind.PROBABILITY: _("Chọn mẫu xác suất"), Kind.OPEN: _("Lấy ý kiến tự do")}
STATES = {
    State.DRAFTED: _("Đang chuẩn bị"), State.FIELDED: _("Đang hỏi"),
    State.ESTIMATED: _("Đã tính, chưa công bố"), State.PUBLISHED: _("Đã công bố"),
}  # fmt: skip
SHA256 = 64


class Wave(models.Model):
    """One fielding of a survey in a place; open consultations never feed the index."""

    place = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="waves")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=16)
    edition = models.CharField(max_length=16, blank=True)
    from_day = models.DateField()
    until_day = models.DateField()
    state = models.CharField(max_length=16, default=State.DRAFTED.value)
    design = models.TextField(blank=True)
    design_sha256 = models.CharField(max_length=SHA256, blank=True)
    index_sha256 = models.CharField(max_length=SHA256, blank=True)
    companions = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["probability", "open"]), name="survey_wave_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["drafted", "fielded", "estimated", "published"]),
                name="survey_wave_state_is_known",
            ),
            models.CheckConstraint(condition=Q(until_day__gt=F("from_day")), name="survey_wave_days_in_order"),
            models.CheckConstraint(
                condition=Q(edition="") | Q(index_sha256=""), name="survey_wave_has_one_index"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["state", "from_day"], name="survey_wave_shown")]

    def __str__(self) -> str:
        return self.title

    @property
    def kind_label(self) -> str:
        return str(KINDS[Kind(self.kind)])

    @property
    def state_label(self) -> str:
        return str(STATES[State(self.state)])

    @property
    def is_open(self) -> bool:
        return self.kind == Kind.OPEN.value


class Sample(models.Model):
    """Frame, design and the source of the seed, announced before the seed exists; then the draw."""

    wave = models.OneToOneField(Wave, on_delete=models.PROTECT, related_name="sample")
    frame_sha256 = models.CharField(max_length=SHA256)
    frame_name = models.CharField(max_length=100)
    is_frame_public = models.BooleanField(default=False)
    design_sha256 = models.CharField(max_length=SHA256)
    public_source = models.CharField(max_length=300)
    public_after = models.DateField()
    announced_at = models.DateTimeField()
    seed = models.CharField(max_length=200, blank=True)
    drawn_at = models.DateTimeField(null=True)
    drawn_sha256 = models.CharField(max_length=SHA256, blank=True)
    selected = models.PositiveIntegerField(default=0)
    reserve = models.PositiveIntegerField(default=0)
    rows_read = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(drawn_at=None, seed="") | (Q(drawn_at__isnull=False) & ~Q(seed="")),
                name="survey_sample_drawn_by_a_seed",
            )
        ]

    def __str__(self) -> str:
        return self.frame_name


class AnswerSet(models.Model):
    """A file of answers as kept: without the columns that nobody needs."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="answers")
    sha256 = models.CharField(max_length=SHA256)
    name = models.CharField(max_length=100)
    ending = models.CharField(max_length=8)
    bytes = models.PositiveBigIntegerField()
    rows = models.PositiveIntegerField()
    columns = models.JSONField(default=list)
    dropped = models.JSONField(default=list)
    taken_in_at = models.DateTimeField()
    erased_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ending__in=[".csv", ".parquet"]), name="survey_answerset_form_is_known")
        ]

    def __str__(self) -> str:
        return self.name


class Run(models.Model):
    """One run of the engine over one set of answers; everything that it needs is named by hash."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="runs")
    answers = models.ForeignKey(AnswerSet, on_delete=models.PROTECT, related_name="runs")
    edition = models.CharField(max_length=16, blank=True)
    design_sha256 = models.CharField(max_length=SHA256)
    index_sha256 = models.CharField(max_length=SHA256, blank=True)
    companions = models.JSONField(default=dict)
    seed = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=16, default=RunState.WAITING.value)
    step = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    step_name = models.CharField(max_length=100, blank=True)
    is_to_stop = models.BooleanField(default=False)
    problems = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    score_set = models.ForeignKey("scores.ScoreSet", on_delete=models.PROTECT, null=True, related_name="runs")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["wave"], condition=Q(state__in=["waiting", "running"]), name="survey_run_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(state="done"), name="survey_run_published_when_done"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave} #{self.pk}"


class Result(models.Model):
    """What one command of the engine gave: the bytes by hash, what they were made from, and the rows for pages."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="results")
    command = models.CharField(max_length=16)
    json_sha256 = models.CharField(max_length=SHA256)
    csv_sha256 = models.CharField(max_length=SHA256)
    meta = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "command"], name="survey_result_one_per_command"),
            models.CheckConstraint(condition=Q(command__in=["estimate", "compose"]), name="survey_result_command"),
        ]

    def __str__(self) -> str:
        return self.command


class Row(models.Model):
    """One result row (interfaces.md 3); empty where something was not computed."""

    result = models.ForeignKey(Result, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    statistic = models.CharField(max_length=16)
    variable = models.CharField(max_length=200)
    level = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=200, blank=True)
    domain = models.JSONField(default=dict)
    estimate = models.FloatField(null=True)
    se = models.FloatField(null=True)
    ci_low = models.FloatField(null=True)
    ci_high = models.FloatField(null=True)
    ci_level = models.FloatField(null=True)
    df = models.FloatField(null=True)
    n = models.FloatField(null=True)
    clusters = models.FloatField(null=True)
    deff = models.FloatField(null=True)
    p_value = models.FloatField(null=True)
    df_numerator = models.FloatField(null=True)
    method = models.CharField(max_length=60, blank=True)
    warnings = models.CharField(max_length=300, blank=True)
    suppressed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["result", "position"], name="survey_row_in_order")]
        indexes = [models.Index(fields=["result", "statistic", "variable", "level"], name="survey_row_block")]

    def __str__(self) -> str:
        return f"{self.statistic} {self.variable}"
