"""Writes a report in the order that officials use, every number as a bound figure until it is filled in.

The form is that of every official document: DOC-01 (page and letters), DOC-02 (nine parts), DOC-03 (motto and day).
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from danbiet.common.documents import Annex, Document, Section, Signature, Table, written_day
from danbiet.law.periods import Kind, named
from danbiet.plans.models import Plan
from danbiet.plans.rules.states import PROMISES
from danbiet.plans.selectors.figures import TaskRow
from danbiet.reports.models import Report
from danbiet.reports.rules import SYMBOL
from danbiet.reports.rules.figures import definitions
from danbiet.reports.rules.guards import filled
from danbiet.reports.selectors import heard
from danbiet.reports.selectors.facts import edition
from danbiet.reports.selectors.material import MOST_TASKS, Material, UnitLine, due_next, next_period
from danbiet.scores.rules import Dimension

UNKNOWN = "chưa có số liệu"
NOTHING = "Không có nội dung."
CAPACITIES = ("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH", "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH")
TASK_HEAD = (
    "STT", "Nhiệm vụ", "Chỉ số nội dung/thành phần", "Cơ quan chủ trì", "Cơ quan phối hợp",
    "Thời gian hoàn thành", "Sản phẩm", "Kết quả", "Minh chứng",
)  # fmt: skip
UNIT_KEYS = ("tasks_total", "tasks_done", "tasks_late", "tasks_not_due", "tasks_recurring", "tasks_no_deadline")
UNIT_HEAD = (
    "Đơn vị", "Báo cáo", "Nhiệm vụ", "Đã xong", "Trễ hạn", "Chưa đến hạn", "Thường xuyên", "Chưa có thời hạn",
)  # fmt: skip


def marked(of: Material, report: Report) -> Document:
    """The document with its figures still as marks, for pages that link each to its rows."""
    return Document(
        issuer=("ỦY BAN NHÂN DÂN", of.place.name_vi.upper()),
        issued_by=committee(of.place.name_vi),
        symbol=SYMBOL,
        place=short(of.place.name_vi),
        year=report.year or of.period.year,
        kind="BÁO CÁO",
        subject=subject(of),
        signature=Signature(tuple((report.capacity or CAPACITIES[0]).split("\n")), report.signer),
        number=report.number,
        on=report.issued_on,
        basis=tuple(_basis(of.plans)),
        opening=_opening(of),
        sections=tuple(_sections(of)),
        recipients=tuple(_recipients(of)),
        annexes=tuple(_annexes(of)),
    )


def written(of: Material, report: Report) -> Document:
    """The document with every figure filled in, ready to be drawn."""
    document, figures = marked(of, report), of.values
    return replace(document, sections=tuple(_filled(section, figures) for section in document.sections))


def subject(of: Material) -> str:
    """The one-phrase subject line."""
    return f"Kết quả thực hiện Kế hoạch cải thiện, nâng cao Chỉ số PAPI {named(of.period)}"


def committee(name: str) -> str:
    """The people's committee of a unit in running text.

    >>> committee("Phường Đông Ngạc")
    'Ủy ban nhân dân phường Đông Ngạc'
    """
    return f"Ủy ban nhân dân {name[:1].lower()}{name[1:]}"


def short(name: str) -> str:
    """The name without its kind, as in the line of place and day; a numbered ward keeps its kind.

    >>> short("Phường Đông Ngạc"), short("Thành phố Hà Nội"), short("Phường 7")
    ('Đông Ngạc', 'Hà Nội', 'Phường 7')
    """
    for kind in ("Thành phố", "Thị xã", "Thị trấn", "Đặc khu", "Phường", "Quận", "Huyện", "Tỉnh", "Xã"):
        rest = name.removeprefix(f"{kind} ")
        if rest != name:
            return name if rest[:1].isdigit() else rest
    return name


def _basis(plans: Iterable[Plan]) -> Iterable[str]:
    """The documents that a report rests on; promises to residents are counted, but are no document."""
    for plan in (one for one in plans if not one.number.startswith(PROMISES)):
        day = written_day(plan.issued_on) if plan.issued_on else ""
        yield f"Thực hiện Kế hoạch số {plan.number} {day} của {_long(plan.issuer.name_vi)} {_about(plan.title)};"


def _about(title: str) -> str:
    text = title[:1].lower() + title[1:]
    return text if text.startswith("về ") else f"về {text}"


def _long(agency: str) -> str:
    return committee(agency.removeprefix("UBND ")) if agency.startswith("UBND ") else agency


def _opening(of: Material) -> str:
    days = f"số liệu từ {written_day(of.period.from_day)} đến {written_day(of.period.last_day)}"
    text = f"{committee(of.place.name_vi)} báo cáo kết quả thực hiện {named(of.period)} ({days}) như sau:"
    if of.corrects is None:
        return text
    day = written_day(of.corrects.issued_on) if of.corrects.issued_on else ""
    replaced = f"Báo cáo này thay Báo cáo số {of.corrects} {day}; lý do: {of.reason.rstrip('. ')}."
    return f"{replaced} {text}"


def _sections(of: Material) -> Iterable[Section]:
    yield Section("CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH", _own(of, "direction"), tuple(_direction(of)))
    yield Section("KẾT QUẢ THỰC HIỆN", parts=(_outreach(of), _results(of)))
    yield Section("ĐÁNH GIÁ CHUNG", parts=tuple(_judgement(of)))
    yield from _by_kind(of)
    coming = next_period(of.period).upper()
    yield Section(f"PHƯƠNG HƯỚNG, NHIỆM VỤ TRỌNG TÂM {coming}", _own(of, "next_work"), tuple(_next(of)))
    yield Section("KIẾN NGHỊ, ĐỀ XUẤT", _own(of, "proposals") or ("Không có.",))


def _own(of: Material, slot: str) -> tuple[str, ...]:
    """An officer's own paragraphs."""
    return tuple(line.strip() for line in of.texts.get(slot, "").splitlines() if line.strip())


