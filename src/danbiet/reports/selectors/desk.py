"""What waits for a person today in reports: the quarter's report of their place to draft, to issue, to file signed."""

from datetime import date

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from danbiet.common.actor import Actor, Role
from danbiet.common.desk import LATE, NONE, NOW, SOON, DeskItem
from danbiet.law.periods import Kind, Period, latest
from danbiet.places.models import Unit
from danbiet.reports.models import Call, Report
from danbiet.reports.rules import DRAFTERS, State
from danbiet.reports.selectors.pages import period_label

PART = "reports"


def desk_items(actor: Actor, *, on: date) -> list[DeskItem]:
    """The last closed quarter of the places that the actor reports or signs for. One query."""
    places = actor.places(*DRAFTERS, Role.LEADER)
    if not places:
        return []
    of = latest(Kind.QUARTER, on=on)
    return [item for unit in _units(places, of) for item in _waiting(unit, of, actor, on)]


def _units(places: frozenset[int], of: Period) -> QuerySet[Unit]:
    """The places with their report of the period, and the day that the place directly above set."""
    report = Report.objects.filter(place=OuterRef("pk"), kind=of.kind.value, period=of.code).order_by("-pk")
    call = Call.objects.filter(
        period=of.code, place__below__descendant=OuterRef("pk"), place__below__depth=1,
        place__below__from_day__lte=of.last_day,
    ).order_by("-due_on")  # fmt: skip
    return (
        Unit.objects.filter(pk__in=places)
        .annotate(
            report=Subquery(report.values("pk")[:1]),
            report_state=Subquery(report.values("state")[:1]),
            scan=Subquery(report.values("scan")[:1]),
            called_on=Subquery(call.values("due_on")[:1]),
            called_by=Subquery(call.values("basis")[:1]),
        )
        .order_by(F("sort_key"))
    )


def _waiting(unit: Unit, of: Period, actor: Actor, on: date) -> list[DeskItem]:
    """At most one row a place: what comes next on the way from nothing to the signed copy."""
    row = vars(unit)
    drafts, signs = unit.pk in actor.places(*DRAFTERS), unit.pk in actor.places(Role.LEADER)
    if row["report"] is None:
        return [_item(_("Lập báo cáo {period}"), unit, of, on)] if drafts else []
    if row["report_state"] == State.DRAFT:
        title = _("Ban hành báo cáo {period}") if signs else _("Hoàn tất dự thảo báo cáo {period}")
        return [_item(title, unit, of, on)]
    if drafts and not row["scan"]:
        return [_item(_("Gắn bản ký, đóng dấu của báo cáo {period}"), unit, of, None)]
    return []


def _item(title: str, unit: Unit, of: Period, on: date | None) -> DeskItem:
    row = vars(unit)
    due = (row["called_on"] or of.due_on) if on else None
    basis = row["called_by"] if row["called_on"] else str(of.due_basis or "")
    state = NONE if due is None or on is None else LATE if due < on else NOW if due == on else SOON
    url = reverse("reports:report", args=[row["report"]]) if row["report"] else reverse("reports:new")
    return DeskItem(
        PART, state, title.format(period=period_label(of)), url, due,
        why=_("Số liệu chốt ngày {day}").format(day=f"{of.last_day:%d/%m/%Y}"),
        source=basis if due else "", detail=unit.name_vi,
    )  # fmt: skip
