"""Taking in a case: one number, one receipt code, whatever the channel and however often it was sent."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError
from django.db.models import F

from danbiet.common import cleaning, clock, codes, files, formats
from danbiet.common.actor import Actor, Conflict, Damaged, NotAllowed, say
from danbiet.places import selectors as places
from danbiet.places.models import ResidentialGroup, Unit
from danbiet.voices.models import Case, Photo, Sender, Series
from danbiet.voices.rules import FEEDBACK, MOST_PHOTOS, SERVES, Channel, Kind, Subject, Urgency
from danbiet.voices.rules.letters import Letter
from danbiet.voices.rules.rights import may_receive
from danbiet.voices.rules.searching import folded
from danbiet.voices.rules.stages import Act
from danbiet.voices.selectors.clocks import timed
from danbiet.voices.selectors.receipts import refuse_codes
from danbiet.voices.services.forwarding import Through, forwarded
from danbiet.voices.services.recording import Deed, Owing, clock_columns, draft, record, step
from danbiet.voices.services.turns import in_turn

BY_ANYBODY = frozenset({Channel.WEB, Channel.MAIL, Channel.OPEN311})
PICTURES = ("jpeg", "png")
LONGEST_TEXT = 20_000
LONGEST_TITLE = 120
WITHHELD = say("Đơn chờ phân loại, nội dung đang giữ kín")


class AnotherReport(Conflict):
    """The same form came again with other words."""


class AnotherContact(AnotherReport):
    """The same form came again with another way to reach its sender: what came first stands."""


class NothingSaid(Damaged):
    """A case without words, or with too many."""


@dataclass(frozen=True)
class Contact:
    """Who sent it and how to reach them; everything may be left out. `wants`: how they want to hear the answer."""

    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    wants: str = "code"
    is_hidden: bool = False


@dataclass(frozen=True)
class Picture:
    """A picture as it came."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Report:
    """What was sent. `token`: the mark of the form, so that the same form sent eight times is one case.

    `through`: the body that forwarded it; `is_withheld`: its words go into no list and no index before it was sorted.
    """

    kind: Kind
    text: str
    channel: Channel
    place: Unit
    title: str = ""
    subject: Subject = Subject.OTHER
    urgency: Urgency = Urgency.ORDINARY
    constructs: tuple[str, ...] = ()
    address: str = ""
    point: tuple[float, float] | None = None
    group: ResidentialGroup | None = None
    sender: Contact | None = None
    photos: tuple[Picture, ...] = field(default=())
    token: str = ""
    origin: tuple[str, str] = ("", "")
    through: Through | None = None
    is_withheld: bool = False


@dataclass(frozen=True)
class Received:
    """The case with its code, shown once; `is_new` is false when this form had been sent before."""

    case: Case
    code: str
    is_new: bool = True


def receive(
    report: Report,
    *,
    by: Actor,
    at: datetime,
    pepper: bytes,
    draw: Callable[[int], bytes],
    also: Callable[[Case], None] = lambda case: None,
) -> Received:
    """Take in a case; the same form sent again gives the same case and code, with other words, or another way
    to reach its sender, it is refused.

    What can be made ready is ready, pictures drawn anew among it, before the database is asked for: nobody else writes
    then. `also`: what else is written of a new case, in the same transaction.
    """
    _check(report, by=by, at=at)
    code = codes.new_code(derived(report.token, pepper=pepper) if report.token else draw)
    refuse_codes(*_said(report), pepper=pepper, own=code)
    known = _known(report, code)
    if known:
        return known
    photos = kept(report.photos)
    case = Case(code_hash=codes.hashed(code, pepper=pepper), **_columns(report, at))
    try:
        with in_turn():
            _create(case, report, by=by, at=at)
            attach(case, photos=photos, at=at)
            also(case)
    except IntegrityError:
        repeated = _known(report, code)
        if repeated is None:
            raise
        return repeated
    return Received(case, code)


def _check(report: Report, *, by: Actor, at: datetime) -> None:
    if not report.text.strip():
        raise NothingSaid(say("Hãy viết việc gì đang xảy ra."))
    if len(report.text) > LONGEST_TEXT:
        raise NothingSaid(
            say("Lời viết dài quá {limit} chữ cái. Hãy viết gọn hoặc gửi tệp tại quầy."), limit=LONGEST_TEXT
        )
    if len(report.photos) > MOST_PHOTOS:
        raise Damaged(say("Gửi nhiều nhất {limit} ảnh."), limit=MOST_PHOTOS)
    if not places.stands(report.place, clock.day(at)):
        raise Damaged(say("{place} không còn nhận đơn. Hãy chọn phường, xã hiện nay."), place=report.place)
    if report.channel not in BY_ANYBODY and not may_receive(by, report.place.pk, report.kind):
        raise NotAllowed(say("Bạn không được ghi nhận loại đơn này cho {place}."), place=report.place)


def _said(report: Report) -> tuple[str, ...]:
    """Everything in it that its sender wrote freely."""
    who = report.sender or Contact()
    return report.text, report.address, who.name, who.address


def derived(token: str, *, pepper: bytes) -> Callable[[int], bytes]:
    """Random bytes that the same form always gives again: without the pepper nobody can make them from the token."""
    made = 0

    def draw(n: int) -> bytes:
        nonlocal made
        made += 1
        return hmac.new(pepper, f"receipt|{token}|{made}".encode(), hashlib.sha256).digest()[:n]

    return draw


