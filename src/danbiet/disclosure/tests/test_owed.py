"""What a place must show and whether it does: as of any day, with successors, by words, counted for units below."""

from datetime import date

import pytest

from danbiet.common import clock
from danbiet.common.actor import ANONYMOUS
from danbiet.disclosure.models import Obligation
from danbiet.disclosure.rules.keeping import Count, Kept
from danbiet.disclosure.selectors import desk, owed
from danbiet.disclosure.selectors import obligation as one
from danbiet.disclosure.selectors.below import Asked, counts
from danbiet.disclosure.services import obligations as services
from danbiet.disclosure.tests.factories import arisen, published, raised
from danbiet.places.models import Successor
from tests.people import END_OF_DISTRICTS, IN_2021, IN_2026, Cast, Country


@pytest.fixture
def ward(country: Country, cast: Cast) -> Country:
    """Three permanent contents, one late settlement, its papers published in time, a fee list known from memory."""
    raised(IN_2021)
    settlement = arisen(country.dong_ngac, cast)  # due 16/8, nothing published
    papers = Obligation.objects.get(duty="BUD16-06", arose_on=settlement.arose_on)
    published(papers, on=date(2021, 8, 2), is_complete=True)
    arisen(country.dong_ngac, cast, "inspection_concluded", on=date(2021, 9, 8), period="", words="Kết luận 5/KL")
    return country


def page(country: Country, cast: Cast | None = None, who: str = "", **asked: object) -> owed.PlacePage:
    actor = cast.actor(who) if cast and who else ANONYMOUS
    wanted = Asked(**{"as_of": IN_2021, "year": 2021, **asked})
    return owed.place_page(actor, "00601", asked=wanted, today=IN_2021)


def duties(found: owed.PlacePage, how: Kept) -> list[str]:
    return [line.rule.id for group in found.groups if group.kept is how for line in group.lines]


def test_the_missing_come_first_and_memory_is_never_late(ward: Country) -> None:
    found = page(ward)
    assert [group.kept for group in found.groups] == [Kept.LATE, Kept.UNDATED, Kept.COMPLETE]
    assert duties(found, Kept.LATE) == ["BUD16-05"]
    assert sorted(duties(found, Kept.UNDATED)) == ["DIS34-03", "DIS34-07", "DIS34-09", "DIS34-10"]
    assert found.count == Count(total=6, on_time=1, late=1, undated=4)


def test_as_of_an_earlier_day_nobody_knows_of_later_ones(ward: Country) -> None:
    found = page(ward, as_of=date(2021, 8, 1))
    assert duties(found, Kept.SOON) == ["BUD16-05", "BUD16-06"]
    assert "DIS34-07" not in duties(found, Kept.UNDATED)


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("quyet toan", ["BUD16-05", "BUD16-06"]),
        ("KET LUAN 5", ["DIS34-07"]),
        ("2020", ["BUD16-05", "BUD16-06"]),
        ("zzz", []),
    ],
)
def test_words_are_found_without_their_marks(ward: Country, q: str, expected: list[str]) -> None:
    found = page(ward, q=q)
    assert sorted(line.rule.id for group in found.groups for line in group.lines) == expected
    assert found.count.total == 6, "the sentence counts everything"


def test_one_way_of_keeping_is_chosen(ward: Country) -> None:
    assert [group.kept for group in page(ward, state="late").groups] == [Kept.LATE]


def test_the_database_counts_as_the_rules_do(ward: Country) -> None:
    units = [ward.district.unit.pk, ward.dong_ngac.unit.pk, ward.xuan_dinh.unit.pk]
    found = counts(units, year=2021, as_of=IN_2021, on=IN_2021)
    rows = Obligation.objects.filter(place=ward.dong_ngac.unit, arose_on__year=2021)
    expected = owed.counted([owed.standing_of(row) for row in rows], on=IN_2021)
    assert found[ward.dong_ngac.unit.pk] == expected
    assert ward.xuan_dinh.unit.pk not in found, "its permanent contents arose with the ward"
    assert found[ward.district.unit.pk] == expected


