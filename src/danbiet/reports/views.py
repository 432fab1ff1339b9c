"""Pages of reports: the list, a report and its figures, drafting, issuing, downloads, who has sent."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from danbiet.common import clock, formats
from danbiet.common.access import actor_of, who
from danbiet.common.actor import Role
from danbiet.reports import services
from danbiet.reports.forms import CallForm, CorrectionForm, ReportForm, ScanForm, SigningForm, TextsForm
from danbiet.reports.selectors import calls as calls_selectors
from danbiet.reports.selectors import choices, gates, pages, shelf

TYPES = {"docx": formats.mime("docx"), "pdf": formats.mime("pdf"), "xlsx": formats.mime("xlsx")}
OFFICE = (Role.PLAN_OFFICER, Role.WARD_OFFICER, Role.LEADER, Role.INSPECTOR, Role.ANALYST)


def reports(request: HttpRequest) -> HttpResponse:
    """Issued reports for everybody; drafts for the officers of the place."""
    actor = actor_of(request)
    rows = shelf.shelf(actor, code=request.GET.get("place", "").strip()[:8])
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    context = {"page": page, "shown": shelf.labelled(page.object_list), "may": shelf.may(actor)}
    return render(request, "reports/reports.html", context)


@who(*OFFICE)
def new(request: HttpRequest) -> HttpResponse:
    """Choose place and period, and draft."""
    actor, at = actor_of(request), clock.now(request)
    offered = choices.choices(actor, on=clock.day(at))
    form = ReportForm(request.POST or None, choices=offered)
    if request.method == "POST" and form.is_valid():
        place = choices.place_for(actor, form.cleaned_data["place"], on=clock.day(at))
        report = services.draft(place, period=form.cleaned_data["period"], by=actor, at=at)
        return redirect("reports:report", pk=report.pk)
    return render(request, "reports/new.html", {"form": form}, status=422 if form.errors else 200)


def report(request: HttpRequest, pk: int) -> HttpResponse:
    """A report: what stops it, its text with every figure linked, its figures, its files."""
    return _page(request, pk)


def _page(request: HttpRequest, pk: int, *, status: int = 200, **forms: object) -> HttpResponse:
    page = pages.report_page(actor_of(request), pk, on=clock.today(request))
    context = {"page": page, "report": page.report, "label": pages.period_label(page.period)} | forms
    if page.may_issue and "signing" not in forms:
        number = services.next_number(page.report, year=clock.today(request).year)
        context["signing"] = SigningForm(initial={"number": number})
    if page.may_write and page.report.number:
        context.setdefault("scanning", ScanForm())
        context.setdefault("correcting", CorrectionForm())
    return render(request, "reports/report.html", context, status=status)


@who(*OFFICE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the officer's own words."""
    actor = actor_of(request)
    found = gates.report_for(actor, pk)
    services.require_open(found, by=actor)
    initial = {"seen": found.version, **found.texts}
    form = TextsForm(request.POST or None, slots=pages.slots_of(found), initial=initial)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        services.write_texts(found, texts=form.texts(), seen=seen, by=actor, at=clock.now(request))
        messages.success(request, _("Đã lưu phần viết."))
        return redirect("reports:report", pk=pk)
    context = {"form": form, "report": found, "keys": pages.offered(found)}
    return render(request, "reports/edit.html", context, status=422 if form.errors else 200)


@require_POST
@who(*OFFICE)
def refresh(request: HttpRequest, pk: int) -> HttpResponse:
    """Count the figures of a draft again."""
    actor = actor_of(request)
    services.refresh(gates.report_for(actor, pk), by=actor, at=clock.now(request))
    messages.success(request, _("Đã tính lại mọi số liệu."))
    return redirect("reports:report", pk=pk)


@require_POST
@who(Role.LEADER)
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Number, freeze and file the report."""
    actor, form = actor_of(request), SigningForm(request.POST)
    found = gates.report_for(actor, pk)
    if not form.is_valid():
        return _page(request, pk, status=422, signing=form, form=form)
    services.issue(found, signing=services.Signing(**form.cleaned_data), by=actor, at=clock.now(request))
    messages.success(request, _("Đã ban hành. Nội dung, số liệu và tệp không sửa được nữa."))
    return redirect("reports:report", pk=pk)


@require_POST
@who(*OFFICE)
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach the scan of the signed paper."""
    actor, form = actor_of(request), ScanForm(request.POST, request.FILES)
    found = gates.report_for(actor, pk)
    if not form.is_valid():
        return _page(request, pk, status=422, scanning=form, form=form)
    services.attach_scan(found, data=form.cleaned_data["scan"].read(), by=actor, at=clock.now(request))
    messages.success(request, _("Đã gắn bản ký và ghi mã băm của tệp."))
    return redirect("reports:report", pk=pk)


def scanned(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed scan, for officers of the place and above."""
    data, kind = shelf.scan_of(gates.report_for(actor_of(request), pk), actor=actor_of(request))
    return _file(data, mime=formats.mime(kind), name=f"ban-ky-{pk}.{'jpg' if kind == 'jpeg' else kind}")


@require_POST
@who(*OFFICE)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the report that replaces this one."""
    actor, form = actor_of(request), CorrectionForm(request.POST)
    found = gates.report_for(actor, pk)
    if not form.is_valid():
        return _page(request, pk, status=422, correcting=form, form=form)
    made = services.correct(found, reason=form.cleaned_data["reason"], by=actor, at=clock.now(request))
    return redirect("reports:report", pk=made.pk)


def figure(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """A figure and the rows behind it."""
    number, recount = request.GET.get("page", ""), "recount" in request.GET
    page = pages.figure_page(actor_of(request), pk, key, number=number, recount=recount)
    context = {"page": page, "report": page.report, "label": pages.period_label(page.period)}
    return render(request, "reports/figure.html", context)


def download(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The report as DOCX, PDF or XLSX: the filed one once issued, a draft as it would be drawn now."""
    found = gates.report_for(actor_of(request), pk)
    return _file(shelf.file_of(found, form), mime=TYPES[form], name=shelf.file_name(found, form))


@who(*OFFICE)
def calls(request: HttpRequest) -> HttpResponse:
    """Who has sent the report of a period; the leader or plan officer may set the day for the units below."""
    actor, at = actor_of(request), clock.now(request)
    code, period = request.GET.get("place", "")[:8], request.GET.get("period", "")[:8]
    page = calls_selectors.calls_page(actor, code=code, period_code=period, on=clock.day(at))
    form = CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        due = (form.cleaned_data["due_on"], form.cleaned_data["basis"])
        services.set_due(page.place, period=page.period.code, due=due, by=actor, at=at)
        messages.success(request, _("Đã định hạn gửi cho đơn vị trực thuộc."))
        return redirect(request.get_full_path())
    context = {"page": page, "form": form, "label": pages.period_label(page.period), "periods": choices.sendable(at)}
    return render(request, "reports/calls.html", context, status=422 if form.errors else 200)


def _file(data: bytes, *, mime: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type=mime, headers=headers)
