"""What a person may choose from on the forms of reports."""

from dataclasses import dataclass
from datetime import date, datetime

from danbiet.common import clock
from danbiet.common.actor import Actor, NotAllowed, say
from danbiet.law.periods import Kind, recent
from danbiet.places.models import Unit
from danbiet.reports.selectors.gates import own_places
from danbiet.reports.selectors.pages import period_label
from danbiet.reports.selectors.writing import CAPACITIES

CAPACITY_CHOICES = tuple((capacity, capacity.replace("\n", ", ")) for capacity in CAPACITIES)


@dataclass(frozen=True)
class Choices:
    """Places and periods that may be drafted."""

    places: list[tuple[str, str]]
    periods: list[tuple[str, str]]


def choices(actor: Actor, *, on: date) -> Choices:
    """The places the actor drafts for, and the periods that have begun, quarters first."""
    places = own_places(actor, on=on)
    if not places:
        raise NotAllowed(say("Chỉ người phụ trách kế hoạch hoặc cán bộ phường lập báo cáo."))
    order = (Kind.QUARTER, Kind.MONTH, Kind.HALF, Kind.NINE_MONTHS, Kind.YEAR)
    periods = [of for kind in order for of in recent(kind, on=on)]
    periods.sort(key=lambda of: (order.index(of.kind), of.last_day > on))
    return Choices([(str(unit.pk), unit.name_vi) for unit in places], [(of.code, period_label(of)) for of in periods])


def place_for(actor: Actor, pk: str, *, on: date) -> Unit:
    """A place the actor drafts for."""
    found = next((unit for unit in own_places(actor, on=on) if str(unit.pk) == pk), None)
    if found is None:
        raise NotAllowed(say("Chỉ người phụ trách kế hoạch hoặc cán bộ phường lập báo cáo."))
    return found


def sendable(at: datetime) -> list[tuple[str, str]]:
    """The periods of the page on who has sent."""
    kinds = (Kind.QUARTER, Kind.MONTH, Kind.HALF, Kind.NINE_MONTHS, Kind.YEAR)
    return [(of.code, period_label(of)) for kind in kinds for of in recent(kind, on=clock.day(at))]
