"""What the law asks about a unit: its circumstances from a day on, and days off or worked days declared for it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from danbiet.common import clock
from danbiet.common.actor import Actor, Conflict, Damaged, say
from danbiet.ledger import services as ledger
from danbiet.places import selectors
from danbiet.places.models import Circumstances, DeclaredDay, Unit


class DayRefused(Damaged):
    """A day without its source or name, a worked day that is one anyway, or a day off that is one anyway."""


class DayDeclared(Conflict):
    """The day was declared for this unit before."""


class CircumstancesRefused(Damaged):
    """Figures without their source, or from a day on which the unit did not stand."""


@dataclass(frozen=True)
class Declared:
    """A day as somebody declares it: off, or worked (`works`) although offices would be closed."""

    day: date
    works: bool
    label: str
    source: str


@dataclass(frozen=True)
class Known:
    """What is known of a unit from a day on."""

    from_day: date
    source: str
    residents: int | None = None
    households: int | None = None
    is_remote: bool = False
    has_loudspeaker: bool = True
    has_portal: bool = True


def declare_day(unit: Unit, *, declared: Declared, by: Actor, at: datetime) -> DeclaredDay:
    """Declare a day off or a worked day for a unit and all below it; the days that it moves are moved by the caller."""
    _may(by, unit, clock.day(at))
    label, source = declared.label.strip(), declared.source.strip()
    if not label or not source:
        raise DayRefused(say("Cần tên ngày nghỉ và văn bản làm nguồn."))
    if declared.works == selectors.calendar_for(unit, on=clock.day(at)).is_working(declared.day):
        raise DayRefused(say("Ngày {day} vốn đã như vậy theo lịch."), day=f"{declared.day:%d/%m/%Y}")
    try:
        with transaction.atomic():
            row = DeclaredDay.objects.create(
                unit=unit, day=declared.day, works=declared.works, label=label, source=source, declared_at=at
            )
            payload = {"day": declared.day.isoformat(), "works": declared.works, "label": label, "source": source}
            _record("declare_day", unit, payload, by=by, at=at)
    except IntegrityError:
        raise DayDeclared(say("Ngày {day} đã khai cho {place}."), day=f"{declared.day:%d/%m/%Y}",
                          place=unit.name_vi) from None  # fmt: skip
    return row


def set_circumstances(unit: Unit, *, known: Known, by: Actor, at: datetime) -> Circumstances:
    """Record residents, remoteness, loudspeaker and portal of a unit from a day on; the past stays as it was."""
    _may(by, unit, clock.day(at))
    if not known.source.strip():
        raise CircumstancesRefused(say("Số liệu cần nguồn."))
    if not selectors.stands(unit, known.from_day):
        raise CircumstancesRefused(say("{place} không tồn tại vào ngày này."), place=unit.name_vi)
    values = {
        "residents": known.residents, "households": known.households, "is_remote": known.is_remote,
        "has_loudspeaker": known.has_loudspeaker, "has_portal": known.has_portal, "source": known.source.strip(),
    }  # fmt: skip
    with transaction.atomic():
        row, _ = Circumstances.objects.update_or_create(unit=unit, from_day=known.from_day, defaults=values)
        _record("set_circumstances", unit, {"from_day": known.from_day.isoformat(), **values}, by=by, at=at)
    return row


def _may(by: Actor, unit: Unit, on: date) -> None:
    if by.user is not None and not selectors.holds_over(by, unit, *selectors.OF_PLACES, on=on):
        raise selectors.NotYourPlace(
            say("Chỉ quản trị hoặc cán bộ kế hoạch của {place} hay của cấp trên được làm việc này."), place=unit.name_vi
        )


def _record(act: str, unit: Unit, payload: dict[str, object], *, by: Actor, at: datetime) -> None:
    ledger.record(by=by, act=f"places.{act}", target=f"places.unit/{unit.pk}", place=unit.key, payload=payload, at=at)
