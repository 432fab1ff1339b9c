"""A budget in the few figures a resident can hold in mind: collected, spent, largest lines, what changed. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from danbiet.disclosure.rules.budget import Row, Side
from danbiet.disclosure.rules.grids import fold

LARGEST = 5
CHANGES = 3


@dataclass(frozen=True)
class Amounts:
    """Planned and actual of one side, in đồng."""

    planned: int | None
    actual: int | None

    @property
    def amount(self) -> int | None:
        return self.planned if self.actual is None else self.actual

    @property
    def percent(self) -> int | None:
        """Actual in per cent of planned, rounded; nothing where one of them is unknown or nothing was planned."""
        if not self.planned or self.actual is None:
            return None
        return int((Decimal(self.actual) * 100 / self.planned).quantize(Decimal(1), ROUND_HALF_UP))


@dataclass(frozen=True)
class Share:
    """A line of spending and its part of all spending, in per cent."""

    name: str
    amount: int
    percent: int | None


@dataclass(frozen=True)
class Change:
    """The same line this year and the year before."""

    name: str
    before: int
    now: int

    @property
    def difference(self) -> int:
        return self.now - self.before


@dataclass(frozen=True)
class Card:
    """What the card says; a part that the table does not give is empty, never a zero."""

    income: Amounts | None
    spending: Amounts | None
    per_resident: int | None
    residents: int | None
    largest: tuple[Share, ...]
    changes: tuple[Change, ...]
    total_change: Change | None
    is_plan: bool


def card(rows: Sequence[Row], *, residents: int | None, before: Sequence[Row] = ()) -> Card:
    """The card of a table; `before` is the table of the year before, of the same kind."""
    income, spending = _total(rows, Side.INCOME), _total(rows, Side.SPENDING)
    spent = spending.amount if spending else None
    return Card(
        income=income,
        spending=spending,
        per_resident=_each(spent, residents),
        residents=residents or None,
        largest=_largest(rows, spent),
        changes=_changes(rows, before),
        total_change=_total_change(spending, _total(before, Side.SPENDING)),
        is_plan=all(row.actual is None for row in rows),
    )


def _each(amount: int | None, residents: int | None) -> int | None:
    if amount is None or not residents:
        return None
    return int((Decimal(amount) / residents).quantize(Decimal(1), ROUND_HALF_UP))


def _of(rows: Sequence[Row], side: Side) -> list[Row]:
    """The rows of a side, from the sheet that says most about it: workbooks repeat totals on a sheet of their own."""
    mine = [row for row in rows if row.side == side]
    counts = {sheet: sum(row.sheet == sheet for row in mine) for sheet in dict.fromkeys(row.sheet for row in mine)}
    fullest = max(counts, key=lambda sheet: counts[sheet], default="")
    return [row for row in mine if row.sheet == fullest]


def _total(rows: Sequence[Row], side: Side) -> Amounts | None:
    """The first row at the top; where several stand at the top without a total over them, their sum."""
    mine = _of(rows, side)
    tops = [row for row in mine if row.level == 0]
    totals = [row for row in tops if fold(row.name).startswith("tong")] or tops
    if not totals:
        return None
    if len(tops) == len(totals) > 1 and not fold(totals[0].name).startswith("tong"):
        return Amounts(_sum(row.planned for row in tops), _sum(row.actual for row in tops))
    return Amounts(totals[0].planned, totals[0].actual)


def _sum(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _lines(rows: Sequence[Row]) -> list[Row]:
    """The lines of spending that have no parts below them: none is counted twice."""
    mine = _of(rows, Side.SPENDING)
    leaves = [row for at, row in enumerate(mine) if at + 1 == len(mine) or mine[at + 1].level <= row.level]
    return [row for row in leaves if row.level and not fold(row.name).startswith("tong")] or leaves


def _largest(rows: Sequence[Row], spent: int | None) -> tuple[Share, ...]:
    known = [(row.name, row.amount) for row in _lines(rows) if row.amount]
    known.sort(key=lambda pair: -pair[1])
    return tuple(Share(_plain(name), amount, _percent(amount, spent)) for name, amount in known[:LARGEST])


def _percent(amount: int, of: int | None) -> int | None:
    return int((Decimal(amount) * 100 / of).quantize(Decimal(1), ROUND_HALF_UP)) if of and of > 0 else None


def _plain(name: str) -> str:
    return name.lstrip("-–+ ")


def _changes(rows: Sequence[Row], before: Sequence[Row]) -> tuple[Change, ...]:
    """The lines that moved most, among those that bear the same name in both years."""
    old = {fold(_plain(row.name)): row.amount for row in _lines(before)}
    found = [
        Change(_plain(row.name), was, row.amount)
        for row in _lines(rows)
        if row.amount is not None and (was := old.get(fold(_plain(row.name)))) is not None
    ]
    moved = sorted((one for one in found if one.difference), key=lambda one: -abs(one.difference))
    return tuple(moved[:CHANGES])


def _total_change(now: Amounts | None, before: Amounts | None) -> Change | None:
    if now is None or before is None or now.amount is None or before.amount is None:
        return None
    return Change("", before.amount, now.amount)
