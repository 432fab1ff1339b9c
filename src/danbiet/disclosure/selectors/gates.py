"""Who may see which item, version and file; every page of an item gets it here."""

from datetime import date, time, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from danbiet.common import clock, files
from danbiet.common.actor import Actor, Conflict, NotYours, Refusal, say
from danbiet.disclosure.models import Item, Version
from danbiet.disclosure.rules import ItemState, may_look_inside
from danbiet.disclosure.selectors.keeping import require_keeper
from danbiet.ledger.rules.verifying import OVER
from danbiet.places import selectors as places
from danbiet.places.models import Unit
from danbiet.plans.selectors import gates

PUBLIC = (ItemState.PUBLISHED.value, ItemState.WITHDRAWN.value, ItemState.TAKEN_DOWN.value)
RELATED = ("place", "obligation__place")


class FileGone(Refusal):
    """The file was public and is so no longer; the page says why and since when."""

    status = 410


class NothingWaits(Conflict):
    """The draft was published or thrown away meanwhile."""


def unit_of(code: str, *, on: date) -> Unit:
    """The unit that bore a code on a day; of a code that means nothing any more, the last that bore it."""
    try:
        return places.unit_at(code, on=on)
    except places.UnknownUnit:
        past = places.units_of(code).filter(until_day__lte=on).first()
        if past is None:
            raise
        return past


def looks_inside(actor: Actor, place: Unit, *, on: date) -> bool:
    """Whether drafts of a place are open to the actor."""
    if not actor.held:
        return False
    stands = gates.standing(place, on=on)
    return may_look_inside(actor, stands.above | stands.heirs)


def published(on: date) -> Q:
    """What everybody may read of on a day: what was published by then, whatever became of it."""
    return Q(state__in=PUBLIC, published_at__lt=clock.moment(on + timedelta(days=1), time()))


def item_for(actor: Actor, pk: int, *, on: date) -> Item:
    """An item that the actor may see: published ones everybody, drafts the officers of the place and above."""
    found = Item.objects.select_related(*RELATED).filter(pk=pk).first()
    if found is None or not _sees(actor, found, on=on):
        raise NotYours(say("Không có mục công khai này, hoặc mục còn là dự thảo của đơn vị khác."))
    return found


def _sees(actor: Actor, item: Item, *, on: date) -> bool:
    if item.published_at is not None and clock.day(item.published_at) <= on:
        return True
    return item.state == ItemState.DRAFT and looks_inside(actor, item.place, on=on)


def draft_for(actor: Actor, pk: int, *, on: date) -> Version:
    """The draft of an item that waits to be published, for those who keep the place."""
    item = item_to_keep(actor, pk, on=on)
    found = item.versions.filter(published_at=None).first()
    if found is None:
        raise NothingWaits(say("Mục này không có bản nào chờ công khai."))
    found.item = item
    return found


def item_to_keep(actor: Actor, pk: int, *, on: date) -> Item:
    """An item that the actor may change; told the rule where it may be seen, as if it were not there elsewhere."""
    item = item_for(actor, pk, on=on)
    require_keeper(actor, item.place, on=on)
    return item


def place_to_keep(actor: Actor, code: str, *, on: date) -> Unit:
    """A place whose disclosure the actor keeps."""
    place = places.unit_at(code, on=on)
    require_keeper(actor, place, on=on)
    return place


def file_for(actor: Actor, pk: int, number: int, *, on: date) -> Version:
    """A version whose file may be handed out now: published and still up; drafts for insiders."""
    item = item_for(actor, pk, on=on)
    found = item.versions.filter(number=number).first()
    if found is None:
        raise NotYours(say("Mục này không có bản số {number}."), number=number)
    found.item = item
    if found.published_at is None or clock.day(found.published_at) > on:
        if not looks_inside(actor, item.place, on=on):
            raise NotYours(say("Mục này không có bản số {number}."), number=number)
    elif item.state != ItemState.PUBLISHED or found.erased_on:
        since = item.ended_on or found.erased_on
        raise FileGone(say("Tệp không còn công khai từ ngày {day}: {reason}"), day=f"{since:%d/%m/%Y}",
                       reason=item.why_ended or gettext(OVER))  # fmt: skip
    return found


def content(version: Version) -> bytes:
    """The bytes of a version that may be handed out; FileGone when they went while the page was open."""
    try:
        return files.read(version.sha256)
    except FileNotFoundError:
        raise FileGone(say("Tệp không còn trên máy chủ. Tên, cỡ và dấu vết của nó vẫn ở trang của mục.")) from None


def published_in(place: Unit, *, on: date) -> QuerySet[Item]:
    """What a place published by a day, the newest first."""
    return Item.objects.filter(published(on), place=place).order_by("-published_at", "-pk")
