"""Who may see which report. What is issued is public; drafts are for the officers of the place."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from danbiet.common.actor import OFFICERS, Actor, NotYours, say
from danbiet.places.models import Closure, Unit
from danbiet.reports.models import Report
from danbiet.reports.rules import DRAFTERS, State, may_look_inside, may_read_draft


def reports_visible_to(actor: Actor) -> QuerySet[Report]:
    """Issued reports for everybody, drafts for the officers of the place."""
    visible = Q(state=State.ISSUED.value)
    mine = actor.places(*OFFICERS)
    if mine:
        visible |= Q(place__in=mine)
    return Report.objects.filter(visible).select_related("place", "issuer")


def report_for(actor: Actor, pk: int) -> Report:
    """A report that the actor may see."""
    found = (
        Report.objects.filter(pk=pk)
        .select_related("place", "issuer", "issued_by", "corrects", "corrected_by")
        .defer("corrects__body", "corrects__figures", "corrected_by__body", "corrected_by__figures")
        .first()
    )
    if found is None or not (found.state == State.ISSUED or may_read_draft(actor, found.place_id)):
        raise NotYours(say("Không có báo cáo này, hoặc báo cáo còn là dự thảo của đơn vị khác."))
    return found


def sees_inside(actor: Actor, report: Report) -> bool:
    """Whether progress, corrections and the signed scan are open to the actor."""
    if not actor.held:
        return False
    above = Closure.objects.filter(descendant=report.place_id).values_list("ancestor", flat=True)
    return may_look_inside(actor, frozenset(above))


def own_places(actor: Actor, *, on: date, roles: Iterable[str] = ()) -> list[Unit]:
    """The places for which the actor drafts reports (or holds the roles), in name order."""
    held = actor.places(*(roles or DRAFTERS))  # type: ignore[arg-type]
    return list(Unit.objects.filter(pk__in=held).order_by("sort_key"))
