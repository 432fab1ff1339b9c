"""Files made to harm: each is refused with a sentence, or given back without what it carried."""

import os
import re
import shutil
import subprocess
import zipfile
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from danbiet.common import bounded, formats
from danbiet.common.cleaning import clean, display_name, pdfs
from danbiet.common.cleaning.packages import links_name, source_of
from danbiet.common.docx import docx as drawn_docx
from danbiet.common.extracting import texts
from danbiet.common.pdf import pdf as drawn_pdf
from danbiet.common.tests import strangers as s
from danbiet.common.tests.hostile import CLEANED, REFUSED
from danbiet.common.tests.test_documents import report


def inside(data: bytes) -> bytes:
    """The bytes of a file; of an archive those of its members and their names."""
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return data + b"".join(name.encode() + archive.read(name) for name in archive.namelist())


@pytest.fixture(autouse=True)
def _in_this_process(request, monkeypatch):
    """A PDF is washed without its child here, ten times as fast; tests marked `child` use the child."""
    if "child" not in request.fixturenames:
        monkeypatch.setattr(bounded, "run", lambda place, data, seconds=0: bounded._function(place)(data))


@pytest.fixture
def child():
    """The real, bounded child process."""


def test_over_a_hundred_hostile_files_stand_here():
    assert len(REFUSED) + len(CLEANED) >= 100
    assert len({row[0] for row in [*REFUSED, *CLEANED]}) == len(REFUSED) + len(CLEANED)


@pytest.mark.parametrize(("make", "sentence"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_refused_with_a_sentence(make, sentence):
    with pytest.raises(formats.FileRefused, match=re.escape(sentence)):
        clean(make(), name="tep")


@pytest.mark.parametrize(("make", "gone", "said"), [row[1:] for row in CLEANED], ids=[row[0] for row in CLEANED])
def test_cleaned_of_what_it_carried(make, gone, said):
    data = make()
    before = inside(data)
    if not data.startswith(b"PK") and gone:
        assert any(words in before for words in gone), "the hostile file does not carry it"
    cleaned = clean(data, name="tep")
    after = inside(cleaned.data)
    assert [words for words in gone if words in after] == []
    assert said is None or any(said in sentence for sentence in cleaned.removed), cleaned.removed
    again = clean(cleaned.data, name="tep")
    assert (again.data, again.removed) == (cleaned.data, ())


def test_the_day_of_a_photo_is_kept_as_a_value():
    assert clean(s.jpeg(exif=s.exif()), name="a.jpg").taken_on == date(2021, 9, 16)


def test_a_photo_is_turned_upright_and_opens():
    cleaned = clean(s.jpeg(s.dots((64, 48)), exif=s.exif(6)), name="a.jpg")
    assert cleaned.size == (48, 64)
    with Image.open(BytesIO(cleaned.data)) as picture:
        picture.load()
        assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (48, 64), {})


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_pictures_of_every_mode_open(mode):
    picture = s.dots(mode="RGB").convert(mode) if mode != "I;16" else Image.new("I;16", (64, 48), 40000)
    data = s.jpeg(picture) if mode == "CMYK" else s.png(picture)
    cleaned = clean(data, name="a")
    with Image.open(BytesIO(cleaned.data)) as shown:
        shown.load()
        assert shown.size == (64, 48)
    assert clean(cleaned.data, name="a").data == cleaned.data


def test_clear_dots_stay_clear():
    picture = Image.new("RGBA", (4, 4), (200, 10, 10, 0))
    with Image.open(BytesIO(clean(s.png(picture), name="a").data)) as shown:
        assert shown.getpixel((0, 0))[3] == 0


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.binary(min_size=3, max_size=300), st.integers(30, 100))
def test_cleaning_a_photo_twice_changes_nothing(width, height, seed, quality):
    dots = (seed * (width * height * 3 // len(seed) + 1))[: width * height * 3]
    data = s.jpeg(Image.frombytes("RGB", (width, height), dots), quality=quality, comment=seed)
    once = clean(data, name="a").data
    assert clean(data, name="a").data == once
    assert clean(once, name="a").data == once


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(["pdf", "docx", "xlsx", "jpeg", "png"]), st.integers(0, 10**6), st.binary(min_size=1, max_size=8)
)
def test_damage_anywhere_is_refused_or_cleaned_never_a_crash(kind, place, damage):
    data = {"pdf": s.pdf, "docx": s.word, "xlsx": s.sheet, "jpeg": s.jpeg, "png": s.noted_png}[kind]()
    at = place % len(data)
    try:
        cleaned = clean_here(data[:at] + damage + data[at + len(damage) :])
    except formats.FileRefused:
        return
    assert clean_here(cleaned.data).data == cleaned.data


def clean_here(data: bytes):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bounded, "run", lambda place, data, seconds=0: bounded._function(place)(data))
        return clean(data, name="a")


def spoken(data: bytes, kind: str) -> set[str]:
    return {word for passage in texts(data, kind=kind) if not passage.is_hidden for word in passage.text.split()}


@pytest.mark.parametrize(("kind", "draw"), [("docx", drawn_docx), ("pdf", drawn_pdf)])
def test_the_words_of_a_report_survive(kind, draw):
    data = draw(report())
    cleaned = clean(data, name="bao-cao")
    assert spoken(cleaned.data, kind) == spoken(data, kind)
    assert len(spoken(data, kind)) > 50
    assert clean(data, name="bao-cao").data == cleaned.data == clean(cleaned.data, name="bao-cao").data


