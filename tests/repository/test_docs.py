"""The documents tell the truth: what the product has is named, and what they name exists."""

import ast
import re
from pathlib import Path

import pytest

from danbiet import __version__
from danbiet.config.environment import version
from tests.repository.test_shape import MODULES, ROOT, tree

DOCS = sorted((ROOT / "docs").rglob("*.md"))
REFUSED = set(
    re.search(r"^`abbr:` (.+)$", (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE)[1].split(
        ", "
    )
)


def test_every_command_is_in_the_documents() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in [*DOCS, ROOT / "README.md"])
    commands = [path.stem for path in MODULES if path.parent.name == "commands" and path.stem != "__init__"]
    assert [name for name in commands if name not in text] == []


def test_every_decision_has_its_four_parts_and_its_own_number() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [path.name[:4] for path in records]
    assert len(numbers) == len(set(numbers))
    for path in records:
        text = path.read_text(encoding="utf-8")
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Consequences")), path.name


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|/|#|mailto:)([^)#]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_no_identifier_uses_a_refused_word() -> None:
    for path in MODULES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                assert not REFUSED & set(re.split(r"_|(?<=[a-z])(?=[A-Z])", node.name.lower())), f"{path}: {node.name}"


def test_the_project_speaks_of_itself_alone() -> None:
    """No path of a machine, no address of a package registry."""
    for path in [*MODULES, *DOCS, ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "scripts").iterdir()]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(?<![\w.])/(work|root|home)/|pypi\.org|files\.pythonhosted|registry\.npmjs", text), path


def test_readme_is_short() -> None:
    assert 30 <= len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 60


def test_no_compiled_catalogue_is_out_of_date() -> None:
    """Every .mo is what its .po compiles to."""
    from tools.messages import SOURCE, as_bytes, loaded

    for path in SOURCE.rglob("django.mo"):
        app = path.relative_to(SOURCE).parts[0]
        assert path.read_bytes() == as_bytes(loaded(app))[1], app


def test_results_name_the_version_that_the_changes_name() -> None:
    assert version() == __version__
