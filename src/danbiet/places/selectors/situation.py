"""What the law asks about a unit on a day: its circumstances, and its calendar with the days declared for it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Q

from danbiet.common.actor import Actor, NotYours, say
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
    return circumstances_of([unit.pk], on=on).get(unit.pk) or assumed(unit)


def assumed(unit: Unit) -> Circumstances:
    """What is taken for granted of a unit of which nothing was recorded: not remote, with loudspeaker and portal."""
    return Circumstances(unit=unit, from_day=unit.from_day)


def circumstances_of(units: Iterable[int], *, on: date) -> dict[int, Circumstances]:
    """The newest row not after the day, of each unit that has one."""
    rows = Circumstances.objects.filter(unit__in=list(units), from_day__lte=on).order_by("from_day")
    return {row.unit_id: row for row in rows}


def calendar_for(unit: Unit, *, on: date) -> Calendar:
    """The national calendar with the days declared for the unit and for those above it on a day; the nearest counts."""
    return calendars_for([unit], on=on)[unit.pk]


def calendars_for(units: Sequence[Unit], *, on: date) -> dict[int, Calendar]:
    """The calendar of each unit: one query; of one that has ended, as on its last day."""
    ended = {last_day(unit) for unit in units if not stands(unit, on)}
    found: dict[int, dict[date, Change]] = defaultdict(dict)
    for unit, *change in _declared([unit.pk for unit in units], {on, *ended}):
        found[unit][change[0]] = Change(*change)
    return {unit.pk: _with(tuple(found[unit.pk].values())) for unit in units}


def counted_in(unit: Unit) -> list[int]:
    """Every unit that stands or stood at or under a unit: those for which its declared days count."""
    return list(Closure.objects.filter(ancestor=unit).values_list("descendant", flat=True).distinct())


def unit_to_declare_for(actor: Actor, code: str, *, on: date) -> Unit:
    """The unit of today for which the actor may declare days."""
    unit = unit_at(code, on=on)
    if not holds_over(actor, unit, *OF_PLACES, on=on):
        raise NotYourPlace(
            say("Chỉ quản trị hoặc cán bộ kế hoạch của {place} hay của cấp trên được làm việc này."), place=unit.name_vi
        )
    return unit


def declared_day_for(actor: Actor, code: str, pk: int, *, on: date) -> DeclaredDay:
    """A day declared for the very unit, for those who may declare there."""
    unit = unit_to_declare_for(actor, code, on=on)
    found = DeclaredDay.objects.select_related("unit").filter(pk=pk, unit=unit).first()
    if found is None:
        raise NotYours(say("Đơn vị này không khai ngày ấy."))
    return found


def circumstances_history(unit: Unit) -> tuple[Circumstances, ...]:
    """Everything recorded of a unit, the newest first."""
    return tuple(Circumstances.objects.filter(unit=unit).order_by("-from_day"))


def days_page(actor: Actor, code: str, *, on: date) -> DaysPage:
    """Every declared day that counts in a unit, the latest first: public, as what it moves is."""
    unit = unit_at(code, on=on)
    above = closure_on(on).filter(descendant=unit).values("ancestor")
    days = DeclaredDay.objects.filter(unit__in=above).select_related("unit").order_by("-day", "unit")
    return DaysPage(unit, tuple(days), holds_over(actor, unit, *OF_PLACES, on=on))


def _declared(units: list[int], days: set[date]) -> Iterator[tuple[Any, ...]]:
    """(unit, day, works, label, source) of what was declared for units or for those above them on one of the days:
    the farthest first, so that the nearest has its say."""
    above = Q(pk__in=[])
    for day in days:
        above |= Q(Q(until_day=None) | Q(until_day__gt=day), from_day__lte=day)
    rows = Closure.objects.filter(
        above, descendant__in=units, ancestor__declared_days__isnull=False, ancestor__declared_days__undone_at=None
    )
    columns = [f"ancestor__declared_days__{name}" for name in ("day", "works", "label", "source")]
    yield from rows.order_by("-depth").values_list("descendant", *columns)


@lru_cache(maxsize=256)
def _with(changes: tuple[Change, ...]) -> Calendar:
    """One calendar for all units with the same days: it indexes seventy years."""
    return official().with_changes(changes) if changes else official()
