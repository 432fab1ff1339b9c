"""`danbiet estimate`: a table and a design file in, rows out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from danbiet.common.actor import say
from danbiet.stats import results
from danbiet.stats.results import Row
from danbiet.survey.frames import comparing
from danbiet.survey.frames.answering import finished, plain, quantile, weighting
from danbiet.survey.frames.preparing import Ready, prepare, replicate_columns
from danbiet.survey.frames.reading import Missing, Table, Wanted, columns_of, read_table
from danbiet.survey.rules.design_file import DesignFile, Request
from danbiet.survey.rules.expressions import columns, parse

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Answered:
    """Rows with the sample that they came from; in a notebook a table."""

    rows: list[Row]
    ready: Ready

    def _repr_html_(self) -> str:
        return results.Table(self.rows)._repr_html_()


def estimate(
    path: Path, design: DesignFile, *, folder: Path, seed: int, progress: Progress = lambda *_: None
) -> Answered:
    r'''Answer every request of a design file from the table at `path`; raise TableRefused for what cannot be used.

    >>> _ = Path("answers.csv").write_text("group,y\na,1\na,3\nb,5\nb,7\n")
    >>> from danbiet.survey.rules.design_file import read_design
    >>> design = read_design("""version = 1
    ... [design]
    ... clusters = ["group"]
    ... weights = 1
    ... [[request]]
    ... statistic = "mean"
    ... variables = ["y"]""")
    >>> made = estimate(Path("answers.csv"), design, folder=Path(), seed=1)
    >>> [(row.variable, row.estimate, row.se, row.df, row.warnings) for row in made.rows]
    [('y', 4.0, 2.0, 1.0, ('few_clusters', 'df_under_2'))]
    '''
    ready = load(path, design, folder=folder, seed=seed)
    rows: list[Row] = []
    for number, request in enumerate(design.request, 1):
        progress(number, len(design.request), request.name or request.statistic)
        rows += answer(ready, request)
    return Answered(rows, ready)


def answer(ready: Ready, request: Request) -> list[Row]:
    """The rows of one request, suppressed as the design says."""
    rules: dict[str, Callable[[Ready, Request], Iterator[Row]]] = {
        "quantile": quantile, "contrast": comparing.contrast, "change": comparing.change,
        "rank": comparing.rank, "chisq": comparing.chisq, "ttest": comparing.ttest, "kish": weighting,
    }  # fmt: skip
    _refuse_no_share(ready, request)
    return finished(ready, rules.get(request.statistic, plain)(ready, request), name=request.name)


def _refuse_no_share(ready: Ready, request: Request) -> None:
    """A proportion is one of zeros and ones; of anything else it would be a mean by the wrong name."""
    if request.of:
        _refuse_no_share(ready, request.of)
    if request.statistic != "proportion":
        return
    for name in request.variables:
        if name not in ready.design.data.category:
            values = ready.table.numbers(name)
            wrong = np.flatnonzero(~((values == 0) | (values == 1) | np.isnan(values)))
            sentence = say("Cột {column}: tỷ lệ cần câu trả lời 0 hay 1; hãy viết điều kiện ở event.")
            if len(wrong):
                ready.table.refuse(name, "not_zero_or_one", sentence, wrong)


def load(path: Path, design: DesignFile, *, folder: Path, seed: int, more: tuple[str, ...] = ()) -> Ready:
    """The prepared sample of a table; `more`: further columns read as numbers."""
    table = open_table(path, design, more=more)
    return prepare(table, design, folder=folder, rng=np.random.default_rng(seed))


def open_table(path: Path, design: DesignFile, *, more: tuple[str, ...] = ()) -> Table:
    """The table with the columns that the design names."""
    data = design.data
    wanted = wanted_by(path, design, more=more)
    parts = ("design.", "data.", "variance.")
    structure = frozenset(name for _, name, key in _uses(path, design) if key.startswith(parts))
    return read_table(path, wanted, missing=Missing(data.missing, data.missing_in, structure))


def wanted_by(path: Path, design: DesignFile, *, more: tuple[str, ...] = ()) -> Wanted:
    """Which columns of a table a design uses, and how."""
    numbers: dict[str, str] = dict.fromkeys(more, "index")
    labels: dict[str, str] = {}
    for use, name, key in _uses(path, design):
        (labels if use == "label" or name in design.data.category else numbers).setdefault(name, key)
    return Wanted(numbers, labels)


def _uses(path: Path, design: DesignFile) -> Iterator[tuple[str, str, str]]:
    said = design.design
    if design.data.id:
        yield "label", design.data.id, "data.id"
    for key, names in (
        ("strata", said.strata),
        ("clusters", said.clusters),
        ("fpc", said.fpc),
        ("certainty", said.certain),
    ):
        for name in names:
            yield "number" if key == "fpc" else "label", name, f"design.{key}"
    for key, use in (("weights", "number"), ("probability", "number"), ("wave", "label")):
        if isinstance(getattr(said, key), str):
            yield use, getattr(said, key), f"design.{key}"
    yield from _of_replicates(path, design)
    yield from _of_adjustments(design)
    for number, request in enumerate(design.request, 1):
        yield from _of_request(request, f"request[{number}]")
    for name in design.compose.by:
        yield "label", name, "compose.by"


def _of_replicates(path: Path, design: DesignFile) -> Iterator[tuple[str, str, str]]:
    """Replicate weights that stand in the table itself: all that fit the pattern."""
    if design.variance.method == "given" and not design.variance.file:
        for name in replicate_columns(design.variance, columns_of(path)):
            yield "number", name, "variance.columns"


def _of_adjustments(design: DesignFile) -> Iterator[tuple[str, str, str]]:
    for number, step in enumerate(design.adjust, 1):
        key = f"adjust[{number}]"
        names = (*step.cells, *step.by, *(name for margin in step.margins for name in margin.by))
        for name in (*names, *([step.responded] if step.responded else [])):
            yield "label", name, key
        for term in step.terms:
            if term != "1":
                category = any(name.startswith(f"{term}=") for name in step.totals or {})
                yield "label" if category else "number", term, f"{key}.terms"


def _of_request(request: Request, key: str) -> Iterator[tuple[str, str, str]]:
    use = "label" if request.statistic == "chisq" else "number"
    for name in request.variables:
        yield use, name, f"{key}.variables"
    for side in (request.numerator, request.denominator):
        if side:
            yield "number", side, key
    for name in (*request.by, *([request.group] if request.group else [])):
        yield "label", name, f"{key}.by"
    for part in ("where", "event"):
        text: str | None = getattr(request, part)
        for column, uses in columns(parse(text)).items() if text else ():
            yield "number" if uses == {"number"} else "label", column, f"{key}.{part}"
    if request.of:
        yield from _of_request(request.of, f"{key}.of")
