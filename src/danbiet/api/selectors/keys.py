"""Keys: who sees them, whom they open to, and for which wards."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from danbiet.api.models import ApiKey
from danbiet.api.rules import KeyRefused, Wrong
from danbiet.api.rules.keys import hashed
from danbiet.common.actor import Actor, NotYours, Role, say
from danbiet.places import selectors as places
from danbiet.places.models import Closure, Unit
from danbiet.places.rules.kinds import Tier, short_name
from danbiet.voices.selectors import intake

Point = tuple[float, float]
CODE_ELSEWHERE = say("address_id là {place}, không nằm trong jurisdiction_id là {within}. Gửi một trong hai.")
POINT_ELSEWHERE = say("lat và long ở {place}, không nằm trong jurisdiction_id là {within}. Gửi một trong hai.")


@dataclass(frozen=True)
class Spot:
    """Where a report says it is: a ward's code, a point, words; `within`: the place to which the asker narrows."""

    code: str = ""
    point: Point | None = None
    words: str = ""
    within: Unit | None = None


@dataclass(frozen=True)
class Placed:
    """The ward that takes it in; `is_sure` is false where it is only the nearest."""

    ward: Unit
    is_sure: bool = True


def administered(actor: Actor, *, on: date) -> QuerySet[Unit]:
    """The places in which the actor may make keys, those that stand today."""
    held = actor.places(Role.ADMINISTRATOR)
    return places.within(held, on=on).order_by("tier", "sort_key")


def keys_of(actor: Actor) -> QuerySet[ApiKey]:
    """The keys of the places that the actor administers, whether they still stand or not."""
    under = Closure.objects.filter(ancestor__in=actor.places(Role.ADMINISTRATOR)).values("descendant")
    rows = ApiKey.objects.filter(place__in=under).select_related("place", "made_by", "revoked_by")
    return rows.order_by("revoked_at", "-made_at", "-pk")


def key_for(actor: Actor, pk: int) -> ApiKey:
    """One of them."""
    found = keys_of(actor).filter(pk=pk).first()
    if found is None:
        raise NotYours(say("Không có khóa này ở nơi bạn quản trị."))
    return found


def key_by(typed: str) -> ApiKey:
    """The key that a program sent."""
    found = ApiKey.objects.filter(key_hash=hashed(typed.strip()), revoked_at=None).select_related("place").first()
    if not typed.strip() or found is None:
        raise KeyRefused(say("api_key thiếu, sai hoặc đã bị thu hồi."))
    return found


def wards_of(key: ApiKey, *, on: date) -> QuerySet[Unit]:
    """The wards for which a key may send today: of its place, or of what took it over."""
    roots = [key.place_id] if places.stands(key.place, on) else [unit.pk for unit in places.heirs_of(key.place)]
    return places.within(roots, on=on).filter(tier=Tier.WARD.value)


def placed(spot: Spot, *, key: ApiKey, on: date) -> Placed:
    """The ward that takes in a report: named by its code, else round the point, else named by the address."""
    wards = wards_of(key, on=on)
    if spot.code:
        unit = _inside(_ward(spot.code, on), spot.within, said=CODE_ELSEWHERE, on=on)
        return Placed(_agreeing(_served(unit, wards), spot.point, on))
    if spot.point:
        return _near(spot, wards, on=on)
    units = list(_narrowed(wards, spot.within, on=on))
    named = units if len(units) == 1 else _named(spot.words, units)
    if len(named) != 1:
        raise Wrong(
            say(
                "Chưa rõ phường, xã nào. Gửi lat và long, hoặc address_id là mã phường, xã, hoặc ghi tên phường, xã"
                " trong address_string."
            )
        )
    return Placed(named[0])


def _ward(code: str, on: date) -> Unit:
    try:
        return intake.ward(code[:8], on=on)
    except NotYours as error:
        raise Wrong(error.sentence) from error


def _narrowed(wards: QuerySet[Unit], within: Unit | None, *, on: date) -> QuerySet[Unit]:
    return wards.filter(pk__in=places.within([within.pk], on=on).values("pk")) if within else wards


def _inside(unit: Unit, within: Unit | None, *, said: str, on: date) -> Unit:
    """The ward, when it lies in the place to which the asker narrows; the key has no part in it when it does not."""
    if within is not None and not places.within([within.pk], on=on).filter(pk=unit.pk).exists():
        raise Wrong(said, place=unit.name_vi, within=within.name_vi)
    return unit


def _served(unit: Unit, wards: QuerySet[Unit]) -> Unit:
    if not wards.filter(pk=unit.pk).exists():
        raise KeyRefused(say("Khóa này không gửi được cho {place}."), place=unit.name_vi)
    return unit


def _agreeing(unit: Unit, point: Point | None, on: date) -> Unit:
    """A ward named by its code, when the point beside it does not lie elsewhere: on a map it would stand in another."""
    if point is None or unit.latitude is None:
        return unit
    near = intake.wards_at(point, on=on)
    if unit.pk in {one.unit.pk for one in near}:
        return unit
    if near and near[0].is_sure:
        said = say("lat và long không nằm ở {place}. Gửi một trong hai: tọa độ, hoặc mã phường, xã.")
    else:
        said = say("lat và long gần nơi khác hơn {place}. Gửi một trong hai: tọa độ, hoặc mã phường, xã.")
    raise Wrong(said, place=unit.name_vi)


def _near(spot: Spot, wards: QuerySet[Unit], *, on: date) -> Placed:
    """The ward round the point; where only centres are known, the one that the address names, else the nearest."""
    assert spot.point is not None
    near = intake.wards_at(spot.point, on=on)
    if not near:
        raise Wrong(say("Không có phường, xã nào gần tọa độ này."))
    first = near[0]
    if not first.is_sure:
        units = _narrowed(wards, spot.within, on=on).filter(pk__in=[one.unit.pk for one in near])
        named = _named(spot.words, list(units))
        if len(named) == 1:
            return Placed(named[0])
    unit = _inside(first.unit, spot.within, said=POINT_ELSEWHERE, on=on)
    return Placed(_served(unit, wards), is_sure=first.is_sure)


def _named(words: str, units: list[Unit]) -> list[Unit]:
    """Wards whose name stands in an address; the whole name counts before the name without its kind."""
    text = f" {_folded(words)} "
    whole = [unit for unit in units if f" {_folded(unit.name_vi)} " in text]
    return whole or [unit for unit in units if f" {_folded(short_name(unit.name_vi))} " in text]


def _folded(text: str) -> str:
    plain = places.unaccented(text).lower()
    return " ".join("".join(sign if sign.isalnum() else " " for sign in plain).split())
