"""What a report counts of cases and receptions: the keys of the rows behind each figure, as known on a day."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Q, QuerySet

from danbiet.voices.models import Case, ReceptionDay
from danbiet.voices.rules import Verdict
from danbiet.voices.rules.clocks import MEMORY
from danbiet.voices.rules.receiving import DayState
from danbiet.voices.selectors.figures import COUNTED

Rows = dict[str, tuple[int, ...]]


def report_rows(of_places: Iterable[int], *, from_day: date, until_day: date, on: date) -> Rows:
    """Figure → keys of its rows. The cohort is what was received in the period; `voices_due` and `voices_on_time` are
    those whose day lay in it; nothing that happened after `on` is known. Twelve queries."""
    here = Case.objects.filter(place__in=list(of_places), kind__in=COUNTED, received_on__lte=on)
    cohort = here.filter(received_on__gte=from_day, received_on__lt=until_day)
    answered = cohort.filter(answered_on__lte=on)
    said = Q(verdict_on__lte=on) | Q(rated_on__lte=on)
    last = min(until_day, on)
    due = here.filter(answer_due_on__gte=from_day, answer_due_on__lt=last).exclude(answer_certainty=MEMORY)
    found = {
        "voices_received": cohort,
        "voices_accepted": cohort.filter(accepted_on__lte=on),
        "voices_answered": answered,
        "voices_refused": answered.exclude(refused_as=""),
        "voices_due": due,
        "voices_on_time": due.filter(answered_on__lte=F("answer_due_on")),
        "voices_agreed": answered.filter(verdict=Verdict.AGREED.value, verdict_on__lte=on),
        "voices_contested": answered.filter(contested_on__lte=on),
        "voices_silent": answered.exclude(said),
    }
    return {name: _keys(rows) for name, rows in found.items()} | _receptions(of_places, from_day, until_day, on)


def _receptions(of_places: Iterable[int], from_day: date, until_day: date, on: date) -> Rows:
    days = ReceptionDay.objects.filter(place__in=list(of_places), on__gte=from_day, on__lt=until_day, on__lte=on)
    return {
        "receptions_kept": _keys(days.filter(state=DayState.KEPT.value)),
        "receptions_missed": _keys(days.filter(state=DayState.MISSED.value)),
        "receptions_unsettled": _keys(days.filter(state=DayState.PLANNED.value, on__lt=on)),
    }


def _keys(rows: "QuerySet[Case] | QuerySet[ReceptionDay]") -> tuple[int, ...]:
    return tuple(rows.order_by("pk").values_list("pk", flat=True))
