"""Lists that name people, cut to the columns the special rule asks for. Pure.

Poor households, people called up for service: disclosure is compulsory and the data personal at once (trap 16 of the
law, PDP-07). What neighbours need to check a list stays: the name in part, the group, the result. All else goes.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from danbiet.common.actor import Damaged, say
from danbiet.disclosure.rules.grids import Grid, fold, letters, words

MOST_ROWS = 20_000


class ListRefused(Damaged):
    """No list of people can be read from the sheet, so nothing of it may be published."""


class Allowed(StrEnum):
    """What a column may hold to be kept."""

    ORDER = "order"
    NAME = "name"
    GROUP = "group"
    RESULT = "result"


HEADS = (
    (Allowed.ORDER, re.compile(r"^(stt|so tt|tt|so thu tu)$")),
    (Allowed.NAME, re.compile(r"^(ho (va|,|dem va)? ?ten|ho ten|ten) ?(chu ho|cong dan|nguoi .*|thanh nien|.*chu ho.*)?$|^chu ho$")),  # noqa: E501
    (Allowed.GROUP, re.compile(r"^(to( dan pho)?|tdp|thon|xom|khu pho|khu dan cu|ap|ban|to dan pho, thon|thon, to dan pho|dia chi|noi o|noi cu tru|noi thuong tru)\b")),  # noqa: E501
    (Allowed.RESULT, re.compile(
        r"^(phan loai( ho)?|loai ho|loai|dien|dien (ho|doi tuong)|doi tuong( uu tien| ho)?|ho ngheo|ho can ngheo"
        r"|ket qua( ra soat| binh xet| xet chon| xet duyet| phan loai)?( ho ngheo.*| nam \d+)?)$"
    )),
)  # fmt: skip
GROUP = re.compile(
    r"\b(?i:tổ dân phố|tổ|tdp|thôn|xóm|khu phố|ấp|bản|làng)\s*(?i:số\s*)?"
    r"(\d{1,3}[a-zA-Z]?\b|[A-ZĐÀ-Ỵ][^\W\d]*(\s[A-ZĐÀ-Ỵ][^\W\d]*){0,2})"
)
ONLY_NUMBER = re.compile(r"^(số\s*)?\d{1,3}$", re.IGNORECASE)
NUMBERS = re.compile(r"\d{3,}")
LABELS = {
    Allowed.ORDER: say("STT"),
    Allowed.NAME: say("Họ và tên (viết tắt một phần)"),
    Allowed.GROUP: say("Tổ dân phố, thôn"),
    Allowed.RESULT: say("Kết quả"),
}
OWN = {fold(head): kind for kind, head in LABELS.items()}  # a published list is read again, to be corrected


@dataclass(frozen=True)
class Dropped:
    """A column that is not published: where it stood, what stood over it, how many cells were filled."""

    column: str
    head: str
    cells: int


@dataclass(frozen=True)
class Cut:
    """What is left of a list: its heads, its rows, what went, and how many lines had a name that is none."""

    sheet: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    dropped: tuple[Dropped, ...]
    skipped: int


def cut(grids: tuple[Grid, ...]) -> Cut:
    """The first visible sheet that lists names, cut to what may be seen; ListRefused when there is none."""
    for grid in grids:
        place = None if grid.is_hidden else _head_row(grid)
        if place is not None:
            return _cut(grid, place)
    raise ListRefused(say("Không thấy cột “Họ và tên” trong trang tính nào, nên không cắt được cột. Chưa giữ gì."))


def _head_row(grid: Grid) -> int | None:
    """The row of heads: the first with a name column and another column beside it."""
    for row in range(min(40, len(grid.rows))):
        kinds = {kind_of(grid.text(row, column)) for column in range(grid.width)}
        if Allowed.NAME in kinds and sum(bool(words(cell)) for cell in grid.rows[row]) > 1:
            return row
    return None


def kind_of(head: str) -> Allowed | None:
    """What a column holds, by the words over it; nothing for what may not be seen.

    >>> kind_of("Họ và tên chủ hộ").value, kind_of("Số CCCD")
    ('name', None)
    """
    text = fold(head).rstrip(".:")
    return OWN.get(text) or next((kind for kind, pattern in HEADS if pattern.match(text)), None)


def _cut(grid: Grid, row: int) -> Cut:
    kinds = {column: kind_of(grid.text(row, column)) for column in range(grid.width)}
    chosen: dict[Allowed, int] = {}
    for column, kind in kinds.items():
        if kind is not None:
            chosen.setdefault(kind, column)
    below = range(row + 1, min(len(grid.rows), row + 1 + MOST_ROWS))
    order = [kind for kind in Allowed if kind in chosen]
    made = [tuple(_shown(kind, words(grid.at(at, chosen[kind]))) for kind in order) for at in below]
    named = order.index(Allowed.NAME)
    rows = tuple(line for line in made if line[named])
    dropped = tuple(
        Dropped(letters(column), grid.text(row, column), filled)
        for column in kinds
        if column not in chosen.values() and (filled := _filled(grid, column, below))
    )
    if not rows:
        raise ListRefused(say("Trang tính {sheet} không có dòng nào có tên."), sheet=grid.name)
    skipped = sum(bool(words(grid.at(at, chosen[Allowed.NAME]))) for at in below) - len(rows)
    return Cut(grid.name, tuple(LABELS[kind] for kind in order), rows, dropped, skipped)


def _filled(grid: Grid, column: int, rows: range) -> int:
    return sum(bool(words(grid.at(at, column))) for at in rows)


def _shown(kind: Allowed, text: str) -> str:
    if kind is Allowed.NAME:
        return shortened(text)
    if kind is Allowed.GROUP:
        return group_of(text)
    if kind is Allowed.ORDER:
        return text if text.isdecimal() else ""
    return NUMBERS.sub("…", text)[:80]


def shortened(name: str) -> str:
    """Family name and given name, with initials between; what has digits is no name and goes.

    >>> shortened("Nguyễn Thị Thu Hoa"), shortened("Hoa"), shortened("0912345678")
    ('Nguyễn T. T. Hoa', 'H.', '')
    """
    parts = name.replace(",", " ").split()
    if not parts or any(sign.isdigit() for sign in name) or len(parts) > 8:
        return ""
    if len(parts) == 1:
        return f"{parts[0][0]}."
    middle = [f"{part[0]}." for part in parts[1:-1]]
    return " ".join([parts[0], *middle, parts[-1]] if middle else [parts[0], f"{parts[1][0]}."])


def group_of(address: str) -> str:
    """The residential group in an address; house numbers, lanes and streets go.

    >>> group_of("Số 12 ngõ 5, tổ dân phố 3"), group_of("7"), group_of("Số 5 Phạm Văn Đồng")
    ('tổ dân phố 3', '7', '')
    """
    if ONLY_NUMBER.match(address):
        return address
    found = GROUP.search(address)
    return " ".join(found[0].split()) if found else ""
