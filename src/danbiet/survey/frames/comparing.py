"""Requests that need several estimates with the covariance between them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from danbiet.common.actor import say
from danbiet.stats.association import rao_scott
from danbiet.stats.compare import rank_intervals, ranks, told_apart
from danbiet.stats.design import degrees_of_freedom
from danbiet.stats.estimate import Variable, indicators
from danbiet.stats.intervals import p_value, t_interval
from danbiet.stats.joint import Joint
from danbiet.stats.results import INTERVAL_REFUSED, ZERO_VARIANCE, Row
from danbiet.survey.frames.answering import (
    Asked,
    Scope,
    asked,
    checked,
    jointly,
    no_label,
    noted,
    ruled,
    scope,
    share_of,
)
from danbiet.survey.frames.margins import crossed
from danbiet.survey.frames.preparing import Ready
from danbiet.survey.frames.reading import Bools, Floats, Ints
from danbiet.survey.frames.suppressing import held, suppressed
from danbiet.survey.rules.design_file import Request


def contrast(ready: Ready, request: Request) -> Iterator[Row]:
    """Linear combinations of domain estimates."""
    of = _of(request)
    within = scope(ready, of)
    known, everywhere = within.crossing.keys(), crossed(ready.table, of.by).keys()
    weights, coefficients = np.zeros((1, len(known))), request.coefficients or {}
    for label, value in coefficients.items():
        if label not in everywhere:
            no_label(ready, "|".join(of.by), label, everywhere)
        if label in known:
            weights[0, known.index(label)] = value
    for one in asked(ready, of):
        if not set(coefficients) <= set(known):
            yield _empty(ready, _named("contrast", one), within, INTERVAL_REFUSED)
            continue
        found = jointly(ready, within.domains, [one.variable])
        yield combined(ready, found, weights, _named("contrast", one), among=Among(within, one))


def _of(request: Request) -> Request:
    """The inner request, limited by the outer's `where` as well."""
    assert request.of is not None
    both = [f"({text})" for text in (request.where, request.of.where) if text]
    return replace(request.of, where=" and ".join(both) or None)


def _named(statistic: str, one: Asked) -> Row:
    return Row(statistic, one.name, one.level)


@dataclass(frozen=True)
class Among:
    """The domains and the variable that a combination is made of; degrees of freedom that it uses up itself."""

    within: Scope
    one: Asked
    spent: int = 0


def combined(ready: Ready, found: Joint, weights: Floats, row: Row, *, among: Among) -> Row:
    """One combination as a row: t interval, df of all rows that take part."""
    used = np.flatnonzero(weights[0])
    estimate = float(weights[0, used] @ found.estimate[used])
    se = float(np.sqrt(max(found.variance(weights)[0], 0))) if not np.isnan(estimate) else float("nan")
    df = _df(ready, found, used, among.within) - among.spent
    low, high = t_interval(np.array(estimate), np.array(se), np.array(df), level=ready.design.interval.level)
    made = replace(
        row, estimate=estimate, se=se, ci_low=float(low), ci_high=float(high), df=df, n=float(found.n[used].sum()),
        method=found.method, clusters=float(_clusters(ready, used, among.within)[0]),
        p_value=float(p_value(np.array(estimate), np.array(se), np.array(df))),
    )  # fmt: skip
    made = checked(made, found, used, shares=share_of(ready, among.within, among.one, found.estimate)[used])
    return suppressed(ready, made, parts=_parts(ready, found, used))


def _parts(ready: Ready, found: Joint, used: Ints) -> list[Row]:
    """The estimates that a row is made of, as [suppress] looks at them; their errors only where it asks for a cv."""
    se = np.full(len(used), np.nan)
    if ready.design.suppress.cv is not None:
        se = np.sqrt(np.maximum(found.variance(np.eye(len(found.estimate))[used]), 0))
    return [
        Row("", "", estimate=float(found.estimate[one]), se=float(error), n=float(found.n[one]),
            clusters=float(found.clusters[one]))
        for one, error in zip(used, se, strict=True)
    ]  # fmt: skip


