"""A number that [suppress] hides is not told by another row beside it."""

import math
from pathlib import Path
from typing import Any

import pytest

from danbiet.survey.tests.asked import INDEX, PLAIN, composed_rows, rows_of

FEW = "g,y,k,wave\n" + "".join(
    f"{'a' if i < 3 else 'b'},{i % 2 if i > 2 else int(i < 2)},{'uv'[i // 2 % 2]},{2021 + 2 * (i >= 20)}\n"
    for i in range(43)
)
MEANS = 'statistic = "mean"\nvariables = ["y"]\nby = ["g"]'
OF = 'of = { statistic = "mean", variables = ["y"], by = ["g"] }'


def by_domain(rows: list[Any], statistic: str) -> dict[str, Any]:
    return {dict(row.domain).get("g", ""): row for row in rows if row.statistic == statistic}


@pytest.mark.parametrize(
    "ask",
    [
        f'statistic = "contrast"\n{OF}\ncoefficients = {{ a = 1, b = -1 }}',
        f'statistic = "contrast"\n{OF}\ncoefficients = {{ a = 0.001 }}',
        'statistic = "ttest"\nvariables = ["y"]\ngroup = "g"',
        'statistic = "chisq"\nvariables = ["g", "k"]',
    ],
)
def test_what_is_made_of_a_hidden_number_is_hidden(tmp_path: Path, ask: str) -> None:
    """n = 43 is enough, the 3 of group a are not: the difference and the mean of b would tell the mean of a."""
    means = by_domain(rows_of(tmp_path, FEW, MEANS, design=PLAIN + "[suppress]\nn = 30\n"), "mean")
    assert (means["a"].suppressed, means["b"].suppressed, means["b"].estimate) == (True, False, 0.5)
    row = rows_of(tmp_path, FEW, ask, design=PLAIN + "[suppress]\nn = 30\n")[0]
    assert (row.suppressed, row.warnings[-1]) == (True, "suppressed_n")
    assert math.isnan(row.estimate)
    assert math.isnan(row.p_value)
    row = rows_of(tmp_path, FEW, ask, design=PLAIN + "[suppress]\nn = 3\n")[0]
    assert (row.suppressed, math.isnan(row.estimate)) == (False, False)


def test_an_estimate_with_coefficient_zero_takes_no_part(tmp_path: Path) -> None:
    ask = f'statistic = "contrast"\n{OF}\ncoefficients = {{ a = 0, b = 1 }}'
    assert not rows_of(tmp_path, FEW, ask, design=PLAIN + "[suppress]\nn = 30\n")[0].suppressed


@pytest.mark.parametrize("limit", ["n = 21", "clusters = 21"])
def test_a_change_is_hidden_with_either_of_its_waves(tmp_path: Path, limit: str) -> None:
    design = '[design]\nweights = 1\nwave = "wave"\n[suppress]\n' + limit + "\n"
    ask = 'statistic = "change"\nof = { statistic = "mean", variables = ["y"] }\nwaves = [2021, 2023]'
    first, last, change = rows_of(
        tmp_path, FEW, 'statistic = "mean"\nvariables = ["y"]\nby = ["wave"]', ask, design=design
    )
    assert first.suppressed
    assert not last.suppressed
    assert change.suppressed


def test_a_contrast_looks_at_the_spread_of_each_part(tmp_path: Path) -> None:
    """The mean of a is too uncertain to be seen; the sum of both means would not be."""
    ask = f'statistic = "contrast"\n{OF}\ncoefficients = {{ a = 0.01, b = 1 }}'
    asked = rows_of(tmp_path, FEW, MEANS, ask, design=PLAIN + "[suppress]\ncv = 0.3\n")
    assert [(row.statistic, row.suppressed, row.warnings[-1:]) for row in asked if row.suppressed] == [
        ("mean", True, ("suppressed_cv",)),
        ("contrast", True, ("suppressed_cv",)),
    ]


def test_who_is_hidden_is_not_ranked(tmp_path: Path) -> None:
    """The others are ranked as if it were not there: the one rank that is missing would tell between whom it stands."""
    table = FEW + "".join(f"{'cd'[i % 2]},{int(i < 60)},u,2021\n" for i in range(80))
    rows = rows_of(tmp_path, table, f'statistic = "rank"\n{OF}', design=PLAIN + "[suppress]\nn = 30\n")
    ranks = by_domain(rows, "rank")
    assert [ranks[name].suppressed for name in "abcd"] == [True, False, False, False]
    assert [ranks[name].estimate for name in "bcd"] == [3, 1, 1]
    assert max(ranks[name].ci_high for name in "bcd") <= 3


UNITS = "g,c,y\n" + "".join(
    f"{'pqrs'[i % 4]},{i % 4}{i // 4 % 5},{int((i * 7919 % 100) < (12, 50, 60, 70)[i % 4])}\n" for i in range(400)
)


@pytest.mark.parametrize("limits", ["cv = 0.09", "n = 60"])
def test_a_hidden_total_hides_the_comparisons_of_its_unit(tmp_path: Path, limits: str) -> None:
    few = UNITS.replace("p,00,", "x,99,").replace("p,01,", "x,98,").replace("p,02,", "x,97,")
    table = UNITS if "cv" in limits else few
    design = f'[design]\nclusters = ["c"]\nweights = 1\n[suppress]\n{limits}\n[compose]\nby = ["g"]\ntop = [1]\n'
    index = INDEX + 'indicators = [ { column = "y", min = 0, max = 1 } ]'
    rows = composed_rows(tmp_path, table, index, design=design)
    totals = by_domain(rows, "total")
    assert totals["p"].suppressed
    assert not totals["s"].suppressed
    for statistic in ("rank", "p_top_k", "group"):
        told = by_domain(rows, statistic)
        assert {name: row.suppressed for name, row in told.items()} == {n: t.suppressed for n, t in totals.items()}
        assert all(math.isnan(row.estimate) == row.suppressed for row in told.values())
    seen = [row for row in by_domain(rows, "rank").values() if not row.suppressed]
    assert sorted(row.estimate for row in seen) == list(range(1, len(seen) + 1))


def test_the_chance_to_have_improved_is_hidden_with_either_wave(tmp_path: Path) -> None:
    table = "g,c,y,wave\n" + "".join(
        f"p,{i % 8},{i % 2},{2021}\np,{i % 8},{int(i % 3 > 0)},{2023}\n" + (f"p,{i % 8},1,2023\n" if i % 2 else "")
        for i in range(40)
    )
    index = INDEX + 'indicators = [ { column = "y", min = 0, max = 1 } ]'
    for limit, hidden in ((41, True), (40, False)):
        design = (
            f'[design]\nclusters = ["c"]\nweights = 1\nwave = "wave"\n[suppress]\nn = {limit}\n[compose]\nby = ["g"]\n'
        )
        rows = composed_rows(tmp_path, table, index, design=design)
        assert {row.suppressed for row in rows if row.statistic == "p_improved"} == {hidden}
        assert [row.suppressed for row in rows if row.statistic == "total"] == [hidden, False]
