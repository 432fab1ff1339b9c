"""Rows of small tables asked for in a test: the text of a table and of a design in, rows out."""

from pathlib import Path
from typing import Any

from danbiet.survey.frames.composing import compose
from danbiet.survey.frames.estimating import estimate
from danbiet.survey.rules.design_file import read_design
from danbiet.survey.rules.index_file import read_index

PLAIN = "[design]\nweights = 1\n"
INDEX = """[[dimensions]]
code = "D1"
[[dimensions.sub_dimensions]]
code = "S1.1"
low = 1.0
high = 10.0
"""


def written(folder: Path, table: str) -> Path:
    path = folder / "answers.csv"
    path.write_text(table, encoding="utf-8")
    return path


def rows_of(folder: Path, table: str, *requests: str, design: str = PLAIN) -> list[Any]:
    """`danbiet estimate`; each request as TOML without its heading."""
    text = "version = 1\n" + design + "".join(f"[[request]]\n{one}\n" for one in requests)
    return estimate(written(folder, table), read_design(text), folder=folder, seed=1).rows


def composed_rows(folder: Path, table: str, index: str, *, design: str) -> list[Any]:
    """`danbiet compose`."""
    asked = read_design("version = 1\n" + design)
    return compose(written(folder, table), asked, read_index(index), folder=folder, seed=1).rows
