"""DOCX and XLSX taken apart, freed of all that acts or names people behind the text, and packed anew."""

import re
from typing import Any

from danbiet.common.actor import say
from danbiet.common.bounded import Answer
from danbiet.common.cleaning import pictures
from danbiet.common.cleaning.packages import (
    CONTENT_TYPES,
    INSIDE_FILE,
    Element,
    Package,
    cut,
    opened,
    parsed,
    target_of,
    unlink,
    written,
)  # fmt: skip
from danbiet.common.cleaning.washed import Washed, answered
from danbiet.common.formats import FileRefused

MAIN = {
    "docx": (
        "word/document.xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    ),
    "xlsx": ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
}
MACRO = say("Tệp có macro. Lưu lại thành tệp không macro rồi gửi.")
CONTROL = say("Tệp có nút điều khiển ActiveX. Xóa nút, lưu lại rồi gửi.")
OUTSIDE = say("Tệp tự lấy nội dung từ nơi khác ({target}). Ngắt liên kết, lưu lại rồi gửi.")
LIVE_FIELD = say("Tệp có trường tự chạy hoặc tự lấy dữ liệu ({code}). Chuyển thành chữ thường, lưu lại rồi gửi.")
LIVE_CELL = say("Ô {cell} có công thức gọi ra ngoài bảng tính. Thay bằng giá trị, lưu lại rồi gửi.")
FACTS_OUT = say("Thông tin về người, đơn vị và phần mềm tạo tệp.")
NAMES_OUT = say("Tên người góp ý và người sửa.")
PRINTER_OUT = say("Cài đặt máy in và ảnh thu nhỏ.")
LINK_OUT = say("Liên kết tới tệp hoặc ổ đĩa trong máy.")
STORES_OUT = say("Dữ liệu ẩn của ứng dụng khác (customXml).")
UNKNOWN = say("Tệp có phần lạ bên trong ({part}). Xóa phần đó, lưu lại rồi gửi.")

BY_NAME = (  # what stands in the name of a part → refused with a sentence
    ("vbaproject", MACRO), ("vbadata", MACRO), ("macrosheets/", MACRO), ("dialogsheets/", MACRO),
    ("attachedtoolbars", MACRO), ("activex", CONTROL), ("ctrlprops/", CONTROL), ("embeddings/", INSIDE_FILE),
    ("afchunk", INSIDE_FILE),
)  # fmt: skip
BY_TYPE = (  # what stands in the kind of a part or of a link
    ("macro", MACRO), ("vba", MACRO), ("dialogsheet", MACRO), ("intlmacrosheet", MACRO), ("attachedtoolbars", MACRO),
    ("activex", CONTROL), ("/control", CONTROL), ("ctrlprop", CONTROL), ("oleobject", INSIDE_FILE),
    ("/package", INSIDE_FILE), ("afchunk", INSIDE_FILE), ("/video", INSIDE_FILE), ("/audio", INSIDE_FILE),
    ("2007/relationships/media", INSIDE_FILE), ("/connections", OUTSIDE), ("/querytable", OUTSIDE),
    ("/websettings/frame", OUTSIDE), ("mailmerge", OUTSIDE), ("/subdocument", OUTSIDE), ("/recipientdata", OUTSIDE),
)  # fmt: skip
LEFT_OUT = (
    ("docprops/thumbnail", PRINTER_OUT), ("printersettings", PRINTER_OUT), ("docprops/custom", FACTS_OUT),
    ("docmetadata/", FACTS_OUT), ("customxml/", STORES_OUT), ("customui", ""), ("xl/revisions/", NAMES_OUT),
    ("xl/calcchain", ""), ("word/glossary/", STORES_OUT), ("userdata", ""), ("webextension", STORES_OUT),
    ("taskpanes", STORES_OUT), ("_xmlsignatures/", FACTS_OUT), ("docprops/meta.json", FACTS_OUT),
)  # fmt: skip
PICTURES = {
    ".png": "png",
    ".jpg": "jpeg",
    ".jpeg": "jpeg",
    ".gif": "gif",
    ".bmp": "bmp",
    ".tif": "tiff",
    ".tiff": "tiff",
}
VECTORS: dict[str, bytes | tuple[bytes, ...]] = {
    ".emf": b"\x01\x00\x00\x00",
    ".wmf": (b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00"),
    ".odttf": b"",
}
BLANK = {
    "docProps/core.xml": b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
}
PERSONAL = {"author", "initials", "date", "dateUtc", "userId", "providerId", "userName", "displayName", "dT"}
STRUCK = {"absPath", "fileSharing", "attachedTemplate", "mailMerge", "docVars", "rsids", "webPublishing", "oleSize"}
CELLS = {"c", "v", "is", "si"}
NAMED = {"author", "person"}
LIVE = re.compile(
    r"^\W*(?:DDE(?:AUTO)?|LINK|INCLUDETEXT|INCLUDEPICTURE|IMPORT|INCLUDE|DATABASE|MACROBUTTON|RD|AUTOTEXT|SUBSCRIBER|"
    r"EMBED|QUOTE\s+\d)", re.IGNORECASE,
)  # fmt: skip
CALLS_OUT = re.compile(
    r"[\w.]\|'[^']*'\s*!|[\w.]\|[\w.\\:/ ]*!|"  # program|topic!item
    r"\b(?:WEBSERVICE|CALL|REGISTER(?:\.ID)?|EXEC|RTD|IMAGE|SQL\.REQUEST|DDE|FORMULA|HALT)\s*\(",
    re.IGNORECASE,
)
SCRIPT = re.compile(r"script|foreignObject|iframe|object|embed|handler|use$|animate|set$", re.IGNORECASE)
WEB = ("http://", "https://", "mailto:", "tel:", "#")
LOCAL = re.compile(r"^(?:file:/{0,3})?(?:[a-z]:|/[a-z]|[^/\\:]+$)", re.IGNORECASE)


def docx(data: bytes) -> Answer:
    """A DOCX packed anew, as a bounded child answers it."""
    return answered(cleaned(data, kind="docx"))


def xlsx(data: bytes) -> Answer:
    """An XLSX packed anew, as a bounded child answers it."""
    return answered(cleaned(data, kind="xlsx"))


def cleaned(data: bytes, *, kind: str) -> Washed:
    """The file packed anew; refused with what has to be taken out by hand."""
    package = opened(data)
    _kinds(package, kind)
    for name in sorted(package.parts):
        _part(package, name)
    for source in package.sources():
        for link in package.links(source):
            _link(package, source, link)
    for name, tree in package.trees.items():
        _tree(package, name, tree)
    cut(package)
    return Washed(written(package), tuple(sorted(package.removed - {""})), _pages(package, kind))


def _pages(package: Package, kind: str) -> int:
    return (
        sum(name.startswith("xl/worksheets/") for name in package.trees if ".rels" not in name) if kind == "xlsx" else 1
    )


def _kinds(package: Package, kind: str) -> None:
    """The list of kinds: it must be there, name the main part rightly, and name nothing that acts."""
    types = package.trees.get(CONTENT_TYPES)
    main, wanted = MAIN[kind]
    if types is None:
        raise FileRefused(UNKNOWN, part=CONTENT_TYPES)
    for one in types:
        _refused_by(BY_TYPE, str(one.get("ContentType", "")), part=str(one.get("PartName", one.get("Extension", ""))))
    named = {str(one.get("PartName", "")).lstrip("/"): one.get("ContentType") for one in types}
    if named.get(main) != wanted:
        raise FileRefused(UNKNOWN, part=main)


def _refused_by(table: tuple[tuple[str, str], ...], text: str, *, part: str) -> None:
    for word, sentence in table:
        if word in text.lower().replace("schemas.openxmlformats.org/package", ""):
            raise FileRefused(sentence, part=part[:80], target=part[:80])


def _part(package: Package, name: str) -> None:
    """One part: refused, left out, emptied, drawn anew, or kept as XML."""
    if name not in package.parts:
        return
    small = name.lower()
    _refused_by(BY_NAME, small, part=name)
    for word, reason in LEFT_OUT:
        if word in small:
            package.drop(name, reason)
            return
    if name in BLANK:
        blank = parsed(BLANK[name], name)
        if len(package.trees[name]):
            package.removed.add(FACTS_OUT)
        package.trees[name] = blank
    elif name not in package.trees:
        _binary(package, name)


def _binary(package: Package, name: str) -> None:
    ending = name[name.rfind(".") :].lower()
    if ending in PICTURES:
        washed = pictures.cleaned(package.parts[name], kind=PICTURES[ending])
        package.parts[name] = washed.data
        package.removed.update(washed.removed)
    elif ending not in VECTORS or not package.parts[name].startswith(VECTORS[ending]):
        raise FileRefused(UNKNOWN, part=name[:80])


def _link(package: Package, source: str, link: Element) -> None:
    kind, target = str(link.get("Type", "")), str(link.get("Target", ""))
    _refused_by(BY_TYPE, kind, part=target)
    if link.get("TargetMode") != "External":
        if not target or "\\" in target or "\0" in target or target_of(source, link).startswith(".."):
            raise FileRefused(say("Tệp có đường dẫn lạ bên trong, nên không mở."))
    elif kind.endswith("/hyperlink"):
        if not target.strip().lower().startswith(WEB):
            link.set("Target", "#")
            package.removed.add(LINK_OUT)
    elif kind.lower().endswith(("/externallinkpath", "/externallink")) or "xlpathmissing" in kind.lower():
        if target != "#":
            link.set("Target", "#")
            package.removed.add(LINK_OUT)
    elif kind.endswith("/attachedTemplate") and LOCAL.match(target):
        unlink(package, source, [link])
        package.removed.add(LINK_OUT)
    else:
        raise FileRefused(OUTSIDE, target=target[:80])


# ------------------------------------------------------------------ inside the XML


def _tree(package: Package, name: str, tree: Element) -> None:
    small = name.lower()
    if small.endswith(".svg"):
        _drawing(tree, name)
    if small.startswith("word/"):
        _fields(tree)
    for element in list(tree.iter()):
        _element(package, element, name)


def _local(element: Element) -> str:
    tag: str = element.tag
    return tag.rpartition("}")[2]


def _element(package: Package, element: Element, name: str) -> None:
    local = _local(element)
    if local in STRUCK and element.getparent() is not None:
        element.getparent().remove(element)
        package.removed.add(FACTS_OUT)
    elif local in ("f", "definedName") and name.startswith("xl/") and CALLS_OUT.search(element.text or ""):
        raise FileRefused(LIVE_CELL, cell=_cell(element))
    elif local in ("ddeLink", "oleLink"):
        raise FileRefused(OUTSIDE, target="DDE")
    elif local in ("OLEObject", "oleObject", "control", "altChunk"):
        raise FileRefused(INSIDE_FILE, part=local)
    elif local in NAMED:
        _unnamed(package, element)
    elif local in CELLS:
        return  # there are hundreds of thousands of them, and they name nobody
    _attributes(package, element)


def _cell(element: Element) -> str:
    up = element.getparent()
    return str(up.get("r", "")) if up is not None and _local(up) == "c" else str(element.get("name", ""))


def _unnamed(package: Package, element: Element) -> None:
    if element.text and element.text.strip():
        element.text = None
        package.removed.add(NAMES_OUT)


def _attributes(package: Package, element: Element) -> None:
    """Names and moments of the people who wrote; marks of a session of writing (rsid)."""
    for attribute, value in list(element.attrib.items()):
        local = attribute.rsplit("}", 1)[-1]
        if local.startswith("rsid"):
            del element.attrib[attribute]
        elif local in PERSONAL and value and _is_people(element, local):
            _forget(element, attribute, local)
            package.removed.add(NAMES_OUT)


def _is_people(element: Element, attribute: str) -> bool:
    """Whether an attribute speaks of a person: dates and names stand elsewhere for other things."""
    local = _local(element)
    if attribute in ("displayName", "userId", "providerId"):
        return local in ("person", "presenceInfo")
    return local not in ("date", "workbookPr", "dateGroupItem", "table")


def _forget(element: Element, attribute: str, local: str) -> None:
    if local in ("date", "dateUtc", "dT"):
        del element.attrib[attribute]
    else:
        element.set(attribute, "")


def _fields(tree: Element) -> None:
    """Fields of a text, whose code may be cut into runs and hold further fields."""
    depth: list[str] = []
    for element in tree.iter():
        local = _local(element)
        if local == "fldChar":
            _field_mark(depth, str(_attribute(element, "fldCharType")))
        elif local == "instrText" and depth:
            depth[-1] += element.text or ""
        elif local in ("instrText", "delInstrText"):
            _live(element.text or "")
        elif local == "fldSimple":
            _live(str(_attribute(element, "instr")))
    for code in depth:
        _live(code)


def _field_mark(depth: list[str], mark: str) -> None:
    if mark == "begin":
        depth.append("")
    elif depth and mark == "separate":
        _live(depth[-1])
    elif depth and mark == "end":
        code = depth.pop()
        _live(code)
        if depth:
            depth[-1] += code


def _live(code: str) -> None:
    if LIVE.match(code):
        raise FileRefused(LIVE_FIELD, code=code.strip()[:40])


def _attribute(element: Element, local: str) -> Any:
    return next((value for name, value in element.attrib.items() if name.rsplit("}", 1)[-1] == local), "")


def _drawing(tree: Element, name: str) -> None:
    """A drawing of lines (SVG) may draw; it may not run or fetch."""
    for element in tree.iter():
        if SCRIPT.match(_local(element)):
            raise FileRefused(UNKNOWN, part=name)
        for attribute, value in element.attrib.items():
            local = attribute.rsplit("}", 1)[-1].lower()
            outside = local in ("href", "src") and not value.startswith(("#", "data:image/png", "data:image/jpeg"))
            if local.startswith("on") or outside or "url(" in value.replace("url(#", ""):
                raise FileRefused(UNKNOWN, part=name)
