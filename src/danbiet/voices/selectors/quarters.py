"""What residents said in a quarter and what became of it: counts read from indexes alone, and the promises kept."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q, QuerySet

from danbiet.common.documents import ROMAN
from danbiet.plans.rules.states import TaskState
from danbiet.voices.models import Case, Promise
from danbiet.voices.rules.shares import Share
from danbiet.voices.selectors.figures import COUNTED, COUNTS, Counts, Month

SAID = {name: COUNTS[name] for name in ("received", "answered", "rated", "agreed", "contested")}
DONE, OPEN = Q(task__state=TaskState.DONE.value), Q(task__state=TaskState.OPEN.value)
LISTED = 12


@dataclass(frozen=True)
class Quarter:
    """A calendar quarter, [from_day, until_day)."""

    from_day: date
    until_day: date

    @property
    def number(self) -> str:
        """As papers write it: III."""
        return ROMAN[self.from_day.month // 3]


@dataclass(frozen=True)
class Promised:
    """Promises by the quarter of their day. Kept is what somebody outside the unit accepted (decision 0135)."""

    in_time: int
    late: int
    missed: int
    coming: int
    called_off: int

    @property
    def total(self) -> int:
        return self.in_time + self.late + self.missed + self.coming + self.called_off


@dataclass(frozen=True)
class SaidAndDone:
    """ "You said, we did" of a quarter: cases received in it, promises whose day lies in it, those kept by name."""

    quarter: Quarter
    counts: Counts
    promised: Promised
    kept: tuple[Promise, ...]

    @property
    def answering(self) -> Share:
        return Share(self.counts.answered, self.counts.received)


def quarter_of(day: date) -> Quarter:
    """The quarter in which a day lies."""
    first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return Quarter(first, (first + timedelta(days=93)).replace(day=1))


def said_and_done(of_places: Collection[int], *, month: Month, known: Counts, on: date) -> SaidAndDone:
    """The quarter of a month, of which the counts are `known`: three queries, two when nothing was kept."""
    quarter = quarter_of(month.from_day)
    promises = Promise.objects.filter(place__in=of_places, due_on__gte=quarter.from_day, due_on__lt=quarter.until_day)
    promised = _promised(promises, on)
    kept = _kept(promises) if promised.in_time or promised.late else ()
    return SaidAndDone(quarter, _said(of_places, quarter, month, known), promised, kept)


def _said(of_places: Collection[int], quarter: Quarter, month: Month, known: Counts) -> Counts:
    """What is known of the month is not counted again: with a million cases a third of the work."""
    days = {"received_on__gte": quarter.from_day, "received_on__lt": quarter.until_day}
    rows = Case.objects.filter(place__in=of_places, kind__in=COUNTED, **days)
    rest = rows.exclude(received_on__gte=month.from_day, received_on__lt=month.until_day).aggregate(**SAID)
    return Counts(**{name: getattr(known, name) + rest[name] for name in SAID})


def _promised(promises: QuerySet[Promise], on: date) -> Promised:
    by_then = Q(task__done_on__lte=F("due_on"))
    found = promises.aggregate(
        in_time=Count("pk", filter=DONE & by_then),
        late=Count("pk", filter=DONE & ~by_then),
        missed=Count("pk", filter=OPEN & Q(due_on__lt=on)),
        coming=Count("pk", filter=OPEN & Q(due_on__gte=on)),
        called_off=Count("pk", filter=~DONE & ~OPEN),
    )
    return Promised(**found)


def _kept(promises: QuerySet[Promise]) -> tuple[Promise, ...]:
    """The latest kept, with the task that says so and the case or day of reception in which it was promised."""
    rows = promises.filter(DONE).select_related("task", "case", "place", "reception__day__place")
    return tuple(rows.order_by("-task__done_on", "-pk")[:LISTED])
