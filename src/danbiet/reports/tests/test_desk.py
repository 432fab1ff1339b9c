"""What reports put on the one list: to draft, to issue, to file; with the day and on whose word."""

from datetime import date

from danbiet.common import clock
from danbiet.reports.models import Call
from danbiet.reports.selectors.desk import desk_items
from danbiet.reports.tests import factories
from tests.people import IN_2021, Cast, Country


def test_a_quarter_without_report_is_to_be_drafted_by_its_day(country: Country, cast: Cast) -> None:
    (row,) = desk_items(cast.actor("ward"), on=IN_2021)
    assert row.title == "Lập báo cáo quý III năm 2021"
    assert (row.due_on, row.status) == (date(2021, 9, 20), "late")
    assert row.source == "Văn bản 581/BNV-CCHC"
    assert row.detail == "Phường Đông Ngạc"
    assert desk_items(cast.actor("wardchair"), on=IN_2021) == []


def test_the_day_of_the_place_above_counts_before_the_rule(country: Country, cast: Cast) -> None:
    Call.objects.create(
        place=country.district.unit, period="2021-Q3", due_on=date(2021, 9, 17), basis="Văn bản 12/UBND",
        ordered_at=clock.moment(date(2021, 9, 1)),
    )  # fmt: skip
    (row,) = desk_items(cast.actor("ward"), on=IN_2021)
    assert (row.due_on, row.source) == (date(2021, 9, 17), "Văn bản 12/UBND")


def test_a_draft_waits_for_whoever_signs(country: Country, cast: Cast) -> None:
    factories.work(country, cast)
    factories.draft(cast, country.dong_ngac)
    assert [row.title for row in desk_items(cast.actor("wardchair"), on=IN_2021)] == [
        "Ban hành báo cáo quý III năm 2021"
    ]
    assert [row.title for row in desk_items(cast.actor("ward"), on=IN_2021)] == [
        "Hoàn tất dự thảo báo cáo quý III năm 2021"
    ]
    assert [row.title for row in desk_items(cast.actor("ward2"), on=IN_2021)] == ["Lập báo cáo quý III năm 2021"]


def test_an_issued_report_waits_for_its_signed_copy_without_a_day(country: Country, cast: Cast) -> None:
    factories.work(country, cast)
    factories.issued(cast, country.dong_ngac)
    (row,) = desk_items(cast.actor("ward"), on=IN_2021)
    assert row.title.startswith("Gắn bản ký")
    assert (row.due_on, row.status) == (None, "none")


def test_it_costs_one_question(country: Country, cast: Cast, django_assert_num_queries) -> None:
    actor = cast.actor("planner")
    with django_assert_num_queries(1):
        desk_items(actor, on=IN_2021)
    resident = cast.actor("resident")
    with django_assert_num_queries(0):
        assert desk_items(resident, on=IN_2021) == []
