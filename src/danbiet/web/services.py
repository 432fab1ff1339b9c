"""Acts that span several parts."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from danbiet.accounts import services as accounts
from danbiet.common import clock
from danbiet.common.actor import Actor, Refusal
from danbiet.common.files import House
from danbiet.ledger import services as ledger
from danbiet.plans import services as plans
from danbiet.voices import services as voices

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
    ledger.note_tick(at=at)
    return states, failures


TOKENS_KEPT = timedelta(days=7)  # a form left open for a week is stale in any case


def _jobs(*, by: Actor, at: datetime, house: House) -> list[Job]:
    """The periodic acts in order: (name, the day it is due, what to do). A part adds its own line here."""
    yesterday = clock.day(at) - timedelta(days=1)
    return [
        ("ledger.head", yesterday, lambda: ledger.sign_head(day=yesterday, at=at, house=house)),
        ("accounts.counters", clock.day(at), lambda: accounts.forget_counters(at=at)),
        ("voices.daily", clock.day(at), lambda: voices.daily(at=at)),
        ("plans.tokens", clock.day(at), lambda: plans.forget_tokens(before=at - TOKENS_KEPT)),
    ]
