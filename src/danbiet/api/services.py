"""Making and revoking keys; taking in what a program sends, by the intake of the web form and as feedback alone."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from danbiet.api.models import ApiKey
from danbiet.api.rules import Wrong
from danbiet.api.rules.catalogue import Service
from danbiet.api.rules.keys import MOST_PER_HOUR, USUAL_PER_HOUR, hashed, new_key
from danbiet.api.selectors.keys import Placed, administered
from danbiet.common import clock
from danbiet.common.actor import ANONYMOUS, Actor, Conflict, Damaged, NotAllowed, say
from danbiet.common.files import house
from danbiet.ledger import services as ledger
from danbiet.places.models import Unit
from danbiet.voices.rules import Channel
from danbiet.voices.rules.router import Paper, Proposal, propose
from danbiet.voices.selectors import intake
from danbiet.voices.services import Contact, Picture, Received, Report
from danbiet.voices.services.intake import Like, Reading, must_be_sorted, send

__all__ = [
    "Contact", "Holder", "KeyDone", "NotFeedback", "Picture", "Posted", "Taken", "make_key", "mark", "revoke_key",
    "take",
]  # fmt: skip
ORIGIN = "open311"
NOT_HERE = {
    Paper.DENUNCIATION: say(
        "Lời này nghe như tố cáo. Tố cáo không nhận qua ứng dụng, và chưa có gì được giữ lại. Nộp đơn giấy tại nơi tiếp"
        " công dân hoặc gửi bưu điện; nếu không phải tố cáo, hãy gửi tại {url}"
    ),
    Paper.COMPLAINT: say(
        "Lời này nghe như khiếu nại. Khiếu nại phải có tên, địa chỉ và quyết định bị khiếu nại, nên chưa nhận và chưa"
        " giữ gì. Hãy gửi tại {url}"
    ),
}


class NotFeedback(Wrong):
    """What was written is a complaint or a denunciation; nothing of it is kept."""


class KeyDone(Conflict):
    """The key was revoked before."""


@dataclass(frozen=True)
class Holder:
    """Who is to get a key, for which place, and how many reports an hour."""

    name: str
    contact: str
    place: Unit
    per_hour: int = USUAL_PER_HOUR


@dataclass(frozen=True)
class Posted:
    """What a program sent. `same`: what tells the same post sent again, empty where nothing does."""

    service: Service
    text: str
    placed: Placed
    address: str = ""
    point: tuple[float, float] | None = None
    sender: Contact | None = None
    photos: tuple[Picture, ...] = field(default=())
    same: tuple[str, ...] = ()


@dataclass(frozen=True)
class Taken:
    """The case with its code; `waits`: a person has still to say that it is feedback."""

    received: Received
    waits: bool


def make_key(holder: Holder, *, by: Actor, at: datetime, draw: Callable[[int], bytes]) -> tuple[ApiKey, str]:
    """Make a key for a place that the actor administers; its text is given back once and kept nowhere."""
    if not administered(by, on=clock.day(at)).filter(pk=holder.place.pk).exists():
        raise NotAllowed(say("Chỉ quản trị của {place} hay của cấp trên cấp được khóa."), place=holder.place.name_vi)
    if not (holder.name.strip() and holder.contact.strip() and 1 <= holder.per_hour <= MOST_PER_HOUR):
        raise Damaged(say("Khóa cần tên chương trình, người liên hệ và giới hạn mỗi giờ."))
    text = new_key(draw)
    with transaction.atomic():
        key = ApiKey.objects.create(
            name=holder.name.strip()[:120], contact=holder.contact.strip()[:200], place=holder.place,
            key_hash=hashed(text), start=text[:6], per_hour=holder.per_hour, made_at=at, made_by_id=by.user,
        )  # fmt: skip
        _record(key, act="make_key", by=by, at=at)
    return key, text


def revoke_key(key: ApiKey, *, reason: str, by: Actor, at: datetime) -> ApiKey:
    """Shut a key at once, with its reason; what was sent with it stays."""
    if not reason.strip():
        raise Damaged(say("Thu hồi khóa cần nêu lý do."))
    with transaction.atomic():
        # Two machines' clocks may differ: a key is shut not before it was made.
        columns = {"revoked_at": max(at, key.made_at), "revoked_by_id": by.user, "reason": reason.strip()[:300]}
        if not ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(**columns):
            raise KeyDone(say("Khóa này đã thu hồi trước đó."))
        key.refresh_from_db()
        _record(key, act="revoke_key", by=by, at=at)
    return key


def _record(key: ApiKey, *, act: str, by: Actor, at: datetime) -> None:
    payload = {"name": key.name, "start": key.start, "per_hour": key.per_hour, "reason": key.reason}
    ledger.record(by=by, act=f"api.{act}", target=f"api.apikey/{key.pk}", place=key.place.key, payload=payload, at=at)


def take(posted: Posted, *, key: ApiKey, at: datetime, pepper: bytes, draw: Callable[[int], bytes]) -> Taken:
    """Take in a report; what plainly is a complaint or a denunciation is refused, what may be one waits."""
    heard = propose(posted.text)
    if heard.kind is Paper.COMPLAINT or (heard.kind is Paper.DENUNCIATION and heard.is_surely_denunciation):
        raise NotFeedback(NOT_HERE[heard.kind], url=f"{house().base_url}/voices/new/")
    ward, on = posted.placed.ward, clock.day(at)
    report = _report(posted, heard, key)
    alike = intake.alike(posted.text, place=ward, on=on, address=posted.address, point=posted.point)
    reading = Reading(heard, tuple(Like(one.case.pk, one.tie) for one in alike))
    received = send(report, reading=reading, by=ANONYMOUS, at=at, pepper=pepper, draw=draw)
    return Taken(received, must_be_sorted(report, heard=heard))


def _report(posted: Posted, heard: Proposal, key: ApiKey) -> Report:
    subject = posted.service.subject
    return Report(
        kind=posted.service.kind, text=posted.text, channel=Channel.OPEN311, place=posted.placed.ward,
        subject=subject, urgency=heard.urgency, constructs=heard.constructs if heard.subject is subject else (),
        address=posted.address, point=posted.point, sender=posted.sender, photos=posted.photos,
        token=mark(key, same=posted.same, at_place=posted.placed.ward.key), origin=(ORIGIN, str(key.pk)),
    )  # fmt: skip


def mark(key: ApiKey, *, same: tuple[str, ...], at_place: str) -> str:
    """The same post by the same key is the same case; empty where nothing tells two senders apart."""
    if not same:
        return ""
    parts = "\0".join((ORIGIN, str(key.pk), at_place, *same))
    return hashlib.sha256(parts.encode(errors="replace")).hexdigest()
