"""The only reader of the clock. Views and commands call it once and pass the moment on."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DEMO_DAYS = (date(2021, 9, 21), date(2026, 11, 23))
DEMO_KEY = "demo_day"
# Stories happen at nine (`moment`): who looks at a demo by night comes after them, not before.
DEMO_DAWN = time(9, 0, tzinfo=ZONE)


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


def moment(on: date, at: time = time(9, 0)) -> datetime:
    """An aware moment on a day, for commands and stories that name only the day."""
    return datetime.combine(on, at, tzinfo=ZONE)


def _demo_day(request: HttpRequest | None) -> date:
    chosen = request.session.get(DEMO_KEY) if request is not None and hasattr(request, "session") else None
    return date.fromisoformat(chosen or settings.TODAY or DEMO_DAYS[0].isoformat())
