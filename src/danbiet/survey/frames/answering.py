"""Requests of a design file answered from a prepared sample, one row per number."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from danbiet.common.actor import say
from danbiet.stats import estimate as estimating
from danbiet.stats import results
from danbiet.stats.arrays import quotient, tally
from danbiet.stats.design import degrees_of_freedom
from danbiet.stats.estimate import Estimates, Variable
from danbiet.stats.intervals import LIKELIHOOD, MEAN, share_interval, t_interval
from danbiet.stats.joint import Joint, joint
from danbiet.stats.quantiles import quantiles
from danbiet.stats.replication import replicated
from danbiet.stats.results import Row
from danbiet.stats.sample import Domains, make_domains
from danbiet.stats.weights import kish
from danbiet.survey.frames.conditions import event, where
from danbiet.survey.frames.margins import Crossed, crossed
from danbiet.survey.frames.preparing import Ready
from danbiet.survey.frames.ratios import simple_ratio
from danbiet.survey.frames.reading import Floats, Ints
from danbiet.survey.frames.suppressing import suppressed
from danbiet.survey.rules.design_file import Request
from danbiet.survey.rules.tables import nearest


@dataclass(frozen=True)
class Asked:
    """A variable as asked for: what is summed, what it is called, whether it is a share."""

    variable: Variable
    name: str
    level: str = ""
    share: bool = False


@dataclass(frozen=True)
class Scope:
    """The domains of a request, with their labels."""

    domains: Domains
    crossing: Crossed
    by: tuple[str, ...]

    def label(self, number: int) -> tuple[tuple[str, str], ...]:
        return tuple(zip(self.by, self.crossing.names[number], strict=True))


def scope(ready: Ready, request: Request, *, by: tuple[str, ...] | None = None, keep: Any = None) -> Scope:
    """The rows of each domain: by columns crossed, within `where` (and `keep`)."""
    limit = where(ready.table, request.where)
    if keep is not None:
        limit = keep if limit is None else limit & keep
    columns = request.by if by is None else by
    crossing = crossed(ready.table, columns, keep=limit)
    return Scope(make_domains(ready.sample, crossing.code, size=len(crossing.names)), crossing, columns)


def asked(ready: Ready, request: Request) -> list[Asked]:
    """The variables of a request; a category gives one per level."""
    table, total = ready.table, request.statistic == "total"
    if request.statistic == "ratio":
        top, bottom = str(request.numerator), str(request.denominator)
        return [Asked(Variable(table.numbers(top), table.numbers(bottom)), f"{top}/{bottom}")]
    if request.event:
        return [Asked(Variable(event(table, request.event), total=total), request.event, share=True)]
    made: list[Asked] = []
    for name in request.variables:
        _refuse_silence(ready, name)
        if name in ready.design.data.category:
            labels = table.labels(name)
            columns = estimating.indicators(labels.code, range(len(labels.names)))
            levels = zip(columns, labels.names, strict=True)
            made += [Asked(Variable(column, total=total), name, level, share=True) for column, level in levels]
        else:
            values = table.numbers(name)
            made.append(Asked(Variable(values, total=total), name, share=is_share(values)))
    return made


def _refuse_silence(ready: Ready, name: str) -> None:
    """Refuse a column in which nobody answered: it is damaged, or the wrong one."""
    category = name in ready.design.data.category
    gone = ready.table.labels(name).code < 0 if category else np.isnan(ready.table.numbers(name))
    if gone.all():
        ready.table.refuse(name, "all_missing", say("Cột {column}: mọi ô đều trống, không có câu trả lời nào."))


def is_share(values: Floats) -> bool:
    """Whether a column says nothing but yes or no."""
    return bool(np.all((values == 0) | (values == 1) | np.isnan(values)))


def estimated(ready: Ready, domains: Domains, variables: Sequence[Variable]) -> Estimates:
    """Estimates by the variance method of the design."""
    sums = collapsed(ready, domains, variables)
    if ready.replicates is None:
        found = estimating.taylor(ready.sample, domains, sums)
    else:
        found = replicated(ready.sample, domains, sums, ready.replicates)
    return replace(found, df=ruled(ready, found.df))


def collapsed(ready: Ready, domains: Domains, variables: Sequence[Variable]) -> estimating.Sums:
    """Sums of the variables, with those over plain rows where a linearised variance needs them."""
    plain = ready.replicates is None and bool(ready.sample.steps)
    return estimating.collapse(ready.sample, domains, variables, plain=plain)


def ruled(ready: Ready, df: Floats) -> Floats:
    """Degrees of freedom by the rule of the design."""
    rule = ready.design.design.df
    if rule == "domain":
        return df
    if rule == "design":
        if ready.replicates is not None and ready.replicates.df is not None:
            return np.full(df.shape, ready.replicates.df)
        cells = ready.sample.cells.cluster
        return np.full(df.shape, float(degrees_of_freedom(ready.sample.design, cells)[1]))
    return np.full(df.shape, np.inf if rule == "inf" else float(rule))


def plain(ready: Ready, request: Request) -> Iterator[Row]:
    """mean, total, proportion and ratio."""
    within, wanted = scope(ready, request), asked(ready, request)
    found = estimated(ready, within.domains, [one.variable for one in wanted])
    low, high = bounds(ready, request, found, within, wanted)
    for number, one in enumerate(wanted):
        simple = _simple(ready, request, within, one)
        share = share_of(ready, within, one, found.estimate[:, number])
        for domain in range(within.domains.size):
            row = row_of(found, (domain, number), (low, high))
            row = replace(
                row, statistic=request.statistic, variable=one.name, level=one.level, domain=within.label(domain),
                deff=row.se**2 / simple[domain] if simple[domain] > 0 else float("nan"),
            )  # fmt: skip
            row = checked(row, found, domain, shares=() if one.variable.total else share[[domain]])
            yield row.warned(results.RARE_EVENT) if is_rare(share[domain]) else row


def share_of(ready: Ready, within: Scope, one: Asked, estimate: Floats) -> Floats:
    """[D] the share that an estimate is, or that a total counts; missing where it is neither."""
    if not one.share:
        return np.full(within.domains.size, np.nan)
    if not one.variable.total:
        return estimate
    rows = within.domains.rows
    answered = np.where(np.isnan(one.variable.above[rows]), 0.0, ready.sample.row_weight[rows])
    return quotient(estimate, tally(within.domains.of_domain, within.domains.size, answered))


def is_rare(share: float) -> bool:
    """Whether few, or nearly all, have given an answer: intervals of such shares were not found to hold."""
    return bool(share < results.RARE or share > 1 - results.RARE)


def _simple(ready: Ready, request: Request, within: Scope, one: Asked) -> Floats:
    if request.deff == "none":
        return np.full(within.domains.size, np.nan)
    if request.statistic == "ratio":
        return simple_ratio(ready.sample, within.domains, one.variable, replacement=request.deff == "srswr")
    return estimating.simple_random(ready.sample, within.domains, one.variable, replacement=request.deff == "srswr")


def bounds(
    ready: Ready, request: Request, found: Estimates, within: Scope, wanted: Sequence[Asked]
) -> tuple[Floats, Floats]:
    """[D, K] interval ends: t, or for a proportion the method asked for."""
    df, level = found.df[:, None] * np.ones(found.estimate.shape), ready.design.interval.level
    if request.statistic == "proportion" and request.interval != MEAN:
        n = _weighing(ready, within, wanted) if request.interval == LIKELIHOOD else found.n
        return share_interval(found.estimate, found.se, df, n=n, level=level, method=request.interval)
    return t_interval(found.estimate, found.se, df, level=level)


def _weighing(ready: Ready, within: Scope, wanted: Sequence[Asked]) -> Floats:
    """[D, K] answered rows with a weight: what a likelihood is made of."""
    rows, of, size = within.domains.rows, within.domains.of_domain, within.domains.size
    used = ready.sample.row_weight[rows] != 0
    counts = [tally(of, size, (used & ~np.isnan(one.variable.above[rows])).astype(float)) for one in wanted]
    return np.column_stack(counts)


def row_of(found: Estimates, at: tuple[int, int], ends: tuple[Floats, Floats]) -> Row:
    """The numbers of one cell of a table of estimates."""
    domain = at[0]
    return Row(
        "", "", estimate=float(found.estimate[at]), se=float(found.se[at]),
        ci_low=float(ends[0][at]), ci_high=float(ends[1][at]), df=float(found.df[domain]), n=float(found.n[at]),
        method=found.method, clusters=float(found.clusters[domain]),
    )  # fmt: skip


def checked(row: Row, found: Estimates | Joint, domains: int | Ints, *, shares: Iterable[float] = ()) -> Row:
    """The row with its named warnings: of its own numbers, of the domains and shares in it, of its replicates."""
    known = not np.isnan(row.estimate)
    named = {
        results.FEW_CLUSTERS: known and row.clusters < results.FEW,
        results.DF_UNDER_2: known and row.df < 2,
        results.ZERO_VARIANCE: known and row.se == 0,
        results.RARE_EVENT: known and any(is_rare(share) for share in shares),
        results.LONELY_ADJUSTED: bool(np.any(found.touched[domains])),
        results.NOT_CONVERGED: not found.converged,
        results.INTERVAL_REFUSED: bool(np.isnan(row.ci_low)),
    }
    return row.warned(*(name for name, holds in named.items() if holds))


def noted(row: Row, found: Estimates | Joint, domains: int | Ints) -> Row:
    """The same for a row that has no interval of its own."""
    return row.warned(*(name for name in checked(row, found, domains).warnings if name != results.INTERVAL_REFUSED))


def finished(ready: Ready, rows: Iterable[Row], *, name: str = "") -> list[Row]:
    """Rows as they are written: named, with the level of their interval and the warnings of the run, or hidden."""
    negative = bool((ready.sample.weight < 0).any())
    levelled = (row if np.isnan(row.ci_low) else replace(row, ci_level=ready.design.interval.level) for row in rows)
    named = (replace(row, name=name or row.name) for row in levelled)
    warned = (row.warned(results.NEGATIVE_WEIGHT) if negative else row for row in named)
    return [suppressed(ready, row) for row in warned]


def quantile(ready: Ready, request: Request) -> Iterator[Row]:
    within, level = scope(ready, request), ready.design.interval.level
    for name in request.variables:
        found = quantiles(
            ready.sample, within.domains, ready.table.numbers(name), p=request.p, level=level,
            estimator=lambda variables: estimated(ready, within.domains, variables),
        )  # fmt: skip
        for place, p in enumerate(request.p):
            for domain in range(within.domains.size):
                row = replace(
                    row_of(found.shares, (domain, place), (found.low, found.high)),
                    statistic="quantile", variable=name, level=f"{p:g}", domain=within.label(domain),
                    estimate=float(found.value[domain, place]), se=float(found.se[domain, place]),
                )  # fmt: skip
                yield checked(_both_ends(row), found.shares, domain)


def _both_ends(row: Row) -> Row:
    """An interval with one end only is none."""
    if np.isnan(row.ci_low) or np.isnan(row.ci_high):
        return replace(row, ci_low=float("nan"), ci_high=float("nan"))
    return row


def weighting(ready: Ready, request: Request) -> Iterator[Row]:
    within, weight = scope(ready, request), ready.sample.row_weight
    for domain in range(within.domains.size):
        used = weight[within.domains.rows[within.domains.of_domain == domain]]
        deff, effective = kish(used)
        n = float(np.count_nonzero(used))
        yield Row("kish", "", domain=within.label(domain), estimate=effective, deff=deff, n=n, method="kish")


def jointly(ready: Ready, domains: Domains, variable: Sequence[Variable]) -> Joint:
    """Estimates with their covariances."""
    sums = collapsed(ready, domains, variable)
    return joint(ready.sample, domains, sums, replicates=ready.replicates)


def no_label(ready: Ready, column: str, label: str, known: Sequence[str]) -> None:
    """Refuse a label that the column does not have."""
    sentence = say("Cột {column}: không có giá trị “{label}”; gần nhất là “{nearest}”.")
    ready.table.refuse(column, "unknown_label", sentence, label=label, nearest=nearest(label, known))
