"""What an officer sees before something is public: what may be drafted, and the review of a draft."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from danbiet.common.actor import Actor, Conflict, say
from danbiet.common.templatetags.danbiet import day as written_day
from danbiet.disclosure.models import Item, Obligation, Version
from danbiet.disclosure.models.labels import FINDINGS, ITEM_KINDS
from danbiet.disclosure.rules import ItemState, ObligationState
from danbiet.disclosure.rules.contents import content
from danbiet.disclosure.rules.items import UNREAD, Stay, Window, take_down_on
from danbiet.disclosure.selectors import gates
from danbiet.disclosure.selectors.cards import BudgetCard, card_of
from danbiet.disclosure.selectors.staying import stay_of, window_of
from danbiet.places import selectors as places
from danbiet.places.models import Unit

MOST = 200


class DraftChanged(Conflict):
    """Another version waits now than the one that was reviewed."""


@dataclass(frozen=True)
class NewPage:
    """Where something is drafted: the duties it may be for, and the drafts that wait already."""

    place: Unit
    obligations: tuple[Obligation, ...]
    drafts: tuple[Version, ...]

    @property
    def choices(self) -> tuple[tuple[Obligation, str], ...]:
        return tuple((one, obligation_words(one)) for one in self.obligations)

    def chosen(self, key: str) -> Obligation | None:
        return next((one for one in self.obligations if str(one.pk) == key), None)

    def initial(self, key: str) -> dict[str, object]:
        """What is filled in when the page is opened from an obligation."""
        one = self.chosen(key)
        if one is None:
            return {}
        known = content(one.duty)
        return {"obligation": key, "kind": known.kind.value, "title": _(known.title), "period": one.period}


@dataclass(frozen=True)
class ReviewPage:
    """All that will be public, before it is."""

    item: Item
    version: Version
    stay: Stay
    take_down_on: date | None
    window: Window | None
    card: BudgetCard | None
    removed: tuple[str, ...]

    @property
    def findings(self) -> tuple[dict[str, str], ...]:
        """What the detector saw, each with its kind in words."""
        return tuple(
            one | {"word": str(FINDINGS[one["kind"]])} for one in self.version.findings if one["kind"] != UNREAD
        )

    @property
    def unread(self) -> tuple[str, ...]:
        """Places that no machine reads: a person must look there."""
        return tuple(one["place"] for one in self.version.findings if one["kind"] == UNREAD)

    @property
    def kind_word(self) -> str:
        return str(ITEM_KINDS[self.item.kind])


def obligation_words(one: Obligation) -> str:
    """An obligation in one line of a choice."""
    due = _("hạn %(day)s") % {"day": written_day(one.due_on)} if one.due_on else _("không có hạn ngày")
    return " · ".join(word for word in (_(content(one.duty).title), one.period, due) if word)


def new_page(actor: Actor, code: str, *, on: date) -> NewPage:
    """The page of a place whose disclosure the actor keeps."""
    place = gates.place_to_keep(actor, code, on=on)
    states = (ObligationState.OPEN.value, ObligationState.PUBLISHED.value)
    open_ones = Obligation.objects.filter(place=place, state__in=states, arose_on__lte=on).select_related("place")
    waiting = Version.objects.filter(item__place=place, published_at=None).select_related("item")
    return NewPage(
        place=place, obligations=tuple(open_ones.order_by("state", "due_on", "pk")[:MOST]),
        drafts=tuple(waiting.exclude(item__state=ItemState.WITHDRAWN.value).order_by("-drafted_at")[:MOST]),
    )  # fmt: skip


def review_page(actor: Actor, pk: int, *, on: date) -> ReviewPage:
    """What a draft will show when it is published today."""
    version = gates.draft_for(actor, pk, on=on)
    item = version.item
    stays, residents = stay_of(item, since=on), places.circumstances_on(item.place, on=on).residents
    return ReviewPage(
        item=item, version=version, stay=stays, take_down_on=take_down_on(item.kind, stays),
        window=window_of(item, since=on), card=card_of(version, residents=residents), removed=removed_words(version),
    )  # fmt: skip


def removed_words(version: Version) -> tuple[str, ...]:
    """What cleaning and cutting took out, in the reader's language."""
    told = ((one["sentence"], one["values"]) for one in version.removed)
    return tuple(_(sentence).format(**values) for sentence, values in told)


def require_same(page: ReviewPage, *, number: int) -> None:
    """Refuse to publish another version than the one that was read."""
    if page.version.number != number:
        raise DraftChanged(say("Bản chờ công khai đã đổi từ khi bạn mở trang. Xem lại rồi công khai."))
