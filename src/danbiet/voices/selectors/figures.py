"""What is counted of a place's cases: a falling series, shares with intervals, a month whose figures add up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet, Sum, Value

from danbiet.places import selectors as places
from danbiet.places.models import Unit
from danbiet.voices.models import Case, Step
from danbiet.voices.models.labels import ACTS, SERIES
from danbiet.voices.rules import COMPLAINTS, FEEDBACK, Outcome, Verdict
from danbiet.voices.rules.clocks import MEMORY
from danbiet.voices.rules.shares import Share, compared

ROW = Value(1)  # not the key: indexes of PostgreSQL do not hold it, and to count it every row would be read
COUNTED = [kind.value for kind in (*FEEDBACK, *COMPLAINTS)]
JUDGED = Q(rating__isnull=False) | ~Q(verdict=Verdict.NONE.value)
ANSWERED = Q(accepted_on__isnull=False, answered_on__isnull=False)
AGREED = Q(verdict=Verdict.AGREED.value)
TURNED_AWAY = Q(outcome__in=[Outcome.REFUSED.value, Outcome.NOT_OUR_POWER.value])
COUNTS = {
    "received": Count("*"),
    "accepted": Count(ROW, filter=Q(accepted_on__isnull=False)),
    "refused": Count(ROW, filter=Q(accepted_on=None, answered_on__isnull=False)),
    "merged": Count(ROW, filter=Q(accepted_on=None, merged_into__isnull=False)),
    "waiting": Count(ROW, filter=Q(accepted_on=None, answered_on=None, merged_into=None)),
    "answered": Count(ROW, filter=ANSWERED),
    "solved": Count(ROW, filter=Q(outcome=Outcome.SOLVED.value)),
    "turned_away": Count(ROW, filter=TURNED_AWAY),
    "rated": Count(ROW, filter=ANSWERED & JUDGED),
    "agreed": Count(ROW, filter=ANSWERED & AGREED),
    "contested": Count(ROW, filter=ANSWERED & Q(contested_on__isnull=False) & ~AGREED),
    "grades": Count("rating"),
    "mean_grade": Avg("rating"),
}


@dataclass(frozen=True)
class Counts:
    """Reports, petitions and complaints received in a period, and what became of them by now.

    `answered`, `rated`, `agreed` are among the accepted, so the series falls; `refused` were answered without being
    taken up. received = accepted + refused + merged + waiting; answered = agreed + contested + graded + silent, as in
    reports: who contested and agreed later has agreed.
    """

    received: int = 0
    accepted: int = 0
    refused: int = 0
    merged: int = 0
    waiting: int = 0
    answered: int = 0
    solved: int = 0
    turned_away: int = 0
    rated: int = 0
    agreed: int = 0
    contested: int = 0
    grades: int = 0
    mean_grade: float | None = None
    due: int = 0
    on_time: int = 0

    @property
    def silent(self) -> int:
        """Answered, and the sender said nothing: neither agreement nor contest."""
        return self.answered - self.rated

    @property
    def graded(self) -> int:
        """Answered, and the sender gave points without saying whether the matter is settled."""
        return self.rated - self.agreed - self.contested

    @property
    def adds_up(self) -> bool:
        return self.received == self.accepted + self.refused + self.merged + self.waiting

    @property
    def agreement(self) -> Share:
        return Share(self.agreed, self.rated)

    @property
    def punctuality(self) -> Share:
        """Answered by their day, of all whose day has passed, answered or not."""
        return Share(self.on_time, self.due)

    @property
    def series(self) -> tuple[tuple[str, int, Share | None], ...]:
        """Each step with its count, and its share of the step before."""
        names = ("received", "accepted", "answered", "rated", "agreed")
        values = [getattr(self, name) for name in names]
        shares = [None, *(Share(part, whole) for whole, part in zip(values, values[1:], strict=False))]
        return tuple(zip((str(SERIES[name]) for name in names), values, shares, strict=True))


@dataclass(frozen=True)
class Stock:
    """What lay on the desk, what came and went: opening + came = went + closing, as the steps were written."""

    opening: int
    came: tuple[tuple[str, int], ...]
    went: tuple[tuple[str, int], ...]
    closing: int
    open_now: int | None = None

    @property
    def gap(self) -> int:
        """How far today's desk is from what the steps add up to: 0, or something was changed beside them."""
        return 0 if self.open_now is None else self.open_now - self.closing


@dataclass(frozen=True)
class Part:
    """A unit under the place, in name order, never ranked: `against`: higher, lower or same as the whole, or empty."""

    unit: Unit
    counts: Counts
    against: str = ""


