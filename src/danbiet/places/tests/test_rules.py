"""Rules of units without a database: names, files, re-basing, geometry."""

import json
import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danbiet.common.actor import FileProblems
from danbiet.places.rules import geometry, reorganisation
from danbiet.places.rules.kinds import Kind, Tier, kind_in, short_name, tier_of, within_sentence
from danbiet.places.rules.rebasing import Link, Mark, Measure, Step, backward, composed, forward

HEADER = "old,new,share,basis,decree,date\n"
GOOD = HEADER + "00601,00602,0.4,population,12/NQ,2025-07-01\n00601,00091,0.6,population,12/NQ,2025-07-01\n"
DOC = Path(__file__).resolve().parents[4] / "docs/methods/rebasing.md"


@pytest.mark.parametrize(
    ("name", "tier", "kind", "short", "within"),
    [
        ("Phường Đông Ngạc", Tier.WARD, Kind.WARD, "Đông Ngạc", "phường Đông Ngạc"),
        ("Phường 1", Tier.WARD, Kind.WARD, "Phường 1", "phường 1"),
        ("Thành phố Hà Nội", Tier.PROVINCE, Kind.CITY, "Hà Nội", "thành phố Hà Nội"),
        ("Thành phố Thủ Đức", Tier.DISTRICT, Kind.PROVINCIAL_CITY, "Thủ Đức", "thành phố Thủ Đức"),
        ("Đặc khu Hoàng Sa", Tier.WARD, Kind.SPECIAL_ZONE, "Hoàng Sa", "đặc khu Hoàng Sa"),
        ("Đông Ngạc", Tier.WARD, None, "Đông Ngạc", "đông Ngạc"),
    ],
)
def test_names_tell_their_kind(name: str, tier: Tier, kind: Kind | None, short: str, within: str) -> None:
    assert kind_in(name, tier=tier) == kind
    assert short_name(name) == short
    assert within_sentence(name) == within


def test_codes_tell_their_tier() -> None:
    assert [tier_of(code) for code in ("01", "021", "00601", "1", "0060a", "")] == [*Tier, None, None, None]


def test_a_good_file_is_read() -> None:
    rows = reorganisation.read(GOOD.encode("utf-8-sig"), file="a.csv")
    assert [(row.row, row.old, row.new, row.share, row.day) for row in rows] == [
        (2, "00601", "00602", Decimal("0.4"), date(2025, 7, 1)),
        (3, "00601", "00091", Decimal("0.6"), date(2025, 7, 1)),
    ]


