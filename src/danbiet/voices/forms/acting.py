"""The acts on a case, one form each; only what the case and the reader's rights allow is offered."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from danbiet.common.fields import Day, by_key
from danbiet.places.rules.kinds import Tier
from danbiet.voices.models import Case
from danbiet.voices.models.labels import FORWARDERS, KINDS, OUTCOMES, REFUSALS, SUBJECTS, TIES
from danbiet.voices.rules import MOST_PHOTOS, Kind, Outcome, Refused, State, Tie
from danbiet.voices.rules.answers import templates
from danbiet.voices.rules.letters import board_of, is_relayed
from danbiet.voices.rules.stages import Act

Choices = list[tuple[str, Any]]


def words(label: Any, *, rows: int = 3, required: bool = True, note: Any = "") -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(
        label=label, required=required, help_text=note, max_length=20_000, widget=forms.Textarea(attrs={"rows": rows})
    )


class ManyPictures(forms.ClearableFileInput):
    allow_multiple_selected = True


class Pictures(forms.FileField):
    """Several pictures of one field."""

    def __init__(self, **options: Any) -> None:
        widget = ManyPictures(attrs={"multiple": True, "accept": "image/jpeg,image/png"})
        said = format_lazy(_("JPEG hoặc PNG, nhiều nhất {limit} ảnh."), limit=MOST_PHOTOS)
        super().__init__(widget=widget, required=False, help_text=said, **options)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(Pictures, self).clean(one, initial) for one in given]


def select(label: Any, choices: Choices, *, required: bool = True) -> forms.ChoiceField:
    """One of the choices."""
    return forms.ChoiceField(label=label, choices=choices if required else [("", "—"), *choices], required=required)


class ActForm(forms.Form):
    """A form that may need the case's surroundings; `fill` puts its choices in."""

    def __init__(self, *args: Any, around: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if around is not None:
            self.fill(around)

    def fill(self, around: Any) -> None:
        """Most need nothing."""

    def set_choices(self, name: str, choices: Iterable[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)


class AcceptForm(ActForm):
    told = words(_("Nhắn người gửi"), rows=2, required=False)


class RefuseForm(ActForm):
    as_ = select(_("Vì sao"), [(one.value, REFUSALS[one.value]) for one in Refused if one is not Refused.DENUNCIATION])
    reason = words(_("Lý do, viết cho người gửi đọc"))
    right_address = forms.CharField(label=_("Đúng nơi là ở đâu"), max_length=300)
    is_denunciation = forms.BooleanField(
        label=_("Đây là tố cáo: xóa hẳn lời, ảnh, tên và số liên hệ khỏi máy"), required=False
    )

    def fill(self, around: Any) -> None:
        """What was taken up, or merged, is refused no more, unless it is found to be a denunciation."""
        if around.case.state != State.RECEIVED or around.case.merged_into_id:
            del self.fields["as_"]
            self.fields["is_denunciation"].required = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        return data | {"as_": Refused.DENUNCIATION.value} if data.get("is_denunciation") else data


class TransferForm(ActForm):
    to = select(_("Chuyển đến"), [])
    reason = words(_("Lý do, người gửi sẽ đọc"))
    is_asked = forms.BooleanField(
        label=_("Người gửi yêu cầu nơi này báo lại kết quả"), required=False,
        help_text=_(
            "Khiếu nại do Ban tiếp công dân chuyển: báo trong 5 ngày làm việc (Luật 42/2013/QH13, điều 28(2))."
        ),
    )  # fmt: skip

    def fill(self, around: Any) -> None:
        self.set_choices("to", by_key(around.targets))
        if not is_relayed(Kind(around.case.kind), board_of(Tier(around.case.place.tier))):
            del self.fields["is_asked"]


class AssignForm(ActForm):
    agency = select(_("Bộ phận"), [], required=False)
    officer = select(_("Người xử lý"), [], required=False)

    def fill(self, around: Any) -> None:
        self.set_choices("agency", [("", "—"), *by_key(around.agencies)])
        named = [(str(one.pk), one.get_full_name() or one.username) for one in around.officers]
        self.set_choices("officer", [("", "—"), *named])


class ReasonForm(ActForm):
    reason = words(_("Lý do"))


class ExtendForm(ActForm):
    until = Day(label=_("Ngày trả lời mới"))
    reason = words(_("Lý do, người gửi sẽ đọc"))


class ComplexForm(ActForm):
    ground = select(
        _("Căn cứ, điều 3a Nghị định 124/2020 (từ 01/07/2026)"), [(str(n), n) for n in range(1, 8)], required=False
    )
    reason = words(_("Vì sao vụ việc phức tạp"))

    def fill(self, around: Any) -> None:
        if not around.asks_ground:
            del self.fields["ground"]


class DialogueForm(ActForm):
    on_day = Day(label=_("Ngày đối thoại"))
    where = forms.CharField(label=_("Ở đâu"), max_length=200)


class NoteDialogueForm(ActForm):
    came = select(_("Người khiếu nại"), [("yes", _("có mặt")), ("no", _("không đến, đã được mời kịp ngày"))])
    text = words(_("Kết quả đối thoại, số biên bản"), note=_("Người gửi sẽ đọc."))


class AnswerForm(ActForm):
    outcome = select(_("Kết quả"), [(key, OUTCOMES[key]) for key in OUTCOMES if key != Outcome.DUPLICATE.value])
    text = words(
        _("Câu trả lời"),
        rows=8,
        note=_("Chép một mẫu bên dưới rồi viết lại: câu trả lời chỉ có lời mẫu không gửi được."),
    )
    photos = Pictures(label=_("Ảnh sau khi làm"))
    promise_text = forms.CharField(label=_("Hẹn làm việc gì"), max_length=300, required=False)
    promise_due_on = Day(label=_("Hẹn xong trước ngày"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("promise_text")) != bool(data.get("promise_due_on")):
            raise forms.ValidationError(_("Lời hẹn cần cả việc và ngày."))
        return data


class RecheckForm(ActForm):
    outcome = select(_("Kết quả"), [(key, OUTCOMES[key]) for key in OUTCOMES if key != Outcome.DUPLICATE.value])
    text = words(_("Xem lại thấy gì"), rows=6)
    photos = Pictures(label=_("Ảnh khi xem lại"))


class DecisionForm(ActForm):
    reference = forms.CharField(label=_("Số quyết định"), max_length=80)


class PostForm(ActForm):
    where = forms.CharField(label=_("Công khai bằng cách nào, ở đâu"), max_length=200)


class MergeForm(ActForm):
    into = forms.CharField(label=_("Gộp vào số"), max_length=24)


class LinkForm(ActForm):
    other = forms.CharField(label=_("Nối với số"), max_length=24)
    tie = select(_("Vì sao"), [(one.value, TIES[one.value]) for one in (Tie.SAME_PLACE, Tie.ALIKE, Tie.SECOND)])


class SplitForm(ActForm):
    text = words(
        _("Phần lời thuộc việc thứ hai"),
        note=_("Chép nguyên văn từ lời người gửi; mỗi đoạn một dòng. Người gửi đọc thấy đúng lời của mình."),
    )
    kind = select(_("Loại đơn"), list(KINDS.items()))
    subject = select(_("Về việc gì"), list(SUBJECTS.items()))


class PromiseForm(ActForm):
    text = forms.CharField(label=_("Hẹn làm việc gì"), max_length=300)
    due_on = Day(label=_("Hẹn xong trước ngày"))
    agency = select(_("Bộ phận làm"), [], required=False)

    def fill(self, around: Any) -> None:
        self.set_choices("agency", [("", "—"), *by_key(around.agencies)])


class RedactForm(ActForm):
    summary = words(_("Việc gì, không có thông tin riêng của ai"))
    answer = words(_("Đã trả lời thế nào, không có thông tin riêng của ai"), rows=5)
    is_seen = forms.BooleanField(label=_("Đã xem từng số tìm thấy: không số nào là của một người"), required=False)


class PublishForm(ActForm):
    photos = forms.MultipleChoiceField(
        label=_("Ảnh đã xem và cho mọi người thấy"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def fill(self, around: Any) -> None:
        self.set_choices("photos", by_key(around.photos))
        if not around.photos:
            del self.fields["photos"]


class ReclassifyForm(ActForm):
    kind = select(_("Đúng là"), list(KINDS.items()))
    reason = words(_("Vì sao, người gửi sẽ đọc"), rows=2)


class HandOverForm(ActForm):
    to = forms.CharField(label=_("Cơ quan nhận"), max_length=200)
    number = forms.CharField(label=_("Số, ngày văn bản chuyển"), max_length=80, required=False)


class ForwarderForm(ActForm):
    forwarder = select(_("Nơi chuyển đơn là"), list(FORWARDERS.items()))
    name = forms.CharField(label=_("Tên cơ quan, tổ chức, đại biểu"), max_length=200)


class ReplyForm(ActForm):
    text = words(_("Hỏi hoặc nhắn người gửi"))


class LetterForm(ActForm):
    text = words(_("Nội dung đã gửi"), rows=6)
    reference = forms.CharField(label=_("Số văn bản"), max_length=80, required=False)


FORMS: dict[Act, type[ActForm]] = {
    Act.ACCEPT: AcceptForm, Act.REFUSE: RefuseForm, Act.ANSWER: AnswerForm, Act.RECHECK: RecheckForm,
    Act.HAND_OVER: HandOverForm, Act.SEND_DECISION: DecisionForm, Act.POST_DECISION: PostForm,
    Act.PUBLISH: PublishForm, Act.REDACT: RedactForm, Act.WITHDRAW: ReasonForm, Act.ASSIGN: AssignForm,
    Act.REPLY: ReplyForm, Act.PROMISE: PromiseForm, Act.TRANSFER_OUT: TransferForm, Act.SUSPEND: ReasonForm,
    Act.RESUME: ReasonForm, Act.EXTEND: ExtendForm, Act.CALL_COMPLEX: ComplexForm, Act.DIALOGUE: DialogueForm,
    Act.NOTE_DIALOGUE: NoteDialogueForm, Act.MERGE: MergeForm, Act.SPLIT: SplitForm, Act.LINK: LinkForm,
    Act.NAME_FORWARDER: ForwarderForm, Act.RECLASSIFY: ReclassifyForm,
}  # fmt: skip


def beginning(act: Act, case: Case) -> dict[str, Any]:
    """What a form starts from."""
    if act is Act.REDACT:
        return {"summary": case.public_summary or case.title, "answer": case.public_answer or case.answer}
    if act is Act.ASSIGN:
        return {"agency": case.agency_id, "officer": case.officer_id}
    return {}


def answer_templates() -> list[tuple[Any, str]]:
    """The texts an answer may begin from, by outcome."""
    return [(OUTCOMES[key], text) for key, text in templates().items()]
