"""Restore: a backup becomes the contents of an empty installation, wholly or not at all, on either database."""

import hashlib
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.apps.registry import Apps
from django.core.management.color import no_style
from django.core.management.sql import emit_post_migrate_signal
from django.db import DataError, IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model

from danbiet.common.acting import secret_mark
from danbiet.common.actor import Damaged, Refusal, say
from danbiet.common.files import House
from danbiet.ledger.selectors.rows import Count, loaded
from danbiet.ledger.services.backing import FOLDERS, FORMAT, listed
from danbiet.ledger.services.pipes import decrypted

STAGING = ".restoring"
KEPT = (*FOLDERS, "proof")
BATCH = 1000


class NotEmpty(Refusal):
    """There is something already; a restore never mixes."""

    exit = 4


class NotOurs(Damaged):
    """The file is no backup, is of a newer version, or does not hold what it says."""


@dataclass(frozen=True)
class Restored:
    """What came back, and whether under the secret key with which receipt codes were hashed (decision 0132)."""

    counts: dict[str, Count]
    opens_codes: bool


def restore(*, source: Path, key: Path, house: House) -> Restored:
    """Fill an empty installation. What an aborted restore left behind is removed first."""
    _clear_aborted(house)
    _refuse_unless_empty(house)
    staging = house.data_dir / STAGING
    staging.mkdir(mode=0o700)
    try:
        with _new_database(staging), _opened(source, key) as archive:
            restored = _load(archive, staging)
            _move_in(staging, house)
    except BaseException:
        _clear_aborted(house)
        raise
    shutil.rmtree(staging)
    return restored


def _refuse_unless_empty(house: House) -> None:
    there = [name for name in KEPT if any((house.data_dir / name).rglob("*"))]
    if there or _has_tables():
        raise NotEmpty(say("Thư mục dữ liệu hoặc cơ sở dữ liệu không trống. Chỉ khôi phục vào nơi còn trống."))


def _has_tables() -> bool:
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return False
    return bool(connection.introspection.table_names())


def _clear_aborted(house: House) -> None:
    """While the staging folder stands and the database is empty, what lies beside it was never taken over."""
    staging = house.data_dir / STAGING
    if not staging.exists():
        return
    if not _has_tables():
        for name in KEPT:
            shutil.rmtree(house.data_dir / name, ignore_errors=True)
    shutil.rmtree(staging)


@contextmanager
def _new_database(staging: Path) -> Iterator[None]:
    """PostgreSQL: one transaction. SQLite: a file of its own, renamed into place when all is in it."""
    if connection.vendor != "sqlite":
        with transaction.atomic():
            yield
        return
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = staging / "db.sqlite3"
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
    os.replace(staging / "db.sqlite3", name)


@contextmanager
def _opened(source: Path, key: Path) -> Iterator[tarfile.TarFile]:
    try:
        with (
            source.open("rb") as file,
            decrypted(file, key=key) as plain,
            tarfile.open(fileobj=plain, mode="r|*", errorlevel=2) as archive,
        ):
            yield archive
    except (tarfile.TarError, EOFError, LookupError, ValueError, IntegrityError, DataError) as error:
        raise NotOurs(say("Tệp sao lưu hỏng: {error}"), error=error) from error


def _load(archive: tarfile.TarFile, staging: Path) -> Restored:
    manifest = _manifest(archive)
    executor = MigrationExecutor(connection)
    targets = [(app, name) for app, names in manifest["leaves"].items() for name in names]
    if not set(targets) <= set(executor.loader.graph.nodes):
        raise NotOurs(
            say("Bản sao lưu của phiên bản {version}, mới hơn chương trình này."), version=manifest["version"]
        )
    registry = executor.migrate(targets).apps
    reader = _Reader(archive, registry, staging)
    with transaction.atomic():
        _empty(registry, manifest["models"])
        reader.read()
        reader.compare(manifest["models"])
        connection.check_constraints()
        _reset_sequences(registry, manifest["models"])
    _migrate_forward()
    return Restored(reader.counts(), manifest.get("secret") == secret_mark())


def _manifest(archive: tarfile.TarFile) -> dict[str, Any]:
    member = archive.next()
    if member is None or member.name != "manifest.json":
        raise NotOurs(say("Tệp này không phải bản sao lưu của Dân biết."))
    manifest = _json_of(archive, member)
    if manifest.get("kind") != "danbiet.backup" or manifest.get("format") != FORMAT:
        raise NotOurs(say("Tệp này không phải bản sao lưu của Dân biết."))
    return manifest


