"""The shelf of reports: the list, and the files of each."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from danbiet.common import files
from danbiet.common.actor import Actor, NotYours, say
from danbiet.common.docx import docx
from danbiet.common.pdf import pdf
from danbiet.law.periods import Period, period
from danbiet.places.models import Unit
from danbiet.places.selectors import peoples_committee
from danbiet.reports.models import Report
from danbiet.reports.rules import DRAFTERS, LOOKERS, State
from danbiet.reports.rules.guards import Finding
from danbiet.reports.selectors.books import export, workbook
from danbiet.reports.selectors.facts import counted, facts
from danbiet.reports.selectors.gates import reports_visible_to, sees_inside
from danbiet.reports.selectors.material import material, stopping
from danbiet.reports.selectors.pages import period_label
from danbiet.reports.selectors.writing import written


@dataclass(frozen=True)
class Shelved:
    """A report in the list."""

    report: Report
    label: str


@dataclass(frozen=True)
class May:
    """What the list offers the reader."""

    draft: bool
    call: bool


def shelf(actor: Actor, *, code: str) -> QuerySet[Report]:
    """The reports that the actor may see, drafts first, then the newest; of one place when its code is given."""
    rows = reports_visible_to(actor).select_related("corrected_by", "corrects").defer("body", "figures", "texts")
    if code:
        rows = rows.filter(place__code=code)
    return rows.order_by("state", "-issued_on", "-pk")


def labelled(reports: Iterable[Report]) -> list[Shelved]:
    """Reports with their period in the reader's language."""
    return [Shelved(report, period_label(period(report.period))) for report in reports]


def may(actor: Actor) -> May:
    """Whether the reader drafts reports, and whether the reader follows who has sent."""
    return May(actor.has(*DRAFTERS), actor.has(*LOOKERS))


def file_of(report: Report, form: str) -> bytes:
    """The filed bytes of an issued report; a draft is drawn from what its figures and texts say now."""
    if report.state == State.ISSUED:
        return files.read(getattr(report, form))
    of = material(report)
    if form == "xlsx":
        return workbook(of, report)
    document = written(of, report)
    return docx(document) if form == "docx" else pdf(document)


def file_name(report: Report, form: str) -> str:
    """A name that says place, period and number."""
    number = f"-so-{report.number:02d}" if report.number else "-du-thao"
    return f"bao-cao-{report.place.code}-{report.period}{number}.{form}"


def scan_of(report: Report, *, actor: Actor) -> tuple[bytes, str]:
    """The signed scan and its kind, for officers of the place and above."""
    if not report.scan or not sees_inside(actor, report):
        raise NotYours(say("Không có bản ký trong phạm vi của bạn."))
    return files.read(report.scan), report.scan_kind


def export_files(place: Unit, of: Period, *, at: datetime) -> tuple[dict[str, bytes], list[str]]:
    """The four files of a place's report: as filed when it is issued, else as a draft, with what would stop it."""
    rows = Report.objects.filter(place=place, kind=of.kind.value, period=of.code).select_related("place", "issuer")
    filed = rows.filter(state=State.ISSUED.value).order_by("-issued_at").first()
    latest = filed or rows.order_by("-pk").first() or _unsaved(place, of, at)
    name = file_name(latest, "x").rpartition(".")[0]
    made = {f"{name}.{form}": file_of(latest, form) for form in ("docx", "pdf", "xlsx")}
    text = json.dumps(export(latest), ensure_ascii=False, indent=1, sort_keys=True)
    made["figures.json"] = f"{text}\n".encode()
    return made, stops(latest)


def stops(report: Report) -> list[str]:
    """What would keep a draft from being issued, as sentences."""
    found = [] if report.state == State.ISSUED else stopping(report)
    return [_told(finding) for finding in found]


def _told(finding: Finding) -> str:
    template = finding.sentence
    return f"{finding.slot}: {_(template).format(**dict(finding.values))}"


def _unsaved(place: Unit, of: Period, at: datetime) -> Report:
    """A draft that nobody has opened yet, from what is recorded."""
    figures = counted(facts(place, period=of, as_of=at), period=of)
    issuer = peoples_committee(place)
    return Report(
        place=place, issuer=issuer, kind=of.kind.value, period=of.code, figures=figures, as_of=at, drafted_at=at
    )
