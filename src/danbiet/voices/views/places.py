"""A place's public page of its residents' voice, and its calendar of receiving citizens."""

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from danbiet.common import clock
from danbiet.common.access import actor_of, who
from danbiet.common.acting import token
from danbiet.voices import selectors, services
from danbiet.voices.forms.reception import MissForm, MoveForm, SessionForm, TermForm, VisitForm
from danbiet.voices.selectors import book, mapping
from danbiet.voices.views.acting import act


@require_safe
def place(request: HttpRequest, code: str) -> HttpResponse:
    """What residents brought, what became of it and what they said of it: no ranking, small numbers withheld."""
    return _place(request, code)


def _place(request: HttpRequest, code: str, **more: object) -> HttpResponse:
    asked = {name: request.GET.get(name, "") for name in ("month", "after", "q")}
    page = book.place_page(actor_of(request), code, on=clock.today(request), asked=asked)
    return render(request, "voices/place.html", {"page": page, "term": TermForm(), "token": token(), **more})


@require_safe
def map_of(request: HttpRequest, code: str) -> HttpResponse:
    """Where open reports are: on a coarse grid, with the same as a list."""
    page = mapping.map_page(code, on=clock.today(request), subject=request.GET.get("subject", ""))
    return render(request, "voices/map.html", {"page": page})


@who()
@require_POST
def set_term(request: HttpRequest, code: str) -> HttpResponse:
    """Set a term of the place's own."""
    unit = book.unit(code, on=clock.today(request))
    form = TermForm(request.POST)

    def do() -> None:
        what, term = book.term(form.cleaned_data)
        services.set_term(unit, what=what, term=term, by=actor_of(request), at=clock.now(request))

    back = reverse("voices:place", args=[code])
    return act(request, form, do, back=back, again=lambda: _place(request, code, term=form, form=form))


@require_safe
def reception(request: HttpRequest, code: str) -> HttpResponse:
    """The posted calendar, who came by count, what was promised, days kept and missed."""
    return _reception(request, code)


def _reception(request: HttpRequest, code: str, **more: object) -> HttpResponse:
    page = selectors.reception_page(actor_of(request), code, on=clock.today(request))
    made = {"session": SessionForm, "visit": VisitForm, "move": MoveForm, "miss": MissForm}
    forms: dict[str, object] = {name: form(auto_id=f"{name}-%s") for name, form in made.items()}
    shown = request.GET.get("day", "")
    context = {
        "page": page,
        "token": token(),
        "open_day": int(shown) if shown.isdecimal() and len(shown) < 19 else None,
    }
    return render(request, "voices/reception.html", {**context, **forms, **more})


@who()
@require_POST
def post_day(request: HttpRequest, code: str) -> HttpResponse:
    """Put a day on the calendar."""
    unit = book.unit(code, on=clock.today(request))
    form = SessionForm(request.POST, auto_id="session-%s")

    def do() -> None:
        services.post_day(unit, session=_session(form), by=actor_of(request), at=clock.now(request))

    back = reverse("voices:reception", args=[code])
    return act(request, form, do, back=back, again=lambda: _reception(request, code, session=form, form=form))


def _session(form: Form) -> services.Session:
    data = form.cleaned_data
    receiver = book.receiver(data["receiver"])
    return services.Session(data["on"], receiver, data["from_time"], data["until_time"], data["where"])


@who()
@require_POST
def on_day(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Close a day as kept or missed, move it, or write a visit into its book."""
    day = selectors.day_for(actor_of(request), pk, on=clock.today(request))
    made = {"keep": Form, "miss": MissForm, "move": MoveForm, "visit": VisitForm}[what]
    form, by, at = made(request.POST, auto_id=f"{what}-%s"), actor_of(request), clock.now(request)

    def do() -> None:
        data = form.cleaned_data
        if what == "keep":
            services.keep_day(day, by=by, at=at)
        elif what == "miss":
            services.miss_day(day, reason=data["reason"], by=by, at=at)
        elif what == "move":
            services.move_day(day, session=_session(form), reason=data["reason"], by=by, at=at)
        else:
            services.add_visit(day, visit=services.Visit(*book.visit(data, by, at)), by=by, at=at)

    code = day.place.code
    back = reverse("voices:reception", args=[code])
    return act(
        request, form, do, back=back, again=lambda: _reception(request, code, **{what: form}, form=form, open_day=pk)
    )
