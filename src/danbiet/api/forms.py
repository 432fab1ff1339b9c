"""What programs post, and the page on which keys are made."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.validators import EmailValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from danbiet.api.rules.catalogue import WANTS, WARD, WAYS
from danbiet.api.rules.keys import MOST_PER_HOUR, USUAL_PER_HOUR
from danbiet.common.fields import by_key
from danbiet.places.models import Unit
from danbiet.voices.rules import MOST_PHOTOS, PHOTO_BYTES, telephones
from danbiet.voices.rules.whereabouts import read_point

LONGEST = 4000
BODY_BYTES = MOST_PHOTOS * PHOTO_BYTES + 1024 * 1024
REACHED_BY = {"phone": "phone", "mail": "email"}
ASKED_WARD, ASKED_WANTS = f"attribute[{WARD}]", f"attribute[{WANTS}]"


def weigh_too_much(sizes: Sequence[int]) -> bool:
    """Whether pictures of these sizes are more than is taken, one by one or together."""
    return sum(sizes) > BODY_BYTES or any(size > PHOTO_BYTES for size in sizes)


def _text(most: int, *, is_needed: bool = False) -> forms.CharField:
    too_long = format_lazy(_("dài quá {most} chữ cái"), most=most)
    return forms.CharField(
        max_length=most, required=is_needed, error_messages={"required": _("thiếu"), "max_length": too_long}
    )


class PostForm(forms.Form):
    """The arguments of POST requests; an empty one counts as absent."""

    service_code = _text(60, is_needed=True)
    lat = _text(30)
    long = _text(30)
    address_string = _text(300)
    address_id = _text(8)
    email = _text(254)
    device_id = _text(200)
    account_id = _text(200)
    first_name = _text(60)
    last_name = _text(59)
    phone = _text(20)
    description = _text(LONGEST)
    media_url = _text(2000)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields[ASKED_WARD] = _text(8)
        self.fields[ASKED_WANTS] = _text(20)

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        if email:
            EmailValidator(_("không phải địa chỉ thư"))(email)
        return email

    def clean_phone(self) -> str:
        found = telephones.digits(str(self.cleaned_data["phone"]))
        if found and not telephones.is_number(found):
            raise forms.ValidationError(_("không phải số điện thoại: cần 10 chữ số, bắt đầu bằng 0 hoặc +84"))
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        has_point = bool(data.get("lat") or data.get("long"))
        data["point"] = read_point(data.get("lat", ""), data.get("long", "")) if has_point else None
        if has_point and data["point"] is None:
            self.add_error(None, _("lat và long phải là một điểm WGS84 trong hoặc gần Việt Nam"))
        if not has_point and not any(data.get(name) for name in ("address_string", "address_id", ASKED_WARD)):
            self.add_error(None, _("thiếu nơi có việc: lat và long, address_string hoặc address_id"))
        if data.get("address_id") and data.get(ASKED_WARD) and data["address_id"] != data[ASKED_WARD]:
            self.add_error(None, _("address_id và attribute[WARD] là hai nơi khác nhau"))
        self._check_wants(data)
        return data

    def _check_wants(self, data: dict[str, Any]) -> None:
        wants = data.get(ASKED_WANTS)
        if wants and wants not in WAYS:
            self.add_error(None, f"{ASKED_WANTS}: {', '.join(WAYS)}")
        needed = REACHED_BY.get(str(wants), "")
        if needed and not data.get(needed):
            self.add_error(
                None, format_lazy(_("muốn trả lời bằng {wants} thì cần {needed}"), wants=wants, needed=needed)
            )

    def sentences(self) -> list[str]:
        """Everything that is wrong, each with its argument."""
        rows = [(name, str(text)) for name, found in self.errors.items() for text in found]
        return [text if name == "__all__" else f"{name}: {text}" for name, text in rows]

    @property
    def wants(self) -> str:
        """How the sender wants to hear: as said, else by what was left."""
        data = self.cleaned_data
        return str(data[ASKED_WANTS] or ("phone" if data["phone"] else "mail" if data["email"] else "code"))


class KeyForm(forms.Form):
    """For whom a key is made."""

    name = forms.CharField(label=_("Tên chương trình"), max_length=120, error_messages={
        "required": _("Ghi tên chương trình")})  # fmt: skip
    contact = forms.CharField(
        label=_("Ai chịu trách nhiệm, liên hệ thế nào"), max_length=200,
        help_text=_("Đơn vị, số điện thoại hoặc thư: để báo khi khóa bị lộ."),
        error_messages={"required": _("Ghi người chịu trách nhiệm")},
    )  # fmt: skip
    place = forms.ChoiceField(label=_("Gửi được cho các phường, xã của"))
    per_hour = forms.IntegerField(
        label=_("Nhiều nhất bao nhiêu phản ánh mỗi giờ"), min_value=1, max_value=MOST_PER_HOUR, initial=USUAL_PER_HOUR
    )

    def __init__(self, *args: Any, places: Iterable[Unit], code: str = "", **kwargs: Any) -> None:
        """`code`: of the place from whose page the reader comes."""
        super().__init__(*args, **kwargs)
        self.places = {str(one.pk): one for one in places}
        self.initial["place"] = next((pk for pk, one in self.places.items() if one.code == code), None)
        self.fields["place"].choices = by_key(self.places.values())  # type: ignore[attr-defined]

    def clean_place(self) -> Unit:
        return self.places[self.cleaned_data["place"]]


class RevokeForm(forms.Form):
    """Why a key is shut."""

    reason = forms.CharField(label=_("Lý do thu hồi"), max_length=300, error_messages={
        "required": _("Ghi lý do thu hồi")})  # fmt: skip
