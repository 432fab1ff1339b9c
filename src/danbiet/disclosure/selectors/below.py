"""Counts of the units below a unit, in name order and never ranked: one query whatever their number."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count as Number
from django.db.models import F, Q

from danbiet.disclosure.models import Obligation
from danbiet.disclosure.rules.keeping import BINDING, Count
from danbiet.places import selectors as places
from danbiet.places.models import Unit

SIZE = 50


@dataclass(frozen=True)
class Asked:
    """What the reader asked for: the day, the year, words, one way of keeping, the page of units."""

    as_of: date
    year: int
    q: str = ""
    state: str = ""
    page: int = 1


@dataclass(frozen=True)
class UnitLine:
    """A unit directly below, with the counts of all that lies at or under it; no counts where nothing arose."""

    unit: Unit
    count: Count


@dataclass(frozen=True)
class Below:
    """A page of the units below, and the counts of all of them together."""

    lines: Page[UnitLine]
    count: Count


def units_below(unit: Unit, *, asked: Asked, on: date) -> Below:
    """The units directly below on a day, page by page, with what arose in a year, as of a day: two queries."""
    units = list(places.children(unit, on=on))
    found = counts([one.pk for one in units], year=asked.year, as_of=asked.as_of, on=on)
    lines = [UnitLine(one, found.get(one.pk, Count())) for one in units]
    return Below(Paginator(lines, SIZE).get_page(asked.page), sum(found.values(), Count()))


def counts(units: list[int], *, year: int, as_of: date, on: date) -> dict[int, Count]:
    """How the obligations at or under each of the units were kept, counted by the database."""
    sums = _sums(as_of)
    standing = Q(place__above__until_day=None) | Q(place__above__until_day__gt=on)
    rows: Any = (
        Obligation.objects.filter(
            standing, place__above__ancestor__in=units, place__above__from_day__lte=on,
            arose_on__gte=date(year, 1, 1), arose_on__lte=min(as_of, date(year, 12, 31)),
        )
        .values("place__above__ancestor")
        .annotate(**sums)
    )  # fmt: skip
    return {row["place__above__ancestor"]: Count(**{name: row[name] for name in sums}) for row in rows}


def _sums(as_of: date) -> dict[str, Number]:
    """The counts of `keeping.counted`, as conditions; permanent contents count as published."""
    binding = Q(due_on__isnull=False, due_means__in=sorted(BINDING), certainty="seen")
    waived = Q(state="waived")
    owed = ~waived & (Q(published_on=None) | Q(published_on__gt=as_of))
    met = ~waived & Q(published_on__lte=as_of)
    return {
        "total": Number("pk", filter=~waived),
        "on_time": Number("pk", filter=met & binding & Q(published_on__lte=F("due_on"))),
        "after": Number("pk", filter=met & binding & Q(published_on__gt=F("due_on"))),
        "undated_published": Number("pk", filter=met & ~binding),
        "late": Number("pk", filter=owed & binding & Q(due_on__lt=as_of)),
        "soon": Number("pk", filter=owed & binding & Q(due_on__gte=as_of)),
        "undated": Number("pk", filter=owed & ~binding),
        "complete": Number("pk", filter=met & Q(completed_on__lte=as_of)),
        "waived": Number("pk", filter=waived),
    }