def _direction(of: Material) -> Iterable[str]:
    yield "Kế hoạch đang thực hiện: {figure:plans_in_force}; ban hành trong kỳ: {figure:plans_issued}."
    yield (
        "Nhiệm vụ của kế hoạch: {figure:tasks_total}; chưa có cơ quan chủ trì: {figure:tasks_no_owner}; "
        "chưa có thời hạn: {figure:tasks_no_deadline}."
    )
    if of.units:
        yield (
            "Đơn vị trực thuộc: {figure:units_total}, trong đó đã có kế hoạch: {figure:units_with_plan}, "
            "chưa có kế hoạch: {figure:units_without_plan}; đã gửi báo cáo kỳ này: {figure:units_reported}."
        )
        missing = [line.unit.name_vi for line in of.units if line.report is None]
        if missing:
            yield f"Chưa gửi báo cáo kỳ này: {', '.join(missing)}."
    yield (
        "Yêu cầu chấn chỉnh ban hành trong kỳ: {figure:corrections_ordered}; chưa kết thúc: {figure:corrections_open}, "
        "quá hạn: {figure:corrections_overdue}."
    )
    yield "Cuộc kiểm tra: {figure:inspections}."


def _outreach(of: Material) -> Section:
    absent = ("broadcasts", "meetings", "disclosures", "dossiers")
    dashes = tuple(f"{definitions()[key].label_vi}: {{figure:{key}}}." for key in absent)
    said = (*dashes, *_disclosure(of), *_asked(of), *heard.sentences(of.values))
    return Section("Công tác thông tin, tuyên truyền", _own(of, "outreach"), said)


def _disclosure(of: Material) -> Iterable[str]:
    """What was due to be disclosed; only where anything was recorded."""
    if of.values.get("disclosures_due") is not None:
        yield (
            "Nội dung phải công khai, đến hạn trong kỳ: {figure:disclosures_due}, trong đó đúng hạn: "
            "{figure:disclosures_on_time}, sau hạn: {figure:disclosures_after_due}, chưa công khai: "
            "{figure:disclosures_missing}; phát sinh mà chưa rõ hạn: {figure:disclosures_undated}."
        )