@dataclass(frozen=True)
class Month:
    """A calendar month, or the part of it that has passed."""

    from_day: date
    until_day: date = field(default=date.max)

    @property
    def code(self) -> str:
        return f"{self.from_day:%Y-%m}"


def month_of(code: str, *, on: date) -> Month:
    """The month named `2021-09`; the present one for anything else."""
    try:
        first = date.fromisoformat(f"{code}-01")
    except ValueError:
        first = on.replace(day=1)
    first = min(max(first, date(2000, 1, 1)), on.replace(day=1))
    return Month(first, (first + timedelta(days=32)).replace(day=1))


def counts(of_places: Iterable[int], *, from_day: date, until_day: date, on: date) -> Counts:
    """The counts of a period: two queries."""
    here = Case.objects.filter(place__in=list(of_places), kind__in=COUNTED)
    found = here.filter(received_on__gte=from_day, received_on__lt=until_day).aggregate(**COUNTS)
    return Counts(**found, **_punctual(here, from_day, until_day, on))


def _punctual(here: QuerySet[Case], from_day: date, until_day: date, on: date) -> dict[str, int]:
    day = _due(here, from_day, until_day, on)
    return day.aggregate(due=Count("*"), on_time=Count(ROW, filter=Q(answered_on__lte=F("answer_due_on"))))


def _due(here: QuerySet[Case], from_day: date, until_day: date, on: date) -> QuerySet[Case]:
    """Cases whose day lay in the period and has passed; days known from memory count for nobody and against nobody."""
    last = min(until_day, on)
    return here.filter(answer_due_on__gte=from_day, answer_due_on__lt=last).exclude(answer_certainty=MEMORY)


def counts_by_place(of_places: Iterable[int], *, from_day: date, until_day: date, on: date) -> dict[int, Counts]:
    """The counts of each place: two queries however many there are."""
    here = Case.objects.filter(place__in=list(of_places), kind__in=COUNTED)
    cohort = here.filter(received_on__gte=from_day, received_on__lt=until_day)
    found: dict[int, dict[str, Any]] = {
        row["place"]: {name: row[name] for name in COUNTS}  # type: ignore[literal-required]
        for row in cohort.values("place").annotate(**COUNTS).order_by()
    }
    on_time = Count(ROW, filter=Q(answered_on__lte=F("answer_due_on")))
    due = _due(here, from_day, until_day, on).values("place").annotate(due=Count("*"), on_time=on_time).order_by()
    for row in due:
        found.setdefault(row["place"], {}).update({"due": row["due"], "on_time": row["on_time"]})
    return {place: Counts(**values) for place, values in found.items()}


def total(of: Iterable[Counts]) -> Counts:
    """Counts of several places together."""
    rows = list(of)
    names = [one.name for one in fields(Counts) if one.name != "mean_grade"]
    summed = {name: sum(getattr(row, name) for row in rows) for name in names}
    points = sum((row.mean_grade or 0) * row.grades for row in rows)
    return Counts(**summed, mean_grade=points / summed["grades"] if summed["grades"] else None)


def parts_of(place: Unit, found: Mapping[int, Counts], *, on: date) -> tuple[Part, ...]:
    """The units under a place with all below them, in name order, each set against the whole."""
    units, whole = list(places.children(place, on=on)), total(found.values())
    rows = places.closure_on(on).filter(ancestor__in=units).values_list("ancestor", "descendant")
    under: dict[int, list[Counts]] = {unit.pk: [] for unit in units}
    for ancestor, descendant in rows:
        if descendant in found:
            under[ancestor].append(found[descendant])
    owns = [(unit, total(under[unit.pk])) for unit in units]
    return tuple(Part(unit, own, compared(own.punctuality, whole.punctuality)) for unit, own in owns)


def stock(of_places: Iterable[int], *, from_day: date, until_day: date, on: date) -> Stock:
    """The movements of a period, summed from the steps: three queries."""
    here = list(of_places)
    steps = Step.objects.filter(place__in=here).exclude(moves=0)
    opening = steps.filter(on__lt=from_day).aggregate(n=Sum("moves"))["n"] or 0
    inside = steps.filter(on__gte=from_day, on__lt=until_day).values_list("act", "moves")
    rows = inside.annotate(n=Count("*")).order_by("act")
    came = tuple((str(ACTS[act]), n) for act, moves, n in rows if moves > 0)
    went = tuple((str(ACTS[act]), n) for act, moves, n in rows if moves < 0)
    closing = opening + sum(n for _, n in came) - sum(n for _, n in went)
    open_now = Case.objects.filter(place__in=here, is_open=True).count() if until_day > on else None
    return Stock(opening, came, went, closing, open_now)
