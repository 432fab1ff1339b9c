"""One unit at a time: founding, ending, naming, standing under another; agencies and groups below it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from danbiet.common import clock
from danbiet.common.actor import Actor, Damaged, Role, say
from danbiet.ledger import services as ledger
from danbiet.places import selectors
from danbiet.places.models import Agency, Closure, FormerName, ResidentialGroup, Unit
from danbiet.places.rules.kinds import ENGLISH, AgencyKind, GroupKind, Tier, kind_in, short_name
from danbiet.places.services.country import committee, folded, sort_key


class NameRefused(Damaged):
    """A name that cannot be a unit's, an agency's or a group's."""


class NotUnderItself(Damaged):
    """A unit cannot stand under itself or under one of its own."""


def rename(unit: Unit, *, name_vi: str, decree: str, on: date, by: Actor, at: datetime) -> Unit:
    """Give a unit a new name from a day on; the former name stays with its period."""
    _may(by, unit, on)
    kind = kind_in(name_vi, tier=Tier(unit.tier))
    if kind is None or len(name_vi) > 120:
        raise NameRefused(say("Tên “{name}” phải bắt đầu bằng loại đơn vị, ví dụ “Phường …”."), name=name_vi[:60])
    with transaction.atomic():
        since = FormerName.objects.filter(unit=unit).order_by("-until_day").values_list("until_day", flat=True).first()
        start = since or unit.from_day
        if not start < on or (unit.until_day and on >= unit.until_day):
            raise NameRefused(say("Ngày đổi tên phải nằm trong thời gian đơn vị tồn tại."))
        before = unit.name_vi
        FormerName.objects.create(
            unit=unit, kind=unit.kind, name_vi=before, name_en=unit.name_en, from_day=start, until_day=on, decree=decree
        )
        unit.name_vi, unit.name_en, unit.kind = name_vi, english(name_vi, tier=Tier(unit.tier)), kind.value
        unit.folded, unit.sort_key = folded(name_vi), sort_key(name_vi)
        unit.save()
        payload = {"before": before, "after": name_vi, "on": on.isoformat(), "decree": decree}
        _record("places.rename", unit, payload, by=by, at=at)
    return unit


def move_under(unit: Unit, *, parent: Unit, decree: str, on: date, by: Actor, at: datetime) -> None:
    """Put a unit, with all that stands under it, under another parent from a day on; the past stays."""
    _may(by, unit, on)
    if Closure.objects.filter(ancestor=unit, descendant=parent).exists():
        raise NotUnderItself(say("{unit} không thể thuộc {parent}."), unit=unit.name_vi, parent=parent.name_vi)
    with transaction.atomic():
        below = selectors.closure_on(on).filter(ancestor=unit)
        subtree = list(below.values_list("descendant", "depth", "until_day"))
        leave_parents([pk for pk, _, _ in subtree], keep=[pk for pk, _, _ in subtree], on=on)
        stand_under(subtree, parent=parent, on=on)
        payload = {"parent": parent.key, "on": on.isoformat(), "decree": decree, "units": len(subtree)}
        _record("places.move_under", unit, payload, by=by, at=at)


def found_agency(place: Unit, *, kind: str, name_vi: str, name_en: str = "", by: Actor, at: datetime) -> Agency:
    """Add an agency to a place, from today on."""
    on = clock.day(at)
    _may(by, place, on)
    name = _clean(name_vi, 160)
    if Agency.objects.filter(place=place, name_vi=name).exists():
        raise NameRefused(say("{place} đã có “{name}”."), place=place.name_vi, name=name)
    with transaction.atomic():
        agency = Agency.objects.create(
            place=place,
            kind=AgencyKind(kind).value,
            name_vi=name,
            name_en=name_en or name,
            from_day=max(on, place.from_day),
        )
        _record("places.found_agency", place, {"kind": str(kind), "name": name}, by=by, at=at)
    return agency


def end_agency(agency: Agency, *, on: date, by: Actor, at: datetime) -> None:
    """End an agency on a day; what it did stays under its name."""
    _may(by, agency.place, on)
    if not agency.from_day < on:
        raise NameRefused(say("Ngày kết thúc phải sau ngày bắt đầu."))
    with transaction.atomic():
        agency.until_day = on
        agency.save()
        _record("places.end_agency", agency.place, {"name": agency.name_vi, "on": on.isoformat()}, by=by, at=at)


