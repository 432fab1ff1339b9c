"""What the pages of one case show: to its sender, to everybody, to the office."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from danbiet.accounts.models import User
from danbiet.common.actor import Actor
from danbiet.law.counting import Span
from danbiet.law.deadlines import CountedDay, explain
from danbiet.places import selectors as places
from danbiet.places.models import Agency, Closure, Unit
from danbiet.voices.models import (
    Case,
    Forwarding,
    Link,
    Message,
    Notice,
    Photo,
    Promise,
    Sender,
    Sorting,
    Step,
    Suspension,
)
from danbiet.voices.models.labels import PASSED_ON, STATES, TIERS
from danbiet.voices.rules import FEEDBACK, HANDED_OVER, Kind, State, Verdict
from danbiet.voices.rules.clocks import Clock, asks_ground, discipline_day, is_late, second_complaint_until, upper_tier
from danbiet.voices.rules.rights import Look, Right
from danbiet.voices.rules.stages import Act, Stage, allowed
from danbiet.voices.selectors.clocks import Timed, contest_until, standing_of, timed
from danbiet.voices.selectors.gates import UnknownCode, case_by_code, held_at, is_hidden_from, published_case, seen_case
from danbiet.voices.selectors.joined import goes_on_in, merged_under, of_one_sender, parts_of
from danbiet.voices.selectors.pointing import Picture, picture
from danbiet.voices.selectors.reading import sentence, who_sees
from danbiet.voices.selectors.succession import TakenOver, seat_of, seats, taken_over

REACHED = (State.RECEIVED, State.ACCEPTED, State.ANSWERED, State.AGREED, State.RECHECKED)
NEAR_DEGREES = 0.0012  # about 130 m
NEAR_DAYS = timedelta(days=180)
TOLD = frozenset(
    {
        Act.RECEIVE,
        Act.ACCEPT,
        Act.REFUSE,
        Act.TRANSFER_OUT,
        Act.SUSPEND,
        Act.RESUME,
        Act.EXTEND,
        Act.CALL_COMPLEX,
        Act.DIALOGUE,
        Act.NOTE_DIALOGUE,
        Act.ANSWER,
        Act.AGREE,
        Act.CONTEST,
        Act.RECHECK,
        Act.WRITE,
        Act.MERGE,
        Act.SPLIT,
        Act.PROMISE,
        Act.HAND_OVER,
        Act.RECLASSIFY,
        Act.SEND_DECISION,
        Act.POST_DECISION,
        Act.PUBLISH,
        Act.FORGET,
    }  # fmt: skip
)


@dataclass(frozen=True)
class Expected:
    """By when an answer is expected, how that day was counted, and whether it has passed unanswered."""

    clock: Clock
    due_on: date | None
    is_late: bool
    days_late: int
    days: tuple[CountedDay, ...]
    is_answered: bool
    was_in_time: bool | None
    suspended: tuple[Span, ...] = ()
    passing_on: str = ""  # of what others answer, until it is with them


@dataclass(frozen=True)
class Reached:
    """One of the states that a kind has: when it was reached, if it was."""

    word: str
    on: date | None
    is_next: bool = False


@dataclass(frozen=True)
class StatusPage:
    """What the holder of a receipt code sees. `target`: the case that goes on, when this one was merged."""

    case: Case
    target: Case
    states: tuple[Reached, ...]
    expected: Expected
    steps: tuple[Step, ...]
    messages: tuple[Message, ...]
    photos: tuple[Photo, ...]
    promises: tuple[Promise, ...]
    parts: tuple[Case, ...]
    acts: frozenset[Act]
    contest_until: date | None
    contest_is_over: bool  # the answer might be contested, were its last day not past
    second_until: date | None
    second_at: str
    has_sender: bool
    who: str  # sees what of it


@dataclass(frozen=True)
class PublicPage:
    """A published case: the redacted copy, its days, and what the sender said of the answer."""

    case: Case
    states: tuple[Reached, ...]
    expected: Expected
    photos: tuple[Photo, ...]
    promises: tuple[Promise, ...]


@dataclass(frozen=True)
class CasePage:
    """Everything an officer may see of a case, and the acts that case and rights both allow."""

    case: Case
    sender: Sender | None
    states: tuple[Reached, ...]
    clock: Clock
    expected: Expected
    days: tuple[CountedDay, ...]
    discipline_on: date | None
    steps: tuple[Step, ...]
    messages: tuple[Message, ...]
    photos: tuple[Photo, ...]
    notices: tuple[Notice, ...]
    merged: tuple[Case, ...]  # into this one: their senders read its answer, and are written to under their own number
    links: tuple[Link, ...]
    promises: tuple[Promise, ...]
    suspensions: tuple[Suspension, ...]
    near: tuple[Case, ...]
    targets: tuple[Unit, ...]
    agencies: tuple[Agency, ...]
    officers: tuple[User, ...]
    acts: frozenset[Act]
    rights: frozenset[Right]
    is_late: bool
    unsure: Sorting | None  # no person has said yet that it is of the kind it has
    is_hidden: bool  # its words may be a denunciation, and the reader is not among those who sort it
    forwardings: tuple[Forwarding, ...]
    asks_ground: bool  # to be called complex it needs one of the grounds of the law
    picture: Picture | None  # the ward's map with the spot marked, where a spot was given and an outline imported
    taken_over: TakenOver | None  # its place ended: who is in charge now


def states_of(case: Case) -> tuple[Reached, ...]:
    """The states of the kind with the days on which they were reached; the first that was not comes next. What is
    handed over has two; a decision on a complaint is not looked at again here, but complained of a second time."""
    if Kind(case.kind) in HANDED_OVER:
        passed_on = Reached(str(PASSED_ON[case.kind]), case.handed_over_on, case.handed_over_on is None)
        return (Reached(str(STATES[State.RECEIVED.value]), case.received_on), passed_on)
    days = {
        State.RECEIVED: case.received_on, State.ACCEPTED: case.accepted_on, State.ANSWERED: case.answered_on,
        State.AGREED: case.verdict_on if case.verdict == Verdict.AGREED else None, State.RECHECKED: case.rechecked_on,
    }  # fmt: skip
    following = next((state for state in REACHED[:4] if days[state] is None), None)
    if case.contested_on and case.rechecked_on is None:
        following = State.RECHECKED
    reached = REACHED if Kind(case.kind) in FEEDBACK else REACHED[:4]
    return tuple(Reached(str(STATES[state.value]), days[state], state is following) for state in reached)


def expected_of(case: Case, found: Timed, *, on: date) -> Expected:
    """The day of the answer, seen by everybody; whether it came in time."""
    due, passed = case.answer_due_on, case.answered_on
    late = passed is None and case.is_open and is_late(due, case.answer_certainty, on=on)
    return Expected(
        clock=found.answer, due_on=due, is_late=late, days_late=(on - due).days if late and due else 0,
        days=_explained(found.answer, found), is_answered=passed is not None,
        was_in_time=passed <= due if passed and due else None, suspended=found.life.suspensions,
        passing_on=sentence(Kind(case.kind), found.run) if found.run.stage is Stage.HAND_OVER else "",
    )  # fmt: skip


def _explained(clock: Clock, found: Timed) -> tuple[CountedDay, ...]:
    return explain(clock.found, calendar=found.calendar) if clock.found else ()


def status_page(typed: str, *, pepper: bytes, on: date, part: str = "") -> StatusPage:
    """The page behind a code; `part`: the number of a case that was split from it, or that its words opened."""
    case = case_by_code(typed, pepper=pepper)
    parts = tuple(parts_of(case))
    chosen = next((one for one in parts if one.number == part), case)
    if part and chosen is case and part != case.number:
        raise UnknownCode
    target = goes_on_in(chosen)
    found = timed(target, on=on)
    acts, until = allowed(standing_of(chosen)) & {Act.AGREE, Act.CONTEST, Act.RATE, Act.WRITE}, contest_until(target)
    is_over = Act.CONTEST in acts and (until is None or on > until)
    return StatusPage(
        case=chosen, target=target, states=states_of(target), expected=expected_of(target, found, on=on),
        steps=tuple(_told(chosen)), messages=tuple(chosen.messages.order_by("at")),
        photos=tuple(chosen.photos.order_by("pk")), promises=promises_of(target), parts=(case, *parts),
        acts=acts - {Act.CONTEST} if is_over else acts, contest_until=until, contest_is_over=is_over,
        second_until=_second_until(target, on=on),
        second_at=str(TIERS[upper_tier(target.place.tier, on=on)]), has_sender=_has_sender(chosen),
        who=_who(chosen, on=on),
    )  # fmt: skip


def _who(case: Case, *, on: date) -> str:
    waits = Sorting.objects.filter(case=case, settled_at=None, is_withheld=True).exists()
    return who_sees(Kind(case.kind), case.place.name, held=held_at(case.place, on=on), is_withheld=waits)


def _told(case: Case) -> Sequence[Step]:
    rows = case.steps.filter(act__in=[act.value for act in TOLD]).select_related("place")
    return list(rows.order_by("at", "pk"))


def _second_until(case: Case, *, on: date) -> date | None:
    if case.kind != Kind.COMPLAINT_FIRST or case.answered_on is None:
        return None
    calendar = places.calendar_for(case.place, on=on)
    return second_complaint_until(case.answered_on, is_remote=case.is_remote, calendar=calendar).due


def _has_sender(case: Case) -> bool:
    """Whether a name or contact is kept of the sender, in this case or in one tied to it, or in the request that one of
    them became: what is kept there only its own part knows, until it was taken back."""
    cases = of_one_sender(case)
    named = ~Q(name="", phone="", email="", address="")
    if Sender.objects.filter(named, case__in=cases, erased_on=None).exists():
        return True
    passed_on = [one.pk for one in cases if one.kind == Kind.INFORMATION_REQUEST and one.handed_over_on]
    taken_back = Sender.objects.filter(case__in=passed_on).exclude(erased_on=None)
    return len(passed_on) > taken_back.count() if passed_on else False


def promises_of(case: Case) -> tuple[Promise, ...]:
    """What was promised in a case, the next day first."""
    return tuple(case.promises.select_related("task").order_by("due_on"))


def public_page(number: str, *, on: date) -> PublicPage:
    """A published case; nothing of the words as they were sent."""
    case = published_case(number)
    photos = tuple(case.photos.filter(is_public=True).order_by("pk"))
    return PublicPage(case, states_of(case), expected_of(case, timed(case, on=on), on=on), photos, promises_of(case))


def case_page(actor: Actor, number: str, *, on: date) -> CasePage:
    """The officer's page of a case."""
    case, held = seen_case(actor, number, on=on)
    found = timed(case, on=on)
    sender = getattr(case, "sender", None) if Look.SENDER in held else None
    acts = frozenset(act for act in allowed(standing_of(case)) if act in held)
    was_suspended = case.suspended_on or found.life.suspensions
    unsure = _unsure(case)
    is_hidden = unsure is not None and is_hidden_from(held, unsure)
    merged = tuple(merged_under(case))
    return CasePage(
        case=case, sender=sender, states=states_of(case), clock=found.run, expected=expected_of(case, found, on=on),
        days=_explained(found.run, found), discipline_on=discipline_day(found.life, calendar=found.calendar),
        steps=tuple(case.steps.select_related("by", "place").order_by("at", "pk")),
        messages=() if is_hidden else messages_of((case, *merged)), merged=merged,
        photos=() if is_hidden else tuple(case.photos.order_by("pk")),
        notices=tuple(case.notices.select_related("sent_by", "forwarding").order_by("drafted_at", "pk")),
        links=_links(case),
        promises=promises_of(case), near=near(case),
        suspensions=tuple(case.suspensions.order_by("from_day")) if was_suspended else (),
        targets=tuple(targets_of(case.place, on=on)) if Act.TRANSFER_OUT in acts else (),
        agencies=agencies_of(seats(case, on=on), on=on) if acts & {Act.ASSIGN, Act.PROMISE} else (),
        officers=officers_of(seats(case, on=on), on=on) if Act.ASSIGN in acts else (), acts=acts, rights=held,
        is_late=is_late(case.due_on, case.due_certainty, on=on),
        unsure=unsure, is_hidden=is_hidden, forwardings=tuple(case.forwardings.order_by("pk")),
        asks_ground=asks_ground(on), picture=None if is_hidden else picture_of(case),
        taken_over=taken_over(case.place, on=on, kind=Kind(case.kind)),
    )  # fmt: skip


