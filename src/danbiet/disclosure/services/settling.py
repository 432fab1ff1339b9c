"""How an obligation stands, worked out anew from what was published and what hung; nobody sets it by hand."""

from datetime import date
from itertools import groupby

from danbiet.common import clock
from danbiet.disclosure.models import Obligation
from danbiet.disclosure.rules import ObligationState
from danbiet.disclosure.selectors.standing import Around, around, live_items, standing


def settle(obligation: Obligation, *, on: date, place: Around | None = None) -> Obligation:
    """Store whether the obligation is open, published or complete on a day; a waived one stays waived."""
    if obligation.state == ObligationState.WAIVED:
        return obligation
    days = [clock.day(item.published_at) for item in live_items(obligation) if item.published_at]
    found = standing(obligation, on=on, place=place) if days else None
    complete_on = found.complete_on if found else None
    state = ObligationState.COMPLETE if complete_on else ObligationState.PUBLISHED if days else ObligationState.OPEN
    changed = (state.value, min(days, default=None), complete_on)
    if changed != (obligation.state, obligation.published_on, obligation.completed_on):
        obligation.state, obligation.published_on, obligation.completed_on = changed
        obligation.save(update_fields=["state", "published_on", "completed_on"])
    return obligation


def settle_hanging(*, on: date) -> int:
    """Look again at all that is published and not complete, which a day more may have made so; how many it did."""
    hanging = Obligation.objects.filter(state=ObligationState.PUBLISHED).select_related("place")
    rows = hanging.order_by("place", "pk").iterator(chunk_size=500)
    found = 0
    for place, group in groupby(rows, key=lambda one: one.place):
        known = around(place, on=on)
        found += sum(settle(one, on=on, place=known).state == ObligationState.COMPLETE for one in group)
    return found
