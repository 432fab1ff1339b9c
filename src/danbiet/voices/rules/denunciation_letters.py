"""Letters that the law owes at each step of a denunciation, one text for each recipient.

The accused is told the content, never the source (article 29(3)): the texts to the accused have no place for the
reference of the paper, the day it came, or any word on who sent it. No text has a place for the denouncer's name: it is
written by hand on the printed letter from the paper file.
"""

from dataclasses import dataclass
from enum import StrEnum

from danbiet.common.documents import Document, Section, Signature
from danbiet.voices.rules.denunciations import Act


class Recipient(StrEnum):
    PAPER = "paper"  # whoever the paper file names; added by hand
    ACCUSED = "accused"
    BODY = "body"  # the competent or concerned body
    SUPERIOR = "superior"


@dataclass(frozen=True)
class Letter:
    """The kind and texts of one letter to one recipient. `{content}` is the checked summary."""

    recipient: Recipient
    kind: str
    subject: str
    paragraphs: tuple[str, ...]
    basis: str


LAW = "Căn cứ Luật Tố cáo số 25/2018/QH14"
NOTICE = "THÔNG BÁO"
LETTERS: dict[Act, tuple[Letter, ...]] = {
    Act.FORWARD: (
        Letter(Recipient.BODY, "PHIẾU CHUYỂN", "Chuyển tố cáo theo thẩm quyền", (
            "Chuyển đến quý cơ quan tố cáo số {number} để xem xét theo thẩm quyền. Hồ sơ giấy {paper} gửi kèm theo chế "
            "độ mật.", "Nội dung: {content}"), f"{LAW}, điều 24(2)"),
        Letter(Recipient.PAPER, NOTICE, "Về việc chuyển tố cáo", (
            "Tố cáo lưu tại hồ sơ giấy {paper} không thuộc thẩm quyền giải quyết của cơ quan này và đã chuyển đến cơ "
            "quan có thẩm quyền ngày {on}.",), f"{LAW}, điều 24(2)"),
    ),
    Act.REFUSE: (
        Letter(Recipient.PAPER, NOTICE, "Về việc không thụ lý tố cáo", (
            "Tố cáo lưu tại hồ sơ giấy {paper} không đủ điều kiện thụ lý. Lý do: ……………………",), f"{LAW}, điều 24(1)"),
    ),
    Act.ACCEPT: (
        Letter(Recipient.PAPER, NOTICE, "Về việc thụ lý tố cáo", (
            "Tố cáo lưu tại hồ sơ giấy {paper} đã được thụ lý ngày {on}.", "Nội dung thụ lý: {content}",
            "Thời hạn giải quyết: đến hết ngày {due}."), f"{LAW}, điều 29(3)"),
        Letter(Recipient.ACCUSED, NOTICE, "Về nội dung tố cáo đã thụ lý", (
            "Cơ quan có thẩm quyền đã thụ lý nội dung sau: {content}",
            "Đề nghị giải trình bằng văn bản về nội dung nêu trên và cung cấp tài liệu liên quan."),
            f"{LAW}, điều 29(3)"),
    ),
    Act.EXTEND: (
        Letter(Recipient.PAPER, "QUYẾT ĐỊNH", "Gia hạn giải quyết tố cáo", (
            "Gia hạn giải quyết tố cáo lưu tại hồ sơ giấy {paper} đến hết ngày {due}.",), f"{LAW}, điều 30"),
        Letter(Recipient.ACCUSED, "QUYẾT ĐỊNH", "Gia hạn giải quyết", (
            "Gia hạn giải quyết nội dung sau đến hết ngày {due}: {content}",), f"{LAW}, điều 30"),
        Letter(Recipient.BODY, "QUYẾT ĐỊNH", "Gia hạn giải quyết tố cáo", (
            "Gia hạn giải quyết tố cáo số {number} đến hết ngày {due}.",), f"{LAW}, điều 30"),
    ),
    Act.CONCLUDE: (
        Letter(Recipient.ACCUSED, "KẾT LUẬN", "Nội dung tố cáo", (
            "Nội dung đã xác minh: {content}", "Kết luận: ……………………"), f"{LAW}, điều 35(3)"),
        Letter(Recipient.PAPER, NOTICE, "Kết luận nội dung tố cáo", (
            "Tố cáo lưu tại hồ sơ giấy {paper} đã có kết luận ngày {on}.", "Kết luận: ……………………"),
            f"{LAW}, điều 35(3)"),
        Letter(Recipient.BODY, "KẾT LUẬN", "Nội dung tố cáo", (
            "Gửi quý cơ quan kết luận nội dung tố cáo số {number}.", "Nội dung: {content}", "Kết luận: ……………………"),
            f"{LAW}, điều 35(3)"),
    ),
    Act.SEND_REPORT: (
        Letter(Recipient.SUPERIOR, "BÁO CÁO", "Tình hình giải quyết tố cáo quá hạn", (
            "Báo cáo việc giải quyết tố cáo số {number}. Nội dung: {content}", "Lý do quá hạn: ……………………",
            "Thời điểm kết thúc: ……………………"), f"{LAW}, điều 38(3)"),
    ),
    Act.ANSWER_BODY: (
        Letter(Recipient.BODY, NOTICE, "Kết quả xử lý tố cáo được chuyển đến", (
            "Tố cáo do quý cơ quan chuyển đến, số {number}, đã được xử lý như sau: ……………………",), f"{LAW}, điều 26(2)"),
    ),
}  # fmt: skip
TO_ACCUSED = frozenset({"content", "due"})  # all that a letter to the accused may be filled with


@dataclass(frozen=True)
class Filling:
    """What letters are filled with."""

    number: str
    paper: str
    content: str
    on: str
    due: str


def letters_of(act: Act) -> tuple[Letter, ...]:
    """The letters that an act owes; none for most."""
    return LETTERS.get(act, ())


def written(letter: Letter, filling: Filling, *, issuer: tuple[str, str], place: str, year: int) -> Document:
    """A letter as an official document, still a draft: number, day and addressee are added by hand."""
    values = vars(filling)
    if letter.recipient is Recipient.ACCUSED:
        values = {name: value for name, value in values.items() if name in TO_ACCUSED}
    paragraphs = tuple(text.format(**values) for text in letter.paragraphs)
    return Document(
        issuer=issuer, issued_by=issuer[-1], symbol="TB-UBND", place=place, year=year, kind=letter.kind,
        subject=letter.subject, signature=Signature(("CHỦ TỊCH",)), basis=(f"{letter.basis};",),
        opening="Kính gửi: ……………………", sections=(Section("Nội dung", paragraphs),), recipients=("Như trên;", "Lưu: HS."),
    )  # fmt: skip
