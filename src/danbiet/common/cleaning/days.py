"""The day on which a file says it was made; read before cleaning takes the note away."""

import re
import zlib
from datetime import date
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from danbiet.common.cleaning import pictures

DAY = re.compile(rb"(?:/CreationDate\s*\(D:|<xmp:CreateDate>|<dcterms:created[^>]*>)(\d{4})-?(\d\d)-?(\d\d)")
EXIF_DAY = re.compile(r"(\d{4}):(\d\d):(\d\d)")


def made_on(data: bytes, *, kind: str) -> date | None:
    """The day inside the file, if it tells one; a picture that does not open is refused."""
    if kind in pictures.KINDS:
        with pictures.opened(data) as picture:
            found = EXIF_DAY.match(pictures.taken(picture))
        return _real(*found.groups()) if found else None
    return _day(DAY.search(data)) if kind == "pdf" else _office_day(data)


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
    except (BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError, zlib.error, EOFError, ValueError):
        return None
