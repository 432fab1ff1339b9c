"""The shipped files: counts, sums, the story's wards, and that the scripts write exactly these bytes."""

import hashlib
import subprocess
import sys
from collections import defaultdict
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

import pytest

from danbiet.places.selectors.maps import _sheet
from danbiet.places.services.country import shipped

ROOT = Path(__file__).resolve().parents[4]
BAC_TU_LIEM = {
    "00595": {"00598"},
    "00598": {"00598"},
    "00602": {"00602"},
    "00619": {"00619"},
    "00601": {"00091", "00602"},
    "00604": {"00598", "00602"},
    "00607": {"00598", "00613", "09817", "09832"},
    "00610": {"00091", "00602", "00611"},
    "00611": {"00091", "00160", "00611"},
    "00613": {"00598", "00602", "00613", "00622"},
    "00616": {"00160", "00611", "00619"},
    "00617": {"00598", "00602"},
    "00620": {"00619", "00622"},
}


def on(day: str) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for row in shipped("units"):
        if row["from_day"] <= day and (not row["until_day"] or day < row["until_day"]):
            counts[row["tier"]] += 1
    return dict(counts)


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        ("2011-01-01", {"province": 63}),
        ("2021-09-21", {"province": 63, "district": 705, "ward": 10599}),
        ("2025-06-30", {"province": 63, "district": 696, "ward": 10035}),
        ("2025-07-01", {"province": 34, "ward": 3321}),
        ("2026-11-23", {"province": 34, "ward": 3321}),
    ],
)
def test_the_country_is_whole_on_any_day(day: str, counts: dict[str, int]) -> None:
    found = on(day)
    if day < "2021":
        found = {"province": found["province"]}
    assert found == counts


def test_shares_of_every_ended_unit_sum_to_exactly_one() -> None:
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in shipped("successors"):
        sums[row["old"], row["date"]] += Decimal(row["share"])
    assert set(sums.values()) == {Decimal(1)}
    assert len([key for key in sums if len(key[0]) == 5 and key[1] == "2025-07-01"]) == 10035


def test_the_thirteen_wards_and_their_ten_successors() -> None:
    links = defaultdict(set)
    for row in shipped("successors"):
        if row["old"] in BAC_TU_LIEM and row["date"] == "2025-07-01":
            links[row["old"]].add(row["new"])
    assert links == BAC_TU_LIEM
    assert len(set().union(*links.values())) == 10


def test_whole_means_one_and_split_means_assumed() -> None:
    for row in shipped("successors"):
        assert (row["basis"] == "count") == (row["share"] == "1" and row["date"] == "2025-07-01"), row


def test_the_new_province_of_each_old_one() -> None:
    links = {row["old"]: row["new"] for row in shipped("successors") if len(row["old"]) == 2}
    heirs = defaultdict(list)
    for old, new in links.items():
        heirs[new].append(old)
    assert len(links) == 52
    assert len(heirs) == 23
    assert heirs["25"] == ["17", "25", "26"]
    assert heirs["79"] == ["74", "77", "79"]


def test_every_province_of_both_regimes_is_drawn() -> None:
    provinces = {row["code"] for row in shipped("units") if row["tier"] == "province" and row["from_day"] < "2025"}
    now = {row["code"] for row in shipped("units") if row["tier"] == "province" and not row["until_day"]}
    assert set(_sheet()["old"]) == provinces
    assert set(_sheet()["new"]) == now
    assert [inset["name_vi"] for inset in _sheet()["insets"]] == ["Quần đảo Hoàng Sa", "Quần đảo Trường Sa"]


@pytest.mark.skipif(not find_spec("vietnamadminunits"), reason="absent: vietnamadminunits (development only)")
def test_the_script_writes_the_shipped_files(tmp_path: Path) -> None:
    data = ROOT / "src/danbiet/places/data"
    code = f"import runpy, pathlib; m = runpy.run_path({str(ROOT / 'tools/build_places.py')!r}); " \
           f"m['main'].__globals__['TARGET'] = pathlib.Path({str(tmp_path)!r}); m['main']()"  # fmt: skip
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    for name in ("units", "former", "successors"):
        made, kept = ((folder / f"{name}.csv.gz").read_bytes() for folder in (tmp_path, data))
        assert hashlib.sha256(made).digest() == hashlib.sha256(kept).digest(), name
