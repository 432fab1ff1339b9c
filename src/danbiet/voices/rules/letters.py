"""Which letter an act owes to whom, by which duty of the law in force on the day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from danbiet.law.duties import duty
from danbiet.places.rules.kinds import Tier
from danbiet.voices.rules import COMPLAINTS, Kind


class Letter(StrEnum):
    """What the letter says."""

    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    HANDLING = "handling"  # how it is handled: thụ lý, kéo dài, từ chối, đã chuyển (REC-06)
    FORWARDED = "forwarded"
    DECISION = "decision"
    RESULT = "result"  # how a complaint ended, to the body that forwarded it
    RELAYED = "relayed"  # that body tells it on to the person who had asked
    PUBLICATION = "publication"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    COMPLEX = "complex"
    DIALOGUE = "dialogue"
    ANSWER = "answer"


class Recipient(StrEnum):
    """Who gets it."""

    SENDER = "sender"
    RESPONDENT = "respondent"  # người bị khiếu nại
    FIRST_SETTLER = "first_settler"
    SUPERIOR = "superior"
    PARTIES = "parties"
    FORWARDER = "forwarder"
    INSPECTORATE = "inspectorate"
    AUTHORITY = "authority"
    PUBLIC = "public"
    FILE = "file"


class Forwarder(StrEnum):
    """Who forwarded a case: the law orders to tell the first three how a complaint ended, and by when."""

    FRONT = "front"  # Mặt trận Tổ quốc, tổ chức thành viên
    ELECTED = "elected"  # cơ quan của Quốc hội, đại biểu Quốc hội, đại biểu Hội đồng nhân dân
    RECEPTION = "reception"  # Ban tiếp công dân, of a province or (until 2025-06-30) a district
    OTHER = "other"


def board_of(tier: Tier) -> Forwarder:
    """As what a unit sends a case on: a ward has no reception board (Luật 42/2013/QH13, điều 12, 13, 15)."""
    return Forwarder.OTHER if tier is Tier.WARD else Forwarder.RECEPTION


def is_relayed(kind: Kind, by: Forwarder) -> bool:
    """Whether a body that sent a case on tells the result to whoever asked it to (Luật 42/2013/QH13, điều 28(2))."""
    return kind in COMPLAINTS and by is Forwarder.RECEPTION


@dataclass(frozen=True)
class Owed:
    """A letter to one recipient; `duty` is empty where no law sets a day. `body`: which of the forwarders gets it."""

    letter: Letter
    recipient: Recipient
    duty: str = ""
    body: int | None = None


# Luật 02/2011/QH13, điều 32: the first decision goes to five, điều 41(1): the second to five others. Both name whoever
# forwarded the complaint, so does the notice of acceptance (điều 27(1), 36(1)).
FIRST_DECIDED = (Recipient.SENDER, Recipient.SUPERIOR, Recipient.PARTIES, Recipient.FORWARDER, Recipient.INSPECTORATE)
SECOND_DECIDED = (
    Recipient.SENDER, Recipient.RESPONDENT, Recipient.FIRST_SETTLER, Recipient.PARTIES, Recipient.FORWARDER,
)  # fmt: skip
TOLD_OF_ACCEPTANCE = (Recipient.SENDER, Recipient.FORWARDER, Recipient.INSPECTORATE)
# Luật 02/2011/QH13, điều 30(2), and Nghị định 155/2026/NĐ-CP, điều 11, 12: an invitation to a dialogue, a stopped clock
CONCERNED = (Recipient.SENDER, Recipient.RESPONDENT, Recipient.PARTIES)
OF_COMPLAINTS = {
    Letter.ACCEPTED: TOLD_OF_ACCEPTANCE, Letter.NOT_ACCEPTED: TOLD_OF_ACCEPTANCE, Letter.SUSPENDED: CONCERNED,
    Letter.RESUMED: CONCERNED, Letter.DIALOGUE: CONCERNED,
}  # fmt: skip
OF_ALL = {
    Letter.FORWARDED: (Recipient.SENDER, Recipient.AUTHORITY),
    Letter.COMPLEX: (Recipient.FILE,),
    Letter.ANSWER: (Recipient.FORWARDER,),  # the sender reads it by the code
    Letter.RESULT: (Recipient.FORWARDER,),
    Letter.PUBLICATION: (Recipient.PUBLIC,),
}
# Luật 02/2011/QH13, điều 66(2); Luật 42/2013/QH13, điều 27(2): both speak of complaints, not of reports and petitions
TOLD_BY = {Forwarder.FRONT: "CPL-23", Forwarder.ELECTED: "REC-07", Forwarder.RECEPTION: "REC-07"}
OF_RECEPTION = {Letter.HANDLING: "REC-06", Letter.RELAYED: "REC-08"}  # Luật 42/2013/QH13, điều 28(1), 28(2)
STOPPED = {
    Letter.SUSPENDED: "CPL-21", Letter.RESUMED: "CPL-21", Letter.DIALOGUE: "CPL-19", Letter.COMPLEX: "CPL-20",
    Letter.PUBLICATION: "CPL-17",
}  # fmt: skip


def owed(letter: Letter, *, kind: Kind, on: date, forwarders: Sequence[Forwarder] = ()) -> tuple[Owed, ...]:
    """The letters that an act on a day owes, one for each recipient; a duty not in force on the day is left open."""
    found: list[Owed] = []
    for recipient in recipients(letter, kind):
        if recipient is not Recipient.FORWARDER:
            found.append(Owed(letter, recipient, _known(_duty(letter, kind, on), on)))
            continue
        for number, forwarder in enumerate(forwarders):
            name = TOLD_BY.get(forwarder, "") if letter is Letter.RESULT else _duty(letter, kind, on)
            found.append(Owed(letter, recipient, _known(name, on), number))
    return tuple(found)


def recipients(letter: Letter, kind: Kind) -> tuple[Recipient, ...]:
    """Who gets a letter, the forwarder among them whether or not there was one."""
    if letter in OF_ALL:
        return OF_ALL[letter]
    if kind not in COMPLAINTS or letter not in (*OF_COMPLAINTS, Letter.DECISION):
        return (Recipient.SENDER,)
    if letter is Letter.DECISION:
        return FIRST_DECIDED if kind is Kind.COMPLAINT_FIRST else SECOND_DECIDED
    return OF_COMPLAINTS[letter]


def decided(kind: Kind) -> Iterable[Letter]:
    """The letters that a decision on a complaint owes."""
    yield from (Letter.DECISION, Letter.RESULT)
    if kind is Kind.COMPLAINT_SECOND:
        yield Letter.PUBLICATION


def _known(name: str, on: date) -> str:
    return name if name and duty(name).basis.in_force(on) else ""


def _duty(letter: Letter, kind: Kind, on: date) -> str:
    if letter in OF_RECEPTION:
        return OF_RECEPTION[letter]
    if kind not in COMPLAINTS:
        return ""
    if letter in (Letter.ACCEPTED, Letter.NOT_ACCEPTED):
        return acceptance_duty(kind, on)
    if letter is Letter.DECISION:
        return "CPL-13" if kind is Kind.COMPLAINT_FIRST else "CPL-14"
    return STOPPED.get(letter, "")


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
    Letter.RESULT: "về kết quả giải quyết khiếu nại được chuyển đến",
    Letter.RELAYED: "về kết quả giải quyết khiếu nại đã chuyển",
    Letter.PUBLICATION: "về việc công khai quyết định giải quyết khiếu nại",
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
    Letter.RESULT: "Đơn số {number} do quý cơ quan chuyển đến, nội dung: {title}, đã có quyết định giải quyết ngày "
    "{day}. Kết quả: {reason}.",
    Letter.RELAYED: "Khiếu nại số {number} mà chúng tôi đã chuyển theo yêu cầu của ông, bà đã được giải quyết. Thông "
    "báo kết quả, nhận ngày {day}: {reason}.",
    # read by everybody: the first words of a complaint may name whoever wrote it
    Letter.PUBLICATION: "Công khai quyết định giải quyết khiếu nại lần hai đối với đơn số {number}. Hình thức, nơi "
    "công khai: {address}. {due}",
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
