"""Acts on accounts and roles: each one transaction, one event. Nobody is deleted."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from danbiet.accounts import selectors
from danbiet.accounts.models import Counter, Holding, User
from danbiet.accounts.rules import LANGUAGES, check_grant, check_person
from danbiet.common import clock
from danbiet.common.actor import SYSTEM, Actor, Conflict, Damaged, NotAllowed, Role, say
from danbiet.ledger import services as ledger
from danbiet.places.models import Agency, Unit
from danbiet.places.selectors import PEOPLES_COMMITTEE


class Reasoned(Protocol):
    """An act on an account that needs its reason."""

    def __call__(self, *, by: Actor, user: User, reason: str, at: datetime) -> None: ...


class PersonDamaged(Damaged):
    """The name, sign-in name, password or language cannot be used."""


class PeriodRefused(Damaged):
    """The days of a role do not fit the place, or each other."""


class AlreadyHeld(Conflict):
    """The same role in the same place and agency is held on some of those days."""


class AlreadyDone(Conflict):
    """The account or role is already in the state asked for."""


@dataclass(frozen=True)
class Person:
    """Who is to get an account."""

    username: str
    name: str
    email: str = ""
    language: str = "vi"


@dataclass(frozen=True)
class Charge:
    """A role to be held in a place (and agency) from a day until, exclusively, another."""

    role: Role
    place: Unit
    from_day: date
    agency: Agency | None = None
    until_day: date | None = None


def create_user(
    *, by: Actor, person: Person, password: str, at: datetime, first: Charge | None = None, is_temporary: bool = False
) -> User:
    """Open an account with its first role; only the system may open one without a role.

    Refused: a name in use, a weak password, a role or place that the actor may not give.
    """
    _check_person_fields(person)
    if first is None and by != SYSTEM:
        raise NotAllowed(say("Tài khoản mới phải kèm nhiệm vụ đầu tiên."))
    user = User(username=person.username, first_name=person.name, email=person.email, language=person.language)
    user.has_temporary_password = is_temporary
    user.folded = selectors.folded(person.name)
    _check_password(user, password)
    with transaction.atomic():
        if User.objects.filter(username__iexact=person.username).exists():
            raise Conflict(say("Tên đăng nhập {username} đã có người dùng."), username=person.username)
        user.set_password(password)
        user.save()
        held = [_hold(by, user, first, at)] if first else []
        payload = {"username": user.username, "name": person.name, "holdings": [_plain(row) for row in held]}
        place = first.place.key if first else ""
        ledger.record(by=by, act="accounts.create_user", target=_target(user), place=place, payload=payload, at=at)
    return user


def admit(*, user: User, issuer: str, at: datetime) -> None:
    """Record that the identity provider opened an account for somebody unknown; it carries no role."""
    with transaction.atomic():
        user.folded = selectors.folded(user.first_name)
        user.save(update_fields=["folded"])
        payload = {"username": user.username, "name": user.first_name, "issuer": issuer}
        ledger.record(by=SYSTEM, act="accounts.admit", target=_target(user), place="", payload=payload, at=at)


def grant(*, by: Actor, user: User, charge: Charge, at: datetime) -> Holding:
    """Charge a person with a role; refused outside the actor's places, twice for the same days, or to oneself."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        holding = _hold(by, user, charge, at)
        ledger.record(
            by=by, act="accounts.grant", target=_target(user), place=charge.place.key, payload=_plain(holding), at=at
        )
    return holding


def end_holding(*, by: Actor, holding: Holding, until_day: date, at: datetime) -> Holding:
    """End a role on a day (exclusive); a role that has not begun cannot end before it begins."""
    with transaction.atomic():
        found = Holding.objects.select_for_update().select_related("place").get(pk=holding.pk)
        _may(by, found.user_id, Role(found.role), found.place, clock.day(at))
        if found.until_day is not None and found.until_day <= until_day:
            raise AlreadyDone(say("Nhiệm vụ này đã thôi từ ngày {day}."), day=f"{found.until_day:%d/%m/%Y}")
        if until_day <= found.from_day:
            raise PeriodRefused(say("Ngày thôi phải sau ngày bắt đầu {day}."), day=f"{found.from_day:%d/%m/%Y}")
        found.until_day = until_day
        found.save(update_fields=["until_day"])
        ledger.record(
            by=by, act="accounts.end_holding", target=f"accounts.user/{found.user_id}", place=found.place.key,
            payload=_plain(found), at=at,
        )  # fmt: skip
    return found


