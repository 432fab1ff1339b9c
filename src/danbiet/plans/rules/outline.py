"""Lines and tables of a plan, and its numbering: I., 1., 1.1, (1), a), -, +."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from danbiet.plans.rules.folding import fold, tidy

DITTO = "〃"


@dataclass(frozen=True)
class Line:
    """One paragraph; `label` is a number that the word processor prints but does not keep in the text."""

    text: str
    place: int
    label: str = ""


@dataclass(frozen=True)
class Grid:
    """One table: rows of cells; a cell merged over columns stands in its first, over rows it goes on as DITTO."""

    rows: tuple[tuple[str, ...], ...]
    place: int
    name: str = ""
    first: int = 1


Block = Line | Grid

MARKERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("part", re.compile(r"(?:PHẦN|Phần|CHƯƠNG|Chương)\s+(?:thứ\s+)?[\w]+\s*[.:]?(?=\s|$)\s*")),
    ("article", re.compile(r"Điều\s+\d+\s*[.:]\s*")),
    ("roman", re.compile(r"[IVX]{1,5}\s*[.)/]\s*(?=\S)")),
    ("letter_upper", re.compile(r"[A-HĐ]\s*[.)]\s+")),
    ("dec3", re.compile(r"\d{1,2}\.\d{1,2}\.\d{1,2}\.?(?:\s+|(?=[A-ZÀ-Ỹ]))")),
    ("dec2", re.compile(r"\d{1,2}\.\d{1,2}\.?(?:\s+|(?=[A-ZÀ-Ỹ]))")),
    ("arabic", re.compile(r"\d{1,2}\s*[.]\s*(?=\D)")),
    ("arabic_bracket", re.compile(r"\d{1,2}\)\s*")),
    ("brackets", re.compile(r"\(\d{1,2}\)\s*")),
    ("letter", re.compile(r"[a-zđ]\d?\s*[.)]\s+|[a-zđ]\d?\)\s*")),
    ("dash", re.compile(r"[-–—−]\s*(?=\S)")),
    ("plus", re.compile(r"\+\s*(?=\S)")),
    ("bullet", re.compile(r"[*•·▪●○◦]\s*(?=\S)")),
)
GREAT = frozenset({"part", "roman", "article"})
FINE = frozenset({"dash", "plus", "bullet", "letter", "brackets"})
BASIS = re.compile(r"(Căn cứ|Thực hiện|Thi hành|Theo đề nghị)\b")  # opens a paragraph of its own, never a wrapped line
ENDS = re.compile(r"[.;:!?…/,]$")


@dataclass
class Node:
    """A numbered line with what stands under it."""

    kind: str
    number: str
    text: str
    place: int
    children: list["Node | Grid"] = field(default_factory=list)


def marker(text: str) -> tuple[str, str, str]:
    """(kind, number as written, rest of the line); kind is empty for a line without a number."""
    for kind, form in MARKERS:
        found = form.match(text)
        if found and found.end() < len(text) + 1:
            return kind, found[0].strip(), text[found.end() :].strip()
    return "", "", text


def _continues(earlier: str, line: str) -> bool:
    if not earlier or marker(line)[0] or "\t" in line or BASIS.match(line):
        return False
    if ENDS.search(earlier):
        return earlier.endswith(",")
    return line[0].islower() or (len(earlier) > 60 and not earlier.isupper() and not line.isupper())


def _cells(line: str) -> tuple[str, ...]:
    if "\t" in line:
        return tuple(tidy(cell) for cell in line.split("\t"))
    if line.count("|") >= 2:
        return tuple(tidy(cell) for cell in line.strip().strip("|").split("|"))
    return ()


def _rows_from(lines: Sequence[str], start: int) -> tuple[list[tuple[str, ...]], int]:
    rows: list[tuple[str, ...]] = []
    while start < len(lines) and (cells := _cells(lines[start])):
        if not all(set(cell) <= set("-: ") for cell in cells):
            rows.append(cells)
        start += 1
    return rows, start


def read_paste(text: str) -> tuple[Block, ...]:
    """Pasted text as blocks: wrapped lines joined, lines with tabs or bars as tables. Places are line numbers."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").split("\n")
    blocks: list[Block] = []
    place, fresh = 0, True
    while place < len(lines):
        rows, after = _rows_from(lines, place)
        if len(rows) >= 2:
            blocks.append(Grid(tuple(rows), place + 1))
            place, fresh = after, True
            continue
        line = tidy(lines[place])
        place += 1
        if not line:
            fresh = True
            continue
        last = blocks[-1] if blocks else None
        if isinstance(last, Line) and not fresh and _continues(last.text, line):
            blocks[-1] = Line(f"{last.text} {line}", last.place)
        else:
            blocks.append(Line(line, place))
        fresh = False
    return tuple(blocks)


def _opens(text: str) -> bool:
    """Whether an unnumbered line heads what follows."""
    return text.endswith(":") or is_upper(text)


def _starts_over(node: Node, kinds: set[str]) -> bool:
    """Whether a line opens a new main section: the first of the great numbers, or a heading in capitals."""
    return is_upper(node.text) if not node.kind else node.kind in GREAT and not GREAT & kinds


def _push(stack: list[Node], node: Node) -> None:
    """Put a node under the nearest line it can belong to: a numbering seen before closes what came after it."""
    kinds = [earlier.kind for earlier in stack]
    if node.kind and node.kind in kinds:
        del stack[kinds.index(node.kind) :]
    elif _starts_over(node, set(kinds)):
        del stack[1:]
    elif not node.kind:
        while len(stack) > 1 and (stack[-1].kind in FINE or not stack[-1].kind):
            stack.pop()
    elif stack[-1].kind == "" and len(stack) > 1 and not _opens(stack[-1].text):
        stack.pop()
    stack[-1].children.append(node)
    stack.append(node)


def outline(blocks: Iterable[Block]) -> Node:
    """The lines as a tree by their numbering, whatever order of numberings the writer chose."""
    root = Node("root", "", "", 0)
    stack = [root]
    for block in blocks:
        if isinstance(block, Grid):
            holder = next((node for node in reversed(stack) if node.kind not in FINE and node.kind), root)
            holder.children.append(block)
            continue
        text = tidy(f"{block.label} {block.text}")
        kind, number, rest = marker(text)
        _push(stack, Node(kind, number, rest if kind else text, block.place))
    return root


def is_upper(text: str) -> bool:
    """A heading in capitals."""
    return text.isupper() and len(fold(text)) > 3