def _asked(of: Material) -> Iterable[str]:
    """Requests for information; only where anything was recorded."""
    if of.values.get("requests") is not None:
        yield (
            "Yêu cầu cung cấp thông tin nhận trong kỳ: {figure:requests}; đến hạn: {figure:requests_due}, trong đó "
            "đúng hạn: {figure:requests_on_time}, sau hạn: {figure:requests_after_due}, chưa xong: "
            "{figure:requests_open}; chưa rõ hạn: {figure:requests_undated}."
        )


def _results(of: Material) -> Section:
    parts = tuple(_dimension(of, dimension) for dimension in of.edition.dimensions)
    return Section("Kết quả theo từng chỉ số nội dung", parts=parts)


def _dimension(of: Material, dimension: Dimension) -> Section:
    key = dimension.construct
    own = _own(of, f"dimension_{key}")
    hollow = _hollow(of, dimension)
    if not of.values.get(f"tasks_total.{key}"):
        return Section(dimension.name_vi, own, ("Chưa có nhiệm vụ nào thuộc chỉ số nội dung này.",))
    counted = f"Nhiệm vụ: {{figure:tasks_total.{key}}}, trong đó {_parts(of, key)}."
    notes = (
        f"Báo cáo tiến độ trong kỳ: {{figure:notes_sent.{key}}}; "
        f"minh chứng được chấp nhận: {{figure:notes_accepted.{key}}}."
    )
    late = [row.code for row in of.tasks if row.is_overdue and _serves(row, dimension)]
    missed = (f"Chưa xong, đã quá hạn: {', '.join(late[:12])} (Phụ lục I).",) if late else ()
    return Section(dimension.name_vi, own, (counted, notes, *missed, *hollow))


PARTS = {
    "tasks_done": "đã xong", "tasks_late": "trễ hạn", "tasks_not_due": "chưa đến hạn",
    "tasks_recurring": "thường xuyên", "tasks_no_deadline": "chưa có thời hạn",
}  # fmt: skip


def _parts(of: Material, construct: str) -> str:
    """What became of the tasks of a dimension; done and late are said even when none are."""
    shown = [part for part in PARTS if part in {"tasks_done", "tasks_late"} or of.values.get(f"{part}.{construct}")]
    return ", ".join(f"{PARTS[part]}: {{figure:{part}.{construct}}}" for part in shown)


def _hollow(of: Material, dimension: Dimension) -> tuple[str, ...]:
    served = {construct for row in of.tasks if row.state != "cancelled" for construct in row.constructs}
    parts = [f"{part.number} {part.name_vi}" for part in dimension.sub_dimensions if part.construct not in served]
    return (f"Nội dung thành phần chưa có nhiệm vụ: {'; '.join(parts)}.",) if parts else ()


def _serves(row: TaskRow, dimension: Dimension) -> bool:
    return bool({dimension.construct, *(part.construct for part in dimension.sub_dimensions)} & set(row.constructs))


def _judgement(of: Material) -> Iterable[Section]:
    done = (
        "Nhiệm vụ hoàn thành trong kỳ: {figure:tasks_done_in_period}, trong đó sau hạn: {figure:tasks_done_after_due}."
    )
    yield Section("Ưu điểm", _own(of, "strengths"), (done,))
    weak = (
        "Nhiệm vụ trễ hạn: {figure:tasks_late}.",
        "Nội dung thành phần chưa có nhiệm vụ: {figure:cells_hollow} trên {figure:cells_total}.",
        "Báo cáo tiến độ bị trả lại: {figure:notes_refused}; có minh chứng bị nghi vấn: {figure:notes_flagged}.",
    )
    yield Section("Tồn tại, hạn chế", _own(of, "weaknesses"), weak)
    yield Section("Nguyên nhân", _own(of, "causes") or ("Chưa nêu.",))


