"""Reads of people: who stands in whose subtree, and what they hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import vn_text
from allauth.mfa.models import Authenticator
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from danbiet.accounts.models import Holding, User
from danbiet.accounts.rules import BY_LEADER
from danbiet.common.actor import Actor, NotYours, Role, say
from danbiet.places import selectors as places
from danbiet.places.models import Agency, Closure, Unit


class PersonNotYours(NotYours):
    """The person serves outside the actor's subtree, or does not exist."""


@dataclass(frozen=True)
class Profile:
    """What an administrator sees of one person."""

    user: User
    holdings: tuple[Holding, ...]
    second_factors: frozenset[str]
    is_own_to_manage: bool
    can_end: frozenset[int]


@dataclass(frozen=True)
class Listed:
    """A line of the list of people: the person, and the roles held on the day."""

    user: User
    holdings: tuple[Holding, ...]


@dataclass(frozen=True)
class Account:
    """What a person sees of the own account."""

    user: User
    holdings: tuple[Holding, ...]
    second_factors: frozenset[str]


def administered(by: Actor, *, on: date) -> QuerySet[Unit]:
    """The units that an administrator looks after on a day."""
    return places.within(by.places(Role.ADMINISTRATOR), on=on)


def looked_after(by: Actor, units: Iterable[int], *, on: date) -> frozenset[int]:
    """Which of the units stand under an administrator, on the day or later."""
    rows = Closure.objects.filter(ancestor__in=by.places(Role.ADMINISTRATOR), descendant__in=units)
    lasting = rows.filter(Q(until_day=None) | Q(until_day__gt=on))
    return frozenset(lasting.values_list("descendant", flat=True))


def staffed(by: Actor, *, on: date) -> QuerySet[Unit]:
    """The units in which the actor may give roles: the administered ones, and the places led."""
    led = Unit.objects.on(on).filter(pk__in=by.places(Role.LEADER))
    return Unit.objects.filter(Q(pk__in=administered(by, on=on).values("pk")) | Q(pk__in=led.values("pk")))


def users_visible_to(by: Actor, *, on: date) -> QuerySet[User]:
    """People who hold, held or will hold a role in the actor's units."""
    seen = Holding.objects.filter(place__in=staffed(by, on=on).values("pk")).values("user")
    return User.objects.filter(pk__in=seen).order_by("folded", "username")


def person_for(by: Actor, pk: int, *, on: date) -> Profile:
    """One person and all roles through time; the gate of every page about somebody else."""
    user = users_visible_to(by, on=on).filter(pk=pk).first()
    if user is None:
        raise PersonNotYours(say("Không có người này trong phạm vi của bạn."))
    held = holdings_of(user)
    serving = {row.place_id for row in held if row.until_day is None or row.until_day > on}
    mine = looked_after(by, serving, on=on)
    manages = by.has(Role.ADMINISTRATOR) and serving <= mine and by.user != user.pk
    near = set(staffed(by, on=on).filter(pk__in=serving).values_list("pk", flat=True))
    can_end = frozenset(row.pk for row in held if row.place_id in near and (not row.until_day or row.until_day > on))
    return Profile(user, held, second_factors(user), manages, can_end)


def holding_for(by: Actor, pk: int, *, on: date) -> Holding:
    """One role held by somebody in the actor's units."""
    found = (
        Holding.objects.select_related("user", "place", "agency")
        .filter(pk=pk, place__in=staffed(by, on=on).values("pk"))
        .first()
    )
    if found is None:
        raise PersonNotYours(say("Không có người này trong phạm vi của bạn."))
    return found


def user_named(username: str) -> User:
    """The user of a sign-in name, typed in full: how somebody without a role yet is found."""
    found = User.objects.filter(username=username).first()
    if found is None:
        raise PersonNotYours(say("Không có tên đăng nhập {username}."), username=username)
    return found


def people(by: Actor, *, on: date, text: str = "") -> QuerySet[User]:
    """The people of the actor's places, those with the text in their name or sign-in name."""
    found = users_visible_to(by, on=on)
    return found.filter(Q(folded__contains=folded(text)) | Q(username__icontains=text)) if text else found


def folded(text: str) -> str:
    """A name as it is searched for and sorted: lower case, without marks, đ as d."""
    return str(vn_text.fold(text))[:400]


def page_of_people(by: Actor, *, on: date, text: str, page: str | None, size: int) -> tuple[Page[User], list[Listed]]:
    """One page of the people, each with the roles held on the day."""
    found = Paginator(people(by, on=on, text=text), size).get_page(page)
    rows = Holding.objects.on(on).filter(user__in=list(found.object_list)).select_related("place", "agency")
    held: dict[int, list[Holding]] = {}
    for row in rows.order_by("from_day", "pk"):
        held.setdefault(row.user_id, []).append(row)
    return found, [Listed(user, tuple(held.get(user.pk, ()))) for user in found.object_list]


def holdings_of(user: User) -> tuple[Holding, ...]:
    """Every role of a person through time, the latest first."""
    return tuple(user.holdings.select_related("place", "agency").order_by("-from_day", "-pk"))


def holders(place: Unit, *roles: Role, on: date) -> QuerySet[User]:
    """Who holds one of the roles in exactly this place on a day."""
    held = Holding.objects.on(on).filter(place=place, role__in=[role.value for role in roles])
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("first_name", "username")


def account_of(pk: int) -> Account:
    """The own account."""
    user = User.objects.get(pk=pk)
    return Account(user, holdings_of(user), second_factors(user))


def second_factors(user: User) -> frozenset[str]:
    """Kinds of second factor that are set up: totp, webauthn, recovery_codes."""
    return frozenset(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def roles_to_give(by: Actor) -> tuple[Role, ...]:
    """Which roles the actor may give at all."""
    return tuple(role for role in Role if by.has(Role.ADMINISTRATOR) or role in BY_LEADER)


def agencies_of(place: Unit) -> QuerySet[Agency]:
    """The agencies of a unit."""
    return agencies_in(Unit.objects.filter(pk=place.pk))


def agencies_in(units: QuerySet[Unit]) -> QuerySet[Agency]:
    """The agencies of units, for choosing where somebody serves."""
    return Agency.objects.filter(place__in=units.values("pk")).order_by("name_vi", "pk")
