"""`danbiet sample`: drawn again by a second implementation from the files alone; refused frames; same bytes."""

import csv
import hashlib
import json
import os
import subprocess
import sys
from collections import defaultdict
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import polars as pl
import pytest
from django.core.management import call_command

from danbiet.survey.frames.drawing import draw_sample
from danbiet.survey.rules.design_file import read_design

DESIGN = """
version = 1
[sample]
stages = [ { unit = "district", strata = ["province"], take = 2, method = "pps", size = "people", certainty = "seat" },
           { unit = "village", take = 2, method = "pps", size = "people" },
           { unit = "household", take = 3, reserve = 2, method = "srs" } ]
"""
SEED = "Giải đặc biệt 25/11/2026: 12345"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "design.toml").write_text(DESIGN, encoding="utf-8")
    lines = ["province,district,village,household,people,seat,name"]
    for p in range(3):
        for d in range(5):
            for v in range(4):
                for h in range(5 + v + d):
                    people = 1 + (7 * h + 3 * d + v) % 5
                    lines.append(f"{p:02},{p}{d},{p}{d}{v},{h},{people},{int(d == 2)},Nguyễn {h}")
    (tmp_path / "frame.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def run(
    folder: Path, *, frame: str = "frame.csv", out: str = "out.csv", more: tuple[str, ...] = ()
) -> tuple[int, str, str]:
    """(exit code, stdout, stderr)."""
    said, told = StringIO(), StringIO()
    arguments = [
        str(folder / frame),
        "--design",
        str(folder / "design.toml"),
        "--seed",
        SEED,
        "--out",
        str(folder / out),
    ]
    try:
        call_command("sample", *arguments, *more, stdout=said, stderr=told)
    except SystemExit as ended:
        return int(ended.code), said.getvalue(), told.getvalue()
    return 0, said.getvalue(), told.getvalue()


def number(tag: str) -> int:
    return int(hashlib.sha256(f"{SEED}|{tag}".encode()).hexdigest(), 16)


def systematic(weights: dict[str, int], take: int) -> dict[str, float]:
    """The published rule, in floating chances, without a look at the engine."""
    chosen: dict[str, float] = {}
    while take > len(chosen) and (
        large := [
            name for name, w in weights.items()
            if name not in chosen
            and (take - len(chosen)) * w >= sum(w for name, w in weights.items() if name not in chosen)
        ]
    ):  # fmt: skip
        chosen |= dict.fromkeys(large, 1.0)
    rest = sorted((name for name in weights if name not in chosen), key=lambda name: number(f"order|{name}"))
    left, total, end = take - len(chosen), sum(weights[name] for name in rest), 0
    for name in rest:
        begin, end = end, end + weights[name]
        if any(left * begin <= number("start") % total + j * total < left * end for j in range(left)):
            chosen[name] = left * weights[name] / total
    return chosen


def again(rows: list[dict[str, str]]) -> dict[tuple[str, str], tuple[str, int, float]]:
    """(village, household) to (status, turn, weight), from the frame and the seed alone."""
    made = {}
    for province in sorted({row["province"] for row in rows}):
        here = [row for row in rows if row["province"] == province]
        capital = {row["district"]: 1.0 for row in here if row["seat"] == "1"}
        districts = capital | systematic(sizes([row for row in here if row["seat"] == "0"], "district"), 2)
        for district, first in districts.items():
            inside = [row for row in here if row["district"] == district]
            for village, second in systematic(sizes(inside, "village"), 2).items():
                people = [row["household"] for row in inside if row["village"] == village]
                people.sort(key=lambda name: number(f"household|{province}|{district}|{village}|{name}"))
                weight = 1 / (first * second * 3 / len(people))
                for turn, name in enumerate(people[:5], 1):
                    made[village, name] = ("selected" if turn <= 3 else "reserve", turn, weight)
    return made


def sizes(rows: list[dict[str, str]], unit: str) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for row in rows:
        found[row[unit]] += int(row["people"])
    return dict(found)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_a_second_implementation_draws_the_same(folder: Path) -> None:
    code, said, _ = run(folder)
    drawn = read(folder / "out.csv")
    expected = again(read(folder / "frame.csv"))
    found = {
        (row["village"], row["household"]): (row["status"], int(row["turn"]), float(row["weight"])) for row in drawn
    }
    assert code == 0
    assert found.keys() == expected.keys()
    for key, (status, turn, weight) in expected.items():
        assert found[key][:2] == (status, turn)
        assert found[key][2] == pytest.approx(weight, rel=1e-14)
    assert "54" in said  # 3 provinces × 3 districts × 2 villages × 3 households
    assert "36" in said


