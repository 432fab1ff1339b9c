"""What a place must show and whether it does: public facts, as of any day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from functools import cache

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from danbiet.common import clock
from danbiet.common.actor import Actor
from danbiet.disclosure.models import Charge, Item, Obligation
from danbiet.disclosure.rules import may_keep, may_look_inside
from danbiet.disclosure.rules.arising import SEPARATOR, STANDING
from danbiet.disclosure.rules.arising import offered as occasions_offered
from danbiet.disclosure.rules.contents import CONTENTS, content, is_permanent
from danbiet.disclosure.rules.keeping import Count, Kept, Standing, counted, days_late, is_binding, kept
from danbiet.disclosure.rules.occasions import Occasion
from danbiet.disclosure.selectors import gates
from danbiet.disclosure.selectors.below import Asked, Below, units_below
from danbiet.disclosure.selectors.items import Together, joints_of
from danbiet.disclosure.selectors.standing import LIVE
from danbiet.law.duties import Duty, duty
from danbiet.places import selectors as places
from danbiet.places.models import Unit
from danbiet.places.rules.kinds import Tier
from danbiet.plans.rules.folding import words

YEARS_BACK = 6
MOST_INHERITED = 30
MOST_OF_EACH, MOST_OF_ONE = 25, 500  # lines of a group beside others, and of the one group asked for
STATES = tuple(how.value for how in Kept)
FOLDED = (Kept.COMPLETE, Kept.WAIVED)  # groups that a page shows closed


@dataclass(frozen=True)
class Owed:
    """One obligation as a line: its title in the reader's language, how it was kept, its rule, what was published."""

    obligation: Obligation
    title: str
    occasion: str
    kept: Kept
    days_late: int
    is_binding: bool
    rule: Duty
    item: Item | None = None
    charged: str = ""

    @property
    def late_published(self) -> bool:
        """Published, but after its last day."""
        return self.days_late > 0 and self.kept is not Kept.LATE


@dataclass(frozen=True)
class Group:
    """Obligations that were kept in the same way."""

    kept: Kept
    lines: tuple[Owed, ...]
    total: int

    @property
    def is_cut(self) -> bool:
        """Whether only the first are shown."""
        return len(self.lines) < self.total

    @property
    def is_folded(self) -> bool:
        return self.kept in FOLDED


@dataclass(frozen=True)
class Former:
    """A unit that ended and passed on to this one, with its last day."""

    code: str
    name_vi: str
    name_en: str
    last_day: date


@dataclass(frozen=True)
class PlacePage:
    """`/disclosure/CODE/`: one sentence of counts, groups with the missing first, units below, what was taken over."""

    unit: Unit
    asked: Asked
    today: date
    years: tuple[int, ...]
    count: Count
    groups: tuple[Group, ...]
    shown: int
    below: Below | None
    has_ended: bool
    became: tuple[places.Passed, ...]
    came_from: tuple[Former, ...]
    inherited: tuple[Owed, ...]
    above: tuple[Unit, ...]
    joints: tuple[tuple[Item, Together], ...]
    may_keep: bool

    @property
    def is_ward(self) -> bool:
        return self.unit.tier == Tier.WARD


def own_places(actor: Actor, *, on: date) -> tuple[Unit, ...]:
    """The places of today in which the actor holds a role, in the order of their names."""
    mine = actor.places()
    return tuple(Unit.objects.on(on).filter(pk__in=mine).order_by("sort_key")) if mine else ()


