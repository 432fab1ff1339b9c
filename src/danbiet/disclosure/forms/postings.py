"""Boards, and what hangs on them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danbiet.common.fields import Day, by_key
from danbiet.disclosure.models import Point
from danbiet.disclosure.models.labels import CHANNELS, POINT_KINDS
from danbiet.disclosure.rules import Channel, PointKind
from danbiet.places.models import ResidentialGroup


class PointForm(forms.Form):
    """A board of the place."""

    name = forms.CharField(
        label=_("Tên nơi niêm yết"), max_length=160, help_text=_("Thí dụ: Nhà văn hóa tổ dân phố số 2")
    )
    kind = forms.ChoiceField(label=_("Loại"), choices=[(kind.value, POINT_KINDS[kind.value]) for kind in PointKind])
    group = forms.ChoiceField(label=_("Của tổ dân phố, thôn"), required=False)
    from_day = Day(label=_("Dùng từ ngày"))

    def __init__(self, *args: Any, groups: Sequence[ResidentialGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group = self.fields["group"]
        assert isinstance(group, forms.ChoiceField)
        group.choices = [("", _("chung cả đơn vị")), *by_key(groups)]


class CloseForm(forms.Form):
    """The day from which a board is no more."""

    until_day = Day(label=_("Thôi dùng từ ngày"))


class PostingForm(forms.Form):
    """What hangs, sounds or was told: one record for several boards."""

    channel = forms.ChoiceField(label=_("Hình thức"))
    points = forms.MultipleChoiceField(
        label=_("Nơi niêm yết"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Chỉ chọn khi hình thức là niêm yết."),
    )  # fmt: skip
    planned_on = Day(label=_("Dự kiến ngày"), required=False)
    up_on = Day(label=_("Đã làm từ ngày"), required=False)
    down_on = Day(label=_("Đến hết ngày"), required=False, help_text=_("Để trống nếu còn đang dán."))
    minutes = forms.CharField(label=_("Số biên bản"), max_length=300, required=False)
    proof = forms.FileField(
        label=_("Ảnh hoặc bản quét"), required=False,
        help_text=_("JPEG, PNG, PDF. Vị trí và tên máy trong ảnh được gỡ trước khi lưu."),
    )  # fmt: skip

    def __init__(self, *args: Any, points: Sequence[Point], channels: Sequence[Channel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channel, boards = self.fields["channel"], self.fields["points"]
        assert isinstance(channel, forms.ChoiceField)
        assert isinstance(boards, forms.MultipleChoiceField)
        channel.choices = [(one.value, CHANNELS[one.value]) for one in channels]
        boards.choices = by_key(points)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("channel") != Channel.POSTING:
            data["points"] = []
        return data


class UpForm(forms.Form):
    up_on = Day(label=_("Đã dán từ ngày"))


class DownForm(forms.Form):
    down_on = Day(label=_("Dán đến hết ngày"))


class ProofForm(forms.Form):
    """A photo, or the number of the minutes, for what was recorded before."""

    minutes = forms.CharField(label=_("Số biên bản"), max_length=300, required=False)
    proof = forms.FileField(label=_("Ảnh hoặc bản quét"), required=False, help_text=_("JPEG, PNG, PDF."))
