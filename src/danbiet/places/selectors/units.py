"""Which unit a code meant on a day, what stood above and under it, what it was called."""

from collections.abc import Iterable
from datetime import date, timedelta

import vn_text
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language

from danbiet.common.actor import NotYours, say
from danbiet.places.models import Agency, Closure, FormerName, ResidentialGroup, Unit
from danbiet.places.rules.kinds import AgencyKind

PEOPLES_COMMITTEE = AgencyKind.PEOPLES_COMMITTEE.value


class UnknownUnit(NotYours):
    """No unit bears the code on that day."""


def unit_at(code: str, *, on: date) -> Unit:
    """The unit that a code meant on a day."""
    unit = Unit.objects.on(on).filter(code=code).first()
    if unit is None:
        raise UnknownUnit(say("Không có đơn vị nào mang mã {code} vào ngày {day}."), code=code, day=f"{on:%d/%m/%Y}")
    return unit


def units_of(code: str) -> QuerySet[Unit]:
    """Every unit that ever bore a code, the latest first."""
    return Unit.objects.filter(code=code).order_by("-from_day")


def stands(unit: Unit, on: date) -> bool:
    """Whether the unit exists on the day."""
    return unit.from_day <= on and (unit.until_day is None or on < unit.until_day)


def last_day(unit: Unit) -> date:
    """The last day of a unit that has ended or will; else its first."""
    return unit.until_day - timedelta(days=1) if unit.until_day else unit.from_day


def address(unit: Unit, *, on: date, today: date) -> str:
    """The page of a unit on a day; `as_of` is left out for today."""
    found = reverse("places:place", args=[unit.code])
    return found if on == today else f"{found}?as_of={on.isoformat()}"


def closure_on(on: date) -> QuerySet[Closure]:
    """The rows of the closure that hold on a day."""
    return Closure.objects.filter(Q(until_day=None) | Q(until_day__gt=on), from_day__lte=on)


def within(places: Iterable[int], *, on: date) -> QuerySet[Unit]:
    """The units that stand at or under the places on a day."""
    return Unit.objects.filter(pk__in=closure_on(on).filter(ancestor__in=places).values("descendant"))


def descendants(unit: Unit, *, on: date, tier: str | None = None) -> QuerySet[Unit]:
    """Units strictly under a unit on a day, in name order: one query."""
    rows = closure_on(on).filter(ancestor=unit, depth__gt=0).values("descendant")
    found = Unit.objects.filter(pk__in=rows).order_by("sort_key", "kind", "code")
    return found.filter(tier=tier) if tier else found


def children(unit: Unit, *, on: date) -> QuerySet[Unit]:
    """Units directly under a unit on a day, in name order."""
    rows = closure_on(on).filter(ancestor=unit, depth=1).values("descendant")
    return Unit.objects.filter(pk__in=rows).order_by("sort_key", "kind", "code")


def ancestors(unit: Unit, *, on: date) -> list[Unit]:
    """Units strictly above a unit on a day, the nearest first."""
    rows = closure_on(on).filter(descendant=unit, depth__gt=0).select_related("ancestor").order_by("depth")
    return [row.ancestor for row in rows]


def parent_of(unit: Unit, *, on: date) -> Unit | None:
    """The unit directly above on a day; none above a province."""
    row = closure_on(on).filter(descendant=unit, depth=1).select_related("ancestor").first()
    return row.ancestor if row else None


def former_names(units: Iterable[int]) -> list[FormerName]:
    """Every former name of the units, the oldest first."""
    return list(FormerName.objects.filter(unit__in=list(units)).order_by("from_day"))


def names_on(units: Iterable[int], *, on: date) -> dict[int, FormerName]:
    """Former names in force on a day, for the units that were called otherwise then."""
    return {row.unit_id: row for row in former_names(units) if row.from_day <= on < row.until_day}


def name_on(unit: Unit, *, on: date) -> str:
    """What a unit was called on a day, in the reader's language."""
    return called(unit, names_on([unit.pk], on=on))


def called(unit: Unit, former: dict[int, FormerName]) -> str:
    """The unit's name, or the former one given for it, in the reader's language."""
    named = former.get(unit.pk, unit)
    return named.name_en if get_language() == "en" else named.name_vi


def agencies_of(unit: Unit, *, on: date) -> QuerySet[Agency]:
    """Agencies of a unit on a day, the people's committee first."""
    rows = Agency.objects.filter(Q(until_day=None) | Q(until_day__gt=on), place=unit, from_day__lte=on)
    return rows.order_by("pk")


def groups_of(unit: Unit, *, on: date) -> QuerySet[ResidentialGroup]:
    """Residential groups of a unit on a day."""
    rows = ResidentialGroup.objects.filter(Q(until_day=None) | Q(until_day__gt=on), place=unit, from_day__lte=on)
    return rows.order_by("pk")


def peoples_committee(unit: Unit) -> Agency:
    """The people's committee of a unit: issuer of its plans, holder of its duties."""
    return Agency.objects.get(place=unit, kind=PEOPLES_COMMITTEE)


def named_by(units: Iterable[int]) -> tuple[tuple[str, int], ...]:
    """How many rows of which kind, in the whole product, name the units: what a reorganisation touches."""
    pks = list(units)
    own = {"closure", "successor", "formername", "outline"}
    counts = []
    for relation in Unit._meta.related_objects:
        model = relation.related_model
        if pks and model._meta.model_name not in own:
            count = model._base_manager.filter(**{f"{relation.field.name}__in": pks}).count()
            counts.append((f"{model._meta.label_lower}.{relation.field.name}", count))
    return tuple(sorted((name, count) for name, count in counts if count))


def unaccented(text: str) -> str:
    """The text without Vietnamese marks, in its own case."""
    return str(vn_text.strip_stroke(vn_text.deaccent(text)))
