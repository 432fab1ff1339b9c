"""Random designs put to R's survey package: kept answers always, fresh ones where Rscript is at hand.

The weights vary within every cell, which those of R's own examples do not: only so can be seen what a step weights by.
"""

import json
import math
import shutil
import subprocess
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from danbiet.survey.frames.estimating import estimate
from danbiet.survey.rules.design_file import read_design
from danbiet.survey.tests.reference import apart, section

GOLDEN = Path(__file__).parent / "golden"
ANSWERS = json.loads((GOLDEN / "random.json").read_text(encoding="utf-8"))
MEAN = {"statistic": "mean", "variables": ["y"]}
SHARE = {"statistic": "proportion", "event": "z > 4.5"}
ASKED = {
    "mean": MEAN, "total": {"statistic": "total", "variables": ["z"]},
    "ratio": {"statistic": "ratio", "numerator": "y", "denominator": "x"},
    "shares": {"statistic": "mean", "variables": ["k"]}, "of_g": {**MEAN, "by": ["g"]},
    "of_h": {"statistic": "total", "variables": ["z"], "by": ["h"]}, "some": {**MEAN, "where": "x > 2.5 and g == 'F'"},
    "quantile": {"statistic": "quantile", "variables": ["z"], "p": [0.5, 0.75]},
    "xlogit": {**SHARE, "interval": "xlogit"}, "beta": {**SHARE, "interval": "beta"},
    "mid": {**SHARE, "interval": "mean"}, "chisq": {"statistic": "chisq", "variables": ["g", "h"]},
}  # fmt: skip
G, H = {"F": 0.52, "M": 0.48}, {"t": 0.3, "u": 0.33, "v": 0.37}
GH = {"F|t": 0.15, "M|t": 0.16, "F|u": 0.17, "M|u": 0.18, "F|v": 0.14, "M|v": 0.2}
DRAWN = {"strata": ["strat"], "clusters": ["psu"], "nest": True, "weights": "w", "df": "design"}
STAGES = {**DRAWN, "clusters": ["psu", "el"], "fpc": ["N", "M"], "weights": None}
OTHER = {"fpc": {**DRAWN, "fpc": ["N"]}, "stages": STAGES, "elements": {**DRAWN, "clusters": []}}
LOOSE = {"raked", "linear", "raking", "logit", "trimmed", "both", "jkn_raked", "jkn_linear"}


def drawn(seed: int) -> pl.DataFrame:
    """Three strata of three to five clusters, weights of everybody's own, gaps in y and k."""
    rng, rows = np.random.default_rng(seed), []
    for stratum in range(3):
        clusters, population = int(rng.integers(3, 6)), int(rng.integers(12, 20))
        for cluster in range(clusters):
            shift, size, taken = rng.normal(), int(rng.integers(20, 40)), int(rng.integers(6, 11))
            for person in range(taken):
                w = population / clusters * size / taken * rng.uniform(0.7, 1.3)
                y = None if rng.uniform() < 0.12 else round(rng.normal(5 + shift), 3)
                k = None if rng.uniform() < 0.05 else "abc"[rng.integers(3)]
                z, x = round(rng.uniform(4, 5) + shift / 2, 3), round(rng.uniform(1, 5), 2)
                of = "FM"[rng.integers(2)], "tuv"[rng.integers(3)]
                rows.append(
                    (f"s{stratum}", f"p{cluster}", f"e{person}", round(w, 3), population, size, y, z, x, *of, k)
                )
    return pl.DataFrame(rows, schema=["strat", "psu", "el", "w", "N", "M", "y", "z", "x", "g", "h", "k"], orient="row")


