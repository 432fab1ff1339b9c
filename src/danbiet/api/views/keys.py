"""Keys for programs: made, shown once, revoked by administrators."""

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from danbiet.api import services
from danbiet.api.forms import KeyForm, RevokeForm
from danbiet.api.selectors import keys as selectors
from danbiet.common import clock
from danbiet.common.access import actor_of, told, who
from danbiet.common.actor import Refusal, Role


@never_cache
@who(Role.ADMINISTRATOR)
def keys(request: HttpRequest) -> HttpResponse:
    """The keys of the reader's places, and a form for a new one; its text stands on the answer to that form alone."""
    by, at = actor_of(request), clock.now(request)
    places = selectors.administered(by, on=clock.day(at))
    form = KeyForm(request.POST or None, places=places, code=request.GET.get("place", ""))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made, text = services.make_key(services.Holder(**data), by=by, at=at, draw=secrets.token_bytes)
        except Refusal as error:
            form.add_error(None, told(error))
        else:
            return render(request, "api/key_made.html", {"key": made, "text": text})
    shown = {"form": form, "keys": selectors.keys_of(by)}
    return render(request, "api/keys.html", shown, status=422 if form.errors else 200)


@who(Role.ADMINISTRATOR)
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Shut a key, with the reason."""
    by, at, form = actor_of(request), clock.now(request), RevokeForm(request.POST or None)
    found = selectors.key_for(by, pk)
    if request.method == "POST" and form.is_valid():
        services.revoke_key(found, reason=form.cleaned_data["reason"], by=by, at=at)
        messages.success(request, _("Đã thu hồi khóa {name}.").format(name=found))
        return redirect("api:keys")
    return render(request, "api/key_revoke.html", {"form": form, "key": found}, status=422 if form.errors else 200)
