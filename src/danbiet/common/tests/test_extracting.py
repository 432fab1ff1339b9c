"""Every place of a file in which a number can hide is read, and named."""

from io import BytesIO

import pytest

from danbiet.common import bounded, formats
from danbiet.common.cleaning import clean
from danbiet.common.extracting import texts
from danbiet.common.personal import find
from danbiet.common.tests import strangers as s

NUMBER = "0912345678"
RUN = f"<w:r><w:t>{NUMBER}</w:t></w:r>"
HIDDEN = f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{NUMBER}</w:t></w:r>"
CELL = f'<c r="B7" t="inlineStr"><is><t>{NUMBER}</t></is></c>'
BOX = f"<w:p><w:r><w:txbxContent><w:p>{RUN}</w:p></w:txbxContent></w:r></w:p>"
DRAWING = "xmlns:wp='http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing'"


def part(tag: str, inside: str) -> str:
    return f"<w:{tag} xmlns:w='{s.WORD}' xmlns:r='{s.DOC}'>{inside}</w:{tag}>"


def xl(tag: str, inside: str) -> str:
    return f"<{tag} xmlns='{s.SHEET}' xmlns:r='{s.DOC}'>{inside}</{tag}>"


def worksheet(inside: str) -> str:
    return xl("worksheet", inside)


def second_sheet(state: str, cells: str = f"<row r='7'>{CELL}</row>") -> bytes:
    """A workbook whose second sheet, Luong, is in a state."""
    book = f"<workbook xmlns='{s.SHEET}' xmlns:r='{s.DOC}'><sheets><sheet name='Thu' sheetId='1' r:id='rId1'/>"
    hidden = f"<sheet name='Luong' sheetId='2' r:id='rId2' state='{state}'/></sheets></workbook>"
    return s.sheet(
        more={
            "xl/workbook.xml": book + hidden,
            "xl/worksheets/sheet2.xml": worksheet(f"<sheetData>{cells}</sheetData>"),
        },
        outside=[("rId2", "worksheet", "worksheets/sheet2.xml", False)],
    )


def only_sheet(inside: str, **more: str) -> bytes:
    return s.sheet(more={"xl/worksheets/sheet1.xml": worksheet(inside), **more})


def styled(form: str) -> str:
    return (
        f"<styleSheet xmlns='{s.SHEET}'><numFmts><numFmt numFmtId='170' formatCode='{form}'/></numFmts>"
        "<cellXfs><xf numFmtId='0'/><xf numFmtId='170'/></cellXfs></styleSheet>"
    )


