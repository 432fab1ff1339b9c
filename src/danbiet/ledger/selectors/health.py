"""Whether the installation is well, asked by a monitor every few seconds."""

import shutil
import tempfile
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from danbiet.common import clock
from danbiet.common.files import House
from danbiet.law.calendar import missing_next_year
from danbiet.ledger.models import Run
from danbiet.ledger.selectors.proofs import head_of

LEAST_FREE = 200 * 1024**2
TICK_WITHIN = timedelta(hours=26)


@dataclass(frozen=True)
class Health:
    """`is_serving` decides between 200 and 503; `warnings` name what a person should look at soon."""

    version: str
    database: bool
    unapplied_migrations: int | None
    data_dir_writable: bool
    disk_free_bytes: int
    last_tick_at: datetime | None
    last_tick_age_seconds: int | None
    head_of_yesterday: bool
    warnings: tuple[str, ...]

    @property
    def is_serving(self) -> bool:
        """Whether pages can be read and acts recorded."""
        return (
            self.database
            and self.unapplied_migrations == 0
            and self.data_dir_writable
            and self.disk_free_bytes >= LEAST_FREE
        )

    def as_json(self) -> dict[str, object]:
        """The answer of `/health`, in plain JSON words."""
        at = self.last_tick_at
        values = {**asdict(self), "last_tick_at": at.isoformat() if at else None, "warnings": list(self.warnings)}
        return {"ok": self.is_serving, **values}


def health(*, at: datetime, house: House) -> Health:
    """Ask everything once; a database that does not answer is a finding, not a crash."""
    unapplied, tick = _of_database()
    age = int((at - tick).total_seconds()) if tick else None
    has_head = head_of(clock.day(at) - timedelta(days=1), house=house) is not None
    return Health(
        version=house.version,
        database=unapplied is not None,
        unapplied_migrations=unapplied,
        data_dir_writable=_is_writable(house.data_dir),
        disk_free_bytes=shutil.disk_usage(house.data_dir).free if house.data_dir.exists() else 0,
        last_tick_at=tick,
        last_tick_age_seconds=age,
        head_of_yesterday=has_head,
        warnings=_warnings(age, has_head=has_head, on=clock.day(at)),
    )


def _warnings(age: int | None, *, has_head: bool, on: date) -> tuple[str, ...]:
    found = {
        "tick_late": age is None or age > TICK_WITHIN.total_seconds(),
        "head_missing": not has_head,
        "calendar_missing": missing_next_year(on) is not None,
    }
    return tuple(name for name, holds in found.items() if holds)


def _of_database() -> tuple[int | None, datetime | None]:
    """How many migrations wait, and the last tick; (None, None) when the database does not answer."""
    try:
        applied = set(MigrationRecorder(connection).applied_migrations())
        unapplied = len(_known() - applied)
        tick = None if unapplied else Run.objects.filter(job="tick").order_by("-due").first()
    except DatabaseError:
        return None, None
    return unapplied, tick.done_at if tick else None


@lru_cache(maxsize=1)
def _known() -> frozenset[tuple[str, str]]:
    loader = MigrationLoader(None)
    return frozenset(loader.disk_migrations or ())


def _is_writable(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"\n")
    except OSError:
        return False
    return True
