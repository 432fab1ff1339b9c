"""The eight traps of the official tables, and the many ways in which a file can be damaged."""

import re
from collections.abc import Callable

import pytest

from danbiet.common.actor import FileProblems, Problem
from danbiet.scores import services
from danbiet.scores.rules.tables import Reading
from danbiet.scores.tests.factories import long, names, tidy, wide, workbook

ALL = tuple(names())

HEAD = "year,province_code,province_vi,level,code,score"
GOOD = ["2023", "01", "Hà Nội", "dimension", "D1", "5.43"]


def read(data: bytes, name: str = "PAPI-2023.xlsx", provinces: dict[str, str] | None = None) -> tuple[Reading, ...]:
    return services.read_file(data, name=name, provinces=provinces or names())


def problems(data: bytes, name: str = "PAPI-2023.xlsx") -> tuple[Problem, ...]:
    with pytest.raises(FileProblems) as refused:
        read(data, name)
    return refused.value.problems


def cells(readings: tuple[Reading, ...]) -> dict[tuple[str, str], float]:
    return {(one.province, one.construct): float(one.value) for one in readings}


def test_trap_1_zero_means_missing() -> None:
    rows = long(2024, ALL)
    for row in rows[1:]:
        row[3 + ALL.index("26")] = 0
    found = cells(read(workbook(("2024_VIE_ENG", rows)), "PAPI-2024.xlsx"))
    assert ("26", "total") not in found
    assert ("26", "participation") not in found
    assert found["01", "total"] == pytest.approx(43.96)


def test_trap_1_holds_in_tidy_files_too() -> None:
    data = tidy([GOOD, ["2023", "22", "Quảng Ninh", "dimension", "D1", "0"], ["2023", "74", "", "total", "TOTAL", ""]])
    assert [one.province for one in read(data, "scores.csv")] == ["01"]


def test_trap_2_the_files_year_rules_not_the_tabs() -> None:
    found = read(workbook(("2012PAPI- Bảng tổng hợp kết quả", wide(2011, ALL))), "PAPI-2011-ket-qua.xlsx")
    assert {one.year for one in found} == {2011}
    assert len(found) == 63 * 29


def test_trap_3_row_999_is_no_province() -> None:
    rows = wide(2011, ALL)
    rows = [[["ID", "ID"][at] if at < 2 else at - 1, *row] for at, row in enumerate(rows)]
    rows += [[999, "Highest", *[2.4] * 28], [None, "Trung bình cả nước", *[1.4] * 28]]
    found = read(workbook(("2011PAPI", rows)), "PAPI-2011.xlsx")
    assert {one.province for one in found} == set(ALL)


@pytest.mark.parametrize(
    ("year", "constructs"),
    [
        (2011, {"poverty_lists", "pib", "cisb"}), (2016, {"responsive", "pib"}),
        (2018, {"access_info", "justice"}), (2021, {"lurc", "personal"}),
    ],
)  # fmt: skip
def test_trap_4_codes_are_read_within_their_edition(year: int, constructs: set[str]) -> None:
    rows = wide(year, ALL) if year < 2018 else long(year, ALL)
    found = read(workbook((f"{year}_VIE_ENG", rows)), f"PAPI-{year}.xlsx")
    assert constructs <= {one.construct for one in found}
    assert ("construction" in {one.construct for one in found}) == (year < 2021)


def test_trap_4_old_numbers_of_dimension_5_are_recognised() -> None:
    rows = long(2022, ALL)
    swap = {"5.2.": "5.3.", "5.3.": "5.4."}
    for row in rows:
        row[0] = re.sub(r"^5\.[23]\.", lambda found: swap[found[0]], str(row[0]).split(" / ")[0])
    found = {one.construct for one in read(workbook(("2022_VIE_ENG", rows)), "PAPI-2022.xlsx")}
    assert {"cert", "lurc", "personal"} <= found


