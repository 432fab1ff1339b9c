"""Small areas from files: golden numbers through the design file, and damaged input named by column and row."""

import csv
import hashlib
import json
import math
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from danbiet.survey.frames.reading import TableRefused
from danbiet.survey.frames.small_areas import model_small_areas
from danbiet.survey.rules.design_file import DesignRefused, read_design

GOLDEN = Path(__file__).resolve().parents[2] / "stats" / "tests" / "golden"
MILK = """
version = 1
[data]
category = ["major_area"]
[small_area]
area = "area"
estimate = "estimate"
variance = "variance"
terms = ["1", "major_area"]
"""
CORN = """
version = 1
[small_area]
model = "unit_level"
area = "county"
y = "corn_hectares"
terms = ["1", "corn_pixels", "soybean_pixels"]
means = "crop_means.csv"
"""


FEW = """version = 1
[small_area]
model = "fay_herriot"
method = "moment"
area = "ward"
estimate = "direct"
variance = "var"
terms = ["1"]
"""


def golden(name: str) -> list[dict[str, str]]:
    with (GOLDEN / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = ["area,major_area,estimate,variance"]
    for row in golden("milk.csv"):
        variance = repr(float(row["standard_error"]) ** 2)
        lines.append(f"{row['area']},{row['major_area']},{row['estimate']},{variance}")
    (tmp_path / "milk.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name in ("crop.csv", "crop_means.csv"):
        (tmp_path / name).write_text((GOLDEN / name).read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def rows(folder: Path, file: str, design: str) -> list:
    return model_small_areas(folder / file, read_design(design), folder=folder)[0]


def changed(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_milk_through_a_design_file(folder: Path) -> None:
    made = rows(folder, "milk.csv", MILK)
    eblup = [row for row in made if row.statistic == "eblup"]
    expected = golden("milk.csv")
    assert [row.domain for row in eblup] == [(("area", row["area"]),) for row in expected]
    assert [row.estimate for row in eblup] == pytest.approx([float(row["eblup"]) for row in expected], rel=1e-8)
    assert [row.se**2 for row in eblup] == pytest.approx([float(row["mse"]) for row in expected], rel=1e-6)
    assert {(row.method, row.df, row.ci_level) for row in eblup} == {("fay_herriot_reml", 39.0, 0.95)}
    half = [(row.ci_high - row.ci_low) / 2 / row.se for row in eblup]
    assert half == pytest.approx([2.0226909200367604] * 43)  # t(0.975, 39)
    beta = {row.level: row.estimate for row in made if row.statistic == "beta"}
    assert list(beta) == ["1", "major_area=2", "major_area=3", "major_area=4"]
    assert beta["major_area=4"] == pytest.approx(-0.24130103994463026)
    (sigma,) = [row for row in made if row.statistic == "sigma2_v"]
    assert sigma.estimate == pytest.approx(0.01855033476276664, rel=1e-7)
    assert math.isnan(sigma.se)


def test_corn_through_a_design_file(folder: Path) -> None:
    made = rows(folder, "crop.csv", CORN)
    eblup = [row for row in made if row.statistic == "eblup"]
    assert [row.estimate for row in eblup] == pytest.approx(
        [float(row["eblup"]) for row in golden("crop_means.csv")], rel=1e-6
    )
    assert [row.n for row in eblup] == [1, 1, 1, 2, 3, 3, 3, 3, 4, 5, 5, 6]
    sigma = {row.statistic: row.estimate for row in made if row.statistic.startswith("sigma2")}
    assert sigma == pytest.approx({"sigma2_u": 63.31489264007714, "sigma2_e": 297.71284694639934}, rel=1e-5)


@pytest.mark.parametrize("method", ["reml", "ml", "moment"])
@pytest.mark.parametrize(("file", "design"), [("milk.csv", MILK), ("crop.csv", CORN)])
def test_each_method_is_named(folder: Path, file: str, design: str, method: str) -> None:
    made = rows(folder, file, design + f'method = "{method}"\n')
    assert {row.method.rpartition("_")[2] for row in made} == {method}


def test_an_error_below_zero_is_none_and_says_so(folder: Path) -> None:
    """Without spread between areas the bias taken off may exceed what is left: in four of these five areas."""
    direct = [
        (-0.210188, 0.115567),
        (0.039893, 0.010585),
        (-2.53227, 7.667665),
        (-0.751, 5.086486),
        (0.044868, 4.242343),
    ]
    lines = "".join(f"w{number},{value},{variance}\n" for number, (value, variance) in enumerate(direct))
    (folder / "few.csv").write_text("ward,direct,var\n" + lines, encoding="utf-8")
    made = rows(folder, "few.csv", FEW)
    eblup = [row for row in made if row.statistic == "eblup"]
    told = [(math.isnan(row.se), math.isnan(row.ci_level), "interval_refused" in row.warnings) for row in eblup]
    assert told == [(True,) * 3, (False,) * 3, *[(True,) * 3] * 3]


def test_areas_without_sample_are_called_synthetic(folder: Path) -> None:
    changed(folder, "milk.csv", "\n2,1,1.075,", "\n2,1,,")
    made = {row.domain[0][1]: row for row in rows(folder, "milk.csv", MILK) if row.statistic == "eblup"}
    assert made["2"].method == "fay_herriot_reml_synthetic"
    assert made["1"].method == "fay_herriot_reml"
    changed(
        folder,
        "crop_means.csv",
        "county,corn_pixels,soybean_pixels,eblup\n",
        "county,corn_pixels,soybean_pixels,eblup\n99,300,200,\n",
    )
    made = {row.domain[0][1]: row for row in rows(folder, "crop.csv", CORN) if row.statistic == "eblup"}
    assert (made["99"].n, made["99"].method) == (0, "unit_level_reml_synthetic")
    assert made["99"].estimate == pytest.approx(
        17.96397914735941 + 0.3663352301436339 * 300 - 0.03036379583751027 * 200
    )


def test_missing_codes_count_as_missing(folder: Path) -> None:
    changed(folder, "crop.csv", "1,165.76,", "1,888,")
    made = rows(folder, "crop.csv", CORN.replace("[small_area]", "[data]\nmissing = [888]\n[small_area]"))
    assert [row.n for row in made if row.statistic == "eblup"][0] == 0


def test_groups_meet_their_totals(folder: Path) -> None:
    (folder / "totals.csv").write_text("major_area,total\n1,7\n2,8\n3,11\n4,9.5\n", encoding="utf-8")
    made = rows(folder, "milk.csv", MILK + 'benchmark = { by = "major_area", file = "totals.csv" }\n')
    sums: dict[str, float] = {}
    for row, area in zip(made, golden("milk.csv"), strict=False):
        sums[area["major_area"]] = sums.get(area["major_area"], 0) + row.estimate
    assert sums == pytest.approx({"1": 7, "2": 8, "3": 11, "4": 9.5})
    assert made[0].method == "fay_herriot_reml_benchmarked"


@pytest.mark.parametrize("how", ["ratio", "difference", "error"])
@pytest.mark.parametrize(("file", "design"), [("milk.csv", MILK), ("crop.csv", CORN)])
def test_means_meet_the_total_of_the_people_they_stand_for(folder: Path, file: str, design: str, how: str) -> None:
    """Weights are a column of DATA at area level, of the file of means at unit level."""
    areas = "milk.csv" if file == "milk.csv" else "crop_means.csv"
    lines = (folder / areas).read_text(encoding="utf-8").splitlines()
    people = [10.0 + place for place in range(len(lines) - 1)]
    more = [f"{line},west,{count}" for line, count in zip(lines[1:], people, strict=True)]
    (folder / areas).write_text("\n".join([f"{lines[0]},side,people", *more]) + "\n", encoding="utf-8")
    plain = [row.estimate for row in rows(folder, file, design) if row.statistic == "eblup"]
    total = 1.02 * sum(count * one for count, one in zip(people, plain, strict=True))
    (folder / "totals.csv").write_text(f"side,total\nwest,{total!r}\n", encoding="utf-8")
    said = f'benchmark = {{ by = "side", file = "totals.csv", weights = "people", how = "{how}" }}\n'
    met = [row.estimate for row in rows(folder, file, design + said) if row.statistic == "eblup"]
    assert sum(count * one for count, one in zip(people, met, strict=True)) == pytest.approx(total)
    shifts = [after - before for before, after in zip(plain, met, strict=True)]
    if how == "ratio":
        assert met == pytest.approx([1.02 * one for one in plain])
    assert (max(shifts) - min(shifts) < 1e-9 * max(met)) == (how == "difference")


@pytest.mark.parametrize(("cell", "code"), [("0", "weight_not_positive"), ("-2", "weight_not_positive"),
                                            ("inf", "infinite"), ("", "empty_cell")])  # fmt: skip
def test_weights_of_a_benchmark_are_positive_numbers(folder: Path, cell: str, code: str) -> None:
    lines = (folder / "milk.csv").read_text(encoding="utf-8").splitlines()
    lines = [f"{lines[0]},people", *(f"{line},5" for line in lines[1:])]
    lines[2] = lines[2].removesuffix("5") + cell
    (folder / "milk.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "totals.csv").write_text("major_area,total\n1,7\n2,8\n3,11\n4,9\n", encoding="utf-8")
    said = 'benchmark = { by = "major_area", file = "totals.csv", weights = "people" }\n'
    with pytest.raises(TableRefused) as refused:
        rows(folder, "milk.csv", MILK + said)
    problem = refused.value.problems[0]
    assert (problem.column, problem.row) == ("people", 3)
    assert problem.code == code


def test_an_estimate_too_wide_is_hidden(folder: Path) -> None:
    made = rows(folder, "milk.csv", MILK + "[suppress]\ncv = 0.1\n")
    hidden = [row for row in made if row.suppressed]
    assert 0 < len(hidden) < 43
    assert all(math.isnan(row.estimate) and row.warnings == ("suppressed_cv",) for row in hidden)
    assert all(row.se <= 0.1 * row.estimate for row in made if row.statistic == "eblup" and not row.suppressed)


BAD = [
    ("milk.csv", "\n2,1,1.075,0.0064", "\n2,1,1.075,0", "variance_not_positive", 3, "variance"),
    ("milk.csv", "\n2,1,1.075,0.0064", "\n2,1,1.075,", "variance_not_positive", 3, "variance"),
    ("milk.csv", "\n2,1,1.075", "\n2,1,nhiều", "text_in_numbers", 3, "estimate"),
    ("milk.csv", "\n2,1,", "\n1,1,", "duplicated_area", 3, "area"),
    ("milk.csv", "\n2,1,", "\n,1,", "empty_cell", 3, "area"),
    ("milk.csv", "\n2,1,", "\n2,,", "empty_cell", 3, "major_area"),
    ("milk.csv", "area,major_area", "area,region", "unknown_column", 1, "major_area"),
    ("crop.csv", "\n1,165.76,", "\n40,165.76,", "unknown_area", 2, "county"),
    ("crop.csv", ",374,", ",,", "empty_cell", 2, "corn_pixels"),
    ("crop_means.csv", "county,corn_pixels", "county,pixels", "unknown_column", None, "corn_pixels"),
    ("crop_means.csv", "\n1,295.29", "\n1,", "empty_cell", 2, "corn_pixels"),
]


@pytest.mark.parametrize(("file", "old", "new", "code", "row", "column"), BAD)
def test_damage_is_named_by_column_and_row(
    folder: Path, file: str, old: str, new: str, code: str, row: int | None, column: str
) -> None:
    changed(folder, file, old, new)
    with pytest.raises(TableRefused) as refused:
        rows(folder, *(("milk.csv", MILK) if file == "milk.csv" else ("crop.csv", CORN)))
    problem = refused.value.problems[0]
    assert (problem.code, problem.row, problem.column, problem.file) == (code, row, column, file)
    assert problem.sentence.format(**dict(problem.values))


@pytest.mark.parametrize(
    ("design", "key"),
    [
        ("version = 1", "small_area"),
        (MILK.replace('estimate = "estimate"', ""), "small_area.estimate"),
        (MILK.replace('variance = "variance"', ""), "small_area.variance"),
        (CORN.replace('y = "corn_hectares"', ""), "small_area.y"),
        (CORN.replace('means = "crop_means.csv"', ""), "small_area.means"),
        (MILK.replace('terms = ["1", "major_area"]', "terms = []"), "small_area.terms"),
    ],
)
def test_a_design_that_lacks_a_key_is_refused(folder: Path, design: str, key: str) -> None:
    with pytest.raises(DesignRefused) as refused:
        rows(folder, "milk.csv", design)
    assert refused.value.problems[0].column == key


@pytest.mark.parametrize(
    ("totals", "code"),
    [("1,7\n2,8\n3,11", "group_without_total"), ("1,7\n2,8\n3,11\n4,9\n5,1", "total_without_group")],
)
def test_totals_that_do_not_fit_are_refused(folder: Path, totals: str, code: str) -> None:
    (folder / "totals.csv").write_text(f"major_area,total\n{totals}\n", encoding="utf-8")
    with pytest.raises(TableRefused) as refused:
        rows(folder, "milk.csv", MILK + 'benchmark = { by = "major_area", file = "totals.csv" }\n')
    assert refused.value.problems[0].code == code


def test_a_model_too_large_for_its_areas_is_refused(folder: Path) -> None:
    text = (folder / "milk.csv").read_text(encoding="utf-8").splitlines()
    (folder / "milk.csv").write_text("\n".join(text[:3]) + "\n", encoding="utf-8")
    with pytest.raises(TableRefused) as refused:
        rows(folder, "milk.csv", MILK.replace('["1", "major_area"]', '["1", "variance"]'))
    assert refused.value.problems[0].code == "too_few_areas"


def run(folder: Path, file: str, design: str, out: str, *more: str) -> tuple[int, str, str]:
    """(exit code, stdout, stderr) of the command."""
    (folder / "design.toml").write_text(design, encoding="utf-8")
    said, told = StringIO(), StringIO()
    arguments = [str(folder / file), "--design", str(folder / "design.toml"), "--out", str(folder / out), *more]
    try:
        call_command("small_area", *arguments, stdout=said, stderr=told)
    except SystemExit as ended:
        return int(ended.code), said.getvalue(), told.getvalue()
    return 0, said.getvalue(), told.getvalue()


def test_the_command_writes_rows_and_what_they_were_made_from(folder: Path) -> None:
    code, said, _ = run(folder, "milk.csv", MILK, "out.csv", "--json")
    answer = json.loads(said)
    assert (code, answer["areas"], answer["rows"], answer["warnings"]) == (0, 43, 43, [])
    with (folder / "out.csv").open(encoding="utf-8") as file:
        written = list(csv.DictReader(file))
    assert list(written[0])[:7] == ["statistic", "variable", "level", "domain", "estimate", "se", "ci_low"]
    assert [row["statistic"] for row in written] == ["eblup"] * 43 + ["beta"] * 4 + ["sigma2_v"]
    assert (written[0]["domain"], written[44]["level"]) == ("area=1", "major_area=2")
    plain = rows(folder, "milk.csv", MILK)
    assert [float(row["estimate"]) for row in written] == [row.estimate for row in plain]
    meta = json.loads((folder / "out.csv.meta.json").read_text(encoding="utf-8"))
    assert (meta["rows_read"], meta["rows_used"], meta["margins"]) == (43, 43, [])
    assert meta["data_sha256"] == hashlib.sha256((folder / "milk.csv").read_bytes()).hexdigest()
    assert meta["design_sha256"] == hashlib.sha256(MILK.encode()).hexdigest()


@pytest.mark.parametrize("ending", ["csv", "parquet", "json"])
def test_the_same_input_gives_the_same_bytes(folder: Path, ending: str) -> None:
    for name in ("a", "b"):
        assert run(folder, "crop.csv", CORN, f"{name}.{ending}")[0] == 0
    assert (folder / f"a.{ending}").read_bytes() == (folder / f"b.{ending}").read_bytes()


def test_the_command_tells_what_a_reader_must_know(folder: Path) -> None:
    (folder / "flat.csv").write_text("ward,y,v\na,2,1\nb,2.1,1\nc,1.9,1\nd,2,1\n", encoding="utf-8")
    design = 'version = 1\n[small_area]\narea = "ward"\nestimate = "y"\nvariance = "v"\n'
    code, said, told = run(folder, "flat.csv", design, "out.json", "--lang", "en")
    assert code == 0
    assert said.strip() == "Estimated 4 areas from 4 rows."
    assert "The variance between areas is 0" in told
    made = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    assert {row["warnings"] for row in made["rows"]} == {"zero_variance"}
    assert made["rows"][0]["domain"] == {"ward": "a"}


def test_the_command_refuses_and_leaves_nothing(folder: Path) -> None:
    changed(folder, "milk.csv", "\n2,1,1.075", "\n2,1,nhiều")
    code, said, told = run(folder, "milk.csv", MILK, "out.csv", "--json")
    (error,) = json.loads(said)["errors"]
    assert (code, error["row"], error["column"], error["code"]) == (2, 3, "estimate", "text_in_numbers")
    assert error["message"] in told
    assert not list(folder.glob("*out.csv*"))
    assert run(folder, "milk.csv", MILK, "out.xlsx")[0] == 2


def test_a_model_shows_itself_as_a_table(tmp_path: Path) -> None:
    (tmp_path / "wards.csv").write_text("ward,y,v\na,1,1\nb,3,1\nc,2,1\nd,6,1\n")
    design = read_design('version = 1\n[small_area]\narea = "ward"\nestimate = "y"\nvariance = "v"')
    answered = model_small_areas(tmp_path / "wards.csv", design, folder=tmp_path)
    rows, made = answered
    assert (len(rows), made.areas) == (6, ("a", "b", "c", "d"))
    assert "<td>ward=d</td>" in answered._repr_html_()
