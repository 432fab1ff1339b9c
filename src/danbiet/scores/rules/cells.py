"""What stands in the cells of score tables: numbers, names of provinces, labels of parts. Nothing is guessed."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from danbiet.scores.rules.editions import TOTAL, Edition

Cell = str | int | float | bool | date | time | timedelta | None
LARGEST = 9  # power of ten that no year and no score reaches
MISSING = frozenset({"", "-", "–", "—", ".", "n/a", "na", "#n/a"})
ALIASES = {"hcmc": "hochiminh", "hcm": "hochiminh", "hue": "thuathienhue", "daclac": "daklak", "brvt": "bariavungtau"}
NOT_PLACES = (
    *("highest", "lowest", "mean", "average", "median", "max", "min", "national"),
    *("caonhat", "thapnhat", "trungbinh", "trungvi", "canuoc", "toanquoc"),
)
PREFIX = re.compile(r"^(tp\b\.?|thanh pho\b|tinh\b|t\.p\.?)\s*")
SUB = re.compile(r"(?<![\d.,])([1-8])\s*[.,]\s*([1-4])(?![\d])(?!\s*[.,]\s*\d)")
DIMENSION = re.compile(r"\b(?:dimension|chi so noi dung|noi dung|truc|chi so|d)\s*([1-8])(?![\d.,]\d|\d)")
LEADING = re.compile(r"^\s*([1-8])\s*[.:)\-]\s*(?=[^\d\s])")
TOTALS = re.compile(r"\b(tong diem|total score|total|papi tong hop|papi score|diem papi|chi so papi)\b")
YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")
SCALE = re.compile(r"(\d+(?:[.,]\d+)?)\s*[-–]\s*(\d+(?:[.,]\d+)?)")


def fold(text: str) -> str:
    """Lower case without marks, so that every spelling of a name meets.

    >>> fold("  Đắk   Lắk ")
    'dak lak'
    """
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(bare.casefold().split())


@lru_cache(maxsize=4096)
def squash(text: str) -> str:
    """A name of a province without marks, spaces, hyphens and the words for province or city.

    >>> squash("TP. Hồ Chí Minh"), squash("Bà Rịa – Vũng Tàu"), squash("Tỉnh Thừa Thiên-Huế")
    ('hochiminh', 'bariavungtau', 'thuathienhue')
    """
    letters = re.sub(r"[^a-z0-9]", "", PREFIX.sub("", fold(text)))
    return ALIASES.get(letters, letters)


def by_name(provinces: Mapping[str, str]) -> dict[str, str]:
    """Code by squashed name."""
    return {squash(name): code for code, name in provinces.items()}


def is_place(text: str) -> bool:
    """Whether a cell in the place of a province's name can be one ("Highest", row 999, cannot)."""
    letters = squash(text)
    return bool(letters) and not letters.isdigit() and not any(letters.startswith(word) for word in NOT_PLACES)


def text(cell: Cell) -> str:
    return " ".join(str(cell).split()) if cell is not None else ""


def number(cell: Cell) -> Decimal | None:
    """The number in a cell; None when nothing was measured: empty, a dash, or zero (no PAPI score can be 0).

    Raises ValueError for anything else.

    >>> number("5,39"), number(0), number("–"), number(7.2500000001)
    (Decimal('5.39'), None, None, Decimal('7.25'))
    """
    if cell is None or isinstance(cell, str) and cell.strip().casefold() in MISSING:
        return None
    if isinstance(cell, bool | date | time | timedelta):
        raise ValueError(cell)
    try:
        value = Decimal(str(cell).strip().replace(",", "."))
    except InvalidOperation as error:
        raise ValueError(cell) from error
    if not value.is_finite() or value.adjusted() > LARGEST:
        raise ValueError(cell)
    value = round(value, 6).normalize()
    return value or None


def whole(cell: Cell) -> int:
    """A whole number, as a year; ValueError otherwise."""
    value = number(cell)
    if value is None or value != int(value):
        raise ValueError(cell)
    return int(value)


def years_in(name: str) -> tuple[int, ...]:
    """Distinct years written in a file's or sheet's name."""
    return tuple(sorted({int(year) for year in YEAR.findall(name)}))


def letter(column: int) -> str:
    """The letters of a column counted from 0.

    >>> letter(0), letter(25), letter(27)
    ('A', 'Z', 'AB')
    """
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def statistic(label: str) -> str | None:
    """Which statistic a row holds: score, weighted, low, high or se; None when the label names none."""
    words = fold(label)
    if re.search(r"\bci\b|confidence|khoang tin cay", words):
        return "low" if re.search(r"\blow|\bthap|\bduoi", words) else "high"
    if re.search(r"standard error|sai so chuan|\bse\b|std\.? err", words):
        return "se"
    if re.search(r"unweighted|khong (co )?trong so|chua (co )?trong so", words):
        return "score"
    return "weighted" if re.search(r"weighted|trong so", words) else None


def printed_level(label: str) -> int | None:
    """The level printed in a label: 95 in "95% CI Low"."""
    found = re.search(r"(\d{2})\s*%", label)
    return int(found[1]) if found else None


def scale_in(label: str) -> tuple[float, float] | None:
    """The scale printed in a cell: 0.25-2.5."""
    found = SCALE.search(label)
    if not found:
        return None
    low, high = (float(part.replace(",", ".")) for part in found.groups())
    return low, high


def code_in(label: str) -> str | None:
    """The code that a label carries: the number is read, not the words, in whichever language.

    >>> code_in("Chỉ số nội dung 1"), code_in("Dimension 2: Transparency"), code_in("1.1. Tri thức công dân")
    ('D1', 'D2', 'S1.1')
    >>> code_in("1.1.2 Biết ..."), code_in("Unweighted PAPI Score")
    (None, 'TOTAL')
    """
    words = fold(label)
    part = SUB.search(words)
    if part:
        return f"S{part[1]}.{part[2]}"
    if re.match(r"^\W*\d+\s*[.,]\s*\d+", words):
        return None
    dimension = DIMENSION.search(words) or LEADING.match(words)
    if dimension:
        return f"D{dimension[1]}"
    return "TOTAL" if TOTALS.search(words) else None


@lru_cache(maxsize=64)
def _names(edition: Edition, dimension: str) -> tuple[tuple[str, str], ...]:
    """Folded names of the parts of one dimension."""
    found = next((d for d in edition.dimensions if d.code == dimension), None)
    parts = found.sub_dimensions if found else ()
    return tuple((fold(name), part.construct) for part in parts for name in (part.name_vi, part.name_en))


def construct_in(label: str, edition: Edition, *, in_files: bool) -> str | None:
    """The construct of a label: within its dimension the name decides where it is written, else the number."""
    code = code_in(label)
    if code is None or code == "TOTAL":
        return TOTAL if code else None
    if code[0] == "S":
        words = fold(label)
        named = {construct for name, construct in _names(edition, f"D{code[1]}") if name in words}
        if len(named) == 1:
            return named.pop()
    return edition.construct(code, in_files=in_files)
