"""Adding what stands below a unit: agencies and residential groups."""

from django import forms
from django.utils.translation import gettext_lazy as _

from danbiet.places import selectors


class AgencyForm(forms.Form):
    """An agency, office or organisation of a place."""

    kind = forms.ChoiceField(label=_("Loại"), choices=selectors.agency_kinds)
    name_vi = forms.CharField(label=_("Tên cơ quan, tổ chức"), max_length=160)
    name_en = forms.CharField(label=_("Tên tiếng Anh"), max_length=160, required=False)


class GroupForm(forms.Form):
    """A residential group of a ward or commune."""

    kind = forms.ChoiceField(label=_("Loại"), choices=selectors.group_kinds)
    name_vi = forms.CharField(label=_("Tên tổ, thôn"), max_length=120)
    households = forms.IntegerField(
        label=_("Số hộ"),
        help_text=_("Bỏ trống nếu chưa rõ."),
        min_value=0,
        max_value=99_999,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
