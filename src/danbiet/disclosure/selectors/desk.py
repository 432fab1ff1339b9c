"""What waits for an officer in disclosure: what is owed, stale or taken over, what must hang, what was asked."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from danbiet.common.actor import Actor
from danbiet.common.desk import LATE, NONE, DeskItem, limited, status
from danbiet.common.templatetags.counting import cited, limit_said
from danbiet.disclosure.models import Charge, Obligation
from danbiet.disclosure.rules import KEEPERS
from danbiet.disclosure.rules.keeping import BINDING, Kept, is_binding, kept
from danbiet.disclosure.selectors import desk_talk, reminders
from danbiet.disclosure.selectors.owed import current, last_look, permanent, standing_of, titled, told
from danbiet.disclosure.selectors.reminders import PART, more
from danbiet.law.duties import duty

AHEAD, YEAR = timedelta(days=31), timedelta(days=365)
MOST = 80


def desk_items(actor: Actor, *, on: date) -> list[DeskItem]:
    """Everything in disclosure that waits for the actor, the boards of group heads among it."""
    found = [*_owed(actor, on), *reminders.posting_items(actor, on=on), *desk_talk.desk_items(actor, on=on)]
    return list(dict.fromkeys(found))


def _owed(actor: Actor, on: date) -> list[DeskItem]:
    """Open obligations of the actor's places, those charged to the actor first, then the stale, then the inherited."""
    mine = actor.places(*KEEPERS)
    if not mine:
        return []
    read = _own(actor, mine, on)
    rows: list[Any] = list(current(read[:MOST], on))
    owed = [row for row in rows if row.state == "open"]
    items = [_row(row, on, is_mine=row.is_charged) for row in sorted(owed, key=lambda row: not row.is_charged)]
    cut = [more()] if len(read) > MOST else []
    return [*items, *cut, *_stale(rows, on), *limited(_inherited(mine, on), MOST, more=more())]


def _own(actor: Actor, mine: frozenset[int], on: date) -> list[Any]:
    """What is owed (a day within the month ahead or gone by, or none and arisen within a year) or hangs permanently."""
    soon = Q(due_on__lte=on + AHEAD) | Q(due_on=None, arose_on__gte=on - YEAR) | Q(due_on=None, duty__in=permanent())
    wanted = Q(soon, state="open", arose_on__lte=on + AHEAD) | Q(duty__in=permanent(), published_on__isnull=False)
    charged = Charge.objects.filter(place=OuterRef("place"), duty=OuterRef("duty"), user=actor.user)
    rows = Obligation.objects.filter(wanted, place__in=mine).select_related("place")
    return list(
        rows.annotate(looked_at_on=last_look(), is_charged=Exists(charged)).order_by(
            F("due_on").asc(nulls_last=True), "pk"
        )[: MOST + 1]
    )


def _row(row: Obligation, on: date, *, is_mine: bool) -> DeskItem:
    """Only a day that binds is put on the desk as a day: what is known from memory is no deadline."""
    rule, binds = duty(row.duty), is_binding(standing_of(row))
    due_on = row.due_on if binds else None
    doubt = "" if row.certainty == "seen" else _("Theo trí nhớ, không tính là trễ")
    return DeskItem(
        PART, status(due_on, on), _("Công khai: {title}").format(title=titled(row)),
        reverse("disclosure:obligation", args=[row.pk]), due_on,
        why=doubt or limit_said(rule), source=cited(rule.basis),
        detail=" · ".join(filter(None, [_("giao cho bạn") if is_mine else "", told(row), row.period])),
    )  # fmt: skip


def _stale(rows: list[Any], on: date) -> Iterator[DeskItem]:
    """Permanent contents at which nobody looked for twelve months: our own habit, and said so."""
    for row in rows:
        if kept(standing_of(row), on=on) is Kept.STALE and duty(row.duty).in_force(on):
            yield DeskItem(
                PART, NONE, _("Rà soát lại: {title}").format(title=titled(row)),
                reverse("disclosure:obligation", args=[row.pk]), None,
                why=_("Hơn 12 tháng chưa rà soát; nhắc theo thói quen của phần mềm, không phải luật"),
                source=cited(duty(row.duty).basis),
            )  # fmt: skip


def _inherited(mine: frozenset[int], on: date) -> Iterator[DeskItem]:
    """What ended units left open, one row a unit, apart from one's own."""
    binding = Q(due_on__lt=on, due_means__in=sorted(BINDING), certainty="seen")
    late = Count("pk", filter=binding, distinct=True)
    rows = (
        Obligation.objects.filter(
            place__until_day__lte=on, place__successors__new__in=mine, state="open", due_on__isnull=False
        )
        .values("place__code", "place__name_vi", "place__until_day")
        .annotate(n=Count("pk", distinct=True), late=late)
        .order_by("place__code")
    )
    for row in rows[: MOST + 1]:
        title = ngettext(
            "Nhận lại từ {unit}: {n} nội dung chưa công khai",
            "Nhận lại từ {unit}: {n} nội dung chưa công khai",
            row["n"],
        ).format(unit=row["place__name_vi"], n=row["n"])
        until = row["place__until_day"] or on
        url = reverse("disclosure:place", args=[row["place__code"]])
        yield DeskItem(
            PART, LATE if row["late"] else NONE, title,
            f"{url}?as_of={until - timedelta(days=1):%Y-%m-%d}", None,
            why=_("{late} đã quá hạn").format(late=row["late"]) if row["late"] else "",
            detail=_("đơn vị đã hết hiệu lực từ {day}").format(day=f"{until:%d/%m/%Y}"),
            is_inherited=True,
        )  # fmt: skip
