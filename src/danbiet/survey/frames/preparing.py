"""From a design file and its table to a sample ready to estimate from: design, weighting steps, replicates."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from danbiet.common.actor import Problem, say
from danbiet.stats import replication
from danbiet.stats.arrays import codes
from danbiet.stats.design import Design as Drawing
from danbiet.stats.design import Drawn, ImpossibleDesign, make_design
from danbiet.stats.replication import Replicates
from danbiet.stats.sample import Sample, make_cells, make_sample
from danbiet.stats.weights import NotAdjusted
from danbiet.survey.frames.adjusting import Planned, plan
from danbiet.survey.frames.reading import Bools, Floats, Ints, Table, TableRefused, read_table
from danbiet.survey.rules.design_file import Design, DesignFile, Variance

WHY = {
    "clusters_not_nested": say("Cụm này nằm ở hai tầng. Nếu mã cụm lặp lại giữa các tầng, hãy đặt nest = true."),
    "population_varies": say("Số cụm của tổng thể khác nhau trong cùng một tầng."),
    "population_too_small": say("Số cụm của tổng thể nhỏ hơn số cụm đã chọn."),
    "lonely_psu": say(
        "Tầng “{stratum}” chỉ có một cụm ở bước chọn {stage}: không tính được sai số. Chọn cách xử lý ở lonely_psu."
    ),
    "lonely_policy_needs_taylor": say(
        "Tầng “{stratum}” chỉ có một cụm; với mẫu lặp chỉ dùng được lonely_psu = remove, certainty hay collapse."
    ),
    "not_two_clusters": say("BRR cần đúng hai cụm mỗi tầng; tầng “{stratum}” không như vậy."),
    "factors_do_not_fit": say("variance.factors: mỗi mẫu lặp phải có một hệ số cho mỗi cụm."),
    "overlap_needs_taylor": say(
        "Tầng “{stratum}”: các đợt chỉ chung một phần số cụm, mà có fpc; khi đó chỉ dùng được variance.method = taylor."
    ),
    "replicates_do_not_fit": say("Tệp trọng số lặp không có cùng số dòng với dữ liệu."),
}
COLUMN = {"population_varies": "fpc", "population_too_small": "fpc", "factors_do_not_fit": ""}


@dataclass(frozen=True)
class Ready:
    """What requests are answered from."""

    table: Table
    design: DesignFile
    sample: Sample
    planned: tuple[Planned, ...]
    replicates: Replicates | None


def prepare(table: Table, design: DesignFile, *, folder: Path, rng: np.random.Generator) -> Ready:
    """The sample of a table under a design file; raise TableRefused with column and row where it cannot be."""
    check_ids(table, design)
    drawing = _drawing(table, design)
    planned = plan(table, design, folder)
    by_row = design.variance.method == "given" or any(one.by_row for one in planned)
    keys = [key for one in planned for key in one.keys] + ([np.arange(table.rows)] if by_row else [])
    cells = make_cells(drawing, *keys)
    try:
        sample = make_sample(drawing, cells, steps=[one.step(cells.row) for one in planned])
    except NotAdjusted as error:
        raise TableRefused((planned[error.step].problem(error, table.name),)) from error
    return Ready(table, design, sample, planned, _replicates(table, design, sample, folder, rng))


def check_ids(table: Table, design: DesignFile) -> None:
    """Refuse the same id twice."""
    if design.data.id:
        table.written(design.data.id)
        twice = table.frame[design.data.id].is_duplicated().arg_true().to_numpy()
        if len(twice):
            sentence = say("Cột {column}: mã “{value}” có hơn một lần.")
            table.refuse(design.data.id, "duplicated_id", sentence, twice, cells=table.frame[design.data.id])


def _drawing(table: Table, design: DesignFile) -> Drawing:
    said = design.design
    given = design.variance.method == "given"
    weight, probability = weights(table, said, given=given), None
    if said.probability:
        probability = _positive(table, said.probability)
        above = np.flatnonzero(probability > 1)
        if len(above):
            table.refuse(said.probability, "above_one", say("Cột {column}: xác suất không được lớn hơn 1."), above)
    lonely = "certainty" if given or design.variance.method == "jk1" else said.lonely_psu
    try:
        made = make_design(
            drawn(table, said), weight=weight, lonely=lonely, lonely_domain=said.lonely_domain,
            probability=probability, pps=said.pps,
        )  # fmt: skip
    except ImpossibleDesign as error:
        raise TableRefused((problem(table, said, error),)) from error
    if probability is not None:
        _refuse_varying(table, str(said.probability), probability, made.top[made.cluster])
    return made


def drawn(table: Table, said: Design) -> Drawn:
    """The columns of the design as codes."""
    strata = [table.complete(column).code for column in said.strata]
    made = Drawn(
        strata=codes(*strata)[0] if strata else np.zeros(table.rows, dtype=np.int64),
        clusters=tuple(table.complete(column).code for column in said.clusters),
        population=tuple(_positive(table, column) for column in said.fpc),
        nest=said.nest,
        certainty=tuple(table.truths(column) for column in said.certain),
        wave=table.complete(said.wave).code if said.wave else None,
    )
    cluster = codes(made.strata, *([] if made.wave is None else [made.wave]))[0]
    for column, values, below in zip(said.certain, made.certainty, made.clusters, strict=False):
        cluster = codes(cluster, below)[0]
        _refuse_varying(table, column, values, cluster)
    return made


def _refuse_varying(table: Table, column: str, values: Floats | Bools, cluster: Ints) -> None:
    """A cluster was drawn once: whether surely, and with what chance, is the same for all its rows."""
    _, first = np.unique(cluster, return_index=True)
    differs = np.flatnonzero(values != values[first][cluster])
    if len(differs):
        table.refuse(column, "varies_in_cluster", say("Cột {column}: giá trị khác nhau trong cùng một cụm."), differs)


def _positive(table: Table, column: str) -> Floats:
    values = table.numbers(column)
    wrong = np.flatnonzero(~(values > 0))
    if len(wrong):
        table.refuse(column, "not_positive", say("Cột {column}: phải là số dương."), wrong)
    return values


def weights(table: Table, said: Design, *, given: bool = False) -> Floats | None:
    """Base weights; None: they follow from population counts or probabilities."""
    if isinstance(said.weights, str):
        values = table.numbers(said.weights)
        for wrong, code, sentence in (
            (np.isnan(values), "empty_cell", say("Cột {column}: thiếu trọng số.")),
            (values < 0, "negative_weight", say("Cột {column}: trọng số âm.")),
        ):
            if wrong.any():
                table.refuse(said.weights, code, sentence, np.flatnonzero(wrong))
        if not values.any():
            table.refuse(said.weights, "no_weight", say("Cột {column}: mọi trọng số đều bằng 0."))
        return values
    if said.weights is not None:
        return np.full(table.rows, float(said.weights))
    if said.fpc or said.probability:
        return None
    if given:
        return np.ones(table.rows)
    table.refuse("", "no_weights", say("Thiết kế không có weights, fpc hay probability: không biết trọng số."))
    return None


def problem(table: Table, said: Design, error: ImpossibleDesign) -> Problem:
    """A design's fault in words, with the stratum's labels and a row that shows it."""
    labels = [table.labels(column) for column in said.strata]
    stratum = "|".join(one.names[one.code[error.row]] for one in labels) or "*"
    columns = said.fpc if COLUMN.get(error.code) == "fpc" else said.clusters
    column = columns[min(error.stage, len(columns)) - 1] if columns else ",".join(said.strata)
    values = (("stratum", stratum), ("stage", error.stage))
    return Problem(error.code, WHY[error.code], values, table.name, "", error.row + 2, column)


def _replicates(
    table: Table, design: DesignFile, sample: Sample, folder: Path, rng: np.random.Generator
) -> Replicates | None:
    said = design.variance
    if said.method == "taylor":
        return None
    try:
        made = _made(table, said, sample, folder, rng)
    except ImpossibleDesign as error:
        raise TableRefused((problem(table, design.design, error),)) from error
    return replace(made, readjust=said.readjust, centre_on_estimate=said.centre == "estimate")


def _made(table: Table, said: Variance, sample: Sample, folder: Path, rng: np.random.Generator) -> Replicates:
    design = sample.design
    if said.method == "bootstrap":
        return replication.bootstrap(design, replicates=said.replicates, rng=rng)
    if said.method in {"brr", "fay"}:
        factors = None if said.factors is None else np.array(said.factors)
        return replication.balanced(design, rho=said.rho, factors=factors)
    if said.method == "given":
        return _given(table, said, sample, folder)
    return replication.jackknife(design, stratified=said.method == "jkn")


def replicate_columns(said: Variance, known: Iterable[str]) -> list[str]:
    """The columns of replicate weights, in the order of their file; without a pattern all but the ids."""
    if said.columns is None:
        return [one for one in known if one != "id"]
    pattern = re.compile(".*".join(re.escape(part) for part in said.columns.split("*")))
    return [one for one in known if pattern.fullmatch(one)]


def _given(table: Table, said: Variance, sample: Sample, folder: Path) -> Replicates:
    """Weights from a file in the order of the rows, or from columns of the table itself."""
    source = read_table(folder / said.file, None) if said.file else table
    names = replicate_columns(said, source.frame.columns)
    if not names:
        source.refuse(
            said.columns or "*", "no_replicates",
            say("variance.columns: không có cột nào hợp với “{column}”, nên không có trọng số lặp."),
        )  # fmt: skip
    if source.rows != table.rows:
        raise ImpossibleDesign("replicates_do_not_fit", row=0)
    weight = np.column_stack([source.numbers(name) for name in names])
    if np.isnan(weight).any():
        source.refuse(names[0], "empty_cell", say("Trọng số lặp có ô trống."), np.flatnonzero(np.isnan(weight).any(1)))
    if not said.combined:
        weight = weight * sample.design.weight[:, None]
    count = len(names)
    usual = {
        "BRR": 1 / count, "Fay": 1 / (count * (1 - said.rho) ** 2), "JK1": (count - 1) / count,
        "bootstrap": 1 / max(count - 1, 1),
    }  # fmt: skip
    scale = said.scale if said.scale is not None else usual.get(said.kind, 1.0)
    rscales = None if said.rscales is None else np.array(said.rscales)
    if rscales is not None and len(rscales) != count:
        raise ImpossibleDesign("replicates_do_not_fit", row=0)
    return replication.given(weight[sample.cells.row], scale=scale, rscales=rscales)