def test_trap_5_totals_run_to_60_before_2018_and_to_80_after() -> None:
    old = read(workbook(("2017", wide(2017, ALL))), "PAPI-2017.xlsx")
    new = read(workbook(("2018", long(2018, ALL))), "PAPI-2018.xlsx")
    assert cells(old)["01", "total"] == pytest.approx(32.96, abs=0.1)
    assert cells(new)["01", "total"] == pytest.approx(43.96, abs=0.1)
    assert problems(tidy([["2017", "01", "Hà Nội", "total", "TOTAL", "61"]]), "a.csv")[0].code == "out_of_scale"


def test_trap_6_the_unweighted_total_is_the_published_one() -> None:
    rows = long(2023, ALL, statistics=True)
    found = cells(read(workbook(("2023_VIE_ENG", rows))))
    assert found["01", "total"] == pytest.approx(43.96)


def test_trap_7_new_names_in_the_head_old_provinces_in_the_data_blank_columns_between() -> None:
    rows = long(2024, ALL, statistics=True)
    for row in rows:
        row[13:13] = [None]
        row[40:40] = [None]
    new: list[object] = [None] * len(rows[0])
    for at, name in ((3, "Hà Nội"), (5, "Tuyên Quang"), (14, "Phú Thọ"), (50, "TP. Hồ Chí Minh")):
        new[at] = name
    head = [["PAPI 2024"], new, [None, None, "Mã", *range(1, 10)], [None, None, "Vùng", "Đồng bằng sông Hồng"]]
    older = long(2023, ALL)
    for row in older[1:]:
        row[10:20] = [None] * 10
    data = workbook(
        ("2024_VIE_ENG", head + rows), ("2023_VIE_ENG", older), ("Ghi chú", [["Nguồn"]]),
        merges=[("2024_VIE_ENG", "F2:G2", "Tuyên Quang")],
    )  # fmt: skip
    found = read(data, "PAPI_2024_34_TinhThanh.xlsx")
    assert {one.province for one in found} == set(ALL)
    assert {one.year for one in found} == {2024}
    assert cells(found)["96", "total"] == pytest.approx(43.96)


def test_trap_8_the_interval_is_kept_as_printed() -> None:
    total = next(
        one for one in read(workbook(("2023_VIE_ENG", long(2023, ALL, statistics=True)))) if one.construct == "total"
    )
    assert (total.printed_level, float(total.standard_error)) == (95, 0.158)
    assert float(total.high - total.low) == pytest.approx(0.52)


def test_merged_heads_in_two_languages_are_read() -> None:
    rows = wide(2016, ALL)
    top: list[object] = [None] * len(rows[0])
    at = 1
    merges = []
    for number in range(1, 7):
        width = 5 if number not in {2, 3} else 4
        first, last = letters(at), letters(at + width - 1)
        merges.append(("2016PAPI", f"{first}1:{last}1", f"{number}. Chỉ số nội dung {number}"))
        at += width
    names_above = [[None, *("Điểm" if str(cell).startswith("Chỉ") else cell for cell in rows[0][1:])]]
    english = [["Province", *(None if str(cell).startswith("Dim") else cell for cell in rows[1][1:])]]
    found = read(workbook(("2016PAPI", [top, *names_above, *english, *rows[2:]]), merges=merges), "PAPI-2016.xlsx")
    assert len(found) == 63 * 29


def letters(column: int) -> str:
    return chr(65 + column) if column < 26 else "A" + chr(65 + column - 26)


def test_names_are_known_without_marks_with_prefixes_and_spaces() -> None:
    rows = long(2020, ALL)
    rows[0] = [*rows[0][:3], *(written(str(cell)) for cell in rows[0][3:])]
    assert {one.province for one in read(workbook(("2020_VIE_ENG", rows)), "PAPI-2020.xlsx")} == set(ALL)