def test_the_district_lists_its_wards_by_name(ward: Country) -> None:
    asked = Asked(as_of=IN_2021, year=2021)
    found = owed.place_page(ANONYMOUS, "021", asked=asked, today=IN_2021)
    assert [line.unit.name_vi for line in found.below.lines] == ["Phường Xuân Đỉnh", "Phường Đông Ngạc"]
    assert [line.count.late for line in found.below.lines] == [0, 1]
    assert found.below.count.late == 1


def test_permanent_contents_go_stale_after_twelve_months(ward: Country) -> None:
    rules = Obligation.objects.get(place=ward.dong_ngac.unit, duty="DIS34-03")
    published(rules, on=date(2020, 9, 1))
    assert duties(page(ward), Kept.STALE) == ["DIS34-03"]
    rules.items.update(confirmed_on=date(2021, 1, 5))
    assert duties(page(ward), Kept.PERMANENT) == ["DIS34-03"]


def test_a_newer_publication_replaces_the_older_of_its_kind(ward: Country, cast: Cast) -> None:
    fresh = arisen(ward.dong_ngac, cast, "conduct_issued", on=date(2021, 9, 1), period="")
    published(fresh, on=date(2021, 9, 2))
    assert duties(page(ward), Kept.PERMANENT) == ["DIS34-03"]
    assert "DIS34-03" not in duties(page(ward), Kept.UNDATED)


def test_a_new_decision_takes_the_place_of_what_hung_by_law_alone(ward: Country, cast: Cast) -> None:
    arisen(ward.dong_ngac, cast, "fees_set", on=date(2021, 9, 1), period="")
    assert duties(page(ward), Kept.UNDATED).count("DIS34-09") == 1
    titles = [row.title for row in desk.desk_items(cast.actor("ward"), on=IN_2021)]
    assert titles.count("Công khai: Đối tượng, mức thu phí, lệ phí") == 1


LAND, RULES = "land_plan_approved", "procedures_changed"
SPRING = date(2026, 2, 10)


def hanging(ward: Country, on: date, *, year: int = 0, code: str = "00602") -> list[str]:
    """What hangs permanently on a place's page, as the officers called it."""
    found = owed.place_page(ANONYMOUS, code, asked=Asked(as_of=on, year=year or on.year), today=on)
    lines = [line for group in found.groups if group.kept in (Kept.PERMANENT, Kept.STALE) for line in group.lines]
    return sorted(line.occasion.partition(" – ")[2] for line in lines)


def test_a_land_plan_outlives_the_law_under_which_it_was_published(country: Country, cast: Cast) -> None:
    plan = arisen(country.dong_ngac, cast, LAND, on=date(2024, 5, 6), period="2024", words="Quy hoạch 2021-2030")
    published(plan, on=date(2024, 5, 20))
    assert plan.duty == "LND-01"
    for on in (date(2024, 7, 31), date(2024, 8, 1), date(2025, 6, 30)):
        assert hanging(country, on, code="00601") == ["Quy hoạch 2021-2030"]
    assert hanging(country, date(2024, 12, 1), year=2024, code="00601") == ["Quy hoạch 2021-2030"]


def test_plans_and_procedures_hang_beside_one_another(country: Country, cast: Cast) -> None:
    ward = country.new_dong_ngac
    told = [(LAND, "2026", "Quy hoạch 2026-2035"), (LAND, "2027", "Kế hoạch năm 2027"), (LAND, "2026", ""),
            (LAND, "2026", "Kế hoạch năm 2026"), (RULES, "", "Chứng thực"), (RULES, "", "Hộ tịch")]  # fmt: skip
    for number, (occasion, period, words) in enumerate(told):
        on = SPRING + number * date.resolution
        published(arisen(ward, cast, occasion, on=on, period=period, words=words), on=on)
    every = sorted(words for *_, words in told)
    assert hanging(country, date(2026, 6, 1)) == every
    again = arisen(ward, cast, RULES, on=date(2026, 6, 10), period="", words="Hộ tịch")
    assert hanging(country, date(2026, 6, 11)) == every, "nothing is replaced before the newer one is published"
    published(again, on=date(2026, 6, 12))
    assert hanging(country, date(2026, 6, 12)) == every, "the same procedure once"


