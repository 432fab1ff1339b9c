"""`danbiet compose`: an index of many units, with its uncertainty carried to the total, the rank and the group."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from danbiet.stats import compare, results
from danbiet.stats import compose as describing
from danbiet.stats.compose import Index
from danbiet.stats.estimate import Variable
from danbiet.stats.indices import Composition, composed, draws
from danbiet.stats.intervals import t_interval
from danbiet.stats.results import Row
from danbiet.survey.frames.answering import Scope, checked, collapsed, finished, is_share, no_label, noted, ruled, scope
from danbiet.survey.frames.estimating import Answered, Progress, load
from danbiet.survey.frames.preparing import Ready
from danbiet.survey.frames.reading import Bools, Floats, Ints
from danbiet.survey.frames.suppressing import held, suppressed
from danbiet.survey.rules.design_file import DesignFile, Request
from danbiet.survey.rules.index_file import IndexFile

DRAWS = 2000
EVERY = slice(None)


@dataclass(frozen=True)
class Made:
    """What the rows are written from."""

    ready: Ready
    within: Scope
    index: Index
    found: Composition
    df: Floats  # [U]
    waves: tuple[str, ...]  # in order; empty: no wave

    @property
    def level(self) -> float:
        return self.ready.design.interval.level


def compose(
    path: Path, design: DesignFile, index: IndexFile, *, folder: Path, seed: int, progress: Progress = lambda *_: None
) -> Answered:
    r"""The index of every unit of [compose] from the table at `path`; its total, ranks and groups with intervals.

    >>> _ = Path("answers.csv").write_text("group,ward,y\na,N,1\nb,N,0\nc,S,1\nd,S,1\n")
    >>> from danbiet.survey.rules import design_file, index_file
    >>> sampled = '[design]\nclusters = ["group"]\nweights = 1'
    >>> design = design_file.read_design(f'version = 1\n{sampled}\n[compose]\nby = ["ward"]')
    >>> index = index_file.read_index('''[[dimensions]]
    ... code = "D1"
    ... [[dimensions.sub_dimensions]]
    ... code = "S1.1"
    ... low = 1.0
    ... high = 10.0
    ... indicators = [ { column = "y", min = 0, max = 1 } ]''')
    >>> made = compose(Path("answers.csv"), design, index, folder=Path(), seed=1)
    >>> [(row.domain, row.estimate) for row in made.rows if row.statistic == "total"]
    [((('ward', 'N'),), 5.5), ((('ward', 'S'),), 10.0)]
    """
    columns = tuple(dict.fromkeys(one.column for one in index.indicators))
    progress(1, 3, "read")
    ready = load(path, replace(design, request=()), folder=folder, seed=seed, more=columns)
    progress(2, 3, "compose")
    made = _made(ready, index)
    progress(3, 3, "rank")
    rows = [*_indicators(made, index), *_parts(made, index), *_compared(made, np.random.default_rng(seed))]
    return Answered(finished(ready, rows), ready)


def _made(ready: Ready, index: IndexFile) -> Made:
    waves = _waves(ready)
    by = (*ready.design.compose.by, *([str(ready.design.design.wave)] if waves else []))
    keep = None
    if waves:
        labels = ready.table.labels(by[-1])
        keep = np.isin(labels.code, [labels.names.index(one) for one in waves])
    within = scope(ready, Request("mean"), by=by, keep=keep)
    described = described_by(index)
    variables = [Variable(ready.table.numbers(one.column)) for one in described.indicators]
    sums = collapsed(ready, within.domains, variables)
    found = composed(ready.sample, within.domains, sums, index=described, replicates=ready.replicates)
    return Made(ready, within, described, found, ruled(ready, found.indicators.df), waves)


def _waves(ready: Ready) -> tuple[str, ...]:
    column = ready.design.design.wave
    if not column:
        return ()
    known = ready.table.labels(column).names
    asked = tuple(str(one) for one in ready.design.compose.waves) or known
    for one in asked:
        if one not in known:
            no_label(ready, column, one, known)
    return asked


def described_by(index: IndexFile) -> Index:
    """The index as the engine takes it; refused as the file reader refuses it."""
    return Index(
        tuple(
            describing.Dimension(
                one.code,
                tuple(
                    describing.SubDimension(
                        part.code, part.low, part.high,
                        tuple(
                            describing.Indicator(at.column, at.min, at.max, at.direction, at.weight, at.source)
                            for at in part.indicators
                        ),
                        part.normalised, part.on_missing,
                    )
                    for part in one.sub_dimensions
                ),
            )
            for one in index.dimensions
        )
    )  # fmt: skip


def _row(made: Made, unit: int, estimate: float, se: float, n: float) -> Row:
    """The numbers that all parts of a unit share, with a t interval."""
    df = made.df[unit]
    low, high = t_interval(np.array(estimate), np.array(se), np.array(df), level=made.level)
    found = made.found.indicators
    return Row(
        "", "", domain=made.within.label(unit), estimate=float(estimate), se=float(se), ci_low=float(low),
        ci_high=float(high), df=float(df), n=float(n), method=found.method, clusters=float(found.clusters[unit]),
    )  # fmt: skip


def _indicators(made: Made, index: IndexFile) -> Iterator[Row]:
    found = made.found.indicators
    for number, one in enumerate(index.indicators):
        memory = _memory((one.source,))
        share = is_share(made.ready.table.numbers(one.column))
        for unit in range(made.within.domains.size):
            row = _row(made, unit, found.estimate[unit, number], found.se[unit, number], found.n[unit, number])
            row = replace(row, statistic="indicator", variable=one.column, name=one.construct)
            shares = (row.estimate,) if share else ()
            yield checked(row, found, unit, shares=shares).warned(*memory)


def _memory(sources: tuple[str, ...]) -> tuple[str, ...]:
    return (results.EDITION_FROM_MEMORY,) if any(one != describing.SEEN for one in sources) else ()


def _parts(made: Made, index: IndexFile) -> Iterator[Row]:
    """Sub-dimensions, dimensions and the total; n is that of the indicator fewest answered, of those that are in it."""
    for number, (statistic, code, name, columns) in enumerate(_described(index)):
        memory = _memory(tuple(index.indicators[place].source for place in columns))
        for unit in range(made.within.domains.size):
            estimate = made.found.parts[unit, number]
            row = _row(made, unit, estimate, made.found.se[unit, number], _answers(made, unit, columns, estimate))
            row = replace(row, statistic=statistic, variable=name, level=code)
            yield checked(row, made.found.indicators, unit).warned(*memory)


def _answers(made: Made, unit: int, columns: list[int] | slice, estimate: float) -> float:
    """Answers of the indicator fewest answered; one without any is in no score that is known (on_missing = "rest")."""
    found = made.found.indicators
    n, known = found.n[unit, columns], ~np.isnan(found.estimate[unit, columns])
    return float(n.min() if np.isnan(estimate) else n[known].min())


def _described(index: IndexFile) -> Iterator[tuple[str, str, str, list[int]]]:
    """(statistic, code, construct, places of the indicators) in the order of the engine's parts."""
    place, subs, dimensions = 0, [], []
    for one in index.dimensions:
        begin = place
        for part in one.sub_dimensions:
            subs.append(("sub_dimension", part.code, part.construct, list(range(place, place + len(part.indicators)))))
            place += len(part.indicators)
        dimensions.append(("dimension", one.code, one.construct, list(range(begin, place))))
    yield from subs
    yield from dimensions
    yield "total", "TOTAL", "total", list(range(place))


