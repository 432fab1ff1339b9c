"""The official document of Decree 30/2020/NĐ-CP as one frozen value, and its lines in order.

Pure. `docx.py` and `pdf.py` draw what `laid_out` returns; neither knows what a report is.
Nine parts (article 8(2)): state title and motto, issuer, number and symbol, place and day,
kind and subject, text, signatory, room for seal or e-signature, recipients.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
END = "./."
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
LETTERS = "abcdđeghiklmnopqrstuvxy"
DEPTH = 3
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


class TooDeep(ValueError):
    """Sections go I. → 1. → a) and no deeper; below stand dashes."""


class Uneven(ValueError):
    """A row of a table has not as many cells as its head."""


@dataclass(frozen=True)
class Table:
    """Rows of text under a head. `widths` are shares of the width of the page; `numeric` columns stand right."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    numeric: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.head) for row in (*self.rows, self.widths)):
            raise Uneven(f"every row needs {len(self.head)} cells")


@dataclass(frozen=True)
class Section:
    """A numbered part: paragraphs, then dashes, then smaller parts."""

    title: str
    paragraphs: tuple[str, ...] = ()
    dashes: tuple[str, ...] = ()
    parts: tuple["Section", ...] = ()


@dataclass(frozen=True)
class Annex:
    """A table that follows the signature, on pages of its own."""

    title: str
    table: Table
    notes: tuple[str, ...] = ()
    landscape: bool = False


@dataclass(frozen=True)
class Signature:
    """In what capacity, one line each (TM. …, CHỦ TỊCH), and who; the name may still be empty."""

    capacity: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True)
class Document:
    """One document. Without a number it is a draft: number and day stay open, and it says DỰ THẢO."""

    issuer: tuple[str, ...]
    issued_by: str
    symbol: str
    place: str
    year: int
    kind: str
    subject: str
    signature: Signature
    number: int | None = None
    on: date | None = None
    basis: tuple[str, ...] = ()
    opening: str = ""
    sections: tuple[Section, ...] = ()
    recipients: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()

    @property
    def is_draft(self) -> bool:
        return self.number is None


@dataclass(frozen=True)
class Line:
    """One paragraph of the body. Styles: basis, opening, h1, h2, h3, text, dash."""

    style: str
    text: str


@dataclass(frozen=True)
class AnnexSheet:
    """An annex with its label and the words that tie it to the document."""

    label: str
    title: str
    attached: str
    table: Table
    notes: tuple[str, ...]
    landscape: bool


@dataclass(frozen=True)
class Layout:
    """Every text of the document, in order, ready to be drawn."""

    issuer: tuple[str, ...]
    number: str
    place_day: str
    kind: str
    subject: str
    lines: tuple[Line, ...]
    capacity: tuple[str, ...]
    signer: str
    recipients: tuple[str, ...]
    annexes: tuple[AnnexSheet, ...]
    title: str


def laid_out(document: Document) -> Layout:
    """Number the sections, write number and day as officials do, and take out what cannot be printed."""
    kind = f"DỰ THẢO {document.kind}" if document.is_draft else document.kind
    return Layout(
        issuer=tuple(clean(line) for line in document.issuer),
        number=_number(document),
        place_day=clean(f"{document.place}, {_day(document)}"),
        kind=clean(kind),
        subject=clean(document.subject),
        lines=_ended(tuple(_lines(document))),
        capacity=tuple(clean(line) for line in document.signature.capacity),
        signer=clean(document.signature.name),
        recipients=tuple(clean(line) for line in document.recipients),
        annexes=tuple(_annexes(document)),
        title=clean(f"{kind} {document.subject}"),
    )


def clean(text: str) -> str:
    """NFC; no control characters, no reversed direction, nothing that XML cannot carry; one line.

    >>> clean(" Xuân\\x00 Đỉnh\\n")
    'Xuân Đỉnh'
    """
    return " ".join(UNPRINTABLE.sub("", unicodedata.normalize("NFC", text)).split())


def written_day(on: date) -> str:
    """The day as Decree 30 has it: 0 before days under 10 and months 1 and 2.

    >>> written_day(date(2022, 2, 5)), written_day(date(2021, 9, 14))
    ('ngày 05 tháng 02 năm 2022', 'ngày 14 tháng 9 năm 2021')
    """
    month = f"{on.month:02d}" if on.month < 3 else str(on.month)
    return f"ngày {on.day:02d} tháng {month} năm {on.year}"


def plain(layout: Layout) -> str:
    """The whole document as text: for searching, comparing and reading aloud."""
    parts = [*layout.issuer, STATE, MOTTO, layout.number, layout.place_day, layout.kind, layout.subject]
    parts += [line.text for line in layout.lines]
    parts += [*layout.capacity, layout.signer, "Nơi nhận:", *layout.recipients]
    for annex in layout.annexes:
        parts += [annex.label, annex.title, annex.attached]
        parts += ["\t".join(row) for row in (annex.table.head, *annex.table.rows)]
        parts += annex.notes
    return "\n".join(part for part in parts if part)


def _number(document: Document) -> str:
    number = " " * 6 if document.number is None else f"{document.number:02d}"
    return f"Số: {number}/{clean(document.symbol)}"


def _day(document: Document) -> str:
    if document.on is None:
        return f"ngày {'.' * 6} tháng {'.' * 6} năm {document.year}"
    return written_day(document.on)


def _lines(document: Document) -> list[Line]:
    head = [Line("basis", clean(text)) for text in document.basis]
    opening = [Line("opening", clean(document.opening))] if document.opening else []
    return head + opening + [line for part in _numbered(document.sections, 1) for line in part]


def _numbered(sections: tuple[Section, ...], depth: int) -> list[list[Line]]:
    if sections and depth > DEPTH:
        raise TooDeep(sections[0].title)
    return [
        [
            Line(f"h{depth}", f"{_label(depth, place)} {clean(section.title)}"),
            *(Line("text", clean(text)) for text in section.paragraphs if clean(text)),
            *(Line("dash", f"- {clean(text)}") for text in section.dashes if clean(text)),
            *(line for part in _numbered(section.parts, depth + 1) for line in part),
        ]
        for place, section in enumerate(sections)
    ]


def _label(depth: int, place: int) -> str:
    if depth == 1:
        return f"{ROMAN[place]}."
    return f"{place + 1}." if depth == 2 else f"{LETTERS[place]})"


def _ended(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    if not lines or lines[-1].style not in {"text", "dash"}:
        return lines
    return (*lines[:-1], Line(lines[-1].style, lines[-1].text.rstrip(".;, ") + END))


def _annexes(document: Document) -> list[AnnexSheet]:
    several = len(document.annexes) > 1
    return [
        AnnexSheet(
            label=f"Phụ lục {ROMAN[place]}" if several else "Phụ lục",
            title=clean(annex.title),
            attached=_attached(document),
            table=_cleaned(annex.table),
            notes=tuple(clean(note) for note in annex.notes),
            landscape=annex.landscape,
        )
        for place, annex in enumerate(document.annexes)
    ]


def _attached(document: Document) -> str:
    number = _number(document).removeprefix("Số: ")
    kind = document.kind.capitalize()
    return f"(Kèm theo {kind} số {number} {_day(document)} của {clean(document.issued_by)})"


def _cleaned(table: Table) -> Table:
    head = tuple(clean(cell) for cell in table.head)
    return Table(head, tuple(tuple(clean(cell) for cell in row) for row in table.rows), table.widths, table.numeric)