def hand_over(
    *, by: Actor, old: Unit, new: Unit, on: date, at: datetime, users: Collection[User] | None = None
) -> list[Holding]:
    """End on a day what is held in a unit, and give the same roles in its successor from that day.

    `users` narrows it to some people, for a unit that is split. A person who already holds the role there is passed by.
    """
    with transaction.atomic():
        rows = Holding.objects.filter(place=old, from_day__lt=on).not_over(_day_before(on)).select_related("agency")
        if users is not None:
            rows = rows.filter(user__in=users)
        given = [held for row in rows.order_by("pk") if (held := _pass_on(by, row, old, new, on)) is not None]
        payload = {"old": old.key, "new": new.key, "on": on.isoformat(), "holdings": [_plain(row) for row in given]}
        ledger.record(by=by, act="accounts.hand_over", target=f"places.unit/{old.pk}", place=new.key,
                      payload=payload, at=at)  # fmt: skip
    return given


def disable_user(*, by: Actor, user: User, reason: str, at: datetime) -> None:
    """Shut an account at once; sessions end with it, roles and past acts stay."""
    _switch(by=by, user=user, is_active=False, reason=reason, at=at)


def enable_user(*, by: Actor, user: User, reason: str, at: datetime) -> None:
    """Open a shut account again."""
    _switch(by=by, user=user, is_active=True, reason=reason, at=at)


def set_password(*, by: Actor, user: User, password: str, at: datetime) -> None:
    """Give somebody a temporary password, to be changed at the next sign-in."""
    _check_password(user, password)
    with transaction.atomic():
        _check_may_manage(by, user, clock.day(at))
        user.set_password(password)
        user.has_temporary_password = True
        user.save(update_fields=["password", "has_temporary_password"])
        _record(by, user, "accounts.set_password", {}, at)


def keep_password(*, user: User, password: str, at: datetime) -> None:
    """Set the password that a person chose for the own account."""
    with transaction.atomic():
        user.set_password(password)
        user.has_temporary_password = False
        user.save(update_fields=["password", "has_temporary_password"])
        _record(user.actor(clock.day(at)), user, "accounts.change_password", {}, at)


def drop_second_factor(*, by: Actor, user: User, reason: str, at: datetime) -> None:
    """Take away the second factor of somebody who lost it, so that the password alone opens again."""
    with transaction.atomic():
        _check_may_manage(by, user, clock.day(at))
        found = Authenticator.objects.filter(user=user)
        kinds = sorted(found.values_list("type", flat=True))
        if not kinds:
            raise AlreadyDone(say("Tài khoản này không có lớp bảo vệ thứ hai."))
        found.delete()
        _record(by, user, "accounts.drop_second_factor", {"kinds": kinds, "reason": reason}, at)


def note_protection(*, user: User, what: str, at: datetime) -> None:
    """Record that a person changed how the own account is protected."""
    with transaction.atomic():
        _record(user.actor(clock.day(at)), user, "accounts.change_protection", {"what": what}, at)


def save_account(*, by: Actor, user: User, name: str, email: str, language: str, at: datetime) -> None:
    """Change the own name, address and language."""
    if by.user != user.pk:
        raise NotAllowed(say("Chỉ chính chủ đổi được tên, thư điện tử và ngôn ngữ."))
    _check_person_fields(Person(user.username, name, email, language))
    with transaction.atomic():
        user.first_name, user.last_name, user.email, user.language = name, "", email, language
        user.folded = selectors.folded(name)
        user.save(update_fields=["first_name", "last_name", "folded", "email", "language"])
        _record(by, user, "accounts.save_account", {"name": name, "email": email, "language": language}, at)


def forget_counters(*, at: datetime) -> int:
    """Remove the counters of tries that have run out; safe at any time."""
    return Counter.objects.filter(expires__lt=at).delete()[0]


def _switch(*, by: Actor, user: User, is_active: bool, reason: str, at: datetime) -> None:
    with transaction.atomic():
        found = User.objects.select_for_update().get(pk=user.pk)
        _check_may_manage(by, found, clock.day(at))
        if found.is_active == is_active:
            raise AlreadyDone(say("Tài khoản đã ở trạng thái đó."))
        found.is_active = user.is_active = is_active
        found.save(update_fields=["is_active"])
        _record(by, found, "accounts.enable_user" if is_active else "accounts.disable_user", {"reason": reason}, at)


def _hold(by: Actor, user: User, charge: Charge, at: datetime) -> Holding:
    _may(by, user.pk, charge.role, charge.place, max(clock.day(at), charge.from_day))
    return _held(user, charge)


