"""An index as a file (`--index`), of the same form as the editions in the catalogue of scores."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import inf
from typing import Literal

from danbiet.common.actor import Problem, Refusal, say
from danbiet.scores.rules.editions import CATALOGUE, HERE
from danbiet.survey.rules.design_file import DesignRefused
from danbiet.survey.rules.tables import Misfit, nearest, table


class NoSuchEdition(Refusal):
    """The catalogue has no edition of this name."""


@dataclass(frozen=True)
class Indicator:
    """One indicator with its theoretical range."""

    column: str
    min: float
    max: float
    construct: str = ""
    direction: Literal[1, -1] = 1
    weight: float = 1.0
    source: Literal["seen", "memory"] = "seen"
    name_vi: str = ""
    name_en: str = ""


@dataclass(frozen=True)
class SubDimension:
    code: str
    low: float
    high: float
    indicators: tuple[Indicator, ...]
    construct: str = ""
    normalised: bool = True
    on_missing: Literal["missing", "rest"] = "missing"
    name_vi: str = ""
    name_en: str = ""
    file_code: str = ""


@dataclass(frozen=True)
class Dimension:
    code: str
    sub_dimensions: tuple[SubDimension, ...]
    construct: str = ""
    name_vi: str = ""
    name_en: str = ""
    short_vi: str = ""
    short_en: str = ""


@dataclass(frozen=True)
class IndexFile:
    """An index: dimensions of sub-dimensions of indicators."""

    dimensions: tuple[Dimension, ...]
    id: str = ""
    years: tuple[int, ...] = ()

    @property
    def sub_dimensions(self) -> tuple[SubDimension, ...]:
        return tuple(part for one in self.dimensions for part in one.sub_dimensions)

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(one for part in self.sub_dimensions for one in part.indicators)


def read_index(text: str, *, file: str = "") -> IndexFile:
    """The index from the text of its file; raise DesignRefused naming what is wrong."""
    try:
        index = table(IndexFile, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        row = int(line[1]) if line else None
        problem = Problem("not_toml", say("Không đọc được TOML: {message}."), (("message", str(error)),), file, "", row)
        raise DesignRefused((problem,)) from error
    except Misfit as error:
        raise DesignRefused(tuple(replace(one, file=file) for one in error.problems)) from error
    problems = tuple(_faults(index, file))
    if problems:
        raise DesignRefused(problems)
    return index


def edition(name: str) -> IndexFile:
    """An edition of the catalogue as an index; raise NoSuchEdition with the nearest name."""
    if name not in CATALOGUE:
        near = nearest(name, CATALOGUE)
        raise NoSuchEdition(say("Không có ấn bản “{name}”; gần nhất là “{nearest}”."), name=name, nearest=near)
    path = HERE / "catalogue" / f"{name}.toml"
    return read_index(path.read_text(encoding="utf-8"), file=path.name)


def _faults(index: IndexFile, file: str) -> Iterator[Problem]:
    if not index.dimensions:
        yield _fault(say("{key}: chỉ số phải có ít nhất một trục nội dung."), "dimensions", file)
    codes = [one.code for one in index.dimensions] + [part.code for part in index.sub_dimensions]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield _fault(say("Mã {key} có hai lần trong chỉ số."), code, file)
    for dimension in index.dimensions:
        if not dimension.sub_dimensions:
            yield _fault(say("{key}: chỉ số nội dung không có thành phần nào."), dimension.code, file)
    for part in index.sub_dimensions:
        if not -inf < part.low < part.high < inf:
            yield _fault(say("{key}: low và high phải hữu hạn, low nhỏ hơn high."), part.code, file)
        if not any(one.weight > 0 for one in part.indicators):
            yield _fault(say("{key}: không có chỉ tiêu nào mang trọng số."), part.code, file)
    yield from _impossible(index, file)


def _impossible(index: IndexFile, file: str) -> Iterator[Problem]:
    """Indicators without a range or with a weight that cannot be."""
    for one in index.indicators:
        if not -inf < one.min < one.max < inf:
            yield _fault(say("{key}: min và max phải hữu hạn, min nhỏ hơn max."), one.column, file)
        if not 0 <= one.weight < inf:
            yield _fault(say("{key}: trọng số phải là số hữu hạn, không âm."), one.column, file)


def _fault(sentence: str, key: str, file: str) -> Problem:
    return Problem("impossible_index", sentence, (("key", key),), file, "", None, key)