def _compared(made: Made, rng: np.random.Generator) -> Iterator[Row]:
    """Ranks, chances to be among the first and groups, within each wave; chances to have improved between waves."""
    for units in _rivals(made):
        for number, dimension in enumerate((*made.index.dimensions, None)):
            code = dimension.code if dimension else "TOTAL"
            yield from _ranked(made, units, number, code)
        yield from _leading(made, units, rng)
    yield from _improved(made)


def _rivals(made: Made) -> list[Ints]:
    """Units that are ranked against one another: all, or those of each wave."""
    everyone = np.arange(made.within.domains.size)
    if not made.waves:
        return [everyone]
    wave = np.array([name[-1] for name in made.within.crossing.names], dtype=object)
    return [everyone[wave == one] for one in made.waves]


def _standing(made: Made, units: Ints, number: int) -> tuple[Floats, Bools]:
    """(scores of a summed part that may be seen, who is above whom beyond doubt)."""
    score = np.array([np.nan if held(made.ready, one) else one.estimate for one in _summed(made, units, number)])
    between = made.found.covariance[number][np.ix_(units, units)]
    return score, compare.told_apart(score, between, made.df[units], level=made.level)


def _summed(made: Made, units: Ints, number: int) -> list[Row]:
    """A dimension or the total of some units, as [suppress] looks at it."""
    place = number - len(made.index.dimensions) - 1
    found = made.found.indicators
    return [
        Row("", "", estimate=float(made.found.parts[unit, place]), se=float(made.found.se[unit, place]),
            n=_answers(made, unit, EVERY, made.found.parts[unit, place]), clusters=float(found.clusters[unit]))
        for unit in units
    ]  # fmt: skip


