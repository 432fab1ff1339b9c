"""Every word and number of an XLSX: all sheets, also hidden ones, comments, names, stores, headers, pictures."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from danbiet.common.bounded import Answer
from danbiet.common.cleaning.packages import Element, Package, opened, target_of
from danbiet.common.extracting.parts import around, attribute, is_dumb, is_label, leaves, local, pictures
from danbiet.common.extracting.passages import Passage, Texts, answered

STATES = {"hidden": "trang tính ẩn", "veryHidden": "trang tính ẩn sâu"}
MARKS = re.compile(r'&(?:K[0-9A-F]{6}|[A-Z]|"[^"]*")')  # where and how a line of a header stands
PLACES = re.compile(r"[0#?]")
BESIDE = {
    "dataValidation": ("prompt", "promptTitle", "error", "errorTitle"), "hyperlink": ("location", "display", "tooltip"),
    "filter": ("val",), "customFilter": ("val",), "tableColumn": ("name",), "s": ("v",), "n": ("v",),
    "cacheField": ("name",), "sheetName": ("val",), "protectedRange": ("name",), "person": ("displayName",),
}  # fmt: skip


@dataclass
class _Sheet:
    """A sheet while it is read: its name, what hides it, and the last words seen in each column."""

    name: str
    state: str
    heads: dict[str, str] = field(default_factory=dict)
    before: str = ""

    def where(self, spot: str, note: str = "") -> str:
        """The place of a cell for a reader."""
        return f"{STATES.get(self.state, 'trang tính')} “{self.name}”{note}, {spot}"


@dataclass(frozen=True)
class _Book:
    """What cells refer to: the shared texts and the forms of numbers."""

    strings: tuple[str, ...]
    forms: tuple[str, ...]
    used: set[int]


def texts(data: bytes) -> Answer:
    """The passages of the file, and its pictures as places to look at."""
    package = opened(data)
    return answered(Texts(tuple(_all(package)), pictures(package)))


def _all(package: Package) -> Iterator[Passage]:
    book = _Book(_strings(package), _forms(package), set())
    owners: dict[str, str] = {}
    sheets = _sheets(package)
    for part, sheet in sheets.items():
        yield Passage("tên trang tính", sheet.name, sheet.state in STATES)
        if part in package.trees:
            yield from _sheet(package.trees[part], sheet, book)
            owners |= {target_of(part, link): sheet.name for link in package.links(part)}
    for number, text in enumerate(book.strings):
        if number not in book.used and text.strip():
            yield Passage("chữ còn lưu mà không ô nào hiện", text, True)
    for name in sorted(package.trees):
        if name.startswith("xl/") and "/_rels/" not in name and name not in sheets:
            yield from _beside(package.trees[name], name, owners.get(name, ""))
        elif name.startswith("customXml/") and "/_rels/" not in name:
            yield from leaves(package.trees[name], "dữ liệu ẩn trong tệp")
    yield from around(package)


def _sheets(package: Package) -> dict[str, _Sheet]:
    """The sheets by their part; a sheet that the workbook does not name counts as deeply hidden."""
    tree = package.trees.get("xl/workbook.xml")
    targets = {link.get("Id"): target_of("xl/workbook.xml", link) for link in package.links("xl/workbook.xml")}
    found: dict[str, _Sheet] = {}
    for sheet in tree.iter("{*}sheet") if tree is not None else ():
        part = targets.get(attribute(sheet, "id"), "")
        found[part] = _Sheet(attribute(sheet, "name"), attribute(sheet, "state"))
    for name in sorted(package.trees):
        if name.startswith(("xl/worksheets/", "xl/chartsheets/")) and "/_rels/" not in name and name not in found:
            found[name] = _Sheet(name, "veryHidden")
    return found


def _strings(package: Package) -> tuple[str, ...]:
    tree = package.trees.get("xl/sharedStrings.xml")
    return () if tree is None else tuple(_plain(one) for one in tree.iterfind("{*}si"))


def _plain(element: Element) -> str:
    return "".join(node.text or "" for node in element.iter("{*}t"))


def _forms(package: Package) -> tuple[str, ...]:
    """For each style of cells its own form of numbers; the built-in ones hide nothing and are left empty."""
    tree = package.trees.get("xl/styles.xml")
    if tree is None:
        return ()
    own = {attribute(one, "numFmtId"): attribute(one, "formatCode") for one in tree.iter("{*}numFmt")}
    return tuple(own.get(attribute(one, "numFmtId"), "") for one in tree.iterfind("{*}cellXfs/{*}xf"))


def _sheet(tree: Element, sheet: _Sheet, book: _Book) -> Iterator[Passage]:
    columns = [
        (int(attribute(one, "min") or 0), int(attribute(one, "max") or 0))
        for one in tree.iterfind("{*}cols/{*}col")
        if attribute(one, "hidden") in ("1", "true")
    ]
    for row in tree.iterfind("{*}sheetData/{*}row"):
        sheet.before = ""
        is_out = attribute(row, "hidden") in ("1", "true")
        for cell in row.iterfind("{*}c"):
            letters = re.sub(r"[^A-Z]", "", attribute(cell, "r"))
            note = ", hàng ẩn" if is_out else ""
            if any(low <= _column(letters) <= high for low, high in columns):
                note += ", cột ẩn"
            yield from _cell(cell, sheet, book, note)
    for name in ("headerFooter", "dataValidations", "conditionalFormatting", "hyperlinks", "autoFilter", "extLst"):
        for element in tree.iter(f"{{*}}{name}"):
            for one in leaves(element, sheet.where("đầu, chân trang hoặc quy tắc nhập")):
                yield replace(one, text=MARKS.sub(" ", one.text))
            yield from _spoken(element, sheet.where("lời nhắc, bộ lọc hoặc liên kết"))


def _column(letters: str) -> int:
    number = 0
    for letter in letters[:4]:
        number = number * 26 + ord(letter) - 64
    return number


def _cell(cell: Element, sheet: _Sheet, book: _Book, note: str) -> Iterator[Passage]:
    place = attribute(cell, "r")
    letters = re.sub(r"[^A-Z]", "", place)
    where, is_hidden = sheet.where(f"ô {place}", note), bool(note) or sheet.state in STATES
    near = f"{sheet.heads.get(letters, '')} {sheet.before}".strip()
    shown = _values(cell, book)
    for text in shown:
        yield Passage(where, text, is_hidden, near)
    for formula in cell.iterfind("{*}f"):
        if formula.text:
            yield Passage(f"{where}, công thức", formula.text, True, near)
    first = shown[0] if shown else ""
    if is_label(first):
        sheet.heads[letters] = first
    if first:
        sheet.before = first if is_label(first) else ""


def _values(cell: Element, book: _Book) -> list[str]:
    """What a cell holds: its text, or its number as kept and, when that differs, as shown."""
    kind, value = attribute(cell, "t"), cell.find("{*}v")
    raw = (value.text or "").strip() if value is not None else ""
    if kind == "inlineStr":
        return [text for text in (_plain(cell),) if text.strip()]
    if kind == "s":
        number = int(raw) if raw.isdigit() and len(raw) < 9 else -1
        book.used.add(number)
        return [text for text in book.strings[number : number + 1] if number >= 0 and text.strip()]
    if kind in ("str", "e", "b", "d") or not raw:
        return [raw] if raw else []
    whole = _whole(raw)
    style = attribute(cell, "s")
    form = book.forms[int(style)] if style.isdigit() and int(style) < len(book.forms) else ""
    as_shown = _formed(whole, form)
    return [whole] if as_shown == whole else [whole, as_shown]


def _whole(raw: str) -> str:
    """A number without its power of ten."""
    try:
        number = float(raw)
    except ValueError:
        return raw
    return str(int(number)) if number.is_integer() and abs(number) < 1e19 else raw


def _formed(digits: str, form: str) -> str:
    """Digits as a form such as 0000 000 000 shows them; other forms change nothing that matters here."""
    form = re.sub(r'"([^"]*)"|\\(.)|\[[^\]]*\]', lambda found: found[1] or found[2] or "", form.split(";")[0])
    if len(PLACES.findall(form)) < 9 or not digits.isdigit() or "," in form or "." in form:
        return digits
    rest, made = list(digits.rjust(form.count("0"), "0")), []
    for sign in reversed(form):
        made.append((rest.pop() if rest else "") if sign in "0#?" else sign)
    return "".join([*rest, *reversed(made)]).strip()


def _beside(tree: Element, name: str, owner: str) -> Iterator[Passage]:
    """Parts beside the sheets: comments, drawings, names, stores of pivot tables, values of other workbooks."""
    of = f" của trang tính “{owner}”" if owner else ""
    if "comments" in name.lower():
        for comment in tree.iter("{*}comment", "{*}threadedComment"):
            text = _plain(comment) or "".join(node.text or "" for node in comment.iter("{*}text"))
            yield Passage(f"góp ý ở ô {attribute(comment, 'ref')}{of}", text, True)
        yield from (Passage("tên người góp ý", one.text or "", True) for one in tree.iter("{*}author"))
        return
    if name == "xl/workbook.xml":
        for one in tree.iter("{*}definedName"):
            yield Passage("tên vùng", f"{attribute(one, 'name')} {one.text or ''} {attribute(one, 'comment')}", True)
        return
    if name != "xl/sharedStrings.xml" and not is_dumb(name):
        yield from leaves(tree, f"phần “{name}”{of}")
        yield from _spoken(tree, f"phần “{name}”{of}")


def _spoken(tree: Element, where: str) -> Iterator[Passage]:
    for element in tree.iter():
        for key in BESIDE.get(local(element), ()):
            if text := attribute(element, key):
                yield Passage(where, text, True)
