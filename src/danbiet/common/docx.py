"""Draws an official document as DOCX: A4, Times New Roman, margins and sizes of Decree 30/2020, annex I.

The same document gives the same bytes: the archive carries no clock.
"""

import zipfile
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from docx import Document as new_file
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Length, Pt
from docx.table import Table as Grid
from docx.table import _Cell as Cell
from docx.text.paragraph import Paragraph

from danbiet.common.documents import MOTTO, STATE, AnnexSheet, Document, Layout, Line, Table, laid_out

FONT = "Times New Roman"
LEFT, RIGHT, TOP, BOTTOM = Cm(3), Cm(1.5), Cm(2), Cm(2)
TEXT = 16.5
HEADER = (6.3, 10.2)
EPOCH = (1980, 1, 1, 0, 0, 0)
BOLD = {"h1", "h2"}


def docx(document: Document) -> bytes:
    """The document as the bytes of a DOCX file."""
    layout = laid_out(document)
    file: Any = new_file()
    _defaults(file, layout, document)
    _page(file.sections[0], landscape=False)
    file.sections[0].different_first_page_header_footer = True
    _page_number(file.sections[0].header.paragraphs[0])
    _heading(file, layout)
    for line in layout.lines:
        last = _line(file, line)
        last.paragraph_format.keep_with_next = line is layout.lines[-1] or line.style.startswith("h")
    _signature(file, layout)
    for annex in layout.annexes:
        _annex(file, annex)
    return _without_clock(file)


def _defaults(file: Any, layout: Layout, document: Document) -> None:
    style = file.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    style.element.get_or_add_rPr().append(language)
    facts = file.core_properties
    facts.title, facts.author, facts.language = layout.title[:255], document.issued_by[:255], "vi"
    facts.created = facts.modified = datetime.combine(document.on or date(document.year, 1, 1), time())
    facts.last_modified_by, facts.comments, facts.revision = "", "", 1


def _page(section: Section, *, landscape: bool) -> None:
    long, short = Cm(29.7), Cm(21)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if landscape else (short, long)
    section.left_margin, section.right_margin = LEFT, RIGHT
    section.top_margin, section.bottom_margin = TOP, BOTTOM
    section.header_distance = Cm(1)


def _page_number(paragraph: Paragraph) -> None:
    paragraph.alignment = ALIGN.CENTER
    run = paragraph.add_run()
    run.font.size = Pt(13)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _heading(file: Any, layout: Layout) -> None:
    grid = _grid(file, 1, HEADER)
    left, right = grid.rows[0].cells
    for text in layout.issuer:
        _write(_next(left), text, size=13, bold=True, align=ALIGN.CENTER)
    _rule(left, 4)
    _write(_next(left), layout.number, size=13, align=ALIGN.CENTER, before=4)
    _write(_next(right), STATE, size=12, bold=True, align=ALIGN.CENTER)
    _write(_next(right), MOTTO, size=13, bold=True, align=ALIGN.CENTER)
    _rule(right, 22)
    _write(_next(right), layout.place_day, size=13, italic=True, align=ALIGN.CENTER, before=4)
    _write(file.add_paragraph(), layout.kind, size=14, bold=True, align=ALIGN.CENTER, before=14)
    _write(file.add_paragraph(), layout.subject, size=14, bold=True, align=ALIGN.CENTER)
    _rule(file, 8, after=12)


def _rule(where: Any, width: int, after: float = 0) -> None:
    """A thin line of its own, as long as `width` strokes, under a name."""
    paragraph = _next(where) if isinstance(where, Cell) else where.add_paragraph()
    paragraph.alignment = ALIGN.CENTER
    form = paragraph.paragraph_format
    form.space_before, form.space_after = Pt(0), Pt(after)
    form.line_spacing = Pt(5)
    border = OxmlElement("w:pBdr")
    line = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    border.append(line)
    paragraph._p.get_or_add_pPr().append(border)
    side = {4: 2.2, 22: 2.4, 8: 6.25}[width]
    form.left_indent = form.right_indent = Cm(side)


def _next(cell: Cell) -> Paragraph:
    """The next empty paragraph of a cell; a new cell comes with one."""
    first = cell.paragraphs[0]
    untouched = len(cell.paragraphs) == 1 and not first.runs and first._p.pPr is None
    paragraph: Paragraph = first if untouched else cell.add_paragraph()
    return paragraph


