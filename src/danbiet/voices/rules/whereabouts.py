"""Where a point lies: inside which outline, else which centres are nearest."""

from collections.abc import Iterable, Mapping, Sequence

from danbiet.voices.rules.likeness import Point, distance

Ring = Sequence[Sequence[float]]  # longitude, latitude
OFFERED = 3
FARTHEST = 30_000.0  # metres; nobody means a ward farther away than this


def is_inside(point: Point, rings: Iterable[Ring]) -> bool:
    """Whether a point lies in an outline (even-odd rule: a ring in a ring is a hole)."""
    return sum(_crossings(point, ring) for ring in rings) % 2 == 1


def nearest(point: Point, centres: Mapping[int, Point]) -> tuple[tuple[int, float], ...]:
    """The nearest centres with their distance in metres, at most three, none farther than thirty kilometres."""
    rows = sorted((distance(point, centre), key) for key, centre in centres.items())
    return tuple((key, metres) for metres, key in rows[:OFFERED] if metres <= FARTHEST)


def read_point(latitude: str, longitude: str) -> Point | None:
    """A point as a browser sends it; None for anything that is not one in or near Viet Nam."""
    try:
        north, east = float(latitude), float(longitude)
    except ValueError:
        return None
    return (round(north, 6), round(east, 6)) if 6.0 <= north <= 24.0 and 102.0 <= east <= 118.0 else None


def _crossings(point: Point, ring: Ring) -> int:
    """How many sides of a ring a ray to the east crosses."""
    north, east = point
    crossed = 0
    for (x, y), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y > north) != (y2 > north) and east < x + (north - y) * (x2 - x) / (y2 - y):
            crossed += 1
    return crossed
