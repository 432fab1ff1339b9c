"""The page of a place, on any day."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from danbiet.common import clock
from danbiet.common.actor import Damaged, say
from danbiet.places import selectors


class NotADay(Damaged):
    """`as_of` is not a day."""


def place(request: HttpRequest, code: str) -> HttpResponse:
    """One unit on one day, today unless said otherwise."""
    as_of, today = _day(request), clock.today(request)
    page = selectors.place_page(code, as_of=as_of, today=today)
    name = "places/gone.html" if page.is_gone else "places/place.html"
    return render(request, name, {"page": page, "as_of": as_of, "today": today})


def _day(request: HttpRequest) -> date:
    text = request.GET.get("as_of", "")
    if not text:
        return clock.today(request)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.max
    if len(text) != 10 or not 1945 <= day.year <= 2100:
        raise NotADay(say("“{text}” không phải ngày dạng NĂM-THÁNG-NGÀY, ví dụ 2021-09-21."), text=text[:20])
    return day
