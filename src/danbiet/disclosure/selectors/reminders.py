"""What waits at the boards: papers to hang, to hang again, to take off, to prove."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from danbiet.common.actor import Actor, Role
from danbiet.common.desk import LATE, NONE, SOON, DeskItem
from danbiet.disclosure.models import Item, Obligation, Posting
from danbiet.disclosure.rules import KEEPERS, ItemState, ObligationState
from danbiet.disclosure.rules.completeness import Completeness, Stand
from danbiet.disclosure.selectors.standing import arounds, judged, published_for

PART = "disclosure"
MOST = 60


def posting_items(actor: Actor, *, on: date) -> list[DeskItem]:
    """Published items of the actor's places whose forms are not complete, and those whose time to come down is here."""
    mine = actor.places(*KEEPERS, Role.GROUP_HEAD)
    if not mine:
        return []
    return [*_hanging(mine, on), *_to_take_down(mine, on)]


def _hanging(mine: frozenset[int], on: date) -> Iterator[DeskItem]:
    rows = Obligation.objects.filter(place__in=mine, state=ObligationState.PUBLISHED).select_related("place")
    obligations = list(rows.order_by("published_on", "pk")[:MOST])
    known = arounds(list({one.place_id: one.place for one in obligations}.values()), on=on)
    items, postings = published_for(obligations)
    for one in obligations:
        live = items.get(one.pk, [])
        found = judged(one, live, postings.get(one.pk, []), place=known[one.place_id], on=on)
        if live and found.missing:
            yield _to_hang(one, live[0], found)


def _to_hang(obligation: Obligation, item: Item, found: Completeness) -> DeskItem:
    again = any(line.stand is Stand.INTERRUPTED for line in found.missing)
    lacking = len(found.missing)
    title = _("Dán lại, đếm lại từ đầu: {title}") if again else _("Niêm yết, báo cho dân: {title}")
    why = ngettext("còn thiếu {n} trên {total} nơi, hình thức", "còn thiếu {n} trên {total} nơi, hình thức", lacking)
    return DeskItem(
        PART, LATE if again else SOON, title.format(title=item.title), reverse("disclosure:postings", args=[item.pk]),
        None, why=why.format(n=lacking, total=len(found.lines)), detail=obligation.place.name_vi,
    )  # fmt: skip


def _to_take_down(places: frozenset[int], on: date) -> Iterator[DeskItem]:
    """Personal lists whose period is over and which still hang on a board of paper."""
    ended = Item.objects.filter(place__in=places, state=ItemState.TAKEN_DOWN, take_down_on__lte=on)
    hangs = Posting.objects.filter(up_on__isnull=False, down_on=None, channel="posting", voided_at=None)
    still = ended.filter(pk__in=hangs.values("item"))
    for item in still.select_related("place").order_by("take_down_on")[:MOST]:
        yield DeskItem(
            PART, NONE if item.take_down_on is None else LATE, _("Gỡ khỏi bảng: {title}").format(title=item.title),
            reverse("disclosure:postings", args=[item.pk]), item.take_down_on,
            why=_("hết thời gian niêm yết, còn ghi là đang dán"), detail=item.place.name_vi,
        )  # fmt: skip
