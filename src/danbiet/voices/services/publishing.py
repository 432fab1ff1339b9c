"""Making an answer public: a redacted copy by one, a second pair of eyes by another, never the words as sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from danbiet.common import clock, personal
from danbiet.common.actor import Actor, Damaged, NotAllowed, say
from danbiet.plans.rules.folding import fold
from danbiet.voices.models import Case, Photo, Sender
from danbiet.voices.rules.searching import folded
from danbiet.voices.rules.stages import Act
from danbiet.voices.services.recording import Deed, change, require


class PersonalFound(Damaged):
    """The copy still holds a personal number, or the name or contact of the sender."""


class SameEyes(NotAllowed):
    """Whoever redacted does not publish."""


@dataclass(frozen=True)
class Copy:
    """The summary and the answer as everybody may read them. `is_seen`: found numbers were looked at by a person and
    are nobody's (a hot line, the number of a document)."""

    summary: str
    answer: str
    is_seen: bool = False


def redact(case: Case, *, copy: Copy, by: Actor, at: datetime) -> Case:
    """Write the redacted copy; what the detector finds is removed, or looked at and said to be nobody's."""
    require(case, act=Act.REDACT, by=by, on=clock.day(at))
    if not copy.summary.strip() or not copy.answer.strip():
        raise Damaged(say("Cần tóm tắt việc và câu trả lời, cả hai không có thông tin riêng."))
    _refuse_sender(case, copy)
    found = found_in(copy)
    if found and not copy.is_seen:
        raise PersonalFound(
            say("Có thể là thông tin riêng: {shown}. Bỏ đi, hoặc xác nhận đã xem."), shown=", ".join(found)
        )
    fields = {
        "public_summary": copy.summary.strip(), "public_answer": copy.answer.strip(), "redacted_at": at,
        "redacted_by_id": by.user,
    }  # fmt: skip
    return change(case, deed=Deed(Act.REDACT, fields, payload={"finds_seen": len(found)}), by=by, at=at)


def found_in(copy: Copy) -> tuple[str, ...]:
    """Personal numbers in a copy, as they may be shown."""
    return tuple(one.shown for text in (copy.summary, copy.answer) for one in personal.find(text))


def _refuse_sender(case: Case, copy: Copy) -> None:
    """No name, number or house of the sender leaves by an officer's mistake."""
    sender = Sender.objects.filter(case=case, erased_on=None).first()
    words = fold(f"{copy.summary} {copy.answer}")
    digits = "".join(sign for sign in words if sign.isdigit())
    if sender is None:
        return
    told = [sender.name, sender.email, sender.address]
    if any(len(one.split()) > 1 and fold(one) in words for one in told if one) or _dialled(sender.phone, digits):
        raise PersonalFound(say("Bản công khai còn tên, số liên hệ hoặc địa chỉ của người gửi. Bỏ đi rồi lưu."))


def _dialled(phone: str, digits: str) -> bool:
    number = "".join(sign for sign in phone if sign.isdigit())[-9:]
    return len(number) == 9 and number in digits


def publish(case: Case, *, photos: Sequence[int] = (), by: Actor, at: datetime) -> Case:
    """Make the redacted copy public, with the pictures that were looked at; by somebody else than its writer."""
    require(case, act=Act.PUBLISH, by=by, on=clock.day(at))
    if by.user is None or by.user == case.redacted_by_id:
        raise SameEyes(say("Người soạn bản công khai không tự công khai: cần người thứ hai đọc lại."))
    _show(case, photos)
    words = folded(case.number, case.public_summary, case.public_answer)
    fields = {"published_at": at, "published_by_id": by.user, "public_folded": words}
    return change(case, deed=Deed(Act.PUBLISH, fields, payload={"photos": sorted(photos)}), by=by, at=at)


def _show(case: Case, photos: Iterable[int]) -> None:
    Photo.objects.filter(case=case).update(is_public=False)
    Photo.objects.filter(case=case, pk__in=list(photos)).update(is_public=True)


def withdraw(case: Case, *, reason: str, by: Actor, at: datetime) -> Case:
    """Take a published copy back, with a reason."""
    require(case, act=Act.WITHDRAW, by=by, on=clock.day(at))
    if not reason.strip():
        raise Damaged(say("Rút bản công khai cần nêu lý do."))
    fields = {
        "published_at": None, "published_by": None, "redacted_at": None, "redacted_by": None, "public_folded": None,
    }  # fmt: skip
    return change(case, deed=Deed(Act.WITHDRAW, fields, note=reason, payload={"reason": reason.strip()}), by=by, at=at)
