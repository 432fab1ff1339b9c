"""Where reports are shown to everybody: on a coarse grid, so that no point tells a door, and only of public things."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor

from danbiet.voices.rules import Subject
from danbiet.voices.rules.likeness import Point

SIDE = 0.005  # degrees: about 550 m, some hundreds of households in a town
STREET = 0.001  # about 110 m: what lies in the street is at nobody's door
MOST = 8  # squares across; where there are more, they are made twice as large
# What happens in the street. Matters of officers, land, money or people are counted and never placed.
PLACED = frozenset(
    {
        *(Subject.ROADS, Subject.LIGHTING, Subject.DRAINAGE, Subject.WATER, Subject.WASTE, Subject.AIR),
        *(Subject.NOISE, Subject.ORDER, Subject.CONSTRUCTION),
    }
)


IN_THE_STREET = frozenset({Subject.ROADS, Subject.LIGHTING, Subject.DRAINAGE, Subject.WASTE})


@dataclass(frozen=True)
class Grid:
    """Squares of `side` degrees; a square is (column from the west, row from the north) of the first used."""

    side: float
    west: int
    north: int

    def square(self, point: Point) -> tuple[int, int]:
        """The square that a point lies in."""
        north, east = point
        return floor(east / self.side) - self.west, self.north - floor(north / self.side)

    def edges(self, square: tuple[int, int]) -> tuple[float, float, float, float]:
        """West, south, east and north of a square, in degrees."""
        west, south = (self.west + square[0]) * self.side, (self.north - square[1]) * self.side
        return west, south, west + self.side, south + self.side


def side_of(subject: str) -> float:
    """Degrees of the squares by which reports about a subject are compared with those of strangers."""
    return STREET if subject in IN_THE_STREET else SIDE


def blurred(point: Point | None, *, side: float) -> Point | None:
    """The middle of the square of a point: whoever moves about within a square learns nothing (decision 0157)."""
    if point is None:
        return None
    north, east = ((floor(degrees / side) + 0.5) * side for degrees in point)
    return north, east


def grid(points: Iterable[Point]) -> Grid | None:
    """The finest grid of at most `MOST` squares each way; None without points."""
    rows = list(points)
    if not rows:
        return None
    south, north = min(one[0] for one in rows), max(one[0] for one in rows)
    west, east = min(one[1] for one in rows), max(one[1] for one in rows)
    side = SIDE
    while max(floor(north / side) - floor(south / side), floor(east / side) - floor(west / side)) >= MOST:
        side *= 2
    return Grid(side, floor(west / side), floor(north / side))


def name(square: tuple[int, int]) -> str:
    """How a square is called: a letter for its column, a number for its row."""
    return f"{chr(ord('A') + square[0])}{square[1] + 1}"
