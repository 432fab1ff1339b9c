"""Who has sent the report of a period, who has not, and by when it was due on whose word."""

from dataclasses import dataclass
from datetime import date

from danbiet.common.actor import Actor, NotAllowed, NotYours, say
from danbiet.law.citation import NoRuleInForce
from danbiet.law.periods import Kind, Period, UnknownPeriod, latest, period
from danbiet.places.models import Unit
from danbiet.reports.models import Call, Report
from danbiet.reports.rules import LOOKERS, State, may_call
from danbiet.reports.selectors.facts import units_below
from danbiet.reports.selectors.material import above


@dataclass(frozen=True)
class Due:
    """A day to send by with its source; without a day, nobody set one."""

    on: date | None
    basis: str
    note: str
    is_local: bool


@dataclass(frozen=True)
class CallRow:
    """A unit and what it sent. `days` late are counted from the due day, to today while nothing came."""

    unit: Unit
    report: Report | None
    state: str
    days: int


@dataclass(frozen=True)
class CallsPage:
    """The units of a place and a period, and the due day."""

    place: Unit
    places: tuple[Unit, ...]
    period: Period
    due: Due
    rows: tuple[CallRow, ...]
    sent: int
    may_set: bool


def calls_page(actor: Actor, *, code: str, period_code: str, on: date) -> CallsPage:
    """The sending of a period under a place in which the actor works."""
    places = tuple(Unit.objects.filter(pk__in=actor.places(*LOOKERS)).order_by("sort_key"))
    if not places:
        raise NotAllowed(say("Trang này dành cho cán bộ theo dõi báo cáo."))
    place = next((unit for unit in places if unit.code == code), places[0])
    of = _period(period_code) if period_code else latest(Kind.QUARTER, on=on)
    units = list(units_below(place, on=of.last_day))
    caller = place if units else above(place, on=of.last_day) or place
    due = due_for(caller, of)
    rows = tuple(_rows(units or [place], of, due, on=on))
    return CallsPage(
        place,
        places,
        of,
        due,
        rows,
        sum(row.report is not None for row in rows),
        bool(units) and may_call(actor, place.pk),
    )


def _period(code: str) -> Period:
    try:
        return period(code)
    except (UnknownPeriod, NoRuleInForce):
        raise NotYours(say("Không có kỳ báo cáo này.")) from None


def due_for(caller: Unit, of: Period) -> Due:
    """The day set by the place above, else the day of the rule; unknown stays unknown."""
    call = Call.objects.filter(place=caller, period=of.code).first()
    if call:
        return Due(call.due_on, call.basis, "", True)
    if of.due_basis is None:
        return Due(None, "", "", False)
    return Due(of.due_on, str(of.due_basis), of.due_basis.note, False)


def _rows(units: list[Unit], of: Period, due: Due, *, on: date) -> list[CallRow]:
    sent = Report.objects.filter(
        place__in=units, period=of.code, kind=of.kind.value, state=State.ISSUED.value
    ).order_by("issued_at")  # fmt: skip
    first: dict[int, Report] = {}
    last: dict[int, Report] = {}
    for report in sent.defer("figures", "body", "texts"):
        first.setdefault(report.place_id, report)
        last[report.place_id] = report
    return [_row(unit, first.get(unit.pk), last.get(unit.pk), due, on=on) for unit in units]


def _row(unit: Unit, first: Report | None, last: Report | None, due: Due, *, on: date) -> CallRow:
    """A unit is on time by its first report; a correction later does not make it late."""
    day = first.issued_on if first and first.issued_on else on
    late = (day - due.on).days if due.on else 0
    if first is None:
        state = "unknown" if due.on is None else "overdue" if late > 0 else "waiting"
    else:
        state = "sent" if due.on is None else "sent_late" if late > 0 else "on_time"
    return CallRow(unit, last, state, abs(late))
