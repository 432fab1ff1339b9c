"""Feedback as everybody may know it: reports and petitions whose kind nobody doubts any more, without their words.

`feedback()` is the gate of everything that a stranger reads of single cases: Open311, map, look-alikes, followers,
late cases of a place's page. Cases that wait to be sorted, and those refused as denunciations, are told to nobody.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from danbiet.places.models import Successor, Unit
from danbiet.voices.models import Case, Photo, Sorting, Step
from danbiet.voices.rules import FEEDBACK, Refused
from danbiet.voices.rules.stages import Act
from danbiet.voices.selectors.gates import at_places, below, cases_at

KINDS = [kind.value for kind in FEEDBACK]
UNTOLD = Refused.DENUNCIATION.value
# what changes anything that everybody may see
SEEN = [
    act.value
    for act in (
        *(Act.RECEIVE, Act.ACCEPT, Act.REFUSE, Act.TRANSFER_IN, Act.SUSPEND, Act.RESUME, Act.EXTEND, Act.ANSWER),
        *(Act.AGREE, Act.CONTEST, Act.RECHECK, Act.MERGE, Act.HAND_OVER, Act.PUBLISH, Act.WITHDRAW, Act.RECLASSIFY),
    )
]


class Told(NamedTuple):
    """What everybody may know of a case; `seen_at`: when something to be seen of it last changed. Words, point and
    pictures only once `published_at` stands."""

    pk: int
    number: str
    kind: str
    subject: str
    state: str
    outcome: str
    is_open: bool
    channel: str
    place_id: int
    agency_id: int | None
    received_at: datetime
    answer_due_on: date | None
    answer_certainty: str
    answered_on: date | None
    latitude: float | None
    longitude: float | None
    public_summary: str
    public_answer: str
    published_at: datetime | None
    sorting__settled_at: datetime | None
    seen_at: datetime | None


class Seen(NamedTuple):
    """An act as everybody may know it, with how the case stood after it, and what of the case is public now."""

    pk: int
    act: str
    at: datetime
    state: str
    outcome: str
    case_id: int
    case__number: str
    case__public_answer: str
    case__published_at: datetime | None


def feedback() -> QuerySet[Case]:
    """Cases that are reports or petitions: not those that wait for somebody to say whether they are, nor those that
    were found to be denunciations (decisions 0158 and 0170)."""
    waiting = Sorting.objects.filter(case=OuterRef("pk"), settled_at=None)
    return with_waiting().filter(~Exists(waiting))


def with_waiting() -> QuerySet[Case]:
    """Those that still wait among them: for counts from an index alone, of which `still_waiting` is taken off again."""
    return cases_at().filter(kind__in=KINDS).exclude(refused_as=UNTOLD)


def still_waiting() -> QuerySet[Case]:
    """The few of them that wait."""
    return with_waiting().filter(pk__in=Sorting.objects.filter(settled_at=None).values("case"))


def places_of(unit: Unit, *, on: date) -> set[int]:
    """A unit of today, what stands under it, and what it took over."""
    took = Successor.objects.filter(new=unit, on__lte=on).values_list("old", flat=True)
    return {unit.pk, *below([unit.pk], on=on), *took}


def within(unit: Unit, *, on: date) -> Q:
    """The condition that a case lies there."""
    return at_places(places_of(unit, on=on))


def changed_since(moment: datetime, *, most: int) -> tuple[Q, bool]:
    """The condition that something to be seen changed after a moment, and whether more than `most` things did."""
    steps = Step.objects.filter(at__gt=moment, act__in=SEEN)
    is_cut = steps[: most + 1].count() > most
    sorted_out = Sorting.objects.filter(settled_at__gt=moment).values("case")
    return Q(pk__in=steps.values("case").union(sorted_out)), is_cut  # one list: with OR, PostgreSQL reads every case


def steps_seen(start: datetime, end: datetime, *, places: Collection[int] = ()) -> QuerySet[Step]:
    """What happened to feedback between two moments (at some places), the earliest first: on SQLite by the moment,
    the place is looked at in each row; PostgreSQL chooses well by itself."""
    rows = Step.objects.filter(at__range=(start, end), act__in=SEEN)
    if places:
        place = F("case__place_id") + 0 if connection.vendor == "sqlite" else F("case__place_id")
        rows = rows.alias(somewhere=place).filter(somewhere__in=sorted(places))
    waiting = Sorting.objects.filter(case=OuterRef("case"), settled_at=None)
    told = rows.filter(~Exists(waiting), case__kind__in=KINDS).exclude(case__refused_as=UNTOLD)
    return told.order_by("at", "pk")


def seen(keys: Iterable[int]) -> list[Seen]:
    """Acts of a page, in order."""
    rows = Step.objects.filter(pk__in=list(keys)).order_by("at", "pk")
    return [Seen(*row) for row in rows.values_list(*Seen._fields)]


def steps_of(keys: Collection[int]) -> QuerySet[Step]:
    """What happened to some cases, in order."""
    return Step.objects.filter(case__in=keys, act__in=SEEN).defer("told", "note").order_by("at", "pk")


def shown(keys: Iterable[int]) -> list[Told]:
    """Cases of a page, in the order of their keys."""
    keys = list(keys)
    latest = Step.objects.filter(case=OuterRef("pk"), act__in=SEEN).order_by("-at").values("at")[:1]
    rows = Case.objects.filter(pk__in=keys).annotate(seen_at=Subquery(latest))
    found = {row[0]: Told(*row) for row in rows.values_list(*Told._fields)}
    return [found[key] for key in keys if key in found]


def public_photos(keys: Collection[int]) -> QuerySet[Photo]:
    """Pictures that somebody looked at and made public, of those of the cases that are published."""
    return Photo.objects.filter(case__in=keys, case__published_at__isnull=False, is_public=True).order_by("pk")
