"""The engine as waves use it: answers cleaned and checked, samples drawn, results made, in a folder of their own."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from danbiet.survey.frames.drawing import Selection, run_sample
from danbiet.survey.frames.estimating import Progress, open_table, wanted_by
from danbiet.survey.frames.preparing import prepare
from danbiet.survey.frames.reading import read_table
from danbiet.survey.frames.running import run_compose, run_estimate
from danbiet.survey.frames.writing import as_table
from danbiet.survey.rules.asking import Asked
from danbiet.survey.rules.design_file import DesignFile
from danbiet.survey.rules.index_file import IndexFile

DESIGN, INDEX = "design.toml", "index.toml"


@dataclass(frozen=True)
class Cleaned:
    """Answers without the columns that nobody needs."""

    data: bytes
    rows: int
    columns: tuple[str, ...]
    dropped: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Made:
    """The files of one command, and the rows in them as plain values."""

    command: str
    json: bytes
    csv: bytes
    meta: dict[str, Any]
    rows: list[dict[str, Any]]


def cleaned(path: Path, design: DesignFile, index: IndexFile | None) -> Cleaned:
    """The columns that design and index use, as written, checked as a run will read them; raise TableRefused.

    `path` lies among the files that the design names.
    """
    more = tuple(dict.fromkeys(one.column for one in index.indicators)) if index else ()
    table = open_table(path, design, more=more)
    wanted = wanted_by(path, design, more=more)
    for column in wanted.numbers:
        if column not in wanted.labels:
            table.numbers(column)
    prepare(table, design, folder=path.parent, rng=np.random.default_rng(0))
    whole = _as_text(path)
    kept = [column for column in whole.columns if column in wanted.keys]
    dropped = tuple(column for column in whole.columns if column not in wanted.keys)
    return Cleaned(as_table(whole.select(kept), path), whole.height, tuple(kept), dropped, tuple(wanted.labels))


def _as_text(path: Path) -> pl.DataFrame:
    """Every cell as it is written, so that keeping a column changes nothing in it."""
    return pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path, infer_schema=False)


def looks(path: Path, columns: tuple[str, ...], *, most: int = 200) -> dict[str, list[str]]:
    """The first different texts of each column, to be looked at for what should not be there."""
    frame = _as_text(path)
    return {
        name: [text for text in frame[name].cast(pl.String).unique(maintain_order=True).head(most) if text]
        for name in columns
    }


def drawn(folder: Path, frame: str, *, seed: str) -> tuple[Selection, bytes]:
    """`danbiet sample` in a folder: the selection, and the bytes that anybody gets who repeats it."""
    out = folder / "sample.csv"
    selection = run_sample(Asked(folder / frame, folder / DESIGN, out), seed=seed)
    return selection, out.read_bytes()


def frame_rows(path: Path) -> int:
    """How many rows a sampling frame has; raise TableRefused where it cannot be read."""
    return read_table(path, None).rows


def estimated(folder: Path, answers: str, *, seed: int, progress: Progress) -> Made:
    """`danbiet estimate` in a folder."""
    asked = _asked(folder, answers, seed)
    run_estimate(asked, progress=progress)
    return _made("estimate", asked)


def composed(folder: Path, answers: str, *, edition: str, seed: int, progress: Progress) -> Made:
    """`danbiet compose` in a folder, by an edition or by the index file there."""
    asked = _asked(folder, answers, seed)
    index = None if edition else str(folder / INDEX)
    run_compose(asked, edition=edition or None, index=index, progress=progress)
    return _made("compose", asked)


def _asked(folder: Path, answers: str, seed: int) -> Asked:
    return Asked(folder / answers, folder / DESIGN, folder / "result.json", seed, also=(folder / "result.csv",))


def _made(command: str, asked: Asked) -> Made:
    whole = asked.out.read_bytes()
    read = json.loads(whole)
    return Made(command, whole, asked.also[0].read_bytes(), read["meta"], read["rows"])
