"""Acts that span several parts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from danbiet.accounts import services as accounts
from danbiet.common import clock
from danbiet.common.actor import Actor, Refusal
from danbiet.common.files import House
from danbiet.disclosure.models import Request
from danbiet.disclosure.rules.requests import Delivery, forgotten_before
from danbiet.disclosure.selectors.items import status_items
from danbiet.disclosure.services import items, letters, recounting, requests
from danbiet.disclosure.services import obligations as disclosure
from danbiet.disclosure.services.settling import settle_hanging, settle_place
from danbiet.ledger import services as ledger
from danbiet.places import selectors as place_selectors
from danbiet.places import services as places
from danbiet.places.models import DeclaredDay, Unit
from danbiet.plans import services as plans
from danbiet.voices import services as voices
from danbiet.voices.models import Case
from danbiet.voices.services import tips
from danbiet.web.selectors import handing
from danbiet.web.selectors.days import CAUSE

Job = tuple[str, date, Callable[[], object]]


def tick(*, by: Actor, at: datetime, house: House) -> tuple[dict[str, str], list[Exception]]:
    """Do every periodic act that is due, each once; one that fails holds up none of the others."""
    states: dict[str, str] = {}
    failures: list[Exception] = []
    for job, due, act in _jobs(by=by, at=at, house=house):
        try:
            states[job] = "done" if ledger.once(job=job, due=due, at=at, act=act) else "was_done"
        except Exception as error:
            states[job] = "refused" if isinstance(error, Refusal) else "failed"
            failures.append(error)
    failures += _letters(at=at, house=house)
    ledger.note_tick(at=at)
    return states, failures


def _letters(*, at: datetime, house: House) -> list[Exception]:
    """At most one a day to an address, in no job's transaction: what was sent stays marked when a run breaks off."""
    try:
        letters.send_letters(at=at, base_url=house.base_url)
    except Exception as error:
        return [error]
    return []


def declare_day(unit: Unit, *, declared: places.Declared, by: Actor, at: datetime) -> int:
    """Declare a day for a unit, and move the open days of every unit that counts with it; how many moved."""
    with transaction.atomic():
        row = places.declare_day(unit, declared=declared, by=by, at=at)
        return _recounted(row, by=by, at=at)


def undo_day(row: DeclaredDay, *, reason: str, by: Actor, at: datetime) -> int:
    """Take a declared day back, and move the open days back with it; how many moved."""
    with transaction.atomic():
        places.undo_day(row, reason=reason, by=by, at=at)
        return _recounted(row, by=by, at=at)


def _recounted(row: DeclaredDay, *, by: Actor, at: datetime) -> int:
    """Every stored day that a calendar moves, in each part: what is computed when it is read moves by itself."""
    units, cause = place_selectors.counted_in(row.unit), f"{CAUSE}{row.pk}"
    moved = len(disclosure.recompute(units=units, cause=cause, by=by, at=at))
    moved += recounting.recount(units=units, cause=cause, by=by, at=at)
    return moved + voices.recount(units=units, cause=cause, by=by, at=at)


def set_circumstances(unit: Unit, *, known: places.Known, by: Actor, at: datetime) -> tuple[disclosure.Moved, ...]:
    """Record what the law asks about a unit, and move its open due days that depend on it."""
    with transaction.atomic():
        places.set_circumstances(unit, known=known, by=by, at=at)
        settle_place(unit, on=clock.day(at))
        return disclosure.recompute(units=[unit.pk], by=by, at=at)


@dataclass(frozen=True)
class Asking:
    """An information request as the officer puts it down from a case: what the law asks of one, and no more.

    `delivery`: one of disclosure's ways of giving information.
    """

    delivery: str
    text: str
    name: str
    contact: str


def hand_over(case: Case, *, asking: Asking, by: Actor, at: datetime) -> Request:
    """Open the request that a case asks for and close the case: the receipt code of the case opens both.

    Days run from the receipt of the case, so that nobody loses a day by the channel that was chosen.
    """
    on, since = clock.day(at), case.received_on
    place = handing.answering(case, by, on=on)
    delivery = Delivery(asking.delivery)
    found = handing.latest(place, delivery, since=since)
    asked = requests.Asked(place, delivery, asking.text, asking.name, asking.contact, received_on=since)
    certainty = found.due.certainty if found.due else ""
    expected = voices.Expected(handing.words_of(found, since=since), found.due_on, certainty)
    with transaction.atomic():
        row = requests.receive(
            asked=asked, code=handing.free_code(case), by=by, at=at, origin_kind=handing.ORIGIN,
            origin_number=case.number,
        )  # fmt: skip
        to = place_selectors.peoples_committee(place).name_vi
        voices.hand_over(case, to=to, number=row.number, expected=expected, by=by, at=at)
    return row


def hide_name(case: Case, *, at: datetime) -> None:
    """The sender takes name and contact back: of every case of theirs, and of the requests that these became."""
    with transaction.atomic():
        for row in handing.requests_of(voices.hide_name(case, at=at)):
            requests.hide_requester(row, at=at)


TOKENS_KEPT = timedelta(days=7)  # a form left open, or a letter of confirmation unanswered, for a week is stale


def sign_status(*, day: date, at: datetime, house: House) -> None:
    """Sign the list of every item ever published as it stood at the end of a day, under that day's head."""
    ledger.sign_status(day=day, items=status_items(day=day), at=at, house=house)


def _jobs(*, by: Actor, at: datetime, house: House) -> list[Job]:
    """The periodic acts in order: (name, the day it is due, what to do). A part adds its own line here."""
    today, yesterday = clock.day(at), clock.day(at) - timedelta(days=1)
    return [
        ("ledger.head", yesterday, lambda: ledger.sign_head(day=yesterday, at=at, house=house)),
        ("disclosure.take_down", today, lambda: items.take_down_due(on=today, by=by, at=at)),
        ("ledger.status", yesterday, lambda: sign_status(day=yesterday, at=at, house=house)),
        ("accounts.counters", today, lambda: accounts.forget_counters(at=at)),
        ("disclosure.periodic", today, lambda: disclosure.raise_periodic(on=today, by=by, at=at)),
        ("disclosure.recompute", today, lambda: disclosure.recompute(by=by, at=at)),
        ("disclosure.recount", today, lambda: recounting.recount(by=by, at=at)),
        ("disclosure.hanging", today, lambda: settle_hanging(on=today)),
        ("disclosure.unconfirmed", today, lambda: letters.forget_unconfirmed(before=at - TOKENS_KEPT)),
        ("disclosure.requesters", today, lambda: requests.forget_requesters(before=forgotten_before(today), at=at)),
        ("voices.recount", today, lambda: voices.recount(by=by, at=at)),
        ("voices.daily", today, lambda: voices.daily(at=at)),
        ("voices.tips", today, lambda: tips.erase_old_tips(by=by, at=at)),
        ("plans.tokens", today, lambda: plans.forget_tokens(before=at - TOKENS_KEPT)),
    ]
