"""Backup and restore: equal, whole or not at all, whatever is killed, full, damaged or not empty."""

import json
import os
import resource
import shutil
import signal
import subprocess
import tarfile
import time
from io import BytesIO
from pathlib import Path

import pyrage
import pytest

from danbiet.ledger.tests.test_commands import WRITER
from tests.installations import Installation, Maker, files_in
from tests.postgres import Cluster

MEGABYTE = 1024**2
pytestmark = pytest.mark.installation


def opened(backup: Path, keys: Path) -> dict[str, bytes]:
    """Name and content of everything in a backup."""
    identity = pyrage.x25519.Identity.from_str((keys / "identity.txt").read_text().strip())
    with tarfile.open(fileobj=BytesIO(pyrage.decrypt(backup.read_bytes(), [identity]))) as archive:
        return {member.name: archive.extractfile(member).read() for member in archive}


def sealed(members: dict[str, bytes], keys: Path, path: Path) -> Path:
    """A backup of one's own making."""
    plain = BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, BytesIO(data))
    recipient = pyrage.x25519.Recipient.from_str((keys / "recipient.txt").read_text().strip())
    path.write_bytes(pyrage.encrypt(plain.getvalue(), [recipient]))
    return path


def restore(into: Installation, backup: Path, keys: Path) -> tuple[int, str, str]:
    return into.run("restore", str(backup), "--key", str(keys / "identity.txt"))


ATTEMPTS = """
import json, sys
from pathlib import Path
from danbiet.common.actor import Refusal
from danbiet.common.files import house
from danbiet.ledger import services as ledger
answers = {{}}
for path in sorted(Path({folder!r}).iterdir()):
    try:
        ledger.restore(source=path, key=Path({key!r}), house=house())
        answers[path.name] = 0
    except Refusal as error:
        answers[path.name] = error.exit
print(json.dumps(answers))
"""


def attempts(into: Installation, folder: Path, keys: Path) -> dict[str, int]:
    """Try to restore every file of a folder, one after the other; anything left by one would refuse the next with 4."""
    return json.loads(into.python(ATTEMPTS.format(folder=str(folder), key=str(keys / "identity.txt"))))


def assert_nothing(installation: Installation) -> None:
    """No table, no file but the key that the first start makes, and a restore still finds it empty."""
    assert [name for name in files_in(installation.data_dir) if name != "keys/secret_key"] == []
    if installation.database:
        code = "from django.db import connection; print(connection.introspection.table_names())"
        assert installation.python(code).strip() == "[]"


def test_what_comes_back_is_what_was_there(installation, maker, backed_up, keys) -> None:
    copy = maker.empty()
    assert restore(copy, backed_up, keys)[0] == 0
    assert copy.ask("backup", "--contents") == installation.ask("backup", "--contents")
    for folder in ("files", "proof"):
        assert files_in(copy.data_dir / folder) == files_in(installation.data_dir / folder)
    verdict = copy.ask("verify_ledger")
    assert (verdict["ok"], verdict["last"], verdict["heads"]) == (True, 30, 1)
    assert not (copy.data_dir / ".restoring").exists()


def test_a_restore_under_another_secret_key_says_that_no_receipt_code_opens(
    installation, maker, backed_up, keys
) -> None:
    """`keys/` is in no backup; codes are hashed under a key that lies there (decision 0132)."""
    other, home = maker.empty(), maker.empty()
    code, _, told = restore(other, backed_up, keys)
    assert code == 0
    assert "mã biên nhận" in told
    assert "keys/secret_key" in told
    (home.data_dir / "keys").mkdir(parents=True)
    shutil.copy(installation.data_dir / "keys" / "secret_key", home.data_dir / "keys" / "secret_key")
    assert home.ask("restore", str(backed_up), "--key", str(keys / "identity.txt"))["opens_codes"] is True


def test_after_a_restore_new_rows_find_their_numbers(maker, backed_up, keys) -> None:
    copy = maker.empty()
    restore(copy, backed_up, keys)
    code = "from danbiet.accounts.models import User; print(User.objects.create_user(username='binh').pk)"
    assert int(copy.python(code)) == 2
    copy.python(WRITER.format(count=1, writer=0))
    assert copy.ask("verify_ledger")["last"] == 31


