"""What those who make a wave do, and the leader who publishes it."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from danbiet.common import clock
from danbiet.common.access import actor_of, who
from danbiet.common.acting import token
from danbiet.common.actor import Actor, Role
from danbiet.survey import forms, services
from danbiet.survey.selectors import gates, pages
from danbiet.survey.views.acting import act

MAKERS = (Role.ANALYST, Role.PLAN_OFFICER)
WORKERS = (*MAKERS, Role.LEADER)
FORMS: dict[str, type[Form]] = {
    "design": forms.DesignForm, "announce": forms.AnnounceForm, "draw": forms.DrawForm,
    "answers": forms.AnswersForm, "run": forms.RunForm,
}  # fmt: skip
READ_FILES = frozenset({"design", "announce", "draw", "answers"})


@who(*MAKERS)
def new(request: HttpRequest) -> HttpResponse:
    """Open a wave."""
    actor, at = actor_of(request), clock.now(request)
    offered = pages.places_to_survey(actor, on=clock.day(at))
    form = forms.WaveForm(request.POST or None, places=offered)
    if request.method != "POST":
        return _new(request, form)
    made = []

    def do() -> None:
        values = dict(form.cleaned_data)
        place = gates.place_to_survey(actor, values.pop("place"), on=clock.day(at))
        values["kind"] = services.Kind(values["kind"])
        made.append(services.create_wave(services.Heading(**values), place=place, by=actor, at=at))

    answer = act(request, form, do, back=reverse("survey:waves"), again=lambda problems: _new(request, form))
    return redirect("survey:work", pk=made[0].pk) if made else answer


def _new(request: HttpRequest, form: Form) -> HttpResponse:
    return render(request, "survey/new.html", {"form": form, "token": token()})


@require_safe
@who(*WORKERS)
def work(request: HttpRequest, pk: int) -> HttpResponse:
    """What is there of a wave and what comes next."""
    return _work(request, pk)


def _work(
    request: HttpRequest, pk: int, *, wrong: str = "", form: Form | None = None, problems: tuple[str, ...] = ()
) -> HttpResponse:
    page = pages.work_page(actor_of(request), pk, on=clock.today(request))
    offered = {name: kind(auto_id=f"id_{name}_%s") for name, kind in FORMS.items()}
    if form is not None:
        offered[wrong] = form
    context = {"page": page, "wave": page.wave, "place": page.wave.place, "forms": offered, "token": token(),
               "wrong": wrong, "form": form, "problems": problems}  # fmt: skip
    return render(request, "survey/work.html", context)


Do = Callable[[services.Wave, Form, Actor, datetime], object]


def _act(request: HttpRequest, pk: int, name: str, do: Do, done: str) -> HttpResponse:
    """One act of those who make the wave."""
    actor, at = actor_of(request), clock.now(request)
    wave = gates.wave_to_make(actor, pk, on=clock.day(at))
    form = FORMS.get(name, Form)(request.POST, request.FILES, auto_id=f"id_{name}_%s")

    def doing() -> None:
        do(wave, form, actor, at)
        messages.success(request, done)

    return act(
        request, form, doing, back=reverse("survey:work", args=[pk]),
        again=lambda problems: _work(request, pk, wrong=name, form=form, problems=problems),
        has_file=name in READ_FILES,
    )  # fmt: skip


@require_POST
@who(*MAKERS)
def design(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach a design with what it names."""

    def do(wave: services.Wave, form: Form, by: Actor, at: datetime) -> None:
        sent = form.cleaned_data
        companions = {one.name: one.read() for one in sent["companions"]}
        index = sent["index"].read() if sent["index"] else None
        services.attach_design(wave, sent=services.Design(sent["design"].read(), index, companions), by=by, at=at)

    return _act(request, pk, "design", do, _("Đã gắn thiết kế."))


@require_POST
@who(*MAKERS)
def announce(request: HttpRequest, pk: int) -> HttpResponse:
    """Fix the frame, and say where the seed will come from."""

    def do(wave: services.Wave, form: Form, by: Actor, at: datetime) -> None:
        sent = dict(form.cleaned_data)
        file = sent.pop("frame")
        announced = services.Announcement(frame=file.read(), name=file.name, **sent)
        services.announce_sample(wave, announced=announced, by=by, at=at)

    return _act(request, pk, "announce", do, _("Đã ghi sổ khung mẫu và nguồn hạt giống."))


@require_POST
@who(*MAKERS)
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw by the seed that has become public."""

    def do(wave: services.Wave, form: Form, by: Actor, at: datetime) -> None:
        services.draw_sample(wave, seed=form.cleaned_data["seed"], by=by, at=at)

    return _act(request, pk, "draw", do, _("Đã chọn mẫu."))


@require_POST
@who(*MAKERS)
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in answers."""

    def do(wave: services.Wave, form: Form, by: Actor, at: datetime) -> None:
        file = form.cleaned_data["answers"]
        services.take_in_data(wave, sent=services.Upload(file.read(), file.name), by=by, at=at)

    return _act(request, pk, "answers", do, _("Đã nhận câu trả lời."))


@require_POST
@who(*MAKERS)
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a run; a short one is made while the page waits."""
    asked = []

    def do(wave: services.Wave, form: Form, by: Actor, at: datetime) -> None:
        asked.append(services.ask_run(wave, seed=form.cleaned_data["seed"] or 0, by=by, at=at))

    answer = _act(request, pk, "run", do, _("Đã xếp lượt tính."))
    if asked and services.may_wait(asked[0]):
        services.estimate_wave(asked[0], by=actor_of(request), at=clock.now(request))
    return answer


@require_POST
@who(*MAKERS)
def stop(request: HttpRequest, pk: int, run: int) -> HttpResponse:
    """Stop a run, or give up one whose process is gone."""
    is_gone = "abandon" in request.POST

    def do(wave: services.Wave, form: Form, by: Actor, at: datetime) -> None:
        found = gates.run_of(wave, run)
        (services.abandon_run if is_gone else services.stop_run)(found, by=by, at=at)

    return _act(request, pk, "stop", do, _("Đã yêu cầu dừng."))


@require_POST
@who(*MAKERS)
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase the answers."""

    def do(wave: services.Wave, form: Form, by: Actor, at: datetime) -> None:
        services.erase_data(wave, by=by, at=at)

    return _act(request, pk, "erase", do, _("Đã xóa câu trả lời. Kết quả và mã băm còn lại."))


@require_POST
@who(*WORKERS)
def publish(request: HttpRequest, pk: int, run: int) -> HttpResponse:
    """Publish the results of a run."""
    actor, at = actor_of(request), clock.now(request)
    wave = gates.wave_to_work_on(actor, pk, on=clock.day(at))
    found, form = gates.run_of(wave, run), Form(request.POST)

    def do() -> None:
        services.publish_results(found, by=actor, at=at)
        messages.success(request, _("Đã công bố kết quả."))

    return act(
        request, form, do, back=reverse("survey:wave", args=[pk]),
        again=lambda problems: _work(request, pk, wrong="publish", form=form, problems=problems),
    )  # fmt: skip


@require_safe
@who(*MAKERS)
def drawn(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows drawn, for those who make the wave."""
    wave = gates.wave_to_make(actor_of(request), pk, on=clock.today(request))
    answer = HttpResponse(gates.drawn_file(wave), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, f"sample-{pk}.csv") or "attachment"
    answer["Cache-Control"] = "no-store"
    return answer
