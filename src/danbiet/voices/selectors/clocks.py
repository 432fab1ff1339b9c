"""The clock of a case, from its row, its place's calendar and its place's own terms."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import F, QuerySet

from danbiet.law.calendar import Calendar
from danbiet.law.counting import Span
from danbiet.law.deadlines import term
from danbiet.places import selectors as places
from danbiet.places.models import Unit
from danbiet.voices.models import Case, LocalTerm, Notice, Suspension
from danbiet.voices.models.labels import TERMS
from danbiet.voices.rules import FEEDBACK, Kind, Refused, State, Verdict
from danbiet.voices.rules.clocks import Clock, Life, clock, spans, stage_of
from danbiet.voices.rules.stages import Stage, Standing
from danbiet.voices.rules.terms import ASSUMED, Term, What
from danbiet.voices.selectors.joined import goes_on_in


def life_of(case: Case, *, suspensions: tuple[Span, ...]) -> Life:
    """What the clocks ask of a case, beside its row the spans in which it stood still."""
    return Life(
        kind=Kind(case.kind), state=State(case.state), received_on=case.received_on, is_open=case.is_open,
        accepted_on=case.accepted_on, answered_on=case.answered_on, sent_on=case.sent_on,
        contested_on=case.contested_on, transferred_on=case.transferred_on, verdict=Verdict(case.verdict),
        is_remote=case.is_remote, is_complex=case.is_complex, is_suspended=case.suspended_on is not None,
        extended_until=case.extended_until, suspensions=suspensions,
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
        is_dialogue_set=case.dialogue_on is not None and case.dialogue_on != case.dialogue_held_on,
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
    return timed_all([case], on=on)[0]


def timed_all(cases: Sequence[Case], *, on: date) -> list[Timed]:
    """The clocks of many cases, in their order: 3 queries, however many they are."""
    spanned, owners = _suspensions(cases), {case.place_id: case.place for case in cases}
    calendars = places.calendars_for(list(owners.values()), on=on)
    terms = _terms_of_places({case.place_id for case in cases if case.kind in FEEDBACK})
    return [
        _timed(
            life_of(case, suspensions=spans(spanned[case.pk], on=on)), calendars[case.place_id],
            _as_on(terms[case.place_id], on=case.received_on),
        )
        for case in cases
    ]  # fmt: skip


def _timed(life: Life, calendar: Calendar, terms: Mapping[What, Term]) -> Timed:
    now, wanted = stage_of(life), Stage.ANSWER if life.kind in FEEDBACK else Stage.SETTLEMENT

    def counted(stage: Stage) -> Clock:
        return clock(stage, life, term_of_place=terms.get(_what(life, stage)), calendar=calendar)

    run = Clock(now) if life.is_suspended else counted(now)
    if now is wanted:
        return Timed(life, run, run, calendar)
    if life.is_suspended or (wanted is Stage.SETTLEMENT and life.accepted_on is None):
        return Timed(life, run, Clock(wanted), calendar)
    return Timed(life, run, counted(wanted), calendar)


def _suspensions(cases: Sequence[Case]) -> Mapping[int | None, list[tuple[date, date | None]]]:
    """The suspensions of each case, in order; none of a case that is not stored yet."""
    found: dict[int | None, list[tuple[date, date | None]]] = defaultdict(list)
    stored = [case.pk for case in cases if case.pk]
    rows = Suspension.objects.filter(case__in=stored) if stored else Suspension.objects.none()
    for case, from_day, until_day in rows.order_by("from_day").values_list("case", "from_day", "until_day"):
        found[case].append((from_day, until_day))
    return found


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


@dataclass(frozen=True)
class _Set:
    """A term that a place or a unit above it set, with the days on which that unit stood above the place."""

    what: What
    term: Term
    set_on: date
    from_day: date
    until_day: date | None


def own_terms(place: Unit, *, on: date) -> dict[What, Term]:
    """The newest terms of a place, else of the nearest unit above it, else what this product assumes: one query."""
    return _as_on(_terms_of_places([place.pk])[place.pk], on=on)


def _as_on(rows: Iterable[_Set], *, on: date) -> dict[What, Term]:
    """The terms as they held on a day."""
    held = (row for row in rows if max(row.set_on, row.from_day) <= on and not (row.until_day and row.until_day <= on))
    return {**ASSUMED, **{row.what: row.term for row in held}}


def _terms_of_places(units: Iterable[int]) -> Mapping[int, list[_Set]]:
    """Every term that was ever set for each of some units: the farthest and oldest first, so that the nearest and
    newest has its say."""
    found: dict[int, list[_Set]] = defaultdict(list)
    asked = list(units)
    if not asked:
        return found
    rows = LocalTerm.objects.filter(place__below__descendant__in=asked).annotate(
        below=F("place__below__descendant"), depth=F("place__below__depth"), stood=F("place__below__from_day"),
        ended=F("place__below__until_day"),
    )  # fmt: skip
    columns = ("below", "what", "n", "unit", "source", "from_day", "stood", "ended")
    for unit, what, n, measure, source, *days in rows.order_by("-depth", "from_day").values_list(*columns):
        found[unit].append(_Set(What(what), Term(n, measure, source), *days))
    return found


def term_of(place: Unit, what: What, *, on: date) -> Term | None:
    """One of the terms of a place, if there is any."""
    return own_terms(place, on=on).get(what)


def terms_of(place: Unit, *, on: date) -> tuple[tuple[str, Term | None], ...]:
    """Every term that a place may set, in words, as it holds on a day."""
    found = own_terms(place, on=on)
    return tuple((str(TERMS[what.value]), found.get(what)) for what in What)


def open_cases(units: Iterable[int] | None) -> QuerySet[Case]:
    """Open cases of some places, or of all (None), place by place: those whose days a calendar may move."""
    rows = Case.objects.filter(is_open=True)
    return (rows if units is None else rows.filter(place__in=list(units))).order_by("place", "pk")


def letters_due(units: Iterable[int] | None) -> QuerySet[Notice]:
    """Letters with a day that are not sent yet, of cases of some places or of all (None), place by place."""
    rows = Notice.objects.filter(sent_on=None, due_on__isnull=False, event_on__isnull=False)
    return (rows if units is None else rows.filter(case__place__in=list(units))).order_by("case__place", "pk")
