"""A sheet as read from a file, and the words of its heads. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

Cell = str | int | float | bool | date | time | timedelta | None
Merge = tuple[int, int, int, int]  # top, left, bottom, right; counted from 0, all included


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet from its row 1 and column A on, and which of them are merged."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merges: tuple[Merge, ...] = ()
    is_hidden: bool = False

    def text(self, row: int, column: int) -> str:
        """The words of a cell; of the whole merged block when it lies in one."""
        for top, left, bottom, right in self.merges:
            if top <= row <= bottom and left <= column <= right:
                row, column = top, left
                break
        return words(self.at(row, column))

    def at(self, row: int, column: int) -> Cell:
        """What stands in a cell; nothing beyond the end."""
        return self.rows[row][column] if row < len(self.rows) and column < len(self.rows[row]) else None

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)


def words(cell: Cell) -> str:
    """A cell as one line of text, whole numbers without a decimal point."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(unicodedata.normalize("NFC", str(cell)).split())


def fold(text: str) -> str:
    """Lower case, without marks, one space between words.

    >>> fold("Đơn vị  tính: ĐỒNG")
    'don vi tinh: dong'
    """
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join("".join(sign for sign in bare if not unicodedata.combining(sign)).split())


def letters(column: int) -> str:
    """The name of a column as a spreadsheet shows it, counted from 0.

    >>> letters(0), letters(25), letters(26)
    ('A', 'Z', 'AA')
    """
    column, name = column + 1, ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def heads(grid: Grid, pattern: re.Pattern[str], *, within: int = 40) -> Iterator[tuple[int, int]]:
    """Where, in the first rows, a cell's folded words match: (row, column), each merged block once."""
    for row in range(min(within, len(grid.rows))):
        for column, cell in enumerate(grid.rows[row]):
            if isinstance(cell, str) and pattern.search(fold(cell)):
                yield row, column
