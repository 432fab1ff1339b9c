"""How an obligation stands, worked out anew from what was published and what hung; nobody sets it by hand."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from django.db import transaction
from django.db.models import QuerySet

from danbiet.common import clock
from danbiet.disclosure.models import Item, Obligation, Posting
from danbiet.disclosure.rules import ObligationState
from danbiet.disclosure.rules.completeness import Completeness, Stand
from danbiet.disclosure.rules.talk import CONSULTATION_DUTY, KeptBy
from danbiet.disclosure.selectors.consulting import consultations_for
from danbiet.disclosure.selectors.standing import Around, around, arounds, judged, published_for
from danbiet.places.models import Unit

CHUNK = 500
FIELDS = ("state", "published_on", "completed_on", "forms_asked", "forms_lacking", "must_restart")


def settle(obligation: Obligation, *, on: date) -> Obligation:
    """Store whether the obligation is open, published or complete on a day; a waived one stays waived."""
    if obligation.state == ObligationState.WAIVED:
        return obligation
    items, postings = published_for([obligation], on=on)
    live, rows = items.get(obligation.pk, []), postings.get(obligation.pk, [])
    place = around(obligation.place, on=on) if live else None
    consulted = consultations_for([obligation], on=on).get(obligation.pk)
    if _moved(obligation, live, rows, place=place, kept=consulted, on=on):
        obligation.save(update_fields=FIELDS)
    return obligation


def settle_hanging(*, on: date) -> int:
    """Look again at all that is published and not complete, which a day more may have made so, and at consultations
    that have begun; how many became complete."""
    hanging = Obligation.objects.filter(state=ObligationState.PUBLISHED)
    begun = Obligation.objects.filter(state=ObligationState.OPEN, consultation__from_on__lte=on)
    return sum(_all_settled(rows, on) for rows in (hanging, begun))


def _all_settled(rows: QuerySet[Obligation], on: date) -> int:
    ordered = rows.select_related("place").order_by("place", "pk").iterator(chunk_size=CHUNK)
    return sum(_settled(chunk, on) for chunk in _chunks(ordered))


def settle_place(place: Unit, *, on: date) -> None:
    """Look again at what hangs in a place whose boards or loudspeakers are others now."""
    hanging = Obligation.objects.filter(state=ObligationState.PUBLISHED, place=place).select_related("place")
    for chunk in _chunks(hanging.iterator(chunk_size=CHUNK)):
        _settled(chunk, on)


def _settled(chunk: list[Obligation], on: date) -> int:
    """Some of them at once, a handful of queries whatever their number."""
    known = arounds(list({one.place_id: one.place for one in chunk}.values()), on=on)
    items, postings = published_for(chunk, on=on)
    consulted = consultations_for(chunk, on=on)
    changed = [
        one
        for one in chunk
        if _moved(
            one, items.get(one.pk, []), postings.get(one.pk, []),
            place=known[one.place_id], kept=consulted.get(one.pk), on=on,
        )
    ]  # fmt: skip
    with transaction.atomic():
        Obligation.objects.bulk_update(changed, FIELDS)
    return sum(one.state == ObligationState.COMPLETE for one in changed)


def _moved(
    obligation: Obligation, items: Iterable[Item], postings: Iterable[Posting], *, place: Around | None,
    kept: KeptBy | None, on: date,
) -> bool:  # fmt: skip
    """Whether it stands otherwise now than stored; its fields then say how. A consultation keeps its own two."""
    live = list(items)
    days = [clock.day(item.published_at) for item in live if item.published_at]
    found = judged(obligation, live, postings, place=place, on=on) if days and place else None
    whole_on = found.complete_on if found else None
    if kept or obligation.duty == CONSULTATION_DUTY:  # a draft that was published alone was put before nobody
        kept = kept or KeptBy(None, None)
        days, whole_on = [*days, *filter(None, [kept.begun_on])], kept.whole_on
    changed = _stand(found, days, whole_on)
    if changed == tuple(getattr(obligation, name) for name in FIELDS):
        return False
    for name, value in zip(FIELDS, changed, strict=True):
        setattr(obligation, name, value)
    return True


def _stand(found: Completeness | None, days: Sequence[date], whole_on: date | None) -> tuple[object, ...]:
    """What is stored of it, in the order of FIELDS."""
    state = ObligationState.COMPLETE if whole_on else ObligationState.PUBLISHED if days else ObligationState.OPEN
    missing = found.missing if found else ()
    restarts = any(line.stand is Stand.INTERRUPTED for line in missing)
    asked = len(found.lines) if found else 0
    return state.value, min(days, default=None), whole_on, asked, len(missing), restarts


def _chunks(rows: Iterator[Obligation]) -> Iterator[list[Obligation]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk
