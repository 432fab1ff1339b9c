"""What a person sends and decides when importing a plan."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from danbiet.places.models import Agency
from danbiet.plans.rules.importing import Decision, Heading, Row
from danbiet.plans.rules.states import ItemKind
from danbiet.plans.selectors.importing import Named, choices, named
from danbiet.plans.services.importing import Sent

KINDS = [
    (ItemKind.TASK.value, _("Nhiệm vụ")),
    (ItemKind.COMMITMENT.value, _("Cam kết")),
    (ItemKind.OBJECTIVE.value, _("Mục tiêu")),
    (ItemKind.TARGET.value, _("Chỉ tiêu")),
    (ItemKind.MEASURE.value, _("Tổ chức thực hiện")),
    (ItemKind.PRINCIPLE.value, _("Quan điểm")),
    (ItemKind.CHANNEL.value, _("Kênh thông tin")),
    (ItemKind.RESULT.value, _("Kết quả")),
    (ItemKind.CLAIM.value, _("Nhận định chưa có số liệu")),
    (ItemKind.GAP.value, _("Chỉ nêu tên, không có nhiệm vụ")),
    (ItemKind.DOCUMENT.value, _("Căn cứ")),
    (ItemKind.FIGURE.value, _("Số liệu")),
]


def label(one: Named | Agency) -> str:
    """The name in the reader's language."""
    return one.name_en if (get_language() or "vi").startswith("en") else one.name_vi


def choose(form: forms.Form, name: str, options: list[tuple[str, Any]]) -> None:
    """Give a field its choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = options


class PlainSelect(forms.Select):
    """A select written in one go: a page has dozens of them with dozens of options each."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The same markup as ever, without a template for every option."""
        chosen = str(value) if value is not None else ""
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((code, mark_safe(" selected") if str(code) == chosen else "", text) for code, text in self.choices),
        )
        given = {**self.attrs, **(attrs or {}), "name": name}
        return format_html("<select{}>{}</select>", flatatt(given), options)


class PlanImportForm(forms.Form):
    """A file or a paste, in whose name, and under which plan."""

    issuer = forms.ChoiceField(label=_("Cơ quan ban hành"))
    file = forms.FileField(
        label=_("Tệp kế hoạch"),
        required=False,
        help_text=_("DOCX hoặc XLSX, tối đa 10 MB, không có macro, không mật khẩu."),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.xlsx"}),
    )
    text = forms.CharField(
        label=_("Hoặc dán chữ của kế hoạch"),
        required=False,
        strip=False,
        help_text=_("Dán từ Word, PDF, trang web; bảng dán từ Excel vẫn giữ cột."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    parent_number = forms.CharField(
        label=_("Số kế hoạch cấp trên"),
        required=False,
        max_length=40,
        help_text=_("Ví dụ 179/KH-UBND. Để trống: đọc từ văn bản."),
    )

    def __init__(self, *args: Any, issuers: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {str(one.pk): one for one in issuers}
        choose(self, "issuer", [(pk, label(one)) for pk, one in self.agencies.items()])

    def agency(self) -> Agency:
        """The issuer chosen."""
        return self.agencies[self.cleaned_data["issuer"]]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if bool(values.get("file")) == bool((values.get("text") or "").strip()) and "file" not in self.errors:
            self.add_error("file", _("Chọn một tệp, hoặc dán chữ: đúng một trong hai."))
        return values

    def sent(self) -> Sent:
        """What is to be read."""
        file = self.cleaned_data["file"]
        parent = self.cleaned_data["parent_number"].strip()
        if file:
            return Sent(data=file.read(), name=file.name or "", parent_number=parent)
        return Sent(text=self.cleaned_data["text"], parent_number=parent)


class HeadingForm(forms.Form):
    """The plan's own particulars."""

    title = forms.CharField(label=_("Tên kế hoạch"), max_length=400)
    number = forms.CharField(label=_("Số, ký hiệu"), max_length=40, required=False)
    issued_on = forms.DateField(label=_("Ngày ban hành"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))  # fmt: skip  # noqa: E501
    first_year = forms.IntegerField(label=_("Từ năm"), min_value=2000, max_value=2100)
    last_year = forms.IntegerField(label=_("Đến hết năm"), required=False, min_value=2000, max_value=2100)
    parent_number = forms.CharField(label=_("Thực hiện kế hoạch cấp trên số"), max_length=40, required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("first_year"), values.get("last_year")
        if first and last and last < first:
            self.add_error("last_year", _("Năm kết thúc đứng trước năm bắt đầu."))
        return values

    def heading(self) -> Heading:
        """The particulars as a value."""
        return Heading(**self.cleaned_data)


class RowForm(forms.Form):
    """What a person makes of one item."""

    text = forms.CharField(label=_("Câu chữ"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    kind = forms.ChoiceField(label=_("Loại mục"), choices=KINDS, widget=PlainSelect)
    constructs = forms.MultipleChoiceField(
        label=_("Phục vụ thành phần PAPI"), required=False, widget=forms.CheckboxSelectMultiple
    )
    add = forms.ChoiceField(label=_("Thêm thành phần"), required=False, widget=PlainSelect)
    lead = forms.CharField(label=_("Chủ trì, theo văn bản"), required=False, max_length=160)
    due_text = forms.CharField(label=_("Hạn, theo văn bản"), required=False, max_length=120)
    product = forms.CharField(label=_("Sản phẩm"), required=False, max_length=300)
    is_dropped = forms.BooleanField(label=_("Bỏ mục này"), required=False)
    is_confirmed = forms.BooleanField(label=_("Đã xem, đúng"), required=False)

    def __init__(self, data: QueryDict | None, *, row: Row) -> None:
        first = {"is_dropped": not row.is_kept} | {name: getattr(row, name) for name in ROW_FIELDS}
        super().__init__(data, prefix=row.code, initial=first)
        self.row = row
        offered = list(dict.fromkeys([*(one.construct for one in row.proposals), *row.constructs]))
        choose(self, "constructs", [(one, label(named(one))) for one in offered])
        rest = [(one.construct, label(one)) for one in choices() if one.construct not in offered]
        choose(self, "add", [("", _("không thêm")), *rest])

    def offers(self) -> list[dict[str, object]]:
        """The constructs offered, each with the words that spoke for it."""
        words = {one.construct: one.words for one in self.row.proposals}
        return [{"tag": tag, "words": words.get(str(tag.data["value"]), ())} for tag in self["constructs"]]

    def decision(self, *, confirm: bool) -> Decision:
        """The decision; `confirm` is the button that confirms a whole page."""
        values = self.cleaned_data
        chosen = [*values["constructs"], *([values["add"]] if values["add"] else [])]
        return Decision(
            ItemKind(values["kind"]), values["text"], tuple(chosen), values["lead"], values["due_text"],
            values["product"], is_kept=not values["is_dropped"], is_confirmed=confirm or values["is_confirmed"],
        )  # fmt: skip


ROW_FIELDS = ("text", "kind", "constructs", "lead", "due_text", "product", "is_confirmed")
