"""Which letter an act owes to whom, by which duty of the law in force on the day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from danbiet.law.duties import duty
from danbiet.voices.rules import COMPLAINTS, Kind


class Letter(StrEnum):
    """What the letter says."""

    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    HANDLING = "handling"  # how it is handled: thụ lý, kéo dài, từ chối, đã chuyển (REC-06)
    FORWARDED = "forwarded"
    DECISION = "decision"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    COMPLEX = "complex"
    DIALOGUE = "dialogue"
    ANSWER = "answer"


class Recipient(StrEnum):
    """Who gets it. A decision on a complaint goes to five, the answer to a report to one."""

    SENDER = "sender"
    SUPERIOR = "superior"
    PARTIES = "parties"
    FORWARDER = "forwarder"
    INSPECTORATE = "inspectorate"
    AUTHORITY = "authority"
    FILE = "file"


@dataclass(frozen=True)
class Owed:
    """A letter to one recipient; `duty` is empty where no law sets a day."""

    letter: Letter
    recipient: Recipient
    duty: str = ""


# Luật 02/2011/QH13 điều 27, 36 (acceptance), 32 (sending); Nghị định 155/2026/NĐ-CP (dialogue, suspension, complexity)
DECIDED = (Recipient.SENDER, Recipient.SUPERIOR, Recipient.PARTIES, Recipient.FORWARDER, Recipient.INSPECTORATE)
TOLD_OF_ACCEPTANCE = (Recipient.SENDER, Recipient.FORWARDER, Recipient.INSPECTORATE)
OF_RECEPTION = {Letter.HANDLING: "REC-06", Letter.ANSWER: "REC-07"}  # Luật 42/2013/QH13 điều 28(1), 27(2)
CLOCK_STOPS = (Recipient.SENDER, Recipient.PARTIES, Recipient.INSPECTORATE)


def owed(letter: Letter, *, kind: Kind, on: date) -> tuple[Owed, ...]:
    """The letters that an act on a day owes, one for each recipient; a duty not in force on the day is left open."""
    name = _duty(letter, kind, on)
    known = name if name and duty(name).basis.in_force(on) else ""
    return tuple(Owed(letter, recipient, known) for recipient in _recipients(letter, kind))


def _recipients(letter: Letter, kind: Kind) -> Iterable[Recipient]:
    if letter is Letter.FORWARDED:
        return (Recipient.SENDER, Recipient.AUTHORITY)
    if letter is Letter.COMPLEX:
        return (Recipient.FILE,)
    if letter is Letter.ANSWER:
        return (Recipient.FORWARDER,)  # the sender reads it by the code
    if kind not in COMPLAINTS:
        return (Recipient.SENDER,)
    if letter is Letter.DECISION:
        return DECIDED
    if letter in (Letter.SUSPENDED, Letter.RESUMED):
        return CLOCK_STOPS
    if letter is Letter.DIALOGUE:
        return (Recipient.SENDER, Recipient.PARTIES)
    return TOLD_OF_ACCEPTANCE if kind is Kind.COMPLAINT_FIRST else (Recipient.SENDER, Recipient.FORWARDER)


def _duty(letter: Letter, kind: Kind, on: date) -> str:
    if letter in OF_RECEPTION:
        return OF_RECEPTION[letter]
    if kind not in COMPLAINTS:
        return ""
    if letter in (Letter.ACCEPTED, Letter.NOT_ACCEPTED):
        return acceptance_duty(kind, on)
    if letter is Letter.DECISION:
        return "CPL-13" if kind is Kind.COMPLAINT_FIRST else "CPL-14"
    stopped = {
        Letter.SUSPENDED: "CPL-21",
        Letter.RESUMED: "CPL-21",
        Letter.DIALOGUE: "CPL-19",
        Letter.COMPLEX: "CPL-20",
    }
    return stopped.get(letter, "")


def acceptance_duty(kind: Kind, on: date) -> str:
    """10 calendar days until 2026-06-30 (CPL-02, -03), 7 working days after (CPL-04), by the day of receipt."""
    old = "CPL-02" if kind is Kind.COMPLAINT_FIRST else "CPL-03"
    return old if duty(old).basis.in_force(on) else "CPL-04"


HEADINGS = {
    Letter.ACCEPTED: "về việc thụ lý giải quyết khiếu nại",
    Letter.NOT_ACCEPTED: "về việc không thụ lý giải quyết",
    Letter.HANDLING: "về việc xử lý phản ánh, kiến nghị",
    Letter.FORWARDED: "về việc chuyển đơn đến cơ quan có thẩm quyền",
    Letter.DECISION: "về việc gửi quyết định giải quyết khiếu nại",
    Letter.SUSPENDED: "về việc tạm đình chỉ giải quyết khiếu nại",
    Letter.RESUMED: "về việc tiếp tục giải quyết khiếu nại",
    Letter.COMPLEX: "về việc xác định vụ việc khiếu nại phức tạp",
    Letter.DIALOGUE: "về việc tổ chức đối thoại",
    Letter.ANSWER: "về việc trả lời phản ánh, kiến nghị",
}
BODIES = {
    Letter.ACCEPTED: "Đơn số {number} nhận ngày {received} đã được thụ lý ngày {day}. Nội dung: {title}. {due}",
    Letter.NOT_ACCEPTED: "Đơn số {number} nhận ngày {received} không được thụ lý. Lý do: {reason}. "
    "Nơi có thẩm quyền: {address}.",
    Letter.HANDLING: "Đơn số {number} nhận ngày {received}, nội dung: {title}. Cách xử lý: [thụ lý, kéo dài để xác "
    "minh, từ chối, hoặc đã chuyển cơ quan nào].",
    Letter.FORWARDED: "Đơn số {number} nhận ngày {received}, nội dung: {title}, được chuyển đến {address}. "
    "Lý do: {reason}.",
    Letter.DECISION: "Gửi kèm quyết định giải quyết đối với đơn số {number}, nội dung: {title}. {reason}",
    Letter.SUSPENDED: "Tạm đình chỉ giải quyết đơn số {number} từ ngày {day}. Lý do: {reason}. Những ngày tạm đình chỉ "
    "không tính vào thời hạn.",
    Letter.RESUMED: "Tiếp tục giải quyết đơn số {number} từ ngày {day}. Thời hạn được tính tiếp. {due}",
    Letter.COMPLEX: "Vụ việc của đơn số {number} được xác định là phức tạp. Căn cứ: {reason}. {due}",
    Letter.DIALOGUE: "Tổ chức đối thoại về đơn số {number} ngày {day}, tại {address}. Nội dung: {title}.",
    Letter.ANSWER: "Về đơn số {number} nhận ngày {received}: {reason}",
}


@dataclass(frozen=True)
class Words:
    """What a draft fills in. No name of the sender: the letter to the sender is addressed when it is printed."""

    number: str
    title: str
    received: str
    day: str
    reason: str = ""
    address: str = ""
    due: str = ""


def drafted(letter: Letter, words: Words) -> str:
    """The text to begin from; a person reads and completes it before it is sent."""
    values = {name: getattr(words, name).strip().rstrip(".") for name in Words.__dataclass_fields__ if name != "due"}
    return BODIES[letter].format(**values, due=words.due).strip()
