"""Outlines of units: GeoJSON from outside checked and simplified, projected to a sheet; tiles where none is known."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from danbiet.common.actor import Damaged, FileProblems, Problem, say

LIMIT_BYTES, LIMIT_FEATURES, LIMIT_POINTS = 20 * 1024 * 1024, 500, 400_000
WEST, EAST, SOUTH, NORTH = 102.0, 118.0, 6.0, 24.0
CODE_FIELDS = ("code", "ma", "ma_xa", "maXa", "MAXA", "ward_code")
PLAIN_CRS = ("CRS84", "EPSG::4326", "EPSG:4326")
GRID = 900  # an imported outline keeps about this many steps across the whole place
SHEET = 320  # width of a drawn map in pixels; coordinates are whole tenths

Ring = list[tuple[float, float]]


class OutlinesDamaged(Damaged):
    """The file cannot be read as outlines of units."""


@dataclass(frozen=True)
class Shape:
    """The outline of one unit: closed rings of longitude and latitude."""

    code: str
    rings: tuple[Ring, ...]


def read(data: bytes, *, file: str = "") -> tuple[Shape, ...]:
    """All shapes, simplified together on one grid so that common borders stay common; or FileProblems."""
    features = _features(data, file)
    shapes: list[Shape] = []
    problems: list[Problem] = []
    points = 0
    for number, feature in enumerate(features, start=1):
        try:
            shape = _shape(feature)
            points += sum(map(len, shape.rings))
            if points > LIMIT_POINTS:
                raise OutlinesDamaged(say("Tệp có hơn 400.000 điểm."))
            if any(shape.code == other.code for other in shapes):
                raise OutlinesDamaged(say("Mã {code} có mặt hai lần."), code=shape.code)
            shapes.append(shape)
        except OutlinesDamaged as error:
            values = tuple(error.values.items())
            problems.append(Problem("outline", error.sentence, values, file=file, row=number, column="features"))
    if problems:
        raise FileProblems(tuple(problems[:50]))
    return simplified(shapes)


def simplified(shapes: Sequence[Shape]) -> tuple[Shape, ...]:
    """The same shapes with their points moved to one grid; parts smaller than a cell go."""
    xs = [x for shape in shapes for ring in shape.rings for x, _ in ring]
    ys = [y for shape in shapes for ring in shape.rings for _, y in ring]
    cell = max(max(xs) - min(xs), max(ys) - min(ys), 1e-6) / GRID
    digits = max(0, math.ceil(-math.log10(cell)) + 1)
    found = []
    for shape in shapes:
        rings = [_thinned(ring, cell, digits) for ring in shape.rings]
        kept = tuple(ring for ring in rings if len(ring) >= 4)
        found.append(Shape(shape.code, kept or (shape.rings[0][:1] * 4,)))
    return tuple(found)


def _thinned(ring: Ring, cell: float, digits: int) -> Ring:
    """Points on the grid, without repeats and without points between two others on one line."""
    kept: list[tuple[int, int]] = []
    for x, y in ring:
        spot = (round(x / cell), round(y / cell))
        if kept and spot == kept[-1]:
            continue
        if len(kept) >= 2 and _on_line(kept[-2], kept[-1], spot):
            kept.pop()
        kept.append(spot)
    return [(round(x * cell, digits), round(y * cell, digits)) for x, y in kept]


def _on_line(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    forth = (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1]) > 0
    return forth and (b[0] - a[0]) * (c[1] - b[1]) == (b[1] - a[1]) * (c[0] - b[0])


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _features(data: bytes, file: str) -> list[Any]:
    def refuse(code: str, sentence: str) -> NoReturn:
        raise FileProblems((Problem(code, sentence, file=file),))

    if len(data) > LIMIT_BYTES:
        refuse("too_large", say("Tệp lớn hơn 20 MB."))
    try:
        found = json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant)
    except (UnicodeDecodeError, ValueError, RecursionError):
        refuse("json", say("Tệp không phải JSON hợp lệ."))
    if not isinstance(found, dict) or found.get("type") != "FeatureCollection":
        refuse("geojson", say("Tệp không phải GeoJSON loại FeatureCollection."))
    if "crs" in found and not any(name in json.dumps(found["crs"])[:400] for name in PLAIN_CRS):
        refuse("crs", say("Tọa độ phải là kinh độ, vĩ độ WGS 84."))
    features = found.get("features")
    if not isinstance(features, list) or not 0 < len(features) <= LIMIT_FEATURES:
        refuse("features", say("Tệp phải có từ 1 đến 500 ranh giới."))
    return features


def _shape(feature: Any) -> Shape:
    """One feature as a shape; every number is checked before it is used."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(properties, dict) or not isinstance(geometry, dict):
        raise OutlinesDamaged(say("Thiếu properties hoặc geometry."))
    code = next((str(properties[name]) for name in CODE_FIELDS if properties.get(name) is not None), "")
    if not (code.isascii() and code.isdecimal() and len(code) in {2, 3, 5}):
        raise OutlinesDamaged(say("Thiếu mã đơn vị trong properties (code hoặc ma_xa)."))
    kind, parts = geometry.get("type"), geometry.get("coordinates")
    if kind not in {"Polygon", "MultiPolygon"} or not isinstance(parts, list):
        raise OutlinesDamaged(say("Mã {code}: chỉ nhận Polygon và MultiPolygon."), code=code)
    polygons = [parts] if kind == "Polygon" else parts
    rings = tuple(_ring(ring, code) for polygon in polygons for ring in _listed(polygon, code))
    if not rings:
        raise OutlinesDamaged(say("Mã {code}: không có đường biên nào."), code=code)
    return Shape(code, rings)


