"""The place's public page, and what the forms of terms and of the book of reception name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from danbiet.common import clock
from danbiet.common.actor import Actor, Role
from danbiet.places import selectors as places
from danbiet.places.models import Unit
from danbiet.voices.models import Case
from danbiet.voices.rules import Subject
from danbiet.voices.rules.clocks import ASSUMED, MEMORY
from danbiet.voices.rules.receiving import Receiver, Result
from danbiet.voices.rules.terms import Term, What
from danbiet.voices.selectors.clocks import terms_of
from danbiet.voices.selectors.feedback import feedback, places_of
from danbiet.voices.selectors.figures import (
    Counts,
    Month,
    Part,
    Stock,
    counts_by_place,
    month_of,
    parts_of,
    stock,
    total,
)
from danbiet.voices.selectors.gates import FEW, at_places, case_for, cases_at
from danbiet.voices.selectors.quarters import SaidAndDone, said_and_done
from danbiet.voices.selectors.searching import Found, search_published

SIZE, SHOWN = 25, 12


@dataclass(frozen=True)
class Waiting:
    """What everybody sees of open cases: how many, how many past a day of the law or the place, how many past one that
    this software assumed (decision 0133), and reports by number, without a word."""

    total: int
    late: int
    past_assumed: int
    reports: tuple[Case, ...]


@dataclass(frozen=True)
class PlacePage:
    """What everybody sees of a place's cases in a month."""

    place: Unit
    month: Month
    counts: Counts
    done: SaidAndDone  # of the quarter in which the month lies
    waiting: Waiting | None  # as the stock
    stock: Stock | None  # of a place with many units below, it is read unit by unit
    parts: tuple[Part, ...]
    published: tuple[Case, ...]
    following: str
    found: Found | None
    typed: str
    terms: tuple[tuple[str, Term | None], ...]
    may_set: bool


def unit(code: str, *, on: date) -> Unit:
    """The unit that bears a code on a day."""
    return places.unit_at(code, on=on)


def place_page(actor: Actor, code: str, *, on: date, asked: Mapping[str, str]) -> PlacePage:
    """The public page of a place; `asked`: month, after (where the list goes on), q (words)."""
    place, month, typed = unit(code, on=on), month_of(asked["month"], on=on), asked["q"].strip()
    here = places_of(place, on=on)
    found = counts_by_place(here, from_day=month.from_day, until_day=month.until_day, on=on)
    counts, is_few = total(found.values()), len(here) <= FEW
    listed = list(_listed(here, asked["after"])[: SIZE + 1])
    following = listed[SIZE - 1].published_at if len(listed) > SIZE else None
    return PlacePage(
        place=place, month=month, counts=counts, published=tuple(listed[:SIZE]), typed=typed,
        waiting=_waiting(here, on=on) if is_few else None,
        stock=stock(here, from_day=month.from_day, until_day=month.until_day, on=on) if is_few else None,
        parts=parts_of(place, found, on=on), done=said_and_done(here, month=month, known=counts, on=on),
        following=following.isoformat() if following else "",
        found=search_published(typed) if typed else None, terms=terms_of(place, on=on),
        may_set=place.pk in actor.places(Role.LEADER, Role.PLAN_OFFICER),
    )  # fmt: skip


def _waiting(here: set[int], *, on: date) -> Waiting:
    """Two queries, both along the index of the desk. Every open case is counted, and named only what may be told."""
    rows = cases_at().filter(at_places(here), is_open=True)
    past = Q(due_on__lt=on)
    counted = rows.aggregate(
        total=Count("pk"), late=Count("pk", filter=past & ~Q(due_certainty__in=[MEMORY, ASSUMED])),
        past_assumed=Count("pk", filter=past & Q(due_certainty=ASSUMED)),
    )  # fmt: skip
    dated = feedback().filter(at_places(here), is_open=True, due_on__isnull=False)
    shown = dated.only("number", "subject", "received_on", "stage", "due_on", "due_certainty").order_by("due_on", "pk")
    return Waiting(**counted, reports=tuple(shown[:SHOWN]))


def _listed(here: set[int], after: str) -> QuerySet[Case]:
    """Published cases, the newest first, going on behind a moment."""
    rows = (
        cases_at()
        .filter(at_places(here), published_at__isnull=False)
        .select_related("place")
        .defer("text", "folded", "answer")
    )
    begun = _moment(after)
    return (rows.filter(published_at__lt=begun) if begun else rows).order_by("-published_at")


def _moment(text: str) -> datetime | None:
    """The moment named in an address; none for anything else."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo and MINYEAR < found.year < MAXYEAR else None


def receiver(name: str) -> Receiver:
    """Who receives, as the form names it."""
    return Receiver(name)


def term(data: Mapping[str, Any]) -> tuple[What, Term]:
    """A term as the form gives it."""
    return What(data["what"]), Term(data["n"], data["unit"], data["source"])


def visit(data: Mapping[str, Any], by: Actor, at: datetime) -> tuple[Any, ...]:
    """A visit as the form gives it: people, subject, summary, result, case, promise."""
    case = case_for(by, data["number"].strip().upper(), on=clock.day(at)) if data["number"] else None
    promised = (data["promise_text"], data["promise_due_on"]) if data["promise_text"] else None
    return data["people"], Subject(data["subject"]), data["summary"], Result(data["result"]), case, promised
