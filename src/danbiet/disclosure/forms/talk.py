"""What residents write on an item, and what officers do with it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from danbiet.common import personal
from danbiet.common.fields import Day, by_key
from danbiet.disclosure.models import Version
from danbiet.disclosure.models.talk import KIND_LABELS, REASON_LABELS
from danbiet.disclosure.rules.talk import LONGEST_NAME, LONGEST_TEXT, CommentKind
from danbiet.places.models import ResidentialGroup


def area(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class CommentForm(forms.Form):
    """A resident's words; a person's numbers in them are shown to the sender before anything is sent."""

    kind = forms.ChoiceField(label=_("Bạn muốn nói gì"), widget=forms.RadioSelect)
    text = forms.CharField(label=_("Lời của bạn"), max_length=LONGEST_TEXT, widget=area(5))
    group = forms.ChoiceField(
        label=_("Tổ dân phố, thôn"), required=False, help_text=_("Chỉ cần khi bạn không thấy niêm yết ở đó.")
    )
    name = forms.CharField(
        label=_("Tên hiển thị"), max_length=LONGEST_NAME, required=False,
        help_text=_("Ai cũng đọc được tên này. Để trống cũng được trả lời như nhau."),
    )  # fmt: skip
    mask = forms.BooleanField(label=_("Gửi bản đã che số như dưới đây"), required=False)
    preview = ""

    def __init__(
        self, *args: Any, kinds: Sequence[CommentKind], groups: Sequence[ResidentialGroup], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        kind, group = self.fields["kind"], self.fields["group"]
        assert isinstance(kind, forms.ChoiceField)
        assert isinstance(group, forms.ChoiceField)
        kind.choices = [(one.value, KIND_LABELS[one.value]) for one in kinds]
        kind.initial = kinds[0].value
        group.choices = [("", _("không nêu")), *by_key(groups)]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        text, name = data.get("text", ""), data.get("name", "")
        if personal.find(text) or personal.find(name):
            masked = personal.mask(text), personal.mask(name)
            if data.get("mask"):
                data["text"], data["name"] = masked
            else:
                self.preview = " · ".join(part for part in masked if part)
                self.add_error(
                    "text", gettext("Có số riêng của một người. Ai cũng đọc được: bỏ số đi, hoặc gửi bản đã che.")
                )
        return data


class HideForm(forms.Form):
    reason = forms.ChoiceField(label=_("Vì sao không hiển thị"), choices=list(REASON_LABELS.items()))


class WordsForm(forms.Form):
    """One text."""

    text = forms.CharField(label=_("Nội dung"), max_length=LONGEST_TEXT, widget=area(3))

    def __init__(self, *args: Any, label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["text"].label = label


class ChangedForm(forms.Form):
    """What was changed because of a comment, and in which version."""

    text = forms.CharField(label=_("Đã đổi điều gì"), max_length=LONGEST_TEXT, widget=area(3))
    version = forms.ChoiceField(label=_("Ở bản nào"), required=False)

    def __init__(self, *args: Any, versions: Sequence[Version], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        version = self.fields["version"]
        assert isinstance(version, forms.ChoiceField)
        named = [(str(one.pk), gettext("Bản {n}").format(n=one.number)) for one in versions]
        version.choices = [("", _("việc làm khác, không phải bản mới")), *named]


class PeriodForm(forms.Form):
    """From when until when opinions are taken."""

    from_on = Day(label=_("Lấy ý kiến từ ngày"))
    until_on = Day(label=_("Đến hết ngày"), help_text=_("Từ 1/7/2023: ít nhất 20 ngày kể từ ngày công khai dự thảo."))
    plan = forms.CharField(
        label=_("Kế hoạch lấy ý kiến"), max_length=LONGEST_TEXT, widget=area(4),
        help_text=_("Lấy bằng cách nào, ai tổng hợp, đã gửi HĐND và Mặt trận ngày nào."),
    )  # fmt: skip


class ProlongForm(forms.Form):
    until_on = Day(label=_("Nhận ý kiến đến hết ngày"))


class ConclusionForm(forms.Form):
    """What was said, the answer to it, and what was decided."""

    summary = forms.CharField(label=_("Tóm tắt ý kiến"), max_length=20_000, widget=area(5))
    response = forms.CharField(label=_("Tiếp thu, giải trình"), max_length=20_000, widget=area(5))
    conclusion = forms.CharField(label=_("Kết luận"), max_length=20_000, widget=area(3))


class LetterForm(forms.Form):
    """An address for letters."""

    email = forms.EmailField(
        label=_("Địa chỉ thư điện tử"), max_length=254,
        help_text=_("Chỉ dùng để gửi thư này. Thôi nhận là xóa."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip


class CodeForm(forms.Form):
    """A receipt code as typed."""

    code = forms.CharField(
        label=_("Mã biên nhận"), max_length=40, help_text=_("13 ký tự, gõ hoa hay thường, có gạch hay không đều được."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip
