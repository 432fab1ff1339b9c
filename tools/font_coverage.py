"""Writes common/fonts/coverage.txt: the runs of signs that all four faces of the document font hold."""

import sys
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parents[1] / "src" / "danbiet" / "common" / "fonts"


def coverage() -> str:
    """One run a line, as FIRST-LAST in hex."""
    faces = [set(TTFont(path).getBestCmap()) for path in sorted(FONTS.glob("*.ttf"))]
    signs = sorted(set.intersection(*faces))
    held = set(signs)
    firsts = [sign for sign in signs if sign - 1 not in held]
    lasts = [sign for sign in signs if sign + 1 not in held]
    return "".join(f"{first:04x}-{last:04x}\n" for first, last in zip(firsts, lasts, strict=True))


if __name__ == "__main__":
    (FONTS / "coverage.txt").write_text(coverage(), encoding="ascii")
    sys.stdout.write("coverage.txt written\n")
