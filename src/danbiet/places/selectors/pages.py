"""What a page of a place shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from danbiet.common.actor import say
from danbiet.places.models import AGENCY_LABELS, GROUP_LABELS, KIND_LABELS, TIER_LABELS, FormerName, Successor, Unit
from danbiet.places.rules.kinds import Known, Tier
from danbiet.places.selectors import lineage
from danbiet.places.selectors.lineage import Passed
from danbiet.places.selectors.maps import Cell, Map, unit_map
from danbiet.places.selectors.units import (
    UnknownUnit,
    address,
    agencies_of,
    ancestors,
    called,
    children,
    former_names,
    groups_of,
    last_day,
    stands,
    units_of,
)


@dataclass(frozen=True)
class Linked:
    """A unit as a link of a page: its name on the day shown, and its kind."""

    unit: Unit
    name: str
    kind: str
    url: str


@dataclass(frozen=True)
class Below:
    """An agency or a residential group."""

    name: str
    kind: str
    households: int | None = None


@dataclass(frozen=True)
class PlacePage:
    """The page `/places/CODE/`: one unit on one day; `is_gone` when the code means nothing on that day."""

    code: str
    as_of: date
    today: date
    is_gone: bool
    unit: Unit
    name: str
    kind: str
    tier: str
    is_district: bool
    above: tuple[Linked, ...]
    children: tuple[Linked, ...]
    children_tier: str
    became: tuple[Passed, ...]
    heirs: tuple[Unit, ...]
    came_from: tuple[Passed, ...]
    agencies: tuple[Below, ...]
    groups: tuple[Below, ...]
    former_names: tuple[FormerName, ...]
    others: tuple[Unit, ...]
    map: Map | None

    @property
    def has_ended(self) -> bool:
        """Whether the unit is gone by today; what comes later is nobody's knowledge yet."""
        return self.unit.has_ended(self.today)

    @property
    def last_day(self) -> date:
        return last_day(self.unit)

    @property
    def last_seen(self) -> str:
        """The page of the unit while it stood."""
        return address(self.unit, on=_day_seen(self.unit, self.today), today=self.today)

    @property
    def is_first_day_a_bound(self) -> bool:
        return self.unit.known == Known.SINCE

    @property
    def is_day_assumed(self) -> bool:
        return self.unit.known == Known.ASSUMED

    @property
    def households(self) -> int | None:
        """Households of all groups, where every group has told its own."""
        counts = [group.households for group in self.groups]
        return sum(count or 0 for count in counts) if counts and None not in counts else None

    @property
    def has_assumed_shares(self) -> bool:
        return any(passed.is_assumed for passed in (*self.became, *self.came_from))


def place_page(code: str, *, as_of: date, today: date) -> PlacePage:
    """The unit that bears the code on the day; if none, the last one before it (else the first after)."""
    units = list(units_of(code))
    if not units:
        raise UnknownUnit(say("Không có đơn vị nào mang mã {code}."), code=code[:12])
    unit = next((one for one in units if stands(one, as_of)), None)
    shown = unit or next((one for one in units if one.from_day <= as_of), units[-1])
    day = as_of if unit else _day_seen(shown, today)
    above = ancestors(shown, on=day)
    below = list(children(shown, on=day)) if shown.tier != Tier.WARD else []
    former = former_names([one.pk for one in (shown, *above, *below)])
    names = {name.unit_id: name for name in former if name.from_day <= day < name.until_day}
    became, came_from = _passed(shown)
    return PlacePage(
        code=code,
        as_of=as_of,
        today=today,
        is_gone=unit is None,
        unit=shown,
        name=called(shown, names),
        kind=str(KIND_LABELS[names[shown.pk].kind if shown.pk in names else shown.kind]),
        tier=str(TIER_LABELS[shown.tier]),
        is_district=shown.tier == Tier.DISTRICT,
        above=_linked(above, names, day, today),
        children=_linked(below, names, day, today),
        children_tier=str(TIER_LABELS[below[0].tier]) if below else "",
        became=became,
        heirs=_heirs(shown, became),
        came_from=came_from,
        agencies=tuple(Below(one.name, str(AGENCY_LABELS[one.kind])) for one in agencies_of(shown, on=day)),
        groups=_groups(shown, day),
        former_names=tuple(name for name in former if name.unit_id == shown.pk),
        others=tuple(one for one in units if one.pk != shown.pk and one.from_day <= today),
        map=_map(shown, (below, above), day=day, today=today) if unit else None,
    )


def _day_seen(unit: Unit, today: date) -> date:
    """The day on which to show a unit that the asked day does not know: today, or its last."""
    return today if stands(unit, today) else last_day(unit)


def _passed(unit: Unit) -> tuple[tuple[Passed, ...], tuple[Passed, ...]]:
    """Successors and predecessors in one query."""
    rows = Successor.objects.filter(Q(old=unit) | Q(new=unit)).select_related("old", "new")
    ordered = sorted(rows, key=lambda row: (-row.share, row.new.sort_key, row.old.sort_key))
    became = tuple(lineage.seen_from(row, unit) for row in ordered if row.old_id == unit.pk)
    return became, tuple(lineage.seen_from(row, unit) for row in ordered if row.new_id == unit.pk)


def _heirs(unit: Unit, became: Sequence[Passed]) -> tuple[Unit, ...]:
    """Units that share an ended district between them; a ward's successors say it themselves."""
    if unit.tier != Tier.DISTRICT or unit.until_day is None or became:
        return ()
    return tuple(lineage.heirs_of(unit))


def _groups(unit: Unit, day: date) -> tuple[Below, ...]:
    if unit.tier != Tier.WARD:
        return ()
    return tuple(Below(one.name_vi, str(GROUP_LABELS[one.kind]), one.households) for one in groups_of(unit, on=day))


def _linked(units: Sequence[Unit], names: dict[int, FormerName], day: date, today: date) -> tuple[Linked, ...]:
    return tuple(
        Linked(unit, called(unit, names), str(KIND_LABELS[unit.kind]), address(unit, on=day, today=today))
        for unit in units
    )


def _map(unit: Unit, near: tuple[Sequence[Unit], Sequence[Unit]], *, day: date, today: date) -> Map | None:
    """The units below, or, where there are none, the place of the unit among its like."""
    below, above = near
    around = below or (list(children(above[0], on=day)) if above else [])
    if len(around) < 2:
        return None
    cells = {
        one.code: Cell("here" if one.pk == unit.pk else "plain", one.name, address(one, on=day, today=today))
        for one in around
    }
    label = _("Các đơn vị của {place}") if below else _("Vị trí trong {place}")
    return unit_map(around, cells, label=label.format(place=(unit if below else above[0]).name))
