"""What the home page shows: the province as residents rated it, the plans, and the reader's own place."""

from dataclasses import dataclass
from datetime import date

from danbiet.common.actor import ANONYMOUS, Actor
from danbiet.places.models import Closure, Unit
from danbiet.plans import selectors as plans
from danbiet.plans.models import Plan
from danbiet.scores import selectors as scores

MOST_PLANS = 5
MOST_READ = 200
WARD, DISTRICT, PROVINCE = TIERS = ("ward", "district", "province")


@dataclass(frozen=True)
class Rated:
    """A province in the last year published by the day, and its two dimensions furthest from the median."""

    province: Unit
    card: scores.Scorecard
    low: scores.Line | None
    high: scores.Line | None

    @property
    def both(self) -> tuple[scores.Line, ...]:
        return tuple(line for line in (self.low, self.high) if line)


@dataclass(frozen=True)
class Home:
    """The home page of a reader on a day."""

    own: Unit | None
    own_plan: Plan | None
    rated: Rated | None
    plans: tuple[Plan, ...]


def home(actor: Actor, *, on: date) -> Home:
    """The page for anybody; who is charged with something sees their own place first."""
    issued = _in_force(on)
    own = _own(actor)
    own_plan = next((plan for plan in issued if own and plan.place_id == own.pk), None)
    province = province_of(own, issued, on=on)
    upper = tuple(plan for plan in issued if plan.place.tier != WARD)[:MOST_PLANS]
    return Home(own, own_plan, rated(province, on=on) if province else None, upper)


def _own(actor: Actor) -> Unit | None:
    """The smallest place in which the reader holds something."""
    held = Unit.objects.filter(pk__in=actor.places()).order_by("sort_key") if actor.held else ()
    return min(held, key=lambda unit: TIERS.index(unit.tier), default=None)


def _in_force(on: date) -> list[Plan]:
    """Issued plans whose period holds the day, the newest first; those of wards come after those above them."""
    found = plans.plans_visible_to(ANONYMOUS, on=on).filter(from_day__lte=on, until_day__gt=on, issued_on__lte=on)
    return list(found.order_by("place__tier", "-issued_on")[:MOST_READ])


def province_of(own: Unit | None, issued: list[Plan], *, on: date) -> Unit | None:
    """The province of the reader's place; without one, the only province in which plans are kept."""
    below = [own.pk] if own else list({plan.place_id for plan in issued})
    rows = Closure.objects.filter(descendant__in=below, ancestor__tier=PROVINCE, from_day__lte=on)
    found = {row.ancestor for row in rows.select_related("ancestor")}
    return found.pop() if len(found) == 1 else None


def rated(province: Unit, *, on: date) -> Rated | None:
    """The scorecard of a province as it was known on a day."""
    card = card_on(province, on=on)
    if card is None:
        return None
    known = sorted((line for line in card.dimensions if line.value is not None and line.spread), key=_from_median)
    return Rated(province, card, low=known[0] if known else None, high=known[-1] if len(known) > 1 else None)


def card_on(unit: Unit, *, on: date) -> scores.Scorecard | None:
    """The scorecard of the last year that PAPI had published by the day."""
    return scores.scorecard(scores.subject_of(unit, on=on), year=None)


def _from_median(line: scores.Line) -> float:
    """How far a dimension stands over the median, in usual yearly movements."""
    usual = line.change.usual if line.change and line.change.usual else 1.0
    return (float(line.value or 0) - line.spread.middle) / usual if line.spread else 0.0
