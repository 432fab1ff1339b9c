"""Feedback as everybody may know it: reports and petitions whose kind nobody doubts any more, without their words."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from danbiet.places.models import Unit
from danbiet.voices.models import Case, Photo, Sorting, Step
from danbiet.voices.rules import FEEDBACK
from danbiet.voices.rules.stages import Act
from danbiet.voices.selectors.gates import at_places, below, cases_at, inherited

KINDS = [kind.value for kind in FEEDBACK]
UNTOLD = ("title", "text", "folded", "answer", "recheck_finding", "public_folded")  # long, and never told: not read
# what changes anything that everybody may see
SEEN = [
    act.value
    for act in (
        *(Act.RECEIVE, Act.ACCEPT, Act.REFUSE, Act.TRANSFER_IN, Act.SUSPEND, Act.RESUME, Act.EXTEND, Act.ANSWER),
        *(Act.AGREE, Act.CONTEST, Act.RECHECK, Act.MERGE, Act.HAND_OVER, Act.PUBLISH, Act.WITHDRAW, Act.RECLASSIFY),
    )
]


def feedback() -> QuerySet[Case]:
    """Cases that are reports or petitions, and are not waiting for somebody to say whether they are."""
    waiting = Sorting.objects.filter(case=OuterRef("pk"), settled_at=None)
    return cases_at().filter(~Exists(waiting), kind__in=KINDS)


def places_of(unit: Unit, *, on: date) -> set[int]:
    """A unit of today, what stands under it, and what it took over."""
    return {unit.pk, *below([unit.pk], on=on), *inherited([unit.pk], on=on)}


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
    rows = rows.filter(~Exists(waiting), case__kind__in=KINDS).select_related("case").order_by("at", "pk")
    return rows.defer("told", "note", *(f"case__{name}" for name in UNTOLD))


def steps_of(cases: Iterable[Case]) -> list[Step]:
    """The same of some cases, in order."""
    return list(Step.objects.filter(case__in=list(cases), act__in=SEEN).defer("told", "note").order_by("at", "pk"))


def shown(keys: Iterable[int]) -> list[Case]:
    """Cases of a page, in the order of their keys; `seen_at`: when something to be seen of each last changed."""
    keys = list(keys)
    latest = Step.objects.filter(case=OuterRef("pk"), act__in=SEEN).order_by("-at").values("at")[:1]
    rows = Case.objects.filter(pk__in=keys).select_related("place", "agency", "sorting").defer(*UNTOLD)
    found = {case.pk: case for case in rows.annotate(seen_at=Subquery(latest))}
    return [found[key] for key in keys if key in found]


def public_photos(cases: Iterable[Case]) -> list[Photo]:
    """Pictures of published cases that somebody looked at and made public."""
    keys = [case.pk for case in cases if case.published_at]
    return list(Photo.objects.filter(case__in=keys, is_public=True).order_by("pk")) if keys else []
