"""Keys for tests, made through services."""

import secrets
from datetime import datetime

from danbiet.api import services
from danbiet.api.models import ApiKey
from danbiet.common import clock
from danbiet.places.models import Unit
from tests.people import Cast


def key_for(place: Unit, cast: Cast, *, at: datetime, per_hour: int = 300) -> tuple[ApiKey, str]:
    """A key that the administrator made, with its text."""
    holder = services.Holder("Ứng dụng Hà Nội", "Sở TT-TT, 024 3825 3536", place, per_hour)
    return services.make_key(holder, by=cast.actor("admin", clock.day(at)), at=at, draw=secrets.token_bytes)
