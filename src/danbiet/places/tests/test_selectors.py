"""What stood where on which day, what succeeded what, in how many queries and by which index."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from danbiet.places import selectors
from danbiet.places.models import Closure, Successor, Unit
from danbiet.places.rules.rebasing import Mark, Measure
from danbiet.places.tests import factories
from danbiet.places.tests.factories import IN_2021, LAST_DAY, NEW_DAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> factories.BacTuLiem:
    return factories.bac_tu_liem()


def test_a_code_means_what_it_meant_on_the_day(story) -> None:
    assert selectors.unit_at("00602", on=IN_2021).name_vi == "Phường Đức Thắng"
    assert selectors.unit_at("00602", on=NEW_DAY).name_vi == "Phường Đông Ngạc"
    with pytest.raises(selectors.UnknownUnit):
        selectors.unit_at("021", on=NEW_DAY)


def test_the_tree_changes_on_the_first_of_july(story, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert len(selectors.descendants(story.city, on=LAST_DAY)) == 14
    assert [unit.tier for unit in selectors.descendants(story.city, on=NEW_DAY)] == ["ward"] * 10
    assert selectors.descendants(story.district, on=NEW_DAY).count() == 0
    assert [unit.code for unit in selectors.ancestors(story.ward("00601"), on=IN_2021)] == ["021", "01"]
    assert set(selectors.within([story.district.pk], on=IN_2021)) == {story.district, *story.wards}
    assert selectors.parent_of(story.city, on=IN_2021) is None


def test_wards_stand_in_vietnamese_order(story) -> None:
    names = [unit.name_vi.removeprefix("Phường ") for unit in story.wards]
    assert names[:4] == ["Cổ Nhuế 1", "Cổ Nhuế 2", "Đông Ngạc", "Đức Thắng"]
    assert names.index("Phú Diễn") < names.index("Phúc Diễn")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the plan of SQLite")
def test_descendants_are_found_by_the_index(story) -> None:
    plan = selectors.descendants(story.city, on=IN_2021).explain()
    assert "places_closure_down" in plan or "places_closure_one_per_day" in plan
    assert "SCAN places_closure" not in plan
    assert "SCAN places_unit" not in plan


def test_a_districts_heirs_are_those_of_its_wards(story, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert len(selectors.heirs_of(story.district)) == 10
    assert [unit.code for unit in selectors.heirs_of(story.ward("00595"))] == ["00598"]


def test_successors_carry_share_and_basis(story) -> None:
    passed = selectors.successors(story.ward("00610"))
    assert sorted(one.share for one in passed) == [Decimal("0.33333333")] * 2 + [Decimal("0.33333334")]
    assert all(one.is_assumed and not one.is_whole for one in passed)
    whole = selectors.successors(story.ward("00602"))[0]
    assert (whole.unit.code, whole.is_whole, whole.is_assumed, whole.url) == (
        "00602", True, False, "/places/00602/?as_of=2025-07-01",
    )  # fmt: skip


def test_scores_of_old_provinces_on_new_ones() -> None:
    factories.provinces()
    phu_tho, ha_noi = (selectors.unit_at(code, on=NEW_DAY) for code in ("25", "01"))
    olds = {code: selectors.unit_at(code, on=IN_2021).pk for code in ("17", "25", "26", "01")}
    values = {
        olds["17"]: Decimal("42.0"),
        olds["25"]: Decimal("43.5"),
        olds["26"]: Decimal("43.0"),
        olds["01"]: Decimal(44),
    }
    found = selectors.rebased([phu_tho.pk, ha_noi.pk], values, since=IN_2021, measure=Measure.LEVEL)
    assert round(found[phu_tho.pk].value, 4) == Decimal("42.8333")
    assert found[phu_tho.pk].marks == {Mark.EQUAL_WEIGHT}
    assert (found[ha_noi.pk].value, found[ha_noi.pk].is_assumed) == (44, False)


def test_links_go_over_several_reorganisations(story) -> None:
    """A ward of 2021 that joined another in January 2025 reaches the unit of July with its share."""
    thuong_cat, survivor = story.heir("00598"), story.ward("00604")
    gone = Unit.objects.create(
        code="00001",
        from_day=date(2014, 4, 1),
        until_day=date(2025, 1, 1),
        tier="ward",
        kind="ward",
        name_vi="Phường X",
    )
    Successor.objects.create(old=gone, new=survivor, share=1, basis="assumed", decree="", on=date(2025, 1, 1))
    links = {link.old: link for link in selectors.links_between([thuong_cat.pk], since=IN_2021)}
    assert links[gone.pk].share == links[survivor.pk].share == Decimal("0.5")
    assert gone.pk not in {link.old for link in selectors.links_between([thuong_cat.pk], since=date(2025, 3, 1))}


def test_the_database_refuses_what_cannot_be(story) -> None:
    city, ward = story.city, story.ward("00601")
    wrong = [
        lambda: Unit.objects.create(code="01", from_day=city.from_day, tier="province", kind="city", name_vi="x"),
        lambda: Unit.objects.create(
            code="77", from_day=NEW_DAY, until_day=NEW_DAY, tier="province", kind="city", name_vi="x"
        ),
        lambda: Successor.objects.create(old=city, new=ward, share=0, basis="count", decree="x", on=NEW_DAY),
        lambda: Successor.objects.create(old=city, new=ward, share=2, basis="count", decree="x", on=NEW_DAY),
        lambda: Successor.objects.create(old=city, new=ward, share=1, basis="guess", decree="x", on=NEW_DAY),
        lambda: Closure.objects.create(
            ancestor=city, descendant=ward, depth=2, from_day=NEW_DAY, until_day=NEW_DAY - timedelta(days=1)
        ),
    ]
    for act in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_maps_take_outlines_when_all_are_there_and_tiles_when_not(story) -> None:
    cells = {"00601": selectors.Cell("k3", "Đông Ngạc: 5", "/x/")}
    tiled = selectors.unit_map(story.wards, cells, label="x")
    assert tiled.is_tiles
    assert {area.code: area.cell.css for area in tiled.areas}["00601"] == "k3"
    assert selectors.unit_map([], {}, label="x") is None
    sheet = selectors.province_map({"48": selectors.Cell("k2", "Đà Nẵng")}, is_new=False, label="x")
    assert len(sheet.areas) == 63
    assert [inset.cell.css for inset in sheet.insets] == ["k2", "none"]
