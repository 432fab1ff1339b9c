"""Editions, comparisons, verdicts, ranks: tables of cases without a database."""

from decimal import Decimal

import pytest

from danbiet.common.actor import ANONYMOUS, SYSTEM, Actor, Held, Role
from danbiet.scores import rules
from danbiet.scores.rules import Verdict
from danbiet.scores.rules.cells import code_in, construct_in, number, squash, statistic
from danbiet.scores.tests.factories import names

STRUCTURE = {"2011-2015": (6, 22), "2016-2017": (6, 22), "2018": (8, 28), "2019-2020": (8, 29), "2021-2024": (8, 28)}


def test_five_editions_have_the_published_structure() -> None:
    found = {one.id: (len(one.dimensions), len(one.sub_dimensions)) for one in rules.editions()}
    assert found == STRUCTURE
    assert rules.years() == tuple(range(2011, 2025))


@pytest.mark.parametrize("edition", rules.editions(), ids=lambda one: one.id)
def test_every_part_has_a_scale_a_name_and_indicators(edition: rules.Edition) -> None:
    codes = [part.code for part in edition.sub_dimensions]
    assert len(codes) == len(set(codes))
    for part in edition.sub_dimensions:
        assert 0 < part.low < part.high <= 5
        assert part.name_vi
        assert part.name_en
        assert part.indicators
        assert all(one.min < one.max and one.source in {"seen", "memory"} for one in part.indicators)
    for dimension in edition.dimensions:
        assert sum(part.high for part in dimension.sub_dimensions) == pytest.approx(10, abs=0.02)


def test_civic_knowledge_keeps_the_inner_weights_that_were_seen() -> None:
    part = rules.edition_for(2023).sub_dimension("civic_knowledge")
    assert not part.normalised
    assert [(one.weight, one.source) for one in part.indicators] == [(0.25, "seen"), (0.5, "seen")]


def test_a_year_without_an_edition_is_refused() -> None:
    with pytest.raises(rules.NoEdition):
        rules.edition_for(2025)


@pytest.mark.parametrize(
    ("year", "code", "construct"),
    [
        (2017, "S2.1", "poverty_lists"), (2018, "S2.1", "access_info"),
        (2015, "S3.2", "pib"), (2016, "S3.2", "responsive"), (2015, "S3.3", "cisb"), (2016, "S3.3", "pib"),
        (2018, "S3.3", "justice"), (2020, "S5.3", "lurc"), (2021, "S5.3", "personal"),
    ],
)  # fmt: skip
def test_a_code_means_another_construct_in_another_edition(year: int, code: str, construct: str) -> None:
    assert rules.edition_for(year).construct(code) == construct


def test_files_keep_the_old_numbers_of_dimension_5() -> None:
    assert rules.edition_for(2021).construct("S5.3", in_files=True) == "lurc"
    assert rules.edition_for(2021).construct("S5.4", in_files=True) == "personal"


@pytest.mark.parametrize(
    ("construct", "years"),
    [
        ("total", [2016, 2018, 2019, 2020, 2021]), ("participation", []), ("transparency", [2018]),
        ("accountability", [2016, 2018, 2021]), ("corruption_control", []), ("procedures", [2021]),
        ("services_delivery", [2021]), ("environment", [2019]), ("e_governance", [2019, 2020]),
        ("civic_knowledge", [2019, 2022]), ("law_order", [2021]), ("cert", [2021]), ("budget", [2018]),
    ],
)  # fmt: skip
def test_series_break_where_the_method_did(construct: str, years: list[int]) -> None:
    assert [year for year, _ in rules.breaks_of(construct)] == years


@pytest.mark.parametrize(
    ("construct", "year", "now", "then", "verdict"),
    [
        ("total", 2024, "43.7699", "43.9603", Verdict.SAME),
        ("total", 2024, "40.10", "43.96", Verdict.FALL),
        ("accountability", 2024, "4.90", "4.28", Verdict.RISE),
        ("accountability", 2024, "4.36", "4.28", Verdict.SAME),
        ("e_governance", 2020, "2.92", "3.86", Verdict.BROKEN),
        ("total", 2018, "42.32", "34.63", Verdict.BROKEN),
        ("environment", 2018, "3.58", None, Verdict.BROKEN),
        ("participation", 2024, None, "5.43", Verdict.UNKNOWN),
        ("air", 2024, "1.57", "1.62", Verdict.NO_YARDSTICK),
    ],
)
def test_a_change_is_read_with_its_noise(
    construct: str, year: int, now: str | None, then: str | None, verdict: Verdict
) -> None:
    step = rules.change(
        construct, year=year, before=year - 1, now=Decimal(now) if now else None, then=Decimal(then) if then else None
    )
    assert step.verdict is verdict
    assert (step.size is None) == (verdict in {Verdict.BROKEN, Verdict.UNKNOWN})


