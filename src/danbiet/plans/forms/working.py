"""Giving and doing work: owner, day, product; progress with figures and files; verdicts and corrections."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from danbiet.common.fields import Day, by_key
from danbiet.places.models import Agency
from danbiet.plans.rules.due import Recurrence

RHYTHMS = [
    ("", _("làm một lần")),
    (Recurrence.DAILY.value, _("hằng ngày")),
    (Recurrence.WEEKLY.value, _("hằng tuần")),
    (Recurrence.MONTHLY.value, _("hằng tháng")),
    (Recurrence.QUARTERLY.value, _("hằng quý")),
    (Recurrence.HALF_YEARLY.value, _("6 tháng một lần")),
    (Recurrence.YEARLY.value, _("hằng năm")),
    (Recurrence.ONGOING.value, _("thường xuyên")),
]
FIGURE = re.compile(r"^\s*(?P<name>[^:=]+?)\s*[:=]\s*(?P<number>-?\d[\d.]{0,18}(?:,\d{1,6})?)\s*$")


class AssignForm(forms.Form):
    """Who leads, by when, with what product."""

    lead_agency = forms.ChoiceField(label=_("Đơn vị chủ trì"), required=False)
    supporting = forms.MultipleChoiceField(label=_("Đơn vị phối hợp"), required=False)
    due_on = Day(label=_("Hạn"), required=False)
    recurrence = forms.ChoiceField(label=_("Nhịp"), choices=RHYTHMS, required=False)
    due_basis = forms.CharField(
        label=_("Vì sao hạn này"), max_length=300, required=False, help_text=_("Văn bản, điều khoản hoặc cuộc họp.")
    )
    product = forms.CharField(label=_("Sản phẩm"), max_length=300, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, agencies: Sequence[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = by_key(agencies)
        lead, supporting = self.fields["lead_agency"], self.fields["supporting"]
        assert isinstance(lead, forms.ChoiceField)
        assert isinstance(supporting, forms.MultipleChoiceField)
        lead.choices = [("", _("chưa giao")), *choices]
        supporting.choices = choices


class ManyForm(forms.Form):
    """The same owner, day or product for several tasks."""

    lead_agency = forms.ChoiceField(label=_("Đơn vị chủ trì"), required=False)
    due_on = Day(label=_("Hạn"), required=False)
    product = forms.CharField(label=_("Sản phẩm"), max_length=300, required=False)

    def __init__(self, *args: Any, agencies: Sequence[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lead = self.fields["lead_agency"]
        assert isinstance(lead, forms.ChoiceField)
        lead.choices = [("", _("giữ như cũ")), *by_key(agencies)]


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files of one field."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(one, initial) for one in given]


class ReportForm(forms.Form):
    """What was done, with figures and files."""

    text = forms.CharField(label=_("Đã làm được gì"), widget=forms.Textarea(attrs={"rows": 4}))
    figures = forms.CharField(
        label=_("Số liệu"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Mỗi dòng một số: tên, dấu hai chấm, số. Thí dụ: bảng tin đã dán: 12"),
    )  # fmt: skip
    evidence = FilesField(
        label=_("Minh chứng"), required=False, widget=ManyFiles(attrs={"multiple": True}),
        help_text=_("Ảnh JPEG, PNG, tệp PDF, DOCX, XLSX; mỗi tệp dưới 20 MB."),
    )  # fmt: skip
    taken_on = Day(label=_("Ngày chụp, ngày lập tệp"), required=False)
    claims_done = forms.BooleanField(label=_("Nhiệm vụ đã xong (phải kèm minh chứng)"), required=False)

    def clean_figures(self) -> dict[str, int | Decimal]:
        found: dict[str, int | Decimal] = {}
        for line in self.cleaned_data["figures"].splitlines():
            if not line.strip():
                continue
            match = FIGURE.match(line)
            if match is None:
                raise ValidationError(gettext("Không hiểu dòng “%(line)s”. Viết: tên: số."), params={"line": line[:60]})
            found[match["name"]] = number(match["number"])
        return found


def number(text: str) -> int | Decimal:
    """1.234 and 43,5 as written in Vietnamese."""
    plain = text.replace(".", "").replace(",", ".")
    return Decimal(plain) if "." in plain else int(plain)


class JudgeForm(forms.Form):
    """Accept or refuse a report."""

    verdict = forms.ChoiceField(choices=[("accept", _("Chấp nhận")), ("refuse", _("Từ chối"))])
    reason = forms.CharField(label=_("Lý do"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class OrderForm(forms.Form):
    """Order to put right."""

    text = forms.CharField(label=_("Phải chấn chỉnh gì"), widget=forms.Textarea(attrs={"rows": 3}))
    due_on = Day(label=_("Xong trước ngày"))
    recheck_on = Day(label=_("Ngày kiểm tra lại"))


class AnswerForm(forms.Form):
    text = forms.CharField(label=_("Đã chấn chỉnh thế nào"), widget=forms.Textarea(attrs={"rows": 3}))


class RecheckForm(forms.Form):
    outcome = forms.ChoiceField(choices=[("met", _("Đạt")), ("not_met", _("Không đạt"))])
    finding = forms.CharField(label=_("Thấy gì khi kiểm tra lại"), widget=forms.Textarea(attrs={"rows": 2}))


class CancelForm(forms.Form):
    reason = forms.CharField(label=_("Lý do bãi bỏ"), widget=forms.Textarea(attrs={"rows": 2}))
