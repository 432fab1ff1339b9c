"""Cases counted in the database give what counting them one by one gives: the same numbers and the same prints."""

import random
from datetime import date, datetime, timedelta

import pytest

from danbiet.common import clock
from danbiet.law.periods import Period, period
from danbiet.places.models import Unit
from danbiet.places.selectors import closure_on
from danbiet.reports.rules.figures import Facts, figure, rows_behind
from danbiet.reports.rules.voices import CASES, CaseFact, Listed
from danbiet.reports.rules.windows import Window
from danbiet.reports.selectors.facts import facts
from danbiet.voices.models import Case, Step
from danbiet.voices.rules import Kind
from tests.people import Cast, Country

AS_OF = clock.moment(date(2021, 9, 10))
KINDS = ["report", "report", *(kind.value for kind in Kind)]
WINDOWS = [
    Window(date(2021, 6, 15), date(2021, 9, 15)),  # closes after the moment of the report
    Window(date(2021, 3, 15), date(2021, 6, 15)),
    Window(date(2020, 12, 15), date(2021, 9, 15)),
    Window(date(2020, 6, 15), date(2020, 9, 15)),
    Window(date(2021, 8, 2), date(2021, 8, 3)),
]


def populated(places: list[Unit], officer: int, *, rng: random.Random, n: int = 400) -> None:
    """Cases of every sort, some of them received, sent on, answered or merged only after the moment of the report."""
    into = None
    for number in range(1, n + 1):
        one = randomly(number, places, officer, rng=rng, into=into)
        one.save(force_insert=True)
        into = one if one.is_open and rng.random() < 0.3 else into
        on = one.received_on + timedelta(days=rng.choice([0, 0, 0, 30]))  # one that was split off comes in later
        steps = [Step(act="receive", moves=1, at=clock.moment(on), on=on, place=one.received_place)]
        if one.place != one.received_place:
            steps.append(Step(act="transfer", moves=1, at=clock.moment(on), on=on, place=one.place))
        for step in steps:
            step.case, step.state = one, "received"
        Step.objects.bulk_create(steps)


def randomly(number: int, places: list[Unit], officer: int, *, rng: random.Random, into: Case | None) -> Case:
    on = date(2021, 9, 25) - timedelta(days=rng.randrange(500))

    def later(share: float) -> date | None:
        return on + timedelta(days=rng.randrange(60)) if rng.random() < share else None

    accepted_on, answered_on, verdict_on, rated_on = later(0.6), later(0.5), later(0.4), later(0.2)
    merged = into if rng.random() < 0.3 else None
    closed_on = on + timedelta(days=rng.randrange(60)) if merged else None
    outcome = "solved" if answered_on else "duplicate" if merged else ""
    return Case(
        number=f"PA-{on.year}-{number:06d}", code_hash=f"{number:064x}", kind=rng.choice(KINDS), channel="web",
        place=rng.choice(places), received_place=rng.choice(places), title="x", text="x", folded="x",
        received_at=clock.moment(on), received_on=on, accepted_on=accepted_on, answered_on=answered_on,
        answered_by_id=officer if answered_on else None, outcome=outcome, merged_into=merged, is_open=not merged,
        closed_on=closed_on, handed_over_on=later(0.2), answer_due_on=later(0.7),
        answer_certainty=rng.choice(["memory", "seen", "local", ""]), contested_on=later(0.5),
        verdict=rng.choice(["agreed", "contested"]) if verdict_on else "", verdict_on=verdict_on,
        rating=3 if rated_on else None, rated_on=rated_on,
        state="answered" if answered_on else "accepted" if accepted_on else "received",
    )  # fmt: skip


def plainly(place: Unit, of: Period, as_of: datetime) -> Listed:
    """The slow way: every case that came in to the place by the moment, one fact for each."""
    below = closure_on(of.last_day).filter(ancestor=place).values("descendant")
    since = date(of.year - 2, 1, 1)
    came = Step.objects.filter(place__in=below, act="receive", at__lte=as_of, on__gte=since).values("case")
    return Listed([_fact(case, clock.day(as_of)) for case in Case.objects.filter(pk__in=came)])


def _fact(case: Case, today: date) -> CaseFact:
    def known(day: date | None) -> date | None:
        return day if day and day <= today else None

    return CaseFact(
        pk=case.pk, kind=case.kind, received_on=case.received_on, accepted_on=known(case.accepted_on),
        answered_on=known(case.answered_on), merged_on=known(case.closed_on) if case.merged_into_id else None,
        handed_on=known(case.handed_over_on),
        due_on=case.answer_due_on if case.answer_certainty != "memory" else None,
        agreed_on=known(case.verdict_on) if case.verdict == "agreed" else None,
        contested_on=known(case.contested_on), rated_on=known(case.rated_on),
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2])
def test_counted_together_is_counted_one_by_one(country: Country, cast: Cast, seed: int) -> None:
    places = [country.dong_ngac.unit, country.xuan_dinh.unit, country.district.unit, country.city.unit]
    populated(places, cast.users["ward"].pk, rng=random.Random(seed))
    of, met = period("2021-Q3"), set()
    for place in (country.dong_ngac.unit, country.district.unit):
        found = facts(place, period=of, as_of=AS_OF)
        slow = Facts(cases=plainly(place, of, AS_OF), first_days=found.first_days)
        for window in WINDOWS:
            assert found.cases.counts(window) == slow.cases.counts(window), (place, window)
            assert found.cases.prints(window) == slow.cases.prints(window), (place, window)
            met |= found.cases.counts(window).keys()
        for key in ("cases", "feedback_due", "crimes_handed"):
            assert rows_behind(key, found, WINDOWS[0]) == rows_behind(key, slow, WINDOWS[0])
            assert figure(key, found, WINDOWS[0]) == figure(key, slow, WINDOWS[0])
    assert met == set(CASES)  # every figure counted something somewhere


@pytest.mark.django_db
def test_how_often_the_database_is_asked_does_not_grow_with_the_cases(
    country: Country, cast: Cast, django_assert_max_num_queries
) -> None:
    populated([country.dong_ngac.unit], cast.users["ward"].pk, rng=random.Random(3), n=60)
    found = facts(country.district.unit, period=period("2021-Q3"), as_of=AS_OF, kinds=frozenset({"cases"}))
    with django_assert_max_num_queries(4):
        for key in CASES:
            figure(key, found, WINDOWS[0])
