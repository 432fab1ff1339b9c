"""Finding places by names of two times; the manual and its search."""

from datetime import date

import pytest

from danbiet.common.desk import DeskItem
from danbiet.places.models import FormerName
from danbiet.plans.tests import factories as of_plans
from danbiet.web.rules import Bin
from danbiet.web.selectors import desk, finding, manual, searching
from danbiet.web.tests.factories import fold_names, succeed
from tests.people import IN_2021, IN_2026, Cast, Country


@pytest.fixture
def named(country: Country) -> Country:
    fold_names()
    succeed(country)
    return country


@pytest.mark.parametrize("typed", ["Đông Ngạc", "dong ngac", "PHƯỜNG ĐÔNG NGẠC", "  đong   ngac "])
def test_marks_and_case_do_not_matter(named: Country, typed: str) -> None:
    found = finding.find(typed, on=IN_2026)
    assert [place.unit for place in found.now] == [named.new_dong_ngac.unit]
    assert [place.unit for place in found.past] == [named.dong_ngac.unit]


def test_an_old_ward_says_what_it_became(named: Country) -> None:
    old = finding.find("00601", on=IN_2026).past[0]
    assert {link.new for link in old.became} == {named.new_dong_ngac.unit, named.new_xuan_dinh.unit}
    assert old.as_of.isoformat() == "2025-06-30"
    assert named.district.unit in old.within


def test_in_2021_nobody_knows_of_2025(named: Country) -> None:
    found = finding.find("dong ngac", on=IN_2021)
    assert [place.unit for place in found.now] == [named.dong_ngac.unit]
    assert found.past == ()
    assert found.now[0].became == ()


def test_after_a_comma_stands_what_it_lies_in(named: Country) -> None:
    assert finding.find("xuan dinh, bac tu liem", on=IN_2021).count == 1
    assert finding.find("xuan dinh, hoan kiem", on=IN_2021).count == 0


def test_a_name_given_up_long_ago_still_finds_the_place(named: Country) -> None:
    FormerName.objects.create(
        unit=named.xuan_dinh.unit, kind="commune", name_vi="Xã Cáo Đỉnh", name_en="Cao Dinh",
        from_day=date(2000, 1, 1), until_day=date(2013, 12, 27),
    )  # fmt: skip
    (place,) = finding.find("cao dinh", on=IN_2021).now
    assert place.unit == named.xuan_dinh.unit
    assert place.formerly.name_vi == "Xã Cáo Đỉnh"


def test_too_many_are_cut_and_said(named: Country) -> None:
    found = finding.find("phuong", on=IN_2026, most=2)
    assert found.count == 2
    assert found.more


def test_a_search_takes_few_queries(named: Country, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(6):
        finding.find("dong ngac", on=IN_2026)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_role_has_its_page_in_both_languages(language: str) -> None:
    assert tuple(page.slug for page in manual.pages(language)) == manual.ORDER
    for page in manual.pages(language):
        assert page.title
        assert page.lead
        assert len(page.sections) >= 3
        assert len({section.anchor for section in page.sections}) == len(page.sections)


def test_the_manual_is_searched_without_marks() -> None:
    hits = manual.hits("sao luu", language="vi")
    assert "administrator" in {hit.page.slug for hit in hits}
    assert manual.hits("khongcochunao", language="vi") == ()
    assert manual.hits("", language="vi") == ()


def test_markup_in_the_manual_is_text() -> None:
    for language in ("vi", "en"):
        for page in manual.pages(language):
            assert "<script" not in page.html


def row(status: str, due_on: date | None = None, part: str = "plans") -> DeskItem:
    return DeskItem(part, status, f"{status} {due_on}", "/x/", due_on)


def test_the_desk_puts_the_late_first_and_the_undated_last() -> None:
    rows = [
        row("none"),
        row("soon", date(2021, 9, 24)),
        row("soon", date(2021, 9, 28)),
        row("now"),
        row("now", IN_2021),
        row("late", date(2021, 9, 17)),
        row("late"),
        DeskItem("plans", "none", "Nhận lại", "/x/", None, is_inherited=True),
    ]
    found = desk.arranged(rows, on=IN_2021)
    bins = [group.bin for group in found.groups]
    assert bins == [Bin.OVERDUE, Bin.TODAY, Bin.TO_ACCEPT, Bin.SOON, Bin.LATER, Bin.UNDATED, Bin.INHERITED]
    assert [entry.days_late for entry in found.groups[0].entries] == [4, 0]
    assert found.total == found.page.paginator.count == 8


def test_the_desk_is_filtered_by_part() -> None:
    rows = [row("now"), row("late", part="reports")]
    assert desk.arranged(rows, on=IN_2021, part="reports").page.paginator.count == 1
    assert desk.arranged(rows, on=IN_2021, part="nonsense").page.paginator.count == 2
    assert desk.arranged(rows, on=IN_2021).parts == (("plans", 1), ("reports", 1))


def test_a_ward_officer_finds_the_task_of_the_ward(country: Country, cast: Cast) -> None:
    task = of_plans.ward_task(country, cast, due_on=date(2021, 9, 22))
    mine = desk.desk(cast.actor("ward"), on=IN_2021)
    assert f"/plans/tasks/{task.pk}/" in [entry.row.url for group in mine.groups for entry in group.entries]
    others = desk.desk(cast.actor("ward2"), on=IN_2021)
    assert {entry.row.part for group in others.groups for entry in group.entries} == {"reports", "voices"}


def test_search_finds_clauses_and_plans_without_marks(country: Country, cast: Cast) -> None:
    of_plans.issued(country, cast)
    found = searching.search("nhiem vu", actor=cast.actor("ward"), on=IN_2021)
    assert [item.code for item in found.items] == ["T1", "T2"]
    assert [plan.number for plan in searching.search("313", actor=cast.actor("ward"), on=IN_2021).plans] == [
        "313/KH-UBND"
    ]


def test_search_shows_no_draft_of_others(country: Country, cast: Cast) -> None:
    plan = of_plans.draft(country, cast)
    of_plans.item(plan, cast, text="Việc còn kín")
    assert searching.search("viec con kin", actor=cast.actor("planner"), on=IN_2021).count == 1
    assert searching.search("viec con kin", actor=cast.actor("ward2"), on=IN_2021).count == 0
    assert searching.search("viec con kin", actor=cast.actor("resident"), on=IN_2021).count == 0


def test_search_takes_few_queries(country: Country, cast: Cast, django_assert_max_num_queries) -> None:
    of_plans.issued(country, cast)
    actor = cast.actor("ward")
    with django_assert_max_num_queries(10):  # decision 0155
        searching.search("nhiem", actor=actor, on=IN_2021)
