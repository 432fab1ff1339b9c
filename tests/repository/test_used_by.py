"""Which page works with which duty is what the source says: the law data and the parts name the same duties."""

import re
from pathlib import Path

import pytest

from danbiet.law.duties import duties

SOURCE = Path(__file__).resolve().parents[2] / "src" / "danbiet"
CODE = re.compile(r"\b[A-Z]{2,4}\d{0,2}-\d{2}\b")
PAGES = {"disclosure": "/disclosure/", "voices": "/voices/", "reports": "/reports/"}
APART = {"law", "demo"}  # the law itself, and the story that is played with it


def named(app: Path) -> set[str]:
    """The duties that the source of a part names: its rules, the words beside them, its pages."""
    known = {one.id for one in duties()}
    files = [path for kind in ("*.py", "*.html") for path in app.rglob(kind)]
    texts = (path.read_text(encoding="utf-8") for path in files if not {"tests", "migrations"} & set(path.parts))
    return {code for text in texts for code in CODE.findall(text)} & known


def claimed(page: str) -> set[str]:
    return {one.id for one in duties() if any(path.startswith(page) for path in one.used_by)}


@pytest.mark.parametrize(("app", "page"), PAGES.items())
def test_a_page_is_said_to_use_what_its_part_names_and_nothing_else(app: str, page: str) -> None:
    assert named(SOURCE / app) - claimed(page) == set(), "named there, but `used_by` does not say so"
    assert claimed(page) - named(SOURCE / app) == set(), "`used_by` says so, but nothing there names it"


def test_no_other_part_works_with_a_duty_unsaid() -> None:
    others = [path for path in SOURCE.iterdir() if path.is_dir() and path.name not in {*PAGES, *APART}]
    assert {app.name: named(app) for app in others if named(app)} == {}


def test_only_these_pages_and_the_law_are_said_to_use_a_duty() -> None:
    pages = ("/law/", *PAGES.values())
    assert [one.id for one in duties() for path in one.used_by if not path.startswith(pages)] == []
