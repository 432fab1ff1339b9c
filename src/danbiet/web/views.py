"""Home, the desk, search, the manual, and the pages that say what went wrong."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from danbiet.common import clock
from danbiet.common.access import actor_of, page_of, who
from danbiet.common.acting import answered, page_number, token
from danbiet.common.files import house
from danbiet.ledger import selectors as ledger
from danbiet.places import selectors as places
from danbiet.places.services import Declared, Known
from danbiet.plans.services import once
from danbiet.web import services
from danbiet.web.forms import CircumstancesForm, DeclaredDayForm, HandOverForm, LawForm, QuestionForm, UndoDayForm
from danbiet.web.selectors import days as days_selectors
from danbiet.web.selectors import desk as desk_selectors
from danbiet.web.selectors import finding, handing, laws, searching, shortened
from danbiet.web.selectors import home as home_selectors
from danbiet.web.selectors import leader as leader_selectors
from danbiet.web.selectors import manual as manual_selectors

LONGEST = 100  # letters of a search that are read


def typed(request: HttpRequest) -> str:
    """What stands in the search box."""
    return request.GET.get("q", "").strip()[:LONGEST]


def home(request: HttpRequest) -> HttpResponse:
    """How residents rate the place, who must do what, and where to look further."""
    page = home_selectors.home(actor_of(request), on=clock.today(request))
    return render(request, "web/home.html", {"page": page, "place": page.own, "days": clock.DEMO_DAYS})


def find(request: HttpRequest) -> HttpResponse:
    """Units by a name of today or of the past."""
    found = finding.find(typed(request), on=clock.today(request))
    return render(request, "web/find.html", {"q": typed(request), "found": found})


@who()
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for the officer today, from every part."""
    today = clock.today(request)
    found = desk_selectors.desk(
        actor_of(request), on=today, part=request.GET.get("part", ""), number=page_number(request)
    )
    return render(request, "web/desk.html", {"desk": found, "page": found.page})


@who()
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, number: str) -> HttpResponse:
    """Open the request for information that a case asks for, and close the case: both keep the sender's code."""
    opened = handing.opened(actor_of(request), number, on=clock.today(request))
    if opened is not None:
        return redirect("disclosure:request", opened.pk)
    found = handing.handing(actor_of(request), number, on=clock.today(request))
    form = HandOverForm(request.POST or None, initial=found.beginning)

    def again() -> HttpResponse:
        return render(request, "web/hand_over.html", {"found": found, "form": form, "token": token()})

    def do() -> None:
        asking = services.Asking(**form.cleaned_data)
        services.hand_over(found.case, asking=asking, by=actor_of(request), at=clock.now(request))

    if request.method != "POST":
        return again()
    return answered(request, form, do, once=once, back=reverse("voices:case", args=[number]), again=again)


@who(*leader_selectors.READERS)
def leader(request: HttpRequest) -> HttpResponse:
    """Everything a leader must know, on one page."""
    page = leader_selectors.leader_page(actor_of(request), on=clock.today(request))
    return render(request, "web/leader.html", {"page": page, "place": page.place})


def search(request: HttpRequest) -> HttpResponse:
    """Places, plans and clauses, as far as the reader may see them."""
    found = searching.search(typed(request), actor=actor_of(request), on=clock.today(request))
    return render(request, "web/search.html", {"q": typed(request), "found": found})


def short(request: HttpRequest, short: str) -> HttpResponse:
    """A printed link: to the page of what it names."""
    return redirect(shortened.address(short))


def manual(request: HttpRequest) -> HttpResponse:
    """The pages of the manual; with a search, the sections that answer it."""
    language = get_language() or "vi"
    hits = manual_selectors.hits(typed(request), language=language)
    context = {"pages": manual_selectors.pages(language), "hits": hits, "q": typed(request)}
    return render(request, "web/manual.html", context)


def manual_page(request: HttpRequest, slug: str) -> HttpResponse:
    page = manual_selectors.page_for(slug, language=get_language() or "vi")
    return render(request, "web/manual_page.html", {"page": page})


@require_safe
def law(request: HttpRequest) -> HttpResponse:
    """The duties in force on a day, by topic."""
    form = LawForm({"on": request.GET.get("on") or clock.today(request)})
    on = form.cleaned_data["on"] if form.is_valid() else clock.today(request)
    page = laws.law_page(on=on, q=typed(request), language=language())
    return render(request, "web/law.html", {"page": page, "form": form}, status=200 if form.is_valid() else 422)


