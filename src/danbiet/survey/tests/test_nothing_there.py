"""Where there is nobody, no answer or no test, a row says so without numbers; what can be computed beside it is."""

import math
from pathlib import Path

import pytest

from danbiet.survey.frames.reading import TableRefused
from danbiet.survey.tests.asked import INDEX, composed_rows, rows_of

TAYLOR = '[design]\nstrata = ["s"]\nclusters = ["c"]\nweights = "w"\nwave = "wave"\n'
TABLE = "s,c,w,y,g,h,wave\n" + "".join(
    f"{i % 3},{i % 3}_{i // 3 % 3},{1 + i % 2},{i % 4},{'ab'[i % 2]},{'xyz'[i % 3]},{2021 + 2 * (i // 36)}\n"
    for i in range(72)
)
NOBODY = '\nwhere = "y > 100"'
MEAN = 'of = { statistic = "mean", variables = ["y"] }'
OF_G = 'of = { statistic = "mean", variables = ["y"], by = ["g"] }'
ASKS = {
    "mean": 'statistic = "mean"\nvariables = ["y"]',
    "chisq": 'statistic = "chisq"\nvariables = ["g", "h"]',
    "change": f'statistic = "change"\n{MEAN}\nwaves = [2021, 2023]',
    "contrast": f'statistic = "contrast"\n{OF_G}\ncoefficients = {{ a = 1, b = -1 }}',
    "ttest": 'statistic = "ttest"\nvariables = ["y"]\ngroup = "g"',
}


@pytest.mark.parametrize("method", ["taylor", "jkn"])
@pytest.mark.parametrize("statistic", ASKS)
def test_a_sub_population_of_nobody_is_an_empty_row_with_a_warning(tmp_path: Path, statistic: str, method: str) -> None:
    design = TAYLOR + f'[variance]\nmethod = "{method}"\n'
    rows = rows_of(tmp_path, TABLE, ASKS[statistic] + NOBODY, design=design)
    assert [(row.statistic, row.n, row.method) for row in rows] == [(statistic, 0, method)]
    assert rows[0].warnings in {("interval_refused",), ("zero_variance",)}
    assert all(math.isnan(one) for one in (rows[0].estimate, rows[0].se, rows[0].p_value, rows[0].ci_low))


@pytest.mark.parametrize(
    "ask", [f'statistic = "rank"\n{OF_G}', ASKS["mean"] + '\nby = ["g"]', ASKS["chisq"] + '\nby = ["wave"]']
)
def test_domains_of_nobody_are_no_rows(tmp_path: Path, ask: str) -> None:
    assert rows_of(tmp_path, TABLE, ask + NOBODY, design=TAYLOR) == []


def test_a_contrast_with_a_domain_that_the_condition_empties(tmp_path: Path) -> None:
    row = rows_of(tmp_path, TABLE, ASKS["contrast"] + "\nwhere = \"g == 'a'\"", design=TAYLOR)[0]
    assert (row.n, row.warnings) == (36, ("interval_refused",))
    with pytest.raises(TableRefused):
        rows_of(tmp_path, TABLE, ASKS["contrast"].replace("a = 1", "c = 1") + NOBODY, design=TAYLOR)


@pytest.mark.parametrize(
    "cells", [[(i % 6, i % 3) for i in range(60)], [(i % 3, i % 3) for i in range(60)]],
    ids=["nested", "diagonal"],
)  # fmt: skip
def test_a_table_whose_empty_cells_leave_a_contrast_without_variance_is_not_tested(tmp_path: Path, cells) -> None:
    """R stops at these with a singular matrix; a solved one gives negative degrees of freedom, or p of 1e-9."""
    table = "p,r\n" + "".join(f"{one},{other}\n" for one, other in cells)
    row = rows_of(tmp_path, table, 'statistic = "chisq"\nvariables = ["p", "r"]')[0]
    assert (row.n, row.warnings[-1]) == (len(cells), "zero_variance")
    assert all(math.isnan(one) for one in (row.estimate, row.p_value, row.df, row.df_numerator))


