"""Taking back a reorganisation that was applied by mistake, as long as nothing has been built on it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import ProtectedError, Q

from danbiet.common.actor import Actor, Conflict, NotYours, say
from danbiet.ledger import services as ledger
from danbiet.ledger.models import Opening
from danbiet.places import selectors
from danbiet.places.models import Agency, Closure, ResidentialGroup, Successor, Unit
from danbiet.places.rules.rebasing import Basis
from danbiet.places.services.reorganisation import only_administrators

Payload = Mapping[str, object]


class NeverApplied(NotYours):
    """No recorded reorganisation came from this file, or it was taken back already."""


class BuiltUpon(Conflict):
    """Something names the units that the reorganisation founded."""


@dataclass(frozen=True)
class TakenBack:
    """What taking back does, or would do."""

    is_applied: bool
    links: int
    reopened: tuple[str, ...]
    removed: tuple[str, ...]
    restored: int


def undo_reorganisation(data: bytes, *, is_applied: bool = True, by: Actor, at: datetime) -> TakenBack:
    """Take back what the file did, by the record of it: units reopen, founded units go, assumed shares return.

    Refused when the file was never applied or when anything names a founded unit.
    """
    only_administrators(by)
    done = _recorded(hashlib.sha256(data).hexdigest())
    made, replaced = _texts(done["made"]), _texts(done["replaced"])
    units = _by_key([part for text in made + replaced for part in text.split("|")[0].split(">")])
    ended, founded = ([units[key] for key in _texts(done[name])] for name in ("ended", "founded"))
    told = TakenBack(is_applied, len(made), _keys(ended), _keys(founded), len(replaced))
    _refuse_built_upon(founded)
    if is_applied:
        with transaction.atomic():
            _take_back(made, replaced, units)
            _remove(founded)
            for unit in ended:
                _reopen(unit)
            payload = {"sha256": done["sha256"], "reopened": list(told.reopened), "removed": list(told.removed)}
            ledger.record(
                by=by, act="places.undo_reorganisation", target="places.country", place="", payload=payload, at=at
            )
    return told


def _recorded(digest: str) -> Payload:
    """What the latest application of the file did, unless it was taken back since."""
    acts = Opening.objects.filter(part="payload", value__sha256=digest).select_related("event").order_by("-event__seq")
    latest = acts.first()
    if latest is None or latest.event.act != "places.reorganise":
        raise NeverApplied(say("Tệp này chưa được áp dụng, hoặc đã được rút lại."))
    found: Payload = latest.value
    return found


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def _keys(units: Sequence[Unit]) -> tuple[str, ...]:
    return tuple(sorted(unit.key for unit in units))


def _by_key(keys: Sequence[str]) -> dict[str, Unit]:
    found = Unit.objects.filter(code__in={key.split("@")[0] for key in keys})
    return {unit.key: unit for unit in found}


def _refuse_built_upon(founded: Sequence[Unit]) -> None:
    """Every founded unit has its people's committee; anything more stands in the way."""
    named = {name: count for name, count in selectors.named_by([unit.pk for unit in founded])}
    named["places.agency.place"] = named.get("places.agency.place", 0) - len(founded)
    if any(count > 0 for count in named.values()):
        raise BuiltUpon(say("Đã có dữ liệu gắn với đơn vị mới lập, không rút lại được nữa."))


def _remove(founded: Sequence[Unit]) -> None:
    pks = [unit.pk for unit in founded]
    try:
        Agency.objects.filter(place__in=pks).delete()
        Closure.objects.filter(Q(ancestor__in=pks) | Q(descendant__in=pks)).delete()
        Unit.objects.filter(pk__in=pks).delete()
    except ProtectedError as error:
        raise BuiltUpon(say("Đã có dữ liệu gắn với đơn vị mới lập, không rút lại được nữa.")) from error


def _reopen(unit: Unit) -> None:
    """The unit, its agencies, groups and place in the tree go on as if it had not ended."""
    day = unit.until_day
    Unit.objects.filter(pk=unit.pk).update(until_day=None)
    for rows in (Agency.objects, ResidentialGroup.objects):
        rows.filter(place=unit, until_day=day).update(until_day=None)
    touching = Closure.objects.filter(Q(ancestor=unit) | Q(descendant=unit), until_day=day)
    for row in touching.select_related("ancestor", "descendant"):
        ends = [one.until_day for one in (row.ancestor, row.descendant) if one.pk != unit.pk and one.until_day]
        Closure.objects.filter(pk=row.pk).update(until_day=min(ends, default=None))


def _take_back(made: Sequence[str], replaced: Sequence[str], units: Mapping[str, Unit]) -> None:
    """Remove the links that were made; bring back the assumed ones that they replaced."""
    pairs = {(units[old].pk, units[new].pk) for old, new in (text.split(">") for text in made)}
    olds = Successor.objects.filter(old__in={old for old, _ in pairs})
    gone = [link for link in olds if (link.old_id, link.new_id) in pairs]
    Successor.objects.filter(pk__in=[link.pk for link in gone]).delete()
    days = {link.old_id: link.on for link in gone}
    for text in replaced:
        names, share, decree = text.split("|", 2)
        old, new = (units[key] for key in names.split(">"))
        Successor.objects.create(
            old=old, new=new, share=Decimal(share), basis=Basis.ASSUMED.value, decree=decree, on=days[old.pk]
        )
