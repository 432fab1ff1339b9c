"""What residents say about what is disclosed, drafts under consultation, and who asked for letters."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from danbiet.disclosure.rules.talk import CommentKind, CommentState, HiddenFor

KINDS = [kind.value for kind in CommentKind]
STATES = [state.value for state in CommentState]
REASONS = [reason.value for reason in HiddenFor]
KIND_LABELS = {
    CommentKind.COMMENT.value: _("Góp ý, câu hỏi"),
    CommentKind.ERROR.value: _("Thông tin đã công khai bị sai"),
    CommentKind.OPINION.value: _("Ý kiến về dự thảo"),
    CommentKind.NOT_SEEN.value: _("Không thấy niêm yết ở nhà văn hóa tổ, thôn tôi"),
}
REASON_LABELS = {
    HiddenFor.PERSONAL.value: _("có thông tin riêng của người khác"),
    HiddenFor.INSULT.value: _("xúc phạm người khác"),
    HiddenFor.OFF_TOPIC.value: _("không nói về mục này"),
    HiddenFor.REPEAT.value: _("trùng góp ý đã có"),
    HiddenFor.SECRET.value: _("có bí mật nhà nước, hoặc là tố cáo phải gửi nơi khác"),
}


class Comment(models.Model):
    """A resident's words on an item. Nothing is kept of who sent them but the name that they chose to give.

    `code` is the keyed hash of the receipt. `due_on` is set for claims that published information is wrong, when a rule
    in force says so (`is_clock_known`). `changed` says what was changed because of it, in which `changed_version`.
    """

    item = models.ForeignKey("disclosure.Item", on_delete=models.PROTECT, related_name="comments")
    kind = models.CharField(max_length=16)
    text = models.TextField()
    name = models.CharField(max_length=80, blank=True)
    group = models.ForeignKey("places.ResidentialGroup", on_delete=models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    is_clock_known = models.BooleanField(default=True)
    state = models.CharField(max_length=16, default=CommentState.WAITING.value)
    hidden_for = models.CharField(max_length=16, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    changed = models.TextField(blank=True)
    changed_at = models.DateTimeField(null=True)
    changed_version = models.ForeignKey("disclosure.Version", on_delete=models.PROTECT, null=True, related_name="+")
    erased_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="disclosure_comment_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="disclosure_comment_state_is_known"),
            models.CheckConstraint(
                condition=Q(state="hidden", hidden_for__in=REASONS) | (~Q(state="hidden") & Q(hidden_for="")),
                name="disclosure_comment_hidden_says_why",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="disclosure_comment_answer_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(changed="", changed_at=None, changed_version=None)
                | (~Q(changed="") & Q(changed_at__isnull=False)),
                name="disclosure_comment_change_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(erased_on=None) | Q(state="hidden", text="", name=""),
                name="disclosure_comment_erased_is_hidden_and_empty",
            ),
        ]
        indexes = [
            models.Index(fields=["item", "state", "sent_at"], name="disclosure_comment_of_item"),
            models.Index(fields=["sent_at"], condition=Q(answered_at=None), name="disclosure_comment_waits"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.kind} {self.pk}"

    @property
    def target(self) -> str:
        """Its name in the record."""
        return f"disclosure.comment/{self.pk}"

    @property
    def kind_label(self) -> str:
        return str(KIND_LABELS[self.kind])

    @property
    def reason_label(self) -> str:
        return str(REASON_LABELS.get(self.hidden_for, ""))


class Consultation(models.Model):
    """A draft put before the people. Opinions are taken from `from_on` to `until_on`, both counted.

    `opening` and `outcome`: the obligations that it keeps, to consult and to publish what came of it.
    """

    item = models.OneToOneField("disclosure.Item", on_delete=models.PROTECT, related_name="consultation")
    from_on = models.DateField()
    until_on = models.DateField()
    plan = models.TextField()
    summary = models.TextField(blank=True)
    response = models.TextField(blank=True)
    conclusion = models.TextField(blank=True)
    concluded_on = models.DateField(null=True)
    opened_at = models.DateTimeField()
    opening = models.OneToOneField(
        "disclosure.Obligation", on_delete=models.PROTECT, null=True, related_name="consultation"
    )
    outcome = models.OneToOneField(
        "disclosure.Obligation", on_delete=models.PROTECT, null=True, related_name="result_of"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gt=F("from_on")), name="disclosure_consultation_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(concluded_on=None)
                | (Q(concluded_on__gt=F("until_on")) & ~Q(summary="") & ~Q(response="") & ~Q(conclusion="")),
                name="disclosure_consultation_concluded_with_words",
            ),
        ]
        indexes = [models.Index(fields=["until_on"], name="disclosure_consultation_until")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.from_on} {self.until_on}"


class Subscription(models.Model):
    """A wish for letters about one place: an address, confirmed by a letter. Ended, the row is removed.

    `seen_at`: what was published up to then needs no letter. `lettered_on`: the day of the last letter to the address.
    """

    place = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    email = models.CharField(max_length=254)
    language = models.CharField(max_length=2)
    salt = models.CharField(max_length=32)
    token = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()
    lettered_on = models.DateField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "email"], name="disclosure_subscription_once"),
            models.CheckConstraint(condition=~Q(email=""), name="disclosure_subscription_has_an_address"),
            models.CheckConstraint(
                condition=Q(language__in=["vi", "en"]), name="disclosure_subscription_language_is_known"
            ),
        ]
        indexes = [models.Index(fields=["email"], name="disclosure_subscription_email")]

    def __str__(self) -> str:
        return f"{self.place_id} {self.pk}"
