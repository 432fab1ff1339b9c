"""Commands: exit codes, dry run, JSON, both languages."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from danbiet.places.models import Outline, Successor
from danbiet.places.tests import factories
from danbiet.places.tests.test_rules import HEADER, collection, square

pytestmark = pytest.mark.django_db
MERGE = HEADER + "00602,00091,1,count,1/NQ,2027-01-01\n"


@pytest.fixture
def story() -> factories.BacTuLiem:
    return factories.bac_tu_liem()


def run(capsys, *args: object) -> tuple[int, str, str]:
    code = 0
    try:
        call_command(*[str(arg) for arg in args])
    except SystemExit as ended:
        code = ended.code
    out, err = capsys.readouterr()
    return code, out, err


def test_a_dry_run_then_the_act(capsys, story, tmp_path: Path) -> None:
    file = tmp_path / "m.csv"
    file.write_text(MERGE, encoding="utf-8")
    code, out, _ = run(capsys, "import_places", file)
    assert (code, "Chạy thử" in out, "00602@2025-07-01" in out) == (0, True, True)
    assert not Successor.objects.filter(on="2027-01-01").exists()
    code, out, _ = run(capsys, "import_places", file, "--apply", "--json")
    found = json.loads(out)
    assert (code, found["ok"], found["is_applied"], found["ended"]) == (0, True, True, ["00602@2025-07-01"])
    assert Successor.objects.filter(on="2027-01-01").exists()
    _, out, _ = run(capsys, "import_places", file, "--undo", "--lang", "en")
    assert "Reopen: 00602@2025-07-01" in out
    _, out, _ = run(capsys, "import_places", file, "--lang", "en")
    assert "1 rows: 0 new links, 1 there already." in out


def test_a_file_that_was_never_applied_is_not_undone(capsys, story, tmp_path: Path) -> None:
    file = tmp_path / "m.csv"
    file.write_text(MERGE, encoding="utf-8")
    assert run(capsys, "import_places", file, "--undo", "--apply")[0] == 2


def test_a_damaged_file_ends_with_two_and_says_where(capsys, story, tmp_path: Path) -> None:
    file = tmp_path / "m.csv"
    file.write_text(MERGE.replace(",1,", ",0.9,"), encoding="utf-8")
    code, out, err = run(capsys, "import_places", file, "--apply", "--json", "--lang", "en")
    assert code == 2
    assert json.loads(out) == {
        "ok": False,
        "errors": [{"file": "m.csv", "row": 2, "column": "share", "code": "shares_sum",
                    "message": "The shares of 00602 sum to 0.9; they must sum to exactly 1."}],
    }  # fmt: skip
    assert run(capsys, "import_places", tmp_path / "none.csv")[0] == 2


def test_outlines_come_in_by_command(capsys, country, tmp_path: Path, settings, in_2021) -> None:
    file = tmp_path / "w.geojson"
    file.write_bytes(collection(square("00601")))
    code, out, _ = run(capsys, "import_outlines", file, "--place", "021", "--json")
    assert (code, json.loads(out)["units"]) == (0, ["00601"])
    assert Outline.objects.count() == 1
    assert run(capsys, "import_outlines", file, "--place", "999")[0] == 2
    assert run(capsys, "import_outlines", tmp_path / "none", "--place", "021")[0] == 2
