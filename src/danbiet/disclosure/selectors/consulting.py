"""Which obligations a consultation keeps: to put a draft before the people, and to publish what came of it."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from danbiet.common import clock
from danbiet.disclosure.models import Consultation, Item, Obligation
from danbiet.disclosure.rules import ObligationState
from danbiet.disclosure.rules.talk import CONSULTATION_DUTY, PLAN_DUTY, KeptBy, opening_kept, outcome_kept
from danbiet.disclosure.selectors.standing import LIVE
from danbiet.places.models import Unit

KEPT = frozenset({CONSULTATION_DUTY, PLAN_DUTY})


def consultations_for(obligations: Sequence[Obligation], *, on: date) -> dict[int, KeptBy]:
    """How consultations keep some obligations, by obligation; of a draft that was withdrawn nothing is kept."""
    asked = [one.pk for one in obligations if one.duty in KEPT]
    if not asked:
        return {}
    rows = Consultation.objects.filter(Q(opening__in=asked) | Q(outcome__in=asked), item__state__in=LIVE)
    found: dict[int, KeptBy] = {}
    for row in rows:
        if row.opening_id:
            found[row.opening_id] = opening_kept(row.from_on, row.until_on, on=on)
        if row.outcome_id:
            found[row.outcome_id] = outcome_kept(row.concluded_on, on=on)
    return found


def consultation_of(obligation: Obligation) -> Consultation | None:
    """The consultation that keeps an obligation, if one does."""
    if obligation.duty not in KEPT:
        return None
    rows = Consultation.objects.filter(Q(opening=obligation) | Q(outcome=obligation), item__state__in=LIVE)
    return rows.select_related("item__place").first()


def kept_through(item: Item) -> list[Obligation]:
    """The obligations that an item keeps: its own, and those of its consultation."""
    row = Consultation.objects.filter(item=item).select_related("opening__place", "outcome__place").first()
    found = [item.obligation, *((row.opening, row.outcome) if row else ())]
    return list(dict.fromkeys(one for one in found if one is not None))


def opening_for(row: Consultation) -> Obligation | None:
    """The obligation to consult that a consultation keeps: the draft's own, the one that arose with it, or the only
    one that arose on the day of the draft or the first day of opinions; none where it cannot be told."""
    free = _free(row.item.place, CONSULTATION_DUTY).filter(consultation=None)
    near = row.item.obligation
    if near is not None:
        found = free.filter(place=near.place, arose_on=near.arose_on, occasion=near.occasion).first()
        if found is not None:
            return found
    days = {row.from_on} | ({clock.day(row.item.published_at)} if row.item.published_at else set())
    return _only(free.filter(arose_on__in=days))


def outcome_for(row: Consultation) -> Obligation | None:
    """The obligation to publish what came of it: the only one that arose since opinions ended."""
    free = _free(row.item.place, PLAN_DUTY).filter(result_of=None)
    return _only(free.filter(arose_on__gte=row.until_on, arose_on__lte=row.concluded_on))


def kept_by_acts(place: Unit, *, arose_on: date) -> frozenset[str]:
    """Duties of a day that an act of consulting already gave rise to: the same event is not owed twice."""
    by_act = Q(consultation__isnull=False) | Q(result_of__isnull=False)
    rows = Obligation.objects.filter(by_act, place=place, duty__in=KEPT, arose_on=arose_on)
    return frozenset(rows.values_list("duty", flat=True))


def _free(place: Unit, duty: str) -> QuerySet[Obligation]:
    return Obligation.objects.filter(place=place, duty=duty).exclude(state=ObligationState.WAIVED)


def _only(rows: QuerySet[Obligation]) -> Obligation | None:
    found = list(rows[:2])
    return found[0] if len(found) == 1 else None
