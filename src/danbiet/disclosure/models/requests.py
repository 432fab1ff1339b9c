"""Requests for information, and the correction of wrong information that was given."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from danbiet.disclosure.rules.requests import Complexity, Delivery, Ground, Origin, Outcome, State, Step

STATES = [state.value for state in State]
DELIVERIES = [delivery.value for delivery in Delivery]
COMPLEXITIES = [complexity.value for complexity in Complexity]
GROUNDS = [ground.value for ground in Ground]
ORIGINS = [origin.value for origin in Origin]
STEPS = [step.value for step in Step]
OUTCOMES = [outcome.value for outcome in Outcome]
STATE_LABELS = {
    State.RECEIVED.value: _("Đã nhận, chờ xem phiếu"),
    State.INCOMPLETE.value: _("Chờ bổ sung phiếu"),
    State.ACCEPTED.value: _("Đang giải quyết"),
    State.ANSWERED.value: _("Đã cung cấp"),
    State.REFUSED.value: _("Từ chối có lý do"),
    State.REDIRECTED.value: _("Đã chỉ nơi có thông tin"),
}
DELIVERY_LABELS = {
    Delivery.OFFICE.value: _("nhận trực tiếp tại trụ sở"),
    Delivery.NETWORK.value: _("nhận qua mạng điện tử"),
    Delivery.POST.value: _("nhận qua bưu điện, fax"),
}
COMPLEXITY_LABELS = {
    Complexity.SIMPLE.value: _("Đơn giản, có sẵn, cung cấp được ngay"),
    Complexity.COMPLEX.value: _("Phức tạp, không có sẵn, phải tập hợp hoặc hỏi nơi khác"),
}
GROUND_LABELS = {
    Ground.BARRED.value: _("Thông tin không được tiếp cận (điều 6) hoặc chưa đủ điều kiện (điều 7)"),
    Ground.DISCLOSED.value: _("Đã được công khai theo điều 17 (trừ trường hợp ở điều 23(1))"),
    Ground.NOT_OURS.value: _("Không thuộc trách nhiệm cung cấp của cơ quan này"),
    Ground.GIVEN_TWICE.value: _("Đã cung cấp hai lần cho chính người này mà không có lý do chính đáng"),
    Ground.BEYOND_CAPACITY.value: _("Vượt quá khả năng đáp ứng hoặc làm ảnh hưởng hoạt động bình thường của cơ quan"),
    Ground.COST_NOT_PAID.value: _("Không thanh toán chi phí thực tế để in, sao, chụp, gửi"),
    Ground.NEW_LAW.value: _("Căn cứ của luật có hiệu lực từ 01/9/2026 (ghi điều khoản trong lý do)"),
}
ORIGIN_LABELS = {
    Origin.FOUND.value: _("Cơ quan tự phát hiện sai"),
    Origin.CLAIMED.value: _("Người yêu cầu cho rằng sai"),
}
STEP_LABELS = {
    Step.OPEN.value: _("Đang xem lại"),
    Step.VERIFYING.value: _("Đã hỏi nơi tạo ra thông tin"),
    Step.REPLIED.value: _("Nơi tạo ra đã trả lời"),
    Step.CLOSED.value: _("Đã xong"),
}
OUTCOME_LABELS = {
    Outcome.CORRECTED.value: _("Đã đính chính"),
    Outcome.WAS_RIGHT.value: _("Thông tin đã cung cấp là đúng"),
}


class Request(models.Model):
    """One request. The clock runs from `valid_on`; due days are computed once and stored, empty where no rule is known.

    `name`, `contact` and `text` are private: they are erased after the time of keeping (`forgotten_on`). `subject` is
    the officer's own summary for the register, without personal data. `code` is the keyed hash of the receipt.
    """

    number = models.CharField(max_length=16, unique=True)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    code = models.CharField(max_length=64, unique=True)
    place = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="information_requests")
    obligation = models.ForeignKey(
        "disclosure.Obligation", on_delete=models.PROTECT, null=True, related_name="requests"
    )
    origin_kind = models.CharField(max_length=24, blank=True)
    origin_number = models.CharField(max_length=24, blank=True)
    delivery = models.CharField(max_length=8)
    complexity = models.CharField(max_length=8, blank=True)
    name = models.CharField(max_length=120, blank=True)
    contact = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    subject = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=12, default=State.RECEIVED.value)
    received_on = models.DateField()
    completion = models.TextField(blank=True)
    completion_asked_on = models.DateField(null=True)
    completed_on = models.DateField(null=True)
    valid_on = models.DateField(null=True)
    duty = models.CharField(max_length=16, blank=True)
    due_on = models.DateField(null=True)
    first_due_on = models.DateField(null=True)
    notice_due_on = models.DateField(null=True)
    notified_on = models.DateField(null=True)
    extended_on = models.DateField(null=True)
    extension_reason = models.TextField(blank=True)
    cost = models.PositiveIntegerField(null=True)
    cost_note = models.CharField(max_length=300, blank=True)
    answer = models.TextField(blank=True)
    withheld = models.TextField(blank=True)
    file = models.CharField(max_length=64, blank=True)
    file_kind = models.CharField(max_length=8, blank=True)
    ground = models.CharField(max_length=16, blank=True)
    reason = models.TextField(blank=True)
    redirected_to = models.CharField(max_length=200, blank=True)
    closed_on = models.DateField(null=True)
    published_as = models.OneToOneField(
        "disclosure.Item", on_delete=models.PROTECT, null=True, related_name="answered_request"
    )
    forgotten_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "serial"], name="disclosure_request_one_per_serial"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="disclosure_request_state_is_known"),
            models.CheckConstraint(condition=Q(delivery__in=DELIVERIES), name="disclosure_request_delivery_is_known"),
            models.CheckConstraint(
                condition=Q(complexity__in=["", *COMPLEXITIES]), name="disclosure_request_complexity_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["received", "incomplete", "redirected"]) | Q(valid_on__isnull=False),
                name="disclosure_request_clock_runs_from_a_valid_one",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=["answered", "refused", "redirected"], closed_on__isnull=False))
                | Q(state__in=["received", "incomplete", "accepted"], closed_on=None),
                name="disclosure_request_closed_has_its_day",
            ),
            models.CheckConstraint(
                condition=(Q(state="refused", ground__in=GROUNDS) & ~Q(reason=""))
                | (~Q(state="refused") & Q(ground="")),
                name="disclosure_request_refused_on_a_ground_with_reasons",
            ),
            models.CheckConstraint(
                condition=Q(forgotten_on=None) | Q(name="", contact="", text=""),
                name="disclosure_request_forgotten_is_empty",
            ),
        ]
        indexes = [
            models.Index(fields=["place", "-received_on"], name="disclosure_request_newest"),
            models.Index(fields=["place", "due_on"], condition=Q(closed_on=None), name="disclosure_request_open"),
            models.Index(fields=["closed_on"], condition=Q(forgotten_on=None), name="disclosure_request_to_forget"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def target(self) -> str:
        """Its name in the record."""
        return f"disclosure.request/{self.pk}"

    @property
    def state_label(self) -> str:
        return str(STATE_LABELS[self.state])

    @property
    def delivery_label(self) -> str:
        return str(DELIVERY_LABELS[self.delivery])

    @property
    def complexity_label(self) -> str:
        return str(COMPLEXITY_LABELS.get(self.complexity, ""))

    @property
    def ground_label(self) -> str:
        return str(GROUND_LABELS.get(self.ground, ""))


class Amendment(models.Model):
    """Wrong information that was given, and its correction (Law 104/2016 art. 32); `due_on` is of the present step."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="amendments")
    origin = models.CharField(max_length=8)
    text = models.TextField()
    step = models.CharField(max_length=10, default=Step.OPEN.value)
    opened_on = models.DateField()
    duty = models.CharField(max_length=16)
    due_on = models.DateField(null=True)
    verify_due_on = models.DateField(null=True)
    asked = models.CharField(max_length=200, blank=True)
    asked_on = models.DateField(null=True)
    reply = models.TextField(blank=True)
    replied_on = models.DateField(null=True)
    outcome = models.CharField(max_length=10, blank=True)
    answer = models.TextField(blank=True)
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(origin__in=ORIGINS), name="disclosure_amendment_origin_is_known"),
            models.CheckConstraint(condition=Q(step__in=STEPS), name="disclosure_amendment_step_is_known"),
            models.CheckConstraint(
                condition=(Q(step="closed", outcome__in=OUTCOMES, closed_on__isnull=False) & ~Q(answer=""))
                | (~Q(step="closed") & Q(outcome="", closed_on=None)),
                name="disclosure_amendment_closed_says_how",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(closed_on=None), name="disclosure_amendment_open")]

    def __str__(self) -> str:
        return f"{self.request_id} {self.origin} {self.pk}"

    @property
    def origin_label(self) -> str:
        return str(ORIGIN_LABELS[self.origin])

    @property
    def step_label(self) -> str:
        return str(STEP_LABELS[self.step])

    @property
    def outcome_label(self) -> str:
        return str(OUTCOME_LABELS.get(self.outcome, ""))
