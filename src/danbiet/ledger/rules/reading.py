"""Reading proofs that a stranger made: strictly, within limits, and never past their shape."""

import base64
import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime

from danbiet.common.actor import Damaged, say
from danbiet.ledger.rules.canon import NotCanonical, canonical
from danbiet.ledger.rules.signing import STATES, key_id

Object = dict[str, object]
SMALL = 1024 * 1024  # a receipt, key or head
LARGE = 64 * 1024 * 1024  # a status list: some 400,000 items
DEEPEST = 12
LONGEST = 64  # hashes of a path: a tree of 2**64 events
MOST = 2**53 - 1  # what every reader of JSON, the browser among them, keeps exactly
DAY = "2[0-9]{3}-[0-9]{2}-[0-9]{2}"
MOMENT = DAY + r"T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})"

LARGER = say("{name}: lớn hơn mức nhận là {limit} MB.")
NOT_JSON = say("{name}: không phải tệp JSON lành lặn.")
TOO_DEEP = say("{name}: lồng nhau quá sâu.")
ODD_NUMBER = say("{name}: có số lẻ hoặc số quá lớn, không thể có trong chứng cứ.")
OTHER_KIND = say("{name}: không phải loại tệp cần ở đây ({kind}).")
FIELD = say("{name}: ô “{field}” thiếu hoặc sai dạng.")
SENTENCES = {
    "larger": LARGER,
    "not_json": NOT_JSON,
    "too_deep": TOO_DEEP,
    "odd_number": ODD_NUMBER,
    "other_kind": OTHER_KIND,
    "field": FIELD,
}


class Unreadable(Damaged):
    """A file is not the proof that it should be."""


class _OddNumber(ValueError):
    """A number that has no place in a proof."""


