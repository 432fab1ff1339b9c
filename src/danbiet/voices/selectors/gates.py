"""Who may see which case; every page gets its object here. Officers by their roles, residents by their code."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import F, Q, QuerySet

from danbiet.accounts.models import Holding
from danbiet.common import codes
from danbiet.common.actor import Actor, NotAllowed, NotYours, Role, say
from danbiet.places import selectors as places
from danbiet.places.models import Closure, Unit
from danbiet.voices.models import Case, Notice, Photo, Sorting, Step
from danbiet.voices.rules import Kind
from danbiet.voices.rules.rights import RIGHTS, Group, Look, Reach, Right, Where, rights, rights_in_hand, seen_kinds
from danbiet.voices.rules.stages import Act

ROLES = frozenset(role for role, _, _ in RIGHTS)
FEW = 40  # places; beyond, conditions and counts are made otherwise
# A code that nobody holds: what is typed wrongly is looked up like the rest, so that both take the same time.
NOBODY = "0000000000000"


class UnknownCode(NotYours):
    """No case has this code; a code typed wrongly is answered with the same words."""

    def __init__(self) -> None:
        super().__init__(say("Không có vụ việc nào mở được bằng mã này. Hãy so lại từng ký tự với giấy biên nhận."))


class UnknownCase(NotYours):
    """No case of this number is open to the reader."""

    def __init__(self) -> None:
        super().__init__(say("Không có vụ việc này trong những gì bạn được xem."))


def below(units: Iterable[int], *, on: date) -> set[int]:
    """What stands under units on a day, or stood there until it ceased to exist."""
    rows = _lasting(on).filter(ancestor__in=list(units))
    return set(rows.values_list("descendant", flat=True))


def _lasting(on: date) -> QuerySet[Closure]:
    lasting = Q(until_day=None) | Q(until_day__gt=on) | Q(until_day=F("descendant__until_day"))
    return Closure.objects.filter(lasting, from_day__lte=on, depth__gt=0)


def own_kinds(actor: Actor, *, on: date) -> dict[frozenset[Kind], set[int]]:
    """The places whose cases the actor handles, those of units taken over among them, by the kinds."""
    held = {one.place for one in actor.held if seen_kinds(one.role, Where.OWN)}
    return _grouped(_handled(actor, places.taken_over(held, on=on))) if held else {}


def _handled(actor: Actor, taken: Mapping[int, places.Taken]) -> dict[int, set[Kind]]:
    """The kinds that the actor handles in each place: their own, and what these took over whole or in part."""
    found: dict[int, set[Kind]] = defaultdict(set)
    for one in actor.held:
        over = taken.get(one.place, places.Taken())
        for place in {one.place, *over.charged}:
            found[place] |= seen_kinds(one.role, Where.OWN)
        for place in over.parts:
            found[place] |= seen_kinds(one.role, Where.PART)
    return found


def _grouped(found: dict[int, set[Kind]]) -> dict[frozenset[Kind], set[int]]:
    grouped: dict[frozenset[Kind], set[int]] = defaultdict(set)
    for place, seen in found.items():
        if seen:
            grouped[frozenset(seen)].add(place)
    return dict(grouped)


def reach(actor: Actor, place: Unit | int, *, on: date) -> Reach:
    """How the actor stands towards the cases of a place."""
    pk = place if isinstance(place, int) else place.pk
    held = {one.place for one in actor.held if one.role in ROLES}
    if not held:
        return Reach()
    if held == {pk}:  # nobody stands above or after themselves: nothing to ask
        return Reach(own=frozenset(one.role for one in actor.held if one.place == pk))
    took = places.takers_of(pk, on=on)
    over = set(_lasting(on).filter(descendant=pk, ancestor__in=held).values_list("ancestor", flat=True))
    stands = {"own": {pk, took.charged}, "part": took.others, "above": over - {took.charged}}
    return Reach(**{name: frozenset(one.role for one in actor.held if one.place in at) for name, at in stands.items()})


def held_at(place: Unit, *, on: date) -> Reach:
    """The roles that people who can sign in hold on a day towards the cases of a place, whoever they are."""
    took = places.takers_of(place.pk, on=on)
    own = {place.pk, took.charged, *took.others} - {None}
    over = _lasting(on).filter(descendant=place).values("ancestor")
    rows = Holding.objects.on(on).filter(Q(place__in=own) | Q(place__in=over), user__is_active=True)
    held = [(Role(role), pk in own) for role, pk in rows.values_list("role", "place_id").distinct()]
    return Reach(
        own=frozenset(role for role, is_own in held if is_own),
        above=frozenset(role for role, is_own in held if not is_own),
    )


def rights_over(actor: Actor, case: Case, *, on: date) -> frozenset[Right]:
    """Everything that the actor may do with a case, whatever its stand."""
    return _held(reach(actor, case.place_id, on=on), actor, case)


def _held(reached: Reach, actor: Actor, case: Case) -> frozenset[Right]:
    """By the roles, and by having the case in hand where a role asks for that: one or two queries more only then."""
    kind = Kind(case.kind)
    found, more = rights(reached, kind), rights_in_hand(reached, kind)
    return found | more if more - found and _has_in_hand(actor, case) else found


def _has_in_hand(actor: Actor, case: Case) -> bool:
    """Whether a case was given to the actor (or, to no officer by name, to an agency of theirs), or they took it in or
    said of what kind it is."""
    if actor.user is None:
        return False
    if case.officer_id == actor.user or (case.officer_id is None and case.agency_id in actor.agencies()):
        return True
    sorted_by = Sorting.objects.filter(case=case, settled_by=actor.user)
    taken = Step.objects.filter(case=case, by=actor.user, act__in=[Act.RECEIVE.value, Act.RECLASSIFY.value])
    return taken.exists() or sorted_by.exists()


def kinds_seen(actor: Actor, *, on: date) -> dict[frozenset[Kind], set[int]]:
    """The places whose unpublished cases the actor may read, by the kinds."""
    held = actor.places(*ROLES)
    found = _handled(actor, places.taken_over(held, on=on)) if held else {}
    for role in {one.role for one in actor.held} & ROLES:
        kinds = seen_kinds(role, Where.ABOVE)
        for place in below(actor.places(role), on=on) if kinds else ():
            found[place] |= kinds
    return _grouped(found)


def at_places(units: set[int]) -> Q:
    """The condition on the place of cases. Of many, the database walks its index of days and looks at each row's place;
    naming an index entry of each place would make it gather and sort everything."""
    return Q(place__in=sorted(units)) if len(units) <= FEW else Q(somewhere__in=sorted(units))


def cases_at() -> QuerySet[Case]:
    """Cases with their place as a plain number, for `at_places`."""
    return Case.objects.alias(somewhere=F("place_id") + 0)


def cases_visible_to(actor: Actor, *, on: date) -> QuerySet[Case]:
    """Cases that the actor may read though they are not published; none for everybody else."""
    visible = Q(pk__in=[])
    for kinds, units in kinds_seen(actor, on=on).items():
        of_kind = Q() if kinds == frozenset(Kind) else Q(kind__in=[kind.value for kind in kinds])
        visible |= of_kind & at_places(units)
    return cases_at().filter(visible)


def seen_case(actor: Actor, number: str, *, on: date) -> tuple[Case, frozenset[Right]]:
    """A case that the actor may read inside, and everything they may do with it."""
    related = ("place__outline", "agency", "officer", "merged_into", "sender", "sorting")
    found = Case.objects.filter(number=number).select_related(*related).first()
    held = rights_over(actor, found, on=on) if found else frozenset()
    if found is None or Look.CASE not in held:
        raise UnknownCase
    return found, held


def case_for(actor: Actor, number: str, *, on: date) -> Case:
    """A case that the actor may read inside."""
    return seen_case(actor, number, on=on)[0]


def require(actor: Actor, case: Case, right: Right, *, on: date) -> None:
    """Refuse what the actor's roles do not allow with this kind of case at this place."""
    allowed = rights_over(actor, case, on=on)
    if Look.CASE not in allowed and right is not Act.RECEIVE:
        raise UnknownCase
    if right not in allowed:
        raise NotAllowed(say("Nhiệm vụ của bạn không gồm việc này với loại đơn này ở {place}."), place=case.place)


