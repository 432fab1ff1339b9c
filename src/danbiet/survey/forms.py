"""What people type on the pages of waves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danbiet.common.fields import Day
from danbiet.scores.rules.editions import CATALOGUE
from danbiet.survey.models import KINDS


class WaveForm(forms.Form):
    """A new wave."""

    title = forms.CharField(label=_("Tên đợt khảo sát"), max_length=200)
    place = forms.ChoiceField(label=_("Đơn vị"))
    kind = forms.ChoiceField(
        label=_("Loại"), widget=forms.RadioSelect, choices=[(kind.value, label) for kind, label in KINDS.items()],
        help_text=_("Chỉ mẫu xác suất mới thành điểm. Lấy ý kiến tự do không bao giờ cộng vào chỉ số."),
    )  # fmt: skip
    edition = forms.ChoiceField(
        label=_("Cách tính chỉ số"), required=False,
        choices=[("", _("Không theo ấn bản PAPI nào")), *((name, f"PAPI {name}") for name in CATALOGUE)],
        help_text=_("Chỉ số tính theo ấn bản PAPI thì so được với điểm đã công bố. Chỉ số riêng gửi kèm tệp thiết kế."),
    )  # fmt: skip
    from_day = Day(label=_("Hỏi từ ngày"))
    until_day = Day(label=_("Đến trước ngày"))

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places  # type: ignore[attr-defined]


class ManyFiles(forms.ClearableFileInput):
    """A file field that takes several files."""

    allow_multiple_selected = True


class Files(forms.FileField):
    """Several files, or none."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        sent = data if isinstance(data, list | tuple) else [data]
        return [super(Files, self).clean(one, initial) for one in sent if one]


class DesignForm(forms.Form):
    """A design file with what it names."""

    design = forms.FileField(label=_("Tệp thiết kế (TOML)"))
    index = forms.FileField(
        label=_("Tệp chỉ số (TOML)"), required=False, help_text=_("Chỉ khi đợt không theo ấn bản PAPI nào.")
    )
    companions = Files(
        label=_("Tệp mà thiết kế nêu tên"),
        required=False,
        help_text=_("Như bảng dân số để hiệu chỉnh; đúng tên trong thiết kế."),
    )


class AnnounceForm(forms.Form):
    """The frame, and where the seed will come from."""

    frame = forms.FileField(label=_("Khung mẫu (CSV)"))
    public_source = forms.CharField(
        label=_("Hạt giống lấy từ đâu"),
        max_length=300,
        help_text=_("Một con số ai cũng thấy và không ai biết trước, như giải đặc biệt xổ số của một ngày."),
    )
    public_after = Day(label=_("Có từ ngày"), help_text=_("Sau hôm nay."))
    is_frame_public = forms.BooleanField(
        label=_("Khung mẫu không có thông tin của người hay hộ; cho mọi người tải để chọn lại"), required=False
    )


class DrawForm(forms.Form):
    """The seed that has become public."""

    seed = forms.CharField(
        label=_("Hạt giống"), max_length=200, help_text=_("Ghi đúng từng chữ số như nguồn đã công bố.")
    )


class AnswersForm(forms.Form):
    """A file of answers."""

    answers = forms.FileField(
        label=_("Câu trả lời (CSV hay Parquet)"),
        help_text=_("Chỉ giữ các cột mà thiết kế dùng. Không bao giờ công bố; xóa được bất cứ lúc nào."),
    )


class RunForm(forms.Form):
    """The seed of replicates."""

    seed = forms.IntegerField(
        label=_("Số khởi đầu của mẫu lặp"), min_value=0, max_value=2**31, initial=0, required=False,
        help_text=_("Cùng dữ liệu, thiết kế và số này thì ra đúng từng byte."),
    )  # fmt: skip


class PlannerForm(forms.Form):
    """How a survey is planned."""

    wards = forms.IntegerField(label=_("Số phường, xã"), min_value=1, max_value=1000, initial=1)
    groups = forms.IntegerField(label=_("Số tổ, thôn hỏi trong mỗi phường, xã"), min_value=1, max_value=500, initial=6)
    take = forms.IntegerField(label=_("Số người hỏi trong mỗi tổ, thôn"), min_value=1, max_value=500, initial=16)
    share = forms.DecimalField(
        label=_("Tỷ lệ dự đoán (%)"),
        min_value=1,
        max_value=99,
        initial=50,
        decimal_places=1,
        help_text=_("Chưa biết thì để 50: an toàn nhất."),
    )
    likeness = forms.DecimalField(
        label=_("Người cùng tổ giống nhau (0 đến 1)"),
        min_value=0,
        max_value=1,
        initial="0.05",
        decimal_places=3,
        help_text=_("Tương quan trong tổ; khảo sát về chính quyền thường từ 0,02 đến 0,15."),
    )
    wanted = forms.DecimalField(
        label=_("Muốn thấy thay đổi (điểm phần trăm)"), min_value=1, max_value=90, initial=10, decimal_places=1
    )
