"""What a row says about itself: its design effect, its n, its warnings."""

from pathlib import Path
from typing import Any

import pytest

from danbiet.survey.tests.asked import INDEX, composed_rows, rows_of

WEIGHTS = "w,y\n" + "".join(f"{0 if i % 6 == 0 else 1 + i % 3},{i % 4}\n" for i in range(60))
WEIGHTED = '[design]\nweights = "w"\n'


@pytest.mark.parametrize(
    ("statistic", "deff", "told"),
    [("mean", "srswor", 2.04252084204941), ("mean", "srswr", 1.1141022774815), ("total", "srswor", 2.8939461967299)],
)
def test_rows_without_weight_do_not_count_in_a_design_effect(
    tmp_path: Path, statistic: str, deff: str, told: float
) -> None:
    """R 4.1.1: svymean(~y, design, deff = TRUE), deff = "replace", svytotal(~y, design, deff = TRUE)."""
    ask = f'statistic = "{statistic}"\nvariables = ["y"]\ndeff = "{deff}"'
    assert rows_of(tmp_path, WEIGHTS, ask, design=WEIGHTED)[0].deff == pytest.approx(told, rel=1e-12)


def test_the_design_effect_of_weighting_is_n_over_the_effective_n(tmp_path: Path) -> None:
    row = rows_of(tmp_path, WEIGHTS, 'statistic = "kish"', design=WEIGHTED)[0]
    assert (row.n, row.deff) == (50, pytest.approx(row.n / row.estimate, rel=1e-14))
    assert row.estimate == pytest.approx(44.815, abs=5e-4)


MEAN = 'of = { statistic = "mean", variables = ["y"] }'
OF_K = 'of = { statistic = "mean", variables = ["y"], by = ["k"] }'
ASKS = {
    "mean": 'statistic = "mean"\nvariables = ["y"]',
    "total": 'statistic = "total"\nvariables = ["y"]',
    "quantile": 'statistic = "quantile"\nvariables = ["y"]\np = [0.5]',
    "contrast": f'statistic = "contrast"\n{OF_K}\ncoefficients = {{ "0" = 1, "1" = -1 }}',
    "change": f'statistic = "change"\n{MEAN}\nwaves = [2021, 2023]',
    "rank": f'statistic = "rank"\n{OF_K}',
    "ttest": 'statistic = "ttest"\nvariables = ["y"]\ngroup = "k"',
    "chisq": 'statistic = "chisq"\nvariables = ["k", "y"]',
}
COMPOSED = {"indicator", "sub_dimension", "dimension", "total", "rank", "p_top_k", "group"}
ONE = INDEX + 'indicators = [ { column = "y", min = 0, max = 3 } ]'


def told(rows: list[Any], warning: str) -> dict[str, bool]:
    """Whether every row of a statistic carries a warning."""
    names = dict.fromkeys(row.statistic for row in rows)
    return {name: all(warning in row.warnings for row in rows if row.statistic == name) for name in names}


RAKED = "c,g,k,y,wave\n" + "".join(
    f"{c},{'ab'[int(c < 2)]},{i % 2},{(c + i) % 4},{2021 + 2 * (i // 3)}\n" for c in range(8) for i in range(6)
)
LOST = """[design]
clusters = ["c"]
weights = 1
wave = "wave"
[[adjust]]
kind = "rake"
margins = [ { by = ["g"], totals = { a = 70, b = 30 } }, { by = ["k"], totals = { "0" = 40, "1" = 60 } } ]
[variance]
method = "bootstrap"
replicates = 200
"""
NEGATIVE = """[design]
clusters = ["c"]
weights = 1
wave = "wave"
[[adjust]]
kind = "calibrate"
terms = ["1", "x"]
totals = { "1" = 60, "x" = 380 }
"""
PULLED = "c,x,k,y,wave\n" + "".join(
    f"{i % 10},{i % 7},{i % 2},{i // 2 % 3},{2021 + 2 * (i // 30)}\n" for i in range(60)
)


@pytest.mark.parametrize(
    ("table", "design", "warning"), [(RAKED, LOST, "not_converged"), (PULLED, NEGATIVE, "negative_weight")]
)
def test_what_the_run_has_to_say_every_row_says(tmp_path: Path, table: str, design: str, warning: str) -> None:
    """Some bootstrap samples lose group b, so raking cannot end there; calibration to a far mean weighs below zero."""
    rows = rows_of(tmp_path, table, *ASKS.values(), design=design)
    assert told(rows, warning) == dict.fromkeys(ASKS, True)
    rows = composed_rows(tmp_path, table, ONE, design=design.replace('wave = "wave"\n', "") + '[compose]\nby = ["k"]\n')
    assert told(rows, warning) == dict.fromkeys(COMPOSED, True)


