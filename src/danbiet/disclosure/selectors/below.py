"""Counts of the units below a unit, in name order and never ranked: one query whatever their number."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Case, F, Q, Value, When
from django.db.models import Count as Number

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
    """How the obligations at or under each of the units were kept: one kind for each row, counted by the database."""
    standing = Q(place__above__until_day=None) | Q(place__above__until_day__gt=on)
    rows = (
        Obligation.objects.filter(
            standing, place__above__ancestor__in=units, place__above__from_day__lte=on,
            arose_on__gte=date(year, 1, 1), arose_on__lte=min(as_of, date(year, 12, 31)),
        )
        .annotate(how=_how(as_of))
        .values_list("place__above__ancestor", "how")
        .annotate(n=Number("pk"))
    )  # fmt: skip
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for unit, how, n in rows:
        found[unit][how] = n
    return {unit: _counted(kinds) for unit, kinds in found.items()}


def _how(as_of: date) -> Case:
    """The kinds of `keeping.counted` as conditions, asked in order; permanent contents count as published."""
    binding = Q(due_on__isnull=False, due_means__in=sorted(BINDING), certainty="seen")
    owed = Q(published_on=None) | Q(published_on__gt=as_of)
    return Case(
        When(state="waived", then=Value("waived")),
        When(owed & binding & Q(due_on__lt=as_of), then=Value("late")),
        When(owed & binding, then=Value("soon")),
        When(owed, then=Value("undated")),
        When(binding & Q(published_on__lte=F("due_on")), then=Value("on_time")),
        When(binding, then=Value("after")),
        default=Value("undated_published"),
    )


def _counted(kinds: dict[str, int]) -> Count:
    return Count(total=sum(kinds.values()) - kinds.get("waived", 0), **kinds)
