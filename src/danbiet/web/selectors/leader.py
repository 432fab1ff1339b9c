"""The leader's one page: how the dimensions stand, who is late, what has no data, what waits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from itertools import islice

from danbiet.common.actor import Actor, NotYours, Role, say
from danbiet.places import selectors as places
from danbiet.places.models import Agency, Unit
from danbiet.plans import selectors as plans
from danbiet.plans.models import Plan, Task
from danbiet.scores import selectors as scores
from danbiet.web.rules import MOST
from danbiet.web.selectors.home import WARD, card_on

READERS = (Role.LEADER, Role.PLAN_OFFICER)
MOST_LATE = 5
READ_LATE = 200
SHOWN_GAPS, SHOWN_UNITS = 8, 3
SAME = "same"


class NoPlaceLed(NotYours):
    """The actor leads no place today."""


@dataclass(frozen=True)
class UnitRow:
    """A unit under the leader, and how its work stands."""

    unit: Unit
    figures: plans.TaskFigures


@dataclass(frozen=True)
class Late:
    """One clause of work that is late, since which day, and with whom."""

    task: Task
    with_whom: tuple[Agency, ...]
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
    """The newest issued plan of the place that is in force."""
    found = plans.plans_visible_to(actor, on=on).filter(place=place, issued_on__isnull=False)
    return found.filter(from_day__lte=on, until_day__gt=on).order_by("-issued_on").first()


def _late(place: Unit, on: date) -> tuple[Late, ...]:
    """What is late, gathered by wording and day; what is late longest comes first."""
    rows = plans.tasks_behind("overdue", place=place, on=on).select_related("item", "plan__parent", "lead_agency")
    found: dict[tuple[str, date | None], list[Task]] = {}
    for task in rows.order_by("due_on", "pk")[:READ_LATE]:
        found.setdefault((task.item.text, task.due_on), []).append(task)
    return tuple(_gathered(tasks) for tasks in islice(found.values(), MOST_LATE))


def _gathered(tasks: list[Task]) -> Late:
    led = tuple(task.lead_agency for task in tasks if task.lead_agency)
    return Late(tasks[0], led, len(tasks) - len(led))


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
    work = plans.tasks_of(place, on=on).exclude(cancelled_on__lte=on)
    served = set(work.values_list("item__serves__construct", flat=True).distinct())
    return tuple(part for line in card.dimensions for part in line.parts if part.construct not in served)


def added(rows: Iterable[plans.TaskFigures]) -> plans.TaskFigures:
    """Figures of several units as one."""
    known = list(rows)
    names = [one.name for one in fields(plans.TaskFigures)]
    return plans.TaskFigures(**{name: sum(getattr(row, name) for row in known) for name in names})
