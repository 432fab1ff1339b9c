"""Which units the product serves, and what the rules ask about them."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from danbiet.accounts.models import Holding
from danbiet.common.actor import OFFICERS
from danbiet.disclosure.rules.arising import PlaceFacts
from danbiet.places import selectors as places
from danbiet.places.models import Circumstances, Unit
from danbiet.places.rules.kinds import Tier

TIERS = (Tier.WARD.value, Tier.DISTRICT.value)


def served(on: date) -> QuerySet[Unit]:
    """Wards and districts at or under a place in which an officer serves on the day."""
    held = Holding.objects.on(on).filter(role__in=[role.value for role in OFFICERS])
    return places.within(held.values_list("place", flat=True), on=on).filter(tier__in=TIERS).order_by("pk")


def facts_of(units: Iterable[Unit], *, on: date) -> dict[int, PlaceFacts]:
    """Tier, days and circumstances of units on a day: one query."""
    rows = list(units)
    known = places.circumstances_of([unit.pk for unit in rows], on=on)
    return {unit.pk: _facts(unit, known.get(unit.pk) or places.assumed(unit)) for unit in rows}


def _facts(unit: Unit, known: Circumstances) -> PlaceFacts:
    return PlaceFacts(
        tier=unit.tier, from_day=unit.from_day, until_day=unit.until_day, is_remote=known.is_remote,
        has_loudspeaker=known.has_loudspeaker, has_portal=known.has_portal,
    )  # fmt: skip
