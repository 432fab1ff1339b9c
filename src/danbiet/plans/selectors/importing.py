"""Imports that wait for a person: who may see which, in whose name one may import, and the page of rows."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import QuerySet

from danbiet.common.actor import Actor, NotYours, Role, say
from danbiet.places.models import Agency, Unit
from danbiet.places.selectors import PEOPLES_COMMITTEE, closure_on
from danbiet.plans.models import ImportedDraft, Plan
from danbiet.plans.rules import importing, proposals
from danbiet.plans.rules.importing import Heading, Row
from danbiet.plans.rules.states import PLANNERS, may_draft
from danbiet.plans.selectors import gates
from danbiet.scores.rules.editions import names

ROWS_ON_A_PAGE = 20
IMPORTERS = (*PLANNERS, Role.WARD_OFFICER)


def issuers(actor: Actor, *, on: date) -> QuerySet[Agency]:
    """The people's committees in whose name the actor may import: of the own places, and under a planner's."""
    under = closure_on(on).filter(ancestor__in=actor.places(*PLANNERS)).values("descendant")
    places = Unit.objects.on(on).filter(pk__in=under) | Unit.objects.on(on).filter(pk__in=actor.places(*IMPORTERS))
    return Agency.objects.filter(place__in=places, kind=PEOPLES_COMMITTEE).select_related("place").order_by(
        "place__tier", "place__sort_key"
    )  # fmt: skip


def import_for(actor: Actor, pk: int, *, on: date) -> ImportedDraft:
    """An import that the actor may work on; to all others it does not exist."""
    found = ImportedDraft.objects.select_related("issuer", "place", "plan").filter(pk=pk).first()
    if found is None or not may_draft(actor, gates.standing(found.place, on=on)):
        raise NotYours(say("Không có bản nhập này trong phạm vi của bạn."))
    return found


def imports_waiting(actor: Actor, *, on: date) -> QuerySet[ImportedDraft]:
    """Imports that wait for the actor, newest first."""
    places = issuers(actor, on=on).values("place")
    return ImportedDraft.objects.filter(place__in=places, state="waiting").select_related("issuer").order_by("-at")


@dataclass(frozen=True)
class Named:
    """A construct and its name in both languages; its dimension for grouping."""

    construct: str
    name_vi: str
    name_en: str
    is_dimension: bool = False


@cache
def named(construct: str) -> Named:
    """The name of a construct as last measured."""
    if construct == proposals.WHOLE_INDEX:
        return Named(construct, "Toàn bộ chỉ số PAPI", "The whole index", is_dimension=True)
    vi, en = names(construct)
    dimension = proposals.lexicon().dimension_of(construct)
    return Named(construct, vi, en, is_dimension=dimension is not None and dimension.construct == construct)


@cache
def choices() -> tuple[Named, ...]:
    """Everything an item may serve, in the order of the index."""
    return tuple(named(construct) for construct in importing.constructs())


@dataclass(frozen=True)
class Review:
    """The page on which a person goes through an import."""

    draft: ImportedDraft
    heading: Heading
    rows: tuple[Row, ...]
    shown: tuple[Row, ...]
    number: int
    pages: int
    parent: Plan | None

    @property
    def waiting(self) -> int:
        return len(importing.waiting(self.rows))

    @property
    def confirmed(self) -> int:
        return sum(row.is_kept and row.is_confirmed for row in self.rows)

    @property
    def dropped(self) -> int:
        return sum(not row.is_kept for row in self.rows)

    @property
    def alike(self) -> int:
        return sum(bool(row.alike) for row in self.rows)

    @property
    def unplaced(self) -> int:
        return sum(not row.constructs for row in self.rows)

    @property
    def is_ready(self) -> bool:
        return self.waiting == 0 and self.confirmed > 0


def review(draft: ImportedDraft, *, page: int, on: date) -> Review:
    """One page of an import's rows, with the counts over all of them."""
    rows = tuple(importing.row_from(row) for row in draft.rows)
    pages = max(1, -(-len(rows) // ROWS_ON_A_PAGE))
    number = min(max(1, page), pages)
    shown = rows[(number - 1) * ROWS_ON_A_PAGE : number * ROWS_ON_A_PAGE]
    heading = importing.heading_from(draft.heading)
    return Review(draft, heading, rows, shown, number, pages, upper_plan(draft, heading, on=on))


def upper_plan(draft: ImportedDraft, heading: Heading, *, on: date) -> Plan | None:
    """The issued plan above that bears the number named as parent, if it is held here."""
    if not heading.parent_number:
        return None
    above = gates.standing(draft.place, on=on).above
    return Plan.objects.filter(number=heading.parent_number, place__in=above).exclude(state="draft").first()
