"""The shape of the house that an import linter cannot see: sizes, who writes, who opens querysets."""

import ast
import configparser
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "danbiet"
MODULES = [
    path for path in sorted(SOURCE.rglob("*.py")) if not {"migrations", "tests"} & set(path.relative_to(SOURCE).parts)
]
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
COMMON = {
    *("__init__", "apps", "actor", "clock", "access", "acting", "fields", "files", "desk", "commands", "templatetags"),
    *("documents", "docx", "pdf", "xlsx", "formats"),
    *("cleaning", "bounded", "extracting", "personal", "codes"),
}
WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}


def part(path: Path) -> tuple[str, str]:
    """(app, room) of a module: ('plans', 'services') for plans/services/importing.py too."""
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return parts[0], parts[1] if len(parts) > 1 else ""


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef))


def name(path: Path) -> str:
    return str(path.relative_to(SOURCE))


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_module_keeps_its_size(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_functions_and_classes_keep_their_size(path: Path) -> None:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            limit = 50 if isinstance(node, ast.FunctionDef) else 150
            assert node.end_lineno - node.lineno < limit, f"{node.name} is too long"


def test_median_function_is_under_ten_lines() -> None:
    sizes = sorted(node.end_lineno - node.lineno + 1 for path in MODULES for node in functions(path))
    assert sizes[len(sizes) // 2] < 10


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template_keeps_its_size_and_the_content_policy(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 170
    assert not re.search(r"\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)|https?://(?!www\.w3\.org)", text)


@pytest.mark.parametrize(
    "path", [path for path in MODULES if part(path)[1] == "services" and part(path)[0] != "demo"], ids=name
)
def test_services_take_keywords_and_the_actor(path: Path) -> None:
    """The demo is left out: it acts for all its people, at the moments of its story."""
    for node in tree(path).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            assert len(node.args.args) <= 1, f"{node.name}: keyword-only from the second on"
            assert "at" in {a.arg for a in node.args.kwonlyargs} or not calls(node, "record"), f"{node.name}: no moment"


def calls(node: ast.AST, attribute: str) -> bool:
    return any(
        isinstance(call.func, ast.Attribute) and call.func.attr == attribute
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
    )


@pytest.mark.parametrize("path", [path for path in MODULES if part(path)[1] != "services"], ids=name)
def test_only_services_write(path: Path) -> None:
    if part(path)[0] == "ledger" and part(path)[1] == "management":
        return
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            chain = ast.unparse(node.func.value)
            assert ".objects" not in chain, f"line {node.lineno}: {chain}.{node.func.attr}"
            assert not (part(path)[1] in {"views", "forms", "selectors"} and node.func.attr in {"save", "delete"}), (
                f"line {node.lineno}: {chain}.{node.func.attr}"
            )


@pytest.mark.parametrize("path", [path for path in MODULES if part(path)[1] in {"views", "forms", "urls"}], ids=name)
def test_pages_open_no_querysets(path: Path) -> None:
    assert ".objects" not in path.read_text(encoding="utf-8")
    assert "import_module" not in path.read_text(encoding="utf-8")


def test_common_is_a_closed_list() -> None:
    """A new module of common needs a decision record (layout.md 2)."""
    rooms = {
        path.stem if path.parent == SOURCE / "common" else part(path)[1]
        for path in MODULES
        if part(path)[0] == "common"
    }
    assert rooms <= COMMON


def contract(name: str, key: str) -> set[str]:
    """The modules that a contract of the import linter names."""
    read = configparser.ConfigParser()
    read.read(ROOT / ".importlinter", encoding="utf-8")
    return set(read[f"importlinter:contract:{name}"][key].split())


def test_every_app_is_held_to_the_inner_order() -> None:
    apps = {f"danbiet.{path.parent.name}" for path in SOURCE.glob("*/apps.py")}
    assert contract("inside", "containers") == apps - {"danbiet.common"}


def test_array_libraries_are_kept_out_of_every_part() -> None:
    """A part that has frames of arrays is named room by room."""
    named = contract("array-libraries", "source_modules")
    for path in MODULES:
        app, room = part(path)
        if room not in {"", "__init__"} and app not in {"stats", "demo"} and room != "frames":
            assert named & {f"danbiet.{app}", f"danbiet.{app}.{room}"}, name(path)


def test_only_config_common_and_views_read_settings() -> None:
    for path in MODULES:
        if "from django.conf import settings" in path.read_text(encoding="utf-8"):
            assert part(path)[0] in {"config", "common"} or part(path)[1] == "views", name(path)


def test_no_signals_and_no_class_based_views() -> None:
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        assert "django.dispatch" not in text, name(path)
        assert "django.views.generic" not in text, name(path)


def test_views_do_not_reach_past_services_selectors_and_forms() -> None:
    for path in MODULES:
        if part(path)[1] == "views":
            found = re.search(r"from danbiet\.\w+(\.| import )(models|rules)\b", path.read_text(encoding="utf-8"))
            assert not found, f"{name(path)}: {found and found[0]}"
