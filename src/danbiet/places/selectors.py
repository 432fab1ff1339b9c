"""Reads of units: which unit a code meant on a day, what stood under it, what succeeded it."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from danbiet.common.actor import NotYours, say
from danbiet.places.models import Agency, Closure, Unit

PEOPLES_COMMITTEE = "peoples_committee"


class UnknownUnit(NotYours):
    """No unit bears the code on that day."""


def unit_at(code: str, *, on: date) -> Unit:
    """The unit that a code meant on a day."""
    unit = Unit.objects.on(on).filter(code=code).first()
    if unit is None:
        raise UnknownUnit(say("Không có đơn vị nào mang mã {code} vào ngày {day}."), code=code, day=f"{on:%d/%m/%Y}")
    return unit


def closure_on(on: date) -> QuerySet[Closure]:
    """The rows of the closure that hold on a day."""
    return Closure.objects.filter(Q(until_day=None) | Q(until_day__gt=on), from_day__lte=on)


def within(places: Iterable[int], *, on: date) -> QuerySet[Unit]:
    """The units that stand at or under the places on a day."""
    return Unit.objects.filter(pk__in=closure_on(on).filter(ancestor__in=places).values("descendant"))


def descendants(unit: Unit, *, on: date, tier: str | None = None) -> QuerySet[Unit]:
    """Units strictly under a unit on a day, in name order."""
    rows = closure_on(on).filter(ancestor=unit, depth__gt=0).values("descendant")
    found = Unit.objects.filter(pk__in=rows).order_by("sort_key")
    return found.filter(tier=tier) if tier else found


def ancestors(unit: Unit, *, on: date) -> QuerySet[Unit]:
    """Units strictly above a unit on a day, the nearest first."""
    rows = closure_on(on).filter(descendant=unit, depth__gt=0).values("ancestor")
    return Unit.objects.filter(pk__in=rows).order_by("-from_day", "-code")


def peoples_committee(unit: Unit) -> Agency:
    """The people's committee of a unit: issuer of its plans, holder of its duties."""
    return Agency.objects.get(place=unit, kind=PEOPLES_COMMITTEE)
