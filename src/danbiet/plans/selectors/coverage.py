"""What a plan serves, edition by edition, and what other plans did for the parts left open."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from danbiet.common.templatetags.danbiet import name
from danbiet.plans.models import Item, Plan, Serves
from danbiet.plans.rules.coverage import Cell, Coverage, Entry, cover
from danbiet.plans.rules.library import Measure, suggestions
from danbiet.plans.rules.proposals import WHOLE_INDEX
from danbiet.plans.rules.states import WORK, ItemKind, TaskState
from danbiet.scores.rules import Edition, edition_for, editions, names, years

COUNTED = [kind.value for kind in (*WORK, ItemKind.CHANNEL)]


MOST_OFFERS = 6


@dataclass(frozen=True)
class Offer:
    """What other plans did for an open cell: for the part itself, else for its dimension."""

    cell: Cell
    measures: tuple[Measure, ...]
    plans_read: int


@dataclass(frozen=True)
class Named:
    """A construct in both languages."""

    name_vi: str
    name_en: str


@dataclass(frozen=True)
class CoveragePage:
    """The coverage of a plan in one edition, with the other editions to choose from."""

    plan: Plan
    coverage: Coverage
    editions: tuple[Edition, ...]
    offers: tuple[Offer, ...]
    gone: tuple[Named, ...]
    unconfirmed: int


def edition_of(plan: Plan) -> Edition:
    """The edition under which a plan's first year is measured; past the last known year, the newest."""
    year = min(max(plan.from_day.year, years()[0]), years()[-1])
    return edition_for(year)


def coverage(plan: Plan, edition: Edition | None = None) -> Coverage:
    """How many tasks and commitments serve each sub-dimension. Two queries."""
    known = frozenset(part.construct for one in editions() for part in one.sub_dimensions)
    return cover(edition or edition_of(plan), _entries(plan), known=known)


def _entries(plan: Plan) -> Iterable[Entry]:
    rows = Item.objects.filter(plan=plan, kind__in=COUNTED).exclude(task__state=TaskState.CANCELLED.value)
    for item in rows.prefetch_related("serves"):
        constructs = frozenset(row.construct for row in item.serves.all())
        yield Entry(ItemKind(item.kind), item.section, constructs)


def coverage_page(plan: Plan, *, edition_id: str = "") -> CoveragePage:
    """The page of a plan's coverage; an unknown edition is the plan's own. Three queries."""
    edition = next((one for one in editions() if one.id == edition_id), edition_of(plan))
    found = coverage(plan, edition)
    served = Item.objects.filter(plan=plan, kind__in=COUNTED, serves__confirmed=False)
    return CoveragePage(
        plan=plan, coverage=found, editions=editions(),
        offers=tuple(_offer(cell) for cell in found.open_cells),
        gone=tuple(Named(*names(construct)) for construct in found.unmeasured),
        unconfirmed=served.distinct().count(),
    )  # fmt: skip


def _offer(cell: Cell) -> Offer:
    seen = suggestions(cell.construct)
    return Offer(cell, (seen.exact or seen.dimension)[:MOST_OFFERS], seen.plans_read)


def known_constructs(*, also: Iterable[str] = ()) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """(dimension, ((construct, number and name), ...)) of the newest edition, to choose what a clause serves.

    `also` names what was chosen before: a part that is no longer measured stays on offer.
    """
    newest = editions()[-1]
    groups = tuple((_part(one.construct, True), one.sub_dimensions) for one in newest.dimensions)
    gone = [one for one in also if one != WHOLE_INDEX and newest.code(one) is None]
    others = tuple((one, name(_part(one, True))) for one in (WHOLE_INDEX, *gone))
    return (
        *(
            (
                f"{whole.number}. {name(whole)}",
                ((dimension.construct, f"{whole.number}. {name(whole)}"),)
                + tuple((part.construct, f"{part.number} {name(part)}") for part in parts_of),
            )
            for dimension, (whole, parts_of) in zip(newest.dimensions, groups, strict=True)
        ),
        (_("Khác"), others),
    )


@dataclass(frozen=True)
class Part:
    """A part of PAPI that a clause serves, as the newest edition numbers it; without a number it is not measured."""

    number: str
    name_vi: str
    name_en: str
    is_confirmed: bool


def served_words(constructs: Iterable[str]) -> str:
    """What a row of work serves, as a table prints it: numbers and names in the reader's language."""
    return "; ".join(f"{part.number} {name(part)}".strip() for part in (_part(one, True) for one in constructs))


def parts(served: Iterable[Serves]) -> tuple[Part, ...]:
    """What a clause serves, in words; a construct nobody knows is shown as it was written."""
    return tuple(_part(row.construct, row.confirmed) for row in served)


def _part(construct: str, is_confirmed: bool) -> Part:
    if construct == WHOLE_INDEX:
        return Part("", "toàn bộ chỉ số PAPI", "the whole PAPI index", is_confirmed)
    code = editions()[-1].code(construct) or ""
    try:
        vi, en = names(construct)
    except KeyError:
        vi = en = construct
    return Part(code[1:], vi, en, is_confirmed)