RARE = "wave,k,c,y\n" + "".join(f"{2021 + 2 * (i % 2)},{i // 2 % 2},{i % 25},{int(i % 67 == 0)}\n" for i in range(400))
WAVES = '[design]\nclusters = ["c"]\nweights = 1\nwave = "wave"\n'


def test_what_is_made_of_a_rare_share_says_so(tmp_path: Path) -> None:
    totals = [ASKS[one].replace('"mean", variables', '"total", variables') for one in ("contrast", "change")]
    for asks in ([ASKS[one] for one in ("mean", "total", "contrast", "change", "rank", "ttest")], totals):
        assert all(told(rows_of(tmp_path, RARE, *asks, design=WAVES), "rare_event").values())
    rows = composed_rows(tmp_path, RARE, ONE, design='[design]\nclusters = ["c"]\nweights = 1\n[compose]\nby = ["k"]\n')
    assert told(rows, "rare_event")["indicator"]
    common = RARE.replace(",0\n", ",0.4\n")
    assert not any(told(rows_of(tmp_path, common, *ASKS.values(), design=WAVES), "rare_event").values())


def test_a_test_that_spends_its_degrees_of_freedom_says_that_few_are_left(tmp_path: Path) -> None:
    """Three clusters leave two degrees of freedom, the slope takes one: df_under_2; of two clusters none is left."""
    for clusters, warnings in ((3, {"df_under_2"}), (2, {"df_under_2", "interval_refused"})):
        table = "c,k,y\n" + "".join(f"{i * 7 // 5 % clusters},{i % 2},{i * i % 7}\n" for i in range(30))
        row = rows_of(tmp_path, table, ASKS["ttest"], design='[design]\nclusters = ["c"]\nweights = 1\n')[0]
        assert row.df == clusters - 2
        assert set(row.warnings) == {"few_clusters", *warnings}


def test_a_stratum_that_a_domain_leaves_alone_is_named_where_it_changes_the_error(tmp_path: Path) -> None:
    """In the first stratum one cluster of three is in domain a; lonely_domain takes its square around zero."""
    table = "s,c,y,k\n" + "".join(
        f"{s},{s}{c},{s + c + i},{'a' if c == 0 or s > 0 else 'b'}\n"
        for s in range(3)
        for c in range(3)
        for i in range(3)
    )
    asks = [f'statistic = "{one}"\nvariables = ["y"]\nby = ["k"]' for one in ("mean", "total")]
    for policy, domain, named in (("adjust", "true", True), ("adjust", "false", False), ("remove", "true", False)):
        design = '[design]\nstrata = ["s"]\nclusters = ["c"]\nweights = 1\n'
        said = f'{design}lonely_psu = "{policy}"\nlonely_domain = {domain}\n'
        plain, rows = rows_of(tmp_path, table, *asks, design=design), rows_of(tmp_path, table, *asks, design=said)
        for one, other in zip(plain, rows, strict=True):
            a = dict(one.domain)["k"] == "a"
            assert (one.se != other.se) == ("lonely_adjusted" in other.warnings) == (named and a), other


def test_a_stratum_where_nobody_answered_one_variable_is_left_alone_by_that_one(tmp_path: Path) -> None:
    """y was answered in one cluster of stratum 0 alone, x in all of them: two variables, two variances."""
    table = "s,c,y,x\n" + "".join(
        f"{s},{s}{c},{'' if s == 0 and c else s + c + i},{s * c + i}\n"
        for s in range(3)
        for c in range(3)
        for i in range(3)
    )
    design = '[design]\nstrata = ["s"]\nclusters = ["c"]\nweights = 1\nlonely_psu = "adjust"\nlonely_domain = true\n'
    both = rows_of(tmp_path, table, 'statistic = "mean"\nvariables = ["y", "x"]', design=design)
    alone = [rows_of(tmp_path, table, f'statistic = "mean"\nvariables = ["{one}"]', design=design)[0] for one in "yx"]
    assert [row.se for row in both] == [row.se for row in alone]
    assert ["lonely_adjusted" in row.warnings for row in alone] == [True, False]


def test_rows_without_weight_do_not_count_in_a_likelihood(tmp_path: Path) -> None:
    """R 4.1.1, svyciprop(~I(y > 2), design, method = "likelihood"), its profile in steps 100 times as fine."""
    ask = 'statistic = "proportion"\nevent = "y > 2"\ninterval = "likelihood"'
    row = rows_of(tmp_path, WEIGHTS, ask, design=WEIGHTED + "df = 49\n")[0]
    assert (row.n, row.ci_low, row.ci_high) == (
        60, pytest.approx(0.154639542027819, rel=1e-7), pytest.approx(0.417513984128701, rel=1e-7),
    )  # fmt: skip