def _listed(value: Any, code: str) -> list[Any]:
    if not isinstance(value, list):
        raise OutlinesDamaged(say("Mã {code}: tọa độ không đúng dạng."), code=code)
    return value


def _ring(value: Any, code: str) -> Ring:
    points = [_point(point, code) for point in _listed(value, code)]
    if len(points) < 4 or points[0] != points[-1]:
        raise OutlinesDamaged(say("Mã {code}: một đường biên chưa khép kín."), code=code)
    return points


def _point(value: Any, code: str) -> tuple[float, float]:
    pair = _listed(value, code)[:2]
    if len(pair) != 2 or any(isinstance(one, bool) or not isinstance(one, int | float) for one in pair):
        raise OutlinesDamaged(say("Mã {code}: tọa độ không phải số."), code=code)
    if not (WEST <= pair[0] <= EAST and SOUTH <= pair[1] <= NORTH):
        raise OutlinesDamaged(say("Mã {code}: có điểm nằm ngoài Việt Nam."), code=code)
    return float(pair[0]), float(pair[1])


@dataclass(frozen=True)
class Sheet:
    """How degrees become whole tenths of a pixel."""

    west: float
    north: float
    stretch: float
    scale: float
    height: int

    def spot(self, x: float, y: float) -> tuple[int, int]:
        """Where a longitude and a latitude lie."""
        return (
            round((x - self.west) * self.stretch * self.scale) + 10, round((self.north - y) * self.scale) + 10
        )  # fmt: skip

    def degrees(self, x: int, y: int) -> tuple[float, float]:
        """The longitude and the latitude of a spot: `spot` backwards, to half a tenth of a pixel."""
        return self.west + (x - 10) / (self.stretch * self.scale), self.north - (y - 10) / self.scale


def sheet(points: Sequence[tuple[float, float]]) -> Sheet:
    """A sheet that holds all the points (longitude, latitude)."""
    west, north = min(x for x, _ in points), max(y for _, y in points)
    stretch = math.cos(math.radians(north))
    across = max((max(x for x, _ in points) - west) * stretch, 1e-9)
    down = max(north - min(y for _, y in points), 1e-9)
    scale = 10 * (SHEET - 2) / max(across, down * 0.75)
    return Sheet(west, north, stretch, scale, round(down * scale) + 20)


def path(rings: Iterable[Ring], *, on: Sheet) -> str:
    """The SVG path of rings on a sheet."""
    return "".join("M" + " ".join("{},{}".format(*on.spot(x, y)) for x, y in ring) + "z" for ring in rings)


def paths(shapes: Mapping[str, Iterable[Ring]]) -> tuple[dict[str, str], int]:
    """SVG paths of the shapes on one sheet, and the height of the sheet."""
    whole = sheet([point for rings in shapes.values() for ring in rings for point in ring])
    return {code: path(rings, on=whole) for code, rings in shapes.items()}, whole.height


def tiles(centres: Mapping[str, tuple[float, float] | None]) -> dict[str, tuple[int, int]]:
    """A (column, row) for each unit, north above south and west before east; units without a centre come last."""
    known = sorted(
        (code for code, centre in centres.items() if centre), key=lambda code: (-_at(centres, code)[0], code)
    )
    rest = sorted(code for code, centre in centres.items() if not centre)
    columns = max(1, math.ceil(math.sqrt(len(centres))))
    found: dict[str, tuple[int, int]] = {}
    for start in range(0, len(known), columns):
        row = sorted(known[start : start + columns], key=lambda code: (_at(centres, code)[1], code))
        found |= {code: (column, start // columns) for column, code in enumerate(row)}
    return found | {code: divmod(len(known) + at, columns)[::-1] for at, code in enumerate(rest)}


def _at(centres: Mapping[str, tuple[float, float] | None], code: str) -> tuple[float, float]:
    return centres[code] or (0.0, 0.0)
