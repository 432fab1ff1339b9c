"""Reporting on tasks and judging the reports. Done is only what somebody outside the unit accepted with evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from danbiet.common import clock
from danbiet.common.actor import Actor, Conflict, Damaged, NotAllowed, say
from danbiet.ledger import services as ledger
from danbiet.places.models import Agency
from danbiet.plans.models import Evidence, ProgressNote, Task
from danbiet.plans.rules.states import PlanState, TaskState, Verdict, may_judge, reporting_agencies
from danbiet.plans.selectors import gates
from danbiet.plans.services.assigning import TaskClosed
from danbiet.plans.services.evidence import Upload, keep, looked_at
from danbiet.plans.services.once import marked

FIGURES_LIMIT = 20


class NotReported(Damaged):
    """A report lacks what it claims: words, figures or files."""


class AlreadyJudged(Conflict):
    """Somebody else accepted or refused the note first."""


@dataclass(frozen=True)
class Report:
    """What a unit says it did; a claim that the task is done needs a file."""

    text: str
    figures: Mapping[str, int | Decimal | str] = field(default_factory=dict)
    files: tuple[Upload, ...] = ()
    claims_done: bool = False


def report_progress(task: Task, *, report: Report, by: Actor, at: datetime) -> ProgressNote:
    """Write a dated note in the name of the unit that leads; refused to everybody else and on closed tasks."""
    on = clock.day(at)
    agency = _reporting_agency(task, by=by, on=on)
    _check(task, report)
    looked = looked_at(report.files)
    with marked():
        if not Task.objects.select_for_update().filter(pk=task.pk, state=TaskState.OPEN):
            raise TaskClosed(say("Nhiệm vụ {code} đã kết thúc, không nhận báo cáo mới."), code=task.item.code)
        note = ProgressNote.objects.create(
            task=task, agency=agency, by_id=by.user, at=at, on=on, text=report.text.strip(),
            figures=_plain(report.figures), claims_done=report.claims_done,
        )  # fmt: skip
        kept = keep(note, looked=looked)
        payload = {
            "note": note.pk, "text": note.text, "figures": note.figures, "claims_done": note.claims_done,
            "files": [{"sha256": file.sha256, "flags": file.flags} for file in kept],
        }  # fmt: skip
        _record(task, act="report_progress", by=by, at=at, payload=payload)
    return note


def _reporting_agency(task: Task, *, by: Actor, on: date) -> Agency:
    if task.lead_agency is None:
        raise NotAllowed(say("Nhiệm vụ {code} chưa có đơn vị chủ trì."), code=task.item.code)
    allowed = gates.answering_agencies(task.lead_agency, on=on)
    mine = sorted(reporting_agencies(by) & allowed, key=lambda pk: pk != task.lead_agency_id)
    if not mine:
        raise NotAllowed(say("Chỉ {agency} báo cáo nhiệm vụ này."), agency=task.lead_agency)
    return Agency.objects.get(pk=mine[0])


def _check(task: Task, report: Report) -> None:
    if not report.text.strip():
        raise NotReported(say("Ghi đã làm được gì."))
    if report.claims_done and not report.files:
        raise NotReported(say("Báo đã xong phải kèm ít nhất một tệp minh chứng."))
    if len(report.figures) > FIGURES_LIMIT:
        raise NotReported(say("Nhiều nhất {limit} số liệu một lần báo cáo."), limit=FIGURES_LIMIT)
    if task.plan.state == PlanState.DRAFT and not task.item.handed_down:
        raise NotReported(say("Kế hoạch chưa ban hành, nhiệm vụ chưa có hiệu lực."))
    if task.plan.state == PlanState.REPLACED:
        raise TaskClosed(say("Kế hoạch {number} đã được thay bằng kế hoạch khác."), number=task.plan)


def _plain(figures: Mapping[str, int | Decimal | str]) -> dict[str, int | str]:
    """Figures as the ledger takes them: whole numbers as they are, decimals as text, never a float."""
    plain: dict[str, int | str] = {}
    for name, value in figures.items():
        if isinstance(value, float) or not name.strip():
            raise NotReported(say("Số liệu cần tên và số."))
        plain[name.strip()[:120]] = value if isinstance(value, int) else str(value)
    return plain


def accept(note: ProgressNote, *, reason: str = "", by: Actor, at: datetime) -> ProgressNote:
    """Accept a note; one that claims the end of the task, with evidence, makes the task done.

    Refused to the reporting unit itself; a file with a flag needs a written reason.
    """
    _require_judge(note, by=by, at=at)
    kept = list(Evidence.objects.filter(note=note))
    if any(file.flags for file in kept) and not reason.strip():
        raise Damaged(say("Minh chứng có dấu hiệu cần xem lại: ghi lý do vẫn chấp nhận."))
    with transaction.atomic():
        _judge(note, Verdict.ACCEPTED, reason, by=by, at=at)
        if note.claims_done and kept:
            _finish(note.task, at=at)
        payload = {"note": note.pk, "reason": reason.strip(), "done": note.claims_done and bool(kept)}
        _record(note.task, act="accept", by=by, at=at, payload=payload)
    note.refresh_from_db()
    return note


def refuse(note: ProgressNote, *, reason: str, by: Actor, at: datetime) -> ProgressNote:
    """Refuse a note with a reason; the task stays open."""
    _require_judge(note, by=by, at=at)
    if not reason.strip():
        raise Damaged(say("Từ chối cần nêu lý do."))
    with transaction.atomic():
        _judge(note, Verdict.REFUSED, reason, by=by, at=at)
        _record(note.task, act="refuse", by=by, at=at, payload={"note": note.pk, "reason": reason.strip()})
    note.refresh_from_db()
    return note


def _require_judge(note: ProgressNote, *, by: Actor, at: datetime) -> None:
    if by.user is None or note.by_id == by.user:
        raise NotAllowed(say("Người báo cáo không tự chấp nhận được."))
    if not may_judge(by, gates.reporter(note.agency, on=clock.day(at))):
        raise NotAllowed(say("Chỉ cấp trên của {agency} hoặc thanh tra chấp nhận được."), agency=note.agency)


def _judge(note: ProgressNote, verdict: Verdict, reason: str, *, by: Actor, at: datetime) -> None:
    changed = ProgressNote.objects.filter(pk=note.pk, verdict=Verdict.WAITING).update(
        verdict=verdict, verdict_by=by.user, verdict_at=at, verdict_reason=reason.strip()
    )
    if not changed:
        raise AlreadyJudged(say("Người khác đã xử lý báo cáo này."))


def _finish(task: Task, *, at: datetime) -> None:
    changed = Task.objects.filter(pk=task.pk, state=TaskState.OPEN).update(
        state=TaskState.DONE, done_on=clock.day(at), version=F("version") + 1
    )
    if not changed:
        raise TaskClosed(say("Nhiệm vụ {code} đã kết thúc."), code=task.item.code)


def _record(task: Task, *, act: str, by: Actor, at: datetime, payload: Mapping[str, object]) -> None:
    ledger.record(
        by=by, act=f"plans.{act}", target=f"plans.task/{task.pk}", place=task.plan.place.key, payload=payload, at=at
    )