class _Reader:
    """Reads rows into the database and files into the staging folder, counting and hashing both."""

    def __init__(self, archive: tarfile.TarFile, registry: Apps, staging: Path) -> None:
        self.archive, self.registry, self.staging = archive, registry, staging
        self.rows: dict[str, int] = {}
        self.digests: dict[str, Any] = {}
        self.files, self.listing = 0, hashlib.sha256()
        self.contents: dict[str, Any] | None = None

    def read(self) -> None:
        while (member := self.archive.next()) is not None:
            self.archive.members.clear()  # type: ignore[attr-defined]
            folder, _, rest = member.name.partition("/")
            if not member.isfile() or ".." in member.name.split("/") or self.contents is not None:
                raise NotOurs(say("Tệp sao lưu hỏng: {error}"), error=member.name)
            if member.name == "contents.json":
                self.contents = _json_of(self.archive, member)
            elif folder == "rows":
                self.rows_of(rest.partition("/")[0], _file(self.archive, member))
            elif folder in KEPT:
                self.file(member)
            else:
                raise NotOurs(say("Tệp sao lưu hỏng: {error}"), error=member.name)

    def rows_of(self, label: str, lines: IO[bytes]) -> None:
        model = self.registry.get_model(label)
        digest = self.digests.setdefault(label, hashlib.sha256())
        batch: list[Model] = []
        for line in lines:
            digest.update(line)
            batch.append(_row(model, json.loads(line)))
            if len(batch) == BATCH:
                model._base_manager.bulk_create(batch)
                self.rows[label] = self.rows.get(label, 0) + len(batch)
                batch = []
        model._base_manager.bulk_create(batch)
        self.rows[label] = self.rows.get(label, 0) + len(batch)

    def file(self, member: tarfile.TarInfo) -> None:
        path = self.staging / member.name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with _file(self.archive, member) as source, open(path, "xb", opener=_private) as target:
            while data := source.read(65536):
                digest.update(data)
                target.write(data)
            target.flush()
            os.fsync(target.fileno())
        self.files += 1
        self.listing.update(listed(member.name, sha256=digest.hexdigest()))

    def counts(self) -> dict[str, Count]:
        empty = hashlib.sha256()
        return {
            label: Count(self.rows.get(label, 0), self.digests.get(label, empty).hexdigest())
            for label in (self.contents or {})["models"]
        }

    def compare(self, labels: list[str]) -> None:
        """Refuse unless everything that was announced has come, and nothing else."""
        if self.contents is None:
            raise NotOurs(say("Tệp sao lưu bị cắt ngắn."))
        announced = {label: Count(**count) for label, count in self.contents["models"].items()}
        files = {"files": self.files, "sha256": self.listing.hexdigest()}
        if announced != self.counts() or set(labels) != set(announced) or files != self.contents["files"]:
            raise NotOurs(say("Nội dung tệp sao lưu không khớp bản kê của nó."))


def _row(model: type[Model], values: dict[str, object]) -> Model:
    fields = {field.attname: field for field in model._meta.concrete_fields if not field.generated}
    return model(**{name: loaded(fields[name], value) for name, value in values.items()})


def _empty(registry: Apps, labels: list[str]) -> None:
    """Rows that a migration put in stand in the backup as well; moments that fields set by themselves are kept."""
    for label in reversed(labels):
        model = registry.get_model(label)
        for field in model._meta.concrete_fields:
            for automatic in ("auto_now", "auto_now_add"):
                if getattr(field, automatic, False):
                    setattr(field, automatic, False)
        if model._base_manager.exists():
            model._base_manager.all()._raw_delete(connection.alias)


def _reset_sequences(registry: Apps, labels: list[str]) -> None:
    models = [registry.get_model(label) for label in labels]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _migrate_forward() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)


def _move_in(staging: Path, house: House) -> None:
    for name in KEPT:
        if (staging / name).exists():
            if (house.data_dir / name).exists():
                (house.data_dir / name).rmdir()
            os.replace(staging / name, house.data_dir / name)


def _file(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    file = archive.extractfile(member)
    if file is None:
        raise NotOurs(say("Tệp sao lưu hỏng: {error}"), error=member.name)
    return file


def _json_of(archive: tarfile.TarFile, member: tarfile.TarInfo) -> dict[str, Any]:
    value = json.loads(_file(archive, member).read())
    return value if isinstance(value, dict) else {}


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
