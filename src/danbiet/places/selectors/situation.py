"""What the law asks about a unit on a day: its circumstances, and its calendar with the days declared for it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Q

from danbiet.common.actor import Actor, say
from danbiet.law.calendar import Calendar, Change, official
from danbiet.places.models import Circumstances, Closure, DeclaredDay, Unit
from danbiet.places.selectors.gates import OF_PLACES, NotYourPlace, holds_over
from danbiet.places.selectors.units import closure_on, last_day, stands, unit_at


@dataclass(frozen=True)
class DaysPage:
    """The declared days that count in a unit, its own and those of the units above; whether the reader may add one."""

    unit: Unit
    days: tuple[DeclaredDay, ...]
    may_declare: bool


def circumstances_on(unit: Unit, *, on: date) -> Circumstances:
    """What was recorded of a unit for a day; where nothing was, the row of assumptions, which is nobody's record."""
    return circumstances_of([unit.pk], on=on).get(unit.pk) or Circumstances(unit=unit, from_day=unit.from_day)


def circumstances_of(units: Iterable[int], *, on: date) -> dict[int, Circumstances]:
    """The newest row not after the day, of each unit that has one."""
    rows = Circumstances.objects.filter(unit__in=list(units), from_day__lte=on).order_by("from_day")
    return {row.unit_id: row for row in rows}


def calendar_for(unit: Unit, *, on: date) -> Calendar:
    """The national calendar with the days declared for the unit and for those above it on a day; the nearest counts."""
    return calendars_for([unit], on=on)[unit.pk]


def calendars_for(units: Sequence[Unit], *, on: date) -> dict[int, Calendar]:
    """The calendar of each unit: two queries at most; of one that has ended, as on its last day."""
    if not DeclaredDay.objects.exists():
        return {unit.pk: official() for unit in units}
    ended = {last_day(unit) for unit in units if not stands(unit, on)}
    found: dict[int, dict[date, Change]] = defaultdict(dict)
    for row in _above([unit.pk for unit in units], {on, *ended}):
        for one in row.ancestor.declared_days.all():
            found[row.descendant_id][one.day] = Change(one.day, one.works, one.label, one.source)
    return {unit.pk: _with(tuple(found[unit.pk].values())) for unit in units}


def unit_to_declare_for(actor: Actor, code: str, *, on: date) -> Unit:
    """The unit of today for which the actor may declare days."""
    unit = unit_at(code, on=on)
    if not holds_over(actor, unit, *OF_PLACES, on=on):
        raise NotYourPlace(
            say("Chỉ quản trị hoặc cán bộ kế hoạch của {place} hay của cấp trên được làm việc này."), place=unit.name_vi
        )
    return unit


def days_page(actor: Actor, code: str, *, on: date) -> DaysPage:
    """Every declared day that counts in a unit, the latest first: public, as what it moves is."""
    unit = unit_at(code, on=on)
    above = closure_on(on).filter(descendant=unit).values("ancestor")
    days = DeclaredDay.objects.filter(unit__in=above).select_related("unit").order_by("-day", "unit")
    return DaysPage(unit, tuple(days), holds_over(actor, unit, *OF_PLACES, on=on))


def _above(units: list[int], days: set[date]) -> list[Closure]:
    """The rows that put units under others on one of the days, the farthest first, so that the nearest has its say."""
    standing = Q(pk__in=[])
    for day in days:
        standing |= Q(Q(until_day=None) | Q(until_day__gt=day), from_day__lte=day)
    rows = Closure.objects.filter(standing, descendant__in=units, ancestor__declared_days__isnull=False).distinct()
    return list(rows.select_related("ancestor").prefetch_related("ancestor__declared_days").order_by("-depth"))


@lru_cache(maxsize=256)
def _with(changes: tuple[Change, ...]) -> Calendar:
    """One calendar for all units with the same days: it indexes seventy years."""
    return official().with_changes(changes) if changes else official()
