"""What a row says about itself: its design effect, its n, its warnings."""

from pathlib import Path

import pytest

from danbiet.survey.tests.asked import rows_of

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