def written(name: str) -> str:
    return {"Hà Nội": "TP Ha Noi", "Thừa Thiên-Huế": "Thua Thien  Hue", "TP. Hồ Chí Minh": "Hồ Chí Minh"}.get(
        name, f" {name} "
    )


def test_parts_of_indicators_are_left_alone() -> None:
    data = workbook(("2011PAPI", wide(2011, ALL)), ("Điểm thành phần 1", wide(2011, ALL)))
    assert len(read(data, "PAPI-2011.xlsx")) == 63 * 29


def broken(change: Callable[[list[list[object]]], None], year: int = 2023) -> bytes:
    rows = long(year, ALL, statistics=True)
    change(rows)
    return workbook((f"{year}_VIE_ENG", rows))


def put(row: int, column: int, value: object) -> Callable[[list[list[object]]], None]:
    def change(rows: list[list[object]]) -> None:
        rows[row][column] = value

    return change


def text(*rows: list[str], head: str = HEAD) -> bytes:
    return tidy(rows, head)


DAMAGED: list[tuple[str, str, bytes, str, int | None, str]] = [
    ("not UTF-8", "a.csv", f"{HEAD}\n2023,01,Hà Nội,dimension,D1,5.43\n".encode("utf-16"), "not_utf8", 1, ""),
    ("Windows code page", "a.csv", text(GOOD).replace("à".encode(), b"\xe0"), "not_utf8", 2, ""),
    ("empty", "a.csv", b"", "empty", 1, ""),
    ("binary", "a.csv", b"year\x00\x00", "not_csv", None, ""),
    ("open quote", "a.csv", text(GOOD) + b'2023,"01,', "not_csv", None, ""),
    ("no code column", "a.csv", text(GOOD[:4], head="year,province_code,province_vi,level"), "column_missing", 1, ""),
    ("a column twice", "a.csv", text([*GOOD, "5"], head=f"{HEAD},score"), "column_twice", 1, ""),
    ("head only", "a.csv", text(), "no_rows", 1, ""),
    ("short row", "a.csv", text(GOOD, GOOD[:5]), "row_length", 3, ""),
    ("year in words", "a.csv", text(["năm 2023", *GOOD[1:]]), "not_a_year", 2, "year"),
    ("year before PAPI", "a.csv", text(["2009", *GOOD[1:]]), "no_edition", 2, "year"),
    ("unknown province", "a.csv", text(["2023", "99", *GOOD[2:]]), "unknown_province", 2, "province_code"),
    ("name of another", "a.csv", text(["2023", "01", "Hà Nam", *GOOD[3:]]), "name_differs", 2, "province_vi"),
    ("unknown level", "a.csv", text([*GOOD[:3], "village", "D1", "5"]), "unknown_level", 2, "level"),
    ("level not the code's", "a.csv", text([*GOOD[:3], "total", "D1", "5"]), "level_differs", 2, "code"),
    ("code of a later edition", "a.csv", text(["2016", *GOOD[1:4], "D7", "3"]), "unknown_code", 2, "code"),
    ("code with two meanings", "a.csv", text([*GOOD[:3], "subdimension", "S5.3", "2"]), "ambiguous_code", 2, "code"),
    ("a letter O", "a.csv", text([*GOOD[:5], "5.O"]), "not_a_number", 2, "score"),
    ("not a number", "a.csv", text([*GOOD[:5], "NaN"]), "not_a_number", 2, "score"),
    ("beyond the scale", "a.csv", text([*GOOD[:5], "54.3"]), "out_of_scale", 2, "score"),
    ("below the scale", "a.csv", text([*GOOD[:5], "-5.4"]), "out_of_scale", 2, "score"),
    ("twice", "a.csv", text(GOOD, GOOD), "twice", 3, "score"),
    ("half an interval", "a.csv", text([*GOOD, "5"], head=f"{HEAD},ci_low"), "half_interval", 2, "score"),
    ("outside its interval", "a.csv", text([*GOOD, "6", "7"], head=f"{HEAD},ci_low,ci_high"),
     "outside_interval", 2, "score"),
    ("a sum that does not add up", "a.csv", text(
        *([*GOOD[:3], "subdimension", f"S1.{n}", "1.2"] for n in (1, 2, 3, 4)), GOOD), "sum_differs", 6, "score"),
    ("only zeros", "a.csv", text([*GOOD[:5], "0"]), "no_scores", None, ""),
    ("not a workbook", "PAPI-2023.xlsx", b"PK\x03\x04 torn", "not_xlsx", None, ""),
    ("renamed text", "PAPI-2023.xlsx", text(GOOD), "not_xlsx", None, ""),
    ("no year in the name", "PAPI.xlsx", broken(lambda rows: None), "which_year", 1, ""),
    ("two years in the name", "PAPI-2022-2023.xlsx", broken(lambda rows: None), "which_year", 1, ""),
    ("no table", "PAPI-2023.xlsx", workbook(("Sheet1", [["xin chào"]])), "no_table", 1, ""),
    ("two tables", "PAPI-2023.xlsx", workbook(("2023 a", long(2023, ALL)), ("2023 b", long(2023, ALL))),
     "which_sheet", 1, ""),
    ("unknown name in the head", "PAPI-2023.xlsx", broken(put(0, 4, "Hà Tây")), "unknown_province", 1, "E"),
    ("a province twice", "PAPI-2023.xlsx", broken(put(0, 4, "Hà Nội")), "province_twice", 1, "E"),
    ("a word for a number", "PAPI-2023.xlsx", broken(put(2, 5, "cao")), "not_a_number", 3, "F"),
    ("a dimension missing", "PAPI-2023.xlsx", broken(put(1, 0, "Tham gia")), "dimension_missing", 1, ""),
    ("a row twice", "PAPI-2023.xlsx", broken(put(6, 0, "1.1. Tri thức công dân")), "row_twice", 7, "A"),
    ("another scale", "PAPI-2023.xlsx", broken(put(2, 1, "0.33-3.33")), "scale_differs", 3, "A"),
    ("a figure out of scale", "PAPI-2023.xlsx", broken(put(2, 3, 61)), "out_of_scale", 3, "D"),
    ("a total that does not add up", "PAPI-2023.xlsx", broken(put(-4, 3, 43.8)), "sum_differs", None, "D"),
    ("a column twice", "PAPI-2012.xlsx", workbook(("2012", [
        [*row[:3], row[2], *row[4:]] if at < 2 else row for at, row in enumerate(wide(2012, ALL))])),
     "column_twice", 2, "D"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data", "code", "row", "column"), [one[1:] for one in DAMAGED], ids=[d[0] for d in DAMAGED]
)
def test_a_damaged_file_is_refused_with_its_place_and_reason(
    name: str, data: bytes, code: str, row: int | None, column: str
) -> None:
    first = problems(data, name)[0]
    assert first.code == code
    assert row is None or first.row == row
    assert first.column == column
    assert first.file in {name, ""}
    sentence = first.sentence.format(**dict(first.values))
    assert sentence.endswith(".")
    assert "{" not in sentence
    if name.endswith("xlsx") and column:
        assert first.sheet


def test_there_are_over_twenty_kinds_of_damage() -> None:
    assert len({code for _, _, _, code, _, _ in DAMAGED}) >= 20


def test_every_wrong_cell_is_named_up_to_a_hundred() -> None:
    found = problems(tidy([[*GOOD[:5], "x"]] * 150), "a.csv")
    assert len(found) == 100
    assert [one.row for one in found[:3]] == [2, 3, 4]


def test_a_tidy_table_in_a_workbook_is_read_too() -> None:
    data = workbook(("Sheet1", [HEAD.split(","), [2023, "01", "Hà Nội", "dimension", "D1", 5.43]]))
    assert cells(read(data, "bang.xlsx")) == {("01", "participation"): 5.43}