def steps(name: str, whole: float) -> list[dict[str, object]]:
    """[[adjust]] of a design, by the end of its name."""

    def known(shares: dict[str, float]) -> dict[str, float]:
        return {label: share * whole for label, share in shares.items()}

    margins = [{"by": ["g"], "totals": known(G)}, {"by": ["h"], "totals": known(H)}]
    rake: dict[str, object] = {"kind": "rake", "tolerance": 1e-12, "margins": margins}
    totals = {"1": whole, "g=M": 0.48 * whole, "x": 3.1 * whole}
    calibrate = {"kind": "calibrate", "terms": ["1", "g", "x"], "totals": totals}
    return {
        "post": [{"kind": "poststratify", "by": ["g"], "totals": known(G)}],
        "crossed": [{"kind": "poststratify", "by": ["g", "h"], "totals": known(GH)}],
        "raked": [rake], "linear": [{**calibrate, "distance": "linear"}],
        "raking": [{**calibrate, "distance": "raking"}],
        "logit": [{**calibrate, "distance": "logit", "bounds": [0.4, 2.5]}],
        "trimmed": [rake, {"kind": "trim", "upper": 17.0}],
        "both": [rake, {"kind": "trim", "upper": 17.0, "lower": 8.0, "strict": True}],
    }.get(name.removeprefix("jkn_"), [])  # fmt: skip


def text_of(name: str, asked: dict[str, object], whole: float) -> str:
    design = OTHER.get(name.removeprefix("jkn_"), DRAWN)
    parts = ["version = 1", section("data", {"category": ["g", "h", "k"]}), section("design", design)]
    parts += [section("[adjust]", one) for one in steps(name, whole)]
    parts += [section("variance", {"method": "jkn"})] if name.startswith("jkn") else []
    return "\n".join([*parts, section("[request]", asked)])


def same(found: list[float], wanted: list[float | str], limit: float) -> bool:
    """Equal to the limit, and missing where R has "NaN"."""
    other = [float(one) for one in wanted]
    gone = [math.isnan(one) for one in other]
    left = [[one for one, missing in zip(many, gone, strict=True) if not missing] for many in (found, other)]
    return [math.isnan(one) for one in found] == gone and (not left[1] or apart(*left) <= limit)


def differences(table: Path, name: str, answers: dict[str, dict[str, list[float]]]) -> list[str]:
    """Every number of a design that is not R's: to 1e-8, and 1e-6 where both iterate."""
    whole = float(pl.read_csv(table)["w"].sum())
    limit, found = 1e-6 if name in LOOSE else 1e-8, []
    for what, asked in ASKED.items():
        rows = estimate(table, read_design(text_of(name, asked, whole)), folder=table.parent, seed=1).rows
        told = {
            "est": [row.estimate for row in rows], "se": [row.se for row in rows],
            "low": [row.ci_low for row in rows], "high": [row.ci_high for row in rows],
        }  # fmt: skip
        if what == "chisq":
            told = {"est": [rows[0].estimate, rows[0].df_numerator, rows[0].df, rows[0].p_value]}
        for key, wanted in answers[what].items():
            if name in {"jkn_raked", "jkn_linear"} and (key in {"low", "high"} or what in {"chisq", "quantile"}):
                continue  # R counts the rank of the adjusted replicate weights as degrees of freedom, we the clusters
            if (name, what) == ("crossed", "chisq"):
                wanted = [math.nan] * 4  # every cell is fixed: R divides rounding by rounding
            if not same(told[key], wanted, limit):
                found.append(f"{what}.{key}: {told[key]} for {wanted}")
    return found


@pytest.mark.parametrize("name", ANSWERS)
def test_the_kept_answers_of_r(name: str) -> None:
    assert differences(GOLDEN / "random.csv", name, ANSWERS[name]) == []


