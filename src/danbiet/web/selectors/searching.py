"""One search over places, plans and the clauses of plans, each only as far as the actor may see."""

from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db.models import QuerySet, Value
from django.db.models.functions import StrIndex
from vn_text import fold

from danbiet.common.actor import Actor
from danbiet.plans import selectors as plans
from danbiet.plans.models import Item, Plan
from danbiet.voices import selectors as voices
from danbiet.voices.models import Case
from danbiet.web.rules import LEAST
from danbiet.web.selectors.finding import Found, find, folded

MOST_PLACES = 10
MOST_PLANS = 10
MOST_ITEMS = 30
MOST_CASES = 10
READ = 2000  # plans read before their names are compared


@dataclass(frozen=True)
class Results:
    """What was found of each kind."""

    enough: bool
    places: Found
    plans: tuple[Plan, ...] = ()
    items: tuple[Item, ...] = ()
    more_items: bool = False
    cases: tuple[Case, ...] = ()
    answers: tuple[Case, ...] = ()

    @property
    def count(self) -> int:
        return self.places.count + len(self.plans) + len(self.items) + len(self.cases) + len(self.answers)


def search(typed: str, *, actor: Actor, on: date) -> Results:
    """Everything whose words hold all the words typed, marks or none."""
    places = find(typed, on=on, most=MOST_PLACES)
    words = fold(typed).split()
    if sum(map(len, words)) < LEAST:
        return Results(False, places)
    visible = plans.plans_visible_to(actor, on=on).exclude(issued_on__gt=on).exclude(parent__issued_on__gt=on)
    items = _items(words, visible)
    cases = voices.search(actor, typed, on=on, most=MOST_CASES).cases
    answers = tuple(case for case in voices.search_published(typed, most=MOST_CASES).cases if case not in cases)
    return Results(
        True, places, _plans(words, visible), tuple(items[:MOST_ITEMS]), len(items) > MOST_ITEMS, cases, answers
    )


def _plans(words: list[str], visible: QuerySet[Plan]) -> tuple[Plan, ...]:
    """Plans by number, title and issuer, the newest first; compared as plain values, since they are many."""
    rows = visible.order_by("-from_day", "number").values_list("pk", "number", "title", "issuer__name_vi")[:READ]
    matching = (row[0] for row in rows if _holds(words, *row[1:]))
    chosen = list(islice(matching, MOST_PLANS))
    found = visible.in_bulk(chosen) if chosen else {}
    return tuple(found[pk] for pk in chosen)


def _holds(words: list[str], *texts: str) -> bool:
    name = folded(" ".join(texts))
    return all(word in name for word in words)


def _items(words: list[str], visible: QuerySet[Plan]) -> list[Item]:
    """Clauses that hold the words: those that stand for themselves, then copies that answer them until there is enough.

    The copies are many: they are read in the order they were made, so that the search stops as soon as it may.
    """
    found = Item.objects.filter(plan__in=visible.order_by().values("pk")).select_related("plan__place", "task")
    for at, word in enumerate(words):
        found = found.alias(**{f"at_{at}": StrIndex("folded", Value(word))}).filter(**{f"at_{at}__gt": 0})
    own = list(found.filter(answers=None).order_by("-plan__from_day", "plan", "position")[: MOST_ITEMS + 1])
    return own + list(found.exclude(answers=None).order_by("pk")[: MOST_ITEMS + 1 - len(own)])
