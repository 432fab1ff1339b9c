"""Receiving citizens: the calendar set ahead, days kept, missed or moved, visits by count, promises with a day."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.db.models import Max

from danbiet.common import clock, personal
from danbiet.common.actor import Actor, Conflict, Damaged, NotAllowed, Role, say
from danbiet.ledger import services as ledger
from danbiet.places import selectors as places
from danbiet.places.models import Unit
from danbiet.plans import services as plans
from danbiet.voices.models import Case, Promise, Reception, ReceptionDay
from danbiet.voices.rules import Subject
from danbiet.voices.rules.receiving import DayState, Receiver, Result
from danbiet.voices.selectors.receiving import may_set

LEADERS = (Role.LEADER,)


class DayTaken(Conflict):
    """The calendar has that day, or the day was closed."""


@dataclass(frozen=True)
class Session:
    """A day of the calendar as it hangs on the board."""

    on: date
    receiver: Receiver
    from_time: time
    until_time: time
    where: str


@dataclass(frozen=True)
class Visit:
    """One visit: how many came and what came of it; no name. `promised`: words and day."""

    people: int
    subject: Subject
    summary: str
    result: Result
    case: Case | None = None
    promised: tuple[str, date] | None = None


def post_day(place: Unit, *, session: Session, by: Actor, at: datetime) -> ReceptionDay:
    """Set a day of the calendar, posted from now on; one set too late is set all the same, and is seen to be late."""
    _require(place, by, on=clock.day(at))
    _check(session, on=clock.day(at))
    with transaction.atomic():
        day = _create(place, session, at=at)
        _record(day, "post_reception", by=by, at=at, payload={"receiver": day.receiver})
    return day


def _check(session: Session, *, on: date) -> None:
    if session.on < on:
        raise Damaged(say("Ngày tiếp công dân đã qua."))
    if session.until_time <= session.from_time or not session.where.strip():
        raise Damaged(say("Ghi giờ bắt đầu, giờ kết thúc và nơi tiếp."))


def _create(place: Unit, session: Session, *, at: datetime, moved_from: ReceptionDay | None = None) -> ReceptionDay:
    try:
        with transaction.atomic():
            return ReceptionDay.objects.create(
                place=place, on=session.on, receiver=session.receiver.value, from_time=session.from_time,
                until_time=session.until_time, where=session.where.strip()[:200], posted_on=clock.day(at),
                moved_from=moved_from,
            )  # fmt: skip
    except IntegrityError:
        raise DayTaken(say("Lịch đã có ngày này. Chọn ngày khác.")) from None


def _require(place: Unit, by: Actor, *, on: date) -> None:
    if not may_set(by, place, on=on):
        raise NotAllowed(say("Chỉ cán bộ, lãnh đạo của {place} ghi lịch và sổ tiếp công dân."), place=place)


def _record(day: ReceptionDay, act: str, *, by: Actor, at: datetime, payload: dict[str, object]) -> None:
    whole = {"on": day.on.isoformat(), **payload}
    target = f"voices.receptionday/{day.pk}"
    ledger.record(by=by, act=f"voices.{act}", target=target, place=day.place.key, payload=whole, at=at)


def move_day(day: ReceptionDay, *, session: Session, reason: str, by: Actor, at: datetime) -> ReceptionDay:
    """Move a day that was posted: the old one stays on the calendar, with the reason and the new day."""
    _require(day.place, by, on=clock.day(at))
    _check(session, on=clock.day(at))
    if not reason.strip():
        raise Damaged(say("Đổi lịch cần nêu lý do để thông báo."))
    if day.on < clock.day(at):
        raise Damaged(say("Ngày đã qua không đổi được nữa: ghi là đã tiếp hay không tiếp."))
    with transaction.atomic():
        _close(day, DayState.MOVED, at=at, reason=reason)
        moved = _create(day.place, session, at=at, moved_from=day)
        _record(day, "move_reception", by=by, at=at, payload={"to": moved.on.isoformat(), "reason": reason.strip()})
    return moved


def _close(day: ReceptionDay, state: DayState, *, at: datetime, reason: str = "", by: int | None = None) -> None:
    rows = ReceptionDay.objects.filter(pk=day.pk, state=DayState.PLANNED.value)
    if not rows.update(state=state.value, reason=reason.strip()[:300], closed_at=at, kept_by=by):
        raise DayTaken(say("Ngày này đã chốt."))
    day.refresh_from_db()


def keep_day(day: ReceptionDay, *, by: Actor, at: datetime) -> ReceptionDay:
    """Note that somebody sat there and received; also when nobody came."""
    _require(day.place, by, on=clock.day(at))
    if day.on > clock.day(at):
        raise Damaged(say("Chưa đến ngày này."))
    if day.receiver == Receiver.CHAIR.value and day.place_id not in by.places(*LEADERS):
        raise NotAllowed(say("Ngày chủ tịch trực tiếp tiếp dân do chính lãnh đạo xác nhận."))
    with transaction.atomic():
        _close(day, DayState.KEPT, at=at, by=by.user)
        _record(day, "keep_reception", by=by, at=at, payload={"visits": day.receptions.count()})
    return day


def miss_day(day: ReceptionDay, *, reason: str, by: Actor, at: datetime) -> ReceptionDay:
    """Note that nobody received on a posted day, and why."""
    _require(day.place, by, on=clock.day(at))
    if day.on > clock.day(at) or not reason.strip():
        raise Damaged(say("Chỉ ghi được ngày đã đến, kèm lý do."))
    with transaction.atomic():
        _close(day, DayState.MISSED, at=at, reason=reason)
        _record(day, "miss_reception", by=by, at=at, payload={"reason": reason.strip()})
    return day


def add_visit(day: ReceptionDay, *, visit: Visit, by: Actor, at: datetime) -> Reception:
    """Write one visit into the book by its count; the names stay in the paper book."""
    on = clock.day(at)
    _require(day.place, by, on=on)
    _check_visit(day, visit, on=on)
    with transaction.atomic():
        position = (day.receptions.aggregate(last=Max("position"))["last"] or 0) + 1
        row = Reception.objects.create(
            day=day, position=position, people=visit.people, subject=visit.subject.value,
            summary=visit.summary.strip()[:300], result=visit.result.value, case=visit.case, at=at,
        )  # fmt: skip
        if visit.promised:
            _promise(row, *visit.promised, by=by, at=at)
        payload = {"position": position, "people": visit.people, "result": visit.result.value}
        _record(day, "add_visit", by=by, at=at, payload=payload)
    return row


def _check_visit(day: ReceptionDay, visit: Visit, *, on: date) -> None:
    if day.on > on or day.state in (DayState.MISSED.value, DayState.MOVED.value):
        raise Damaged(say("Ngày này không có buổi tiếp để ghi."))
    if visit.people < 1 or not visit.summary.strip():
        raise Damaged(say("Ghi số người đến và một câu về việc gì."))
    if personal.find(visit.summary):
        raise Damaged(say("Câu tóm tắt có số điện thoại hoặc số giấy tờ. Bỏ đi: tên và số chỉ ghi ở sổ giấy."))
    if (visit.result is Result.PROMISED) != (visit.promised is not None):
        raise Damaged(say("Hẹn thì ghi hẹn làm gì, trước ngày nào."))
    if visit.result is Result.CASE and visit.case is None:
        raise Damaged(say("Ghi số vụ việc đã mở."))


def _promise(row: Reception, text: str, due_on: date, *, by: Actor, at: datetime) -> None:
    place = row.day.place
    basis = f"Tiếp công dân {row.day.on:%d/%m/%Y}"
    promised = plans.Promised(text, due_on, place, places.peoples_committee(place), basis)
    task = plans.promise(promised, by=by, at=at)
    Promise.objects.create(
        reception=row, place=place, task=task, text=text.strip()[:300], due_on=due_on, promised_at=at, by_id=by.user
    )
