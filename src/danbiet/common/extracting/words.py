"""Every word of a DOCX: text, tables, margins, notes, tracked changes, hidden words, boxes, fields, names."""

from collections.abc import Iterator

from danbiet.common.bounded import Answer
from danbiet.common.cleaning.packages import Element, Package, opened
from danbiet.common.extracting.parts import around, attribute, is_dumb, is_label, leaves, local, pictures
from danbiet.common.extracting.passages import Passage, Texts, answered

NAMES = (
    ("word/document", "thân văn bản"), ("word/header", "đầu trang"), ("word/footer", "chân trang"),
    ("word/footnotes", "chú thích chân trang"), ("word/endnotes", "chú thích cuối bài"), ("word/comments", "góp ý"),
)  # fmt: skip
SPACE = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
STRUCK = {"del", "moveFrom"}
HELD = {"alias", "tag", "bookmarkStart", "listItem", "docVar", "textInput", "default", "statusText", "helpText"}
HELD_IN = ("val", "name", "displayText", "value")


def texts(data: bytes) -> Answer:
    """The passages of the file, and its pictures as places to look at."""
    package = opened(data)
    return answered(Texts(tuple(_all(package)), pictures(package)))


def _all(package: Package) -> Iterator[Passage]:
    hidden = _hidden_styles(package)
    for name in sorted(package.trees):
        tree = package.trees[name]
        where = next((label for start, label in NAMES if name.startswith(start)), None)
        if where is not None:
            yield from _part(tree, where, hidden)
        elif name.startswith("word/") and "/_rels/" not in name and not is_dumb(name):
            yield from leaves(tree, f"phần “{name}”")
        elif name.startswith("customXml/") and "/_rels/" not in name:
            yield from leaves(tree, "dữ liệu ẩn trong tệp")
        yield from _held(tree, name)
    yield from around(package)


def _part(tree: Element, where: str, hidden: frozenset[str]) -> Iterator[Passage]:
    places = _cells(tree)
    seen: set[tuple[str, str]] = set()
    for number, paragraph in enumerate(tree.iter("{*}p"), start=1):
        if not str(paragraph.tag).endswith("main}p"):
            continue
        spot, near = places.get(paragraph, (f"đoạn {number}", ""))
        for note, text in _kinds(paragraph, hidden):
            if text.strip() and (note, text) not in seen:
                yield Passage(f"{where}, {spot}{note}", text, bool(note), near)
            if _is_box(paragraph):
                seen.add((note, text))  # boxes are drawn a second time for old readers


def _is_box(paragraph: Element) -> bool:
    return any(local(up) == "txbxContent" for up in paragraph.iterancestors())


def _kinds(paragraph: Element, hidden: frozenset[str]) -> list[tuple[str, str]]:
    """The words of a paragraph by how a reader sees them: shown, struck out, hidden, inside a field."""
    found: dict[str, list[str]] = {"": [], ", phần đã xóa còn lưu vết": [], ", chữ ẩn": [], ", mã trường": []}
    shown, struck, unseen, field = found.values()
    for node in _own(paragraph):
        name = local(node)
        text = SPACE.get(name) or (node.text if name in ("t", "delText", "instrText", "delInstrText") else "") or ""
        if name in ("instrText", "delInstrText"):
            field.append(text)
        elif name == "delText" or any(local(up) in STRUCK for up in node.iterancestors()):
            struck.append(text)
        elif _is_unseen(node, hidden):
            unseen.append(text)
        else:
            shown.append(text)
    field += [attribute(node, "instr") for node in paragraph.iter("{*}fldSimple")]
    return [(note, "".join(parts)) for note, parts in found.items()]


def _own(paragraph: Element) -> Iterator[Element]:
    """The pieces of a paragraph itself, not of paragraphs in boxes inside of it."""
    for child in paragraph:
        if local(child) not in ("txbxContent", "p"):
            yield child
            yield from _own(child)


def _is_unseen(node: Element, hidden: frozenset[str]) -> bool:
    run = next((up for up in node.iterancestors() if local(up) in ("r", "p")), None)
    if run is None:
        return False
    for mark in run.iterfind("{*}rPr/{*}*"):
        if local(mark) in ("vanish", "webHidden", "specVanish") and attribute(mark, "val") not in ("0", "false"):
            return True
        if local(mark) == "rStyle" and attribute(mark, "val") in hidden:
            return True
    paragraph = run if local(run) == "p" else next((up for up in run.iterancestors() if local(up) == "p"), run)
    return any(attribute(style, "val") in hidden for style in paragraph.iterfind("{*}pPr/{*}pStyle"))


def _hidden_styles(package: Package) -> frozenset[str]:
    tree = package.trees.get("word/styles.xml")
    if tree is None:
        return frozenset()
    return frozenset(
        attribute(style, "styleId")
        for style in tree.iter("{*}style")
        if any(attribute(mark, "val") not in ("0", "false") for mark in style.iterfind("{*}rPr/{*}vanish"))
    )


def _cells(tree: Element) -> dict[Element, tuple[str, str]]:
    """For each paragraph of a table: its cell, and the words of the head of its column and of the cell before."""
    places: dict[Element, tuple[str, str]] = {}
    for order, table in enumerate(tree.iter("{*}tbl"), start=1):
        head: list[str] = []
        for row_number, row in enumerate(table.iterfind("{*}tr"), start=1):
            cells = [_plain(cell) for cell in row.iterfind("{*}tc")]
            head = head or cells
            for column, cell in enumerate(row.iterfind("{*}tc")):
                above = head[column] if column < len(head) and row_number > 1 else ""
                before = cells[column - 1] if column and is_label(cells[column - 1]) else ""
                spot = f"bảng {order}, hàng {row_number}, cột {column + 1}"
                places |= {one: (spot, f"{above} {before}".strip()) for one in cell.iter("{*}p")}
    return places


def _plain(cell: Element) -> str:
    return "".join(node.text or "" for node in cell.iter("{*}t"))[:200]


def _held(tree: Element, name: str) -> Iterator[Passage]:
    """Words in controls, bookmarks and variables, and who wrote notes and changes."""
    if not name.startswith("word/") or is_dumb(name) and "settings" not in name:
        return
    for element in tree.iter():
        if local(element) in HELD:
            for key in HELD_IN:
                if text := attribute(element, key):
                    yield Passage("tên ô điền, dấu trang hoặc biến", text, True)
        if text := attribute(element, "author"):
            yield Passage("tên người góp ý hoặc sửa", text, True)
