"""Build the published scores that ship with the product from a tidy table of all scores.

usage: build_published.py TIDY.csv > src/danbiet/scores/data/published.csv

Kept: totals and dimensions of every province, and the sub-dimensions of Hà Nội, rounded to the four decimals
that PAPI's tables print. A score of 0 is a missing one. The intervals are the three that could be read.
"""

import csv
import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

HEADER = ["year", "province_code", "province_vi", "level", "code", "score", "se", "ci_low", "ci_high", "ci_level"]
FOUR = Decimal("0.0001")
DETAILED = "01"
INTERVALS = {
    ("2023", "01", "TOTAL"): ("0.158", "43.701", "44.220", "95"),
    ("2023", "02", "TOTAL"): ("0.887", "42.789", "45.707", "95"),
    ("2023", "04", "TOTAL"): ("0.193", "41.338", "41.973", "95"),
}


def kept(row: dict[str, str]) -> bool:
    """Totals and dimensions of all, parts of dimensions of one."""
    return Decimal(row["score"]) != 0 and (row["level"] != "subdimension" or row["province_code"] == DETAILED)


def line(row: dict[str, str]) -> list[str]:
    score = Decimal(row["score"]).quantize(FOUR, ROUND_HALF_UP)
    interval = INTERVALS.get((row["year"], row["province_code"], row["code"]), ("", "", "", ""))
    return [*(row[name] for name in HEADER[:5]), str(score), *interval]


def main(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if kept(row)]
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(line(row) for row in rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