def _held(user: User, charge: Charge) -> Holding:
    charge = replace(charge, until_day=charge.until_day or charge.place.until_day)  # no role outlives its place
    _check_period(charge)
    same = user.holdings.filter(role=charge.role.value, place=charge.place, agency=charge.agency)
    if same.during(charge.from_day, charge.until_day).exists():
        raise AlreadyHeld(say("Người này đã giữ đúng nhiệm vụ ấy trong thời gian đó."))
    return Holding.objects.create(
        user=user, role=charge.role.value, place=charge.place, agency=charge.agency,
        from_day=charge.from_day, until_day=charge.until_day,
    )  # fmt: skip


def _pass_on(by: Actor, row: Holding, old: Unit, new: Unit, on: date) -> Holding | None:
    _may(by, row.user_id, Role(row.role), old, _day_before(on))
    _may(by, row.user_id, Role(row.role), new, on)
    if row.until_day is None or row.until_day > on:
        row.until_day = on
        row.save(update_fields=["until_day"])
    charge = Charge(Role(row.role), new, on, _same_agency(row.agency, new))
    try:
        return _held(row.user, charge)
    except AlreadyHeld:
        return None


def _same_agency(agency: Agency | None, place: Unit) -> Agency | None:
    """The agency of the successor that does the same work, else its people's committee."""
    if agency is None:
        return None
    there = list(selectors.agencies_of(place))
    alike = [other for other in there if other.kind == agency.kind]
    above = [other for other in there if other.kind == PEOPLES_COMMITTEE]
    return next(iter(alike + above), None)


def _may(by: Actor, user: int, role: Role, place: Unit, on: date) -> None:
    administered = by != SYSTEM and selectors.administered(by, on=on).filter(pk=place.pk).exists()
    led = place.pk in by.places(Role.LEADER)
    check_grant(by=by, user=user, role=role, administered=administered, led=led)


def _check_may_manage(by: Actor, user: User, on: date) -> None:
    serving = frozenset(user.holdings.not_over(on).values_list("place_id", flat=True))
    if by != SYSTEM and by.user != user.pk:
        selectors.person_for(by, user.pk, on=on)
    mine = selectors.looked_after(by, serving, on=on)
    check_person(by=by, user=user.pk, places=serving, administered=mine)
    if by != SYSTEM and not by.has(Role.ADMINISTRATOR):
        raise NotAllowed(say("Việc này do quản trị làm."))


def _check_period(charge: Charge) -> None:
    place, last, ends = charge.place, charge.until_day or date.max, charge.place.until_day or date.max
    if charge.from_day < place.from_day or charge.from_day >= ends or last > ends:
        raise PeriodRefused(say("{place} không tồn tại suốt thời gian đó."), place=place.name_vi)
    if last <= charge.from_day:
        raise PeriodRefused(say("Ngày thôi phải sau ngày bắt đầu {day}."), day=f"{charge.from_day:%d/%m/%Y}")
    if charge.agency is not None and charge.agency.place_id != place.pk:
        raise PeriodRefused(say("Cơ quan không thuộc {place}."), place=place.name_vi)


def _check_person_fields(person: Person) -> None:
    try:
        User(username=person.username, first_name=person.name, email=person.email, password="-").clean_fields()
    except ValidationError as error:
        raise PersonDamaged(say("Tên đăng nhập, họ tên hoặc thư điện tử chưa dùng được.")) from error
    if not person.name.strip() or person.language not in LANGUAGES:
        raise PersonDamaged(say("Thiếu họ tên, hoặc ngôn ngữ không phải vi hay en."))


def _check_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise PersonDamaged(say("Mật khẩu yếu: {why}"), why=" ".join(error.messages)) from error


def _record(by: Actor, user: User, act: str, payload: dict[str, object], at: datetime) -> None:
    served = user.holdings.on(clock.day(at)).select_related("place").order_by("pk").first()
    place = served.place.key if served else ""
    ledger.record(by=by, act=act, target=_target(user), place=place, payload=payload, at=at)


def _target(user: User) -> str:
    return f"accounts.user/{user.pk}"


def _plain(holding: Holding) -> dict[str, object]:
    return {
        "user": holding.user_id,
        "role": holding.role,
        "place": holding.place.key,
        "agency": holding.agency_id,
        "from_day": holding.from_day.isoformat(),
        "until_day": holding.until_day.isoformat() if holding.until_day else None,
    }


def _day_before(on: date) -> date:
    return date.fromordinal(on.toordinal() - 1)
