"""What the pages show: Hà Nội's published table, changes, re-based provinces, others."""

import csv
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from danbiet.common.actor import SYSTEM, NotYours
from danbiet.places.models import Unit
from danbiet.scores import selectors, services
from danbiet.scores.rules import Standing, Verdict
from danbiet.scores.tests import factories

IN_2021, IN_2024, IN_2026 = date(2021, 9, 21), date(2025, 6, 30), date(2026, 11, 23)
HANOI = list(csv.DictReader((Path(__file__).parent / "hanoi.csv").read_text(encoding="utf-8").splitlines()))


@pytest.fixture
def units(country) -> dict[str, Unit]:
    return factories.provinces()


@pytest.fixture
def full(units) -> dict[str, Unit]:
    factories.load()
    return units


@pytest.fixture
def since_2022(units) -> dict[str, Unit]:
    factories.load(factories.recent)
    return units


def card(code: str, year: int | None = None, on: date = IN_2024) -> selectors.Scorecard:
    found = selectors.scorecard(selectors.subject_at(code, on=on), year=year)
    assert found is not None
    return found


def printed(line: selectors.Line) -> str:
    two = line.value.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{two} {line.rank.place}/{line.rank.of}"


def test_ha_noi_has_the_scores_and_ranks_of_the_published_table(full) -> None:
    for row in HANOI:
        found = card("01", int(row["year"]))
        shown = {"total": printed(found.total), **{f"D{line.number}": printed(line) for line in found.dimensions}}
        assert shown == {code: cell for code, cell in row.items() if cell and code not in {"year", "group"}}
        assert found.total.group == int(row["group"])


def test_2024_against_2023_cannot_be_told_apart(since_2022) -> None:
    found = card("01", 2024)
    assert found.n == 61
    assert found.total.change.verdict is Verdict.SAME
    assert round(found.total.change.size, 2) == Decimal("-0.19")
    assert found.total.rank_moved == 14
    assert {line.change.verdict for line in found.dimensions} == {Verdict.SAME}
    assert (round(found.usual[0], 2), round(found.usual[1], 2)) == (0.46, 0.92)
    assert (found.median_move, found.share_moving_5) == (9, 71)


def test_the_interval_stands_with_the_year_it_was_published_for(since_2022) -> None:
    found = card("01", 2024)
    assert found.total.interval is None
    assert (found.total.interval_before.printed_level, found.total.interval_before.numeric_level) == (95, 90)


def test_parts_of_ha_noi_are_shown_and_are_not_ranked_alone(since_2022) -> None:
    parts = card("01").dimensions[6].parts
    assert [round(float(part.value), 2) for part in parts] == [0.96, 1.57, 0.34]
    assert all(part.rank is None and part.spread is None for part in parts)
    assert {part.change.verdict for part in parts} == {Verdict.NO_YARDSTICK}


def test_a_province_without_parts_shows_none(since_2022) -> None:
    assert all(part.value is None for line in card("48").dimensions for part in line.parts)


def test_a_missing_province_year_stays_missing(since_2022) -> None:
    found = card("26", 2024)
    assert found.total.value is None
    assert found.total.rank is None
    assert found.total.change.verdict is Verdict.UNKNOWN


def test_no_year_is_compared_over_a_change_of_method(full) -> None:
    found = card("01", 2021)
    assert found.total.change.verdict is Verdict.BROKEN
    assert found.total.rank_moved is None
    assert [line.number for line in found.dimensions if line.change.verdict is Verdict.BROKEN] == ["3", "5", "6"]


def test_the_first_year_has_nothing_before_it(full) -> None:
    found = card("01", 2011)
    assert found.before is None
    assert found.total.change is None
    assert len(found.dimensions) == 6


def test_two_charts_of_totals_and_a_series_for_every_dimension(full) -> None:
    found = card("01")
    assert [(one.points[0].year, one.last_year) for one in found.totals] == [(2011, 2017), (2018, 2024)]
    assert [one.breaks for one in found.totals] == [(2016,), (2019, 2020, 2021)]
    assert len(found.minis) == 8
    assert [one.first.year for one in found.minis] == [2011] * 6 + [2018] * 2


def test_a_ward_and_a_district_show_their_province(since_2022) -> None:
    for code, on in (("00601", IN_2021), ("021", IN_2021), ("00602", IN_2026), ("021", IN_2026)):
        subject = selectors.subject_at(code, on=on)
        assert not subject.own
        assert subject.province.code == "01"
        assert selectors.scorecard(subject, year=2024).total.rank.place == 29


def test_an_unknown_code_is_not_found(since_2022) -> None:
    with pytest.raises(NotYours):
        selectors.subject_at("9999", on=IN_2024)


def test_a_new_province_is_the_mean_of_its_predecessors_and_says_so(since_2022) -> None:
    subject = selectors.subject_at("08", on=IN_2026)
    assert (subject.is_rebased, subject.basis) == (True, "assumed")
    assert [unit.code for unit in subject.sources] == ["02", "08"]
    found = selectors.scorecard(subject, year=2024)
    old = [selectors.panel().cell(code, year=2024, construct="total").value for code in ("02", "08")]
    assert abs(found.total.value - sum(old) / 2) <= Decimal("0.0001")
    assert (found.total.rank, found.total.interval) == (None, None)


