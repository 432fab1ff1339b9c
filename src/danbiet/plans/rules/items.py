"""A Vietnamese plan split into items, each with its heading path, its numbers and its wording as written."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from danbiet.plans.rules import columns
from danbiet.plans.rules.due import Due, find_due, read_due
from danbiet.plans.rules.folding import fold, tidy
from danbiet.plans.rules.heads import CITED, HEADING, Head, read_head
from danbiet.plans.rules.outline import Block, Grid, Line, Node, is_upper, outline
from danbiet.plans.rules.proposals import named_dimensions


@dataclass(frozen=True)
class Item:
    """One item: `text` is cut from the source and never reworded; `sentence` is what it was cut from, if longer."""

    text: str
    kind: str
    path: tuple[str, ...] = ()
    number: str = ""
    sentence: str = ""
    lead: str = ""
    supporting: tuple[str, ...] = ()
    due: Due | None = None
    product: str = ""
    note: str = ""
    table: int = 0
    place: int = 0


@dataclass(frozen=True)
class Draft:
    """A plan as read: nothing in it counts until a person has confirmed it."""

    head: Head
    items: tuple[Item, ...]
    tables: tuple[columns.Columns, ...] = ()
    left_out: tuple[Line, ...] = ()


SECTIONS = (
    ("principle", r"quan diem"),
    ("target", r"chi tieu"),
    ("objective", r"muc dich|muc tieu|yeu cau"),
    ("task", r"nhiem vu|giai phap|noi dung thuc hien|bien phap"),
    ("measure", r"to chuc thuc hien|kinh phi|phan cong|che do bao cao|^dieu \d"),
    ("result", r"ket qua|thuc trang|danh gia tinh hinh|ton tai, han che"),
)
CLAIM = re.compile(r"\b(?:dat|co) (?:nhieu )?ket qua (?:tot|tich cuc|cao)|\bro ret\b|chuyen bien tich cuc")
TARGET = re.compile(r"\b(?:phan dau|dat|tang|thuoc nhom|o nhom)\b.*?(?:\d|\bnhom\b)")
FIELDS = (
    (
        "lead",
        re.compile(
            r"(?:co quan|don vi|phong|bo phan)?\s*(?:chu tri|thuc hien|thuc hien chinh|dau moi)(?: thuc hien)?\s*:"
        ),
    ),
    ("supporting", re.compile(r"(?:(?:co quan|don vi) )?phoi hop(?: thuc hien)?\s*:")),
    ("due", re.compile(r"(?:thoi gian|thoi han|han|tien do)(?: thuc hien| hoan thanh)*\s*:")),
    ("product", re.compile(r"(?:san pham|ket qua)(?: dau ra| thuc hien| dat duoc)?\s*:")),
)
FURNITURE = re.compile(
    r"(cong hoa xa hoi chu nghia viet nam|doc lap\s*[-–]\s*tu do|so\s*:|can cu\b|theo de nghi|xet de nghi|noi nhan|"
    r"tm\.|kt\.|tl\.|q\.|chu tich$|pho chu tich|uy ban nhan dan\b[^.;]*$|ubnd [^.;]{0,40}$|kinh gui|luu\s*:)"
)
ABBREVIATION = re.compile(r"(?:\b(?:TP|Tp|Q|P|TT|TX|ThS|TS|PGS|GS|BS|KT|TM|đ/c|Tr|tr|No|St)|\b\d{1,2}|\b[A-ZĐ])\.$")
STOP = re.compile(r"(?<=[.…])[\s,.…]*\s+(?=[A-ZÀ-ỸĐ“\"(])")
NUMBERED = re.compile(r"(?:(?<=\s)|^)\((\d{1,2})\)\s*")
LEAD_IN = re.compile(r"^([^:;]{3,160}?):\s*(?=\S)")


def _outside(text: str, mark: str) -> list[str]:
    """Split at a mark that stands outside brackets and quotation marks."""
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(text):
        if letter in "(“[":
            depth += 1
        elif letter in ")”]":
            depth = max(0, depth - 1)
        elif letter == mark and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]


def _sentences(text: str) -> list[str]:
    parts, start = [], 0
    for found in STOP.finditer(text):
        if ABBREVIATION.search(text[start : found.start()]):
            continue
        parts.append(text[start : found.end()])
        start = found.end()
    return [*parts, text[start:]]


def _clean(text: str) -> str:
    return re.sub(r"[\s;,.…/]+$", "", tidy(text)).lstrip(" ,;")


def _joined(parts: Sequence[str], mark: str) -> list[str]:
    """Put back pieces too short to be a task of their own."""
    kept: list[str] = []
    for part in parts:
        if kept and len(part.split()) < 3:
            kept[-1] = f"{kept[-1]}{mark}{part}"
        elif part.strip():
            kept.append(part)
    return kept


def pieces(text: str) -> list[str]:
    """Sentences, and in a sentence with several tasks the parts between semicolons; wording untouched."""
    found = []
    for sentence in _sentences(text):
        parts = _joined(_outside(sentence, ";"), ";")
        found += [piece for part in parts if (piece := _clean(part))]
    return found


def _numbered(text: str) -> list[tuple[str, str]]:
    """`... (1) x (2) y` in one paragraph: [("", ...), ("(1)", x), ("(2)", y)]."""
    marks = [found for found in NUMBERED.finditer(text)]
    wanted = [found for order, found in enumerate(marks) if int(found[1]) == order + 1]
    if len(wanted) < 2 or len(wanted) != len(marks):
        return [("", text)]
    ends = [found.start() for found in wanted[1:]] + [len(text)]
    parts = [(f"({found[1]})", text[found.end() : end]) for found, end in zip(wanted, ends, strict=True)]
    return [("", text[: wanted[0].start()]), *parts]


def section_kind(path: Sequence[str]) -> str:
    """The kind that the nearest telling heading gives to what stands under it."""
    for heading in reversed(path):
        folded = fold(heading)
        for kind, form in SECTIONS:
            if re.search(form, folded):
                return kind
    return ""


def _kind(text: str, path: Sequence[str]) -> str:
    kind = section_kind(path)
    if _cites(text):
        return "document"
    if CLAIM.search(fold(text)) and not re.search(r"\d", text):
        return "claim"
    if kind in ("objective", "target") and TARGET.search(fold(text)):
        return "target"
    return kind or "task"


def _cites(text: str) -> bool:
    """`Thực hiện Kế hoạch 179/KH-UBND ...`: names the document it stands on and orders nothing."""
    return bool(re.match(r"(trien khai )?thuc hien |can cu ", fold(tidy(text))) and CITED.search(text))


def _field(text: str) -> tuple[str, str]:
    folded = fold(text)
    for name, form in FIELDS:
        found = form.match(folded)
        if found:
            return name, text[found.end() :].strip(" .;")
    return "", ""


def _with_field(item: Item, name: str, value: str, year: int | None) -> Item:
    if name == "due":
        return replace(item, due=read_due(value, year=year))
    if name == "supporting":
        return replace(item, supporting=(*item.supporting, *columns.agencies(value)))
    if name == "lead":
        return replace(item, lead="; ".join(filter(None, (item.lead, value))))
    return replace(item, product="; ".join(filter(None, (item.product, value))))


def _leaf(node: Node, path: tuple[str, ...], year: int | None, items: list[Item]) -> None:
    for number, part in _numbered(node.text):
        lead_in, rest = _lead_in(part)
        below = (*path, _heading(lead_in)) if lead_in else path
        cut = pieces(rest)
        open_field = ""
        for piece in cut:
            name, value = _field(piece)
            if items and (name or open_field):
                items[-1] = _with_field(items[-1], name or open_field, value if name else piece, year)
                open_field = name or open_field
                continue
            sentence = tidy(part) if len(cut) > 1 else ""
            due = find_due(piece, year=year)
            items.append(
                Item(piece, _kind(piece, below), below, number or node.number, sentence, due=due, place=node.place)
            )


def _heading(text: str) -> str:
    return tidy(text).strip(" .:;")


def _lead_in(text: str) -> tuple[str, str]:
    """`1. Công khai, minh bạch: làm A; làm B`: the words before the colon head what follows."""
    found = LEAD_IN.match(text)
    if found is None or _field(text)[0]:
        return "", text
    rest = text[found.end() :]
    return (found[1].strip(), rest) if len(pieces(rest)) >= 2 or "“" in found[1] else ("", text)


def is_gap(text: str) -> bool:
    """A dimension named with nothing under it, as plan 313 names its sixth, seventh and eighth."""
    folded = fold(tidy(text))
    return any(name in folded and len(folded) <= len(name) + 30 for one in named_dimensions(text) for name in one.names)


def _is_heading(node: Node) -> bool:
    text = node.text.rstrip()
    if is_gap(text):
        return True
    if not node.children:
        return is_upper(text)
    return text.endswith(":") or not re.search(r"[.;]$", text) or len(text.split()) < 8


def _grid(grid: Grid, path: tuple[str, ...], year: int | None, found: columns.Columns) -> Iterator[Item]:
    for row in columns.rows(grid, found):
        below = (*path, *row.path)
        cut = pieces(row.text) if row.splits else [_clean(row.text)]
        for piece in cut:
            yield Item(
                piece, _kind(piece, below) if row.path else "task", below, row.number, row.text if len(cut) > 1 else "",
                row.lead, row.supporting, read_due(row.due, year=year) or find_due(piece, year=year),
                row.product, row.note, table=grid.place, place=row.place,
            )  # fmt: skip


class _Walk:
    """Walks the outline once and keeps what it found."""

    def __init__(self, year: int | None) -> None:
        self.year = year
        self.items: list[Item] = []
        self.tables: list[columns.Columns] = []
        self.left: list[Line] = []

    def visit(self, node: Node, path: tuple[str, ...]) -> None:
        """Take a node's own words, then everything under it."""
        below = path
        if node.kind != "root":
            if _is_heading(node):
                below = (*path, _heading(f"{node.number} {node.text}")) if node.text else path
                if not node.children:
                    self._lone(node, path)
            else:
                _leaf(node, (*path, node.number) if node.kind == "article" else path, self.year, self.items)
                below = (*path, _heading(node.text)[:120]) if node.children else path
        for child in node.children:
            self._child(child, below)

    def _lone(self, node: Node, path: tuple[str, ...]) -> None:
        """A heading with nothing under it: a gap when it names a dimension, else left out and shown so."""
        if is_gap(node.text):
            self.items.append(Item(_clean(node.text), "gap", path, node.number, place=node.place))
        elif node.text:
            self.left.append(Line(f"{node.number} {node.text}".strip(), node.place))

    def _child(self, child: Node | Grid, path: tuple[str, ...]) -> None:
        if isinstance(child, Node):
            self.visit(child, path)
            return
        found = columns.find(child)
        if found:
            self.tables.append(found)
            self.items += list(_grid(child, path, self.year, found))


