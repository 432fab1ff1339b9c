"""The public proofs."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from danbiet.common import clock
from danbiet.common.files import house
from danbiet.ledger import selectors

JSON = "application/json; charset=utf-8"


def proof(request: HttpRequest) -> HttpResponse:
    """What the record proves and what it does not, in plain words, with the newest head."""
    page = selectors.proof_page(on=clock.today(request), house=house())
    return render(request, "ledger/proof.html", {"page": page})


def key(request: HttpRequest) -> HttpResponse:
    """The public key, as it lies on the disk."""
    return HttpResponse(selectors.key_json(house()), content_type=JSON)


def head(request: HttpRequest, day: str) -> HttpResponse:
    """The signed head of a day, as it lies on the disk."""
    try:
        wanted = date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    return HttpResponse(selectors.head_json(wanted, house=house()), content_type=JSON)
