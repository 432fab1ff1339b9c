"""Denunciations: number, days, stage and a checked summary. There is no column for who denounced, nor for the accused.

No other part reads these tables (tests/repository/test_secrecy.py): not search, reports, insight or any interface.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from danbiet.voices.rules.denunciations import Act, Source, Stage

STAGE_LABELS = {
    Stage.RECEIVED.value: _("Đã nhận, đang kiểm tra điều kiện"),
    Stage.FORWARDED.value: _("Đã chuyển cơ quan có thẩm quyền"),
    Stage.REFUSED.value: _("Không thụ lý"),
    Stage.ACCEPTED.value: _("Đã thụ lý"),
    Stage.SUSPENDED.value: _("Tạm đình chỉ"),
    Stage.DISCONTINUED.value: _("Đình chỉ"),
    Stage.CONCLUDED.value: _("Đã kết luận"),
}
SOURCE_LABELS = {Source.DIRECT.value: _("Nhận trực tiếp"), Source.BODY.value: _("Cơ quan khác hoặc báo chí chuyển")}
ACT_LABELS = {
    Act.EXTEND_CHECK.value: _("Kéo dài kiểm tra điều kiện (nhiều nơi)"),
    Act.FORWARD.value: _("Chuyển cơ quan có thẩm quyền"),
    Act.REFUSE.value: _("Không thụ lý"),
    Act.ACCEPT.value: _("Thụ lý"),
    Act.NOTIFY_ACCEPTANCE.value: _("Đã gửi thông báo thụ lý"),
    Act.EXTEND.value: _("Gia hạn giải quyết"),
    Act.SUSPEND.value: _("Tạm đình chỉ"),
    Act.RESUME.value: _("Tiếp tục giải quyết"),
    Act.NOTE_WITHDRAWAL.value: _("Ghi nhận việc rút tố cáo"),
    Act.DISCONTINUE.value: _("Đình chỉ"),
    Act.PROTECT.value: _("Áp dụng biện pháp bảo vệ"),
    Act.CONCLUDE.value: _("Ban hành kết luận"),
    Act.SEND_CONCLUSION.value: _("Đã gửi kết luận"),
    Act.PUBLISH.value: _("Công khai kết luận"),
    Act.TAKE_DOWN.value: _("Gỡ kết luận đã công khai"),
    Act.ANSWER_BODY.value: _("Đã báo kết quả cho nơi chuyển đơn"),
    Act.NOTE_REPEAT.value: _("Tố cáo tiếp vì quá hạn"),
    Act.REQUIRE_REPORT.value: _("Cấp trên yêu cầu báo cáo"),
    Act.SEND_REPORT.value: _("Đã gửi báo cáo cấp trên"),
}


class Denunciation(models.Model):
    """A denunciation on paper; what is here may be seen by the inspector and the leader of its place alone."""

    place = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    paper_reference = models.CharField(max_length=24)
    source = models.CharField(max_length=8)
    is_repeat = models.BooleanField(default=False)
    received_on = models.DateField()
    summary = models.TextField()
    criteria = models.PositiveSmallIntegerField(default=0)
    stage = models.CharField(max_length=16, default=Stage.RECEIVED.value)
    conclusion = models.TextField(blank=True)
    drafted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    published_on = models.DateField(null=True)
    taken_down_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "year", "number"], name="voices_denunciation_one_per_number"),
            models.CheckConstraint(
                condition=Q(stage__in=list(STAGE_LABELS)), name="voices_denunciation_stage_is_known"
            ),
            models.CheckConstraint(
                condition=Q(source__in=list(SOURCE_LABELS)), name="voices_denunciation_source_is_known"
            ),
            models.CheckConstraint(
                condition=Q(published_on=None) | ~Q(conclusion=""), name="voices_denunciation_published_has_words"
            ),
            models.CheckConstraint(
                condition=Q(taken_down_on=None) | Q(published_on__isnull=False),
                name="voices_denunciation_taken_down_was_published",
            ),
        ]
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"TC-{self.year}-{self.number:04d}"


class DenunciationStep(models.Model):
    """What was done, on which day, and who recorded it when."""

    denunciation = models.ForeignKey(Denunciation, on_delete=models.PROTECT, related_name="steps")
    act = models.CharField(max_length=24)
    on = models.DateField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(act__in=list(ACT_LABELS)), name="voices_denunciationstep_act_is_known")
        ]
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.act} {self.on}"