@require_safe
def duty(request: HttpRequest, id: str) -> HttpResponse:
    """One duty, and its day for an event, counted day by day."""
    today = clock.today(request)
    form = QuestionForm(request.GET.dict() if request.GET.get("on") else {"on": today})
    question = laws.Question(today)
    if form.is_valid():
        data = form.cleaned_data
        span = (data["suspend_from"], data["suspend_until"])
        question = laws.Question(data["on"], data["extend"] or 0, (span,) if all(span) else (), data["remote"])
    page = laws.duty_page(id, question=question, language=language())
    status = 200 if form.is_valid() and page.is_answered else 422
    return render(request, "web/duty.html", {"page": page, "form": form}, status=status)


def language() -> str:
    return "en" if (get_language() or "vi").startswith("en") else "vi"


def days(request: HttpRequest, code: str) -> HttpResponse:
    """The days declared for a place and what each moved; declaring one more."""
    today = clock.today(request)
    form = DeclaredDayForm(request.POST or None)

    def again() -> HttpResponse:
        page = days_selectors.days_page(actor_of(request), code, on=today)
        context = {"page": page, "place": page.unit, "form": form, "declare": form, "token": token()}
        return render(request, "web/days.html", context)

    if request.method != "POST":
        return again()
    if not request.user.is_authenticated:
        return redirect_to_login(page_of(request))
    unit = places.unit_to_declare_for(actor_of(request), code, on=today)

    def do() -> None:
        data = form.cleaned_data
        declared = Declared(data["day"], data["works"] == "work", data["label"], data["source"])
        services.declare_day(unit, declared=declared, by=actor_of(request), at=clock.now(request))

    return answered(request, form, do, once=once, back=reverse("web:days", args=[code]), again=again)


@who()
@require_POST
def undo_day(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take back a day that was declared by mistake."""
    row = places.declared_day_for(actor_of(request), code, pk, on=clock.today(request))
    form = UndoDayForm(request.POST)

    def again() -> HttpResponse:
        page = days_selectors.days_page(actor_of(request), code, on=clock.today(request))
        context = {"page": page, "place": page.unit, "form": form, "declare": DeclaredDayForm(), "token": token()}
        return render(request, "web/days.html", context)

    def do() -> None:
        reason = form.cleaned_data["reason"]
        services.undo_day(row, reason=reason, by=actor_of(request), at=clock.now(request))

    return answered(request, form, do, once=once, back=reverse("web:days", args=[code]), again=again)


@who()
@require_http_methods(["GET", "HEAD", "POST"])
def circumstances(request: HttpRequest, code: str) -> HttpResponse:
    """Residents, remoteness, loudspeaker and portal of a place since when; recording what changed."""
    today = clock.today(request)
    unit = places.unit_to_declare_for(actor_of(request), code, on=today)
    now = places.circumstances_on(unit, on=today)
    start = {name: getattr(now, name) for name in CircumstancesForm.base_fields if name not in {"from_day", "source"}}
    form = CircumstancesForm(request.POST or None, initial={**start, "from_day": today})

    def again() -> HttpResponse:
        rows = places.circumstances_history(unit)
        context = {"unit": unit, "place": unit, "form": form, "rows": rows, "token": token()}
        return render(request, "web/circumstances.html", context)

    if request.method != "POST":
        return again()

    def do() -> None:
        known = Known(**form.cleaned_data)
        services.set_circumstances(unit, known=known, by=actor_of(request), at=clock.now(request))

    return answered(request, form, do, once=once, back=reverse("web:circumstances", args=[code]), again=again)


def health(request: HttpRequest) -> HttpResponse:
    """Whether the installation is well, for a monitor without session: 200, or 503 when pages cannot be served."""
    found = ledger.health(at=clock.now(), house=house())
    return JsonResponse(found.as_json(), status=200 if found.is_serving else 503, headers={"Cache-Control": "no-store"})


@require_POST
def choose_day(request: HttpRequest) -> HttpResponse:
    """Set the day of the demonstration, for this browser alone."""
    day = request.POST.get("day", "")
    if not settings.DEMO or day not in {day.isoformat() for day in clock.DEMO_DAYS}:
        raise Http404
    request.session[clock.DEMO_KEY] = day
    return redirect("web:home")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403.html", {"stale_form": True}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Told without the request's context, which may need the very database that failed."""
    return HttpResponse(render_to_string("500.html", {"version": settings.VERSION}), status=500)