def _unsure(case: Case) -> Sorting | None:
    """What waits for a person to sort it; of a merged case, where it goes on."""
    found: Sorting | None = getattr(goes_on_in(case), "sorting", None)
    return found if found and found.settled_at is None else None


def messages_of(cases: Iterable[Case]) -> tuple[Message, ...]:
    """What was said between the senders of cases and the office, as it came."""
    return tuple(Message.objects.filter(case__in=cases).select_related("by", "case").order_by("at", "pk"))


def _links(case: Case) -> tuple[Link, ...]:
    rows = Link.objects.filter(Q(case=case) | Q(other=case)).select_related("case__place", "other__place")
    return tuple(rows.order_by("at"))


def near(case: Case) -> tuple[Case, ...]:
    """Other reports about the same spot in half a year before: what was repeated is seen as repeated."""
    if case.latitude is None or case.longitude is None or Kind(case.kind) not in FEEDBACK:
        return ()
    rows = Case.objects.filter(
        latitude__range=(case.latitude - NEAR_DEGREES, case.latitude + NEAR_DEGREES),
        longitude__range=(case.longitude - NEAR_DEGREES, case.longitude + NEAR_DEGREES),
        received_on__gte=case.received_on - NEAR_DAYS, kind__in=[kind.value for kind in FEEDBACK],
        place=case.place_id,
    )  # fmt: skip
    return tuple(rows.exclude(pk=case.pk).order_by("-received_at")[:8])