def test_what_is_written_tells_all_that_weighting_needs(folder: Path) -> None:
    run(folder)
    rows = read(folder / "out.csv")
    assert list(rows[0]) == [
        *["province", "district", "village", "household", "people", "seat", "name"],
        "status", "turn", "probability", "weight",
        *(f"{word}_{unit}" for unit in ("district", "village", "household") for word in ("N", "p", "certainty")),
    ]  # fmt: skip
    for row in rows:
        product = float(row["p_district"]) * float(row["p_village"]) * float(row["p_household"])
        assert float(row["probability"]) == pytest.approx(product, rel=1e-14)
        assert float(row["weight"]) * float(row["probability"]) == pytest.approx(1, rel=1e-14)
        assert (row["certainty_district"] == "true") == (row["seat"] == "1")
        left = ("1" if row["seat"] == "1" else "4", "1" if row["certainty_village"] == "true" else "4")
        assert (row["N_district"], row["N_village"]) == left
        assert row["name"].startswith("Nguyễn")
    meta = json.loads((folder / "out.csv.meta.json").read_text(encoding="utf-8"))
    assert meta["seed"] == SEED
    assert meta["data_sha256"] == hashlib.sha256((folder / "frame.csv").read_bytes()).hexdigest()
    assert meta["design_sha256"] == hashlib.sha256((folder / "design.toml").read_bytes()).hexdigest()
    assert (meta["rows_read"], meta["rows_used"]) == (len(read(folder / "frame.csv")), len(rows))


@pytest.mark.parametrize("ending", ["csv", "parquet", "json"])
def test_same_frame_design_and_seed_give_the_same_bytes(folder: Path, ending: str) -> None:
    run(folder, out=f"a.{ending}")
    run(folder, out=f"b.{ending}")
    assert (folder / f"a.{ending}").read_bytes() == (folder / f"b.{ending}").read_bytes()
    assert not list(folder.glob(".*"))


def test_the_three_endings_say_the_same(folder: Path) -> None:
    for ending in ("csv", "parquet", "json"):
        run(folder, out=f"out.{ending}")
    weights = [float(row["weight"]) for row in read(folder / "out.csv")]
    told = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    assert pl.read_parquet(folder / "out.parquet")["weight"].to_list() == weights
    assert [row["weight"] for row in told["rows"]] == weights
    assert told["meta"] == json.loads((folder / "out.csv.meta.json").read_text(encoding="utf-8"))


def test_a_parquet_frame_gives_the_sample_of_its_csv(folder: Path) -> None:
    pl.read_csv(folder / "frame.csv", infer_schema=False).cast({"people": pl.Int64}).write_parquet(
        folder / "frame.parquet"
    )
    run(folder)
    run(folder, frame="frame.parquet", out="other.csv")
    assert (folder / "out.csv").read_bytes() == (folder / "other.csv").read_bytes()


def test_it_answers_in_json_and_in_english(folder: Path) -> None:
    code, said, _ = run(folder, more=("--json",))
    answer = json.loads(said)
    assert code == 0
    assert (answer["ok"], answer["selected"], answer["reserve"]) == (True, 54, 36)
    _, said, _ = run(folder, more=("--lang", "en"))
    assert said.startswith("Drew 54 units and 36 in reserve")


def test_strata_short_of_units_are_told(folder: Path) -> None:
    (folder / "design.toml").write_text(DESIGN.replace("take = 3", "take = 50"), encoding="utf-8")
    code, _, told = run(folder)
    meta = json.loads((folder / "out.csv.meta.json").read_text(encoding="utf-8"))
    assert code == 0
    assert len(meta["short"]) == 18
    assert told.count("lấy hết") == 5
    assert "13" in told