WORDS = [
    ("body", f"<w:p>{RUN}</w:p>", {}, "thân văn bản, đoạn 2", False),
    ("cut into runs", "<w:p><w:r><w:t>09123</w:t></w:r><w:r><w:t>45678</w:t></w:r></w:p>", {}, "đoạn 2", False),
    ("table", f"<w:tbl><w:tr><w:tc><w:p>{RUN}</w:p></w:tc></w:tr></w:tbl>", {}, "bảng 1, hàng 1, cột 1", False),
    ("text box", BOX, {}, "thân văn bản, đoạn 3", False),
    ("content control", f"<w:sdt><w:sdtContent><w:p>{RUN}</w:p></w:sdtContent></w:sdt>", {}, "đoạn 2", False),
    ("hidden", f"<w:p>{HIDDEN}</w:p>", {}, "chữ ẩn", True),
    (
        "hidden by style",
        f"<w:p><w:pPr><w:pStyle w:val='An'/></w:pPr>{RUN}</w:p>",
        {"word/styles.xml": part("styles", "<w:style w:styleId='An'><w:rPr><w:vanish/></w:rPr></w:style>")},
        "chữ ẩn",
        True,
    ),
    ("deleted", f"<w:p><w:del><w:r><w:delText>{NUMBER}</w:delText></w:r></w:del></w:p>", {}, "phần đã xóa", True),
    ("moved away", f"<w:p><w:moveFrom>{RUN}</w:moveFrom></w:p>", {}, "phần đã xóa", True),
    ("inserted", f"<w:p><w:ins>{RUN}</w:ins></w:p>", {}, "thân văn bản, đoạn 2", False),
    ("field", s.field(f'HYPERLINK "tel:{NUMBER}"'), {}, "mã trường", True),
    ("header", "", {"word/header1.xml": part("hdr", f"<w:p>{RUN}</w:p>")}, "đầu trang", False),
    ("footer", "", {"word/footer1.xml": part("ftr", f"<w:p>{RUN}</w:p>")}, "chân trang", False),
    (
        "footnote",
        "",
        {"word/footnotes.xml": part("footnotes", f"<w:footnote><w:p>{RUN}</w:p></w:footnote>")},
        "chú thích chân trang",
        False,
    ),
    (
        "endnote",
        "",
        {"word/endnotes.xml": part("endnotes", f"<w:endnote><w:p>{RUN}</w:p></w:endnote>")},
        "chú thích cuối bài",
        False,
    ),
    (
        "comment",
        "",
        {"word/comments.xml": part("comments", f"<w:comment w:author='A'><w:p>{RUN}</w:p></w:comment>")},
        "góp ý",
        False,
    ),
    (
        "author of a comment",
        "",
        {"word/comments.xml": part("comments", f"<w:comment w:author='{NUMBER}'/>")},
        "tên người góp ý",
        True,
    ),
    ("name of a picture", f"<w:p><wp:docPr {DRAWING} name='{NUMBER}'/></w:p>", {}, "tên ảnh", True),
    ("words for a picture", f"<w:p><wp:docPr {DRAWING} name='a' descr='{NUMBER}'/></w:p>", {}, "chữ thay thế", True),
    ("file name of a picture", "", {f"word/media/{NUMBER}.png": s.png()}, "tên tệp bên trong", True),
    ("facts", "", {"docProps/core.xml": f"<a><b>{NUMBER}</b></a>"}, "thông tin về tệp", True),
    ("store", "", {"customXml/item1.xml": f"<a>{NUMBER}</a>"}, "dữ liệu ẩn", True),
    ("chart", "", {"word/charts/chart1.xml": f"<c><v>{NUMBER}</v></c>"}, "word/charts/chart1.xml", True),
    ("bookmark", f"<w:p><w:bookmarkStart w:name='sdt_{NUMBER}'/></w:p>", {}, "dấu trang", True),
    ("choice of a control", f"<w:p><w:listItem w:displayText='{NUMBER}'/></w:p>", {}, "ô điền", True),
    ("variable", "", {"word/settings.xml": part("settings", f"<w:docVar w:name='a' w:val='{NUMBER}'/>")}, "biến", True),
]

