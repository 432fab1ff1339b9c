"""Each act on units: works, refused, not yours, recorded."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection

from danbiet.common import clock
from danbiet.common.actor import ANONYMOUS, SYSTEM, Actor, FileProblems, Held, Role
from danbiet.ledger.models import Event
from danbiet.places import selectors, services
from danbiet.places.models import Agency, Closure, Outline, Successor, Unit
from danbiet.places.rules.kinds import AgencyKind, GroupKind, Tier
from danbiet.places.services.outlines import OnlyAdministratorsDraw
from danbiet.places.services.reorganisation import OnlyAdministrators
from danbiet.places.services.reversal import BuiltUpon, NeverApplied
from danbiet.places.services.units import NameRefused, NotUnderItself
from danbiet.places.tests import factories
from danbiet.places.tests.factories import IN_2021, NEW_DAY
from danbiet.places.tests.test_rules import HEADER, collection, square

pytestmark = pytest.mark.django_db
AT, AT_2026 = clock.moment(IN_2021), clock.moment(date(2026, 11, 23))
DAY = date(2027, 1, 1)


@pytest.fixture
def story() -> factories.BacTuLiem:
    return factories.bac_tu_liem()


def holder(role: Role, unit: Unit) -> Actor:
    return Actor(user=1, name="x", held=(Held(role, unit.pk),))


def acts() -> list[str]:
    return list(Event.objects.order_by("seq").values_list("act", flat=True))


# the country -----------------------------------------------------------------------------------


def test_the_story_loads_once_and_is_recorded_once(story) -> None:
    assert len(story.wards) == 13
    assert len(story.heirs) == 10
    again = services.load_country(only=factories.story_codes(), by=SYSTEM, at=AT)
    assert again == services.Loaded()
    assert acts() == ["places.load_country"]
    assert selectors.peoples_committee(story.district).name_vi == "UBND quận Bắc Từ Liêm"


def test_what_is_there_already_is_left_alone(country) -> None:
    """The cast's own units keep their rows; the rest is added round them."""
    services.load_country(only=factories.story_codes(), by=SYSTEM, at=AT)
    assert Unit.objects.filter(code="021").get() == country.district.unit
    assert selectors.descendants(country.district.unit, on=IN_2021).count() == 13


@pytest.mark.slow
def test_all_of_viet_nam_loads_by_command_and_twice_is_once(capsys, django_assert_max_num_queries) -> None:
    if connection.vendor == "postgresql":  # it has planned its checks of keys while the tables were nearly empty
        with connection.cursor() as cursor:
            cursor.execute("DISCARD PLANS")
    call_command("load_country", "--json")
    loaded = json.loads(capsys.readouterr().out)
    assert (loaded["units"], loaded["successors"]) == (14716, 11131)
    call_command("load_country", "--lang", "en")
    assert "Added 0 units" in capsys.readouterr().out
    assert acts() == ["places.load_country"]
    ha_noi = selectors.unit_at("01", on=IN_2021)
    with django_assert_max_num_queries(1):
        assert len(selectors.descendants(ha_noi, on=IN_2021)) == 30 + 579
    assert selectors.descendants(ha_noi, on=NEW_DAY).count() == 126
    assert selectors.name_on(selectors.unit_at("46", on=IN_2021), on=IN_2021) == "Tỉnh Thừa Thiên Huế"
    assert selectors.unit_at("46", on=NEW_DAY).name_vi == "Thành phố Huế"
    assert not set(selectors.unit_at("48", on=NEW_DAY).predecessors.values_list("old__code", flat=True)) - {"48", "49"}
    assert Closure.objects.filter(depth=0).count() == loaded["units"]


# reorganisations -------------------------------------------------------------------------------

MERGE = HEADER + "".join(
    f"{old},{new},{share},{basis},1/NQ,{DAY}\n"
    for old, new, share, basis in (
        ("00602", "00602", "1", "count"),
        ("00091", "00602", "0.25", "population"),
        ("00091", "00160", "0.75", "population"),
    )
)


