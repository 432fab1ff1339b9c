"""Drawing a sample that anybody can draw again: every random number is SHA-256(seed ‖ "|" ‖ tag), as a big integer.

A draw goes in stages: at each, units are drawn within strata and within the units drawn before. `srs` takes the units
with the least number of their tag "stage|stratum|unit"; `pps` is the rule systematic-pps-v1 with whole sizes;
`systematic` is the same rule with equal sizes in the order of the frame. Method page: `sampling`.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

Columns = Mapping[str, Sequence[str]]
TRUE = frozenset({"1", "true", "yes", "t", "y"})
FALSE = frozenset({"0", "false", "no", "f", "n", ""})


class ImpossibleDraw(ValueError):
    """The frame or a stage cannot be drawn from: `column` and `row` (position in the frame) say where."""

    def __init__(self, why: str, *, column: str = "", row: int | None = None, found: str = "") -> None:
        super().__init__(f"{why}: {column} {found}".strip())
        self.why = why
        self.column = column
        self.row = row
        self.found = found


@dataclass(frozen=True)
class Stage:
    """One stage: how many units (a number, or a column that is constant within a stratum), and how they are drawn.

    Units with `certainty` are taken beside `take`. `reserve` (srs alone) are the next units, to stand in for refusals.
    `size` is added up over the rows of a unit; without it a unit has the size 1.
    """

    unit: str
    take: int | str
    method: str = "srs"
    strata: tuple[str, ...] = ()
    size: str | None = None
    certainty: str | None = None
    reserve: int | str = 0


@dataclass(frozen=True)
class Pick:
    """One unit drawn: its chance given the stage before, its turn (1, 2, …; reserves follow), and of how many.

    A certain unit is one of one: the others were drawn from those that are left.
    """

    chance: Fraction
    turn: int
    of: int
    is_reserve: bool = False
    is_certain: bool = False


@dataclass(frozen=True)
class Chosen:
    """A row of the frame that was drawn: its position, and one pick per stage."""

    row: int
    picks: tuple[Pick, ...]

    @property
    def chance(self) -> Fraction:
        """Product of the chances of the stages, exact."""
        product = Fraction(1)
        for pick in self.picks:
            product *= pick.chance
        return product

    @property
    def weight(self) -> Fraction:
        return 1 / self.chance

    @property
    def is_reserve(self) -> bool:
        return any(pick.is_reserve for pick in self.picks)


@dataclass(frozen=True)
class Short:
    """A stratum that has fewer units than were to be taken, with the reserve; all of them are."""

    unit: str
    stratum: str
    has: int
    take: int
    reserve: int = 0


@dataclass(frozen=True)
class Drawn:
    """A sample: rows in the order of the frame, and the strata that were short of units."""

    chosen: tuple[Chosen, ...]
    short: tuple[Short, ...] = ()


@dataclass(frozen=True)
class _Unit:
    """One unit of one stage: the rows under it, its whole size, and whether it is certain."""

    name: str
    rows: tuple[int, ...]
    size: int
    is_certain: bool


@dataclass
class _Draw:
    """What one draw needs at every stage, and the shortages it gathers; `repeated`: a name alone does not tell."""

    frame: Columns
    stages: Sequence[Stage]
    seed: str
    repeated: tuple[bool, ...]
    short: list[Short] = field(default_factory=list)


def u(seed: str, tag: str) -> int:
    """SHA-256(seed ‖ "|" ‖ tag) as a big integer.

    >>> hex(u("2026", "start"))[:12]
    '0xf335573236'
    """
    return int.from_bytes(hashlib.sha256(f"{seed}|{tag}".encode()).digest(), "big")


def systematic_pps(sizes: Mapping[str, int], *, take: int, seed: str) -> dict[str, Fraction]:
    """The units that systematic-pps-v1 takes, each with its chance; certain units first, then in the order drawn.

    >>> systematic_pps({"a": 6, "b": 2, "c": 1, "d": 1}, take=2, seed="x")["a"]  # 2·6 ≥ 10: certain
    Fraction(1, 1)
    """
    certain, rest, left = _certain(sizes, take)
    order = sorted(rest, key=lambda name: (u(seed, f"order|{name}"), name))
    chosen = dict.fromkeys(certain, Fraction(1))
    total = sum(rest.values())
    if left and total:
        start = u(seed, "start") % total
        chosen |= {
            name: Fraction(left * rest[name], total) for name in _hit([(n, rest[n]) for n in order], left, start)
        }
    return chosen


def _certain(sizes: Mapping[str, int], take: int) -> tuple[list[str], dict[str, int], int]:
    """Units with take·size ≥ W are taken, take and W reduced, again until there is none."""
    rest, certain, left = dict(sizes), list[str](), take
    while left:
        total = sum(rest.values())
        large = [name for name, size in rest.items() if left * size >= total]
        if not large:
            break
        certain += sorted(large)
        left = max(0, left - len(large))
        rest = {name: size for name, size in rest.items() if name not in set(large)}
    return certain, rest, left


def _hit(ordered: Sequence[tuple[str, int]], take: int, start: int) -> Iterator[str]:
    """Units whose interval [take·(c-w), take·c) holds one of start + j·W; c is the running sum, W the whole."""
    total, running = sum(size for _, size in ordered), 0
    for name, size in ordered:
        low, high = take * running, take * (running + size)
        running += size
        j = max(0, -(-(low - start) // total))
        if j < take and start + j * total < high:
            yield name


def draw(frame: Columns, *, stages: Sequence[Stage], seed: str) -> Drawn:
    """Draw in stages from a frame given as columns of text; the same seed, frame and stages give the same sample.

    >>> frame = {"ward": ["a", "a", "b", "b", "c", "c"], "house": ["1", "2", "1", "2", "1", "2"]}
    >>> drawn = draw(frame, stages=[Stage("ward", 2), Stage("house", 1)], seed="2026")
    >>> [(frame["ward"][one.row], one.weight) for one in drawn.chosen]
    [('a', Fraction(3, 1)), ('c', Fraction(3, 1))]
    """
    if not stages:
        raise ImpossibleDraw("no_stages")
    for stage in stages:
        _check_stage(stage, frame)
    rows = tuple(range(len(frame[stages[0].unit])))
    if not rows:
        raise ImpossibleDraw("no_rows")
    state = _Draw(frame, stages, seed, _repeated(frame, stages))
    chosen = sorted(_descend(state, 0, rows, ""), key=lambda one: one.row)
    return Drawn(tuple(chosen), tuple(sorted(state.short, key=lambda one: (one.unit, one.stratum))))


def _repeated(frame: Columns, stages: Sequence[Stage]) -> tuple[bool, ...]:
    """Per stage, whether the name of a unit is used again under another unit or in another stratum."""
    told, above = list[bool](), list[str]()
    for stage in stages:
        above += [*stage.strata, stage.unit]
        paths = set(zip(*(frame[column] for column in above), strict=True))
        told.append(len(paths) > len({path[-1] for path in paths}))
    return tuple(told)


def _check_stage(stage: Stage, frame: Columns) -> None:
    wanted = [stage.unit, *stage.strata, stage.size, stage.certainty]
    wanted += [one for one in (stage.take, stage.reserve) if isinstance(one, str)]
    for column in wanted:
        if column is not None and column not in frame:
            raise ImpossibleDraw("no_column", column=column)
    for number in (stage.take, stage.reserve):
        if isinstance(number, int) and number < 0:
            raise ImpossibleDraw("not_whole", column=stage.unit, found=str(number))
    if stage.method not in {"srs", "pps", "systematic"}:
        raise ImpossibleDraw("unknown_method", column=stage.unit, found=stage.method)
    if stage.method == "pps" and stage.size is None:
        raise ImpossibleDraw("no_size", column=stage.unit)
    if stage.method != "srs" and stage.reserve != 0:
        raise ImpossibleDraw("reserve_needs_srs", column=stage.unit)


def _descend(state: _Draw, level: int, rows: tuple[int, ...], above: str) -> Iterator[Chosen]:
    """Draw at one stage within the rows of one unit, and below it within every unit drawn."""
    stage = state.stages[level]
    last = level + 1 == len(state.stages)
    for stratum, members in _grouped(state.frame, stage.strata, rows):
        name = "|".join(part for part in (above, stratum) if part)
        units = [_unit(state, level, *one) for one in _grouped(state.frame, (stage.unit,), members)]
        for unit, pick in _picked(state, level, name, units):
            if last:
                yield Chosen(unit.rows[0], (pick,))
                continue
            for below in _descend(state, level + 1, unit.rows, f"{name}|{unit.name}" if name else unit.name):
                yield Chosen(below.row, (pick, *below.picks))


def _grouped(frame: Columns, by: Sequence[str], rows: tuple[int, ...]) -> list[tuple[str, tuple[int, ...]]]:
    """Rows by the joined values of some columns, groups in the order of the frame."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for row in rows:
        groups.setdefault(tuple(frame[column][row] for column in by), []).append(row)
    return [("|".join(key), tuple(members)) for key, members in groups.items()]


