"""Draws an official document as PDF/UA-1 with the fonts shipped here; needs no system library.

User text reaches the template as JSON input, never as its source, so it is printed literally.
The same document gives the same bytes.
"""

import json
from bisect import bisect_right
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from danbiet.common.documents import MOTTO, STATE, Document, laid_out

HERE = Path(__file__).resolve().parent
TEMPLATE = HERE / "typst" / "official.typ"
FONTS = HERE / "fonts"
MISSING = "□"


def pdf(document: Document) -> bytes:
    """The document as the bytes of a PDF file; a sign that the font lacks (an emoji) is printed as □."""
    import typst  # 81 MB on disk: loaded when the first document is drawn, not when the server starts

    draw: Any = typst.compile
    made: bytes = draw(
        TEMPLATE.read_bytes(),
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"layout": _input(document)},
        pdf_standards="ua-1",
        timestamp=datetime.combine(document.on or date(document.year, 1, 1), time(), tzinfo=UTC),
    )
    return made


def printable(text: str) -> str:
    """The text with every sign that Liberation Serif lacks replaced.

    >>> printable("Ấp 😀")
    'Ấp □'
    """
    return "".join(sign if _covered(ord(sign)) else MISSING for sign in text)


def _input(document: Document) -> str:
    values = asdict(laid_out(document)) | {"state": STATE, "motto": MOTTO, "author": document.issued_by}
    return json.dumps(_printable(values), ensure_ascii=False)


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _printable(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_printable(part) for part in value]
    return value


def _covered(sign: int) -> bool:
    bounds = _coverage()
    return bisect_right(bounds, sign) % 2 == 1


@cache
def _coverage() -> list[int]:
    """Bounds of the runs of signs that all four faces hold: first of a run, first after it, and so on."""
    rows = (FONTS / "coverage.txt").read_text(encoding="ascii").split()
    return [bound for row in rows for first, last in [row.split("-")] for bound in (int(first, 16), int(last, 16) + 1)]
