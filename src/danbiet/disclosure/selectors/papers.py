"""The letters that the law owes to a requester, drafted in the official form; an officer signs and sends them."""

from collections.abc import Callable, Mapping
from datetime import date

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from danbiet.common.documents import Document, Section, Signature, written_day
from danbiet.disclosure.models import Request
from danbiet.disclosure.models.requests import GROUND_LABELS
from danbiet.disclosure.rules.requests import GROUNDS_DUTY, NEW_LAW_FROM, Ground, unknown_words
from danbiet.law.duties import duty
from danbiet.places.rules.kinds import short_name

LAW = "Căn cứ Luật Tiếp cận thông tin số 104/2016/QH13"
NEW_LAW = "Căn cứ luật về tiếp cận thông tin có hiệu lực từ ngày 01 tháng 9 năm 2026 (ghi số, ký hiệu khi ký)"
NAMES = {
    "completion": "huong-dan-bo-sung",
    "notice": "thong-bao-thoi-han",
    "extension": "thong-bao-gia-han",
    "refusal": "tu-choi",
    "redirect": "chi-noi-co-thong-tin",
    "answer": "tra-loi",
}

LABELS = {
    "completion": _("Hướng dẫn bổ sung phiếu"),
    "notice": _("Thông báo thời hạn"),
    "extension": _("Thông báo gia hạn"),
    "refusal": _("Thông báo từ chối"),
    "redirect": _("Thông báo nơi có thông tin"),
    "answer": _("Văn bản cung cấp thông tin"),
}


def paper(row: Request, kind: str, *, on: date) -> Document:
    """The draft of one letter about a request; its number and day are left to the clerk."""
    with translation.override("vi"):
        subject, sections = PAPERS[kind](row)
    opening = (
        f"{_committee(row)} nhận yêu cầu cung cấp thông tin ngày {row.received_on:%d/%m/%Y} của {_requester(row)}."
    )
    return _document(row, subject, sections, opening=opening, on=on)


def public_answer(row: Request, summary: str, *, on: date) -> Document:
    """An answer for everybody: nothing of who asked."""
    sections = (Section("Thông tin được yêu cầu", (row.subject,)), Section("Trả lời", tuple(summary.splitlines())))
    return _document(row, "Công khai câu trả lời yêu cầu cung cấp thông tin", sections, opening="", on=on)


def _committee(row: Request) -> str:
    return f"Ủy ban nhân dân {row.place.name_vi}"


def _document(row: Request, subject: str, sections: tuple[Section, ...], *, opening: str, on: date) -> Document:
    return Document(
        issuer=("ỦY BAN NHÂN DÂN", row.place.name_vi.upper()),
        issued_by=_committee(row),
        symbol="UBND",
        place=short_name(row.place.name_vi),
        year=on.year,
        kind="THÔNG BÁO",
        subject=f"{subject} (yêu cầu số {row.number})",
        signature=Signature(("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
        basis=(NEW_LAW if _from(row) >= NEW_LAW_FROM else LAW,),
        opening=opening,
        sections=sections,
        recipients=("Người yêu cầu", "Lưu: VT, sổ theo dõi cung cấp thông tin"),
    )


def _from(row: Request) -> date:
    """The day whose law is that of the request."""
    return row.valid_on or row.received_on


def _requester(row: Request) -> str:
    return f"ông (bà) {row.name}" if row.name else "người yêu cầu"


def _asked(row: Request) -> Section:
    return Section("Thông tin được yêu cầu", (row.subject or row.text,))


def _completion(row: Request) -> tuple[str, tuple[Section, ...]]:
    words = "Thời hạn giải quyết chưa tính cho đến khi phiếu đủ."
    return "Hướng dẫn bổ sung phiếu yêu cầu cung cấp thông tin", (Section("Cần bổ sung", (row.completion, words)),)


def _notice(row: Request) -> tuple[str, tuple[Section, ...]]:
    return "Thời hạn giải quyết yêu cầu cung cấp thông tin", (
        _asked(row),
        Section("Thời hạn", (_due(row, row.first_due_on), f"Căn cứ {duty(row.duty).basis}.", *_cost(row))),
    )


def _extension(row: Request) -> tuple[str, tuple[Section, ...]]:
    return "Gia hạn giải quyết yêu cầu cung cấp thông tin", (
        _asked(row),
        Section("Lý do gia hạn", (row.extension_reason,)),
        Section("Thời hạn mới", (_due(row, row.due_on), f"Căn cứ {duty(row.duty).basis}; chỉ gia hạn một lần.")),
    )


def _refusal(row: Request) -> tuple[str, tuple[Section, ...]]:
    ground = str(GROUND_LABELS.get(row.ground, ""))
    return "Từ chối cung cấp thông tin", (
        _asked(row),
        Section(
            "Căn cứ từ chối",
            (f"{ground} ({duty(GROUNDS_DUTY).basis})." if row.ground != Ground.NEW_LAW else f"{ground}.",),
        ),
        Section("Lý do", (row.reason,)),
        Section("Quyền của người yêu cầu", ("Khiếu nại, khởi kiện việc từ chối theo quy định của pháp luật.",)),
    )


def _redirect(row: Request) -> tuple[str, tuple[Section, ...]]:
    return "Nơi có thông tin được yêu cầu", (
        _asked(row),
        Section("Nơi có trách nhiệm cung cấp", (row.redirected_to,)),
    )


def _answer(row: Request) -> tuple[str, tuple[Section, ...]]:
    parts = [_asked(row), Section("Nội dung cung cấp", tuple(row.answer.splitlines()) or ("",))]
    if row.withheld:
        parts.append(Section("Phần không cung cấp và lý do", tuple(row.withheld.splitlines())))
    if _cost(row):
        parts.append(Section("Chi phí thực tế", _cost(row)))
    return "Cung cấp thông tin theo yêu cầu", tuple(parts)


def _due(row: Request, due_on: date | None) -> str:
    if due_on is None:
        return f"{unknown_words(_from(row))}.".capitalize()
    return f"Chậm nhất {written_day(due_on)}."


def _cost(row: Request) -> tuple[str, ...]:
    if row.cost is None:
        return ()
    amount = f"{row.cost:,}".replace(",", ".")
    return (f"Chi phí thực tế in, sao, chụp, gửi: {amount} đồng ({row.cost_note}); ngoài ra không thu gì.",)


PAPERS: Mapping[str, Callable[[Request], tuple[str, tuple[Section, ...]]]] = {
    "completion": _completion,
    "notice": _notice,
    "extension": _extension,
    "refusal": _refusal,
    "redirect": _redirect,
    "answer": _answer,
}