def _unit(state: _Draw, level: int, name: str, rows: tuple[int, ...]) -> _Unit:
    stage = state.stages[level]
    if not name:
        raise ImpossibleDraw("empty_unit", column=stage.unit, row=rows[0])
    if level + 1 == len(state.stages) and len(rows) > 1:
        raise ImpossibleDraw("unit_twice", column=stage.unit, row=rows[1], found=name)
    size = sum(_whole(state.frame, stage.size, row) for row in rows) if stage.size else 1
    if size <= 0:
        raise ImpossibleDraw("no_positive_size", column=stage.size or "", row=rows[0], found=str(size))
    return _Unit(name, rows, size, _certainty(state.frame, stage.certainty, rows))


def _whole(frame: Columns, column: str, row: int) -> int:
    text = frame[column][row].strip()
    if not text.isascii() or not text.isdigit():
        raise ImpossibleDraw("not_whole", column=column, row=row, found=text)
    return int(text)


def _certainty(frame: Columns, column: str | None, rows: tuple[int, ...]) -> bool:
    if column is None:
        return False
    said = {_truth(frame, column, row) for row in rows}
    if len(said) > 1:
        raise ImpossibleDraw("differs_within", column=column, row=rows[0])
    return said.pop()


def _truth(frame: Columns, column: str, row: int) -> bool:
    text = frame[column][row].strip().lower()
    if text not in TRUE | FALSE:
        raise ImpossibleDraw("not_true_or_false", column=column, row=row, found=text)
    return text in TRUE