def _df(ready: Ready, found: Joint, used: Ints, within: Scope) -> float:
    if found.replicates is not None and found.replicates.df is not None:
        return float(ruled(ready, np.array([found.replicates.df]))[0])
    return float(ruled(ready, np.array([float(_clusters(ready, used, within)[1])]))[0])


def _clusters(ready: Ready, used: Ints, within: Scope) -> tuple[int, int]:
    """(clusters, clusters - strata) of some domains together; a cluster of two waves counts once."""
    design, domains = ready.sample.design, within.domains
    cluster = ready.sample.cells.cluster[domains.cell[np.isin(domains.domain, used)]]
    if design.panel is None or design.panel_stratum is None:
        return degrees_of_freedom(design, cluster)
    top = np.unique(design.top[cluster])
    met = len(np.unique(design.panel[top]))
    return met, met - len(np.unique(design.panel_stratum[top]))


def change(ready: Ready, request: Request) -> Iterator[Row]:
    """Second wave minus the first, clusters that are in both counted once."""
    of, wave = _of(request), str(ready.design.design.wave)
    labels = ready.table.labels(wave)
    before, after = (str(one) for one in request.waves)
    for label in (before, after):
        if label not in labels.names:
            no_label(ready, wave, label, labels.names)
    keep = np.isin(labels.code, [labels.names.index(before), labels.names.index(after)])
    within = scope(ready, of, by=(*of.by, wave), keep=keep)
    number = {name: place for place, name in enumerate(within.crossing.names)}
    for one in asked(ready, of):
        found = jointly(ready, within.domains, [one.variable])
        for name in dict.fromkeys(name[:-1] for name in within.crossing.names) or ({} if of.by else {(): None}):
            domain = tuple(zip(of.by, name, strict=True))
            row = replace(_named("change", one), domain=domain, method=found.method)
            ends = [number[*name, label] for label in (before, after) if (*name, label) in number]
            if len(ends) < 2:
                yield replace(row, n=0.0).warned(INTERVAL_REFUSED)
                continue
            weights = np.zeros((1, len(found.estimate)))
            weights[0, ends] = (-1.0, 1.0)
            yield combined(ready, found, weights, row, among=Among(within, one))


def rank(ready: Ready, request: Request) -> Iterator[Row]:
    """Ranks of domains with the ranks that they may have, among those that may be seen."""
    of = _of(request)
    within = scope(ready, of)
    for one in asked(ready, of):
        found = jointly(ready, within.domains, [one.variable])
        parts = _parts(ready, found, np.arange(len(found.estimate)))
        seen = np.array([not held(ready, part) for part in parts], dtype=bool)
        score = np.where(seen, found.estimate if request.best == "high" else -found.estimate, np.nan)
        df, share = ruled(ready, found.df), share_of(ready, within, one, found.estimate)
        above = told_apart(score, found.covariance(), df, level=ready.design.interval.level)
        best, worst = rank_intervals(above, np.isfinite(score))
        for domain, place in enumerate(ranks(score)):
            row = replace(
                _named("rank", one), domain=within.label(domain), estimate=float(place), ci_low=float(best[domain]),
                ci_high=float(worst[domain]), df=float(df[domain]), n=float(found.n[domain]), method=found.method,
                clusters=float(found.clusters[domain]),
            )  # fmt: skip
            row = checked(row, found, domain, shares=share[[domain]])
            yield suppressed(ready, row, parts=parts[domain : domain + 1])


