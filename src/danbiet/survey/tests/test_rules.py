"""The design file and the language of its conditions: what is read, and how each fault is told."""

import doctest

import pytest

from danbiet.survey.rules import design_file, expressions, index_file, tables
from danbiet.survey.rules.design_file import DesignRefused, read_design
from danbiet.survey.rules.expressions import WrongExpression, parse

WHOLE = """
version = 1
[data]
missing = [888, 999]
missing_in = { q7 = [9] }
[design]
strata = ["province"]
clusters = ["district", "village"]
weights = "w0"
[[adjust]]
kind = "rake"
margins = [ { by = ["province", "sex"], file = "margins.csv", total = "pop" },
            { by = ["urban"], totals = { "0" = 7, "1" = 4 } } ]
[variance]
method = "bootstrap"
[[request]]
statistic = "change"
of = { statistic = "mean", variables = ["q001"], by = ["province"] }
waves = [2021, 2023]
"""


@pytest.mark.parametrize("module", [design_file, expressions, tables])
def test_the_examples_in_the_docstrings_hold(module) -> None:
    assert doctest.testmod(module).failed == 0


def test_a_whole_file_is_read() -> None:
    design = read_design(WHOLE.replace('weights = "w0"', 'weights = "w0"\nwave = "year"'))
    assert design.design.clusters == ("district", "village")
    assert design.adjust[0].margins[1].totals == {"0": 7.0, "1": 4.0}
    assert design.request[0].of.by == ("province",)
    assert design.request[0].waves == (2021, 2023)


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("[desing]", "desing", "“design”"),
        ("[design]\nstratta = ['a']", "design.stratta", "“strata”"),
        ("[design]\nnest = 'yes'", "design.nest", "true"),
        ("[design]\nlonely_psu = 'ajust'", "design.lonely_psu", "“adjust”"),
        ("[design]\nstrata = 'a'", "design.strata", "danh sách"),
        ("[[request]]\nstatistic = 'maen'", "request[1].statistic", "“mean”"),
        ("[[request]]\nstatistic = 'mean'", "request[1].variables", "Thiếu"),
        ("[[request]]\nstatistic = 'kish'\nwhere = 'a >'", "request[1].where", "biểu thức"),
        ("[[request]]\nstatistic = 'change'\nwaves = [1, 2]\nof = {statistic = 'mean', variables = ['a']}",
         "design.wave", "Thiếu"),
        ("[[adjust]]\nkind = 'rake'", "adjust[1].margins", "Thiếu"),
        ("[interval]\nlevel = 95", "interval.level", "giữa 0 và 1"),
        ("[[request]]\nstatistic = 'quantile'\nvariables = ['a']\np = [25]", "request[1].p", "giữa 0 và 1"),
        ("[variance]\nmethod = 'given'", "variance.file", "Thiếu"),
        *(("[design]\nweights = " + bad, "design.weights", "lớn hơn 0") for bad in ("-1", "0", "nan", "inf")),
        *(("[design]\ndf = " + bad, "design.df", "lớn hơn 0") for bad in ("-3", "0", "nan")),
        ("[suppress]\ncv = -1", "suppress.cv", "không âm"),
        ("[suppress]\ncv = nan", "suppress.cv", "không âm"),
        ("[suppress]\nn = -1", "suppress.n", "không âm"),
        *((f"[[adjust]]\nkind = 'poststratify'\nby = ['g']\ntotals = {{ a = {bad}, b = 10 }}", "adjust[1].totals.a",
           "không âm") for bad in ("nan", "-5", "inf")),
        *((f"[[adjust]]\nkind = 'rake'\nmargins = [ {{ by = ['g'], totals = {{ a = {bad}, b = 10 }} }} ]",
           "adjust[1].margins[1].totals.a", "không âm") for bad in ("nan", "-5", "inf")),
        ("[[adjust]]\nkind = 'calibrate'\nterms = ['x']\ntotals = { x = nan }", "adjust[1].totals.x", "hữu hạn"),
        ("[[adjust]]\nkind = 'trim'\nupper = nan", "adjust[1].upper", "lớn hơn 0"),
        ("[[adjust]]\nkind = 'trim'\nupper = 2\nlower = 3", "adjust[1].lower", "nhỏ hơn upper"),
        ("[[adjust]]\nkind = 'trim'\nupper = 2\ntolerance = -1", "adjust[1].tolerance", "lớn hơn 0"),
        ("[[adjust]]\nkind = 'trim'\nupper = 2\nmax_passes = 0", "adjust[1].max_passes", "lớn hơn 0"),
        ("[variance]\nscale = nan", "variance.scale", "lớn hơn 0"),
        ("[variance]\nrscales = [1, -1]", "variance.rscales", "không âm"),
        ("[variance]\nmethod = 'brr'\nfactors = [[2, 0], [0, 2, 1]]", "variance.factors", "cùng số hệ số"),
        ("[variance]\nmethod = 'brr'\nfactors = [[2, inf]]", "variance.factors", "hữu hạn"),
        ("[compose]\ntop = [0]", "compose.top", "lớn hơn 0"),
        ("[compose]\nwaves = [2021, '2021']", "compose.waves", "hai lần"),
        ("[[request]]\nstatistic = 'change'\nwaves = [2021, 2021]\nof = {statistic = 'mean', variables = ['a']}",
         "request[1].waves", "khác nhau"),
        ("[[request]]\nstatistic = 'proportion'\nvariables = ['a']\nevent = 'a > 1'", "request[1].event", "một trong"),
        ("[[request]]\nstatistic = 'ttest'\nvariables = ['a']\ngroup = 'g'\nby = ['b']", "request[1].by", "ttest"),
        *((f"[[request]]\nstatistic = '{name}'\nby = ['b']\n{more}of = {{statistic = 'mean', variables = ['a']}}",
           "request[1].by", name) for name, more in
          (("rank", ""), ("contrast", "coefficients = {x = 1}\n"), ("change", "waves = [1, 2]\n"))),
        ("[[request]]\nstatistic = 'contrast'\ncoefficients = {x = nan}\nof = {statistic = 'mean', variables = ['a']}",
         "request[1].coefficients", "hữu hạn"),
        ("[[request]]\nstatistic = 'mean'\nvariables = ['a']\nevent = 'b > 1'", "request[1].event", "mean"),
    ],
)  # fmt: skip
def test_a_fault_names_table_key_and_the_nearest_word(text: str, column: str, says: str) -> None:
    with pytest.raises(DesignRefused) as refused:
        read_design(f"version = 1\n{text}")
    told = {problem.column: problem.sentence.format(**dict(problem.values)) for problem in refused.value.problems}
    assert says in told[column]
    assert refused.value.exit == 2


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(DesignRefused) as refused:
        read_design("version = 2\n[design]\nstratta = []\nnest = 1")
    assert [problem.column for problem in refused.value.problems] == ["version", "design.stratta", "design.nest"]


