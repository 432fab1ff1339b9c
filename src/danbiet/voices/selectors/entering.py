"""Reads for entering in the name of others: whose places, whose groups, the marks printed on a blank page."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from danbiet.common import codes
from danbiet.common.acting import LONGEST_KEY
from danbiet.common.actor import Actor, Damaged, NotAllowed, Role, say
from danbiet.places import selectors as places
from danbiet.places.models import ResidentialGroup, Unit
from danbiet.places.rules.kinds import Tier
from danbiet.voices.models import Sorting
from danbiet.voices.models.labels import KINDS
from danbiet.voices.rules import Channel, Kind
from danbiet.voices.rules.rights import may_receive
from danbiet.voices.rules.router import Paper, Proposal
from danbiet.voices.selectors.gates import sorts_at
from danbiet.voices.selectors.intake import SORTED_AT_ONCE, receiver, to_sort
from danbiet.voices.selectors.joined import ORIGIN
from danbiet.voices.selectors.reading import PAPERS

__all__ = ["Unit"]
MARK_SIGNS = 9  # 45 random bits: enough not to be met by chance; the code is made from it with a secret
ENTERS = (Role.WARD_OFFICER, Role.PLAN_OFFICER, Role.LEADER)


class AnotherCounter(Damaged):
    """This kind is taken down elsewhere: a second complaint above the ward, everything else in the ward."""


class NothingTicked(Damaged):
    """No case was chosen to be confirmed."""

    def __init__(self) -> None:
        super().__init__(say("Hãy chọn ít nhất một đơn."))


@dataclass(frozen=True)
class Row:
    """A case that waits for its kind: what it is filed as, what was heard, by which words."""

    sorting: Sorting
    filed_as: str
    heard: str
    words: str
    is_hidden: bool = False  # its words are withheld, and the reader is not among those who sort it
    has_more: bool = False  # its sender wrote more, and that is why it waits


def places_of(actor: Actor, *, on: date) -> list[Unit]:
    """The places for which the actor may take down: wards, and units above for second complaints; refused if none."""
    held = Unit.objects.on(on).filter(pk__in=actor.places(*ENTERS)).order_by("sort_key")
    found = [unit for unit in held if may_enter(actor, unit)]
    if not found:
        raise NotAllowed(
            say("Ghi nhận tại quầy dành cho cán bộ phường, xã, và người nhận khiếu nại lần hai ở cấp trên.")
        )
    return found


def may_enter(actor: Actor, place: Unit) -> bool:
    """Whether the actor may take down for a place."""
    return may_receive(actor, place.pk, only_kind(place) or Kind.REPORT)


def only_kind(place: Unit) -> Kind | None:
    """The one kind that is taken down above the wards (Luật 02/2011/QH13, điều 33(1)); None in a ward."""
    return None if place.tier == Tier.WARD.value else Kind.COMPLAINT_SECOND


def check_counter(place: Unit, kind: Kind, *, on: date) -> None:
    """Refuse at a counter what another one takes down."""
    only, above = only_kind(place), receiver(place, kind, on=on)
    if only and kind is not only:
        raise AnotherCounter(say("{place} chỉ ghi nhận khiếu nại lần hai; việc khác ghi ở phường, xã."), place=place)
    if not only and above != place:
        raise AnotherCounter(
            say("Khiếu nại lần hai do {place} nhận: mời người dân tới đó, hoặc tự gửi qua trang Gửi phản ánh."),
            place=above,
        )


def notebook_place(actor: Actor, *, on: date) -> Unit:
    """The ward whose notebook the actor keeps."""
    held = actor.places(Role.GROUP_HEAD) or actor.places(Role.WARD_OFFICER)
    unit = Unit.objects.on(on).filter(pk__in=held, tier=Tier.WARD.value).order_by("sort_key").first()
    if unit is None:
        raise NotAllowed(say("Sổ tổ dân phố dành cho tổ trưởng và cán bộ phường, xã."))
    return unit


def groups(place: Unit, *, on: date) -> list[ResidentialGroup]:
    """The residential groups of a place."""
    return list(places.groups_of(place, on=on))


def group(place: Unit, pk: str, *, on: date) -> ResidentialGroup | None:
    """The group that a form names, if it names one of the place."""
    return next((one for one in groups(place, on=on) if str(one.pk) == pk), None)


def channel_of(value: str) -> Channel:
    """How somebody spoke: by telephone, at the counter, on a day of receiving citizens."""
    return Channel(value)


def feedback_kind(heard: Proposal) -> Kind:
    """A report, unless a petition was heard: all that a group head takes down."""
    return Kind.PETITION if heard.kind is Paper.PETITION else Kind.REPORT


def new_mark(draw: Callable[[int], bytes]) -> str:
    """The mark of a line on a blank page, in the form of a receipt code without its last signs."""
    return f"N{codes.new_code(draw)[:MARK_SIGNS]}"


def is_mark(typed: str) -> bool:
    """Whether a mark could have been printed."""
    mark = _tidied(typed)
    return len(mark) == MARK_SIGNS + 1 and mark[0] == "N" and set(mark[1:]) <= set(codes.SIGNS)


def token_of(mark: str) -> str:
    """The mark of the form that a line stands for: the line typed twice is one case, with the code on the paper."""
    return f"notebook|{_tidied(mark)}"


def board_of(short: str) -> str:
    """The short mark of a board; empty when it cannot be one."""
    try:
        codes.read_short(short[:20])
    except codes.CodeRefused:
        return ""
    return short[:20]


@dataclass(frozen=True)
class SortingPage:
    """A page of the waiting cases, how many wait in all, and after which of them the next page begins."""

    rows: list[Row]
    total: int
    following: int | None


def sorting_page(actor: Actor, *, on: date, after: str = "") -> SortingPage:
    """Waiting cases after one of them; by key and not by count, as every confirmation makes the list shorter."""
    waiting = to_sort(actor, on=on)
    key = int(after) if after.isascii() and after.isdecimal() and len(after) < LONGEST_KEY else 0
    begin = Sorting.objects.filter(pk=key).first()
    rest = waiting.filter(Q(at__gt=begin.at) | Q(at=begin.at, pk__gt=begin.pk)) if begin else waiting
    rows = list(rest[: SORTED_AT_ONCE + 1])
    shown = rows[:SORTED_AT_ONCE]
    return SortingPage(
        sorted_rows(shown, sorts_at(actor, on=on)), waiting.count(), shown[-1].pk if len(rows) > len(shown) else None
    )


def sorted_rows(rows: Iterable[Sorting], own: Collection[int]) -> list[Row]:
    """Waiting cases in the words of a reader who sorts those of some places."""
    return [
        Row(
            one, str(KINDS[one.case.kind]), str(PAPERS[Paper(one.proposed)]) if one.proposed else "",
            "”, “".join(map(str, one.words)), one.is_withheld and one.case.place_id not in own,
            one.case.origin_kind != ORIGIN and one.at > one.case.received_at,
        )
        for one in rows
    ]  # fmt: skip


def _tidied(typed: str) -> str:
    return "".join(typed.upper().split()).replace("-", "").translate(codes.MISREAD)[:20]
