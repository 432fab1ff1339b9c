"""The quarterly list of everything disclosed, drafted as an item of its own (of DUTY, where one holds)."""

from datetime import datetime

from danbiet.common import clock
from danbiet.common.actor import Actor, Damaged, say
from danbiet.common.documents import Annex, Document, Section, Signature, Table
from danbiet.common.docx import docx
from danbiet.common.pdf import pdf
from danbiet.disclosure.models import Item, Obligation
from danbiet.disclosure.rules import ItemKind, ObligationState
from danbiet.disclosure.rules.quarters import LIST_DUTY, Quarter
from danbiet.disclosure.selectors.register import Entry, form_words, in_quarter
from danbiet.disclosure.services.items import Draft, Upload, draft_item
from danbiet.places.models import Unit
from danbiet.places.selectors import peoples_committee


class NothingDisclosed(Damaged):
    """A quarter in which nothing was disclosed has no list; that it has none is for the report to say."""


def draft_quarter(place: Unit, *, quarter: Quarter, by: Actor, at: datetime) -> Item:
    """Draw up the list of a quarter as PDF and keep it as a draft, under its obligation when that has arisen."""
    rows = in_quarter(place, quarter=quarter, on=clock.day(at))
    if not rows:
        raise NothingDisclosed(say("Quý này chưa công khai mục nào, nên chưa có danh mục để lập."))
    made = document(place, quarter=quarter, rows=rows)
    obligation = Obligation.objects.filter(place=place, duty=LIST_DUTY, state=ObligationState.OPEN.value)
    draft = Draft(
        kind=ItemKind.REGISTER.value, title=title(place, quarter=quarter), period=str(quarter),
        upload=Upload(f"danh-muc-cong-khai-{quarter}.pdf", pdf(made)),
        summary=f"Gồm {len(rows)} mục, kèm hình thức và thời gian công khai.",
        obligation=obligation.filter(period=str(quarter)).select_related("place").first(),
    )  # fmt: skip
    return draft_item(place, draft=draft, by=by, at=at)


def list_docx(place: Unit, *, quarter: Quarter, rows: tuple[Entry, ...]) -> bytes:
    """The same list to be edited and signed by hand."""
    return docx(document(place, quarter=quarter, rows=rows))


def title(place: Unit, *, quarter: Quarter) -> str:
    return f"Danh mục nội dung đã công khai quý {quarter.number} năm {quarter.year} của {place.name_vi}"


def document(place: Unit, *, quarter: Quarter, rows: tuple[Entry, ...]) -> Document:
    """The official paper: what, when, in which form and how long, one line each."""
    office = peoples_committee(place).name_vi
    lines = tuple(
        (str(number), row.item.title, row.kind_word, f"{row.published_on:%d/%m/%Y}", form_words(row.forms))
        for number, row in enumerate(rows, start=1)
    )
    table = Table(
        head=("STT", "Nội dung", "Loại", "Ngày công khai", "Hình thức, thời gian"), rows=lines,
        widths=(0.06, 0.36, 0.14, 0.13, 0.31), numeric=frozenset({0}),
    )  # fmt: skip
    subject = f"Nội dung đã công khai quý {quarter.number} năm {quarter.year}"
    return Document(
        issuer=(office.upper(),), issued_by=office, symbol="DM-UBND", place=place.name_vi, year=quarter.year,
        kind="DANH MỤC", subject=subject, signature=Signature(("TM. ỦY BAN NHÂN DÂN",)),
        basis=tuple(f"Căn cứ {found};" for found in (quarter.basis,) if found),
        sections=(Section("Kết quả công khai", (f"Trong quý đã công khai {len(rows)} nội dung, ghi ở phụ lục.",)),),
        annexes=(Annex("Nội dung đã công khai", table, landscape=True),),
    )  # fmt: skip
