"""How long what is shown must stay, until when people may object to it, and which lists are over: rows put before the
pure rules. A correction shows something else, so that its own day is the day from which the least time counts."""

from collections.abc import Iterator
from datetime import date, time
from itertools import groupby

from danbiet.common import clock
from danbiet.disclosure.models import Item, Version
from danbiet.disclosure.rules import ItemKind, ItemState
from danbiet.disclosure.rules.contents import hangs_by, needed
from danbiet.disclosure.rules.items import OBJECTION, Stay, Window, objection_window, stay
from danbiet.law.calendar import Calendar
from danbiet.places import selectors as places

WEIGHTY = ("table", "findings", "removed")


def shown_since(item: Item, *, on: date) -> date:
    """The day on which what an item shows on a day was published; of what was never published, the day itself."""
    known = item.versions.filter(published_at__lte=clock.moment(on, time.max))
    published_at = known.order_by("-number").values_list("published_at", flat=True).first() or item.published_at
    return clock.day(published_at) if published_at else on


def stay_of(item: Item, *, since: date, calendar: Calendar | None = None) -> Stay:
    """The stay of what an item shows since a day, under its duty or under the rule of every posting.

    Counted with the days declared by now for its place, which may move it after it was published.
    """
    calendar = calendar or places.calendar_for(item.place, on=since)
    obligation = item.obligation
    if obligation is None:
        return stay(item.kind, published_on=since, days=None, unit="", calendar=calendar)
    asked, basis = (
        needed(obligation.duty, on=obligation.arose_on),
        hangs_by(obligation.duty, on=obligation.arose_on).basis,
    )
    if asked.is_permanent:
        return Stay(None, basis, obligation.certainty == "seen")
    if asked.days is None:  # its article names no days: those of every posting, under the article that does
        return stay(item.kind, published_on=since, days=None, unit="", calendar=calendar)
    found = stay(item.kind, published_on=since, days=asked.days, unit=asked.unit, basis=basis, calendar=calendar)
    return Stay(found.last_on, found.basis, obligation.certainty == "seen")


def window_of(item: Item, *, since: date) -> Window | None:
    """The objection window of a list of poor households, as `stay_of`; other lists have none that we know of."""
    if item.kind != ItemKind.PERSONAL_LIST or item.obligation is None or item.obligation.duty != OBJECTION:
        return None
    return objection_window(since, calendar=places.calendar_for(item.place, on=since))


def lists_over(*, on: date) -> dict[int, list[Version]]:
    """Of each list of people that is up, the versions whose least time has passed as counted on a day.

    Two queries for each day on which one of them was published.
    """
    found: dict[int, list[Version]] = {}
    for version in _over(on):
        found.setdefault(version.item_id, []).append(version)
    return found


def _over(on: date) -> Iterator[Version]:
    up = Version.objects.filter(
        item__state=ItemState.PUBLISHED, item__kind=ItemKind.PERSONAL_LIST, published_at__isnull=False, erased_on=None
    )
    rows = up.select_related("item__place", "item__obligation").defer(*WEIGHTY).order_by("published_at", "pk")
    for since, alike in groupby(rows, key=_published_on):
        versions = list(alike)
        calendars = places.calendars_for([one.item.place for one in versions], on=since)
        for one in versions:
            if stay_of(one.item, since=since, calendar=calendars[one.item.place_id]).is_over(on):
                yield one


def _published_on(version: Version) -> date:
    assert version.published_at is not None
    return clock.day(version.published_at)
