"""The page of one obligation: public as to what is owed and done, the inside for those who serve there or above."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, OuterRef, Subquery

from danbiet.accounts import selectors as accounts
from danbiet.accounts.models import User
from danbiet.common import clock
from danbiet.common.actor import OFFICERS, Actor, NotYours, Role, say
from danbiet.disclosure.models import Charge, Item, Obligation
from danbiet.disclosure.models.labels import CHANNELS
from danbiet.disclosure.rules import Channel, ItemState, ObligationState
from danbiet.disclosure.rules.arising import offered as occasions_offered
from danbiet.disclosure.rules.completeness import Needed
from danbiet.disclosure.rules.contents import content, needed
from danbiet.disclosure.rules.keeping import Kept, days_late, is_binding, kept
from danbiet.disclosure.rules.occasions import Occasion
from danbiet.disclosure.rules.requests import UNDISCLOSED_DUTY
from danbiet.disclosure.selectors import gates
from danbiet.disclosure.selectors.items import Together, together_of
from danbiet.disclosure.selectors.keeping import heir_of, keeps
from danbiet.disclosure.selectors.owed import standing_of, titled, told
from danbiet.disclosure.selectors.standing import LIVE, Board, boards
from danbiet.disclosure.selectors.talk import Draft, draft_of
from danbiet.law.citation import Citation
from danbiet.law.deadlines import CountedDay, deadline, explain
from danbiet.law.duties import Duty, cited, duty
from danbiet.places import selectors as places
from danbiet.places.models import Unit

CHARGERS = (Role.LEADER, Role.PLAN_OFFICER)


class NoSuchObligation(NotYours):
    """There is no such obligation."""


class NothingToRecord(NotYours):
    """The actor records nothing for the place."""


@dataclass(frozen=True)
class ObligationPage:
    """`/disclosure/obligations/PK/`; what stands under `is_inside` is not for everybody."""

    obligation: Obligation
    title: str
    occasion: str
    kept: Kept
    days_late: int
    is_binding: bool
    rule: Duty
    clock: Duty | None
    days: tuple[CountedDay, ...]
    rolled_from: date | None
    needed: Needed
    channels: tuple[str, ...]
    items: tuple[Item, ...]
    drafts: tuple[Item, ...]
    boards: tuple[Board, ...]
    consultation: Draft | None
    together: Together | None
    charged: User | None
    people: tuple[User, ...]
    has_ended: bool
    asked: tuple[Unit, ...]
    is_inside: bool
    may_keep: bool
    may_charge: bool

    @property
    def late_published(self) -> bool:
        """Published, but after its last day."""
        return self.days_late > 0 and self.kept is not Kept.LATE

    @property
    def last_day(self) -> date:
        """The last day of a place that has ended, on which its page is whole."""
        return places.last_day(self.obligation.place)

    @property
    def may_waive(self) -> bool:
        return self.may_keep and self.obligation.state == ObligationState.OPEN


def obligation_for(actor: Actor, pk: int, *, on: date) -> Obligation:
    """An obligation, which everybody may see: what a place must show and whether it does is a public fact."""
    charged = Charge.objects.filter(place=OuterRef("place"), duty=OuterRef("duty")).values("user")
    rows = Obligation.objects.select_related("place").annotate(
        looked_at_on=Max("items__confirmed_on"), charged=Subquery(charged)
    )
    found = rows.filter(pk=pk).first()
    if found is None or (found.arose_on > on and clock.day(found.recorded_at) > on):
        raise NoSuchObligation(say("Không có nghĩa vụ công khai này."))
    return found


def obligation_page(actor: Actor, pk: int, *, on: date) -> ObligationPage:
    """One obligation with its due day explained, its forms and what was done. At most twelve queries."""
    row = obligation_for(actor, pk, on=on)
    place, one, rule = row.place, standing_of(row), duty(row.duty)
    has_ended, inside = place.has_ended(on), gates.looks_inside(actor, place, on=on)
    items = tuple(row.items.order_by("-published_at", "pk"))
    hangs = boards(row, on=on) if row.published_on else ()
    forms, (days, rolled_from) = _forms(row, hangs), _explained(row, on)
    may_charge = place.pk in actor.places(*CHARGERS)
    people = tuple(accounts.holders(place, *OFFICERS, on=on)) if may_charge else ()
    return ObligationPage(
        obligation=row, title=titled(row), occasion=told(row), kept=kept(one, on=on), days_late=days_late(one, on=on),
        is_binding=is_binding(one), rule=rule, clock=_clock(row), days=days, rolled_from=rolled_from, needed=forms,
        channels=tuple(str(CHANNELS[channel.value]) for channel in forms.channels),
        items=tuple(item for item in items if item.state in LIVE),
        drafts=tuple(item for item in items if item.state == ItemState.DRAFT and inside),
        boards=hangs, consultation=draft_of(row, on=on),
        together=_together(items, on), charged=_charged(row, people) if inside else None, people=people,
        has_ended=has_ended, asked=tuple(places.heirs_of(place)) if has_ended else (place,),
        is_inside=inside, may_keep=keeps(actor, place, on=on), may_charge=may_charge,
    )  # fmt: skip


@dataclass(frozen=True)
class RecordPage:
    """Where an officer records what happened: the place, who acts for it after its end, its last day that can be
    written, and what the law of that day wants disclosed."""

    unit: Unit
    heir: Unit | None
    last_on: date
    offered: list[Occasion]


def record_page(actor: Actor, code: str, *, as_of: date, on: date) -> RecordPage:
    """The page of a place, by its code of a day, for which the actor records what happened."""
    place = gates.unit_of(code, on=as_of)
    if not keeps(actor, place, on=on):
        raise NothingToRecord(say("Bạn không phụ trách công khai ở {place}."), place=place.name_vi)
    last_on = places.last_day(place) if place.has_ended(on) else on
    return RecordPage(place, heir_of(actor, place, on=on), last_on, occasions_offered(place.tier, on=last_on))


def _forms(row: Obligation, hangs: tuple[Board, ...]) -> Needed:
    """The forms asked for: where lines of posting were judged, what they were judged against."""
    if hangs:
        channels = {board.line.channel for board in hangs}
        has = {"has_loudspeaker": Channel.LOUDSPEAKER in channels, "has_portal": Channel.PORTAL in channels}
    else:
        known = places.circumstances_on(row.place, on=row.arose_on)
        has = {"has_loudspeaker": known.has_loudspeaker, "has_portal": known.has_portal}
    return needed(row.duty, on=row.arose_on, **has)


def _clock(row: Obligation) -> Duty | None:
    """The special law whose day would hold, where the duty has none of its own and one is in force."""
    return next((duty(id) for id in content(row.duty).clock if duty(id).in_force(row.arose_on)), None)


def _explained(row: Obligation, on: date) -> tuple[tuple[CountedDay, ...], date | None]:
    """The days as counted today; none where no day is due, or where the stored day is of another count."""
    if row.due_on is None:
        return (), None
    calendar = places.calendar_for(row.place, on=on)
    found = deadline(row.duty, on=row.arose_on, calendar=calendar)
    if found.due != row.due_on:
        return (), None
    return explain(found, calendar=calendar), found.rolled_from


def _together(items: Iterable[Item], on: date) -> Together | None:
    """For contributions and budgets: whether they came on one day (the article's promise, not law)."""
    return next(filter(None, (together_of(item, on=on) for item in items)), None)


def _charged(row: Obligation, people: tuple[User, ...]) -> User | None:
    """Who is charged; also somebody who serves here no more."""
    charged = getattr(row, "charged", None)
    known = next((one for one in people if one.pk == charged), None)
    return known or (User.objects.filter(pk=charged).first() if charged else None)


@dataclass(frozen=True)
class Undisclosed:
    """What must be public and is not, as somebody asks for it; `basis`: the right to ask, where one holds that day."""

    row: Obligation
    title: str
    occasion: str
    basis: Citation | None

    @property
    def period(self) -> str:
        return self.row.period


def obligation_asked_for(pk: int, place: Unit, *, on: date) -> Undisclosed | None:
    """The due and undisclosed thing that somebody asks for, if the place owes it, or took it over."""
    row = Obligation.objects.filter(pk=pk, state=ObligationState.OPEN.value).select_related("place").first()
    if row is not None and row.place != place and not _is_taken_over(row.place, by=place, on=on):
        return None
    if row is None:
        return None
    return Undisclosed(row, titled(row), told(row), cited(UNDISCLOSED_DUTY, on=on))


def _is_taken_over(old: Unit, *, by: Unit, on: date) -> bool:
    return old.has_ended(on) and places.heirs_of(old).filter(pk=by.pk).exists()