SHEETS = [
    ("cell", lambda: only_sheet(f"<sheetData><row r='7'>{CELL}</row></sheetData>"), "trang tính “Thu”, ô B7", False),
    ("hidden sheet", lambda: second_sheet("hidden"), "trang tính ẩn “Luong”, ô B7", True),
    ("very hidden sheet", lambda: second_sheet("veryHidden"), "trang tính ẩn sâu “Luong”, ô B7", True),
    (
        "hidden row",
        lambda: only_sheet(f"<sheetData><row r='7' hidden='1'>{CELL}</row></sheetData>"),
        "hàng ẩn, ô B7",
        True,
    ),
    (
        "hidden column",
        lambda: only_sheet(
            f"<cols><col min='2' max='3' hidden='1'/></cols><sheetData><row r='7'>{CELL}</row></sheetData>"
        ),
        "cột ẩn, ô B7",
        True,
    ),
    (
        "formula",
        lambda: only_sheet(f'<sheetData><row><c r=\'B7\'><f>"{NUMBER}"&amp;""</f></c></row></sheetData>'),
        "công thức",
        True,
    ),
    (
        "result of a formula",
        lambda: only_sheet(f"<sheetData><row><c r='B7' t='str'><v>{NUMBER}</v></c></row></sheetData>"),
        "ô B7",
        False,
    ),
    (
        "shared text",
        lambda: only_sheet(
            "<sheetData><row><c r='B7' t='s'><v>0</v></c></row></sheetData>",
            **{"xl/sharedStrings.xml": f"<sst xmlns='{s.SHEET}'><si><t>{NUMBER}</t></si></sst>"},
        ),
        "ô B7",
        False,
    ),
    (
        "shared text in pieces",
        lambda: only_sheet(
            "<sheetData><row><c r='B7' t='s'><v>0</v></c></row></sheetData>",
            **{"xl/sharedStrings.xml": f"<sst xmlns='{s.SHEET}'><si><r><t>09123</t></r><r><t>45678</t></r></si></sst>"},
        ),
        "ô B7",
        False,
    ),
    (
        "shared text not shown",
        lambda: s.sheet(more={"xl/sharedStrings.xml": f"<sst xmlns='{s.SHEET}'><si><t>{NUMBER}</t></si></sst>"}),
        "không ô nào hiện",
        True,
    ),
    (
        "number shown with its 0",
        lambda: only_sheet(
            "<sheetData><row><c r='B7' s='1'><v>912345678</v></c></row></sheetData>",
            **{"xl/styles.xml": styled("0000000000")},
        ),
        "ô B7",
        False,
    ),
    (
        "number shown in groups",
        lambda: only_sheet(
            "<sheetData><row><c r='B7' s='1'><v>912345678</v></c></row></sheetData>",
            **{"xl/styles.xml": styled('0000" "000" "000')},
        ),
        "ô B7",
        False,
    ),
    (
        "number under its head",
        lambda: only_sheet(
            "<sheetData><row><c r='B1' t='inlineStr'><is><t>Điện thoại</t></is></c></row>"
            "<row><c r='B7'><v>9.12345678E8</v></c></row></sheetData>"
        ),
        "ô B7",
        False,
    ),
    (
        "comment",
        lambda: s.sheet(
            more={
                "xl/worksheets/_rels/sheet1.xml.rels": s.links(("rId1", "comments", "../comments1.xml", False)),
                "xl/comments1.xml": xl("comments", f"<comment ref='B7'><text><t>{NUMBER}</t></text></comment>"),
            }
        ),
        "góp ý ở ô B7 của trang tính “Thu”",
        True,
    ),
    (
        "threaded comment",
        lambda: s.sheet(
            more={
                "xl/threadedComments/threadedComment1.xml": xl(
                    "ThreadedComments", f"<threadedComment ref='B7'><text>{NUMBER}</text></threadedComment>"
                )
            }
        ),
        "góp ý ở ô B7",
        True,
    ),
    (
        "defined name",
        lambda: s.sheet(book=f"<definedNames><definedName name='a'>\"{NUMBER}\"</definedName></definedNames>"),
        "tên vùng",
        True,
    ),
    (
        "name of a sheet",
        lambda: s.sheet(
            more={"xl/workbook.xml": xl("workbook", f"<sheets><sheet name='{NUMBER}' r:id='rId1'/></sheets>")}
        ),
        "tên trang tính",
        False,
    ),
    (
        "header",
        lambda: only_sheet(f"<sheetData/><headerFooter><oddHeader>&amp;C{NUMBER}</oddHeader></headerFooter>"),
        "đầu, chân trang",
        True,
    ),
    (
        "prompt of a rule",
        lambda: only_sheet(f"<sheetData/><dataValidations><dataValidation prompt='{NUMBER}'/></dataValidations>"),
        "lời nhắc",
        True,
    ),
    (
        "filter",
        lambda: only_sheet(f"<autoFilter><filterColumn><filter val='{NUMBER}'/></filterColumn></autoFilter>"),
        "bộ lọc",
        True,
    ),
    (
        "pivot store",
        lambda: s.sheet(more={"xl/pivotCache/pivotCacheRecords1.xml": xl("records", f"<r><s v='{NUMBER}'/></r>")}),
        "pivotCache",
        True,
    ),
    (
        "values of another workbook",
        lambda: s.sheet(
            more={"xl/externalLinks/externalLink1.xml": xl("externalLink", f"<cell><v>{NUMBER}</v></cell>")}
        ),
        "externalLink",
        True,
    ),
    (
        "picture",
        lambda: s.sheet(more={"xl/drawings/drawing1.xml": f"<a><cNvPr name='a' descr='{NUMBER}'/></a>"}),
        "chữ thay thế",
        True,
    ),
    (
        "drawn words",
        lambda: s.sheet(more={"xl/drawings/drawing1.xml": f"<a><t>{NUMBER}</t></a>"}),
        "drawing1.xml",
        True,
    ),
    ("link", lambda: s.sheet(outside=[("rId7", "hyperlink", f"tel:{NUMBER}", True)]), "địa chỉ liên kết", True),
    (
        "sheet that the book does not name",
        lambda: s.sheet(more={"xl/worksheets/sheet9.xml": worksheet(f"<sheetData><row>{CELL}</row></sheetData>")}),
        "ẩn sâu",
        True,
    ),
]

