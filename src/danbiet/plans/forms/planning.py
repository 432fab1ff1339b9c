"""Drawing up plans: heading, clauses, hanging, issuing, handing down."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danbiet.common.fields import Day, by_key
from danbiet.places.models import Agency
from danbiet.plans.rules.states import ItemKind, TargetMeasure

KINDS = [
    (ItemKind.TASK.value, _("Nhiệm vụ")),
    (ItemKind.COMMITMENT.value, _("Cam kết")),
    (ItemKind.OBJECTIVE.value, _("Mục tiêu")),
    (ItemKind.TARGET.value, _("Chỉ tiêu")),
    (ItemKind.PRINCIPLE.value, _("Quan điểm, yêu cầu")),
    (ItemKind.MEASURE.value, _("Tổ chức thực hiện")),
    (ItemKind.CHANNEL.value, _("Kênh thông tin")),
    (ItemKind.DOCUMENT.value, _("Văn bản")),
    (ItemKind.RESULT.value, _("Kết quả")),
    (ItemKind.CLAIM.value, _("Nhận định")),
    (ItemKind.GAP.value, _("Chỗ thiếu")),
    (ItemKind.FIGURE.value, _("Số liệu")),
]


class HeadingForm(forms.Form):
    """A new plan."""

    issuer = forms.ChoiceField(label=_("Cơ quan ban hành"))
    title = forms.CharField(label=_("Tên kế hoạch"), max_length=400)
    from_day = Day(label=_("Từ ngày"))
    until_day = Day(label=_("Đến hết ngày"))
    source = forms.CharField(label=_("Nguồn"), max_length=400, required=False)
    replaces = forms.IntegerField(widget=forms.HiddenInput, required=False)
    period_plan = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, issuers: Sequence[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["issuer"] = forms.ChoiceField(label=_("Cơ quan ban hành"), choices=by_key(issuers))


class IssueForm(forms.Form):
    number = forms.CharField(label=_("Số, ký hiệu"), max_length=40, help_text=_("Thí dụ 313/KH-UBND"))
    issued_on = Day(label=_("Ngày ban hành"))


class WordingForm(forms.Form):
    """A clause, as written."""

    kind = forms.ChoiceField(label=_("Loại mục"), choices=KINDS)
    text = forms.CharField(label=_("Câu chữ, giữ nguyên như văn bản"), widget=forms.Textarea(attrs={"rows": 3}))
    code = forms.CharField(label=_("Mã mục"), max_length=16, required=False)
    section = forms.CharField(label=_("Phần của kế hoạch"), max_length=200, required=False)
    note = forms.CharField(label=_("Ghi chú"), required=False)


class HangForm(forms.Form):
    parent = forms.ChoiceField(label=_("Kế hoạch cấp trên"))

    def __init__(self, *args: Any, parents: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(plan.pk), f"{plan}, {plan.issuer}") for plan in parents]
        self.fields["parent"] = forms.ChoiceField(label=_("Kế hoạch cấp trên"), choices=choices)


class AlsoForm(forms.Form):
    """A second plan that this one answers to."""

    def __init__(self, *args: Any, plans: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(plan.pk), f"{plan}, {plan.issuer}") for plan in plans]
        self.fields["other"] = forms.ChoiceField(label=_("Kế hoạch khác phải thống nhất"), choices=choices)


MEASURES = [
    (TargetMeasure.SCORE.value, _("điểm")),
    (TargetMeasure.RANK.value, _("thứ hạng")),
    (TargetMeasure.GROUP.value, _("nhóm")),
    (TargetMeasure.QUALITY.value, _("không bằng số")),
]


class TargetForm(forms.Form):
    """A target, as written."""

    text = forms.CharField(label=_("Chỉ tiêu, giữ nguyên như văn bản"), widget=forms.Textarea(attrs={"rows": 2}))
    measure = forms.ChoiceField(label=_("Đo bằng"), choices=MEASURES)
    construct = forms.ChoiceField(label=_("Của nội dung nào"), required=False)
    value = forms.DecimalField(label=_("Mức"), max_digits=9, decimal_places=3, required=False, localize=True)
    year = forms.IntegerField(label=_("Đến năm"), min_value=2011, max_value=2100, required=False)

    def __init__(self, *args: Any, choices: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["construct"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("toàn bộ chỉ số")), *choices]


class ServesForm(forms.Form):
    """Which parts of PAPI a clause serves."""

    def __init__(self, *args: Any, choices: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["constructs"] = forms.MultipleChoiceField(
            label=_("Mục này phục vụ thành phần nào"), choices=choices, required=False,
            widget=forms.SelectMultiple(attrs={"size": 12}),
            help_text=_("Giữ Ctrl để chọn nhiều. Không chọn gì: mục không phục vụ thành phần nào."),
        )  # fmt: skip


class AnswersForm(forms.Form):
    """Which clause of the upper plan a clause carries out."""

    def __init__(self, *args: Any, clauses: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("không mục nào")), *((str(row.pk), f"{row.code} {row.text[:90]}") for row in clauses)]
        self.fields["upper"] = forms.ChoiceField(
            label=_("Thực hiện mục nào của kế hoạch cấp trên"), choices=choices, required=False
        )


class SplitForm(forms.Form):
    """To which wards clauses are handed down, by when."""

    due_on = Day(label=_("Hạn chung"), required=False)
    everyone = forms.BooleanField(label=_("Tất cả phường, xã trong danh sách"), required=False)

    def __init__(self, *args: Any, wards: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wards"] = forms.MultipleChoiceField(
            label=_("Giao cho phường, xã"), choices=by_key(wards), widget=forms.CheckboxSelectMultiple,
            required=False,
        )  # fmt: skip
