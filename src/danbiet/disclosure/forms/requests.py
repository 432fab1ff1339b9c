"""Asking for information, and the moves of a request."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danbiet.disclosure.forms.talk import area
from danbiet.disclosure.models.requests import COMPLEXITY_LABELS, DELIVERY_LABELS, GROUND_LABELS, OUTCOME_LABELS
from danbiet.disclosure.rules.requests import Ground
from danbiet.disclosure.services.requests import LONGEST_TEXT


class RequestForm(forms.Form):
    """What a requester must say by law, and no more."""

    text = forms.CharField(
        label=_("Bạn cần thông tin gì"), max_length=LONGEST_TEXT, widget=area(6),
        help_text=_("Nói rõ tên văn bản, năm, nơi nếu biết. Không cần nêu lý do."),
    )  # fmt: skip
    delivery = forms.ChoiceField(
        label=_("Bạn muốn nhận bằng cách nào"), choices=list(DELIVERY_LABELS.items()), widget=forms.RadioSelect
    )
    name = forms.CharField(label=_("Họ và tên"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    contact = forms.CharField(
        label=_("Nơi nhận câu trả lời"), max_length=300, help_text=_("Địa chỉ nhà, điện thoại hoặc thư điện tử.")
    )


class AcceptForm(forms.Form):
    """Valid, and simple or complex."""

    complexity = forms.ChoiceField(
        label=_("Loại thông tin"), choices=list(COMPLEXITY_LABELS.items()), widget=forms.RadioSelect
    )
    subject = forms.CharField(
        label=_("Thông tin được yêu cầu"), max_length=300, help_text=_("Một dòng cho sổ theo dõi, không ghi tên người.")
    )


class CompletionForm(forms.Form):
    words = forms.CharField(label=_("Cần bổ sung điều gì"), max_length=LONGEST_TEXT, widget=area(3))


class TextForm(forms.Form):
    text = forms.CharField(label=_("Nội dung"), max_length=LONGEST_TEXT, widget=area(4))


class EmptyForm(forms.Form):
    """A press of the button is all."""


class ExtendForm(forms.Form):
    reason = forms.CharField(label=_("Lý do gia hạn"), max_length=LONGEST_TEXT, widget=area(3))


class CostForm(forms.Form):
    amount = forms.IntegerField(label=_("Chi phí thực tế (đồng)"), min_value=0, max_value=100_000_000)
    note = forms.CharField(
        label=_("Gồm những gì"), max_length=300, help_text=_("In, sao, chụp, gửi: mấy trang, mấy bản.")
    )


class AnswerForm(forms.Form):
    """The information, whole or in part."""

    text = forms.CharField(label=_("Nội dung trả lời"), max_length=20_000, widget=area(5))
    withheld = forms.CharField(
        label=_("Phần không cung cấp và lý do"), max_length=LONGEST_TEXT, required=False, widget=area(3),
        help_text=_("Chỉ điền khi cung cấp một phần. Tệp gửi kèm phải là bản đã che phần ấy."),
    )  # fmt: skip
    file = forms.FileField(label=_("Tệp gửi kèm"), required=False, help_text=_("PDF, ảnh, DOCX, XLSX; dưới 20 MB."))


class RefuseForm(forms.Form):
    """A ground of law, and the reasons in words."""

    ground = forms.ChoiceField(label=_("Căn cứ"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Lý do cụ thể"), max_length=LONGEST_TEXT, widget=area(4))

    def __init__(self, *args: Any, grounds: Sequence[Ground], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ground = self.fields["ground"]
        assert isinstance(ground, forms.ChoiceField)
        ground.choices = [(one.value, GROUND_LABELS[one.value]) for one in grounds]


class RedirectForm(forms.Form):
    to = forms.CharField(label=_("Cơ quan có thông tin"), max_length=200, help_text=_("Tên, địa chỉ, cách liên hệ."))


class PublishForm(forms.Form):
    """A copy for everybody."""

    title = forms.CharField(label=_("Tên mục công khai"), max_length=300)
    summary = forms.CharField(label=_("Câu trả lời cho mọi người đọc"), max_length=4000, widget=area(5))
    file = forms.FileField(
        label=_("Bản đã che thông tin riêng"), required=False,
        help_text=_("Không có tệp thì hệ thống lập bản DOCX từ câu trả lời ở trên."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Lý do vẫn công khai số máy nhận ra"), max_length=300, required=False,
        help_text=_("Chỉ điền khi máy báo có số riêng mà thật ra không phải."),
    )  # fmt: skip


class AskCreatorForm(forms.Form):
    agency = forms.CharField(label=_("Hỏi cơ quan nào"), max_length=200)


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Kết quả"), choices=list(OUTCOME_LABELS.items()), widget=forms.RadioSelect)
    text = forms.CharField(label=_("Trả lời người yêu cầu"), max_length=LONGEST_TEXT, widget=area(4))
