"""Who answers for what an ended unit left open, seen from the unit and from those that took it over (decision 0176)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, F, Q, QuerySet, Value

from danbiet.places.models import Closure, Successor, Unit
from danbiet.places.rules.charge import Claim, Why, in_charge
from danbiet.places.rules.kinds import Tier
from danbiet.places.rules.rebasing import Basis
from danbiet.places.selectors.lineage import heirs_of

WHOLE = Value(Decimal(1), output_field=DecimalField(max_digits=9, decimal_places=8))
ABOVE = Value("above")
Claims = dict[int, list[Claim]]


@dataclass(frozen=True)
class Takers:
    """Who took over a unit: the one in charge, and the others that hold a part. Of a unit that stands: nobody."""

    charged: int | None = None
    others: frozenset[int] = frozenset()
    why: Why = Why.WHOLE


@dataclass(frozen=True)
class Taken:
    """Ended units that a place took over: those that it alone is in charge of, those of which it holds a part."""

    charged: frozenset[int] = frozenset()
    parts: frozenset[int] = frozenset()


def takers_of(unit: int, *, on: date) -> Takers:
    """Who took over a unit by a day, over all reorganisations since: one query where it stands."""
    claims = _claims(Q(old=unit), Q(descendant=unit), on=on).get(unit, [])
    if not claims:
        return Takers()
    (charged, why), direct = in_charge(claims), {claim.new for claim in claims}
    while further := _claims(Q(old=charged), Q(descendant=charged), on=on).get(charged):
        charged, _ = in_charge(further)
    ended = Unit.objects.get(pk=unit)
    heirs = set(heirs_of(ended).values_list("pk", flat=True)) if ended.tier == Tier.DISTRICT else direct
    return Takers(charged, frozenset(heirs - {charged}), why)


def taken_over(places: Iterable[int], *, on: date) -> dict[int, Taken]:
    """What each of the places took over by a day, over all reorganisations until then."""
    roots = {place: place for place in places}
    asked, frontier = frozenset(roots), set(roots)
    direct: dict[int, set[int]] = defaultdict(set)
    while frontier:
        linked = Successor.objects.filter(new__in=frontier).values("old")
        claims = _claims(Q(old__in=linked), Q(ancestor__in=frontier), on=on)
        for old, ones in claims.items():
            for new in asked & {claim.new for claim in ones}:
                direct[new].add(old)
        charged = {old: in_charge(ones)[0] for old, ones in claims.items() if old not in roots}
        fresh = {old: roots[new] for old, new in charged.items() if new in frontier}
        roots |= fresh
        frontier = set(fresh)
    return _taken(asked, roots, direct, on=on)


def _taken(asked: frozenset[int], roots: dict[int, int], direct: dict[int, set[int]], *, on: date) -> dict[int, Taken]:
    """An ended district is shared by the heirs of its wards (decision 0011)."""
    districts = _districts_of(set().union(*direct.values()), on=on) if direct else {}
    found = {}
    for place in asked:
        charged = {old for old, root in roots.items() if root == place and old != place}
        above = {districts[old] for old in direct[place] if old in districts}
        found[place] = Taken(frozenset(charged), frozenset((direct[place] | above) - charged))
    return found


def _districts_of(wards: set[int], *, on: date) -> dict[int, int]:
    """The district that ended over each of the wards."""
    rows = Closure.objects.filter(
        descendant__in=wards, depth=1, until_day=F("ancestor__until_day"), until_day__lte=on,
        ancestor__tier=Tier.DISTRICT.value, ancestor__successors=None,
    )  # fmt: skip
    return dict(rows.values_list("descendant", "ancestor"))


def _claims(linked: Q, below: Q, *, on: date) -> Claims:
    """Who claims the ended units of a condition: those with a link, or, where none is known, the unit that stood
    directly above on the last day: of a district, and of a ward whose successors nobody knows."""
    links: QuerySet[Successor, tuple[Any, ...]] = Successor.objects.filter(linked, on__lte=on).values_list(
        "old", "new", "share", "basis", "old__sort_key", "new__sort_key", "new__code"
    )
    rows = Closure.objects.filter(
        below, depth=1, until_day=F("descendant__until_day"), until_day__lte=on, descendant__successors=None
    )
    above = rows.values_list("descendant", "ancestor", WHOLE, ABOVE, Value(""), Value("-"), "ancestor__code")
    found: Claims = defaultdict(list)
    for old, new, share, basis, was, now, code in links.union(above, all=True):
        found[old].append(Claim(new, share, basis != Basis.ASSUMED, was == now, code, is_above=basis == "above"))
    return dict(found)
