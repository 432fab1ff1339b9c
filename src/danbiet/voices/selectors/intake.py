"""Reads for taking in: where a point lies, by when what is answered, what a report is like, which kinds wait."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet

from danbiet.common import codes
from danbiet.common.actor import Actor, NotYours, say
from danbiet.law.duties import duty
from danbiet.places import selectors as places
from danbiet.places.models import Outline, Unit
from danbiet.places.rules.kinds import Tier
from danbiet.voices.models import Case, Sorting
from danbiet.voices.models.labels import OUTCOMES, STATES, SUBJECTS
from danbiet.voices.rules import FEEDBACK, Channel, Kind, State, Tie
from danbiet.voices.rules.clocks import Clock, Life, clock, stage_of, upper_tier
from danbiet.voices.rules.likeness import DAYS, NEAR, Likeness, Point, can_be_likely, likeness, tidied, told
from danbiet.voices.rules.squares import SIDE, STREET, blurred, side_of
from danbiet.voices.rules.terms import What
from danbiet.voices.rules.whereabouts import is_inside, nearest
from danbiet.voices.rules.whereabouts import read_point as point_of
from danbiet.voices.selectors.clocks import own_terms
from danbiet.voices.selectors.feedback import feedback
from danbiet.voices.selectors.gates import NOBODY, UnknownCode, cases_visible_to

MOST_COMPARED = 200  # the newest of the last sixty days
SHOWN = 3
WEB, PHONE, COUNTER, NOTEBOOK = Channel.WEB, Channel.PHONE, Channel.COUNTER, Channel.NOTEBOOK
SHOWN_OF_ALIKE = (
    "number", "subject", "text", "address", "latitude", "longitude", "state", "is_open", "received_on",
    "answer_due_on", "public_summary", "published_at",
)  # fmt: skip
SORTED_AT_ONCE = 100
LOOKED_INTO = 12  # outlines opened for one point: those of the nearest centres


class NoWard(NotYours):
    """A code that no ward bears today."""


class UnknownFollower(UnknownCode):
    """No follower has this code; said in the same words as of a receipt code."""


@dataclass(frozen=True)
class Alike:
    """A case that a report is like, as a stranger may see it: its own words only when they were published."""

    case: Case
    subject: str
    summary: str
    likeness: Likeness

    @property
    def mark(self) -> str:
        """What the button to follow it sends."""
        return _sealing().sign(str(self.case.pk))

    @property
    def is_near(self) -> bool:
        """Whether both were pointed at, in one square or in neighbours."""
        return self.likeness.metres is not None and self.likeness.metres <= NEAR

    @property
    def tie(self) -> Tie:
        return Tie.SAME_PLACE if self.is_near else Tie.ALIKE


@dataclass(frozen=True)
class Near:
    """A ward that may be meant; `is_sure` when its outline holds the point."""

    unit: Unit
    metres: int
    is_sure: bool


@dataclass(frozen=True)
class Seen:
    """What everybody may know of a case."""

    number: str
    subject: str
    state: str
    outcome: str
    received_on: date
    due_on: date | None
    is_open: bool
    summary: str
    answer: str


def read_point(latitude: str, longitude: str) -> Point | None:
    """A point as a browser sends it; None for what is not one in or near Viet Nam."""
    return point_of(latitude, longitude)


def ward(code: str, *, on: date) -> Unit:
    """The ward that takes in reports under a code today."""
    unit = Unit.objects.on(on).filter(code=code, tier=Tier.WARD.value).first()
    if unit is None:
        raise NoWard(say("Không có phường, xã nào mang mã này hôm nay. Hãy chọn phường, xã của bạn."))
    return unit


def receiver(place: Unit, kind: Kind, *, on: date) -> Unit:
    """Who takes in what is sent from a ward: a second complaint goes to the tier above (Luật 02/2011/QH13, điều 33)."""
    if kind is not Kind.COMPLAINT_SECOND:
        return place
    tier = upper_tier(place.tier, on=on)
    return next((unit for unit in places.ancestors(place, on=on) if unit.tier == tier), place)


def heirs(code: str, *, on: date) -> list[Unit]:
    """The wards of today that took over what bore a code."""
    ended = places.units_of(code).filter(tier=Tier.WARD.value, until_day__lte=on)
    found = {passed.unit.pk: passed.unit for unit in ended for passed in places.successors(unit)}
    return [unit for unit in found.values() if places.stands(unit, on)]


def wards_named(typed: str, *, on: date) -> list[Unit]:
    """Wards of today whose name holds what was typed, with or without marks."""
    words = " ".join(places.unaccented(typed).lower().split())
    if len(words) < 2:
        return []
    return list(Unit.objects.on(on).filter(tier=Tier.WARD.value, folded__contains=words).order_by("sort_key")[:20])


def wards_at(point: Point, *, on: date) -> tuple[Near, ...]:
    """The ward whose outline holds a point; where no outline is known, the nearest centres, to be confirmed."""
    units = {unit.pk: unit for unit in _with_centre(point, on)}
    centres = {pk: (unit.latitude or 0.0, unit.longitude or 0.0) for pk, unit in units.items()}
    close = sorted(units, key=lambda pk: _square(point, centres[pk]))[:LOOKED_INTO]
    for outline in Outline.objects.filter(unit__in=close):
        if is_inside(point, outline.rings):
            return (Near(units[outline.unit_id], 0, is_sure=True),)
    return tuple(Near(units[pk], round(metres), is_sure=False) for pk, metres in nearest(point, centres))


def _with_centre(point: Point, on: date) -> QuerySet[Unit]:
    """Wards with a known centre within about thirty kilometres."""
    north, east = point
    box = {"latitude__range": (north - 0.3, north + 0.3), "longitude__range": (east - 0.3, east + 0.3)}
    return Unit.objects.on(on).filter(tier=Tier.WARD.value, **box)


def _square(point: Point, centre: Point) -> float:
    return (point[0] - centre[0]) ** 2 + (point[1] - centre[1]) ** 2


def terms(place: Unit, *, on: date, kinds: Iterable[Kind] = tuple(Kind)) -> dict[Kind, Clock]:
    """The first day that the sender of each kind may count on, if it is sent on a day: two queries."""
    calendar, wanted = places.calendar_for(place, on=on), tuple(kinds)
    own = own_terms(place, on=on) if FEEDBACK.intersection(wanted) else {}
    found = {}
    for kind in wanted:
        life = Life(kind, State.RECEIVED, received_on=on)
        what = What.PETITION if kind is Kind.PETITION else What.REPORT
        term = own.get(what) if kind in FEEDBACK else None
        found[kind] = clock(stage_of(life), life, term_of_place=term, calendar=calendar)
    return found


def alike(text: str, *, place: Unit, on: date, address: str = "", point: Point | None = None) -> tuple[Alike, ...]:
    """Feedback of the last sixty days in a place that a text is like, the likeliest first, three at most.

    Points are compared by their squares, for what is near tells where.
    """
    own = told(text, address=address, point=point)
    owns = {side: replace(own, point=blurred(point, side=side)) for side in (STREET, SIDE)}
    rows = list(compared(place, on=on).values_list("pk", "subject", "latitude", "longitude", "folded"))
    texts = tidied([folded for *_, folded in rows])
    keys = [
        pk for (pk, subject, *spot, _), text in zip(rows, texts, strict=True)
        if can_be_likely(owns[side_of(subject)], text, point=_spot(subject, *spot))
    ]  # fmt: skip
    found = []
    for case in Case.objects.filter(pk__in=keys).only(*SHOWN_OF_ALIKE) if keys else ():
        spot = _spot(case.subject, case.latitude, case.longitude)
        like = likeness(owns[side_of(case.subject)], told(case.text, address=case.address, point=spot))
        if like.is_likely:
            found.append((like, case))
    found.sort(key=lambda row: (-row[0].order, -row[1].pk))
    return tuple(_shown(case, like) for like, case in found[:SHOWN])


def _spot(subject: str, north: float | None, east: float | None) -> Point | None:
    return None if north is None or east is None else blurred((north, east), side=side_of(subject))


def compared(place: Unit, *, on: date) -> QuerySet[Case]:
    """The cases a new report of a place is compared with."""
    rows = feedback().filter(
        place=place, received_on__gt=on - timedelta(days=DAYS), received_on__lte=on, merged_into=None
    )  # fmt: skip
    return rows.order_by("-received_on")[:MOST_COMPARED]


def _shown(case: Case, like: Likeness) -> Alike:
    summary = case.public_summary if case.published_at else ""
    return Alike(case, str(SUBJECTS[case.subject]), summary, like)


def to_follow(mark: str, *, on: date) -> Case:
    """Feedback that may be followed, by the mark that its row among the look-alikes had: received within the days in
    which reports are compared. Nobody gets to a case by counting."""
    try:
        pk = int(_sealing().unsign(mark))
    except (BadSignature, ValueError):
        pk = 0
    case = feedback().filter(pk=pk, received_on__gt=on - timedelta(days=DAYS)).first()
    if case is None:
        raise NotYours(say("Vụ việc này không còn theo dõi được. Bạn cứ gửi phản ánh mới."))
    return case


def _sealing() -> Signer:
    return Signer(salt="voices.follow")


def followed(typed: str, *, pepper: bytes) -> Case:
    """The case that a follower's code names; a code that cannot be takes the same way, and so does one whose case has
    become what nobody is told of: a complaint, a denunciation, words that wait to be sorted."""
    try:
        code = codes.normalised(typed)
    except codes.CodeRefused:
        code = NOBODY
    case = feedback().filter(followers__code_hash=codes.hashed(code, pepper=pepper)).select_related("place").first()
    if case is None:
        raise UnknownFollower
    return case


def seen_by_all(case: Case) -> Seen:
    """What a follower reads of a case that `followed` gave: never the sender's words, unless they were published."""
    is_public = case.published_at is not None
    return Seen(
        case.number, str(SUBJECTS[case.subject]), str(STATES[case.state]), str(OUTCOMES.get(case.outcome, "")),
        case.received_on, case.answer_due_on, case.is_open,
        case.public_summary if is_public else "", case.public_answer if is_public else "",
    )  # fmt: skip


