"""What happened, who sees to it, and why a duty does not arise."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from danbiet.accounts.models import User
from danbiet.common.fields import Day
from danbiet.disclosure.rules.items import is_period
from danbiet.disclosure.rules.occasions import Occasion


class OccasionForm(forms.Form):
    """Something happened that the law wants disclosed."""

    occasion = forms.ChoiceField(label=_("Việc gì đã xảy ra"))
    happened_on = Day(label=_("Ngày của văn bản, của sự kiện"), help_text=_("Luật đếm hạn từ ngày này."))
    period = forms.CharField(
        label=_("Về năm, quý nào"), max_length=8, required=False,
        help_text=_("Cần cho ngân sách: quyết toán năm nào, dự toán năm nào."),
    )  # fmt: skip
    words = forms.CharField(
        label=_("Số văn bản, tên việc"), max_length=180, required=False,
        help_text=_("Như cán bộ sẽ gọi, thí dụ Nghị quyết 12/NQ-HĐND. Đừng ghi tên người dân."),
    )  # fmt: skip

    def __init__(self, *args: Any, offered: Sequence[Occasion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks_year = {one.key for one in offered if one.asks_year}
        field = self.fields["occasion"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", now("Chọn một việc")), *((one.key, now(one.words)) for one in offered)]

    def clean_period(self) -> str:
        period: str = self.cleaned_data["period"].upper()
        if not is_period(period):
            raise ValidationError(now("Ghi năm, thí dụ 2021, hoặc quý, thí dụ 2021-Q3."))
        return period

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("occasion") in self.asks_year and not data.get("period"):
            self.add_error("period", _("Việc này phải ghi về năm nào."))
        return data


class WaiveForm(forms.Form):
    """Why a duty does not arise here."""

    reason = forms.CharField(label=_("Vì sao không phát sinh"), max_length=500, widget=forms.Textarea({"rows": 3}))
    seen = forms.IntegerField(widget=forms.HiddenInput)


class ChargeForm(forms.Form):
    """Who in the place sees to a duty."""

    user = forms.ChoiceField(label=_("Người phụ trách"), required=False)

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["user"]
        assert isinstance(field, forms.ChoiceField)
        names = ((str(one.pk), one.get_full_name() or one.username) for one in people)
        field.choices = [("", now("chưa giao ai")), *names]
