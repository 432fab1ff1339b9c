"""Whose score a code stands for: a province of the 63, one of the 34 by its predecessors, or the province above."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from danbiet.places import selectors as places
from danbiet.places.models import Successor, Unit
from danbiet.places.rules.rebasing import Basis, Link, Measure, forward
from danbiet.scores.selectors.panel import LAST_DAY_OF_63, Cell, Panel

PROVINCE = "province"


@dataclass(frozen=True)
class Subject:
    """The unit asked for, the province whose score is shown, and the provinces of the 63 that it rests on."""

    asked: Unit
    province: Unit
    sources: tuple[Unit, ...]
    links: tuple[Link[str], ...]
    basis: str
    day: date

    @property
    def own(self) -> bool:
        return self.asked == self.province

    @property
    def is_rebased(self) -> bool:
        return len(self.sources) > 1

    def cell(self, panel: Panel, *, year: int, construct: str) -> Cell | None:
        """The score: as published, or carried over from the predecessors (then without interval)."""
        found = {unit.code: panel.cell(unit.code, year=year, construct=construct) for unit in self.sources}
        if not self.is_rebased:
            return next(iter(found.values()), None)
        values = {code: cell.value if cell else None for code, cell in found.items()}
        rebased = forward(self.links, values, measure=Measure.LEVEL)[self.province.code].value
        return None if rebased is None else Cell(round(rebased, 4))


def subject_at(code: str, *, on: date) -> Subject:
    """The subject behind a code on a day; a code that has ended is read on its last day."""
    try:
        unit = places.unit_at(code, on=on)
    except places.UnknownUnit:
        ended = Unit.objects.filter(code=code).order_by("-from_day").first()
        if ended is None:
            raise
        unit, on = ended, _a_day_of(ended, on)
    return subject_of(unit, on=on)


def _a_day_of(unit: Unit, on: date) -> date:
    if on < unit.from_day:
        return unit.from_day
    return unit.until_day - timedelta(days=1) if unit.until_day else on


def subject_of(unit: Unit, *, on: date) -> Subject:
    """The province of a unit on a day, and what its scores rest on."""
    above = [unit] if unit.tier == PROVINCE else places.ancestors(unit, on=on)
    province = next((one for one in above if one.tier == PROVINCE), None)
    if province is None:
        return Subject(unit, unit, (), (), "", on)
    if province.from_day <= LAST_DAY_OF_63:
        return Subject(unit, province, (province,), (), "", on)
    links = Successor.objects.filter(new=province, old__tier=PROVINCE).select_related("old").order_by("old__code")
    return _rebased(unit, province, list(links), on)


def _rebased(unit: Unit, province: Unit, found: list[Successor], on: date) -> Subject:
    """A province made of others: each counts by its share; no sizes are known, so equally, marked `assumed`."""
    basis = Basis.ASSUMED.value if len(found) > 1 else ""
    links = tuple(Link(one.old.code, province.code, Fraction(one.share)) for one in found)
    return Subject(unit, province, tuple(one.old for one in found), links, basis, on)


def subjects_on(on: date) -> list[Subject]:
    """Every province of a day as a subject, in name order; two queries however many there are."""
    units = list(Unit.objects.on(on).filter(tier=PROVINCE).order_by("sort_key"))
    links: dict[int, list[Successor]] = {}
    made = [unit.pk for unit in units if unit.from_day > LAST_DAY_OF_63]
    found = Successor.objects.filter(new__in=made, old__tier=PROVINCE).select_related("old").order_by("old__code")
    for link in found if made else ():
        links.setdefault(link.new_id, []).append(link)
    return [
        _rebased(unit, unit, links.get(unit.pk, []), on)
        if unit.pk in made
        else Subject(unit, unit, (unit,), (), "", on)
        for unit in units
    ]
