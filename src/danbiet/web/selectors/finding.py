"""Finding a unit by a name of today or of yesterday, with or without marks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from django.db.models import Q, QuerySet
from vn_text import fold

from danbiet.places.models import Closure, FormerName, Successor, Unit
from danbiet.web.rules import MOST, Words, closeness, words

READ = 400  # names read before the closest are chosen


@dataclass(frozen=True)
class Place:
    """A unit found: what it lay in, what it came from and what it became; `as_of` is set for units of the past."""

    unit: Unit
    within: tuple[Unit, ...]
    became: tuple[Successor, ...]
    came_from: tuple[Successor, ...]
    as_of: date | None
    formerly: FormerName | None = None


@dataclass(frozen=True)
class Found:
    """The answer to a search: units of the day, units of the past, and whether there were more."""

    wanted: Words
    now: tuple[Place, ...] = ()
    past: tuple[Place, ...] = ()
    more: bool = False

    @property
    def count(self) -> int:
        return len(self.now) + len(self.past)


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """A name without marks; names are few and asked for again and again."""
    return str(fold(text))


def find(typed: str, *, on: date, most: int = MOST) -> Found:
    """Units known on a day whose name holds the words; after a comma: the unit they lie in."""
    name, _, within = typed.partition(",")
    wanted = words(fold(name), fold(within))
    if not wanted.enough:
        return Found(wanted)
    former = {} if wanted.code else _formerly(wanted, on)
    units = list(_matching(wanted, on, former)[: READ + 1])
    units.sort(key=lambda unit: (closeness(unit.folded, wanted), unit.until_day is not None, unit.sort_key))
    shown = [replace(place, formerly=former.get(place.unit.pk)) for place in _places(units[:most], on)]
    return Found(
        wanted,
        now=tuple(place for place in shown if place.as_of is None),
        past=tuple(place for place in shown if place.as_of is not None),
        more=len(units) > most,
    )


def _formerly(wanted: Words, on: date) -> dict[int, FormerName]:
    """Units that once bore the name, by their former name; these names are few and compared one by one."""
    rows = FormerName.objects.filter(from_day__lte=on).order_by("from_day")
    return {row.unit_id: row for row in rows if set(wanted.name) <= set(folded(row.name_vi).split())}


def _matching(wanted: Words, on: date, former: Iterable[int]) -> QuerySet[Unit]:
    known = Unit.objects.filter(from_day__lte=on)
    if wanted.code:
        return known.filter(code=wanted.code)
    named = Q(*(Q(folded__contains=word) for word in wanted.name))
    known = known.filter(named | Q(pk__in=list(former)))
    if wanted.within:
        above = Unit.objects.filter(*(Q(folded__contains=word) for word in wanted.within))
        known = known.filter(pk__in=Closure.objects.filter(ancestor__in=above, depth__gt=0).values("descendant"))
    return known.order_by("folded")


def _places(units: Sequence[Unit], on: date) -> list[Place]:
    """The units with their surroundings, in three queries however many there are."""
    pks = [unit.pk for unit in units]
    above: dict[int, list[Closure]] = {}
    for row in Closure.objects.filter(descendant__in=pks, depth__gt=0).select_related("ancestor").order_by("depth"):
        above.setdefault(row.descendant_id, []).append(row)
    links = Successor.objects.filter(on__lte=on).select_related("old", "new").order_by("new__sort_key", "old__sort_key")
    became = _grouped(links.filter(old__in=pks), "old_id")
    came = _grouped(links.filter(new__in=pks), "new_id")
    return [_place(unit, on, above.get(unit.pk, []), became, came) for unit in units]


def _grouped(links: Iterable[Successor], by: str) -> dict[int, list[Successor]]:
    groups: dict[int, list[Successor]] = {}
    for link in links:
        groups.setdefault(getattr(link, by), []).append(link)
    return groups


def _place(
    unit: Unit,
    on: date,
    above: Sequence[Closure],
    became: dict[int, list[Successor]],
    came: dict[int, list[Successor]],
) -> Place:
    last = unit.until_day - timedelta(days=1) if unit.until_day and unit.has_ended(on) else on
    return Place(
        unit=unit,
        within=tuple(
            row.ancestor for row in above if row.from_day <= last and (row.until_day is None or row.until_day > last)
        ),
        became=tuple(became.get(unit.pk, ())),
        came_from=tuple(came.get(unit.pk, ())),
        as_of=last if unit.has_ended(on) else None,
    )
