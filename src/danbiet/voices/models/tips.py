"""Sealed words of strangers, and the public keys to which they are sealed. Nothing here can be read on the server.

There is no moment, only days: the moment of a letter, beside a log of the network, would point at its sender.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from danbiet.voices.rules.tips import Step

STEP_LABELS = {
    Step.WAITING.value: _("chưa ghi việc đã làm"),
    Step.OPENED.value: _("đã mở"),
    Step.TO_INSPECTION.value: _("rõ, có bằng chứng: đã chuyển kiểm tra"),
    Step.FORWARDED.value: _("đã chuyển cơ quan có thẩm quyền"),
    Step.NOTHING_TO_CHECK.value: _("không có gì kiểm tra được"),
}
STEPS = list(STEP_LABELS)


class VaultQuerySet(models.QuerySet["Vault"]):
    def in_use(self) -> "VaultQuerySet":
        """Vaults that both holders confirmed and nobody retired: one a place at most."""
        return self.filter(confirmed_a_at__isnull=False, confirmed_b_at__isnull=False, retired_at=None)


class Vault(models.Model):
    """Two public keys of a place and who holds the private ones; in use once both holders confirmed their own."""

    place = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    key_a = models.BinaryField(max_length=65)
    key_b = models.BinaryField(max_length=65)
    holder_a = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    holder_b = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    installed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    installed_at = models.DateTimeField()
    confirmed_a_at = models.DateTimeField(null=True)
    confirmed_b_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    objects = VaultQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(holder_a=F("holder_b")), name="voices_vault_two_holders"),
            models.CheckConstraint(condition=~Q(key_a=F("key_b")), name="voices_vault_two_keys"),
            models.UniqueConstraint(
                fields=["place"],
                condition=Q(confirmed_a_at__isnull=False, confirmed_b_at__isnull=False, retired_at=None),
                name="voices_vault_one_in_use",
            ),
        ]

    def __str__(self) -> str:
        return f"vault {self.pk}"

    @property
    def holders(self) -> tuple[int, int]:
        return self.holder_a_id, self.holder_b_id

    @property
    def is_in_use(self) -> bool:
        return bool(self.confirmed_a_at and self.confirmed_b_at and not self.retired_at)


class Tip(models.Model):
    """A box: letters that one unknown sender put in under one code. `box` is a hash of its name."""

    box = models.CharField(max_length=64)
    place = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    last_on = models.DateField()
    step = models.CharField(max_length=20, default=Step.WAITING.value)
    step_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["box", "place"], name="voices_tip_one_box_a_place"),
            models.CheckConstraint(condition=Q(step__in=STEPS), name="voices_tip_step_is_known"),
        ]

    def __str__(self) -> str:
        return f"T-{self.pk}"


class TipLetter(models.Model):
    """One sealed letter of the sender, or one sealed answer to them (`is_answer`, then without a vault)."""

    tip = models.ForeignKey(Tip, on_delete=models.CASCADE, related_name="letters")
    vault = models.ForeignKey(Vault, on_delete=models.PROTECT, null=True, related_name="letters")
    is_answer = models.BooleanField(default=False)
    sealed = models.BinaryField()
    on = models.DateField()
    fetched_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_answer=True, vault=None) | Q(is_answer=False, vault__isnull=False),
                name="voices_tipletter_sealed_to_a_vault_or_a_code",
            )
        ]
        indexes = [models.Index(fields=["tip", "is_answer"], name="voices_tipletter_of_tip")]

    def __str__(self) -> str:
        return f"{self.pk}"
