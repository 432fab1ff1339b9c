"""Pages that only show: the list, a plan, its coverage and cascade, files."""

import csv
from io import StringIO

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from danbiet.common import clock, files, formats
from danbiet.common.access import actor_of
from danbiet.common.acting import page_number, token
from danbiet.common.xlsx import Sheet, xlsx
from danbiet.plans import selectors
from danbiet.plans.forms.working import ManyForm


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """The tree of plans, and the plans of the own places."""
    found = selectors.plan_list(actor_of(request), on=clock.today(request), page=page_number(request))
    return render(request, "plans/plans.html", {"list": found})


@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan: head, targets, clauses with their work, what is still asked for."""
    page = selectors.plan_page(
        actor_of(request), pk, on=clock.today(request), show=request.GET.get("show", "all"), page=page_number(request)
    )
    form = ManyForm(agencies=page.agencies) if page.may_direct else None
    return render(request, "plans/plan.html", {"page": page, "form": form, "token": token()})


@require_safe
def coverage(request: HttpRequest, pk: int) -> HttpResponse:
    """Which parts of PAPI the plan serves, which not, and what others did there."""
    on = clock.today(request)
    found = selectors.plan_for(actor_of(request), pk, on=on)
    page = selectors.coverage_page(found, edition_id=request.GET.get("edition", ""))
    context = {"page": page, "plan": found, "figures": selectors.figures_of(found, on=on)}
    return render(request, "plans/coverage.html", context)


@require_safe
def cascade(request: HttpRequest, pk: int) -> HttpResponse:
    """Clause by clause: from the plan above, to the wards below; units without a plan."""
    on, page = clock.today(request), page_number(request)
    found = selectors.plan_for(actor_of(request), pk, on=on)
    units = selectors.unit_plans(found, on=on)
    rows = selectors.spread(found, start=(page - 1) * 50, size=51)
    context = {
        "plan": found, "clauses": selectors.upper_clauses(found, on=on), "units": units, "number": page,
        "spread": rows[:50], "more": len(rows) > 50,
        "lacking": [unit for unit in units if unit.lacks],
        "issued": sum(unit.state == "issued" for unit in units),
    }  # fmt: skip
    return render(request, "plans/cascade.html", context)


@require_safe
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """A file of evidence, for those who may see it; never shown inside a page of ours."""
    row = selectors.evidence_for(actor_of(request), pk, on=clock.today(request))
    answer = HttpResponse(files.read(row.sha256), content_type=formats.mime(row.kind))
    answer["Content-Disposition"] = content_disposition_header(True, row.name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _table(request: HttpRequest, pk: int) -> Sheet:
    on = clock.today(request)
    found = selectors.plan_for(actor_of(request), pk, on=on)
    head = (
        _("Mã"), _("Nhiệm vụ"), _("Thành phần PAPI"), _("Chủ trì"), _("Phối hợp"), _("Hạn"), _("Sản phẩm"),
        _("Trạng thái"), _("Kết quả"), _("Minh chứng"),
    )  # fmt: skip
    rows = [
        (
            row.code, row.text, selectors.served_words(row.constructs), row.lead, "; ".join(row.supporting),
            row.due_on, row.product, selectors.state_word(row), row.result, row.evidence,
        )
        for row in selectors.task_rows(selectors.tasks_in([found.pk]), on=on)
    ]  # fmt: skip
    return Sheet(name=str(found)[:31], head=head, rows=rows, widths=(8, 60, 20, 25, 25, 12, 25, 14, 40, 11))


@require_safe
def tasks_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """The task table for a spreadsheet: UTF-8 with its mark, days as 2021-09-30."""
    table = _table(request, pk)
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(table.head)
    writer.writerows([["" if cell is None else _safe(str(cell)) for cell in row] for row in table.rows])
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="plan-{pk}-tasks.csv"'
    return answer


def _safe(text: str) -> str:
    """A cell that a spreadsheet would take for a formula is written as text."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t"} else text


@require_safe
def tasks_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """The task table as a workbook."""
    table = _table(request, pk)
    data = xlsx([table], title=table.name, on=clock.today(request))
    answer = HttpResponse(data, content_type=formats.mime("xlsx"))
    answer["Content-Disposition"] = f'attachment; filename="plan-{pk}-tasks.xlsx"'
    return answer
