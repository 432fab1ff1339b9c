"""How often a sender may send: counted in memory alone, each worker for itself (decision 0156)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

View = Callable[..., HttpResponse]


def slowed(name: str, *, most: int, seconds: int) -> Callable[[View], View]:
    """Answer the forms of one sender beyond `most` in `seconds` with 429.

    Thousands may share one address of a telephone company, so the limits are wide; they stop programs, not people.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST" and not is_within(request, name, most=most, seconds=seconds):
                answer = render(request, "429.html", {"wait": seconds}, status=429)
                answer["Retry-After"] = str(seconds)
                return answer
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def is_within(request: HttpRequest, name: str, *, most: int, seconds: int) -> bool:
    """Count one more of a sender; whether that is still allowed. A whole ward office may stand behind one address, so
    what is counted is what was done, not the pages on the way to it."""
    key = f"voices|{name}|{get_adapter(request).get_client_ip(request)}"
    counters = caches["memory"]
    if counters.add(key, 1, timeout=seconds):
        return True
    try:
        return counters.incr(key) <= most
    except ValueError:  # it ran out between the two
        return True
