"""Sending in: a case with what the router heard, what it is like, a code for who follows; an officer confirms kinds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction

from danbiet.common import clock, codes
from danbiet.common.actor import ANONYMOUS, Actor, Conflict, say
from danbiet.common.files import house
from danbiet.ledger import services as ledger
from danbiet.voices.models import Case, Follower, Link, Sorting
from danbiet.voices.rules import FEEDBACK, Channel, Tie
from danbiet.voices.rules.router import Proposal
from danbiet.voices.rules.stages import Act
from danbiet.voices.selectors.gates import require
from danbiet.voices.selectors.serving import require_served
from danbiet.voices.services.cases import BY_ANYBODY, Received, Report, derived, receive
from danbiet.voices.services.keeping import lay_out, settle

BY_OFFICERS = frozenset({Channel.PHONE, Channel.COUNTER, Channel.RECEPTION})


class AlreadySorted(Conflict):
    """Another officer confirmed the kind first."""


@dataclass(frozen=True)
class Like:
    """Another case that a report is like, and by what."""

    case: int
    tie: Tie


@dataclass(frozen=True)
class Reading:
    """What was read from a report before it was sent: the router's proposal and the cases it is like."""

    heard: Proposal
    alike: tuple[Like, ...] = field(default=())


def send(
    report: Report, *, reading: Reading, by: Actor, at: datetime, pepper: bytes, draw: Callable[[int], bytes]
) -> Received:
    """Take in a case, tie it to those it is like, and lay it on the sorting list where a person must see its kind.

    All of it or nothing; and nothing for a place where nobody would read it.
    """
    report = read(report, heard=reading.heard)
    if report.channel in BY_ANYBODY:
        require_served(report.place, kind=report.kind, on=clock.day(at), is_withheld=report.is_withheld)

    def also(case: Case) -> None:
        sort(case, report=report, heard=reading.heard, at=at)
        _tie(case, reading.alike, by=by, at=at)

    return receive(report, by=by, at=at, pepper=pepper, draw=draw, also=also)


def read(report: Report, *, heard: Proposal) -> Report:
    """The report, withheld where it waits for a person and may be a denunciation."""
    if must_be_sorted(report, heard=heard) and heard.may_denounce:
        return replace(report, is_withheld=True)
    return report


def must_be_sorted(report: Report, *, heard: Proposal) -> bool:
    """Whether an officer must confirm the kind: all mail, feedback in which something else was heard, what is withheld;
    where the place wants it, all feedback (decision 0175).

    What an officer entered, who asked the person, is confirmed.
    """
    if report.channel in BY_OFFICERS:
        return False
    is_doubtful = report.kind in FEEDBACK and (house().reads_first or heard.needs_person)
    return report.channel is Channel.MAIL or is_doubtful or report.is_withheld


def confirm_kind(sorting: Sorting, *, by: Actor, at: datetime) -> Sorting:
    """Say that a case is of the kind it has; another kind is `reclassify`."""
    case = sorting.case
    require(by, case, Act.RECLASSIFY, on=clock.day(at))
    with transaction.atomic():
        if not Sorting.objects.select_for_update().filter(pk=sorting.pk, settled_at=None).exists():
            raise AlreadySorted(say("Loại đơn đã có người xác nhận trước đó."))
        settle(case, by=by, at=at)
        ledger.record(
            by=by, act="voices.confirm_kind", target=f"voices.case/{case.number}", place=case.place.key,
            payload={"number": case.number, "kind": case.kind, "proposed": sorting.proposed}, at=at,
        )  # fmt: skip
    sorting.refresh_from_db()
    return sorting


def follow(case: Case, *, at: datetime, pepper: bytes, draw: Callable[[int], bytes]) -> str:
    """A code for somebody who wants to hear of a case that another sent; it opens what everybody may know of it."""
    code = codes.new_code(draw)
    with transaction.atomic():
        Follower.objects.create(case=case, code_hash=codes.hashed(code, pepper=pepper), at=at)
        ledger.record(
            by=ANONYMOUS, act="voices.follow", target=f"voices.case/{case.number}", place=case.place.key,
            payload={"number": case.number}, at=at,
        )  # fmt: skip
    return code


def code_of(token: str, *, pepper: bytes) -> str:
    """The receipt code that a form with this token will get: printed beside the lines of a blank page."""
    return codes.new_code(derived(token, pepper=pepper))


def sort(case: Case, *, report: Report, heard: Proposal, at: datetime) -> None:
    """Lay a new case on the sorting list where a person must see its kind; part of an act."""
    if must_be_sorted(report, heard=heard):
        lay_out(case, heard=heard, is_withheld=report.is_withheld, at=at)


def _tie(case: Case, alike: Sequence[Like], *, by: Actor, at: datetime) -> None:
    Link.objects.bulk_create(
        Link(case=case, other_id=one.case, tie=one.tie.value, at=at, by_id=by.user) for one in alike
    )