def _number(frame: Columns, value: int | str, rows: Sequence[int]) -> int:
    """A number as given, or read from a column that must be constant over the rows."""
    if isinstance(value, int):
        return value
    said = {_whole(frame, value, row) for row in rows}
    if len(said) > 1:
        raise ImpossibleDraw("differs_within", column=value, row=rows[0])
    return said.pop()


def _picked(state: _Draw, level: int, stratum: str, units: Sequence[_Unit]) -> Iterator[tuple[_Unit, Pick]]:
    """Certain units by name, then the units drawn in their turn, then the reserve."""
    stage, rows = state.stages[level], [row for unit in units for row in unit.rows]
    take, reserve = (_number(state.frame, value, rows) for value in (stage.take, stage.reserve))
    certain = sorted((unit for unit in units if unit.is_certain), key=lambda unit: unit.name)
    sampled = [unit for unit in units if not unit.is_certain]
    if len(sampled) < take + reserve:
        state.short.append(Short(stage.unit, stratum, len(sampled), take, reserve))
    for turn, unit in enumerate(certain, 1):
        yield unit, Pick(Fraction(1), turn, 1, is_certain=True)
    drawn = _drawn(state, level, stratum, sampled, (take, reserve))
    surely = [stage.method == "pps" and chance == 1 for _, chance in drawn]
    left = len(sampled) - sum(surely)
    for turn, ((unit, chance), is_certain) in enumerate(zip(drawn, surely, strict=True), 1):
        yield unit, Pick(chance, len(certain) + turn, 1 if is_certain else left, turn > take, is_certain)


