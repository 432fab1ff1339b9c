"""A whole run of a command: files in, files out, all of them or none."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from danbiet import __version__
from danbiet.common.actor import Problem, say
from danbiet.survey.frames.composing import compose
from danbiet.survey.frames.estimating import Answered, Progress, estimate
from danbiet.survey.frames.reading import TableRefused
from danbiet.survey.frames.writing import (
    check_ending,
    check_places,
    meta_of,
    outputs,
    replicate_table,
    weight_table,
    write_all,
)
from danbiet.survey.rules.asking import Asked, Told
from danbiet.survey.rules.design_file import DesignFile, read_design
from danbiet.survey.rules.index_file import edition as edition_named
from danbiet.survey.rules.index_file import read_index

TABLES = (".csv", ".parquet")


def run_estimate(asked: Asked, *, progress: Progress = lambda *_: None) -> Told:
    """`danbiet estimate`."""
    design, sha256 = checked(asked)
    done = estimate(asked.data, design, folder=asked.design.parent, seed=asked.seed, progress=progress)
    files = _files(asked, done, sha256)
    if asked.weights_out:
        files[asked.weights_out] = weight_table(done.ready, asked.weights_out)
    if asked.replicates_out:
        files[asked.replicates_out] = replicate_table(done.ready, asked.replicates_out)
    write_all(files)
    return Told(len(done.rows), str(asked.out))


def run_compose(asked: Asked, *, edition: str | None, index: str | None, progress: Progress = lambda *_: None) -> Told:
    """`danbiet compose`."""
    design, sha256 = checked(asked, *([Path(index)] if index else []))
    described = read_index(_text(Path(index)), file=Path(index).name) if index else edition_named(str(edition))
    folder = asked.design.parent
    done = compose(asked.data, design, described, folder=folder, seed=asked.seed, progress=progress)
    write_all(_files(asked, done, sha256))
    return Told(len(done.rows), str(asked.out))


def checked(asked: Asked, *more: Path) -> tuple[DesignFile, str]:
    """(the design, hash of its file); the names of all outputs are checked before the data are read.

    `more`: further files that are read.
    """
    check_ending(asked.out)
    check_ending(asked.data, endings=TABLES)
    for further in asked.also:
        check_ending(further)
    for path in (asked.weights_out, asked.replicates_out):
        if path:
            check_ending(path, endings=TABLES)
    design = read_design(_text(asked.design), file=asked.design.name)
    check_places(asked.outputs, inputs=(asked.data, asked.design, *more, *_named(design, asked.design.parent)))
    return design, hashlib.sha256(asked.design.read_bytes()).hexdigest()


def _named(design: DesignFile, folder: Path) -> Iterator[Path]:
    """The files that a design names: read with it, so never written over."""
    small = design.small_area
    files = [design.variance.file, *(step.file for step in design.adjust)]
    files += [margin.file for step in design.adjust for margin in step.margins]
    if small:
        files += [small.means, small.benchmark.file if small.benchmark else None]
    return (folder / name for name in files if name)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except FileNotFoundError as error:
        values = (("file", path.name),)
        raise TableRefused((Problem("no_file", say("Không có tệp {file}."), values, path.name),)) from error
    except UnicodeDecodeError as error:
        values = (("file", path.name),)
        raise TableRefused((Problem("not_utf8", say("Tệp {file} không phải UTF-8."), values, path.name),)) from error


def _files(asked: Asked, done: Answered, design_sha256: str) -> dict[Path, bytes]:
    meta: dict[str, Any] = meta_of(done.ready, version=__version__, seed=asked.seed, design_sha256=design_sha256)
    files: dict[Path, bytes] = {}
    for path in (asked.out, *asked.also):
        files |= outputs(done.rows, meta, path)
    return files