def _by_kind(of: Material) -> Iterable[Section]:
    if of.period.kind in {Kind.HALF, Kind.YEAR}:
        targets = tuple(f"{target.text}: {_target_state(of, target.year)}." for target in of.targets)
        parts = (
            Section("Chỉ tiêu của kế hoạch", dashes=targets or ("Kế hoạch không nêu chỉ tiêu.",)),
            Section("Điều chỉnh kế hoạch", _own(of, "adjustment") or (NOTHING,)),
        )
        yield Section("SO VỚI CHỈ TIÊU, ĐIỀU CHỈNH KẾ HOẠCH", parts=parts)
    if of.period.kind is Kind.YEAR:
        yield Section(f"KẾT QUẢ CHỈ SỐ PAPI NĂM {of.period.year - 1}", dashes=tuple(_papi(of)))
        yield Section("TRÁCH NHIỆM CỦA TỪNG ĐƠN VỊ", _own(of, "responsibility") or (NOTHING,))
        yield Section(f"KHUNG KẾ HOẠCH NĂM {of.period.year + 1}", _own(of, "next_plan") or (NOTHING,))


def _target_state(of: Material, year: int | None) -> str:
    if year and year >= of.period.year:
        return f"kết quả năm {year} được công bố năm {year + 1}"
    return "đối chiếu với kết quả công bố hằng năm"


def _papi(of: Material) -> Iterable[str]:
    if not of.scores:
        yield f"Chưa có kết quả công bố của năm {of.period.year - 1}."
        return
    dimensions = edition(of.period.year - 1).dimensions
    names = {dimension.construct: dimension.name_vi for dimension in dimensions} | {"total": "Tổng điểm"}
    for score in of.scores:
        yield f"{names[score.construct]}: {f'{score.value:.2f}'.replace('.', ',')} điểm."
    yield "Điểm của cả tỉnh, thành phố; PAPI không đo riêng cấp huyện, cấp xã."


def _next(of: Material) -> Iterable[str]:
    rows = due_next(of.tasks, of.period)
    for row in rows[:30]:
        yield f"{row.text.rstrip('.; ')} ({row.lead or 'chưa có cơ quan chủ trì'}; hạn {_day(row.due_on)})."
    if len(rows) > 30:
        yield f"Và {len(rows) - 30} nhiệm vụ khác đến hạn trong kỳ, ghi ở Phụ lục I."
    late = [row for row in of.tasks if row.is_overdue]
    if late:
        yield "Hoàn thành {figure:tasks_late} nhiệm vụ đã trễ hạn."
    if not rows and not late:
        yield "Không có nhiệm vụ nào có thời hạn trong kỳ tới."


def _recipients(of: Material) -> Iterable[str]:
    if of.above:
        yield f"- {committee(of.above.name_vi).replace('Ủy ban nhân dân', 'UBND')} (để b/c);"
    yield "- Lưu: VT."


def _annexes(of: Material) -> Iterable[Annex]:
    shown = of.tasks[:MOST_TASKS]
    cut = f"Bảng in {MOST_TASKS} nhiệm vụ đầu; đủ trong tệp bảng nhiệm vụ ở trang kế hoạch."
    notes = () if len(of.tasks) == len(shown) else (cut,)
    widths = (1.3, 5.6, 3, 2.6, 2.4, 2.3, 2.4, 3, 2.2)
    yield Annex("BẢNG NHIỆM VỤ", Table(TASK_HEAD, tuple(task_cells(of)), widths), notes, landscape=True)
    yield Annex("BẢNG SỐ LIỆU", _figure_table(of), FIGURE_NOTES)
    if of.units:
        yield Annex("TỔNG HỢP BÁO CÁO CỦA ĐƠN VỊ TRỰC THUỘC", _unit_table(of), UNIT_NOTES, landscape=True)


