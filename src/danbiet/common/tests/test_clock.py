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


@pytest.mark.parametrize(
    "text",
    [
        "hôm qua",
        "20210921",
        "2021-W38-2",
        "2021-02-29",
        "2021-09-21T00:00",
        "21/09/2021",
        "1944-12-31",
        "2101-01-01",
        "２０２１-09-21",
    ],
)
def test_what_an_address_names_that_is_no_day_is_refused_with_its_words(text: str) -> None:
    with pytest.raises(clock.NotADay, match="không phải ngày") as refused:
        clock.written(text)
    assert text[:20] in str(refused.value)
