"""Pages of scores. Everything here is public and read-only."""

import csv
from datetime import date
from decimal import Decimal
from io import StringIO

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from danbiet.common import clock
from danbiet.common.templatetags.danbiet import name as name_of
from danbiet.common.templatetags.danbiet import score
from danbiet.common.xlsx import Cell, Sheet, xlsx
from danbiet.places import selectors as places
from danbiet.scores import selectors

SOURCE = "PAPI: CECODES, VFF-CRT, RTA, UNDP"
HEAD = (
    "year", "unit_code", "unit_name", "level", "code", "construct", "name", "score", "rank", "ranked_units",
    "se", "ci_low", "ci_high", "ci_level_printed", "comparable_with_year_before", "basis", "source",
)  # fmt: skip
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def scorecard(request: HttpRequest, code: str) -> HttpResponse:
    """The scorecard of a place in a year."""
    subject = selectors.subject_at(code, on=clock.asked(request))
    card = selectors.scorecard(subject, year=_year(request))
    latest = selectors.latest_year(on=subject.day)
    measured = selectors.measured(subject.asked, on=subject.day)
    context = {"subject": subject, "card": card, "latest": latest, "year": _year(request), "measured": measured}
    return render(request, "scores/scorecard.html", {**context, **_place(request, subject)})


@require_safe
def series(request: HttpRequest, code: str, construct: str) -> HttpResponse:
    """One construct of a place through the years."""
    subject = selectors.subject_at(code, on=clock.asked(request))
    page = selectors.series_page(subject, construct)
    if page is None:
        raise Http404
    measured = selectors.measured_years(subject.asked, construct, on=subject.day)
    context = {"subject": subject, "page": page, "measured": measured}
    return render(request, "scores/series.html", {**context, **_place(request, subject)})


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two or more provinces side by side."""
    on = clock.asked(request)
    codes = list(dict.fromkeys(code for code in request.GET.getlist("place") if code))
    subjects = [selectors.subject_at(code, on=on) for code in codes]
    page = selectors.compare(subjects, on=on, year=_year(request))
    measured = selectors.side_by_side([subject.asked for subject in subjects], on=on)
    return render(request, "scores/compare.html", {"page": page, "measured": measured, **_as_of(request, on)})


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All provinces of a day against the median, as map and table."""
    on = clock.asked(request)
    page = selectors.overview(on=on, construct=request.GET.get("construct", "total"), year=_year(request))
    context = {"page": page, **_as_of(request, on)}
    return render(request, "scores/overview.html", {**context, "map": _map(page, str(context["suffix"]))})


def _map(page: selectors.Overview, suffix: str) -> places.Map:
    cells = {
        cell.unit.code: places.Cell(
            css=cell.shade,
            label=f"{name_of(cell.unit)}: {score(cell.cell.value) if cell.cell else _('chưa có')}, {_(cell.words)}",
            link=reverse("scores:scorecard", args=[cell.unit.code]) + suffix,
        )
        for cell in page.cells
    }
    return places.province_map(cells, is_new=page.is_new, label=page.name)


@require_safe
def as_csv(request: HttpRequest, code: str) -> HttpResponse:
    """All scores of a place as CSV; a text that a spreadsheet would compute is made plain text."""
    file = StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(HEAD)
    writer.writerows([_plain(cell) for cell in row] for row in _rows(request, code))
    return _download(file.getvalue().encode(), "text/csv; charset=utf-8", f"papi-{code}.csv")


@require_safe
def as_xlsx(request: HttpRequest, code: str) -> HttpResponse:
    """All scores of a place as a workbook; numbers as numbers, no formula."""
    rows = [tuple(cell for cell in row) for row in _rows(request, code)]
    notes = (_("Điểm PAPI: số đã công bố của CECODES, VFF-CRT, RTA và UNDP."),)
    sheet = Sheet("PAPI", HEAD, rows, widths=(8, 10, 28, 14, 8, 20, 44, *(12,) * 10), notes=notes)
    content = xlsx([sheet], title=f"PAPI {code}", on=clock.today(request))
    return _download(content, XLSX_TYPE, f"papi-{code}.xlsx")


def _download(content: bytes, kind: str, filename: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{filename}"'
    return answer


def _rows(request: HttpRequest, code: str) -> list[tuple[Cell, ...]]:
    subject = selectors.subject_at(code, on=clock.asked(request))
    unit, basis = subject.province, "published"
    if subject.is_rebased:
        basis = f"rebased from {'+'.join(one.code for one in subject.sources)}, {subject.basis} weights"
    return [
        (
            row.year, unit.code, name_of(unit), row.level, row.code, row.construct, row.name, row.value,
            row.rank.place if row.rank else None, row.rank.of if row.rank else None,
            *_interval(row), int(row.joins_year_before), basis, SOURCE,
        )
        for row in selectors.recorded_rows(subject)
    ]  # fmt: skip


def _interval(row: selectors.Row) -> tuple[Cell, Cell, Cell, Cell]:
    interval = row.cell.interval
    if interval is None:
        return None, None, None, None
    return interval.se, interval.low, interval.high, interval.printed_level


def _plain(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}"
    text = "" if cell is None else str(cell)
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text


def _year(request: HttpRequest) -> int | None:
    text = request.GET.get("year", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None


def _place(request: HttpRequest, subject: selectors.Subject) -> dict[str, object]:
    return {"place": subject.province, **_as_of(request, subject.day)}


def _as_of(request: HttpRequest, on: date) -> dict[str, object]:
    """The day a page is read at, and what its links carry so that they stay on that day."""
    given = on != clock.today(request)
    carried = f"as_of={on:%Y-%m-%d}" if given else ""
    return {
        "as_of": on, "as_of_given": given,
        "suffix": f"?{carried}" if given else "", "more": f"&{carried}" if given else "",
    }  # fmt: skip
