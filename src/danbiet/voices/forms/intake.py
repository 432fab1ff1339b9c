"""Forms of sending in: write first, then the kind, then how to be answered; nothing asked that is not needed."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import EmailValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from danbiet.places.models import ResidentialGroup
from danbiet.voices.models.labels import CHANNELS, FORWARDERS, KINDS, SUBJECTS
from danbiet.voices.rules import COMPLAINTS, FEEDBACK, MOST_PHOTOS, PHOTO_BYTES, Channel, Kind, Subject, telephones
from danbiet.voices.rules.whereabouts import read_point
from danbiet.voices.services.cases import LONGEST_TEXT

DENUNCIATION = "denunciation"
SPOKEN = (Channel.PHONE.value, Channel.COUNTER.value, Channel.RECEPTION.value)
MEANT = {
    Kind.REPORT.value: _("Phản ánh: có việc không ổn, mong chính quyền xử lý"),
    Kind.PETITION.value: _("Kiến nghị: mong làm thêm, làm khác"),
    Kind.COMPLAINT_FIRST.value: _(
        "Khiếu nại: tôi không đồng ý với một quyết định, việc làm của cơ quan đối với chính tôi"
    ),
    Kind.COMPLAINT_SECOND.value: _("Khiếu nại lần hai: đã có quyết định giải quyết, tôi vẫn không đồng ý"),
    DENUNCIATION: _("Tố cáo: có người làm trái pháp luật (đòi tiền, tham ô, bao che…)"),
    Kind.INFORMATION_REQUEST.value: _("Xin thông tin, xin xem văn bản"),
    Kind.CRIME_REPORT.value: _("Báo tội phạm: trộm cắp, lừa đảo, ma túy, đánh người…"),
}
WANTS = (
    ("code", _("Tôi tự xem bằng mã, không để lại số")),
    ("phone", _("Gọi hoặc nhắn tin")),
    ("mail", _("Thư điện tử")),
    ("group", _("Qua tổ trưởng tổ dân phố")),
    ("loudspeaker", _("Qua loa và bảng tin")),
)


class _Several(forms.ClearableFileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name)


class ManyPhotos(forms.FileField):
    """Pictures, none or several."""

    def __init__(self, **given: Any) -> None:
        super().__init__(widget=_Several(attrs={"accept": "image/jpeg,image/png", "data-shrink": ""}), **given)

    def clean(self, data: Any, initial: Any = None) -> list[tuple[str, bytes]]:
        uploads = [one for one in data or [] if one]
        if len(uploads) > MOST_PHOTOS:
            raise forms.ValidationError(format_lazy(_("Gửi nhiều nhất {limit} ảnh."), limit=MOST_PHOTOS))
        if any(one.size > PHOTO_BYTES for one in uploads):
            raise forms.ValidationError(_("Mỗi ảnh nhiều nhất 15 MB."))
        return [(one.name, one.read()) for one in uploads]


class Place(forms.Form):
    """Where it is: the ward, words, and a point if the telephone gave one; carried from page to page."""

    place = forms.CharField(widget=forms.HiddenInput, max_length=8)
    board = forms.CharField(widget=forms.HiddenInput, max_length=20, required=False)
    latitude = forms.CharField(widget=forms.HiddenInput, max_length=20, required=False)
    longitude = forms.CharField(widget=forms.HiddenInput, max_length=20, required=False)

    @property
    def point(self) -> tuple[float, float] | None:
        """The point, when there is one."""
        return read_point(self.cleaned_data.get("latitude", ""), self.cleaned_data.get("longitude", ""))


class Written(Place):
    """The first page: what happens, and where."""

    text = forms.CharField(
        label=_("Việc gì đang xảy ra?"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Viết như nói chuyện, có dấu hay không dấu đều được. Đừng ghi số giấy tờ, số tài khoản."),
        error_messages={"required": _("Hãy viết việc gì đang xảy ra")},
    )  # fmt: skip
    address = forms.CharField(
        label=_("Ở đâu?"), max_length=300, required=False, help_text=_("Số nhà, ngõ, hoặc gần chỗ nào.")
    )


class Carried(Written):
    """The first page, kept while the next ones are filled."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        for name in ("text", "address"):
            self.fields[name].widget = forms.HiddenInput()


