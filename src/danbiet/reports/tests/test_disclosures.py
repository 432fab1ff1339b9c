"""Figures of disclosure: due, on time, late, missing, without a day; each with the rows behind it."""

from datetime import date

from danbiet.common import clock
from danbiet.disclosure.models import Obligation
from danbiet.disclosure.tests.factories import arisen, published
from danbiet.law.periods import period
from danbiet.reports.rules.figures import DisclosureFact, Facts, Window, figure
from danbiet.reports.selectors.facts import counted, facts
from danbiet.reports.tests import factories
from tests.people import Cast, Country

QUARTER = Window(date(2021, 6, 15), date(2021, 9, 15))
DUE = date(2021, 8, 16)


def fact(pk: int, binds_on: date | None = DUE, published_on: date | None = None) -> DisclosureFact:
    return DisclosureFact(pk, date(2021, 7, 15), binds_on, published_on)


def test_each_disclosure_due_is_counted_once() -> None:
    rows = Facts(
        disclosures=(
            fact(1, published_on=DUE),
            fact(2, published_on=date(2021, 8, 17)),
            fact(3),
            fact(4, published_on=date(2021, 9, 20)),  # after the data closed
            fact(5, binds_on=None),
            fact(6, binds_on=date(2021, 10, 15)),
        )
    )
    found = {key: figure(f"disclosures{key}", rows, QUARTER).value for key in (
        "_due", "_on_time", "_after_due", "_missing", "_undated", "")}  # fmt: skip
    assert found == {"_due": 4, "_on_time": 1, "_after_due": 1, "_missing": 2, "_undated": 1, "": 2}


def test_before_anything_was_recorded_nothing_is_known() -> None:
    assert figure("disclosures_due", Facts(), QUARTER).value is None
    early = Window(date(2021, 3, 15), date(2021, 6, 15))
    assert figure("disclosures_missing", Facts(disclosures=(fact(1),)), early).value is None


def test_the_ward_and_the_district_count_the_same_rows(country: Country, cast: Cast) -> None:
    late = arisen(country.dong_ngac, cast)
    papers = Obligation.objects.get(duty="BUD16-06")
    published(papers, on=date(2021, 8, 2))
    arisen(country.dong_ngac, cast, "fees_set", on=date(2021, 9, 1), period="")
    quarter, at = period("2021-Q3"), clock.moment(date(2021, 9, 16))
    for place in (country.dong_ngac, country.district):
        made = counted(facts(place.unit, period=quarter, as_of=at), period=quarter)
        values = {key: made[f"disclosures{key}"]["value"] for key in ("_due", "_on_time", "_missing", "_undated", "")}
        assert values == {"_due": 2, "_on_time": 1, "_missing": 1, "_undated": 1, "": 1}
    assert late.pk


def test_a_report_tells_them_and_shows_their_rows(client, country: Country, cast: Cast, in_2021) -> None:
    factories.work(country, cast)
    late = arisen(country.dong_ngac, cast)
    report = factories.draft(cast, country.dong_ngac)
    client.force_login(cast.users["ward"])
    page = client.get(f"/reports/{report.pk}/").content.decode()
    assert "Nội dung phải công khai, đến hạn trong kỳ" in page
    rows = client.get(f"/reports/{report.pk}/figures/disclosures_missing/").content.decode()
    assert "Quyết toán ngân sách được HĐND phê chuẩn" in rows
    assert f"/disclosure/obligations/{late.pk}/" in rows
