"""Where open reports are, for everybody: counts by coarse square in a ward, by unit elsewhere; never who sent them."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from danbiet.places import selectors as places
from danbiet.places.models import Successor, Unit
from danbiet.voices.models import Case
from danbiet.voices.models.labels import SUBJECTS
from danbiet.voices.rules import squares
from danbiet.voices.rules.clocks import MEMORY, is_late
from danbiet.voices.selectors.feedback import feedback, still_waiting, with_waiting, within
from danbiet.voices.selectors.figures import ROW

METRES = 110_000  # of a degree, roughly
STEPS = ((25, "k5"), (10, "k4"), (5, "k3"), (2, "k2"), (1, "k1"))  # reports in a square from which it is so dark


@dataclass
class Spot:
    """A square with open reports in it."""

    name: str
    reports: int = 0
    late: int = 0
    of: Counter[str] = field(default_factory=Counter)

    @property
    def subjects(self) -> list[tuple[str, int]]:
        """Matters with their counts, the most frequent first."""
        return [
            (str(SUBJECTS[subject]), n) for subject, n in sorted(self.of.items(), key=lambda row: (-row[1], row[0]))
        ]


@dataclass(frozen=True)
class Under:
    """A unit under the place, in name order."""

    unit: Unit
    reports: int
    late: int


@dataclass(frozen=True)
class MapPage:
    """Open reports of a place: `placed` on the map of `total`; spots in a ward, units elsewhere."""

    place: Unit
    map: places.Map | None
    spots: tuple[Spot, ...]
    units: tuple[Under, ...]
    placed: int
    total: int
    subject: str
    subjects: tuple[tuple[str, str], ...]
    metres: int


def map_page(code: str, *, on: date, subject: str = "") -> MapPage:
    """The map of a place on a day, of one matter or of all that may be placed. Nine queries."""
    place = places.unit_at(code, on=on)
    chosen = subject if subject in squares.PLACED else ""
    units = list(places.children(place, on=on))
    return (_of_units if units else _of_squares)(place, units, chosen, on)


def _open(place: Unit, on: date) -> QuerySet[Case]:
    return feedback().filter(within(place, on=on), is_open=True)


def _placed(subject: str) -> Q:
    wanted = [subject] if subject else sorted(one.value for one in squares.PLACED)
    return Q(latitude__isnull=False, subject__in=wanted)


def _choices() -> tuple[tuple[str, str], ...]:
    return tuple((key, str(label)) for key, label in SUBJECTS.items() if key in squares.PLACED)


def _of_squares(place: Unit, units: list[Unit], subject: str, on: date) -> MapPage:
    here = _open(place, on)
    rows = here.filter(_placed(subject)).values_list(
        "latitude", "longitude", "subject", "answer_due_on", "answer_certainty"
    )
    found = [((north or 0.0, east or 0.0), of, is_late(due, sure, on=on)) for north, east, of, due, sure in rows]
    grid = squares.grid(point for point, _, _ in found)
    spots: dict[tuple[int, int], Spot] = {}
    for point, of, late in found:
        square = grid.square(point) if grid else (0, 0)
        spot = spots.setdefault(square, Spot(squares.name(square)))
        spot.reports, spot.late = spot.reports + 1, spot.late + late
        spot.of[of] += 1
    ordered = sorted(spots.items(), key=lambda row: (row[0][1], row[0][0]))
    drawn = [places.Square(*grid.edges(at), spot.name, _cell(spot)) for at, spot in ordered] if grid else []
    return MapPage(
        place, places.spot_map(place, drawn, label=_("Phản ánh đang mở ở {place}").format(place=place.name)),
        tuple(spot for _, spot in ordered), (), len(found), here.count(), subject, _choices(),
        round((grid.side if grid else squares.SIDE) * METRES / 10) * 10,
    )  # fmt: skip


def _cell(spot: Spot) -> places.Cell:
    css = next(name for least, name in STEPS if spot.reports >= least)
    return places.Cell(
        css, _("Ô {name}: {count} việc đang mở").format(name=spot.name, count=spot.reports), f"#o-{spot.name}"
    )


def _of_units(place: Unit, units: list[Unit], subject: str, on: date) -> MapPage:
    under = _under([place, *units], on)
    found = _counted(set().union(*under.values()), _placed(subject), on)
    sums = {
        unit.pk: [sum(found.get(pk, (0, 0, 0))[which] for pk in under[unit.pk]) for which in (0, 1)] for unit in units
    }
    listed = tuple(Under(unit, *sums[unit.pk]) for unit in units)
    cells = {one.unit.code: _leading(one, subject) for one in listed}
    label = _("Phản ánh đang mở ở {place}").format(place=place.name)
    return MapPage(
        place, places.unit_map(units, cells, label=label), (), listed, sum(row[0] for row in found.values()),
        sum(row[2] for row in found.values()), subject, _choices(), 0,
    )  # fmt: skip


def _counted(places_of: set[int], wanted: Q, on: date) -> dict[int, tuple[int, int, int]]:
    """(placed, late, all) by place. A city's hundred thousand are counted from the index alone, which asking of each
    whether it waits would double; the few that wait are counted apart and taken off."""
    late = Count(ROW, filter=wanted & Q(answer_due_on__lt=on) & ~Q(answer_certainty=MEMORY))
    counts = {"placed": Count(ROW, filter=wanted), "late": late, "total": Count("*")}
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for rows, taken in ((with_waiting(), Counter.update), (still_waiting(), Counter.subtract)):
        there = rows.filter(is_open=True, place__in=sorted(places_of)).values("place").order_by()
        for place, *of in there.annotate(**counts).values_list("place", *counts):
            taken(found[place], dict(zip(counts, of, strict=True)))
    return {place: (of["placed"], of["late"], of["total"]) for place, of in found.items()}


def _under(units: list[Unit], on: date) -> dict[int, set[int]]:
    """Each unit with everything under it, and what that took over: two queries."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = places.closure_on(on).filter(ancestor__in=units).values_list("ancestor", "descendant")
    above: dict[int, set[int]] = defaultdict(set)
    for ancestor, descendant in rows:
        found[ancestor].add(descendant)
        above[descendant].add(ancestor)
    for new, old in Successor.objects.filter(new__in=above, on__lte=on).values_list("new", "old"):
        for ancestor in above[new]:
            found[ancestor].add(old)
    return found


def _leading(one: Under, subject: str) -> places.Cell:
    """Not shaded: many reports mean that many speak up, not that a place is worse."""
    link = reverse("voices:map", args=[one.unit.code]) + (f"?subject={subject}" if subject else "")
    label = _("{place}: {count} việc đang mở").format(place=one.unit.name, count=one.reports)
    return places.Cell("plain", label, link)
