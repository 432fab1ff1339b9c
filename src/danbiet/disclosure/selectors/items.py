"""The page of an item: its state first, its due day, files, versions, card and proof, as one frozen value."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import groupby
from operator import itemgetter

from django.db.models import Sum, Value
from django.db.models.functions import StrIndex
from django.utils.translation import get_language

from danbiet.common import clock, codes
from danbiet.common.actor import Actor
from danbiet.disclosure.models import Item, Obligation, Sight, Version
from danbiet.disclosure.models.labels import ITEM_KINDS, ITEM_STATES
from danbiet.disclosure.rules import ItemKind, ItemState
from danbiet.disclosure.rules.items import STATUS, Stay, Window, take_down_on
from danbiet.disclosure.rules.joint import Dated, Joint, joint
from danbiet.disclosure.selectors import gates, standing, talk
from danbiet.disclosure.selectors.cards import BudgetCard, card_of
from danbiet.disclosure.selectors.keeping import keeps
from danbiet.disclosure.selectors.proving import proof_day
from danbiet.disclosure.selectors.standing import Board
from danbiet.disclosure.selectors.staying import stay_of, window_of
from danbiet.disclosure.selectors.talk import Talk
from danbiet.law.deadlines import Means
from danbiet.law.duties import Duty, duty
from danbiet.places import selectors as places
from danbiet.places.models import Unit

SHORT = "D"  # the kind of object in printed links
INLINE = frozenset({"pdf", "jpeg", "png"})
JOINT_KINDS = (ItemKind.BUDGET.value, ItemKind.CONTRIBUTION.value)


@dataclass(frozen=True)
class Due:
    """By when it had to be published, and whether it was: late is a question, asked here."""

    obligation: Obligation
    rule: Duty
    on: date
    published_on: date | None

    @property
    def is_certain(self) -> bool:
        return self.obligation.certainty == "seen"

    @property
    def late_days(self) -> int:
        """Days after the due day; a rule known only from memory is never late."""
        if self.obligation.due_on is None or not self.is_certain or self.obligation.due_means not in _LATEST:
            return 0
        return max(((self.published_on or self.on) - self.obligation.due_on).days, 0)

    @property
    def words(self) -> str:
        """What must be disclosed, as the law data say it in the reader's language."""
        return self.rule.what(get_language() or "vi")


_LATEST = {Means.LATEST_DAY.value, Means.SAME_DAY.value, Means.LATEST_START.value}


@dataclass(frozen=True)
class Together:
    """The joint date as told: the rule's verdict and the counterpart to link to."""

    verdict: Joint
    other: Item | None


@dataclass(frozen=True)
class ItemPage:
    """Everything that the page of an item shows to one reader."""

    item: Item
    versions: tuple[Version, ...]
    current: Version
    draft: Version | None
    due: Due | None
    lines: tuple[Board, ...]
    card: BudgetCard | None
    together: Together | None
    stay: Stay
    window: Window | None
    views: int
    residents: int | None
    proof_day: date | None
    short: str
    talk: Talk | None
    may_keep: bool
    on: date

    @property
    def state_word(self) -> str:
        return str(ITEM_STATES[self.item.state])

    @property
    def kind_word(self) -> str:
        return str(ITEM_KINDS[self.item.kind])

    @property
    def is_up(self) -> bool:
        """Whether files may be opened."""
        return self.item.state == ItemState.PUBLISHED

    @property
    def state(self) -> str:
        """The mark of its state."""
        return {"published": "done", "withdrawn": "late", "taken_down": "none", "draft": "soon"}[self.item.state]

    @property
    def lacking(self) -> int:
        """How many of the places and forms asked for have nothing yet, or must begin again."""
        return sum(board.line.stand in {"missing", "planned", "interrupted"} for board in self.lines)

    @property
    def views_per_100(self) -> float | None:
        return self.views * 100 / self.residents if self.residents else None

    @property
    def is_complete(self) -> bool:
        """Whether its duty was complete by the day asked about, whatever came after."""
        obligation = self.item.obligation
        if obligation is None or obligation.completed_on is None:
            return False
        return obligation.completed_on <= self.on

    @property
    def take_down_on(self) -> date | None:
        """The day on which the clock takes it down, as counted now."""
        return take_down_on(self.item.kind, self.stay)

    @property
    def may_take_down(self) -> bool:
        return self.may_keep and self.is_up and self.stay.is_over(self.on)

    @property
    def may_confirm(self) -> bool:
        return self.may_keep and self.is_up and self.stay.is_permanent


