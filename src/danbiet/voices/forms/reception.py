"""The calendar and the book of receiving citizens; the places' own terms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danbiet.common.fields import Day
from danbiet.voices.models.labels import RECEIVERS, RESULTS, SUBJECTS, TERMS


class SessionForm(forms.Form):
    """A day of the calendar."""

    on = Day(label=_("Ngày tiếp"))
    receiver = forms.ChoiceField(label=_("Ai tiếp"), choices=list(RECEIVERS.items()))
    from_time = forms.TimeField(label=_("Từ giờ"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    until_time = forms.TimeField(label=_("Đến giờ"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    where = forms.CharField(label=_("Ở đâu"), max_length=200)


class MoveForm(SessionForm):
    """A day in place of another."""

    reason = forms.CharField(label=_("Vì sao đổi lịch"), max_length=300)


class VisitForm(forms.Form):
    """One visit, by its count."""

    people = forms.IntegerField(label=_("Mấy người đến"), min_value=1, max_value=5000)
    subject = forms.ChoiceField(label=_("Về việc gì"), choices=list(SUBJECTS.items()))
    summary = forms.CharField(
        label=_("Một câu về việc đó"),
        max_length=300,
        help_text=_("Không ghi tên, số điện thoại: tên chỉ ghi ở sổ giấy."),
    )
    result = forms.ChoiceField(label=_("Kết quả"), choices=list(RESULTS.items()))
    number = forms.CharField(label=_("Số vụ việc đã mở"), max_length=24, required=False)
    promise_text = forms.CharField(label=_("Hẹn làm việc gì"), max_length=300, required=False)
    promise_due_on = Day(label=_("Hẹn xong trước ngày"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("promise_text")) != bool(data.get("promise_due_on")):
            raise forms.ValidationError(_("Lời hẹn cần cả việc và ngày."))
        return data


class MissForm(forms.Form):
    reason = forms.CharField(label=_("Vì sao không tiếp"), max_length=300)


class TermForm(forms.Form):
    """A term of the place's own."""

    what = forms.ChoiceField(label=_("Hạn của việc gì"), choices=list(TERMS.items()))
    n = forms.IntegerField(label=_("Bao nhiêu ngày"), min_value=1, max_value=365)
    unit = forms.ChoiceField(
        label=_("Tính theo"), choices=[("working_days", _("ngày làm việc")), ("calendar_days", _("ngày"))]
    )
    source = forms.CharField(label=_("Văn bản đặt ra hạn này"), max_length=200)