def found_group(
    place: Unit, *, kind: str, name_vi: str, households: int | None, by: Actor, at: datetime
) -> ResidentialGroup:
    """Add a residential group to a ward or commune, from today on."""
    on = clock.day(at)
    _may(by, place, on, selectors.OF_GROUPS)
    name = _clean(name_vi, 120)
    if place.tier != Tier.WARD or ResidentialGroup.objects.filter(place=place, name_vi=name).exists():
        raise NameRefused(
            say("{place} không nhận thêm “{name}”: trùng tên hoặc không phải cấp xã."), place=place.name_vi, name=name
        )
    with transaction.atomic():
        group = ResidentialGroup.objects.create(
            place=place,
            kind=GroupKind(kind).value,
            name_vi=name,
            households=households,
            from_day=max(on, place.from_day),
        )
        _record("places.found_group", place, {"kind": str(kind), "name": name, "households": households}, by=by, at=at)
    return group


def found_unit(code: str, *, name_vi: str, tier: Tier, parent: int | None, on: date, source: str) -> Unit:
    """A new unit with its people's committee and its place in the closure; part of a larger act."""
    kind = kind_in(name_vi, tier=tier)
    if kind is None:
        raise NameRefused(say("Tên “{name}” phải bắt đầu bằng loại đơn vị, ví dụ “Phường …”."), name=name_vi[:60])
    name_en = english(name_vi, tier=tier)
    unit = Unit.objects.create(
        code=code, from_day=on, tier=tier.value, kind=kind.value, name_vi=name_vi, name_en=name_en, source=source,
        folded=folded(name_vi), sort_key=sort_key(name_vi),
    )  # fmt: skip
    Closure.objects.create(ancestor=unit, descendant=unit, depth=0, from_day=on)
    if parent:
        stand_under([(unit.pk, 0, None)], parent=Unit.objects.get(pk=parent), on=on)
    vi, en = committee(name_vi, name_en=name_en)
    Agency.objects.create(place=unit, kind=AgencyKind.PEOPLES_COMMITTEE.value, name_vi=vi, name_en=en, from_day=on)
    return unit


def end_units(units: Iterable[int], *, on: date) -> None:
    """End units with their agencies and groups on a day; part of a larger act."""
    pks = list(units)
    Unit.objects.filter(pk__in=pks).update(until_day=on)
    touching = Closure.objects.filter(Q(ancestor__in=pks) | Q(descendant__in=pks))
    touching.filter(from_day__gte=on).delete()
    touching.filter(Q(until_day=None) | Q(until_day__gt=on)).update(until_day=on)
    for rows in (Agency.objects, ResidentialGroup.objects):
        rows.filter(place__in=pks, from_day__lt=on).filter(Q(until_day=None) | Q(until_day__gt=on)).update(until_day=on)


def leave_parents(units: list[int], *, keep: list[int], on: date) -> None:
    """End the rows that put the units under anything but the units to keep."""
    rows = Closure.objects.filter(descendant__in=units).exclude(ancestor__in=keep)
    rows.filter(from_day__gte=on).delete()
    rows.filter(Q(until_day=None) | Q(until_day__gt=on)).update(until_day=on)


def stand_under(subtree: list[tuple[int, int, date | None]], *, parent: Unit, on: date) -> None:
    """Rows that put (unit, depth, last day) under a parent and all above it, while both stand."""
    above = selectors.closure_on(on).filter(descendant=parent).values_list("ancestor", "depth", "until_day")
    rows = [
        Closure(
            ancestor_id=ancestor, descendant_id=unit, depth=up + down + 1, from_day=on,
            until_day=min((day for day in (until, ends) if day), default=None),
        )
        for ancestor, up, until in above
        for unit, down, ends in subtree
    ]  # fmt: skip
    Closure.objects.bulk_create(rows)


def english(name_vi: str, *, tier: Tier) -> str:
    """The English name: without marks, the kind behind it; "Phường 1" is "Ward 1"."""
    kind = kind_in(name_vi, tier=tier)
    plain = selectors.unaccented(short_name(name_vi))
    if kind is None:
        return plain
    number = name_vi.rsplit(" ", 1)[-1]
    return f"{ENGLISH[kind]} {number}" if short_name(name_vi) == name_vi else f"{plain} {ENGLISH[kind]}"


def _may(by: Actor, unit: Unit, on: date, roles: tuple[Role, ...] = selectors.OF_PLACES) -> None:
    """The system, or a holder of one of the roles in the unit or in one above it."""
    if by.user is not None and not selectors.holds_over(by, unit, *roles, on=on):
        raise selectors.NotYourPlace(
            say("Chỉ quản trị hoặc cán bộ kế hoạch của {place} hay của cấp trên được làm việc này."), place=unit.name_vi
        )


def _clean(name: str, limit: int) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= limit:
        raise NameRefused(say("Tên phải có từ 1 đến {limit} ký tự."), limit=limit)
    return name


def _record(act: str, unit: Unit, payload: Mapping[str, object], *, by: Actor, at: datetime) -> None:
    ledger.record(by=by, act=act, target=f"places.unit/{unit.pk}", place=unit.key, payload=payload, at=at)
