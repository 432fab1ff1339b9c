"""The same questions put to svy, another engine, on random designs; for development, where svy is installed."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from danbiet.survey.frames.estimating import estimate
from danbiet.survey.rules.design_file import read_design

svy = pytest.importorskip("svy", reason="absent: svy (pip install svy==0.35.0 in a development environment)")
HEAD = 'version = 1\n[design]\nstrata = ["strat"]\nclusters = ["psu"]\nweights = "w"\n'
REQUESTS = """
[[request]]
statistic = "mean"
variables = ["y", "z"]
[[request]]
statistic = "mean"
variables = ["y"]
by = ["g"]
[[request]]
statistic = "total"
variables = ["z"]
[[request]]
statistic = "ratio"
numerator = "z"
denominator = "x"
"""
RAKE = """
[[adjust]]
kind = "rake"
tolerance = 1e-12
margins = [ { by = ["g"], totals = { F = 900, M = 1000 } },
            { by = ["strat"], totals = { s0 = 500, s1 = 650, s2 = 750 } } ]
"""
CONTROLS = {"g": {"F": 900, "M": 1000}, "strat": {"s0": 500, "s1": 650, "s2": 750}}
Found = list[tuple[float, float, float]]  # estimate, standard error, degrees of freedom


def drawn(seed: int) -> pl.DataFrame:
    """Three strata of three to six clusters, unequal sizes and weights, gaps in y."""
    rng, rows = np.random.default_rng(seed), []
    for stratum in range(3):
        for cluster in range(rng.integers(3, 7)):
            shift = rng.normal()
            for _ in range(rng.integers(6, 13)):
                y = None if rng.uniform() < 0.1 else rng.normal(5 + shift)
                x, z, w = rng.uniform(1, 5), rng.uniform(1, 2) + shift, rng.uniform(2, 9)
                rows.append((f"s{stratum}", f"p{stratum}{cluster}", w, y, z, x, "FM"[rng.integers(2)]))
    return pl.DataFrame(rows, schema=["strat", "psu", "w", "y", "z", "x", "g"], orient="row")


def ours(folder: Path, frame: pl.DataFrame, more: str = "") -> Found:
    frame.write_parquet(folder / "data.parquet")
    made = estimate(folder / "data.parquet", read_design(HEAD + more + REQUESTS), folder=folder, seed=0)
    return [(row.estimate, row.se, row.df) for row in made.rows]


def theirs(frame: pl.DataFrame, weight: str = "w", **more: str) -> Found:
    about = svy.Sample(frame, svy.Design(stratum="strat", psu="psu", wgt=weight)) if not more else frame
    asked = about.estimation
    tables = [
        asked.mean("y", drop_nulls=True, **more), asked.mean("z", **more),
        asked.mean("y", by="g", drop_nulls=True, **more), asked.total("z", **more), asked.ratio(y="z", x="x", **more),
    ]  # fmt: skip
    return [row for table in tables for row in table.to_polars().select("est", "se", "df").iter_rows()]


@pytest.mark.parametrize("seed", range(5))
def test_linearised_estimates_are_those_of_svy(seed: int, tmp_path: Path) -> None:
    frame = drawn(seed)
    for mine, other in zip(ours(tmp_path, frame), theirs(frame), strict=True):
        assert mine == pytest.approx(other, rel=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_the_jackknife_is_that_of_svy(seed: int, tmp_path: Path) -> None:
    """Errors alone: degrees of freedom of a domain are ours to count, svy has those of the whole design."""
    frame = drawn(seed)
    sample = svy.Sample(frame, svy.Design(stratum="strat", psu="psu", wgt="w")).weighting.create_jk_wgts()
    found = ours(tmp_path, frame, '[variance]\nmethod = "jkn"\n')
    for mine, other in zip(found, theirs(sample, method="replication"), strict=True):
        assert mine[:2] == pytest.approx(other[:2], rel=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_raked_estimates_are_those_of_svy(seed: int, tmp_path: Path) -> None:
    """Estimates alone: the errors of svy do not know that weights were raked."""
    frame = drawn(seed)
    sample = svy.Sample(frame, svy.Design(stratum="strat", psu="psu", wgt="w"))
    raked = sample.weighting.rake(controls=CONTROLS, tol=1e-12, max_iter=500).data
    kept = raked.select("strat", "psu", "y", "z", "x", "g", w="rk_wgt")
    for mine, other in zip(ours(tmp_path, frame, RAKE), theirs(kept), strict=True):
        assert mine[0] == pytest.approx(other[0], rel=1e-8)
