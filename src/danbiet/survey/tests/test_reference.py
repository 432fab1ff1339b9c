"""Every case of R's survey package at the tolerance of its README, where the shared folder of data is at hand."""

import json
from pathlib import Path

import polars as pl
import pytest

from danbiet.survey.frames.composing import compose
from danbiet.survey.frames.estimating import estimate
from danbiet.survey.frames.reading import TableRefused
from danbiet.survey.rules.design_file import read_design
from danbiet.survey.rules.index_file import read_index
from danbiet.survey.tests import reference

SHARED = [parent.parent / "shared" / "data" / "stats" / "reference" for parent in Path(__file__).resolve().parents]
FOLDER = next((folder for folder in SHARED if (folder / "reference.json").is_file()), None)
CASES = json.loads((FOLDER / "reference.json").read_text(encoding="utf-8")) if FOLDER else []
absent = pytest.mark.skipif(FOLDER is None, reason="absent: the shared folder of reference data")


GOLDEN = json.loads((Path(__file__).parent / "golden" / "r_survey.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", GOLDEN["cases"], ids=lambda case: case["id"])
def test_a_golden_case(case: dict, tmp_path: Path) -> None:
    for name, text in GOLDEN["tables"].items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    holds(case, tmp_path)


@absent
def test_all_cases_are_there() -> None:
    assert len(CASES) == 184


@absent
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_case_of_r(case: dict) -> None:
    holds(case, FOLDER)


def holds(case: dict, folder: Path) -> None:
    """The case runs as R's did, to the tolerance of its kind."""
    if "error" in case["expect"]:
        with pytest.raises(TableRefused) as refused:
            reference.run(case, folder)
        assert refused.value.problems[0].code == "lonely_psu"
        assert dict(refused.value.problems[0].values)["stratum"] == "3"
        return
    rows, ready = reference.run(case, folder)
    for what, gap, tolerance in reference.gaps(case, rows, ready):
        assert gap <= tolerance, what


HEAD = 'version = 1\n[design]\nstrata = ["province"]\nclusters = ["district"]\nweights = "w0"\n'
RAKE = """[[adjust]]
kind = "rake"
margins = [ { by = ["province", "female"], file = "margins.csv", total = "pop" },
            { by = ["province", "age"], file = "margins.csv", total = "pop" },
            { by = ["urban"], totals = { "0" = 70555577, "1" = 41437403 } } ]
"""


def index_text(spec: dict) -> str:
    lines, number = ['id = "workload"'], 0
    for dimension, count in enumerate(spec["subdims_per_dim"], 1):
        lines += ["[[dimensions]]", f'code = "D{dimension}"']
        for part in range(1, count + 1):
            number += 1
            lines += ["[[dimensions.sub_dimensions]]", f'code = "S{dimension}.{part}"']
            lines += [f"low = {1 / count!r}", f"high = {10 / count!r}", "indicators = ["]
            lines += [
                f'{{ column = "{one["indicator"]}", min = {one["lo"]}, max = {one["hi"]}, '
                f"direction = {one['direction']} }},"
                for one in spec["indicators"]
                if one["subdim"] == number
            ]
            lines.append("]")
    return "\n".join(lines)


@pytest.fixture(scope="module")
def papi() -> Path:
    return FOLDER / "papi_R"


@absent
def test_the_workload_gives_r_s_7680_means(papi: Path) -> None:
    spec = json.loads((papi / "spec.json").read_text())
    names = json.dumps([one["indicator"] for one in spec["indicators"]])
    text = HEAD + "".join(
        f'[[request]]\nstatistic = "mean"\nvariables = {names}\nby = {by}\n' for by in ("[]", '["province"]')
    )
    rows = estimate(papi / "workload.parquet", read_design(text), folder=papi, seed=0).rows
    nation, provinces = pl.read_csv(papi / "R_a_nat.csv"), pl.read_csv(papi / "R_a_prov.csv")
    assert len(rows) == 120 + 7560
    for found, wanted in ((rows[:120], nation), (rows[120:], provinces)):
        assert reference.apart([row.estimate for row in found], wanted["est"]) < 1e-10
        assert reference.apart([row.se for row in found], wanted["se"]) < 1e-10


@absent
def test_the_workload_is_raked_as_by_r(papi: Path) -> None:
    text = HEAD + RAKE + '[[request]]\nstatistic = "kish"\n'
    ready = estimate(papi / "workload.parquet", read_design(text), folder=papi, seed=0).ready
    assert reference.apart(list(ready.sample.row_weight), pl.read_csv(papi / "R_b_rake.csv")["w"]) < 1e-6
    assert max(ready.sample.reached[0].gaps) <= 1e-10


@absent
def test_the_composite_of_the_workload_is_that_of_r(papi: Path) -> None:
    index = read_index(index_text(json.loads((papi / "spec.json").read_text())))
    design = read_design(HEAD + '[variance]\nmethod = "jkn"\n[compose]\nby = ["province"]\n')
    rows = compose(papi / "workload.parquet", design, index, folder=papi, seed=0).rows
    found = [row for row in rows if row.statistic in {"sub_dimension", "dimension", "total"}]
    wanted = pl.read_csv(papi / "R_c_jkn_with.csv")
    assert len(found) == 37 * 63
    assert reference.apart([row.estimate for row in found], wanted["est"]) < 1e-10
    assert reference.apart([row.se for row in found], wanted["se"]) < 1e-9
