"""The public proofs, and checking one."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from danbiet.common import clock
from danbiet.common.files import house
from danbiet.common.templatetags.danbiet import day as shown
from danbiet.ledger import selectors
from danbiet.ledger.forms import VerifyForm

JSON = "application/json; charset=utf-8"


def proof(request: HttpRequest) -> HttpResponse:
    """What the record proves and what it does not, in plain words, with the newest head."""
    page = selectors.proof_page(on=clock.today(request), house=house())
    return render(request, "ledger/proof.html", {"page": page})


def key(request: HttpRequest) -> HttpResponse:
    """The public key, as it lies on the disk."""
    return HttpResponse(selectors.key_json(house()), content_type=JSON)


def key_of(request: HttpRequest, key_id: str) -> HttpResponse:
    """A public key of this office by its name: one in use, or one that was closed."""
    return HttpResponse(selectors.closed_key_json(key_id, house=house()), content_type=JSON)


def head(request: HttpRequest, day: str) -> HttpResponse:
    """The signed head of a day, as it lies on the disk."""
    return HttpResponse(selectors.head_json(_day(day), house=house()), content_type=JSON)


def status(request: HttpRequest, day: str) -> HttpResponse:
    """The signed status list of a day, as it lies on the disk."""
    return HttpResponse(selectors.status_json(_day(day), house=house()), content_type=JSON)


def verify(request: HttpRequest) -> HttpResponse:
    """Check a file against its receipt: in the browser; for a browser that cannot, here."""
    form = VerifyForm(request.POST, request.FILES) if request.method == "POST" else VerifyForm()
    answer = form.verified() if form.is_bound and form.is_valid() else None
    context = {
        "form": form,
        "answer": answer,
        "told": answer.told(_, shown) if answer else "",
        "fingerprint": selectors.fingerprint(house()),
        "sentences": selectors.SENTENCES,
    }
    return render(request, "ledger/verify.html", context, status=422 if form.errors else 200)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