def place_page(actor: Actor, code: str, *, asked: Asked, today: date) -> PlacePage:
    """Everything a place must show in a year, as of a day. At most twelve queries."""
    unit = gates.unit_of(code, on=asked.as_of)
    has_ended = unit.has_ended(asked.as_of)
    day = places.last_day(unit) if has_ended else asked.as_of
    asked = replace(asked, year=min(asked.year, day.year))
    above = tuple(places.ancestors(unit, on=day))
    inside = may_look_inside(actor, frozenset({unit.pk, *(up.pk for up in above)}))
    rows = _read(owed_in(unit, year=asked.year, as_of=asked.as_of), asked.as_of)
    found = [row for row in rows if _answers(row, asked)]
    passed = places.predecessors(unit) if unit.tier == Tier.WARD else []
    return PlacePage(
        unit=unit,
        asked=asked,
        today=today,
        years=tuple(range(day.year, max(unit.from_day.year, day.year - YEARS_BACK) - 1, -1)),
        count=counted(map(standing_of, rows), on=asked.as_of),
        groups=grouped(found, as_of=asked.as_of, most=MOST_OF_ONE if asked.state else MOST_OF_EACH, inside=inside),
        shown=len(found),
        below=None if unit.tier == Tier.WARD else units_below(unit, asked=asked, on=day),
        has_ended=has_ended,
        became=tuple(places.successors(unit)) if has_ended else (),
        came_from=tuple(_former(one.unit) for one in passed),
        inherited=_inherited(passed, as_of=asked.as_of),
        above=above,
        joints=joints_of(unit, year=str(asked.year), on=day) if unit.tier == Tier.WARD else (),
        may_keep=not has_ended and may_keep(actor, unit.pk),
    )


def _former(unit: Unit) -> Former:
    return Former(unit.code, unit.name_vi, unit.name_en, places.last_day(unit))


def offered(unit: Unit, *, on: date) -> list[Occasion]:
    """What may be recorded as having happened in a place, under the law of a day."""
    return occasions_offered(unit.tier, on=on)


def owed_in(unit: Unit, *, year: int, as_of: date) -> QuerySet[Obligation]:
    """What arose for a unit in a year; in the year of the day asked about also what is open, or hangs, from before."""
    arose = Q(arose_on__gte=date(year, 1, 1), arose_on__lt=date(year + 1, 1, 1))
    if year == as_of.year:
        arose |= Q(arose_on__lt=date(year, 1, 1)) & (
            Q(published_on=None) | Q(published_on__gt=as_of) | Q(duty__in=permanent())
            | (Q(state="published", published_on__gte=as_of - timedelta(days=366)))
        )  # fmt: skip
    known = Q(arose_on__lte=as_of) | Q(recorded_at__lt=clock.moment(as_of + timedelta(days=1), time.min))
    return Obligation.objects.filter(arose, known, place=unit).order_by("due_on", "arose_on", "pk")


def _read(rows: QuerySet[Obligation], as_of: date) -> list[Obligation]:
    """The rows that hold, each with the day of its last look: one query."""
    return current(rows.select_related("place").annotate(looked_at_on=last_look()), as_of)


def last_look() -> Subquery:
    """When somebody last said that what hangs for an obligation is still right."""
    looked = Item.objects.filter(obligation=OuterRef("pk"), confirmed_on__isnull=False)
    return Subquery(looked.order_by("-confirmed_on").values("confirmed_on")[:1])


def lines(rows: Sequence[Obligation], *, as_of: date, with_charges: bool = False) -> list[Owed]:
    """Obligations as lines, with their newest published item; one query, two with the people charged."""
    items = _items(rows, as_of)
    charges = _charges(rows) if with_charges else {}
    return [_line(row, as_of, items.get(row.pk), charges.get((row.place_id, row.duty), "")) for row in rows]


def grouped(rows: Iterable[Obligation], *, as_of: date, most: int, inside: bool) -> tuple[Group, ...]:
    """Rows in groups, what is missing first; the late longest late first, everything else by its day.

    Only what is shown becomes a line: a ward may owe hundreds.
    """
    found: dict[Kept, list[Obligation]] = {}
    for row in rows:
        found.setdefault(kept(standing_of(row), on=as_of), []).append(row)
    shown = {how: sorted(some, key=_by_day)[:most] for how, some in found.items()}
    every = lines([row for some in shown.values() for row in some], as_of=as_of, with_charges=inside)
    of_row = {one.obligation.pk: one for one in every}
    return tuple(
        Group(how, tuple(of_row[row.pk] for row in shown[how]), len(found[how])) for how in Kept if how in found
    )


def standing_of(row: Obligation) -> Standing:
    """What the rules ask about a row."""
    return Standing(
        state=row.state, due_on=row.due_on, due_means=row.due_means, certainty=row.certainty,
        published_on=row.published_on, completed_on=row.completed_on, is_permanent=row.duty in permanent(),
        looked_at_on=getattr(row, "looked_at_on", None),
    )  # fmt: skip


