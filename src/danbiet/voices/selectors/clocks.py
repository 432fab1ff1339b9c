"""The clock of a case, from its row, its place's calendar and its place's own terms."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from danbiet.law.deadlines import term
from danbiet.places import selectors as places
from danbiet.places.models import Closure, Unit
from danbiet.voices.models import Case, LocalTerm, Suspension
from danbiet.voices.models.labels import TERMS
from danbiet.voices.rules import FEEDBACK, Kind, State, Verdict
from danbiet.voices.rules.clocks import Clock, Life, clock, running, spans, stage_of
from danbiet.voices.rules.stages import Stage, Standing
from danbiet.voices.rules.terms import ASSUMED, Term, What

TERMED = (Stage.ANSWER, Stage.RECHECK)


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
    """What the moves ask of a case."""
    return Standing(
        kind=Kind(case.kind), state=State(case.state), is_open=case.is_open, verdict=Verdict(case.verdict),
        is_suspended=case.suspended_on is not None, is_published=case.published_at is not None,
        is_drafted=case.redacted_at is not None, is_complex=case.is_complex,
        is_merged=case.merged_into_id is not None, was_contested=case.contested_on is not None,
        is_sent=case.sent_on is not None, is_posted=case.posted_on is not None,
    )  # fmt: skip


def clocks_of(case: Case, *, on: date) -> tuple[Clock, Clock]:
    """The running clock, and that of the answer (of a complaint: of the decision, from its acceptance)."""
    life, calendar = life_of(case, on=on), places.calendar_for(case.place, on=on)
    now, wanted = stage_of(life), Stage.ANSWER if life.kind in FEEDBACK else Stage.SETTLEMENT

    def own(stage: Stage) -> Term | None:
        return term_of(case.place, _what(life, stage), on=case.received_on) if stage in TERMED else None

    run = running(life, term_of_place=own(now), calendar=calendar)
    if now is wanted:
        return run, run
    if life.is_suspended or (wanted is Stage.SETTLEMENT and life.accepted_on is None):
        return run, Clock(wanted)
    return run, clock(wanted, life, term_of_place=own(wanted), calendar=calendar)


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


def term_of(place: Unit, what: What, *, on: date) -> Term | None:
    """The newest term of the place, else of the nearest unit above it, else what this product assumes, if anything."""
    above = Closure.objects.filter(Q(until_day=None) | Q(until_day__gt=on), descendant=place, from_day__lte=on)
    depth = dict(above.values_list("ancestor", "depth")) or {place.pk: 0}
    rows = LocalTerm.objects.filter(place__in=depth, what=what.value, from_day__lte=on)
    nearest = sorted(rows, key=lambda row: (-depth[row.place_id], row.from_day))
    if not nearest:
        return ASSUMED.get(what)
    row = nearest[-1]
    return Term(row.n, row.unit, row.source)


def terms_of(place: Unit, *, on: date) -> tuple[tuple[str, Term | None], ...]:
    """Every term that a place may set, in words, as it holds on a day."""
    return tuple((str(TERMS[what.value]), term_of(place, what, on=on)) for what in What)


def open_cases(places_of: Iterable[int]) -> Iterable[Case]:
    """Open cases of places, for counting their days again when the calendar changed."""
    return Case.objects.filter(place__in=list(places_of), is_open=True).select_related("place").iterator(500)