def test_words_of_a_workbook_survive_and_it_opens():
    import openpyxl
    import xlsxwriter

    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet("Thu")
        page.write_row(0, 0, ["Họ tên", "Số tiền"])
        page.write_row(1, 0, ["Nguyễn Thị Ặc", 1500000])
        page.write_comment("B2", "đã nộp")
        page.insert_image("D4", "anh.png", {"image_data": BytesIO(s.png()), "description": "ảnh biên lai"})
    cleaned = clean(file.getvalue(), name="thu.xlsx")
    rows = list(openpyxl.load_workbook(BytesIO(cleaned.data)).active.iter_rows(values_only=True))
    assert rows[:2] == [("Họ tên", "Số tiền"), ("Nguyễn Thị Ặc", 1500000)]
    assert "ảnh biên lai" in {passage.text for passage in texts(cleaned.data, kind="xlsx")}
    assert (cleaned.pages, cleaned.kind) == (1, "xlsx")


@pytest.mark.slow
def test_a_cleaned_docx_opens_in_libreoffice(tmp_path):
    if not shutil.which("soffice"):
        (pytest.fail if os.environ.get("DANBIET_REQUIRE_ALL") == "1" else pytest.skip)("absent: soffice (LibreOffice)")
    path = tmp_path / "a.docx"
    path.write_bytes(clean(drawn_docx(report()), name="a").data)
    words = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run([*words, "--outdir", tmp_path, path], check=True, capture_output=True, timeout=120)
    assert "KIẾN NGHỊ" in str(texts((tmp_path / "a.pdf").read_bytes(), kind="pdf"))


@pytest.mark.parametrize(
    "formula", ['"a|b"&amp;Thu!A1', "SUM(Thu!A1:A9)", 'HYPERLINK("https://a.vn")', "RECALL(1)", 'IF(A1="|","!","")']
)
def test_a_plain_formula_stays(formula):
    assert formula in inside(clean(s.sheet(f"<c r='B7'><f>{formula}</f></c>"), name="a").data).decode("latin-1")


NAMES = [
    ("../../etc/passwd", "pdf", "passwd.pdf"),
    ("C:\\Users\\a\\Danh sách.docx", "docx", "Danh sách.docx"),
    ("hóa đơn.pdf.exe", "pdf", "hóa đơn.pdf"),
    ("a\u202egpj.exe", "png", "agpj.png"),
    ("a\x00b\nc.xlsx", "xlsx", "ab c.xlsx"),
    ("Ho\u0302\u0300 sơ.jpeg", "jpeg", "Hồ sơ.jpg"),
    ("x" * 300 + ".pdf", "pdf", "x" * 116 + ".pdf"),
    ("", "pdf", "tep.pdf"),
    ("....", "pdf", "tep.pdf"),
    ("Quyết toán quý 3.2021", "xlsx", "Quyết toán quý 3.2021.xlsx"),
    ('a<b>"c|?*.pdf', "pdf", "a-b--c.pdf"),
]


@pytest.mark.parametrize(("given_name", "kind", "shown"), NAMES)
def test_names_are_for_showing_only(given_name, kind, shown):
    assert display_name(given_name, kind=kind) == shown


@given(st.text(max_size=300))
def test_a_shown_name_stays_as_it_is(name):
    once = display_name(name, kind="pdf")
    assert display_name(once, kind="pdf") == once
    assert len(once) <= 120
    assert not set(once) & set('/\\<>:"|?*\n\r\t\0')


def test_a_kind_that_is_not_wanted_is_refused():
    with pytest.raises(formats.FileRefused, match="không nhận tệp loại PDF"):
        clean(s.pdf(), name="a", kinds=("jpeg", "png"))


def test_the_page_to_open_on_is_no_act():
    assert clean(s.pdf(root=b"/OpenAction [3 0 R /Fit]"), name="a").removed == ()


def test_a_pdf_is_washed_in_a_child(child):
    cleaned = clean(s.pdf(root=b"/OpenAction << /S /JavaScript /JS (x) >>"), name="a.pdf")
    assert (cleaned.pages, cleaned.removed) == (1, (pdfs.ACTS_OUT,))
    with pytest.raises(formats.FileRefused, match="PDF có mật khẩu"):
        clean(s.locked_pdf(), name="a.pdf")


@pytest.mark.parametrize(
    ("act", "sentence"), [("spin", "quá nặng"), ("hoard", "quá nặng"), ("write", "hỏng"), ("die", "hỏng")]
)
def test_a_child_that_goes_too_far_is_stopped(act, sentence, child, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(formats.FileRefused, match=sentence):
        bounded.run(f"danbiet.common.tests.excesses:{act}", b"", seconds=1)


def test_a_child_knows_no_secrets(child, monkeypatch):
    monkeypatch.setenv("DANBIET_SECRET_KEY", "bi-mat")
    values, _ = bounded.run("danbiet.common.tests.excesses:tell", b"")
    assert set(values["names"]) <= {"PYTHONPATH", "PYTHONHASHSEED", "LANG", "LC_CTYPE"}


def test_links_of_a_part_lie_beside_it():
    assert links_name("word/document.xml") == "word/_rels/document.xml.rels"
    assert source_of(links_name("word/document.xml")) == "word/document.xml"
    assert source_of("_rels/.rels") == ""
