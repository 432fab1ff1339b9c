"""Anonymous tips: pages without session, cookie or log line (config/quiet.py stands before them).

No form here carries a token against forgery: a forged post could only leave a letter that anybody may leave, under no
name and with no right of the browser it came from; a token would need the very cookie that must not be.
"""

import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from danbiet.common import clock, codes
from danbiet.common.access import told
from danbiet.common.actor import Damaged
from danbiet.voices.forms.tips import TOO_MUCH, CodeForm, TipForm
from danbiet.voices.selectors import tips as selectors
from danbiet.voices.services import tips as services

SEALED = "application/octet-stream"


@require_http_methods(["GET", "HEAD"])
def start(request: HttpRequest) -> HttpResponse:
    """What this protects from, what not, where paper is safer; then the places that take tips."""
    places = selectors.places_taking_tips(on=clock.today(request))
    return render(request, "voices/tips.html", {"places": places})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, code: str) -> HttpResponse:
    """A letter: sealed on the phone (bytes), or typed and sealed here in memory."""
    if request.method == "POST" and request.content_type == SEALED:
        return _kept(request, code)
    vault = selectors.open_vault(code, on=clock.today(request))
    is_further = "further" in request.GET
    shown = "" if is_further else codes.grouped(codes.new_code(secrets.token_bytes))
    is_sent = request.method == "POST"
    sent, files = (request.POST, request.FILES) if is_sent else (None, None)
    form = TipForm(sent, files, initial={"shown": shown})
    if is_sent and form.is_valid():
        data = form.cleaned_data
        services.receive_unsealed(
            vault, code=data["typed"], text=data["text"], files=data["pictures"], on=clock.today(request)
        )
        return render(request, "voices/tip_sent.html", {"vault": vault})
    page = {"vault": vault, "form": form, "is_further": is_further, "shown": form["shown"].value(),
            "keys": selectors.keys_of(vault), "too_much": TOO_MUCH}  # fmt: skip
    return render(request, "voices/tip.html", page, status=422 if form.errors else 200)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def box(request: HttpRequest) -> HttpResponse:
    """The answers under a code: as sealed slots to a phone that opens them, or opened here in memory."""
    if request.method == "POST" and request.content_type == SEALED:
        return HttpResponse(selectors.slots_of(request.body), content_type=SEALED)
    form = CodeForm(request.POST if request.method == "POST" else None)
    answers = None
    if request.method == "POST" and form.is_valid():
        answers, form = selectors.answers_under(form.cleaned_data["typed"]), CodeForm()  # the code is not sent back
    page = {"form": form, "answers": answers, "places": selectors.places_taking_tips(on=clock.today(request))}
    return render(request, "voices/tip_box.html", page, status=422 if form.errors else 200)


def _kept(request: HttpRequest, code: str) -> HttpResponse:
    vault = selectors.open_vault(code, on=clock.today(request))
    try:
        services.receive_from_phone(vault, body=request.body, on=clock.today(request))
    except Damaged as error:
        return HttpResponse(told(error), status=error.status, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)
