"""Importing a plan: read, kept as a draft import, gone through by a person, carried into a draft plan."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from danbiet.common import clock
from danbiet.common.actor import SYSTEM, Actor, Conflict, Damaged, FileProblems, NotAllowed, Problem, say
from danbiet.ledger import services as ledger
from danbiet.places import selectors as places
from danbiet.places.models import Agency
from danbiet.plans.models import ImportedDraft, Item, Plan, Serves, Target, Task
from danbiet.plans.rules import duplicates, importing
from danbiet.plans.rules.folding import fold
from danbiet.plans.rules.importing import Decision, Heading, Row
from danbiet.plans.rules.items import Draft, split
from danbiet.plans.rules.proposals import WHOLE_INDEX, propose
from danbiet.plans.rules.states import ItemKind, may_draft
from danbiet.plans.selectors import gates
from danbiet.plans.selectors.importing import upper_plan
from danbiet.plans.services.reading import Source, read_file, read_text

ITEMS_LIMIT = 1000
ALIKE_SHOWN = 3


class ImportClosed(Conflict):
    """The import was carried over or dropped before."""


class ImportChanged(Conflict):
    """Somebody else saved this import in the meantime."""


class NotGoneThrough(Damaged):
    """Items still wait for a person."""


class NoFile(Damaged):
    """There is no such file."""


class AlreadyWaiting(Conflict):
    """The same content waits already, for the same issuer."""


@dataclass(frozen=True)
class Sent:
    """What was sent: a file with its name, or pasted text."""

    data: bytes = b""
    name: str = ""
    text: str = ""
    parent_number: str = ""


def read_plan(issuer: Agency, *, sent: Sent, by: Actor, at: datetime) -> ImportedDraft:
    """Read a file or a paste into a draft import. Refused: not yours, damaged, nothing found in it."""
    _may(issuer, by=by, at=at)
    digest = hashlib.sha256(sent.data or sent.text.encode()).hexdigest()
    _refuse_twice(issuer, digest)
    source = read_text(sent.text) if sent.text else read_file(sent.data, name=sent.name)
    draft = _split(source, sent)
    rows = _with_likeness(_rows(draft), issuer)
    heading = importing.heading_of(draft.head)
    if sent.parent_number:
        heading = replace(heading, parent_number=sent.parent_number)
    with transaction.atomic():
        kept = ImportedDraft.objects.create(
            issuer=issuer, place=issuer.place, by_id=by.user, at=at, name=sent.name[:200], sha256=digest,
            kind=source.kind, heading=importing.stored(heading), rows=[importing.stored(row) for row in rows],
            tables=[_table(one) for one in draft.tables], left_out=[line.text for line in draft.left_out],
        )  # fmt: skip
        payload = {"issuer": str(issuer), "kind": source.kind, "sha256": digest, "items": len(rows)}
        _record(kept, act="read_plan", payload=payload, by=by, at=at)
    return kept


def issuer_of(code: str, *, sent: Sent, on: date) -> Agency:
    """The people's committee a code meant when the document was issued, else means today: codes were re-used."""
    source = read_text(sent.text) if sent.text else read_file(sent.data, name=sent.name)
    issued_on = split(source.blocks).head.issued_on
    if issued_on and issued_on < on:
        try:
            return places.peoples_committee(places.unit_at(code, on=issued_on))
        except places.UnknownUnit:
            pass
    return places.peoples_committee(places.unit_at(code, on=on))


def _may(issuer: Agency, *, by: Actor, at: datetime) -> None:
    if by != SYSTEM and not may_draft(by, gates.standing(issuer.place, on=clock.day(at))):
        raise NotAllowed(
            say("Chỉ người phụ trách kế hoạch của {place} hoặc cấp trên được nhập kế hoạch."), place=issuer.place
        )


def _refuse_twice(issuer: Agency, digest: str) -> None:
    waiting = ImportedDraft.objects.filter(issuer=issuer, sha256=digest, state="waiting").first()
    if waiting:
        raise AlreadyWaiting(say("Nội dung này đã nhập và đang chờ xem lại (bản nhập {number})."), number=waiting.pk)


