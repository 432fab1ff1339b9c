"""Files as strangers send them, made here: pictures, PDF, DOCX and XLSX, harmless and hostile."""

import struct
import zipfile
import zlib
from io import BytesIO

from PIL import Image
from PIL.PngImagePlugin import PngInfo

# ------------------------------------------------------------------ pictures


def dots(size=(64, 48), mode="RGB") -> Image.Image:
    return Image.linear_gradient("L").resize(size).convert(mode)


def jpeg(picture=None, **options) -> bytes:
    file = BytesIO()
    (picture or dots()).save(file, "JPEG", **options)
    return file.getvalue()


def png(picture=None, **options) -> bytes:
    file = BytesIO()
    (picture or dots()).save(file, "PNG", **options)
    return file.getvalue()


def exif(orientation=1) -> bytes:
    notes = Image.Exif()
    notes[0x010F], notes[0x0110], notes[0x0112] = "MAYANH-X", "Kieu9", orientation
    notes.get_ifd(0x8769)[0x9003] = "2021:09:16 08:30:00"
    position = notes.get_ifd(0x8825)
    position[1], position[2], position[3], position[4] = "N", (21.0, 4.0, 12.34), "E", (105.0, 46.0, 5.67)
    position[29] = "2021:09:16"
    return notes.tobytes()


def noted_png() -> bytes:
    notes = PngInfo()
    notes.add_text("Author", "NGUYEN VAN A")
    notes.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>NGUYEN VAN A</x:xmpmeta>")
    return png(pnginfo=notes)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def boundless_png() -> bytes:
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0))
        + chunk(b"IEND", b"")
    )


def moving_png() -> bytes:
    return png(dots(), save_all=True, append_images=[dots().rotate(90)])


def several_jpeg() -> bytes:
    file = BytesIO()
    dots().save(file, "MPO", save_all=True, append_images=[dots((32, 32))])
    return file.getvalue()


# ------------------------------------------------------------------ PDF


def pdf(*extra: bytes, root=b"", page=b"", text="Danh sach ho ngheo", trailer=b"", pages=b"") -> bytes:
    """One page with a line of text; `root` and `page` are put into those objects, `extra` are objects from 6 on."""
    content = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode()
    return numbered(
        b"<< /Type /Catalog /Pages 2 0 R " + root + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 " + pages + b" >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> " + page + b" >>",
        stream(content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *extra,
        trailer=trailer,
    )


def stream(data: bytes, head: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), head, data)


def numbered(*objects: bytes, trailer=b"") -> bytes:
    file, places = BytesIO(), []
    file.write(b"%PDF-1.7\n")
    for number, value in enumerate(objects, start=1):
        places.append(file.tell())
        file.write(b"%d 0 obj\n%s\nendobj\n" % (number, value))
    start = file.tell()
    file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    file.writelines(b"%010d 00000 n \n" % place for place in places)
    file.write(b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start))
    return file.getvalue()


def locked_pdf() -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer, file = PdfWriter(clone_from=PdfReader(BytesIO(pdf()))), BytesIO()
    writer.encrypt("mat-khau", algorithm="RC4-128")
    writer.write(file)
    return file.getvalue()


def packed_pdf(size: int, times: int = 1) -> bytes:
    """A page whose content unpacks to `size` bytes."""
    packer = zlib.compressobj(9)
    data = b"".join([*(packer.compress(b" " * 2**20) for _ in range(size // 2**20)), packer.flush()])
    for _ in range(times - 1):
        data = zlib.compress(data, 9)
    filters = b" ".join([b"/FlateDecode"] * times)
    return pdf(stream(data, b"/Filter [%s]" % filters), page=b"/Contents [4 0 R 6 0 R]").replace(
        b"/Contents 4 0 R ", b""
    )


def annotated(note: bytes, *extra: bytes) -> bytes:
    return pdf(b"<< /Type /Annot /Rect [0 0 99 99] " + note + b" >>", *extra, page=b"/Annots [6 0 R]")


# ------------------------------------------------------------------ DOCX and XLSX

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def zipped(parts: dict[str, bytes | str]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def types(main: str, kind: str, more="") -> str:
    return (
        f'<Types xmlns="{PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f'<Default Extension="jpeg" ContentType="image/jpeg"/>'
        f'<Override PartName="/{main}" ContentType="{kind}"/>{more}</Types>'
    )


def links(*rows: tuple[str, str, str, bool]) -> str:
    """A list of links: id, kind, target, whether it leads outside."""
    inside = ""
    for key, kind, target, outside in rows:
        mode = ' TargetMode="External"' if outside else ""
        address = kind if "://" in kind else f"{DOC}/{kind}"
        inside += f'<Relationship Id="{key}" Type="{address}" Target="{target}"{mode}/>'
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'


def word(body="", *, more=None, outside=(), kinds="") -> bytes:
    """A DOCX with one paragraph and what is asked besides: body, parts, links of the text, kinds of parts."""
    main = "word/document.xml"
    text = "<w:p><w:r><w:t>Danh sách hộ nghèo năm 2021</w:t></w:r></w:p>"
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": types(main, f"{WORD_TYPE}.document.main+xml", kinds),
        "_rels/.rels": links(("rId1", "officeDocument", main, False)),
        main: f'<w:document xmlns:w="{WORD}" xmlns:r="{DOC}"><w:body>{text}{body}</w:body></w:document>',
    }
    if outside:
        parts["word/_rels/document.xml.rels"] = links(*outside)
    return zipped(parts | (more or {}))


def field(*codes: str) -> str:
    runs = "".join(f"<w:r><w:instrText>{code}</w:instrText></w:r>" for code in codes)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{mark}"/></w:r>' for mark in ("begin", "end"))
    return f"<w:p>{begin}{runs}{end}</w:p>"


def sheet(
    cells='<c r="A1" t="inlineStr"><is><t>Quyết toán</t></is></c>', *, more=None, outside=(), book="", kinds=""
) -> bytes:
    """An XLSX with one sheet of the given cells, and what is asked besides."""
    main = "xl/workbook.xml"
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": types(
            main, f"{SHEET_TYPE}.sheet.main+xml",
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SHEET_TYPE}.worksheet+xml"/>{kinds}',
        ),
        "_rels/.rels": links(("rId1", "officeDocument", main, False)),
        main: f'<workbook xmlns="{SHEET}" xmlns:r="{DOC}"><sheets><sheet name="Thu" sheetId="1" r:id="rId1"/></sheets>'
        f"{book}</workbook>",
        "xl/_rels/workbook.xml.rels": links(("rId1", "worksheet", "worksheets/sheet1.xml", False), *outside),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}"><sheetData>'
        f'<row r="1">{cells}</row></sheetData></worksheet>',
    }  # fmt: skip
    return zipped(parts | (more or {}))


def twice_named() -> bytes:
    import warnings

    file = BytesIO(word())
    with warnings.catch_warnings(), zipfile.ZipFile(file, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("word/document.xml", "<w/>")
    return file.getvalue()


def flagged(data: bytes) -> bytes:
    """The archive with every member marked as locked by a password."""
    marked = bytearray(data)
    for magic, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = marked.find(magic)
        while at >= 0:
            marked[at + place] |= 1
            at = marked.find(magic, at + 4)
    return bytes(marked)
