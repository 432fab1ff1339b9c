"""Orders to put right: whom, what, by when, and the day somebody looks again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from danbiet.common import clock
from danbiet.common.actor import Actor, Conflict, Damaged, NotAllowed, say
from danbiet.ledger import services as ledger
from danbiet.places.models import Agency
from danbiet.plans.models import CorrectionOrder, Task
from danbiet.plans.rules.states import CORRECTORS, Outcome, may_judge, reporting_agencies
from danbiet.plans.selectors import gates


class Answered(Conflict):
    """The order was answered or re-checked before."""


@dataclass(frozen=True)
class Order:
    """What is to be put right, by when, and when it is looked at again."""

    text: str
    due_on: date
    recheck_on: date


def order_correction(task: Task, *, order: Order, by: Actor, at: datetime) -> CorrectionOrder:
    """Order the leading unit to put something right; by a leader or inspector outside and over it."""
    if task.lead_agency is None:
        raise NotAllowed(say("Nhiệm vụ {code} chưa có đơn vị chủ trì, chưa chấn chỉnh ai được."), code=task.item.code)
    _require_corrector(task.lead_agency, by=by, at=at)
    if not order.text.strip():
        raise Damaged(say("Ghi rõ phải chấn chỉnh gì."))
    if order.due_on < clock.day(at) or order.recheck_on < order.due_on:
        raise Damaged(say("Hạn chấn chỉnh không trước hôm nay, ngày kiểm tra lại không trước hạn."))
    with transaction.atomic():
        row = CorrectionOrder.objects.create(
            task=task, agency=task.lead_agency, text=order.text.strip(), ordered_at=at, ordered_by_id=by.user,
            due_on=order.due_on, recheck_on=order.recheck_on,
        )  # fmt: skip
        payload = {
            "order": row.pk, "agency": str(task.lead_agency), "text": row.text,
            "due_on": row.due_on.isoformat(), "recheck_on": row.recheck_on.isoformat(),
        }  # fmt: skip
        _record(row, act="order_correction", by=by, at=at, payload=payload)
    return row


def answer_correction(order: CorrectionOrder, *, text: str, by: Actor, at: datetime) -> CorrectionOrder:
    """The unit says what it put right; only the unit ordered, once."""
    allowed = gates.answering_agencies(order.agency, on=clock.day(at))
    if not reporting_agencies(by) & allowed:
        raise NotAllowed(say("Chỉ {agency} trả lời được yêu cầu này."), agency=order.agency)
    if not text.strip():
        raise Damaged(say("Ghi đã chấn chỉnh thế nào."))
    with transaction.atomic():
        waiting = CorrectionOrder.objects.filter(pk=order.pk, answered_at=None, outcome=Outcome.OPEN)
        if not waiting.update(answer=text.strip(), answered_at=at):
            raise Answered(say("Yêu cầu này đã được trả lời hoặc đã kiểm tra lại."))
        _record(order, act="answer_correction", by=by, at=at, payload={"order": order.pk, "text": text.strip()})
    order.refresh_from_db()
    return order


def recheck(order: CorrectionOrder, *, is_met: bool, finding: str, by: Actor, at: datetime) -> CorrectionOrder:
    """Look again and say whether it was put right, with what was found; by a leader or inspector outside the unit."""
    _require_corrector(order.agency, by=by, at=at)
    if not finding.strip():
        raise Damaged(say("Ghi đã thấy gì khi kiểm tra lại."))
    outcome = Outcome.MET if is_met else Outcome.NOT_MET
    with transaction.atomic():
        changed = CorrectionOrder.objects.filter(pk=order.pk, outcome=Outcome.OPEN).update(
            outcome=outcome, rechecked_at=at, rechecked_by=by.user, finding=finding.strip()
        )
        if not changed:
            raise Answered(say("Yêu cầu này đã được kiểm tra lại."))
        payload = {"order": order.pk, "outcome": outcome.value, "finding": finding.strip()}
        _record(order, act="recheck", by=by, at=at, payload=payload)
    order.refresh_from_db()
    return order


def _require_corrector(agency: Agency, *, by: Actor, at: datetime) -> None:
    if not may_judge(by, gates.reporter(agency, on=clock.day(at)), CORRECTORS):
        raise NotAllowed(say("Chỉ lãnh đạo cấp trên của {agency} hoặc thanh tra làm được việc này."), agency=agency)


def _record(order: CorrectionOrder, *, act: str, by: Actor, at: datetime, payload: Mapping[str, object]) -> None:
    ledger.record(
        by=by, act=f"plans.{act}", target=f"plans.correction/{order.pk}", place=order.task.plan.place.key,
        payload=payload, at=at,
    )  # fmt: skip
