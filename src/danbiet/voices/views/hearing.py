"""What a resident sees: the page behind a receipt code, and what was published."""

import secrets
from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from danbiet.common import clock, codes, files, formats
from danbiet.common.access import actor_of, told
from danbiet.common.acting import token
from danbiet.common.actor import Refusal, Repeated
from danbiet.plans.services import once
from danbiet.voices import selectors, services
from danbiet.voices.forms.hearing import CodeForm, ContestForm, RateForm, WriteForm
from danbiet.voices.views.coded import refuse_coded
from danbiet.voices.views.limits import slowed

SAID = {"contest": ContestForm, "rate": RateForm, "write": WriteForm}
Doing = Callable[[selectors.StatusPage, dict[str, Any], HttpRequest], object]
Forget = Callable[..., object]  # takes the name back, of a case and of what it became


@cache_control(no_store=True, private=True)
@slowed("status", most=60, seconds=600)
def status(request: HttpRequest, forget: Forget = services.hide_name) -> HttpResponse:
    """The page behind a code, which travels in the body of a form alone; every act there brings it along again.

    `forget`: what takes the name back, of other parts, too, where they stand above (`web.urls`)."""
    if request.method != "POST":
        return render(request, "voices/code.html", {"form": CodeForm()})
    form, typed = CodeForm(request.POST), request.POST.get("code", "")
    try:
        page = _page(request, typed)
    except selectors.UnknownCode as error:
        form = CodeForm({"code": ""})  # a wrong code is not sent back: every refusal has the same size
        form.errors.clear()
        form.add_error("code", told(error))
        return render(request, "voices/code.html", {"form": form}, status=404)
    return _answered(request, page, typed, forget)


def _page(request: HttpRequest, typed: str) -> selectors.StatusPage:
    part = request.POST.get("part", "")
    return selectors.status_page(typed, pepper=selectors.pepper(), on=clock.today(request), part=part)


def _answered(request: HttpRequest, page: selectors.StatusPage, typed: str, forget: Forget) -> HttpResponse:
    """Do what the form asks, if anything, and show the page as it then is."""
    name = request.POST.get("act", "")
    context: dict[str, object] = {}
    code, status_code = codes.normalised(typed), 200
    doing = DOING | {"hide": lambda page, data, request: forget(page.case, at=clock.now(request))}
    if name in doing:
        form = SAID[name](request.POST) if name in SAID else Form(request.POST)
        context, status_code = _done(request, page, (name, doing[name]), form)
        page = _page(request, typed)
    forms: dict[str, object] = {key: made() for key, made in SAID.items()}
    shown = {"page": page, "code": code, "token": token(), **forms, **context}
    return render(request, "voices/status.html", shown, status=status_code)


def _done(
    request: HttpRequest, page: selectors.StatusPage, what: tuple[str, Doing], form: Form
) -> tuple[dict[str, object], int]:
    name, do = what
    if not form.is_valid():
        return {name: form, "form": form}, 422
    try:
        with once(request.POST.get("token", ""), at=clock.now(request)):
            result = do(page, form.cleaned_data, request)
    except Repeated:
        return {}, 200
    except Refusal as error:
        return _refused(name, form, error), error.status
    opened = getattr(result, "opened", None)
    return {"said": _("Đã ghi."), "opened": opened, "new_code": codes.grouped(opened.code) if opened else ""}, 200


def _refused(name: str, form: Form, error: Refusal) -> dict[str, object]:
    """Why not, with everything that was typed: a receipt code is taken out of it, and what comes too late to contest
    may still be said."""
    if isinstance(error, services.TooLate):
        return {"refused": told(error), "write": WriteForm(initial={"text": form.cleaned_data["reason"]})}
    if not isinstance(error, selectors.HoldsCode):
        return {"refused": told(error), name: form}
    refuse_coded(form, error, *form.fields)
    return {name: form, "form": form}


def _write(page: selectors.StatusPage, data: dict[str, Any], request: HttpRequest) -> object:
    return services.write(
        page.case, text=data["text"], token=request.POST.get("token", ""), at=clock.now(request),
        pepper=selectors.pepper(), draw=secrets.token_bytes,
    )  # fmt: skip


DOING: dict[str, Doing] = {
    "agree": lambda page, data, request: services.agree(page.case, at=clock.now(request)),
    "contest": lambda page, data, request: services.contest(
        page.case, reason=data["reason"], at=clock.now(request), pepper=selectors.pepper()
    ),
    "rate": lambda page, data, request: services.rate(page.case, rating=data["rating"], at=clock.now(request)),
    "write": _write,
}


@require_safe
def published(request: HttpRequest, number: str) -> HttpResponse:
    """A published case: what it was about, the answer, the days, what the sender said of it."""
    return render(request, "voices/published.html", {"page": selectors.public_page(number, on=clock.today(request))})


@require_safe
@cache_control(private=True, max_age=300)
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """A picture of a case, drawn anew without its metadata."""
    found = selectors.photo_for(actor_of(request), pk, on=clock.today(request))
    return HttpResponse(files.read(found.sha256), content_type=formats.mime(found.kind))