def _is_furniture(text: str, lines_seen: int, title: str) -> bool:
    folded = fold(tidy(text)).lstrip("- ")
    if FURNITURE.match(folded) or HEADING.match(folded) or (_cites(text) and len(pieces(text)) == 1):
        return True
    if lines_seen < 25 and title and tidy(text) in title:
        return True
    return bool(re.search(r"\bnhu sau\s*[:.]?$", folded) or (re.search(r",\s*ngay\s+\d", folded) and len(folded) < 60))


def _body(blocks: Sequence[Block], head: Head) -> tuple[list[Block], list[Line]]:
    """Leave out the printed form around the plan: national motto, legal bases, list of receivers, signature."""
    kept: list[Block] = []
    left: list[Line] = []
    closed = False
    for order, block in enumerate(blocks):
        if isinstance(block, Grid):
            kept.append(block)
            continue
        folded = fold(tidy(block.text))
        if folded.startswith("phu luc"):
            closed = False
        closed = closed or folded.startswith("noi nhan")
        if closed or _is_furniture(block.text, order, head.title):
            left.append(block)
        else:
            kept.append(block)
    return kept, left


def _lines(blocks: Sequence[Block]) -> list[str]:
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Line):
            lines.append(block.text)
        elif columns.find(block) is None:
            lines += [cell for row in zip(*block.rows, strict=False) for cell in "\n".join(row).split("\n") if cell]
    return lines


def split(blocks: Sequence[Block], *, year: int | None = None) -> Draft:
    """Split a plan's blocks into head and items; `year` completes deadlines that name none."""
    head = read_head(_lines(blocks))
    body, left = _body(blocks, head)
    only = head.first_year if head.first_year == head.last_year else None
    walk = _Walk(year or only)
    walk.visit(outline(body), ())
    return Draft(head, tuple(item for item in walk.items if item.text), tuple(walk.tables), (*left, *walk.left))
