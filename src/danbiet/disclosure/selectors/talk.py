"""What residents said, and what became of it; drafts under consultation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from danbiet.common import clock
from danbiet.common.actor import Actor, NotYours, say
from danbiet.disclosure.models import Comment, Consultation, Item, Obligation, Version
from danbiet.disclosure.models.talk import REASON_LABELS
from danbiet.disclosure.rules import ItemKind, ItemState
from danbiet.disclosure.rules.talk import (
    CONSULTATION_DUTY,
    CommentKind,
    CommentState,
    ConsultationState,
    consultation_state,
    least_until,
)
from danbiet.disclosure.selectors.consulting import consultation_of
from danbiet.disclosure.selectors.keeping import keeps
from danbiet.disclosure.selectors.receipts import hash_typed
from danbiet.law.citation import Citation
from danbiet.law.duties import cited
from danbiet.places import selectors as places
from danbiet.places.models import ResidentialGroup, Unit

__all__ = ["Version"]
PAGE = 30
MOST_TO_JUDGE = 100
SEEN = (ItemState.PUBLISHED.value, ItemState.TAKEN_DOWN.value, ItemState.WITHDRAWN.value)
OF_ITEM = ("item__place", "group", "changed_version")


class UnknownCode(NotYours):
    """No row bears the code; a code that cannot exist is answered alike."""


@dataclass(frozen=True)
class HiddenCount:
    """How many comments are not shown for one reason."""

    label: str
    count: int


@dataclass(frozen=True)
class Talk:
    """Everything said on an item, as far as the reader may see it; `waiting` and hidden texts for its keepers alone."""

    item: Item
    shown: tuple[Comment, ...]
    waiting_count: int
    hidden: tuple[HiddenCount, ...]
    to_judge: tuple[Comment, ...]
    may_keep: bool
    is_open: bool
    consultation: "Draft | None" = None

    @property
    def count(self) -> int:
        """All that was said, shown or not."""
        return len(self.shown) + self.waiting_count + sum(one.count for one in self.hidden)


@dataclass(frozen=True)
class Draft:
    """A consultation as it stands on a day."""

    row: Consultation
    state: ConsultationState
    opinions: int
    days_left: int

    @property
    def takes_opinions(self) -> bool:
        return self.state in {ConsultationState.OPEN, ConsultationState.CLOSING}

    @property
    def least_until(self) -> date | None:
        """The last day it must hold by law; None where no rule in force is known."""
        return least_until(self.row.from_on)


def item_to_talk_about(pk: int) -> Item:
    """An item that was published, whatever became of it."""
    found = Item.objects.filter(pk=pk, state__in=SEEN).select_related("place", "consultation").first()
    if found is None:
        raise NotYours(say("Không có mục công khai này."))
    return found


def talk_of(item: Item, *, actor: Actor, on: date) -> Talk:
    """What was said on an item. At most four queries; the item page hands this to `_comments.html` as `talk`."""
    may_keep = keeps(actor, item.place, on=on)
    rows = list(Comment.objects.filter(item=item).select_related(*OF_ITEM).order_by("-sent_at", "-pk"))
    hidden = [row for row in rows if row.state == CommentState.HIDDEN]
    return Talk(
        item=item,
        shown=tuple(row for row in rows if row.state == CommentState.SHOWN),
        waiting_count=sum(row.state == CommentState.WAITING for row in rows),
        hidden=tuple(_counted(hidden)),
        to_judge=_to_judge(rows) if may_keep else (),
        may_keep=may_keep,
        is_open=item.state == ItemState.PUBLISHED,
        consultation=_draft_of(item, rows, on),
    )


def _to_judge(rows: Sequence[Comment]) -> tuple[Comment, ...]:
    """What waits, the oldest first, and behind it what was hidden."""
    unseen = [row for row in reversed(rows) if row.state != CommentState.SHOWN]
    return tuple(sorted(unseen, key=lambda row: row.state == CommentState.HIDDEN))


def page_of(rows: Sequence[Comment], number: int) -> Page[Comment]:
    """One page of comments, which the page of an item shows together with its forms."""
    return Paginator(rows, PAGE).get_page(number)


def _counted(hidden: Iterable[Comment]) -> Iterable[HiddenCount]:
    reasons = [row.hidden_for for row in hidden]
    return (HiddenCount(str(label), reasons.count(key)) for key, label in REASON_LABELS.items() if key in reasons)


def _draft_of(item: Item, rows: Iterable[Comment], on: date) -> Draft | None:
    if item.kind != ItemKind.DRAFT_POLICY:
        return None
    found = Consultation.objects.filter(item=item).first()
    return _draft(found, sum(row.kind == CommentKind.OPINION for row in rows), on) if found else None


def kinds_for(item: Item, draft: Draft | None) -> list[CommentKind]:
    """What may be said on the item today: opinions only while a consultation takes them."""
    kinds = [CommentKind.COMMENT, CommentKind.ERROR, CommentKind.NOT_SEEN]
    return [CommentKind.OPINION, *kinds] if draft and draft.takes_opinions else kinds


def groups_of(item: Item, *, on: date) -> QuerySet[ResidentialGroup]:
    """The residential groups whose culture house a sender may name."""
    return places.groups_of(item.place, on=on)


def comment_for(actor: Actor, pk: int, *, on: date) -> Comment:
    """A comment, for the keepers of its place alone."""
    found = Comment.objects.filter(pk=pk).select_related(*OF_ITEM).first()
    if found is None or not keeps(actor, found.item.place, on=on):
        raise NotYours(say("Không có góp ý này trong phạm vi của bạn."))
    return found


def versions_of(item: Item) -> QuerySet[Version]:
    """Published corrections of the item: what may have changed because of a comment, the newest first."""
    return Version.objects.filter(item=item, published_at__isnull=False, number__gt=1).order_by("-number")


def find_comment(typed: str) -> Comment | None:
    """The comment of a receipt code, if it is one of a comment."""
    code = hash_typed(typed)
    return Comment.objects.filter(code=code).select_related(*OF_ITEM).first() if code else None


@dataclass(frozen=True)
class Changes:
    """ "You said, we did" of a place, the newest first."""

    place: Unit
    page: "Page[Comment]"
    said: int
    answered: int
    changed: int


def changes(code: str, *, on: date, page: int = 1) -> Changes:
    """What was changed because somebody said something, with how much was said and answered at all."""
    place = places.unit_at(code, on=on)
    of_place = Comment.objects.filter(item__place=place)
    counts = of_place.aggregate(
        said=Count("pk"), answered=Count("pk", filter=~Q(answer="")), changed=Count("pk", filter=~Q(changed=""))
    )
    rows = of_place.exclude(changed="").select_related(*OF_ITEM).order_by("-changed_at", "-pk")
    return Changes(place=place, page=Paginator(rows, PAGE).get_page(page), **counts)


@dataclass(frozen=True)
class Consultations:
    """Drafts by where they stand; `place` where only one place was asked for."""

    place: Unit | None
    open: tuple[Draft, ...]
    coming: tuple[Draft, ...]
    closed: tuple[Draft, ...]
    concluded: tuple[Draft, ...]
    basis: Citation | None = None  # of the least days, on the day that is shown

    @property
    def groups(self) -> tuple[tuple[tuple[Draft, ...], str], ...]:
        """The drafts under their headings, those that can still be answered first."""
        return (
            (self.open, _("Đang lấy ý kiến")), (self.coming, _("Sắp lấy ý kiến")),
            (self.closed, _("Đã hết hạn, chờ kết luận")), (self.concluded, _("Đã kết luận")),
        )  # fmt: skip

    @property
    def is_empty(self) -> bool:
        return not (self.open or self.coming or self.closed or self.concluded)


def consultations(*, on: date, place: Unit | None = None, most: int = 100) -> Consultations:
    """Every draft put before the people, those closing soonest first; two queries."""
    published = clock.moment(on + timedelta(days=1), time())  # what was published later is not known on the day
    rows = Consultation.objects.filter(item__state__in=SEEN, item__published_at__lt=published)
    rows = rows.select_related("item__place")
    rows = rows.filter(item__place=place) if place else rows
    newest = list(rows.order_by("-until_on", "-pk")[:most])
    opinions = dict(
        Comment.objects.filter(item__in=[row.item_id for row in newest], kind=CommentKind.OPINION)
        .values_list("item")
        .annotate(n=Count("pk"))
        .order_by()
    )
    drafts = sorted((_draft(row, opinions.get(row.item_id, 0), on) for row in newest), key=lambda one: one.row.until_on)
    running = {ConsultationState.OPEN, ConsultationState.CLOSING}
    return Consultations(
        place,
        open=tuple(one for one in drafts if one.state in running),
        coming=tuple(one for one in drafts if one.state is ConsultationState.COMING),
        closed=tuple(one for one in drafts if one.state is ConsultationState.CLOSED),
        concluded=tuple(reversed([one for one in drafts if one.state is ConsultationState.CONCLUDED])),
        basis=cited(CONSULTATION_DUTY, on=on),
    )


def _draft(row: Consultation, opinions: int, on: date) -> Draft:
    state = consultation_state(row.from_on, row.until_on, row.concluded_on, on=on)
    return Draft(row, state, opinions, days_left=(row.until_on - on).days)


def draft_of(obligation: Obligation, *, on: date) -> Draft | None:
    """The consultation that keeps an obligation, as it stands on a day; a later one is not known on it."""
    row = consultation_of(obligation)
    if row is None or clock.day(row.opened_at) > on:
        return None
    return _draft(row, Comment.objects.filter(item=row.item_id, kind=CommentKind.OPINION).count(), on)


def consultation_for(actor: Actor, pk: int, *, on: date) -> Consultation:
    """A consultation to be concluded, for the keepers of its place."""
    found = Consultation.objects.filter(pk=pk).select_related("item__place").first()
    if found is None or not keeps(actor, found.item.place, on=on):
        raise NotYours(say("Không có đợt lấy ý kiến này trong phạm vi của bạn."))
    return found


def draft_item_for(actor: Actor, pk: int, *, on: date) -> Item:
    """A published draft policy that its keeper may put before the people."""
    item = item_to_talk_about(pk)
    if item.kind != ItemKind.DRAFT_POLICY or not keeps(actor, item.place, on=on):
        raise NotYours(say("Không có dự thảo này trong phạm vi của bạn."))
    return item


def waiting_comments(kept: frozenset[int]) -> QuerySet[Comment]:
    """Comments that wait for those who keep some places: to be judged, or answered; those with a due day first."""
    waits = Q(state=CommentState.WAITING) | Q(answered_at=None, state=CommentState.SHOWN)
    rows = Comment.objects.filter(waits, item__place__in=kept).select_related("item__place")
    return rows.order_by(F("due_on").asc(nulls_last=True), "sent_at")


def closing_consultations(kept: frozenset[int], *, on: date, ahead: timedelta) -> QuerySet[Consultation]:
    """Consultations of some places that close within some days, or closed and wait for their conclusion."""
    rows = Consultation.objects.filter(item__place__in=kept, concluded_on=None)
    return rows.filter(until_on__lte=on + ahead).select_related("item__place").order_by("until_on")
