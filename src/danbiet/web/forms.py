"""The calculator of a duty, and a day that is declared."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danbiet.common.fields import Day


class LawForm(forms.Form):
    """The day on which the rules shown are in force."""

    on = Day(label=_("Quy định có hiệu lực ngày"))


class QuestionForm(forms.Form):
    """An event day, and what changes the count."""

    on = Day(label=_("Ngày sự kiện"), help_text=_("Ngày này không tính; đếm từ ngày sau."))
    extend = forms.IntegerField(label=_("Số lần gia hạn"), min_value=0, max_value=9, required=False)
    suspend_from = Day(label=_("Tạm dừng từ ngày"), required=False)
    suspend_until = Day(label=_("Tính tiếp từ ngày"), required=False)
    remote = forms.BooleanField(label=_("Vùng sâu, vùng xa, đi lại khó khăn"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, until = data.get("suspend_from"), data.get("suspend_until")
        if bool(first) != bool(until):
            self.add_error("suspend_until", _("Ghi cả ngày tạm dừng và ngày tính tiếp."))
        elif first and until and until <= first:
            self.add_error("suspend_until", _("Ngày tính tiếp phải sau ngày tạm dừng."))
        return data


class DeclaredDayForm(forms.Form):
    """A day off, or a worked weekend day, with its source."""

    day = Day(label=_("Ngày"))
    works = forms.ChoiceField(
        label=_("Ngày này"),
        choices=[("off", _("cơ quan nghỉ")), ("work", _("làm việc bù"))],
    )
    label = forms.CharField(label=_("Tên ngày nghỉ hoặc lý do"), max_length=160)
    source = forms.CharField(
        label=_("Văn bản làm nguồn"), max_length=200, help_text=_("Thí dụ: Thông báo 5015/TB-LĐTBXH.")
    )