def item_page(actor: Actor, pk: int, *, on: date) -> ItemPage:
    """The page of an item for a reader, as of a day."""
    item = gates.item_for(actor, pk, on=on)
    every = list(item.versions.order_by("-number"))
    published = [one for one in every if one.published_at and clock.day(one.published_at) <= on]
    inside = gates.looks_inside(actor, item.place, on=on)
    draft = next((one for one in every if one.published_at is None), None) if inside else None
    current = published[0] if published else every[0]
    current.item = item
    since = clock.day(current.published_at) if current.published_at else on
    residents = places.circumstances_on(item.place, on=asked_on(item, on)).residents
    return ItemPage(
        item=item, versions=tuple(published), current=current, draft=draft, due=due_of(item, on=on),
        lines=standing.boards(item.obligation, on=on) if item.obligation and published else (),
        card=card_of(current, residents=residents), together=together_of(item, on=on),
        stay=stay_of(item, since=since), window=window_of(item, since=since),
        views=views_of(item), residents=residents, proof_day=proof_day(current),
        short=codes.short(item.pk, kind=SHORT),
        talk=talk.talk_of(item, actor=actor, on=on) if published else None,
        may_keep=keeps(actor, item.place, on=on), on=on,
    )  # fmt: skip


def asked_on(item: Item, on: date) -> date:
    """The day on which the place of an item is asked about: its last, when it has ended."""
    return min(on, places.last_day(item.place)) if item.place.until_day else on


def due_of(item: Item, *, on: date) -> Due | None:
    if item.obligation is None:
        return None
    published_on = clock.day(item.published_at) if item.published_at else None
    return Due(item.obligation, duty(item.obligation.duty), on, published_on)


def views_of(item: Item) -> int:
    """How often its page or files were opened."""
    return int(Sight.objects.filter(item=item).aggregate(n=Sum("count"))["n"] or 0)


def together_of(item: Item, *, on: date) -> Together | None:
    """Whether contributions and the budget of the same year came on one day; asked only of these two kinds."""
    if item.kind not in JOINT_KINDS or not item.period or item.published_at is None:
        return None
    verdicts = joint(*joint_rows(item.place_id, year=item.period[:4], on=on))
    mine = next((one for one in verdicts if one.item == item.pk), None)
    if mine is None:
        return None
    return Together(mine, Item.objects.filter(pk=mine.other).first() if mine.other else None)


def joints_of(place: Unit, *, year: str, on: date) -> tuple[tuple[Item, Together], ...]:
    """Every yearly budget and contribution of a place's year with its verdict, for the page of the place."""
    verdicts = joint(*joint_rows(place.pk, year=year, on=on))
    rows = Item.objects.in_bulk({one.item for one in verdicts} | {one.other for one in verdicts if one.other})
    return tuple((rows[one.item], Together(one, rows.get(one.other or 0))) for one in verdicts)


def joint_rows(place: int, *, year: str, on: date) -> tuple[list[Dated], list[Dated]]:
    """The yearly budgets and the contributions of a year that a place published: what the pure rule compares."""
    found = Item.objects.filter(gates.published(on), place=place, kind__in=JOINT_KINDS, period__startswith=year)
    rows = [
        (item.kind, Dated(item.pk, item.period, clock.day(item.published_at)))
        for item in found.exclude(state=ItemState.WITHDRAWN.value)
        if item.published_at
    ]
    budgets = [one for kind, one in rows if kind == ItemKind.BUDGET and one.period == one.year]
    return budgets, [one for kind, one in rows if kind == ItemKind.CONTRIBUTION]


def items_matching(words: Iterable[str], actor: Actor, *, on: date, most: int = 20) -> list[Item]:
    """Published items whose title and summary hold all the folded words, the newest first."""
    found = Item.objects.filter(gates.published(on)).exclude(state=ItemState.WITHDRAWN.value).select_related("place")
    for at, word in enumerate(words):
        found = found.alias(**{f"at_{at}": StrIndex("folded", Value(word))}).filter(**{f"at_{at}__gt": 0})
    return list(found.order_by("-published_at")[:most])


def status_items(*, day: date) -> dict[str, Mapping[str, object]]:
    """Every item ever published, as it stood at the end of a day: what the day's status list is signed over.

    Read row by row; only the list itself, a few hundred bytes an item, is held.
    """
    return dict(_statuses(day))


def _statuses(day: date) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Plain values, one row a published version: rows of the model would take ten times as long."""
    until = clock.moment(day + timedelta(days=1), time())
    versions = Version.objects.filter(published_at__lt=until).order_by("item", "number")
    rows = versions.values_list(
        "item", "number", "published_at", "reason", "item__state", "item__ended_on", "item__ended_reason"
    )
    for item, known in groupby(rows.iterator(chunk_size=2000), key=itemgetter(0)):
        *_, (_, number, published_at, reason, state, ended_on, ended_reason) = known
        over = ended_on if ended_on and ended_on <= day else None
        since = over or clock.day(published_at or until)
        yield Item(pk=item).target, {
            "version": number, "state": STATUS[ItemState(state)] if over else "current", "since": since.isoformat(),
            "reason": ended_reason if over else reason,
        }  # fmt: skip
