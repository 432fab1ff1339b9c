"""What the inspector and the leader enter of a denunciation. Nothing here asks who sent it."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danbiet.common.fields import Day, by_key
from danbiet.places.models import Unit
from danbiet.voices.models.denunciations import ACT_LABELS, SOURCE_LABELS
from danbiet.voices.rules.denunciations import Act, Source
from danbiet.voices.rules.identification import CONFIRMATIONS

TEXT = 4000


def questions() -> forms.MultipleChoiceField:
    """Each line is confirmed by itself; all are needed."""
    return forms.MultipleChoiceField(
        label=_("Bạn đã tự kiểm tra"), choices=[(name, _(line)) for name, line in CONFIRMATIONS],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


class CheckedText(forms.Form):
    """Words that are checked for indirect identification."""

    text = forms.CharField(
        label=_("Tóm tắt nội dung"), max_length=TEXT, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Việc bị tố cáo, bằng lời của cơ quan. Không nêu nguồn tin, không nêu tên người bị tố cáo."),
    )  # fmt: skip
    confirmed = questions()

    def checked(self) -> dict[str, Any]:
        """The words, and which questions were confirmed."""
        return {"confirmed": frozenset(self.cleaned_data["confirmed"])}


class PaperForm(CheckedText):
    """A denunciation that lies on paper."""

    place = forms.ChoiceField(label=_("Nơi giải quyết"))
    reference = forms.CharField(
        label=_("Số hồ sơ giấy"), max_length=24,
        help_text=_("Số trong sổ mật, ví dụ 12/2026-M. Danh tính chỉ nằm trong hồ sơ giấy."),
    )  # fmt: skip
    source = forms.TypedChoiceField(label=_("Nhận bằng cách nào"), choices=list(SOURCE_LABELS.items()), coerce=Source)
    received_on = Day(label=_("Ngày nhận"))
    is_repeat = forms.BooleanField(label=_("Tố cáo tiếp"), required=False)
    field_order = ["place", "reference", "source", "received_on", "is_repeat", "text", "confirmed"]

    def __init__(self, *args: Any, places: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(one.pk): one for one in places}
        self.fields["place"].choices = by_key(self.places.values())  # type: ignore[attr-defined]

    def clean_place(self) -> Unit:
        return self.places[self.cleaned_data["place"]]


class StepForm(forms.Form):
    """One act of the procedure and its day."""

    act = forms.TypedChoiceField(label=_("Việc đã làm"), coerce=Act)
    on = Day(label=_("Ngày"))
    criteria = forms.IntegerField(
        label=_("Số tiêu chí phức tạp, khi thụ lý"), min_value=0, max_value=7, required=False,
        help_text=_("Không: 30 ngày. Một: gia hạn được một lần 30 ngày. Từ hai: hai lần (Nghị định 31/2019, điều 3)."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, acts: Collection[str] = ACT_LABELS, forgotten: Collection[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        groups = [(_("Việc tiếp theo"), acts), (_("Đã làm trước bước sau cùng, nay ghi thêm"), forgotten)]
        self.fields["act"].choices = [  # type: ignore[attr-defined]
            (label, [(act, ACT_LABELS[act]) for act in offered]) for label, offered in groups if offered
        ]
        if Act.ACCEPT.value not in acts:
            del self.fields["criteria"]


class OnForm(forms.Form):
    """A day."""

    on = Day(label=_("Ngày"))
