"""What people type on the pages of reports."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danbiet.common.fields import Day
from danbiet.reports.selectors.choices import CAPACITY_CHOICES, Choices


class ReportForm(forms.Form):
    """Which place and which period to draft."""

    place = forms.ChoiceField(label=_("Đơn vị"))
    period = forms.ChoiceField(label=_("Kỳ báo cáo"), help_text=_("Kỳ đã bắt đầu. Ban hành được từ ngày chốt số liệu."))

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = choices.places  # type: ignore[attr-defined]
        self.fields["period"].choices = choices.periods  # type: ignore[attr-defined]


class TextsForm(forms.Form):
    """An officer's own words, one field a slot; `seen` is the version they were read in."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, slots: list[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, label, hint in slots:
            self.fields[key] = forms.CharField(
                label=label, help_text=hint, required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
            )

    def texts(self) -> dict[str, str]:
        """The words by slot."""
        return {key: text for key, text in self.cleaned_data.items() if key != "seen"}


class SigningForm(forms.Form):
    """Who signs, and under which number."""

    signer = forms.CharField(label=_("Họ và tên người ký"), max_length=120)
    capacity = forms.ChoiceField(label=_("Quyền hạn, chức vụ"), choices=CAPACITY_CHOICES)
    number = forms.IntegerField(
        label=_("Số của báo cáo"), min_value=1, max_value=99999, help_text=_("Số kế tiếp trong sổ văn bản của năm.")
    )


class ScanForm(forms.Form):
    """The scan of the signed paper."""

    scan = forms.FileField(
        label=_("Bản quét đã ký, đóng dấu"), help_text=_("PDF hoặc JPEG, tối đa 20 MB. Gắn một lần, không thay được.")
    )


class CorrectionForm(forms.Form):
    """Why an issued report is replaced."""

    reason = forms.CharField(
        label=_("Lý do thay báo cáo"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Lý do được in trong báo cáo mới."),
    )  # fmt: skip


class CallForm(forms.Form):
    """The day by which the units below send, and the document that orders it."""

    due_on = Day(label=_("Hạn gửi cho đơn vị trực thuộc"))
    basis = forms.CharField(label=_("Văn bản làm căn cứ"), max_length=200, help_text=_("Số, ngày, cơ quan ban hành."))
