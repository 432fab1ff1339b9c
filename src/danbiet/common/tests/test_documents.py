"""One value, three files: the text goes in and comes out again, word for word."""

import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import docx as reader
import openpyxl
import pytest
from fontTools.ttLib import TTFont

from danbiet.common import pdf as drawing
from danbiet.common.documents import Section, Table, TooDeep, Uneven, clean, laid_out, plain, written_day
from danbiet.common.docx import docx
from danbiet.common.pdf import FONTS, pdf, printable
from danbiet.common.tests.letters import HOSTILE, report
from danbiet.common.xlsx import Sheet, xlsx


def docx_text(data: bytes) -> str:
    file = reader.Document(BytesIO(data))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in file.paragraphs), *cells])


def pdf_text(data: bytes, where: Path) -> str:
    if not shutil.which("pdftotext"):
        pytest.skip("absent: pdftotext (poppler-utils)")
    path = where / "x.pdf"
    path.write_bytes(data)
    return subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True, text=True).stdout


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_parts_stand_in_the_order_of_the_decree():
    text = plain(laid_out(report()))
    order = [
        "PHƯỜNG ĐÔNG NGẠC", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số: 12/BC-UBND",
        "Đông Ngạc, ngày 16 tháng 9 năm 2021", "BÁO CÁO", "Kết quả thực hiện", "Thực hiện Kế hoạch số 313",
        "I. CÔNG TÁC", "II. KẾT QUẢ", "1. Công tác", "2. Kết quả", "a) Tham gia", "b) Công khai", "c) Trách nhiệm",
        "III. KIẾN NGHỊ", "hộ nghèo./.", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Nguyễn Văn Ặc", "Nơi nhận:",
        "Phụ lục I", "Phụ lục II",
    ]  # fmt: skip
    places = [text.find(part) for part in order]
    assert -1 not in places
    assert places == sorted(places)


def test_letters_follow_the_vietnamese_alphabet():
    parts = tuple(Section(f"Nội dung {n}") for n in range(8))
    layout = laid_out(report(sections=(Section("A", parts=(Section("B", parts=parts),)),)))
    assert [line.text[:2] for line in layout.lines if line.style == "h3"] == [
        "a)",
        "b)",
        "c)",
        "d)",
        "đ)",
        "e)",
        "g)",
        "h)",
    ]


def test_a_draft_says_so_and_leaves_number_and_day_open():
    layout = laid_out(report(number=None, on=None))
    assert (layout.number, layout.kind) == ("Số:       /BC-UBND", "DỰ THẢO BÁO CÁO")
    assert layout.place_day == "Đông Ngạc, ngày ...... tháng ...... năm 2021"


@pytest.mark.parametrize(
    ("on", "text"),
    [(date(2021, 9, 4), "ngày 04 tháng 9 năm 2021"), (date(2022, 1, 20), "ngày 20 tháng 01 năm 2022")],
)
def test_days_are_written_as_the_decree_asks(on, text):
    assert written_day(on) == text


def test_sections_go_no_deeper_than_three():
    deep = Section("1", parts=(Section("2", parts=(Section("3", parts=(Section("4"),)),)),))
    with pytest.raises(TooDeep):
        laid_out(report(sections=(deep,)))


def test_a_row_must_fit_its_head():
    with pytest.raises(Uneven):
        Table(("a", "b"), (("1",),), (1, 1))


def test_unprintable_signs_are_taken_out():
    assert clean("a\x00b\u202ec\ud800 \ufffe d\r\n e") == "abc d e"


def test_docx_holds_every_text_and_opens():
    layout = laid_out(report())
    text = squeezed(docx_text(docx(report())))
    for part in plain(layout).replace("\t", "\n").split("\n"):
        assert squeezed(part) in text
    assert squeezed(HOSTILE) in text


def test_docx_is_drawn_as_the_decree_asks():
    file = reader.Document(BytesIO(docx(report())))
    first = file.sections[0]
    lengths = (first.page_width, first.left_margin, first.right_margin, first.top_margin)
    assert [round(length.cm, 1) for length in lengths] == [21.0, 3.0, 1.5, 2.0]
    assert {run.font.name for paragraph in file.paragraphs for run in paragraph.runs} == {"Times New Roman"}
    assert [round(cell.width.cm, 1) for cell in file.tables[0].rows[0].cells] == [6.3, 10.2]
    assert all(cell.width for table in file.tables for row in table.rows for cell in row.cells)
    assert file.core_properties.title.startswith("BÁO CÁO Kết quả")


def test_docx_carries_no_macro_and_no_outside_link():
    with zipfile.ZipFile(BytesIO(docx(report()))) as archive:
        assert not [name for name in archive.namelist() if "vba" in name.lower()]
        assert not [name for name in archive.namelist() if b'TargetMode="External"' in archive.read(name)]


def test_pdf_holds_every_text(tmp_path):
    text = squeezed(pdf_text(pdf(report()), tmp_path))
    for line in laid_out(report()).lines:
        assert squeezed(line.text) in text
    for part in ("BÁO CÁO", "Số: 12/BC-UBND", "Nguyễn Văn Ặc", "Nơi nhận:", "Phụ lục II", "- Lưu: VT, VP."):
        assert squeezed(part) in text


def test_pdf_prints_signs_that_the_font_lacks_as_a_box(tmp_path):
    data = pdf(report(sections=(Section("A", paragraphs=("Ấp 😀 漢 \u200b \ud83d",)),)))
    assert "Ấp □ □" in pdf_text(data, tmp_path)


def test_pdf_is_tagged_and_has_its_title():
    data = pdf(report())
    assert b"pdfuaid:part" in data
    assert b"/MarkInfo" in data or b"StructTreeRoot" in data


def test_an_empty_document_can_still_be_drawn():
    bare = report(sections=(), annexes=(), basis=(), opening="", recipients=(), number=None, on=None)
    assert docx(bare)
    assert pdf(bare)


@pytest.mark.parametrize("draw", [docx, pdf])
def test_same_document_same_bytes(draw):
    assert draw(report()) == draw(report())
    assert draw(report()) != draw(replace(report(), number=13))


def test_shipped_coverage_is_that_of_the_four_faces():
    signs = set.intersection(*(set(TTFont(path).getBestCmap()) for path in sorted(FONTS.glob("*.ttf"))))
    assert len(list(FONTS.glob("*.ttf"))) == 4
    assert {sign for sign in range(0x10000) if drawing._covered(sign)} == {sign for sign in signs if sign < 0x10000}
    assert printable("Đặng Ự ₫") == "Đặng Ự ₫"


def test_xlsx_keeps_text_as_text_and_unknown_as_empty():
    rows = [("=1+1", 3), ("Ngày", date(2021, 9, 14)), ("Hồ sơ", None), ("d", Decimal("1.5"))]
    sheets = [Sheet("Số liệu [1]", ("Chỉ tiêu", "Kỳ này"), rows, notes=("x",))]
    data = xlsx(sheets, title="Báo cáo", on=date(2021, 9, 16))
    page = openpyxl.load_workbook(BytesIO(data)).active
    assert [[cell.value for cell in row] for row in page.iter_rows(max_row=3)][1] == ["=1+1", 3]
    assert page["A2"].data_type == "s"
    assert page["B4"].value is None
    assert page["B5"].value == 1.5
    assert data == xlsx(sheets, title="Báo cáo", on=date(2021, 9, 16))
