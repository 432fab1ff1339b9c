"""Rows of results to CSV, Parquet or JSON with what they were made from; the same input gives the same bytes."""

import json
import math
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from danbiet.common.actor import Damaged, say
from danbiet.stats.replication import blocks
from danbiet.stats.results import COLUMNS, NUMBERS, Row
from danbiet.survey.frames.preparing import Ready
from danbiet.survey.rules.asking import beside

ENDINGS = (".csv", ".parquet", ".json")
WHOLE = ("n", "clusters")


class NotWritable(Damaged):
    """A result was asked for in a form that is not known."""


def check_ending(path: Path, *, endings: Sequence[str] = ENDINGS) -> None:
    """Refuse a file name whose ending does not say one of the known forms."""
    if path.suffix not in endings:
        raise NotWritable(
            say("Tên tệp {name} phải tận cùng bằng {endings}."), name=path.name, endings=" ".join(endings)
        )


def outputs(rows: Sequence[Row], meta: Mapping[str, Any], path: Path) -> dict[Path, bytes]:
    """The files of a result by their paths."""
    if path.suffix == ".json":
        whole = {"meta": meta, "rows": [_plain(row) for row in rows]}
        return {path: as_json(whole)}
    return {path: as_table(_frame(rows), path), beside(path): as_json(meta)}


def check_places(outputs: Sequence[Path], *, inputs: Sequence[Path]) -> None:
    """Refuse outputs that would write over one another, over what is read, or over something that is no file."""
    for number, path in enumerate(outputs):
        if path.exists() and not path.is_file():
            raise NotWritable(say("{name} đã có và không phải là tệp."), name=path.name)
        if any(_same(path, other) for other in outputs[:number]):
            raise NotWritable(say("Hai kết quả cùng ghi vào {name}; hãy đặt tên khác nhau."), name=path.name)
        if any(_same(path, other) for other in inputs):
            raise NotWritable(say("Kết quả sẽ ghi đè lên {name}, là tệp đang đọc; hãy đặt tên khác."), name=path.name)


def _same(one: Path, other: Path) -> bool:
    """Whether two names are one file, through symbolic and hard links too."""
    if one.exists() and other.exists():
        return one.samefile(other)
    return one.resolve() == other.resolve()


def as_json(value: object) -> bytes:
    """A value as the JSON files of results are written."""
    return (json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _plain(row: Row) -> dict[str, Any]:
    return {name: dict(row.domain) if name == "domain" else _cell(row, name) for name in COLUMNS}


def _cell(row: Row, name: str) -> Any:
    value = getattr(row, name)
    if name == "warnings":
        return ";".join(value)
    if isinstance(value, float):
        if math.isinf(value):
            return "inf"
        return None if math.isnan(value) else int(value) if name in WHOLE and value == int(value) else value
    return value


def _frame(rows: Sequence[Row]) -> pl.DataFrame:
    columns = {name: [_flat(row, name) for row in rows] for name in COLUMNS}
    schema = {name: pl.Int64 if name in WHOLE else pl.Float64 for name in NUMBERS}
    return pl.DataFrame(
        {
            name: pl.Series(name, values, dtype=schema.get(name, pl.Boolean if name == "suppressed" else pl.String))
            for name, values in columns.items()
        }
    )


def _flat(row: Row, name: str) -> Any:
    if name == "domain":
        return ";".join(f"{column}={label}" for column, label in row.domain) or None
    value = getattr(row, name)
    if isinstance(value, float):
        return None if math.isnan(value) else int(value) if name in WHOLE else value
    text = ";".join(value) if name == "warnings" else value
    return None if text == "" else text


def as_table(frame: pl.DataFrame, path: Path) -> bytes:
    """A frame as CSV or Parquet, by the ending of the path."""
    with tempfile.TemporaryFile() as file:
        if path.suffix == ".parquet":
            frame.write_parquet(file)
        else:
            frame.write_csv(file, null_value="")
        file.seek(0)
        return file.read()


def meta_of(ready: Ready, *, version: str, seed: int, design_sha256: str) -> dict[str, Any]:
    """What a result was made from, and how far each weighting step went."""
    steps = zip(ready.planned, ready.sample.reached, strict=True)
    margins = [
        {"by": list(by), "worst_relative_gap": gap, "passes": reached.passes}
        for planned, reached in steps
        for by, gap in zip(planned.by, reached.gaps, strict=False)
    ]
    used = int(np.count_nonzero(ready.sample.row_weight))
    return {
        "version": version, "seed": seed, "data_sha256": ready.table.sha256, "design_sha256": design_sha256,
        "rows_read": ready.table.rows, "rows_used": used, "margins": margins, "steps": list(_steps(ready)),
    }  # fmt: skip


def _steps(ready: Ready) -> Iterator[dict[str, Any]]:
    """The audit trail: rows cut and the range of the weights after each step."""
    weight = ready.sample.design.weight
    base = ready.sample.cells.base
    for planned, reached, after in zip(ready.planned, ready.sample.reached, ready.sample.trail[1:], strict=True):
        factor = np.divide(after, base, out=np.zeros_like(after), where=base != 0)
        rows = weight * factor[ready.sample.cells.of_row]
        used = rows[rows != 0]
        yield {
            "kind": planned.said.kind, "passes": reached.passes, "trimmed": reached.trimmed,
            "sum": float(rows.sum()), "least": float(used.min()), "most": float(used.max()),
        }  # fmt: skip


def weight_table(ready: Ready, path: Path) -> bytes:
    """id, base, weight of each row, in the order of the table."""
    frame = pl.DataFrame({"id": _ids(ready), "base": ready.sample.design.weight, "weight": ready.sample.row_weight})
    return as_table(frame, path)


def _ids(ready: Ready) -> pl.Series:
    name = ready.design.data.id
    return pl.Series("id", np.arange(1, ready.table.rows + 1)) if name is None else ready.table.frame[name].alias("id")


def replicate_table(ready: Ready, path: Path) -> bytes:
    """id and the weights of every replicate: the one place where rows × replicates are asked for, and made."""
    if ready.replicates is None:
        raise NotWritable(say("variance.method = taylor không có trọng số lặp để ghi."))
    columns = {"id": _ids(ready)}
    weight, cell = ready.sample.design.weight, ready.sample.cells.of_row
    for block, factor, _ in blocks(ready.sample, ready.replicates):
        for place, number in enumerate(range(block.start, block.stop)):
            columns[f"rep{number + 1}"] = pl.Series(weight * factor[cell, place])
    return as_table(pl.DataFrame(columns), path)


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write all files beside their places, then move them in; stopped before that, nothing is left.

    Every place is tried before the first move: a folder of that name would stop the run half-way.
    """
    drafts: dict[Path, str] = {}
    check_places(list(files), inputs=())
    try:
        for path, data in files.items():
            descriptor, drafts[path] = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            os.chmod(drafts[path], 0o644)
        for path, draft in drafts.items():
            os.replace(draft, path)
    finally:
        for draft in drafts.values():
            Path(draft).unlink(missing_ok=True)
