"""The design file: how the sample was drawn, adjusted and is to be estimated (method page `design-file`)."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Literal

from danbiet.common.actor import FileProblems, Problem, say
from danbiet.survey.rules.expressions import WrongExpression, parse
from danbiet.survey.rules.ranges import ranges
from danbiet.survey.rules.tables import Misfit, nearest, table

Names = tuple[str, ...]
Totals = Mapping[str, float]
LonelyPolicy = Literal["fail", "remove", "adjust", "average", "certainty", "collapse"]
Method = Literal["taylor", "jk1", "jkn", "brr", "fay", "bootstrap", "given"]
GivenKind = Literal["JK1", "JKn", "BRR", "Fay", "bootstrap", "other"]
Statistic = Literal[
    "mean", "total", "proportion", "quantile", "ratio", "contrast", "change", "rank", "chisq", "ttest", "kish"
]
# What each statistic must be told; "a|b": one of them.
NEEDS: Mapping[str, Names] = {
    "mean": ("variables",), "total": ("variables",), "proportion": ("event|variables",),
    "quantile": ("variables", "p"), "ratio": ("numerator", "denominator"), "contrast": ("of", "coefficients"),
    "change": ("of", "waves"), "rank": ("of",), "chisq": ("variables",), "ttest": ("variables", "group"), "kish": (),
}  # fmt: skip
# What it may be told besides name and where; anything else would do nothing, so it is refused.
TAKES: Mapping[str, Names] = {
    "mean": ("by", "deff"), "total": ("by", "deff"), "proportion": ("event", "variables", "by", "deff", "interval"),
    "quantile": ("by",), "ratio": ("by", "deff"), "contrast": (), "change": (), "rank": ("best",), "chisq": ("by",),
    "ttest": (), "kish": ("by",),
}  # fmt: skip
ADJUSTS: Mapping[str, Names] = {
    "nonresponse": ("cells", "responded"), "rake": ("margins",), "poststratify": ("by", "totals|file"),
    "calibrate": ("terms", "totals"), "trim": ("upper|lower",),
}  # fmt: skip


class DesignRefused(FileProblems):
    """A design file that cannot be used; every fault is named with its table and key."""


@dataclass(frozen=True)
class Reading:
    """[data]: how cells are read."""

    id: str | None = None
    missing: tuple[int | float | str, ...] = ()
    missing_in: Mapping[str, tuple[int | float | str, ...]] = field(default_factory=dict)
    category: Names = ()


@dataclass(frozen=True)
class Design:
    """[design]: strata, stages and weights; `df` is a rule or a number."""

    strata: Names = ()
    clusters: Names = ()
    nest: bool = False
    weights: str | float | None = None
    fpc: Names = ()
    certainty: str | None = None
    lonely_psu: LonelyPolicy = "fail"
    lonely_domain: bool = False
    df: Literal["domain", "design", "inf"] | float = "domain"
    wave: str | None = None
    probability: str | None = None
    pps: Literal["brewer", "hartley_rao"] = "brewer"


@dataclass(frozen=True)
class Margin:
    """A known population table: from a file (summed over columns not in `by`) or written out."""

    by: Names
    file: str | None = None
    total: str | None = None
    totals: Totals | None = None


@dataclass(frozen=True)
class Adjustment:
    """[[adjust]]: one step of weighting."""

    kind: Literal["nonresponse", "rake", "poststratify", "calibrate", "trim"]
    cells: Names = ()
    responded: str | None = None
    tolerance: float = 1e-10
    max_passes: int = 500
    margins: tuple[Margin, ...] = ()
    by: Names = ()
    totals: Totals | None = None
    file: str | None = None
    total: str | None = None
    terms: Names = ()
    distance: Literal["linear", "raking", "logit"] = "linear"
    bounds: tuple[float, ...] | None = None
    upper: float | None = None
    lower: float | None = None
    strict: bool = False
    redistribute: Literal["equal", "proportional"] = "equal"


@dataclass(frozen=True)
class Variance:
    """[variance]."""

    method: Method = "taylor"
    replicates: int = 500
    readjust: bool = True
    centre: Literal["replicates", "estimate"] = "replicates"
    rho: float = 0.0
    factors: tuple[tuple[float, ...], ...] | None = None
    file: str | None = None
    columns: str | None = None
    combined: bool = True
    kind: GivenKind = "other"
    scale: float | None = None
    rscales: tuple[float, ...] | None = None


@dataclass(frozen=True)
class Interval:
    """[interval]."""

    level: float = 0.95


@dataclass(frozen=True)
class Suppression:
    """[suppress]: below these numbers a row keeps its n and loses the rest."""

    n: int | None = None
    clusters: int | None = None
    cv: float | None = None


@dataclass(frozen=True)
class Request:
    """[[request]]: one statistic."""

    statistic: Statistic
    name: str = ""
    variables: Names = ()
    by: Names = ()
    where: str | None = None
    deff: Literal["none", "srswor", "srswr"] = "none"
    event: str | None = None
    interval: Literal["logit", "xlogit", "beta", "asin", "mean", "likelihood"] = "logit"
    p: tuple[float, ...] = ()
    numerator: str | None = None
    denominator: str | None = None
    of: "Request | None" = None
    coefficients: Totals | None = None
    waves: tuple[int | float | str, ...] = ()
    best: Literal["high", "low"] = "high"
    group: str | None = None


@dataclass(frozen=True)
class Benchmark:
    """Known totals that Σ weight·estimate over the areas of a larger unit must meet; without `weights` all weigh 1."""

    by: str
    file: str
    weights: str | None = None
    how: Literal["ratio", "difference", "error"] = "ratio"


@dataclass(frozen=True)
class SmallArea:
    """[small_area]."""

    area: str
    model: Literal["fay_herriot", "unit_level"] = "fay_herriot"
    method: Literal["reml", "ml", "moment"] = "reml"
    estimate: str | None = None
    variance: str | None = None
    y: str | None = None
    terms: Names = ("1",)
    means: str | None = None
    benchmark: Benchmark | None = None


@dataclass(frozen=True)
class Composition:
    """[compose]: the units scored and ranked; `top` are the k of p_top_k, `waves` the two compared."""

    by: Names = ()
    top: tuple[int, ...] = (10,)
    waves: tuple[int | float | str, ...] = ()


@dataclass(frozen=True)
class Stage:
    """One stage of a draw; `take` and `reserve` are numbers or columns of the frame."""

    unit: str
    take: int | str
    method: Literal["srs", "pps", "systematic"] = "srs"
    strata: Names = ()
    size: str | None = None
    certainty: str | None = None
    reserve: int | str = 0


@dataclass(frozen=True)
class Sampling:
    """[sample]."""

    stages: tuple[Stage, ...] = ()
    preset: str | None = None


@dataclass(frozen=True)
class DesignFile:
    """The whole file."""

    version: Literal[1]
    data: Reading = Reading()
    design: Design = Design()
    adjust: tuple[Adjustment, ...] = ()
    variance: Variance = Variance()
    interval: Interval = Interval()
    suppress: Suppression = Suppression()
    request: tuple[Request, ...] = ()
    small_area: SmallArea | None = None
    compose: Composition = Composition()
    sample: Sampling | None = None


def read_design(text: str, *, file: str = "") -> DesignFile:
    """The design from the text of its file; raise DesignRefused naming table, key and the nearest name.

    >>> read_design('version = 1\\n[design]\\nweights = "w0"').design.weights
    'w0'
    """
    try:
        design = table(DesignFile, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise DesignRefused((_unreadable(str(error), file),)) from error
    except Misfit as error:
        raise DesignRefused(tuple(_in(problem, file) for problem in error.problems)) from error
    problems = tuple(_in(problem, file) for problem in faults(design))
    if problems:
        raise DesignRefused(problems)
    return design


def _unreadable(message: str, file: str) -> Problem:
    line = re.search(r"line (\d+)", message)
    values = (("message", message),)
    row = int(line[1]) if line else None
    return Problem("not_toml", say("Không đọc được TOML: {message}."), values, file=file, row=row)


def _in(problem: Problem, file: str) -> Problem:
    return Problem(problem.code, problem.sentence, problem.values, file, "", problem.row, problem.column)


def faults(design: DesignFile) -> Iterator[Problem]:
    """What each key allows alone but the whole does not."""
    for number, step in enumerate(design.adjust, 1):
        yield from _needs(step, ADJUSTS[step.kind], f"adjust[{number}]")
        for place, margin in enumerate(step.margins, 1):
            yield from _needs(margin, ("totals|file",), f"adjust[{number}].margins[{place}]")
    for number, request in enumerate(design.request, 1):
        yield from _request(request, f"request[{number}]")
        if request.statistic == "change" and not design.design.wave:
            yield _absent("design.wave")
    yield from (_bad(key, sentence) for key, holds, sentence in ranges(design) if not holds)
    if design.variance.method == "given" and not (design.variance.file or design.variance.columns):
        yield _absent("variance.file")
    if design.variance.method == "brr" and design.variance.factors is not None and not design.variance.factors:
        yield _absent("variance.factors")


def _needs(value: object, keys: Names, at: str) -> Iterator[Problem]:
    for key in keys:
        if all(getattr(value, one) in (None, (), "") for one in key.split("|")):
            yield _absent(f"{at}.{key.split('|')[0]}")


def _request(request: Request, at: str) -> Iterator[Problem]:
    yield from _needs(request, NEEDS[request.statistic], at)
    for key in ("where", "event"):
        yield from _expression(getattr(request, key), f"{at}.{key}")
    if request.statistic == "chisq" and len(request.variables) not in {0, 2}:
        yield _bad(f"{at}.variables", say("{key}: phải là đúng hai cột."))
    if request.statistic == "change" and request.waves and len({str(wave) for wave in request.waves}) != 2:
        yield _bad(f"{at}.waves", say("{key}: phải là đúng hai đợt khác nhau."))
    if request.event and request.variables and request.statistic == "proportion":
        yield _bad(f"{at}.event", say("{key}: chỉ dùng một trong hai, event hay variables."))
    yield from _unused(request, at)
    if request.of:
        yield from _request(request.of, f"{at}.of")
        yield from (_idle(request, f"{at}.of.{key}") for key in ("deff", "interval") if _is_set(request.of, key))
        if request.of.statistic not in {"mean", "total", "proportion", "ratio"}:
            yield _bad(f"{at}.of.statistic", say("{key}: ở đây chỉ nhận mean, total, proportion hay ratio."))


def _unused(request: Request, at: str) -> Iterator[Problem]:
    """Keys that the statistic does not look at; whoever wrote them would believe that they count."""
    needs = "|".join(NEEDS[request.statistic]).split("|")
    used = {"statistic", "name", "where", *needs, *TAKES[request.statistic]}
    for one in fields(request):
        if one.name not in used and _is_set(request, one.name):
            yield _idle(request, f"{at}.{one.name}")


def _is_set(request: Request, key: str) -> bool:
    return bool(getattr(request, key) != getattr(Request(request.statistic), key))


def _idle(request: Request, key: str) -> Problem:
    values = (("key", key), ("statistic", request.statistic))
    return Problem("unused_key", say("{key}: {statistic} không dùng khóa này ở đây."), values, column=key)


def _expression(text: str | None, at: str) -> Iterator[Problem]:
    if text is None:
        return
    try:
        parse(text)
    except WrongExpression as error:
        values = (("key", at), ("place", error.place + 1), ("found", error.found))
        sentence = say("{key}: không hiểu biểu thức từ ký tự {place}: “{found}”.")
        yield Problem("wrong_expression", sentence, values, column=at)


def _absent(key: str) -> Problem:
    return Problem("missing_key", say("Thiếu khóa {key}."), (("key", key),), column=key)


def _bad(key: str, sentence: str) -> Problem:
    return Problem("out_of_range", sentence, (("key", key),), column=key)


def unknown_column(column: str, known: Names, *, key: str, file: str) -> Problem:
    """The problem of a column that the file does not have."""
    values = (("column", column), ("key", key), ("nearest", nearest(column, known)))
    sentence = say("{key}: tệp không có cột “{column}”; gần nhất là “{nearest}”.")
    return Problem("unknown_column", sentence, values, file=file, row=1, column=column)
