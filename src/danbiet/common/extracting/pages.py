"""Every word of a PDF: pages, also layers switched off and unseen letters, notes, fields, outline, tags, facts."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from danbiet.common.bounded import BROKEN, Answer
from danbiet.common.cleaning.pdfs import OBJECTS, UNREADABLE, got, page_objects, read
from danbiet.common.extracting.passages import Passage, Texts, answered
from danbiet.common.formats import FileRefused

SPOKEN = {
    "/Contents": "ghi chú", "/RC": "ghi chú", "/TU": "ô điền", "/V": "ô điền", "/DV": "ô điền",
    "/T": "mục của tệp, ô điền hoặc người", "/Alt": "chữ thay thế", "/ActualText": "chữ thay thế", "/E": "chữ thay thế",
    "/Title": "mục lục hoặc tên tệp", "/URI": "địa chỉ liên kết", "/Opt": "ô điền", "/UF": "tên tệp đính kèm",
    "/F": "tên tệp đính kèm", "/Subj": "ghi chú",
    "/Author": "thông tin về tệp", "/Subject": "thông tin về tệp", "/Keywords": "thông tin về tệp",
    "/Creator": "thông tin về tệp", "/Name": "tên lớp", "/JS": "mã lệnh", "/CA": "chữ trên nút", "/Subtitle": "ghi chú",
}  # fmt: skip
UNSEEN = 3  # rendering mode of letters that are not drawn, as of a scan's layer of words
LETTERS = 8  # a page with a picture and fewer letters than this is a scan


@dataclass
class _Page:
    """A page while it is read: what is drawn now is unseen in a layer that is off, or in letters that are not drawn."""

    layers: dict[str, bool]
    marks: list[bool] = field(default_factory=list)
    is_unseen: bool = False
    shown: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)

    def before(self, operator: bytes, operands: Any, *_: Any) -> None:
        """Keep account of layers and of the way letters are drawn."""
        if operator in (b"BDC", b"BMC"):
            is_layer = operator == b"BDC" and operands[:1] == ["/OC"]
            self.marks.append(is_layer and self.layers.get(str(operands[1]), False))
        elif operator == b"EMC" and self.marks:
            self.marks.pop()
        elif operator == b"Tr" and operands:
            self.is_unseen = operands[0] == UNSEEN

    def text(self, text: str, *_: Any) -> None:
        """Take a piece of text to the seen or the unseen."""
        (self.hidden if self.is_unseen or any(self.marks) else self.shown).append(text)


def texts(data: bytes) -> Answer:
    """The passages, and the pages that are pictures without words."""
    reader = read(data)
    unread: list[str] = []
    try:
        passages = tuple(_all(reader, unread))
    except UNREADABLE as error:
        raise FileRefused(BROKEN) from error
    return answered(Texts(passages, tuple(unread)))


def _all(reader: PdfReader, unread: list[str]) -> Iterator[Passage]:
    off = _layers_off(reader)
    for number, page in enumerate(page_objects(reader), start=1):
        read_page = _Page(_layers(page, off))
        whole = PageObject(reader)
        whole.update(page)
        text = whole.extract_text(visitor_operand_before=_turned(read_page), visitor_text=read_page.text)
        yield Passage(f"trang {number}", text if not read_page.hidden else "".join(read_page.shown))
        yield Passage(f"trang {number}, lớp ẩn hoặc chữ không hiện", "".join(read_page.hidden), True)
        if sum(sign.isalpha() for sign in text) < LETTERS and _has_pictures(page):
            unread.append(f"trang {number}")
    yield from _beside(reader)


def _turned(page: _Page) -> Any:
    return lambda operator, operands, *rest: page.before(operator, operands, *rest)


def _layers_off(reader: PdfReader) -> set[int]:
    """Numbers of the layers that are off when the file is opened."""
    layers = got(reader.root_object, "/OCProperties")
    if not isinstance(layers, DictionaryObject):
        return set()
    start = got(layers, "/D", DictionaryObject())
    off = {one.idnum for one in _list(got(start, "/OFF")) if isinstance(one, IndirectObject)}
    if got(start, "/BaseState") == "/OFF":
        on = {one.idnum for one in _list(got(start, "/ON")) if isinstance(one, IndirectObject)}
        off |= {one.idnum for one in _list(got(layers, "/OCGs")) if isinstance(one, IndirectObject)} - on
    return off


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, ArrayObject) else []


def _resources(page: DictionaryObject) -> DictionaryObject:
    """The resources of a page, its own or inherited from the branches above."""
    up: Any = page
    for _ in range(50):
        if not isinstance(up, DictionaryObject):
            break
        found = got(up, "/Resources")
        if isinstance(found, DictionaryObject):
            return found
        up = got(up, "/Parent")
    return DictionaryObject()


def _layers(page: DictionaryObject, off: set[int]) -> dict[str, bool]:
    """For each name of a layer on the page whether it is off."""
    named = got(_resources(page), "/Properties")
    if not isinstance(named, DictionaryObject):
        return {}
    return {name: _is_off(named.raw_get(name), off) for name in named}


def _is_off(value: Any, off: set[int]) -> bool:
    if isinstance(value, IndirectObject) and value.idnum in off:
        return True
    group = value.get_object() if isinstance(value, IndirectObject) else value
    members = group.raw_get("/OCGs") if isinstance(group, DictionaryObject) and "/OCGs" in group else None
    inside = members if isinstance(members, ArrayObject) else [members]
    return any(isinstance(one, IndirectObject) and one.idnum in off for one in inside)


def _has_pictures(page: DictionaryObject) -> bool:
    drawn = got(_resources(page), "/XObject")
    return isinstance(drawn, DictionaryObject) and len(drawn) > 0


def _beside(reader: PdfReader) -> Iterator[Passage]:
    """Strings of notes, fields, outline, tags and facts, wherever they hang; each object once."""
    waiting: list[Any] = [got(reader.trailer, "/Info"), reader.root_object]
    seen: set[tuple[int, int]] = set()
    while waiting:
        value = waiting.pop()
        if isinstance(value, IndirectObject):
            if (value.idnum, value.generation) in seen or len(seen) > OBJECTS:
                continue
            seen.add((value.idnum, value.generation))
            value = value.get_object()
        if isinstance(value, ArrayObject):
            waiting += list(value)
        elif isinstance(value, DictionaryObject):
            yield from _strings(value)
            waiting += [value.raw_get(key) for key in value]


def _strings(value: DictionaryObject) -> Iterator[Passage]:
    for key, where in SPOKEN.items():
        if key in value and isinstance(text := value[key], str) and not text.startswith("/"):
            yield Passage(where, text, True)
        elif key in ("/Opt", "/V") and key in value:
            yield from (Passage(where, one, True) for one in _list(value[key]) if isinstance(one, str))
    if got(value, "/Type") == "/Metadata" and isinstance(value, StreamObject):
        yield Passage("thông tin về tệp", value.get_data()[:200_000].decode("utf-8", "replace"), True)