def test_the_design_of_papi_is_at_hand(folder: Path) -> None:
    (folder / "design.toml").write_text('version = 1\n[sample]\npreset = "papi"\n', encoding="utf-8")
    places = [(p, d, c, v) for p in range(2) for d in range(7) for c in range(3) for v in range(3)]
    head = "province,scale,district,is_capital,commune,is_district_seat,village,is_commune_seat,size"
    lines = [
        f"{p},{('small', 'large')[p]},{p}{d},{int(d == 0)},{p}{d}{c},{int(c == 0)},{p}{d}{c}{v},{int(v == 0)},{90 + v}"
        for p, d, c, v in places
    ]
    (folder / "frame.csv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    assert run(folder)[0] == 0
    assert len(read(folder / "out.csv")) == 12 + 24


BAD = [
    ("village = 1", "version = 1\n[sample]\nstages = [ { unit = 'villages', take = 1 } ]", "no_column", None),
    ("people", "version = 1\n[sample]\nstages = [ { unit = 'household', take = 1, method = 'pps' } ]", "no_size", None),
    ("twice", "version = 1\n[sample]\nstages = [ { unit = 'household', take = 1 } ]", "unit_twice", True),
    ("none", "version = 1", "missing_key", None),
    (
        "both",
        "version = 1\n[sample]\npreset = 'papi'\nstages = [ { unit = 'household', take = 1 } ]",
        "missing_key",
        None,
    ),
    ("strange", "version = 1\n[sample]\npreset = 'afrobarometer'", "unknown_preset", None),
    ("spelt", DESIGN.replace("reserve", "reserv"), "unknown_key", None),
]


@pytest.mark.parametrize(("_", "design", "code", "has_row"), BAD)
def test_designs_that_cannot_be_drawn_are_refused(
    folder: Path, _: str, design: str, code: str, has_row: bool | None
) -> None:
    (folder / "design.toml").write_text(design, encoding="utf-8")
    ended, said, told = run(folder, more=("--json",))
    (error,) = json.loads(said)["errors"]
    assert (ended, error["code"]) == (2, code)
    assert (error["row"] is not None) == bool(has_row)
    assert error["message"] in told
    assert not (folder / "out.csv").exists()


@pytest.mark.parametrize(
    ("cell", "code"), [("-3", "not_whole"), ("2.5", "not_whole"), ("", "not_whole"), ("ba", "not_whole")]
)
def test_a_damaged_size_is_named_with_its_row(folder: Path, cell: str, code: str) -> None:
    lines = (folder / "frame.csv").read_text(encoding="utf-8").splitlines()
    parts = lines[9].split(",")
    parts[4] = cell
    lines[9] = ",".join(parts)
    (folder / "frame.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    ended, said, _ = run(folder, more=("--json",))
    (error,) = json.loads(said)["errors"]
    assert (ended, error["code"], error["row"], error["column"]) == (2, code, 10, "people")


def test_a_result_of_another_ending_or_with_a_name_taken_is_refused(folder: Path) -> None:
    assert run(folder, out="out.txt")[0] == 2
    text = (folder / "frame.csv").read_text(encoding="utf-8").replace(",name", ",weight", 1)
    (folder / "frame.csv").write_text(text, encoding="utf-8")
    ended, said, _ = run(folder, more=("--json",))
    assert (ended, json.loads(said)["errors"][0]["code"]) == (2, "column_taken")


PICK = 'version = 1\n[sample]\nstages = [ { unit = "u", take = 2 } ]\n'
CELLS = {
    "days": ([date(2024, 1, 1), None], ["2024-01-01", None]),
    "decimals": ([Decimal("1.50"), Decimal("2.00")], ["1.50", "2.00"]),
    "no numbers": ([1.5, float("nan")], [1.5, None]),
    "no bounds": ([1.5, float("inf")], [1.5, "inf"]),
}


@pytest.mark.parametrize(("cells", "told"), CELLS.values(), ids=CELLS)
def test_cells_that_json_does_not_know_are_written_as_in_csv(tmp_path: Path, cells: list, told: list) -> None:
    pl.DataFrame({"u": ["a", "b"], "x": cells}).write_parquet(tmp_path / "frame.parquet")
    (tmp_path / "design.toml").write_text(PICK)
    for ending in ("json", "csv", "parquet"):
        assert run(tmp_path, frame="frame.parquet", out=f"out.{ending}")[0] == 0
    assert [row["x"] for row in json.loads((tmp_path / "out.json").read_text())["rows"]] == told


@pytest.mark.parametrize("ending", ["json", "csv", "parquet"])
def test_a_column_of_lists_is_refused_by_name(tmp_path: Path, ending: str) -> None:
    pl.DataFrame({"u": ["a", "b"], "x": [[1], [2]]}).write_parquet(tmp_path / "frame.parquet")
    (tmp_path / "design.toml").write_text(PICK)
    code, said, _ = run(tmp_path, frame="frame.parquet", out=f"out.{ending}", more=("--json",))
    assert (code, json.loads(said)["errors"][0]["column"]) == (2, "x")


def test_a_selection_shows_itself_as_a_table(tmp_path: Path) -> None:
    (tmp_path / "frame.csv").write_text("u\na\nb\n")
    shown = draw_sample(tmp_path / "frame.csv", read_design(PICK), seed=SEED)._repr_html_()
    assert "<table" in shown
    assert "probability" in shown


def test_a_folder_that_is_not_there_is_a_matter_of_the_surroundings(folder: Path) -> None:
    assert run(folder, out="nowhere/out.csv")[0] == 4


def test_it_needs_no_settings_and_no_database(folder: Path) -> None:
    """As `danbiet sample`, in an environment without a single setting."""
    source = Path(__file__).resolve().parents[3]
    program = "import sys; from danbiet.config.command import main; main()"
    arguments = [
        str(folder / "frame.csv"),
        "--design",
        str(folder / "design.toml"),
        "--seed",
        SEED,
        "--out",
        str(folder / "o.csv"),
    ]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DANBIET", "DJANGO", "DATABASE"))}
    ended = subprocess.run(
        [sys.executable, "-c", program, "sample", *arguments], env={**kept, "PYTHONPATH": str(source)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    run(folder)
    assert (folder / "o.csv").read_bytes() == (folder / "out.csv").read_bytes()