def case_by_code(typed: str, *, pepper: bytes) -> Case:
    """The case that a receipt code opens; a code that cannot be and one that nobody holds take the same way."""
    try:
        code = codes.normalised(typed)
    except codes.CodeRefused:
        code = NOBODY
    found = Case.objects.filter(code_hash=codes.hashed(code, pepper=pepper))
    case = found.select_related("place", "merged_into__place", "agency").first()
    if case is None:
        raise UnknownCode
    return case


def published() -> QuerySet[Case]:
    """What everybody may read, in its redacted copy alone."""
    return Case.objects.filter(published_at__isnull=False)


def published_case(number: str) -> Case:
    """A published case by its number."""
    found = published().filter(number=number).select_related("place", "agency").first()
    if found is None:
        raise UnknownCase
    return found


def photo_for(actor: Actor, pk: int, *, on: date) -> Photo:
    """A picture: of a published case when somebody made it public, else for those who may read the case."""
    found = Photo.objects.filter(pk=pk).select_related("case__place").first()
    if found is None:
        raise UnknownCase
    if found.is_public and found.case.published_at:
        return found
    held = rights_over(actor, found.case, on=on)
    waiting = Sorting.objects.filter(case=found.case_id, settled_at=None, is_withheld=True).first()
    if Look.CASE not in held or (waiting and is_hidden_from(held, waiting)):
        raise UnknownCase
    return found


