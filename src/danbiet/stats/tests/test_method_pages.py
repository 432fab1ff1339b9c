"""The worked examples of the method pages hold."""

import doctest
from pathlib import Path

import pytest

PAGES = Path(__file__).resolve().parents[4] / "docs" / "methods"


@pytest.mark.parametrize("name", ["composite", "small-areas", "sampling", "robustness"])
def test_the_worked_example_holds(name: str) -> None:
    tried = doctest.testfile(str(PAGES / f"{name}.md"), module_relative=False, encoding="utf-8")
    assert tried.failed == 0
    assert tried.attempted >= 3
