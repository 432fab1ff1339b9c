"""How often one sender may send: counters under a key of the day, nothing of who they are (decision 0062)."""

from allauth.core.ratelimit import consume_or_429
from django.http import HttpRequest, HttpResponse

RATES = {
    "disclosure.say": "6/10m/ip,40/d/ip",
    "disclosure.letter": "5/h/ip,20/d/ip",
    "disclosure.ask": "4/10m/ip,20/d/ip",
    "disclosure.code": "10/5m/ip,60/d/ip",
}


def too_fast(request: HttpRequest, action: str) -> HttpResponse | None:
    """The answer 429 to somebody who sends too often; None for everybody else, and the try is counted."""
    answer: HttpResponse | None = consume_or_429(request, action=f"disclosure.{action}", config=RATES)
    return answer
