"""Scores as they were published or measured. A set is never edited: a correction is a new set."""

from django.db import models


class ScoreSet(models.Model):
    """The scores of one year under one edition from one source."""

    edition = models.CharField(max_length=16)
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16)  # published | measured
    source = models.CharField(max_length=300)
    supersedes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="superseded_by")
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.year}"


class Score(models.Model):
    """One score of one unit; `construct` is the stable key, `code` the edition's."""

    score_set = models.ForeignKey(ScoreSet, on_delete=models.PROTECT, related_name="scores")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="scores")
    level = models.CharField(max_length=16)  # total | dimension | sub_dimension | indicator
    construct = models.CharField(max_length=40)
    code = models.CharField(max_length=8)
    value = models.DecimalField(max_digits=9, decimal_places=6)
    low = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    high = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    standard_error = models.DecimalField(max_digits=9, decimal_places=6, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["score_set", "unit", "level", "construct"], name="scores_score_one_per_cell"
            )
        ]
        indexes = [models.Index(fields=["unit", "construct"], name="scores_score_series")]

    def __str__(self) -> str:
        return f"{self.code} {self.value}"
