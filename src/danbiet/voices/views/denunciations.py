"""Denunciations, for the inspector and the leader of the very place; and the conclusions that hang in public."""

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
from danbiet.voices.forms.denunciations import CheckedText, OnForm, PaperForm, StepForm
from danbiet.voices.selectors import denunciations as selectors
from danbiet.voices.services import denunciations as services

HANDLERS = (Role.INSPECTOR, Role.LEADER)
Act = Callable[[Any, dict[str, Any]], object]


@who(*HANDLERS)
@never_cache
def denunciations(request: HttpRequest) -> HttpResponse:
    """Those of the reader's places, what is due soonest first."""
    on = clock.today(request)
    lines = selectors.lines(actor_of(request), on=on)
    return render(request, "voices/denunciations.html", {"lines": lines, "on": on})


@who(*HANDLERS)
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Enter a denunciation that lies on paper."""
    by, at = actor_of(request), clock.now(request)
    form = PaperForm(request.POST or None, places=selectors.own_places(by, on=clock.day(at)))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        paper = services.Paper(
            data["reference"], data["source"], data["received_on"], data["text"], is_repeat=data["is_repeat"]
        )
        try:
            made = services.register(data["place"], paper=paper, by=by, at=at, **form.checked())
        except Refusal as error:
            form.add_error(None, told(error))
        else:
            messages.success(request, _("Đã vào sổ {number}.").format(number=made))
            return redirect("voices:denunciation", pk=made.pk)
    return render(request, "voices/denunciation_new.html", {"form": form}, status=422 if form.errors else 200)


@who(*HANDLERS)
@never_cache
def denunciation(request: HttpRequest, pk: int) -> HttpResponse:
    """One denunciation: days with their articles, steps, letters."""
    return _page(request, pk)


@require_POST
@who(*HANDLERS)
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Do one act of the procedure."""
    form = StepForm(request.POST)
    return _acted(request, pk, form, "stepping", lambda one, how: services.take_step(one, **form.cleaned_data, **how))


@require_POST
@who(*HANDLERS)
def summary(request: HttpRequest, pk: int) -> HttpResponse:
    """Replace the summary by one that tells less."""
    return _checked(request, pk, "rewriting", services.rewrite_summary, "summary")


@require_POST
@who(*HANDLERS)
def conclusion(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the text that will hang in public."""
    return _checked(request, pk, "drafting", services.draft_conclusion, "text")


@require_POST
@who(*HANDLERS)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Hang the drafted text in public, or take it down again."""
    form = OnForm(request.POST)
    act = services.take_down_conclusion if "down" in request.POST else services.publish_conclusion
    return _acted(request, pk, form, "publishing", lambda one, how: act(one, **form.cleaned_data, **how))


@who(*HANDLERS)
@never_cache
def letter(request: HttpRequest, pk: int, act: str, place: int) -> HttpResponse:
    """A letter that the law owes, as DOCX; the addressee is written in by hand."""
    data = selectors.letter_file(actor_of(request), pk, act, place, on=clock.today(request))
    headers = {"Content-Disposition": f'attachment; filename="thu-{pk}-{place + 1}.docx"'}
    return HttpResponse(data, content_type=selectors.DOCX, headers=headers)


def conclusions(request: HttpRequest, code: str) -> HttpResponse:
    """Conclusions that hang in public in a place."""
    place, rows = selectors.published_in(code, on=clock.today(request))
    return render(request, "voices/conclusions.html", {"place": place, "rows": rows})


def _checked(request: HttpRequest, pk: int, name: str, act: Callable[..., object], field: str) -> HttpResponse:
    form = CheckedText(request.POST)
    return _acted(
        request, pk, form, name,
        lambda one, how: act(one, **{field: form.cleaned_data["text"]}, **form.checked(), **how),
    )  # fmt: skip


def _acted(request: HttpRequest, pk: int, form: Form, name: str, act: Act) -> HttpResponse:
    """Do the act of a form on a denunciation; what is wrong with it is shown on its page."""
    by, at = actor_of(request), clock.now(request)
    found = selectors.denunciation_for(by, pk, on=clock.day(at))
    if form.is_valid():
        try:
            act(found, {"by": by, "at": at})
        except Refusal as error:
            if error.status in {403, 404}:
                raise
            form.add_error(None, told(error))
        else:
            messages.success(request, _("Đã ghi."))
            return redirect("voices:denunciation", pk=pk)
    return _page(request, pk, status=422, form=form, **{name: form})


def _page(request: HttpRequest, pk: int, *, status: int = 200, **forms: object) -> HttpResponse:
    on = clock.today(request)
    page = selectors.page_of(actor_of(request), pk, on=on)
    shown = {
        "page": page, "one": page.denunciation,
        "stepping": StepForm(acts=page.acts, forgotten=page.forgotten, initial={"on": on}),
        "rewriting": CheckedText(initial={"text": page.denunciation.summary}),
        "drafting": CheckedText(initial={"text": page.denunciation.conclusion}),
        "publishing": OnForm(initial={"on": on}), **forms,
    }  # fmt: skip
    return render(request, "voices/denunciation.html", shown, status=status)
