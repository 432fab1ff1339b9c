"""What everybody may read: the page of an item, its files, its receipt, its board sheet."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from danbiet.common import clock, formats
from danbiet.common.access import actor_of
from danbiet.common.acting import token
from danbiet.common.files import house
from danbiet.disclosure.forms.items import TakeDownForm, WithdrawForm
from danbiet.disclosure.selectors import gates, proving
from danbiet.disclosure.selectors import items as selectors
from danbiet.disclosure.selectors.sheets import qr, sheet
from danbiet.disclosure.services import items as services
from danbiet.ledger import selectors as ledger

BOTS = ("bot", "crawl", "spider", "slurp", "preview", "monitor", "curl", "wget", "python-")
SANDBOX = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def is_reading(request: HttpRequest) -> bool:
    """Whether a person seems to open the page: no HEAD, no robot that says it is one. Nothing is kept of who."""
    agent = request.headers.get("User-Agent", "").lower()
    return request.method == "GET" and bool(agent) and not any(word in agent for word in BOTS)


@require_safe
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """An item: its state first."""
    page = selectors.item_page(actor_of(request), pk, on=clock.today(request))
    if page.versions and is_reading(request):
        services.count_sight(page.item, on=clock.today(request))
    context = {
        "page": page, "place": page.item.place, "token": token(),
        "proof": proving.proof_of(page.current, house=house()),
        "withdraw": WithdrawForm() if page.may_keep else None, "take_down": TakeDownForm() if page.may_keep else None,
    }  # fmt: skip
    return render(request, "disclosure/item.html", context)


@require_safe
def file(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The file of a version, as a download or, when asked and harmless, in the window; needs no session."""
    version = gates.file_for(actor_of(request), pk, number, on=clock.today(request))
    data = gates.content(version)
    if version.published_at and is_reading(request):
        services.count_sight(version.item, on=clock.today(request))
    inline = "view" in request.GET and version.kind in selectors.INLINE
    answer = HttpResponse(data, content_type=formats.mime(version.kind))
    answer["Content-Disposition"] = content_disposition_header(not inline, version.name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = SANDBOX
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt of the newest version, or of the one asked for; made anew from the record each time.

    `?head=2021-09-20` asks for the one under the head of that day, which somebody kept: it alone is confirmed by it.
    """
    head_day = proving.asked_head(request.GET.get("head", ""))
    number = request.GET.get("version", "")
    version = proving.version_with_receipt(actor_of(request), pk, number=number, on=clock.today(request))
    found = ledger.receipt(version.event or 0, house=house(), head_day=head_day)
    answer = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="{proving.receipt_name(version, head_day=head_day)}"'
    return answer


@require_safe
def print_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet for a notice board: one page, black on white."""
    found = sheet(actor_of(request), pk, on=clock.today(request), house=house(), base_url=settings.BASE_URL)
    return render(request, "disclosure/sheet.html", {"sheet": found})


@require_safe
def sheet_qr(request: HttpRequest, pk: int) -> HttpResponse:
    """The QR of the short link, as a picture of its own."""
    found = sheet(actor_of(request), pk, on=clock.today(request), house=house(), base_url=settings.BASE_URL)
    return HttpResponse(qr(found.url), content_type="image/svg+xml")


@require_safe
def sheet_key(request: HttpRequest, pk: int) -> HttpResponse:
    """The QR of the public key, whole: who scans it keeps a key that did not come from this server."""
    found = sheet(actor_of(request), pk, on=clock.today(request), house=house(), base_url=settings.BASE_URL)
    return HttpResponse(qr(found.key or found.url), content_type="image/svg+xml")
