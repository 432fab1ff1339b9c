"""What residents say, and what officers do with it: shown or hidden, answered, and what was changed because of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from danbiet.common import clock, documents, personal
from danbiet.common.actor import ANONYMOUS, Actor, Conflict, Damaged, NotAllowed, Repeated, say
from danbiet.disclosure.models import Comment, Consultation, Item, Obligation, Version
from danbiet.disclosure.rules import ItemKind, ItemState
from danbiet.disclosure.rules.requests import ERROR_CLAIM_DUTY
from danbiet.disclosure.rules.talk import (
    CONSULTATION_DUTY,
    LONGEST_NAME,
    LONGEST_TEXT,
    PLAN_DUTY,
    CommentKind,
    CommentState,
    HiddenFor,
    require_days,
    require_over,
)
from danbiet.disclosure.selectors.consulting import opening_for, outcome_for
from danbiet.disclosure.selectors.keeping import require_keeper
from danbiet.disclosure.selectors.requests import clock_at
from danbiet.disclosure.services.obligations import Told, raise_told
from danbiet.disclosure.services.settling import settle
from danbiet.ledger import services as ledger
from danbiet.ledger.models import Event
from danbiet.places.models import ResidentialGroup, Unit

__all__ = ["CommentKind", "HiddenFor"]
LONGEST_OWN = 180  # signs of a draft's title that name the occasion


class CommentRefused(Damaged):
    """The words cannot be taken as they are."""


class PersonalFound(CommentRefused):
    """A public text holds a number that belongs to a person."""


class NotOpen(NotAllowed):
    """The item, or its consultation, takes no words now."""


class Judged(Conflict):
    """Somebody else judged or answered the comment first."""


@dataclass(frozen=True)
class Said:
    """A resident's words; `group` is the one at whose house nothing was posted."""

    kind: CommentKind
    text: str
    name: str = ""
    group: ResidentialGroup | None = None


@dataclass(frozen=True)
class Period:
    """From which day until which day, both counted, opinions are taken, and how (the plan of Law 10/2022 art. 28)."""

    from_on: date
    until_on: date
    plan: str


@dataclass(frozen=True)
class Conclusion:
    """What was said, what is answered to it, what was decided."""

    summary: str
    response: str
    conclusion: str


def send_comment(item: Item, *, said: Said, code: str, at: datetime) -> Comment:
    """Take a resident's words; nothing is kept of who sent them (PDP-06). `code` is the hash of the receipt."""
    _check(item, said, on=clock.day(at))
    is_claim = said.kind is CommentKind.ERROR
    due = clock_at(ERROR_CLAIM_DUTY, place=item.place, on=clock.day(at)) if is_claim else None
    with transaction.atomic():
        if Comment.objects.filter(code=code).exists():
            raise Repeated(say("Biểu mẫu này đã gửi rồi, việc đã được ghi."))
        comment = Comment.objects.create(
            item=item, kind=said.kind.value, text=_plain(said.text), name=_plain(said.name), group=said.group,
            code=code, sent_at=at.replace(second=0, microsecond=0), due_on=due.due_on if due else None,
            is_clock_known=due is None or due.is_known,
        )  # fmt: skip
        payload = {"kind": comment.kind, "text": comment.text, "name": comment.name, "item": item.pk}
        _record("comment", comment.target, item.place, payload, by=ANONYMOUS, at=at)
    return comment


def _check(item: Item, said: Said, *, on: date) -> None:
    if item.state != ItemState.PUBLISHED:
        raise NotOpen(say("Mục này không còn công khai nên không nhận góp ý mới."))
    if said.kind is CommentKind.OPINION:
        _require_open(item, on)
    if not _plain(said.text):
        raise CommentRefused(say("Viết vài lời góp ý."))
    if len(said.text) > LONGEST_TEXT or len(said.name) > LONGEST_NAME:
        raise CommentRefused(say("Góp ý dài quá {most} ký tự."), most=LONGEST_TEXT)
    if said.group is not None and said.group.place_id != item.place_id:
        raise CommentRefused(say("Tổ dân phố này không thuộc {place}."), place=item.place.name_vi)
    if personal.find(_plain(said.text)) or personal.find(_plain(said.name)):
        raise PersonalFound(say("Lời góp ý có số riêng của một người (điện thoại, giấy tờ, tài khoản)."))


def _plain(text: str) -> str:
    """Words without signs that turn the direction of reading or that no feed can carry."""
    return documents.UNPRINTABLE.sub("", text).strip()