def _line(file: Any, line: Line) -> Paragraph:
    style = f"Heading {line.style[1]}" if line.style.startswith("h") else None
    paragraph: Paragraph = file.add_paragraph(style=style)
    _write(paragraph, line.text, bold=line.style in BOLD, italic=line.style == "basis", align=ALIGN.JUSTIFY, before=6)
    paragraph.paragraph_format.first_line_indent = Cm(1.27)
    paragraph.paragraph_format.line_spacing = 1.1
    return paragraph


def _write(
    paragraph: Paragraph, text: str, *, size: float = 14, bold: bool = False, italic: bool = False, **place: Any
) -> Paragraph:
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.bold, run.italic = FONT, Pt(size), bold, italic
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)
    color = OxmlElement("w:color")
    color.set(qn("w:val"), "000000")
    run._r.get_or_add_rPr().append(color)
    paragraph.alignment = place.get("align", ALIGN.LEFT)
    paragraph.paragraph_format.space_before = Pt(place.get("before", 0))
    paragraph.paragraph_format.space_after = Pt(0)
    return paragraph


def _signature(file: Any, layout: Layout) -> None:
    _write(file.add_paragraph(), "", size=8).paragraph_format.keep_with_next = True
    grid = _grid(file, 1, (8.0, TEXT - 8.0))
    left, right = grid.rows[0].cells
    _write(_next(left), "Nơi nhận:", size=12, bold=True, italic=True)
    for text in layout.recipients:
        _write(_next(left), text, size=11)
    for text in layout.capacity:
        _write(_next(right), text, size=14, bold=True, align=ALIGN.CENTER)
    space = _write(_next(right), "", align=ALIGN.CENTER)
    space.paragraph_format.space_before = Cm(3)
    _write(_next(right), layout.signer, size=14, bold=True, align=ALIGN.CENTER)
    _keep_together(grid)


def _keep_together(grid: Grid) -> None:
    for row in grid.rows:
        stay = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(stay)


def _annex(file: Any, annex: AnnexSheet) -> None:
    section = file.add_section(WD_SECTION.NEW_PAGE)
    _page(section, landscape=annex.landscape)
    section.different_first_page_header_footer = False
    _write(file.add_paragraph(), annex.label, size=14, bold=True, align=ALIGN.CENTER)
    _write(file.add_paragraph(), annex.title, size=14, bold=True, align=ALIGN.CENTER)
    _write(
        file.add_paragraph(), annex.attached, size=13, italic=True, align=ALIGN.CENTER
    ).paragraph_format.space_after = Pt(8)
    _rows(file, annex.table, width=25.2 if annex.landscape else TEXT)
    for note in annex.notes:
        _write(file.add_paragraph(), note, size=12, italic=True, align=ALIGN.JUSTIFY, before=4)


def _rows(file: Any, table: Table, *, width: float) -> None:
    total = sum(table.widths)
    grid = _grid(file, len(table.rows) + 1, tuple(width * part / total for part in table.widths))
    grid.style = "Table Grid"
    _repeat_head(grid)
    cells = grid._cells
    for at, text in enumerate(text for row in (table.head, *table.rows) for text in row):
        row, column = divmod(at, len(table.head))
        align = ALIGN.CENTER if row == 0 else ALIGN.RIGHT if column in table.numeric else ALIGN.LEFT
        _write(cells[at].paragraphs[0], text, size=12, bold=row == 0, align=align)


def _repeat_head(grid: Grid) -> None:
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    grid.rows[0]._tr.get_or_add_trPr().append(head)
    _keep_together(grid)


def _grid(file: Any, rows: int, widths: tuple[float, ...]) -> Grid:
    """A table whose every cell has its width: without that, word processors guess."""
    grid: Grid = file.add_table(rows=rows, cols=len(widths))
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    lengths: list[Length] = [Cm(width) for width in widths]
    for column, length in zip(grid.columns, lengths, strict=True):
        column.width = length
    for at, cell in enumerate(grid._cells):
        cell.width = lengths[at % len(lengths)]
    return grid


def _without_clock(file: Any) -> bytes:
    written, result = BytesIO(), BytesIO()
    file.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, EPOCH), source.read(name), zipfile.ZIP_DEFLATED)
    return result.getvalue()
