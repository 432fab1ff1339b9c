"""Writes tables as XLSX. Text stays text: no formula, no link; numbers stay numbers. Same input, same bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

Cell = str | int | Decimal | date | None


@dataclass(frozen=True)
class Sheet:
    """A sheet: name, head, rows; `widths` in characters, one a column; `notes` stand under the rows."""

    name: str
    head: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    widths: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


def xlsx(sheets: Sequence[Sheet], *, title: str, on: date) -> bytes:
    """The bytes of a workbook; an empty cell is written for None, never a zero."""
    import xlsxwriter

    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title[:255], "created": datetime.combine(on, time())})
    forms = {
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1}),
        "text": book.add_format({"text_wrap": True, "valign": "top", "border": 1}),
        "day": book.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "border": 1}),
        "note": book.add_format({"italic": True}),
    }
    for sheet in sheets:
        _sheet(book.add_worksheet(_name(sheet.name)), sheet, forms)
    book.close()
    return file.getvalue()


def _sheet(page: Any, sheet: Sheet, forms: dict[str, Any]) -> None:
    for column, width in enumerate(sheet.widths or (20,) * len(sheet.head)):
        page.set_column(column, column, width)
    for column, text in enumerate(sheet.head):
        page.write_string(0, column, text, forms["head"])
    for at, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row):
            _cell(page, (at, column), value, forms)
    for at, note in enumerate(sheet.notes, start=len(sheet.rows) + 2):
        page.write_string(at, 0, note, forms["note"])
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_paper(9)


def _cell(page: Any, place: tuple[int, int], value: Cell, forms: dict[str, Any]) -> None:
    if value is None:
        page.write_blank(*place, None, forms["text"])
    elif isinstance(value, str):
        page.write_string(*place, value[:32767], forms["text"])
    elif isinstance(value, date):
        page.write_datetime(*place, datetime.combine(value, time()), forms["day"])
    else:
        page.write_number(*place, value, forms["text"])


def _name(name: str) -> str:
    return "".join(" " if sign in r"[]:*?/\'" else sign for sign in name)[:31]
