"""The own account, and the people of the places that one looks after."""

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from danbiet.accounts import selectors, services
from danbiet.accounts.forms import AccountForm, ChargeForm, EndForm, GrantByNameForm, PersonForm, ReasonForm
from danbiet.common import clock
from danbiet.common.access import actor_of, told, who
from danbiet.common.actor import Refusal, Role

PAGE = 50
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@who()
def me(request: HttpRequest) -> HttpResponse:
    """Name, language, roles with their periods, protection."""
    by = actor_of(request)
    account = selectors.account_of(by.user or 0)
    user = account.user
    start = {"name": user.get_full_name(), "email": user.email, "language": user.language}
    form = AccountForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        services.save_account(by=by, user=user, at=clock.now(request), **form.cleaned_data)
        messages.success(request, _("Đã lưu."))
        return redirect("accounts:me")
    shown = {"account": account, "form": form, "is_staff": by.has(Role.ADMINISTRATOR, Role.LEADER)}
    return render(request, "accounts/me.html", shown, status=_status(form))


@who(Role.ADMINISTRATOR, Role.LEADER)
def people(request: HttpRequest) -> HttpResponse:
    """The people of the places looked after, found by name, in pages."""
    on = clock.today(request)
    text = request.GET.get("q", "").strip()
    page, lines = selectors.page_of_people(actor_of(request), on=on, text=text, page=request.GET.get("page"), size=PAGE)
    return render(request, "accounts/people.html", {"page": page, "lines": lines, "q": text})


@who(Role.ADMINISTRATOR, Role.LEADER)
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """A new person with the first role; the temporary password is shown once."""
    by, at = actor_of(request), clock.now(request)
    form = PersonForm(request.POST or None, by=by, on=clock.day(at))
    if request.method == "POST" and form.is_valid():
        data, password = form.cleaned_data, _password()
        person = services.Person(data["username"], data["name"], data["email"])
        try:
            user = services.create_user(
                by=by, person=person, password=password, first=_charge(data), is_temporary=True, at=at
            )
        except Refusal as error:
            form.add_error(None, told(error))
        else:
            return render(request, "accounts/password.html", {"person": user, "password": password})
    return render(request, "accounts/new.html", {"form": form}, status=_status(form))


@who(Role.ADMINISTRATOR, Role.LEADER)
def grant(request: HttpRequest) -> HttpResponse:
    """A role for somebody who has an account, by the sign-in name."""
    by, at = actor_of(request), clock.now(request)
    form = GrantByNameForm(request.POST or None, by=by, on=clock.day(at), initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        try:
            user = selectors.user_named(form.cleaned_data["username"])
            services.grant(by=by, user=user, charge=_charge(form.cleaned_data), at=at)
        except Refusal as error:
            form.add_error(None, told(error))
        else:
            messages.success(request, _("Đã giao nhiệm vụ."))
            return redirect("accounts:person", pk=user.pk)
    return render(request, "accounts/grant.html", {"form": form}, status=_status(form))


@who(Role.ADMINISTRATOR, Role.LEADER)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: roles through time, account, protection."""
    profile = selectors.person_for(actor_of(request), pk, on=clock.today(request))
    return render(request, "accounts/person.html", {"profile": profile, "form": ReasonForm()})


@who(Role.ADMINISTRATOR, Role.LEADER)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role on a day."""
    by, at = actor_of(request), clock.now(request)
    holding = selectors.holding_for(by, pk, on=clock.day(at))
    form = EndForm(request.POST or None, initial={"until_day": clock.day(at)})
    if request.method == "POST" and form.is_valid():
        try:
            services.end_holding(by=by, holding=holding, until_day=form.cleaned_data["until_day"], at=at)
        except Refusal as error:
            form.add_error(None, told(error))
        else:
            messages.success(request, _("Đã ghi ngày thôi nhiệm vụ."))
            return redirect("accounts:person", pk=holding.user_id)
    return render(request, "accounts/end.html", {"form": form, "holding": holding}, status=_status(form))


@require_POST
@who(Role.ADMINISTRATOR)
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Disable an account, or open it again."""
    profile = selectors.person_for(actor_of(request), pk, on=clock.today(request))
    act = services.disable_user if profile.user.is_active else services.enable_user
    return _with_reason(request, profile, act, _("Đã ghi."))


@require_POST
@who(Role.ADMINISTRATOR)
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away a second factor that was lost."""
    profile = selectors.person_for(actor_of(request), pk, on=clock.today(request))
    return _with_reason(request, profile, services.drop_second_factor, _("Đã gỡ lớp bảo vệ thứ hai."))


@require_POST
@who(Role.ADMINISTRATOR)
@never_cache
def password(request: HttpRequest, pk: int) -> HttpResponse:
    """A temporary password, shown once, to be handed over in person."""
    by, at = actor_of(request), clock.now(request)
    profile = selectors.person_for(by, pk, on=clock.day(at))
    chosen = _password()
    services.set_password(by=by, user=profile.user, password=chosen, at=at)
    return render(request, "accounts/password.html", {"person": profile.user, "password": chosen})


def too_many(request: HttpRequest) -> HttpResponse:
    """Too many tries: wait; nothing about the sender was written down."""
    answer = render(request, "429.html", status=429)
    answer["Retry-After"] = "300"
    return answer


def _with_reason(request: HttpRequest, profile: selectors.Profile, act: services.Reasoned, done: str) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return render(request, "accounts/person.html", {"profile": profile, "form": form}, status=422)
    act(by=actor_of(request), user=profile.user, reason=form.cleaned_data["reason"], at=clock.now(request))
    messages.success(request, done)
    return redirect("accounts:person", pk=profile.user.pk)


def _charge(data: dict[str, object]) -> services.Charge:
    return services.Charge(**{name: data[name] for name in ("role", "place", "agency", "from_day", "until_day")})  # type: ignore[arg-type]


def _password() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


def _status(form: ChargeForm | EndForm | AccountForm) -> int:
    return 422 if form.errors else 200
