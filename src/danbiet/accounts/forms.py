"""Forms about people, and allauth's forms in our words."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from danbiet.accounts import selectors
from danbiet.accounts.models import ROLE_LABELS
from danbiet.accounts.rules import NOT_THE_SAME
from danbiet.common.actor import Role

NAME = _("Tên đăng nhập")
PASSWORD = _("Mật khẩu")
NOW = _("Mật khẩu hiện tại")
NEW = _("Mật khẩu mới")
AGAIN = _("Gõ lại mật khẩu mới")
LENGTH = _("Ít nhất 10 ký tự. Một câu dài dễ nhớ tốt hơn một từ khó.")
CODE = _("Mã 6 chữ số trong ứng dụng, hoặc một mã dự phòng")


class Worded(forms.Form):
    """Gives allauth's fields our labels and hints, and no placeholder."""

    words: dict[str, Any] = {}
    hints: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.words.get(name, name)
            field.help_text = self.hints.get(name, "")
            field.widget.attrs.pop("placeholder", None)


class TypedTwice(Worded):
    """A new password typed twice, and what is said when the two differ."""

    def clean(self) -> dict[str, Any] | None:
        typed = self.cleaned_data.get("password1"), self.cleaned_data.get("password2")
        cleaned = super().clean()
        if all(typed) and len(set(typed)) == 2:
            self.errors["password2"] = self.error_class([str(_(NOT_THE_SAME))])
        return cleaned


class LoginForm(Worded, account.LoginForm):  # type: ignore[misc]
    words = {"login": NAME, "password": PASSWORD}


class ChangePasswordForm(TypedTwice, account.ChangePasswordForm):  # type: ignore[misc]
    words = {"oldpassword": NOW, "password1": NEW, "password2": AGAIN}
    hints = {"password1": LENGTH}


class SetPasswordForm(TypedTwice, account.SetPasswordForm):  # type: ignore[misc]
    words = {"password1": NEW, "password2": AGAIN}
    hints = {"password1": LENGTH}


class ResetPasswordForm(Worded, account.ResetPasswordForm):  # type: ignore[misc]
    words = {"email": _("Thư điện tử của tài khoản")}


class ResetPasswordKeyForm(TypedTwice, account.ResetPasswordKeyForm):  # type: ignore[misc]
    words = {"password1": NEW, "password2": AGAIN}
    hints = {"password1": LENGTH}


class ReauthenticateForm(Worded, account.ReauthenticateForm):  # type: ignore[misc]
    words = {"password": PASSWORD}


class CodeForm(Worded, mfa.AuthenticateForm):  # type: ignore[misc]
    words = {"code": CODE}


class ReauthenticateCodeForm(Worded, mfa.ReauthenticateForm):  # type: ignore[misc]
    words = {"code": CODE}


class ActivateAppForm(Worded, ActivateTOTPForm):  # type: ignore[misc]
    words = {"code": _("Mã 6 chữ số mà ứng dụng đang hiện")}


class AddPasskeyForm(Worded, AddWebAuthnForm):  # type: ignore[misc]
    words = {"name": _("Tên khóa"), "passwordless": _("Dùng khóa này để đăng nhập không cần mật khẩu")}
    hints = {
        "name": _("Để bạn phân biệt khi có nhiều khóa, ví dụ: điện thoại, máy ở cơ quan."),
        "passwordless": _("Máy sẽ đòi vân tay, khuôn mặt hoặc mã mở máy mỗi lần dùng."),
    }


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class UnitChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Units with their codes, since two may bear one name."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name_vi} ({obj.code})"


class ChargeForm(forms.Form):
    """A role in a place for a period."""

    role = forms.ChoiceField(label=_("Vai trò"))
    place = UnitChoice(label=_("Nơi giữ nhiệm vụ"), queryset=None)
    agency: Any = forms.ModelChoiceField(label=_("Cơ quan"), queryset=None, required=False)
    from_day = forms.DateField(label=_("Từ ngày"), widget=DayInput())
    until_day = forms.DateField(
        label=_("Thôi từ ngày"), widget=DayInput(), required=False, help_text=_("Để trống nếu chưa biết.")
    )

    def __init__(self, *args: Any, by: Any, on: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = selectors.roles_to_give(by)
        units = selectors.staffed(by, on=on).order_by("sort_key")
        self.fields["role"].choices = [(role.value, ROLE_LABELS[role.value]) for role in roles]  # type: ignore[attr-defined]
        self.fields["place"].queryset = units  # type: ignore[attr-defined]
        self.fields["agency"].queryset = selectors.agencies_in(units)  # type: ignore[attr-defined]
        self.fields["from_day"].initial = on

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class PersonForm(ChargeForm):
    """A new person with the first role."""

    username = forms.CharField(label=NAME, max_length=150, help_text=_("Chữ không dấu, số và dấu chấm."))
    name = forms.CharField(label=_("Họ và tên"), max_length=150)
    email = forms.EmailField(
        label=_("Thư điện tử"), required=False, help_text=_("Để tự đặt lại mật khẩu. Không hiện cho ai khác.")
    )
    field_order = ["name", "username", "email", "role", "place", "agency", "from_day", "until_day"]


class GrantByNameForm(ChargeForm):
    """A role for somebody who already has an account, found by the sign-in name."""

    username = forms.CharField(label=NAME, max_length=150, help_text=_("Gõ đúng như ở trang Tài khoản của người ấy."))
    field_order = ["username", "role", "place", "agency", "from_day", "until_day"]


class EndForm(forms.Form):
    until_day = forms.DateField(label=_("Thôi từ ngày"), widget=DayInput())


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Lý do"), max_length=300)


class AccountForm(forms.Form):
    name = forms.CharField(label=_("Họ và tên"), max_length=150)
    email = forms.EmailField(
        label=_("Thư điện tử"), required=False, help_text=_("Chỉ dùng để gửi liên kết đặt lại mật khẩu.")
    )
    language = forms.ChoiceField(
        label=_("Ngôn ngữ khi đăng nhập"), choices=[("vi", "Tiếng Việt"), ("en", "English")], widget=forms.RadioSelect
    )
