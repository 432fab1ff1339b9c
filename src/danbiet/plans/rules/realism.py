"""Is a target within what places have done? Answered from the published rises, edition by edition."""

import csv
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files

from danbiet.common.actor import say

TOTAL = "TOTAL"
MEDIAN_RANK_MOVE = 9
SHARE_MOVING_5 = 71
RISES_TWICE = 18
PAIRS_OF_YEARS = 297


class Verdict(StrEnum):
    """How a target stands to what was seen."""

    NO_RISE = "no_rise"
    COMMON = "common"
    UNCOMMON = "uncommon"
    RARE = "rare"
    FEWER_THAN_ONE_IN_A_HUNDRED = "fewer_than_one_in_a_hundred"
    ONE_PLACE = "one_place"
    NEVER_SEEN = "never_seen"
    NOISE = "noise"
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True)
class Rise:
    """Yearly changes of one dimension inside one edition, over all provinces with two scores in a row."""

    edition: str
    code: str
    n: int
    median: Decimal
    p90: Decimal
    p99: Decimal
    largest: Decimal
    largest_place: str
    largest_year: int
    second: Decimal
    sd: Decimal

    @property
    def stands_apart(self) -> bool:
        """The largest rise stands more than one standard deviation above the second."""
        return self.largest - self.second > self.sd

    @property
    def holds_most(self) -> bool:
        """The same place in the same year holds the largest rise of more than half of the edition's rows."""
        rows = [row for row in rises() if row.edition == self.edition]
        same = [row for row in rows if (row.largest_place, row.largest_year) == (self.largest_place, self.largest_year)]
        return 2 * len(same) > len(rows)

    @property
    def is_outlier(self) -> bool:
        """The largest rise says little about what other places can do."""
        return self.stands_apart or self.holds_most


@dataclass(frozen=True)
class Realism:
    """The answer shown beside a target: `text` with its values, the rows behind it, and what limits it."""

    verdict: Verdict
    text: str
    values: dict[str, Decimal | int | str]
    rise: Rise | None = None
    caveats: tuple[str, ...] = ()


# Sentences are marked here and translated where they are shown.
TEXTS = {
    Verdict.NO_RISE: say("Giữ nguyên hoặc giảm: không cần tăng điểm."),
    Verdict.COMMON: say("Thường gặp: trong {n} lượt tỉnh-năm, một nửa đổi từ {median} điểm trở lên trong một năm."),
    Verdict.UNCOMMON: say(
        "Ít gặp: cao hơn mức giữa ({median}); chín phần mười số lượt tăng không quá {p90} điểm một năm."
    ),
    Verdict.RARE: say("Hiếm: chưa tới một phần mười trong {n} lượt tỉnh-năm tăng được trên {p90} điểm một năm."),
    Verdict.FEWER_THAN_ONE_IN_A_HUNDRED: say(
        "Rất hiếm: chưa tới một phần trăm trong {n} lượt tỉnh-năm tăng được trên {p99} điểm một năm."
    ),
    Verdict.ONE_PLACE: say(
        "Mới một nơi từng đạt: {place} năm {year}, tăng {largest} điểm; mức cao thứ hai là {second}."
    ),
    Verdict.NEVER_SEEN: say(
        "Chưa nơi nào từng đạt: mức tăng lớn nhất là {largest} điểm ({place}, năm {year}); mức cao thứ hai là {second}."
    ),
    Verdict.NOISE: say(
        "Thứ hạng phần lớn là dao động: mỗi năm một tỉnh đổi trung vị {median_move} bậc, {share}% đổi từ 5 bậc "
        "trở lên. Tăng từ 5 bậc hai năm liền chỉ có {twice} trên {pairs} lần. Nên đặt chỉ tiêu bằng điểm."
    ),
    Verdict.NOT_COMPARABLE: say(
        "Không so được: từ {from_year} đến {to_year} cách tính PAPI đã đổi, điểm hai năm không cùng một thước đo."
    ),
}
OUTLIER = say(
    "{place} năm {year} là trường hợp khác thường: tăng lớn nhất ở quá nửa số trục, "
    "hoặc cách mức cao thứ hai hơn một độ lệch chuẩn."
)
LATER_EDITION = say("Bộ chỉ số của năm {to_year} chưa công bố; so với các năm {edition}.")
SEVERAL_YEARS = say("Chia đều mỗi năm {yearly} điểm trong {years} năm; chưa có số liệu về nhiều năm tăng liền nhau.")


