"""Who may add something below a unit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from danbiet.common.actor import Actor, NotAllowed, Role, say
from danbiet.places.models import AGENCY_LABELS, GROUP_LABELS, Unit
from danbiet.places.rules.kinds import Tier
from danbiet.places.selectors.units import closure_on, unit_at

OF_PLACES = (Role.ADMINISTRATOR, Role.PLAN_OFFICER)
OF_GROUPS = (*OF_PLACES, Role.WARD_OFFICER)


class NotYourPlace(NotAllowed):
    """The act needs a role in the place or above it."""


@dataclass(frozen=True)
class Additions:
    """What the reader may add to a place; `keys`: for programs that send reports to it."""

    agencies: bool
    groups: bool
    keys: bool


def holds_over(actor: Actor, unit: Unit, *roles: Role, on: date) -> bool:
    """Whether the actor holds one of the roles in the unit or in one above it on the day."""
    mine = actor.places(*roles)
    return bool(mine) and closure_on(on).filter(descendant=unit, ancestor__in=mine).exists()


def additions(actor: Actor, unit: Unit, *, above: Iterable[int]) -> Additions:
    """What the actor may add below the unit, given the units that stand above it today."""
    chain = {unit.pk, *above}
    is_ward = unit.tier == Tier.WARD
    return Additions(
        agencies=bool(chain & actor.places(*OF_PLACES)),
        groups=is_ward and bool(chain & actor.places(*OF_GROUPS)),
        keys=bool(chain & actor.places(Role.ADMINISTRATOR)),
    )


def unit_to_add_to(actor: Actor, code: str, *, on: date) -> Unit:
    """The unit of today to which the actor may add agencies."""
    unit = unit_at(code, on=on)
    if not holds_over(actor, unit, *OF_PLACES, on=on):
        raise NotYourPlace(
            say("Chỉ quản trị hoặc cán bộ kế hoạch của {place} hay của cấp trên được làm việc này."), place=unit.name_vi
        )
    return unit


def ward_to_add_to(actor: Actor, code: str, *, on: date) -> Unit:
    """The ward or commune of today to which the actor may add residential groups."""
    unit = unit_at(code, on=on)
    if not holds_over(actor, unit, *OF_GROUPS, on=on):
        raise NotYourPlace(
            say("Chỉ cán bộ của {place} hay của cấp trên được thêm tổ dân phố, thôn."), place=unit.name_vi
        )
    return unit


def agency_kinds() -> list[tuple[str, str]]:
    """Kinds of agencies for a form; a people's committee comes with its unit."""
    return [(kind, str(label)) for kind, label in AGENCY_LABELS.items() if kind != "peoples_committee"]


def group_kinds() -> list[tuple[str, str]]:
    """Kinds of residential groups for a form."""
    return [(kind, str(label)) for kind, label in GROUP_LABELS.items()]