OFF = b"/OCProperties << /OCGs [6 0 R] /D << /OFF [6 0 R] >> >>"
LAYER = b"<< /Type /OCG /Name (an) >>"
UNSEEN = s.stream(f"BT 3 Tr /F1 12 Tf 72 700 Td ({NUMBER}) Tj ET".encode())
IN_LAYER = s.stream(f"BT /F1 12 Tf (Danh sach ) Tj ET /OC /L BDC BT /F1 12 Tf ({NUMBER}) Tj ET EMC".encode())


def layered() -> bytes:
    page = b"/Contents 7 0 R /Resources << /Font << /F1 5 0 R >> /Properties << /L 6 0 R >> >>"
    data = s.pdf(LAYER, IN_LAYER, root=OFF, page=page)
    return data.replace(b"/Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> /Contents", b"/Contents")


def scanned(text: str = "") -> bytes:
    image = s.stream(s.jpeg(), b"/Type /XObject /Subtype /Image /Width 64 /Height 48 /Filter /DCTDecode")
    page = b"/Resources << /XObject << /I 6 0 R >> /Font << /F1 5 0 R >> >>"
    return s.pdf(image, page=page, text=text).replace(b"/Resources << /Font << /F1 5 0 R >> >>", b"")


NOTE = f"/Subtype /Text /Contents ({NUMBER})".encode()
PAGES = [
    ("text", lambda: s.pdf(text=NUMBER), "trang 1", False),
    (
        "letters that are not drawn",
        lambda: s.pdf(UNSEEN, page=b"/Contents [4 0 R 6 0 R]").replace(b"/Contents 4 0 R ", b""),
        "chữ không hiện",
        True,
    ),
    ("layer that is off", layered, "lớp ẩn", True),
    ("note", lambda: s.annotated(NOTE), "ghi chú", True),
    ("hidden note", lambda: s.annotated(NOTE + b" /F 2"), "ghi chú", True),
    ("field", lambda: s.annotated(f"/Subtype /Widget /FT /Tx /T (a) /V ({NUMBER})".encode()), "ô điền", True),
    (
        "link",
        lambda: s.annotated(f"/Subtype /Link /A << /S /URI /URI (tel:{NUMBER}) >>".encode()),
        "địa chỉ liên kết",
        True,
    ),
    (
        "outline",
        lambda: s.pdf(b"<< /First 7 0 R >>", f"<< /Title ({NUMBER}) >>".encode(), root=b"/Outlines 6 0 R"),
        "mục lục",
        True,
    ),
    (
        "words for a picture",
        lambda: s.pdf(f"<< /Type /StructTreeRoot /K << /Alt ({NUMBER}) >> >>".encode(), root=b"/StructTreeRoot 6 0 R"),
        "chữ thay thế",
        True,
    ),
    ("facts", lambda: s.pdf(f"<< /Keywords ({NUMBER}) >>".encode(), trailer=b"/Info 6 0 R"), "thông tin về tệp", True),
    (
        "XMP",
        lambda: s.pdf(s.stream(f"<x>{NUMBER}</x>".encode(), b"/Type /Metadata"), root=b"/Metadata 6 0 R"),
        "thông tin về tệp",
        True,
    ),
    (
        "name of an attached file",
        lambda: s.pdf(f"<< /Type /Filespec /F ({NUMBER}.pdf) >>".encode(), root=b"/AF [6 0 R]"),
        "tên tệp đính kèm",
        True,
    ),
    ("choice", lambda: s.annotated(f"/Subtype /Widget /FT /Ch /T (a) /Opt [(x) ({NUMBER})]".encode()), "ô điền", True),
]


