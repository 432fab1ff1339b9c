"""A report as data: the body that its page shows, the workbook, and figures.json."""

from danbiet.common.documents import laid_out
from danbiet.common.xlsx import Cell, Sheet, xlsx
from danbiet.law.periods import named, period
from danbiet.reports.models import Report
from danbiet.reports.rules.figures import definition, definitions
from danbiet.reports.selectors.material import Material
from danbiet.reports.selectors.writing import TASK_HEAD, UNIT_HEAD, UNIT_KEYS, marked, shown_keys, task_cells

MARK = "Báo cáo"


def body(of: Material, report: Report) -> dict[str, object]:
    """What the page of a report shows; figures are still marks, so that each can be linked."""
    layout = laid_out(marked(of, report))
    return {
        "kind": layout.kind,
        "subject": layout.subject,
        "number": layout.number,
        "place_day": layout.place_day,
        "lines": [[line.style, line.text] for line in layout.lines],
        "recipients": list(layout.recipients),
        "keys": shown_keys(of),
    }


def workbook(of: Material, report: Report) -> bytes:
    """Figures with their definitions, the task table and the units below, as XLSX."""
    sheets = [
        Sheet("Số liệu", FIGURE_HEAD, [_figure_row(of, key) for key in shown_keys(of)], (44, 12, 18, 12, 70)),
        Sheet("Theo chỉ số nội dung", ("Chỉ số nội dung", *_each_labels()), _dimension_rows(of), (48,)),
        Sheet("Nhiệm vụ", TASK_HEAD, list(task_cells(of)), (6, 60, 36, 28, 28, 18, 24, 30, 12)),
    ]
    if of.units:
        sheets.append(Sheet("Đơn vị trực thuộc", UNIT_HEAD, _unit_rows(of), (26, 30)))
    return xlsx(
        sheets, title=f"{MARK} {named(of.period)}, {of.place.name_vi}", on=report.issued_on or of.period.last_day
    )


FIGURE_HEAD = ("Chỉ tiêu", "Kỳ này", "Cùng kỳ năm trước", "Lũy kế năm", "Cách tính")


def export(report: Report) -> dict[str, object]:
    """figures.json: every figure with its definition and the fingerprint of its rows; unknown is null."""
    of = period(report.period)
    return {
        "kind": "danbiet.report",
        "version": 1,
        "place": {
            "code": report.place.code,
            "from_day": report.place.from_day.isoformat(),
            "name": report.place.name_vi,
        },
        "report": report.kind,
        "period": {"code": of.code, "from_day": of.from_day.isoformat(), "last_day": of.last_day.isoformat()},
        "state": report.state,
        "number": f"{report}" if report.number else None,
        "issued_on": report.issued_on.isoformat() if report.issued_on else None,
        "as_of": report.as_of.isoformat(timespec="seconds"),
        "figures": [_exported(key, report) for key in report.figures],
    }


def _exported(key: str, report: Report) -> dict[str, object]:
    cell, meant = report.figures[key], definition(key)
    return {
        "key": key,
        "label": meant.label_vi,
        "meaning": meant.meaning_vi,
        "measure": meant.measure,
        "value": cell["value"],
        "same_period_last_year": cell["before"],
        "year_to_date": cell["year"],
        "rows_sha256": cell["rows"] or None,
    }


def _figure_row(of: Material, key: str) -> tuple[Cell, ...]:
    cell, meant = of.figures.get(key, {}), definitions()[key]
    return (meant.label_vi, cell.get("value"), cell.get("before"), cell.get("year"), meant.meaning_vi)


def _each_keys() -> list[str]:
    return [key for key, meant in definitions().items() if meant.each]


def _each_labels() -> list[str]:
    return [definitions()[key].label_vi for key in _each_keys()]


def _dimension_rows(of: Material) -> list[tuple[Cell, ...]]:
    values = of.values
    return [
        (
            f"{dimension.number}. {dimension.name_vi}",
            *(values.get(f"{key}.{dimension.construct}") for key in _each_keys()),
        )
        for dimension in of.edition.dimensions
    ]


def _unit_rows(of: Material) -> list[tuple[Cell, ...]]:
    return [
        (
            line.unit.name_vi,
            f"Số {line.report}, {line.report.issued_on:%d/%m/%Y}" if line.report else "Chưa gửi",
            *(line.figures.get(key) for key in UNIT_KEYS),
        )
        for line in of.units
    ]
