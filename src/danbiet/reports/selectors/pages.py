"""What the pages of reports show: one frozen value a page."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from danbiet.common.actor import Actor, NotYours, say
from danbiet.disclosure.models import Obligation, Request
from danbiet.disclosure.selectors.owed import titled, told
from danbiet.law.periods import Kind, Period, named, period
from danbiet.places.models import Unit
from danbiet.plans.models import CorrectionOrder, Plan, ProgressNote, Task
from danbiet.reports.models import Report
from danbiet.reports.rules import State, may_draft, may_issue, slots
from danbiet.reports.rules.figures import definition, rows_behind
from danbiet.reports.rules.guards import BOUND, changed, filled
from danbiet.reports.rules.windows import Row, fingerprint
from danbiet.reports.selectors.facts import edition, facts, window
from danbiet.reports.selectors.gates import report_for, sees_inside
from danbiet.reports.selectors.material import dimensions, previous
from danbiet.voices.models import Case, Reception, ReceptionDay

PAGE = 100
MOST_COUNTED = 5000
INSIDE = frozenset({"notes", "corrections", "cases", "visits"})


@dataclass(frozen=True)
class Piece:
    """A stretch of a line; with a key it is a figure that links to its rows."""

    text: str
    key: str = ""


@dataclass(frozen=True)
class BodyLine:
    style: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class FigureLine:
    """A figure in the table of a report."""

    key: str
    label: str
    value: int | None
    before: int | None
    year: int | None
    is_absent: bool


@dataclass(frozen=True)
class Stop:
    """Why the report cannot be issued, and the part of it that is meant."""

    slot: str
    sentence: str


@dataclass(frozen=True)
class Rewritten:
    """A section set against the report before it, sentence by sentence."""

    label: str
    sentences: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ReportPage:
    """A report as its page shows it."""

    report: Report
    period: Period
    body: Mapping[str, object]
    lines: tuple[BodyLine, ...]
    figures: tuple[FigureLine, ...]
    stops: tuple[Stop, ...]
    older: Report | None
    rewritten: tuple[Rewritten, ...]
    is_closed: bool
    may_write: bool
    may_issue: bool
    may_see_scan: bool


@dataclass(frozen=True)
class RowShown:
    """One row behind a figure; `route` and `pk` lead to where it stands, if the reader may go there."""

    text: str
    note: str = ""
    day: date | None = None
    route: str = ""
    pk: object = None


@dataclass(frozen=True)
class FigurePage:
    """A figure, what it means, its rows counted again as of the moment it was made, and whether they agree."""

    report: Report
    period: Period
    key: str
    label: str
    part: str
    meaning: str
    value: int | None
    fresh: int | None
    agrees: bool
    is_absent: bool
    is_closed_to_reader: bool
    rows: tuple[RowShown, ...]
    page: Page[Row]
    is_uncounted: bool


def report_page(actor: Actor, pk: int, *, on: date) -> ReportPage:
    """The page of a report."""
    report = report_for(actor, pk)
    of = period(report.period)
    is_draft = report.state == State.DRAFT
    signs = may_issue(actor, report.place_id)
    older = previous(report) if is_draft else None
    return ReportPage(
        report=report,
        period=of,
        body=report.body,
        lines=tuple(_lines(report)),
        figures=tuple(_figures(report)),
        stops=tuple(_stops(report)),
        older=older,
        rewritten=tuple(_rewritten(report, older)) if older else (),
        is_closed=of.last_day <= on,
        may_write=may_draft(actor, report.place_id),
        may_issue=signs and is_draft,
        may_see_scan=bool(report.scan) and sees_inside(actor, report),
    )


def figure_page(actor: Actor, pk: int, key: str, *, number: str = "", recount: bool = False) -> FigurePage:
    """A figure of a report and a page of the rows behind it; a very large one is counted again only when asked."""
    report = report_for(actor, pk)
    if key not in report.figures:
        raise NotYours(say("Báo cáo không có số liệu này."))
    meant, of = definition(key), period(report.period)
    stored = report.figures[key]
    known = not meant.absent and stored["value"] is not None
    counts = known and (recount or stored["value"] <= MOST_COUNTED)
    rows = _rows(report, of, key, meant.rows) if counts else []
    page = Paginator(rows, PAGE).get_page(number)
    open_ = meant.rows not in INSIDE or sees_inside(actor, report)
    return FigurePage(
        report=report,
        period=of,
        key=key,
        label=label(key),
        part=_part(key, of),
        meaning=meant.meaning_en if _english() else meant.meaning_vi,
        value=stored["value"],
        fresh=len(rows) if counts else None,
        agrees=not counts or (len(rows) == stored["value"] and fingerprint(rows) == stored["rows"]),
        is_absent=meant.absent,
        is_closed_to_reader=not open_,
        rows=tuple(_shown(meant.rows, list(page.object_list), of)) if open_ and counts else (),
        page=page,
        is_uncounted=known and not counts,
    )


def label(key: str) -> str:
    """What a figure is called, in the reader's language."""
    meant = definition(key)
    return meant.label_en if _english() else meant.label_vi