def test_a_change_between_totals_of_two_scales_says_why() -> None:
    assert "Thang" in rules.comparable(2017, 2018, "total").why


def test_the_interval_printed_as_95_is_numerically_a_90() -> None:
    for se, low, high in (("0.158", "43.701", "44.220"), ("0.887", "42.789", "45.707"), ("0.193", "41.338", "41.973")):
        interval = rules.Interval(Decimal(low), Decimal(high), 95, Decimal(se))
        assert interval.numeric_level == 90
    assert rules.Interval(Decimal("1.02"), Decimal("4.98"), 95, Decimal(1)).numeric_level == 95
    assert rules.Interval(Decimal(1), Decimal(2), 95, None).numeric_level is None


def test_quarters_with_the_cut_in_the_upper_group_give_paps_sizes() -> None:
    values = [Decimal(n) for n in range(63)]
    sizes = [sum(rules.group(value, values) == number for value in values) for number in (4, 3, 2, 1)]
    assert sizes == [16, 16, 15, 16]


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        (SYSTEM, True), (ANONYMOUS, False), (Actor(1, "a", (Held(Role.ANALYST, 1),)), True),
        (Actor(1, "b", (Held(Role.ADMINISTRATOR, 1),)), True), (Actor(1, "c", (Held(Role.WARD_OFFICER, 1),)), False),
    ],
)  # fmt: skip
def test_who_may_record_scores(actor: Actor, may: bool) -> None:
    assert rules.may_record(actor) is may


def test_63_names_stay_apart_when_written_without_marks() -> None:
    assert len({squash(name) for name in names().values()}) == 63


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("TP. Hồ Chí Minh", "Ho Chi Minh"), ("HCMC", "TP.HCM"), ("Thừa Thiên-Huế", "Thua Thien - Hue"),
        ("Thành phố Huế", "Thừa Thiên Huế"), ("Bà Rịa-Vũng Tàu", " Ba Ria – Vung Tau "), ("Đắk Lắk", "Dak Lak"),
        ("Hà  Nội", "TP Ha Noi"), ("Tỉnh Hoà Bình", "Hòa Bình"),
    ],
)  # fmt: skip
def test_one_name_in_many_spellings(written: str, name: str) -> None:
    assert squash(written) == squash(name)


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("Chỉ số nội dung 1: Tham gia", "D1"), ("Dimension 8. E-Governance", "D8"), ("3. Trách nhiệm giải trình", "D3"),
        ("1.1. Tri thức công dân", "S1.1"), ("S4.2", "S4.2"), ("D4", "D4"), ("Chỉ số nội dung 5.4", "S5.4"),
        ("1.1.1 Biết chính sách", None), ("Biết chính sách (%)", None), ("Tổng điểm", "TOTAL"),
        ("PAPI tổng hợp", "TOTAL"), ("d101a", None),
    ],
)  # fmt: skip
def test_labels_give_their_number(label: str, code: str | None) -> None:
    assert code_in(label) == code


def test_the_name_beside_a_number_decides() -> None:
    label = "5.3. Giấy chứng nhận quyền sử dụng đất"
    assert construct_in(label, rules.edition_for(2021), in_files=False) == "lurc"


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("95% CI Low", "low"), ("95% CI High", "high"), ("Standard Error", "se"), ("Sai số chuẩn", "se"),
        ("Unweighted PAPI Score", "score"), ("Weighted", "weighted"), ("Không trọng số", "score"), ("Điểm", None),
    ],
)  # fmt: skip
def test_statistic_rows_are_told_apart(label: str, kind: str | None) -> None:
    assert statistic(label) == kind


@pytest.mark.parametrize("cell", ["x", "1,2,3", True, "nan", "inf", float("nan"), "4e99", 1e300])
def test_what_is_no_number_is_refused(cell: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        number(cell)
