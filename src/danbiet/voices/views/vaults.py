"""Keys of a place and the sealed tips under them: for administrators, and for the two holders. Nothing opens here."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from danbiet.common import clock
from danbiet.common.access import actor_of, told, who
from danbiet.common.actor import Refusal, Role
from danbiet.voices.forms.vaults import CarriedForm, FingerprintForm, TipStepForm, VaultForm
from danbiet.voices.selectors import tips as selectors
from danbiet.voices.services import tips as services


@who()
def vaults(request: HttpRequest) -> HttpResponse:
    """Keys that the reader holds or administers."""
    actor = actor_of(request)
    found = selectors.vaults_of(actor, on=clock.today(request))
    return render(request, "voices/vaults.html", {"vaults": found, "installs": actor.has(Role.ADMINISTRATOR)})


@who(Role.ADMINISTRATOR)
def new(request: HttpRequest) -> HttpResponse:
    """Install the public keys of a place."""
    by, at = actor_of(request), clock.now(request)
    places, people = selectors.candidates(by, on=clock.day(at))
    form = VaultForm(request.POST or None, request.FILES or None, places=places, people=people)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        holders = (data["holder_a"], data["holder_b"])
        try:
            made = services.install_vault(data["place"], text=data["file"], holders=holders, by=by, at=at)
        except Refusal as error:
            form.add_error(None, told(error))
        else:
            messages.success(request, _("Đã cài. Khóa dùng được khi cả hai người giữ xác nhận dấu vân."))
            return redirect("voices:vault", pk=made.pk)
    return render(request, "voices/vault_new.html", {"form": form}, status=422 if form.errors else 200)


@who()
def vault(request: HttpRequest, pk: int) -> HttpResponse:
    """One vault: fingerprints, and for its holders the tips by number and day."""
    return _page(request, pk)


@require_POST
@who()
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """A holder confirms the own key."""
    form = FingerprintForm(request.POST)
    return _acted(
        request, pk, form, "confirming", lambda one, how: services.confirm_vault(one, **form.cleaned_data, **how)
    )


@require_POST
@who(Role.ADMINISTRATOR)
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop taking tips under these keys."""
    by, at = actor_of(request), clock.now(request)
    services.retire_vault(selectors.vault_for(by, pk, on=clock.day(at)), by=by, at=at)
    messages.success(request, _("Bộ khóa này thôi nhận tin."))
    return redirect("voices:vault", pk=pk)


@require_POST
@who()
@never_cache
def fetch(request: HttpRequest, pk: int) -> HttpResponse:
    """Sealed letters as one file for the offline machine."""
    by, at = actor_of(request), clock.now(request)
    found = selectors.vault_for(by, pk, on=clock.day(at))
    text = services.fetch(found, again="again" in request.POST, by=by, at=at)
    name = f"tin-{found.place.code}-{clock.day(at).isoformat()}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(text, content_type="application/json", headers=headers)


@require_POST
@who()
def put(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring back sealed answers, or letters sealed again."""
    form = CarriedForm(request.POST, request.FILES)
    return _acted(
        request, pk, form, "carrying", lambda one, how: services.put(one, text=form.cleaned_data["file"], **how)
    )


@require_POST
@who()
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what was done with a tip."""
    form = TipStepForm(request.POST)
    return _acted(request, pk, form, "stepping", lambda one, how: services.record_step(one, **form.cleaned_data, **how))


def _acted(request: HttpRequest, pk: int, form: Form, name: str, act: Callable[[Any, Any], object]) -> HttpResponse:
    """Do the act of a form on a vault; what is wrong with it is shown on the vault's page."""
    by, at = actor_of(request), clock.now(request)
    found = selectors.vault_for(by, pk, on=clock.day(at))
    if form.is_valid():
        try:
            act(found, {"by": by, "at": at})
        except Refusal as error:
            if error.status in {403, 404}:
                raise
            form.add_error(None, told(error))
        else:
            messages.success(request, _("Đã ghi."))
            return redirect("voices:vault", pk=pk)
    return _page(request, pk, status=422, form=form, **{name: form})


def _page(request: HttpRequest, pk: int, *, status: int = 200, **forms: object) -> HttpResponse:
    actor, on = actor_of(request), clock.today(request)
    found = selectors.vault_for(actor, pk, on=on)
    shown = {
        "vault": found, "keys": selectors.fingerprints(found), "tips": selectors.tips_in(actor, found, on=on),
        "is_holder": selectors.holds(actor, found), "waits_for_me": selectors.waits_for(actor, found),
        "administers": actor.has(Role.ADMINISTRATOR), "confirming": FingerprintForm(), "carrying": CarriedForm(),
        "stepping": TipStepForm(), **forms,
    }  # fmt: skip
    return render(request, "voices/vault.html", shown, status=status)
