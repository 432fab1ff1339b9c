"""The acts on reports: drafting, writing, counting again, issuing, attaching the signed scan, correcting, calling."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils.functional import lazy

from danbiet.common import clock, files
from danbiet.common.actor import Actor, Conflict, Damaged, NotAllowed, say
from danbiet.common.docx import docx
from danbiet.common.pdf import pdf
from danbiet.law import periods
from danbiet.law.citation import Citation
from danbiet.ledger import services as ledger
from danbiet.ledger.rules import canonical
from danbiet.places.models import Unit
from danbiet.places.selectors import peoples_committee
from danbiet.reports.models import Call, Report
from danbiet.reports.rules import SYMBOL, State, may_call, may_draft, may_issue
from danbiet.reports.rules.guards import Finding
from danbiet.reports.selectors.books import body, workbook
from danbiet.reports.selectors.facts import counted, facts, moved
from danbiet.reports.selectors.material import material, stopping
from danbiet.reports.selectors.pages import labels, period_label
from danbiet.reports.selectors.writing import written

period_said = lazy(period_label, str)
labels_said = lazy(labels, str)


class ReportIssued(Conflict):
    """What is issued is never edited; a correction is a new report that names it."""


class ReportExists(Conflict):
    """The place has a report of this period already."""


class ReportChanged(Conflict):
    """Somebody else changed the draft meanwhile."""


class FiguresMoved(Conflict):
    """The records changed since the figures were made; the signer must see the new ones first."""


class NotClosed(Conflict):
    """The data of the period have not closed."""


class NumberTaken(Conflict):
    """The issuer used the number in this year."""


class NotReady(Damaged):
    """A claim without a figure, parts that do not add up, periods of other length: the report is stopped."""

    def __init__(self, found: list[Finding]) -> None:
        super().__init__(found[0].sentence, **dict(found[0].values))
        self.findings = found


@dataclass(frozen=True)
class Signing:
    """Who signs, in what capacity, and under which number (the next free one when not given)."""

    signer: str
    capacity: str
    number: int | None = None


def draft(place: Unit, *, period: str, by: Actor, at: datetime) -> Report:
    """Draft the report of a place and period from what is recorded."""
    of = periods.period(period)
    _require_drafter(place, by=by)
    if of.from_day > clock.day(at):
        raise NotClosed(say("Kỳ {period} chưa bắt đầu."), period=period_said(of))
    if Report.objects.filter(place=place, kind=of.kind.value, period=of.code).exists():
        raise ReportExists(say("{place} đã có báo cáo {period}."), place=place, period=period_said(of))
    return _open(place, of, by=by, at=at)


def correct(report: Report, *, reason: str, by: Actor, at: datetime) -> Report:
    """Draft a new report that replaces an issued one and says why."""
    _require_drafter(report.place, by=by)
    if report.state != State.ISSUED:
        raise Damaged(say("Báo cáo chưa ban hành thì sửa thẳng trong dự thảo."))
    if not reason.strip():
        raise Damaged(say("Báo cáo đính chính phải nêu lý do."))
    if Report.objects.filter(corrects=report).exists():
        raise ReportExists(say("Báo cáo số {number} đã có báo cáo thay thế."), number=report)
    return _open(report.place, periods.period(report.period), by=by, at=at, corrects=report, reason=reason.strip())


def _open(
    place: Unit, of: periods.Period, *, by: Actor, at: datetime, corrects: Report | None = None, reason: str = ""
) -> Report:
    report = Report(
        place=place, issuer=peoples_committee(place), kind=of.kind.value, period=of.code,
        texts=corrects.texts if corrects else {}, figures=counted(facts(place, period=of, as_of=at), period=of),
        as_of=at, drafted_by_id=by.user, drafted_at=at, corrects=corrects, correction_reason=reason,
    )  # fmt: skip
    report.body = _body(report)
    try:
        with transaction.atomic():
            report.save(force_insert=True)
            payload = {"period": of.code, "kind": of.kind.value, "corrects": corrects.pk if corrects else None}
            _record(report, act="draft", by=by, at=at, payload=payload)
    except IntegrityError:
        raise ReportExists(say("{place} đã có báo cáo {period}."), place=place, period=period_said(of)) from None
    return report


def write_texts(report: Report, *, texts: Mapping[str, str], seen: int, by: Actor, at: datetime) -> Report:
    """Keep an officer's words; refused when somebody else wrote since they were read."""
    _require_drafter(report.place, by=by)
    kept = {slot: text.strip() for slot, text in texts.items() if text.strip()}
    return _change(report, seen=seen, act="write_texts", by=by, at=at, texts=kept, payload=_digests(kept))