def test_what_is_not_toml_is_told_with_its_row() -> None:
    with pytest.raises(DesignRefused) as refused:
        read_design("version = 1\n[design\nx = 1", file="d.toml")
    assert (refused.value.problems[0].file, refused.value.problems[0].row) == ("d.toml", 2)


@pytest.mark.parametrize(
    "text",
    ["", "a", "a >", "a > 1 b", "1 > 2", "a in (b)", "a in ()", "not", "(a > 1", "a ? 1", "missing(3)", "a == 'x"],
)
def test_a_wrong_expression_is_refused(text: str) -> None:
    with pytest.raises(WrongExpression):
        parse(text)


def test_and_binds_closer_than_or() -> None:
    assert parse("a > 1 or b > 1 and c > 1") == parse("a > 1 or (b > 1 and c > 1)")


SUB = '[[dimensions]]\ncode = "D1"\n[[dimensions.sub_dimensions]]\ncode = "S1"\nlow = 1.0\nhigh = 2.0\n'
ONE = 'indicators = [{ column = "a", min = 0.0, max = 1.0 }]\n'


@pytest.mark.parametrize("name", ["2011-2015", "2016-2017", "2018", "2019-2020", "2021-2024"])
def test_every_edition_of_the_catalogue_is_an_index(name: str) -> None:
    assert len(index_file.edition(name).sub_dimensions) in {22, 28, 29}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (SUB + ONE.replace("max = 1.0", "max = 0.0"), "a"),
        (SUB + ONE.replace("max = 1.0", "max = 1.0, weight = -1.0"), "a"),
        (SUB + ONE.replace("max = 1.0", "max = 1.0, direction = 2"),
         "dimensions[1].sub_dimensions[1].indicators[1].direction"),
        (SUB + "indicators = []", "S1"),
        (SUB.replace("high = 2.0", "high = 1.0") + ONE, "S1"),
        (SUB.replace('"S1"', '"D1"') + ONE, "D1"),
        ('[[dimensions]]\ncode = "D1"\nsub_dimensions = []', "D1"),
        ("dimensions = []", "dimensions"),
        (SUB + ONE.replace("max = 1.0", "max = inf"), "a"),
        (SUB + ONE.replace("min = 0.0", "min = -inf"), "a"),
        (SUB + ONE.replace("max = 1.0", "max = 1.0, weight = inf"), "a"),
        (SUB + ONE.replace("}]", "}, { column = 'b', min = 0, max = 1, weight = nan }]"), "b"),
        (SUB.replace("high = 2.0", "high = inf") + ONE, "S1"),
        (SUB.replace("low", "lo") + ONE, "dimensions[1].sub_dimensions[1].lo"),
    ],
)  # fmt: skip
def test_a_fault_of_an_index_names_its_part(text: str, key: str) -> None:
    with pytest.raises(DesignRefused) as refused:
        index_file.read_index(text, file="i.toml")
    assert key in [problem.column for problem in refused.value.problems]
    assert {problem.file for problem in refused.value.problems} == {"i.toml"}


def test_every_key_of_a_statistic_that_counts_is_taken() -> None:
    """What interfaces and method page show together is still read."""
    texts = (
        "statistic = 'proportion'\nevent = 'a > 1'\nby = ['b']\ninterval = 'beta'\ndeff = 'srswor'",
        "statistic = 'ratio'\nnumerator = 'a'\ndenominator = 'b'\nby = ['c']\nwhere = 'a > 1'",
        "statistic = 'chisq'\nvariables = ['a', 'b']\nby = ['c']\nname = 'n'",
        "statistic = 'rank'\nbest = 'low'\nof = {statistic = 'mean', variables = ['a'], by = ['c']}",
        "statistic = 'kish'\nby = ['c']",
        "statistic = 'quantile'\nvariables = ['a']\np = [0.5]\ndeff = 'srswor'",
        "statistic = 'rank'\nof = {statistic = 'mean', variables = ['a'], by = ['c'], deff = 'srswr'}",
    )
    for text in texts:
        assert len(read_design(f"version = 1\n[[request]]\n{text}").request) == 1
