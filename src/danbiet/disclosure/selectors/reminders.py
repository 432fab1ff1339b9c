"""What waits at the boards: papers to hang, to hang again, to take off, to prove."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from danbiet.common.actor import Actor, Role
from danbiet.common.desk import LATE, NONE, SOON, DeskItem
from danbiet.disclosure.models import Item, Obligation, Posting
from danbiet.disclosure.rules import KEEPERS, ItemState, ObligationState
from danbiet.disclosure.rules.completeness import Completeness, Stand
from danbiet.disclosure.selectors.standing import LIVE, Around, around, judged

PART = "disclosure"
MOST = 60


def posting_items(actor: Actor, *, on: date) -> list[DeskItem]:
    """Published items of the actor's places whose forms are not complete, and those whose time to come down is here."""
    mine = actor.places(*KEEPERS, Role.GROUP_HEAD)
    if not mine:
        return []
    return [*_hanging(mine, on), *_to_take_down(mine, on)]


def _hanging(mine: frozenset[int], on: date) -> Iterator[DeskItem]:
    items = Prefetch("items", Item.objects.filter(state__in=LIVE).order_by("pk"))
    rows = Obligation.objects.filter(place__in=mine, state=ObligationState.PUBLISHED).select_related("place")
    obligations = list(rows.prefetch_related(items).order_by("published_on", "pk")[:MOST])
    places = {one.place_id: one.place for one in obligations}
    known: dict[int, Around] = {pk: around(place, on=on) for pk, place in places.items()}
    by_item = defaultdict(list)
    for row in Posting.objects.filter(item__obligation__in=obligations):
        by_item[row.item_id].append(row)
    for one in obligations:
        live = list(one.items.all())
        postings = [row for item in live for row in by_item[item.pk]]
        found = judged(one, live, postings, place=known[one.place_id], on=on)
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
    still = ended.filter(postings__up_on__isnull=False, postings__down_on=None, postings__channel="posting")
    for item in still.select_related("place").distinct().order_by("take_down_on")[:MOST]:
        yield DeskItem(
            PART, NONE if item.take_down_on is None else LATE, _("Gỡ khỏi bảng: {title}").format(title=item.title),
            reverse("disclosure:postings", args=[item.pk]), item.take_down_on,
            why=_("hết thời gian niêm yết, còn ghi là đang dán"), detail=item.place.name_vi,
        )  # fmt: skip
