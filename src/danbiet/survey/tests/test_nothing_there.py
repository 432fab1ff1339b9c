"""Where there is nobody, no answer or no test, a row says so without numbers; what can be computed beside it is."""

import math
from pathlib import Path

import pytest

from danbiet.survey.tests.asked import INDEX, composed_rows, rows_of

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