def test_an_empty_cell_that_leaves_every_contrast_its_variance_is_tested(tmp_path: Path) -> None:
    table = "p,r\n" + "".join(f"{i % 3},{i * 7 % 5 % 3}\n" for i in range(60) if (i % 3, i * 7 % 5 % 3) != (2, 2))
    row = rows_of(tmp_path, table, 'statistic = "chisq"\nvariables = ["p", "r"]')[0]
    assert row.df_numerator == pytest.approx(4, abs=0.2)
    assert 0 < row.p_value < 1


def test_a_domain_of_one_category_has_an_empty_row_and_the_others_their_test(tmp_path: Path) -> None:
    table = "p,a,b\n" + "".join(f"{i % 3},{'xy'[i // 3 % 2 if i % 3 else 0]},{'uv'[i // 6 % 2]}\n" for i in range(60))
    ask = 'statistic = "chisq"\nvariables = ["a", "b"]\nby = ["p"]'
    rows = rows_of(tmp_path, table, ask)
    assert [dict(row.domain)["p"] for row in rows] == ["0", "1", "2"]
    assert (rows[0].n, rows[0].clusters, rows[0].warnings) == (20, 20, ("zero_variance",))
    assert math.isnan(rows[0].estimate)
    assert [row.p_value > 0 for row in rows[1:]] == [True, True]
    alone = rows_of(tmp_path, table, 'statistic = "chisq"\nvariables = ["a", "b"]\nwhere = "p == 1"')[0]
    assert (alone.estimate, alone.df, alone.p_value) == (rows[1].estimate, rows[1].df, rows[1].p_value)


def test_a_column_of_one_value_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(TableRefused) as told:
        rows_of(tmp_path, "p,a\n0,x\n1,x\n", 'statistic = "chisq"\nvariables = ["p", "a"]')
    assert (told.value.problems[0].code, told.value.problems[0].column) == ("one_category", "a")


GAPS = "g,y,z,w\na,1,1,1\na,2,1,1\nb,,1,1\nb,,1,1\nc,3,1,0\nc,5,1,0\nd,3,1,1\nd,4,1,1\n"


@pytest.mark.parametrize("method", ["taylor", "jkn"])
@pytest.mark.parametrize(
    ("ask", "gone"),
    [
        ('statistic = "mean"\nvariables = ["y"]', "bc"),
        ('statistic = "ratio"\nnumerator = "y"\ndenominator = "z"', "bc"),
        ('statistic = "total"\nvariables = ["y"]', "b"),
        ('statistic = "proportion"\nevent = "y > 2"', "bc"),
    ],
)
def test_nothing_computed_has_no_error_of_zero(tmp_path: Path, ask: str, gone: str, method: str) -> None:
    """b has not answered, c has no weight: what c has in all is known to be nothing, its mean is not known."""
    design = f'[design]\nweights = "w"\n[variance]\nmethod = "{method}"\n'
    rows = {dict(row.domain)["g"]: row for row in rows_of(tmp_path, GAPS, ask + '\nby = ["g"]', design=design)}
    assert {name for name, row in rows.items() if math.isnan(row.estimate)} == set(gone)
    assert {name for name, row in rows.items() if math.isnan(row.se)} == set(gone)
    assert {rows[name].warnings for name in gone} == {("interval_refused",)}


@pytest.mark.parametrize("method", ["taylor", "jkn"])
def test_a_score_made_of_the_rest_counts_the_answers_of_the_rest(tmp_path: Path, method: str) -> None:
    table = "g,c,y,z\n" + "".join(f"{'pq'[i % 2]},{i % 8},{i % 3 % 2},{'' if i % 2 else i % 5}\n" for i in range(80))
    ends = 'indicators = [ { column = "y", min = 0, max = 1 }, { column = "z", min = 0, max = 5 } ]\n'
    design = f'[design]\nclusters = ["c"]\nweights = 1\n[variance]\nmethod = "{method}"\n[compose]\nby = ["g"]\n'
    for rule, known in (("rest", 40), ("missing", 0)):
        rows = composed_rows(tmp_path, table, f'{INDEX}on_missing = "{rule}"\n{ends}', design=design)
        told = [row for row in rows if dict(row.domain)["g"] == "q" and row.statistic != "indicator"]
        assert len(told) == 7
        assert {row.n for row in told} == {known}
        assert {math.isnan(row.estimate) for row in told} == {rule == "missing"}