def period_label(of: Period) -> str:
    """A period in the reader's language."""
    if not _english():
        return named(of)
    names = {
        Kind.MONTH: f"month {of.part} of {of.year}",
        Kind.QUARTER: f"quarter {of.part} of {of.year}",
        Kind.HALF: f"half-year {of.part} of {of.year}",
        Kind.NINE_MONTHS: f"nine months of {of.year}",
    }
    return names.get(of.kind, f"year {of.year}")


def slots_of(report: Report) -> list[tuple[str, str, str]]:
    """The fields for an officer's own words: (key, label, hint); labels of dimensions are official names."""
    of = period(report.period)
    return [(slot.key, _(slot.label), _(slot.hint)) for slot in slots(of.kind, dimensions(of))]


def _english() -> bool:
    return (get_language() or "vi").startswith("en")


def _lines(report: Report) -> list[BodyLine]:
    return [BodyLine(style, tuple(_pieces(text, report))) for style, text in report.body.get("lines", [])]


def _pieces(text: str, report: Report) -> list[Piece]:
    """Text and figures in turn; a mark that names no figure stays as it was written."""
    pieces, at = [], 0
    for match in re.finditer(BOUND, text):
        if match["key"] not in report.figures:
            continue
        pieces += [Piece(text[at : match.start()]), Piece(_written(match, report), match["key"])]
        at = match.end()
    return [piece for piece in [*pieces, Piece(text[at:])] if piece.text]


def _written(match: re.Match[str], report: Report) -> str:
    return filled(match[0], {key: cell["value"] for key, cell in report.figures.items()})


def _figures(report: Report) -> list[FigureLine]:
    shown = report.body.get("keys", list(report.figures))
    cells = [(key, report.figures[key]) for key in shown if key in report.figures]
    return [
        FigureLine(key, label(key), cell["value"], cell["before"], cell["year"], definition(key).absent)
        for key, cell in cells
    ]


def _stops(report: Report) -> list[Stop]:
    names = {key: text for key, text, _hint in slots_of(report)} | {"figures": _("Bảng số liệu")}
    return [Stop(names.get(found["slot"], found["slot"]), _said(found)) for found in report.body.get("findings", [])]


def _rewritten(report: Report, older: Report) -> list[Rewritten]:
    texts = [(label, older.texts.get(key, ""), report.texts.get(key, "")) for key, label, _hint in slots_of(report)]
    return [Rewritten(label, tuple(changed(before, now))) for label, before, now in texts if before or now]


def _said(found: Mapping[str, Any]) -> str:
    """The sentence of a finding in the reader's language."""
    values, template = dict(found["values"]), found["sentence"]
    if "key" in values:
        values["label"] = label(values["key"])
    return _(template).format(**values)


def labels(keys: Iterable[str]) -> str:
    """Figures by name, in the reader's language."""
    return "; ".join(dict.fromkeys(label(key) for key in keys))


def _part(key: str, of: Period) -> str:
    construct = key.partition(".")[2]
    dimension = edition(of.year).dimension(construct) if construct else None
    return "" if dimension is None else dimension.name_en if _english() else dimension.name_vi


def _rows(report: Report, of: Period, key: str, kind: str) -> list[Row]:
    found = facts(report.place, period=of, as_of=report.as_of, kinds=frozenset({kind}))
    return rows_behind(key, found, window(of))


def _shown(kind: str, rows: list[Row], of: Period) -> list[RowShown]:
    if kind == "cells":
        return [_cell(str(row), of) for row in rows]
    return SHOWING[kind](rows)


