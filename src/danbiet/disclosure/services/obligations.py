"""Obligations arise, are charged to somebody, are said not to arise here, and move when the calendar changes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Min, Q

from danbiet.accounts import selectors as accounts
from danbiet.accounts.models import User
from danbiet.common import clock
from danbiet.common.actor import OFFICERS, Actor, Conflict, Damaged, NotAllowed, Role, say
from danbiet.disclosure.models import Charge, Obligation
from danbiet.disclosure.rules import ObligationState, may_keep
from danbiet.disclosure.rules import arising as rules
from danbiet.disclosure.rules.arising import Arisen, PlaceFacts, Told
from danbiet.disclosure.rules.items import is_period
from danbiet.disclosure.selectors.consulting import kept_by_acts
from danbiet.disclosure.selectors.serving import facts_of, served
from danbiet.law.calendar import Calendar
from danbiet.law.duties import duty
from danbiet.ledger import services as ledger
from danbiet.places import selectors as places
from danbiet.places.models import Unit

__all__ = ["Moved", "Raised", "Told", "charge", "raise_periodic", "raise_told", "recompute", "record_occasion", "waive"]

LOOKED_BACK = timedelta(days=100)  # a clock that stood still for a quarter still finds what arose
CHUNK = 200
Row = TypeVar("Row")
CHARGERS = (Role.LEADER, Role.PLAN_OFFICER)


class OccasionRefused(Damaged):
    """A day that has not come, or that lies outside the life of the place; a period that is none."""


class AlreadyRecorded(Conflict):
    """The same occasion of the same day was recorded before."""


class ObligationChanged(Conflict):
    """Somebody else changed the obligation first, or it is no longer open."""


class PersonElsewhere(Damaged):
    """The person holds no office in the place."""


class ReasonMissing(Damaged):
    """An obligation is waived only with a reason."""


@dataclass(frozen=True)
class Raised:
    """What the calendar gave rise to in one run."""

    units: int
    obligations: int


@dataclass(frozen=True)
class Moved:
    """An open obligation whose day moved."""

    obligation: int
    place: int
    duty: str
    was: date | None
    now: date | None

    def as_json(self) -> dict[str, object]:
        days = {"was": self.was and self.was.isoformat(), "now": self.now and self.now.isoformat()}
        return {"obligation": self.obligation, "duty": self.duty, **days}


def record_occasion(place: Unit, *, told: Told, by: Actor, at: datetime) -> list[Obligation]:
    """Record that something happened; every duty that it gives rise to under the law of that day is owed from it."""
    on = clock.day(at)
    _require_keeper(place, by)
    occasion = rules.occasion_named(told.occasion)
    if told.happened_on > on and not occasion.is_ahead:
        raise OccasionRefused(say("Việc chưa xảy ra: ngày {day} còn ở phía trước."), day=f"{told.happened_on:%d/%m/%Y}")
    if not is_period(told.period):
        raise OccasionRefused(say("Ghi năm, thí dụ 2021, hoặc quý, thí dụ 2021-Q3."))
    if told.happened_on < place.from_day:
        raise OccasionRefused(say("{place} chưa thành lập vào ngày ấy."), place=place.name_vi)
    facts = facts_of([place], on=told.happened_on)[place.pk]
    found = rules.arising_from(told, facts, calendar=places.calendar_for(place, on=on))
    kept = kept_by_acts(place, arose_on=told.happened_on)
    found = tuple(one for one in found if one.duty not in kept)
    if not found:
        raise _recorded(told)
    try:
        with transaction.atomic():
            rows = Obligation.objects.bulk_create(_row(place, one, at) for one in found)
            _record("record_occasion", rows[0], _told(told) | {"duties": [_said(one) for one in found]}, by=by, at=at)
    except IntegrityError:
        raise _recorded(told) from None
    return rows


def _recorded(told: Told) -> AlreadyRecorded:
    return AlreadyRecorded(say("Việc này đã được ghi cho ngày {day}."), day=f"{told.happened_on:%d/%m/%Y}")


def raise_told(place: Unit, *, told: Told, duty_id: str, at: datetime) -> Obligation | None:
    """The obligation of one duty that an act itself gives rise to, within its transaction and event; none where no
    rule holds for the place on the day, or where the same occasion was recorded before."""
    facts = facts_of([place], on=told.happened_on)[place.pk]
    try:
        found = rules.arising_from(told, facts, calendar=places.calendar_for(place, on=clock.day(at)))
    except rules.NothingArises:  # a city consults as well, and owes nothing by the law of communes
        return None
    row = next((_row(place, one, at) for one in found if one.duty == duty_id), None)
    if row is None or _is_recorded(row):
        return None
    row.save()
    return row


def _is_recorded(row: Obligation) -> bool:
    alike = {"place": row.place, "duty": row.duty, "period": row.period, "arose_on": row.arose_on}
    return Obligation.objects.filter(**alike, occasion=row.occasion).exists()


def raise_periodic(*, on: date, by: Actor, at: datetime) -> Raised:
    """Raise what the calendar gave rise to by a day, for every unit served; a second run finds nothing more.

    One event for each unit that got something: whoever audits one ward finds it under that ward, whole.
    """
    units = obligations = 0
    for chunk in _chunks(served(on).iterator(chunk_size=CHUNK), CHUNK):
        with transaction.atomic():
            fresh = _fresh(chunk, on)
            Obligation.objects.bulk_create(_row(unit, one, at) for unit, rows in fresh for one in rows)
            for unit, rows in fresh:
                payload = {"on": on.isoformat(), "duties": [_said(one) for one in rows]}
                _event("raise_periodic", f"places.unit/{unit.pk}", unit, payload, by=by, at=at)
        units += len(fresh)
        obligations += sum(len(rows) for _, rows in fresh)
    return Raised(units, obligations)


def waive(obligation: Obligation, *, reason: str, seen: int, by: Actor, at: datetime) -> Obligation:
    """Say, with a reason, that a duty does not arise here; it stays on the page with the reason."""
    _require_keeper(obligation.place, by)
    if not reason.strip():
        raise ReasonMissing(say("Ghi lý do vì sao việc này không phát sinh ở đây."))
    with transaction.atomic():
        fresh = Obligation.objects.select_for_update(of=("self",)).select_related("place").get(pk=obligation.pk)
        if fresh.version != seen or fresh.state != ObligationState.OPEN:
            raise ObligationChanged(say("Nghĩa vụ này vừa thay đổi. Tải lại trang để xem."))
        fresh.state, fresh.waived_reason, fresh.waived_on = ObligationState.WAIVED.value, reason.strip(), clock.day(at)
        fresh.version = seen + 1
        fresh.save(update_fields=["state", "waived_reason", "waived_on", "version"])
        _record("waive", fresh, {"reason": reason.strip()}, by=by, at=at)
    return fresh


def require_charger(place: Unit, *, by: Actor) -> None:
    """Raise NotAllowed unless the actor may say who sees to the duties of a place."""
    if place.pk not in by.places(*CHARGERS):
        raise NotAllowed(say("Chỉ lãnh đạo, cán bộ kế hoạch của {place} phân công công khai."), place=place.name_vi)


def charge(place: Unit, *, duty: str, user: User | None, by: Actor, at: datetime) -> Charge | None:
    """Put a person of the place in charge of a duty, or nobody: a line of its disclosure plan."""
    require_charger(place, by=by)
    if user is not None and not accounts.holders(place, *OFFICERS, on=clock.day(at)).filter(pk=user.pk).exists():
        raise PersonElsewhere(say("Người này không giữ nhiệm vụ ở {place}."), place=place.name_vi)
    with transaction.atomic():
        row = None
        if user is None:
            Charge.objects.filter(place=place, duty=duty).delete()
        else:
            row, _ = Charge.objects.update_or_create(place=place, duty=duty, defaults={"user": user})
        _event("charge", f"places.unit/{place.pk}", place, {"duty": duty, "user": user and user.pk}, by=by, at=at)
    return row


def recompute(*, units: Iterable[int] | None = None, cause: str = "", by: Actor, at: datetime) -> tuple[Moved, ...]:
    """Count the days of open obligations anew, of some units or of all; what moved is one event for each place.

    `cause` names in the record what made it necessary, such as a declared day.
    """
    rows = Obligation.objects.filter(state=ObligationState.OPEN).exclude(due_on=None).select_related("place")
    asked = rows if units is None else rows.filter(place__in=list(units))
    moved: list[Moved] = []
    for chunk in _chunks(asked.order_by("place", "pk").iterator(chunk_size=CHUNK), CHUNK):
        moved += _moved(chunk, cause, by=by, at=at)
    return tuple(moved)


def _moved(chunk: list[Obligation], cause: str, *, by: Actor, at: datetime) -> list[Moved]:
    """What moves among some rows, which lie place by place; written with its events."""
    on = clock.day(at)
    owners = {row.place_id: row.place for row in chunk}
    calendars = places.calendars_for(list(owners.values()), on=on)
    facts = facts_of(owners.values(), on=on)
    found: dict[int, list[Moved]] = {}
    changed = []
    for row in chunk:
        due_on = _counted(row, calendars[row.place_id], facts[row.place_id])
        if due_on != row.due_on:
            one = Moved(row.pk, row.place_id, row.duty, row.due_on, due_on)
            found.setdefault(row.place_id, []).append(one)
            row.due_on = due_on
            changed.append(row)
    with transaction.atomic():
        Obligation.objects.bulk_update(changed, ["due_on"])
        for place, lines in found.items():
            payload = {"moved": [one.as_json() for one in lines]}
            target = cause or f"places.unit/{place}"
            _event("recompute", target, owners[place], payload, by=by, at=at)
    return [one for lines in found.values() for one in lines]


def _counted(row: Obligation, calendar: Calendar, facts: PlaceFacts) -> date | None:
    """The day as counted now; the stored one where the law data no longer have the rule in force on that day."""
    if not duty(row.duty).in_force(row.arose_on):
        return row.due_on
    return rules.due(row.duty, on=row.arose_on, calendar=calendar, is_remote=facts.is_remote)[0]


def _fresh(units: list[Unit], on: date) -> list[tuple[Unit, list[Arisen]]]:
    """Of each unit what arose lately, or stands permanently, and is not in the table yet.

    What was due before anything was recorded of a unit is left out: nobody can say whether it was kept.
    """
    since = on - LOOKED_BACK
    known = _known(units, since)
    begun = dict(Obligation.objects.filter(place__in=units).values_list("place").annotate(Min("recorded_at")))
    facts, calendars = facts_of(units, on=on), places.calendars_for(units, on=on)
    found = []
    for unit in units:
        first = clock.day(begun[unit.pk]) if unit.pk in begun else on
        rows = _raisable(facts[unit.pk], since, on, calendars[unit.pk])
        new = [
            one
            for one in rows
            if _key(unit, one) not in known and (one.due_on is None or max(one.arose_on, one.due_on) >= first)
        ]
        if new:
            found.append((unit, new))
    return found


def _raisable(facts: PlaceFacts, since: date, on: date, calendar: Calendar) -> list[Arisen]:
    """What the calendar of a span of days gives rise to, and what stands permanently, each once."""
    lately = rules.by_calendar(facts, from_day=since, until_day=on + timedelta(days=1), calendar=calendar)
    return list(dict.fromkeys((*rules.standing(facts, on=on, calendar=calendar), *lately)))


def _known(units: list[Unit], since: date) -> set[tuple[int, str, str, date, str]]:
    """What is in the table already."""
    lately = Q(arose_on__gte=since) | Q(occasion=rules.STANDING)
    rows = Obligation.objects.filter(lately, place__in=units)
    return set(rows.values_list("place", "duty", "period", "arose_on", "occasion"))


def _key(unit: Unit, one: Arisen) -> tuple[int, str, str, date, str]:
    return unit.pk, one.duty, one.period, one.arose_on, one.occasion


def _row(place: Unit, one: Arisen, at: datetime) -> Obligation:
    return Obligation(
        place=place, duty=one.duty, period=one.period, occasion=one.occasion, arose_on=one.arose_on, due_on=one.due_on,
        due_means=one.due_means, certainty=one.certainty, recorded_at=at,
    )  # fmt: skip


def _chunks(rows: Iterator[Row], size: int) -> Iterator[list[Row]]:
    while chunk := list(islice(rows, size)):
        yield chunk


def _require_keeper(place: Unit, by: Actor) -> None:
    if not may_keep(by, place.pk):
        raise NotAllowed(say("Chỉ cán bộ, lãnh đạo của {place} làm được việc này."), place=place.name_vi)


def _said(one: Arisen) -> dict[str, object]:
    return {"duty": one.duty, "period": one.period, "arose_on": one.arose_on.isoformat(),
            "due_on": one.due_on and one.due_on.isoformat()}  # fmt: skip


def _told(told: Told) -> dict[str, object]:
    return {"occasion": told.occasion, "happened_on": told.happened_on.isoformat(), "period": told.period,
            "words": told.words}  # fmt: skip


def _record(act: str, row: Obligation, payload: Mapping[str, object], *, by: Actor, at: datetime) -> None:
    _event(act, f"disclosure.obligation/{row.pk}", row.place, payload, by=by, at=at)


def _event(act: str, target: str, place: Unit, payload: Mapping[str, object], *, by: Actor, at: datetime) -> None:
    ledger.record(by=by, act=f"disclosure.{act}", target=target, place=place.key, payload=payload, at=at)