@pytest.mark.postgresql
@pytest.mark.parametrize("maker", ["sqlite"], indirect=True)
def test_a_backup_moves_from_sqlite_to_postgresql_and_home(
    keys, tmp_path, cluster: Cluster, backed_up, installation
) -> None:
    other = Maker("other", tmp_path, cluster).empty()
    assert restore(other, backed_up, keys)[0] == 0
    assert other.ask("backup", "--contents") == installation.ask("backup", "--contents")
    again = tmp_path / "again.age"
    other.do("backup", str(again), "--to", str(keys / "recipient.txt"))
    home = Maker("home", tmp_path, None).empty()
    assert restore(home, again, keys)[0] == 0
    assert home.ask("backup", "--contents") == installation.ask("backup", "--contents")
    assert home.ask("verify_ledger")["ok"] is True


def test_a_backup_holds_what_it_should_and_no_key(installation, backed_up, keys) -> None:
    members = opened(backed_up, keys)
    assert next(iter(members)) == "manifest.json"
    assert list(members)[-1] == "contents.json"
    assert not [name for name in members if name.startswith("keys") or "session" in name]
    secret = (installation.data_dir / "keys" / "signing_key.pem").read_bytes()
    assert not [name for name, data in members.items() if secret in data]
    manifest = json.loads(members["manifest.json"])
    assert manifest["kind"] == "danbiet.backup"
    assert manifest["leaves"]["ledger"] == ["0004_look_for_equals_by_their_indexes"]
    counts = json.loads(members["contents.json"])
    assert (counts["models"]["ledger.event"]["rows"], counts["files"]["files"]) == (30, 6)
    assert backed_up.stat().st_mode & 0o077 == 0


def test_a_backup_while_others_write_is_of_one_moment(installation, maker, keys, tmp_path) -> None:
    writer = installation.start("shell", "-v0", "-c", WRITER.format(count=100_000, writer=1), stderr=subprocess.DEVNULL)
    try:
        assert writer.stdout.readline() == "0\n"
        installation.do("backup", str(tmp_path / "b.age"), "--to", str(keys / "recipient.txt"))
        assert writer.poll() is None, "the writer was to go on meanwhile"
    finally:
        writer.kill()
        writer.communicate()
    copy = maker.empty()
    assert restore(copy, tmp_path / "b.age", keys)[0] == 0
    verdict = copy.ask("verify_ledger")
    assert verdict["ok"] is True
    assert 30 < verdict["last"] < 100_030


def test_a_backup_killed_leaves_no_file_and_the_next_clears_its_draft(installation, keys, tmp_path) -> None:
    large = installation.data_dir / "files" / "00" / ("0" * 64)
    large.parent.mkdir(parents=True)
    with large.open("wb") as file:
        file.truncate(4096 * MEGABYTE)  # takes no room here, but time to encrypt
    out = tmp_path / "out" / "b.age"
    out.parent.mkdir()
    words = ("backup", str(out), "--to", str(keys / "recipient.txt"))
    process = installation.start(*words)
    until = time.monotonic() + 30
    while time.monotonic() < until and not any(draft.stat().st_size > MEGABYTE // 16 for draft in out.parent.iterdir()):
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert not out.exists()
    large.unlink()
    installation.do(*words)
    assert files_in(out.parent) == ["b.age"]


def test_a_full_disk_ends_with_4_and_leaves_nothing(installation, keys, tmp_path) -> None:
    path = installation.data_dir / "files" / "00" / ("0" * 64)
    path.parent.mkdir(parents=True)
    path.write_bytes(os.urandom(6 * MEGABYTE))
    limit = (4 * MEGABYTE, 4 * MEGABYTE)
    code, _, err = installation.run(
        "backup", str(tmp_path / "b.age"), "--to", str(keys / "recipient.txt"),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit),
    )  # fmt: skip
    assert code == 4, err
    assert not list(tmp_path.glob("*b.age*"))


