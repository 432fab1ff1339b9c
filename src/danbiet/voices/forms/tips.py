"""What a stranger types without JavaScript. Nobody is asked who they are."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from danbiet.common import codes
from danbiet.common.access import told
from danbiet.common.actor import Refusal
from danbiet.common.cleaning import clean
from danbiet.common.cleaning.pictures import smaller
from danbiet.voices.rules import MOST_PHOTOS
from danbiet.voices.rules.boxes import check_words
from danbiet.voices.rules.sealing import FILES_BYTES, TEXT_LENGTH

LONGEST = 1600  # dots a side, as in static/voices/shrinking.js
TOO_MUCH = format_lazy(_("Gửi nhiều nhất {limit} ảnh, tổng cộng 3 MB."), limit=MOST_PHOTOS)


class SeveralFiles(forms.FileInput):
    """Takes every chosen file, not the last alone."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name)


class Pictures(forms.FileField):
    """Several pictures, given back as (kind, bytes) without what phones write into them."""

    widget = SeveralFiles(
        attrs={
            "multiple": True, "accept": "image/jpeg,image/png", "data-most": MOST_PHOTOS, "data-bytes": FILES_BYTES,
        }
    )  # fmt: skip

    def clean(self, data: Any, initial: Any = None) -> list[tuple[str, bytes]]:
        try:
            sent = [_drawn(one.read()) for one in data[: MOST_PHOTOS + 1]]
        except Refusal as error:
            raise forms.ValidationError(told(error)) from error
        if len(sent) > MOST_PHOTOS or sum(len(drawn) for _, drawn in sent) > FILES_BYTES:
            raise forms.ValidationError(TOO_MUCH)
        return sent


def _drawn(data: bytes) -> tuple[str, bytes]:
    """(kind, bytes) of a picture without notes, made small in memory where it is large, as a phone would."""
    found = clean(data, name="", kinds=("jpeg", "png"))
    if max(found.size or (0, 0)) <= LONGEST:
        return found.kind, found.data
    return "jpeg", smaller(found.data, longest=LONGEST)


class CodeForm(forms.Form):
    """A code that opens a box."""

    typed = forms.CharField(
        label=_("Mã bí mật"), max_length=40, strip=True, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def clean_typed(self) -> str:
        try:
            return codes.normalised(self.cleaned_data["typed"])
        except Refusal as error:
            raise forms.ValidationError(told(error)) from error


class TipForm(CodeForm):
    """A letter, with the code that was shown and typed again; `shown` is empty for a further letter to the same box."""

    shown = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Bạn biết việc gì"), max_length=TEXT_LENGTH,
        help_text=_(
            "Việc gì, ở đâu, khi nào, ai làm, bằng chứng ở đâu. Đừng viết tên mình, đừng viết điều chỉ mình bạn biết."
        ),
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off"}),
    )  # fmt: skip
    pictures = Pictures(
        label=_("Ảnh (JPEG, PNG)"), required=False,
        help_text=format_lazy(
            _("Nhiều nhất {limit} ảnh, tổng cộng 3 MB. Ảnh lớn được thu nhỏ; nơi chụp, giờ chụp, kiểu máy được xóa."),
            limit=MOST_PHOTOS,
        ),
    )  # fmt: skip
    understood = forms.BooleanField(label=_("Tôi hiểu: máy chủ thấy chữ của tôi trong chốc lát, rồi niêm phong."))
    field_order = ["shown", "text", "pictures", "typed", "understood"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        typed, shown = data.get("typed"), data.get("shown")
        if typed and shown and typed != shown.replace("-", ""):
            self.add_error("typed", _("Mã gõ lại chưa giống mã đã cho. So lại từng ký tự."))
        if typed and data.get("text"):
            try:
                check_words(data["text"], code=typed)
            except Refusal as error:
                self.add_error("text", told(error))
        return data