def decoded(data: bytes, *, name: str) -> str:
    """The words of a text file; refused when it is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        raise FileProblems(
            (Problem("not_utf8", say("Tệp chữ không phải UTF-8. Lưu lại bằng bảng mã UTF-8."), file=name, row=row),)
        ) from None


def _split(source: Source, sent: Sent) -> Draft:
    draft = split(source.blocks)
    if not draft.items:
        raise FileProblems(
            (
                Problem(
                    "no_item", say("Không thấy mục nào: không có câu, dòng đánh số hay bảng nhiệm vụ."), file=sent.name
                ),
            )
        )
    if len(draft.items) > ITEMS_LIMIT:
        raise Damaged(say("Tìm thấy {count} mục, quá {limit}. Chia tệp ra."), count=len(draft.items), limit=ITEMS_LIMIT)
    return draft


def _rows(draft: Draft) -> list[Row]:
    return [
        importing.row_of(item, f"M{order:03d}", propose(item.text, item.path))
        for order, item in enumerate(draft.items, start=1)
    ]


def _with_likeness(rows: list[Row], issuer: Agency) -> list[Row]:
    """Flag copies inside the plan and of clauses of plans that everybody may read, or of the own place."""
    own = [(row.code, row.text) for row in rows]
    found: dict[str, list[importing.Alike]] = {row.code: [] for row in rows}
    for one in duplicates.within(own):
        found[str(one.key)].append(importing.alike_of(one, code=str(one.other)))
    index = duplicates.index(own)
    for text, code, number, name in _known_texts(issuer):
        for one in index.alike(None, text):
            seen = replace(one, only_here=one.only_there, only_there=one.only_here)
            found[str(one.other)].append(importing.alike_of(seen, code=code, plan=f"{number}, {name}".strip(", ")))
    best = {code: tuple(sorted(all_, key=lambda one: -one.share)[:ALIKE_SHOWN]) for code, all_ in found.items()}
    return [replace(row, alike=best[row.code]) for row in rows]


def _known_texts(issuer: Agency) -> Iterable[tuple[str, str, str, str]]:
    visible = Item.objects.exclude(plan__state="draft") | Item.objects.filter(plan__place=issuer.place_id)
    rows = visible.values_list("text", "code", "plan__number", "plan__issuer__name_vi").iterator(chunk_size=5000)
    seen: set[str] = set()
    for text, code, number, name in rows:
        if text not in seen:
            seen.add(text)
            yield text, code, number, name


def _table(found: Any) -> dict[str, Any]:
    return {**asdict(found), "fields": dict(found.fields)}


def save_review(
    draft: ImportedDraft, *, version: int, heading: Heading, decisions: Mapping[str, Decision], by: Actor, at: datetime
) -> ImportedDraft:
    """Keep what a person decided of some rows. Refused: not yours, closed, changed by somebody else meanwhile."""
    _may(draft.issuer, by=by, at=at)
    year = heading.first_year if heading.first_year == heading.last_year else None
    rows = [importing.row_from(row) for row in draft.rows]
    after = [importing.decided(row, decisions[row.code], year=year) if row.code in decisions else row for row in rows]
    with transaction.atomic():
        kept = [importing.stored(row) for row in after]
        _swap(draft, version=version, heading=importing.stored(heading), rows=kept)
        payload = {"confirmed": [row.code for row in after if row.code in decisions and row.is_confirmed]}
        _record(draft, act="save_review", payload=payload, by=by, at=at)
    draft.refresh_from_db()
    return draft


def _swap(draft: ImportedDraft, *, version: int, **values: Any) -> None:
    """Write only over the version that the person saw."""
    same = ImportedDraft.objects.filter(pk=draft.pk, state="waiting", version=version)
    if same.update(version=version + 1, **values):
        return
    if ImportedDraft.objects.filter(pk=draft.pk, state="waiting").exists():
        raise ImportChanged(say("Người khác vừa lưu bản nhập này. Mở lại trang để thấy bản mới."))
    raise ImportClosed(say("Bản nhập này đã xong hoặc đã bỏ."))


def carry_over(draft: ImportedDraft, *, by: Actor, at: datetime) -> Plan:
    """Make the draft plan from the confirmed rows. Refused: rows still waiting, no title or period, number taken."""
    _may(draft.issuer, by=by, at=at)
    rows = [importing.row_from(row) for row in draft.rows]
    heading = importing.heading_from(draft.heading)
    _require_gone_through(rows, heading)
    kept = [row for row in rows if row.is_kept]
    with transaction.atomic():
        plan = _create_plan(draft, heading, on=clock.day(at))
        items = _create_items(plan, kept)
        _create_work(plan, items, kept)
        _swap(draft, version=draft.version, state="confirmed", plan=plan)
        payload = {"import": draft.pk, "items": len(kept), "dropped": len(rows) - len(kept), "title": plan.title}
        ledger.record(
            by=by, act="plans.carry_over", target=f"plans.plan/{plan.pk}", place=plan.place.key, payload=payload, at=at
        )
    return plan


def _require_gone_through(rows: list[Row], heading: Heading) -> None:
    left = importing.waiting(rows)
    if left:
        raise NotGoneThrough(
            say("Còn {count} mục chưa ai xác nhận, từ mục {code}."), count=len(left), code=left[0].code
        )
    if not any(row.is_kept for row in rows):
        raise NotGoneThrough(say("Mọi mục đều đã bỏ, không còn gì để lập kế hoạch."))
    if not heading.title or heading.first_year is None:
        raise NotGoneThrough(say("Kế hoạch cần tên gọi và năm bắt đầu."))


def _create_plan(draft: ImportedDraft, heading: Heading, *, on: date) -> Plan:
    first = heading.first_year or on.year
    origin = draft.name or draft.kind
    try:
        with transaction.atomic():
            return Plan.objects.create(
                number=heading.number, title=heading.title[:400], issuer=draft.issuer, place=draft.place,
                issued_on=heading.issued_on, from_day=date(first, 1, 1),
                until_day=date((heading.last_year or first) + 1, 1, 1), state="draft",
                parent=upper_plan(draft, heading, on=on), source=f"{origin} · SHA-256 {draft.sha256[:16]}"[:400],
            )  # fmt: skip
    except IntegrityError:
        raise Conflict(say("Số {number} đã dùng cho kế hoạch khác của cơ quan này."), number=heading.number) from None


def _create_items(plan: Plan, rows: list[Row]) -> list[Item]:
    items = Item.objects.bulk_create(
        Item(
            plan=plan, position=position, code=row.code, section=row.section[:200], kind=row.kind,
            text=row.text, folded=fold(row.text), note=_note(row),
        )
        for position, row in enumerate(rows, start=1)
    )  # fmt: skip
    Serves.objects.bulk_create(
        Serves(item=item, construct=construct, confirmed=True)
        for item, row in zip(items, rows, strict=True)
        for construct in row.constructs
    )
    return items


def _note(row: Row) -> str:
    """What the text says of owners stays in words: who they are among the agencies, a person assigns."""
    parts = [row.note] if row.note else []
    parts += [f"Chủ trì theo văn bản: {row.lead}"] if row.lead else []
    parts += [f"Phối hợp theo văn bản: {row.supporting}"] if row.supporting else []
    return "\n".join(parts)


def _create_work(plan: Plan, items: list[Item], rows: list[Row]) -> None:
    pairs = list(zip(items, rows, strict=True))
    agencies = {fold(one.name_vi): one for one in Agency.objects.filter(place=plan.place_id)}
    Task.objects.bulk_create(
        Task(
            item=item, plan=plan, lead_agency=agencies.get(fold(row.lead)) if row.lead else None,
            from_day=row.from_day, due_on=row.due_on, due_text=row.due_text, recurrence=row.recurrence,
            due_basis=str(plan) if row.due_text else "", product=row.product,
        )
        for item, row in pairs
        if row.is_work
    )  # fmt: skip
    Target.objects.bulk_create(_target(item, row) for item, row in pairs if row.kind == ItemKind.TARGET)


def _target(item: Item, row: Row) -> Target:
    """A target with the value its words name; of which part, only when the person chose exactly one."""
    aimed = importing.target_of(item.text)
    chosen = [one for one in row.constructs if one != WHOLE_INDEX]
    return Target(
        plan=item.plan, item=item, text=item.text, measure=aimed.measure.value, value=aimed.value, year=aimed.year,
        construct=chosen[0] if len(chosen) == 1 else "", source=str(item.plan)[:300],
    )  # fmt: skip


def drop_import(draft: ImportedDraft, *, by: Actor, at: datetime) -> None:
    """Put an import aside; the ledger keeps that it was read. Refused: not yours, already carried over."""
    _may(draft.issuer, by=by, at=at)
    with transaction.atomic():
        _swap(draft, version=draft.version, state="dropped", rows=[], left_out=[])
        _record(draft, act="drop_import", payload={"items": len(draft.rows)}, by=by, at=at)


def _record(draft: ImportedDraft, *, act: str, payload: Mapping[str, object], by: Actor, at: datetime) -> None:
    ledger.record(
        by=by, act=f"plans.{act}", target=f"plans.import/{draft.pk}", place=draft.place.key, payload=payload, at=at
    )