def _require_open(item: Item, on: date) -> None:
    row = Consultation.objects.filter(item=item).first()
    if row is None or not row.from_on <= on <= row.until_on or row.concluded_on:
        raise NotOpen(say("Dự thảo này hiện không lấy ý kiến."))


def show(comment: Comment, *, by: Actor, at: datetime) -> Comment:
    """Let everybody read a comment."""
    return _judge(comment, {"state": CommentState.SHOWN.value, "hidden_for": ""}, act="show_comment", by=by, at=at)


def hide(comment: Comment, *, reason: HiddenFor, by: Actor, at: datetime) -> Comment:
    """Keep a comment from being read, for a reason of a public class; it is still counted and still answered."""
    fields = {"state": CommentState.HIDDEN.value, "hidden_for": reason.value}
    return _judge(comment, fields, act="hide_comment", by=by, at=at)


def _judge(comment: Comment, fields: Mapping[str, str], *, act: str, by: Actor, at: datetime) -> Comment:
    require_keeper(by, comment.item.place, on=clock.day(at))
    with transaction.atomic():
        seen = Comment.objects.filter(pk=comment.pk, state=comment.state, erased_on=None)
        seen = seen.exclude(state=fields["state"])
        if not seen.update(**fields):
            raise Judged(say("Người khác vừa xử lý góp ý này. Tải lại trang."))
        _record(act, comment.target, comment.item.place, {"reason": fields["hidden_for"]}, by=by, at=at)
    comment.refresh_from_db()
    return comment


def erase(comment: Comment, *, by: Actor, at: datetime) -> Comment:
    """Remove the words and the name of a hidden comment for good, here and from the record; that it was sent stays."""
    require_keeper(by, comment.item.place, on=clock.day(at))
    with transaction.atomic():
        kept = Comment.objects.filter(pk=comment.pk, state=CommentState.HIDDEN.value, erased_on=None)
        if not kept.update(text="", name="", erased_on=clock.day(at)):
            raise Judged(say("Chỉ xóa được nội dung của góp ý không hiển thị, một lần. Tải lại trang."))
        for seq in _openings(comment):
            ledger.erase(by=by, seq=seq, part="payload", reason="personal data in a comment", at=at)
    comment.refresh_from_db()
    return comment


def _openings(comment: Comment) -> list[int]:
    """The events of the record that hold the words."""
    found = Event.objects.filter(target=comment.target, act="disclosure.comment", openings__part="payload")
    return list(found.values_list("seq", flat=True))


def answer(comment: Comment, *, text: str, by: Actor, at: datetime) -> Comment:
    """Answer a comment, once; the answer is public when the comment is, else for whoever holds the code."""
    require_keeper(by, comment.item.place, on=clock.day(at))
    words = _public_words(text, say("Ghi câu trả lời."))
    with transaction.atomic():
        if not Comment.objects.filter(pk=comment.pk, answered_at=None).update(answer=words, answered_at=at):
            raise Judged(say("Góp ý này đã được trả lời. Tải lại trang."))
        _record("answer_comment", comment.target, comment.item.place, {"answer": words}, by=by, at=at)
    comment.refresh_from_db()
    return comment


def say_changed(comment: Comment, *, text: str, version: Version | None, by: Actor, at: datetime) -> Comment:
    """Say what was changed because of a comment, and in which published version."""
    require_keeper(by, comment.item.place, on=clock.day(at))
    words = _public_words(text, say("Ghi đã đổi điều gì."))
    if version is not None and (version.item_id != comment.item_id or version.published_at is None):
        raise CommentRefused(say("Chọn một bản đã đăng của chính mục này."))
    with transaction.atomic():
        fields = {"changed": words, "changed_at": at, "changed_version": version}
        if not Comment.objects.filter(pk=comment.pk, changed_at=None).update(**fields):
            raise Judged(say("Đã ghi điều thay đổi từ góp ý này. Tải lại trang."))
        payload = {"changed": words, "version": version.number if version else None}
        _record("change_from_comment", comment.target, comment.item.place, payload, by=by, at=at)
    comment.refresh_from_db()
    return comment


def _public_words(text: str, missing: str) -> str:
    """Words that everybody will read: not empty, without a person's numbers."""
    words = text.strip()
    if not words:
        raise CommentRefused(missing)
    if personal.find(words):
        raise PersonalFound(say("Câu này ai cũng đọc được mà có số riêng của một người. Bỏ số ấy rồi gửi."))
    return words


