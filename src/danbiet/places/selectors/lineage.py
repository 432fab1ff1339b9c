"""What succeeded what, and values carried over those links."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from django.db.models import QuerySet

from danbiet.places.models import BASIS_LABELS, Closure, Successor, Unit
from danbiet.places.rules import rebasing
from danbiet.places.rules.kinds import Tier
from danbiet.places.rules.rebasing import Basis, Link, Measure, Rebased, Step
from danbiet.places.selectors.units import address


@dataclass(frozen=True)
class Passed:
    """One share that passed, seen from one of its two ends."""

    unit: Unit
    share: Decimal
    basis: str
    decree: str
    on: date
    url: str

    @property
    def is_whole(self) -> bool:
        return self.share == 1

    @property
    def is_assumed(self) -> bool:
        return self.basis == Basis.ASSUMED

    @property
    def percent(self) -> Decimal:
        return self.share * 100

    @property
    def basis_label(self) -> str:
        return str(BASIS_LABELS[self.basis])


def seen_from(link: Successor, unit: Unit) -> Passed:
    """A link as seen from one of its ends: the unit at the other, on the day when it is met."""
    is_old = link.old_id == unit.pk
    other, day = (link.new, link.on) if is_old else (link.old, link.on - timedelta(days=1))
    return Passed(other, link.share, link.basis, link.decree, link.on, address(other, on=day, today=date.min))


def successors(unit: Unit) -> list[Passed]:
    """Where the shares of a unit went, the largest first."""
    links = Successor.objects.filter(old=unit).select_related("old", "new").order_by("-share", "new__sort_key")
    return [seen_from(link, unit) for link in links]


def predecessors(unit: Unit) -> list[Passed]:
    """What a unit received, whole units first."""
    links = Successor.objects.filter(new=unit).select_related("old", "new").order_by("on", "-share", "old__sort_key")
    return [seen_from(link, unit) for link in links]


def heirs_of(unit: Unit) -> QuerySet[Unit]:
    """Units that hold anything of a unit that ended; of a district: of the wards it had on its last day."""
    if unit.tier == Tier.DISTRICT and unit.until_day:
        rows = Closure.objects.filter(ancestor=unit, until_day=unit.until_day).values("descendant")
        found = Unit.objects.filter(predecessors__old__in=rows)
    else:
        found = Unit.objects.filter(predecessors__old=unit)
    return found.distinct().order_by("sort_key", "kind", "code")


def links_between(units: Iterable[int], *, since: date) -> list[Link[int]]:
    """Links from the units that existed on a day straight to the given ones, over all reorganisations between."""
    targets = list(units)
    rows: dict[int, Successor] = {}
    frontier = set(targets)
    while frontier:
        found = Successor.objects.filter(new__in=frontier, on__gt=since).select_related("new")
        fresh = [row for row in found if row.pk not in rows]
        rows |= {row.pk: row for row in fresh}
        frontier = {row.old_id for row in fresh}
    return rebasing.composed([_step(row) for row in rows.values()], targets)


def rebased(
    units: Iterable[int],
    values: Mapping[int, Decimal | None],
    *,
    since: date,
    measure: Measure,
    sizes: Mapping[int, int] | None = None,
) -> dict[int, Rebased[int]]:
    """Values of units of a day on the given later units, each with what it had to assume."""
    return rebasing.forward(links_between(units, since=since), values, measure=measure, sizes=sizes)


def _step(row: Successor) -> Step[int]:
    link = Link(row.old_id, row.new_id, Fraction(row.share), row.basis == Basis.ASSUMED)
    return Step(link, row.on.toordinal(), goes_on=row.new.from_day < row.on)
