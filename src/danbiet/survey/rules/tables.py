"""A TOML table read into a frozen dataclass: every key known, every value of its type, all faults told at once."""

import dataclasses
import difflib
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, Literal, TypeVar

from danbiet.common.actor import Problem, say

T = TypeVar("T")
WRONG = {
    str: say("{key}: phải là chữ, đặt trong ngoặc kép."), bool: say("{key}: phải là true hoặc false."),
    int: say("{key}: phải là số nguyên."), float: say("{key}: phải là số."),
    tuple: say("{key}: phải là danh sách [..]."), Mapping: say("{key}: phải là bảng {{ .. }}."),
}  # fmt: skip


class Misfit(Exception):
    """A table that does not fit, with every problem found in it."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems


def nearest(word: str, known: typing.Iterable[str]) -> str:
    """The known word most like the one written; empty when there is none at all.

    >>> nearest("stratta", ["strata", "clusters"])
    'strata'
    """
    found = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.0)
    return found[0] if found else ""


def table(kind: type[T], value: object, at: str = "") -> T:
    """The dataclass `kind` from a TOML table; raise Misfit with every unknown, absent or ill-typed key."""
    if not isinstance(value, dict):
        raise Misfit(wrong(at, Mapping))
    hints, made, problems = typing.get_type_hints(kind), {}, []
    problems += [_unknown(_path(at, key), key, hints) for key in value if key not in hints]
    for field in fields(kind):  # type: ignore[arg-type]
        path = _path(at, field.name)
        if field.name in value:
            try:
                made[field.name] = convert(value[field.name], hints[field.name], path)
            except Misfit as error:
                problems += error.problems
        elif field.default is MISSING and field.default_factory is MISSING:
            problems.append(Problem("missing_key", say("Thiếu khóa {key}."), (("key", path),), column=path))
    if problems:
        raise Misfit(*problems)
    return kind(**made)


def convert(value: Any, hint: Any, at: str) -> Any:
    """The value as its annotation wants it; raise Misfit otherwise."""
    if is_dataclass(hint):
        return table(typing.cast(type[Any], hint), value, at)
    origin = typing.get_origin(hint)
    if origin is Literal:
        return _word(value, typing.get_args(hint), at)
    if origin in {types.UnionType, typing.Union}:
        return _either(value, typing.get_args(hint), at)
    if origin is tuple:
        return _several(value, typing.get_args(hint)[0], at)
    if origin is Mapping:
        return _mapping(value, typing.get_args(hint)[1], at)
    return _plain(value, hint, at)


def _plain(value: Any, hint: type, at: str) -> Any:
    if hint is float and type(value) in {int, float}:
        return float(value)
    if type(value) is not hint:
        raise Misfit(wrong(at, hint))
    return value


def _several(value: Any, hint: Any, at: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise Misfit(wrong(at, tuple))
    return tuple(convert(one, hint, f"{at}[{number}]") for number, one in enumerate(value, 1))


def _mapping(value: Any, hint: Any, at: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Misfit(wrong(at, Mapping))
    return {key: convert(one, hint, _path(at, key)) for key, one in value.items()}


def _word(value: Any, words: tuple[Any, ...], at: str) -> Any:
    if value in words and not isinstance(value, bool):
        return value
    told = ", ".join(str(word) for word in words)
    values = (("key", at), ("value", value), ("words", told), ("nearest", nearest(str(value), map(str, words))))
    sentence = say("{key}: không có “{value}”; gần nhất là “{nearest}” (các từ: {words}).")
    raise Misfit(Problem("unknown_word", sentence, values, column=at))


def _either(value: Any, hints: tuple[Any, ...], at: str) -> Any:
    """The first alternative that fits; the fault told is that of the last one, the most general."""
    told = Misfit()
    for hint in (hint for hint in hints if hint is not type(None)):
        try:
            return convert(value, hint, at)
        except Misfit as error:
            told = error
    raise told


def wrong(at: str, hint: Any) -> Problem:
    """The problem of a value of the wrong type."""
    return Problem("wrong_type", WRONG[hint], (("key", at),), column=at)


def _unknown(path: str, key: str, known: Mapping[str, Any]) -> Problem:
    sentence = say("Không có khóa {key}; gần nhất là “{nearest}”.")
    return Problem("unknown_key", sentence, (("key", path), ("nearest", nearest(key, known))), column=path)


def _path(at: str, key: str) -> str:
    return f"{at}.{key}" if at else key


def replaced(value: T, **changes: Any) -> T:
    """A frozen dataclass with other values in some fields."""
    return dataclasses.replace(value, **changes)  # type: ignore[type-var]