def picture_of(case: Case) -> Picture | None:
    """Where the sender pointed, or the telephone stood; None where there is no spot or no outline."""
    if case.latitude is None or case.longitude is None:
        return None
    return picture(case.place, (case.latitude, case.longitude))


def officers_of(units: Collection[int], *, on: date) -> tuple[User, ...]:
    """Who handles cases in units on a day."""
    standing = Q(holdings__until_day=None) | Q(holdings__until_day__gt=on)
    roles = ["ward_officer", "plan_officer", "leader"]
    held = Q(standing, holdings__place__in=units, holdings__role__in=roles, holdings__from_day__lte=on)
    return tuple(User.objects.filter(held, is_active=True).distinct().order_by("first_name"))


def agencies_of(units: Collection[int], *, on: date) -> tuple[Agency, ...]:
    """The agencies of units on a day, unit by unit."""
    standing = Q(until_day=None) | Q(until_day__gt=on)
    return tuple(Agency.objects.filter(standing, place__in=units, from_day__lte=on).order_by("place", "pk"))


def targets_of(place: Unit, *, on: date) -> list[Unit]:
    """The units above a place on a day, then its neighbours and those under it: two queries. Of a place that ended, as
    seen from the unit in charge."""
    seat = seat_of(place, on=on)
    above = places.ancestors(seat, on=on)
    over = [seat.pk, *(unit.pk for unit in above[:1])]
    rows = Closure.objects.filter(pk__in=places.closure_on(on), ancestor__in=over, depth=1).exclude(descendant=seat)
    beside = rows.select_related("descendant").order_by("ancestor", "descendant__sort_key")
    return [*above, *(row.descendant for row in beside)]