def require_open(report: Report, *, by: Actor) -> None:
    """Raise unless the actor may write in this draft now."""
    _require_drafter(report.place, by=by)
    if report.state != State.DRAFT:
        raise ReportIssued(say("Báo cáo đã ban hành, không sửa được. Lập báo cáo thay thế."))


def refresh(report: Report, *, by: Actor, at: datetime) -> Report:
    """Count every figure of a draft again."""
    if not (may_draft(by, report.place_id) or may_issue(by, report.place_id)):
        raise NotAllowed(say("Chỉ người lập báo cáo của {place} tính lại được số liệu."), place=report.place)
    of = periods.period(report.period)
    fresh = counted(facts(report.place, period=of, as_of=at), period=of)
    changed = [key for key, _, _ in moved(report.figures, fresh)]
    payload = {"changed": changed}
    return _change(report, seen=report.version, act="refresh", by=by, at=at, figures=fresh, as_of=at, payload=payload)


def _change(
    report: Report, *, seen: int, act: str, by: Actor, at: datetime, payload: Mapping[str, object], **fields: object
) -> Report:
    for name, value in fields.items():
        setattr(report, name, value)
    fields["body"] = _body(report)
    with transaction.atomic():
        drafts = Report.objects.filter(pk=report.pk, state=State.DRAFT, version=seen)
        if not drafts.update(version=F("version") + 1, **fields):
            _refuse_change(report)
        _record(report, act=act, by=by, at=at, payload=payload)
    report.refresh_from_db()
    return report


def _refuse_change(report: Report) -> None:
    if Report.objects.filter(pk=report.pk, state=State.ISSUED).exists():
        raise ReportIssued(say("Báo cáo đã ban hành, không sửa được. Lập báo cáo thay thế."))
    raise ReportChanged(say("Người khác vừa sửa dự thảo này. Tải lại trang rồi sửa tiếp."))


def issue(report: Report, *, signing: Signing, by: Actor, at: datetime) -> Report:
    """Number, freeze and file a report; refused while anything stops it or the records have moved."""
    if not may_issue(by, report.place_id):
        raise NotAllowed(say("Chỉ lãnh đạo {place} ban hành báo cáo của {place}."), place=report.place)
    _check_ready(report, signing, at=at)
    day = clock.day(at)
    with transaction.atomic():
        number = signing.number or next_number(report, year=day.year)
        _freeze(report, signing, number=number, by=by, at=at)
        payload: dict[str, object] = {
            "number": number, "symbol": SYMBOL, "year": day.year, "docx": report.docx, "pdf": report.pdf,
            "xlsx": report.xlsx, "figures": hashlib.sha256(canonical(report.figures)).hexdigest(),
        }  # fmt: skip
        _record(report, act="issue", by=by, at=at, payload=payload)
    report.refresh_from_db()
    return report


def next_number(report: Report, *, year: int) -> int:
    """One after the issuer's last number of the year; numbers begin again on 1 January (DOC-04)."""
    used = Report.objects.filter(issuer=report.issuer, year=year).aggregate(last=Max("number"))["last"]
    return (used or 0) + 1


def _check_ready(report: Report, signing: Signing, *, at: datetime) -> None:
    of = periods.period(report.period)
    if report.state != State.DRAFT:
        raise ReportIssued(say("Báo cáo đã ban hành, không sửa được. Lập báo cáo thay thế."))
    if of.last_day > clock.day(at):
        raise NotClosed(say("Số liệu {period} chốt ngày {day}, chưa ban hành được."), period=period_said(of),
                        day=f"{of.last_day:%d/%m/%Y}")  # fmt: skip
    if not signing.signer.strip() or not signing.capacity.strip():
        raise Damaged(say("Báo cáo ban hành cần người ký và chức vụ."))
    fresh = counted(facts(report.place, period=of, as_of=at), period=of)
    different = moved(report.figures, fresh)
    if different:
        moved_labels = labels_said([key for key, _, _ in different][:3])
        raise FiguresMoved(
            say("Số liệu đã đổi từ lúc lập dự thảo ({labels}). Tính lại rồi xem trước khi ký."), labels=moved_labels
        )
    found = stopping(report)
    if found:
        raise NotReady(found)


