"""Data of every released version become data of this one, on both databases."""

import json
import re
import tarfile
from io import BytesIO
from pathlib import Path

import pyrage
import pytest

from tests.installations import ROOT, Maker

FOLDER = Path(__file__).resolve().parent
KEY = FOLDER / "identity.txt"
BACKUPS = sorted(FOLDER.glob("*.age"))
pytestmark = pytest.mark.installation


def contents(backup: Path) -> dict[str, int]:
    """The number of rows of each table when the backup was made."""
    identity = pyrage.x25519.Identity.from_str(KEY.read_text(encoding="ascii").strip())
    with tarfile.open(fileobj=BytesIO(pyrage.decrypt(backup.read_bytes(), [identity]))) as archive:
        models = json.loads(archive.extractfile("contents.json").read())["models"]
    return {label: count["rows"] for label, count in models.items()}


def test_every_released_version_left_its_backup() -> None:
    """The newest of the changes is the one at work."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    _, *released = re.findall(r"^## (\d+\.\d+\.\d+)", text, re.MULTILINE)
    assert {path.stem for path in BACKUPS} == set(released)


@pytest.mark.parametrize("backup", BACKUPS, ids=lambda path: path.stem)
def test_a_backup_of_an_older_version_is_taken_over(maker: Maker, backup: Path) -> None:
    place = maker.empty()
    code, _, err = place.run("restore", str(backup), "--key", str(KEY))
    assert code == 0, err
    assert place.run("migrate", "--check")[0] == 0, "nothing is left to migrate"
    now = {label: count["rows"] for label, count in place.ask("backup", "--contents")["models"].items()}
    was = contents(backup)
    assert was["ledger.event"] > 100, "the backup is of a place where things happened"
    assert {label: now[label] for label in was if label in now and label.startswith("ledger.")} == {
        label: rows for label, rows in was.items() if label.startswith("ledger.")
    }
    assert [label for label in was if label not in now] == [], (
        "a table that went away needs a line here that says where"
    )
    verdict = place.ask("verify_ledger")
    assert (verdict["ok"], verdict["heads"]) == (True, was["ledger.head"])
    assert place.run("tick", "--new-key")[0] == 0, "the key stays where it was; another begins"
