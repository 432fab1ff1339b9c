"""The other plans of the library typed again as officials would: pasted text, DOCX and XLSX, made from the data."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import docx
import xlsxwriter
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from danbiet.plans.rules import library

FORMS = ("paste", "docx_lines", "docx_table", "xlsx")
MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
HEADS = ("STT", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian thực hiện", "Sản phẩm")


def plans() -> list[Mapping[str, Any]]:
    """Plans with at least one task."""
    return [plan for plan in library.other_plans() if plan.get("task")]


def expected(plan: Mapping[str, Any]) -> list[str]:
    """The tasks as the data hold them."""
    return [task["text"] for task in plan["task"]]


def _day(issued: str) -> str:
    parts = issued.split("-")
    return f"ngày {parts[2]} tháng {parts[1]} năm {parts[0]}" if len(parts) == 3 and len(parts[0]) == 4 else ""


def head(plan: Mapping[str, Any]) -> list[str]:
    """The first lines in the form of Decree 30/2020."""
    paper = plan["document"][0]
    place = paper["issuer"].split(" (")[0].removeprefix("UBND ").removeprefix("tỉnh ")
    lines = [paper["issuer"].upper(), *MOTTO]
    if paper.get("number"):
        lines.append(f"Số: {paper['number']}")
    day = _day(paper.get("issued", ""))
    lines += [f"{place}, {day}"] if day else []
    return [*lines, "KẾ HOẠCH", paper["title"]]


def _below(task: Mapping[str, Any]) -> list[str]:
    lines = []
    if task.get("units"):
        lines.append("Đơn vị thực hiện: " + "; ".join(task["units"]))
    if task.get("product"):
        lines.append("Sản phẩm: " + task["product"])
    return lines


def paste(plan: Mapping[str, Any]) -> str:
    """A plain text with Roman sections, Arabic numbers, and owner and product on lines of their own."""
    lines = [*head(plan), "", "I. MỤC ĐÍCH, YÊU CẦU"]
    lines += [f"- {target['value']}." for target in plan.get("target", ())]
    lines += ["", "II. NHIỆM VỤ, GIẢI PHÁP"]
    for number, task in enumerate(plan["task"], start=1):
        lines.append(f"{number}. {task['text']}.")
        lines += _below(task)
    return "\n".join([*lines, "", "Nơi nhận:", "- Như trên;", "- Lưu: VT.", "CHỦ TỊCH"])


def _bytes(document: Any) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _numbered(document: Any, text: str, style: str) -> None:
    document.add_paragraph(text, style=style)


def docx_lines(plan: Mapping[str, Any]) -> bytes:
    """Word with a two-column head, headings, and automatic numbers that are nowhere in the text."""
    document = docx.Document()
    top = document.add_table(rows=2, cols=2)
    lines = head(plan)
    top.cell(0, 0).text, top.cell(0, 1).text = lines[0], "\n".join(MOTTO)
    top.cell(1, 0).text = next((line for line in lines if line.startswith("Số:")), "")
    top.cell(1, 1).text = next((line for line in lines if ", ngày" in line), "")
    for line in lines[-2:]:
        document.add_paragraph(line)
    document.add_paragraph("II. NHIỆM VỤ, GIẢI PHÁP")
    for task in plan["task"]:
        _numbered(document, task["text"] + ";", "List Number")
        for line in _below(task):
            _numbered(document, line, "List Bullet")
    document.add_paragraph("Nơi nhận:")
    document.add_paragraph("- Lưu: VT.")
    return _bytes(document)


def docx_table(plan: Mapping[str, Any]) -> bytes:
    """Word with the tasks in a table, one owner merged over all rows."""
    document = docx.Document()
    for line in head(plan):
        document.add_paragraph(line)
    table = document.add_table(rows=1, cols=len(HEADS))
    for cell, text in zip(table.rows[0].cells, HEADS, strict=True):
        cell.text = text
    for number, task in enumerate(plan["task"], start=1):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = str(number), task["text"]
        cells[3].text = "; ".join(task.get("units", ()))
        cells[4].text, cells[5].text = task.get("frequency", "Năm 2022"), task.get("product", "")
    owners = table.columns[2].cells[1:]
    owners[0].merge(owners[-1]).text = "Sở Nội vụ" if len(owners) > 1 else "Sở Nội vụ"
    return _bytes(document)


def xlsx(plan: Mapping[str, Any]) -> bytes:
    """A workbook with a title, a two-row head with merged cells, a section row and the tasks."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Nhiệm vụ")
    sheet.merge_range(0, 0, 0, 5, "PHỤ LỤC NHIỆM VỤ")
    for line, text in enumerate(head(plan), start=1):
        sheet.write(line, 0, text)
    top = len(head(plan)) + 2
    sheet.merge_range(top, 0, top + 1, 0, "STT")
    sheet.merge_range(top, 1, top + 1, 1, "Nội dung nhiệm vụ")
    sheet.merge_range(top, 2, top, 3, "Cơ quan")
    sheet.write(top + 1, 2, "Chủ trì")
    sheet.write(top + 1, 3, "Phối hợp")
    sheet.merge_range(top, 4, top + 1, 4, "Thời gian")
    sheet.merge_range(top, 5, top + 1, 5, "Sản phẩm")
    sheet.write(top + 2, 0, "I")
    sheet.write(top + 2, 1, "NHIỆM VỤ CHUNG")
    for number, task in enumerate(plan["task"], start=1):
        row = top + 2 + number
        sheet.write(row, 0, number)
        sheet.write(row, 1, task["text"])
        sheet.write(row, 2, "Sở Nội vụ" if number == 1 else "nt")
        sheet.write(row, 3, "\n".join(task.get("units", ())))
        sheet.write(row, 4, "Quý IV/2022")
        sheet.write(row, 5, task.get("product", ""))
    book.close()
    return out.getvalue()


def level_of(document: Any, text: str, level: int) -> None:
    """A paragraph in the second level of the style's own list."""
    paragraph = document.add_paragraph(text, style="List Number")
    numbering = OxmlElement("w:numPr")
    for tag, value in (("w:ilvl", level), ("w:numId", 1)):
        element = OxmlElement(tag)
        element.set(qn("w:val"), str(value))
        numbering.append(element)
    paragraph._p.get_or_add_pPr().append(numbering)