def _freeze(report: Report, signing: Signing, *, number: int, by: Actor, at: datetime) -> None:
    report.number, report.year, report.issued_on = number, clock.day(at).year, clock.day(at)
    report.signer, report.capacity = signing.signer.strip(), signing.capacity.strip()
    of = material(report)
    document = written(of, report)
    made = {"docx": docx(document), "pdf": pdf(document), "xlsx": workbook(of, report)}
    kept = {kind: files.store(data, kinds=[kind]).sha256 for kind, data in made.items()}
    drafts = Report.objects.filter(pk=report.pk, state=State.DRAFT, version=report.version)
    try:
        with transaction.atomic():
            changed = drafts.update(
                state=State.ISSUED, number=number, year=report.year, issued_on=report.issued_on, issued_at=at,
                issued_by=by.user, signer=report.signer, capacity=report.capacity, body=_body(report), **kept,
            )  # fmt: skip
    except IntegrityError:
        raise NumberTaken(say("Số {number} đã dùng trong năm {year}."), number=number, year=report.year) from None
    if not changed:
        _refuse_change(report)
    report.docx, report.pdf, report.xlsx = kept["docx"], kept["pdf"], kept["xlsx"]


def attach_scan(report: Report, *, data: bytes, by: Actor, at: datetime) -> Report:
    """Keep the scan of the signed and sealed paper beside an issued report, by its hash, once."""
    if not (may_draft(by, report.place_id) or may_issue(by, report.place_id)):
        raise NotAllowed(say("Chỉ người lập hoặc ký báo cáo của {place} gắn được bản ký."), place=report.place)
    if report.state != State.ISSUED:
        raise Damaged(say("Báo cáo chưa ban hành, chưa có bản ký."))
    if report.scan:
        raise Conflict(say("Báo cáo đã có bản ký. Bản ký không thay được."))
    stored = files.store(data, kinds=["pdf", "jpeg"])
    with transaction.atomic():
        unsigned = Report.objects.filter(pk=report.pk, state=State.ISSUED, scan="")
        if not unsigned.update(scan=stored.sha256, scan_kind=stored.kind, scan_at=at):
            raise Conflict(say("Báo cáo đã có bản ký. Bản ký không thay được."))
        payload = {"sha256": stored.sha256, "kind": stored.kind, "bytes": stored.bytes}
        _record(report, act="attach_scan", by=by, at=at, payload=payload)
    report.refresh_from_db()
    return report


def set_due(place: Unit, *, period: str, due: tuple[date, str], by: Actor, at: datetime) -> Call:
    """Set the day by which the units below send a period's report; it may be earlier than the rule, never later."""
    if not may_call(by, place.pk):
        raise NotAllowed(say("Chỉ người phụ trách hoặc lãnh đạo {place} định hạn cho cấp dưới."), place=place)
    on, basis = due
    if not basis.strip():
        raise Damaged(say("Hạn gửi phải có văn bản làm căn cứ."))
    of = periods.period(period)
    citation = Citation(basis.strip(), "", clock.day(at), None, "seen", "reports.Call")
    try:
        periods.with_local_due(of, on=on, basis=citation)
    except periods.BadLocalDay:
        raise Damaged(say("Hạn gửi phải sau ngày chốt số liệu và không muộn hơn hạn của cấp trên.")) from None
    with transaction.atomic():
        fields = {"due_on": on, "basis": basis.strip(), "ordered_at": at, "ordered_by_id": by.user}
        call, _ = Call.objects.update_or_create(place=place, period=of.code, defaults=fields)
        payload = {"period": of.code, "due_on": on.isoformat(), "basis": basis.strip()}
        ledger.record(by=by, act="reports.set_due", target=f"reports.call/{call.pk}", place=place.key,
                      payload=payload, at=at)  # fmt: skip
    return call


def _body(report: Report) -> dict[str, object]:
    found = stopping(report) if report.state == State.DRAFT else []
    return body(material(report), report) | {"findings": [asdict(finding) for finding in found]}


def _require_drafter(place: Unit, *, by: Actor) -> None:
    if not may_draft(by, place.pk):
        raise NotAllowed(say("Chỉ người phụ trách của {place} lập báo cáo của {place}."), place=place)


def _digests(texts: Mapping[str, str]) -> dict[str, object]:
    return {"texts": {slot: hashlib.sha256(text.encode()).hexdigest() for slot, text in texts.items()}}


def _record(report: Report, *, act: str, by: Actor, at: datetime, payload: Mapping[str, object]) -> None:
    ledger.record(
        by=by, act=f"reports.{act}", target=f"reports.report/{report.pk}", place=report.place.key,
        payload=payload, at=at,
    )  # fmt: skip
