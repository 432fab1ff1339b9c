"""The files carried between the server and the machine that is never online: sealed tips out, sealed answers back."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from danbiet.common.actor import Damaged, say
from danbiet.voices.rules.boxes import is_answer
from danbiet.voices.rules.sealing import SEALED_SIZES

TIPS, ANSWERS = "danbiet.tips", "danbiet.answers"
LIMIT = 60 * 1024 * 1024  # sealed bytes in one file
Row = TypeVar("Row")


class BundleRefused(Damaged):
    """A carried file is not what it should be."""


@dataclass(frozen=True)
class Sealed:
    """A sealed letter: of which tip, which letter of it, the day it came."""

    tip: int
    letter: int
    on: date
    data: bytes


@dataclass(frozen=True)
class SealedAnswer:
    """A sealed answer to a tip."""

    tip: int
    data: bytes


def tips_file(place: str, letters: Iterable[Sealed]) -> str:
    """Sealed letters as one JSON file."""
    rows = [
        {"tip": one.tip, "letter": one.letter, "on": one.on.isoformat(), "sealed": b64encode(one.data).decode()}
        for one in letters
    ]
    return json.dumps({"kind": TIPS, "version": 1, "place": place, "letters": rows}, indent=1)


def answers_file(place: str, answers: Iterable[SealedAnswer]) -> str:
    """Sealed answers as one JSON file."""
    rows = [{"tip": one.tip, "sealed": b64encode(one.data).decode()} for one in answers]
    return json.dumps({"kind": ANSWERS, "version": 1, "place": place, "answers": rows}, indent=1)


def kind_of(text: str) -> tuple[str, str]:
    """(kind, place) of a carried file."""
    file = _file(text)
    return str(file.get("kind")), str(file.get("place"))


def read_tips(text: str) -> list[Sealed]:
    """The sealed letters of a file."""
    return _rows(text, TIPS, "letters", _letter)


def read_answers(text: str) -> list[SealedAnswer]:
    """The sealed answers of a file."""
    return _rows(text, ANSWERS, "answers", _answer)


def _letter(row: Mapping[str, Any]) -> Sealed:
    data = b64decode(row["sealed"], validate=True)
    if len(data) not in SEALED_SIZES:
        raise ValueError("size")
    return Sealed(int(row["tip"]), int(row["letter"]), date.fromisoformat(row["on"]), data)


def _answer(row: Mapping[str, Any]) -> SealedAnswer:
    data = b64decode(row["sealed"], validate=True)
    if not is_answer(data):
        raise ValueError("form")
    return SealedAnswer(int(row["tip"]), data)


def _file(text: str) -> dict[str, Any]:
    try:
        file = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BundleRefused(say("Tệp hỏng hoặc không phải tệp của trang báo tin.")) from error
    if not isinstance(file, dict):
        raise BundleRefused(say("Tệp hỏng hoặc không phải tệp của trang báo tin."))
    return file


def _rows(text: str, kind: str, name: str, make: Callable[[Mapping[str, Any]], Row]) -> list[Row]:
    file = _file(text)
    if file.get("kind") != kind or file.get("version") != 1 or not isinstance(file.get(name), list):
        raise BundleRefused(say("Tệp hỏng hoặc không phải tệp của trang báo tin."))
    try:
        return [make(row) for row in file[name]]
    except (KeyError, TypeError, ValueError) as error:
        raise BundleRefused(say("Tệp hỏng hoặc không phải tệp của trang báo tin.")) from error