def test_of_the_list_of_fees_the_newest_hangs_alone(ward: Country, cast: Cast) -> None:
    for words, day in (("Nghị quyết 5", 1), ("Nghị quyết 7", 10)):
        on = date(2021, 9, day)
        published(arisen(ward.dong_ngac, cast, "fees_set", on=on, period="", words=words), on=on)
    assert hanging(ward, IN_2021, code="00601") == ["Nghị quyết 7"]


def test_of_an_ended_ward_the_page_tells_the_successors(ward: Country) -> None:
    Successor.objects.create(
        old=ward.dong_ngac.unit,
        new=ward.new_dong_ngac.unit,
        share="1",
        basis="count",
        decree="1656",
        on=END_OF_DISTRICTS,
    )
    old = page(ward, as_of=IN_2026, year=2026)
    assert old.has_ended
    assert [passed.unit for passed in old.became] == [ward.new_dong_ngac.unit]
    assert old.asked.year == 2025
    new = owed.place_page(ANONYMOUS, "00602", asked=Asked(as_of=IN_2026, year=2026), today=IN_2026)
    assert [former.code for former in new.came_from] == ["00601"]
    assert [line.rule.id for line in new.inherited] == ["BUD16-05", "DIS34-07"]


def test_who_is_charged_is_for_the_inside_alone(ward: Country, cast: Cast) -> None:
    services.charge(
        ward.dong_ngac.unit,
        duty="BUD16-05",
        user=cast.users["ward"],
        by=cast.actor("wardchair"),
        at=clock.moment(IN_2021),
    )
    assert {line.charged for group in page(ward).groups for line in group.lines} == {""}
    inside = page(ward, cast, "chair")
    assert "Cán bộ phường" in {line.charged for group in inside.groups for line in group.lines}


def test_an_unknown_obligation_is_not_there(ward: Country, cast: Cast) -> None:
    with pytest.raises(one.NoSuchObligation):
        one.obligation_for(cast.actor("ward"), 999_999, on=IN_2021)


def test_an_obligation_explains_its_day(ward: Country) -> None:
    row = Obligation.objects.get(duty="BUD16-05")
    found = one.obligation_page(ANONYMOUS, row.pk, on=IN_2021)
    assert (found.days[0].day, found.days[-1].day) == (date(2021, 7, 15), date(2021, 8, 16))
    assert sum(day.counted for day in found.days) == 30
    assert found.rolled_from == date(2021, 8, 14)
    assert not found.is_inside
    assert not found.may_waive


def test_the_desk_begins_with_what_is_charged(ward: Country, cast: Cast) -> None:
    services.charge(
        ward.dong_ngac.unit,
        duty="DIS34-07",
        user=cast.users["ward"],
        by=cast.actor("wardchair"),
        at=clock.moment(IN_2021),
    )
    rows = desk.desk_items(cast.actor("ward"), on=IN_2021)
    assert rows[0].title.startswith("Công khai: Kết quả thanh tra")
    assert rows[0].due_on is None, "a day known from memory is no deadline"
    assert [row.status for row in rows if row.status == "late"] == ["late"]
    assert {row.status for row in desk.desk_items(cast.actor("ward2"), on=IN_2021)} == {"none"}, "permanent contents"
    assert desk.desk_items(cast.actor("resident"), on=IN_2021) == []


def test_the_desk_names_the_stale_and_the_inherited(ward: Country, cast: Cast) -> None:
    Successor.objects.create(
        old=ward.dong_ngac.unit,
        new=ward.new_dong_ngac.unit,
        share="1",
        basis="count",
        decree="1656",
        on=END_OF_DISTRICTS,
    )
    rows = desk.desk_items(cast.actor("ward", IN_2026), on=IN_2026)
    (inherited,) = [row for row in rows if row.is_inherited]
    assert "Phường Đông Ngạc: 2 nội dung" in inherited.title
    rules = Obligation.objects.get(place=ward.dong_ngac.unit, duty="DIS34-03")
    published(rules, on=date(2020, 1, 5))
    assert any(row.title.startswith("Rà soát lại") for row in desk.desk_items(cast.actor("ward"), on=IN_2021))


def test_the_desk_asks_a_fixed_number_of_questions(ward: Country, cast: Cast, django_assert_max_num_queries) -> None:
    actor = cast.actor("ward")
    with django_assert_max_num_queries(10):  # decision 0125
        desk.desk_items(actor, on=IN_2021)
