"""Pages on which a plan is imported and gone through."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from danbiet.common import clock
from danbiet.common.access import actor_of, told, who
from danbiet.common.acting import keys, page_number
from danbiet.common.actor import Damaged, FileProblems, Refusal, Role
from danbiet.plans.forms.importing import HeadingForm, PlanImportForm, RowForm
from danbiet.plans.selectors import importing as imports
from danbiet.plans.services import importing

IMPORTERS = (Role.PLAN_OFFICER, Role.WARD_OFFICER, Role.LEADER)


@who(*IMPORTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_import(request: HttpRequest) -> HttpResponse:
    """Send a file or a paste."""
    actor, on = actor_of(request), clock.today(request)
    form = PlanImportForm(
        request.POST or None, request.FILES or None, issuers=imports.issuers(actor, on=on)
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        try:
            draft = importing.read_plan(
                form.agency(), sent=form.sent(), by=actor, at=clock.now(request)
            )  # fmt: skip
        except (Damaged, importing.AlreadyWaiting) as error:
            for message in _sentences(error):
                form.add_error("file" if request.FILES else "text", message)
        else:
            return redirect("plans:review_import", pk=draft.pk)
    page = {"form": form, "waiting": imports.imports_waiting(actor, on=on)[:20]}
    return render(request, "plans/new_import.html", page, status=422 if form.errors else 200)


def _sentences(error: Refusal) -> list[str]:
    """What is wrong and where in the file."""
    if not isinstance(error, FileProblems):
        return [told(error)]
    found = []
    for problem in error.problems:
        where = [problem.file, problem.sheet, _("dòng {row}").format(row=problem.row) if problem.row else ""]
        sentence = _(problem.sentence).format(**dict(problem.values))
        found.append(": ".join(filter(None, (", ".join(filter(None, where)), sentence))))
    return found


@who(*IMPORTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def review_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Go through the items of an import, a page at a time."""
    actor, on = actor_of(request), clock.today(request)
    draft = imports.import_for(actor, pk, on=on)
    if draft.plan_id:
        return redirect("plans:plan", pk=draft.plan_id)
    review = imports.review(draft, page=page_number(request), on=on)
    data = request.POST if request.method == "POST" else None
    forms = [RowForm(data, row=row) for row in review.shown]
    heading = HeadingForm(data, initial=draft.heading)
    if data is not None and all([heading.is_valid(), *(form.is_valid() for form in forms)]):
        confirm = "confirm_page" in data
        importing.save_review(
            draft, version=_version(data.get("version", "")), heading=heading.heading(), by=actor,
            decisions={form.row.code: form.decision(confirm=confirm) for form in forms}, at=clock.now(request),
        )  # fmt: skip
        messages.success(request, _("Đã lưu."))
        onward = review.number + 1 if confirm and review.number < review.pages else review.number
        return redirect(f"{request.path}?page={onward}")
    page = {"review": review, "forms": forms, "heading": heading}
    return render(request, "plans/review_import.html", page, status=422 if data is not None else 200)


def _version(text: str) -> int:
    return next(iter(keys([text])), -1)


@who(*IMPORTERS)
@require_POST
def carry_over_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the draft plan."""
    actor = actor_of(request)
    draft = imports.import_for(actor, pk, on=clock.today(request))
    plan = importing.carry_over(draft, by=actor, at=clock.now(request))
    messages.success(request, _("Đã lập dự thảo kế hoạch từ bản nhập."))
    return redirect("plans:plan", pk=plan.pk)


@who(*IMPORTERS)
@require_POST
def drop_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an import aside."""
    actor = actor_of(request)
    draft = imports.import_for(actor, pk, on=clock.today(request))
    importing.drop_import(draft, by=actor, at=clock.now(request))
    messages.success(request, _("Đã bỏ bản nhập."))
    return redirect("plans:import")
