"""The leader's one page: how the dimensions stand, who is late, what has no data, what waits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from itertools import islice
from typing import NamedTuple

from danbiet.common.actor import Actor, NotYours, Role, say
from danbiet.places import selectors as places
from danbiet.places.models import Unit
from danbiet.plans import selectors as plans
from danbiet.plans.models import Plan
from danbiet.plans.rules.states import PROMISES
from danbiet.scores import selectors as scores
from danbiet.web.rules import MOST
from danbiet.web.selectors.home import WARD, card_on

READERS = (Role.LEADER, Role.PLAN_OFFICER)
MOST_LATE = 5
READ_LATE = 200
SHOWN_GAPS, SHOWN_UNITS = 8, 3
LATE_COLUMNS = ("pk", "plan", "plan__parent", "item__text", "due_on", "lead_agency__name_vi", "lead_agency__name_en")
SAME = "same"


class NoPlaceLed(NotYours):
    """The actor leads no place today."""


@dataclass(frozen=True)
class UnitRow:
    """A unit under the leader, and how its work stands."""

    unit: Unit
    figures: plans.TaskFigures


class LateRow(NamedTuple):
    """What is read of a late task."""

    task: int
    plan: int
    parent: int | None
    text: str
    due_on: date
    name_vi: str | None
    name_en: str | None


class Named(NamedTuple):
    """An agency by its names."""

    name_vi: str
    name_en: str


@dataclass(frozen=True)
class Late:
    """One clause of work that is late, since which day, and with whom; the task and plan are the first of them."""

    task: int
    plan: int
    text: str
    due_on: date
    with_whom: tuple[Named, ...]
    unassigned: int

    @property
    def units(self) -> int:
        return len(self.with_whom) + self.unassigned

    @property
    def more(self) -> int:
        return max(0, len(self.with_whom) - SHOWN_UNITS)


@dataclass(frozen=True)
class LeaderPage:
    """Everything on the page; a part without data is empty, never zero."""

    place: Unit
    plan: Plan | None
    card: scores.Scorecard | None
    figures: plans.TaskFigures
    late: tuple[Late, ...]
    units: tuple[UnitRow, ...]
    gaps: tuple[scores.Line, ...]

    @property
    def unclear(self) -> int:
        """In how many dimensions no change can be told from chance."""
        lines = self.card.dimensions if self.card else ()
        return sum(bool(line.change and line.change.verdict == SAME) for line in lines)

    @property
    def more_gaps(self) -> int:
        return max(0, len(self.gaps) - SHOWN_GAPS)

    @property
    def cells(self) -> range:
        return range(len(self.card.dimensions) if self.card else 8)


def leader_page(actor: Actor, *, on: date) -> LeaderPage:
    """The page of the place that the actor leads (or plans for)."""
    place = _place(actor)
    by_place = plans.figures_by_place(place, on=on)
    card = card_on(place, on=on)
    return LeaderPage(
        place=place,
        plan=_plan(actor, place, on),
        card=card,
        figures=added(by_place.values()),
        late=_late(place, on),
        units=_units(place, by_place, on),
        gaps=_gaps(place, card, on),
    )


def _place(actor: Actor) -> Unit:
    led = actor.places(Role.LEADER) or actor.places(*READERS)
    found = Unit.objects.filter(pk__in=led).order_by("sort_key").first()
    if found is None:
        raise NoPlaceLed(say("Bạn chưa giữ nhiệm vụ lãnh đạo hoặc kế hoạch ở nơi nào tại ngày này."))
    return found


def _plan(actor: Actor, place: Unit, on: date) -> Plan | None:
    """The newest issued plan of the place that is in force; its list of promises is none."""
    known = plans.plans_visible_to(actor, on=on).exclude(number__startswith=PROMISES)
    found = known.filter(place=place, issued_on__isnull=False)
    return found.filter(from_day__lte=on, until_day__gt=on).order_by("-issued_on").first()


def _late(place: Unit, on: date) -> tuple[Late, ...]:
    """What is late, gathered by wording and day; what is late longest comes first. No more days are read than shown."""
    rows = plans.tasks_behind("overdue", place=place, on=on).order_by("due_on", "pk").values_list(*LATE_COLUMNS)
    found: dict[tuple[str, date], list[LateRow]] = {}
    for row in map(LateRow._make, rows.iterator(chunk_size=READ_LATE)):
        if len(found) >= MOST_LATE and all(due_on < row.due_on for _, due_on in islice(found, MOST_LATE)):
            break
        found.setdefault((row.text, row.due_on), []).append(row)
    return tuple(_gathered(late) for late in islice(found.values(), MOST_LATE))


def _gathered(rows: list[LateRow]) -> Late:
    first, led = rows[0], tuple(Named(row.name_vi, row.name_en or "") for row in rows if row.name_vi)
    return Late(first.task, first.parent or first.plan, first.text, first.due_on, led, len(rows) - len(led))


def _units(place: Unit, by_place: Mapping[int, plans.TaskFigures], on: date) -> tuple[UnitRow, ...]:
    """The wards under a place, by name; under many, only those that have work."""
    if place.tier == WARD:
        return ()
    below = list(places.descendants(place, on=on, tier=WARD))
    shown = below if len(below) <= MOST else [unit for unit in below if unit.pk in by_place]
    return tuple(UnitRow(unit, by_place.get(unit.pk, plans.TaskFigures())) for unit in shown[:MOST])


def _gaps(place: Unit, card: scores.Scorecard | None, on: date) -> tuple[scores.Line, ...]:
    """The sub-dimensions that no task of the place or below it serves."""
    if card is None:
        return ()
    parts = [part for line in card.dimensions for part in line.parts]
    unserved = plans.unserved(place, [part.construct for part in parts], on=on)
    return tuple(part for part in parts if part.construct in unserved)


def added(rows: Iterable[plans.TaskFigures]) -> plans.TaskFigures:
    """Figures of several units as one."""
    known = list(rows)
    names = [one.name for one in fields(plans.TaskFigures)]
    return plans.TaskFigures(**{name: sum(getattr(row, name) for row in known) for name in names})
