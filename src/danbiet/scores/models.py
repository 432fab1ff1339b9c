"""Scores as they were published or measured. A set is never edited: a correction is a new set."""

from django.db import models
from django.db.models import F, Q


class ScoreSet(models.Model):
    """What one act recorded from one source. Where two sets hold the same score, the later one is in force."""

    kind = models.CharField(max_length=16)
    source = models.CharField(max_length=300)
    file_name = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")
    link = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="scores_scoreset_recorded_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["published", "measured"]), name="scores_scoreset_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.source}"


class Score(models.Model):
    """One score of one unit in one year; `construct` is the key that keeps its meaning across editions."""

    score_set = models.ForeignKey(ScoreSet, on_delete=models.PROTECT, related_name="scores")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="scores")
    year = models.PositiveSmallIntegerField()
    construct = models.CharField(max_length=40)
    value = models.DecimalField(max_digits=9, decimal_places=6)
    standard_error = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    low = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    high = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    printed_level = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["score_set", "unit", "year", "construct"], name="scores_score_one_per_cell"
            ),
            models.CheckConstraint(condition=Q(value__gt=0), name="scores_score_is_above_zero"),
            models.CheckConstraint(
                condition=Q(low=None, high=None)
                | Q(low__isnull=False, high__isnull=False, low__lte=F("value"), high__gte=F("value")),
                name="scores_score_lies_in_its_interval",
            ),
        ]
        indexes = [models.Index(fields=["unit", "construct", "year"], name="scores_score_series")]

    def __str__(self) -> str:
        return f"{self.construct} {self.year}: {self.value}"


class Measurement(models.Model):
    """What a wave of our own says of one construct of one unit beside its score, or why it says nothing.

    Kept apart from published scores: the two are never joined into one line.
    """

    score_set = models.ForeignKey(ScoreSet, on_delete=models.PROTECT, related_name="measurements")
    score = models.OneToOneField(Score, on_delete=models.PROTECT, null=True, related_name="measurement")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="measurements")
    year = models.PositiveSmallIntegerField()
    construct = models.CharField(max_length=40)
    edition = models.CharField(max_length=16)
    method = models.CharField(max_length=60, blank=True)
    n = models.PositiveIntegerField(null=True)
    clusters = models.PositiveIntegerField(null=True)
    warnings = models.CharField(max_length=300, blank=True)
    withheld = models.CharField(max_length=300, blank=True)
    best = models.PositiveIntegerField(null=True)
    worst = models.PositiveIntegerField(null=True)
    rivals = models.PositiveIntegerField(null=True)
    cohort = models.PositiveIntegerField(null=True)
    chance_improved = models.FloatField(null=True)
    year_before = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["score_set", "unit", "year", "construct"], name="scores_measurement_one_per_cell"
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=False, withheld="") | (Q(score=None) & ~Q(withheld="")),
                name="scores_measurement_says_or_tells_why_not",
            ),
            models.CheckConstraint(
                condition=Q(best=None, worst=None) | Q(best__lte=F("worst")), name="scores_measurement_ranks_in_order"
            ),
        ]
        indexes = [models.Index(fields=["unit", "construct", "year"], name="scores_measurement_series")]

    def __str__(self) -> str:
        return f"{self.construct} {self.year}"