def loaded(data: bytes, *, name: str, limit: int = SMALL) -> Object:
    """The JSON object in a file; Unreadable with a sentence for anything else."""
    if len(data) > limit:
        raise Unreadable(LARGER, name=name, limit=limit // 1024**2)
    try:
        value = json.loads(
            data.decode("utf-8-sig"), parse_float=_refused, parse_constant=_refused, parse_int=_whole_number
        )
        canonical(value)
    except _OddNumber as error:
        raise Unreadable(ODD_NUMBER, name=name) from error
    except RecursionError as error:
        raise Unreadable(TOO_DEEP, name=name) from error
    except (ValueError, NotCanonical) as error:
        raise Unreadable(NOT_JSON, name=name) from error
    if _depth(value) > DEEPEST:
        raise Unreadable(TOO_DEEP, name=name)
    if not isinstance(value, dict):
        raise Unreadable(NOT_JSON, name=name)
    return value


def read_receipt(data: bytes, *, name: str) -> Object:
    """A receipt whose parts all have their shape."""
    receipt = _checked(loaded(data, name=name), "danbiet.receipt", RECEIPT, name)
    for part, shape in (("event", EVENT), ("payload", PAYLOAD), ("head", HEAD)):
        _fields(_mapping(receipt[part]), shape, name, f"{part}.")
    _fields(_mapping(_mapping(receipt["payload"])["file"]), FILE, name, "payload.file.")
    return receipt


def read_key(data: bytes, *, name: str) -> Object:
    """A public key whose name is that of its bytes."""
    key = _checked(loaded(data, name=name), "danbiet.key", KEY, name)
    if key_id(base64.b64decode(str(key["public"]))) != key["key_id"]:
        raise Unreadable(FIELD, name=name, field="key_id")
    return key


def read_head(data: bytes, *, name: str) -> Object:
    """A signed head."""
    return _checked(loaded(data, name=name), "danbiet.head", HEAD, name)


def read_status(data: bytes, *, name: str) -> Object:
    """A status list; only the entry that is asked for is looked at closer."""
    return _checked(loaded(data, name=name, limit=LARGE), "danbiet.status", STATUS, name)


def is_publication(payload: object) -> bool:
    """Whether an event's payload is that of a published file."""
    shape = _mapping(payload)
    return _fits(shape, PAYLOAD) == "" and _fits(_mapping(shape["file"]), FILE) == ""


def is_entry(value: object) -> bool:
    """Whether this is what a status list says of one item."""
    return _fits(_mapping(value), ENTRY) == ""


def _checked(value: Object, kind: str, shape: "Shape", name: str) -> Object:
    if value.get("kind") != kind:
        raise Unreadable(OTHER_KIND, name=name, kind=kind)
    _fields(value, shape, name, "")
    return value


def _fields(value: Mapping[str, object], shape: "Shape", name: str, above: str) -> None:
    wrong = _fits(value, shape)
    if wrong:
        raise Unreadable(FIELD, name=name, field=above + wrong)


def _fits(value: Mapping[str, object], shape: "Shape") -> str:
    """The first field that is missing or misshapen; empty when all are well. Further fields are let be."""
    return next((field for field, fits in shape.items() if field not in value or not fits(value[field])), "")


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _depth(value: object) -> int:
    depth, row = 0, [value]
    while row and depth <= DEEPEST:
        depth += 1
        row = [part for one in row for part in _inside(one)]
    return depth


def _inside(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _whole_number(text: str) -> int:
    if len(text) > len(str(MOST)) + 1 or abs(int(text)) > MOST:
        raise _OddNumber
    return int(text)


def _refused(text: str) -> object:
    raise _OddNumber(text[:20])


def _text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= 4000


def _count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _name(value: object) -> bool:
    return _text(value) or _count(value)


def _one(value: object) -> bool:
    return _count(value) and value == 1


def _hash(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value) is not None


def _path(value: object) -> bool:
    return isinstance(value, list) and len(value) <= LONGEST and all(map(_hash, value))


def _object(value: object) -> bool:
    return isinstance(value, dict)


def _day(value: object) -> bool:
    return _written(value, DAY, date.fromisoformat)


def _no_day(value: object) -> bool:
    return value is None or _day(value)


def _moment(value: object) -> bool:
    return _written(value, MOMENT, datetime.fromisoformat)


def _written(value: object, form: str, read: Callable[[str], object]) -> bool:
    try:
        return isinstance(value, str) and re.fullmatch(form, value) is not None and bool(read(value))
    except ValueError:
        return False


def _bytes(length: int) -> "Fits":
    def fits(value: object) -> bool:
        try:
            return isinstance(value, str) and len(base64.b64decode(value, validate=True)) == length
        except ValueError:
            return False

    return fits


def _state(value: object) -> bool:
    return isinstance(value, str) and value in STATES


Fits = Callable[[object], bool]
Shape = Mapping[str, Fits]
SIGNED: Shape = {"origin": _text, "day": _day, "key_id": _text, "signature": _bytes(64)}
HEAD: Shape = {**SIGNED, "version": _one, "tree_size": _count, "root": _hash, "previous": _hash, "signed_at": _moment}
STATUS: Shape = {**SIGNED, "items": _object}
KEY: Shape = {"origin": _text, "key_id": _text, "public": _bytes(32), "from_day": _day, "until_day": _no_day}
ENTRY: Shape = {"version": _name, "state": _state, "since": _text, "reason": _text}
FILE: Shape = {"name": _text, "bytes": _count, "sha256": _hash}
PAYLOAD: Shape = {
    "item": _name, "version": _name, "title": _text, "place": _text, "file": _object, "published_at": _moment,
}  # fmt: skip
EVENT: Shape = {
    "seq": _count, "at": _moment, "act": _text, "target": _text, "place": _text,
    "actor": _hash, "payload": _hash, "prev": _hash,
}  # fmt: skip
RECEIPT: Shape = {
    "version": _one, "event": _object, "payload": _object, "salt": _text, "index": _count, "tree_size": _count,
    "path": _path, "head": _object,
}  # fmt: skip
