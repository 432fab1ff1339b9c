"""The method pages tell the truth: their examples are run."""

import doctest
import importlib
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


@pytest.mark.parametrize("name", ["estimating", "composing", "drawing", "small_areas", "robust"])
def test_from_python_each_command_is_a_function_that_shows_how_it_is_called(name: str, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    tried = doctest.testmod(importlib.import_module(f"danbiet.survey.frames.{name}"))
    assert tried.failed == 0
    assert tried.attempted >= 4


def test_a_result_shows_itself_as_a_table(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("group,y\na,1\na,3\nb,5\n", encoding="utf-8")
    design = '[design]\nclusters = ["group"]\nweights = 1\n[[request]]\nstatistic = "mean"\nvariables = ["y"]\n'
    shown = estimate(tmp_path / "a.csv", read_design(f"version = 1\n{design}"), folder=tmp_path, seed=0)._repr_html_()
    assert shown.count("<tr>") == 2
    assert "<td>few_clusters;df_under_2</td>" in shown


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
