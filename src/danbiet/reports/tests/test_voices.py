"""Figures of residents' cases and of receiving citizens: they add up, to each other and to the list of cases."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danbiet.common import clock
from danbiet.law.periods import period
from danbiet.reports.rules.figures import Facts, definitions, figure
from danbiet.reports.rules.voices import CaseFact, Listed, ReceptionFact
from danbiet.reports.rules.windows import Window
from danbiet.reports.selectors.facts import counted, facts, moved
from danbiet.reports.tests import factories
from danbiet.voices import selectors as voices
from danbiet.voices import services
from danbiet.voices.models import Case
from danbiet.voices.rules import Kind, Refused, Subject
from danbiet.voices.rules.receiving import Receiver, Result
from danbiet.voices.tests.factories import PEPPER, answered, case, local_term
from tests.people import Cast, Country

QUARTER = Window(date(2021, 6, 15), date(2021, 9, 15))
SINCE = {"cases": date(2021, 1, 4), "receptions": date(2021, 1, 4)}
AT = clock.moment(date(2021, 9, 10))
DAYS = st.one_of(st.none(), st.dates(date(2021, 5, 1), date(2021, 10, 31)))
KINDS = st.sampled_from([kind.value for kind in Kind])


@st.composite
def cases(draw: st.DrawFn) -> CaseFact:
    names = ["accepted_on", "answered_on", "merged_on", "handed_on", "due_on", "agreed_on", "contested_on", "rated_on"]
    received_on = draw(st.dates(date(2021, 5, 1), date(2021, 10, 1)))
    return CaseFact(draw(st.integers(1, 10**9)), draw(KINDS), received_on, **{name: draw(DAYS) for name in names})


@given(st.lists(cases(), max_size=30, unique_by=lambda one: one.pk))
def test_whatever_happened_the_parts_add_up(rows: list[CaseFact]) -> None:
    known = Facts(cases=Listed(rows), first_days=SINCE)
    for key, meant in definitions().items():
        if meant.rows == "cases" and meant.parts:
            parts = [figure(part, known, QUARTER).value for part in meant.parts]
            assert sum(parts) == figure(key, known, QUARTER).value, key


def fact(pk: int, **days) -> CaseFact:
    return CaseFact(pk, days.pop("kind", "report"), date(2021, 8, 2), **days)


@pytest.mark.parametrize(
    ("key", "expected"),
    [("", 6), ("_accepted", 4), ("_answered", 3), ("_agreed", 1), ("_contested", 1), ("_silent", 1), ("_judged", 2),
     ("_refused", 1), ("_waiting", 1), ("_in_work", 1), ("_on_time", 1), ("_after_due", 1), ("_overdue", 1),
     ("_due", 3), ("_undated", 3)],
)  # fmt: skip
def test_each_state_is_counted_by_hand(key: str, expected: int) -> None:
    taken, due, given_on = date(2021, 8, 3), date(2021, 8, 16), date(2021, 8, 10)
    rows = (
        fact(1, accepted_on=taken, answered_on=given_on, agreed_on=date(2021, 8, 12), due_on=due),
        fact(2, accepted_on=taken, answered_on=date(2021, 8, 20), contested_on=date(2021, 8, 21), due_on=due),
        fact(3, accepted_on=taken, answered_on=given_on),
        fact(4, accepted_on=taken, due_on=due),
        fact(5, answered_on=given_on),
        fact(6),
    )
    assert figure(f"feedback{key}", Facts(cases=Listed(rows), first_days=SINCE), QUARTER).value == expected


def test_an_agreement_after_a_contest_is_an_agreement_and_what_is_said_later_is_not_known() -> None:
    given_on = {"accepted_on": date(2021, 8, 3), "answered_on": date(2021, 8, 10), "contested_on": date(2021, 8, 12)}
    rows = (fact(1, agreed_on=date(2021, 9, 1), **given_on), fact(2, agreed_on=date(2021, 9, 20), **given_on))
    known = Facts(cases=Listed(rows), first_days=SINCE)
    assert figure("feedback_agreed", known, QUARTER).value == 1
    assert figure("feedback_contested", known, QUARTER).value == 1


def test_days_of_reception() -> None:
    rows = (
        ReceptionFact(1, date(2021, 9, 2), "kept", (7, 8)), ReceptionFact(2, date(2021, 9, 9), "missed"),
        ReceptionFact(3, date(2021, 9, 10), "planned"), ReceptionFact(4, date(2021, 9, 16), "planned"),
    )  # fmt: skip
    known = Facts(receptions=rows, first_days=SINCE)
    keys = ("receptions", "reception_days", "receptions_kept", "receptions_missed", "receptions_unsettled")
    assert [figure(key, known, QUARTER).value for key in keys] == [2, 3, 1, 1, 1]


def test_before_anything_was_recorded_nothing_is_known() -> None:
    later = {"cases": date(2021, 9, 20), "receptions": None}
    known = Facts(cases=Listed((fact(1),)), first_days=later)
    assert figure("feedback", known, QUARTER).value is None
    assert figure("receptions_kept", known, QUARTER).value is None
    assert figure("petitions", known, QUARTER).value is None  # denunciations are read by nobody


def month(country: Country, cast: Cast) -> list[Case]:
    """One of each, in September."""
    here, ward = country.dong_ngac.unit, cast.actor("ward")
    local_term(country.district.unit)
    agreed, silent, contested = (answered(country, cast, at=AT) for _ in range(3))
    services.agree(agreed, at=AT)
    services.contest(contested, reason="Chưa xong", pepper=PEPPER, at=AT)
    refusing = services.Refusing(Refused.NOT_OUR_POWER, "Cột điện của điện lực", "19001288")
    refused = services.refuse(case(here, at=AT), refusing=refusing, by=ward, at=AT)
    merged = services.merge(case(here, at=AT), into=silent, by=ward, at=AT) if silent.is_open else case(here, at=AT)
    waiting, crime = case(here, at=AT), case(here, at=AT, kind=Kind.CRIME_REPORT)
    services.hand_over(crime, to="Công an", by=ward, at=AT)
    complaint = case(here, at=AT, kind=Kind.COMPLAINT_FIRST)
    return [agreed, silent, contested, refused, merged, waiting, crime, complaint]


SEPTEMBER = period("2021-09")


def values(country: Country, place: str = "dong_ngac") -> dict[str, int | None]:
    found = facts(getattr(country, place).unit, period=SEPTEMBER, as_of=factories.SEPTEMBER)
    return {key: cell["value"] for key, cell in counted(found, period=SEPTEMBER).items()}


@pytest.mark.django_db
def test_figures_add_up_to_the_list_of_cases_and_to_the_places_own_page(country: Country, cast: Cast) -> None:
    rows = month(country, cast)
    made = values(country)
    assert made["cases"] == Case.objects.filter(pk__in=[one.pk for one in rows]).count() == len(rows)
    days = {"from_day": SEPTEMBER.from_day, "until_day": SEPTEMBER.until_day, "on": date(2021, 9, 16)}
    page = voices.counts([country.dong_ngac.unit.pk], **days)
    assert page.received == made["feedback"] + made["complaints"]
    assert page.accepted == made["feedback_accepted"] + made["complaints_accepted"]
    assert page.silent == made["feedback_silent"]
    assert (page.agreed, page.contested) == (made["feedback_agreed"], made["feedback_contested"])
    assert made["crimes_handed"] == 1
    assert values(country, "district")["cases"] == len(rows)


@pytest.mark.django_db
def test_a_case_that_was_sent_on_stays_counted_where_it_came_in(country: Country, cast: Cast) -> None:
    rows = month(country, cast)
    before = counted(facts(country.dong_ngac.unit, period=SEPTEMBER, as_of=factories.SEPTEMBER), period=SEPTEMBER)
    later = clock.moment(date(2021, 9, 21))
    services.transfer(rows[5], to=country.district.unit, reason="Đường quận", by=cast.actor("ward"), at=later)
    services.agree(Case.objects.get(pk=rows[1].pk), at=later)
    after = counted(facts(country.dong_ngac.unit, period=SEPTEMBER, as_of=factories.SEPTEMBER), period=SEPTEMBER)
    assert moved(before, after) == []


@pytest.mark.django_db
def test_days_kept_and_missed_come_from_the_calendar(country: Country, cast: Cast) -> None:
    here, by = country.dong_ngac.unit, cast.actor("wardchair")
    posted = clock.moment(date(2021, 8, 20))
    hours = {"from_time": time(8), "until_time": time(11), "where": "Trụ sở"}
    days = [
        services.post_day(here, session=services.Session(date(2021, 9, n), Receiver.CHAIR, **hours), by=by, at=posted)
        for n in (2, 8, 9)
    ]
    visit = services.Visit(2, Subject.ROADS, "Hỏi về đường ngõ 63", Result.ANSWERED)
    services.add_visit(days[0], visit=visit, by=by, at=AT)
    services.keep_day(days[0], by=by, at=AT)
    services.miss_day(days[1], reason="Họp đột xuất", by=by, at=AT)
    made = values(country)
    names = ("reception_days", "receptions_kept", "receptions_missed", "receptions_unsettled", "receptions")
    assert [made[name] for name in names] == [3, 1, 1, 1, 1]


@pytest.mark.django_db
def test_the_report_tells_them_and_only_officers_see_the_rows(client, country: Country, cast: Cast, in_2021) -> None:
    factories.work(country, cast)
    rows = month(country, cast)
    report = factories.draft(cast, country.dong_ngac)
    client.force_login(cast.users["ward"])
    page = client.get(f"/reports/{report.pk}/").content.decode()
    assert "không tính là hài lòng" in page
    shown = client.get(f"/reports/{report.pk}/figures/feedback_agreed/").content.decode()
    assert rows[0].number in shown
    assert "khớp với báo cáo" in shown


@pytest.mark.django_db
def test_strangers_read_the_number_and_no_rows(client, country: Country, cast: Cast, in_2021) -> None:
    factories.work(country, cast)
    rows = month(country, cast)
    report = factories.issued(cast, country.dong_ngac)
    shown = client.get(f"/reports/{report.pk}/figures/complaints/").content.decode()
    assert rows[7].number not in shown
    assert "Dành cho cán bộ" in shown
