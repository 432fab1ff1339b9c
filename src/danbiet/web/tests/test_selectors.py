"""Finding places by names of two times; the manual and its search."""

import pytest

from danbiet.web.selectors import finding, manual
from danbiet.web.tests.factories import fold_names, succeed
from tests.people import IN_2021, IN_2026, Country


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


def test_too_many_are_cut_and_said(named: Country) -> None:
    found = finding.find("phuong", on=IN_2026, most=2)
    assert found.count == 2
    assert found.more


def test_a_search_takes_few_queries(named: Country, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(5):
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
