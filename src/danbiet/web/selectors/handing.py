"""Handing an information request from the cases over to those who answer it: the case, the day, the code."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from danbiet.common.actor import Actor, Conflict, NotAllowed, say
from danbiet.disclosure.rules.requests import ANSWER_DUTY, Clock, Complexity, Delivery, unknown_words
from danbiet.disclosure.selectors.requests import Request, clock_at, keeps
from danbiet.places import selectors as places
from danbiet.places.models import Unit
from danbiet.voices import selectors as voices
from danbiet.voices.models import Case
from danbiet.voices.rules import Kind
from danbiet.voices.rules.stages import Act

ORIGIN = "voices.case"
DELIVERIES = {"mail": Delivery.NETWORK, "code": Delivery.NETWORK, "paper": Delivery.POST}


class NoLongerHere(Conflict):
    """The case was handed over, or is another kind now."""


@dataclass(frozen=True)
class Handing:
    """A case to hand over, what its form starts from, and the unit that answers."""

    case: Case
    place: Unit
    beginning: dict[str, str]


def opened(actor: Actor, number: str, *, on: date) -> Request | None:
    """The request that a case became, for whoever may read both; None while it was not handed over."""
    case = voices.case_for(actor, number, on=on)
    found = Request.objects.filter(origin_kind=ORIGIN, origin_number=case.number).select_related("place").first()
    return found if found and keeps(actor, found.place, on=on) else None


def requests_of(cases: Iterable[Case]) -> list[Request]:
    """What was handed over of some cases."""
    numbers = [case.number for case in cases]
    return list(Request.objects.filter(origin_kind=ORIGIN, origin_number__in=numbers).order_by("pk"))


def handing(actor: Actor, number: str, *, on: date) -> Handing:
    """A case that the actor may hand over to those who answer requests."""
    page = voices.case_page(actor, number, on=on)
    case, sender = page.case, page.sender
    if case.kind != Kind.INFORMATION_REQUEST or not case.is_open:
        raise NoLongerHere(say("Việc này không còn chờ chuyển, hoặc không phải yêu cầu cung cấp thông tin."))
    if Act.HAND_OVER not in page.acts:
        raise NotAllowed(say("Nhiệm vụ của bạn không gồm việc chuyển yêu cầu này."))
    ways = [sender.email, sender.phone, sender.address] if sender else []
    beginning = {
        "text": case.text, "name": sender.name if sender else "", "contact": ", ".join(way for way in ways if way),
        "delivery": DELIVERIES.get(sender.wants if sender else "code", Delivery.OFFICE).value,
    }  # fmt: skip
    return Handing(case, answering(case, actor, on=on), beginning)


def answering(case: Case, actor: Actor, *, on: date) -> Unit:
    """The unit of the case; of a unit that ended, the heir at which the actor works."""
    if places.stands(case.place, on):
        return case.place
    held = {one.place for one in actor.held}
    heirs = [passed.unit for passed in places.successors(case.place) if places.stands(passed.unit, on)]
    return next((unit for unit in heirs if unit.pk in held), case.place)


def latest(place: Unit, delivery: Delivery, *, since: date) -> Clock:
    """The longest that the answer may take by the law of the day; whether it is simple is decided by who answers."""
    return clock_at(ANSWER_DUTY[delivery, Complexity.COMPLEX], place=place, on=since)


def words_of(found: Clock, *, since: date) -> str:
    """The day with its article, as the sender reads it."""
    if found.due is None or found.due_on is None:
        words = str(unknown_words(since))
        return words[:1].upper() + words[1:]
    day = f"{found.due_on:%d/%m/%Y}"
    return _("Trả lời chậm nhất {day} nếu phiếu đã đủ ({source}).").format(day=day, source=found.due.basis)


def free_code(case: Case) -> str:
    """The hash under which the request opens with the code of its case; a second request of one sender has its own."""
    hashes = voices.opening_hashes(case)
    taken = set(Request.objects.filter(code__in=hashes).values_list("code", flat=True))
    return next((one for one in hashes if one not in taken), case.code_hash)
