"""Result rows as pages show them: one block per question or part of the index, places in the order of their names."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Min
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from danbiet.common import files
from danbiet.places import selectors as places
from danbiet.places.models import Unit
from danbiet.scores.rules import names
from danbiet.scores.rules.measured import improved_words, standing_words
from danbiet.survey.models import Row, Run
from danbiet.survey.rules.design_file import read_design
from danbiet.survey.rules.index_file import edition, read_index
from danbiet.survey.rules.wording import STATISTICS, warning

PARTS = ("total", "dimension", "sub_dimension", "indicator")
BESIDE = ("rank", "group", "p_improved", "p_top_k")
SHARES = ("proportion", "p_top_k", "p_improved")
ON_A_PAGE = 60
Key = tuple[int, str, str, str, str]


@dataclass(frozen=True)
class Choice:
    """A block that may be chosen."""

    value: str
    label: str


@dataclass(frozen=True)
class Line:
    """One row with what stands beside it: its name, whether its interval leaves the common level, words of warning."""

    row: Row
    label: str
    leaves: bool
    warnings: tuple[str, ...]
    standing: str = ""
    possible: str = ""
    is_told_apart: bool = False
    cohort: int | None = None
    chance: float | None = None
    improved: str = ""
    code: str = ""  # of the unit whose scorecard tells more

    @property
    def ends(self) -> tuple[float | None, float | None]:
        return self.row.ci_low, self.row.ci_high

    @property
    def has_interval(self) -> bool:
        return self.row.ci_low is not None and self.row.ci_high is not None


@dataclass(frozen=True)
class Block:
    """One question of the results: its lines, one axis for all, and the level common to them."""

    title: str
    is_share: bool
    digits: int
    lines: tuple[Line, ...]
    page: Page[Row]
    axis: tuple[float, float]
    common: float | None
    level: int | None
    methods: str
    warnings: tuple[str, ...]
    has_standing: bool
    has_chance: bool


@dataclass(frozen=True)
class Results:
    """The results of a run: which blocks there are, and the one chosen."""

    choices: tuple[Choice, ...]
    chosen: str
    block: Block | None


def results_of(run: Run, *, chosen: str, number: int) -> Results:
    """The blocks of a run and one of them; six queries at most."""
    keys = list(_keys(run))
    known = _indicators(run)
    choices = tuple(Choice(_value(key), _title(key, known)) for key in keys)
    key = next((key for key in keys if _value(key) == chosen), keys[0] if keys else None)
    if key is None:
        return Results((), "", None)
    return Results(choices, _value(key), replace(_block(run, key, number), title=_title(key, known)))


def _keys(run: Run) -> Iterator[Key]:
    """Blocks in the order of the page: the index first, from the total down, then the questions as asked."""
    columns = ("result", "statistic", "variable", "level", "name")
    rows = Row.objects.filter(result__run=run).values_list(*columns).annotate(first=Min("position"))
    found = [row[:5] for row in rows.order_by("result__command", "first")]
    indices = {key[0] for key in found if key[1] in PARTS}
    shown = [key for key in found if not (key[0] in indices and key[1] in BESIDE)]
    yield from sorted(shown, key=lambda key: PARTS.index(key[1]) if key[1] in PARTS else len(PARTS))


def _value(key: Key) -> str:
    result, statistic, variable, level, name = key
    return "|".join((str(result), statistic, variable, level, name))


def _indicators(run: Run) -> dict[str, str]:
    """The names of the indicators of a run's index, by their columns."""
    if not (run.edition or run.index_sha256):
        return {}
    index = edition(run.edition) if run.edition else read_index(files.read(run.index_sha256).decode())
    is_english = (get_language() or "vi").startswith("en")
    named = {one.column: one.name_en if is_english else one.name_vi for one in index.indicators}
    return {column: name for column, name in named.items() if name}


def _title(key: Key, known: Mapping[str, str]) -> str:
    _result, statistic, variable, level, name = key
    if statistic == "indicator" and variable in known:
        return f"{_(STATISTICS[statistic])}: {known[variable]}"
    if statistic in ("total", "dimension", "sub_dimension") and level:
        return " ".join(part for part in (level if level != "TOTAL" else "", _construct(variable)) if part)
    shown = "proportion" if _is_category(key) else statistic
    words = _(STATISTICS.get(shown, shown))
    asked = f"{variable} = {level}" if level and statistic != "quantile" else " ".join((variable, level)).strip()
    return f"{words}: {name} ({asked})" if name and name != asked else f"{words}: {asked}"


def _is_category(key: Key) -> bool:
    """The mean of a category column is the share of those who gave that answer."""
    return key[1] == "mean" and key[3] != ""


def _construct(construct: str) -> str:
    try:
        vi, en = names(construct)
    except LookupError:
        return construct
    return en if (get_language() or "vi").startswith("en") else vi


def _block(run: Run, key: Key, number: int) -> Block:
    result, statistic, variable, level, name = key
    rows = list(
        Row.objects.filter(result=result, statistic=statistic, variable=variable, level=level, name=name)
        .order_by("position")
    )  # fmt: skip
    known = _units(run)
    ordered = sorted(rows, key=lambda row: _place_in_names(row, known))
    common = _common(ordered)
    beside = Beside(result, level, _wave_column(run)) if statistic in PARTS[:3] else None
    page = Paginator(ordered, ON_A_PAGE).get_page(number)
    shared = frozenset.intersection(*(_codes(row) for row in rows)) if len(rows) > 1 else frozenset()
    lines = [
        replace(_line(row, _label(row, known, run), common, beside, shared), code=_scored(row, known, run))
        for row in page.object_list
    ]
    is_share, digits = statistic in SHARES or _is_category(key), 2 if statistic in PARTS else 3
    return Block(
        "", is_share, digits, tuple(lines), page, _axis(ordered, share=is_share), common,
        level=next((round(100 * row.ci_level) for row in rows if row.ci_level), None),
        methods=", ".join(sorted({row.method for row in rows if row.method})),
        warnings=tuple(_(warning(code)) for code in sorted(shared)),
        has_standing=any(line.possible for line in lines),
        has_chance=any(line.chance is not None for line in lines),
    )  # fmt: skip


