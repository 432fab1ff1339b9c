"""The pages of boards and postings, behind their gates."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from danbiet.common import files
from danbiet.common.actor import Actor, NotYours, say
from danbiet.disclosure.models import Item, Point, Posting
from danbiet.disclosure.rules import Channel, PointKind, may_keep
from danbiet.disclosure.rules.contents import needed
from danbiet.disclosure.rules.radio import OffDays, off_days
from danbiet.disclosure.selectors.keeping import keeps, posts
from danbiet.disclosure.selectors.radio import station_of
from danbiet.disclosure.selectors.standing import LIVE, Board, boards, points_of
from danbiet.places import selectors as places
from danbiet.places.models import ResidentialGroup, Unit


class NoSuchItem(NotYours):
    """There is no such item, or the actor records nothing for its place."""


@dataclass(frozen=True)
class Row:
    """Something that was recorded; `off`: days of a broadcast that a local rule leaves to special cases."""

    posting: Posting
    off: OffDays | None = None


@dataclass(frozen=True)
class PostingsPage:
    """One item: where it must hang and where it does, and the boards that the actor may record."""

    item: Item
    lines: tuple[Board, ...]
    rows: tuple[Row, ...]
    points: tuple[Point, ...]
    channels: tuple[Channel, ...]


@dataclass(frozen=True)
class PointsPage:
    """The boards of a place, with how often each was used; its groups, for a new one."""

    place: Unit
    points: tuple[Point, ...]
    ended: tuple[Point, ...]
    groups: tuple[ResidentialGroup, ...]
    may_keep: bool


def item_to_post(actor: Actor, pk: int, *, on: date) -> Item:
    """A published item of a place for which the actor records postings."""
    item = Item.objects.select_related("place", "obligation__place").filter(pk=pk, state__in=LIVE).first()
    if item is None or not posts(actor, item.place, on=on):
        raise NoSuchItem(say("Không có mục công khai này, hoặc bạn không ghi niêm yết cho nơi ấy."))
    return item


def posting_for(actor: Actor, pk: int, *, on: date) -> Posting:
    """A posting of a place for which the actor records postings."""
    row = Posting.objects.select_related("item__place", "item__obligation__place", "point").filter(pk=pk).first()
    if row is None or not posts(actor, row.item.place, on=on):
        raise NoSuchItem(say("Không có lần niêm yết này, hoặc bạn không ghi niêm yết cho nơi ấy."))
    return row


def postings_page(actor: Actor, pk: int, *, on: date) -> PostingsPage:
    """Everything recorded of an item, and what may be recorded."""
    item = item_to_post(actor, pk, on=on)
    lines = boards(item.obligation, on=on) if item.obligation else ()
    is_officer = keeps(actor, item.place, on=on)
    points = [p for p in points_of(item.place, on=on) if is_officer or p.kind != PointKind.OFFICE]
    channels = tuple(Channel) if is_officer else (Channel.POSTING, Channel.GROUP_HEADS)
    return PostingsPage(
        item=item,
        lines=lines,
        rows=tuple(_rows(item, on=on)),
        points=tuple(points),
        channels=tuple(channel for channel in channels if channel is not Channel.PORTAL),
    )


def _rows(item: Item, *, on: date) -> Iterator[Row]:
    """What was recorded; the station is looked up once, and only where something was broadcast."""
    rows = list(item.postings.select_related("point").order_by("up_on", "pk"))
    station = station_of(item.place, on=on) if any(row.channel == Channel.LOUDSPEAKER for row in rows) else None
    asked = needed(item.obligation.duty, on=item.obligation.arose_on).broadcast_days if item.obligation else None
    for row in rows:
        first = row.up_on or row.planned_on
        if station is None or first is None or row.channel != Channel.LOUDSPEAKER or row.voided_at:
            yield Row(row)
        else:
            yield Row(row, off_days(station, first=first, last=row.down_on, length=asked or 1))


def place_to_keep(actor: Actor, code: str, *, on: date) -> Unit:
    """A place of the day whose boards the actor may name."""
    place = places.unit_at(code, on=on)
    if not may_keep(actor, place.pk):
        raise NoSuchItem(say("Bạn không phụ trách công khai ở {place}."), place=place.name_vi)
    return place


def points_page(actor: Actor, code: str, *, on: date) -> PointsPage:
    """The boards of a place: where a resident finds what must be shown."""
    place = places.unit_at(code, on=on)
    used = Count("postings", filter=Q(postings__up_on__isnull=False, postings__voided_at=None))
    rows = Point.objects.filter(place=place).select_related("group").annotate(used=used).order_by("-kind", "name")
    standing = [p for p in rows if p.from_day <= on and (p.until_day is None or p.until_day > on)]
    return PointsPage(
        place=place,
        points=tuple(standing),
        ended=tuple(p for p in rows if p not in standing),
        groups=tuple(places.groups_of(place, on=on)),
        may_keep=may_keep(actor, place.pk),
    )


def point_for(actor: Actor, pk: int) -> Point:
    """A board of a place whose boards the actor keeps."""
    point = Point.objects.select_related("place").filter(pk=pk).first()
    if point is None or not may_keep(actor, point.place_id):
        raise NoSuchItem(say("Không có nơi niêm yết này, hoặc bạn không phụ trách nó."))
    return point


def kind_of(value: str) -> PointKind:
    """The kind of board that a form names."""
    return PointKind(value)


def content(sha256: str) -> bytes:
    """The bytes of a proof; NoSuchItem when they are no longer on the disk."""
    try:
        return files.read(sha256)
    except FileNotFoundError:
        raise no_proof() from None


def no_proof() -> NoSuchItem:
    """Nothing was kept as proof of a posting."""
    return NoSuchItem(say("Lần niêm yết này chưa có ảnh hay bản quét."))
