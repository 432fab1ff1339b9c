"""What waits at the boards: papers to hang, to hang again, to take off, to prove."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from danbiet.common.actor import Actor, Role
from danbiet.common.desk import LATE, NONE, SOON, DeskItem, limited
from danbiet.disclosure.models import Item, Obligation, Posting
from danbiet.disclosure.rules import KEEPERS, Channel, ItemKind, ItemState, ObligationState
from danbiet.disclosure.rules.items import take_down_on
from danbiet.disclosure.selectors.standing import LIVE
from danbiet.disclosure.selectors.staying import stay_of
from danbiet.places import selectors as places

PART = "disclosure"
MOST = 60


def posting_items(actor: Actor, *, on: date) -> list[DeskItem]:
    """Published items of the actor's places whose forms are not complete, and those whose time to come down is here."""
    mine = actor.places(*KEEPERS, Role.GROUP_HEAD)
    if not mine:
        return []
    return [*limited(_hanging(mine), MOST, more=more()), *limited(_to_take_down(mine, on), MOST, more=more())]


def more() -> DeskItem:
    """The row that stands where a list of disclosure is cut."""
    title = _("Còn việc công khai khác chưa hiện hết ở đây: mở sổ công khai")
    return DeskItem(PART, NONE, title, reverse("disclosure:start"), None)


def _hanging(mine: frozenset[int]) -> Iterator[DeskItem]:
    """What is published and lacks a form, as last settled; the oldest first."""
    live = Item.objects.filter(obligation=OuterRef("pk"), state__in=LIVE).order_by("pk")
    rows = Obligation.objects.filter(place__in=mine, state=ObligationState.PUBLISHED, forms_lacking__gt=0)
    shown = rows.annotate(item=Subquery(live.values("pk")[:1]), item_title=Subquery(live.values("title")[:1]))
    for row in shown.select_related("place").order_by("published_on", "pk")[: MOST + 1]:
        yield _to_hang(row)


def _to_hang(row: Any) -> DeskItem:
    title = _("Dán lại, đếm lại từ đầu: {title}") if row.must_restart else _("Niêm yết, báo cho dân: {title}")
    why = ngettext(
        "còn thiếu {n} trên {total} nơi, hình thức", "còn thiếu {n} trên {total} nơi, hình thức", row.forms_lacking
    )
    return DeskItem(
        PART, LATE if row.must_restart else SOON, title.format(title=row.item_title),
        reverse("disclosure:postings", args=[row.item]), None,
        why=why.format(n=row.forms_lacking, total=row.forms_asked), detail=row.place.name_vi,
    )  # fmt: skip


def _to_take_down(mine: frozenset[int], on: date) -> Iterator[DeskItem]:
    """Lists of people that were taken down here and still hang on a board whose own least time is over too."""
    hanging = Posting.objects.filter(
        item__kind=ItemKind.PERSONAL_LIST, item__state=ItemState.TAKEN_DOWN, item__place__in=mine,
        channel=Channel.POSTING, up_on__lte=on, down_on=None, voided_at=None,
    )  # fmt: skip
    rows = list(hanging.select_related("item__place", "item__obligation").order_by("up_on", "pk")[: MOST + 1])
    calendars = places.calendars_for([row.item.place for row in rows], on=on) if rows else {}
    told: set[int] = set()
    for row in rows:
        item = row.item
        stays = stay_of(item, since=row.up_on or on, calendar=calendars[item.place_id])
        if item.pk in told or not stays.is_over(on):
            continue
        told.add(item.pk)
        yield DeskItem(
            PART, LATE, _("Gỡ khỏi bảng: {title}").format(title=item.title),
            reverse("disclosure:postings", args=[item.pk]), take_down_on(item.kind, stays),
            why=_("hết thời gian niêm yết, còn ghi là đang dán"), detail=item.place.name_vi,
        )  # fmt: skip