@pytest.fixture
def tiny_disk(tmp_path: Path):
    """A file system of one megabyte, where one may be mounted."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(words, check=False, capture_output=True).returncode != 0:
        pytest.skip("absent: the right to mount")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_is_really_full(installation, keys, tiny_disk) -> None:
    path = installation.data_dir / "files" / "00" / ("0" * 64)
    path.parent.mkdir(parents=True)
    path.write_bytes(os.urandom(2 * MEGABYTE))
    code, _, err = installation.run("backup", str(tiny_disk / "b.age"), "--to", str(keys / "recipient.txt"))
    assert code == 4, err
    assert files_in(tiny_disk) == []


def test_a_backup_never_writes_over_a_file_and_wants_a_key(installation, backed_up, keys, tmp_path) -> None:
    before = backed_up.read_bytes()
    assert installation.run("backup", str(backed_up), "--to", str(keys / "recipient.txt"))[0] == 2
    assert backed_up.read_bytes() == before
    assert installation.run("backup", str(tmp_path / "b.age"))[0] == 2
    assert installation.run("backup", str(tmp_path / "b.age"), "--to", "age1nonsense")[0] == 2
    assert installation.run("backup", str(tmp_path / "nowhere" / "b.age"), "--to", str(keys / "recipient.txt"))[0] == 4
    assert files_in(tmp_path) == ["out/backup.age"]


def test_a_restore_wants_an_empty_place(installation, backed_up, keys, maker) -> None:
    before = installation.ask("backup", "--contents")
    assert restore(installation, backed_up, keys)[0] == 4
    assert installation.ask("backup", "--contents") == before
    with_files = maker.empty()
    shutil.copytree(installation.data_dir / "files", with_files.data_dir / "files")
    assert restore(with_files, backed_up, keys)[0] == 4
    assert files_in(with_files.data_dir / "files") == files_in(installation.data_dir / "files")


def test_a_damaged_backup_restores_nothing(maker, backed_up, keys, tmp_path) -> None:
    data = backed_up.read_bytes()
    middle = len(data) // 2
    damaged = {
        "cut short": data[:middle],
        "without its end": data[:-40],
        "changed": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
        "of another kind": b"%PDF-1.7",
        "empty": b"",
    }
    folder = tmp_path / "damaged"
    folder.mkdir()
    for name, content in damaged.items():
        (folder / name).write_bytes(content)
    place = maker.empty()
    assert attempts(place, folder, keys) == dict.fromkeys(damaged, 2)
    assert_nothing(place)


def test_the_wrong_key_restores_nothing(maker, backed_up, keys, tmp_path) -> None:
    place = maker.empty()
    place.do("backup", "--keygen", str(tmp_path / "other"))
    assert restore(place, backed_up, tmp_path / "other")[0] == 2
    (tmp_path / "other" / "identity.txt").write_text("# chưa có khóa\n")
    assert restore(place, backed_up, tmp_path / "other")[0] == 2
    assert_nothing(place)


def spoiled(members: dict[str, bytes]) -> dict[str, dict[str, bytes]]:
    """Backups that decrypt well and lie."""
    manifest = json.loads(members["manifest.json"])
    later = {**manifest, "leaves": {**manifest["leaves"], "ledger": ["0099_later"]}, "version": "9.0.0"}
    file = next(name for name in members if name.startswith("files/"))
    rows = next(name for name in members if name.startswith("rows/ledger.opening"))
    return {
        "of a newer version": {**members, "manifest.json": json.dumps(later).encode()},
        "of another program": {**members, "manifest.json": b"{}"},
        "without its list": {name: data for name, data in members.items() if name != "contents.json"},
        "a file changed": {**members, file: b"%PDF-1.7 mot tep khac"},
        "rows missing": {name: data for name, data in members.items() if name != rows},
        "a row the database refuses": {**members, rows: members[rows].replace(b'"part":"actor"', b'"part":"other"')},
        "a path that leads out": {"manifest.json": members["manifest.json"], "files/../../x": b"x", **members},
    }  # fmt: skip


def test_a_backup_that_lies_restores_nothing(maker, backed_up, keys, tmp_path) -> None:
    lies = spoiled(opened(backed_up, keys))
    told = (
        lies
        if maker.engine == "sqlite"
        else {name: lies[name] for name in ("rows missing", "a row the database refuses")}
    )
    folder = tmp_path / "lies"
    folder.mkdir()
    for name, members in told.items():
        sealed(members, keys, folder / name)
    place = maker.empty()
    assert attempts(place, folder, keys) == dict.fromkeys(told, 2)
    assert_nothing(place)


def test_a_restore_killed_leaves_nothing_that_the_next_would_keep(maker, installation, backed_up, keys) -> None:
    place = maker.empty()
    process = place.start("restore", str(backed_up), "--key", str(keys / "identity.txt"))
    until = time.monotonic() + 30
    while time.monotonic() < until and not (place.data_dir / ".restoring").exists():
        time.sleep(0.01)
    time.sleep(0.3)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert not (place.data_dir / "db.sqlite3").exists()
    code, _, err = restore(place, backed_up, keys)
    assert code == 0, err
    assert place.ask("backup", "--contents") == installation.ask("backup", "--contents")


def test_a_database_that_waits_for_migrations_is_not_backed_up(maker, keys, tmp_path) -> None:
    place = maker.empty()
    place.do("migrate", "-v0", "contenttypes")
    code, _, err = place.run("backup", str(tmp_path / "b.age"), "--to", str(keys / "recipient.txt"))
    assert (code, "migrate" in err) == (2, True)
