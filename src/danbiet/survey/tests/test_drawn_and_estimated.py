"""The way from a frame over a drawn sample to the estimate, with the designs that the method page prints."""

import csv
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from danbiet.survey.frames.drawing import draw_sample
from danbiet.survey.frames.estimating import Answered, estimate
from danbiet.survey.frames.reading import TableRefused
from danbiet.survey.rules.design_file import DesignRefused, read_design
from danbiet.survey.tests.test_method_pages import BLOCK, PAGES

SRS, PAPI = (
    text
    for kind, _, text in BLOCK.findall((PAGES / "sampling.md").read_text(encoding="utf-8"))
    if kind == "toml" and "[design]" in text
)


def country(folder: Path) -> list[dict[str, object]]:
    """Three small provinces of eight districts, the capitals richer, twice as large and with a larger seat."""
    rng, rows = np.random.default_rng(3), []
    for place in np.ndindex(3, 8, 5, 5):
        province, district, commune, village = place
        if village == 0:
            about = 0.4 * (district == 0) + 0.15 * (commune == 0) + rng.normal(0, 0.05) + (district * 7 % 5) / 20
        people = int(rng.integers(50, 150)) * (2 if district == 0 else 1)
        rows.append({
            "province": f"P{province}", "people": 900_000, "district": f"d{district}", "is_capital": int(district == 0),
            "commune": f"c{commune}", "is_district_seat": int(commune == 0), "village": f"v{village}",
            "is_commune_seat": int(village == 0), "size": people, "one": 1,
            "knows": round(0.3 + about + rng.normal(0, 0.05), 3), "poor": int(rng.integers(0, 30)),
        })  # fmt: skip
    with (folder / "frame.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return rows


def drawn_and_estimated(folder: Path, design: str, seed: str) -> tuple[pl.DataFrame, Answered]:
    sample = folder / "sample.csv"
    draw_sample(folder / "frame.csv", read_design(design), seed=seed).rows.write_csv(sample)
    return pl.read_csv(sample), estimate(sample, read_design(design), folder=folder, seed=0)


@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_a_simple_draw_is_estimated_from_its_own_columns(tmp_path: Path, seed: str) -> None:
    """600 villages are counted without error; the weights are those of the draw, the error that of its stages."""
    country(tmp_path)
    rows, made = drawn_and_estimated(tmp_path, SRS.replace('["poor"]', '["one", "poor"]'), seed)
    assert made.ready.sample.row_weight.tolist() == pytest.approx(rows["weight"].to_list())
    one, poor = made.rows
    assert (one.estimate, one.se) == (pytest.approx(600), 0)
    assert poor.estimate == pytest.approx((rows["weight"] * rows["poor"]).sum())
    assert poor.se**2 == pytest.approx(sum(of_province(part) for part in rows.partition_by("province")))
    assert (poor.clusters, poor.df) == (3 * (2 + 2 + 3), 3 * (1 + 1 + 2))


def of_province(rows: pl.DataFrame) -> float:
    """The formula stage by stage: seven districts, three of them; four communes, two; five villages, two."""

    def spread(values: list[float], population: int) -> float:
        n = len(values)
        return (1 - n / population) * n * float(np.var(values, ddof=1))

    def commune(part: pl.DataFrame) -> float:
        return spread((part["weight"] * part["poor"]).to_list(), 5)

    def district(part: pl.DataFrame) -> float:
        seat, rest = part.filter(pl.col("is_district_seat") == 1), part.filter(pl.col("is_district_seat") == 0)
        others = rest.partition_by("commune")
        totals = [float((one["weight"] * one["poor"]).sum()) for one in others]
        return commune(seat) + spread(totals, 4) + 2 / 4 * sum(map(commune, others))

    capital, rest = rows.filter(pl.col("is_capital") == 1), rows.filter(pl.col("is_capital") == 0)
    others = rest.partition_by("district")
    totals = [float((one["weight"] * one["poor"]).sum()) for one in others]
    return district(capital) + spread(totals, 7) + 3 / 7 * sum(map(district, others))


def test_certain_communes_that_are_not_said_are_refused_by_their_column(tmp_path: Path) -> None:
    country(tmp_path)
    with pytest.raises(TableRefused) as refused:
        drawn_and_estimated(
            tmp_path, SRS.replace('["certainty_district", "certainty_commune"]', '"certainty_district"'), "1"
        )
    (problem,) = refused.value.problems
    assert (problem.code, problem.column) == ("population_varies", "N_commune")
    assert problem.row


def test_the_design_of_papi_is_unbiased_and_its_errors_are_not_too_small(tmp_path: Path) -> None:
    """120 draws of the preset: people are counted without error; the means lie about the truth within their errors."""
    rows = country(tmp_path)
    people = np.array([row["size"] for row in rows], float)
    knows = np.array([row["knows"] for row in rows], float)
    truth = float((people * knows).sum() / people.sum())
    asked = PAPI + '[[request]]\nstatistic = "total"\nvariables = ["size"]\n'
    by_people = asked.replace('"mean"', '"ratio"').replace(
        'variables = ["knows"]', 'numerator = "known"\ndenominator = "size"'
    )
    frame = pl.read_csv(tmp_path / "frame.csv").with_columns(known=pl.col("knows") * pl.col("size"))
    frame.write_csv(tmp_path / "frame.csv")
    means, errors = [], []
    for seed in range(120):
        _, made = drawn_and_estimated(tmp_path, by_people, str(seed))
        mean, counted = made.rows
        assert counted.estimate == pytest.approx(people.sum())
        means.append(mean.estimate)
        errors.append(mean.se)
    assert np.mean(means) == pytest.approx(truth, abs=3 * np.std(means) / 120**0.5)
    assert 1 < np.mean(np.square(errors)) ** 0.5 / np.std(means) < 1.5
    assert (mean.clusters, mean.df) == (12, 6)


@pytest.mark.parametrize(
    ("design", "key"),
    [
        ('clusters = ["d"]\ncertainty = ["a", "b"]\nweights = 1', "design.certainty"),
        ('clusters = ["d"]\nfpc = ["a", "b", "c"]', "design.fpc"),
    ],
)
def test_more_columns_than_stages_are_refused(design: str, key: str) -> None:
    with pytest.raises(DesignRefused) as refused:
        read_design(f"version = 1\n[design]\n{design}\n")
    assert [(one.code, one.column) for one in refused.value.problems] == [("out_of_range", key)]


def test_people_counted_below_the_last_cluster_are_its_last_stage(tmp_path: Path) -> None:
    """Two of four villages, two of three people in each: a column more in fpc than in clusters counts the people."""
    (tmp_path / "a.csv").write_text("v,N,M,y\na,4,3,1\na,4,3,5\nb,4,3,2\nb,4,3,4\n", encoding="utf-8")
    request = '[[request]]\nstatistic = "total"\nvariables = ["y"]\n'
    text = f'version = 1\n[design]\nclusters = ["v"]\nfpc = ["N", "M"]\n{request}'
    (row,) = estimate(tmp_path / "a.csv", read_design(text), folder=tmp_path, seed=0).rows
    assert row.estimate == 2 * 1.5 * 12
    assert row.se**2 == pytest.approx(0.5 * (1 - 2 / 3) * 2 * 9 * (8 + 2))
