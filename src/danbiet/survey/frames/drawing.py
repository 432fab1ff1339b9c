"""From a sampling frame and the [sample] table of a design file to the rows drawn, with chances and weights."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite, isnan
from pathlib import Path

import polars as pl

from danbiet import __version__
from danbiet.common.actor import Problem, say
from danbiet.stats import sampling
from danbiet.stats.sampling import Chosen, Columns, ImpossibleDraw, Short, Stage
from danbiet.survey.frames.reading import Table, TableRefused, read_table
from danbiet.survey.frames.running import checked
from danbiet.survey.frames.writing import as_json, as_table, write_all
from danbiet.survey.rules.asking import Asked, beside
from danbiet.survey.rules.design_file import DesignFile, DesignRefused, Sampling

WHY = {
    "no_stages": say("Bảng [sample] chưa có bước chọn nào (stages) và cũng không có preset."),
    "no_column": say("Khung mẫu không có cột “{column}”."),
    "no_size": say("Bước chọn “{column}” theo pps phải có cột quy mô (size)."),
    "reserve_needs_srs": say("Bước chọn “{column}”: chỉ srs mới có dự phòng (reserve)."),
    "no_rows": say("Khung mẫu không có dòng nào."),
    "empty_unit": say("Cột {column}: ô trống ở chỗ phải có mã đơn vị."),
    "unit_twice": say("Cột {column}: đơn vị “{found}” có hơn một dòng trong cùng một nhóm."),
    "no_positive_size": say("Cột {column}: tổng quy mô của đơn vị phải lớn hơn 0."),
    "not_whole": say("Cột {column}: “{found}” không phải là số nguyên không âm."),
    "differs_within": say("Cột {column}: giá trị khác nhau trong cùng một đơn vị hay một tầng."),
    "not_true_or_false": say("Cột {column}: “{found}” không phải là true hay false."),
    "unknown_scale": say("Cột {column}: “{found}” không phải là small, medium hay large."),
}
SELECTED, RESERVE = "selected", "reserve"


@dataclass(frozen=True, eq=False)
class Selection:
    """Rows drawn, as in the frame and in its order, with what the draw adds to each; in a notebook a table."""

    rows: pl.DataFrame
    selected: int
    reserve: int
    short: tuple[Short, ...]
    rows_read: int
    frame_sha256: str

    def _repr_html_(self) -> str:
        return self.rows._repr_html_()


def draw_sample(path: Path, design: DesignFile, *, seed: str) -> Selection:
    r"""Draw from a frame file; raise TableRefused or DesignRefused naming column and row where it cannot be.

    >>> _ = Path("frame.csv").write_text("village,people\na,300\nb,200\nc,500\n")
    >>> from danbiet.survey.rules.design_file import read_design
    >>> stage = '{ unit = "village", take = 2, method = "pps", size = "people" }'
    >>> design = read_design(f"version = 1\n[sample]\nstages = [{stage}]")
    >>> drawn = draw_sample(Path("frame.csv"), design, seed="a prize of the lottery")
    >>> drawn.selected, sorted(drawn.rows["village"])[-1], float(drawn.rows["probability"].max())
    (2, 'c', 1.0)
    """
    said = _sampling(design)
    table = read_table(path, None)
    frame = {column: _text(table.written(column)) for column in table.frame.columns}
    try:
        columns, stages = _stages(frame, said)
        drawn = sampling.draw(columns, stages=stages, seed=seed)
    except ImpossibleDraw as error:
        raise TableRefused((_problem(error, table.name),)) from error
    rows = _added(table, stages, drawn.chosen)
    reserve = sum(one.is_reserve for one in drawn.chosen)
    return Selection(rows, len(drawn.chosen) - reserve, reserve, drawn.short, table.rows, table.sha256)


def _sampling(design: DesignFile) -> Sampling:
    said = design.sample
    if said is None or (said.preset is None) == (not said.stages):
        sentence = say("Bảng [sample] phải có hoặc stages, hoặc preset, không phải cả hai.")
        raise DesignRefused((Problem("missing_key", sentence, column="sample"),))
    if said.preset not in {None, "papi"}:
        sentence = say("Không có mẫu dựng sẵn “{found}”; chỉ có papi.")
        raise DesignRefused((Problem("unknown_preset", sentence, (("found", said.preset),), column="sample.preset"),))
    return said


def _stages(frame: Columns, said: Sampling) -> tuple[Columns, tuple[Stage, ...]]:
    if said.preset:
        return sampling.papi(frame)
    return frame, tuple(Stage(**vars(one)) for one in said.stages)


def _text(series: pl.Series) -> list[str]:
    return [value or "" for value in series.to_list()]


def _problem(error: ImpossibleDraw, file: str) -> Problem:
    values = (("column", error.column), ("found", error.found))
    row = None if error.row is None else error.row + 2
    return Problem(error.why, WHY[error.why], values, file, "", row, error.column)


def _added(table: Table, stages: tuple[Stage, ...], chosen: tuple[Chosen, ...]) -> pl.DataFrame:
    """The rows of the frame beside status, turn, probability, weight, and N, p and certainty of every stage."""
    added: dict[str, list[object]] = {
        "status": [RESERVE if one.is_reserve else SELECTED for one in chosen],
        "turn": [one.picks[-1].turn for one in chosen],
        "probability": [float(one.chance) for one in chosen],
        "weight": [float(one.weight) for one in chosen],
    }
    for place, stage in enumerate(stages):
        picks = [one.picks[place] for one in chosen]
        added[f"N_{stage.unit}"] = [pick.of for pick in picks]
        added[f"p_{stage.unit}"] = [float(pick.chance) for pick in picks]
        added[f"certainty_{stage.unit}"] = [pick.is_certain for pick in picks]
    taken = [column for column in added if column in table.frame.columns]
    if taken:
        sentence = say("Cột {column} của khung mẫu trùng tên với một cột của kết quả; hãy đổi tên.")
        table.refuse(taken[0], "column_taken", sentence)
    return pl.concat([table.frame[[one.row for one in chosen]], pl.DataFrame(added)], how="horizontal")


def run_sample(asked: Asked, *, seed: str) -> Selection:
    """`danbiet sample`: draw, and write rows and meta, or nothing."""
    design, design_sha256 = checked(asked)
    selection = draw_sample(asked.data, design, seed=seed)
    write_all(_files(selection, asked.out, {"version": __version__, "seed": seed, "design_sha256": design_sha256}))
    return selection


def _files(selection: Selection, out: Path, made: Mapping[str, object]) -> dict[Path, bytes]:
    meta = {
        **made,
        "data_sha256": selection.frame_sha256,
        "rows_read": selection.rows_read,
        "rows_used": selection.selected + selection.reserve,
        "selected": selection.selected,
        "reserve": selection.reserve,
        "short": [vars(one) for one in selection.short],
    }
    if out.suffix == ".json":
        rows = [{name: _plain(value) for name, value in row.items()} for row in selection.rows.to_dicts()]
        return {out: as_json({"meta": meta, "rows": rows})}
    return {out: as_table(selection.rows, out), beside(out): as_json(meta)}


def _plain(value: object) -> object:
    """A cell as JSON has it: days, times and decimals as a CSV file writes them, what is no number as nothing."""
    if isinstance(value, float):
        return value if isfinite(value) else None if isnan(value) else str(value)
    return value if value is None or isinstance(value, bool | int | str) else str(value)
