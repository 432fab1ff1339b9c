"""The design file: how the sample was drawn, adjusted and is to be estimated (method page `design-file`)."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields

from danbiet.common.actor import FileProblems, Problem, say
from danbiet.survey.rules.design_tables import (
    Adjustment,
    Benchmark,
    Composition,
    Design,
    DesignFile,
    Interval,
    Margin,
    Names,
    Reading,
    Request,
    Sampling,
    SmallArea,
    Stage,
    Suppression,
    Variance,
)
from danbiet.survey.rules.expressions import WrongExpression, parse
from danbiet.survey.rules.ranges import ranges
from danbiet.survey.rules.tables import Misfit, nearest, table

__all__ = [
    "Adjustment",
    "Benchmark",
    "Composition",
    "Design",
    "DesignFile",
    "DesignRefused",
    "Interval",
    "Margin",
    "Reading",
    "Request",
    "Sampling",
    "SmallArea",
    "Stage",
    "Suppression",
    "Variance",
    "faults",
    "read_design",
    "unknown_column",
]
# What each statistic must be told; "a|b": one of them.
NEEDS: Mapping[str, Names] = {
    "mean": ("variables",), "total": ("variables",), "proportion": ("event|variables",),
    "quantile": ("variables", "p"), "ratio": ("numerator", "denominator"), "contrast": ("of", "coefficients"),
    "change": ("of", "waves"), "rank": ("of",), "chisq": ("variables",), "ttest": ("variables", "group"), "kish": (),
}  # fmt: skip
# What it may be told besides name, where and deff (empty where there is none); anything else would do nothing, so it is
# refused.
TAKES: Mapping[str, Names] = {
    "mean": ("by",), "total": ("by",), "proportion": ("event", "variables", "by", "interval"), "quantile": ("by",),
    "ratio": ("by",), "contrast": (), "change": (), "rank": ("best",), "chisq": ("by",), "ttest": (), "kish": ("by",),
}  # fmt: skip
ADJUSTS: Mapping[str, Names] = {
    "nonresponse": ("cells", "responded"), "rake": ("margins",), "poststratify": ("by", "totals|file"),
    "calibrate": ("terms", "totals"), "trim": ("upper|lower",),
}  # fmt: skip


class DesignRefused(FileProblems):
    """A design file that cannot be used; every fault is named with its table and key."""


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
        if _is_set(request.of, "interval"):
            yield _idle(request, f"{at}.of.interval")
        if request.of.statistic not in {"mean", "total", "proportion", "ratio"}:
            yield _bad(f"{at}.of.statistic", say("{key}: ở đây chỉ nhận mean, total, proportion hay ratio."))


def _unused(request: Request, at: str) -> Iterator[Problem]:
    """Keys that the statistic does not look at; whoever wrote them would believe that they count."""
    needs = "|".join(NEEDS[request.statistic]).split("|")
    used = {"statistic", "name", "where", "deff", *needs, *TAKES[request.statistic]}
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
