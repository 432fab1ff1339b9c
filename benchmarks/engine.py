"""The measuring engine against svy and R on the workload of a PAPI-shaped survey, in one run, on one thread.

usage: engine.py WORKLOAD_DIRECTORY [--svy PYTHON] [--runs 5] [--growth] [--big]

WORKLOAD_DIRECTORY holds workload.parquet, workload.csv, margins.csv and spec.json (16,640 people, 63 provinces,
208 districts, 120 indicators). --svy: an interpreter that has svy; R takes part where Rscript with survey is found.
Loading is left out for all. Runs of the peers are interleaved; printed are medians, spreads and ratios.
--growth: 16,640 to 1,664,000 rows. --big: a CSV of 10 million rows and 12 columns through `danbiet estimate`.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

for _name in ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ[_name] = "1"

HERE = Path(__file__).resolve()
HEAD = 'version = 1\n[design]\nstrata = ["province"]\nclusters = ["district"]\nweights = "w0"\n'
RAKE = """[[adjust]]
kind = "rake"
tolerance = 1e-8
margins = [ {{ by = ["province", "female"], file = "margins.csv", total = "pop" }},
            {{ by = ["province", "age"], file = "margins.csv", total = "pop" }},
            {{ by = ["urban"], totals = {{ "0" = {0}, "1" = {1} }} }} ]
"""
SVY = """
import json, sys, time, resource
import polars as pl, svy
folder, step = sys.argv[1:3]
spec = json.load(open(folder + "/spec.json"))
names = [one["indicator"] for one in spec["indicators"]]
frame = pl.read_parquet(folder + "/workload.parquet")
sample = svy.Sample(frame, svy.Design(stratum="province", psu="district", wgt="w0"))
margins = pl.read_csv(folder + "/margins.csv").with_columns(
    prov_sex=pl.col("province") * 10 + pl.col("female"), prov_age=pl.col("province") * 10 + pl.col("age"))
told = lambda name: dict(margins.group_by(name).agg(pl.col("pop").sum()).sort(name).iter_rows())
controls = {"prov_sex": told("prov_sex"), "prov_age": told("prov_age"),
            "urban": {int(key): value for key, value in spec["urban_margin"].items()}}
begin = time.perf_counter()
if step == "taylor":
    sample.estimation.mean(names, drop_nulls=True)
    sample.estimation.mean(names, by="province", drop_nulls=True)
else:
    made = sample.weighting.create_bs_wgts(n_reps=500, rstate=1)
    made = made.weighting.rake(controls=controls, tol=1e-6, max_iter=500)
    made.estimation.mean(names, by="province", method="replication", drop_nulls=True)