def test_a_reorganisation_is_previewed_applied_and_applied_no_second_time(story) -> None:
    seen = services.preview_reorganisation(MERGE.encode(), file="m.csv")
    assert not seen.is_applied
    assert Successor.objects.filter(on=DAY).count() == 0
    done = services.apply_reorganisation(MERGE.encode(), file="m.csv", by=SYSTEM, at=AT_2026)
    assert done.ended == seen.ended == ("00091@2025-07-01", "00602@2025-07-01")
    assert done.founded == ("00602@2027-01-01",)
    assert ("places.agency.place", 2) in done.affected
    new = selectors.unit_at("00602", on=DAY)
    assert (new.from_day, new.name_vi, selectors.parent_of(new, on=DAY).code) == (DAY, "Phường Đông Ngạc", "01")
    assert [passed.share for passed in selectors.predecessors(new)] == [Decimal(1), Decimal("0.25")]
    assert selectors.descendants(story.city, on=date(2026, 12, 31)).count() == 10
    assert selectors.descendants(story.city, on=DAY).count() == 9
    again = services.apply_reorganisation(MERGE.encode(), file="m.csv", by=SYSTEM, at=AT_2026)
    assert (again.links, again.unchanged) == (0, 3)
    assert acts() == ["places.load_country", "places.reorganise"]


def test_a_new_unit_may_be_named_in_the_file(story) -> None:
    text = HEADER.strip() + f",name_vi\n00602,00700,1,count,1/NQ,{DAY},Phường Mới\n"
    services.apply_reorganisation(text.encode(), by=SYSTEM, at=AT_2026)
    new = selectors.unit_at("00700", on=DAY)
    assert (new.name_en, selectors.peoples_committee(new).name_vi) == ("Moi Ward", "UBND phường Mới")


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        (f"99999,00602,1,count,1/NQ,{DAY}\n", "unknown_old", 2),
        (f"00602,00700,1,count,1/NQ,{DAY}\n", "unknown_new", 2),
        ("00595,00602,1,population,1/NQ,2025-07-01\n", "contradiction", 2),
        ("00601,00602,1,assumed,,2025-07-01\n", "contradiction", 2),
        ("00601,00602,1,count,1/NQ,2024-07-01\n", "contradiction", 2),
        ("00602,00091,1,count,1/NQ,2025-07-01\n", "contradiction", 2),
    ],
)
def test_a_file_that_contradicts_what_is_stored_is_refused_whole(story, text: str, code: str, row: int) -> None:
    before = Successor.objects.count()
    with pytest.raises(FileProblems) as caught:
        services.apply_reorganisation((HEADER + text).encode(), file="m.csv", by=SYSTEM, at=AT_2026)
    assert (caught.value.problems[0].code, caught.value.problems[0].row) == (code, row)
    assert Successor.objects.count() == before
    assert acts() == ["places.load_country"]


def snapshot() -> tuple[list, ...]:
    return (
        sorted(Unit.objects.values_list("code", "from_day", "until_day")),
        sorted(Closure.objects.values_list("ancestor", "descendant", "depth", "from_day", "until_day"), key=str),
        sorted(Successor.objects.values_list("old", "new", "share", "basis", "decree", "on")),
        sorted(Agency.objects.values_list("place", "name_vi", "from_day", "until_day"), key=str),
    )


MEASURED = HEADER + "00601,00602,0.62,population,1/BC,2025-07-01\n00601,00091,0.38,population,1/BC,2025-07-01\n"


@pytest.mark.parametrize("text", [MERGE, MEASURED])
def test_a_reorganisation_can_be_taken_back(story, text: str) -> None:
    before = snapshot()
    done = services.apply_reorganisation(text.encode(), by=SYSTEM, at=AT_2026)
    seen = services.undo_reorganisation(text.encode(), is_applied=False, by=SYSTEM, at=AT_2026)
    assert (seen.reopened, seen.removed, seen.links) == (done.ended, done.founded, done.links)
    assert snapshot() != before
    services.undo_reorganisation(text.encode(), by=SYSTEM, at=AT_2026)
    assert snapshot() == before
    assert acts()[1:] == ["places.reorganise", "places.undo_reorganisation"]
    with pytest.raises(NeverApplied):
        services.undo_reorganisation(text.encode(), by=SYSTEM, at=AT_2026)
    services.apply_reorganisation(text.encode(), by=SYSTEM, at=AT_2026)
    services.undo_reorganisation(text.encode(), by=SYSTEM, at=AT_2026)