def _drawn(
    state: _Draw, level: int, stratum: str, units: Sequence[_Unit], take: tuple[int, int]
) -> list[tuple[_Unit, Fraction]]:
    """Units in the order drawn, each with its chance; a reserve has the chance of those it may stand in for."""
    stage = state.stages[level]
    if stage.method == "pps":
        prefix = f"{stratum}|" if state.repeated[level] else ""
        by_name = {prefix + unit.name: unit for unit in units}
        sizes = {name: unit.size for name, unit in by_name.items()}
        chosen = systematic_pps(sizes, take=min(take[0], len(units)), seed=state.seed)
        return [(by_name[name], chance) for name, chance in chosen.items()]
    chance = Fraction(min(take[0], len(units)), max(1, len(units)))
    tag = f"{stage.unit}|{stratum}|"
    if stage.method == "srs":
        order = sorted(units, key=lambda unit: (u(state.seed, tag + unit.name), unit.name))
        return [(unit, chance) for unit in order[: sum(take)]] if take[0] else []
    by_name = {unit.name: unit for unit in units}
    start = u(state.seed, tag + "start") % max(1, len(units))
    hit = _hit([(unit.name, 1) for unit in units], min(take[0], len(units)), start)
    return [(by_name[name], chance) for name in hit]


# Districts drawn beside the capital, respondents and reserve per village, by the size of a province.
PAPI_NUMBERS = ("districts", "respondents", "reserve")
PAPI = {"small": (2, 20, 10), "medium": (5, 20, 10), "large": (5, 30, 15)}


def papi_scale(people: int) -> str:
    """Size of a province in the design of PAPI: over five million large, from two million medium.

    >>> [papi_scale(people) for people in (8_400_000, 3_600_000, 330_000)]
    ['large', 'medium', 'small']
    """
    return "large" if people > 5_000_000 else "medium" if people >= 2_000_000 else "small"


def papi(frame: Columns) -> tuple[Columns, tuple[Stage, ...]]:
    """The design of PAPI since 2011 over a frame of villages, or of people: the frame with its numbers, and its stages.

    Columns: province, people (of the province) or scale, district, is_capital, commune, is_district_seat, village,
    is_commune_seat, size (else every row counts 1), and respondent when people are listed. In every province the
    capital district and 2 (5 where large or medium) by size; in each the seat commune and 1; in each the seat village
    and 1; in each 20 people and 10 in reserve (30 and 15 where large). Refused: a scale of another name.
    """
    rows = range(len(next(iter(frame.values()), ())))
    for column in ("province", "people" if "scale" not in frame else "scale"):
        if column not in frame:
            raise ImpossibleDraw("no_column", column=column)
    scales = frame["scale"] if "scale" in frame else [papi_scale(_whole(frame, "people", row)) for row in rows]
    for row, scale in enumerate(scales):
        if scale not in PAPI:
            raise ImpossibleDraw("unknown_scale", column="scale", row=row, found=scale)
    numbers = {f"papi_{name}": [str(PAPI[one][place]) for one in scales] for place, name in enumerate(PAPI_NUMBERS)}
    sizes = {} if "size" in frame else {"size": ["1" for _ in rows]}
    stages = (
        Stage("district", "papi_districts", "pps", ("province",), "size", "is_capital"),
        Stage("commune", 1, "pps", (), "size", "is_district_seat"),
        Stage("village", 1, "pps", (), "size", "is_commune_seat"),
        Stage("respondent", "papi_respondents", reserve="papi_reserve"),
    )
    return {**frame, **numbers, **sizes}, stages if "respondent" in frame else stages[:3]