def _known(report: Report, code: str) -> Received | None:
    sent = Case.objects.filter(token_hash=_hash(report.token)) if report.token else Case.objects.none()
    if not sent.exists():
        return None
    case = sent.select_related("place").get()
    if case.content_hash != content_hash(report):
        raise AnotherReport(say("Biểu mẫu này đã gửi rồi với lời khác. Mở trang mới để gửi việc khác."))
    if not _is_same_sender(case, report):
        raise AnotherContact(
            say(
                "Việc này đã gửi rồi, mang số {number}; tên hay cách liên hệ vừa sửa chưa được ghi. Gửi lại đúng như"
                " lần đầu thì mã biên nhận hiện ra; mở trang xem kết quả bằng mã đó và nhắn cách liên hệ mới."
            ),
            number=case.number,
        )
    return Received(case, code, is_new=False)


def _is_same_sender(case: Case, report: Report) -> bool:
    """Whether the sender is reached as the case has it; a sender erased after a time is nobody's other."""
    found = Sender.objects.filter(case=case).first()
    if found is not None and found.erased_on:
        return True
    said = _sender(report.sender) if report.sender else {}
    return said == ({name: getattr(found, name) for name in _sender(Contact())} if found else {})


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def content_hash(report: Report) -> str:
    """The same words, place and pictures give the same hash."""
    pictures = [hashlib.sha256(photo.data).hexdigest() for photo in report.photos]
    parts = [report.kind.value, report.text, report.title, report.address, report.place.key, report.point, pictures]
    return _hash(json.dumps(parts, ensure_ascii=False))


def kept(photos: Iterable[Picture]) -> list[tuple[cleaning.Cleaned, formats.Stored]]:
    """Pictures drawn anew without position, time and device, and kept; the original is thrown away."""
    cleaned = [cleaning.clean(photo.data, name=photo.name, kinds=PICTURES) for photo in photos]
    return [(one, files.store(one.data, kinds=PICTURES)) for one in cleaned]


def attach(
    case: Case, *, photos: Iterable[tuple[cleaning.Cleaned, formats.Stored]], at: datetime, is_after: bool = False
) -> None:
    """Hang kept pictures on a case; the same picture twice hangs once."""
    for cleaned, stored in photos:
        width, height = cleaned.size or (None, None)
        Photo.objects.get_or_create(
            case=case, sha256=stored.sha256,
            defaults={
                "kind": stored.kind, "name": cleaned.name, "bytes": stored.bytes, "at": at, "is_after": is_after,
                "width": width, "height": height,
            },
        )  # fmt: skip


def _create(case: Case, report: Report, *, by: Actor, at: datetime) -> None:
    case.number = next_number(clock.day(at).year)
    words = () if report.is_withheld else (case.text, case.address)
    case.folded = folded(case.number, case.title, *words)
    found = timed(case, on=case.received_on)
    for name, value in clock_columns(case, found=found).items():
        setattr(case, name, value)
    case.save(force_insert=True)
    if report.sender:
        Sender.objects.create(case=case, **_sender(report.sender))
    if report.through:
        forwarded(case, through=report.through, by=by, at=at)
    deed = Deed(Act.RECEIVE, moves=1, payload={"channel": case.channel, "content": case.content_hash})
    step(case, deed=deed, by=by, at=at)
    if report.kind in FEEDBACK:
        draft(case, owing=Owing(Letter.HANDLING, case.received_on), calendar=found.calendar, at=at)
    record(case, deed=deed, by=by, at=at)


def _columns(report: Report, at: datetime) -> dict[str, object]:
    latitude, longitude = report.point or (None, None)
    on, text = clock.day(at), report.text.strip()
    return {
        "token_hash": _hash(report.token) if report.token else None, "content_hash": content_hash(report),
        "kind": report.kind.value, "subject": report.subject.value, "channel": report.channel.value,
        "constructs": list(report.constructs or SERVES[report.subject]), "urgency": report.urgency.value,
        "place": report.place, "received_place": report.place, "group": report.group, "text": text,
        "title": _title(report), "address": report.address.strip()[:300],
        "latitude": latitude, "longitude": longitude, "received_at": at, "received_on": on,
        "is_remote": places.circumstances_on(report.place, on=on).is_remote,
        "origin_kind": report.origin[0], "origin_number": report.origin[1],
    }  # fmt: skip


def _title(report: Report) -> str:
    return WITHHELD if report.is_withheld else report.title.strip()[:200] or heading(report.text.strip())


def _sender(contact: Contact) -> dict[str, object]:
    return {
        "name": contact.name.strip()[:120], "phone": contact.phone.strip()[:20], "email": contact.email.strip()[:254],
        "address": contact.address.strip()[:300], "wants": contact.wants, "is_hidden": contact.is_hidden,
    }  # fmt: skip


def heading(text: str) -> str:
    """The first words of a text, cut between two words."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_TITLE:
        return line
    return line[:LONGEST_TITLE].rsplit(" ", 1)[0] + "…"


def next_number(year: int) -> str:
    """The next number of the year; the row is held until the case is in."""
    if not Series.objects.filter(year=year).update(last=F("last") + 1):
        Series.objects.get_or_create(year=year)
        Series.objects.filter(year=year).update(last=F("last") + 1)
    return f"PA-{year}-{Series.objects.get(year=year).last:06d}"