def _cell(construct: str, of: Period) -> RowShown:
    part = edition(of.year).sub_dimension(construct)
    if part is None:
        return RowShown(construct)
    return RowShown(f"{part.number} {part.name_en if _english() else part.name_vi}")


def _tasks(rows: list[Row]) -> list[RowShown]:
    tasks = Task.objects.filter(pk__in=rows).select_related("item", "plan__place", "lead_agency")
    return [
        RowShown(f"{task.item.code}. {task.item.text}", _led(task), task.due_on, "plans:task", task.pk)
        for task in tasks.order_by("plan", "item__position")
    ]


def _led(task: Task) -> str:
    return task.lead_agency.name_vi if task.lead_agency else _("chưa có cơ quan chủ trì")


def _plans(rows: list[Row]) -> list[RowShown]:
    plans = Plan.objects.filter(pk__in=rows).select_related("issuer").order_by("issued_on", "pk")
    return [
        RowShown(f"{plan} {plan.title}", plan.issuer.name_vi, plan.issued_on, "plans:plan", plan.pk) for plan in plans
    ]


def _notes(rows: list[Row]) -> list[RowShown]:
    notes = ProgressNote.objects.filter(pk__in=rows).select_related("agency").order_by("on", "pk")
    return [RowShown(note.text[:200], note.agency.name_vi, note.on, "plans:task", note.task_id) for note in notes]


def _corrections(rows: list[Row]) -> list[RowShown]:
    orders = CorrectionOrder.objects.filter(pk__in=rows).select_related("agency").order_by("due_on", "pk")
    return [RowShown(one.text[:200], one.agency.name_vi, one.due_on, "plans:task", one.task_id) for one in orders]


def _disclosures(rows: list[Row]) -> list[RowShown]:
    found = Obligation.objects.filter(pk__in=rows).select_related("place").order_by("due_on", "arose_on", "pk")
    return [
        RowShown(f"{titled(one)}: {told(one)}", one.place.name_vi, one.due_on, "disclosure:obligation", one.pk)
        for one in found
    ]


def _requests(rows: list[Row]) -> list[RowShown]:
    found = Request.objects.filter(pk__in=rows).select_related("place").order_by("received_on", "pk")
    return [RowShown(one.number, one.place.name_vi, one.due_on, "disclosure:request", one.pk) for one in found]


def _cases(rows: list[Row]) -> list[RowShown]:
    """Numbers, places and days; what a case is about is read on its own page by those who may."""
    found = Case.objects.filter(pk__in=rows).select_related("received_place").order_by("received_on", "pk")
    return [_case(one, one.received_place.name_vi) for one in found]


def _case(one: Case, place: str) -> RowShown:
    return RowShown(f"{one.number} · {one.kind_word}", place, one.answer_due_on, "voices:case", one.number)


def _receptions(rows: list[Row]) -> list[RowShown]:
    found = ReceptionDay.objects.filter(pk__in=rows).select_related("place").order_by("on", "pk")
    return [_reception(one, f"{one.receiver_word}, {one.state_word}") for one in found]


def _reception(day: ReceptionDay, text: str) -> RowShown:
    return RowShown(text, day.place.name_vi, day.on, "voices:reception", day.place.code)


def _visits(rows: list[Row]) -> list[RowShown]:
    found = Reception.objects.filter(pk__in=rows).select_related("day__place").order_by("day__on", "position")
    return [_reception(one.day, f"{one.position}. {one.summary}") for one in found]


def _units(rows: list[Row]) -> list[RowShown]:
    units = Unit.objects.filter(pk__in=rows).order_by("sort_key")
    return [RowShown(unit.name_vi, route="places:place", pk=unit.code) for unit in units]


SHOWING = {
    "tasks": _tasks,
    "below": _tasks,
    "plans": _plans,
    "notes": _notes,
    "corrections": _corrections,
    "disclosures": _disclosures,
    "requests": _requests,
    "cases": _cases,
    "receptions": _receptions,
    "visits": _visits,
    "units": _units,
}


def offered(report: Report) -> list[tuple[str, str, int | None]]:
    """The figures an officer may bind a sentence to: (mark, label, value)."""
    return [(f"{{figure:{line.key}}}", line.label, line.value) for line in _figures(report) if line.value is not None]