def test_who_has_no_weight_is_in_no_quantile_and_no_table(tmp_path: Path) -> None:
    table = "w,y,g,h\n" + "".join(f"{i % 2},{i % 4},{'ab'[i % 2]},{'xyz'[i % 3]}\n" for i in range(60))
    asks = (
        'statistic = "quantile"\nvariables = ["y"]\np = [0.5]\nby = ["g"]',
        'statistic = "chisq"\nvariables = ["g", "h"]',
    )
    nobody, somebody, test = rows_of(tmp_path, table, *asks, design='[design]\nweights = "w"\n')
    assert (math.isnan(nobody.estimate), nobody.warnings, somebody.estimate) == (True, ("interval_refused",), 1)
    assert (math.isnan(test.estimate), math.isnan(test.p_value), test.warnings) == (True, True, ("zero_variance",))


# a whole cluster (5) did not say g; R 4.1.1, survey 4.1.1: svychisq(~g + h, svydesign(~c, strata = ~s, weights = ~w))
UNANSWERED = "s,c,w,g,h\n" + "".join(
    f"{i // 24},{i // 6},{1 + i % 3},{'' if i // 6 == 5 else 'ab'[(i * i + i // 6) % 7 < 3]},"
    f"{'xy'[(i * 3 + (i // 6) ** 2) % 5 < 2]}\n"
    for i in range(48)
)
CHISQ = 'statistic = "chisq"\nvariables = ["g", "h"]'
NESTED = '[design]\nstrata = ["s"]\nclusters = ["c"]\nweights = "w"\n'


@pytest.mark.parametrize(("df", "found", "p"), [("", 6.0, 0.288245093821724), ('df = "inf"\n', math.inf, 0.244028)])
def test_a_test_of_two_categories_counts_the_clusters_that_were_met_answered_or_not(tmp_path, df, found, p) -> None:
    """With infinitely many degrees of freedom the p-value is that of χ²: pchisq(1.357175, 1, lower.tail = FALSE)."""
    row = rows_of(tmp_path, UNANSWERED, CHISQ, design=NESTED + df)[0]
    assert (row.n, row.clusters, row.df) == (42, 8, found)
    assert row.estimate == pytest.approx(1.357175006229917, rel=1e-12)
    assert row.p_value == pytest.approx(p, rel=1e-5 if df else 1e-12)


@pytest.mark.parametrize("method", ["jk1", "jkn", "bootstrap"])
@pytest.mark.parametrize(
    "ask", [*(one for name, one in ASKS.items() if name != "change"), f'statistic = "rank"\n{OF_G}']
)
def test_one_cluster_has_no_replicate_and_so_no_error(tmp_path: Path, ask: str, method: str) -> None:
    table = "c,w,y,g,h\n" + "".join(f"1,1,{i % 4},{'ab'[i % 2]},{'xyz'[i % 3]}\n" for i in range(12))
    design = f'[design]\nclusters = ["c"]\nweights = "w"\nlonely_psu = "remove"\n[variance]\nmethod = "{method}"\n'
    for row in rows_of(tmp_path, table, ask, design=design):
        assert "lonely_adjusted" in row.warnings
        assert not row.se > 0
        assert math.isnan(row.p_value)


def test_a_domain_in_one_cluster_leaves_the_others_their_test(tmp_path: Path) -> None:
    head, *people = UNANSWERED.splitlines()
    lines = [f"{head},d", *(f"{one},{'one' if one.split(',')[1] == '1' else 'rest'}" for one in people)]
    design = NESTED + '[variance]\nmethod = "jkn"\n'
    ask = CHISQ + '\nby = ["d"]'
    one, rest = rows_of(tmp_path, "\n".join(lines), ask, design=design)
    assert (math.isnan(one.p_value), one.clusters) == (True, 1)
    assert 0 < rest.p_value < 1
