"""The only reader of the clock. Views and commands call it once and pass the moment on."""

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from danbiet.common.actor import Damaged, say

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DEMO_DAYS = (date(2021, 9, 21), date(2026, 11, 23))
DEMO_KEY = "demo_day"
# Stories happen at nine (`moment`): who looks at a demo by night comes after them, not before.
DEMO_DAWN = time(9, 0, tzinfo=ZONE)
WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
YEARS = range(1945, 2101)  # what is recorded can be of these


class NotADay(Damaged):
    """An address names no day that can be shown."""


def now(request: HttpRequest | None = None) -> datetime:
    """The moment, aware; in a demo, the chosen demo day at the present time of day, at night at nine."""
    moment = timezone.now().astimezone(ZONE)
    if not in_demo():
        return moment
    return datetime.combine(_demo_day(request), max(moment.timetz(), DEMO_DAWN))


def in_demo() -> bool:
    """Whether this is a demo, which alone may play with the day."""
    return bool(settings.DEMO)


def today(request: HttpRequest | None = None) -> date:
    """The day of `now`."""
    return day(now(request))


def day(at: datetime) -> date:
    """The calendar day in Viet Nam of an aware moment."""
    return at.astimezone(ZONE).date()


def asked(request: HttpRequest) -> date:
    """The day of which an address asks (`?as_of=2021-09-21`); today unless it asks."""
    text = request.GET.get("as_of", "")
    return written(text) if text else today(request)


def written(text: str) -> date:
    """The day as written in an address; `NotADay` where it is none, or of a year that nothing is recorded of."""
    try:
        found = date.fromisoformat(text if WRITTEN.fullmatch(text) else "")
    except ValueError:
        found = date.min
    if found.year not in YEARS:
        raise NotADay(say("“{text}” không phải ngày dạng NĂM-THÁNG-NGÀY, ví dụ 2021-09-21."), text=text[:20])
    return found


def moment(on: date, at: time = time(9, 0)) -> datetime:
    """An aware moment on a day, for commands and stories that name only the day."""
    return datetime.combine(on, at, tzinfo=ZONE)


def _demo_day(request: HttpRequest | None) -> date:
    chosen = request.session.get(DEMO_KEY) if request is not None and hasattr(request, "session") else None
    return date.fromisoformat(chosen or settings.TODAY or DEMO_DAYS[0].isoformat())