def test_what_is_built_upon_cannot_be_taken_back(story) -> None:
    services.apply_reorganisation(MERGE.encode(), by=SYSTEM, at=AT_2026)
    new = selectors.unit_at("00602", on=DAY)
    services.found_group(new, kind=GroupKind.URBAN, name_vi="Tổ 1", households=None, by=SYSTEM, at=clock.moment(DAY))
    for is_applied in (False, True):
        with pytest.raises(BuiltUpon):
            services.undo_reorganisation(MERGE.encode(), is_applied=is_applied, by=SYSTEM, at=AT_2026)
    with pytest.raises(OnlyAdministrators):
        services.undo_reorganisation(MERGE.encode(), by=holder(Role.LEADER, story.city), at=AT_2026)


def test_measured_shares_replace_assumed_ones(story) -> None:
    text = HEADER + "00601,00602,0.62,population,1/BC,2025-07-01\n00601,00091,0.38,population,1/BC,2025-07-01\n"
    done = services.apply_reorganisation(text.encode(), by=SYSTEM, at=AT_2026)
    assert (done.links, done.replaced, done.ended) == (2, 2, ())
    assert [one.share for one in selectors.successors(story.ward("00601"))] == [Decimal("0.62"), Decimal("0.38")]
    again = services.apply_reorganisation(text.encode(), by=SYSTEM, at=AT_2026)
    assert (again.links, again.unchanged) == (0, 2)


def test_the_shipped_links_are_a_reorganisation_file_too(story) -> None:
    rows = [row for row in services.country.shipped("successors") if row["old"] in {u.code for u in story.wards}]
    text = HEADER + "".join(",".join(row.values()) + "\n" for row in rows)
    done = services.apply_reorganisation(text.encode(), by=SYSTEM, at=AT)
    assert (done.links, done.unchanged) == (0, len(rows))


def test_only_the_operator_or_an_administrator_reorganises(story) -> None:
    for actor in (holder(Role.PLAN_OFFICER, story.city), Actor(user=2, name="y")):
        with pytest.raises(OnlyAdministrators):
            services.apply_reorganisation(MERGE.encode(), by=actor, at=AT_2026)
    services.apply_reorganisation(MERGE.encode(), by=holder(Role.ADMINISTRATOR, story.city), at=AT_2026)


# one unit --------------------------------------------------------------------------------------


def test_a_new_name_leaves_the_old_one_in_its_period(story) -> None:
    unit = story.heir("00602")
    services.rename(unit, name_vi="Phường Đông Ngạc Mới", decree="2/NQ", on=DAY, by=SYSTEM, at=AT_2026)
    assert selectors.name_on(unit, on=NEW_DAY) == "Phường Đông Ngạc"
    assert selectors.name_on(unit, on=DAY) == "Phường Đông Ngạc Mới"
    assert acts()[-1] == "places.rename"
    with pytest.raises(NameRefused):
        services.rename(unit, name_vi="Phường Khác", decree="", on=DAY, by=SYSTEM, at=AT_2026)
    with pytest.raises(NameRefused):
        services.rename(unit, name_vi="Không loại", decree="", on=date(2028, 1, 1), by=SYSTEM, at=AT_2026)


def test_a_unit_moves_with_all_below_it_and_the_past_stays(story) -> None:
    other = services.units.found_unit(
        "02", name_vi="Tỉnh Thử", tier=Tier.PROVINCE, parent=None, on=IN_2021, source="test"
    )
    moved = date(2023, 1, 1)
    services.move_under(story.district, parent=other, decree="3/NQ", on=moved, by=SYSTEM, at=AT)
    ward = story.ward("00601")
    assert [unit.code for unit in selectors.ancestors(ward, on=IN_2021)] == ["021", "01"]
    assert [unit.code for unit in selectors.ancestors(ward, on=moved)] == ["021", "02"]
    assert selectors.descendants(story.city, on=moved).count() == 0
    assert selectors.descendants(other, on=moved, tier="ward").count() == 13
    assert selectors.closure_on(date(2025, 7, 1)).filter(descendant=ward).count() == 0
    with pytest.raises(NotUnderItself):
        services.move_under(story.district, parent=ward, decree="", on=moved, by=SYSTEM, at=AT)


