"""The clock of a case, from its row, its place's calendar and its place's own terms."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import F, Q

from danbiet.law.calendar import Calendar
from danbiet.law.deadlines import term
from danbiet.places import selectors as places
from danbiet.places.models import Unit
from danbiet.voices.models import Case, LocalTerm, Suspension
from danbiet.voices.models.labels import TERMS
from danbiet.voices.rules import FEEDBACK, Kind, Refused, State, Verdict
from danbiet.voices.rules.clocks import Clock, Life, clock, spans, stage_of
from danbiet.voices.rules.stages import Stage, Standing
from danbiet.voices.rules.terms import ASSUMED, Term, What
from danbiet.voices.selectors.joined import goes_on_in

TERMED = frozenset({Stage.ANSWER, Stage.RECHECK})


def life_of(case: Case, *, on: date) -> Life:
    """What the clocks ask of a case, its suspensions among it."""
    of_case = Suspension.objects.filter(case=case) if case.pk else Suspension.objects.none()
    rows = of_case.order_by("from_day").values_list("from_day", "until_day")
    return Life(
        kind=Kind(case.kind), state=State(case.state), received_on=case.received_on, is_open=case.is_open,
        accepted_on=case.accepted_on, answered_on=case.answered_on, sent_on=case.sent_on,
        contested_on=case.contested_on, transferred_on=case.transferred_on, verdict=Verdict(case.verdict),
        is_remote=case.is_remote, is_complex=case.is_complex, is_suspended=case.suspended_on is not None,
        extended_until=case.extended_until, suspensions=spans(list(rows), on=on),
    )  # fmt: skip


def standing_of(case: Case) -> Standing:
    """What the moves ask of a case, and of the one in which it goes on."""
    target = goes_on_in(case)
    return replace(_standing(case), into=_standing(target) if target.pk != case.pk else None)


def _standing(case: Case) -> Standing:
    return Standing(
        kind=Kind(case.kind), state=State(case.state), is_open=case.is_open, verdict=Verdict(case.verdict),
        is_suspended=case.suspended_on is not None, is_published=case.published_at is not None,
        is_drafted=case.redacted_at is not None, is_complex=case.is_complex,
        was_contested=case.contested_on is not None,
        is_denunciation=case.refused_as == Refused.DENUNCIATION,
        is_sent=case.sent_on is not None, is_posted=case.posted_on is not None,
    )  # fmt: skip


@dataclass(frozen=True)
class Timed:
    """The life of a case with its running clock and that of its answer, and what they were counted with."""

    life: Life
    run: Clock
    answer: Clock
    calendar: Calendar


def timed(case: Case, *, on: date) -> Timed:
    """The running clock, and that of the answer (of a complaint: of the decision, from its acceptance): 3 queries."""
    life, calendar = life_of(case, on=on), places.calendar_for(case.place, on=on)
    now, wanted = stage_of(life), Stage.ANSWER if life.kind in FEEDBACK else Stage.SETTLEMENT
    terms = own_terms(case.place, on=case.received_on) if {now, wanted} & TERMED else {}

    def counted(stage: Stage) -> Clock:
        return clock(stage, life, term_of_place=terms.get(_what(life, stage)), calendar=calendar)

    run = Clock(now) if life.is_suspended else counted(now)
    if now is wanted:
        return Timed(life, run, run, calendar)
    if life.is_suspended or (wanted is Stage.SETTLEMENT and life.accepted_on is None):
        return Timed(life, run, Clock(wanted), calendar)
    return Timed(life, run, counted(wanted), calendar)


def contest_until(case: Case) -> date | None:
    """The last day to contest an answer; none before it was given."""
    if case.answered_on is None:
        return None
    own = term_of(case.place, What.CONTEST, on=case.answered_on)
    assert own is not None
    calendar = places.calendar_for(case.place, on=case.answered_on)
    return term(own.n, own.unit, on=case.answered_on, calendar=calendar).due


def _what(life: Life, stage: Stage) -> What:
    if stage is Stage.RECHECK:
        return What.RECHECK
    return What.PETITION if life.kind is Kind.PETITION else What.REPORT


def own_terms(place: Unit, *, on: date) -> dict[What, Term]:
    """The newest terms of a place, else of the nearest unit above it, else what this product assumes: one query."""
    over = {"place__below__descendant": place, "place__below__from_day__lte": on, "from_day__lte": on}
    standing = Q(place__below__until_day=None) | Q(place__below__until_day__gt=on)
    rows = LocalTerm.objects.filter(standing, **over).annotate(depth=F("place__below__depth"))
    found = dict(ASSUMED)
    for row in rows.order_by("-depth", "from_day"):
        found[What(row.what)] = Term(row.n, row.unit, row.source)
    return found


def term_of(place: Unit, what: What, *, on: date) -> Term | None:
    """One of the terms of a place, if there is any."""
    return own_terms(place, on=on).get(what)


def terms_of(place: Unit, *, on: date) -> tuple[tuple[str, Term | None], ...]:
    """Every term that a place may set, in words, as it holds on a day."""
    found = own_terms(place, on=on)
    return tuple((str(TERMS[what.value]), found.get(what)) for what in What)


def open_cases(places_of: Iterable[int]) -> Iterable[Case]:
    """Open cases of places, for counting their days again when the calendar changed."""
    return Case.objects.filter(place__in=list(places_of), is_open=True).select_related("place").iterator(500)
