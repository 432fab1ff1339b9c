"""Which parts of an edition a plan serves: joined by construct, because codes change their meaning between editions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from danbiet.plans.rules.states import WORK, ItemKind


class SubDimensionOf(Protocol):
    """What coverage needs of a sub-dimension of an edition."""

    @property
    def code(self) -> str: ...
    @property
    def construct(self) -> str: ...
    @property
    def name_vi(self) -> str: ...
    @property
    def name_en(self) -> str: ...


class DimensionOf(SubDimensionOf, Protocol):
    """What coverage needs of a dimension of an edition."""

    @property
    def sub_dimensions(self) -> Sequence[SubDimensionOf]: ...


class EditionOf(Protocol):
    """What coverage needs of an edition."""

    @property
    def id(self) -> str: ...
    @property
    def dimensions(self) -> Sequence[DimensionOf]: ...


class Cover(StrEnum):
    """Served by work, reached by a channel alone, or by nothing."""

    SERVED = "served"
    SEMI = "semi"
    GAP = "gap"


@dataclass(frozen=True)
class Entry:
    """One clause of a plan and the constructs it serves; work that was called off is left out before."""

    kind: ItemKind
    section: str
    constructs: frozenset[str]


@dataclass(frozen=True)
class Cell:
    """One sub-dimension: how many tasks and commitments serve it, how many channels reach it."""

    number: str
    construct: str
    name_vi: str
    name_en: str
    work: int
    channels: int

    @property
    def cover(self) -> Cover:
        if self.work:
            return Cover.SERVED
        return Cover.SEMI if self.channels else Cover.GAP


@dataclass(frozen=True)
class Line:
    """One dimension with its cells."""

    number: str
    construct: str
    name_vi: str
    name_en: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Mark:
    """One crossing of a part of the plan with a cell; `shade` 1 to 3, `opens` where a dimension begins."""

    n: int
    opens: bool

    @property
    def shade(self) -> int:
        return 1 if self.n < 2 else 2 if self.n < 5 else 3


@dataclass(frozen=True)
class Strip:
    """One part of the plan: how many of its tasks and commitments serve each cell."""

    section: str
    work: int
    marks: tuple[Mark, ...]

    @property
    def counts(self) -> tuple[int, ...]:
        return tuple(mark.n for mark in self.marks)


@dataclass(frozen=True)
class Coverage:
    """The whole picture of a plan in one edition: work on named parts, and work on the index as a whole."""

    edition: str
    work: int
    general: int
    lines: tuple[Line, ...]
    strips: tuple[Strip, ...]
    unmeasured: tuple[str, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(cell for line in self.lines for cell in line.cells)

    @property
    def served(self) -> int:
        return sum(cell.cover is Cover.SERVED for cell in self.cells)

    @property
    def semi(self) -> int:
        return sum(cell.cover is Cover.SEMI for cell in self.cells)

    @property
    def open_cells(self) -> tuple[Cell, ...]:
        """Cells that no task or commitment serves; a channel alone is not work."""
        return tuple(cell for cell in self.cells if cell.cover is not Cover.SERVED)


def number(code: str) -> str:
    """`S1.2` and `D1` as people write them: 1.2 and 1."""
    return code[1:]


def cover(edition: EditionOf, entries: Iterable[Entry], *, known: frozenset[str] = frozenset()) -> Coverage:
    """Count what serves each sub-dimension of an edition.

    `known` names the constructs of other editions, so that what this edition no longer measures is
    told apart from a construct nobody knows. Serving a whole dimension serves none of its cells.
    """
    rows = list(entries)
    measured = {part.construct for dimension in edition.dimensions for part in dimension.sub_dimensions}
    ordered = [row for row in rows if row.kind in WORK]
    work = [row for row in ordered if row.constructs & (measured | known)]
    channels = [row for row in rows if row.kind is ItemKind.CHANNEL]
    lines = tuple(_line(dimension, work, channels) for dimension in edition.dimensions)
    served = {construct for row in work for construct in row.constructs}
    return Coverage(
        edition=edition.id,
        work=len(work),
        general=len(ordered) - len(work),
        lines=lines,
        strips=_strips(work, lines),
        unmeasured=tuple(sorted((served & known) - measured)),
    )


def _line(dimension: DimensionOf, work: Sequence[Entry], channels: Sequence[Entry]) -> Line:
    cells = tuple(
        Cell(
            number=number(part.code),
            construct=part.construct,
            name_vi=part.name_vi,
            name_en=part.name_en,
            work=sum(part.construct in row.constructs for row in work),
            channels=sum(part.construct in row.constructs for row in channels),
        )  # fmt: skip
        for part in dimension.sub_dimensions
    )
    return Line(number(dimension.code), dimension.construct, dimension.name_vi, dimension.name_en, cells)


def _strips(work: Sequence[Entry], lines: Sequence[Line]) -> tuple[Strip, ...]:
    sections: dict[str, list[Entry]] = {}
    for row in work:
        sections.setdefault(row.section, []).append(row)
    return tuple(
        Strip(
            section=section,
            work=len(rows),
            marks=tuple(
                Mark(sum(cell.construct in row.constructs for row in rows), opens=place == 0)
                for line in lines
                for place, cell in enumerate(line.cells)
            ),
        )
        for section, rows in sections.items()
    )
