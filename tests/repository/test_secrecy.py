"""A denouncer's identity has no place anywhere; nobody but their own modules reads denunciations and tips."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.apps import apps
from django.db.models import Field

from danbiet.voices.rules import denunciation_letters as letters
from danbiet.voices.rules.denunciations import Act
from tests.repository.test_shape import MODULES, ROOT, SOURCE, name, tree

SECRET_MODELS = {"Denunciation", "DenunciationStep", "Tip", "TipLetter", "Vault"}
SECRET = re.compile(
    r"denouncer|whistle|informant|(denunciation|tip)s?_(sender|author|name|phone|mail|email|address|identity|by_whom)"
    r"|nguoi_to_cao",
    re.IGNORECASE,
)
IDENTITY = re.compile(r"name|phone|mail|address|identity|birth|sex|gender|account|device|agent|(^|_)ip$|session|sender")
OURS = re.compile(
    r"voices/(models|rules|selectors|services|forms|views)/(denunciations?|denunciation_letters|tips|vaults)"
)
# a label of a field has no full stop; a sentence that forbids has one
ASKS = re.compile(
    r"(họ (và )?tên|số điện thoại|địa chỉ|căn cước|chữ ký|danh tính)[^.]*(người tố cáo|người gửi (đơn|tin))(?=[^.]*$)",
    re.IGNORECASE,
)


def fields_of(model_names: set[str]) -> list[Field]:
    models = [one for one in apps.get_app_config("voices").get_models() if one.__name__ in model_names]
    assert len(models) == len(model_names)
    return [field for one in models for field in one._meta.concrete_fields]


def test_no_column_of_denunciations_and_tips_could_hold_who_sent_it() -> None:
    for field in fields_of(SECRET_MODELS):
        assert not IDENTITY.search(field.name), field
    related = (field for field in fields_of(SECRET_MODELS) if field.is_relation)
    people = {field.name for field in related if field.related_model.__name__ == "User"}
    assert people == {"drafted_by", "by", "holder_a", "holder_b", "installed_by"}  # officers, by what they did


def test_columns_of_denunciations_and_tips_are_these_and_no_others() -> None:
    """A new column needs somebody to think of who could be seen through it, and to write it here."""
    assert sorted({field.name for field in fields_of({"Denunciation", "DenunciationStep"})}) == [
        "act", "at", "by", "conclusion", "criteria", "denunciation", "drafted_by", "id", "is_repeat", "number", "on",
        "paper_reference", "place", "published_on", "received_on", "source", "stage", "summary", "taken_down_on",
        "year",
    ]  # fmt: skip
    assert sorted({field.name for field in fields_of({"Tip", "TipLetter"})}) == [
        "box", "fetched_on", "id", "is_answer", "last_on", "on", "place", "sealed", "step", "step_on", "tip", "vault",
    ]  # fmt: skip


def test_no_name_in_the_whole_code_is_of_a_denouncer() -> None:
    for path in MODULES:
        for node in ast.walk(tree(path)):
            words = [getattr(node, attribute, "") for attribute in ("id", "attr", "arg", "name")]
            found = [word for word in words if isinstance(word, str) and SECRET.search(word)]
            assert not found, f"{name(path)}: {found}"


def test_no_form_of_denunciations_and_tips_asks_who() -> None:
    from danbiet.voices.forms import denunciations, tips

    forms = [denunciations.PaperForm, denunciations.CheckedText, denunciations.StepForm, tips.TipForm, tips.CodeForm]
    found = {field for form in forms for field in form.base_fields}
    assert found == {
        "place", "reference", "source", "received_on", "is_repeat", "text", "confirmed", "act", "on", "criteria",
        "shown", "pictures", "typed", "understood",
    }  # fmt: skip


@pytest.mark.parametrize("path", sorted((SOURCE / "voices").rglob("templates/**/*.html")), ids=name)
def test_no_page_of_voices_asks_who_denounced(path: Path) -> None:
    marked = re.findall(r'translate "([^"]*)"|>([^<>{}]+)<', path.read_text(encoding="utf-8"))
    assert not [text for pair in marked for text in pair if ASKS.search(text)]


def test_no_translation_asks_who_denounced() -> None:
    with (SOURCE / "voices/locale/en/LC_MESSAGES/django.po").open("rb") as file:
        for message in read_po(file):
            texts = message.id if isinstance(message.id, tuple) else (message.id,)
            assert not any(ASKS.search(text) for text in texts), message.id


def test_no_other_module_reads_denunciations_or_tips() -> None:
    """Search, desk, reports, insight and the interfaces see none of it, because they cannot name it."""
    for path in MODULES:
        inside = name(path)
        if OURS.search(inside) or inside == "voices/models/__init__.py":
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module and "voices" in node.module:
                assert not SECRET_MODELS & {one.name for one in node.names}, inside
                assert not re.search(r"models\.(denunciations|tips)", node.module), inside
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not re.search(r"voices\.(Denunciation|Tip|Vault)", node.value), inside


def test_no_relation_leads_to_denunciations_or_tips_from_elsewhere() -> None:
    for model in apps.get_models():
        if model.__name__ in SECRET_MODELS and model._meta.app_label == "voices":
            continue
        names = {field.related_model.__name__ for field in model._meta.get_fields() if field.related_model}
        hidden = {one for one in names & SECRET_MODELS}
        assert not [
            one for one in model._meta.get_fields() if one.related_model and one.related_model.__name__ in hidden
            and not one.hidden
        ], model  # fmt: skip


def test_letters_to_the_accused_have_no_place_for_the_source() -> None:
    for act in Act:
        for one in letters.letters_of(act):
            words = " ".join([one.subject, *one.paragraphs])
            if one.recipient is letters.Recipient.ACCUSED:
                assert set(re.findall(r"{(\w+)}", words)) <= letters.TO_ACCUSED
                assert not re.search(r"người tố cáo|nguồn|hồ sơ giấy|đơn", words)
            assert not re.search(r"{(name|sender|phone|address)}", words)


def test_the_proxy_keeps_no_body_of_a_tip() -> None:
    text = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
    block = re.search(r"location ~ \^/\(en/\)\?tips/ \{(.*?)\}", text, re.DOTALL)[1]
    for line in (
        "access_log off;",
        "error_log /dev/null;",
        "proxy_request_buffering off;",
        "proxy_max_temp_file_size 0;",
    ):
        assert line in block


def test_the_forgetting_stands_before_everything(settings) -> None:
    assert settings.MIDDLEWARE[0] == "danbiet.config.quiet.Quiet"
    assert "nothing_of_tips" in settings.LOGGING["handlers"]["console"]["filters"]


MANAGING = {
    "objects", "_default_manager", "_base_manager", "all", "filter", "exclude", "values", "values_list", "aggregate",
    "annotate", "select_related", "prefetch_related", "order_by", "in_bulk", "get_or_create", "refresh_from_db", "raw",
    "cursor", "first", "last", "exists", "create", "update", "delete", "save",
}  # fmt: skip


def rows_behind() -> set[str]:
    """Names under which a row of voices gives away one other row; a set of rows is asked by a word of `MANAGING`."""
    models = apps.get_app_config("voices").get_models()
    found = {field.get_accessor_name() for model in models for field in model._meta.related_objects if field.one_to_one}
    assert found == {"moved_to", "sender", "sorting"}
    return found


VIEWS = [path for path in MODULES if name(path).startswith("voices/views")]


@pytest.mark.parametrize("path", VIEWS, ids=name)
def test_no_page_of_voices_reaches_a_row_but_by_its_gate(path: Path) -> None:
    """No model and no way round one in a view: what it shows and changes comes from selectors."""
    managers = MANAGING | rows_behind()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            assert not re.search(r"\.models\b|^django\.db|^django\.apps", node.module), node.module
            assert not {one.name for one in node.names} & {"models", "get_object_or_404", "get_list_or_404"}
        if isinstance(node, ast.Import):
            assert not [one.name for one in node.names if "models" in one.name or one.name.startswith("django.db")]
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) not in {"services", "selectors", "Act"}:
            assert node.attr not in managers, f"line {node.lineno}: {ast.unparse(node)}"


@pytest.mark.parametrize("path", sorted((SOURCE / "voices").rglob("templates/**/*.html")), ids=name)
def test_no_template_of_voices_asks_the_database(path: Path) -> None:
    used = re.findall(r"{[{%][^}]*[}%]}", path.read_text(encoding="utf-8"))
    assert not [one for one in used if re.search(r"(?<!forloop)\.(objects|all|filter|first|last|count|exists)\b", one)]