def chisq(ready: Ready, request: Request) -> Iterator[Row]:
    """Rao and Scott's test of two categories, by domain; a domain that cannot be tested has a row without numbers."""
    pair = [ready.table.labels(name) for name in request.variables]
    for name, one in zip(request.variables, pair, strict=True):
        if len(np.unique(one.code[one.code >= 0])) < 2:
            ready.table.refuse(name, "one_category", say("Cột {column}: chỉ có một giá trị, không kiểm định được."))
    rows, columns = (one.code for one in pair)
    outer = scope(ready, request)
    for domain in range(outer.domains.size):
        inside = outer.crossing.code == domain
        row = Row("chisq", "*".join(request.variables), domain=outer.label(domain))
        row = _tested(ready, scope(ready, request, by=(), keep=inside), row, (rows, columns))
        yield suppressed(ready, row, parts=_groups(ready, (rows, columns), inside & (rows >= 0) & (columns >= 0)))


def _tested(ready: Ready, alone: Scope, row: Row, pair: tuple[Ints, Ints]) -> Row:
    """The row with the test among the people of one domain; its degrees of freedom are those of all who were met."""
    inside = alone.domains.rows
    inside = inside[(pair[0][inside] >= 0) & (pair[1][inside] >= 0)]
    met, of = zip(*(np.unique(code[inside], return_inverse=True) for code in pair), strict=True)
    cell = np.full(len(pair[0]), -1)
    cell[inside] = of[0] * len(met[1]) + of[1]
    if min(len(one) for one in met) < 2:
        return replace(_empty(ready, row, alone, ZERO_VARIANCE), n=float(len(inside)))
    shares = [Variable(column) for column in indicators(cell, range(len(met[0]) * len(met[1])))]
    found = jointly(ready, alone.domains, shares)
    df, n = float(ruled(ready, found.df)[0]), float(found.n[0])
    test = rao_scott(found, rows=len(met[0]), columns=len(met[1]), n=n, df=df)
    made = replace(
        row, estimate=test.statistic, df=test.df, n=n, method=found.method, clusters=float(found.clusters[0]),
        p_value=test.p_value, df_numerator=test.df_numerator,
    )  # fmt: skip
    return noted(made if test.df > 0 else made.warned(ZERO_VARIANCE), found, 0)


def _empty(ready: Ready, row: Row, within: Scope, *why: str) -> Row:
    """A row without numbers: how many people and clusters there are, and by name why that is all."""
    cluster = ready.sample.cells.cluster[within.domains.cell]
    clusters = float(degrees_of_freedom(ready.sample.design, cluster)[0])
    method = ready.replicates.method if ready.replicates else "taylor"
    return replace(row, n=float(len(within.domains.rows)), clusters=clusters, method=method).warned(*why)


def _groups(ready: Ready, categories: tuple[Ints, Ints], inside: Bools) -> list[Row]:
    """The people of each category of a table: a test compares what they said, as a difference of means does."""
    limits = ready.design.suppress
    if limits.n is None and limits.clusters is None:
        return []
    design, made = ready.sample.design, []
    for code in categories:
        for level in np.unique(code[inside]):
            people = np.flatnonzero(inside & (code == level))
            clusters = len(np.unique(design.top[design.cluster[people]]))
            made.append(Row("", "", n=float(len(people)), clusters=float(clusters)))
    return made


def ttest(ready: Ready, request: Request) -> Iterator[Row]:
    """Mean of the last group minus that of the first, in text order; one degree of freedom less for the slope."""
    group = str(request.group)
    for one in asked(ready, request):
        answered = ~np.isnan(one.variable.above)
        within = scope(ready, request, by=(group,), keep=answered)
        names = [name[0] for name in within.crossing.names]
        if len(names) < 2 <= len(ready.table.labels(group).names):
            yield _empty(ready, _named("ttest", one), within, INTERVAL_REFUSED)
            continue
        if len(names) != 2:
            ready.table.refuse(group, "not_two_groups", say("Cột {column}: kiểm định t cần đúng hai nhóm."))
        weights = np.where(np.array(names) == max(names), 1.0, -1.0)[None, :]
        found = jointly(ready, within.domains, [one.variable])
        yield combined(ready, found, weights, _named("ttest", one), among=Among(within, one, spent=1))