def is_hidden_from(held: frozenset[Right], waiting: Sorting) -> bool:
    """Whether words that may be a denunciation are kept from somebody: only those who sort them read them."""
    return waiting.is_withheld and Act.RECLASSIFY not in held


def sorts_at(actor: Actor, *, on: date) -> set[int]:
    """The places whose waiting cases the actor sorts."""
    rights_of = {role: RIGHTS.get((role, Where.OWN, Group.FEEDBACK), frozenset()) for role in ROLES}
    held = {one.place for one in actor.held if Act.RECLASSIFY in rights_of.get(one.role, frozenset())}
    taken = places.taken_over(held, on=on) if held else {}
    return held.union(*(one.charged for one in taken.values()))


def notice_for(actor: Actor, pk: int, *, on: date) -> Notice:
    """A letter, for those who may read it."""
    found = Notice.objects.filter(pk=pk).select_related("case__place", "case__agency", "forwarding__place").first()
    if found is None or Look.CASE not in rights_over_letter(actor, found, on=on):
        raise UnknownCase
    return found


def rights_over_letter(actor: Actor, notice: Notice, *, on: date) -> frozenset[Right]:
    """Everything that the actor may do with a letter: with one that a unit owes which sent the case on, what they might
    do with such a case there, and nobody else anything."""
    body = notice.forwarding if notice.is_of_forwarder else None
    place = body.place_id if body and body.place_id else notice.case.place_id
    return _held(reach(actor, place, on=on), actor, notice.case)


def require_letter(actor: Actor, notice: Notice, *, on: date) -> None:
    """Refuse to send what the actor may not send."""
    held = rights_over_letter(actor, notice, on=on)
    if Look.CASE not in held:
        raise UnknownCase
    if Act.SEND_NOTICE not in held:
        raise NotAllowed(say("Nhiệm vụ của bạn không gồm việc gửi văn bản này."))


def holds_office(actor: Actor) -> bool:
    """Whether the actor handles or oversees cases anywhere."""
    return actor.has(*(role for role in ROLES if role is not Role.GROUP_HEAD))