def to_sort(actor: Actor, *, on: date) -> QuerySet[Sorting]:
    """Cases that the actor may read whose kind no officer has confirmed, the oldest first."""
    rows = Sorting.objects.filter(settled_at=None, case__in=cases_visible_to(actor, on=on), case__is_open=True)
    return rows.select_related("case__place").order_by("at", "pk")


def ticked(actor: Actor, keys: Iterable[int], *, on: date) -> list[Sorting]:
    """Those of the ticked cases that the actor may read and that are open, confirmed meanwhile or not, oldest first."""
    chosen = sorted(set(keys))[:SORTED_AT_ONCE]
    rows = Sorting.objects.filter(pk__in=chosen, case__in=cases_visible_to(actor, on=on), case__is_open=True)
    return list(rows.select_related("case__place").order_by("at", "pk"))


def sorting_for(actor: Actor, pk: int, *, on: date) -> Sorting:
    """One of them."""
    found = to_sort(actor, on=on).filter(pk=pk).first()
    if found is None:
        raise NotYours(say("Đơn này không còn chờ phân loại, hoặc không thuộc nơi của bạn."))
    return found


def denouncing_is_amended(*, on: date) -> bool:
    """Whether the page that says where denunciations belong names the amendments of 2026 (DEN-18)."""
    return duty("DEN-18").in_force(on)
