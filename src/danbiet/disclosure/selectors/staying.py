"""How long an item must stay, and until when people may object to it: rows put before the pure rules."""

from datetime import date

from danbiet.common import clock
from danbiet.disclosure.models import Item
from danbiet.disclosure.rules import ItemKind
from danbiet.disclosure.rules.contents import needed
from danbiet.disclosure.rules.items import OBJECTION, Stay, Window, objection_window, stay
from danbiet.law.duties import duty
from danbiet.places import selectors as places


def stay_of(item: Item, *, on: date) -> Stay:
    """The stay of an item under its duty, or under the rule of every posting; of a draft, as if published on a day."""
    published_on = clock.day(item.published_at) if item.published_at else on
    calendar = places.calendar_for(item.place, on=published_on)
    obligation = item.obligation
    if obligation is None:
        return stay(item.kind, published_on=published_on, days=None, unit="", calendar=calendar)
    asked, basis = needed(obligation.duty, on=obligation.arose_on), duty(obligation.duty).basis
    if asked.is_permanent:
        return Stay(None, basis, obligation.certainty == "seen")
    if asked.days is None:  # its article names no days: those of every posting, under the article that does
        return stay(item.kind, published_on=published_on, days=None, unit="", calendar=calendar)
    found = stay(item.kind, published_on=published_on, days=asked.days, unit=asked.unit, basis=basis, calendar=calendar)
    return Stay(found.last_on, found.basis, obligation.certainty == "seen")


def window_of(item: Item, *, on: date) -> Window | None:
    """The objection window of a list of poor households, as `stay_of`; other lists have none that we know of."""
    if item.kind != ItemKind.PERSONAL_LIST or item.obligation is None or item.obligation.duty != OBJECTION:
        return None
    published_on = clock.day(item.published_at) if item.published_at else on
    return objection_window(published_on, calendar=places.calendar_for(item.place, on=published_on))
