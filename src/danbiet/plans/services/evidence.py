"""Looking at files of evidence: was it seen before, does it show anything, is it older than the task?"""

import re
import struct
import warnings
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from PIL import Image, ImageStat, UnidentifiedImageError

from danbiet.common import files
from danbiet.common.actor import say
from danbiet.plans.models import Evidence, ProgressNote, Task
from danbiet.plans.rules.states import Flag

PICTURES = ("jpeg", "png")
PLAIN_BELOW = 6.0  # standard deviation of grey, of 255: a wall, a thumb over the lens, a blank sheet
EXIF_BLOCK, TAKEN, CHANGED = 0x8769, 0x9003, 0x0132
BROKEN = (  # whatever a picture made to harm, or cut short, is answered with
    UnidentifiedImageError, OSError, SyntaxError, ValueError, KeyError, IndexError, TypeError, EOFError, OverflowError,
    MemoryError, struct.error, zlib.error, Image.DecompressionBombWarning, Image.DecompressionBombError,
)  # fmt: skip
DAY = re.compile(rb"(?:/CreationDate\s*\(D:|<xmp:CreateDate>|<dcterms:created[^>]*>)(\d{4})-?(\d\d)-?(\d\d)")
EXIF_DAY = re.compile(r"(\d{4}):(\d\d):(\d\d)")


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
    if kind in PICTURES:
        return _picture(data)
    if kind == "pdf":
        return Seen(_day(DAY.search(data)))
    return Seen(_office_day(data))


def keep(note: ProgressNote, *, uploads: Iterable[Upload]) -> list[Evidence]:
    """Keep the files of a note with their flags; the same file twice in one note counts once.

    Every file is looked at before a row is written, and every row is written before a file is.
    """
    checked = {(kept := files.check(upload.data)).sha256: (kept, upload) for upload in uploads}
    looked = {sha256: look(upload.data, kind=kept.kind) for sha256, (kept, upload) in checked.items()}
    known = set(Evidence.objects.filter(sha256__in=checked).values_list("sha256", flat=True))
    rows = []
    for kept, upload in checked.values():
        seen = looked[kept.sha256]
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
    for _, upload in checked.values():
        files.store(upload.data)
    return made


def started(task: Task) -> date:
    """The first day on which work on the task can have been done."""
    return task.from_day or task.plan.issued_on or task.plan.from_day


def _picture(data: bytes) -> Seen:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=("JPEG", "PNG")) as picture:
                exif = picture.getexif()
                taken = exif.get_ifd(EXIF_BLOCK).get(TAKEN) or exif.get(CHANGED)
                picture.draft("L", (256, 256))
                grey = picture.convert("L").resize((64, 64))
    except BROKEN as error:
        raise files.FileRefused(say("Ảnh hỏng, không mở được.")) from error
    return Seen(_exif_day(taken), ImageStat.Stat(grey).stddev[0] < PLAIN_BELOW)


def _exif_day(taken: object) -> date | None:
    found = EXIF_DAY.match(taken) if isinstance(taken, str) else None
    return _real(*found.groups()) if found else None


def _day(found: re.Match[bytes] | None) -> date | None:
    return _real(*(part.decode() for part in found.groups())) if found else None


def _real(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _office_day(data: bytes) -> date | None:
    try:
        with ZipFile(BytesIO(data)) as archive:
            return _day(DAY.search(archive.open("docProps/core.xml").read(65536)))
    except (BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError, zlib.error, EOFError):
        return None
