"""Declared days of a place, each with the open due days that it moved, as the record has them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from danbiet.common.actor import Actor
from danbiet.disclosure.models import Obligation
from danbiet.disclosure.selectors.owed import titled
from danbiet.ledger.models import Opening
from danbiet.places import selectors as places
from danbiet.places.models import DeclaredDay, Unit

MOST_SHOWN = 40
ACT, CAUSE = "disclosure.recompute", "places.declaredday/"


@dataclass(frozen=True)
class Shift:
    """One obligation whose day moved."""

    obligation: Obligation
    title: str
    was: date | None
    now: date | None


@dataclass(frozen=True)
class Declaration:
    """A declared day, and what it moved; `count` is of all, `shifts` those shown."""

    day: DeclaredDay
    count: int
    shifts: tuple[Shift, ...]


@dataclass(frozen=True)
class DaysPage:
    """`/places/CODE/days/`."""

    unit: Unit
    declarations: tuple[Declaration, ...]
    may_declare: bool


def days_page(actor: Actor, code: str, *, on: date) -> DaysPage:
    """The declared days that count in a place, with what each of them moved. Five queries."""
    found = places.days_page(actor, code, on=on)
    moved = _moved([day.pk for day in found.days])
    wanted = [row["obligation"] for rows in moved.values() for row in rows[:MOST_SHOWN]]
    owed = Obligation.objects.select_related("place").in_bulk(wanted)
    declarations = tuple(
        Declaration(day, len(moved[day.pk]), tuple(
            Shift(owed[row["obligation"]], titled(owed[row["obligation"]]), _day(row["was"]), _day(row["now"]))
            for row in moved[day.pk][:MOST_SHOWN] if row["obligation"] in owed
        ))
        for day in found.days
    )  # fmt: skip
    return DaysPage(found.unit, declarations, found.may_declare)


def _moved(days: list[int]) -> dict[int, list[dict[str, str]]]:
    """What each declared day moved, read from the record; nothing where its words were erased."""
    found: dict[int, list[dict[str, str]]] = defaultdict(list)
    rows = Opening.objects.filter(
        part="payload", event__act=ACT, event__target__in=[f"{CAUSE}{day}" for day in days]
    ).select_related("event")
    for row in rows.order_by("event__seq"):
        found[int(row.event.target.removeprefix(CAUSE))] += row.value["moved"]
    return found


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