def _units(run: Run) -> dict[str, Unit]:
    """The place of the wave and the units under it, by the codes that labels may bear."""
    under = places.descendants(run.wave.place, on=run.wave.from_day)
    return {unit.code: unit for unit in (*under, run.wave.place)}


def _place_in_names(row: Row, known: Mapping[str, Unit]) -> list[str]:
    """What rows are ordered by: the names of units as Vietnamese orders them, other labels as written."""
    return [known[code].sort_key if (code := str(label)) in known else code for label in row.domain.values()]


def _label(row: Row, known: Mapping[str, Unit], run: Run) -> str:
    """What a row is about, in words: codes of units become their names of the wave's day."""
    if not row.domain:
        return _("Cả {place}").format(place=_named(run.wave.place))
    return " · ".join(_named(known[code]) if (code := str(value)) in known else code for value in row.domain.values())


def _scored(row: Row, known: Mapping[str, Unit], run: Run) -> str:
    """The code of the one unit that a row of the index is about, where it became a score."""
    codes = [str(value) for value in row.domain.values() if str(value) in known]
    return codes[0] if run.score_set_id and row.statistic in PARTS[:3] and len(codes) == 1 else ""


def _named(unit: Unit) -> str:
    return unit.name_en if (get_language() or "vi").startswith("en") and unit.name_en else unit.name_vi


def _common(rows: Sequence[Row]) -> float | None:
    """The level that all are held against: their plain mean, where there are three or more."""
    known = [row.estimate for row in rows if row.estimate is not None]
    return sum(known) / len(known) if len(known) > 2 else None


def _wave_column(run: Run) -> str:
    """The column of the design that tells waves apart, if answers of several waves lie together."""
    return read_design(files.read(run.design_sha256).decode()).design.wave or ""


def _axis(rows: Sequence[Row], *, share: bool) -> tuple[float, float]:
    """One scale for all rows, with a twentieth of room at both ends."""
    ends = [end for row in rows for end in (row.ci_low, row.ci_high, row.estimate) if end is not None]
    if share or not ends:
        return 0.0, 1.0
    room = (max(ends) - min(ends)) / 20 or abs(max(ends)) / 20 or 1.0
    return min(ends) - room, max(ends) + room


class Beside:
    """Ranks, groups and chances of a part of the index, by statistic and domain; hidden places were not ranked."""

    def __init__(self, result: int, level: str, wave: str) -> None:
        self.wave = wave
        rows = list(Row.objects.filter(result=result, level=level, statistic__in=BESIDE))
        self.last = max((label for row in rows if (label := row.domain.get(wave)) is not None), key=str, default=None)
        self.rows = {(row.statistic, _domain(row.domain)): row for row in rows}
        ranked = (row for row in rows if row.statistic == "rank" and row.estimate is not None)
        self.rivals = Counter(row.domain.get(wave) for row in ranked)

    def of(self, statistic: str, row: Row) -> Row | None:
        """The row of a statistic for the same units; a chance to have improved is told beside the last wave."""
        labels = dict(row.domain)
        if statistic == "p_improved" and labels.pop(self.wave, None) != self.last:
            return None
        return self.rows.get((statistic, _domain(labels)))

    def rivals_of(self, row: Row) -> int:
        """Among how many a row is ranked; alone there is nothing to stand before or behind."""
        return self.rivals[row.domain.get(self.wave)]


def _domain(labels: Mapping[str, object]) -> str:
    return "|".join(str(value) for value in labels.values())


def _codes(row: Row) -> frozenset[str]:
    return frozenset(code for code in row.warnings.split(";") if code)


def _line(row: Row, label: str, common: float | None, beside: Beside | None, shared: frozenset[str]) -> Line:
    codes = {code for code in _codes(row) if code.startswith("suppressed")} if row.suppressed else _codes(row) - shared
    warned = tuple(_(warning(code)) for code in sorted(codes))
    if row.estimate is None or beside is None:
        return Line(row, label, _leaves(row, common), warned)
    group, better = beside.of("group", row), beside.of("p_improved", row)
    chance = better.estimate if better else None
    return Line(
        row, label, _leaves(row, common), warned, **_standing(row, beside),
        cohort=int(group.estimate) if group and group.estimate and beside.rivals_of(row) > 1 else None,
        chance=chance, improved=_(improved_words(chance)) if chance is not None else "",
    )  # fmt: skip


def _leaves(row: Row, common: float | None) -> bool:
    """Whether the interval of a row does not hold the common level."""
    if common is None or row.ci_low is None or row.ci_high is None:
        return False
    return not row.ci_low <= common <= row.ci_high


def _standing(row: Row, beside: Beside) -> dict[str, Any]:
    """The ranks that are possible, said as an interval and in words."""
    rank, rivals = beside.of("rank", row), beside.rivals_of(row)
    if rivals < 2 or rank is None or rank.ci_low is None or rank.ci_high is None:
        return {}
    best, worst = int(rank.ci_low), int(rank.ci_high)
    words = standing_words(best, worst, rivals)
    possible = _("từ {best} đến {worst} trên {rivals}").format(best=best, worst=worst, rivals=rivals)
    return {"standing": _(words) if words else "", "possible": possible, "is_told_apart": best == worst}
