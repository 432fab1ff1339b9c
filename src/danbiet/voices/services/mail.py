"""A letter by mail becomes a case that waits for a person to say what it is; robots and denunciations become none."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from django.core.mail import EmailMessage

from danbiet.common import cleaning, clock, codes
from danbiet.common.actor import ANONYMOUS, Damaged, NotAllowed, say
from danbiet.common.formats import FileRefused
from danbiet.places.models import Unit
from danbiet.voices.models import Case
from danbiet.voices.rules import MOST_PHOTOS, Channel, Kind, Subject, Tie
from danbiet.voices.rules.mail import Attached, Letter
from danbiet.voices.rules.router import Paper, Proposal, propose
from danbiet.voices.selectors.intake import alike
from danbiet.voices.selectors.receipts import codes_in
from danbiet.voices.services.cases import (
    PICTURES,
    AnotherReport,
    Contact,
    Picture,
    Received,
    Report,
)
from danbiet.voices.services.intake import Like, Reading, send

FILED_AS = {
    Paper.PETITION: Kind.PETITION,
    Paper.COMPLAINT: Kind.COMPLAINT_FIRST,
    Paper.INFORMATION_REQUEST: Kind.INFORMATION_REQUEST,
    Paper.CRIME_REPORT: Kind.CRIME_REPORT,
}


class FromRobot(NotAllowed):
    """No person wrote it: a bounce, an automatic reply, a mailing list, a loop."""

    exit = 1
    code = "robot"


class DenunciationByMail(NotAllowed):
    """A denunciation is not taken by mail, and nothing of it is kept."""

    code = "denunciation"


class EmptyLetter(Damaged):
    """A letter without words that can be read."""

    code = "empty"


CUT = "phần cuối của thư, vì thư quá dài"
CODE = "mã biên nhận trong lời viết, vì ai đọc được mã cũng mở được việc"
ANSWERS_A_DAY = 3  # to one address from one place


@dataclass(frozen=True)
class Taken:
    """The case of a letter, what was left out of it, and whether it came before."""

    case: Case
    left_out: tuple[str, ...]
    is_new: bool


def take(letter: Letter, *, place: Unit, at: datetime, pepper: bytes, draw: Callable[[int], bytes]) -> Taken:
    """Take in a letter for a place; the same Message-ID again is the same case."""
    _check(letter)
    letter, had_code = _uncoded(letter, pepper=pepper)
    text = "\n\n".join(part for part in (letter.subject, letter.text) if part)
    heard = propose(text)
    if heard.is_surely_denunciation:
        raise DenunciationByMail(
            say(
                "Tố cáo không nhận qua thư điện tử, và thư này không được giữ. Nộp đơn giấy tại nơi tiếp công dân, gửi"
                " bưu điện, hoặc trình bày trực tiếp. Nếu không phải tố cáo, hãy gửi qua trang web hoặc điện thoại."
            )
        )
    pictures, left_out = _pictures(letter.attached)
    left_out = (*left_out, *([CUT] if letter.is_cut else ()), *([CODE] if had_code else ()))
    report = _report(letter, text, heard, (pictures, left_out), place=place)
    reading = Reading(heard, _alike(letter, text, place, on=clock.day(at)))
    received = _once(report, partial(send, reading=reading, by=ANONYMOUS, at=at, pepper=pepper, draw=draw))
    return Taken(received.case, left_out, received.is_new)


def answer(taken: Taken, *, letter: Letter) -> bool:
    """Tell the writer the number, and only a writer: never a robot, never a sender known to be forged (RFC 3834)."""
    if not letter.may_answer or not taken.is_new or _is_flood(taken.case, letter.address):
        return False
    lines = [
        f"Đã nhận thư của bạn. Số: {taken.case.number}, nơi nhận: {taken.case.place.name_vi}.",
        "Cán bộ sẽ xem đây là loại việc gì. Hỏi việc tới đâu: gọi hoặc tới quầy, nêu số này.",
        *(f"Không giữ: {name}." for name in taken.left_out),
        "Thư này do máy gửi; trả lời thư này thì ghi kèm số ở dòng chủ đề.",
    ]
    headers = {
        "Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All", "X-Danbiet-Case": taken.case.number,
    }  # fmt: skip
    if letter.message_id:
        headers |= {"In-Reply-To": letter.message_id, "References": letter.message_id}
    EmailMessage(f"Đã nhận: {taken.case.number}", "\n".join(lines), None, [letter.address], headers=headers).send()
    return True


def _is_flood(case: Case, address: str) -> bool:
    """Whether an address had its answers of the day: a machine without any mark of one would answer them for ever."""
    of_day = Case.objects.filter(place=case.place_id, received_on=case.received_on, channel=Channel.MAIL.value)
    return of_day.filter(sender__email__iexact=address).count() > ANSWERS_A_DAY


def _check(letter: Letter) -> None:
    if letter.robot is not None:
        raise FromRobot(say("Thư do máy gửi ({why}): không ghi thành vụ việc, không trả lời."), why=letter.robot.value)
    if not letter.text and not letter.subject:
        raise EmptyLetter(say("Thư không có chữ nào đọc được. Hãy viết trong thân thư, không chỉ trong tệp đính kèm."))


def _uncoded(letter: Letter, *, pepper: bytes) -> tuple[Letter, bool]:
    """The letter without receipt codes, and whether it had any: a letter cannot be asked to be written anew."""
    found = codes_in(letter.subject, letter.text, letter.name, pepper=pepper)
    subject, text, name = (codes.without(one, found) for one in (letter.subject, letter.text, letter.name))
    return replace(letter, subject=subject, text=text, name=name), bool(found)


def _alike(letter: Letter, text: str, place: Unit, *, on: date) -> tuple[Like, ...]:
    """The case whose number the subject names, and those that the words are like."""
    named = Case.objects.filter(number__in=letter.names[:1], place=place).first()
    like = [Like(one.case.pk, one.tie) for one in alike(text, place=place, on=on)]
    if named is None:
        return tuple(like)
    return (Like(named.pk, Tie.FOLLOWS), *(one for one in like if one.case != named.pk))


def _once(report: Report, take_in: Callable[[Report], Received]) -> Received:
    """The same letter again is the same case; two letters under one Message-ID are two."""
    try:
        return take_in(report)
    except AnotherReport:
        return take_in(replace(report, token=_token(report.token, report.text)))


def _report(
    letter: Letter, text: str, heard: Proposal, files: tuple[tuple[Picture, ...], tuple[str, ...]], *, place: Unit
) -> Report:
    pictures, left_out = files
    note = "".join(f"\n[Không giữ: {name}]" for name in left_out)
    kind = FILED_AS.get(heard.kind, Kind.REPORT) if heard.kind else Kind.REPORT
    return Report(
        kind=kind, text=text + note, title=letter.subject, channel=Channel.MAIL, place=place,
        subject=heard.subject or Subject.OTHER, urgency=heard.urgency, constructs=heard.constructs, photos=pictures,
        sender=Contact(name=letter.name, email=letter.address, wants="mail" if letter.address else "code"),
        token=_token(place.key, *_same(letter, text)),
    )  # fmt: skip


def _same(letter: Letter, text: str) -> tuple[str, ...]:
    """What tells a letter delivered again from another's: who sent it, with its mark, else with its date and words."""
    mark = (letter.message_id,) if letter.message_id else (letter.date, text)
    return (letter.address or letter.name, *mark)


def _token(*parts: str) -> str:
    return hashlib.sha256("|".join(("mail", *parts)).encode()).hexdigest()


def _pictures(attached: tuple[Attached, ...]) -> tuple[tuple[Picture, ...], tuple[str, ...]]:
    """The pictures that can be made harmless, and the names of everything else."""
    kept: list[Picture] = []
    left_out: list[str] = []
    for one in attached:
        if len(kept) < MOST_PHOTOS and _is_clean(one):
            kept.append(Picture(one.name, one.data))
        else:
            left_out.append(" ".join(one.name.split())[:80])
    return tuple(kept), tuple(left_out)


def _is_clean(one: Attached) -> bool:
    try:
        cleaning.clean(one.data, name=one.name, kinds=PICTURES)
    except FileRefused:
        return False
    return True
