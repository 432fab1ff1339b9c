"""Drafting, publishing, correcting and ending items."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from danbiet.disclosure.models import Obligation
from danbiet.disclosure.models.labels import ITEM_KINDS
from danbiet.disclosure.rules import ItemKind
from danbiet.disclosure.rules.items import is_period

FILE_HELP = _("PDF, DOCX, XLSX, JPEG, PNG, dưới 20 MB. Tên tác giả, vị trí chụp, macro được gỡ trước khi lưu.")
WRITTEN_HERE = [kind for kind in ItemKind if kind is not ItemKind.ANSWER]


def lines(rows: int, *, longest: int = 2000) -> dict[str, Any]:
    """A field of several lines."""
    return {"widget": forms.Textarea(attrs={"rows": rows}), "max_length": longest}


class NewForm(forms.Form):
    """A new item."""

    obligation = forms.ChoiceField(
        label=_("Cho nghĩa vụ nào"), required=False,
        help_text=_("Chọn đúng nghĩa vụ thì hạn, nơi niêm yết và thời gian được tính theo luật."),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("Loại tài liệu"), choices=[(one.value, ITEM_KINDS[one.value]) for one in WRITTEN_HERE]
    )
    title = forms.CharField(
        label=_("Tên để người dân đọc"), max_length=300, help_text=_("Thí dụ: Quyết toán ngân sách phường năm 2025")
    )
    period = forms.CharField(
        label=_("Kỳ"), max_length=8, required=False, help_text=_("2026, 2026-Q3, 2026-H1, 2026-09")
    )
    summary = forms.CharField(label=_("Nói ngắn gọn tài liệu này là gì"), required=False, **lines(3))
    file = forms.FileField(
        label=_("Tệp"),
        help_text=_(
            "PDF, DOCX, XLSX, JPEG, PNG, dưới 20 MB. Danh sách có tên người: XLSX hoặc CSV, cột thừa được cắt. "
            "Bảng ngân sách: XLSX theo biểu mẫu thì có thẻ dễ đọc."
        ),
    )

    def __init__(self, *args: Any, obligations: Sequence[tuple[Obligation, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["obligation"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [("", _("không gắn nghĩa vụ nào")), *((str(one.pk), words) for one, words in obligations)]

    def clean_period(self) -> str:
        period: str = self.cleaned_data["period"].strip().upper()
        if not is_period(period):
            raise ValidationError(gettext("Kỳ viết như 2026, 2026-Q3, 2026-H1 hoặc 2026-09."))
        return period


class PublishForm(forms.Form):
    """The last word before something is public: a reason when personal numbers were seen."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    accepted_reason = forms.CharField(
        label=_("Lý do vẫn công khai các số này"),
        help_text=_("Ghi điều luật hoặc sự đồng ý làm căn cứ. Lý do này công khai."), **lines(2),
    )  # fmt: skip

    def __init__(self, *args: Any, has_findings: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_findings:
            del self.fields["accepted_reason"]


class CorrectForm(forms.Form):
    """The next version."""

    reason = forms.CharField(label=_("Sửa gì, vì sao"), help_text=_("Người dân đọc được lý do này."), **lines(2))
    summary = forms.CharField(label=_("Nói ngắn gọn bản mới là gì"), required=False, **lines(2))
    file = forms.FileField(label=_("Tệp của bản mới"), help_text=FILE_HELP)


class WithdrawForm(forms.Form):
    """Taking an item back."""

    reason = forms.CharField(label=_("Vì sao rút lại"), help_text=_("Người dân đọc được lý do này."), **lines(2))
    erases = forms.BooleanField(label=_("Xóa hẳn tệp (có dữ liệu riêng của người)"), required=False)


class TakeDownForm(forms.Form):
    """Taking an item down after its period."""

    reason = forms.CharField(
        label=_("Ghi chú khi gỡ"), required=False, help_text=_("Để trống thì ghi: hết thời hạn công khai."), **lines(2)
    )