class Chosen(Carried):
    """The second page: the kind, chosen by the sender, and the matter."""

    kind = forms.ChoiceField(
        label=_("Đây là loại việc gì?"), choices=tuple(MEANT.items()), widget=forms.RadioSelect,
        error_messages={"required": _("Chọn đây là loại việc gì")},
    )  # fmt: skip
    subject = forms.ChoiceField(
        label=_("Về việc gì?"), choices=(("", _("Chọn một việc")), *SUBJECTS.items()),
        error_messages={"required": _("Chọn đây là việc gì")},
    )  # fmt: skip


class Sent(Carried):
    """The third page: how to be answered; a complaint must name its author and what it is against."""

    kind = forms.ChoiceField(choices=tuple(KINDS.items()), widget=forms.HiddenInput)
    subject = forms.ChoiceField(choices=tuple(SUBJECTS.items()), widget=forms.HiddenInput)
    token = forms.CharField(widget=forms.HiddenInput, max_length=64)
    decision = forms.CharField(
        label=_("Quyết định, việc làm nào?"), max_length=300, required=False,
        help_text=_("Số, ngày của quyết định, hoặc ai đã làm gì ngày nào. Bạn biết về nó từ ngày nào?"),
    )  # fmt: skip
    photos = ManyPhotos(
        label=_("Ảnh"),
        required=False,
        help_text=format_lazy(
            _("JPEG hoặc PNG, nhiều nhất {limit} ảnh. Vị trí, giờ chụp được xóa; máy bạn thu nhỏ ảnh lớn nếu được."),
            limit=MOST_PHOTOS,
        ),
    )  # fmt: skip
    wants = forms.ChoiceField(
        label=_("Bạn muốn được trả lời bằng cách nào?"), choices=WANTS, widget=forms.RadioSelect, initial="code"
    )
    phone = forms.CharField(label=_("Số điện thoại"), max_length=20, required=False, widget=forms.TextInput(
        attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}))  # fmt: skip
    email = forms.CharField(label=_("Thư điện tử"), max_length=254, required=False, widget=forms.TextInput(
        attrs={"type": "email", "autocomplete": "email"}))  # fmt: skip
    name = forms.CharField(label=_("Tên của bạn"), max_length=120, required=False, widget=forms.TextInput(
        attrs={"autocomplete": "name"}))  # fmt: skip
    home = forms.CharField(label=_("Địa chỉ của bạn"), max_length=300, required=False)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        kind = self.data.get("kind") or self.initial.get("kind")
        self.is_complaint = kind in {one.value for one in COMPLAINTS}
        if kind == Kind.INFORMATION_REQUEST.value:
            self._require("name", _("Luật đòi yêu cầu cung cấp thông tin có tên người yêu cầu: hãy ghi tên"))
        if not self.is_complaint:
            del self.fields["decision"], self.fields["home"]
            return
        self.order_fields(["decision", "name", "home", "photos", "wants"])
        for name, message in (
            ("decision", _("Ghi rõ quyết định hoặc việc làm mà bạn khiếu nại")),
            ("name", _("Đơn khiếu nại phải có tên người khiếu nại")),
            ("home", _("Đơn khiếu nại phải có địa chỉ người khiếu nại")),
        ):
            self._require(name, message)

    def _require(self, name: str, message: Any) -> None:
        self.fields[name].required = True
        self.fields[name].error_messages["required"] = message

    def clean_phone(self) -> str:
        digits = telephones.digits(self.cleaned_data["phone"])
        if digits and not (digits.isascii() and digits.isdecimal()):
            raise forms.ValidationError(_("Số điện thoại chỉ gồm chữ số. Bạn gõ: %(typed)s"), params={"typed": digits})
        if digits and not telephones.is_number(digits):
            raise forms.ValidationError(
                _("Số mới có %(count)s chữ số, cần 10. Bạn gõ: %(typed)s"),
                params={"count": len(digits), "typed": self.cleaned_data["phone"]},
            )
        return digits

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip()
        if email:
            EmailValidator(_("Địa chỉ thư chưa đúng: cần có dạng ten@noi.vn"))(email)
        return email

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("wants") == "phone" and not data.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Bạn chọn gọi hoặc nhắn tin: hãy ghi số điện thoại"))
        if data.get("kind") == Kind.INFORMATION_REQUEST.value:
            self._reachable(data)
        if data.get("wants") == "mail" and not data.get("email") and "email" not in self.errors:
            self.add_error("email", _("Bạn chọn thư điện tử: hãy ghi địa chỉ thư"))
        return data

    def _reachable(self, data: dict[str, Any]) -> None:
        """A request is answered to somebody, somewhere: what disclosure asks of a requester (decision 0124)."""
        if not data.get("phone") and not data.get("email") and not {"phone", "email"} & set(self.errors):
            self.add_error("phone", _("Ghi số điện thoại hoặc thư điện tử để nơi trả lời gửi thông tin cho bạn"))


