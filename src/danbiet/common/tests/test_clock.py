"""What the only reader of the clock says, by night and in a demo."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from danbiet.common import clock

DAY = date(2021, 9, 21)


@pytest.mark.parametrize(
    ("is_demo", "present", "told"),
    [
        (False, datetime(2026, 11, 25, 17, 30, tzinfo=UTC), datetime(2026, 11, 26, 0, 30, tzinfo=clock.ZONE)),
        (True, datetime(2026, 11, 26, 8, 0, tzinfo=UTC), datetime(2021, 9, 21, 15, 0, tzinfo=clock.ZONE)),
        (True, datetime(2026, 11, 25, 17, 30, tzinfo=UTC), clock.moment(DAY)),
        (True, datetime(2026, 11, 26, 1, 59, tzinfo=UTC), clock.moment(DAY)),
        (True, datetime(2026, 11, 26, 16, 59, 59, 5, UTC), datetime(2021, 9, 21, 23, 59, 59, 5, clock.ZONE)),
    ],
)
def test_by_night_a_demo_stands_where_its_stories_happen(settings, monkeypatch, is_demo, present, told) -> None:
    settings.DEMO, settings.TODAY = is_demo, DAY.isoformat()
    monkeypatch.setattr(timezone, "now", lambda: present)
    assert clock.now() == told
    assert clock.now().utcoffset() == told.utcoffset()
