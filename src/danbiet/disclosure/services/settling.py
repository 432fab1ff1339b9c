"""How an obligation stands, worked out anew from what was published and what hung; nobody sets it by hand."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice

from django.db import transaction

from danbiet.common import clock
from danbiet.disclosure.models import Item, Obligation, Posting
from danbiet.disclosure.rules import ObligationState
from danbiet.disclosure.selectors.standing import Around, around, arounds, judged, published_for

CHUNK = 500
FIELDS = ("state", "published_on", "completed_on")


def settle(obligation: Obligation, *, on: date) -> Obligation:
    """Store whether the obligation is open, published or complete on a day; a waived one stays waived."""
    if obligation.state == ObligationState.WAIVED:
        return obligation
    items, postings = published_for([obligation])
    live, rows = items.get(obligation.pk, []), postings.get(obligation.pk, [])
    place = around(obligation.place, on=on) if live else None
    if _moved(obligation, live, rows, place=place, on=on):
        obligation.save(update_fields=FIELDS)
    return obligation


def settle_hanging(*, on: date) -> int:
    """Look again at all that is published and not complete, which a day more may have made so; how many it did."""
    hanging = Obligation.objects.filter(state=ObligationState.PUBLISHED).select_related("place")
    rows = hanging.order_by("place", "pk").iterator(chunk_size=CHUNK)
    return sum(_settled(chunk, on) for chunk in _chunks(rows))


def _settled(chunk: list[Obligation], on: date) -> int:
    """Some of them at once, a handful of queries whatever their number."""
    known = arounds(list({one.place_id: one.place for one in chunk}.values()), on=on)
    items, postings = published_for(chunk)
    changed = [
        one
        for one in chunk
        if _moved(one, items.get(one.pk, []), postings.get(one.pk, []), place=known[one.place_id], on=on)
    ]
    with transaction.atomic():
        Obligation.objects.bulk_update(changed, FIELDS)
    return sum(one.state == ObligationState.COMPLETE for one in changed)


def _moved(
    obligation: Obligation, items: Iterable[Item], postings: Iterable[Posting], *, place: Around | None, on: date
) -> bool:
    """Whether it stands otherwise now than stored; its fields then say how."""
    live = list(items)
    days = [clock.day(item.published_at) for item in live if item.published_at]
    found = judged(obligation, live, postings, place=place, on=on) if days and place else None
    complete_on = found.complete_on if found else None
    state = ObligationState.COMPLETE if complete_on else ObligationState.PUBLISHED if days else ObligationState.OPEN
    changed = (state.value, min(days, default=None), complete_on)
    if changed == (obligation.state, obligation.published_on, obligation.completed_on):
        return False
    obligation.state, obligation.published_on, obligation.completed_on = changed
    return True


def _chunks(rows: Iterator[Obligation]) -> Iterator[list[Obligation]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk
