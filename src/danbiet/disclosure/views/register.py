"""The register of a place: the quarterly list, open data, the feed."""

import csv
import json
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import islice
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from danbiet.common import clock, formats
from danbiet.common.access import actor_of, page_of
from danbiet.common.acting import token
from danbiet.disclosure.selectors import gates, register
from danbiet.disclosure.selectors.template import budget_template
from danbiet.disclosure.services import listing
from danbiet.disclosure.views.acting import act_on_file

FOUND = 302


@require_http_methods(["GET", "HEAD", "POST"])
def quarterly(request: HttpRequest, code: str) -> HttpResponse:
    """Everything disclosed in a quarter; an officer makes an item of it in one click."""
    actor, on = actor_of(request), clock.today(request)
    page = register.quarter_page(actor, code, asked=request.GET.get("quarter", ""), on=on)

    def again() -> HttpResponse:
        return render(request, "disclosure/list.html", {"page": page, "token": token(), "place": page.place})

    if request.method != "POST":
        return _docx(page) if request.GET.get("form") == "docx" else again()
    if not request.user.is_authenticated:
        return redirect_to_login(page_of(request))
    gates.place_to_keep(actor, code, as_of=on, on=on)
    made: list[int] = []

    def do() -> None:
        made.append(listing.draft_quarter(page.place, quarter=page.quarter, by=actor, at=clock.now(request)).pk)

    answer = act_on_file(request, None, do, back=reverse("disclosure:new", args=[code]), again=again)
    return redirect("disclosure:publish", made[0]) if made and answer.status_code == FOUND else answer


def _docx(page: register.QuarterPage) -> HttpResponse:
    data = listing.list_docx(page.place, quarter=page.quarter, rows=page.entries)
    answer = HttpResponse(data, content_type=formats.mime("docx"))
    answer["Content-Disposition"] = f'attachment; filename="danh-muc-{page.place.code}-{page.quarter}.docx"'
    return answer


@require_safe
def register_csv(request: HttpRequest, code: str) -> StreamingHttpResponse:
    """The register for a spreadsheet: UTF-8 with its mark; no cell is a formula."""
    place, entries = register.register(code, on=clock.today(request))
    answer = StreamingHttpResponse(_csv(entries, get_language()), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="cong-khai-{place.code}.csv"'
    return answer


def _csv(entries: Iterable[register.Entry], language: str | None) -> Iterator[str]:
    """Line by line, while it is read; in the language of the request, which is over when lines are sent."""
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerow(register.HEAD)
    yield "\ufeff" + out.getvalue()
    for some in portions(entries):
        out = StringIO()
        with translation.override(language):
            csv.writer(out, lineterminator="\n").writerows(map(_cells, some))
        yield out.getvalue()


def _cells(entry: register.Entry) -> list[str]:
    row = register.as_row(entry, base_url=settings.BASE_URL) | {
        "forms": register.form_words(entry.forms, days=register.ISO)
    }
    return [safe(str(row[name])) for name in register.HEAD]


def portions(entries: Iterable[register.Entry]) -> Iterator[list[register.Entry]]:
    """Enough lines at once for sending to be cheap, few enough to be held."""
    rows = iter(entries)
    while some := list(islice(rows, register.PORTION)):
        yield some


def safe(text: str) -> str:
    """A cell that a spreadsheet would take for a formula is written as text."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


@require_safe
def register_json(request: HttpRequest, code: str) -> StreamingHttpResponse:
    """The register as JSON."""
    place, entries = register.register(code, on=clock.today(request))
    head = {"place": place.key, "name": place.name_vi, "as_of": clock.today(request).isoformat()}
    return StreamingHttpResponse(_json(head, entries), content_type="application/json")


def _json(head: dict[str, str], entries: Iterable[register.Entry]) -> Iterator[str]:
    """One object whose last member, `items`, is written while it is read."""
    yield f'{_dumped(head)[:-1]}, "items": ['
    comma = ""
    for some in portions(entries):
        yield comma + ",\n".join(_dumped(register.as_row(entry, base_url=settings.BASE_URL)) for entry in some)
        comma = ",\n"
    yield "]}"


def _dumped(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


@require_safe
def feed(request: HttpRequest, code: str) -> HttpResponse:
    """What is new, as Atom: titles and days, nothing of any person."""
    place, entries = register.feed(code, on=clock.today(request))
    context = {
        "place": place, "entries": entries, "base": settings.BASE_URL,
        "updated": max((one.changed_at for one in entries), default=clock.moment(place.from_day)),
    }  # fmt: skip
    text = render_to_string("disclosure/feed.xml", context, request=request)
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """An empty budget table that the product reads back."""
    answer = HttpResponse(budget_template(on=clock.today(request)), content_type=formats.mime("xlsx"))
    answer["Content-Disposition"] = 'attachment; filename="mau-bang-ngan-sach.xlsx"'
    return answer
