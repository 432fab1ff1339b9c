"""One task: giving it, reporting on it, judging, putting right."""

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from danbiet.common import clock
from danbiet.common.access import actor_of, who
from danbiet.common.acting import keys, token
from danbiet.plans import selectors, services
from danbiet.plans.forms.working import (
    AnswerForm,
    AssignForm,
    CancelForm,
    JudgeForm,
    ManyForm,
    OrderForm,
    RecheckForm,
    ReportForm,
)
from danbiet.plans.views.acting import act, act_on_file


def _page(request: HttpRequest, pk: int, **bound: Form) -> HttpResponse:
    page = selectors.task_page(actor_of(request), pk, on=clock.today(request))
    forms: dict[str, Form | None] = {
        "assign": AssignForm(agencies=page.agencies, initial=selectors.assigned(page)) if page.may_assign else None,
        "report": ReportForm() if page.may_report else None,
        "correct": OrderForm() if page.may_correct else None,
        "cancel": CancelForm() if page.may_cancel else None,
    }
    wrong = next(iter(bound.values()), None)
    context = {"page": page, "token": token(), "form": wrong, **forms, **bound}
    return render(request, "plans/task.html", context)


@require_safe
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """A task: wording, who, by when and why; progress and evidence for those it concerns."""
    return _page(request, pk)


def _back(pk: int) -> str:
    return reverse("plans:task", args=[pk])


@who()
@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    page = selectors.task_page(actor_of(request), pk, on=clock.today(request))
    services.require_direct(page.task.plan, by=actor_of(request), at=clock.now(request))
    form = AssignForm(request.POST, agencies=page.agencies)

    def do() -> None:
        data, known = form.cleaned_data, {str(agency.pk): agency for agency in page.agencies}
        given = services.Assignment(
            lead_agency=known.get(data["lead_agency"]), supporting=tuple(known[key] for key in data["supporting"]),
            due_on=data["due_on"], due_text=page.task.due_text, recurrence=data["recurrence"],
            product=data["product"], due_basis=data["due_basis"], from_day=page.task.from_day,
            version=data["version"],
        )  # fmt: skip
        services.assign(page.task, assignment=given, by=actor_of(request), at=clock.now(request))

    return act(request, form, do, back=_back(pk), again=lambda: _page(request, pk, assign=form))


@who()
@require_POST
def assign_many(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the chosen tasks of a plan the same owner, day or product; or go on to hand them down."""
    actor, on = actor_of(request), clock.today(request)
    chosen = keys(request.POST.getlist("item"))
    page = selectors.split_page(actor, pk, chosen, on=on)
    agencies = list(selectors.agencies_under(page.plan, on=on))
    form = ManyForm(request.POST, agencies=agencies)
    back = reverse("plans:plan", args=[pk])

    def do() -> None:
        data = form.cleaned_data
        given = services.Assignment(
            lead_agency=next((one for one in agencies if str(one.pk) == data["lead_agency"]), None),
            due_on=data["due_on"], product=data["product"],
        )  # fmt: skip
        services.assign_many(page.tasks, assignment=given, by=actor, at=clock.now(request))

    def again() -> HttpResponse:
        whole = selectors.plan_page(actor, pk, on=on)
        return render(request, "plans/plan.html", {"page": whole, "form": form, "token": token(), "chosen": chosen})

    return act(request, form, do, back=back, again=again)


@who()
@require_POST
def report(request: HttpRequest, pk: int) -> HttpResponse:
    found = selectors.task_for(actor_of(request), pk, on=clock.today(request))
    form = ReportForm(request.POST, request.FILES)

    def do() -> None:
        data = form.cleaned_data
        uploads = tuple(services.Upload(one.name, one.read(), data["taken_on"]) for one in data["evidence"])
        written = services.Report(data["text"], data["figures"], uploads, data["claims_done"])
        services.report_progress(found, report=written, by=actor_of(request), at=clock.now(request))

    return act_on_file(request, form, do, back=_back(pk), again=lambda: _page(request, pk, report=form))


@who()
@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or refuse a report."""
    note = selectors.note_for(actor_of(request), pk, on=clock.today(request))
    form = JudgeForm(request.POST)

    def do() -> None:
        chosen = services.accept if form.cleaned_data["verdict"] == "accept" else services.refuse
        chosen(note, reason=form.cleaned_data["reason"], by=actor_of(request), at=clock.now(request))

    task_pk = note.task_id
    return act(request, form, do, back=_back(task_pk), again=lambda: _page(request, task_pk, judge=form))


@who()
@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Order the unit to put something right."""
    found = selectors.task_for(actor_of(request), pk, on=clock.today(request))
    form = OrderForm(request.POST)

    def do() -> None:
        order = services.Order(**form.cleaned_data)
        services.order_correction(found, order=order, by=actor_of(request), at=clock.now(request))

    return act(request, form, do, back=_back(pk), again=lambda: _page(request, pk, correct=form))


@who()
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what was put right."""
    order = selectors.correction_for(actor_of(request), pk, on=clock.today(request))
    form = AnswerForm(request.POST)

    def do() -> None:
        text = form.cleaned_data["text"]
        services.answer_correction(order, text=text, by=actor_of(request), at=clock.now(request))

    task_pk = order.task_id
    return act(request, form, do, back=_back(task_pk), again=lambda: _page(request, task_pk, answer=form))


@who()
@require_POST
def recheck(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whether it was put right."""
    order = selectors.correction_for(actor_of(request), pk, on=clock.today(request))
    form = RecheckForm(request.POST)

    def do() -> None:
        data = form.cleaned_data
        services.recheck(
            order, is_met=data["outcome"] == "met", finding=data["finding"], by=actor_of(request),
            at=clock.now(request),
        )  # fmt: skip

    task_pk = order.task_id
    return act(request, form, do, back=_back(task_pk), again=lambda: _page(request, task_pk, recheck=form))


@who()
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a task off."""
    found = selectors.task_for(actor_of(request), pk, on=clock.today(request))
    form = CancelForm(request.POST)

    def do() -> None:
        reason = form.cleaned_data["reason"]
        services.cancel_task(found, reason=reason, by=actor_of(request), at=clock.now(request))

    return act(request, form, do, back=_back(pk), again=lambda: _page(request, pk, cancel=form))
