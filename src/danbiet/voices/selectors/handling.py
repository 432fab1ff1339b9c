"""What the forms of a case choose from, and its letters as documents."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from danbiet.accounts.models import User
from danbiet.common import clock
from danbiet.common.actor import Actor, Damaged, Role, say
from danbiet.common.desk import status
from danbiet.common.documents import Document, Section, Signature
from danbiet.common.docx import docx
from danbiet.places.models import Agency, Unit
from danbiet.voices.models import Case, Notice, Photo, Sender
from danbiet.voices.models.labels import RECIPIENTS
from danbiet.voices.rules import Kind, Outcome, Refused, Subject, Tie
from danbiet.voices.rules.clocks import MEMORY, asks_ground
from danbiet.voices.rules.letters import HEADINGS, Forwarder, Letter, Recipient
from danbiet.voices.rules.rights import Look
from danbiet.voices.rules.stages import Act
from danbiet.voices.selectors.entering import may_enter
from danbiet.voices.selectors.gates import UnknownCase, case_for, cases_visible_to, rights_over_letter
from danbiet.voices.selectors.pages import agencies_of, officers_of, targets_of
from danbiet.voices.selectors.succession import seat_of, seats

Made = TypeVar("Made")
LONGEST_VERSION = 10  # digits
NEVER_READ = -1
ENTERING = (Role.WARD_OFFICER, Role.PLAN_OFFICER, Role.LEADER)


class UnknownNumber(Damaged):
    """No case that the officer may read has the number that was typed."""


@dataclass(frozen=True)
class Ways:
    """Where else the actor works with what residents bring: the counter, the calendar, what is kept apart."""

    wards: tuple[Unit, ...]
    is_inspecting: bool
    is_entering: bool


def ways(actor: Actor, *, on: date) -> Ways:
    """The other pages of an actor: one query."""
    held = Unit.objects.on(on).filter(pk__in=actor.places(*ENTERING)).order_by("sort_key")
    return Ways(tuple(held), actor.has(Role.INSPECTOR, Role.LEADER), any(may_enter(actor, unit) for unit in held))


@dataclass(frozen=True)
class Around:
    """A case, the units to send it on to, agencies and officers of its place, its pictures."""

    case: Case
    targets: tuple[Unit, ...]
    agencies: tuple[Agency, ...]
    officers: tuple[User, ...]
    photos: tuple[Photo, ...]
    asks_ground: bool


def around(case: Case, *, on: date) -> Around:
    """What the forms of a case choose from."""
    return Around(
        case, tuple(targets_of(case.place, on=on)), agencies_of(seats(case, on=on), on=on),
        officers_of(seats(case, on=on), on=on), tuple(case.photos.order_by("pk")),
        asks_ground(on),
    )  # fmt: skip


def as_read(case: Case, version: str, *, act: Act) -> Case:
    """The case with the version that the page of a form showed: an act on a page that is out of date is refused when it
    is written (`services.CaseChanged`). What is published is what was read: without a version, nothing was."""
    if version.isascii() and version.isdecimal() and len(version) < LONGEST_VERSION:
        case.version = int(version)
    elif act is Act.PUBLISH:
        case.version = NEVER_READ
    return case


def letter(notice: Notice, *, reader: Actor, on: date) -> bytes:
    """A letter in the official form, to be numbered and signed.

    Only the sender's own carries the sender's name, and that only for those who may read it: not for those above.
    """
    return docx(_document(notice, named=Look.SENDER in rights_over_letter(reader, notice, on=on)))


def _document(notice: Notice, *, named: bool) -> Document:
    place = owing(notice)
    committee = f"Ủy ban nhân dân {place.name_vi[0].lower()}{place.name_vi[1:]}"
    recipient = _addressed(notice, named=named)
    return Document(
        issuer=("ỦY BAN NHÂN DÂN", place.name_vi.upper()), issued_by=committee, symbol="TB-UBND",
        place=place.name_vi, year=notice.drafted_at.year, kind="THÔNG BÁO", subject=HEADINGS[Letter(notice.letter)],
        signature=Signature(("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
        opening="" if notice.recipient == Recipient.PUBLIC.value else f"Kính gửi: {recipient}.",
        sections=(Section("Nội dung", paragraphs=(notice.text,)),), recipients=(recipient, "Lưu: VT."),
    )  # fmt: skip


def owing(notice: Notice) -> Unit:
    """The unit that owes a letter: whoever handles the case, or sent it on; once that ended, whoever is in charge."""
    body = notice.forwarding if notice.is_of_forwarder else None
    place = body.place if body and body.place else notice.case.place
    return seat_of(place, on=clock.day(notice.drafted_at))


@dataclass(frozen=True)
class LetterPage:
    """A letter by itself, for a unit that has its case no longer."""

    notice: Notice
    owner: Unit
    heading: str
    may_send: bool


def letter_page(actor: Actor, notice: Notice, *, on: date) -> LetterPage:
    """A letter with what may be done with it."""
    may_send = notice.sent_on is None and Act.SEND_NOTICE in rights_over_letter(actor, notice, on=on)
    return LetterPage(notice, owing(notice), HEADINGS[Letter(notice.letter)], may_send)


def _addressed(notice: Notice, *, named: bool) -> str:
    if notice.recipient != Recipient.SENDER.value:
        return notice.addressee or str(RECIPIENTS[notice.recipient])
    sender = Sender.objects.filter(case=notice.case, erased_on=None).first() if named else None
    words = ", ".join(part for part in (sender.name, sender.address) if part) if sender else ""
    return words or f"Người gửi đơn số {notice.case.number}"


@dataclass(frozen=True)
class Row:
    """A line of the desk: the case, and how its day stands."""

    case: Case
    status: str
    days_late: int


@dataclass(frozen=True)
class Hands:
    """Whom several cases may be given to."""

    agencies: tuple[Agency, ...]
    officers: tuple[User, ...]


def rows(cases: Iterable[Case], *, on: date) -> list[Row]:
    """The lines of the desk, in the order given."""
    return [_row(case, on) for case in cases]


def _row(case: Case, on: date) -> Row:
    if not case.is_open:
        return Row(case, "done", 0)
    if case.suspended_on or case.due_on is None:
        return Row(case, "none", 0)
    if case.due_certainty == MEMORY:
        return Row(case, "unsure", 0)
    return Row(case, status(case.due_on, on), max((on - case.due_on).days, 0))


def hands(actor: Actor, cases: Sequence[Case], *, on: date) -> Hands:
    """Agencies and officers of the one place that all the cases share; none when there are several."""
    if len({case.place_id for case in cases}) != 1:
        return Hands((), ())
    units = frozenset.intersection(*(seats(case, on=on) for case in cases))
    return Hands(agencies_of(units, on=on), officers_of(units, on=on))


def chosen(actor: Actor, keys: Sequence[int], *, on: date) -> list[Case]:
    """The ticked cases that the actor may see."""
    return list(cases_visible_to(actor, on=on).filter(pk__in=keys).select_related("place").order_by("pk"))


def given(data: Mapping[str, str]) -> tuple[Agency | None, User | None]:
    """The agency and the officer that a form names, among those it offered."""
    agency = Agency.objects.filter(pk=data["agency"]).first() if data["agency"] else None
    officer = User.objects.filter(pk=data["officer"]).first() if data["officer"] else None
    return agency, officer


def named(actor: Actor, number: str, *, at: datetime) -> Case:
    """Another case that a form names by its number; a number that opens nothing is the form's fault."""
    typed = number.strip().upper()
    try:
        return case_for(actor, typed, on=clock.day(at))
    except UnknownCase as error:
        said = say(
            "Không có việc số {number} trong những gì bạn được xem. So lại từng chữ số, cần dạng PA-2021-000012."
        )
        raise UnknownNumber(said, number=typed) from error


def still_sees(actor: Actor, number: str, *, on: date) -> bool:
    """Whether the actor may still read a case, after it was sent on."""
    return cases_visible_to(actor, on=on).filter(number=number).exists()


def unit(key: str) -> Unit:
    """A unit among those that a form offered."""
    return Unit.objects.get(pk=key)


def plainly(case: Case, forms: Mapping[Act, Made]) -> dict[Act, Made]:
    """The forms that do an act on a case alone: handing a request over opens it elsewhere, on a page of its own."""
    apart = {Act.HAND_OVER} if case.kind == Kind.INFORMATION_REQUEST else set()
    return {act: made for act, made in forms.items() if act not in apart}


def act_named(name: str, *, offered: Iterable[Act]) -> Act:
    """The act of an address; what no form offers is no page."""
    found = next((act for act in offered if act.value == name), None)
    if found is None:
        raise UnknownCase
    return found


# as forms name them, for the views
outcome, refused, tie, kind, subject, forwarder = Outcome, Refused, Tie, Kind, Subject, Forwarder