@cache
def rises() -> tuple[Rise, ...]:
    """The shipped rows; lines beginning with # say where they come from."""
    text = files("danbiet.plans").joinpath("data/rises.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return tuple(
        Rise(
            row["edition"], row["code"], int(row["n"]),
            Decimal(row["median"]), Decimal(row["p90"]), Decimal(row["p99"]), Decimal(row["largest"]),
            row["largest_place"], int(row["largest_year"]), Decimal(row["second"]), Decimal(row["sd"]),
        )
        for row in rows
    )  # fmt: skip


def _years(edition: str) -> tuple[int, int]:
    first, last = edition.split("-")
    return int(first), int(last)


def edition_of(from_year: int, to_year: int) -> tuple[str, bool]:
    """(edition that holds both years, whether the later year lies beyond the last edition known); "" if none does."""
    editions = sorted({row.edition for row in rises()}, key=_years)
    latest = _years(editions[-1])[1]
    for edition in editions:
        first, last = _years(edition)
        if first <= from_year <= last and (to_year <= last or last == latest):
            return edition, to_year > last
    return "", False


def rise_of(edition: str, code: str) -> Rise | None:
    """The row of a dimension (D1-D8) or TOTAL in an edition."""
    return next((row for row in rises() if row.edition == edition and row.code == code), None)


def _verdict(rise: Rise, yearly: Decimal) -> Verdict:
    if yearly <= 0:
        return Verdict.NO_RISE
    steps = (
        (rise.median, Verdict.COMMON),
        (rise.p90, Verdict.UNCOMMON),
        (rise.p99, Verdict.RARE),
        (rise.second, Verdict.FEWER_THAN_ONE_IN_A_HUNDRED),
        (rise.largest, Verdict.ONE_PLACE),
    )
    return next((verdict for most, verdict in steps if yearly <= most), Verdict.NEVER_SEEN)


Values = dict[str, Decimal | int | str]


def _values(rise: Rise) -> Values:
    numbers = {name: getattr(rise, name) for name in ("median", "p90", "p99", "largest", "second")}
    return {**numbers, "n": rise.n, "place": rise.largest_place, "year": str(rise.largest_year)}


def _caveats(rise: Rise, verdict: Verdict, years: int, is_later: bool) -> tuple[str, ...]:
    caveats = []
    if rise.is_outlier and verdict in (Verdict.ONE_PLACE, Verdict.NEVER_SEEN, Verdict.FEWER_THAN_ONE_IN_A_HUNDRED):
        caveats.append(OUTLIER)
    if is_later:
        caveats.append(LATER_EDITION)
    if years > 1:
        caveats.append(SEVERAL_YEARS)
    return tuple(caveats)


def score_target(code: str, *, rise: Decimal, from_year: int, to_year: int) -> Realism:
    """Judge a target in points for a dimension (D1-D8) or TOTAL: `rise` from one year's score to another's.

    Never across a change of method: then the answer is that the two cannot be compared.
    """
    edition, is_later = edition_of(from_year, to_year)
    row = rise_of(edition, code) if edition else None
    span: Values = {"from_year": str(from_year), "to_year": str(to_year)}
    if row is None or to_year <= from_year:
        return Realism(Verdict.NOT_COMPARABLE, TEXTS[Verdict.NOT_COMPARABLE], span)
    years = to_year - from_year
    yearly = rise / years
    verdict = _verdict(row, yearly)
    values = {**_values(row), **span, "edition": edition, "yearly": yearly, "years": years}
    return Realism(verdict, TEXTS[verdict], values, row, _caveats(row, verdict, years, is_later))


def rank_target() -> Realism:
    """Judge a target in ranks or groups: most of a yearly move is noise, whatever its size."""
    values: Values = {
        "median_move": MEDIAN_RANK_MOVE, "share": SHARE_MOVING_5, "twice": RISES_TWICE, "pairs": PAIRS_OF_YEARS,
    }  # fmt: skip
    return Realism(Verdict.NOISE, TEXTS[Verdict.NOISE], values)


@dataclass(frozen=True)
class Aim:
    """A target in plain values: what is measured, of which part, to which value by when, from where it starts."""

    measure: str
    code: str = TOTAL
    value: Decimal | None = None
    year: int | None = None
    base: Decimal | None = None
    base_year: int | None = None


def judge(aim: Aim) -> Realism | None:
    """What can be said of a target; None when it has no number, no year or no score to start from."""
    if aim.measure in ("rank", "group"):
        return rank_target()
    if aim.measure != "score" or aim.value is None or aim.base is None or not aim.year or not aim.base_year:
        return None
    return score_target(aim.code, rise=aim.value - aim.base, from_year=aim.base_year, to_year=aim.year)