def _ranked(made: Made, units: Ints, number: int, code: str) -> Iterator[Row]:
    parts = _summed(made, units, number)
    score, above = _standing(made, units, number)
    best, worst = compare.rank_intervals(above, np.isfinite(score))
    for place, unit in enumerate(units):
        row = _plain(made, unit, parts[place], "rank", code)
        numbers = compare.ranks(score)[place], best[place], worst[place]
        row = replace(row, estimate=float(numbers[0]), ci_low=float(numbers[1]), ci_high=float(numbers[2]))
        yield suppressed(made.ready, checked(row, made.found.indicators, int(unit)), parts=parts[place : place + 1])


def _plain(made: Made, unit: int, part: Row, statistic: str, code: str) -> Row:
    found = made.found.indicators
    return Row(
        statistic, code.lower() if code == "TOTAL" else code, code, made.within.label(int(unit)),
        df=float(made.df[unit]), n=part.n, method=found.method,
        clusters=float(found.clusters[unit]),
    )  # fmt: skip


def _leading(made: Made, units: Ints, rng: np.random.Generator) -> Iterator[Row]:
    """p_top_k and group, of the total."""
    number = len(made.index.dimensions)
    parts = _summed(made, units, number)
    score, above = _standing(made, units, number)
    between = made.found.covariance[number][np.ix_(units, units)]
    ranked = compare.ranks(draws(score, between, made.df[units], size=DRAWS, rng=rng))
    for top in made.ready.design.compose.top:
        for place, unit in enumerate(units):
            row = replace(_plain(made, unit, parts[place], "p_top_k", "TOTAL"), variable=f"top_{top}")
            chance = float(np.mean(ranked[place] <= top)) if np.isfinite(ranked[place]).all() else float("nan")
            yield _few(made, int(unit), replace(row, estimate=chance), parts[place : place + 1])
    for place, (unit, group) in enumerate(zip(units, compare.groups(score, above), strict=True)):
        row = replace(_plain(made, unit, parts[place], "group", "TOTAL"), estimate=float(group))
        yield _few(made, int(unit), row, parts[place : place + 1])


def _few(made: Made, unit: int, row: Row, parts: list[Row]) -> Row:
    return suppressed(made.ready, noted(row, made.found.indicators, unit), parts=parts)


def _improved(made: Made) -> Iterator[Row]:
    """Chance that the last wave is truly above the first: t of the change with covariance and the lesser df."""
    if len(made.waves) < 2:
        return
    first, last = made.waves[0], made.waves[-1]
    places = {name: unit for unit, name in enumerate(made.within.crossing.names)}
    for number, dimension in enumerate((*made.index.dimensions, None)):
        code = dimension.code if dimension else "TOTAL"
        for name in dict.fromkeys(name[:-1] for name in made.within.crossing.names):
            pair = places.get((*name, first)), places.get((*name, last))
            if pair[0] is not None and pair[1] is not None:
                chance = _chance(made, number, pair[0], pair[1])
                parts = _summed(made, np.array(pair), number)
                row = _plain(made, pair[1], parts[1], "p_improved", code)
                domain = tuple(zip(made.within.by[:-1], name, strict=True))
                row = replace(row, domain=domain, estimate=chance)
                yield _few(made, pair[1], row, parts)


def _chance(made: Made, number: int, before: int, after: int) -> float:
    place = number - len(made.index.dimensions) - 1
    between = made.found.covariance[number]
    variance = between[before, before] + between[after, after] - 2 * between[before, after]
    change = made.found.parts[after, place] - made.found.parts[before, place]
    return compare.chance_above(float(change), float(variance), float(min(made.df[before], made.df[after])))
