"""Cases of R's survey package turned into design files, and what they expect of the rows."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from danbiet.survey.frames.estimating import estimate
from danbiet.survey.rules.design_file import read_design


def _many(value: Any) -> list[str]:
    return [] if value is None else [value] if isinstance(value, str) else list(value)


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f'"{key}" = {_text(one)}' for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_text(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def section(name: str, values: dict[str, Any]) -> str:
    return f"[{name}]\n" + "".join(f"{key} = {_text(value)}\n" for key, value in values.items() if value is not None)


def design_of(case: dict[str, Any]) -> str:
    """[design] and [variance] of a case."""
    said = case["design"]
    replicated = "type" in said or "rep" in said
    design = {
        "strata": _many(said.get("strata")), "clusters": _many(said.get("ids")), "nest": said.get("nest", False),
        "weights": said.get("weights") or said.get("base"), "fpc": _many(said.get("fpc")),
        "lonely_psu": said.get("lonely_psu"), "df": "domain" if replicated or "subset" in case["op"] else "design",
    }  # fmt: skip
    variance: dict[str, Any] = {"centre": "estimate" if said.get("mse") else "replicates"}
    if said.get("rep") == "JK1":
        variance["method"] = "jk1"
    elif said.get("type") == "BRR":
        design |= {"strata": ["ESA"], "clusters": ["ambulance"], "nest": True, "weights": 1}
        width = len(said["factors"][0])
        turned = said["factors"] if width == 6 else [list(one) for one in zip(*said["factors"], strict=True)]
        variance |= {"method": "brr", "factors": turned}
    elif said.get("type"):
        if said["type"] == "mrbbootstrap":
            design["weights"] = "pw"
        if said["type"] == "Fay":
            design["weights"] = 1
        variance |= {
            "method": "given", "file": said["repweights"], "combined": said.get("combined", False),
            "scale": said["scale"], "rscales": said["rscales"],
        }  # fmt: skip
    return section("design", design) + section("variance", variance)


def requests_of(op: str, args: dict[str, Any]) -> list[dict[str, Any]]:
    """[[request]] of an operation."""
    many = {"variables": _many(args.get("vars"))}
    deff = {"deff": "srswor"} if args.get("deff") else {}
    match op.removeprefix("rep_"):
        case "mean" | "mean_factor":
            return [{"statistic": "mean", **many, **deff}]
        case "total":
            return [{"statistic": "total", **many}]
        case "ratio":
            return [{"statistic": "ratio", "numerator": args["num"], "denominator": args["den"]}]
        case "by":
            return [{"statistic": args["op"], **many, "by": _many(args["by"])}]
        case "subset_mean":
            return [{"statistic": "mean", **many, "where": _quoted(args["where"])}]
        case "quantile":
            return [{"statistic": "quantile", **many, "p": args["p"]}]
        case "prop_ci":
            return [{"statistic": "proportion", "event": _quoted(args["event"]), "interval": args["method"]}]
        case "contrast":
            of = {"statistic": args["op"], **many, "by": _many(args["by"])}
            return [{"statistic": "contrast", "of": of, "coefficients": args["contrast"]}]
        case "raoscott_F":
            return [{"statistic": "chisq", **many}]
        case "ttest":
            return [{"statistic": "ttest", "variables": [args["y"]], "group": args["group"]}]
        case "kish":
            return [{"statistic": "kish"}]
        case "mean_total":
            return [{"statistic": "mean", **many}, {"statistic": "total", **many}]
    mean = {"statistic": "mean", "variables": ["api00"]}
    return [mean, {"statistic": "total", "variables": ["enroll"]}, {**mean, "by": ["stype"]}]


def _quoted(text: str) -> str:
    return text.replace("sch.wide", "`sch.wide`").replace("comp.imp", "`comp.imp`")


def adjustments_of(op: str, args: dict[str, Any]) -> list[dict[str, Any]]:
    """[[adjust]] of an operation."""
    schools = {"stype": {"E": 4421, "H": 755, "M": 1018}, "sch.wide": {"No": 1072, "Yes": 5122}}
    rake = [{"kind": "rake", "margins": [{"by": [name], "totals": totals} for name, totals in schools.items()]}]
    if op in {"rake", "rep_rake_mean"}:
        return rake
    if op == "rake_then_trim":
        return [*rake, {"kind": "trim", **args}]
    if op == "poststratify":
        return [{"kind": "poststratify", "by": _many(args["by"]), "totals": args["totals"]}]
    if op == "calibrate":
        names = {"(Intercept)": "1", "stypeH": "stype=H", "stypeM": "stype=M", "api99": "api99"}
        totals = {names[key]: value for key, value in args["totals"].items()}
        bounds = {"bounds": args["bounds"]} if args["bounds"] else {}
        step = {"kind": "calibrate", "terms": ["1", "stype", "api99"], "distance": args["calfun"], "totals": totals}
        return [step | bounds]
    return []


def text_of(case: dict[str, Any]) -> str:
    op, args = case["op"], case["args"] if isinstance(case["args"], dict) else {}
    args = {key: value for key, value in args.items() if key not in {"na_rm"}}
    parts = ["version = 1", section("data", {"category": ["stype"]}), design_of(case)]
    parts += [section("[adjust]", one) for one in adjustments_of(op, args)]
    parts += [section("[request]", one) for one in requests_of(op, args)]
    return "\n".join(parts)


def run(case: dict[str, Any], folder: Path) -> tuple[list[Any], Any]:
    """(rows, sample) of a case."""
    answered = estimate(folder / case["data"], read_design(text_of(case)), folder=folder, seed=1)
    return answered.rows, answered.ready


def gaps(case: dict[str, Any], rows: list[Any], ready: Any) -> Iterator[tuple[str, float, float]]:
    """(what, relative difference, tolerance) of every number that a case expects (README of the reference)."""
    op, expect = case["op"], case["expect"]
    tolerance = {"calibrate": 1e-6, "rake": 1e-6, "poststratify": 1e-7, "rake_then_trim": 1e-7}.get(op, 1e-9)
    if op in {"calibrate", "rake", "poststratify", "rake_then_trim", "rep_rake_mean", "mean_total"}:
        if op == "rep_rake_mean":
            tolerance = 1e-8
        loose = 1e-9 if op in {"mean_total", "poststratify", "rake_then_trim"} else 1e-7
        for part, statistic, by in (("mean", "mean", False), ("total", "total", False), ("by", "mean", True)):
            if part in expect:
                chosen = [row for row in rows if row.statistic == statistic and bool(row.domain) == by]
                yield f"{part}.est", apart([row.estimate for row in chosen], expect[part]["est"]), loose
                yield f"{part}.se", apart([row.se for row in chosen], expect[part]["se"]), tolerance
        if "weights" in expect:
            yield from _weights(expect["weights"], ready, 1e-9 if tolerance == 1e-7 else 1e-7)
        return
    if op == "raoscott_F":
        row = rows[0]
        yield "F", apart([row.estimate, row.df_numerator, row.df], [expect["F"], *expect["df"]]), 1e-7
        yield "p", apart([row.p_value], expect["p"]), 1e-7
        return
    if op == "ttest":
        row = rows[0]
        told = [row.estimate / row.se, row.df, row.p_value, row.estimate]
        yield "t", apart(told, [expect["t"], expect["df"], expect["p"], expect["diff"]]), 1e-7
        return
    if op == "kish":
        yield "kish", apart([rows[0].deff, rows[0].estimate], [expect["deff_w"], expect["neff"]]), 1e-9
        return
    yield from _plain(case, rows, expect)


def _plain(case: dict[str, Any], rows: list[Any], expect: dict[str, Any]) -> Iterator[tuple[str, float, float]]:
    op, method = case["op"], case["args"].get("method")
    if op in {"by", "rep_by"}:
        order = {tuple(str(part) for part in name): place for place, name in enumerate(_labels(expect["by"]))}
        rows = sorted(rows, key=lambda row: order[tuple(label for _, label in row.domain)])
    if case["id"] in {"srs/quantile", "srs_w/quantile"}:
        # F meets p exactly at 479 and 818; R rounds p times the sum of weights and goes one value further.
        assert [rows[0].estimate, rows[-1].estimate] == [479, 818]
        rows, expect = rows[1:-1], {key: value[1:-1] for key, value in expect.items() if isinstance(value, list)}
    loose = 1e-4 if method == "likelihood" else 1e-6 if op == "quantile" else 1e-7
    yield "est", apart([row.estimate for row in rows], expect["est"]), loose if op == "prop_ci" else 1e-9
    for key, field, tolerance in (
        ("se", "se", 1e-6 if op == "quantile" else 1e-9), ("deff", "deff", 1e-7), ("lci", "ci_low", loose),
        ("uci", "ci_high", loose),
    ):  # fmt: skip
        if key in expect:
            yield key, apart([getattr(row, field) for row in rows], expect[key]), tolerance
    if "df" in expect:
        yield "df", apart([row.df for row in rows[:1]], expect["df"]), 1e-12


def _labels(by: dict[str, Any]) -> list[tuple[Any, ...]]:
    return list(zip(*by.values(), strict=True))


def _weights(expect: dict[str, Any], ready: Any, tolerance: float) -> Iterator[tuple[str, float, float]]:
    weight = ready.sample.row_weight
    told = [weight.sum(), weight.min(), weight.max(), (weight**2).sum(), *weight[:10]]
    wanted = [expect["sum"], expect["min"], expect["max"], expect["sumsq"], *expect["first"]]
    yield "weights", apart(told, wanted), tolerance


def apart(found: list[float], wanted: Any) -> float:
    """Largest relative difference; absolute where zero is expected."""
    one, other = np.array(found, float), np.atleast_1d(np.array(wanted, float))
    if one.shape != other.shape or np.isnan(one).any():
        return math.inf
    return float(np.max(np.abs(one - other) / np.where(np.abs(other) > 0, np.abs(other), 1.0)))
