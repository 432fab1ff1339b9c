"""What everybody may read: the waves, a wave with its results, the files to repeat them, the planner."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from danbiet.common import clock
from danbiet.common.access import actor_of, told
from danbiet.common.acting import page_number
from danbiet.common.actor import Damaged
from danbiet.survey.forms import PlannerForm
from danbiet.survey.selectors import gates, pages

TYPES = {"json": "application/json", "csv": "text/csv; charset=utf-8", "toml": "application/toml; charset=utf-8"}


@require_safe
def waves(request: HttpRequest) -> HttpResponse:
    """Waves, how far each is, and consultations that are open today."""
    actor, on = actor_of(request), clock.today(request)
    page = Paginator(pages.listed(actor, on=on), 30).get_page(request.GET.get("page"))
    context = {"page": page, "open": pages.open_on(on), "may_make": gates.makes_somewhere(actor)}
    return render(request, "survey/waves.html", context)


@require_safe
def wave(request: HttpRequest, pk: int) -> HttpResponse:
    """A wave: results with their intervals, how it was made, how anybody repeats it."""
    chosen = request.GET.get("part", "")
    page = pages.wave_page(
        actor_of(request), pk, on=clock.today(request), chosen=chosen, number=page_number(request)
    )  # fmt: skip
    return render(request, "survey/wave.html", {"page": page, "wave": page.wave, "place": page.wave.place})


@require_safe
def result(request: HttpRequest, pk: int, command: str, ending: str) -> HttpResponse:
    """The result as the command of the same name writes it, byte for byte."""
    data = gates.result_file(actor_of(request), pk, command, ending, on=clock.today(request))
    return _file(data, f"wave-{pk}-{command}.{ending}", TYPES[ending])


@require_safe
def part(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Design, index, margins or public frame."""
    data = gates.part_file(actor_of(request), pk, name, on=clock.today(request))
    return _file(data, name, TYPES.get(name.rpartition(".")[2], "application/octet-stream"))


@require_safe
def planner(request: HttpRequest) -> HttpResponse:
    """How large a sample must be to show a change."""
    form = PlannerForm(request.GET) if request.GET else PlannerForm()
    found = None
    if form.is_bound and form.is_valid():
        from danbiet.survey.frames.planning import planned

        values = form.cleaned_data
        try:
            found = planned(
                wards=values["wards"], groups=values["groups"], take=values["take"], share=float(values["share"]) / 100,
                likeness=float(values["likeness"]), wanted=float(values["wanted"]) / 100,
            )  # fmt: skip
        except Damaged as error:
            form.add_error(None, told(error))
    status = 422 if form.errors else 200
    return render(request, "survey/planner.html", {"form": form, "found": found}, status=status)


def _file(data: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
