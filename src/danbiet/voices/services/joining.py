"""Cases that belong together: merged with both numbers alive, split when one report holds two matters, linked."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from danbiet.common import clock, codes
from danbiet.common.actor import Actor, Damaged, say
from danbiet.places import selectors as places
from danbiet.voices.models import Case, Link, Sender
from danbiet.voices.rules import FEEDBACK, SERVES, Channel, Kind, Outcome, Subject, Tie
from danbiet.voices.rules.letters import Letter
from danbiet.voices.rules.passages import is_from
from danbiet.voices.rules.router import propose
from danbiet.voices.rules.searching import folded
from danbiet.voices.rules.stages import Act
from danbiet.voices.selectors.clocks import timed
from danbiet.voices.selectors.succession import seat_of
from danbiet.voices.services.cases import WITHHELD, Report, heading, next_number
from danbiet.voices.services.handling import settled_at
from danbiet.voices.services.intake import read, sort
from danbiet.voices.services.keeping import require_sorted, settle
from danbiet.voices.services.recording import (
    CaseChanged,
    Deed,
    Owing,
    change,
    clock_columns,
    draft,
    record,
    require,
    step,
)


class CannotJoin(Damaged):
    """The two cases cannot be bound like this."""


@dataclass(frozen=True)
class Part:
    """The second matter of a report, in the words of the report that are about it."""

    text: str
    kind: Kind
    subject: Subject
    title: str = ""


def merge(case: Case, *, into: Case, by: Actor, at: datetime) -> Case:
    """Close a case as the same matter as another, open one: both numbers and both codes stay alive."""
    on = clock.day(at)
    require(case, act=Act.MERGE, by=by, on=on)
    require(into, act=Act.LINK, by=by, on=on)
    if into.pk == case.pk or into.kind != case.kind:
        raise CannotJoin(say("Chỉ gộp vào một vụ việc khác, cùng loại đơn."))
    fields = {
        "merged_into": into, "outcome": Outcome.DUPLICATE.value, "is_open": False, "closed_on": on,
        "answer_due_on": None, "answer_certainty": "",
    }  # fmt: skip
    with transaction.atomic():
        _hold(case, into)
        for one in (case, into):
            require_sorted(one)
        settle(case, by=by, at=at)
        _tie(case, into, Tie.MERGED, by=by, at=at)
        deed = Deed(Act.MERGE, fields, told=into.number, moves=-1, payload={"into": into.number})
        change(case, deed=deed, by=by, at=at)
        step(into, deed=Deed(Act.LINK, note=case.number), by=by, at=at)
    return case


def _hold(*cases: Case) -> None:
    """Nobody else changes the cases until the act is written, and nobody did since they were read. In the order of
    their keys, so that two who merge crosswise wait for each other and the second is refused."""
    rows = Case.objects.select_for_update().filter(pk__in=[case.pk for case in cases]).order_by("pk")
    stand = dict(rows.values_list("pk", "version"))
    for case in cases:
        if stand.get(case.pk) != case.version:
            raise CaseChanged(say("Người khác vừa làm việc với {number}. Mở lại trang."), number=case)


def split(
    case: Case, *, part: Part, by: Actor, at: datetime, draw: Callable[[int], bytes] = secrets.token_bytes
) -> Case:
    """Open a second case for a second matter, in words of the first; the sender follows both with one code.

    The words are read by the router like any that are sent in."""
    require(case, act=Act.SPLIT, by=by, on=clock.day(at))
    require_sorted(case)
    settled_at(seat_of(case.place, on=clock.day(at)), kind=part.kind, on=clock.day(at))
    if not part.text.strip():
        raise CannotJoin(say("Ghi phần lời thuộc việc thứ hai."))
    if not is_from(part.text, case.text):
        raise CannotJoin(
            say(
                "Việc thứ hai chỉ gồm lời của người gửi: chép nguyên văn từ đơn, mỗi đoạn một dòng, không thêm"
                " lời nào khác."
            )
        )
    with transaction.atomic():
        second = _second(case, part, on_code=codes.hashed(codes.new_code(draw), pepper=draw(32)), at=at)
        _copy_sender(case, second)
        _copy_forwarders(case, second)
        _tie(second, case, Tie.SPLIT, by=by, at=at)
        deed = Deed(Act.RECEIVE, moves=1, note=case.number, payload={"split_from": case.number})
        step(second, deed=deed, by=by, at=at)
        if part.kind in FEEDBACK:
            calendar = places.calendar_for(second.place, on=clock.day(at))
            draft(second, owing=Owing(Letter.HANDLING, second.received_on), calendar=calendar, at=at)
        record(second, deed=deed, by=by, at=at)
        change(case, deed=Deed(Act.SPLIT, told=second.number, payload={"into": second.number}), by=by, at=at)
    return second


def _second(case: Case, part: Part, *, on_code: str, at: datetime) -> Case:
    """Received when the report was: its days run from then."""
    text, heard = part.text.strip(), propose(part.text)
    report = read(Report(part.kind, text, Channel(case.channel), case.place), heard=heard)
    second = Case(
        number=next_number(clock.day(at).year), code_hash=on_code, kind=part.kind.value, subject=part.subject.value,
        constructs=list(SERVES[part.subject]), channel=case.channel, urgency=case.urgency, place=case.place,
        received_place=case.received_place, group=case.group, text=text,
        title=WITHHELD if report.is_withheld else part.title.strip()[:200] or heading(text),
        address=case.address, latitude=case.latitude, longitude=case.longitude,
        received_at=case.received_at, received_on=case.received_on, is_remote=case.is_remote,
        origin_kind="voices.case", origin_number=case.number,
    )  # fmt: skip
    words = () if report.is_withheld else (second.text, second.address)
    second.folded = folded(second.number, second.title, *words)
    for name, value in clock_columns(second, found=timed(second, on=clock.day(at))).items():
        setattr(second, name, value)
    second.save(force_insert=True)
    sort(second, report=report, heard=heard, at=at)
    return second


def _copy_sender(case: Case, second: Case) -> None:
    sender = Sender.objects.filter(case=case, erased_on=None).first()
    if sender:
        Sender.objects.create(
            case=second, name=sender.name, phone=sender.phone, email=sender.email, address=sender.address,
            wants=sender.wants, is_hidden=sender.is_hidden,
        )  # fmt: skip


def _copy_forwarders(case: Case, second: Case) -> None:
    """Whoever forwarded a paper forwarded both matters in it."""
    for body in case.forwardings.order_by("pk"):
        body.pk, body.case = None, second
        body.save(force_insert=True)


def link(case: Case, *, other: Case, tie: Tie, by: Actor, at: datetime) -> Link:
    """Note that two cases are about the same place, or alike."""
    require(case, act=Act.LINK, by=by, on=clock.day(at))
    if tie not in (Tie.SAME_PLACE, Tie.ALIKE, Tie.SECOND) or other.pk == case.pk:
        raise CannotJoin(say("Chọn vụ việc khác và lý do nối."))
    with transaction.atomic():
        row = _tie(case, other, tie, by=by, at=at)
        deed = Deed(Act.LINK, note=other.number, payload={"to": other.number, "tie": tie.value})
        step(case, deed=deed, by=by, at=at)
        record(case, deed=deed, by=by, at=at)
    return row


def _tie(case: Case, other: Case, tie: Tie, *, by: Actor, at: datetime) -> Link:
    row, _ = Link.objects.get_or_create(case=case, other=other, tie=tie.value, defaults={"at": at, "by_id": by.user})
    return row
