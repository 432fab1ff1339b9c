"""An index examined from its files: the totals are those of `compose`, the sampling variance that of its replicates."""

from pathlib import Path

import numpy as np
import pytest

from danbiet.survey.frames.composing import compose
from danbiet.survey.frames.reading import TableRefused
from danbiet.survey.frames.robust import Choices, examine
from danbiet.survey.rules.design_file import DesignRefused, read_design
from danbiet.survey.rules.index_file import read_index

INDEX = """
[[dimensions]]
code = "D1"
sub_dimensions = [
  { code = "S1.1", low = 0.5, high = 5, indicators = [
    { column = "a", min = 0, max = 1 }, { column = "b", min = 1, max = 4, direction = -1, weight = 2 } ] },
  { code = "S1.2", low = 0.5, high = 5, indicators = [
    { column = "c", min = 0, max = 10 }, { column = "d", min = 0, max = 1 } ] } ]
"""
DESIGN = """
version = 1
[design]
strata = ["province"]
clusters = ["village"]
weights = "w"
[variance]
method = "{method}"
replicates = 200
[compose]
by = ["province"]
"""
ONLY_SAMPLING = {"normalisation": ("goalposts",), "goalposts": 0.0, "aggregation": ("arithmetic",), "drop": False}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    rng = np.random.default_rng(8)
    lines = ["province,village,w,a,b,c,d"]
    for province in range(6):
        for village in range(8):
            shift = rng.normal(0, 0.1)
            for _ in range(6):
                w, b, c = rng.uniform(1, 3), rng.integers(1, 5), rng.uniform(3, 7)
                a, d = (int(rng.uniform() < 0.4 + 0.05 * province + shift) for _ in range(2))
                lines.append(f"{province},{province}{village},{w},{a},{b},{c},{d}")
    path = tmp_path / "answers.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_totals_are_those_of_compose(data: Path) -> None:
    design, index = read_design(DESIGN.format(method="bootstrap")), read_index(INDEX)
    made = examine(data, design, index, seed=3, n=64)
    rows = compose(data, design, index, folder=data.parent, seed=3).rows
    total = {row.domain: row for row in rows if row.statistic == "total"}
    assert list(made.units) == list(total)
    assert made.found.reference == pytest.approx([row.estimate for row in total.values()], rel=1e-12)
    assert made.found.rank_shares.overall()["sampling"][1] > 0.3


@pytest.mark.parametrize("method", ["bootstrap", "jkn"])
def test_the_draws_have_the_variance_of_the_replicates(data: Path, method: str) -> None:
    """With all choices fixed the spread over the draws is the standard error that `compose` tells."""
    design, index = read_design(DESIGN.format(method=method)), read_index(INDEX)
    weights = np.array([[1.0, 2.0, 1.0, 1.0]])
    made = examine(data, design, index, seed=3, choices=Choices(True, weights=weights, **ONLY_SAMPLING), n=4096)
    rows = compose(data, design, index, folder=data.parent, seed=3).rows
    se = np.array([row.se for row in rows if row.statistic == "total"])
    # 500 draws know a spread to 3 %
    assert np.sqrt(made.found.total_shares.variance) == pytest.approx(se, rel=0.1)
    assert made.found.total_shares.overall()["sampling"] == pytest.approx((1, 1), abs=0.05)


def test_what_was_examined_shows_itself_as_a_table(data: Path) -> None:
    made = examine(data, read_design(DESIGN.format(method="jkn")), read_index(INDEX), seed=3, n=16)
    shown = made._repr_html_()
    assert all(f"<td>province={dict(unit)['province']}</td>" in shown for unit in made.units)


def test_without_replicates_there_is_nothing_to_draw_from(data: Path) -> None:
    with pytest.raises(DesignRefused) as refused:
        examine(data, read_design(DESIGN.format(method="taylor")), read_index(INDEX), seed=1)
    assert refused.value.problems[0].column == "variance.method"


def test_a_unit_without_answers_to_a_part_is_refused(data: Path) -> None:
    lines = data.read_text(encoding="utf-8").splitlines()
    holes = [",".join([*line.split(",")[:5], "", ""]) if line.startswith("2,") else line for line in lines]
    data.write_text("\n".join(holes) + "\n", encoding="utf-8")
    with pytest.raises(TableRefused) as refused:
        examine(data, read_design(DESIGN.format(method="bootstrap")), read_index(INDEX), seed=1, n=4)
    assert refused.value.problems[0].code == "part_missing"