def test_the_old_province_of_the_same_code_keeps_its_own_score(since_2022) -> None:
    assert not selectors.subject_at("08", on=IN_2024).is_rebased
    ended = selectors.subject_at("02", on=IN_2026)
    assert (ended.day, ended.is_rebased) == (date(2025, 6, 30), False)


def test_ha_noi_is_the_same_place_in_both_regimes(since_2022) -> None:
    assert card("01", on=IN_2026).total.rank == card("01", on=IN_2024).total.rank


def test_the_map_counts_who_differs_from_the_median(since_2022) -> None:
    page = selectors.overview(on=IN_2024, construct="environment", year=2024)
    assert len(page.cells) == 63
    assert page.counts["none"] == 2
    hanoi = next(cell for cell in page.cells if cell.unit.code == "01")
    assert hanoi.standing is Standing.BELOW
    assert page.counts["same"] > page.counts["above"]


def test_the_map_of_2026_rebases_the_merged_provinces(since_2022) -> None:
    page = selectors.overview(on=IN_2026, construct="total", year=2024)
    assert [cell.unit.code for cell in page.cells if cell.is_rebased] in (["48", "08"], ["08", "48"])
    assert page.is_new


def test_a_few_intervals_do_not_judge_their_provinces_by_another_measure(since_2022) -> None:
    page = selectors.overview(on=IN_2024, construct="total", year=2023)
    stands = {cell.unit.code: cell.standing for cell in page.cells}
    assert (stands["01"], stands["02"], stands["04"]) == (Standing.SAME,) * 3


def test_intervals_decide_where_all_provinces_have_one(units) -> None:
    data = factories.workbook(("2023_VIE_ENG", factories.long(2023, tuple(factories.names()), statistics=True)))
    services.import_scores(data, name="PAPI-2023.xlsx", by=SYSTEM, at=factories.AT)
    assert selectors.panel().has_intervals(2023, "total")
    page = selectors.overview(on=IN_2024, construct="total", year=2023)
    assert {cell.standing for cell in page.cells} == {Standing.SAME}


def test_places_of_the_same_kind_come_first_in_a_comparison(since_2022) -> None:
    subjects = [selectors.subject_at(code, on=IN_2024) for code in ("01", "92")]
    page = selectors.compare(subjects, on=IN_2024, year=None)
    assert {unit.code for unit in page.same_kind} == {"01", "31", "48", "79", "92"}
    assert len(page.rows) == 9
    assert page.rows[0].cells[0].distance is None
    assert page.rows[7].cells[1].verdict is Verdict.RISE
    assert len(page.choices) == 3


def test_weakest_are_those_under_the_median(since_2022) -> None:
    found = selectors.weakest(Unit.objects.get(code="01", tier="province"), on=IN_2024)
    assert [line.construct for line in found] == ["environment", "corruption_control", "procedures"]


def test_the_year_shown_is_the_latest_known_on_the_day(full) -> None:
    assert card("01", on=IN_2021).year == 2020
    assert card("01", on=date(2025, 5, 31)).year == 2023
    assert card("01", on=IN_2026).year == 2024
    assert [one.last_year for one in card("01", on=IN_2021).totals] == [2017, 2020]
    assert card("01", 2024, on=IN_2021).totals[1].last_year == 2024


def test_a_series_page_holds_the_years_that_measured_it(full) -> None:
    subject = selectors.subject_at("01", on=IN_2021)
    page = selectors.series_page(subject, "e_governance")
    assert [row.year for row in page.rows] == list(range(2018, 2025))
    assert [row.year for row in page.breaks] == [2019, 2020]
    assert [row.rank.place for row in page.rows] == [19, 20, 22, 1, 3, 1, 2]
    assert selectors.series_page(subject, "construction").rows[-1].year == 2020
    assert selectors.series_page(subject, "participation").part_breaks[0][0] == 2019
    assert selectors.series_page(subject, "nothing") is None


def test_differences_are_those_of_the_printed_scores(since_2022) -> None:
    sizes = [str(line.change.size) for line in card("01", 2024).dimensions]
    assert sizes == ["-0.04", "0.04", "0.08", "-0.03", "-0.04", "-0.28", "0.00", "0.08"]


def test_a_later_table_without_intervals_keeps_the_one_printed_for_the_same_figure(since_2022) -> None:
    rows = [["2023", "01", "", "total", "TOTAL", "43.960312"], ["2023", "02", "", "total", "TOTAL", "44.31"]]
    services.import_scores(factories.tidy(rows), name="b.csv", by=SYSTEM, at=factories.AT)
    table = selectors.panel()
    assert table.cell("01", year=2023, construct="total").interval is not None
    assert table.cell("02", year=2023, construct="total").interval is None


def test_without_scores_everything_says_so(units) -> None:
    assert selectors.latest_year() is None
    assert selectors.scorecard(selectors.subject_at("01", on=IN_2024), year=None) is None
    assert selectors.weakest(units["01"], on=IN_2024) == ()
    assert selectors.overview(on=IN_2024, construct="total", year=None).year is None


def test_the_panel_is_read_once_for_the_same_sets(since_2022, django_assert_num_queries) -> None:
    selectors.panel()
    with django_assert_num_queries(1):
        selectors.panel()
