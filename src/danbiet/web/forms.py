"""The calculator of a duty, and a day that is declared."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danbiet.common.fields import Day
from danbiet.disclosure.models.requests import DELIVERY_LABELS
from danbiet.disclosure.services.requests import LONGEST_TEXT


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


class UndoDayForm(forms.Form):
    reason = forms.CharField(label=_("Vì sao bỏ ngày này"), max_length=200)


class CircumstancesForm(forms.Form):
    """What the law and the figures ask about a place, from a day on."""

    from_day = Day(label=_("Đúng từ ngày"))
    residents = forms.IntegerField(label=_("Số dân"), min_value=0, max_value=20_000_000, required=False)
    households = forms.IntegerField(label=_("Số hộ"), min_value=0, max_value=9_999_999, required=False)
    is_remote = forms.BooleanField(label=_("Vùng sâu, vùng xa, đi lại khó khăn"), required=False)
    has_loudspeaker = forms.BooleanField(label=_("Có hệ thống truyền thanh"), required=False)
    has_portal = forms.BooleanField(label=_("Có cổng, trang thông tin điện tử"), required=False)
    source = forms.CharField(label=_("Nguồn"), max_length=200, help_text=_("Thí dụ: Niên giám thống kê 2020."))


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


class HandOverForm(forms.Form):
    """What the law asks of a request, written down from the words of a case."""

    text = forms.CharField(
        label=_("Cần thông tin gì"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Giữ đúng ý người gửi; bỏ phần không phải yêu cầu."),
    )  # fmt: skip
    delivery = forms.ChoiceField(
        label=_("Người gửi nhận bằng cách nào"), choices=list(DELIVERY_LABELS.items()), widget=forms.RadioSelect
    )
    name = forms.CharField(label=_("Họ và tên người yêu cầu"), max_length=120)
    contact = forms.CharField(label=_("Nơi nhận câu trả lời"), max_length=300)
