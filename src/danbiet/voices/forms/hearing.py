"""What a resident types: the code, and what they say of the answer."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    """The receipt code; it is never shown again by the page."""

    code = forms.CharField(
        label=_("Mã trên giấy biên nhận"), max_length=40,
        help_text=_("13 ký tự, có thể có dấu gạch. Chữ hoa hay thường đều được."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip


class ContestForm(forms.Form):
    reason = forms.CharField(label=_("Chỗ nào chưa xong?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))


class RateForm(forms.Form):
    rating = forms.TypedChoiceField(
        label=_("Bạn hài lòng với cách giải quyết tới mức nào?"), coerce=int, widget=forms.RadioSelect,
        choices=[(5, _("5 – rất hài lòng")), (4, "4"), (3, "3"), (2, "2"), (1, _("1 – rất không hài lòng"))],
    )  # fmt: skip


class WriteForm(forms.Form):
    text = forms.CharField(label=_("Viết thêm"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))