def titled(row: Obligation) -> str:
    """How an officer names it, in the reader's language."""
    return _(content(row.duty).title)


def told(row: Obligation) -> str:
    """What happened, the part that every place shares in the reader's language, the officer's own words as written."""
    head, separator, own = row.occasion.partition(SEPARATOR)
    return f"{_(head)}{separator}{own}"


@cache
def permanent() -> frozenset[str]:
    """The duties whose contents hang permanently."""
    return frozenset(id for id in CONTENTS if is_permanent(id))


def _line(row: Obligation, as_of: date, item: Item | None, charged: str) -> Owed:
    one = standing_of(row)
    return Owed(
        row, titled(row), told(row), kept(one, on=as_of), days_late(one, on=as_of), is_binding(one), duty(row.duty),
        item, charged,
    )  # fmt: skip


def _by_day(row: Obligation) -> tuple[date, date]:
    return row.due_on or date.max, row.arose_on


def current(rows: Iterable[Obligation], as_of: date) -> list[Obligation]:
    """Without permanent contents whose law is over, or that a newer one replaced.

    A publication is replaced by a newer publication; what hangs by law alone is replaced by any newer decision. Plans
    and procedures hang each for itself, whatever other is published and whatever law comes after.
    """
    every = list(rows)
    newest: dict[tuple[object, ...], date] = {}
    for row in every:
        if row.duty in permanent():
            for is_done in {False, _is_done(row, as_of)}:
                key = _content_of(row, is_done=is_done)
                newest[key] = max(row.arose_on, newest.get(key, row.arose_on))
    return [row for row in every if row.duty not in permanent() or _holds(row, as_of, newest)]


def _content_of(row: Obligation, *, is_done: bool) -> tuple[object, ...]:
    """What is one content, of which the newest counts: of what hangs each for itself, what is called alike."""
    if is_done and content(row.duty).is_each:
        return row.place_id, row.period, row.occasion if SEPARATOR in row.occasion else row.pk
    return row.place_id, row.duty, is_done


def _holds(row: Obligation, as_of: date, newest: dict[tuple[object, ...], date]) -> bool:
    is_done, has_decision = _is_done(row, as_of), row.occasion != STANDING
    if has_decision and not is_done:
        return True
    is_replaced = row.arose_on < newest.get(_content_of(row, is_done=is_done), date.min)
    return not is_replaced and ((has_decision and content(row.duty).is_each) or duty(row.duty).in_force(as_of))


def _is_done(row: Obligation, as_of: date) -> bool:
    return row.published_on is not None and row.published_on <= as_of


def _items(rows: Sequence[Obligation], as_of: date) -> dict[int, Item]:
    """The newest thing published for each obligation."""
    published = [row.pk for row in rows if row.published_on and row.published_on <= as_of]
    if not published:
        return {}
    found = Item.objects.filter(obligation__in=published, state__in=LIVE).defer("folded").order_by("published_at")
    return {item.obligation_id or 0: item for item in found}


def _charges(rows: Sequence[Obligation]) -> dict[tuple[int, str], str]:
    found = Charge.objects.filter(place__in={row.place_id for row in rows}).select_related("user")
    return {(one.place_id, one.duty): one.user.get_full_name() or one.user.username for one in found}


def _answers(row: Obligation, asked: Asked) -> bool:
    """Whether a row is what the reader looks for: words without marks, and one way of keeping."""
    if asked.state and kept(standing_of(row), on=asked.as_of).value != asked.state:
        return False
    wanted = words(asked.q)
    if not wanted:
        return True
    text = " ".join(words(f"{titled(row)} {told(row)} {row.period} {row.duty}"))
    return all(word in text for word in wanted)


def _inherited(came_from: Sequence[places.Passed], *, as_of: date) -> tuple[Owed, ...]:
    """What units that ended left open, and this one took over."""
    old = [passed.unit.pk for passed in came_from if passed.on <= as_of]
    if not old:
        return ()
    rows = Obligation.objects.filter(place__in=old, published_on=None).exclude(state="waived").exclude(due_on=None)
    return tuple(lines(_read(rows.order_by("due_on", "pk"), as_of)[:MOST_INHERITED], as_of=as_of))