def open_consultation(item: Item, *, period: Period, by: Actor, at: datetime) -> Consultation:
    """Put a published draft before the people for at least 20 days (Law 10/2022 art. 28(2): a minimum)."""
    require_keeper(by, item.place, on=clock.day(at))
    if item.kind != ItemKind.DRAFT_POLICY or item.state != ItemState.PUBLISHED or item.published_at is None:
        raise NotOpen(say("Chỉ lấy ý kiến về dự thảo đã công khai."))
    if period.from_on < clock.day(item.published_at):
        raise CommentRefused(say("Thời gian lấy ý kiến tính từ ngày công khai dự thảo, không sớm hơn."))
    require_days(period.from_on, period.until_on)
    with transaction.atomic():
        if Consultation.objects.filter(item=item).exists():
            raise Judged(say("Dự thảo này đã có đợt lấy ý kiến."))
        row = Consultation.objects.create(
            item=item, from_on=period.from_on, until_on=period.until_on, plan=period.plan.strip(), opened_at=at
        )
        row.opening = opening_for(row) or _raised(item, "consultation_published", CONSULTATION_DUTY, row.from_on, at=at)
        row.save(update_fields=["opening"])
        _settle(row.opening, at=at)
        payload = {"from": period.from_on, "until": period.until_on, "plan": row.plan, "obligation": row.opening_id}
        _record("consult", item.target, item.place, payload, by=by, at=at)
    return row


def prolong(consultation: Consultation, *, until_on: date, by: Actor, at: datetime) -> Consultation:
    """Take opinions for longer; never shorter, and not after the conclusion."""
    require_keeper(by, consultation.item.place, on=clock.day(at))
    if until_on <= consultation.until_on or until_on < clock.day(at):
        raise CommentRefused(say("Chỉ kéo dài được thời gian lấy ý kiến."))
    with transaction.atomic():
        open_rows = Consultation.objects.filter(pk=consultation.pk, concluded_on=None)
        if not open_rows.filter(until_on=consultation.until_on).update(until_on=until_on):
            raise Judged(say("Đợt lấy ý kiến vừa được đổi hoặc đã kết luận. Tải lại trang."))
        item = consultation.item
        _settle(consultation.opening, at=at)
        _record("prolong_consultation", item.target, item.place, {"until": until_on}, by=by, at=at)
    consultation.refresh_from_db()
    return consultation


def conclude(consultation: Consultation, *, words: Conclusion, by: Actor, at: datetime) -> Consultation:
    """Publish what was said, the answer to it and what was decided; refused while opinions are taken."""
    on, item = clock.day(at), consultation.item
    require_keeper(by, item.place, on=on)
    require_over(consultation.until_on, on)
    fields = {
        "summary": _public_words(words.summary, say("Ghi tóm tắt các ý kiến.")),
        "response": _public_words(words.response, say("Ghi tiếp thu, giải trình thế nào.")),
        "conclusion": _public_words(words.conclusion, say("Ghi kết luận.")),
    }
    with transaction.atomic():
        open_rows = Consultation.objects.filter(pk=consultation.pk, concluded_on=None, until_on__lt=on)
        if not open_rows.update(**fields, concluded_on=on):
            raise Judged(say("Đợt lấy ý kiến này đã kết luận hoặc vừa được kéo dài. Tải lại trang."))
        consultation.refresh_from_db()
        outcome = outcome_for(consultation) or _raised(item, "consultation_concluded", PLAN_DUTY, on, at=at)
        consultation.outcome = outcome
        consultation.save(update_fields=["outcome"])
        for kept in (consultation.opening, outcome):
            _settle(kept, at=at)
        payload = {**fields, "obligation": consultation.outcome_id}
        _record("conclude_consultation", item.target, item.place, payload, by=by, at=at)
    return consultation


def _raised(item: Item, occasion: str, duty: str, on: date, *, at: datetime) -> Obligation | None:
    """The duty that the act itself gives rise to, named by the draft."""
    return raise_told(item.place, told=Told(occasion, on, "", item.title[:LONGEST_OWN]), duty_id=duty, at=at)


def _settle(obligation: Obligation | None, *, at: datetime) -> None:
    if obligation is not None:
        settle(obligation, on=clock.day(at))


def _record(act: str, target: str, place: Unit, payload: Mapping[str, object], *, by: Actor, at: datetime) -> None:
    ledger.record(by=by, act=f"disclosure.{act}", target=target, place=place.key, payload=payload, at=at)