@pytest.mark.skipif(not shutil.which("Rscript"), reason="absent: R with survey and jsonlite, for development")
@pytest.mark.parametrize("seed", range(1, 4))
def test_fresh_answers_of_r(seed: int, tmp_path: Path) -> None:
    drawn(seed).write_csv(tmp_path / "random.csv")
    command = ["Rscript", str(GOLDEN / "random.R"), str(tmp_path / "random.csv")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    for name, answers in json.loads(done.stdout).items():
        assert (name, differences(tmp_path / "random.csv", name, answers)) == (name, [])


LONELY = json.loads((GOLDEN / "lonely.json").read_text(encoding="utf-8"))
STAGED = {"wr": ["c"], "fpc": ["c"], "stages": ["c", "s"]}
SOME = [
    {"statistic": "mean", "variables": ["y"], "by": ["k"]},
    {"statistic": "total", "variables": ["y"], "where": "k == 'u'"},
    {"statistic": "ratio", "numerator": "y", "denominator": "x", "by": ["k"]},
]  # fmt: skip


@pytest.mark.parametrize("case", LONELY)
def test_a_stratum_without_answers_is_not_met(case: str) -> None:
    """Policies for lonely clusters look at the clusters that answered, variable by variable, as R does."""
    name, policy, domain = case.split()
    fpc = {"wr": [], "fpc": ["N1"], "stages": ["N1", "N2"]}[name]
    said = {
        "strata": ["h"], "clusters": STAGED[name], "fpc": fpc, "weights": "w", "lonely_psu": policy,
        "lonely_domain": domain == "true",
    }  # fmt: skip
    text = "\n".join(["version = 1", section("design", said), *(section("[request]", one) for one in SOME)])
    rows = estimate(GOLDEN / "lonely.csv", read_design(text), folder=GOLDEN, seed=1).rows
    assert same([one for row in rows for one in (row.estimate, row.se)], sum(LONELY[case], []), 1e-9)


WAVES = json.loads((GOLDEN / "waves.json").read_text(encoding="utf-8"))
PANEL = {
    "certain": {"strata": ["province"], "clusters": ["district", "village"], "weights": "w", "certainty": "cert"},
    "brewer": {"strata": ["province"], "clusters": ["district"], "probability": "p", "pps": "brewer"},
    "hartley_rao": {"clusters": ["district"], "probability": "p", "pps": "hartley_rao"},
}  # fmt: skip
DF = {"certain": (12, 8), "brewer": (8, 6), "hartley_rao": (8, 7)}


@pytest.mark.parametrize("name", WAVES)
def test_waves_of_certain_districts_and_of_unequal_probabilities(name: str) -> None:
    """Each wave as if alone; the change by the differences of the clusters, of which R makes one design."""
    of = {"statistic": "change", "of": MEAN, "waves": [2021, 2023]}
    asked = [{**MEAN, "by": ["year"]}, of, {**MEAN, "where": "cert == 1 and year == 2023"}]
    parts = [section("design", {**PANEL[name], "wave": "year"}), *(section("[request]", one) for one in asked)]
    text = "\n".join(["version = 1", *parts])
    rows = estimate(GOLDEN / "waves.csv", read_design(text), folder=GOLDEN, seed=1).rows
    assert same([row.se for row in rows], WAVES[name], 1e-9)
    assert {(row.clusters, row.df) for row in rows[:3]} == {DF[name]}


def test_replicates_of_waves_move_the_villages_of_a_certain_district_apart() -> None:
    """Of a total the jackknife is the linearised variance, wave by wave and for the change."""
    total = {"statistic": "total", "variables": ["y"], "by": ["year"]}
    asked = [total, {"statistic": "change", "of": {**total, "by": ["cert"]}, "waves": [2021, 2023]}]
    found = []
    for method in ("taylor", "jkn"):
        design = section("design", {**PANEL["certain"], "wave": "year"}) + section("variance", {"method": method})
        text = "\n".join(["version = 1", design, *(section("[request]", one) for one in asked)])
        rows = estimate(GOLDEN / "waves.csv", read_design(text), folder=GOLDEN, seed=1).rows
        found.append([row.se for row in rows])
    assert same(*found, 1e-9)
