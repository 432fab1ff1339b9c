"""Who forwarded a case: noted when it comes or later, and when it is sent on from here; what comes back is told on."""

from dataclasses import dataclass
from datetime import datetime

from danbiet.common import clock
from danbiet.common.actor import Actor, Conflict, Damaged, say
from danbiet.places import selectors as places
from danbiet.places.rules.kinds import Tier
from danbiet.voices.models import Case, Forwarding, Notice
from danbiet.voices.rules import Kind
from danbiet.voices.rules.letters import Forwarder, Letter, board_of, is_relayed
from danbiet.voices.services.recording import Owing, committee, draft

LONGEST_NAME = 200


class AlreadyNamed(Conflict):
    """The body was noted before."""


@dataclass(frozen=True)
class Through:
    """The body through which a case came, as it calls itself."""

    forwarder: Forwarder
    name: str


def forwarded(case: Case, *, through: Through, by: Actor, at: datetime) -> Forwarding:
    """Note a body that forwarded a case; part of an act."""
    name = " ".join(through.name.split())[:LONGEST_NAME]
    if not name:
        raise Damaged(say("Ghi tên cơ quan, tổ chức hoặc đại biểu đã chuyển đơn."))
    if case.forwardings.filter(name=name).exists():
        raise AlreadyNamed(say("Đã ghi {name} là nơi chuyển đơn này."), name=name)
    return Forwarding.objects.create(
        case=case, forwarder=through.forwarder.value, name=name, on=clock.day(at), by_id=by.user
    )


def sent_on(case: Case, *, is_asked: bool, by: Actor, at: datetime) -> Forwarding:
    """Note that the unit of a case sends it on."""
    place = case.place
    board = board_of(Tier(place.tier))
    body, _ = Forwarding.objects.update_or_create(
        case=case, name=committee(place),
        defaults={"forwarder": board.value, "place": place, "on": clock.day(at), "by_id": by.user,
                  "is_asked": is_asked, "heard_on": None},
    )  # fmt: skip
    return body


def tell_on(notice: Notice, *, at: datetime) -> None:
    """A result that was sent to a unit which had forwarded the complaint: that unit tells it to whoever asked (REC-08).

    What is sent within this book is there on the same day.
    """
    body, case = notice.forwarding, notice.case
    if notice.letter != Letter.RESULT.value or body is None or body.place is None or body.heard_on:
        return
    body.heard_on = clock.day(at)
    body.save(update_fields=["heard_on"])
    if body.is_asked and is_relayed(Kind(case.kind), Forwarder(body.forwarder)):
        owing = Owing(Letter.RELAYED, body.heard_on, notice.text, of=body)
        draft(case, owing=owing, calendar=places.calendar_for(body.place, on=body.heard_on), at=at)
