"""PDF written anew from what its pages need: whatever acts, is attached, signs or names its maker stays behind.

Objects are copied from the catalogue on, breadth first, so earlier versions of changed pages and everything that
nothing refers to are gone, and the same file gives the same bytes. Runs in a bounded child.
"""

import zlib
from collections import deque
from collections.abc import Iterator
from io import BytesIO
from typing import Any, cast

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    StreamObject,
    TextStringObject,
)  # fmt: skip

from danbiet.common.actor import say
from danbiet.common.bounded import BROKEN, Answer
from danbiet.common.cleaning.pictures import NOTES_OUT, without_boxes, without_notes
from danbiet.common.cleaning.washed import Washed, answered
from danbiet.common.formats import FileRefused

PAGES, OBJECTS, DEPTH = 2000, 300_000, 60
UNPACKED = 512 * 1024**2
STREAM = 160 * 1024**2
DOTS = 100_000_000
UNREADABLE = (  # what pypdf ends with on a file that is broken or made to harm
    PyPdfError, RecursionError, ValueError, KeyError, IndexError, TypeError, AttributeError, NotImplementedError,
    OverflowError, zlib.error, AssertionError, OSError,
)  # fmt: skip

ACTS_OUT = say("Mã lệnh và hành động tự chạy trong PDF.")
FILES_OUT = say("Tệp đính kèm, âm thanh, phim trong PDF.")
FACTS_OUT = say("Thông tin về người và phần mềm tạo tệp.")
SIGNATURE_OUT = say("Chữ ký số: bản đã làm sạch không còn mang chữ ký; hãy giữ bản gốc đã ký.")
HIDDEN_OUT = say("Ghi chú ẩn trong PDF.")
LAYERS = say("PDF nén nhiều lớp, có thể là bom nén, nên không mở.")
FORM_OUT = say("Biểu mẫu XFA trong PDF.")
AUTHOR_OUT = say("Tên người ghi chú.")

ROOT = {
    *("/Type", "/Pages", "/PageLabels", "/Names", "/Dests", "/Outlines", "/StructTreeRoot", "/MarkInfo", "/Lang"),
    *("/ViewerPreferences", "/OCProperties", "/PageMode", "/PageLayout", "/OutputIntents", "/AcroForm"),
}
OUT = {
    **dict.fromkeys(("/OpenAction", "/AA", "/JS", "/JavaScript", "/PA", "/Launch"), ACTS_OUT),
    **dict.fromkeys(("/EmbeddedFiles", "/EF", "/AF", "/Collection", "/Renditions", "/RichMediaContent"), FILES_OUT),
    **dict.fromkeys(("/Metadata", "/PieceInfo", "/LastModified", "/SpiderInfo"), FACTS_OUT),
    **dict.fromkeys(("/Perms", "/DSS", "/SigFlags", "/Legal"), SIGNATURE_OUT),
    **dict.fromkeys(("/XFA", "/XFAResources", "/NeedsRendering"), FORM_OUT),
    **dict.fromkeys(("/Thumb", "/Requirements", "/Threads", "/B", "/Popup", "/OPI", "/Ref", "/Alternates"), ""),
}
NOTES_FACTS = {"/T": AUTHOR_OUT, "/M": FACTS_OUT, "/CreationDate": FACTS_OUT, "/NM": "", "/RC": "", "/IRT": ""}
ACTIONS_OUT = {
    *("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/ResetForm", "/GoToR", "/GoToE", "/Rendition", "/Sound"),
    *("/Movie", "/Hide", "/SetOCGState", "/Thread", "/Trans", "/GoTo3DView", "/RichMediaExecute", "/Named", "/GoToDp"),
}
NOTES_KEPT = {
    *("/Link", "/Text", "/FreeText", "/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Stamp", "/Ink", "/Line"),
    *("/Square", "/Circle", "/Polygon", "/PolyLine", "/Caret", "/Widget"),
}
LINKS = ("http://", "https://", "mailto:", "tel:")
PICTURE_CODES = {"/DCTDecode", "/JPXDecode", "/CCITTFaxDecode", "/CCF", "/JBIG2Decode"}
PRODUCER = "Danbiet"
UNSEEN = 2 | 32  # flags of a note: hidden, not to be viewed


def read(data: bytes) -> PdfReader:
    """A reader; refused when the file is locked by a password or broken."""
    try:
        reader = PdfReader(BytesIO(data))
        locked = reader.is_encrypted
    except UNREADABLE as error:
        raise FileRefused(BROKEN) from error
    if locked:
        raise FileRefused(say("PDF có mật khẩu hoặc bị khóa. Bỏ khóa rồi gửi."))
    return reader


def washed(data: bytes) -> Answer:
    """The clean file, with the sentences of what was taken out and the number of pages."""
    reader = read(data)
    try:
        pages = sum(1 for _ in page_objects(reader))
        copy = _Copy(reader)
        body = copy.written()
    except UNREADABLE as error:
        raise FileRefused(BROKEN) from error
    if not pages:
        raise FileRefused(say("PDF không có trang nào."))
    return answered(Washed(body, tuple(sorted(copy.removed - {""})), pages))