def test_agencies_and_groups_are_founded_by_those_charged_with_the_place(story) -> None:
    ward, planner = story.ward("00601"), holder(Role.PLAN_OFFICER, story.district)
    agency = services.found_agency(ward, kind=AgencyKind.OFFICE, name_vi=" Tư pháp –  Hộ tịch ", by=planner, at=AT)
    assert agency.name_vi == "Tư pháp – Hộ tịch"
    services.found_group(ward, kind=GroupKind.URBAN, name_vi="Tổ dân phố 1", households=210, by=planner, at=AT)
    services.end_agency(agency, on=date(2022, 1, 1), by=planner, at=AT)
    assert acts()[1:] == ["places.found_agency", "places.found_group", "places.end_agency"]
    assert [one.name_vi for one in selectors.agencies_of(ward, on=date(2022, 1, 1))] == ["UBND phường Đông Ngạc"]
    with pytest.raises(NameRefused):
        services.found_agency(ward, kind=AgencyKind.OFFICE, name_vi="Tư pháp – Hộ tịch", by=planner, at=AT)
    with pytest.raises(NameRefused):
        services.found_group(story.district, kind=GroupKind.URBAN, name_vi="Tổ 2", households=None, by=planner, at=AT)
    for name in ("", "x" * 200):
        with pytest.raises(NameRefused):
            services.found_agency(ward, kind=AgencyKind.OFFICE, name_vi=name, by=planner, at=AT)


@pytest.mark.parametrize("role", [Role.WARD_OFFICER, Role.LEADER, Role.RESIDENT])
def test_nobody_else_may(story, role: Role) -> None:
    ward = story.ward("00601")
    strangers = [holder(role, ward), holder(Role.PLAN_OFFICER, story.ward("00610")), Actor(user=9, name="z")]
    for actor in strangers:
        with pytest.raises(selectors.NotYourPlace):
            services.found_agency(ward, kind=AgencyKind.OFFICE, name_vi="A", by=actor, at=AT)
        with pytest.raises(selectors.NotYourPlace):
            services.rename(ward, name_vi="Phường B", decree="", on=date(2022, 1, 1), by=actor, at=AT)


# outlines --------------------------------------------------------------------------------------


def test_outlines_are_imported_all_or_none(story) -> None:
    data = collection(square("00601"), square("00610", x=105.8))
    read = services.import_outlines(data, place=story.district, file="a.json", source="UBND", by=SYSTEM, at=AT)
    assert read.units == ("00601", "00610")
    assert len(read.without) == 11
    services.import_outlines(data, place=story.district, file="a.json", source="UBND 2", by=SYSTEM, at=AT)
    assert {row.source for row in Outline.objects.all()} == {"UBND 2"}
    assert acts()[1:] == ["places.import_outlines"] * 2
    stray = collection(square("00619"), square("00001", x=105.8))
    with pytest.raises(FileProblems) as caught:
        services.import_outlines(stray, place=story.district, file="a.json", source="", by=SYSTEM, at=AT)
    assert [(one.code, one.row) for one in caught.value.problems] == [("unknown_code", 2)]
    assert Outline.objects.count() == 2


def test_only_the_operator_or_an_administrator_draws(story) -> None:
    with pytest.raises(OnlyAdministratorsDraw):
        services.import_outlines(
            b"", place=story.district, file="", source="", by=holder(Role.PLAN_OFFICER, story.city), at=AT
        )


def test_a_visitor_without_a_name_is_not_the_system(story) -> None:
    """Only views make anonymous actors, and no view reaches these acts."""
    assert ANONYMOUS.user is None
