"""Looking at files of evidence: was it seen before, does it show anything, is it older than the task?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from PIL import ImageStat

from danbiet.common import files, formats
from danbiet.common.cleaning import pictures
from danbiet.common.cleaning.days import made_on
from danbiet.plans.models import Evidence, ProgressNote, Task
from danbiet.plans.rules.states import Flag

PLAIN_BELOW = 6.0  # standard deviation of grey, of 255: a wall, a thumb over the lens, a blank sheet


@dataclass(frozen=True)
class Upload:
    """A file as sent, with the day on which it was made if the sender says so."""

    name: str
    data: bytes
    taken_on: date | None = None


@dataclass(frozen=True)
class Seen:
    """What the content of a file tells."""

    taken_on: date | None = None
    is_empty: bool = False


def look(data: bytes, *, kind: str) -> Seen:
    """Read the day and the emptiness of a file from its content; a picture that does not open is refused."""
    return Seen(made_on(data, kind=kind), kind in pictures.KINDS and _is_empty(data))


@dataclass(frozen=True)
class Looked:
    """A file that was checked and looked at."""

    kept: formats.Stored
    upload: Upload
    seen: Seen


def looked_at(uploads: Iterable[Upload]) -> tuple[Looked, ...]:
    """Check every file and look at it, before the database is asked to write; the same file twice counts once."""
    checked = {(kept := formats.check(upload.data)).sha256: (kept, upload) for upload in uploads}
    return tuple(Looked(kept, upload, look(upload.data, kind=kept.kind)) for kept, upload in checked.values())


def keep(note: ProgressNote, *, looked: Iterable[Looked]) -> list[Evidence]:
    """Keep the files of a note with their flags; every row is written before a file is."""
    files_of = {one.kept.sha256: one for one in looked}
    known = set(Evidence.objects.filter(sha256__in=files_of).values_list("sha256", flat=True))
    rows = []
    for one in files_of.values():
        kept, upload, seen = one.kept, one.upload, one.seen
        taken_on = seen.taken_on or upload.taken_on
        checks = {
            Flag.REPEATED: kept.sha256 in known,
            Flag.EMPTY_PICTURE: seen.is_empty,
            Flag.OLDER: taken_on is not None and taken_on < started(note.task),
        }
        rows.append(
            Evidence(
                note=note,
                sha256=kept.sha256,
                kind=kept.kind,
                name=upload.name[-200:],
                bytes=kept.bytes,
                taken_on=taken_on,
                flags=[flag.value for flag, is_raised in checks.items() if is_raised],
            )  # fmt: skip
        )
    made = Evidence.objects.bulk_create(rows)
    for one in files_of.values():
        files.store(one.upload.data)
    return made


def started(task: Task) -> date:
    """The first day on which work on the task can have been done."""
    return task.from_day or task.plan.issued_on or task.plan.from_day


def _is_empty(data: bytes) -> bool:
    """Whether a picture shows next to nothing."""
    with pictures.opened(data) as picture:
        picture.draft("L", (256, 256))
        grey = picture.convert("L").resize((64, 64))
    return ImageStat.Stat(grey).stddev[0] < PLAIN_BELOW