def got(value: Any, key: str, default: Any = None) -> Any:
    """What stands under a key of a dictionary, also when it stands elsewhere: `get` would give the reference."""
    return default if value.get(key) is None else value[key]


def page_objects(reader: PdfReader) -> Iterator[DictionaryObject]:
    """The pages in order, from a tree that may be made to harm: each branch once, a bounded number."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [reader.root_object.raw_get("/Pages")]
    count = 0
    while waiting:
        branch = waiting.pop()
        if isinstance(branch, IndirectObject):
            if (branch.idnum, branch.generation) in seen:
                continue
            seen.add((branch.idnum, branch.generation))
            branch = branch.get_object()
        if not isinstance(branch, DictionaryObject):
            continue
        if "/Kids" in branch:
            waiting += reversed(list(cast(ArrayObject, branch["/Kids"])))
            continue
        count += 1
        if count > PAGES:
            raise FileRefused(say("PDF quá {limit} trang. Chia thành nhiều tệp."), limit=PAGES)
        yield branch


class _Copy:
    """Objects of a reader under new numbers, from the catalogue on."""

    def __init__(self, reader: PdfReader) -> None:
        self.reader = reader
        self.removed: set[str] = {FACTS_OUT} if _says_facts(reader) else set()
        self.numbers: dict[tuple[int, int], int] = {}
        self.waiting: deque[Any] = deque()
        self.unpacked = 0

    def written(self) -> bytes:
        """The bytes of the new file."""
        root = self._catalogue()
        objects: list[Any] = [root, DictionaryObject({NameObject("/Producer"): TextStringObject(PRODUCER)})]
        while self.waiting:
            objects.append(self._value(self.waiting.popleft(), 0))
        return _file(objects)

    def _catalogue(self) -> DictionaryObject:
        root = self.reader.root_object
        kept = DictionaryObject({key: root.raw_get(key) for key in root if key in ROOT})
        for key in set(root) - ROOT:
            is_view = isinstance(root[key], ArrayObject)  # the page to open on, as most programs write it
            self.removed.add("" if key == "/OpenAction" and is_view else OUT.get(key, ""))
        names = got(root, "/Names")
        if isinstance(names, DictionaryObject):
            self.removed.update(OUT.get(key, "") for key in names)
            kept[NameObject("/Names")] = DictionaryObject({k: names.raw_get(k) for k in names if k == "/Dests"})
        made: DictionaryObject = self._dictionary(kept, 0)
        return made

    def _value(self, value: Any, depth: int) -> Any:
        """A copy with new numbers; None for what is taken out."""
        if depth > DEPTH:
            raise FileRefused(BROKEN)
        if isinstance(value, IndirectObject):
            return self._reference(value)
        if isinstance(value, DictionaryObject):
            return None if self._is_out(value) else self._dictionary(value, depth)
        if isinstance(value, ArrayObject):
            parts = [self._value(part, depth + 1) for part in value]
            return ArrayObject([part for part in parts if part is not None])
        return value

    def _reference(self, value: IndirectObject) -> Any:
        target = value.get_object()
        if target is None or isinstance(target, NullObject):
            return NullObject()
        if isinstance(target, DictionaryObject) and self._is_out(target):
            return None
        known = (value.idnum, value.generation)
        if known not in self.numbers:
            if len(self.numbers) >= OBJECTS:
                raise FileRefused(say("PDF có quá nhiều phần bên trong. In lại thành PDF rồi gửi."))
            self.numbers[known] = len(self.numbers) + 3
            self.waiting.append(target)
        return IndirectObject(self.numbers[known], 0, self.reader)

    def _is_out(self, value: DictionaryObject) -> bool:
        """Whether an object may not come along, wherever it is met: an act, an attached file, a signature, a note."""
        reason = _reason(value)
        if reason is not None:
            self.removed.add(reason)
        return reason is not None

    def _dictionary(self, value: DictionaryObject, depth: int) -> Any:
        made: Any = StreamObject() if isinstance(value, StreamObject) else DictionaryObject()
        for key in value:
            if key in OUT:
                self.removed.add(OUT[key])
            elif not self._is_private(value, key):
                copied = self._value(value.raw_get(key), depth + 1)
                if copied is not None and not isinstance(copied, NullObject):
                    made[NameObject(key)] = copied
        if isinstance(value, StreamObject):
            self._stream(value, made)
        return made

    def _is_private(self, value: DictionaryObject, key: str) -> bool:
        """Whether a key is left out for what stands beside it."""
        if isinstance(value, StreamObject):
            return key in ("/F", "/FFilter", "/FDecodeParms", "/Length", "/DL")
        if got(value, "/FT") == "/Sig" and key in ("/V", "/Lock", "/SV"):
            self.removed.add(SIGNATURE_OUT)
            return True
        if key in NOTES_FACTS and "/Rect" in value and got(value, "/Subtype") in NOTES_KEPT - {"/Widget"}:
            self.removed.add(NOTES_FACTS[key])
            return True
        if key == "/A" and not _may_lead(value):
            self.removed.add(ACTS_OUT)
            return True
        return key == "/Next" and "/S" in value

    def _stream(self, value: StreamObject, made: StreamObject) -> None:
        filters = _filters(value)
        if len(filters) > 2 or filters.count("/FlateDecode") > 1:
            raise FileRefused(LAYERS)
        if got(value, "/Subtype") == "/Image" and _dots(value) > DOTS:
            raise FileRefused(say("Ảnh trong PDF lớn hơn {limit} triệu điểm ảnh."), limit=DOTS // 10**6)
        data = value._data
        if filters[:1] == ["/FlateDecode"]:
            self.unpacked += _unpacked(data)
        elif not set(filters) <= PICTURE_CODES:
            self.unpacked += len(value.get_data())  # bounded by the library
        if self.unpacked > UNPACKED:
            raise FileRefused(say("Tệp nén phình ra quá lớn khi mở, nên không mở."))
        made._data = self._picture(data, filters, made) if filters[-1:] in (["/DCTDecode"], ["/JPXDecode"]) else data

    def _picture(self, data: bytes, filters: list[str], made: StreamObject) -> bytes:
        """A picture in its own coding without its notes; a packing around it is taken off."""
        if filters[:-1] not in ([], ["/FlateDecode"]):
            raise FileRefused(LAYERS)
        if filters[:-1]:
            data = zlib.decompress(data)
            made.pop("/DecodeParms", None)
            made[NameObject("/Filter")] = NameObject(filters[-1])
        bare = without_notes(data) if filters[-1] == "/DCTDecode" else without_boxes(data)
        if len(bare) != len(data):
            self.removed.add(NOTES_OUT)
        return bare


def _reason(value: DictionaryObject) -> str | None:
    """Why an object is taken out whole, or None when it may come along."""
    kind, subtype = got(value, "/Type"), got(value, "/Subtype")
    if got(value, "/S") in ACTIONS_OUT and kind != "/StructElem":
        return ACTS_OUT
    if kind in ("/Filespec", "/F", "/EmbeddedFile", "/Rendition") or "/EF" in value:
        return FILES_OUT
    if kind in ("/Sig", "/DocTimeStamp") or "/ByteRange" in value:
        return SIGNATURE_OUT
    if subtype == "/PS" or got(value, "/Subtype2") == "/PS":
        return ACTS_OUT
    if "/Rect" in value and (kind == "/Annot" or subtype is not None):
        return _note_reason(value, subtype)
    return None


def _note_reason(value: DictionaryObject, subtype: Any) -> str | None:
    flags = got(value, "/F", 0)
    if isinstance(flags, int) and flags & UNSEEN:
        return HIDDEN_OUT
    if subtype == "/Popup":
        return ""
    return None if subtype in NOTES_KEPT else FILES_OUT


def _may_lead(value: DictionaryObject) -> bool:
    """Whether what stands under /A may stay: a jump inside the file, a web link, or the attributes of a tag."""
    action = got(value, "/A")
    if not isinstance(action, DictionaryObject) or ("/S" not in action and "/Rect" not in value):
        return "/Rect" not in value
    if got(action, "/S") == "/URI":
        return str(got(action, "/URI", "")).strip().lower().startswith(LINKS)
    return bool(got(action, "/S") == "/GoTo")


def _filters(value: StreamObject) -> list[str]:
    names = got(value, "/Filter", ArrayObject())
    short = {"/Fl": "/FlateDecode", "/DCT": "/DCTDecode"}
    given = [names] if isinstance(names, NameObject) else list(names)
    return [short.get(str(name.get_object()), str(name.get_object())) for name in given]


def _dots(value: StreamObject) -> int:
    return int(got(value, "/Width", 0)) * int(got(value, "/Height", 0))


def _unpacked(data: bytes) -> int:
    """How large a packed stream becomes, without keeping it; refused beyond a bound."""
    size, unpacker = 0, zlib.decompressobj()
    try:
        while data and not unpacker.eof:
            size += len(unpacker.decompress(data, 1024**2))
            data = unpacker.unconsumed_tail
            if size > STREAM:
                raise FileRefused(say("Tệp nén phình ra quá lớn khi mở, nên không mở."))
    except zlib.error:
        return size
    return size


def _says_facts(reader: PdfReader) -> bool:
    facts = got(reader.trailer, "/Info")
    return isinstance(facts, DictionaryObject) and (len(facts), got(facts, "/Producer")) != (1, PRODUCER)


def _file(objects: list[Any]) -> bytes:
    """Objects numbered from 1, the catalogue first, the facts second, as a file with one plain table of places."""
    file = BytesIO()
    file.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, value in enumerate(objects, start=1):
        places.append(file.tell())
        file.write(b"%d 0 obj\n" % number)
        (NullObject() if value is None else value).write_to_stream(file)
        file.write(b"\nendobj\n")
    start = file.tell()
    file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    file.writelines(b"%010d 00000 n \n" % place for place in places)
    file.write(b"trailer\n<< /Size %d /Root 1 0 R /Info 2 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return file.getvalue()