LINE = "00601,00602,1,count,12/NQ,2025-07-01\n"
THIRDS = "".join(f"00601,{new},0.33333333,assumed,,2025-07-01\n" for new in ("00602", "00091", "00160"))
DAMAGED = {
    "empty": (b"", None, ""),
    "no_rows": (HEADER.encode(), None, ""),
    "blank_rows": ((HEADER + "\n,,,,,\n").encode(), None, ""),
    "latin": ((HEADER + LINE).encode() + "Đ".encode("cp1258"), None, ""),
    "utf16": ((HEADER + LINE).encode("utf-16"), None, ""),
    "nul": ((HEADER + LINE).encode() + b"\0", None, ""),
    "open_quote": ((HEADER + '"00601,00602,1,count,12/NQ,2025-07-01\n').encode(), None, ""),
    "no_header": (LINE.encode(), 1, "old"),
    "column_missing": (GOOD.replace(",date", "", 1).encode(), 1, "date"),
    "column_unknown": (GOOD.replace("decree", "law", 1).encode(), 1, "decree"),
    "column_twice": ((HEADER.strip() + ",old\n").encode(), 1, ""),
    "cells": ((HEADER + "00601,00602,1\n").encode(), 2, ""),
    "semicolons": ((HEADER + LINE).replace(",", ";").encode(), 1, "old"),
    "code": ((HEADER + LINE.replace("00601", "601a")).encode(), 2, "old"),
    "new_code": ((HEADER + LINE.replace("00602", "")).encode(), 2, "new"),
    "lost_zeros": ((HEADER + LINE.replace("00601", "6011")).encode(), 2, "old"),
    "share": ((HEADER + LINE.replace(",1,", ",all,")).encode(), 2, "share"),
    "comma": ((HEADER + LINE.replace(",1,", ',"0,5",')).encode(), 2, "share"),
    "share_zero": ((HEADER + LINE.replace(",1,", ",0,")).encode(), 2, "share"),
    "share_over": ((HEADER + LINE.replace(",1,", ",1.2,")).encode(), 2, "share"),
    "share_nan": ((HEADER + LINE.replace(",1,", ",NaN,")).encode(), 2, "share"),
    "share_huge": ((HEADER + LINE.replace(",1,", ",1e-999999,")).encode(), 2, "share"),
    "share_digits": ((HEADER + LINE.replace(",1,", ",0.333333333,")).encode(), 2, "share"),
    "basis": ((HEADER + LINE.replace("count", "people")).encode(), 2, "basis"),
    "decree": ((HEADER + LINE.replace("12/NQ", "")).encode(), 2, "decree"),
    "too_long": ((HEADER + LINE.replace("12/NQ", "x" * 121)).encode(), 2, "decree"),
    "date": ((HEADER + LINE.replace("2025-07-01", "01/7/2025")).encode(), 2, "date"),
    "no_such_day": ((HEADER + LINE.replace("2025-07-01", "2025-02-30")).encode(), 2, "date"),
    "far_day": ((HEADER + LINE.replace("2025-07-01", "0225-07-01")).encode(), 2, "date"),
    "twice": ((HEADER + LINE + LINE).encode(), 3, "new"),
    "shares_sum": ((GOOD.replace("0.6", "0.5")).encode(), 2, "share"),
    "thirds": ((HEADER + THIRDS).encode(), 2, "share"),
    "two_days": (GOOD.replace("2025-07-01\n", "2025-07-02\n", 1).encode(), 2, "share"),
    "too_large": (b"x" * (5 * 1024 * 1024 + 1), None, ""),
    "too_many": ((HEADER + "\n" * 20_001).encode(), None, ""),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_refused_and_says_where(name: str) -> None:
    data, row, column = DAMAGED[name]
    with pytest.raises(FileProblems) as caught:
        reorganisation.read(data, file="a.csv")
    first = caught.value.problems[0]
    assert (first.file, first.row, first.column) == ("a.csv", row, column)
    assert first.sentence.format(**dict(first.values))


def test_every_fault_of_a_file_is_named_at_once() -> None:
    text = HEADER + "x,00602,2,people,,1\n" + LINE.replace("count", "?")
    with pytest.raises(FileProblems) as caught:
        reorganisation.read(text.encode())
    assert [(one.row, one.column) for one in caught.value.problems] == [
        (2, "old"), (2, "share"), (2, "basis"), (2, "decree"), (2, "date"), (3, "basis"),
    ]  # fmt: skip


# re-basing -------------------------------------------------------------------------------------

LINKS = [
    Link("00595", "TC", Fraction(1)),
    Link("00598", "TC", Fraction(1)),
    Link("00604", "TC", Fraction(1, 2), is_assumed=True),
    Link("00604", "DN", Fraction(1, 2), is_assumed=True),
]
LEVELS = {"00595": Decimal("6.0"), "00598": Decimal("5.0"), "00604": Decimal("4.0")}
AMOUNTS = {"00595": Decimal(1200), "00598": Decimal(800), "00604": Decimal(1000)}
SIZES = {"00595": 12000, "00598": 8000, "00604": 10000}


def documented() -> list[tuple[str, set[str]]]:
    """(value, marks) of the rows of the worked example."""
    part = DOC.read_text(encoding="utf-8").split("| onto the new Thượng Cát |")[1]
    rows = re.findall(r"^\| (?:level|amount)[^|]*\| ([\d.]+) \| ([a-z_ ]+) \|$", part, re.MULTILINE)
    return [(value, set(marks.split())) for value, marks in rows]


def test_the_worked_example_of_the_method_page() -> None:
    found = [
        forward(LINKS, LEVELS, measure=Measure.LEVEL)["TC"],
        forward(LINKS, LEVELS, measure=Measure.LEVEL, sizes=SIZES)["TC"],
        forward(LINKS, AMOUNTS, measure=Measure.AMOUNT)["TC"],
    ]
    assert [(f"{one.value.normalize():f}", set(one.marks)) for one in found] == documented()
    back = backward(LINKS, {"TC": Decimal(2500), "DN": Decimal(500)}, measure=Measure.AMOUNT)["00595"]
    assert (back.value, back.marks) == (1000, {Mark.EQUAL_SHARE, Mark.EQUAL_WEIGHT})


def test_a_whole_unit_alone_is_exact() -> None:
    link = [Link("a", "b", Fraction(1))]
    for measure in Measure:
        assert not forward(link, {"a": Decimal(7)}, measure=measure)["b"].is_assumed
        assert not backward(link, {"b": Decimal(7)}, measure=measure)["a"].is_assumed


def test_a_level_from_one_split_unit_is_uniform_but_needs_no_share() -> None:
    found = forward([Link("a", "b", Fraction(1, 3), is_assumed=True)], {"a": Decimal(7)}, measure=Measure.LEVEL)["b"]
    assert (found.value, found.marks) == (7, {Mark.UNIFORM})


def test_what_is_missing_stays_missing_and_is_named() -> None:
    found = forward(LINKS, LEVELS | {"00598": None}, measure=Measure.LEVEL)["TC"]
    assert (found.value, found.missing) == (None, ("00598",))


def test_half_known_sizes_are_not_used() -> None:
    found = forward(LINKS, LEVELS, measure=Measure.LEVEL, sizes={"00595": 12000})["TC"]
    assert Mark.EQUAL_WEIGHT in found.marks


@given(st.lists(st.integers(1, 50), min_size=1, max_size=6), st.integers(0, 10**6))
def test_amounts_are_kept(parts: list[int], amount: int) -> None:
    whole = sum(parts)
    links = [Link("o", str(at), Fraction(part, whole)) for at, part in enumerate(parts)]
    spread = forward(links, {"o": Decimal(amount)}, measure=Measure.AMOUNT)
    back = backward(links, {new: one.value for new, one in spread.items()}, measure=Measure.AMOUNT)["o"]
    assert abs(back.value - amount) < Decimal("1e-15")


def test_reorganisations_compose() -> None:
    """V joins S (which goes on) in January; S is split in July."""
    steps = [
        Step(Link("V", "S", Fraction(1), is_assumed=True), 1, goes_on=True),
        Step(Link("S", "N", Fraction(1, 4)), 7, goes_on=False),
        Step(Link("T", "N", Fraction(1)), 7, goes_on=False),
    ]
    assert sorted(composed(steps, ["N"]), key=lambda link: link.old) == [
        Link("S", "N", Fraction(1, 4)),
        Link("T", "N", Fraction(1)),
        Link("V", "N", Fraction(1, 4), is_assumed=True),
    ]


# geometry --------------------------------------------------------------------------------------


def square(code: object, x: float = 105.7, y: float = 21.0, side: float = 0.1) -> dict:
    ring = [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]
    return {"type": "Feature", "properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def collection(*features: object, **more: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}).encode()


def test_outlines_are_read_and_thinned_together() -> None:
    one, two = geometry.read(collection(square("00601"), square("00602", x=105.8)))
    assert {len(ring) for shape in (one, two) for ring in shape.rings} == {5}
    assert {x for x, _ in one.rings[0]} & {x for x, _ in two.rings[0]}, "the common border is common"


def test_points_on_a_line_go() -> None:
    dense = square("00601")
    ring = [[105.7 + n / 10000, 21.0] for n in range(1000)] + dense["geometry"]["coordinates"][0][1:]
    dense["geometry"]["coordinates"] = [ring]
    (shape,) = geometry.read(collection(dense))
    assert len(shape.rings[0]) == 5


def broken(**geometry_of: object) -> dict:
    return {**square("00601"), "geometry": {"type": "Polygon", "coordinates": [], **geometry_of}}


HOSTILE = {
    "not_json": b"{",
    "not_utf8": b"\xff\xfe{}",
    "deep": b"[" * 100_000,
    "nan": collection(square("00601", x=105.5)).replace(b"105.5", b"NaN", 1),
    "infinite": collection(square("00601", x=105.5)).replace(b"105.5", b"1e999", 1),
    "list": b"[]",
    "feature": json.dumps(square("00601")).encode(),
    "no_features": collection(),
    "not_a_feature": collection(7),
    "too_many": collection(*[square(f"{n:05}") for n in range(501)]),
    "crs": collection(square("00601"), crs={"type": "name", "properties": {"name": "EPSG:3405"}}),
    "no_code": collection(square(None)),
    "script_code": collection(square("<script>")),
    "twice": collection(square("00601"), square("00601")),
    "line": collection(broken(type="LineString", coordinates=[[105, 21], [106, 21]])),
    "empty": collection(broken()),
    "open_ring": collection(broken(coordinates=[[[105, 21], [106, 21], [106, 20], [105, 20]]])),
    "two_points": collection(broken(coordinates=[[[105, 21], [105, 21]]])),
    "text": collection(broken(coordinates=[[["105", "21"]] * 4])),
    "true": collection(broken(coordinates=[[[True, 21]] * 4])),
    "abroad": collection(square("00601", x=13.4, y=52.5)),
    "swapped": collection(square("00601", x=21.0, y=105.7)),
    "object": collection(broken(coordinates={"a": 1})),
    "too_large": b" " * (20 * 1024 * 1024 + 1),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_outlines_are_refused(name: str) -> None:
    with pytest.raises(FileProblems) as caught:
        geometry.read(HOSTILE[name], file="a.geojson")
    first = caught.value.problems[0]
    assert first.file == "a.geojson"
    assert first.sentence.format(**dict(first.values))


def test_tiles_stand_as_the_units_lie() -> None:
    centres = {"nw": (22.0, 105.0), "ne": (22.1, 106.0), "sw": (10.0, 105.1), "se": (10.2, 106.2), "lost": None}
    assert geometry.tiles(centres) == {"nw": (0, 0), "ne": (1, 0), "se": (2, 0), "sw": (0, 1), "lost": (1, 1)}
    assert geometry.tiles({"a": None}) == {"a": (0, 0)}