class Retyped(forms.Form):
    """The receipt code, typed again by its holder."""

    number = forms.CharField(widget=forms.HiddenInput, max_length=24)
    shown = forms.CharField(widget=forms.HiddenInput, max_length=20)
    code = forms.CharField(
        label=_("Gõ lại mã bạn vừa ghi"), max_length=40, widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Gõ lại mã để chắc bạn đã ghi đúng")},
    )  # fmt: skip


class CodeTyped(forms.Form):
    """The code of a follower."""

    code = forms.CharField(label=_("Mã theo dõi"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class Spoken(forms.Form):
    """The desk's form: what a person said at the counter or on the telephone."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=64)
    place = forms.ChoiceField(
        label=_("Nơi nhận"), help_text=_("Cấp trên của phường, xã chỉ ghi nhận khiếu nại lần hai.")
    )
    channel = forms.ChoiceField(label=_("Đến bằng cách nào?"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Người dân nói gì?"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Ghi đúng lời. Tố cáo không ghi vào đây: có sổ riêng."),
    )  # fmt: skip
    address = forms.CharField(label=_("Việc ở đâu?"), max_length=300, required=False)
    kind = forms.ChoiceField(
        label=_("Loại"), choices=(("", _("Chưa chọn: xem đề xuất")), *KINDS.items()), required=False
    )
    subject = forms.ChoiceField(
        label=_("Về việc gì?"), choices=(("", _("Chưa chọn: xem đề xuất")), *SUBJECTS.items()), required=False
    )
    name = forms.CharField(label=_("Tên"), max_length=120, required=False)
    phone = forms.CharField(label=_("Số điện thoại"), max_length=20, required=False)
    home = forms.CharField(label=_("Địa chỉ"), max_length=300, required=False)
    wants = forms.ChoiceField(label=_("Trả lời bằng cách nào?"), choices=WANTS)
    forwarder = forms.ChoiceField(
        label=_("Ai chuyển đơn đến?"), choices=(("", _("Không ai: người dân tự đến")), *FORWARDERS.items()),
        required=False,
    )  # fmt: skip
    forwarded_by = forms.CharField(
        label=_("Tên nơi chuyển đơn"), max_length=200, required=False,
        help_text=_("Nơi đã chuyển đơn được báo khi thụ lý và khi có kết quả."),
    )  # fmt: skip

    def __init__(self, *args: Any, places: Mapping[str, str], **given: Any) -> None:
        super().__init__(*args, **given)
        for name, choices in (
            ("place", list(places.items())),
            ("channel", [(one, CHANNELS[one]) for one in SPOKEN]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("kind") in {one.value for one in COMPLAINTS}:
            for name in ("name", "home"):
                if not data.get(name):
                    self.add_error(name, _("Đơn khiếu nại phải có tên và địa chỉ người khiếu nại"))
        if bool(data.get("forwarder")) != bool(data.get("forwarded_by")):
            self.add_error("forwarded_by", _("Đơn được chuyển đến thì chọn loại nơi chuyển và ghi tên."))
        return data


class NotebookHead(forms.Form):
    """For which group a page of the notebook is."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=64)
    group = forms.ChoiceField(label=_("Tổ dân phố"), required=False)

    def __init__(self, *args: Any, groups: list[ResidentialGroup], **given: Any) -> None:
        super().__init__(*args, **given)
        field = self.fields["group"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Cả phường")), *((str(one.pk), one.name_vi) for one in groups)]


class NotebookLine(forms.Form):
    """One line of the notebook: its printed mark, what is the matter, where."""

    mark = forms.CharField(label=_("Số dòng trên giấy"), max_length=20, required=False)
    text = forms.CharField(label=_("Việc gì?"), max_length=2000, required=False, widget=forms.Textarea(
        attrs={"rows": 2}))  # fmt: skip
    address = forms.CharField(label=_("Ở đâu?"), max_length=300, required=False)
    is_feedback = forms.BooleanField(
        label=_("Tôi đã hỏi: đây là phản ánh hoặc kiến nghị, không phải khiếu nại, tố cáo"), required=False
    )


def kind_of(value: str) -> Kind:
    """The kind that a form names."""
    return Kind(value)


def subject_of(value: str) -> Subject:
    """The subject that a form names."""
    return Subject(value or Subject.OTHER.value)


def is_feedback(kind: Kind) -> bool:
    """Whether a kind is a report or a petition."""
    return kind in FEEDBACK
