"""How an obligation's forms of disclosure stand on a day: rows of the database put before the pure rule."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time

from django.db.models import OuterRef, Q, QuerySet, Subquery

from danbiet.common import clock
from danbiet.disclosure.models import Item, Obligation, Point, Posting, Version
from danbiet.disclosure.models.labels import CHANNELS
from danbiet.disclosure.rules import Channel, ItemKind, ItemState, PointKind
from danbiet.disclosure.rules.completeness import Completeness, Line, Stretch, completeness
from danbiet.disclosure.rules.contents import needed
from danbiet.disclosure.rules.radio import OffDays, off_days
from danbiet.disclosure.selectors.radio import station_of
from danbiet.law.calendar import Calendar
from danbiet.places import selectors as places
from danbiet.places.models import Circumstances, Unit

LIVE = (ItemState.PUBLISHED.value, ItemState.TAKEN_DOWN.value)


@dataclass(frozen=True)
class Around:
    """What the rule must know of a place on a day: read once for all obligations of the place."""

    points: tuple[Point, ...]
    circumstances: Circumstances
    calendar: Calendar


@dataclass(frozen=True)
class Board:
    """A line of the table of postings with the name of its board and what was recorded there, the newest last."""

    line: Line
    point: Point | None
    rows: tuple[Posting, ...]
    on: date
    off: OffDays | None = None

    @property
    def title(self) -> str:
        """The board, or the channel where there is none."""
        return self.point.name if self.point else str(CHANNELS[self.line.channel.value])

    @property
    def days_needed(self) -> int:
        """How many days the run must last, as it is counted; 0 where it must only have begun."""
        if self.line.up_on is None or self.line.ends_on is None:
            return 0
        return (self.line.ends_on - self.line.up_on).days + (self.line.channel is Channel.LOUDSPEAKER)

    @property
    def days_past(self) -> int:
        """How many of them have passed."""
        if self.line.up_on is None:
            return 0
        last = min(self.line.down_on or self.on, self.on)
        return min((last - self.line.up_on).days + (self.line.channel is Channel.LOUDSPEAKER), self.days_needed)


def points_of(place: Unit, *, on: date) -> QuerySet[Point]:
    """The boards of a place that were in use on a day, the office first."""
    return points_in([place.pk], on=on)


def points_in(units: Iterable[int], *, on: date) -> QuerySet[Point]:
    """The boards of some places that were in use on a day, the office first."""
    standing_then = Q(until_day=None) | Q(until_day__gt=on)
    return Point.objects.filter(standing_then, place__in=list(units), from_day__lte=on).order_by("-kind", "name")


def live_items(obligations: Iterable[Obligation], *, on: date) -> QuerySet[Item]:
    """What was published for obligations and not withdrawn, with the moment since which it is shown as on a day."""
    known = Version.objects.filter(item=OuterRef("pk"), published_at__lte=clock.moment(on, time.max))
    shown_at = Subquery(known.order_by("-number").values("published_at")[:1])
    rows = Item.objects.filter(obligation__in=list(obligations), state__in=LIVE)
    return rows.defer("folded").annotate(shown_at=shown_at).order_by("pk")


def recorded(items: Iterable[Item | int]) -> QuerySet[Posting]:
    """What was recorded of some items, or of their keys; what was voided counts nowhere."""
    return Posting.objects.filter(item__in=list(items), voided_at=None)


def around(place: Unit, *, on: date) -> Around:
    """The boards, circumstances and calendar of a place on a day."""
    return arounds([place], on=on)[place.pk]


def arounds(units: Sequence[Unit], *, on: date) -> dict[int, Around]:
    """The boards, circumstances and calendars of places on a day: five queries at most, however many they are."""
    points: dict[int, list[Point]] = defaultdict(list)
    for point in points_in([unit.pk for unit in units], on=on):
        points[point.place_id].append(point)
    known = places.circumstances_of([unit.pk for unit in units], on=on)
    calendars = places.calendars_for(units, on=on)
    return {
        unit.pk: Around(tuple(points[unit.pk]), known.get(unit.pk) or places.assumed(unit), calendars[unit.pk])
        for unit in units
    }


def published_for(
    obligations: Sequence[Obligation], *, on: date
) -> tuple[dict[int, list[Item]], dict[int, list[Posting]]]:
    """What was published for some obligations, and what was posted of it, both by obligation: two queries."""
    items: dict[int, list[Item]] = defaultdict(list)
    for item in live_items(obligations, on=on):
        items[item.obligation_id or 0].append(item)
    owners = {item.pk: pk for pk, rows in items.items() for item in rows}
    postings: dict[int, list[Posting]] = defaultdict(list)
    for row in recorded(owners):
        postings[owners[row.item_id]].append(row)
    return items, postings


def standing(obligation: Obligation, *, on: date, place: Around | None = None) -> Completeness:
    """Every form that the duty asks for, as it stands on a day."""
    items = list(live_items([obligation], on=on))
    postings = list(recorded(items))
    return judged(obligation, items, postings, place=place or around(obligation.place, on=on), on=on)


def boards(obligation: Obligation, *, on: date) -> tuple[Board, ...]:
    """The lines with their boards and the rows behind each, for the page."""
    place = around(obligation.place, on=on)
    items = list(live_items([obligation], on=on))
    rows = list(recorded(items).select_related("point").order_by("up_on", "pk"))
    names = {point.pk: point for point in place.points}
    found = judged(obligation, items, rows, place=place, on=on)
    return tuple(
        Board(
            line, names.get(line.point or 0), tuple(row for row in rows if _is_of(row, line)), on,
            _off(obligation, line, on=on),
        )
        for line in found.lines
    )  # fmt: skip


def _off(obligation: Obligation, line: Line, *, on: date) -> OffDays | None:
    """What of the planned or recorded series falls on days that a local rule leaves out."""
    first = line.up_on or line.planned_on
    if line.channel is not Channel.LOUDSPEAKER or first is None:
        return None
    length = needed(obligation.duty, on=obligation.arose_on).broadcast_days or 1
    return off_days(station_of(obligation.place, on=on), first=first, last=line.down_on, length=length)


def judged(
    obligation: Obligation, items: Iterable[Item], postings: Iterable[Posting], *, place: Around, on: date
) -> Completeness:
    """The pure rule over rows that were read; a board founded after the publication asks for nothing.

    Where no board was known then, those of the day count: a place that names its boards late is not excused. What hung
    or was told before a list of people was corrected is of another list (decision 0185).
    """
    live = list(items)
    asked = needed(
        obligation.duty, on=obligation.arose_on, has_loudspeaker=place.circumstances.has_loudspeaker,
        has_portal=place.circumstances.has_portal,
    )  # fmt: skip
    lists = {item.pk: _shown_on(item) for item in live if item.kind == ItemKind.PERSONAL_LIST}
    shown = [row for row in postings if (row.up_on or date.max) >= lists.get(row.item_id, date.min)]
    stretches = [*_on_portal(live), *map(_stretch, shown)]
    wanted = [point for point in place.points if asked.at_every_point or point.kind == PointKind.OFFICE]
    published_on = min((clock.day(item.published_at) for item in live if item.published_at), default=on)
    points = [point.pk for point in wanted if point.from_day <= published_on] or [point.pk for point in wanted]
    return completeness(asked, stretches, points=points, on=on, calendar=place.calendar)


def _shown_on(item: Item) -> date:
    """Since which day it is shown as it is; what was never corrected may have hung before it came here."""
    shown_at = getattr(item, "shown_at", None)
    return clock.day(shown_at) if shown_at and shown_at != item.published_at else date.min


def _on_portal(items: Iterable[Item]) -> Iterator[Stretch]:
    """What is published here stands on the portal from that moment; the record proves it."""
    for item in items:
        if item.published_at:
            up_on = clock.day(item.published_at)
            yield Stretch(Channel.PORTAL, up_on=up_on, down_on=item.ended_on, is_proven=True)


def _stretch(row: Posting) -> Stretch:
    proven = bool(row.proof or row.minutes)
    return Stretch(Channel(row.channel), row.point_id, row.planned_on, row.up_on, row.down_on, proven)


def _is_of(row: Posting, line: Line) -> bool:
    return row.channel == line.channel and row.point_id == line.point
