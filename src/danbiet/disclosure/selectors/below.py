"""How many obligations were kept in which way, of a unit and of all below it: one rule, counted by the database.

A year has what arose in it and was known on the day asked about. What hangs by law alone counts until a decision took
its place or its law was over, as on the page of the unit. In the year of the day asked about, what is late from earlier
years stands beside, so that no new year hides it. A unit that ended counts in what it was under on its last day: what
it left undone is in the year of the place above once, and never in the counts of its successors.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.core.paginator import Page, Paginator
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models import Count as Number

from danbiet.common import clock
from danbiet.disclosure.models import Obligation
from danbiet.disclosure.rules.arising import STANDING
from danbiet.disclosure.rules.contents import CONTENTS
from danbiet.disclosure.rules.keeping import BINDING, Count
from danbiet.law.duties import duty
from danbiet.places import selectors as places
from danbiet.places.models import Unit
from danbiet.plans.selectors.gates import subtree

SIZE = 50
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Asked:
    """What the reader asked for: the day, the year, words, one way of keeping, the page of units."""

    as_of: date
    year: int
    q: str = ""
    state: str = ""
    page: int = 1

    @property
    def first(self) -> date:
        return date(self.year, 1, 1)

    @property
    def is_this_year(self) -> bool:
        """Whether the year is that of the day, so that what is open from earlier years is shown as well."""
        return self.year == self.as_of.year


@dataclass(frozen=True)
class UnitLine:
    """A unit directly below, with the counts of all that lies at or under it; no counts where nothing arose."""

    unit: Unit
    count: Count


@dataclass(frozen=True)
class Below:
    """A page of the units below, the counts of all that is below, of units among them that ended, and of the unit."""

    lines: Page[UnitLine]
    count: Count
    ended: Count
    own: Count


def arisen(asked: Asked) -> Q:
    """What arose in the year, as far as it was known on the day: it had happened, or was recorded ahead."""
    known = Q(arose_on__lte=asked.as_of) | Q(recorded_at__lt=clock.moment(asked.as_of + DAY, time.min))
    return Q(known, arose_on__gte=asked.first, arose_on__lt=date(asked.year + 1, 1, 1))


def own_count(unit: Unit, *, asked: Asked) -> Count:
    """What a unit itself owed in a year: one query."""
    return by_place(Obligation.objects.filter(place=unit), asked).get(unit.pk, Count())


def units_below(unit: Unit, *, asked: Asked, on: date) -> Below:
    """The units directly below on a day, page by page, with what arose in a year, as of a day: three queries."""
    units = list(places.children(unit, on=on))
    owed = by_place(Obligation.objects.filter(place__in=subtree([unit.pk], on=on).values("descendant")), asked)
    own = owed.pop(unit.pk, Count())
    found = dict.fromkeys((one.pk for one in units), Count())
    for above, place in subtree(found, on=on).filter(descendant__in=owed).values_list("ancestor", "descendant"):
        found[above] += owed[place]
    lines, total = [UnitLine(one, found[one.pk]) for one in units], sum(owed.values(), Count())
    ended = total - sum(found.values(), Count())
    return Below(Paginator(lines, SIZE).get_page(asked.page), total, ended, own)


def by_place(rows: QuerySet[Obligation], asked: Asked) -> dict[int, Count]:
    """Counts of a year, by place; of the present year also of what is late from before: one query."""
    year = rows.filter(arisen(asked)).exclude(_is_replaced(asked.as_of)).annotate(how=_how(asked.as_of))
    counted = year.values_list("place", "how").annotate(n=Number("pk"))
    if asked.is_this_year:
        counted = counted.union(*_from_before(rows, asked), all=True)
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for place, how, n in counted:
        found[place][how] += n
    return {place: _counted(kinds) for place, kinds in found.items()}


def _from_before(rows: QuerySet[Obligation], asked: Asked) -> Iterator[QuerySet[Obligation, tuple[int, str, int]]]:
    """What is late from earlier years: never published, and published later; each is read from an index of its own."""
    late = rows.filter(_binding(), due_on__lt=asked.as_of, arose_on__lt=asked.first).annotate(how=Value("earlier"))
    for half in (late.filter(state="open"), late.filter(published_on__gt=asked.as_of).exclude(state="waived")):
        yield half.values_list("place", "how").annotate(n=Number("pk"))


def _owed(as_of: date) -> Q:
    return Q(published_on=None) | Q(published_on__gt=as_of)


def _binding() -> Q:
    return Q(due_on__isnull=False, due_means__in=sorted(BINDING), certainty="seen")


def _is_replaced(as_of: date) -> Q:
    """What hangs by law alone and was not published, once a decision took its place or its law is over."""
    over = [id for id in CONTENTS if not duty(id).in_force(as_of)]
    same = Obligation.objects.filter(place=OuterRef("place"), duty=OuterRef("duty"), arose_on__gt=OuterRef("arose_on"))
    return Q(_owed(as_of), occasion=STANDING) & (Q(duty__in=over) | Q(Exists(same.filter(arose_on__lte=as_of))))


def _how(as_of: date) -> Case:
    """The ways of keeping as conditions, asked in order; permanent contents count as published."""
    owed, binding = _owed(as_of), _binding()
    return Case(
        When(state="waived", then=Value("waived")),
        When(owed & binding & Q(due_on__lt=as_of), then=Value("late")),
        When(owed & binding, then=Value("soon")),
        When(owed, then=Value("undated")),
        When(binding & Q(published_on__lte=F("due_on")), then=Value("on_time")),
        When(binding, then=Value("after")),
        default=Value("undated_published"),
    )


def _counted(kinds: dict[str, int]) -> Count:
    total = sum(kinds.values()) - kinds.get("waived", 0) - kinds.get("earlier", 0)
    return Count(total=total, **kinds)