print(json.dumps([time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""
R = """
suppressPackageStartupMessages({library(survey); library(jsonlite)})
folder <- commandArgs(TRUE)[1]; d <- read.csv(file.path(folder, "workload.csv"))
names <- fromJSON(file.path(folder, "spec.json"))$indicators$indicator
design <- svydesign(id = ~district, strata = ~province, weights = ~w0, data = d)
begin <- proc.time()[3]
for (v in names) { f <- as.formula(paste0("~", v)); svymean(f, design, na.rm = TRUE)
  svyby(f, ~province, design, svymean, na.rm = TRUE) }
took <- unname(proc.time()[3] - begin); memory <- gc()
cat(toJSON(c(took, sum(memory[, ncol(memory)])), digits = 6))
"""


def ours(folder: Path, step: str) -> tuple[float, float]:
    """(seconds without loading, peak memory in MB) of one step in this process."""
    sys.path.insert(0, str(HERE.parents[1] / "src"))
    sys.path.insert(0, str(HERE.parents[1]))
    import numpy as np

    from danbiet.stats import estimate as estimating
    from danbiet.stats import indices
    from danbiet.stats.compare import ranks
    from danbiet.stats.replication import bootstrap
    from danbiet.stats.sample import everyone, make_domains
    from danbiet.survey.frames.composing import described_by
    from danbiet.survey.frames.preparing import prepare
    from danbiet.survey.frames.reading import read_table
    from danbiet.survey.rules.design_file import read_design
    from danbiet.survey.rules.index_file import read_index

    spec = json.loads((folder / "spec.json").read_text())
    names = [one["indicator"] for one in spec["indicators"]]
    table = read_table(folder / "workload.parquet", None)
    values = {name: table.numbers(name) for name in names}
    province = table.labels("province").code
    urban = spec["urban_margin"]
    text = HEAD + (RAKE.format(urban["0"], urban["1"]) if step != "taylor" else "")
    for name in ("district", "female", "age", "urban"):
        table.labels(name)
    index = described_by(read_index(index_text(spec)))
    begin = time.perf_counter()
    ready = prepare(table, read_design(text), folder=folder, rng=np.random.default_rng(1))
    variables = [estimating.Variable(values[name]) for name in names]
    if step == "taylor":
        sample = ready.sample
        for domains in (everyone(sample), make_domains(sample, province, size=63)):
            estimating.taylor(sample, domains, estimating.collapse(sample, domains, variables))
    else:
        domains = make_domains(ready.sample, province, size=63)
        sums = estimating.collapse(ready.sample, domains, variables)
        made = bootstrap(ready.sample.design, replicates=500, rng=np.random.default_rng(1))
        found = indices.composed(ready.sample, domains, sums, index=index, replicates=made)
        rng = np.random.default_rng(2)
        df = found.indicators.df
        ranks(indices.draws(found.parts[:, -1], found.covariance[-1], df, size=500, rng=rng))
    return time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def index_text(spec: dict) -> str:
    """The workload's index: eight dimensions on 1 to 10, equal weights within sub-dimensions."""
    lines, number = [], 0
    for dimension, count in enumerate(spec["subdims_per_dim"], 1):
        lines += ["[[dimensions]]", f'code = "D{dimension}"']
        for part in range(1, count + 1):
            number += 1
            lines += ["[[dimensions.sub_dimensions]]", f'code = "S{dimension}.{part}"']
            lines += [f"low = {1 / count!r}", f"high = {10 / count!r}", "indicators = ["]
            for one in spec["indicators"]:
                if one["subdim"] == number:
                    ends = f"min = {one['lo']}, max = {one['hi']}, direction = {one['direction']}"
                    lines.append(f'{{ column = "{one["indicator"]}", {ends} }},')
            lines.append("]")
    return "\n".join(lines)


def timed(command: list[str]) -> tuple[float, float]:
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, memory = json.loads(done.stdout.strip().splitlines()[-1])
    return seconds, memory


def peers(folder: Path, step: str, svy: str | None) -> dict[str, list[str]]:
    """What to run for each peer."""
    found = {"danbiet": [sys.executable, str(HERE), str(folder), "--only", step]}
    if svy:
        found["svy"] = [svy, "-c", SVY, str(folder), step]
    if step == "taylor" and shutil.which("Rscript"):
        found["R survey"] = ["Rscript", "-e", R, str(folder)]
    return found


def compared(folder: Path, svy: str | None, runs: int) -> None:
    for step, told in (
        ("taylor", "Taylor, nation + 63 provinces x 120 indicators"),
        ("replicates", "500 re-raked replicates (ours: with composite and ranks; svy: standard errors alone)"),
    ):
        times: dict[str, list[tuple[float, float]]] = {}
        commands = peers(folder, step, svy)
        for _ in range(runs):
            for name, command in commands.items():
                times.setdefault(name, []).append(timed(command))
        print(f"\n{told}; {runs} interleaved runs, one thread")
        own = statistics.median(seconds for seconds, _ in times["danbiet"])
        for name, pairs in times.items():
            seconds = sorted(one for one, _ in pairs)
            memory = max((one or 0) for _, one in pairs)
            middle = statistics.median(seconds)
            ratios = f"{middle / own:.1f} x ours (spread {seconds[0] / own:.1f} to {seconds[-1] / own:.1f})"
            print(f"  {name:10} median {middle:.3f} s, {ratios}, peak {memory:.0f} MB")


def growth(folder: Path) -> None:
    """The same survey 1, 10 and 100 times over, clusters and people growing together."""
    sys.path.insert(0, str(HERE.parents[1] / "src"))
    import numpy as np

    from danbiet.stats.arrays import codes
    from danbiet.stats.design import Drawn, make_design
    from danbiet.stats.estimate import Variable, collapse, taylor
    from danbiet.stats.sample import make_cells, make_domains, make_sample
    from danbiet.survey.frames.reading import read_table

    table = read_table(folder / "workload.parquet", None)
    province, district = table.labels("province").code, table.labels("district").code
    weight, values = table.numbers("w0"), [table.numbers(f"q{number:03d}") for number in range(1, 13)]
    first = 0.0
    print("\nTaylor, 63 provinces x 12 indicators, growing rows (and clusters with them)")
    for times in (1, 10, 100):
        rows = len(weight) * times
        copy = np.repeat(np.arange(times), len(weight))
        cluster = codes(np.tile(district, times) + copy * 1000)[0]
        variables = [Variable(np.tile(value, times)) for value in values]
        where, weights = np.tile(province, times), np.tile(weight, times)
        begin = time.perf_counter()
        design = make_design(Drawn(where, (cluster,)), weight=weights)
        sample = make_sample(design, make_cells(design))
        domains = make_domains(sample, where, size=63)
        taylor(sample, domains, collapse(sample, domains, variables))
        took = time.perf_counter() - begin
        first = first or took
        print(f"  {rows:>9,} rows: {took:.3f} s, {took / first:.1f} x the time for {times} x the rows")


def big() -> None:
    """Ten million rows and 12 columns of CSV through the command."""
    import numpy as np
    import polars as pl

    rng, n = np.random.default_rng(1), 10_000_000
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "big.csv"
        district = np.sort(rng.integers(0, 2000, n))
        columns = {
            "id": np.arange(n),
            "province": district // 32,
            "district": district,
            "w": rng.uniform(1, 9, n).round(3),
        }
        columns |= {f"q{number}": rng.integers(0, 2, n) for number in range(8)}
        pl.DataFrame(columns).write_csv(data)
        names = json.dumps([f"q{number}" for number in range(8)])
        ask = f'[[request]]\nstatistic = "mean"\nvariables = {names}\nby = ["province"]\n'
        text = HEAD.replace("[design]", '[data]\nid = "id"\n[design]').replace('"w0"', '"w"') + ask
        (Path(folder) / "d.toml").write_text(text)
        begin = time.perf_counter()
        command = [sys.executable, "-c", "from danbiet.config.command import main; main()", "estimate", str(data)]
        environment = os.environ | {"PYTHONPATH": str(HERE.parents[1] / "src")}
        out = str(Path(folder) / "out.csv")
        subprocess.run([*command, "--design", str(Path(folder) / "d.toml"), "--out", out], check=True, env=environment)
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"\n10 million rows x 12 columns of CSV ({data.stat().st_size / 1e6:.0f} MB): "
              f"{time.perf_counter() - begin:.1f} s, peak {memory:.0f} MB")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--svy", metavar="PYTHON")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", choices=["taylor", "replicates"], help=argparse.SUPPRESS)
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--big", action="store_true")
    options = parser.parse_args()
    if options.only:
        print(json.dumps(ours(options.folder, options.only)))
        return
    compared(options.folder, options.svy, options.runs)
    if options.growth:
        growth(options.folder)
    if options.big:
        big()


if __name__ == "__main__":
    main()