@pytest.fixture(autouse=True)
def _in_this_process(request, monkeypatch):
    if "child" not in request.fixturenames:
        monkeypatch.setattr(bounded, "run", lambda place, data, seconds=0: bounded._function(place)(data))


@pytest.fixture
def child():
    """The real, bounded child process."""


def places(data: bytes, kind: str) -> list[tuple[str, bool]]:
    return [(one.where, one.is_hidden) for one in texts(data, kind=kind) if find(one.text, near=one.near)]


@pytest.mark.parametrize(
    ("body", "more", "where", "is_hidden"), [row[1:] for row in WORDS], ids=[row[0] for row in WORDS]
)
def test_words_of_a_docx(body, more, where, is_hidden):
    found = places(s.word(body, more=more), "docx")
    assert [one for one in found if where in one[0] and one[1] == is_hidden], found


@pytest.mark.parametrize(("make", "where", "is_hidden"), [row[1:] for row in SHEETS], ids=[row[0] for row in SHEETS])
def test_words_of_an_xlsx(make, where, is_hidden):
    found = places(make(), "xlsx")
    assert [one for one in found if where in one[0] and one[1] == is_hidden], found


@pytest.mark.parametrize(("make", "where", "is_hidden"), [row[1:] for row in PAGES], ids=[row[0] for row in PAGES])
def test_words_of_a_pdf(make, where, is_hidden):
    found = places(make(), "pdf")
    assert [one for one in found if where in one[0] and one[1] == is_hidden], found


def test_a_box_drawn_twice_for_old_readers_is_told_once():
    assert len(places(s.word(BOX + BOX), "docx")) == 1


def test_a_scan_is_said_to_be_unread():
    assert texts(scanned(), kind="pdf").unread == ("trang 1",)
    assert texts(scanned("Danh sach ho ngheo nam 2021"), kind="pdf").unread == ()
    assert texts(s.pdf(), kind="pdf").unread == ()


def test_pictures_are_said_to_be_unread():
    assert texts(s.jpeg(), kind="jpeg").unread == ("toàn bộ ảnh",)
    assert texts(s.word(more={"word/media/the.png": s.png()}), kind="docx").unread == ("ảnh “the.png”",)


def test_the_head_of_a_column_of_a_table_comes_along():
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    rows = [("Họ tên", "Số CMND"), ("Bà B", "012345678")]
    table = "".join(f"<w:tr>{''.join(cell.format(text) for text in row)}</w:tr>" for row in rows)
    assert places(s.word(f"<w:tbl>{table}</w:tbl>"), "docx") == [("thân văn bản, bảng 1, hàng 2, cột 2", False)]


def test_a_file_made_to_harm_is_refused_here_too(child):
    for data, kind in ((s.locked_pdf(), "pdf"), (s.twice_named(), "docx"), (b"%PDF-1.7", "pdf")):
        with pytest.raises(formats.FileRefused):
            texts(data, kind=kind)


def test_read_in_a_child_and_here_alike(child):
    there = texts(s.annotated(NOTE), kind="pdf")
    values, body = bounded._function("danbiet.common.extracting.pages:texts")(s.annotated(NOTE))
    assert (len(there.passages), list(there.unread)) == (2, values["unread"])
    assert NUMBER in body.decode()


def test_what_cleaning_leaves_hides_less():
    data = s.word(f"<w:p>{HIDDEN}</w:p>", more={"customXml/item1.xml": f"<a>{NUMBER}</a>", "docProps/core.xml": "<a/>"})
    left = places(clean(data, name="a").data, "docx")
    assert left == [("thân văn bản, đoạn 2, chữ ẩn", True)]


def test_words_written_by_libraries_are_read():
    import openpyxl

    book = openpyxl.Workbook()
    book.active["B1"], book.active["B2"] = "Số tài khoản", 19034567891012
    hidden = book.create_sheet("Luong")
    hidden["B7"], hidden.sheet_state = NUMBER, "hidden"
    file = BytesIO()
    book.save(file)
    assert places(file.getvalue(), "xlsx") == [
        ("trang tính “Sheet”, ô B2", False),
        ("trang tính ẩn “Luong”, ô B7", True),
    ]