FIGURE_NOTES = (
    "“Chưa có số liệu” không phải là 0: hệ thống chưa ghi nhận việc đó, hoặc khi ấy chưa có kế hoạch nào được ghi.",
    "Cùng kỳ năm trước là đúng kỳ cùng độ dài của năm trước; lũy kế tính từ ngày 15/12 năm trước.",
)
UNIT_NOTES = ("Số liệu của đơn vị lấy từ báo cáo đã ban hành của chính đơn vị đó; xếp theo tên, không xếp hạng.",)


def task_cells(of: Material) -> Iterable[tuple[str, ...]]:
    """The rows of the task table."""
    codes = {part.construct: f"{part.number} {part.name_vi}" for part in of.edition.sub_dimensions}
    codes |= {dimension.construct: f"{dimension.number} {dimension.name_vi}" for dimension in of.edition.dimensions}
    for at, row in enumerate(of.tasks[:MOST_TASKS], start=1):
        yield (
            str(at),
            row.text,
            "; ".join(codes[name] for name in row.constructs if name in codes) or "Chung",
            row.lead or "Chưa có",
            "; ".join(row.supporting),
            _day(row.due_on) if row.due_on else row.due_text or "Chưa có",
            row.product or "Chưa có",
            _result(row),
            f"{row.evidence} tệp" if row.evidence else "",
        )


def _result(row: TaskRow) -> str:
    if row.state == "cancelled":
        return "Đã hủy"
    if row.done_on:
        return f"Xong {_day(row.done_on)}"
    return "Trễ hạn" if row.is_overdue else row.result or "Chưa có kết quả được chấp nhận"


def shown_keys(of: Material) -> list[str]:
    """The figures that a report of this place prints: without units below, nothing about them."""
    skipped = () if of.units else ("units_", "below_")
    return [key for key in definitions() if not key.startswith(skipped)]


def _figure_table(of: Material) -> Table:
    rows = []
    for key in shown_keys(of):
        cell = of.figures.get(key, {})
        numbers = tuple(_said(cell.get(part)) for part in ("value", "before", "year"))
        rows.append((definitions()[key].label_vi, *numbers))
    head = ("Chỉ tiêu", "Kỳ này", "Cùng kỳ năm trước", "Lũy kế năm")
    return Table(head, tuple(rows), (6.9, 3.2, 3.3, 3.1), frozenset({1, 2, 3}))


def _unit_table(of: Material) -> Table:
    rows = [_unit_row(line) for line in of.units]
    sent = [line for line in of.units if line.report]
    known = [[line.figures.get(key) for line in sent] for key in UNIT_KEYS]
    totals = [_sum(column) for column in known]
    rows.append(("Cộng", f"{len(sent)}/{len(of.units)} đơn vị đã gửi", *totals))
    return Table(UNIT_HEAD, tuple(rows), (5, 6, 2.2, 2.2, 2.2, 2.5, 2.5, 2.6), frozenset(range(2, 8)))


def _sum(column: list[int | None]) -> str:
    """A sum is said only where every unit that sent has the figure."""
    if not column:
        return ""
    return UNKNOWN if None in column else _said(sum(value for value in column if value is not None))


def _unit_row(line: UnitLine) -> tuple[str, ...]:
    if line.report is None:
        return (line.unit.name_vi, "Chưa gửi", *("" for _ in UNIT_KEYS))
    return (
        line.unit.name_vi,
        f"Số {line.report}, {_day(line.report.issued_on)}",
        *(_said(line.figures.get(key)) for key in UNIT_KEYS),
    )


def _filled(section: Section, figures: Mapping[str, int | None]) -> Section:
    return Section(
        section.title,
        tuple(filled(text, figures) for text in section.paragraphs),
        tuple(filled(text, figures) for text in section.dashes),
        tuple(_filled(part, figures) for part in section.parts),
    )


def _said(value: object) -> str:
    return UNKNOWN if value is None else f"{value:,}".replace(",", ".")


def _day(on: date | None) -> str:
    if on is None:
        return ""
    return f"{on.day:02d}/{on.month:02d}/{on.year}" if on.month < 3 else f"{on.day:02d}/{on.month}/{on.year}"
