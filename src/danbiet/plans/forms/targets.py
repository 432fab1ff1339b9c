"""What a target aims at."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danbiet.plans.forms.importing import choose, label
from danbiet.plans.models import Target
from danbiet.plans.rules.states import TargetMeasure
from danbiet.plans.selectors.importing import choices
from danbiet.plans.services.targets import Aimed

MEASURES = [
    (TargetMeasure.SCORE.value, _("Điểm")),
    (TargetMeasure.RANK.value, _("Thứ hạng")),
    (TargetMeasure.GROUP.value, _("Nhóm")),
    (TargetMeasure.QUALITY.value, _("Việc hay chất lượng, không tính bằng số")),
]
FIELDS = ("measure", "construct", "value", "year", "source")


class TargetForm(forms.Form):
    """Measure, part of the index, value and year."""

    measure = forms.ChoiceField(label=_("Đo bằng"), choices=MEASURES)
    construct = forms.ChoiceField(label=_("Của"), required=False)
    value = forms.DecimalField(label=_("Cần đạt"), required=False, max_digits=9, decimal_places=3, localize=True)
    year = forms.IntegerField(label=_("Năm đạt"), required=False, min_value=2011, max_value=2100)
    source = forms.CharField(label=_("Nguồn của chỉ tiêu"), required=False, max_length=300)

    def __init__(self, data: Any, *, target: Target) -> None:
        super().__init__(data, initial={name: getattr(target, name) for name in FIELDS})
        parts = [(one.construct, label(one)) for one in choices() if one.construct != "all"]
        choose(self, "construct", [("", _("Tổng điểm PAPI")), *parts])

    def aimed(self) -> Aimed:
        """The values as one."""
        values = dict(self.cleaned_data)
        return Aimed(TargetMeasure(values.pop("measure")), **values)
