"""Maps as plain values for one template: provinces from the shipped outlines, wards from imported ones or as tiles."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.translation import get_language

from danbiet.places.models import Outline, Unit
from danbiet.places.rules import geometry
from danbiet.places.rules.kinds import short_name

TILE, ROOMY = 320, 78


@dataclass(frozen=True)
class Cell:
    """How one unit is shown: a class (k1..k5, none, here), its sentence, and where it leads."""

    css: str = "none"
    label: str = ""
    link: str = ""


@dataclass(frozen=True)
class Area:
    """One unit drawn: an outline, or a tile with words."""

    code: str
    cell: Cell
    path: str = ""
    box: tuple[int, int, int] | None = None
    words: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True)
class Inset:
    """An archipelago in a labelled box; it takes the colour of the province it belongs to."""

    name: str
    of: str
    box: tuple[int, int, int, int]
    dots: tuple[tuple[int, int], ...]
    cell: Cell
    lines: tuple[int, int, int]


@dataclass(frozen=True)
class Square:
    """A piece of land between degrees, with a short word to write in it."""

    west: float
    south: float
    east: float
    north: float
    word: str
    cell: Cell


@dataclass(frozen=True)
class Map:
    """A sheet in tenths of a pixel."""

    label: str
    width: int
    height: int
    areas: tuple[Area, ...]
    insets: tuple[Inset, ...] = ()
    is_tiles: bool = False
    source: str = ""

    @property
    def pixels(self) -> tuple[int, int]:
        return self.width // 10, self.height // 10


@dataclass(frozen=True)
class Ground:
    """The imported outline of one unit on its sheet: points are (latitude, longitude), spots tenths of a pixel."""

    rings: list[geometry.Ring]
    sheet: geometry.Sheet
    source: str

    @property
    def path(self) -> str:
        return geometry.path(self.rings, on=self.sheet)

    @property
    def pixels(self) -> tuple[int, int]:
        return geometry.SHEET, -(-self.sheet.height // 10)

    def spot(self, point: tuple[float, float]) -> tuple[int, int]:
        """Where a point lies, on the sheet or beside it."""
        return self.sheet.spot(point[1], point[0])

    def point(self, spot: tuple[int, int]) -> tuple[float, float]:
        """Which point lies under a spot."""
        longitude, latitude = self.sheet.degrees(*spot)
        return latitude, longitude


NOTHING = Cell()


def province_map(cells: Mapping[str, Cell], *, is_new: bool, label: str) -> Map:
    """The 63 provinces, or the 34 of the new regime, with Hoàng Sa and Trường Sa."""
    sheet = _sheet()
    outlines = sheet["new" if is_new else "old"]
    return Map(
        label=label,
        width=sheet["width"],
        height=sheet["height"],
        areas=tuple(Area(code, cells.get(code, NOTHING), path) for code, path in outlines.items()),
        insets=tuple(_inset(spec, cells) for spec in sheet["insets"]),
        source="Natural Earth",
    )


def unit_map(units: Sequence[Unit], cells: Mapping[str, Cell], *, label: str) -> Map | None:
    """Units from their imported outlines; as tiles by their centres if any outline is lacking."""
    if not units:
        return None
    outlines = {row.unit_id: row for row in Outline.objects.filter(unit__in=[unit.pk for unit in units])}
    if len(outlines) < len(units):
        return _tiled(units, cells, label)
    rings = {unit.code: [[(x, y) for x, y in ring] for ring in outlines[unit.pk].rings] for unit in units}
    drawn, height = geometry.paths(rings)
    areas = tuple(Area(unit.code, cells.get(unit.code, NOTHING), drawn[unit.code]) for unit in units)
    sources = ", ".join(sorted({row.source for row in outlines.values()}))
    return Map(label, geometry.SHEET * 10, height, areas, source=sources)


def spot_map(unit: Unit, squares: Sequence[Square], *, label: str) -> Map | None:
    """Squares of degrees within one unit, over its outline if one was imported; None without any square."""
    if not squares:
        return None
    outline = Outline.objects.filter(unit=unit).first()
    rings = [[(x, y) for x, y in ring] for ring in outline.rings] if outline else []
    corners = [corner for one in squares for corner in ((one.west, one.south), (one.east, one.north))]
    sheet = geometry.sheet([*corners, *(point for ring in rings for point in ring)])
    border = [Area(unit.code, Cell("plain", unit.name), geometry.path(rings, on=sheet))] if rings else []
    areas = tuple(border + [_square(one, sheet) for one in squares])
    source = outline.source if outline else ""
    return Map(label, geometry.SHEET * 10, sheet.height, areas, is_tiles=not rings, source=source)


def ground(unit: Unit) -> Ground | None:
    """The outline of a unit to point at; None where none was imported."""
    outline = getattr(unit, "outline", None)
    if outline is None:
        return None
    rings = [[(x, y) for x, y in ring] for ring in outline.rings]
    return Ground(rings, geometry.sheet([point for ring in rings for point in ring]), outline.source)


def _square(one: Square, sheet: geometry.Sheet) -> Area:
    (left, top), (right, foot) = sheet.spot(one.west, one.north), sheet.spot(one.east, one.south)
    side = min(right - left, foot - top) - 10
    words = ((left + side // 2, top + side // 2 + 40, one.word),) if side >= 180 else ()
    return Area(one.word, one.cell, box=(left, top, side), words=words)


def _tiled(units: Sequence[Unit], cells: Mapping[str, Cell], label: str) -> Map:
    centres = {
        unit.code: (unit.latitude, unit.longitude) if unit.latitude and unit.longitude else None for unit in units
    }
    spots = geometry.tiles(centres)
    columns = max(column for column, _ in spots.values()) + 1
    rows = max(row for _, row in spots.values()) + 1
    side = min(geometry.SHEET // columns, 104)
    areas = tuple(_tile(unit, cells.get(unit.code, NOTHING), spots[unit.code], side * 10) for unit in units)
    return Map(label, columns * side * 10, rows * side * 10, areas, is_tiles=True)


def _tile(unit: Unit, cell: Cell, spot: tuple[int, int], side: int) -> Area:
    left, top = spot[0] * side + 10, spot[1] * side + 10
    name = short_name(unit.name_vi)
    lines = (
        _wrapped(name)
        if side >= ROOMY * 10
        else ["".join(word[0] for word in name.split() if word[0].isalnum())[: 3 if side > 300 else 2]]
    )
    middle = top + side // 2 + 40 - 70 * (len(lines) - 1)
    words = tuple((left + side // 2 - 10, middle + 140 * at, line) for at, line in enumerate(lines))
    return Area(unit.code, cell, box=(left, top, side - 20), words=words)


def _wrapped(name: str) -> list[str]:
    """A name in lines of at most ten letters, at most three lines."""
    lines: list[str] = []
    for word in name.split():
        if lines and len(lines[-1]) + len(word) < 10:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines[:3]


def _inset(spec: dict[str, Any], cells: Mapping[str, Cell]) -> Inset:
    tail = "_en" if get_language() == "en" else "_vi"
    left, top, width, height = spec["box"]
    return Inset(
        name=spec["name" + tail],
        of=spec["of" + tail],
        box=(left, top, width, height),
        dots=tuple((x, y) for x, y in spec["dots"]),
        cell=cells.get(spec["code"], NOTHING),
        lines=(left + 40, top + height - 170, top + height - 45),
    )


@cache
def _sheet() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files("danbiet.places").joinpath("data", "map.json").read_text(encoding="utf-8"))
    return found
