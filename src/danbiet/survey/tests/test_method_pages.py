"""The method pages tell the truth: their examples are run."""

import doctest
import math
import re
from pathlib import Path

import pytest

from danbiet.survey.frames.composing import compose
from danbiet.survey.frames.estimating import estimate
from danbiet.survey.rules.design_file import read_design
from danbiet.survey.rules.index_file import read_index

PAGES = Path(__file__).resolve().parents[4] / "docs" / "methods"
BLOCK = re.compile(r"^```(\w+)( \w+)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", ["variance", "weighting", "replication", "intervals", "ranks"])
def test_the_worked_example_holds(name: str) -> None:
    tried = doctest.testfile(str(PAGES / f"{name}.md"), module_relative=False, encoding="utf-8")
    assert tried.failed == 0
    assert tried.attempted >= 4


def line(row) -> str:
    """A row as the page prints it, four digits."""
    numbers = [f"{name}={'-' if math.isnan(value) else f'{value:.4g}'}" for name in ("estimate", "se", "df", "n")
               for value in [getattr(row, name)]]  # fmt: skip
    domain = ";".join(f"{column}={label}" for column, label in row.domain)
    return " ".join([row.statistic, row.variable or "-", row.level or "-", domain or "-", *numbers])


def examples() -> list[tuple[str, str, str]]:
    """(design, index in force, expected lines) of the page."""
    found, index, design = [], "", ""
    for kind, word, text in BLOCK.findall((PAGES / "design-file.md").read_text(encoding="utf-8")):
        if word.strip() == "index":
            index = text
        elif kind == "toml":
            design = text
        elif kind == "text":
            found.append((design, index, text))
    return found


def test_the_examples_of_the_design_file_page_give_what_it_prints(tmp_path: Path) -> None:
    page = (PAGES / "design-file.md").read_text(encoding="utf-8")
    (tmp_path / "answers.csv").write_text(next(text for kind, _, text in BLOCK.findall(page) if kind == "csv"))
    assert len(examples()) == 4
    for design, index, expected in examples():
        read = read_design(design)
        if "[compose]" in design:
            rows = compose(tmp_path / "answers.csv", read, read_index(index), folder=tmp_path, seed=0).rows
        else:
            rows = estimate(tmp_path / "answers.csv", read, folder=tmp_path, seed=0).rows
        assert [line(row) for row in rows] == expected.strip().splitlines()
