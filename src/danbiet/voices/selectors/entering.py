"""Reads for entering in the name of others: whose places, whose groups, the marks printed on a blank page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from danbiet.common import codes
from danbiet.common.actor import Actor, NotAllowed, Role, say
from danbiet.places import selectors as places
from danbiet.places.models import ResidentialGroup, Unit
from danbiet.places.rules.kinds import Tier
from danbiet.voices.models import Sorting
from danbiet.voices.models.labels import KINDS
from danbiet.voices.rules import Channel, Kind
from danbiet.voices.rules.rights import may_receive
from danbiet.voices.rules.router import Paper, Proposal
from danbiet.voices.selectors.reading import PAPERS

__all__ = ["Unit"]
MARK_SIGNS = 9  # 45 random bits: enough not to be met by chance; the code is made from it with a secret
ENTERS = (Role.WARD_OFFICER, Role.PLAN_OFFICER, Role.LEADER)


@dataclass(frozen=True)
class Row:
    """A case that waits for its kind: what it is filed as, what was heard, by which words."""

    sorting: Sorting
    filed_as: str
    heard: str
    words: str


def places_of(actor: Actor, *, on: date) -> list[Unit]:
    """The wards for which the actor may take down reports; refused where there is none."""
    held = Unit.objects.on(on).filter(pk__in=actor.places(*ENTERS), tier=Tier.WARD.value).order_by("sort_key")
    found = [unit for unit in held if may_receive(actor, unit.pk, Kind.REPORT)]
    if not found:
        raise NotAllowed(say("Ghi nhận tại quầy dành cho cán bộ phường, xã."))
    return found


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


def sorted_rows(rows: Iterable[Sorting]) -> list[Row]:
    """Waiting cases in the reader's words."""
    return [
        Row(
            one, str(KINDS[one.case.kind]), str(PAPERS[Paper(one.proposed)]) if one.proposed else "",
            "”, “".join(map(str, one.words)),
        )
        for one in rows
    ]  # fmt: skip


def _tidied(typed: str) -> str:
    return "".join(typed.upper().split()).replace("-", "").translate(codes.MISREAD)[:20]
