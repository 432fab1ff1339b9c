"""Files from strangers made harmless: refused with a sentence, or given back without what acts or tells on people.

Nothing of a file is ever run or fetched. The same file gives the same bytes, and a clean file stays as it is.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from danbiet.common import bounded, formats
from danbiet.common.cleaning import pictures
from danbiet.common.cleaning.days import made_on
from danbiet.common.cleaning.washed import Washed, received

WASHERS = {
    "pdf": "danbiet.common.cleaning.pdfs:washed",
    "docx": "danbiet.common.cleaning.office:docx",
    "xlsx": "danbiet.common.cleaning.office:xlsx",
}
NAME_LENGTH = 120
ENDINGS = {"pdf": ".pdf", "jpeg": ".jpg", "png": ".png", "docx": ".docx", "xlsx": ".xlsx"}
KNOWN_ENDING = re.compile(
    r"(?:\s*\.\s*(?:pdf|jpe?g|jfif|png|docx?|docm|xlsx?|xlsm|csv|tsv|txt|zip|exe|com|bat|cmd|js|vbs|scr|html?|php|svg|lnk|gif))+\s*$",
    re.IGNORECASE,
)
UNWANTED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@dataclass(frozen=True)
class Cleaned:
    """A file that may be shown: its bytes, its kind, a name to show, the day it says it was made.

    `removed`: what was taken out, as sentences to translate; `pages`: pages of a PDF, sheets of a workbook, else 1;
    `size`: width and height of a picture.
    """

    data: bytes
    kind: str
    name: str
    taken_on: date | None
    removed: tuple[str, ...]
    pages: int
    size: tuple[int, int] | None


def clean(data: bytes, *, name: str, kinds: Iterable[str] = formats.KINDS) -> Cleaned:
    """A stranger's file without what acts, hides or tells on people; raises formats.FileRefused with what is wrong."""
    kind = formats.check(data, kinds=kinds).kind
    taken_on = made_on(data, kind=kind)
    washed = _washed(data, kind)
    return Cleaned(
        washed.data, kind, display_name(name, kind=kind), taken_on, washed.removed, washed.pages, washed.size
    )


def display_name(name: str, *, kind: str) -> str:
    """A name to show and to save under, never a path: one line, at most 120 characters, ending as the kind asks."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    signs = "".join(" " if sign.isspace() else sign for sign in last if sign.isspace() or _is_wanted(sign))
    bare = KNOWN_ENDING.sub("", re.sub(r'[<>:"|?*]', "-", signs))
    bare = re.sub(r"\s+", " ", bare).strip(" .-")
    ending = ENDINGS[kind]
    return (bare[: NAME_LENGTH - len(ending)].rstrip(" .") or "tep") + ending


def _is_wanted(sign: str) -> bool:
    return unicodedata.category(sign) not in UNWANTED


def _washed(data: bytes, kind: str) -> Washed:
    if kind in pictures.KINDS:
        return pictures.cleaned(data, kind=kind)
    return received(bounded.run(WASHERS[kind], data))
