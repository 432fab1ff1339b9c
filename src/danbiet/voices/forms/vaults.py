"""Installing keys, confirming them, and carrying files to and from the offline machine."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danbiet.accounts.models import User
from danbiet.common.fields import by_key
from danbiet.places.models import Unit
from danbiet.voices.models.tips import STEP_LABELS
from danbiet.voices.rules.tips import Step

LARGEST = 90 * 1024 * 1024


def text_of(upload: Any) -> str:
    """A carried file as text; what is no text cannot be one of ours."""
    if upload.size > LARGEST:
        raise forms.ValidationError(_("Tệp lớn hơn {limit} MB.").format(limit=LARGEST // 1024**2))
    try:
        return str(upload.read().decode("utf-8"))
    except UnicodeDecodeError as error:
        raise forms.ValidationError(_("Tệp hỏng hoặc không phải tệp của trang báo tin.")) from error


class CarriedFile(forms.FileField):
    """A text file of the vault command."""

    def clean(self, data: Any, initial: Any = None) -> str:
        return text_of(super().clean(data, initial))


class VaultForm(forms.Form):
    """The public file and who holds which key."""

    place = forms.ChoiceField(label=_("Nơi nhận tin"))
    file = CarriedFile(
        label=_("Tệp vault.json"),
        help_text=_("Chỉ chứa hai khóa công khai. Đừng bao giờ tải tệp khóa của người giữ lên đây."),
    )
    holder_a = forms.ChoiceField(label=_("Người giữ khóa A"))
    holder_b = forms.ChoiceField(
        label=_("Người giữ khóa B"), help_text=_("Hai người khác nhau, đang giữ nhiệm vụ ở nơi này, không phải bạn.")
    )

    def __init__(self, *args: Any, places: Iterable[Unit], people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(one.pk): one for one in places}
        self.people = {str(one.pk): one for one in people}
        listed = [(key, one.get_full_name() or one.username) for key, one in self.people.items()]
        self.fields["place"].choices = by_key(self.places.values())  # type: ignore[attr-defined]
        self.fields["holder_a"].choices = self.fields["holder_b"].choices = listed  # type: ignore[attr-defined]

    def clean_place(self) -> Unit:
        return self.places[self.cleaned_data["place"]]

    def clean_holder_a(self) -> User:
        return self.people[self.cleaned_data["holder_a"]]

    def clean_holder_b(self) -> User:
        return self.people[self.cleaned_data["holder_b"]]


class FingerprintForm(forms.Form):
    """The fingerprint as it stands on the holder's own paper."""

    typed = forms.CharField(
        label=_("Dấu vân khóa trên giấy của bạn"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Gõ từ tờ giấy chép lúc tạo khóa, không chép từ trang này. Đọc to cho người giữ kia cùng nghe."),
    )  # fmt: skip


class CarriedForm(forms.Form):
    """Sealed answers, or letters sealed again to new keys."""

    file = CarriedFile(
        label=_("Tệp từ máy không nối mạng"),
        help_text=_("Câu trả lời đã niêm phong, hoặc thư niêm phong lại bằng khóa mới."),
    )


class TipStepForm(forms.Form):
    """What was done with a tip, without a word of what it says."""

    tip = forms.IntegerField(label=_("Số tin"), min_value=1, max_value=2**31 - 1, help_text=_("Ví dụ 12 cho T-12."))
    step = forms.TypedChoiceField(
        label=_("Việc đã làm"), coerce=Step,
        choices=[(key, label) for key, label in STEP_LABELS.items() if key != Step.WAITING.value],
    )  # fmt: skip
