"""How signing in by allauth is tied to the house: closed doors, own words, no address kept, every change recorded."""

import hashlib
import hmac
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.core.ratelimit import respond_429
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.conf import settings
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.db import transaction
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from danbiet.accounts import services as accounts
from danbiet.accounts.models import User
from danbiet.accounts.rules import ERRORS, KEY_NAME, TOO_SHORT
from danbiet.common import clock
from danbiet.common.access import actor_of
from danbiet.common.actor import Role

TOO_MANY = {"too_many_login_attempts", "rate_limited"}
OWN_PAGES = ("2fa", "me", "login", "logout", "reauthenticate", "password", "identity", "oidc")
ALWAYS_OPEN = ("/static/", "/health", *(f"/accounts/{name}/" for name in OWN_PAGES))
WORDS = {code: _(sentence) for code, sentence in ERRORS.items()}


def daily_key(key: str, prefix: str, version: int) -> str:
    """The name of a counter: keyed with the day and the secret, so that no address can be read or compared later."""
    message = f"{clock.today()}|{prefix}|{version}|{key}"
    return hmac.new(settings.SECRET_KEY.encode(), message.encode(), hashlib.sha256).hexdigest()


class LongEnough(MinimumLengthValidator):
    """Django's rule of length, said in our words."""

    def get_error_message(self) -> str:
        return str(_(TOO_SHORT)).format(least=self.min_length)


class Spoken:
    """Errors in our words; a used-up limit is an answer of its own, 429."""

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        if code in TOO_MANY:
            raise ImmediateHttpResponse(respond_429(context.request))
        return super().validation_error(code, *args)  # type: ignore[misc, no-any-return]


class Door(Spoken, DefaultAccountAdapter):  # type: ignore[misc]
    """Signing in with a name and a password; nobody signs up here."""

    error_messages = {**DefaultAccountAdapter.error_messages, **WORDS}

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        user = request.user
        assert isinstance(user, User)
        if user.has_temporary_password:
            return reverse("account_change_password")
        actor = user.actor(clock.today(request))
        path = str(settings.LOGIN_REDIRECT_URL) if actor.has(*set(Role) - {Role.RESIDENT}) else "/accounts/me/"
        return f"/en{path}" if "en" in {user.language, get_language()} else path

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:me")

    def set_password(self, user: User, password: str) -> None:
        accounts.keep_password(user=user, password=password, at=clock.now(context.request))

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        """allauth calls this after every change of protection: it is recorded, and no mail is sent."""
        if "password" not in template_prefix:
            what = template_prefix.rpartition("/")[2]
            accounts.note_protection(user=user, what=what, at=clock.now(context.request))

    def get_http_user_agent(self, request: HttpRequest) -> str:
        return ""


class SecondDoor(Spoken, DefaultMFAAdapter):  # type: ignore[misc]
    """Codes, passkeys and recovery codes."""

    error_messages = {**DefaultMFAAdapter.error_messages, **WORDS}

    def get_totp_issuer(self) -> str:
        return f"Dân biết {context.request.get_host()}"

    def _get_user_identifier(self, user: User) -> str:
        return user.username

    def generate_authenticator_name(self, user: User, type: object) -> str:
        return str(_(KEY_NAME))


class SubjectOnly(OpenIDConnectProvider):  # type: ignore[misc]
    """Takes the subject and a name from the provider; no address, no other claim is kept or matched."""

    def extract_uid(self, data: dict[str, Any]) -> str:
        subject = f"{self.app.settings['issuer']}\n{super().extract_uid(data)}"
        return hashlib.sha256(subject.encode()).hexdigest()

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        found = super().extract_common_fields(data)
        return {field: found.get(field) for field in ("name", "first_name", "last_name")}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[object]:
        return []


class ProviderDoor(Spoken, DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Signing in by the identity provider; somebody unknown gets an account without any role."""

    error_messages = {**DefaultSocialAccountAdapter.error_messages, **WORDS}

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> SubjectOnly:
        return SubjectOnly(request, app=super().get_provider(request, provider, client_id).app)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return True

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        user: User = sociallogin.user
        split = " ".join(data.get(part) or "" for part in ("last_name", "first_name")).strip()
        user.username = f"oidc-{sociallogin.account.uid[:12]}"
        user.first_name = (data.get("name") or split or user.username)[:150]
        return user

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:
        with transaction.atomic():
            user: User = super().save_user(request, sociallogin, form)
            issuer = sociallogin.provider.app.settings["issuer"]
            accounts.admit(user=user, issuer=issuer, at=clock.now(request))
        return user


class Guard:
    """Asks again for proof without keeping the request; for an own password after a temporary one, and, where the
    operator says so, for a second factor, before anything else opens."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        first = self.to_do_first(request) if settings.SESSION_COOKIE_NAME in request.COOKIES else ""
        return HttpResponseRedirect(reverse(first)) if first else self.get_response(request)

    def to_do_first(self, request: HttpRequest) -> str:
        """The page that somebody signed in must deal with before any other, if there is one."""
        user = request.user
        if request.path.removeprefix("/en").startswith(ALWAYS_OPEN) or not isinstance(user, User):
            return ""
        if user.has_temporary_password:
            return "account_change_password"
        works = settings.SECOND_FACTOR_REQUIRED and actor_of(request).has(*set(Role) - {Role.RESIDENT})
        return "mfa_index" if works and not is_mfa_enabled(user) else ""

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """allauth would keep the whole request, address and agent with it, in the session."""
        if not isinstance(error, ReauthenticationRequired) or not request.user.is_authenticated:
            return None
        methods = Door(request).get_reauthentication_methods(request.user)
        if not methods:
            return None
        return HttpResponseRedirect(f"{methods[0]['url']}?{urlencode({'next': request.get_full_path()})}")
