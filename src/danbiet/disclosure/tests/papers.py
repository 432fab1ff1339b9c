"""Files and items for tests, made through services."""

from datetime import date, datetime
from io import BytesIO

import xlsxwriter

from danbiet.common import clock
from danbiet.common.documents import Document, Section, Signature
from danbiet.common.docx import docx
from danbiet.common.pdf import pdf
from danbiet.disclosure.models import Item, Obligation, Point, Version
from danbiet.disclosure.rules import ItemKind
from danbiet.disclosure.services import items as services
from danbiet.places.models import Unit
from tests.people import Cast

MAY = date(2024, 5, 6)
AT_MAY = clock.moment(MAY)


def paper(text: str = "Kế hoạch năm 2024 của phường.", *, form: str = "xlsx") -> bytes:
    """A paper with one sentence: a sheet, which is quick to clean, or an official paper as DOCX or PDF."""
    if form == "xlsx":
        return workbook({"Nội dung": [[text]]})
    made = Document(
        issuer=("UBND",), issued_by="UBND", symbol="TB-UBND", place="Đông Ngạc", year=2024, kind="THÔNG BÁO",
        subject="Về việc công khai", signature=Signature(("CHỦ TỊCH",), "Nguyễn Văn A"),
        sections=(Section("Nội dung", (text,)),), number=1, on=MAY,
    )  # fmt: skip
    return docx(made) if form == "docx" else pdf(made)


def workbook(sheets: dict[str, list[list[object]]], *, merges: tuple[tuple[str, str, str], ...] = ()) -> bytes:
    """A workbook of plain cells; `merges` are (sheet, range, text)."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": AT_MAY})  # the same sheets are the same bytes
    pages = {}
    for name, rows in sheets.items():
        page = pages[name] = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell is not None:
                    page.write(at, column, cell)
    for sheet, cells, text in merges:
        pages[sheet].merge_range(cells, text)
    book.close()
    return out.getvalue()


SETTLEMENT = [
    ["QUYẾT TOÁN NGÂN SÁCH PHƯỜNG NĂM 2024"],
    [None, None, None, "Đơn vị tính: triệu đồng"],
    ["STT", "Nội dung", "Dự toán", "Quyết toán", "So sánh (%)"],
    ["A", "B", 1, 2, "3=2/1"],
    ["A", "Tổng số thu", "10.000", "12.345,5", 123],
    ["I", "Các khoản thu xã hưởng 100%", "4.000", "5.345,5", 134],
    ["II", "Thu bổ sung từ cấp trên", 6000, 7000, 117],
    ["B", "Tổng số chi", 10000, 11000, 110],
    ["I", "Chi đầu tư", 4000, 4500, 112],
    ["II", "Chi thường xuyên", 6000, 6500, 108],
    ["1", "Giáo dục", 1000, 1100, 110],
    ["2", "Quản lý nhà nước", 5000, 5400, 108],
    [None, "Ghi chú: số liệu đã được HĐND phê chuẩn"],
]

HOUSEHOLDS = [
    ["DANH SÁCH HỘ NGHÈO NĂM 2024"],
    ["STT", "Họ và tên chủ hộ", "Số CCCD", "Địa chỉ", "Điện thoại", "Phân loại", "Điểm B1"],
    [1, "Nguyễn Thị Thu Hoa", "001185012345", "Số 5 ngõ 12, tổ dân phố 3", "0912 345 678", "Hộ nghèo", 130],
    [2, "Trần Văn Bình", "001079054321", "Tổ dân phố số 7", "0987654321", "Hộ cận nghèo", 145],
]


def settlement(rows: list[list[object]] = SETTLEMENT) -> bytes:
    return workbook({"Quyết toán": rows})


def households() -> bytes:
    return workbook({"Hộ nghèo": HOUSEHOLDS, "Ghi chú": [["Liên hệ 0912345678"]]})


def obligation(place: Unit, duty: str, *, arose_on: date = MAY, due_on: date | None = None, **more) -> Obligation:
    values = {
        "period": "", "occasion": "Quyết định", "due_means": "latest_day", "certainty": "seen",
        "recorded_at": clock.moment(arose_on),
    }  # fmt: skip
    return Obligation.objects.create(place=place, duty=duty, arose_on=arose_on, due_on=due_on, **{**values, **more})


def board(place: Unit, name: str = "Trụ sở", kind: str = "office") -> Point:
    return Point.objects.create(place=place, name=name, kind=kind, from_day=place.from_day)


def draft(place: Unit, cast: Cast, *, data: bytes = b"", name: str = "van-ban.xlsx", at: datetime = AT_MAY,
          who: str = "ward", **more) -> Item:  # fmt: skip
    values = {"kind": ItemKind.DOCUMENT.value, "title": "Kế hoạch kinh tế - xã hội năm 2024"}
    made = services.Draft(upload=services.Upload(name, data or paper()), **{**values, **more})
    return services.draft_item(place, draft=made, by=cast.actor(who, clock.day(at)), at=at)


def published(place: Unit, cast: Cast, *, at: datetime = AT_MAY, who: str = "ward", reason: str = "", **more) -> Item:
    item = draft(place, cast, at=at, who=who, **more)
    return publish(item, cast, at=at, who=who, reason=reason)


def publish(item: Item, cast: Cast, *, at: datetime = AT_MAY, who: str = "ward", reason: str = "") -> Item:
    version = Version.objects.select_related("item__place").get(item=item, published_at=None)
    services.publish(version, accepted_reason=reason, by=cast.actor(who, clock.day(at)), at=at)
    return Item.objects.select_related("place", "obligation__place").get(pk=item.pk)
